//! The tree of a file: what was declared, with spans.
//!
//! **Architecture Invariant:** parsing never fails. A declaration or statement that cannot be read becomes an error
//! node ([`DeclarationKind::Broken`], [`StatementKind::Broken`], [`ExpressionKind::Broken`]) and one diagnostic; its neighbours
//! stay whole.
//!
//! **Architecture Invariant:** every span inside a [`Declaration`] counts from the declaration's first byte, so the
//! node of a declaration is equal before and after an edit elsewhere.

mod test;
mod wait;

use std::fmt;
use std::sync::Arc;

pub use test::{Answer, Expectation, ExpectationKind, Label, Step, StepKind, Test};
pub use wait::{
    Amount, AudienceTime, Change, ChangeSide, Changed, DateForm, DateMoment, EntryParameter, EntrySource,
    OutcomeArm,
};

use crate::source::{DeclarationId, FileId, Span};

/// The tree of one file.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The file.
    pub file: FileId,
    /// Its declarations, in order.
    pub declarations: Vec<Arc<Declaration>>,
}

/// A name as it stands in the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// The name, without backticks.
    pub text: Arc<str>,
    /// Where it stands, backticks included.
    pub span: Span,
}

/// A text literal without placeholders, unescaped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlainText {
    /// The text.
    pub text: Arc<str>,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// A declaration: what stands between two words at the start of a line that begin one.
#[derive(Clone, PartialEq, Debug)]
pub struct Declaration {
    /// Who it is, across edits.
    pub id: DeclarationId,
    /// The text of the `///` lines before it, without the slashes and one blank.
    pub documentation: Option<Arc<str>>,
    /// The whole declaration: `0..length`. Documentation lines come first and belong to it.
    pub span: Span,
    /// What it declares.
    pub kind: DeclarationKind,
    /// All expressions in it, whatever the depth.
    pub expressions: Expressions,
    /// What is allowed in it and why, in order.
    pub allowances: Vec<Allowance>,
    /// What of it could not be read.
    pub lost: Lost,
}

/// What of a declaration could not be read: so that what follows from one mistake is not reported as another.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lost {
    /// The lines with mistakes, in order.
    pub lines: Vec<Span>,
    /// The words on them, or all of a declaration that could not be read at all: some of them are probably names that it
    /// declares.
    pub words: Vec<Arc<str>>,
    /// Whether a name that should be declared is not there at all, so that it may be any.
    pub nameless: bool,
}

/// `allow(W0412, "entered by hand")`, before a declaration, a field, a statement or an arm: the code is not reported in it.
///
/// Allowances are a list of the declaration, and not of what each is about, so that who looks at meaning need not step over
/// them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allowance {
    /// The code.
    pub code: Name,
    /// Why; nothing where it is missing.
    pub reason: Option<PlainText>,
    /// The allowance itself.
    pub span: Span,
    /// What it is about: all that follows it in the declaration, or the field, statement or arm.
    pub covers: Span,
}

/// An expression of a declaration.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExpressionId(u32);

impl fmt::Debug for ExpressionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expression{}", self.0)
    }
}

/// The expressions of one declaration. An id is a place in it, so ids too survive edits elsewhere.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Expressions(Vec<Expression>);

impl Expressions {
    /// Adds an expression.
    pub fn add(&mut self, kind: ExpressionKind, span: Span) -> ExpressionId {
        self.0.push(Expression { kind, span });
        ExpressionId(self.0.len() as u32 - 1)
    }

    /// The number of expressions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All expressions with their ids; operands stand before what they are operands of.
    pub fn iter(&self) -> impl Iterator<Item = (ExpressionId, &Expression)> {
        self.0.iter().enumerate().map(|(at, expression)| (ExpressionId(at as u32), expression))
    }
}

impl ExpressionId {
    /// The place among the expressions of the declaration, for tables beside it.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl std::ops::Index<ExpressionId> for Expressions {
    type Output = Expression;

    fn index(&self, id: ExpressionId) -> &Expression {
        &self.0[id.index()]
    }
}

