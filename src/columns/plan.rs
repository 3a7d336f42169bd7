//! The plan of a set of conditions: what is asked of which column, each question once, and how the answers go together.
//!
//! A plan is logical: it speaks of attributes, properties and values, for one moment and one zone, and knows nothing of how
//! columns are held. [`Bound`](super::Bound) makes of it what runs.
//!
//! Questions and nodes are hashed when they are added, so equal ones are one, in whatever segments they stand.

use std::collections::HashMap;
use std::fmt;

use crate::program::{
    Aggregate, Arithmetic, AttributeId, Count, EventId, ExpressionId, Id, Owner, PropertySlot, Table, id,
};
use crate::value::{DateRange, Duration, Instant, InstantRange, Number, Relation, Text, Zone};

id! {
    /// A question.
    LeafId "leaf",
    /// A part of a condition.
    NodeId "node",
}

/// A plan.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The questions, each once.
    pub leaves: Table<LeafId, Leaf>,
    /// The parts of conditions, each once; operands stand before what they are operands of.
    pub nodes: Table<NodeId, Node>,
    /// For each condition that was asked for, its node and the expression that it is.
    pub roots: Vec<(NodeId, ExpressionId)>,
    known_leaves: HashMap<Question, LeafId>,
    known_nodes: HashMap<Node, NodeId>,
}

/// A part of a condition.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Node {
    /// Always, or never.
    Constant(bool),
    /// A question.
    Leaf(LeafId),
    /// Where the operand does not hold.
    Not(NodeId),
    /// Where all hold: the operands in the order in which they stand in the source.
    All(Vec<NodeId>),
    /// Where at least one holds: in the same order.
    Any(Vec<NodeId>),
}

/// A question about a person, which is answered with yes or no.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// What is asked.
    pub question: Question,
    /// The expression that it comes from: what the row engine computes where the columns cannot tell.
    pub expression: ExpressionId,
}

/// What is asked.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Question {
    /// Whether a value passes a check. An empty one passes none.
    Check(Subject, Check),
    /// Whether two computed numbers lie so to each other.
    Compared(Formula, Relation, Formula),
    /// Something that there is no column form of: the row engine answers.
    Row(ExpressionId),
}

/// A value that is looked at.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Subject {
    /// A stored attribute.
    Attribute(AttributeId),
    /// Any of the items of a stored list of texts.
    Item(AttributeId),
    /// A property of the event at hand: its kind, and the place among its properties.
    Property(EventId, u32),
    /// When the event at hand happened.
    Time,
    /// What is measured over events.
    Measure(Box<Measure>),
    /// A computed number.
    Formula(Box<Formula>),
}

/// What is measured over the events of a person.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Measure {
    /// Their kinds; one but for contacts.
    pub kinds: Vec<EventId>,
    /// The element or flow that they belong to.
    pub owner: Option<Owner>,
    /// What must hold of each: a node of the plan, about properties and the time of the event at hand.
    pub filter: Option<NodeId>,
    /// When they happened; never later than the moment of the plan.
    pub range: InstantRange,
    /// What comes behind each: the first link behind the event, each other one behind the event that the link before it found.
    pub followed: Vec<Link>,
    /// What of them.
    pub of: Amount,
}

/// A link of a sequence: an event that comes behind another one of the person's.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Link {
    /// Whether there must be none; only of the last one.
    pub negated: bool,
    /// Its kind.
    pub kind: EventId,
    /// The element or flow that it belongs to.
    pub owner: Option<Owner>,
    /// What must hold of it, as for a [`Measure`].
    pub filter: Option<NodeId>,
    /// When it happened; never later than the moment of the plan.
    pub range: InstantRange,
    /// How much later it may be, and the zone of the calendar; nothing is however much.
    pub within: Option<(Duration, Zone)>,
}

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Amount {
    /// How many there are.
    Count,
    /// An aggregate of a property.
    Of(Aggregate, PropertySlot),
}

