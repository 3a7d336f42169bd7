//! Functions that take or make lists. An empty text in a list is empty, and keeps its place.

use super::{count, invalid};
use crate::diagnostic::Problem;
use crate::program::Function;
use crate::value::{Value, edit};

pub(super) fn call(function: Function, arguments: &[Value]) -> Result<Value, Problem> {
    Ok(match (function, arguments) {
        (Function::Split, [Value::Text(value), Value::Text(separator)]) => {
            Value::List(edit::split(value, separator).map(item).collect())
        }
        (Function::Join, [Value::List(items), Value::Text(separator)]) => join(items, separator)?,
        (Function::Join, [Value::List(items), Value::Empty]) => join(items, "")?,
        (Function::Count, [Value::List(items)]) => count(items.len()),
        // As over events, nothing is 0 when it is counted.
        (Function::Count, [Value::Empty]) => count(0),
        (Function::First, [Value::List(items)]) => items.first().cloned().unwrap_or(Value::Empty),
        (Function::Last, [Value::List(items)]) => items.last().cloned().unwrap_or(Value::Empty),
        _ => Value::Empty,
    })
}

fn item(part: &str) -> Value {
    if part.is_empty() { Value::Empty } else { part.into() }
}

fn text(item: &Value) -> &str {
    match item {
        Value::Text(text) => text,
        _ => "",
    }
}

fn join(items: &[Value], separator: &str) -> Result<Value, Problem> {
    let parts: Vec<&str> = items.iter().map(text).collect();
    let joined = edit::join(&parts, separator);
    joined.map(Value::from).map_err(|error| invalid(Function::Join, format!("would make a text {error}")))
}
