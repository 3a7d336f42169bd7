//! What came of some persons, until it is put together with what came of the others.

use std::sync::Arc;

use super::{Options, Step};
use crate::host::outside::Mocked;
use crate::host::play::Played;
use crate::host::rounds::{self, Wishes};
use crate::host::scribe::Scribe;
use crate::host::silence::Activity;
use crate::host::tally::Tally;
use crate::journey::{Person, Record};

/// What came of some persons.
#[derive(Default)]
pub(super) struct Part {
    pub(super) tally: Tally,
    pub(super) mocked: Mocked,
    pub(super) activity: Activity,
    pub(super) wishes: Wishes,
    pub(super) trace: Vec<Step>,
    pub(super) people: Vec<Person>,
}

impl Part {
    /// Adds a person.
    pub(super) fn add(&mut self, rank: usize, played: Played, options: &Options) {
        let Played { person, records, events, early, mocked, .. } = played;
        self.activity.add(&records);
        self.tally.add(&records, events);
        self.tally.early += early as u64;
        self.mocked.merge(mocked);
        let wishes = wishes(&records);
        if !wishes.is_empty() {
            self.wishes.insert(rank, wishes);
        }
        self.keep(rank, records, options);
        if options.people {
            self.people.push(if options.histories { person } else { person.without_history() });
        }
    }

    /// Hands what was done so far to a scribe, if one takes it.
    pub(super) fn hand_over(&mut self, scribe: Option<&dyn Scribe>, key: &dyn Fn(u32) -> Arc<str>) {
        if let Some(scribe) = scribe {
            scribe.take(std::mem::take(&mut self.trace), key);
        }
    }

    /// The same, if it is enough to be worth it.
    pub(super) fn hand_over_some(&mut self, scribe: Option<&dyn Scribe>, key: &dyn Fn(u32) -> Arc<str>) {
        const ENOUGH: usize = 1 << 15;
        if self.trace.len() >= ENOUGH {
            self.hand_over(scribe, key);
        }
    }

    /// Adds what was done for somebody who does not exist.
    pub(super) fn note(&mut self, rank: usize, records: Vec<Record>, options: &Options) {
        self.tally.note(&records);
        self.keep(rank, records, options);
    }

    fn keep(&mut self, rank: usize, records: Vec<Record>, options: &Options) {
        if options.trace {
            let person = u32::try_from(rank).unwrap_or(u32::MAX);
            self.trace.extend(records.into_iter().map(|record| Step { person, record }));
        }
    }

    pub(super) fn and(mut self, mut later: Part) -> Part {
        self.tally.merge(later.tally);
        self.mocked.merge(later.mocked);
        self.activity.merge(later.activity);
        self.wishes.append(&mut later.wishes);
        self.trace.append(&mut later.trace);
        self.people.append(&mut later.people);
        self
    }
}

/// What of something done depends on other persons.
pub(super) fn wishes(records: &[Record]) -> Vec<Record> {
    records.iter().filter(|record| rounds::is_wish(&record.what)).cloned().collect()
}
