//! What elements hand to the outside, and what comes back: messages, API calls, other flows, custom elements.

use std::fmt;
use std::sync::Arc;

use serde_json_path::JsonPath;

use super::{
    Arm, AttributeId, ChannelId, Content, CustomElementId, Element, ElementId, EventId, ExpressionId, FlowId,
    Location, SenderId, Table, Variable, VariableId,
};
use crate::value::{Unit, Weekday, Zone};

/// The ways out of an element by what came of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Branches<O> {
    /// The arms that name an outcome, in source order.
    pub arms: Vec<Arm<O>>,
    /// Where every other outcome leads.
    pub otherwise: Option<ElementId>,
    /// Whether `otherwise` is written, which it need not be where the arms cover every outcome.
    pub has_otherwise: bool,
}

impl<O> Branches<O> {
    /// Where the ways out lead, `otherwise` last.
    #[must_use]
    pub fn targets(&self) -> Vec<Option<ElementId>> {
        self.arms.iter().map(|arm| arm.target).chain([self.otherwise]).collect()
    }
}

/// A message to the person.
#[derive(Clone, PartialEq, Debug)]
pub struct Send {
    /// The channel.
    pub channel: ChannelId,
    /// Who it comes from.
    pub sender: Option<SenderId>,
    /// Its lines, in source order.
    pub content: Vec<Content>,
    /// When it may go out.
    pub delivery: Delivery,
    /// How long it may be tried, and its outcome be waited for.
    pub validity: Option<ExpressionId>,
    /// Whether its addresses are shortened.
    pub shorten_urls: bool,
    /// Whether clicks are counted.
    pub track_clicks: bool,
    /// The ways out by the event that an outcome makes; without them nobody waits for one.
    pub branches: Option<Branches<EventId>>,
}

/// When something may go out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Delivery {
    /// The hours in which it may.
    pub window: Option<DeliveryWindow>,
    /// How much of it may go out within a time.
    pub speed: Option<Speed>,
}

impl Delivery {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.window.is_none() && self.speed.is_none()
    }
}

/// `window 09:00 to 20:00 on monday in "Europe/Zagreb"`
#[derive(Clone, PartialEq, Debug)]
pub struct DeliveryWindow {
    /// When it opens.
    pub from: ExpressionId,
    /// When it closes; before the opening means on the next day.
    pub to: ExpressionId,
    /// The days on which it opens; on every day if there are none.
    pub days: Vec<Weekday>,
    /// Its zone; nothing is the flow's.
    pub zone: Option<Zone>,
}

/// `speed 100 per minute`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Speed {
    /// How many.
    pub amount: u64,
    /// Within one of these.
    pub unit: Unit,
}

/// A message to people of the company itself.
#[derive(Clone, PartialEq, Debug)]
pub struct Notify {
    /// `sms` or `email`.
    pub channel: ChannelId,
    /// The addresses, one each.
    pub recipients: Vec<ExpressionId>,
    /// Its lines, in source order.
    pub content: Vec<Content>,
}

/// What somebody is not to be contacted by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OptOut {
    /// The channel.
    pub channel: ChannelId,
    /// One of its senders; nothing means all of them.
    pub sender: Option<SenderId>,
}

/// The methods of an API call.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the methods")]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
    Patch,
}

impl Method {
    /// All methods.
    pub const ALL: [Method; 5] = [Method::Get, Method::Post, Method::Put, Method::Delete, Method::Patch];

