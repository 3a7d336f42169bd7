//! Functions of dates, moments and lengths of time. What a calendar or clock shows is meant in the zone at hand, or in one
//! that an argument names.

use super::invalid;
use crate::diagnostic::Problem;
use crate::program::Function;
use crate::value::time::{DatePattern, Locale, PatternError, start_of, start_of_date};
use crate::value::{Date, Duration, Instant, TimeError, TimeOfDay, Unit, Value, Zone};

pub(super) fn call(function: Function, arguments: &[Value], zone: Zone) -> Result<Value, Problem> {
    let (arguments, zone) = match function.zone_parameter().and_then(|place| arguments.get(place)) {
        None => (arguments, zone),
        Some(Value::Text(name)) => (arguments, self::zone(function, name)?),
        Some(_) => return Ok(Value::Empty),
    };
    match (function, arguments) {
        (Function::StartOf, [value, Value::Text(unit), ..]) => start(value, unit, zone),
        (Function::FormatDate, [value, Value::Text(pattern)] | [value, Value::Text(pattern), _]) => {
            format(value, pattern, zone, Locale::ENGLISH)
        }
        (Function::FormatDate, [value, Value::Text(pattern), _, Value::Text(name)]) => {
            format(value, pattern, zone, locale(name)?)
        }
        (Function::InZone, [value @ Value::Datetime(_), _]) => Ok(value.show(zone).into()),
        (_, [amount]) if length_unit(function).is_some() => length(function, amount),
        (_, [value, ..]) => Ok(part(function, value, zone)?.map_or(Value::Empty, Value::from)),
        _ => Ok(Value::Empty),
    }
}

/// The zone with this name.
pub(super) fn zone(function: Function, name: &str) -> Result<Zone, Problem> {
    Zone::named(name).ok_or_else(|| invalid(function, format!("knows no time zone `{name}`")))
}

/// The day of a moment in a zone.
pub(super) fn day(function: Function, moment: Instant, zone: Zone) -> Result<Date, Problem> {
    let shown = || Value::Datetime(moment).literal(zone);
    zone.day(moment).map_err(|_| out_of_range(format!("`{}({})`", function.name(), shown())))
}

/// The unit with this name, in the singular or plural; a date has none below days.
pub(super) fn unit(name: &str, of_date: bool) -> Result<Unit, Problem> {
    let refused = |reason| Err(invalid(Function::StartOf, reason));
    match Unit::parse(name) {
        None => {
            let known: Vec<&str> = Unit::ALL.iter().map(|unit| unit.singular()).collect();
            refused(format!("knows no unit `{name}`; there are {}", known.join(", ")))
        }
        Some(unit) if of_date && !unit.is_calendar() => refused(format!(
            "cannot give the {unit} of a date, which has no time of day",
            unit = unit.singular()
        )),
        Some(unit) => Ok(unit),
    }
}

/// The pattern that a text is; a date has no time of day to show.
pub(super) fn pattern(written: &str, of_date: bool) -> Result<DatePattern, Problem> {
    let refused = |reason| invalid(Function::FormatDate, reason);
    let pattern = DatePattern::parse(written).map_err(|error| {
        refused(match error {
            PatternError::Unknown { letters } => {
                format!("does not know `{letters}` in the pattern `{written}`")
            }
            PatternError::Unclosed => format!("finds no closing quote in the pattern `{written}`"),
        })
    })?;
    match pattern.time_letters().filter(|_| of_date) {
        Some(letters) => Err(refused(format!("finds no `{letters}` in a date, which has no time of day"))),
        None => Ok(pattern),
    }
}

/// The locale with this name.
pub(super) fn locale(name: &str) -> Result<Locale, Problem> {
    let refused = || {
        invalid(
            Function::FormatDate,
            format!("knows no language `{name}`; they are written as `en` or `pt-BR`"),
        )
    };
    Locale::parse(name).ok_or_else(refused)
}

fn start(value: &Value, name: &str, zone: Zone) -> Result<Value, Problem> {
    let unit = unit(name, matches!(value, Value::Date(_)))?;
    let start = match value {
        Value::Date(date) => start_of_date(*date, unit).map(Value::from),
        Value::Datetime(moment) => start_of(*moment, unit, zone).map(Value::from),
        _ => return Ok(Value::Empty),
    };
    start.map_err(|_| out_of_range(format!("`startOf({}, \"{name}\")`", value.literal(zone))))
}

fn format(value: &Value, written: &str, zone: Zone, locale: Locale) -> Result<Value, Problem> {
    let pattern = pattern(written, matches!(value, Value::Date(_)))?;
    Ok(match value {
        Value::Date(date) => pattern.date(*date, locale).into(),
        Value::Datetime(moment) => pattern.moment(*moment, zone, locale).into(),
        _ => Value::Empty,
    })
}

/// What the calendar or the clock shows of a value.
fn part(function: Function, value: &Value, zone: Zone) -> Result<Option<i64>, Problem> {
    Ok(match value {
        Value::Date(date) => date_part(function, *date),
        Value::Time(time) => time_part(function, *time),
        Value::Datetime(moment) => match time_part(function, zone.local(*moment).1) {
            None => date_part(function, day(function, *moment, zone)?),
            of_time => of_time,
        },
        _ => None,
    })
}

fn date_part(function: Function, date: Date) -> Option<i64> {
    match function {
        Function::Year => Some(date.year().into()),
        Function::Month => Some(date.month().into()),
        Function::Day => Some(date.day().into()),
        Function::DayOfWeek => Some(date.weekday().number()),
        _ => None,
    }
}

fn time_part(function: Function, time: TimeOfDay) -> Option<i64> {
    match function {
        Function::Hour => Some(time.hour()),
        Function::Minute => Some(time.minute()),
        Function::Second => Some(time.second()),
        _ => None,
    }
}

/// The unit of a function that makes a length of time.
fn length_unit(function: Function) -> Option<Unit> {
    match function {
        Function::Seconds => Some(Unit::Seconds),
        Function::Minutes => Some(Unit::Minutes),
        Function::Hours => Some(Unit::Hours),
        Function::Days => Some(Unit::Days),
        Function::Weeks => Some(Unit::Weeks),
        Function::Months => Some(Unit::Months),
        Function::Years => Some(Unit::Years),
        _ => None,
    }
}

fn length(function: Function, amount: &Value) -> Result<Value, Problem> {
    let (Some(amount), Some(unit)) = (super::super::arithmetic::number(amount), length_unit(function)) else {
        return Ok(Value::Empty);
    };
    Duration::of_number(amount, unit).map(Value::from).map_err(|error| match error {
        TimeError::NotWhole => {
            invalid(function, format!("cannot take `{amount}`, as time is counted in microseconds"))
        }
        _ => out_of_range(format!("`{unit}({amount})`")),
    })
}

fn out_of_range(operation: String) -> Problem {
    Problem::CalendarRange { operation }
}
