//! What must hold of the attributes of everybody who satisfies one of some conditions, and which rows of a file that leaves.
//!
//! Files say of stretches of rows, pages or whole groups, between which bounds their values lie. A condition that holds for no
//! value between them holds for none of these rows, so nobody has to read them.

use super::plan::{Check, Node, NodeId, NumberRange, Plan, Question, Subject};
use crate::program::AttributeId;
use crate::value::{Number, Value};

/// What must hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Necessary {
    /// Nothing that bounds could tell.
    Anything,
    /// What never does.
    Never,
    /// Whether an attribute passes a check: `true` if it must, `false` if it must not.
    Passes(AttributeId, Check, bool),
    /// All of these.
    All(Vec<Necessary>),
    /// One of these.
    Any(Vec<Necessary>),
}

/// Some rows side by side, and what a file says of their values.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Stretch {
    /// The first of the rows, and the first behind them.
    pub(super) rows: (usize, usize),
    /// The values that there are.
    pub(super) values: Known,
    /// Whether some rows may be without a value.
    pub(super) may_lack: bool,
}

/// What is known of values.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Known {
    /// Nothing is.
    Unknown,
    /// There is none.
    Nothing,
    /// All lie between these two, which are included.
    Between(Value, Value),
}

/// Stretches of rows, which do not touch, in order.
pub(super) type Rows = Vec<(usize, usize)>;

impl Necessary {
    /// What must hold for one of the conditions of a plan; nothing if more decides than attributes, or if something might go
    /// wrong: that must be told whoever the person is.
    #[must_use]
    pub fn of(plan: &Plan) -> Option<Necessary> {
        let is_plain = plan.leaves.rows().iter().all(|leaf| match &leaf.question {
            Question::Check(subject, _) => subject.attribute().is_some(),
            Question::Compared(..) | Question::Row(_) => false,
        });
        let roots = plan.roots.iter().map(|(root, _)| Necessary::node(plan, *root, true));
        is_plain.then(|| Necessary::Any(roots.collect()))
    }

    /// What must hold so that a node holds, or does not.
    fn node(plan: &Plan, node: NodeId, holds: bool) -> Necessary {
        let each = |nodes: &[NodeId]| nodes.iter().map(|node| Necessary::node(plan, *node, holds)).collect();
        match &plan.nodes[node] {
            Node::Constant(constant) if *constant == holds => Necessary::Anything,
            Node::Constant(_) => Necessary::Never,
            Node::Leaf(leaf) => match &plan.leaves[*leaf].question {
                Question::Check(Subject::Attribute(attribute), check) => {
                    Necessary::Passes(*attribute, check.clone(), holds)
                }
                _ => Necessary::Anything,
            },
            Node::Not(operand) => Necessary::node(plan, *operand, !holds),
            Node::All(nodes) if holds => Necessary::All(each(nodes)),
            Node::Any(nodes) if !holds => Necessary::All(each(nodes)),
            Node::All(nodes) | Node::Any(nodes) => Necessary::Any(each(nodes)),
        }
    }

    /// Of so many rows, the stretches in which it may hold. `stated` tells what is known of an attribute, if anything is.
    pub(super) fn rows(&self, count: usize, stated: &dyn Fn(AttributeId) -> Option<Vec<Stretch>>) -> Rows {
        let every = if count == 0 { Vec::new() } else { vec![(0, count)] };
        match self {
            Necessary::Anything => every,
            Necessary::Never => Vec::new(),
            Necessary::Passes(attribute, check, passes) => match stated(*attribute) {
                None => every,
                Some(stretches) => passing(&stretches, check, *passes),
            },
            Necessary::All(parts) => {
                parts.iter().fold(every, |left, part| common(&left, &part.rows(count, stated)))
            }
            Necessary::Any(parts) => joined(parts.iter().flat_map(|part| part.rows(count, stated)).collect()),
        }
    }
}

/// The stretches of which a row may pass a check, or may not pass it.
pub(super) fn passing(stretches: &[Stretch], check: &Check, passes: bool) -> Rows {
    joined(
        stretches.iter().filter(|stretch| stretch.may(check, passes)).map(|stretch| stretch.rows).collect(),
    )
}

/// Stretches from anywhere as stretches that do not touch.
fn joined(mut stretches: Rows) -> Rows {
    stretches.sort_unstable();
    let mut whole: Rows = Vec::new();
    for (start, end) in stretches {
        match whole.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => whole.push((start, end)),
        }
    }
    whole
}

/// The rows that are in both.
fn common(one: &[(usize, usize)], other: &[(usize, usize)]) -> Rows {
    let meeting = |a: &(usize, usize), b: &(usize, usize)| (a.0.max(b.0), a.1.min(b.1));
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| meeting(a, b)));
    joined(pairs.filter(|(start, end)| start < end).collect())
}