    /// The method as it is written.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
            Method::Patch => "PATCH",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A request to an API.
#[derive(Clone, PartialEq, Debug)]
pub struct CallApi {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: ExpressionId,
    /// The headers, in source order.
    pub headers: Vec<(Arc<str>, ExpressionId)>,
    /// What is sent along.
    pub body: Option<ApiBody>,
    /// How long a response is waited for; 30 seconds unless said.
    pub timeout: Option<ExpressionId>,
    /// How often a call without a response is tried again.
    pub retries: u64,
    /// Whether the person waits for the response.
    pub waits: bool,
    /// What is taken from the response.
    pub mappings: Vec<Mapping>,
    /// When it may go out.
    pub delivery: Delivery,
    /// The ways out by the response.
    pub branches: Option<Branches<ResponseClass>>,
}

/// What is sent along with an API call.
#[derive(Clone, PartialEq, Debug)]
pub enum ApiBody {
    /// A JSON value.
    Json(Json),
    /// Named values, as a JSON object.
    Fields(Vec<(Arc<str>, ExpressionId)>),
    /// Named values, as a form.
    Form(Vec<(Arc<str>, ExpressionId)>),
}

/// A JSON value whose scalars are expressions.
#[derive(Clone, PartialEq, Debug)]
pub enum Json {
    /// Members by name, in source order.
    Object(Vec<(Arc<str>, Json)>),
    /// Items.
    Array(Vec<Json>),
    /// A scalar.
    Value(ExpressionId),
}

/// A value of a response that goes into a variable; it is empty where the response has none that fits.
#[derive(Clone, PartialEq, Debug)]
pub struct Mapping {
    /// The variable.
    pub variable: VariableId,
    /// Where the value is.
    pub source: MappingSource,
}

/// Where in a response a value is.
#[derive(Clone, PartialEq, Debug)]
pub enum MappingSource {
    /// The place in a body of JSON: names and indexes only, so one value at the most.
    Path(JsonPath),
    /// A header, without regard to case.
    Header(Arc<str>),
}

/// What an arm of an API call takes. The closest one wins: status, class, `no response`, `error`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ResponseClass {
    /// 2xx
    Success,
    /// One status.
    Status(u16),
    /// The statuses that begin with a digit, 3 to 5.
    Class(u8),
    /// Nothing came in time, or nobody could be reached.
    NoResponse,
    /// Whatever is no success.
    Error,
}

/// A custom element at work in a flow.
#[derive(Clone, PartialEq, Debug)]
pub struct Use {
    /// The custom element.
    pub element: CustomElementId,
    /// Values for its parameters, by their variables.
    pub arguments: Vec<(VariableId, ExpressionId)>,
    /// Variables of the flow, and which of its variables they get the values of.
    pub saves: Vec<(VariableId, VariableId)>,
    /// The ways out by how it went.
    pub branches: Option<Branches<UseOutcome>>,
}

/// How a custom element went.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum UseOutcome {
    /// Each of its calls succeeded.
    Success,
    /// Some call did not.
    Error,
}

/// A custom element: configured once, used by many flows.
#[derive(Clone, PartialEq, Debug)]
pub struct CustomElement {
    /// Its name.
    pub name: Arc<str>,
    /// What people call it.
    pub title: Option<Arc<str>>,
    /// What it is given: the first of its variables.
    pub parameters: Vec<VariableId>,
    /// What it gives back.
    pub results: Vec<VariableId>,
    /// Its variables.
    pub variables: Table<VariableId, Variable>,
    /// What it does, in source order.
    pub elements: Table<ElementId, Element>,
    /// What it does first.
    pub first: Option<ElementId>,
    /// Where it is declared.
    pub location: Location,
}

/// An entry into another flow.
#[derive(Clone, PartialEq, Debug)]
pub struct AddToFlow {
    /// The flow.
    pub flow: FlowId,
    /// Values for its parameters, by their place.
    pub arguments: Vec<(usize, ExpressionId)>,
    /// Somebody else who is added.
    pub person: Option<OtherPerson>,
    /// The ways out by how it went.
    pub branches: Option<Branches<Added>>,
}

/// The one outcome of `add to flow` that an arm can name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Added;

/// A person who is found by a contact, or made.
#[derive(Clone, PartialEq, Debug)]
pub struct OtherPerson {
    /// The contact that identifies, and its value.
    pub contact: (AttributeId, ExpressionId),
    /// What else is written to the profile.
    pub attributes: Vec<(AttributeId, ExpressionId)>,
}