/// What a declaration declares.
#[derive(Clone, PartialEq, Debug)]
pub enum DeclarationKind {
    /// `people { plan: text }`
    People(Vec<Attribute>),
    /// `event addedToCart "Item added" { itemId: text }`
    Event(Event),
    /// `senders { email news = "news@shop.example" }`
    Senders(Vec<Sender>),
    /// `caps Marketing { email at most 3 times per week }`
    Caps(Caps),
    /// `segment Adults = age >= 18`
    Segment(Segment),
    /// `flow Welcome { … }`
    Flow(Flow),
    /// `element registerForWebinar(address: text) returns (joinUrl: text) { … }`
    CustomElement(CustomElement),
    /// `test "a person who clicks is warm" { … }`
    Test(Test),
    /// `function len(value: text): integer`, in the standard library.
    Function(Function),
    /// `operators text { contains(text) }`, in the standard library.
    Operators(Operators),
    /// `channel email "Email" { … }`, in the standard library.
    Channel(Channel),
    /// An expression by itself: what `bourn eval` and `--expr` are given.
    Formula(ExpressionId),
    /// What could not be read. `word` is the word that it starts with, `declares` the name behind it.
    Broken {
        /// `flow`, `segment`, …, if it starts with one of these words.
        word: Option<Arc<str>>,
        /// The name that it probably declares, so that its uses are not reported as well.
        declares: Option<Name>,
    },
}

/// A type as written.
#[derive(Clone, PartialEq, Debug)]
pub struct TypeName {
    /// What it is.
    pub kind: TypeNameKind,
    /// Whether `?` follows: the value may be missing.
    pub optional: bool,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a type.
#[derive(Clone, PartialEq, Debug)]
pub enum TypeNameKind {
    /// `text`. A name without a text stands for a type that could not be read.
    Named(Name),
    /// `list of text`
    List(Box<TypeName>),
    /// `{ sku: text, price: number }`
    Object(Vec<Property>),
}

/// A line of `people { … }`.
#[derive(Clone, PartialEq, Debug)]
pub struct Attribute {
    /// Its documentation.
    pub documentation: Option<Arc<str>>,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub r#type: TypeName,
    /// `computed name: type = value`
    pub computed: Option<ExpressionId>,
    /// `readonly name: type`: kept by another system, never written by flows.
    pub readonly: bool,
    /// The whole line.
    pub span: Span,
}

/// `event addedToCart "Item added" { itemId: text, coupon: text? }`
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// The word before `event`, in the standard library: `channel`, `people`, `product` or `template`.
    pub category: Option<Name>,
    /// Its name.
    pub name: Name,
    /// `of email`: the channel that it belongs to, for channel events.
    pub channel: Option<Name>,
    /// What people call it.
    pub title: Option<PlainText>,
    /// What it carries.
    pub properties: Vec<Property>,
}

/// A line of `event … { … }`.
#[derive(Clone, PartialEq, Debug)]
pub struct Property {
    /// Its documentation.
    pub documentation: Option<Arc<str>>,
    /// Its name.
    pub name: Name,
    /// Its type; optional if it may be missing.
    pub r#type: TypeName,
    /// The whole line.
    pub span: Span,
}

/// A line of `senders { … }`: `email offers = "offers@shop.example"`
#[derive(Clone, PartialEq, Debug)]
pub struct Sender {
    /// The channel.
    pub channel: Name,
    /// Its name.
    pub name: Name,
    /// The address, number or id that receivers see.
    pub address: PlainText,
    /// The whole line.
    pub span: Span,
}

/// `segment Adults "Grown-ups" = age >= 18`
#[derive(Clone, PartialEq, Debug)]
pub struct Segment {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub title: Option<PlainText>,
    /// Who is in it.
    pub condition: ExpressionId,
}

/// `function round(value: number, places: integer): number`
#[derive(Clone, PartialEq, Debug)]
pub struct Function {
    /// Its name.
    pub name: Name,
    /// What it takes.
    pub parameters: Vec<Parameter>,
    /// What it gives.
    pub result: TypeName,
}

/// A parameter of a function.
#[derive(Clone, PartialEq, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub r#type: TypeName,
}

/// `operators text { contains(text) }`. `operators number, integer extension { … }` holds those beyond the seed.
#[derive(Clone, PartialEq, Debug)]
pub struct Operators {
    /// The types that have them.
    pub types: Vec<Name>,
    /// Whether `extension` follows the types: these operators go beyond the modelled system.
    pub extension: bool,
    /// The operators.
    pub operators: Vec<OperatorDeclaration>,
}

