//! Typed expressions and the selections of events in them.

use super::{
    AttributeId, ChannelId, Comparison, ConstantId, ElementId, EventId, ExpressionId, FlowId, Function,
    Location, SegmentId, SelectionId, Type, VariableId,
};
use crate::value::Unit;

/// An expression.
#[derive(Clone, PartialEq, Debug)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Its type.
    pub r#type: Type,
    /// Where it stands, for errors at run time.
    pub location: Location,
}

/// The forms of an expression. Conditions are those of type boolean; they are true or false, never empty.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ExpressionKind {
    /// A value known at check time.
    Constant(ConstantId),
    /// An attribute of the person, stored or computed.
    Attribute(AttributeId),
    /// A variable of the participation.
    Variable(VariableId),
    /// A property of the event that a filter is about.
    Property(PropertySlot),
    /// A property of the latest event that a selection matches; empty if there is none.
    LatestProperty {
        /// The events.
        selection: SelectionId,
        /// The property.
        property: PropertySlot,
    },
    /// `[a, b]`
    List(Vec<ExpressionId>),
    /// `{ sku: "x", price: 3 }`: the value of each field of its type, in its order.
    Object(Vec<ExpressionId>),
    /// `basket.total`
    Field {
        /// The object.
        object: ExpressionId,
        /// The place of the field in its type.
        place: u32,
    },
    /// `orders.price where price > 10`: items of a list, or what a field of theirs holds.
    Items {
        /// The list.
        list: ExpressionId,
        /// What must hold of each; [`ExpressionKind::Item`] in it means the item at hand.
        condition: Option<ExpressionId>,
        /// The place of the field that is taken from each. Empty values are left out, and those of a field that is a list stand
        /// in one row.
        field: Option<u32>,
    },
    /// `any orders where price > 100`: false where there are no items.
    Quantified {
        /// Whether one item will do.
        quantifier: Quantifier,
        /// The list.
        list: ExpressionId,
        /// What must hold; [`ExpressionKind::Item`] in it means the item at hand.
        condition: ExpressionId,
    },
    /// The item that a condition is about: of the innermost list, or so many lists further out.
    Item(u32),
    /// A text made of parts; an empty placeholder is no text at all.
    Template(Vec<TemplatePart>),
    /// `-a`
    Negate(ExpressionId),
    /// `a + b` and its kin; what types they take is settled by the checker, what they do follows from the values.
    Arithmetic {
        /// The operator.
        operator: Arithmetic,
        /// The left operand.
        left: ExpressionId,
        /// The right operand.
        right: ExpressionId,
    },
    /// `a ?? b`
    Default {
        /// Taken unless empty.
        value: ExpressionId,
        /// Taken otherwise.
        default: ExpressionId,
    },
    /// `not a`: holds where `a` is not true.
    Not(ExpressionId),
    /// `a and b`; the right side is not evaluated where the left decides.
    And(ExpressionId, ExpressionId),
    /// `a or b`; the right side is not evaluated where the left decides.
    Or(ExpressionId, ExpressionId),
    /// `if a then b else c`
    If {
        /// The condition.
        condition: ExpressionId,
        /// The value where it holds.
        then: ExpressionId,
        /// The value elsewhere.
        otherwise: ExpressionId,
    },
    /// `a less than b`
    Compare {
        /// The comparison.
        comparison: Comparison,
        /// The left operand.
        left: ExpressionId,
        /// What stands on the right: nothing, one, two (`is between`) or several (`is one of`).
        operands: Vec<ExpressionId>,
        /// Whether years are left out of account.
        ignoring_year: bool,
    },
    /// `round(a, 2)`
    Call {
        /// The function.
        function: Function,
        /// Its arguments, as many as it has parameters.
        arguments: Vec<ExpressionId>,
    },
    /// `d in hours`
    InUnit {
        /// The duration.
        value: ExpressionId,
        /// The unit.
        unit: Unit,
    },
    /// `happened E … at least 3 times`
    Happened {
        /// The events.
        selection: SelectionId,
        /// How many there must be; at least one unless said.
        count: Option<Count>,
    },
    /// `sum(E.property …)`
    Aggregate {
        /// What is computed.
        aggregate: Aggregate,
        /// The events.
        selection: SelectionId,
        /// The property; nothing counts the events themselves.
        property: Option<PropertySlot>,
    },
    /// `in segment S`
    InSegment(SegmentId),
    /// `has tag "vip"`
    HasTag(ExpressionId),
    /// `last contacted by email`: when a message last went to the person on the channel, or on any.
    LastContacted(Option<ChannelId>),
}

