//! Two runs over the same data as their difference: who gets more, fewer or other messages, where paths part, and what is
//! counted at each element.
//!
//! Nothing of one side has an id that means anything on the other, so names pair what belongs together: flows by name,
//! elements by label, arms by their words (`matching.rs`). Attempts of a person to enter a flow are paired by their moments
//! (`attempts.rs`), and what is done in two paired ones step by step (`parting.rs`) and effect by effect (`effects.rs`).
//!
//! `docs/schemas/against.schema.json` describes the JSON form.

mod align;
mod attempts;
mod counts;
mod effects;
mod gathered;
mod grid;
mod human;
mod matching;
mod pair;
mod parting;
mod person;
mod profile;
mod renames;
mod report;
mod words;

pub use pair::Pair;
pub use report::Comparison;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::simulate::{Run, Step};
use super::table::Period;
use super::trace::Names;
use crate::program::FlowId;
use gathered::Gathered;
use matching::Matching;

/// A run as one side of a comparison. Its trace and its people were kept.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What the project is called.
    pub title: &'a str,
    /// The program and its sources.
    pub names: Names<'a>,
    /// What came of it.
    pub run: &'a Run,
    /// The flows that took part.
    pub flows: &'a [FlowId],
}

/// The difference of two runs over the same data and the same time, with the first `sample` persons of each kind.
#[must_use]
pub fn compare(sides: Pair<Side>, period: Period, sample: usize) -> Comparison {
    let matching = Matching::new(sides.map(|side| side.names));
    let steps = sides.map(|side| by_person(side.run));
    let persons: Vec<(Arc<str>, Pair<Option<usize>>)> = persons(sides).into_iter().collect();
    let of_person = |mut gathered: Gathered, (key, places): &(Arc<str>, Pair<Option<usize>>)| {
        let steps = steps.as_ref().zip(*places).map(|(steps, place)| place.map_or(&[][..], |at| &steps[at]));
        gathered.add(person::compare(&matching, sides, key, steps));
        gathered
    };
    let nobody = || Gathered::new(sample);
    let gathered = persons.par_iter().fold(nobody, of_person).reduce(nobody, Gathered::and);
    report::put_together(sides, &matching, period, gathered)
}

/// The persons of both sides, each with the place among the keys of either.
fn persons(sides: Pair<Side>) -> BTreeMap<Arc<str>, Pair<Option<usize>>> {
    let mut persons: BTreeMap<Arc<str>, Pair<Option<usize>>> = BTreeMap::new();
    for (at, key) in sides.old.run.keys.iter().enumerate() {
        persons.entry(key.clone()).or_default().old = Some(at);
    }
    for (at, key) in sides.new.run.keys.iter().enumerate() {
        persons.entry(key.clone()).or_default().new = Some(at);
    }
    persons
}

/// What was done for each person, in the order in which it was done.
fn by_person(run: &Run) -> Vec<Vec<&Step>> {
    let mut steps = vec![Vec::new(); run.keys.len()];
    for step in &run.trace {
        steps[step.person as usize].push(step);
    }
    steps
}