impl Stretch {
    /// Whether one of the rows may pass a check, or may not pass it. What is empty passes none.
    fn may(&self, check: &Check, passes: bool) -> bool {
        match &self.values {
            Known::Unknown => true,
            Known::Nothing => !passes,
            Known::Between(low, high) if passes => some_passes(check, low, high),
            Known::Between(low, high) => self.may_lack || !all_pass(check, low, high),
        }
    }
}

/// Whether a value between two others may pass a check.
fn some_passes(check: &Check, low: &Value, high: &Value) -> bool {
    match (check, low, high) {
        (Check::True, _, Value::Boolean(high)) => *high,
        (Check::Days(range), Value::Date(low), Value::Date(high)) => {
            range.first.is_none_or(|first| first <= *high) && range.last.is_none_or(|last| *low <= last)
        }
        (Check::Instants(range), Value::Datetime(low), Value::Datetime(high)) => {
            range.from.is_none_or(|from| from <= *high) && range.until.is_none_or(|until| *low < until)
        }
        _ => match (check, number(low), number(high)) {
            (Check::Numbers(range), Some(low), Some(high)) => meets(range, low, high),
            (Check::OneOfNumbers(numbers), Some(low), Some(high)) => {
                numbers.iter().any(|number| low <= *number && *number <= high)
            }
            _ => true,
        },
    }
}

/// Whether every value between two others passes a check; where that is not known, it does not.
fn all_pass(check: &Check, low: &Value, high: &Value) -> bool {
    match (check, low, high) {
        (Check::Present, Value::Text(_) | Value::List(_), _) => false,
        (Check::Present, ..) | (Check::True, Value::Boolean(true), _) => true,
        (Check::Days(range), Value::Date(low), Value::Date(high)) => {
            range.contains(*low) && range.contains(*high)
        }
        (Check::Instants(range), Value::Datetime(low), Value::Datetime(high)) => {
            range.contains(*low) && range.contains(*high)
        }
        _ => match (check, number(low), number(high)) {
            (Check::Numbers(range), Some(low), Some(high)) => range.contains(low) && range.contains(high),
            (Check::OneOfNumbers(numbers), Some(low), Some(high)) => low == high && numbers.contains(&low),
            _ => false,
        },
    }
}

/// Whether a range has a number between two others.
fn meets(range: &NumberRange, low: Number, high: Number) -> bool {
    let from = range.low.is_none_or(|(end, included)| end < high || (included && end == high));
    let to = range.high.is_none_or(|(end, included)| low < end || (included && end == low));
    from && to
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Integer(number) => Some(Number::from(*number)),
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Id;
    use crate::value::Relation;

    const AGE: usize = 0;

    fn age(relation: Relation, than: i64, passes: bool) -> Necessary {
        let check = Check::Numbers(NumberRange::of(relation, Number::from(than)));
        Necessary::Passes(AttributeId::from_index(AGE), check, passes)
    }

    /// Ages of 10 to 19, of 20 to 29 or missing, and of nobody, ten rows each.
    fn stretches(attribute: AttributeId) -> Option<Vec<Stretch>> {
        let between = |low, high| Known::Between(Value::Integer(low), Value::Integer(high));
        let stretch =
            |at: usize, values, may_lack| Stretch { rows: (at * 10, at * 10 + 10), values, may_lack };
        (attribute.index() == AGE).then(|| {
            vec![
                stretch(0, between(10, 19), false),
                stretch(1, between(20, 29), true),
                stretch(2, Known::Nothing, true),
            ]
        })
    }

    #[test]
    fn rows_are_left_out_where_no_value_can_do() {
        let rows = |necessary: &Necessary| necessary.rows(30, &stretches);
        assert_eq!(rows(&age(Relation::After, 19, true)), [(10, 20)]);
        assert_eq!(rows(&age(Relation::After, 18, true)), [(0, 20)]);
        assert_eq!(rows(&age(Relation::After, 29, true)), []);
        assert_eq!(rows(&age(Relation::Until, 10, true)), [(0, 10)]);
        assert_eq!(rows(&age(Relation::Before, 10, true)), []);
        assert_eq!(rows(&age(Relation::After, 9, false)), [(10, 30)], "what is missing does not pass");
        assert_eq!(rows(&age(Relation::After, 12, false)), [(0, 30)]);
        let other = Necessary::Passes(AttributeId::from_index(1), Check::Present, true);
        assert_eq!(rows(&other), [(0, 30)], "nothing is known of it");
        let (young, old) = (age(Relation::Before, 20, true), age(Relation::Since, 20, true));
        assert_eq!(rows(&Necessary::All(vec![young.clone(), old.clone()])), []);
        assert_eq!(rows(&Necessary::Any(vec![old, young])), [(0, 20)]);
    }
}
