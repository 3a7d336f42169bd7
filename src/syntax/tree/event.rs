//! Conditions on events.

use std::sync::Arc;

use super::{Amount, Change, ExpressionId, Name};
use crate::source::Span;

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
    /// `followed by …`: each is about the one before it, the first about the event.
    pub followed: Vec<Followed>,
}

/// `not followed by itemPurchased where total > 100 within 1 day`
#[derive(Clone, PartialEq, Debug)]
pub struct Followed {
    /// Whether `not` stands before it.
    pub negated: bool,
    /// What comes behind.
    pub by: Follower,
    /// `within 1 day`
    pub within: Option<ExpressionId>,
    /// All of it.
    pub span: Span,
}

/// What comes behind an event.
#[derive(Clone, PartialEq, Debug)]
pub enum Follower {
    /// `itemPurchased where total > 100`
    Event {
        /// The event.
        event: EventReference,
        /// `where …`
        filter: Option<ExpressionId>,
    },
    /// `change of plan to "pro"`
    Change(Change),
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
