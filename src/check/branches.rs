//! Arms that go by outcomes: `when delivered`, `when 4xx`, `when added`.

use super::declaration::Checker;
use super::elements::Elements;
use super::flow::arm_words;
use super::statements::{element_word, outcome_arms};
use crate::diagnostic::{Diagnostic, List, Problem, nearest};
use crate::program::{Arm, Branches, ElementId};
use crate::syntax::tree::{Name, OutcomeArm, Statement};

impl Elements<'_, '_> {
    /// Checks the arms of an element, if it has any. `read` gives the outcome of a name and reports an unknown one; `cover`
    /// says whether outcomes are all that there are.
    pub(super) fn branches<O: Copy + PartialEq>(
        &mut self,
        statement: &Statement,
        next: Option<ElementId>,
        mut read: impl FnMut(&mut Checker, &Name) -> Option<O>,
        cover: impl Fn(&[O]) -> bool,
    ) -> Option<Branches<O>> {
        let arms = outcome_arms(&statement.kind);
        if arms.is_empty() {
            return None;
        }
        let heads: Vec<_> = arms.iter().map(|arm| (arm.when.is_none(), arm.head)).collect();
        self.otherwise_last(&heads);
        let found = self.outcome_names(arms, &mut read);
        let known: Vec<O> = found.iter().copied().flatten().collect();
        let word = element_word(&statement.kind).unwrap_or_default();
        let (before, mut paths) = (self.state(), Vec::new());
        let (mut otherwise, mut has_otherwise) = (next, false);
        // An outcome that nobody knows may have been meant as one that is missing.
        let all_known = known.len() == arms.iter().filter(|arm| arm.when.is_some()).count();
        if all_known && !arms.iter().any(|arm| arm.when.is_none()) && !cover(&known) {
            self.missing_otherwise(statement, word);
            paths.push((format!("what matches no arm of `{word}`"), before.clone()));
        }
        let mut checked = Vec::new();
        for (arm, outcome) in arms.iter().zip(found) {
            self.enter(&before);
            let target = self.arm(&arm.body, next);
            let name = arm.when.as_ref().map(|when| &*when.text);
            self.leave(arm_words(name.is_none(), name, word), &mut paths);
            match (outcome, name) {
                (Some(outcome), _) => {
                    let location = self.checker.at(arm.head);
                    checked.push(Arm { when: Some(outcome), target, location });
                }
                (None, None) => (otherwise, has_otherwise) = (target, true),
                // An outcome that nobody knows, which has been reported.
                (None, Some(_)) => {}
            }
        }
        self.join(&before, paths);
        Some(Branches { arms: checked, otherwise, has_otherwise })
    }

    /// The outcome of each arm, and nothing for `otherwise`. One that has an arm already is reported.
    fn outcome_names<O: Copy + PartialEq>(
        &mut self,
        arms: &[OutcomeArm],
        read: &mut impl FnMut(&mut Checker, &Name) -> Option<O>,
    ) -> Vec<Option<O>> {
        let mut found: Vec<Option<O>> = Vec::new();
        for arm in arms {
            // An outcome without a name could not be read, and has been reported.
            let when = arm.when.as_ref().filter(|when| !when.text.is_empty());
            let outcome = when.and_then(|when| read(self.checker, when));
            let first = outcome.and_then(|_| found.iter().position(|known| *known == outcome));
            if let (Some(when), Some(first)) = (when, first) {
                let problem = Problem::DuplicateOutcome { outcome: when.text.to_string() };
                let diagnostic = Diagnostic::new(self.checker.at(when.span), problem);
                self.checker.push(diagnostic.label(self.checker.at(arms[first].head), "this arm is taken"));
            }
            found.push(outcome);
        }
        found
    }
}

impl Checker<'_> {
    /// The place of an outcome among those that an element has; an unknown one is reported.
    pub(super) fn outcome_among(&mut self, element: &str, name: &Name, known: &[&str]) -> Option<usize> {
        let found = known.iter().position(|known| *known == &*name.text);
        if found.is_none() {
            self.unknown_outcome(element, name, known);
        }
        found
    }

    /// Reports an outcome that an element does not have.
    pub(super) fn unknown_outcome(&mut self, element: &str, name: &Name, known: &[&str]) {
        let at = self.at(name.span);
        let (element, outcome) = (element.to_owned(), name.text.to_string());
        let near = nearest(&name.text, known.iter().copied());
        let known = List::of(known.iter().copied());
        let diagnostic = Diagnostic::new(at, Problem::UnknownOutcome { element, outcome, known });
        self.push(match near {
            Some(near) => diagnostic.fix(false, format!("write `{near}`"), at, near),
            None => diagnostic,
        });
    }

    /// Reports a line of an element that makes no sense.
    pub(super) fn element_setting(&mut self, span: crate::source::Span, setting: &str, reason: &str) {
        let (setting, reason) = (setting.to_owned(), reason.to_owned());
        self.report(span, Problem::ElementSetting { setting, reason });
    }
}
