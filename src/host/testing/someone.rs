//! The people of a test, and what is remembered of what happened to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::timeline::{self, Line};
use crate::host::crossing::entrance_of;
use crate::host::outside::Replies;
use crate::journey::{Contact, Entrance, Person, Record, What};
use crate::program::{ElementId, ExitReason, FlowId, Id, Method, Program, VariableId};
use crate::value::{Instant, Text, Value};

/// A person of a test, with what is remembered of the past.
pub(super) struct Someone {
    pub(super) person: Person,
    /// What the outside has yet to say.
    pub(super) replies: Replies,
    /// The moment, and over how many others what happens came at that moment.
    pub(super) depth: (Instant, u32),
    /// How much this person has said at that depth.
    pub(super) spoken: u32,
    /// What happened, in words.
    pub(super) lines: Vec<Line>,
    /// How often each message was handed over, and others were told by each `notify`; and when last.
    pub(super) sent: BTreeMap<(FlowId, ElementId), (u64, Instant)>,
    /// The calls of APIs that were made, in order.
    pub(super) calls: Vec<Call>,
    /// What the conversations are about that were started, in order.
    pub(super) conversations: Vec<Text>,
    /// The exits from flows, in order: when, from which, and by what.
    pub(super) exits: Vec<(Instant, FlowId, ExitReason)>,
    /// The variables of the latest participation in each flow.
    variables: BTreeMap<FlowId, Vec<Value>>,
}

/// A call of an API.
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) url: Text,
}

/// When something is said and how deep in the moment, by whom, and as which of that person's: what it is ordered by, as in
/// [rounds](crate::host::exchange).
pub(super) type Said = ((Instant, u32), Arc<str>, u32);

impl Someone {
    /// A person to whom nothing has happened yet.
    pub(super) fn new(key: Arc<str>, attributes: Vec<Value>) -> Someone {
        Someone {
            person: Person::new(key, attributes),
            replies: Replies::default(),
            depth: (Instant::FIRST, 0),
            spoken: 0,
            lines: Vec::new(),
            sent: BTreeMap::new(),
            calls: Vec::new(),
            exits: Vec::new(),
            conversations: Vec::new(),
            variables: BTreeMap::new(),
        }
    }

    /// What something that was done says to somebody else.
    pub(super) fn says(&mut self, record: &Record) -> Option<(Said, (Contact, Entrance))> {
        let What::Added(addition) = &record.what else { return None };
        let (contact, entrance) = entrance_of(addition, record.place)?;
        self.spoken += 1;
        let (time, depth) = self.depth;
        Some((((time, depth + 1), self.name(), self.spoken), (contact.clone(), entrance)))
    }

    /// The value of a variable in the latest participation in a flow.
    pub(super) fn variable(&self, flow: FlowId, variable: VariableId) -> Value {
        let values = self.variables.get(&flow);
        values.and_then(|values| values.get(variable.index())).cloned().unwrap_or(Value::Empty)
    }

    pub(super) fn remember(&mut self, program: &Program, record: Record) {
        if let Some(text) = timeline::of_record(program, &record) {
            self.lines.push(Line { time: record.time, text });
        }
        let Some(place) = record.place else { return };
        match record.what {
            What::Entered(values) => {
                let count = program.flows[place.flow].variables.len();
                self.variables.insert(place.flow, vec![Value::Empty; count]);
                self.store(place.flow, values);
            }
            What::Set(values) if place.inner.is_none() => self.store(place.flow, values),
            What::Conversation(conversation) => self.conversations.push(conversation.tag),
            What::Exited(reason) => self.exits.push((record.time, place.flow, reason)),
            What::Called(request) => {
                self.calls.push(Call { method: request.method, url: request.url });
            }
            What::Sent(_) | What::Notified(_) => {
                if let Some(element) = place.element {
                    let (times, last) = self.sent.entry((place.flow, element)).or_insert((0, record.time));
                    (*times, *last) = (*times + 1, record.time);
                }
            }
            _ => {}
        }
    }

    fn store(&mut self, flow: FlowId, values: Vec<(VariableId, Value)>) {
        let known = self.variables.entry(flow).or_default();
        for (variable, value) in values {
            known[variable.index()] = value;
        }
    }

    /// The name.
    pub(super) fn name(&self) -> Arc<str> {
        self.person.key().into()
    }
}
