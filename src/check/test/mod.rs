//! Tests: their people, their clock, and their steps in order.
//!
//! People are known in the whole test, wherever they are introduced. The clock stands still but for `at` and `after`, whose
//! values are constants, so every moment of a test is known before it runs.

mod clock;
mod expectation;
mod labels;
mod people;
mod step;

pub(super) use people::TestScope;

use std::sync::Arc;

use self::clock::Clock;
use super::declaration::{Checker, NameKind};
use super::link::Item;
use crate::diagnostic::Problem;
use crate::program::{Id, PersonId, Test};
use crate::source::Span;
use crate::syntax::tree::{self, StepKind};

/// Checks a test and adds it to the program.
pub(super) fn check(checker: &mut Checker, test: &tree::Test) {
    let people = checker.introduce(test);
    let mut clock = Clock::default();
    let steps = test.steps.iter().filter_map(|step| checker.step(step, &mut clock)).collect();
    let broken = test.steps.iter().any(|step| matches!(step.kind, StepKind::Broken { .. }));
    if !broken {
        early_step(checker, &clock);
        no_expectation(checker, test);
    }
    let scope = checker.scope.test.take().unwrap_or_default();
    let location = checker.at(test.name.span);
    let name = test.name.text.clone();
    // A second test of the name is reported elsewhere.
    if checker.symbols.find(NameKind::Test, &name).is_some_and(|at| checker.symbols.tests[at] == location) {
        let test = Test { name, people, readings: scope.readings, steps, location };
        checker.result.fragment.item = Item::Test(Box::new(test));
    }
}

/// Reports the first step that needs a clock before there is one.
fn early_step(checker: &mut Checker, clock: &Clock) {
    if let Some((step, span)) = &clock.early {
        checker.report(*span, Problem::NoClock { step: step.clone() });
    }
}

/// Reports a test that can only succeed.
fn no_expectation(checker: &mut Checker, test: &tree::Test) {
    if !test.steps.iter().any(|step| matches!(step.kind, StepKind::Expect(_))) {
        checker.report(test.name.span, Problem::NoExpectation { test: test.name.text.to_string() });
    }
}

impl Checker<'_> {
    /// The person with this name; an unknown one is reported.
    fn person(&mut self, name: &tree::Name) -> Option<PersonId> {
        let scope = self.scope.test.as_ref()?;
        let found = scope.person(&name.text);
        if found.is_none() && !scope.broken.contains(&name.text) {
            let known: Vec<Arc<str>> = scope.names.iter().map(|(name, _)| name.clone()).collect();
            let known: Vec<&str> = known.iter().map(|name| &**name).collect();
            let hint = format!("introduce the person: `person {} {{ … }}`", name.text);
            self.unknown_or_wrong_case("person", name, &known, hint);
        }
        found.map(PersonId::from_index)
    }

    /// Reports what does not fit a step.
    fn misfit(&mut self, span: Span, step: &str, reason: impl Into<String>) {
        self.report(span, Problem::StepMisfit { step: step.to_owned(), reason: reason.into() });
    }
}
