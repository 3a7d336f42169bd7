//! The reference evaluator.

use super::{Context, Event, Fault};
use crate::program::{ExpressionId, SelectionId};
use crate::value::Value;

/// The value of an expression.
pub fn value(context: &Context, expression: ExpressionId, faults: &mut Vec<Fault>) -> Value {
    let _ = (context, expression, faults);
    Value::Empty
}

/// Whether a condition holds. A bare boolean means `is true`.
pub fn holds(context: &Context, condition: ExpressionId, faults: &mut Vec<Fault>) -> bool {
    value(context, condition, faults) == Value::Boolean(true)
}

/// The events that a selection takes, in the order of the person's events.
pub fn matching<'a>(
    context: &Context<'a>,
    selection: SelectionId,
    faults: &mut Vec<Fault>,
) -> Vec<&'a Event> {
    let _ = (context, selection, faults);
    Vec::new()
}
