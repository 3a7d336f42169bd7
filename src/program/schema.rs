//! What a project declares about people, events, channels, senders and segments.

use std::sync::Arc;

use super::{AttributeId, ChannelId, EventId, ExpressionId, Location, PropertySlot, Rate, Type};

/// An attribute of people.
#[derive(Clone, PartialEq, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub r#type: Type,
    /// The formula of a computed attribute; its value is never stored.
    pub computed: Option<ExpressionId>,
    /// Whether flows may not write it.
    pub readonly: bool,
    /// Whether the standard library declares it.
    pub standard: bool,
    /// Where it is declared.
    pub location: Location,
}

/// Where events of a kind come from; the seed's kinds and the templates.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Category {
    /// Actions on websites, in apps and other systems: what a project declares.
    External,
    /// Ready-made external events of the standard library, which a project may declare again in its own way.
    Template,
    /// Changes of a profile, and what the web and mobile kits see.
    People,
    /// What becomes of messages.
    Channel,
    /// Entering and leaving flows.
    Product,
}

/// A kind of event.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// Its name.
    pub name: Arc<str>,
    /// What people call it.
    pub title: Option<Arc<str>>,
    /// Where it comes from.
    pub category: Category,
    /// The channel that it belongs to, for channel events.
    pub channel: Option<ChannelId>,
    /// What it carries. The slot of a property in an event's row is its place here.
    pub properties: Vec<Property>,
    /// Where it is declared.
    pub location: Location,
}

impl Event {
    /// The type of a property.
    #[must_use]
    pub fn property_type(&self, slot: PropertySlot) -> Type {
        match slot {
            PropertySlot::Time => Type::Datetime,
            PropertySlot::Declared(at) => {
                self.properties.get(at as usize).map_or(Type::Empty, |property| property.r#type.clone())
            }
        }
    }
}

/// A property of events.
#[derive(Clone, PartialEq, Debug)]
pub struct Property {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub r#type: Type,
    /// Whether it may be missing.
    pub optional: bool,
    /// Where it is declared.
    pub location: Location,
}

/// A way to send messages.
#[derive(Clone, PartialEq, Debug)]
pub struct Channel {
    /// Its name.
    pub name: Arc<str>,
    /// What people call it.
    pub title: Option<Arc<str>>,
    /// The attribute that holds the person's address on it.
    pub contact: Option<AttributeId>,
    /// The event that every send makes at once.
    pub sent: Option<EventId>,
    /// What can be waited for behind a send.
    pub outcomes: Vec<ChannelOutcome>,
    /// The lines of a message.
    pub content: Vec<Property>,
}

impl Channel {
    /// The event that says that a message did not arrive.
    #[must_use]
    pub fn failed(&self) -> Option<EventId> {
        self.outcome("failed")
    }

    /// The event that says so of an outcome, by its words; nothing if the channel does not have it.
    #[must_use]
    pub fn outcome(&self, words: &str) -> Option<EventId> {
        self.outcomes.iter().find(|outcome| &*outcome.words == words).map(|outcome| outcome.event)
    }
}

/// Something that can become of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChannelOutcome {
    /// Its words: `delivered`, `not answered`.
    pub words: Arc<str>,
    /// The event that says so.
    pub event: EventId,
}

/// Who messages come from.
#[derive(Clone, PartialEq, Debug)]
pub struct Sender {
    /// Its channel.
    pub channel: ChannelId,
    /// Its name.
    pub name: Arc<str>,
    /// The address, number or id that receivers see.
    pub address: Arc<str>,
}

/// How many messages people get at most, over all flows that name these caps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caps {
    /// Their name.
    pub name: Arc<str>,
    /// The limits of channels; a channel may have several.
    pub limits: Vec<(ChannelId, Rate)>,
    /// Where they are declared.
    pub location: Location,
}

/// A named set of people.
#[derive(Clone, PartialEq, Debug)]
pub struct Segment {
    /// Its name.
    pub name: Arc<str>,
    /// What people call it.
    pub title: Option<Arc<str>>,
    /// Who is in it.
    pub condition: ExpressionId,
    /// Where it is declared.
    pub location: Location,
}
