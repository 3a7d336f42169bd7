//! What a step reports: the lines of a trace and the effects, by id. Names are put in where they are written.

use std::sync::Arc;

use super::{Answered, Contact, Conversation, Hours, Notification, Request};
use crate::eval::Fault;
use crate::eval::why::{Change, Proof};
use crate::program::{
    ArmTaken, AttributeId, ChannelId, Element, ElementId, ElementKind, ExitReason, FlowId, Location, OptOut,
    Program, SenderId, Speed, Table, Variable, VariableId,
};
use crate::value::{Instant, Text, Value};

/// Something that a step did.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// When.
    pub time: Instant,
    /// Where; nothing for what concerns the profile alone.
    pub place: Option<Place>,
    /// What.
    pub what: What,
}

/// A place in a flow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The flow.
    pub flow: FlowId,
    /// Which of the person's entries; nothing where the person did not get in.
    pub entry: Option<u32>,
    /// The element; nothing for the flow as a whole.
    pub element: Option<ElementId>,
    /// The element inside of that one, where it is a custom element.
    pub inner: Option<ElementId>,
}

/// What a step did.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// The person entered the flow, with these variables.
    Entered(Vec<(VariableId, Value)>),
    /// The person came to an element.
    Reached,
    /// The element keeps the person, until this moment at the latest.
    Waiting(Option<Instant>),
    /// A pause or a wait let the person go.
    Left(Cause),
    /// The person took a way out of a branching element.
    Arm(ArmTaken),
    /// A message was handed over.
    Sent(Box<Message>),
    /// A message was not handed over, and will not be.
    Withheld(ChannelId, Withheld),
    /// Something waits for the hours in which it may go out; nothing where they never come.
    Held(Option<Instant>),
    /// Something waits for its turn among that of all persons.
    Queued(Box<Queued>),
    /// Something that waited to go out was dropped, since its participant had to leave the flow.
    Dropped,
    /// The person is not to be contacted any more.
    OptedOut(Box<Listing>),
    /// The person may be contacted again.
    OptedIn(Box<Listing>),
    /// Attributes got other values.
    Updated(Vec<(AttributeId, Value)>),
    /// Variables were written.
    Set(Vec<(VariableId, Value)>),
    /// A request to another system was handed over.
    Called(Box<Request>),
    /// An answer to a request arrived.
    Answered(Answered),
    /// A message to people of the company was handed over.
    Notified(Box<Notification>),
    /// The person was handed over to an agent.
    Conversation(Box<Conversation>),
    /// A tag was added that the person did not have.
    Tagged(Text),
    /// A tag was removed that the person had.
    Untagged(Text),
    /// The person, or somebody else, was added to another flow.
    Added(Box<Addition>),
    /// The person was not let in.
    Refused(Refusal),
    /// A request from outside to let the person in was turned down.
    Rejected(Refusal),
    /// The person left the flow.
    Exited(ExitReason),
    /// Something went wrong, and the journey went on.
    Error(Box<Fault>),
    /// A condition was looked at. Reported by steppers that [explain](super::Stepper::explaining) alone.
    Decided(Box<Decision>),
}

/// How a condition came out.
#[derive(Clone, PartialEq, Debug)]
pub struct Decision {
    /// Where the arm, the entry or the exit condition stands.
    pub location: Location,
    /// Why the condition holds, or does not.
    pub proof: Proof,
    /// Whether it counted: of an event condition, whether the event at hand made it true.
    pub counts: bool,
    /// What would have made it come out otherwise, if anything was found.
    pub nearest: Option<Vec<Change>>,
}

/// What let a person go on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Cause {
    /// The time had come.
    Time,
    /// An event made an arm's condition true, or one before had.
    Event,
    /// The moment to wait for had passed already.
    Past,
    /// There was no moment to wait for.
    Empty,
    /// What another system said, or that it could not be reached.
    Answer,
}

/// Why a person was not let in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Refusal {
    /// The person is inside.
    PersonInFlow,
    /// The person was inside, and may not come again, or not yet, or not so often.
    NotAllowedToReenter,
    /// There is no such phone number or address.
    InvalidContact,
    /// A parameter that must be given was not.
    AttributeMissed,
    /// The flow takes nobody in: it has not begun, is over or a draft, or has no such entry.
    FlowErrorUnknown,
}

/// A message that is handed to the outside.
#[derive(Clone, PartialEq, Debug)]
pub struct Message {
    /// The channel.
    pub channel: ChannelId,
    /// Who it comes from.
    pub sender: Option<SenderId>,
    /// Where it goes; nothing where the person has no contact of the kind, or the channel none that is known.
    pub contact: Option<Text>,
    /// Its lines, in source order.
    pub content: Vec<(Arc<str>, Body)>,
    /// When it is not to be tried any more, where that is stated.
    pub expires: Option<Instant>,
    /// Whether its addresses are shortened.
    pub shorten_urls: bool,
    /// Whether clicks are counted.
    pub track_clicks: bool,
    /// The same for the same message whenever it is made again.
    pub key: Arc<str>,
}

/// An entry into another flow, made by an element.
#[derive(Clone, PartialEq, Debug)]
pub struct Addition {
    /// The flow.
    pub flow: FlowId,
    /// What is given to it.
    pub variables: Vec<(VariableId, Value)>,
    /// Somebody else who is to enter: the host finds the person, and makes this an input of theirs.
    pub person: Option<OtherPerson>,
}

