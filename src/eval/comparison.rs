//! The comparisons of conditions on values.
//!
//! Every comparison is false where its left side is empty, or what stands on the right is. The exceptions are `is empty`
//! and the negated forms: those hold exactly where what they negate does not. Of the items of `is one of`, an empty one
//! equals nothing.
//!
//! | comparison | boolean | text | integer, number | date, datetime | time, duration |
//! | --- | --- | --- | --- | --- | --- |
//! | `is`, `is one of` | the same | ignores case | the same number | see below | the same; days have 24 hours |
//! | `is exactly`, `matches` | | respect case | | | |
//! | `contains`, `starts with`, `ends with` | | ignore case | | | |
//! | `less than` … `greater than`, `before` … `after` | | | by size | see below | by size; months and elapsed time have no order |
//! | `is between` | | | both ends included | both ends included | |
//!
//! Dates and datetimes compare as [`crate::value::moment`] says: a datetime with a datetime exactly, and by its day in the
//! zone as soon as one of the two is a date. The relative operators are those of [`crate::value::relative`].
//!
//! **`ignoring year`** is about days; a datetime stands for its day in the zone. With `is` and `before` … `after`, the
//! anniversary in the year of the right side is compared. `is between` and the relative operators hold if some anniversary
//! lies in the range. 29 February is the 28th in common years.

use std::cmp::Ordering;

use crate::diagnostic::Problem;
use crate::program::Comparison;
use crate::value::moment::{date_relation_range, relation_range};
use crate::value::relative::{anniversary_matches, contacted_range, date_range, instant_range};
use crate::value::{
    Date, DateOperator, DateRange, Duration, Instant, Moment, Relation, Value, Zone, compare, pattern, text,
};

/// What a comparison depends on beside its operands.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    pub(super) now: Instant,
    pub(super) zone: Zone,
    pub(super) ignoring_year: bool,
    /// Whether the left side is `last contacted`, whose days are blocks of 24 hours.
    pub(super) contacted: bool,
}

/// Whether the comparison holds. Only an invalid pattern is a problem.
pub(super) fn holds(
    comparison: Comparison,
    left: &Value,
    operands: &[Value],
    setting: Setting,
) -> Result<bool, Problem> {
    if let Some(negated) = comparison.complement() {
        return Ok(!holds(negated, left, operands, setting)?);
    }
    if comparison == Comparison::IsEmpty {
        return Ok(left.is_empty());
    }
    if left.is_empty() {
        return Ok(false);
    }
    if comparison == Comparison::IsOneOf {
        return Ok(items(operands).any(|item| setting.relates(left, Relation::Is, item)));
    }
    if operands.iter().any(Value::is_empty) {
        return Ok(false);
    }
    if let Some(relation) = comparison.relation() {
        return Ok(operands.iter().all(|right| setting.relates(left, relation, right)));
    }
    if let Some(operator) = comparison.relative() {
        return Ok(setting.relative(left, operator, operands));
    }
    match (comparison, left, operands) {
        (Comparison::IsBetween, _, [first, last]) => Ok(setting.between(left, first, last)),
        (_, Value::Text(left), [Value::Text(right)]) => of_texts(comparison, left, right),
        _ => Ok(false),
    }
}

/// The items of `is one of`; a list among them stands for its items.
fn items(operands: &[Value]) -> impl Iterator<Item = &Value> {
    operands.iter().flat_map(|operand| match operand {
        Value::List(items) => items,
        single => std::slice::from_ref(single),
    })
}

fn of_texts(comparison: Comparison, left: &str, right: &str) -> Result<bool, Problem> {
    Ok(match comparison {
        Comparison::IsExactly => left == right,
        Comparison::Contains => text::contains(left, right),
        Comparison::StartsWith => text::starts_with(left, right),
        Comparison::EndsWith => text::ends_with(left, right),
        Comparison::Matches => pattern::compiled(right)
            .map_err(|reason| Problem::InvalidArgument {
                function: comparison.phrase().to_owned(),
                reason: format!("cannot take the pattern `{right}`: {reason}"),
            })?
            .is_match(left),
        _ => false,
    })
}

impl Setting {
    /// Whether one value lies so to another.
    fn relates(self, left: &Value, relation: Relation, right: &Value) -> bool {
        match (moment(left), moment(right)) {
            (Some(left), Some(right)) if self.ignoring_year => {
                let right = self.day(right);
                let anniversary = self.day(left).in_year(right.year());
                anniversary.is_some_and(|day| date_relation_range(relation, right).contains(day))
            }
            (Some(Moment::Instant(left)), Some(right)) => {
                relation_range(relation, right, self.zone).contains(left)
            }
            (Some(Moment::Date(left)), Some(right)) => {
                date_relation_range(relation, self.day(right)).contains(left)
            }
            _ => in_order(left, relation, right),
        }
    }

    fn between(self, left: &Value, first: &Value, last: &Value) -> bool {
        match (moment(left), moment(first), moment(last)) {
            (Some(left), Some(first), Some(last)) if self.ignoring_year => {
                let range = DateRange { first: Some(self.day(first)), last: Some(self.day(last)) };
                anniversary_matches(range, self.day(left))
            }
            _ => self.relates(left, Relation::Since, first) && self.relates(left, Relation::Until, last),
        }
    }

    fn relative(self, left: &Value, operator: DateOperator, operands: &[Value]) -> bool {
        let duration = match operands {
            [Value::Duration(duration)] => *duration,
            _ => Duration::ZERO,
        };
        let dates = || date_range(operator, duration, self.now, self.zone);
        match moment(left) {
            Some(left) if self.ignoring_year => anniversary_matches(dates(), self.day(left)),
            Some(Moment::Date(left)) => dates().contains(left),
            Some(Moment::Instant(left)) => {
                let range = if self.contacted { contacted_range } else { instant_range };
                range(operator, duration, self.now, self.zone).contains(left)
            }
            None => false,
        }
    }

    /// The day of a moment in the zone.
    fn day(self, moment: Moment) -> Date {
        match moment {
            Moment::Date(date) => date,
            Moment::Instant(instant) => self.zone.date(instant),
        }
    }
}

fn moment(value: &Value) -> Option<Moment> {
    match value {
        Value::Date(date) => Some(Moment::Date(*date)),
        Value::Datetime(instant) => Some(Moment::Instant(*instant)),
        _ => None,
    }
}

/// Whether two values that are no moments lie so to each other.
fn in_order(left: &Value, relation: Relation, right: &Value) -> bool {
    if relation == Relation::Is {
        return compare::equal(left, right);
    }
    compare::order(left, right).is_some_and(|order| lies(relation, order))
}

/// Whether what has this order to something lies so to it.
pub(super) fn lies(relation: Relation, order: Ordering) -> bool {
    match relation {
        Relation::Is => order.is_eq(),
        Relation::Before => order.is_lt(),
        Relation::Until => order.is_le(),
        Relation::Since => order.is_ge(),
        Relation::After => order.is_gt(),
    }
}
