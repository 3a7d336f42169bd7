//! The numbers of a run: how often something was done, and for how many persons.
//!
//! **Architecture Invariant:** the numbers are made of the trace and nothing else, so whoever has the trace can make them
//! again.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::eval::Fault;
use crate::journey::{ArmTaken, Cause, ExitReason, Record, Refusal, What, Withheld};
use crate::program::{ChannelId, ElementId, FlowId};

/// How often something was done, and for how many persons.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Passages {
    /// How often.
    pub times: u64,
    /// For how many persons.
    pub persons: u64,
}

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Counted {
    /// Entries into a flow.
    Entered(FlowId),
    /// Refusals of entries.
    Refused(FlowId, Refusal),
    /// Exits.
    Exited(FlowId, ExitReason),
    /// Those who came to an element.
    Reached(FlowId, ElementId),
    /// Those who went a way out of it.
    Arm(FlowId, ElementId, ArmTaken),
    /// Those who left a pause or a wait as its time was over.
    TimedOut(FlowId, ElementId),
    /// Those who wait at an element when the run ends, or anywhere in the flow.
    Inside(FlowId, Option<ElementId>),
    /// Messages.
    Sent(ChannelId),
    /// Messages that were not handed over.
    Withheld(Withheld),
    /// Messages that were dropped before they went out.
    Dropped,
    /// Requests to other systems, each attempt for itself.
    Called,
    /// Answers of other systems that nobody waited for any more.
    Unawaited,
    /// Messages to people of the company itself.
    Notified(ChannelId),
    /// Conversations with agents.
    Conversation,
    /// Error records.
    Error(Code),
}

/// The numbers of some persons.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// How many persons.
    pub persons: u64,
    /// How many events of theirs were taken.
    pub events: u64,
    /// How many of these happened before anybody could enter.
    pub early: u64,
    counts: BTreeMap<Counted, Passages>,
    /// The first fault of each place, as far as they are worth showing.
    faults: Vec<Fault>,
}

/// How many faults of a run are kept to be shown.
const FAULTS: usize = 5;

impl Tally {
    /// Adds what was done for one person.
    pub fn add(&mut self, records: &[Record], events: usize) {
        self.persons += 1;
        self.events += events as u64;
        self.note(records);
    }

    /// Adds what was done for somebody who does not exist.
    pub fn note(&mut self, records: &[Record]) {
        for record in records {
            if let What::Error(fault) = &record.what {
                self.keep(fault);
            }
        }
        for (counted, times) in of_person(records) {
            let passages = self.counts.entry(counted).or_default();
            passages.times += times;
            passages.persons += 1;
        }
    }

    /// Adds the numbers of other persons.
    pub fn merge(&mut self, other: Tally) {
        self.persons += other.persons;
        self.events += other.events;
        self.early += other.early;
        other.faults.iter().for_each(|fault| self.keep(fault));
        for (counted, more) in other.counts {
            let passages = self.counts.entry(counted).or_default();
            passages.times += more.times;
            passages.persons += more.persons;
        }
    }

    /// What went wrong, the first of each place, in the order of the persons.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    fn keep(&mut self, fault: &Fault) {
        let is_known = self.faults.iter().any(|known| known.location == fault.location);
        if !is_known && self.faults.len() < FAULTS {
            self.faults.push(fault.clone());
        }
    }

    /// How often something was done.
    #[must_use]
    pub fn of(&self, counted: Counted) -> Passages {
        self.counts.get(&counted).copied().unwrap_or_default()
    }

    /// Everything that was done at least once, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Counted, Passages)> {
        self.counts.iter().map(|(&counted, &passages)| (counted, passages))
    }
}

/// How often each thing was done for a person.
fn of_person(records: &[Record]) -> BTreeMap<Counted, u64> {
    let mut counts = BTreeMap::new();
    let mut waiting = BTreeMap::new();
    for record in records {
        if let Some(counted) = counted(record) {
            *counts.entry(counted).or_insert(0) += 1;
        }
        let Some(place) = record.place else { continue };
        match (&record.what, place.element) {
            (What::Waiting(_), Some(element)) => {
                waiting.insert((place.flow, place.entry), element);
            }
            (What::Left(_) | What::Exited(_), _) => {
                waiting.remove(&(place.flow, place.entry));
            }
            _ => {}
        }
    }
    for ((flow, _), element) in waiting {
        *counts.entry(Counted::Inside(flow, None)).or_insert(0) += 1;
        *counts.entry(Counted::Inside(flow, Some(element))).or_insert(0) += 1;
    }
    counts
}

/// What a record is counted as.
fn counted(record: &Record) -> Option<Counted> {
    let place = record.place;
    let flow = place.map(|place| place.flow);
    // What happens inside of a custom element is counted as no element of the flow.
    let element = place.filter(|place| place.inner.is_none()).and_then(|place| place.element);
    Some(match &record.what {
        What::Entered(_) => Counted::Entered(flow?),
        What::Refused(refusal) | What::Rejected(refusal) => Counted::Refused(flow?, *refusal),
        What::Exited(reason) => Counted::Exited(flow?, *reason),
        What::Reached => Counted::Reached(flow?, element?),
        What::Arm(arm) => Counted::Arm(flow?, element?, *arm),
        What::Sent(message) => Counted::Sent(message.channel),
        What::Withheld(_, reason) => Counted::Withheld(*reason),
        What::Dropped => Counted::Dropped,
        What::Called(_) => Counted::Called,
        What::Answered(answered) if !answered.awaited => Counted::Unawaited,
        What::Notified(notification) => Counted::Notified(notification.channel),
        What::Conversation(_) => Counted::Conversation,
        What::Error(fault) => Counted::Error(fault.problem.code()),
        What::Left(Cause::Time) => Counted::TimedOut(flow?, element?),
        What::Waiting(_)
        | What::Left(_)
        | What::Answered(_)
        | What::Added(_)
        | What::Held(_)
        | What::Queued(_)
        | What::OptedOut(_)
        | What::OptedIn(_)
        | What::Updated(_)
        | What::Set(_)
        | What::Tagged(_)
        | What::Untagged(_)
        | What::Decided(_) => {
            return None;
        }
    })
}