/// What is asked of a value.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Check {
    /// Whether it is true.
    True,
    /// Whether it is not empty.
    Present,
    /// Whether a number lies between two others.
    Numbers(NumberRange),
    /// Whether a number is one of several.
    OneOfNumbers(Vec<Number>),
    /// Whether a date lies in a range.
    Days(DateRange),
    /// Whether an instant lies in a range.
    Instants(InstantRange),
    /// What a text is.
    Text(TextCheck),
    /// How many events there are.
    Count(Count),
}

/// The numbers from one to another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NumberRange {
    /// The lower end, and whether it is included; nothing is no end.
    pub low: Option<(Number, bool)>,
    /// The upper end, likewise.
    pub high: Option<(Number, bool)>,
}

/// What is asked of a text. All but `Exactly` and `Matches` ignore case. The texts are never empty.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are the words of the language")]
pub enum TextCheck {
    OneOf(Vec<Text>),
    Exactly(Text),
    Contains(Text),
    StartsWith(Text),
    EndsWith(Text),
    /// A pattern that compiles.
    Matches(Text),
}

/// A computed number. It is empty where a value in it is, but for defaults.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Formula {
    /// A number.
    Constant(Number),
    /// A column of integers or numbers; whether it is one of integers.
    Value(Subject, bool),
    /// `-a`
    Negate(Box<Formula>),
    /// `a + b`, `a - b` or `a * b`; whether of integers, whose results have 64 bits.
    Apply(Arithmetic, Box<Formula>, Box<Formula>, bool),
    /// `a ?? 3`
    Default(Box<Formula>, Number),
}

impl Plan {
    /// How many questions there are, and how many of them the row engine answers whatever columns there are.
    #[must_use]
    pub fn questions(&self) -> (usize, usize) {
        let of_rows = |leaf: &&Leaf| matches!(leaf.question, Question::Row(_));
        (self.leaves.len(), self.leaves.rows().iter().filter(of_rows).count())
    }

    /// The plan that asks one of these questions and nothing else.
    #[must_use]
    pub fn alone(&self, leaf: LeafId) -> Plan {
        let mut plan = self.clone();
        let node = plan.node(Node::Leaf(leaf));
        plan.roots = vec![(node, self.leaves[leaf].expression)];
        plan
    }

    /// The node of a question.
    pub fn leaf(&mut self, question: Question, expression: ExpressionId) -> NodeId {
        let leaf = *self
            .known_leaves
            .entry(question)
            .or_insert_with_key(|question| self.leaves.push(Leaf { question: question.clone(), expression }));
        self.node(Node::Leaf(leaf))
    }

    /// The node of a check.
    pub fn check(&mut self, subject: Subject, check: Check, expression: ExpressionId) -> NodeId {
        self.leaf(Question::Check(subject, check), expression)
    }

    /// The node where always or never something holds.
    pub fn constant(&mut self, holds: bool) -> NodeId {
        self.node(Node::Constant(holds))
    }

    /// The node where another one does not hold.
    pub fn not(&mut self, node: NodeId) -> NodeId {
        match self.nodes[node] {
            Node::Constant(holds) => self.constant(!holds),
            Node::Not(inner) => inner,
            _ => self.node(Node::Not(node)),
        }
    }

    /// The node where all of these hold.
    pub fn all(&mut self, operands: Vec<NodeId>) -> NodeId {
        self.joined(operands, true)
    }

    /// The node where one of these holds.
    pub fn any(&mut self, operands: Vec<NodeId>) -> NodeId {
        self.joined(operands, false)
    }

    /// Nested nodes of a kind become one. Of a constant that decides nothing is left behind it, and before it everything
    /// that may go wrong; so nothing is left out but what is never reached.
    fn joined(&mut self, operands: Vec<NodeId>, all: bool) -> NodeId {
        let mut flat = Vec::new();
        for operand in operands {
            match &self.nodes[operand] {
                Node::Constant(holds) if *holds == all => {}
                Node::All(inner) if all => flat.extend(inner.iter().copied()),
                Node::Any(inner) if !all => flat.extend(inner.iter().copied()),
                Node::Constant(_) => {
                    flat.push(operand);
                    break;
                }
                _ => flat.push(operand),
            }
        }
        let mut seen = Vec::new();
        flat.retain(|node| {
            !seen.contains(node) && {
                seen.push(*node);
                true
            }
        });
        match flat[..] {
            [] => self.constant(all),
            [single] => single,
            _ => self.node(if all { Node::All(flat) } else { Node::Any(flat) }),
        }
    }

