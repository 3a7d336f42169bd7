//! Entries and waits that are about changes, dates and audiences.

use super::{Show, name, type_name};
use crate::syntax::tree::{
    Change, ChangeSide, Changed, DateForm, DateMoment, EntryParameter, ExpressionId, OutcomeArm,
};

impl Show<'_> {
    pub(super) fn changed(&self, changed: &Changed) -> String {
        let count = super::expression::count(changed.count.as_ref());
        let clauses = self.clauses(None, &changed.windows) + &self.followed(&changed.followed);
        format!("({}{count}{clauses})", self.change(&changed.change))
    }

    pub(super) fn outcome_arms(&mut self, head: &str, arms: &[OutcomeArm]) {
        self.block(head, |show| show.outcomes(arms));
    }

    pub(super) fn limit(&self, limit: Option<ExpressionId>) -> String {
        limit.map_or_else(String::new, |limit| format!(" up to {}", self.expression(limit)))
    }

    pub(super) fn entry_parameter(&self, parameter: &EntryParameter) -> String {
        let default =
            parameter.default.map_or_else(String::new, |value| format!(" = {}", self.expression(value)));
        format!(" ({} {}{default})", name(&parameter.name), type_name(&parameter.r#type))
    }

    pub(super) fn change(&self, change: &Change) -> String {
        let side = |word: &str, side: &Option<ChangeSide>| match side {
            None => String::new(),
            Some(ChangeSide::Empty) => format!(" {word} empty"),
            Some(ChangeSide::NotEmpty) => format!(" {word} not empty"),
            Some(ChangeSide::Value(value)) => format!(" {word} {}", self.expression(*value)),
        };
        format!(
            "change of {}{}{}",
            name(&change.attribute),
            side("from", &change.from),
            side("to", &change.to)
        )
    }

    pub(super) fn date_moment(&self, moment: &DateMoment) -> String {
        let form = match moment.form {
            DateForm::In(length) => format!("is in {}", self.expression(length)),
            DateForm::Ago(length) => format!("was {} ago", self.expression(length)),
            DateForm::Today => "is today".to_owned(),
            DateForm::Tomorrow => "is tomorrow".to_owned(),
            DateForm::Yesterday => "was yesterday".to_owned(),
        };
        let every_year = if moment.every_year.is_some() { " every year" } else { "" };
        let at = moment.at.map_or_else(String::new, |at| format!(" at {}", self.expression(at)));
        format!("{} {form}{every_year}{at}", self.expression(moment.subject))
    }
}
