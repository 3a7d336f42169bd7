//! The numbers of a run: how often something was done, and for how many persons.
//!
//! **Architecture Invariant:** the numbers are made of the trace and nothing else, so whoever has the trace can make them
//! again.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::diagnostic::Code;
use crate::eval::Fault;
use crate::journey::{ArmTaken, Cause, ExitReason, Place, Record, Refusal, What, Withheld};
use crate::program::{AttributeId, ChannelId, ElementId, FlowId};

/// How often something was done, and for how many persons.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Passages {
    /// How often.
    pub times: u64,
    /// For how many persons.
    pub persons: u64,
}

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
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
    /// Those who went a way out of a split and left the flow by an exit condition behind it.
    Goal(FlowId, ElementId, ArmTaken),
    /// Those who left a pause or a wait as its time was over.
    TimedOut(FlowId, ElementId),
    /// Those who wait at an element when the run ends, or anywhere in the flow.
    Inside(FlowId, Option<ElementId>),
    /// Messages.
    Sent(ChannelId),
    /// Messages of an element that were not handed over.
    Withheld(FlowId, ElementId, Withheld),
    /// Messages of an element that were dropped before they went out.
    Dropped(FlowId, ElementId),
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
    /// Changes of an attribute from outside.
    Changed(AttributeId),
}

/// The numbers of some persons.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How many persons.
    pub persons: u64,
    /// How many events of theirs were taken.
    pub events: u64,
    /// How many of these happened before anybody could enter.
    pub early: u64,
    counts: HashMap<Counted, Entry, FixedState>,
    /// How many persons were noted, those who do not exist among them.
    noted: u64,
    /// The first fault of each place, as far as they are worth showing.
    faults: Vec<Fault>,
}

/// How often something was done, and the number of the person for whom it was done last.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    passages: Passages,
    latest: u64,
}

/// The flows that a person is in: few at a time, so lists are searched fastest.
#[derive(Default)]
struct Open {
    /// The element that the person waits at.
    waiting: Vec<(Participation, ElementId)>,
    /// The ways out of splits that the person took.
    branches: Vec<(Participation, (ElementId, ArmTaken))>,
}

/// A flow, and which of the person's entries.
type Participation = (FlowId, Option<u32>);

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
        self.noted += 1;
        let mut open = Open::default();
        for record in records {
            if let What::Error(fault) = &record.what {
                self.keep(fault);
            }
            if let Some(counted) = counted(record) {
                self.count(counted);
            }
            match (record.place, &record.what) {
                (Some(place), what) => self.follow(&mut open, place, what),
                (None, What::Updated(values)) => {
                    values.iter().for_each(|(attribute, _)| self.count(Counted::Changed(*attribute)));
                }
                (None, _) => {}
            }
        }
        for ((flow, _), element) in open.waiting {
            self.count(Counted::Inside(flow, None));
            self.count(Counted::Inside(flow, Some(element)));
        }
    }

    /// Notes where a person goes, as far as that is counted later.
    fn follow(&mut self, open: &mut Open, place: Place, what: &What) {
        let participation = (place.flow, place.entry);
        match (what, place.element) {
            (What::Arm(arm @ ArmTaken::Share(_)), Some(element)) => {
                open.branches.push((participation, (element, *arm)));
            }
            (What::Waiting(_) | What::Left(_) | What::Exited(_), element) => {
                open.waiting.retain(|(known, _)| *known != participation);
                if let (What::Waiting(_), Some(element)) = (what, element) {
                    open.waiting.push((participation, element));
                }
            }
            _ => {}
        }
        if let What::Exited(reason) = what {
            let gone = open.branches.extract_if(.., |(known, _)| *known == participation);
            for (_, (element, arm)) in gone.filter(|_| *reason == ExitReason::ExitWhen) {
                self.count(Counted::Goal(place.flow, element, arm));
            }
        }
    }

    /// Counts something done for the person who is noted.
    fn count(&mut self, counted: Counted) {
        let entry = self.counts.entry(counted).or_default();
        entry.passages.times += 1;
        if entry.latest != self.noted {
            entry.passages.persons += 1;
            entry.latest = self.noted;
        }
    }

    /// Adds the numbers of other persons.
    pub fn merge(&mut self, other: Tally) {
        self.persons += other.persons;
        self.events += other.events;
        self.early += other.early;
        other.faults.iter().for_each(|fault| self.keep(fault));
        for (counted, Entry { passages: more, .. }) in other.counts {
            let passages = &mut self.counts.entry(counted).or_default().passages;
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
        self.counts.get(&counted).map(|entry| entry.passages).unwrap_or_default()
    }

    /// Everything that was done at least once, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Counted, Passages)> {
        let mut counts: Vec<(Counted, Passages)> =
            self.counts.iter().map(|(&counted, entry)| (counted, entry.passages)).collect();
        counts.sort_unstable_by_key(|(counted, _)| *counted);
        counts.into_iter()
    }
}

impl PartialEq for Tally {
    fn eq(&self, other: &Tally) -> bool {
        let numbers = |tally: &Tally| (tally.persons, tally.events, tally.early);
        numbers(self) == numbers(other) && self.faults == other.faults && self.iter().eq(other.iter())
    }
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
        What::Withheld(_, reason) => Counted::Withheld(flow?, element?, *reason),
        What::Dropped => Counted::Dropped(flow?, element?),
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
