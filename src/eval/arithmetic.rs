//! The operators of formulas on values. Over an empty operand the result is empty.
//!
//! | operation | result |
//! | --- | --- |
//! | integer `+ - * %` integer | integer |
//! | integer `/` integer, and all with a number | number |
//! | text `+` text | text |
//! | datetime `-` datetime | duration: elapsed time |
//! | date `-` date | duration: days |
//! | datetime `+ -` duration | datetime; days, weeks, months and years on the calendar of the zone, at the same clock time |
//! | date `+ -` duration | date; a fault for hours and less |
//! | duration `+ -` duration, duration `*` integer | duration |
//! | `-` integer, number or duration | the same kind |
//! | duration in a unit | number; a fault for months in elapsed units, and the other way round |
//!
//! `+` and `*` take a duration on either side. The checker lets nothing else through; of other values the result is empty.

use crate::diagnostic::Problem;
use crate::program::Arithmetic;
use crate::value::time::{add_calendar, add_to_date};
use crate::value::{ArithmeticError, Duration, Number, TimeError, Unit, Value, Zone, integer};

/// Why an operation has no result.
enum Failure {
    Arithmetic(ArithmeticError),
    Time(TimeError),
}

/// `left operator right`
pub fn apply(operator: Arithmetic, left: &Value, right: &Value, zone: Zone) -> Result<Value, Problem> {
    if left.is_empty() || right.is_empty() {
        return Ok(Value::Empty);
    }
    let result = match operator {
        Arithmetic::Add => add(left, right, zone),
        Arithmetic::Subtract => subtract(left, right, zone),
        Arithmetic::Multiply => multiply(left, right),
        Arithmetic::Divide => divide(left, right),
        Arithmetic::Remainder => remainder(left, right),
    };
    result.map_err(|failure| match failure {
        Failure::Time(TimeError::NotWholeDays) => {
            let duration = if matches!(left, Value::Duration(_)) { left } else { right };
            let reason = format!("moves a date by whole days only, not by `{}`", duration.literal(zone));
            Problem::InvalidArgument { function: operator.symbol().to_owned(), reason }
        }
        failure => {
            let (left, right) = (left.literal(zone), right.literal(zone));
            failure.problem(format!("`{left} {} {right}`", operator.symbol()))
        }
    })
}

/// `-value`
pub fn negate(value: &Value, zone: Zone) -> Result<Value, Problem> {
    let result = match value {
        Value::Integer(value) => integer::negate(*value).map(Value::from),
        Value::Number(value) => value.negate().map(Value::from),
        Value::Duration(value) => Ok(value.negate().into()),
        _ => Ok(Value::Empty),
    };
    result.map_err(|error| Failure::from(error).problem(format!("`-({})`", value.literal(zone))))
}

/// `value in unit`
pub(super) fn in_unit(value: &Value, unit: Unit, zone: Zone) -> Result<Value, Problem> {
    let Value::Duration(duration) = value else { return Ok(Value::Empty) };
    duration.in_unit(unit).map(Value::from).map_err(|_| Problem::InvalidArgument {
        function: format!("in {unit}"),
        reason: format!("cannot take `{}`, as months are not all equally long", value.literal(zone)),
    })
}

fn add(left: &Value, right: &Value, zone: Zone) -> Result<Value, Failure> {
    Ok(match (left, right) {
        (Value::Integer(left), Value::Integer(right)) => integer::add(*left, *right)?.into(),
        (Value::Text(left), Value::Text(right)) => format!("{left}{right}").into(),
        (Value::Datetime(moment), Value::Duration(by)) | (Value::Duration(by), Value::Datetime(moment)) => {
            add_calendar(*moment, *by, zone)?.into()
        }
        (Value::Date(date), Value::Duration(by)) | (Value::Duration(by), Value::Date(date)) => {
            add_to_date(*date, *by)?.into()
        }
        (Value::Duration(left), Value::Duration(right)) => left.add(*right)?.into(),
        _ => of_numbers(left, right, Number::add)?,
    })
}

fn subtract(left: &Value, right: &Value, zone: Zone) -> Result<Value, Failure> {
    Ok(match (left, right) {
        (Value::Integer(left), Value::Integer(right)) => integer::subtract(*left, *right)?.into(),
        (Value::Datetime(left), Value::Datetime(right)) => {
            Duration::from_micros(left.micros_since(*right))?.into()
        }
        (Value::Date(left), Value::Date(right)) => {
            Duration::of(left.days() - right.days(), Unit::Days)?.into()
        }
        (Value::Datetime(moment), Value::Duration(by)) => add_calendar(*moment, by.negate(), zone)?.into(),
        (Value::Date(date), Value::Duration(by)) => add_to_date(*date, by.negate())?.into(),
        (Value::Duration(left), Value::Duration(right)) => left.subtract(*right)?.into(),
        _ => of_numbers(left, right, Number::subtract)?,
    })
}

fn multiply(left: &Value, right: &Value) -> Result<Value, Failure> {
    Ok(match (left, right) {
        (Value::Integer(left), Value::Integer(right)) => integer::multiply(*left, *right)?.into(),
        (Value::Duration(length), Value::Integer(times))
        | (Value::Integer(times), Value::Duration(length)) => length.multiply(*times)?.into(),
        _ => of_numbers(left, right, Number::multiply)?,
    })
}

fn divide(left: &Value, right: &Value) -> Result<Value, Failure> {
    of_numbers(left, right, Number::divide)
}

fn remainder(left: &Value, right: &Value) -> Result<Value, Failure> {
    match (left, right) {
        (Value::Integer(left), Value::Integer(right)) => Ok(integer::remainder(*left, *right)?.into()),
        _ => of_numbers(left, right, Number::remainder),
    }
}

/// The operation on two numbers; integers are numbers too.
fn of_numbers(
    left: &Value,
    right: &Value,
    operation: fn(Number, Number) -> Result<Number, ArithmeticError>,
) -> Result<Value, Failure> {
    match (number(left), number(right)) {
        (Some(left), Some(right)) => Ok(operation(left, right)?.into()),
        _ => Ok(Value::Empty),
    }
}

/// The number that an integer or a number is.
pub(super) fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Integer(value) => Some(Number::from(*value)),
        Value::Number(value) => Some(*value),
        _ => None,
    }
}

impl Failure {
    fn problem(self, operation: String) -> Problem {
        match self {
            Failure::Arithmetic(ArithmeticError::Overflow) => Problem::Overflow { operation },
            Failure::Arithmetic(ArithmeticError::DivisionByZero) => Problem::DivisionByZero { operation },
            Failure::Time(_) => Problem::CalendarRange { operation },
        }
    }
}

impl From<ArithmeticError> for Failure {
    fn from(error: ArithmeticError) -> Failure {
        Failure::Arithmetic(error)
    }
}

impl From<TimeError> for Failure {
    fn from(error: TimeError) -> Failure {
        Failure::Time(error)
    }
}
