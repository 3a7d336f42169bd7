//! Conditions by themselves: what can never hold, what always does, and parts that change nothing.

use std::collections::BTreeSet;

use super::{Known, Parts, Reader};
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{Comparison, ExpressionId, ExpressionKind, Type};
use crate::source::Span;

/// The most parts of a chain that are compared with each other.
const LONGEST_CHAIN: usize = 24;

/// Looks at every condition of a declaration. What is wrong already is left alone.
pub(super) fn check(parts: &Parts, is_reported: impl Fn(Span) -> bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for id in whole_conditions(parts) {
        if !is_reported(parts.expressions[id].location.span) {
            Conditions { parts, found: &mut found }.whole(id);
        }
    }
    found
}

/// The conditions that are no part of another one.
fn whole_conditions(parts: &Parts) -> Vec<ExpressionId> {
    let mut operands = BTreeSet::new();
    for (_, expression) in parts.expressions.iter() {
        match expression.kind {
            ExpressionKind::Not(a) => operands.extend([a]),
            ExpressionKind::And(a, b) | ExpressionKind::Or(a, b) => operands.extend([a, b]),
            _ => {}
        }
    }
    let is_condition = |id: &ExpressionId| {
        let expression = &parts.expressions[*id];
        expression.r#type == Type::Boolean && !matches!(expression.kind, ExpressionKind::Constant(_))
    };
    parts.expressions.ids().filter(is_condition).filter(|id| !operands.contains(id)).collect()
}

struct Conditions<'p, 'd> {
    parts: &'p Parts<'p>,
    found: &'d mut Vec<Diagnostic>,
}

impl Conditions<'_, '_> {
    fn whole(&mut self, id: ExpressionId) {
        if matches!(self.parts.expressions[id].kind, ExpressionKind::Constant(_)) {
            return;
        }
        if self.is_impossible([(id, true)]) {
            self.never(id);
        } else if self.is_impossible([(id, false)]) {
            self.always(id);
        } else {
            self.inner(id);
        }
    }

    fn is_impossible(&self, all: impl IntoIterator<Item = Known>) -> bool {
        Reader::new(self.parts).is_impossible(all)
    }

    /// Says which part makes a condition impossible.
    fn never(&mut self, id: ExpressionId) {
        match self.parts.expressions[id].kind {
            ExpressionKind::And(..) => {
                let parts = self.parts.chain(id, true);
                match parts.iter().find(|&&part| self.is_impossible([(part, true)])) {
                    Some(&part) => self.never(part),
                    None => self.conflicting(&parts),
                }
            }
            ExpressionKind::Or(left, right) => {
                self.never(left);
                self.never(right);
            }
            _ => {
                self.report(id, Problem::NeverHolds { reason: "there is no such value".to_owned() }, &[], "")
            }
        }
    }

    fn conflicting(&mut self, parts: &[ExpressionId]) {
        let all = parts.iter().map(|&part| (part, true)).collect();
        let mut conflict = Reader::new(self.parts).conflict(all);
        let Some((last, _)) = conflict.pop() else { return };
        let reason = "no value meets all of its parts".to_owned();
        self.report(last, Problem::NeverHolds { reason }, &conflict, "it cannot hold together with this");
    }

    /// Says which part makes a condition certain.
    fn always(&mut self, id: ExpressionId) {
        match self.parts.expressions[id].kind {
            ExpressionKind::Or(..) => {
                let parts = self.parts.chain(id, false);
                match parts.iter().find(|&&part| self.is_impossible([(part, false)])) {
                    Some(&part) => self.always(part),
                    None => self.covering(&parts),
                }
            }
            ExpressionKind::And(left, right) => {
                self.always(left);
                self.always(right);
            }
            ExpressionKind::Constant(_) => {}
            _ => self.report(id, Problem::AlwaysHolds { reason: "every value is so".to_owned() }, &[], ""),
        }
    }

    fn covering(&mut self, parts: &[ExpressionId]) {
        let all = parts.iter().map(|&part| (part, false)).collect();
        let mut covering = Reader::new(self.parts).conflict(all);
        let Some((last, _)) = covering.pop() else { return };
        let reason = "every value meets one of its parts".to_owned();
        self.report(last, Problem::AlwaysHolds { reason }, &covering, "whoever does not meet this");
    }

    /// Looks at the parts of a condition that may hold or not.
    fn inner(&mut self, id: ExpressionId) {
        let conjunction = match self.parts.expressions[id].kind {
            ExpressionKind::And(..) => true,
            ExpressionKind::Or(..) => false,
            ExpressionKind::Not(operand) => return self.whole(operand),
            _ => return,
        };
        let before = self.found.len();
        let parts = self.parts.chain(id, conjunction);
        for &part in &parts {
            self.whole(part);
        }
        if self.found.len() == before && parts.len() <= LONGEST_CHAIN {
            self.redundant(&parts, conjunction);
        }
    }

    /// Reports the last part of a chain that follows from the others. Of `and`, a part that the others imply; of `or`, one
    /// that implies another. Asking first whether there is a value at all is a good habit and nothing to mention.
    fn redundant(&mut self, parts: &[ExpressionId], conjunction: bool) {
        for (at, &part) in parts.iter().enumerate().rev() {
            if self.asks_for_emptiness(part) {
                continue;
            }
            let others = parts.iter().enumerate().filter(|(place, _)| *place != at);
            let mut all: Vec<Known> = vec![(part, !conjunction)];
            all.extend(others.map(|(_, &other)| (other, conjunction)));
            if !self.is_impossible(all.iter().copied()) {
                continue;
            }
            let mut conflict = Reader::new(self.parts).conflict(all);
            conflict.retain(|&(id, _)| id != part);
            let junction = if conjunction { "and" } else { "or" }.to_owned();
            let label = if conjunction { "whoever meets this meets it, too" } else { "this takes them in" };
            self.report(part, Problem::RedundantPart { junction }, &conflict, label);
            return;
        }
    }

    fn asks_for_emptiness(&self, id: ExpressionId) -> bool {
        match &self.parts.expressions[id].kind {
            ExpressionKind::Not(operand) => self.asks_for_emptiness(*operand),
            ExpressionKind::Compare { comparison, .. } => {
                matches!(comparison, Comparison::IsEmpty | Comparison::IsNotEmpty)
            }
            _ => false,
        }
    }

    fn report(&mut self, at: ExpressionId, problem: Problem, others: &[Known], label: &str) {
        let place = |id: ExpressionId| self.parts.expressions[id].location;
        let mut diagnostic = Diagnostic::new(place(at), problem);
        for &(other, _) in others {
            diagnostic = diagnostic.label(place(other), label);
        }
        self.found.push(diagnostic);
    }
}
