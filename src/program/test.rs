//! Tests: people, what happens to them, and what is expected of it.
//!
//! What an expression reads of a person is a [`Reading`] and stands in the expression as a variable: the values of all
//! readings are looked up first, and the expression is evaluated as any other. So tests need no forms of expressions of their
//! own, and whoever reports a failure knows the values that decided it.

use std::sync::Arc;

use super::{
    AttributeId, ElementId, EntrySource, EventId, ExitReason, ExpressionId, FlowId, Location, Method, OptOut,
    Owner, PersonId, SegmentId, Table, VariableId,
};
use crate::value::Instant;

/// A test.
#[derive(Clone, PartialEq, Debug)]
pub struct Test {
    /// What it is called.
    pub name: Arc<str>,
    /// The people in it, who are there from the beginning.
    pub people: Table<PersonId, TestPerson>,
    /// What its expressions read of people, by the variable that stands for it.
    pub readings: Table<VariableId, Reading>,
    /// What happens, in order.
    pub steps: Vec<TestStep>,
    /// Where its name stands.
    pub location: Location,
}

/// Somebody in a test.
#[derive(Clone, PartialEq, Debug)]
pub struct TestPerson {
    /// The name, which is the key, too.
    pub name: Arc<str>,
    /// What is known at the beginning.
    pub attributes: Vec<(AttributeId, ExpressionId)>,
    /// Where the name stands first.
    pub location: Location,
}

/// Something that an expression reads of a person.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// As it is written: `ana.loyaltyPoints`.
    pub written: Arc<str>,
    /// Of whom.
    pub person: PersonId,
    /// What.
    pub source: ReadingSource,
}

/// What can be read of a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReadingSource {
    /// The value of an expression about the person: an attribute, stored or computed.
    Attribute(ExpressionId),
    /// A variable of the person's latest participation in a flow.
    Variable(FlowId, VariableId),
}

/// A step of a test.
#[derive(Clone, PartialEq, Debug)]
pub struct TestStep {
    /// What it does.
    pub kind: TestStepKind,
    /// Where it stands.
    pub location: Location,
}

/// The kinds of steps.
#[derive(Clone, PartialEq, Debug)]
pub enum TestStepKind {
    /// The clock moves on to a moment; everything due before it happens.
    Clock(Instant),
    /// Something happens to a person.
    Event {
        /// The person.
        person: PersonId,
        /// The event.
        event: EventId,
        /// The element or flow that it belongs to.
        owner: Option<Owner>,
        /// Its properties, by slot.
        properties: Vec<(u32, ExpressionId)>,
    },
    /// A profile is changed from outside.
    Change {
        /// Whose.
        person: PersonId,
        /// The new values.
        values: Vec<(AttributeId, ExpressionId)>,
    },
    /// A person is sent into a flow from outside.
    Enters {
        /// The person.
        person: PersonId,
        /// The flow.
        flow: FlowId,
        /// Which of its entries.
        source: EntrySource,
        /// The values of its parameters.
        arguments: Vec<(VariableId, ExpressionId)>,
    },
    /// A split is to send a person one way.
    Takes {
        /// The person.
        person: PersonId,
        /// The flow.
        flow: FlowId,
        /// The split.
        split: ElementId,
        /// The place of the branch.
        branch: usize,
    },
    /// A message to a person is to fail.
    Fails {
        /// The person.
        person: PersonId,
        /// The flow.
        flow: FlowId,
        /// The message.
        message: ElementId,
    },
    /// What an API is to answer.
    Api {
        /// The method.
        method: Method,
        /// The address.
        url: Arc<str>,
        /// The answer; nothing for none at all.
        answer: Option<TestAnswer>,
    },
    /// A person is not to be contacted.
    Listed {
        /// The person.
        person: PersonId,
        /// By what.
        opt_outs: Vec<OptOut>,
    },
    /// A flow is to take nobody in.
    Draft(FlowId),
    /// Something is expected.
    Expect(Expectation),
}

/// What an API answers in a test.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestAnswer {
    /// The status.
    pub status: u16,
    /// The body, as JSON.
    pub body: Option<Arc<str>>,
}

/// Something that is expected at a moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Expectation {
    /// Whether it must be so at no moment from here to the end of the test.
    pub never: bool,
    /// Whether it is expected not to be so.
    pub negated: bool,
    /// What.
    pub kind: ExpectationKind,
    /// What the expectation reads of people.
    pub reads: Vec<VariableId>,
}

