//! From conditions to a plan.
//!
//! A condition is taken apart into questions that columns can answer. Named segments and computed attributes are taken apart
//! where they are used, since they mean the same everywhere. What depends on nothing but the program and the moment is
//! computed here, once, by the reference evaluator: the calendar is gone from what is left, a date operator is a range of
//! whole numbers. What columns cannot answer becomes a question for the row engine.
//!
//! **Architecture Invariant:** the operands of a plan's nodes stand in source order, and what may go wrong for a person is
//! asked for exactly where the reference evaluator would come to it. So errors are the same, too.

mod compare;
mod event;
mod formula;

use super::closed::{Moment, is_random};
use crate::columns::plan::{Check, NodeId, Plan, Question, Subject, TextCheck};
use crate::program::{AttributeId, EventId, ExpressionId, ExpressionKind, Program, PropertySlot, Type};
use crate::value::{Instant, Value};

/// The plan of these conditions at a moment.
#[must_use]
pub fn plan(program: &Program, conditions: &[ExpressionId], now: Instant) -> Plan {
    let mut planner = Planner { program, now, scope: Scope::Person, refused: false, plan: Plan::default() };
    for condition in conditions {
        let node = planner.condition(*condition);
        planner.plan.roots.push((node, *condition));
    }
    planner.plan
}

struct Planner<'p> {
    program: &'p Program,
    now: Instant,
    scope: Scope,
    /// Whether something in the filter at hand has no column form.
    refused: bool,
    plan: Plan,
}

/// What conditions are about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Person,
    /// An event of a kind, in a filter.
    Event(EventId),
}

impl<'p> Planner<'p> {
    /// The program at the moment of the plan.
    fn moment(&self) -> Moment<'p> {
        Moment { program: self.program, now: self.now }
    }

    /// The node of a condition.
    fn condition(&mut self, id: ExpressionId) -> NodeId {
        if is_random(self.program, id) {
            return self.row(id);
        }
        self.part(id)
    }

    /// The node of a part of a condition.
    fn part(&mut self, id: ExpressionId) -> NodeId {
        match &self.program.expressions[id].kind {
            ExpressionKind::Constant(constant) => {
                let holds = self.program.constants[*constant] == Value::Boolean(true);
                self.plan.constant(holds)
            }
            ExpressionKind::Attribute(_) | ExpressionKind::Property(_) => self.bare(id),
            ExpressionKind::Not(operand) => {
                let operand = self.part(*operand);
                self.plan.not(operand)
            }
            ExpressionKind::And(left, right) => {
                let operands = [*left, *right].map(|operand| self.part(operand));
                self.plan.all(operands.to_vec())
            }
            ExpressionKind::Or(left, right) => {
                let operands = [*left, *right].map(|operand| self.part(operand));
                self.plan.any(operands.to_vec())
            }
            ExpressionKind::If { condition, then, otherwise } => self.choice(*condition, *then, *otherwise),
            ExpressionKind::InSegment(segment) if self.scope == Scope::Person => {
                let inner = self.program.segments[*segment].condition;
                if is_random(self.program, inner) { self.row(id) } else { self.part(inner) }
            }
            ExpressionKind::Compare { comparison, left, operands, ignoring_year } => {
                self.compare(id, *comparison, *left, operands, *ignoring_year)
            }
            ExpressionKind::HasTag(tag) => self.tag(id, *tag),
            ExpressionKind::Happened { selection, count } => self.happened(id, *selection, *count),
            _ => self.row(id),
        }
    }

    /// `if a then b else c` as a condition: of the two, one is reached.
    fn choice(&mut self, condition: ExpressionId, then: ExpressionId, otherwise: ExpressionId) -> NodeId {
        let [condition, then, otherwise] = [condition, then, otherwise].map(|part| self.part(part));
        let not = self.plan.not(condition);
        let (yes, no) = (self.plan.all(vec![condition, then]), self.plan.all(vec![not, otherwise]));
        self.plan.any(vec![yes, no])
    }

    /// A boolean attribute or property by itself: whether it is true.
    fn bare(&mut self, id: ExpressionId) -> NodeId {
        if let Some(formula) = self.computed(id) {
            let random = is_random(self.program, formula);
            return if random { self.row(id) } else { self.part(formula) };
        }
        match self.subject(id) {
            Some(subject) => self.plan.check(subject, Check::True, id),
            None => self.row(id),
        }
    }

    fn tag(&mut self, id: ExpressionId, tag: ExpressionId) -> NodeId {
        let tags = self.program.known.tags;
        match self.moment().constant(tag) {
            Some(Value::Text(tag)) if self.is_stored(tags) && !tag.is_empty() => {
                self.plan.check(Subject::Item(tags), Check::Text(TextCheck::OneOf(vec![tag])), id)
            }
            _ => self.row(id),
        }
    }

    /// The value that an expression is, where a column or a measure holds it.
    fn subject(&mut self, id: ExpressionId) -> Option<Subject> {
        if let Some(formula) = self.computed(id) {
            return self.subject(formula).filter(|_| !is_random(self.program, formula));
        }
        match (&self.program.expressions[id].kind, self.scope) {
            (ExpressionKind::Attribute(attribute), Scope::Person) => {
                self.is_stored(*attribute).then_some(Subject::Attribute(*attribute))
            }
            (ExpressionKind::Property(PropertySlot::Time), Scope::Event(_)) => Some(Subject::Time),
            (ExpressionKind::Property(PropertySlot::Declared(slot)), Scope::Event(event)) => {
                Some(Subject::Property(event, *slot))
            }
            (ExpressionKind::Aggregate { aggregate, selection, property }, Scope::Person) => {
                self.aggregate(*aggregate, *selection, *property)
            }
            (ExpressionKind::LastContacted(channel), Scope::Person) => Some(self.last_contacted(*channel)),
            _ => None,
        }
    }

    /// The formula of a computed attribute.
    fn computed(&self, id: ExpressionId) -> Option<ExpressionId> {
        match self.program.expressions[id].kind {
            ExpressionKind::Attribute(attribute) if self.scope == Scope::Person => {
                self.program.attributes[attribute].computed
            }
            _ => None,
        }
    }

    fn is_stored(&self, attribute: AttributeId) -> bool {
        self.program.attributes[attribute].computed.is_none()
    }

    fn r#type(&self, id: ExpressionId) -> &Type {
        &self.program.expressions[id].r#type
    }

    /// The row engine answers.
    fn row(&mut self, id: ExpressionId) -> NodeId {
        self.refused = true;
        self.plan.leaf(Question::Row(id), id)
    }
}
