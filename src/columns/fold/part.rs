//! Questions over one batch that are answered together.

use std::sync::Arc;

use super::bound::Persons;
use super::crowd::Crowd;
use super::events::Kinds;
use super::gathering::Gathering;
use super::marks::Marked;
use super::question::{Group, Measured};
use super::sieve::Look;
use super::tally::{Counter, Tally};
use crate::columns::{Batch, Since};

/// Questions made ready for a batch.
#[derive(Debug)]
pub(super) struct Part {
    /// The leaves that it answers.
    leaves: Vec<usize>,
    work: Work,
}

/// How it finds out.
#[derive(Debug)]
enum Work {
    Count(Counter),
    Gather(Gathering),
}

/// What is found out about 64 persons, and room for the events of one.
#[derive(Debug, Default)]
pub(super) struct Results {
    /// For each rung, who reaches it.
    pub(super) reached: Vec<u64>,
    /// For each measure, where the answer is yes and where it is unknown.
    pub(super) measured: Vec<(u64, u64)>,
    /// Of whom nothing is known.
    pub(super) unknown: u64,
    /// The gathered events of one person after the other, the newest first.
    pub(super) places: Vec<u32>,
    /// Whose they are, and where they end.
    pub(super) ends: Vec<(usize, usize)>,
    pub(super) sorted: Vec<u32>,
    pub(super) crowd: Crowd,
}

impl Part {
    pub(super) fn tally(tally: &Arc<Tally>, batch: &Batch, kinds: &mut Kinds) -> Part {
        let counter = Counter::new(tally, batch, kinds);
        let leaves = counter.counted().iter().map(|counted| counted.leaf).collect();
        Part { leaves, work: Work::Count(counter) }
    }

    pub(super) fn group(group: &Arc<Group>, batch: &Batch, kinds: &mut Kinds) -> Part {
        let gathering = Work::Gather(Gathering::new(group, batch, kinds));
        Part { leaves: group.leaves().collect(), work: gathering }
    }

    /// The leaves that it answers.
    pub(super) fn leaves(&self) -> &[usize] {
        &self.leaves
    }

    /// How far back it looks.
    pub(super) fn since(&self) -> Since {
        match &self.work {
            Work::Count(counter) => counter.since(),
            Work::Gather(gathering) => gathering.since(),
        }
    }

    /// What it looks at for the due leaves, if it goes from person to person. Who has nothing of that has no events for them.
    pub(super) fn looks(&self, due: &[bool]) -> Option<impl Iterator<Item = Look>> {
        match &self.work {
            Work::Count(counter) => Some(counter.looks(due)),
            Work::Gather(_) => None,
        }
    }

    /// Goes through the events of the wanted persons. The results are clear.
    pub(super) fn fold(&self, persons: &Persons, marked: &mut Marked, wanted: u64, results: &mut Results) {
        match &self.work {
            Work::Count(counter) => counter.count(persons, wanted, &mut results.reached),
            Work::Gather(gathering) => gathering.fold(persons, marked, wanted, results),
        }
    }

    /// Who gets which answer: for each leaf, where it is yes and where it is unknown.
    pub(super) fn give(&self, results: &Results, mut give: impl FnMut(usize, u64, u64)) {
        let (counted, measured): (_, &[Measured]) = match &self.work {
            Work::Count(counter) => (counter.counted(), &[]),
            Work::Gather(gathering) => (gathering.counted(), gathering.measured()),
        };
        let known = !results.unknown;
        for question in counted {
            give(question.leaf, question.answer(&results.reached) & known, results.unknown);
        }
        for (question, (yes, unknown)) in measured.iter().zip(&results.measured) {
            give(question.leaf, yes & known & !unknown, results.unknown | unknown);
        }
    }
}

impl Results {
    /// The results for persons without events.
    pub(super) fn clear(&mut self, part: &Part) {
        self.unknown = 0;
        self.places.clear();
        self.ends.clear();
        self.reached.clear();
        self.measured.clear();
        match &part.work {
            Work::Count(_) => self.reached.resize(Counter::RUNGS, 0),
            Work::Gather(gathering) => {
                self.reached.resize(gathering.rungs(), 0);
                self.measured.extend(gathering.of_nothing().map(|yes| (if yes { u64::MAX } else { 0 }, 0)));
            }
        }
    }

    /// The person reaches these rungs.
    #[inline]
    pub(super) fn reach(&mut self, person: usize, rungs: u64) {
        if rungs != 0 {
            for (rung, word) in self.reached.iter_mut().enumerate() {
                *word |= (rungs >> rung & 1) << person;
            }
        }
    }
}
