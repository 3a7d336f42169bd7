//! The checked program: what evaluators run. Every name is resolved to an id, every expression has a type.
//!
//! **Architecture Invariant:** a program holds nothing unresolved. At run time there is no look-up by name; data are
//! matched to attributes, events and properties once, when they are opened.
//!
//! Ids are newtypes over `u32` whose `Display` is the text form of dumps: `attribute3`, `expression12`.

pub mod bytecode;
mod comparison;
mod conform;
mod effect;
mod entry;
mod exit_reason;
mod expression;
mod flow;
mod function;
mod id;
mod operands;
mod schema;
mod test;
mod types;
mod way;

pub use comparison::{Comparison, comparisons};
pub use conform::conform;
pub use effect::{
    AddToFlow, Added, ApiBody, Branches, CallApi, CustomElement, Delivery, DeliveryWindow, Json, Mapping,
    MappingSource, Method, Notify, OptOut, OtherPerson, ResponseClass, Send, Speed, Use, UseOutcome,
};
pub use entry::{Audience, DateMoment, DateShift, Entry, EntryParameter, EntrySource, GivenEntry};
pub use exit_reason::ExitReason;
pub use expression::{
    Aggregate, Arithmetic, Count, CountComparison, EventSelection, Expression, ExpressionKind, Followed,
    Owner, PropertySlot, Quantifier, TemplatePart, Window,
};
pub use flow::{
    Arm, Content, ContentValue, Element, ElementKind, EventClause, Flow, Outcome, Outcomes, Pause, Rate,
    ReEntry, ReEntryRule, Share, Variable,
};
pub use function::{Family, Function, functions};
pub(crate) use id::id;
pub use id::{
    AttributeId, CapsId, ChannelId, ConstantId, CustomElementId, ElementId, EventId, ExpressionId, FlowId,
    Id, PersonId, SegmentId, SelectionId, SenderId, Table, TestId, VariableId,
};
pub use schema::{Attribute, Caps, Category, Channel, ChannelOutcome, Event, Property, Segment, Sender};
pub use test::{
    Expectation, ExpectationKind, Reading, ReadingSource, Test, TestAnswer, TestPerson, TestStep,
    TestStepKind,
};
pub use types::{Field, Fields, Type};
pub use way::{ArmTaken, Way};

use std::sync::Arc;

pub use crate::source::{Location, Span};
use crate::value::{Value, Zone};

/// A checked project.
///
/// Parts that had errors are left out: a segment or flow that does not check has no condition or is not in its table.
#[derive(Clone, Debug)]
pub struct Program {
    /// The project's name.
    pub name: Arc<str>,
    /// The account's zone: dates of segments and of flows without a zone of their own are meant in it.
    pub zone: Zone,
    /// The seed of everything random.
    pub seed: Arc<str>,
    /// What is known about a person, standard attributes first. The slot of an attribute in a person's row is its id.
    pub attributes: Table<AttributeId, Attribute>,
    /// What can happen.
    pub events: Table<EventId, Event>,
    /// How messages can be sent.
    pub channels: Table<ChannelId, Channel>,
    /// Who messages come from.
    pub senders: Table<SenderId, Sender>,
    /// The limits of messages.
    pub caps: Table<CapsId, Caps>,
    /// The named segments, by name.
    pub segments: Table<SegmentId, Segment>,
    /// The flows, by name; this is also their order at one moment.
    pub flows: Table<FlowId, Flow>,
    /// The custom elements, by name.
    pub custom_elements: Table<CustomElementId, CustomElement>,
    /// The tests, in source order.
    pub tests: Table<TestId, Test>,
    /// All expressions; operands stand before what they are operands of.
    pub expressions: Table<ExpressionId, Expression>,
    /// The selections of events in conditions and aggregates.
    pub selections: Table<SelectionId, EventSelection>,
    /// The constants, each once.
    pub constants: Table<ConstantId, Value>,
    /// The events and attributes that the engine itself reads and writes.
    pub known: Known,
}

/// The declarations of the standard library that the engines themselves refer to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// `tags`
    pub tags: AttributeId,
    /// `phone`
    pub phone: AttributeId,
    /// `email`
    pub email: AttributeId,
    /// `personEnteredFlow`
    pub person_entered_flow: EventId,
    /// `personExitedFlow`
    pub person_exited_flow: EventId,
}

impl Program {
    /// The attribute with this name, matched as data columns are: without regard to case.
    #[must_use]
    pub fn attribute_for_column(&self, column: &str) -> Option<AttributeId> {
        let folded = crate::value::text::fold(column);
        self.attributes.ids().find(|&id| crate::value::text::fold(&self.attributes[id].name) == folded)
    }

    /// The event with this name, exactly.
    #[must_use]
    pub fn event(&self, name: &str) -> Option<EventId> {
        self.events.ids().find(|&id| &*self.events[id].name == name)
    }

    /// The segment with this name, exactly.
    #[must_use]
    pub fn segment(&self, name: &str) -> Option<SegmentId> {
        self.segments.ids().find(|&id| &*self.segments[id].name == name)
    }

    /// The flow with this name, exactly.
    #[must_use]
    pub fn flow(&self, name: &str) -> Option<FlowId> {
        self.flows.ids().find(|&id| &*self.flows[id].name == name)
    }
}