    fn node(&mut self, node: Node) -> NodeId {
        *self.known_nodes.entry(node).or_insert_with_key(|node| self.nodes.push(node.clone()))
    }
}

impl Subject {
    /// The attribute that it is about, if it is about one.
    #[must_use]
    pub fn attribute(&self) -> Option<AttributeId> {
        match self {
            Subject::Attribute(attribute) | Subject::Item(attribute) => Some(*attribute),
            _ => None,
        }
    }
}

impl NumberRange {
    /// The numbers that lie so to this one.
    #[must_use]
    pub fn of(relation: Relation, number: Number) -> NumberRange {
        let (low, high) = match relation {
            Relation::Is => (Some((number, true)), Some((number, true))),
            Relation::Before => (None, Some((number, false))),
            Relation::Until => (None, Some((number, true))),
            Relation::Since => (Some((number, true)), None),
            Relation::After => (Some((number, false)), None),
        };
        NumberRange { low, high }
    }

    /// Whether a number lies in it.
    #[must_use]
    pub fn contains(&self, number: Number) -> bool {
        self.low.is_none_or(|(low, included)| low < number || included && low == number)
            && self.high.is_none_or(|(high, included)| number < high || included && number == high)
    }

    /// The whole numbers `n` for which `n · 10^-scale` lies in it, both ends included; an end beyond 128 bits is the last
    /// number that there is. The first is larger than the second where there is none.
    #[must_use]
    pub fn scaled(&self, scale: u8) -> (i128, i128) {
        let low = self.low.map_or(i128::MIN, |(low, included)| {
            let (floor, exact) = scaled(low, scale);
            if exact && included { floor } else { floor.saturating_add(1) }
        });
        let high = self.high.map_or(i128::MAX, |(high, included)| {
            let (floor, exact) = scaled(high, scale);
            if exact && !included { floor.saturating_sub(1) } else { floor }
        });
        (low, high)
    }
}

/// The largest whole number not above `number · 10^scale`, and whether it is that number.
fn scaled(number: Number, scale: u8) -> (i128, bool) {
    let (digits, places) = (number.mantissa(), number.scale());
    match u32::from(scale).checked_sub(places) {
        Some(more) => match 10_i128.checked_pow(more).and_then(|power| digits.checked_mul(power)) {
            Some(whole) => (whole, true),
            None => (if digits < 0 { i128::MIN } else { i128::MAX }, false),
        },
        // Numbers have no more than 28 places, and the power fits.
        None => {
            let power = 10_i128.pow(places - u32::from(scale));
            (digits.div_euclid(power), digits.rem_euclid(power) == 0)
        }
    }
}

/// The microseconds of a range, both ends included. The first is larger than the second where there is none.
#[must_use]
pub fn micros(range: InstantRange) -> (i64, i64) {
    let from = range.from.map_or(i64::MIN, Instant::micros);
    let until = range.until.map_or(i64::MAX, |until| until.micros() - 1);
    (from, until)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap_or(Number::ZERO)
    }

    #[test]
    fn ranges_hold_the_same_numbers_at_every_scale() {
        let relations = [Relation::Is, Relation::Before, Relation::Until, Relation::Since, Relation::After];
        for text in ["0", "2.5", "-2.5", "0.001", "-3", "29.99", "9999999999999999999999999999"] {
            for relation in relations {
                let range = NumberRange::of(relation, number(text));
                for scale in 0..4 {
                    let (low, high) = range.scaled(scale);
                    for whole in -4000..4000_i128 {
                        let Ok(at) = Number::from_mantissa_scale(whole, scale.into()) else { continue };
                        let within = low <= whole && whole <= high;
                        assert_eq!(within, range.contains(at), "{at} {relation:?} {text} at {scale}");
                    }
                }
            }
        }
    }
}
