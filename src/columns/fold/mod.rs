//! The event fold: all questions of a plan about events, answered in one pass over the events of a batch.
//!
//! | question | answered in |
//! | --- | --- |
//! | which leaves are about the same events | `question` |
//! | what must hold of an event | `events`, `condition`, `test` |
//! | what comes behind it | `sequence` |
//! | which events are of a kind, and who has any | `marks`, `sieve` |
//! | whether there are enough of them | `counts`, `crowd`; of many kinds `tally`, `stretches` |
//! | which ones a question is about | `gathering` |
//! | what their values come to | `measure`, `order` |
//! | how a batch is gone through | `bound`, `part` |
//!
//! Persons are taken 64 at a time, so that their events stay in the nearest cache while one part of the questions after the other
//! looks at them. Questions how often something happened are counted together, in one pass over all events, where they are about
//! several kinds; of few kinds the newest events are looked at. The others gather the events that they are about: the kinds of events become bits, those that are set are gone through, and each event says whose
//! it is. In the same way those people are found who have events of a rare kind, before the events of people are counted.

mod bound;
mod condition;
mod counts;
mod crowd;
mod events;
mod gathering;
mod marks;
mod measure;
mod order;
mod part;
mod question;
mod sequence;
mod sieve;
mod stretches;
mod tally;
mod test;
#[cfg(test)]
mod tests;

pub use bound::Bound;

use std::sync::Arc;

use super::Batch;
use super::plan::{LeafId, Plan};
use question::{Asked, Group, Questions};
use tally::Tally;

/// Questions about events, sorted for batches of any layout.
#[derive(Clone, Debug)]
pub struct Fold {
    tallies: Vec<Arc<Tally>>,
    groups: Vec<Arc<Group>>,
}

/// Whether the fold can answer a question: one about a measure of events whose filter consists of checks of the event's own
/// properties and time.
#[must_use]
pub fn can_answer(plan: &Plan, leaf: LeafId) -> bool {
    Asked::of(plan, leaf).is_some()
}

impl Fold {
    /// The fold for these leaves of a plan. One that it [cannot answer](can_answer) is answered with no.
    #[must_use]
    pub fn new(plan: &Plan, leaves: &[LeafId]) -> Fold {
        let asked = leaves.iter().enumerate();
        let asked = asked.filter_map(|(at, leaf)| Some((at, Asked::of(plan, *leaf)?)));
        let Questions { tallies, groups } = Questions::new(asked);
        let tallies = tallies.into_iter().map(Arc::new).collect();
        Fold { tallies, groups: groups.into_iter().map(Arc::new).collect() }
    }

    /// What depends on the batch, computed once: texts that are wanted become codes, numbers become digits.
    #[must_use]
    pub fn bind<'b>(&self, batch: &'b Batch) -> Bound<'b> {
        Bound::new(&self.tallies, &self.groups, batch)
    }
}