/// A line of `operators … { … }`: `less than(number) "<"`
#[derive(Clone, PartialEq, Debug)]
pub struct OperatorDeclaration {
    /// Its documentation.
    pub documentation: Option<Arc<str>>,
    /// The words, each parted by one blank: `less than or equal`.
    pub phrase: Arc<str>,
    /// The types of its operands on the right; `T` is the type on the left, `list of T` a list in brackets.
    pub operands: Vec<TypeName>,
    /// The spelling in formulas: `<=`.
    pub symbol: Option<PlainText>,
    /// The whole line.
    pub span: Span,
}

/// `channel email "Email" { … }`, in the standard library.
#[derive(Clone, PartialEq, Debug)]
pub struct Channel {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub title: Option<PlainText>,
    /// `contact email`: the attribute that holds the person's address on it.
    pub contact: Option<Name>,
    /// `sent emailSent`: the event that a send makes at once.
    pub sent: Option<Name>,
    /// `outcome delivered = emailDelivered`: what a send can wait for.
    pub outcomes: Vec<ChannelOutcome>,
    /// `content { subject: text, preheader: text? }`: the lines that a message has.
    pub content: Vec<Property>,
}

/// `outcome delivered = emailDelivered`, in the standard library.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChannelOutcome {
    /// The words of an arm: `delivered`, `not answered`.
    pub words: Arc<str>,
    /// The event that says so.
    pub event: Name,
}

/// `element registerForWebinar(address: text) returns (joinUrl: text) { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct CustomElement {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub title: Option<PlainText>,
    /// What it is given.
    pub parameters: Vec<Parameter>,
    /// What it gives back.
    pub results: Vec<Parameter>,
    /// What it does.
    pub statements: Vec<Statement>,
}

/// `caps Marketing { email at most 3 times per week }`
#[derive(Clone, PartialEq, Debug)]
pub struct Caps {
    /// Their name.
    pub name: Name,
    /// The limits.
    pub caps: Vec<Cap>,
}

/// A line of `caps … { … }`: `email at most 3 times per week`
#[derive(Clone, PartialEq, Debug)]
pub struct Cap {
    /// Its documentation.
    pub documentation: Option<Arc<str>>,
    /// The channel.
    pub channel: Name,
    /// How many messages.
    pub rate: Rate,
    /// The whole line.
    pub span: Span,
}

/// `flow Welcome "Greets people" { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct Flow {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub title: Option<PlainText>,
    /// Settings and elements, in order.
    pub statements: Vec<Statement>,
}

/// A setting or an element of a flow.
#[derive(Clone, PartialEq, Debug)]
pub struct Statement {
    /// Its documentation.
    pub documentation: Option<Arc<str>>,
    /// `reminder:`
    pub label: Option<Name>,
    /// What it is.
    pub kind: StatementKind,
    /// All of it, the label included and the documentation not.
    pub span: Span,
    /// Its first line up to the `{` of its block: what a message about the element underlines.
    pub head: Span,
}

