//! Plays the tests of a project in virtual time.
//!
//! Each test has a world of its own: its people, its clock, and the flows as they are at the beginning. The clock jumps from
//! one timer to the next, so a year passes as fast as a second. Tests are played side by side, and what comes of one does not
//! depend on the others.
//!
//! **Architecture Invariant:** a test goes the way that a run over recorded events goes: an event comes before the timers of
//! its moment, and a flow in which nothing is activated for 365 days ends. An expectation lets everything of its moment happen
//! first. What must never be so is looked at behind each input of anybody, and behind each step.

mod calls;
mod coverage;
mod expectation;
mod report;
mod someone;
mod timeline;
mod world;

pub use coverage::{ArmCoverage, Coverage, ElementCoverage, FlowCoverage, Point, ProjectCoverage, Share};
pub use report::{Report, json, junit};
pub use timeline::{Line, of_record as record_in_words};

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use self::world::World;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{Program, TestId};
use crate::source::Snapshot;

/// What came of a test.
#[derive(Clone, PartialEq, Debug)]
pub struct TestResult {
    /// The test.
    pub test: TestId,
    /// What went wrong, in the order in which it did.
    pub failures: Vec<Failure>,
    /// What its people came through.
    pub covered: BTreeSet<Point>,
}

/// Something that went wrong in a test.
#[derive(Clone, PartialEq, Debug)]
pub struct Failure {
    /// What, and at which step.
    pub diagnostic: Diagnostic,
    /// What the expectation read, and the values as source text would write them.
    pub values: Vec<(Arc<str>, String)>,
    /// What happened up to then to the people whom the expectation is about.
    pub timelines: Vec<Timeline>,
}

/// What happened to a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Timeline {
    /// The person.
    pub person: Arc<str>,
    /// What happened, in order.
    pub lines: Vec<Line>,
}

/// How a test ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Everything expected did hold.
    Passed,
    /// Something did not.
    Failed,
    /// What was expected up to a step did hold, and the step could not be played.
    NotRun,
}

impl TestResult {
    /// How the test ended.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let is_unplayable =
            |failure: &Failure| matches!(failure.diagnostic.problem, Problem::TestNotRun { .. });
        match self.failures.as_slice() {
            [] => Verdict::Passed,
            failures if failures.iter().all(is_unplayable) => Verdict::NotRun,
            _ => Verdict::Failed,
        }
    }
}

/// Plays tests of a program without errors. The results come in the order of the tests.
#[must_use]
pub fn play(program: &Program, snapshot: &Snapshot, tests: &[TestId]) -> Vec<TestResult> {
    let play = |&test: &TestId| {
        let (failures, covered) = World::new(program, snapshot, &program.tests[test]).play();
        TestResult { test, failures, covered }
    };
    tests.par_iter().map(play).collect()
}
