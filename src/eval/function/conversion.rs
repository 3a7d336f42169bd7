//! Functions from one type to another. Texts are read as literals of the language are.

use super::time;
use crate::diagnostic::Problem;
use crate::program::Function;
use crate::value::time::{parse_date, parse_datetime};
use crate::value::{Number, Value, Zone};

pub(super) fn call(function: Function, arguments: &[Value], zone: Zone) -> Result<Value, Problem> {
    let [value] = arguments else { return Ok(Value::Empty) };
    if let (Function::ToDate, Value::Datetime(moment)) = (function, value) {
        return time::day(function, *moment, zone).map(Value::from);
    }
    let (converted, expected) = match function {
        Function::ToNumber => (number(value).map(Value::from), "a number"),
        Function::ToInteger => (number(value).and_then(Number::to_integer).map(Value::from), "an integer"),
        Function::ToDate => (date(value), "a date"),
        Function::ToDatetime => (datetime(value, zone), "a datetime"),
        _ => (Some(value.show(zone).into()), "a text"),
    };
    let refused = || Problem::FailedConversion { value: value.show(zone), expected: expected.to_owned() };
    converted.ok_or_else(refused)
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Text(text) => Number::parse(text).ok(),
        other => super::super::arithmetic::number(other),
    }
}

fn date(value: &Value) -> Option<Value> {
    match value {
        Value::Text(text) => parse_date(text).ok().map(Value::from),
        _ => None,
    }
}

fn datetime(value: &Value, zone: Zone) -> Option<Value> {
    match value {
        Value::Text(text) => parse_datetime(text, zone).ok().map(Value::from),
        Value::Date(date) => Some(zone.start_of_day(*date).into()),
        _ => None,
    }
}
