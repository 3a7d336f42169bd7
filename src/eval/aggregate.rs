//! Aggregates of values: of the property of events in their order, or of the items of a list. Empty values are left out before.
//!
//! | aggregate | of | result | over nothing |
//! | --- | --- | --- | --- |
//! | `count` | anything | integer | 0 |
//! | `distinct` | anything | integer: how many different values there are | 0 |
//! | `sum` | integers, numbers | an integer of integers alone; a fault where the total is too large | 0 |
//! | `average` | integers, numbers | number: the total divided by the count | empty |
//! | `min`, `max` | what has an order | the first of the smallest, of the largest | empty |
//! | `first`, `last` | anything | the first value, the last value | empty |
//! | `mostCommon` | anything | the value that is there most often; of several the one that was seen first | empty |
//!
//! Values are added as numbers, one after the other. So a sum of integers is too large only if the total is. What is different
//! and what is the same says [`compare::equal`]: `Pro` and `pro` are one value, as are 1 and 1.0. Of equal values the first
//! stands for all.

use std::cmp::Ordering;

use super::arithmetic::number;
use super::function::count;
use crate::diagnostic::Problem;
use crate::program::Aggregate;
use crate::value::{ArithmeticError, Number, Value, compare};

/// The aggregate of values, none of them empty.
pub(super) fn of(aggregate: Aggregate, values: &[Value]) -> Result<Value, Problem> {
    let result = match aggregate {
        Aggregate::Count => Ok(count(values.len())),
        Aggregate::Sum => sum(values),
        Aggregate::Average => average(values),
        Aggregate::Min => Ok(extreme(values, Ordering::Less)),
        Aggregate::Max => Ok(extreme(values, Ordering::Greater)),
        Aggregate::Distinct => Ok(count(different(values).len())),
        Aggregate::First => Ok(values.first().cloned().unwrap_or(Value::Empty)),
        Aggregate::Last => Ok(values.last().cloned().unwrap_or(Value::Empty)),
        Aggregate::MostCommon => Ok(most_common(values)),
    };
    result.map_err(|_| Problem::Overflow { operation: format!("`{}`", aggregate.name()) })
}

fn sum(values: &[Value]) -> Result<Value, ArithmeticError> {
    let total = total(values)?;
    if values.iter().all(|value| matches!(value, Value::Integer(_))) {
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

/// The values that differ, in the order in which they were seen, and how often each is there.
fn different(values: &[Value]) -> Vec<(&Value, usize)> {
    let mut seen: Vec<(&Value, usize)> = Vec::new();
    for value in values {
        match seen.iter_mut().find(|(known, _)| compare::equal(known, value)) {
            Some((_, times)) => *times += 1,
            None => seen.push((value, 1)),
        }
    }
    seen
}

fn most_common(values: &[Value]) -> Value {
    let more = |best: (&Value, usize), next: (&Value, usize)| best.1 < next.1;
    let found = different(values).into_iter().reduce(|best, next| if more(best, next) { next } else { best });
    found.map_or(Value::Empty, |(value, _)| value.clone())
}
