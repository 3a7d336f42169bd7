//! Reachability: conditions that nobody or everybody meets, and arms that nobody gets to.
//!
//! A condition is read as a formula over *subjects* (an attribute, a variable, a property, a number of events, a distance
//! from now …), of each of which it admits a *domain*:
//!
//! | subject | domain |
//! | --- | --- |
//! | integer, number, date, datetime, time, elapsed time, number of events | a union of [intervals](intervals); integers know that nothing lies between 3 and 4 |
//! | `was within 7 days`, `will be in 3 hours` | intervals of the distance from now, which is one moment in a step |
//! | text | some folded texts, or all but some |
//! | boolean | true, false |
//! | `starts with "a"`, `matches "…"` | whether the text has the property |
//! | two values that are compared | before, the same, behind |
//! | anything else | a proposition: the same words are true together |
//!
//! Emptiness is a value of each of them, and negation is the exact complement, as in [`crate::eval`]. What is not known is
//! free, so that everything that is said here is certain: nothing is said of a condition that takes more than a bounded
//! number of [cubes](cubes). An arm gets those whom no earlier arm took, in an arm its condition holds until something may
//! have changed ([`flow`]).
//!
//! Only declarations without errors are looked at.

mod condition;
mod cubes;
mod domain;
mod flow;
mod intervals;
mod key;
mod leaf;
mod message;
mod subject;
mod values;

use self::cubes::{Cubes, Formula};
use self::subject::Subjects;
use super::declaration::Checker;
use super::link::Item;
use crate::program::{
    Attribute, AttributeId, Channel, ChannelId, ConstantId, EventSelection, Expression, ExpressionId,
    ExpressionKind, SelectionId, Table,
};
use crate::value::{Value, Zone};

/// Looks at all conditions of a declaration that has no errors, and at the ways through it if it is a flow.
pub(super) fn check(checker: &mut Checker) {
    let fragment = std::mem::take(&mut checker.result.fragment);
    let parts = Parts {
        expressions: &fragment.expressions,
        selections: &fragment.selections,
        constants: &fragment.constants,
        attributes: &checker.symbols.attributes,
        channels: &checker.symbols.channels,
        zone: checker.zone,
    };
    let mut found = condition::check(&parts, |span| checker.is_reported(span));
    if let Item::Flow(_, flow) = &fragment.item {
        found.extend(flow::check(&parts, flow));
    }
    checker.result.fragment = fragment;
    for diagnostic in found {
        checker.push(diagnostic);
    }
}

/// What conditions are read from: the part of a program that comes from one declaration.
struct Parts<'a> {
    expressions: &'a Table<ExpressionId, Expression>,
    selections: &'a Table<SelectionId, EventSelection>,
    constants: &'a Table<ConstantId, Value>,
    attributes: &'a Table<AttributeId, Attribute>,
    channels: &'a Table<ChannelId, Channel>,
    /// The zone in which days begin.
    zone: Zone,
}

impl Parts<'_> {
    /// Whether an attribute may change when another one does. Of those that flows cannot write, some are computed.
    fn is_computed(&self, attribute: AttributeId) -> bool {
        self.attributes[attribute].readonly
    }

    /// The parts of a chain of `and`, or of one of `or`; the expression itself if it is none.
    fn chain(&self, id: ExpressionId, conjunction: bool) -> Vec<ExpressionId> {
        match self.expressions[id].kind {
            ExpressionKind::And(left, right) if conjunction => self.both(left, right, conjunction),
            ExpressionKind::Or(left, right) if !conjunction => self.both(left, right, conjunction),
            _ => vec![id],
        }
    }

    fn both(&self, left: ExpressionId, right: ExpressionId, conjunction: bool) -> Vec<ExpressionId> {
        let mut parts = self.chain(left, conjunction);
        parts.extend(self.chain(right, conjunction));
        parts
    }
}

/// A condition that is known to hold, or not to hold.
type Known = (ExpressionId, bool);

/// Reads conditions. The subjects are those of one place: a property means the event at hand there.
struct Reader<'a> {
    parts: &'a Parts<'a>,
    subjects: Subjects,
    /// Whether the condition of an `if` is being read. It is read twice, so one in another would be read for ever.
    choosing: bool,
}

impl<'a> Reader<'a> {
    fn new(parts: &'a Parts<'a>) -> Reader<'a> {
        Reader { parts, subjects: Subjects::default(), choosing: false }
    }

    /// The formula of a condition, or of its negation.
    fn formula(&mut self, (id, wanted): Known) -> Formula {
        match self.parts.expressions[id].kind {
            ExpressionKind::Not(operand) => self.formula((operand, !wanted)),
            ExpressionKind::And(left, right) => self.joined([left, right], wanted, wanted),
            ExpressionKind::Or(left, right) => self.joined([left, right], wanted, !wanted),
            ExpressionKind::If { condition, then, otherwise } if !self.choosing => {
                self.choosing = true;
                let (holds, fails) = (self.formula((condition, true)), self.formula((condition, false)));
                self.choosing = false;
                let (then, otherwise) = (self.formula((then, wanted)), self.formula((otherwise, wanted)));
                Formula::Any(vec![Formula::All(vec![holds, then]), Formula::All(vec![fails, otherwise])])
            }
            _ => {
                let leaf = self.leaf(id);
                if wanted { leaf } else { self.negated(leaf) }
            }
        }
    }

    fn joined(&mut self, operands: [ExpressionId; 2], wanted: bool, all: bool) -> Formula {
        let parts = operands.map(|operand| self.formula((operand, wanted))).to_vec();
        if all { Formula::All(parts) } else { Formula::Any(parts) }
    }

    /// Those who meet all of these; nothing where that is too much to find out.
    fn meeting(&mut self, all: impl IntoIterator<Item = Known>) -> Option<Cubes> {
        all.into_iter().try_fold(Cubes::everybody(), |cubes, known| {
            let formula = self.formula(known);
            cubes.and(&formula, &self.subjects)
        })
    }

    /// Whether it is certain that nobody meets all of these.
    fn is_impossible(&mut self, all: impl IntoIterator<Item = Known>) -> bool {
        self.meeting(all).is_some_and(|cubes| cubes.is_nobody())
    }

    /// Of conditions that nobody meets together, a few that nobody meets together either.
    fn conflict(&mut self, mut all: Vec<Known>) -> Vec<Known> {
        let mut at = 0;
        while at < all.len() {
            let rest = all.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, known)| *known);
            if self.is_impossible(rest.collect::<Vec<_>>()) {
                all.remove(at);
            } else {
                at += 1;
            }
        }
        all
    }

    /// The value of a constant.
    fn constant(&self, id: ExpressionId) -> Option<&'a Value> {
        match self.parts.expressions[id].kind {
            ExpressionKind::Constant(constant) => Some(&self.parts.constants[constant]),
            _ => None,
        }
    }
}
