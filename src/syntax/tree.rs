//! The tree of a file: what was declared, with spans.
//!
//! **Architecture Invariant:** parsing never fails. A declaration or statement that cannot be read becomes an error
//! node ([`DeclarationKind::Broken`], [`StatementKind::Broken`], [`ExpressionKind::Broken`]) and one diagnostic; its neighbours
//! stay whole.
//!
//! **Architecture Invariant:** every span inside a [`Declaration`] counts from the declaration's first byte, so the
//! node of a declaration is equal before and after an edit elsewhere.

mod declaration;
mod effect;
mod event;
mod expression;
mod statement;
mod test;
mod wait;

use std::sync::Arc;

pub use declaration::{
    Attribute, Cap, Caps, Channel, ChannelOutcome, CustomElement, DeclarationKind, Event, Flow, Function,
    OperatorDeclaration, Operators, Parameter, Property, Segment, Sender, Template, TypeName, TypeNameKind,
};
pub use effect::{
    AddToFlow, ApiSetting, ApiSettingKind, CallApi, Content, ContentValue, DeliveryWindow, Json, JsonMember,
    Mapping, MappingSource, Notify, OptOut, SavedResult, Send, SendSetting, SendSettingKind, Speed, Use,
};
pub use event::{Count, CountComparison, EventReference, Followed, Follower, Happened, Window, WindowKind};
pub use expression::{
    BinaryOperator, Expression, ExpressionId, ExpressionKind, Expressions, Literal, ObjectField, Quantifier,
    TextPart,
};
pub use statement::{
    Arm, Assignment, EventClause, Pause, Rate, ReEntry, ReEntryRule, Schedule, Share, Statement,
    StatementKind,
};
pub use test::{
    Answer, ExitReason, Expectation, ExpectationKind, Fixture, Label, Step, StepKind, Test, Times,
};
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
    /// The names that stand in single braces in its texts, without the braces: placeholders have two.
    pub braced: Vec<Name>,
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
