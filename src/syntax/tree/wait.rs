//! What entries and waits are about beside events: changes of attributes, dates, what comes of them.

use std::sync::Arc;

use super::{Count, ExpressionId, Followed, Name, Statement, TypeName, Window};
use crate::source::Span;

/// `change of plan from "free" to "pro"`
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The attribute.
    pub attribute: Name,
    /// `from "free"`
    pub from: Option<ChangeSide>,
    /// `to "pro"`
    pub to: Option<ChangeSide>,
    /// All of it.
    pub span: Span,
}

impl Change {
    /// The values that it names, in source order.
    #[must_use]
    pub fn sides(&self) -> Vec<ExpressionId> {
        [&self.from, &self.to].into_iter().flatten().filter_map(ChangeSide::value).collect()
    }
}

/// What an attribute was or became.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChangeSide {
    /// `empty`
    Empty,
    /// `not empty`
    NotEmpty,
    /// `"pro"`
    Value(ExpressionId),
}

impl ChangeSide {
    /// The value, where it is one.
    #[must_use]
    pub fn value(&self) -> Option<ExpressionId> {
        match self {
            ChangeSide::Value(value) => Some(*value),
            ChangeSide::Empty | ChangeSide::NotEmpty => None,
        }
    }
}

/// A change as a condition: `change of plan to "pro" within last 30 days`
#[derive(Clone, PartialEq, Debug)]
pub struct Changed {
    /// The change.
    pub change: Change,
    /// `at least 3 times`
    pub count: Option<Count>,
    /// The time clauses.
    pub windows: Vec<Window>,
    /// `followed by …`
    pub followed: Vec<Followed>,
}

/// `trialExpiry is in 3 days every year at 09:00`
#[derive(Clone, PartialEq, Debug)]
pub struct DateMoment {
    /// The date: the name of an attribute or variable, qualified or not.
    pub subject: ExpressionId,
    /// How far the moment is from it.
    pub form: DateForm,
    /// `every year`
    pub every_year: Option<Span>,
    /// `at 09:00`
    pub at: Option<ExpressionId>,
    /// All of it.
    pub span: Span,
}

/// How far a moment is from a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateForm {
    /// `is in 4 hours`: so long before it.
    In(ExpressionId),
    /// `was 1 day ago`: so long behind it.
    Ago(ExpressionId),
    /// `is today`
    Today,
    /// `is tomorrow`: the day before it.
    Tomorrow,
    /// `was yesterday`: the day behind it.
    Yesterday,
}

/// `when reached { … }` or `otherwise { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct OutcomeArm {
    /// The outcome; nothing for `otherwise`.
    pub when: Option<Name>,
    /// What is done.
    pub body: Vec<Statement>,
    /// All of it.
    pub span: Span,
    /// `when …` up to the `{`.
    pub head: Span,
}

/// When `enter audience` takes people in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AudienceTime {
    /// Those who match when the flow starts: `once`, or nothing said.
    Once,
    /// Those who match whenever they do: `in real time`.
    InRealTime,
}

/// Who hands people over to an entry.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EntrySource {
    /// `from flow`
    Flow,
    /// `from api`
    Api,
}

impl EntrySource {
    /// The setting's words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            EntrySource::Flow => "enter from flow",
            EntrySource::Api => "enter from api",
        }
    }
}

/// A variable that an entry is given: `total: number = 0`
#[derive(Clone, PartialEq, Debug)]
pub struct EntryParameter {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub r#type: TypeName,
    /// Its value where none is given.
    pub default: Option<ExpressionId>,
}

/// A whole number as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Amount {
    /// Digits only.
    pub text: Arc<str>,
    /// Where it stands.
    pub span: Span,
}
