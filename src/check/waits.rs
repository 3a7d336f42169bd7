//! Waits for changes and dates, evaluated messages, and the arms that are named by outcomes.

use super::declaration::NameKind;
use super::elements::Elements;
use super::flow::arm_words;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{
    Arm, ElementId, ElementKind, EventId, EventSelection, ExpressionId, Id, Outcome, Outcomes, SelectionId,
    Type,
};
use crate::syntax::tree::{self, Change, DateMoment, OutcomeArm, Statement};

/// What may come of an element.
struct Possible {
    /// The element's words.
    element: &'static str,
    /// The outcomes that arms can name, in the order in which messages list them.
    named: &'static [Outcome],
    /// Whether something else may come of it.
    other: bool,
    /// What never comes of this one, though of its like.
    never: Option<Outcome>,
}

impl Elements<'_, '_> {
    /// `wait for change of plan to "pro" up to 5 days { … }`
    pub(super) fn wait_for_change(
        &mut self,
        statement: &Statement,
        change: &Change,
        limit: Option<tree::ExpressionId>,
        arms: &[OutcomeArm],
        next: Option<ElementId>,
    ) -> ElementKind {
        let change = self.checker.change_clause(change);
        let limit = self.limit(limit);
        let (element, named) = ("wait for change", &[Outcome::Changed]);
        let possible = Possible { element, named, other: limit.is_some(), never: None };
        let mut outcomes = self.outcomes(statement, arms, &possible, next);
        let is_changed = |arm: &Arm<Outcome>| arm.when == Some(Outcome::Changed);
        if limit.is_none() && outcomes.arms.iter().any(is_changed) {
            let heads: Vec<_> = arms.iter().map(|arm| (arm.when.is_none(), arm.head)).collect();
            self.endless_wait(&heads, element);
            outcomes.arms.retain(is_changed);
        }
        ElementKind::WaitForChange { limit, change, outcomes }
    }

    /// The time behind `up to`.
    pub(super) fn limit(&mut self, limit: Option<tree::ExpressionId>) -> Option<ExpressionId> {
        limit.map(|limit| {
            let typed = self.checker.value_of(limit, &Type::Duration, "the time behind `up to`");
            self.checker.no_time(limit, &typed, "a wait");
            typed.id
        })
    }

    /// `wait for date trialExpiry is in 4 hours { … }`
    pub(super) fn wait_for_date(
        &mut self,
        statement: &Statement,
        moment: &DateMoment,
        arms: &[OutcomeArm],
        next: Option<ElementId>,
    ) -> ElementKind {
        let moment = self.checker.date_moment(moment);
        let (element, named) = ("wait for date", &[Outcome::Reached, Outcome::Passed, Outcome::Empty]);
        let never = moment.every_year.then_some(Outcome::Passed);
        let possible = Possible { element, named, other: false, never };
        ElementKind::WaitForDate { moment, outcomes: self.outcomes(statement, arms, &possible, next) }
    }

    /// `evaluate inbound message { when text contains "stop" { … } otherwise { … } }`: in the conditions, bare names are the
    /// message's properties too.
    pub(super) fn evaluate_message(
        &mut self,
        statement: &Statement,
        arms: &[tree::Arm],
        next: Option<ElementId>,
    ) -> ElementKind {
        let message = self.inbound_message();
        let checked = self.conditional_arms(statement, arms, next, "evaluate inbound message", message);
        ElementKind::EvaluateMessage(checked)
    }

    /// The events that are messages of the person, added to the program.
    fn inbound_message(&mut self) -> Vec<(EventId, SelectionId)> {
        let Some(at) = self.checker.symbols.find(NameKind::Event, "inboundMessage") else {
            return Vec::new();
        };
        let event = EventId::from_index(at);
        let selection =
            EventSelection { event, owner: None, filter: None, windows: Vec::new(), followed: Vec::new() };
        vec![(event, self.checker.result.fragment.selections.push(selection))]
    }

    /// The arms of an element that names its ways out by what comes of it.
    fn outcomes(
        &mut self,
        statement: &Statement,
        arms: &[OutcomeArm],
        possible: &Possible,
        next: Option<ElementId>,
    ) -> Outcomes {
        if arms.is_empty() {
            return Outcomes::default();
        }
        let heads: Vec<_> = arms.iter().map(|arm| (arm.when.is_none(), arm.head)).collect();
        self.otherwise_last(&heads);
        let mut paths = Vec::new();
        let before = self.state();
        if !self.covers(arms, possible) {
            self.missing_otherwise(statement, possible.element);
            paths.push((format!("what matches no arm of `{}`", possible.element), before.clone()));
        }
        let mut checked: Vec<Arm<Outcome>> = Vec::new();
        for (at, arm) in arms.iter().enumerate() {
            self.enter(&before);
            let when = arm.when.as_ref().map(|word| self.outcome(word, &arms[..at], possible));
            let target = self.arm(&arm.body, next);
            self.leave(arm_words(arm.when.is_none(), None, possible.element), &mut paths);
            // An arm of an unknown outcome has been reported and is never taken.
            if when != Some(None) {
                checked.push(Arm { when: when.flatten(), target, location: self.checker.at(arm.head) });
            }
        }
        self.join(&before, paths);
        Outcomes { arms: checked }
    }

    /// Whether there is an arm for whatever comes of the element.
    fn covers(&self, arms: &[OutcomeArm], possible: &Possible) -> bool {
        let is_named = |outcome: &Outcome| {
            let named =
                |arm: &OutcomeArm| arm.when.as_ref().is_some_and(|when| &*when.text == outcome.word());
            arms.iter().any(named) || possible.never == Some(*outcome)
        };
        arms.iter().any(|arm| arm.when.is_none()) || !possible.other && possible.named.iter().all(is_named)
    }

    /// The outcome that an arm names.
    fn outcome(&mut self, word: &tree::Name, before: &[OutcomeArm], possible: &Possible) -> Option<Outcome> {
        let named = possible.named.iter().copied().find(|outcome| *outcome.word() == *word.text);
        let Some(outcome) = named else {
            // A head that could not be read has no text, and has been reported.
            if !word.text.is_empty() {
                let known: Vec<&str> = possible.named.iter().map(|outcome| outcome.word()).collect();
                self.checker.unknown_outcome(possible.element, word, &known);
            }
            return None;
        };
        let is_same = |arm: &&OutcomeArm| arm.when.as_ref().is_some_and(|first| first.text == word.text);
        if let Some(first) = before.iter().find(is_same) {
            let problem = Problem::DuplicateOutcome { outcome: word.text.to_string() };
            let diagnostic = Diagnostic::new(self.checker.at(word.span), problem);
            self.checker.push(diagnostic.label(self.checker.at(first.head), "this arm is taken"));
        } else if possible.never == Some(outcome) {
            let outcome = word.text.to_string();
            self.checker.report(word.span, Problem::NeverPasses { outcome });
        }
        Some(outcome)
    }
}
