//! Moments that a date of the person names: of entries and of `wait for date`.

use super::declaration::Checker;
use crate::diagnostic::Problem;
use crate::program::{DateMoment, DateShift, ExpressionId, Type};
use crate::syntax::tree::{self, DateForm, ExpressionKind as Node, Literal};
use crate::value::{Duration, Unit, Value};

impl Checker<'_> {
    /// `trialExpiry is in 3 days every year at 09:00`
    pub(super) fn date_moment(&mut self, written: &tree::DateMoment) -> DateMoment {
        let date = self.expression(written.subject);
        if !matches!(date.r#type, Type::Date | Type::Datetime | Type::Error) {
            let found = date.r#type.described();
            self.report(self.node(written.subject).span, Problem::NotADate { found });
        }
        let shift = self.date_shift(written, &date.r#type);
        let time = written.at.map(|at| {
            self.misplaced_time(written, at);
            self.time_of_day(at)
        });
        let every_year = written.every_year.is_some();
        DateMoment { date: date.id, shift, time, every_year, location: self.at(written.span) }
    }

    fn date_shift(&mut self, written: &tree::DateMoment, counted_on: &Type) -> DateShift {
        match written.form {
            DateForm::In(length) => DateShift::Before(self.date_distance(length, counted_on)),
            DateForm::Ago(length) => DateShift::Behind(self.date_distance(length, counted_on)),
            DateForm::Today => DateShift::None,
            DateForm::Tomorrow => DateShift::Before(self.one_day(written)),
            DateForm::Yesterday => DateShift::Behind(self.one_day(written)),
        }
    }

    fn date_distance(&mut self, length: tree::ExpressionId, counted_on: &Type) -> ExpressionId {
        self.has_hours_on_date(counted_on, length);
        self.value_of(length, &Type::Duration, "the distance from the date").id
    }

    fn one_day(&mut self, written: &tree::DateMoment) -> ExpressionId {
        let day = Duration::of(1, Unit::Days).unwrap_or(Duration::ZERO);
        self.constant(Value::Duration(day), Type::Duration, written.span).id
    }

    /// Reports a time of day where hours or less are counted, which settle it.
    fn misplaced_time(&mut self, written: &tree::DateMoment, at: tree::ExpressionId) {
        let (DateForm::In(length) | DateForm::Ago(length)) = written.form else { return };
        let Node::Literal(Literal::Duration { unit, .. }) = &self.node(length).kind else { return };
        if matches!(Unit::parse(&unit.text), Some(Unit::Hours | Unit::Minutes | Unit::Seconds)) {
            let unit = unit.text.to_string();
            self.report(self.node(at).span, Problem::MisplacedTime { unit });
        }
    }
}