/// The kinds of expectations.
#[derive(Clone, PartialEq, Debug)]
pub enum ExpectationKind {
    /// An API was called so far. Each attempt is a call.
    Called {
        /// The method.
        method: Method,
        /// The address, in which each `*` stands for any characters.
        url: Arc<str>,
        /// For whom; nothing for anybody.
        person: Option<PersonId>,
        /// How often exactly; nothing for at least once.
        times: Option<u64>,
    },
    /// A person was handed over to an agent, at any time so far.
    Conversation {
        /// The person.
        person: PersonId,
        /// What the conversation is about.
        tag: Arc<str>,
    },
    /// A message was handed over for a person, at any time so far.
    Sent {
        /// The person.
        person: PersonId,
        /// The flow.
        flow: FlowId,
        /// The message.
        message: ElementId,
        /// How often exactly; nothing for at least once.
        times: Option<u64>,
    },
    /// Others were told of a person, at any time so far.
    Notified {
        /// The person.
        person: PersonId,
        /// The flow.
        flow: FlowId,
        /// The element that tells them.
        element: ElementId,
        /// How often exactly; nothing for at least once.
        times: Option<u64>,
    },
    /// A person has a tag.
    Tagged {
        /// The person.
        person: PersonId,
        /// The tag.
        tag: ExpressionId,
        /// Whether the person has it, as an expression about the person.
        condition: ExpressionId,
    },
    /// A person waits at an element.
    At {
        /// The person.
        person: PersonId,
        /// The flow.
        flow: FlowId,
        /// The element.
        element: ElementId,
    },
    /// A person was in a flow and is no more; without a flow, in any and in none.
    Exited {
        /// The person.
        person: PersonId,
        /// The flow.
        flow: Option<FlowId>,
        /// By what the latest of these exits was; nothing for anything.
        reason: Option<ExitReason>,
    },
    /// A person is in a segment.
    Member {
        /// The person.
        person: PersonId,
        /// The segment.
        segment: SegmentId,
        /// The same as an expression about the person.
        condition: ExpressionId,
    },
    /// A person is not to be contacted by all of these; expected not to be so, by none.
    Listed {
        /// The person.
        person: PersonId,
        /// By what.
        opt_outs: Vec<OptOut>,
    },
    /// A condition over what is read of people.
    Condition(ExpressionId),
}

impl ExpectationKind {
    /// Whom it is about; a condition may be about several, and calls about anybody.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        match self {
            ExpectationKind::Conversation { person, .. }
            | ExpectationKind::Sent { person, .. }
            | ExpectationKind::Notified { person, .. }
            | ExpectationKind::Tagged { person, .. }
            | ExpectationKind::At { person, .. }
            | ExpectationKind::Exited { person, .. }
            | ExpectationKind::Member { person, .. }
            | ExpectationKind::Listed { person, .. } => Some(*person),
            ExpectationKind::Called { person, .. } => *person,
            ExpectationKind::Condition(_) => None,
        }
    }
}

impl Test {
    /// Visits the ids of all expressions that the test refers to.
    pub fn expressions(&mut self, visit: &mut dyn FnMut(&mut ExpressionId)) {
        for person in self.people.rows_mut() {
            person.attributes.iter_mut().for_each(|(_, value)| visit(value));
        }
        for reading in self.readings.rows_mut() {
            if let ReadingSource::Attribute(attribute) = &mut reading.source {
                visit(attribute);
            }
        }
        self.steps.iter_mut().for_each(|step| step.kind.expressions(visit));
    }
}

impl TestStepKind {
    fn expressions(&mut self, visit: &mut dyn FnMut(&mut ExpressionId)) {
        match self {
            TestStepKind::Event { properties, .. } => {
                properties.iter_mut().for_each(|(_, value)| visit(value))
            }
            TestStepKind::Change { values, .. } => values.iter_mut().for_each(|(_, value)| visit(value)),
            TestStepKind::Enters { arguments, .. } => {
                arguments.iter_mut().for_each(|(_, value)| visit(value))
            }
            TestStepKind::Expect(expectation) => match &mut expectation.kind {
                ExpectationKind::Tagged { tag, condition, .. } => {
                    visit(tag);
                    visit(condition);
                }
                ExpectationKind::Member { condition, .. } | ExpectationKind::Condition(condition) => {
                    visit(condition);
                }
                ExpectationKind::Called { .. }
                | ExpectationKind::Conversation { .. }
                | ExpectationKind::Sent { .. }
                | ExpectationKind::Notified { .. }
                | ExpectationKind::Listed { .. }
                | ExpectationKind::At { .. }
                | ExpectationKind::Exited { .. } => {}
            },
            TestStepKind::Clock(_)
            | TestStepKind::Takes { .. }
            | TestStepKind::Fails { .. }
            | TestStepKind::Listed { .. }
            | TestStepKind::Api { .. }
            | TestStepKind::Draft(_) => {}
        }
    }
}