/// How many items of a list a condition must hold of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Quantifier {
    /// At least one.
    Any,
    /// Each, and there is one.
    All,
}

/// A part of a template.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TemplatePart {
    /// Characters.
    Literal(ConstantId),
    /// The value of an expression.
    Placeholder(ExpressionId),
}

/// The arithmetic operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the operators")]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Arithmetic {
    /// The operator as it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
            Arithmetic::Remainder => "%",
        }
    }
}

/// A property of an event: the place of a declared one, or the event's own time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PropertySlot {
    /// The place among the event's properties.
    Declared(u32),
    /// `time`: when the event happened.
    Time,
}

/// What is aggregated over events or the values of one of their properties. Empty values are skipped. `eval::aggregate` says
/// what each gives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the words")]
pub enum Aggregate {
    Count,
    Sum,
    Min,
    Max,
    Average,
    Distinct,
    First,
    Last,
    MostCommon,
}

impl Aggregate {
    /// The aggregate with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Aggregate> {
        Aggregate::ALL.into_iter().find(|known| known.name() == name)
    }

    /// All of them.
    pub const ALL: [Aggregate; 9] = [
        Aggregate::Count,
        Aggregate::Sum,
        Aggregate::Min,
        Aggregate::Max,
        Aggregate::Average,
        Aggregate::Distinct,
        Aggregate::First,
        Aggregate::Last,
        Aggregate::MostCommon,
    ];

    /// The names, in the order of the variants.
    pub const NAMES: [&'static str; 9] =
        ["count", "sum", "min", "max", "average", "distinct", "first", "last", "mostCommon"];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Aggregate::NAMES[self as usize]
    }
}

/// Some of a person's events.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct EventSelection {
    /// Their kind.
    pub event: EventId,
    /// The element or flow that they must belong to.
    pub owner: Option<Owner>,
    /// What must hold of each; [`ExpressionKind::Property`] in it means the event at hand.
    pub filter: Option<ExpressionId>,
    /// When they must have happened: all windows must hold it. Events later than the clock never count.
    pub windows: Vec<Window>,
    /// What must come behind each of them: the first link behind the event, each other one behind the event that the link before
    /// it found. Only the last may be negated.
    pub followed: Vec<Followed>,
}

/// A link of a sequence: an event that comes behind another one in the order in which they are handled, up to now.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Followed {
    /// Whether there must be none.
    pub negated: bool,
    /// The kind of the event.
    pub event: EventId,
    /// The element or flow that it must belong to.
    pub owner: Option<Owner>,
    /// What must hold of it; [`ExpressionKind::Property`] in it means this event.
    pub filter: Option<ExpressionId>,
    /// How much later it may be; no event comes within an empty length.
    pub within: Option<ExpressionId>,
}

/// What an event belongs to: a flow, or one of its elements.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Owner {
    /// The flow.
    pub flow: FlowId,
    /// The element.
    pub element: Option<ElementId>,
}

/// How many events there must be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Count {
    /// How the number is compared. At least one event is wanted besides.
    pub comparison: CountComparison,
    /// The number.
    pub times: u64,
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

impl Count {
    /// Whether `found` events are as many as wanted; never for none.
    #[must_use]
    pub fn holds(self, found: u64) -> bool {
        found > 0
            && match self.comparison {
                CountComparison::Exactly => found == self.times,
                CountComparison::AtLeast => found >= self.times,
                CountComparison::AtMost => found <= self.times,
                CountComparison::MoreThan => found > self.times,
                CountComparison::LessThan => found < self.times,
            }
    }
}

/// A time clause. Durations are measured back from the moment of evaluation; dates cover whole days of the zone.
/// An empty operand makes a window that holds nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the words")]
pub enum Window {
    WithinLast(ExpressionId),
    BeforeLast(ExpressionId),
    BetweenLast(ExpressionId, ExpressionId),
    Since(ExpressionId),
    Until(ExpressionId),
    Before(ExpressionId),
    After(ExpressionId),
    Between(ExpressionId, ExpressionId),
}
