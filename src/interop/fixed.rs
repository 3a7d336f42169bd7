//! What is the same for everybody at one moment: the reference evaluator computes it, so it means here what it means there.

use crate::eval::{Context, Sketch, Visible, value};
use crate::program::{ExpressionId, ExpressionKind, Function, Program};
use crate::value::{Instant, Value};

/// When a condition is asked, and of which program.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// The program that the condition belongs to.
    pub program: &'a Program,
    /// The clock reading that `now()`, windows and relative operators mean.
    pub now: Instant,
}

impl Moment<'_> {
    /// The value of an expression that neither person nor event has a part in; none for others, and for what goes wrong.
    pub(super) fn fixed(&self, expression: ExpressionId) -> Option<Value> {
        if !self.is_fixed(expression) {
            return None;
        }
        let context = Context {
            program: self.program,
            facts: &Sketch::default(),
            now: self.now,
            zone: self.program.zone,
            variables: &[],
            visible: Visible::All,
            random: None,
        };
        let mut faults = Vec::new();
        let value = value(&context, expression, &mut faults);
        faults.is_empty().then_some(value)
    }

    fn is_fixed(&self, expression: ExpressionId) -> bool {
        let kind = &self.program.expressions[expression].kind;
        let by_itself = match kind {
            ExpressionKind::Attribute(_)
            | ExpressionKind::Variable(_)
            | ExpressionKind::Property(_)
            | ExpressionKind::LatestProperty { .. }
            | ExpressionKind::Item(_)
            | ExpressionKind::Happened { .. }
            | ExpressionKind::Aggregate { .. }
            | ExpressionKind::InSegment(_)
            | ExpressionKind::HasTag(_)
            | ExpressionKind::LastContacted(_) => false,
            ExpressionKind::Call { function, .. } => *function != Function::GeneratePin,
            _ => true,
        };
        by_itself && kind.operands().into_iter().all(|operand| self.is_fixed(operand))
    }
}
