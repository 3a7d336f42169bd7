//! What is remembered of a person between two steps.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Alarm, Asked, Listed, Parcel};
use crate::eval::{Event, Facts, Visible};
use crate::program::{AttributeId, ElementId, FlowId, Id};
use crate::value::{Instant, Text, Value};

/// A person: profile, history, and where the person stands in flows.
///
/// **Architecture Invariant:** this is the whole state of a person. Two persons that are equal here behave alike ever
/// after, given the same program, inputs and clock.
#[derive(Clone, PartialEq, Debug)]
pub struct Person {
    /// The key.
    pub(super) key: Arc<str>,
    /// The stored attributes, by slot; shorter than the declarations where the rest is empty. Tags are among them.
    pub(super) attributes: Vec<Value>,
    /// The contacts beside those in attributes, each with the attribute of its kind.
    pub(super) contacts: Vec<(AttributeId, Text)>,
    /// What happened, in the order in which it was handled.
    pub(super) events: Vec<Event>,
    /// The outside ids of the events, each of which counts once.
    pub(super) ids: BTreeSet<Text>,
    /// The participations that wait somewhere, by flow and entry.
    pub(super) inside: Vec<Participation>,
    /// What waits to go out, in the order in which it came.
    pub(super) outbox: Vec<Parcel>,
    /// The contacts that are not to be used.
    pub(super) do_not_contact: Vec<Listed>,
    /// The entries that are watched, in order; none before the person is started.
    pub(super) alarms: Vec<Alarm>,
    /// What re-entry needs to know, by flow; shorter than the table of flows where the rest was never entered.
    pub(super) past: Vec<FlowPast>,
    /// How much was done at the latest moment.
    pub(super) effort: Effort,
}

/// What re-entry needs to know of a person's time in a flow.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FlowPast {
    /// The moments of the entries, in order. An entry's number is its place here, from 1.
    pub entries: Vec<Instant>,
    /// The latest exit.
    pub last_exit: Option<Instant>,
}

/// Somebody who goes through a flow once.
#[derive(Clone, PartialEq, Debug)]
pub struct Participant {
    /// The flow.
    pub flow: FlowId,
    /// Which of the person's entries into the flow this is, from 1.
    pub entry: u32,
    /// The moment of the entry, which exit conditions and `include events from entrance` count from.
    pub entered: Mark,
    /// The variables, by id.
    pub variables: Vec<Value>,
    /// The call whose response is waited for.
    pub asked: Option<Box<Asked>>,
}

/// A participant who waits.
#[derive(Clone, PartialEq, Debug)]
pub struct Participation {
    /// Who.
    pub participant: Participant,
    /// Where, and for what.
    pub position: Position,
}

/// Where a participant stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// The element that was reached.
    pub element: ElementId,
    /// The moment at which it was.
    pub reached: Mark,
    /// When time moves the participant on; nothing waits until the flow ends.
    pub deadline: Option<Instant>,
}

/// A moment in a person's history: events handled from here on, and no earlier than its time, come after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// How many events had been handled.
    pub first: usize,
    /// The clock.
    pub since: Instant,
}

/// How much was done for a person at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Effort {
    /// The moment.
    pub(super) moment: Instant,
    /// The steps.
    pub(super) steps: usize,
    /// Whether too many of them have been reported.
    pub(super) reported: bool,
}

impl Mark {
    /// The events after this moment.
    #[must_use]
    pub fn visible(self) -> Visible {
        Visible::From { first: self.first, since: self.since }
    }

    /// The events after this moment, and the one that was handled last before it, if it is of this moment too: where somebody
    /// entered, the event that opened the flow.
    #[must_use]
    pub(super) fn with_what_led_here(self) -> Visible {
        Visible::From { first: self.first.saturating_sub(1), since: self.since }
    }
}

impl Participation {
    /// What participations are ordered by: the flow's name, then the entry.
    #[must_use]
    pub fn order(&self) -> (FlowId, u32) {
        (self.participant.flow, self.participant.entry)
    }
}

impl Person {
    /// A person of whom nothing has happened yet, with the attributes by slot.
    #[must_use]
    pub fn new(key: impl Into<Arc<str>>, attributes: Vec<Value>) -> Person {
        Person {
            key: key.into(),
            attributes,
            contacts: Vec::new(),
            events: Vec::new(),
            ids: BTreeSet::new(),
            inside: Vec::new(),
            outbox: Vec::new(),
            do_not_contact: Vec::new(),
            alarms: Vec::new(),
            past: Vec::new(),
            effort: Effort { moment: Instant::FIRST, steps: 0, reported: false },
        }
    }

    /// The same person with contacts beside those in attributes, each with the attribute of its kind. No message goes to them.
    #[must_use]
    pub fn with_contacts(self, contacts: Vec<(AttributeId, Text)>) -> Person {
        Person { contacts, ..self }
    }

    /// The person without what happened: for whoever asks for attributes alone. Nobody can go on from there.
    #[must_use]
    pub fn without_history(self) -> Person {
        Person { events: Vec::new(), ids: BTreeSet::new(), ..self }
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The participations that wait somewhere, by flow and entry.
    #[must_use]
    pub fn inside(&self) -> &[Participation] {
        &self.inside
    }

    /// What waits to go out, in the order in which it came.
    #[must_use]
    pub fn outbox(&self) -> &[Parcel] {
        &self.outbox
    }

    /// The entries that are watched for the person, in order of the flows' names.
    #[must_use]
    pub fn alarms(&self) -> &[Alarm] {
        &self.alarms
    }

    /// The person's past entries and exits of a flow.
    #[must_use]
    pub fn past(&self, flow: FlowId) -> Option<&FlowPast> {
        self.past.get(flow.index())
    }

    /// Writes an attribute.
    pub(super) fn store(&mut self, attribute: AttributeId, value: Value) {
        let slot = attribute.index();
        if self.attributes.len() <= slot {
            self.attributes.resize(slot + 1, Value::Empty);
        }
        self.attributes[slot] = value;
    }

    /// The past of a flow, to be written.
    pub(super) fn past_mut(&mut self, flow: FlowId) -> &mut FlowPast {
        let slot = flow.index();
        if self.past.len() <= slot {
            self.past.resize(slot + 1, FlowPast::default());
        }
        &mut self.past[slot]
    }

    /// Whether the person waits anywhere in a flow.
    pub(super) fn is_inside(&self, flow: FlowId) -> bool {
        self.inside.iter().any(|participation| participation.participant.flow == flow)
    }

    /// Puts a participation in its place.
    pub(super) fn put(&mut self, participation: Participation) {
        let at = self.inside.partition_point(|other| other.order() < participation.order());
        self.inside.insert(at, participation);
    }
}

impl Facts for Person {
    fn person(&self) -> &str {
        &self.key
    }

    fn stored(&self, attribute: AttributeId) -> &Value {
        self.attributes.get(attribute.index()).unwrap_or(&Value::Empty)
    }

    fn events(&self) -> &[Event] {
        &self.events
    }
}
