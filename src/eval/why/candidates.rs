//! Values that are worth trying: those that a condition names, their neighbours, and none.

use crate::program::Type;
use crate::value::time::{add_calendar, add_elapsed};
use crate::value::{Date, Duration, Instant, Number, Text, Unit, Value, Zone};

/// What values of a type are worth trying where a condition names these constants. `empty` comes last.
pub(super) fn candidates(r#type: &Type, constants: &[Value], now: Instant, zone: Zone) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let add = |value: Value, found: &mut Vec<Value>| {
        if !found.contains(&value) {
            found.push(value);
        }
    };
    if *r#type == Type::Boolean {
        return vec![Value::Boolean(true), Value::Boolean(false), Value::Empty];
    }
    for constant in constants {
        for value in around(r#type, constant, now, zone) {
            add(value, &mut found);
        }
    }
    if let Some(today) = of_moment(r#type, now, zone) {
        add(today, &mut found);
    }
    add(Value::Empty, &mut found);
    found
}

/// The value of a type that a constant stands for, with what lies next to it.
fn around(r#type: &Type, constant: &Value, now: Instant, zone: Zone) -> Vec<Value> {
    match (r#type, constant) {
        (_, Value::List(items)) => items.iter().flat_map(|item| around(r#type, item, now, zone)).collect(),
        (Type::Text, Value::Text(text)) => vec![Value::Text(text.clone())],
        (Type::Integer, Value::Integer(whole)) => whole_numbers(*whole),
        (Type::Integer, Value::Number(number)) => {
            Number::to_integer(*number).map(whole_numbers).unwrap_or_default()
        }
        (Type::Number, Value::Integer(whole)) => {
            Number::from_mantissa_scale((*whole).into(), 0).map_or_else(|_| Vec::new(), numbers)
        }
        (Type::Number, Value::Number(number)) => numbers(*number),
        (Type::Date | Type::Datetime, Value::Duration(duration)) => moments(r#type, *duration, now, zone),
        (Type::Date, Value::Date(date)) => days(*date),
        (Type::Date, Value::Datetime(instant)) => days(zone.date(*instant)),
        (Type::Datetime, Value::Datetime(instant)) => instants(*instant),
        (Type::Datetime, Value::Date(date)) => {
            days(*date).iter().filter_map(|day| of_day(day, zone)).collect()
        }
        _ => Vec::new(),
    }
}

fn whole_numbers(whole: i64) -> Vec<Value> {
    let near = [Some(whole), whole.checked_add(1), whole.checked_sub(1)];
    near.into_iter().flatten().map(Value::Integer).collect()
}

/// A number and its neighbours in its last digit.
fn numbers(number: Number) -> Vec<Value> {
    let step = |by: i128| Number::from_mantissa_scale(number.mantissa() + by, number.scale()).ok();
    [Some(number), step(1), step(-1)].into_iter().flatten().map(Value::Number).collect()
}

fn days(date: Date) -> Vec<Value> {
    [Some(date), date.plus_days(1), date.plus_days(-1)].into_iter().flatten().map(Value::Date).collect()
}

fn instants(instant: Instant) -> Vec<Value> {
    const SECOND: i64 = 1_000_000;
    let near = [Ok(instant), instant.plus_micros(SECOND), instant.plus_micros(-SECOND)];
    near.into_iter().flatten().map(Value::Datetime).collect()
}

fn of_day(day: &Value, zone: Zone) -> Option<Value> {
    match day {
        Value::Date(date) => Some(Value::Datetime(zone.start_of_day(*date))),
        _ => None,
    }
}

/// Moments that lie so far from now, ahead and behind, with a unit more and less.
fn moments(r#type: &Type, duration: Duration, now: Instant, zone: Zone) -> Vec<Value> {
    let unit = Duration::of(1, duration.unit());
    let near = [
        Some(duration),
        unit.ok().and_then(|unit| duration.add(unit).ok()),
        unit.ok().and_then(|unit| duration.subtract(unit).ok()),
    ];
    let both = near.into_iter().flatten().flat_map(|length| [length, length.negate()]);
    both.filter_map(|length| of_moment(r#type, moment(now, length, zone)?, zone)).collect()
}

fn moment(now: Instant, length: Duration, zone: Zone) -> Option<Instant> {
    let is_of_days = !matches!(length.unit(), Unit::Seconds | Unit::Minutes | Unit::Hours);
    let add = if is_of_days { add_calendar } else { add_elapsed };
    add(now, length, zone).ok()
}

fn of_moment(r#type: &Type, moment: Instant, zone: Zone) -> Option<Value> {
    match r#type {
        Type::Date => Some(Value::Date(zone.date(moment))),
        Type::Datetime => Some(Value::Datetime(moment)),
        _ => None,
    }
}

/// How far two values lie from each other, where that is a number: the nearer of two changes is the smaller one.
pub(super) fn distance(from: &Value, to: &Value) -> Option<f64> {
    match (from, to) {
        (Value::Integer(from), Value::Integer(to)) => Some((*from as f64 - *to as f64).abs()),
        (Value::Number(from), Value::Number(to)) => Some((from.to_f64_lossy() - to.to_f64_lossy()).abs()),
        (Value::Date(from), Value::Date(to)) => Some((from.days() - to.days()).abs() as f64),
        (Value::Datetime(from), Value::Datetime(to)) => Some((from.micros() - to.micros()).abs() as f64),
        _ => None,
    }
}

/// The tags with one more, or without one.
pub(super) fn tags(known: &Value, tag: &Text) -> Value {
    let known: &[Value] = match known {
        Value::List(tags) => tags,
        _ => &[],
    };
    let is_tag = |value: &Value| matches!(value, Value::Text(text) if crate::value::text::equal(text, tag));
    let mut tags: Vec<Value> = known.iter().filter(|value| !is_tag(value)).cloned().collect();
    if tags.len() == known.len() {
        tags.push(Value::Text(tag.clone()));
    }
    Value::List(tags.into())
}
