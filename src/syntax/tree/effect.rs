//! The elements that act on the outside: messages, calls, other flows, custom elements.

use super::{Assignment, ExpressionId, Name, OutcomeArm, PlainText, TypeName};
use crate::source::Span;

/// `send email from offers { subject "…" }`
#[derive(Clone, PartialEq, Debug)]
pub struct Send {
    /// The channel.
    pub channel: Name,
    /// `from offers`
    pub from: Option<Name>,
    /// Its lines.
    pub content: Vec<Content>,
    /// How it goes out.
    pub settings: Vec<SendSetting>,
    /// What is done by what becomes of it.
    pub arms: Vec<OutcomeArm>,
}

/// A line of a block that is no content of a message, and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct SendSetting {
    /// What it says.
    pub kind: SendSettingKind,
    /// All of it.
    pub span: Span,
}

/// How a message goes out.
#[derive(Clone, PartialEq, Debug)]
pub enum SendSettingKind {
    /// `window 09:00 to 20:00 on monday in "Europe/Zagreb"`
    Window(DeliveryWindow),
    /// `speed 100 per minute`
    Speed(Speed),
    /// `validity 24 hours`
    Validity(ExpressionId),
    /// `shorten urls`
    ShortenUrls,
    /// `track clicks`
    TrackClicks,
}

/// `window 09:00 to 20:00 on monday, friday in "Europe/Zagreb"`
#[derive(Clone, PartialEq, Debug)]
pub struct DeliveryWindow {
    /// When it opens.
    pub from: ExpressionId,
    /// When it closes.
    pub to: ExpressionId,
    /// `on monday, friday`; every day if there is none.
    pub days: Vec<Name>,
    /// `in "Europe/Zagreb"`
    pub zone: Option<PlainText>,
}

/// `speed 100 per minute`
#[derive(Clone, PartialEq, Debug)]
pub struct Speed {
    /// How many.
    pub amount: ExpressionId,
    /// Within which time.
    pub unit: Name,
}

/// `call api POST "https://api.example/points" { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct CallApi {
    /// `POST`
    pub method: Name,
    /// The address: a text, which may hold placeholders.
    pub url: ExpressionId,
    /// Its lines.
    pub settings: Vec<ApiSetting>,
    /// What is done by what comes back.
    pub arms: Vec<OutcomeArm>,
}

/// A line of `call api`, and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct ApiSetting {
    /// What it says.
    pub kind: ApiSettingKind,
    /// All of it.
    pub span: Span,
}

/// What a line of `call api` says.
#[derive(Clone, PartialEq, Debug)]
pub enum ApiSettingKind {
    /// `header "X-Key" = secret.key`
    Header {
        /// `X-Key`
        name: PlainText,
        /// Its value.
        value: ExpressionId,
    },
    /// `body json { "name": firstName }`
    Json(Json),
    /// `body { name = firstName }`
    Fields(Vec<Assignment>),
    /// `body form { name = firstName }`
    Form(Vec<Assignment>),
    /// `timeout 10 seconds`
    Timeout(ExpressionId),
    /// `retry 3 times`
    Retry(ExpressionId),
    /// `wait for response`
    WaitForResponse,
    /// `save points = $.loyalty_points`
    Save(Vec<Mapping>),
    /// `window 09:00 to 20:00`
    Window(DeliveryWindow),
    /// `speed 100 per minute`
    Speed(Speed),
    /// What could not be read; it may have been any of these.
    Broken {
        /// Variables that it probably declares.
        declares: Vec<Name>,
    },
}

/// A JSON value whose scalars are expressions.
#[derive(Clone, PartialEq, Debug)]
pub enum Json {
    /// `{ "name": firstName }`
    Object(Vec<JsonMember>),
    /// `[firstName, lastName]`
    Array(Vec<Json>),
    /// `firstName`
    Value(ExpressionId),
}

/// `"name": firstName`
#[derive(Clone, PartialEq, Debug)]
pub struct JsonMember {
    /// `name`
    pub key: PlainText,
    /// Its value.
    pub value: Json,
}

/// `points: integer = $.loyalty_points`
#[derive(Clone, PartialEq, Debug)]
pub struct Mapping {
    /// The variable.
    pub target: Name,
    /// Its type, where the mapping says one.
    pub r#type: Option<TypeName>,
    /// Where the value comes from.
    pub source: MappingSource,
    /// All of it.
    pub span: Span,
}

/// Where in a response a value is.
#[derive(Clone, PartialEq, Debug)]
pub enum MappingSource {
    /// `$.loyalty_points`: the path as written.
    Path(PlainText),
    /// `header "X-Total"`
    Header(PlainText),
}

/// `use registerForWebinar(address = email) save joinUrl { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct Use {
    /// The custom element.
    pub name: Name,
    /// What it is given.
    pub arguments: Vec<Assignment>,
    /// `save url = joinUrl`: the variable and the result.
    pub saves: Vec<SavedResult>,
    /// What is done by how it went.
    pub arms: Vec<OutcomeArm>,
}

/// `url = joinUrl`; for `joinUrl` alone the variable has the name of the result.
#[derive(Clone, PartialEq, Debug)]
pub struct SavedResult {
    /// The variable.
    pub target: Name,
    /// The result.
    pub result: Name,
}

/// `add to flow Onboarding(orderId = orderId) for person(phone = friendPhone) { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct AddToFlow {
    /// The flow.
    pub flow: Name,
    /// What it is given.
    pub arguments: Vec<Assignment>,
    /// Somebody else: who, and what is known of them.
    pub person: Option<Vec<Assignment>>,
    /// What is done by how it went.
    pub arms: Vec<OutcomeArm>,
}

/// `notify sms to "+385…", storePhone { text "New order" }`
#[derive(Clone, PartialEq, Debug)]
pub struct Notify {
    /// `sms` or `email`.
    pub channel: Name,
    /// The addresses.
    pub recipients: Vec<ExpressionId>,
    /// Its lines.
    pub content: Vec<Content>,
}

/// `email newsletter`: a channel, or a channel and one of its senders. Without texts where it could not be read.
#[derive(Clone, PartialEq, Debug)]
pub struct OptOut {
    /// The channel.
    pub channel: Name,
    /// The sender.
    pub sender: Option<Name>,
    /// All of it.
    pub span: Span,
}

/// A line of a message: `subject "…"` or `body file "reminder.html"`
#[derive(Clone, PartialEq, Debug)]
pub struct Content {
    /// `subject`
    pub name: Name,
    /// Its text.
    pub value: ContentValue,
    /// The whole line.
    pub span: Span,
}

/// The text of a content line.
#[derive(Clone, PartialEq, Debug)]
pub enum ContentValue {
    /// An expression, mostly a text with placeholders.
    Value(ExpressionId),
    /// A file of the project that holds it.
    File(PlainText),
}
