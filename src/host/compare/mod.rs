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

use std::sync::Arc;

use rayon::prelude::*;

use super::replay::{Deeds, Done};
use super::simulate::Run;
use super::table::Period;
use super::trace::Names;
use crate::program::FlowId;
use gathered::Gathered;
use matching::Matching;

/// A run as one side of a comparison.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// What the project is called.
    pub title: &'a str,
    /// The program and its sources.
    pub names: Names<'a>,
    /// What came of it.
    pub run: &'a Run,
    /// The flows that took part.
    pub flows: &'a [FlowId],
    /// What was done for its persons: it is asked for once for each.
    pub deeds: &'a dyn Deeds,
}

/// The difference of two runs over the same data and the same time, with the first `sample` persons of each kind. What was
/// done for a person is forgotten as soon as it is compared. `progress` hears of each person who is.
#[must_use]
pub fn compare(sides: Pair<Side>, period: Period, sample: usize, progress: &(dyn Fn() + Sync)) -> Comparison {
    let matching = Matching::new(sides.map(|side| side.names));
    let persons = persons(sides);
    let of_person = |mut gathered: Gathered, (key, places): &(&Arc<str>, Pair<Option<usize>>)| {
        let done = sides.zip(*places);
        let done = done.map(|(side, place)| place.map_or_else(Done::default, |at| side.deeds.of(at)));
        gathered.add(person::compare(&matching, sides, key, &done));
        progress();
        gathered
    };
    let nobody = || Gathered::new(sample);
    let gathered = persons.par_iter().fold(nobody, of_person).reduce(nobody, Gathered::and);
    report::put_together(sides, &matching, period, gathered)
}

/// The persons of both sides in order of their keys, each with the place among the keys of either.
fn persons<'a>(sides: Pair<Side<'a>>) -> Vec<(&'a Arc<str>, Pair<Option<usize>>)> {
    let mut keys = sides.map(|side| side.run.keys.iter().enumerate().peekable());
    let mut persons = Vec::with_capacity(sides.old.run.keys.len());
    loop {
        let next = Pair { old: keys.old.peek(), new: keys.new.peek() }.map(|next| next.map(|(_, key)| *key));
        let Some(key) = next.old.into_iter().chain(next.new).min() else { return persons };
        let places = Pair {
            old: keys.old.next_if(|(_, known)| *known == key).map(|(at, _)| at),
            new: keys.new.next_if(|(_, known)| *known == key).map(|(at, _)| at),
        };
        persons.push((key, places));
    }
}
