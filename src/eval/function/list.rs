//! Functions that take or make lists. An empty item keeps its place: it is counted, and may be the first or the last. The
//! functions that are aggregates of events, too, leave it out, as those do.

use super::super::aggregate;
use super::{count, invalid};
use crate::diagnostic::Problem;
use crate::program::{Aggregate, Function};
use crate::value::{Value, edit};

pub(super) fn call(function: Function, arguments: &[Value]) -> Result<Value, Problem> {
    if let Some(aggregate) = aggregate_of(function) {
        let full = items(arguments).iter().filter(|item| !item.is_empty());
        return aggregate::of(aggregate, &full.cloned().collect::<Vec<_>>());
    }
    Ok(match (function, arguments) {
        (Function::Split, [Value::Text(value), Value::Text(separator)]) => {
            Value::List(edit::split(value, separator).map(item).collect())
        }
        (Function::Join, [Value::List(items), Value::Text(separator)]) => join(items, separator)?,
        (Function::Join, [Value::List(items), Value::Empty]) => join(items, "")?,
        // As over events, nothing is 0 when it is counted.
        (Function::Count, list) => count(items(list).len()),
        (Function::First, list) => items(list).first().cloned().unwrap_or(Value::Empty),
        (Function::Last, list) => items(list).last().cloned().unwrap_or(Value::Empty),
        // A condition is never empty.
        (Function::Any, list) => items(list).iter().any(holds).into(),
        (Function::All, list) => (!items(list).is_empty() && items(list).iter().all(holds)).into(),
        _ => Value::Empty,
    })
}

/// The aggregate that a function is, of the items of a list.
fn aggregate_of(function: Function) -> Option<Aggregate> {
    Some(match function {
        Function::Sum => Aggregate::Sum,
        Function::Average => Aggregate::Average,
        Function::Smallest => Aggregate::Min,
        Function::Largest => Aggregate::Max,
        Function::Distinct => Aggregate::Distinct,
        Function::MostCommon => Aggregate::MostCommon,
        _ => return None,
    })
}

/// The items of the only argument.
fn items(arguments: &[Value]) -> &[Value] {
    match arguments {
        [Value::List(items)] => items,
        _ => &[],
    }
}

fn holds(item: &Value) -> bool {
    *item == Value::Boolean(true)
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
