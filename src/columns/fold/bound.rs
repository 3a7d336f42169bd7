//! A fold over one batch.

use std::ops::Range;
use std::sync::Arc;

use super::events::Kinds;
use super::marks::Marked;
use super::part::{Part, Results};
use super::question::Group;
use super::sieve::Sieve;
use super::tally::Tally;
use crate::columns::interpret::word_of;
use crate::columns::mask::is_empty;
use crate::columns::{Batch, Codes, Since, Ticks, WORD};
use crate::program::Owner;

/// A fold made ready for a batch.
#[derive(Debug)]
pub struct Bound<'b> {
    batch: &'b Batch,
    kinds: Kinds,
    parts: Vec<Part>,
    /// For each set of kinds how many of the [sample](SAMPLE) are of them.
    frequencies: Vec<usize>,
}

/// Up to 64 persons and their events.
pub(super) struct Persons<'b> {
    /// Where the events of each begin, and the end of all.
    starts: &'b [u32],
    /// The tick of the last event of each.
    newest: &'b [u16],
    /// The kinds of all events of the batch; nothing where all are of the first one.
    pub(super) kinds: Option<&'b Codes>,
    pub(super) times: &'b [i64],
    pub(super) ticks: &'b Ticks,
    pub(super) owners: Option<&'b [Option<Owner>]>,
}

/// How many events show how frequent kinds are.
const SAMPLE: usize = 1024;

/// One event in so many is rare.
const RARE: usize = 8;

/// Where everybody's events begin if there are none.
const NO_STARTS: [u32; WORD + 1] = [0; WORD + 1];

impl<'b> Bound<'b> {
    pub(super) fn new(tallies: &[Arc<Tally>], groups: &[Arc<Group>], batch: &'b Batch) -> Bound<'b> {
        let mut kinds = Kinds::default();
        let mut parts: Vec<Part> = Vec::new();
        parts.extend(tallies.iter().map(|tally| Part::tally(tally, batch, &mut kinds)));
        parts.extend(groups.iter().map(|group| Part::group(group, batch, &mut kinds)));
        let sample = || (0..batch.events.times.len().min(SAMPLE)).map(|place| batch.events.kind(place));
        let frequencies =
            kinds.0.iter().map(|kinds| sample().filter(|kind| kinds.contains(kind)).count()).collect();
        Bound { batch, kinds, parts, frequencies }
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
        let due: Vec<bool> = asked.iter().map(|asked| !is_empty(asked)).collect();
        let sieves: Vec<Option<Sieve>> = self.parts.iter().map(|part| self.sieve(part, &due)).collect();
        let mut marked = Marked::new(self.batch.events.kinds.as_ref(), &self.kinds);
        let mut results = Results::default();
        for word in 0..words {
            let Some(persons) = self.persons(first_row + word * WORD) else { break };
            for (part, sieve) in self.parts.iter().zip(&sieves) {
                let asked_now = |leaf: usize| asked[leaf].get(word).map_or(0, |asked| asked & persons.all());
                let wanted = part.leaves().iter().fold(0, |wanted, leaf| wanted | asked_now(*leaf));
                if wanted == 0 {
                    continue;
                }
                results.clear(part);
                let mut wanted = wanted & persons.with_events(part.since());
                if let Some(sieve) = sieve {
                    wanted = sieve.keep(wanted, &persons, &mut marked);
                }
                if wanted != 0 {
                    part.fold(&persons, &mut marked, wanted, &mut results);
                }
                part.give(&results, |leaf, yes, unknown| {
                    answers[leaf][word] = yes & asked_now(leaf);
                    doubts[leaf][word] = unknown & asked_now(leaf);
                });
            }
        }
    }

    /// Finds those persons for whom a part must be gone through, if that is faster than to go through everybody.
    fn sieve(&self, part: &Part, due: &[bool]) -> Option<Sieve> {
        let sieve = Sieve::new(part.looks(due)?);
        let frequency: usize = sieve.kinds().map(|kinds| self.frequencies[kinds]).sum();
        let is_rare = frequency * RARE <= self.batch.events.times.len().min(SAMPLE);
        is_rare.then_some(sieve)
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
        let (kinds, owners) = (events.kinds.as_ref(), events.owners.as_deref());
        Some(Persons { starts, newest, kinds, times: &events.times, ticks, owners })
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

    /// Where the events of each begin; behind the last person, nowhere.
    pub(super) fn first_places(&self) -> [u32; WORD] {
        let mut first = [u32::MAX; WORD];
        let count = self.starts.len() - 1;
        first[..count].copy_from_slice(&self.starts[..count]);
        first
    }

    /// The places of all events.
    pub(super) fn all_places(&self) -> Range<usize> {
        self.starts[0] as usize..self.starts[self.starts.len() - 1] as usize
    }
}
