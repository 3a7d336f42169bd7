//! What the language calls equal, and which value comes first.
//!
//! | values | equal | order |
//! | --- | --- | --- |
//! | boolean | the same | `false` before `true` |
//! | integer, number, in any mixture | the same number: `1` and `1.0` | by size |
//! | text | the same but for case | of the folded texts, scalar value by scalar value |
//! | date, datetime, time | the same | earlier first |
//! | duration | as long, with days of 24 hours | shorter first; months and elapsed time do not compare |
//! | list | as long, items equal in order | none |
//! | object | the same names have equal values; a name that one of them lacks is empty there | none |
//! | empty values | all equal to each other, to nothing else | none |
//! | anything else | never | none |
//!
//! How a datetime compares with a date depends on a zone: [`crate::value::moment`]. That a condition over an empty value is
//! false is the evaluators' rule; here emptiness equals emptiness, which is what a change of a profile asks.

use std::cmp::Ordering;

use super::{Number, Object, Value, text};

/// Whether the language calls two values equal.
pub fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        _ if left.is_empty() || right.is_empty() => left.is_empty() && right.is_empty(),
        (Value::Text(left), Value::Text(right)) => text::equal(left, right),
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(&**right).all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => covers(left, right) && covers(right, left),
        _ => order(left, right) == Some(Ordering::Equal),
    }
}

/// Whether each name of one object has an equal value in the other.
fn covers(one: &Object, other: &Object) -> bool {
    one.fields().all(|(name, value)| equal(value, other.named(name)))
}

/// The order of two values, if they have one.
pub fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Boolean(left), Value::Boolean(right)) => Some(left.cmp(right)),
        (Value::Integer(left), Value::Integer(right)) => Some(left.cmp(right)),
        (Value::Integer(left), Value::Number(right)) => Some(Number::from(*left).cmp(right)),
        (Value::Number(left), Value::Integer(right)) => Some(left.cmp(&Number::from(*right))),
        (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
        (Value::Text(left), Value::Text(right)) => Some(text::compare(left, right)),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::Datetime(left), Value::Datetime(right)) => Some(left.cmp(right)),
        (Value::Time(left), Value::Time(right)) => Some(left.cmp(right)),
        (Value::Duration(left), Value::Duration(right)) => left.compare(*right),
        _ => None,
    }
}
