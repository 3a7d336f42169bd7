//! The tree of a decision.

use super::super::reference::{candidates, holds, matching, value};
use super::super::selection::belongs;
use super::super::{Context, Event};
use crate::program::{ExpressionId, ExpressionKind, SegmentId, SelectionId};
use crate::value::Value;

/// A condition, whether it holds, and what decided that.
#[derive(Clone, PartialEq, Debug)]
pub struct Proof {
    /// The condition.
    pub condition: ExpressionId,
    /// Whether it holds.
    pub holds: bool,
    /// What decided that.
    pub grounds: Grounds,
}

/// What decides whether a condition holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Grounds {
    /// All of these must hold: the parts of `and`.
    All(Vec<Proof>),
    /// One of these must hold: the parts of `or`.
    Any(Vec<Proof>),
    /// This must not hold.
    Not(Box<Proof>),
    /// The condition of a named segment.
    Segment(SegmentId, Box<Proof>),
    /// How often something happened.
    Events(Counted),
    /// Values.
    Values(Vec<Reading>),
}

/// A value that a condition read.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// What was read: an attribute, a variable, an aggregate.
    pub expression: ExpressionId,
    /// What it was.
    pub value: Value,
}

/// What was found of a selection of events.
#[derive(Clone, PartialEq, Debug)]
pub struct Counted {
    /// The selection.
    pub selection: SelectionId,
    /// The events that count, in the order in which they were handled.
    pub matching: Vec<Event>,
    /// Where something must or must not follow them: how many would count whatever follows.
    pub candidates: Option<usize>,
    /// How many there are of the kind, and of what it must belong to, up to now.
    pub of_kind: usize,
}

impl Proof {
    /// The parts that decide: of `and` those that do not hold where it does not, of `or` those that hold where it does, else
    /// all of them.
    #[must_use]
    pub fn deciding(&self) -> Vec<&Proof> {
        match &self.grounds {
            Grounds::All(parts) => parts.iter().filter(|part| self.holds || !part.holds).collect(),
            Grounds::Any(parts) => parts.iter().filter(|part| !self.holds || part.holds).collect(),
            Grounds::Not(part) | Grounds::Segment(_, part) => vec![part],
            Grounds::Events(_) | Grounds::Values(_) => Vec::new(),
        }
    }
}

/// Says why a condition holds or does not. What goes wrong in it makes it false, and is reported elsewhere.
#[must_use]
pub fn prove(context: &Context, condition: ExpressionId) -> Proof {
    let kind = &context.program.expressions[condition].kind;
    let grounds = match kind {
        ExpressionKind::And(..) => {
            let conditions = parts(context, condition, |kind| matches!(kind, ExpressionKind::And(..)));
            Grounds::All(conditions.into_iter().map(|part| prove(context, part)).collect())
        }
        ExpressionKind::Or(..) => {
            let conditions = parts(context, condition, |kind| matches!(kind, ExpressionKind::Or(..)));
            Grounds::Any(conditions.into_iter().map(|part| prove(context, part)).collect())
        }
        ExpressionKind::Not(part) => Grounds::Not(Box::new(prove(context, *part))),
        ExpressionKind::InSegment(segment) => {
            let condition = context.program.segments[*segment].condition;
            Grounds::Segment(*segment, Box::new(prove(&context.of_person(), condition)))
        }
        ExpressionKind::Happened { selection, .. } => Grounds::Events(count(context, *selection)),
        _ => Grounds::Values(readings(context, condition)),
    };
    Proof { condition, holds: holds(context, condition, &mut Vec::new()), grounds }
}

/// The parts of a chain of one operator, in source order.
fn parts(
    context: &Context,
    condition: ExpressionId,
    is_chain: fn(&ExpressionKind) -> bool,
) -> Vec<ExpressionId> {
    let kind = &context.program.expressions[condition].kind;
    if !is_chain(kind) {
        return vec![condition];
    }
    kind.operands().into_iter().flat_map(|part| parts(context, part, is_chain)).collect()
}

fn count(context: &Context, selection: SelectionId) -> Counted {
    let wanted = &context.program.selections[selection];
    let is_of_kind = |event: &&Event| belongs(event, wanted.event, wanted.owner) && event.time <= context.now;
    Counted {
        selection,
        matching: matching(context, selection, &mut Vec::new()).into_iter().cloned().collect(),
        candidates: (!wanted.followed.is_empty()).then(|| candidates(context, selection)),
        of_kind: context.facts.events().iter().filter(is_of_kind).count(),
    }
}

/// What a condition reads, each once, in source order.
fn readings(context: &Context, condition: ExpressionId) -> Vec<Reading> {
    let mut readings: Vec<Reading> = Vec::new();
    for expression in read(context, condition) {
        let kind = |expression: ExpressionId| &context.program.expressions[expression].kind;
        if !readings.iter().any(|known| kind(known.expression) == kind(expression)) {
            readings.push(Reading { expression, value: value(context, expression, &mut Vec::new()) });
        }
    }
    readings
}

/// The expressions in a condition that data answer. Those inside of conditions on items belong to the items and not to the person.
fn read(context: &Context, expression: ExpressionId) -> Vec<ExpressionId> {
    let kind = &context.program.expressions[expression].kind;
    match kind {
        ExpressionKind::Constant(_) | ExpressionKind::Item(_) | ExpressionKind::Property(_) => Vec::new(),
        ExpressionKind::Attribute(_)
        | ExpressionKind::Variable(_)
        | ExpressionKind::LatestProperty { .. }
        | ExpressionKind::Happened { .. }
        | ExpressionKind::Aggregate { .. }
        | ExpressionKind::InSegment(_)
        | ExpressionKind::LastContacted(_) => vec![expression],
        ExpressionKind::Items { list, .. } | ExpressionKind::Quantified { list, .. } => read(context, *list),
        _ => kind.operands().into_iter().flat_map(|operand| read(context, operand)).collect(),
    }
}
