//! Tests: their people, their clock, and their steps in order.
//!
//! People are known in the whole test, wherever they are introduced. The clock stands still but for `at` and `after`, whose
//! values are constants, so every moment of a test is known before it runs. A test with cases becomes a test of the program
//! for each of them.

mod cases;
mod clock;
mod expectation;
mod fixtures;
mod labels;
mod people;
mod step;

pub(super) use people::TestScope;

use std::sync::Arc;

use self::cases::Case;
use self::clock::Clock;
use super::declaration::{Checker, NameKind, Target};
use super::link::Item;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{Id, PersonId, Test, TestStep, TestStepKind};
use crate::source::Span;
use crate::syntax::tree::{self, DeclarationKind, StepKind};

/// Checks a test and adds it to the program.
pub(super) fn check(checker: &mut Checker, test: &tree::Test) {
    checker.open_scope(&test.steps);
    let cases = checker.cases(&test.steps);
    let mut tests = Vec::new();
    if cases.is_empty() {
        tests.push(checker.test(test, None));
    }
    for (at, case) in cases.iter().enumerate() {
        let resolved = checker.result.resolutions.len();
        tests.push(checker.test(test, Some(case)));
        // Names mean the same in all cases.
        if at > 0 {
            checker.result.resolutions.truncate(resolved);
        }
    }
    let location = checker.at(test.name.span);
    // A second test of the name is reported elsewhere.
    let claimed = checker.symbols.find(NameKind::Test, &test.name.text);
    if claimed.is_some_and(|at| checker.symbols.tests[at].location == location) {
        checker.result.fragment.item = Item::Tests(tests);
    }
}

/// Checks a fixture by itself. Whether there is a clock, and an expectation, depends on the tests that use it.
pub(super) fn check_fixture(checker: &mut Checker, fixture: &tree::Fixture) {
    checker.open_scope(&fixture.steps);
    checker.introduce(&fixture.steps);
    checker.steps(&fixture.steps, &mut Clock::default());
}

/// Whether a declaration is a test with cases: what is certain in one case need not be in another.
pub(super) fn has_cases(kind: &DeclarationKind) -> bool {
    let is_case = |step: &tree::Step| matches!(step.kind, StepKind::Case(_));
    matches!(kind, DeclarationKind::Test(test) if test.steps.iter().any(is_case))
}

impl Checker<'_> {
    /// Checks a test in one of its cases.
    fn test(&mut self, test: &tree::Test, case: Option<&Case>) -> Test {
        self.open_scope(&test.steps);
        if let (Some(case), Some(scope)) = (case, &mut self.scope.test) {
            scope.values.clone_from(&case.values);
        }
        let people = self.introduce(&test.steps);
        let mut clock = Clock::default();
        let steps = self.steps(&test.steps, &mut clock);
        let broken = test.steps.iter().any(|step| matches!(step.kind, StepKind::Broken { .. }));
        if !broken {
            self.early_step(&clock);
            self.no_expectation(test, &steps);
        }
        let readings = self.scope.test.take().unwrap_or_default().readings;
        let (name, location) = match case {
            None => (test.name.text.clone(), self.at(test.name.span)),
            Some(case) => {
                let name = format!("{} ({})", test.name.text, case.written(self.zone));
                (name.into(), self.at(case.head))
            }
        };
        Test { name, people, readings, steps, location }
    }

    /// Reports the first step that needs a clock before there is one.
    fn early_step(&mut self, clock: &Clock) {
        if let Some((step, location)) = &clock.early {
            self.push(Diagnostic::new(*location, Problem::NoClock { step: step.clone() }));
        }
    }

    /// Reports a test that can only succeed. What is expected may have a mistake.
    fn no_expectation(&mut self, test: &tree::Test, steps: &[TestStep]) {
        let expects = steps.iter().any(|step| matches!(step.kind, TestStepKind::Expect(_)));
        let tries = test.steps.iter().any(|step| matches!(step.kind, StepKind::Expect(_)));
        if !expects && !tries {
            self.report(test.name.span, Problem::NoExpectation { test: test.name.text.to_string() });
        }
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
        if let Some(introduced) = self.scope.test.as_ref().and_then(|scope| scope.introduced(&name.text)) {
            self.resolve(name.span, Target::Person(introduced));
        }
        found.map(PersonId::from_index)
    }

    /// Reports what does not fit a step.
    fn misfit(&mut self, span: Span, step: &str, reason: impl Into<String>) {
        self.report(span, Problem::StepMisfit { step: step.to_owned(), reason: reason.into() });
    }
}
