//! The clock of a test.

use crate::check::declaration::Checker;
use crate::diagnostic::Problem;
use crate::program::{TestStepKind, Type};
use crate::source::{Location, Span};
use crate::syntax::tree::ExpressionId;
use crate::value::time::add_elapsed;
use crate::value::{Instant, Value};

/// How far the clock of a test has come.
#[derive(Default)]
pub(super) struct Clock {
    /// Whether it has been set, if perhaps to a moment that is wrong.
    is_set: bool,
    /// What it shows, where that is known.
    now: Option<Instant>,
    /// The first step that needs it before it is set, by its words.
    pub(super) early: Option<(String, Location)>,
}

impl Clock {
    /// Notes a step that needs a clock.
    pub(super) fn needed(&mut self, step: &str, at: Location) {
        if !self.is_set && self.early.is_none() {
            self.early = Some((step.to_owned(), at));
        }
    }
}

impl Checker<'_> {
    /// `at 2026-12-02 09:00`; a date means its first moment.
    pub(super) fn clock_at(&mut self, id: ExpressionId, clock: &mut Clock) -> Option<TestStepKind> {
        clock.is_set = true;
        let moment = self.moment(id)?;
        let instant = match self.constant_value(moment) {
            Some(Value::Datetime(instant)) => *instant,
            Some(Value::Date(date)) => self.zone.start_of_day(*date),
            // What has an error of its own has been reported.
            Some(_) => return None,
            None => {
                self.misfit(self.node(id).span, "at", "must be written as a date, or a date and time");
                return None;
            }
        };
        self.move_clock(instant, self.node(id).span, clock)
    }

    /// `after 1 hour`
    pub(super) fn clock_after(&mut self, id: ExpressionId, clock: &mut Clock) -> Option<TestStepKind> {
        let span = self.node(id).span;
        clock.needed("after", self.at(span));
        let time = self.value_of(id, &Type::Duration, "the time behind `after`");
        match self.constant_value(time.id) {
            Some(Value::Duration(time)) => {
                let Ok(instant) = add_elapsed(clock.now?, *time, self.zone) else {
                    self.misfit(span, "after", "leads beyond the calendar");
                    return None;
                };
                self.move_clock(instant, span, clock)
            }
            Some(_) => None,
            None => {
                self.misfit(span, "after", "must be written as a duration");
                None
            }
        }
    }

    fn move_clock(&mut self, instant: Instant, span: Span, clock: &mut Clock) -> Option<TestStepKind> {
        if let Some(now) = clock.now.filter(|&now| instant < now) {
            let show = |instant| Value::Datetime(instant).show(self.zone);
            let (moment, now) = (show(instant), show(now));
            self.report(span, Problem::TimeBackwards { moment, now });
            return None;
        }
        clock.now = Some(instant);
        Some(TestStepKind::Clock(instant))
    }
}
