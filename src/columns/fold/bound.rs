//! A fold over one batch.

use std::ops::Range;
use std::sync::Arc;

use super::events::Kinds;
use super::marks::Marks;
use super::part::{Part, Results};
use super::question::Group;
use crate::columns::interpret::word_of;
use crate::columns::{Batch, Since, Ticks, WORD};
use crate::program::Owner;

/// A fold made ready for a batch.
#[derive(Debug)]
pub struct Bound<'b> {
    batch: &'b Batch,
    kinds: Kinds,
    /// The groups of questions.
    parts: Vec<Part>,
}

/// Up to 64 persons and their events.
pub(super) struct Persons<'b> {
    /// Where the events of each begin, and the end of all.
    starts: &'b [u32],
    /// The tick of the last event of each.
    newest: &'b [u16],
    pub(super) times: &'b [i64],
    pub(super) ticks: &'b Ticks,
    pub(super) owners: Option<&'b [Option<Owner>]>,
}

/// Where everybody's events begin if there are none.
const NO_STARTS: [u32; WORD + 1] = [0; WORD + 1];

impl<'b> Bound<'b> {
    pub(super) fn new(groups: &[Arc<Group>], batch: &'b Batch) -> Bound<'b> {
        let mut kinds = Kinds::default();
        let parts = groups.iter().map(|group| Part::new(group, batch, &mut kinds)).collect();
        Bound { batch, kinds, parts }
    }

    /// Answers the questions for some persons, from `first_row` on. `asked` are for each question, in words of 64, those for
    /// whom it must be answered; bits behind the last row of the batch do not count. Of these persons `answers` become those
    /// where the answer is yes, and `doubts` those where the columns cannot tell and the row engine must be asked; the answer
    /// is then no.
    pub fn run(&self, first_row: usize, asked: &[&[u64]], answers: &mut [Vec<u64>], doubts: &mut [Vec<u64>]) {
        let words = asked.iter().map(|asked| asked.len()).max().unwrap_or(0);
        for words_of_leaf in answers.iter_mut().chain(doubts.iter_mut()) {
            words_of_leaf.clear();
            words_of_leaf.resize(words, 0);
        }
        let mut marks = vec![Marks::default(); self.kinds.0.len()];
        let mut results = Results::default();
        for word in 0..words {
            let Some(persons) = self.persons(first_row + word * WORD) else { break };
            for part in &self.parts {
                let asked_now = |leaf: usize| asked[leaf].get(word).map_or(0, |asked| asked & persons.all());
                let wanted = part.leaves().fold(0, |wanted, leaf| wanted | asked_now(leaf));
                if wanted == 0 {
                    continue;
                }
                results.clear(part);
                let wanted = wanted & persons.with_events(part.since());
                if wanted != 0 {
                    for kinds in part.kinds() {
                        let wanted = &self.kinds.0[kinds];
                        marks[kinds].set(self.batch.events.kinds.as_ref(), wanted, persons.all_places());
                    }
                    part.fold(&persons, &marks, wanted, &mut results);
                }
                part.give(&results, |leaf, yes, unknown| {
                    answers[leaf][word] = yes & asked_now(leaf);
                    doubts[leaf][word] = unknown & asked_now(leaf);
                });
            }
        }
    }

    /// The persons from a row on; nothing behind the last one.
    fn persons(&self, first: usize) -> Option<Persons<'b>> {
        let end = self.batch.rows().min(first + WORD);
        if first >= end {
            return None;
        }
        let events = &self.batch.events;
        let starts = events.starts.get(first..=end).unwrap_or(&NO_STARTS[..=end - first]);
        let ticks = events.ticks();
        let newest = ticks.newest().get(first..end).unwrap_or_default();
        Some(Persons { starts, newest, times: &events.times, ticks, owners: events.owners.as_deref() })
    }
}

impl Persons<'_> {
    /// A bit for each.
    fn all(&self) -> u64 {
        u64::MAX >> (WORD + 1 - self.starts.len())
    }

    /// Those who may have events in a window. The others have none.
    fn with_events(&self, since: Since) -> u64 {
        match self.newest.first_chunk() {
            Some(newest) => word_of(newest, |tick| since.may_have(tick)),
            None => {
                self.newest.iter().rev().fold(0, |bits, tick| bits << 1 | u64::from(since.may_have(*tick)))
            }
        }
    }

    /// The places of the events of one.
    #[inline]
    pub(super) fn places(&self, person: usize) -> Range<usize> {
        self.starts[person] as usize..self.starts[person + 1] as usize
    }

    /// The places of all events.
    fn all_places(&self) -> Range<usize> {
        self.starts[0] as usize..self.starts[self.starts.len() - 1] as usize
    }
}