/// The settings and elements.
#[derive(Clone, PartialEq, Debug)]
pub enum StatementKind {
    /// `enter when happened addedToCart save itemId`
    EnterWhen(EventClause),
    /// `enter when trialExpiry is in 4 hours`
    EnterAt(DateMoment),
    /// `enter audience in real time when has tag "vip"`
    EnterAudience {
        /// When people are taken in.
        time: AudienceTime,
        /// Who is.
        condition: ExpressionId,
    },
    /// `enter from flow (orderId: text)`
    EnterFrom {
        /// Who hands people over.
        source: EntrySource,
        /// What comes with them.
        parameters: Vec<EntryParameter>,
    },
    /// `exit when happened itemPurchased`
    ExitWhen(EventClause),
    /// `re-enter 7 days after exit, at most 2 times per week`
    ReEnter(ReEntry),
    /// `schedule from 2026-12-01 09:00 for 1 year`
    Schedule(Schedule),
    /// `timezone "Europe/Zagreb"`
    Timezone(PlainText),
    /// `variable discount: number = 0`
    Variable {
        /// Its name.
        name: Name,
        /// Its type.
        r#type: TypeName,
        /// Its value at the entry.
        value: Option<ExpressionId>,
    },
    /// `version 2`
    Version(Amount),
    /// `draft`
    Draft,
    /// `caps Marketing`
    Caps(Name),
    /// `voice session`
    VoiceSession,
    /// `pause 3 days until 13:00`
    Pause(Pause),
    /// `segment audience { … }`
    SegmentAudience(Vec<Arm>),
    /// `wait for event up to 2 days include events from entrance { … }`
    WaitForEvent {
        /// `up to 2 days`; `indefinitely` and nothing at all are the same.
        limit: Option<ExpressionId>,
        /// `include events from entrance`
        from_entrance: bool,
        /// The arms.
        arms: Vec<Arm>,
    },
    /// `wait for change of plan to "pro" up to 5 days { … }`
    WaitForChange {
        /// The change.
        change: Change,
        /// `up to 5 days`; `indefinitely` and nothing at all are the same.
        limit: Option<ExpressionId>,
        /// The arms; without one, nothing branches.
        arms: Vec<OutcomeArm>,
    },
    /// `wait for date trialExpiry is in 4 hours { … }`
    WaitForDate {
        /// What is waited for.
        moment: DateMoment,
        /// The arms; without one, nothing branches.
        arms: Vec<OutcomeArm>,
    },
    /// `evaluate inbound message { when text contains "stop" { exit } otherwise { } }`
    EvaluateMessage(Vec<Arm>),
    /// `split audience { 50% a { } 50% b { } }`
    SplitAudience(Vec<Share>),
    /// `update profile { plan = "pro" }`
    UpdateProfile(Vec<Assignment>),
    /// `set total = total + price`
    Set(Vec<Assignment>),
    /// `add tag "vip"`
    AddTag(ExpressionId),
    /// `remove tag "vip"`
    RemoveTag(ExpressionId),
    /// `send email from offers { … }`
    Send(Send),
    /// `call api POST "https://…" { … }`
    CallApi(CallApi),
    /// `use registerForWebinar(address = email) save joinUrl { … }`
    Use(Use),
    /// `add to flow Onboarding(orderId = orderId) { … }`
    AddToFlow(AddToFlow),
    /// `notify sms to "+385…" { … }`
    Notify(Notify),
    /// `add to do not contact { sms }`
    AddToDoNotContact(Vec<OptOut>),
    /// `remove from do not contact { sms }`
    RemoveFromDoNotContact(Vec<OptOut>),
    /// `start conversation tag "data verification"`
    StartConversation(ExpressionId),
    /// `exit`
    Exit,
    /// What could not be read.
    Broken {
        /// Labels and variables that it probably declares, so that their uses are not reported as well.
        declares: Vec<Name>,
    },
}

/// An event condition that may save properties.
#[derive(Clone, PartialEq, Debug)]
pub struct EventClause {
    /// The condition.
    pub condition: ExpressionId,
    /// `save itemId, total = price`
    pub saves: Vec<Assignment>,
}

/// `name = value`. For `save itemId` the value is the name itself, read as `event.itemId`.
#[derive(Clone, PartialEq, Debug)]
pub struct Assignment {
    /// What gets the value.
    pub target: Name,
    /// The value; nothing for the short form `save itemId`.
    pub value: Option<ExpressionId>,
    /// All of it.
    pub span: Span,
}

/// `re-enter …`
#[derive(Clone, PartialEq, Debug)]
pub struct ReEntry {
    /// When a person may come in again.
    pub rule: ReEntryRule,
    /// `at most 2 times per week`, as often as wanted.
    pub limits: Vec<Rate>,
}

/// When a person may come in again.
#[derive(Clone, PartialEq, Debug)]
pub enum ReEntryRule {
    /// `never`
    Never,
    /// `after exit`
    AfterExit,
    /// `7 days after exit`
    Later(ExpressionId),
    /// `while inside`
    WhileInside,
}

/// `at most 2 times per week`
#[derive(Clone, PartialEq, Debug)]
pub struct Rate {
    /// How often.
    pub times: ExpressionId,
    /// `week`: within which time.
    pub unit: Name,
}

/// `schedule from 2026-12-01 09:00 until 2027-02-01` or `… for 1 year`
#[derive(Clone, PartialEq, Debug)]
pub struct Schedule {
    /// `from …`
    pub from: Option<ExpressionId>,
    /// `until …`
    pub until: Option<ExpressionId>,
    /// `for 1 year`: ends only when nothing was activated for a year. The default.
    pub for_a_year: Option<Span>,
}

/// The forms of `pause`.
#[derive(Clone, PartialEq, Debug)]
pub enum Pause {
    /// `pause 3 days` and `pause 3 days until 13:00`
    For {
        /// How long.
        duration: ExpressionId,
        /// The time of day at which it ends.
        until: Option<ExpressionId>,
    },
    /// `pause until monday at 13:00`
    UntilWeekday {
        /// The day of the week.
        weekday: Name,
        /// The time of day; midnight unless said.
        at: Option<ExpressionId>,
    },
    /// `pause until 30 november at 13:00`
    UntilDay {
        /// The day of the month.
        day: u32,
        /// Where the day stands.
        day_span: Span,
        /// The month.
        month: Name,
        /// The time of day; midnight unless said.
        at: Option<ExpressionId>,
    },
    /// `pause until 13:00`, `pause until 2026-11-30 13:00` and `pause until 2026-11-30`
    Until(ExpressionId),
}

