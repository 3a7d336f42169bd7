//! What a walk makes of the values that it meets, as [`aggregate`](crate::eval::aggregate) says. Nothing is collected but the
//! values that differ, where those are asked for, and lists.

use std::cmp::Ordering;

use super::cell::Cell;
use crate::diagnostic::Problem;
use crate::program::bytecode::Gather;
use crate::program::{Aggregate, Type};
use crate::value::{Number, Value, compare};

/// What was gathered so far.
pub(super) struct Gathered {
    count: u64,
    /// Nothing once it was too large.
    total: Option<Number>,
    /// The least or greatest, the first or last.
    best: Value,
    /// The values that differ, in the order in which they were seen, and how often each was there.
    seen: Vec<(Value, u64)>,
    items: Vec<Value>,
}

impl Default for Gathered {
    fn default() -> Self {
        Gathered {
            count: 0,
            total: Some(Number::ZERO),
            best: Value::Empty,
            seen: Vec::new(),
            items: Vec::new(),
        }
    }
}

impl Gathered {
    /// Adds a number to the total.
    pub(super) fn add(&mut self, number: Number) {
        self.count += 1;
        self.total = self.total.and_then(|total| total.add(number).ok());
    }

    /// Takes a value; without an aggregate, for a list.
    pub(super) fn take(&mut self, aggregate: Option<Aggregate>, value: Value) {
        let is_better = |wanted| compare::order(&value, &self.best) == Some(wanted);
        match aggregate {
            None => self.items.push(value),
            Some(Aggregate::Count | Aggregate::Sum | Aggregate::Average) => {}
            Some(Aggregate::First) if self.count > 0 => {}
            Some(Aggregate::Min) if self.count > 0 && !is_better(Ordering::Less) => {}
            Some(Aggregate::Max) if self.count > 0 && !is_better(Ordering::Greater) => {}
            Some(Aggregate::First | Aggregate::Last | Aggregate::Min | Aggregate::Max) => self.best = value,
            Some(Aggregate::Distinct | Aggregate::MostCommon) => self.see(value),
        }
        self.count += 1;
    }

    /// Counts a value among those that are equal to it.
    fn see(&mut self, value: Value) {
        match self.seen.iter_mut().find(|(known, _)| compare::equal(known, &value)) {
            Some((_, times)) => *times += 1,
            None => self.seen.push((value, 1)),
        }
    }

    /// What came of it.
    pub(super) fn result(&mut self, gather: &Gather) -> Result<Value, Problem> {
        let Some(aggregate) = gather.aggregate else {
            return Ok(Value::List(std::mem::take(&mut self.items).into()));
        };
        let result = match aggregate {
            Aggregate::Count => Some(number_of(self.count)),
            Aggregate::Min | Aggregate::Max | Aggregate::First | Aggregate::Last => {
                Some(std::mem::replace(&mut self.best, Value::Empty))
            }
            Aggregate::Distinct => Some(number_of(self.seen.len() as u64)),
            Aggregate::MostCommon => Some(self.most_common()),
            Aggregate::Sum if gather.r#type == Type::Integer => {
                self.total.and_then(Number::to_integer).map(Value::from)
            }
            Aggregate::Sum => self.total.map(Value::from),
            Aggregate::Average if self.count == 0 => Some(Value::Empty),
            Aggregate::Average => {
                let count = Number::from(i64::try_from(self.count).unwrap_or(i64::MAX));
                self.total.and_then(|total| total.divide(count).ok()).map(Value::from)
            }
        };
        result.ok_or_else(|| Problem::Overflow { operation: format!("`{}`", aggregate.name()) })
    }

    /// The value that is there most often; of several the first.
    fn most_common(&self) -> Value {
        let best = self.seen.iter().reduce(|best, next| if best.1 < next.1 { next } else { best });
        best.map_or(Value::Empty, |(value, _)| value.clone())
    }
}

/// Whether an aggregate is one of full values only. An empty item keeps its place in a list: it is counted, and may be the
/// first or the last.
pub(super) fn leaves_out_empty(aggregate: Option<Aggregate>) -> bool {
    !matches!(aggregate, None | Some(Aggregate::Count | Aggregate::First | Aggregate::Last))
}

/// Whether an aggregate asks for nothing but the numbers.
pub(super) fn is_total(aggregate: Option<Aggregate>) -> bool {
    matches!(aggregate, Some(Aggregate::Sum | Aggregate::Average))
}

/// How many things there are, as a cell.
pub(super) fn counted(things: u64) -> Cell<'static> {
    Cell::Integer(i64::try_from(things).unwrap_or(i64::MAX))
}

fn number_of(things: u64) -> Value {
    Value::Integer(i64::try_from(things).unwrap_or(i64::MAX))
}
