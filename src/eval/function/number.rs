//! Functions of numbers, and those that choose among what compares.

use std::cmp::Ordering;

use super::super::arithmetic::number;
use super::invalid;
use crate::diagnostic::Problem;
use crate::program::Function;
use crate::value::{ArithmeticError, Value, Zone, compare, integer};

pub(super) fn call(function: Function, arguments: &[Value], zone: Zone) -> Result<Value, Problem> {
    match (function, arguments) {
        (Function::RoundToInteger | Function::Floor | Function::Ceil, [value]) => whole(function, value),
        (Function::Round, [value, Value::Integer(places)]) => round(value, *places),
        (Function::Abs, [value]) => absolute(value),
        (Function::Min, [one, other]) => Ok(chosen(one, other, Ordering::Less)),
        (Function::Max, [one, other]) => Ok(chosen(one, other, Ordering::Greater)),
        (Function::Clamp, [value, least, most]) => clamp(value, least, most, zone),
        (Function::Mod, [value, divisor]) => modulo(value, divisor, zone),
        _ => Ok(Value::Empty),
    }
}

/// The whole number near a number.
fn whole(function: Function, value: &Value) -> Result<Value, Problem> {
    let number = match value {
        Value::Integer(_) => return Ok(value.clone()),
        Value::Number(number) => number,
        _ => return Ok(Value::Empty),
    };
    let near = match function {
        Function::Floor => number.floor(),
        Function::Ceil => number.ceiling(),
        // Rounding to whole numbers drops digits, and so does not overflow 28 of them.
        _ => number.round(0).unwrap_or(*number),
    };
    near.to_integer().map(Value::from).ok_or_else(|| overflow(format!("`{}({number})`", function.name())))
}

fn round(value: &Value, places: i64) -> Result<Value, Problem> {
    let Some(value) = number(value) else { return Ok(Value::Empty) };
    let rounded = value.round(places);
    rounded.map(Value::from).map_err(|_| overflow(format!("`round({value}, {places})`")))
}

fn absolute(value: &Value) -> Result<Value, Problem> {
    match value {
        Value::Integer(value) => {
            value.checked_abs().map(Value::from).ok_or_else(|| overflow(format!("`abs({value})`")))
        }
        Value::Number(value) => Ok(value.absolute().into()),
        _ => Ok(Value::Empty),
    }
}

/// The one that stands so to the other; the first where they are equal.
fn chosen(one: &Value, other: &Value, wanted: Ordering) -> Value {
    match compare::order(one, other) {
        None => Value::Empty,
        Some(order) if order == wanted.reverse() => other.clone(),
        Some(_) => one.clone(),
    }
}

fn clamp(value: &Value, least: &Value, most: &Value, zone: Zone) -> Result<Value, Problem> {
    if compare::order(least, most) == Some(Ordering::Greater) {
        let (least, most) = (least.literal(zone), most.literal(zone));
        return Err(invalid(Function::Clamp, format!("cannot keep a value between `{least}` and `{most}`")));
    }
    Ok(chosen(&chosen(value, least, Ordering::Greater), most, Ordering::Less))
}

fn modulo(value: &Value, divisor: &Value, zone: Zone) -> Result<Value, Problem> {
    let result = match (value, divisor) {
        (Value::Integer(value), Value::Integer(divisor)) => {
            integer::modulo(*value, *divisor).map(Value::from)
        }
        _ => match (number(value), number(divisor)) {
            (Some(value), Some(divisor)) => value.modulo(divisor).map(Value::from),
            _ => return Ok(Value::Empty),
        },
    };
    let operation = || format!("`mod({}, {})`", value.literal(zone), divisor.literal(zone));
    result.map_err(|error| match error {
        ArithmeticError::Overflow => overflow(operation()),
        ArithmeticError::DivisionByZero => Problem::DivisionByZero { operation: operation() },
    })
}

/// Something to divide by, which is not 0.
pub(super) fn divisor(value: &Value) -> Result<(), Problem> {
    match number(value) {
        Some(number) if number.is_zero() => Err(Problem::DivisionByZero { operation: "`mod`".to_owned() }),
        _ => Ok(()),
    }
}

fn overflow(operation: String) -> Problem {
    Problem::Overflow { operation }
}
