//! How evaluators see data.

use std::sync::Arc;

use crate::program::{AttributeId, EventId, Id, Owner, PropertySlot};
use crate::value::{Instant, Text, Value};

/// What is known about one person.
///
/// **Architecture Invariant:** evaluators see data through this trait alone, by id. Names were matched when the data
/// were opened.
pub trait Facts {
    /// The person's key: what names the person in data, traces and the keyed hash.
    fn person(&self) -> &str;

    /// The stored value of an attribute; empty where there is none. Computed attributes are not stored.
    fn stored(&self, attribute: AttributeId) -> &Value;

    /// The same, as a value of one's own.
    fn attribute(&self, attribute: AttributeId) -> Value {
        self.stored(attribute).clone()
    }

    /// The person's events in the order in which they are handled: by time, then the input's order. Events later
    /// than the clock may be among them; evaluators leave those out.
    fn events(&self) -> &[Event];
}

/// Something that happened to a person.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// When it happened.
    pub time: Instant,
    /// Its kind.
    pub definition: EventId,
    /// The values of the declared properties, by slot; shorter than the declaration where the rest is empty.
    pub properties: Arc<[Value]>,
    /// The flow and element that it belongs to, for channel and product events.
    pub owner: Option<Owner>,
    /// Its id in the outside world. Two events of one person with the same id are one.
    pub id: Option<Text>,
}

/// How a kind of events is looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Looked {
    /// The kind.
    pub event: EventId,
    /// The places of the properties that are read.
    pub properties: Vec<usize>,
    /// Whether such an event may let somebody in to where others of their events are looked at.
    pub opens: bool,
    /// Whether nobody looks at such an event but behind one that opens.
    pub only_behind: bool,
}

impl Event {
    /// The value of a property; empty where there is none.
    #[must_use]
    pub fn property(&self, slot: PropertySlot) -> Value {
        match slot {
            PropertySlot::Time => Value::Datetime(self.time),
            PropertySlot::Declared(at) => self.properties.get(at as usize).cloned().unwrap_or(Value::Empty),
        }
    }
}

/// A person of whom nothing but attributes is known.
#[derive(Clone, Debug, Default)]
pub struct Sketch {
    /// The key.
    pub key: String,
    /// The stored attributes, by id; shorter than the declarations where the rest is empty.
    pub attributes: Vec<Value>,
    /// What happened.
    pub events: Vec<Event>,
}

impl Facts for Sketch {
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
