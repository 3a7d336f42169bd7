//! What is known before any person is looked at.

use super::{Planner, is_random as draws};
use crate::eval::{self, Context, Sketch, Visible};
use crate::program::{ExpressionId, ExpressionKind, Family, Program, TemplatePart, Window};
use crate::value::Value;

impl Planner<'_> {
    /// The value of an expression that depends on nothing but the program and the moment, if it is one and nothing goes wrong.
    pub(super) fn constant(&self, id: ExpressionId) -> Option<Value> {
        if !is_closed(self.program, id) {
            return None;
        }
        let (nobody, mut faults) = (Sketch::default(), Vec::new());
        let value = eval::value(&self.context(&nobody), id, &mut faults);
        faults.is_empty().then_some(value)
    }

    /// The values of several.
    pub(super) fn constants(&self, ids: &[ExpressionId]) -> Option<Vec<Value>> {
        ids.iter().map(|id| self.constant(*id)).collect()
    }

    pub(super) fn context<'a>(&'a self, nobody: &'a Sketch) -> Context<'a> {
        Context {
            program: self.program,
            facts: nobody,
            now: self.now,
            zone: self.program.zone,
            variables: &[],
            visible: Visible::All,
            random: None,
        }
    }
}

/// Whether an expression depends on nothing but the program and the moment.
fn is_closed(program: &Program, id: ExpressionId) -> bool {
    let closed = |id: &ExpressionId| is_closed(program, *id);
    match &program.expressions[id].kind {
        ExpressionKind::Constant(_) => true,
        ExpressionKind::List(items) => items.iter().all(closed),
        ExpressionKind::Negate(operand) | ExpressionKind::Not(operand) => closed(operand),
        ExpressionKind::Arithmetic { left, right, .. }
        | ExpressionKind::Default { value: left, default: right }
        | ExpressionKind::And(left, right)
        | ExpressionKind::Or(left, right) => closed(left) && closed(right),
        ExpressionKind::If { condition, then, otherwise } => {
            [condition, then, otherwise].into_iter().all(closed)
        }
        ExpressionKind::Compare { left, operands, .. } => closed(left) && operands.iter().all(closed),
        ExpressionKind::InUnit { value, .. } => closed(value),
        ExpressionKind::Template(parts) => parts.iter().all(|part| match part {
            TemplatePart::Literal(_) => true,
            TemplatePart::Placeholder(value) => closed(value),
        }),
        ExpressionKind::Call { function, arguments } => !draws(*function) && arguments.iter().all(closed),
        _ => false,
    }
}

/// Whether the value of an expression hangs on how often something random was computed before it.
pub(super) fn is_random(program: &Program, id: ExpressionId) -> bool {
    let random = |id: &ExpressionId| is_random(program, *id);
    let of_selection = |selection| {
        let selection: &crate::program::EventSelection = &program.selections[selection];
        selection.filter.iter().any(random)
            || selection.windows.iter().any(|window| operands(*window).any(|id| random(&id)))
    };
    match &program.expressions[id].kind {
        ExpressionKind::List(parts) | ExpressionKind::Object(parts) => parts.iter().any(random),
        ExpressionKind::Field { object: operand, .. }
        | ExpressionKind::Negate(operand)
        | ExpressionKind::Not(operand)
        | ExpressionKind::HasTag(operand)
        | ExpressionKind::InUnit { value: operand, .. } => random(operand),
        ExpressionKind::Items { list, condition, .. } => random(list) || condition.iter().any(random),
        ExpressionKind::Quantified { list: left, condition: right, .. }
        | ExpressionKind::Arithmetic { left, right, .. }
        | ExpressionKind::Default { value: left, default: right }
        | ExpressionKind::And(left, right)
        | ExpressionKind::Or(left, right) => random(left) || random(right),
        ExpressionKind::Template(parts) => parts.iter().any(|part| match part {
            TemplatePart::Literal(_) => false,
            TemplatePart::Placeholder(value) => random(value),
        }),
        ExpressionKind::If { condition, then, otherwise } => {
            [condition, then, otherwise].into_iter().any(random)
        }
        ExpressionKind::Compare { left, operands, .. } => random(left) || operands.iter().any(random),
        ExpressionKind::Call { function, arguments } => {
            function.family() == Family::Step && draws(*function) || arguments.iter().any(random)
        }
        ExpressionKind::Happened { selection, .. }
        | ExpressionKind::Aggregate { selection, .. }
        | ExpressionKind::LatestProperty { selection, .. } => of_selection(*selection),
        // Segments and computed attributes count for themselves.
        ExpressionKind::Constant(_)
        | ExpressionKind::Attribute(_)
        | ExpressionKind::Variable(_)
        | ExpressionKind::Property(_)
        | ExpressionKind::Item(_)
        | ExpressionKind::InSegment(_)
        | ExpressionKind::LastContacted(_) => false,
    }
}

/// The operands of a window.
pub(super) fn operands(window: Window) -> impl Iterator<Item = ExpressionId> {
    let (one, other) = match window {
        Window::BetweenLast(one, other) | Window::Between(one, other) => (one, Some(other)),
        Window::WithinLast(one)
        | Window::BeforeLast(one)
        | Window::Since(one)
        | Window::Until(one)
        | Window::Before(one)
        | Window::After(one) => (one, None),
    };
    std::iter::once(one).chain(other)
}