/// `when <condition> { … }` or `otherwise { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct Arm {
    /// The condition; nothing for `otherwise`.
    pub when: Option<EventClause>,
    /// What is done.
    pub body: Vec<Statement>,
    /// All of it.
    pub span: Span,
    /// `when …` up to the `{`.
    pub head: Span,
}

/// `50% control { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct Share {
    /// The percentage, as written: `50` or `33.3`. Without a text where it could not be read.
    pub percent: Arc<str>,
    /// Where the percentage stands.
    pub percent_span: Span,
    /// The branch's name.
    pub name: Name,
    /// What is done.
    pub body: Vec<Statement>,
    /// All of it.
    pub span: Span,
}

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

/// An expression: a value, a condition or a formula.
#[derive(Clone, PartialEq, Debug)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where it stands, with the brackets for [`ExpressionKind::Bracket`] only.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Clone, PartialEq, Debug)]
pub enum ExpressionKind {
    /// `true`, `42`, `2026-11-30`, `3 days`, `empty`
    Literal(Literal),
    /// `"Hi {{firstName}}"`: a text of literal parts and placeholders.
    Text(Vec<TextPart>),
    /// `plan`
    Name(Name),
    /// `person.plan`, `event.itemId`, `addedToCart.price`
    Field {
        /// What stands before the point.
        base: ExpressionId,
        /// What stands behind it.
        field: Name,
    },
    /// `round(price, 2)`
    Call {
        /// The function.
        function: Name,
        /// What it is given.
        arguments: Vec<ExpressionId>,
    },
    /// `[a, b]`
    List(Vec<ExpressionId>),
    /// `{ sku: "x", price: 3 }`
    Object(Vec<ObjectField>),
    /// `split(names, ",") where item is "a"`: the items of a list, as an argument.
    Items {
        /// The list.
        list: ExpressionId,
        /// `where …`
        filter: ExpressionId,
    },
    /// `any orders where price > 100`
    Quantified {
        /// Whether `any` or `all` was said.
        quantifier: Quantifier,
        /// The list: a name, or fields behind one.
        list: ExpressionId,
        /// `where …`
        filter: ExpressionId,
    },
    /// `sum(itemPurchased.price where amount > 1 within last 90 days)`, `count(event paid)`: a call that shows by the word
    /// `event` or by a clause that it aggregates events. `sum(paid.price)` is a [`ExpressionKind::Call`] until names are known,
    /// and `sum(orders.price where price > 1)` is one of these until it is known that `orders` is a list.
    Aggregate {
        /// `sum`
        function: Name,
        /// The event.
        event: EventReference,
        /// The property to aggregate.
        property: Option<Name>,
        /// `where …`
        filter: Option<ExpressionId>,
        /// The time clauses.
        windows: Vec<Window>,
    },
    /// `-price`
    Negate(ExpressionId),
    /// `not happened pageView`
    Not(ExpressionId),
    /// `a + b`, `a and b`, `a ?? b`
    Binary {
        /// The operator.
        operator: BinaryOperator,
        /// Where the operator stands.
        operator_span: Span,
        /// The left operand.
        left: ExpressionId,
        /// The right operand.
        right: ExpressionId,
    },
    /// `age >= 18`, `plan is not empty`, `name starts with "a"`
    Compare {
        /// The operator's words, one blank between two, or its symbol: `is not one of`, `<=`.
        operator: Arc<str>,
        /// Where the operator stands.
        operator_span: Span,
        /// The left operand.
        left: ExpressionId,
        /// What stands on the right: nothing, one operand, two (`between`), or the items of a list (`one of`).
        operands: Vec<ExpressionId>,
        /// Whether `ignoring year` follows.
        ignoring_year: bool,
    },
    /// `if a then b else c`
    If {
        /// The condition.
        condition: ExpressionId,
        /// The value if it holds.
        then: ExpressionId,
        /// The value if it does not.
        otherwise: ExpressionId,
    },
    /// `d in hours`: a duration as a number.
    InUnit {
        /// The duration.
        value: ExpressionId,
        /// `hours`
        unit: Name,
    },
    /// `happened pageView where url contains "/sale" at least 3 times within last 7 days`
    Happened(Happened),
    /// `change of plan to "pro" within last 30 days`
    Changed(Changed),
    /// `in segment Adults`
    InSegment(Name),
    /// `has tag "vip"` and `has no tag "vip"`
    HasTag {
        /// The tag.
        tag: ExpressionId,
        /// Whether `no` was said.
        negated: bool,
    },
    /// `last contacted` and `last contacted by email`: when a message last went to the person.
    LastContacted(Option<Name>),
    /// `(a or b)`
    Bracket(ExpressionId),
    /// What could not be read.
    Broken,
}

