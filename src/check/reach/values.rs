//! Which values a comparison with constants admits. Each answer is what `eval` computes, as a set.

use super::domain::Values;
use super::intervals::Intervals;
use super::subject::Axis;
use crate::program::{Aggregate, Comparison, Expression, ExpressionKind, Function, Type};
use crate::value::moment::{date_relation_range, relation_range};
use crate::value::{
    Date, DateRange, Duration, Instant, InstantRange, Moment, Number, Relation, Unit, Value, Zone, text,
};

/// The last microsecond of a day.
const LAST_OF_DAY: i64 = 24 * 60 * 60 * 1_000_000 - 1;

/// All values of a type that are not empty.
pub(super) fn universe(r#type: &Type) -> Values {
    let (first, last) = match r#type {
        Type::Text => return Values::Texts { listed: Default::default(), all_but: true },
        Type::Boolean => (0, 1),
        Type::Integer => (i64::MIN, i64::MAX),
        Type::Date => (Date::FIRST.days(), Date::LAST.days()),
        Type::Datetime => (Instant::FIRST.micros(), Instant::LAST.micros()),
        Type::Time => (0, LAST_OF_DAY),
        _ => return Values::Ordered(Intervals::all()),
    };
    whole_numbers(first, last)
}

/// All values that an expression can have, beside the empty one.
pub(super) fn universe_of(expression: &Expression) -> Values {
    match &expression.kind {
        ExpressionKind::Aggregate { aggregate: Aggregate::Count, .. } => whole_numbers(0, i64::MAX),
        ExpressionKind::Call { function, .. } => match function {
            Function::Len => whole_numbers(0, i64::MAX),
            Function::Find => whole_numbers(-1, i64::MAX),
            Function::Month => whole_numbers(1, 12),
            Function::Day => whole_numbers(1, 31),
            Function::Hour => whole_numbers(0, 23),
            Function::Minute | Function::Second => whole_numbers(0, 59),
            Function::DayOfWeek => whole_numbers(1, 7),
            _ => universe(&expression.r#type),
        },
        _ => universe(&expression.r#type),
    }
}

fn whole_numbers(first: i64, last: i64) -> Values {
    Values::Ordered(Intervals::between(Number::from(first), Number::from(last)).whole())
}

/// The same values among those of a type, of which most have nothing between two neighbours.
pub(super) fn among(r#type: &Type, values: Values) -> Values {
    match values {
        Values::Ordered(intervals) if *r#type != Type::Number => Values::Ordered(intervals.whole()),
        values => values,
    }
}

/// The values of a type for which a comparison with constants holds; nothing where they are no such set.
pub(super) fn admitted(comparison: Comparison, of: &Type, constants: &[Value], zone: Zone) -> Option<Values> {
    match (comparison, constants) {
        (Comparison::IsOneOf, items) if *of == Type::Text => items
            .iter()
            .filter(|item| !item.is_empty())
            .map(folded)
            .collect::<Option<Vec<_>>>()
            .map(Values::texts),
        (Comparison::IsOneOf, items) => {
            let mut union = Intervals::none();
            for item in items.iter().filter(|item| !item.is_empty()) {
                union = union.or(&related_to(Relation::Is, of, item, zone)?);
            }
            Some(Values::Ordered(union))
        }
        (Comparison::Is, [right]) if *of == Type::Text => Some(Values::texts([folded(right)?])),
        (Comparison::IsBetween, [first, last]) => {
            let since = related_to(Relation::Since, of, first, zone)?;
            Some(Values::Ordered(since.and(&related_to(Relation::Until, of, last, zone)?)))
        }
        (comparison, [right]) => Some(Values::Ordered(related_to(comparison.relation()?, of, right, zone)?)),
        _ => None,
    }
}

fn folded(value: &Value) -> Option<String> {
    match value {
        Value::Text(value) => Some(text::fold(value).into_owned()),
        _ => None,
    }
}

/// The values of a type that lie so to a constant.
fn related_to(relation: Relation, of: &Type, right: &Value, zone: Zone) -> Option<Intervals> {
    let moment = match right {
        Value::Date(date) => Some(Moment::Date(*date)),
        Value::Datetime(instant) => Some(Moment::Instant(*instant)),
        _ => None,
    };
    let number = match (of, moment, right) {
        (Type::Datetime, Some(moment), _) => return Some(instants(relation_range(relation, moment, zone))),
        (Type::Date, Some(Moment::Date(date)), _) => return Some(dates(date_relation_range(relation, date))),
        (Type::Date, Some(Moment::Instant(instant)), _) => {
            return Some(dates(date_relation_range(relation, zone.date(instant))));
        }
        (Type::Boolean, _, Value::Boolean(right)) => Number::from(i64::from(*right)),
        (Type::Integer | Type::Number, _, Value::Integer(right)) => Number::from(*right),
        (Type::Integer | Type::Number, _, Value::Number(right)) => *right,
        (Type::Time, _, Value::Time(right)) => Number::from(right.micros()),
        (Type::Duration, _, Value::Duration(right)) => Number::from(right.elapsed()?),
        _ => return None,
    };
    Some(related(relation, number, number))
}

/// The numbers that lie so to a stretch.
pub(super) fn related(relation: Relation, first: Number, last: Number) -> Intervals {
    match relation {
        Relation::Is => Intervals::between(first, last),
        Relation::Before => Intervals::below(first),
        Relation::Until => Intervals::above(last).not(),
        Relation::Since => Intervals::below(first).not(),
        Relation::After => Intervals::above(last),
    }
}

fn dates(range: DateRange) -> Intervals {
    if range.is_never() {
        return Intervals::none();
    }
    let start = range.first.map_or_else(Intervals::all, |first| Intervals::below(first.days().into()).not());
    let end = range.last.map_or_else(Intervals::all, |last| Intervals::above(last.days().into()).not());
    start.and(&end)
}

fn instants(range: InstantRange) -> Intervals {
    if range.is_never() {
        return Intervals::none();
    }
    let start = range.from.map_or_else(Intervals::all, |from| Intervals::below(from.micros().into()).not());
    let end = range.until.map_or_else(Intervals::all, |until| Intervals::below(until.micros().into()));
    start.and(&end)
}

/// What a relative operator admits on the scale that it measures on: now is 0, the past below it.
pub(super) fn distance(
    comparison: Comparison,
    of: &Type,
    contacted: bool,
    constants: &[Value],
) -> Option<(Axis, Intervals)> {
    let one_day = || Duration::of(1, Unit::Days).ok();
    let (future, duration) = match (comparison, constants) {
        (Comparison::WasToday | Comparison::IsToday, []) => (false, Duration::of(0, Unit::Days).ok()?),
        (Comparison::IsTomorrow, []) => (true, one_day()?),
        (Comparison::IsYesterday, []) => (false, one_day()?),
        (
            Comparison::WillBeIn | Comparison::WillBeWithin | Comparison::WillBeMoreThan,
            [Value::Duration(duration)],
        ) => (true, *duration),
        (Comparison::Was | Comparison::WasWithin | Comparison::WasMoreThan, [Value::Duration(duration)]) => {
            (false, *duration)
        }
        _ => return None,
    };
    if duration.is_negative() {
        return Some((Axis::Days, Intervals::none()));
    }
    let (axis, length, width) = measured(duration, of, contacted)?;
    let reached = match comparison {
        Comparison::WillBeWithin | Comparison::WasWithin => Intervals::between(0.into(), length.into()),
        Comparison::WillBeMoreThan | Comparison::WasMoreThan => Intervals::above(length.into()),
        _ => Intervals::between(length.into(), length.checked_add(width - 1)?.into()),
    };
    let signed = if future { reached } else { reached.mirrored() };
    Some((axis, if axis == Axis::Months { signed } else { signed.whole() }))
}

/// The scale for a duration, its length there, and how wide `in` such a duration is.
fn measured(duration: Duration, of: &Type, contacted: bool) -> Option<(Axis, i64, i64)> {
    let of_months = duration.days() == 0 && duration.micros() == 0 && duration.months() != 0;
    let of_days = duration.months() == 0 && duration.micros() == 0;
    let by_calendar = duration.is_calendar() && !contacted;
    match of {
        Type::Date | Type::Datetime if by_calendar && of_days => Some((Axis::Days, duration.days(), 1)),
        // Not even months have a fixed length where days are blocks of 24 hours.
        Type::Date | Type::Datetime if by_calendar && of_months => Some((Axis::Months, duration.months(), 1)),
        Type::Datetime if contacted || !duration.is_calendar() => {
            let day = Unit::Days.micros()?;
            let width = duration.unit().micros().unwrap_or(day).min(day);
            Some((Axis::Elapsed, duration.elapsed()?, width))
        }
        _ => None,
    }
}

/// The comparison that says the same with its sides exchanged.
pub(super) fn flipped(comparison: Comparison) -> Option<Comparison> {
    Some(match comparison {
        Comparison::Is => Comparison::Is,
        Comparison::LessThan => Comparison::GreaterThan,
        Comparison::LessThanOrEqual => Comparison::GreaterThanOrEqual,
        Comparison::GreaterThanOrEqual => Comparison::LessThanOrEqual,
        Comparison::GreaterThan => Comparison::LessThan,
        Comparison::Before => Comparison::After,
        Comparison::Until => Comparison::Since,
        Comparison::Since => Comparison::Until,
        Comparison::After => Comparison::Before,
        _ => return None,
    })
}

/// The relation with its sides exchanged.
pub(super) fn mirrored(relation: Relation) -> Relation {
    match relation {
        Relation::Is => Relation::Is,
        Relation::Before => Relation::After,
        Relation::Until => Relation::Since,
        Relation::Since => Relation::Until,
        Relation::After => Relation::Before,
    }
}
