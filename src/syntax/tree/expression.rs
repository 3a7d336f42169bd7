//! Expressions.

use std::fmt;
use std::sync::Arc;

use super::{Changed, EventReference, Followed, Happened, Name, Window};
use crate::source::Span;

/// An expression of a declaration.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExpressionId(u32);

impl fmt::Debug for ExpressionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expression{}", self.0)
    }
}

impl ExpressionId {
    /// The place among the expressions of the declaration, for tables beside it.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
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

impl std::ops::Index<ExpressionId> for Expressions {
    type Output = Expression;

    fn index(&self, id: ExpressionId) -> &Expression {
        &self.0[id.index()]
    }
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
        /// `followed by …`
        followed: Vec<Followed>,
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