/// A field of an object: `sku: "x"`
#[derive(Clone, PartialEq, Debug)]
pub struct ObjectField {
    /// Its name.
    pub name: Name,
    /// Its value.
    pub value: ExpressionId,
}

/// How many items a condition is to hold of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Quantifier {
    /// `any`
    Any,
    /// `all`
    All,
}

/// Literals whose value the checker reads from the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Literal {
    /// `true`, `false`
    Boolean(bool),
    /// `42`: digits only.
    Integer(Arc<str>),
    /// `3.14`
    Number(Arc<str>),
    /// `2026-11-30`
    Date(Arc<str>),
    /// `2026-11-30 13:00`, `2026-11-30T13:00:00Z`
    Datetime(Arc<str>),
    /// `13:00`
    Time(Arc<str>),
    /// `3 days`
    Duration {
        /// The amount, digits only.
        amount: Arc<str>,
        /// The unit, as written.
        unit: Name,
    },
    /// `empty`
    Empty,
}

/// A part of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TextPart {
    /// Characters, unescaped.
    Literal(Arc<str>),
    /// `{{ … }}`
    Placeholder(ExpressionId),
}

/// The operators with two operands that are no comparisons.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the operators")]
pub enum BinaryOperator {
    Or,
    And,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Default,
}

impl BinaryOperator {
    /// The operator as it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOperator::Or => "or",
            BinaryOperator::And => "and",
            BinaryOperator::Add => "+",
            BinaryOperator::Subtract => "-",
            BinaryOperator::Multiply => "*",
            BinaryOperator::Divide => "/",
            BinaryOperator::Remainder => "%",
            BinaryOperator::Default => "??",
        }
    }
}

/// An event as conditions name it.
#[derive(Clone, PartialEq, Debug)]
pub struct EventReference {
    /// The event's name.
    pub name: Name,
    /// Whether the word `event` stands before it, which settles that it is one.
    pub explicit: bool,
    /// `of reminder`, `of Onboarding`: the element or flow that it must belong to.
    pub owner: Option<Name>,
    /// `version 2`: of the flow.
    pub version: Option<Amount>,
}

/// `happened E of x where … at least 3 times within last 7 days`
#[derive(Clone, PartialEq, Debug)]
pub struct Happened {
    /// The event.
    pub event: EventReference,
    /// `where …`
    pub filter: Option<ExpressionId>,
    /// `at least 3 times`
    pub count: Option<Count>,
    /// The time clauses.
    pub windows: Vec<Window>,
}

/// `at least 3 times`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Count {
    /// How the number of events compares.
    pub comparison: CountComparison,
    /// The number, digits only.
    pub times: Arc<str>,
    /// All of it.
    pub span: Span,
}

/// How a number of events is compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the words")]
pub enum CountComparison {
    Exactly,
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
}

/// A time clause of an event condition.
#[derive(Clone, PartialEq, Debug)]
pub struct Window {
    /// Its form.
    pub kind: WindowKind,
    /// All of it.
    pub span: Span,
}

/// The forms of a time clause.
#[derive(Clone, PartialEq, Debug)]
pub enum WindowKind {
    /// `within last 7 days`
    WithinLast(ExpressionId),
    /// `before last 7 days`
    BeforeLast(ExpressionId),
    /// `between last 7 days and 14 days`
    BetweenLast(ExpressionId, ExpressionId),
    /// `since 2026-11-01`
    Since(ExpressionId),
    /// `until 2026-11-30`
    Until(ExpressionId),
    /// `before 2026-11-01`
    Before(ExpressionId),
    /// `after 2026-11-30`
    After(ExpressionId),
    /// `between 2026-11-01 and 2026-11-30`
    Between(ExpressionId, ExpressionId),
}