/// Somebody else, as an element names them.
#[derive(Clone, PartialEq, Debug)]
pub struct OtherPerson {
    /// Who is found by it, or made with it.
    pub contact: Contact,
    /// What is written to the profile.
    pub attributes: Vec<(AttributeId, Value)>,
    /// The same for the same addition whenever it is made again.
    pub key: Arc<str>,
}

/// Why a message was not handed over.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Withheld {
    /// The person has had as many as the caps allow.
    Capped,
    /// The person has no contact of the kind.
    NoContact,
    /// The person is not to be contacted.
    DoNotContact,
    /// Its validity was over before it could go out.
    Expired,
}

/// What a queue needs to know of something that waits in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Queued {
    /// What [releases](super::Input::Release) it.
    pub key: Arc<str>,
    /// How fast its element lets things out.
    pub speed: Speed,
    /// The hours in which it may go out; any without.
    pub hours: Option<Hours>,
    /// Beyond this moment it is too late.
    pub expires: Option<Instant>,
}

/// A change of the list of those who are not to be contacted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listing {
    /// The channel, or one of its senders.
    pub opt_out: OptOut,
    /// The contacts; none on a channel whose contacts are no attribute.
    pub contacts: Vec<Text>,
    /// The same for the same change whenever it is made again.
    pub key: Arc<str>,
}

/// The text of a line of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Body {
    /// The text.
    Text(Text),
    /// A file of the project.
    File(FilledFile),
}

/// A file of the project with its placeholders filled in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FilledFile {
    /// Its path.
    pub path: Arc<str>,
    /// What became of its text.
    pub text: Text,
}

impl Place {
    /// The flow as a whole, for somebody who is not inside.
    #[must_use]
    pub fn outside(flow: FlowId) -> Place {
        Place { flow, entry: None, element: None, inner: None }
    }

    /// The label of the element, if it is one.
    #[must_use]
    pub fn label(self, program: &Program) -> Option<&str> {
        Some(&self.element_of(program)?.label)
    }

    /// The label inside of a custom element, if the place lies in one.
    #[must_use]
    pub fn inner_label(self, program: &Program) -> Option<&str> {
        Some(&self.elements_inside(program)?.0.get(self.inner?)?.label)
    }

    /// What stands at the place: an element of the flow, or one inside of a custom element.
    #[must_use]
    pub fn innermost(self, program: &Program) -> Option<&Element> {
        match self.inner {
            None => self.element_of(program),
            Some(inner) => self.elements_inside(program)?.0.get(inner),
        }
    }

    /// The variables that expressions at the place name: those of the flow, or of the custom element.
    #[must_use]
    pub fn variables(self, program: &Program) -> &Table<VariableId, Variable> {
        let inside = self.inner.and_then(|_| self.elements_inside(program));
        inside.map_or(&program.flows[self.flow].variables, |(_, variables)| variables)
    }

    /// Where it stands in the sources.
    #[must_use]
    pub fn location(self, program: &Program) -> Location {
        self.innermost(program).map_or(program.flows[self.flow].location, |element| element.location)
    }

    fn element_of(self, program: &Program) -> Option<&Element> {
        program.flows[self.flow].elements.get(self.element?)
    }

    fn elements_inside(self, program: &Program) -> Option<Inside<'_>> {
        let ElementKind::Use(used) = &self.element_of(program)?.kind else { return None };
        let custom = program.custom_elements.get(used.element)?;
        Some((&custom.elements, &custom.variables))
    }
}

/// The elements and the variables of a custom element.
type Inside<'p> = (&'p Table<ElementId, Element>, &'p Table<VariableId, Variable>);

impl Cause {
    /// Its word in traces.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Cause::Time => "time",
            Cause::Event => "event",
            Cause::Past => "past",
            Cause::Empty => "empty",
            Cause::Answer => "answer",
        }
    }
}

impl Withheld {
    /// Its word in traces.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Withheld::Capped => "capped",
            Withheld::NoContact => "no_contact",
            Withheld::DoNotContact => "do_not_contact",
            Withheld::Expired => "expired",
        }
    }

    /// The reason in the channel's event.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Withheld::Capped => "capped",
            Withheld::NoContact => "no contact",
            Withheld::DoNotContact => "do not contact",
            Withheld::Expired => "expired",
        }
    }
}

impl Refusal {
    /// Its word in traces, which is that of the modelled system.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Refusal::PersonInFlow => "PERSON_IN_FLOW",
            Refusal::NotAllowedToReenter => "NOT_ALLOWED_TO_REENTER",
            Refusal::InvalidContact => "INVALID_CONTACT",
            Refusal::AttributeMissed => "ATTRIBUTE_MISSED",
            Refusal::FlowErrorUnknown => "FLOW_ERROR_UNKNOWN",
        }
    }

    /// The answer to a request, as the API of the modelled system words it.
    #[must_use]
    pub fn rejection(self) -> &'static str {
        match self {
            Refusal::PersonInFlow => "REJECTED_PERSON_IN_FLOW",
            Refusal::NotAllowedToReenter => "REJECTED_PERSON_NOT_ALLOWED_TO_REENTER",
            Refusal::InvalidContact => "REJECTED_INVALID_CONTACT",
            Refusal::AttributeMissed => "REJECTED_ATTRIBUTE_MISSED",
            Refusal::FlowErrorUnknown => "REJECTED_FLOW_ERROR_UNKNOWN",
        }
    }
}
