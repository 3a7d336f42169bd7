//! What declarations declare.

use std::sync::Arc;

use super::{ExpressionId, Fixture, Name, PlainText, Rate, Statement, Test};
use crate::source::Span;

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
    /// `fixture Shopper { … }`
    Fixture(Fixture),
    /// `function len(value: text): integer`, in the standard library.
    Function(Function),
    /// `operators text { contains(text) }`, in the standard library.
    Operators(Operators),
    /// `channel email "Email" { … }`, in the standard library.
    Channel(Channel),
    /// An expression by itself: what `bourn eval` and `--expr` are given.
    Formula(ExpressionId),
    /// A file that messages are made from.
    Template(Template),
    /// What could not be read. `word` is the word that it starts with, `declares` the name behind it.
    Broken {
        /// `flow`, `segment`, …, if it starts with one of these words.
        word: Option<Arc<str>>,
        /// The name that it probably declares, so that its uses are not reported as well.
        declares: Option<Name>,
    },
}

/// A file that messages are made from: text that is taken as it stands, and placeholders. Their names mean what they mean
/// where the message is sent, so that the file is checked there.
#[derive(Clone, PartialEq, Debug)]
pub struct Template {
    /// Its path below the project, by which messages name it.
    pub path: Arc<str>,
    /// The whole file, as a text.
    pub text: ExpressionId,
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
