//! Aggregates of values. Empty values are left out before.
//!
//! | aggregate | of | result | over nothing |
//! | --- | --- | --- | --- |
//! | `count` | anything | integer | 0 |
//! | `sum` | integers, numbers | the same kind; a fault where the total is too large | 0 |
//! | `average` | integers, numbers | number: the total divided by the count | empty |
//! | `min`, `max` | what has an order | the first of the smallest, of the largest | empty |
//!
//! Values are added as numbers, one after the other. So a sum of integers is too large only if the total is.

use std::cmp::Ordering;

use super::arithmetic::number;
use super::function::count;
use crate::diagnostic::Problem;
use crate::program::{Aggregate, Type};
use crate::value::{ArithmeticError, Number, Value, compare};

/// The aggregate of values of a type, none of them empty.
pub(super) fn of(aggregate: Aggregate, values: &[Value], r#type: &Type) -> Result<Value, Problem> {
    let result = match aggregate {
        Aggregate::Count => Ok(count(values.len())),
        Aggregate::Sum => sum(values, r#type),
        Aggregate::Average => average(values),
        Aggregate::Min => Ok(extreme(values, Ordering::Less)),
        Aggregate::Max => Ok(extreme(values, Ordering::Greater)),
    };
    result.map_err(|_| Problem::Overflow { operation: format!("`{}`", aggregate.name()) })
}

fn sum(values: &[Value], r#type: &Type) -> Result<Value, ArithmeticError> {
    let total = total(values)?;
    if *r#type == Type::Integer {
        return total.to_integer().map(Value::from).ok_or(ArithmeticError::Overflow);
    }
    Ok(total.into())
}

fn average(values: &[Value]) -> Result<Value, ArithmeticError> {
    if values.is_empty() {
        return Ok(Value::Empty);
    }
    let count = i64::try_from(values.len()).unwrap_or(i64::MAX);
    Ok(total(values)?.divide(Number::from(count))?.into())
}

fn total(values: &[Value]) -> Result<Number, ArithmeticError> {
    values.iter().filter_map(number).try_fold(Number::ZERO, Number::add)
}

/// The first value that no other one exceeds in this direction.
fn extreme(values: &[Value], wanted: Ordering) -> Value {
    let further = |best: &Value, value: &Value| compare::order(value, best) == Some(wanted);
    let best = values.iter().reduce(|best, value| if further(best, value) { value } else { best });
    best.cloned().unwrap_or(Value::Empty)
}
