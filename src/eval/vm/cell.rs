//! Values as the machine holds them: 16 bytes, copied freely, owned by nobody.

use crate::program::Type;
use crate::value::number::Packed;
use crate::value::{Date, Duration, Instant, Number, TimeOfDay, Unit, Value};

/// A value in a register. Texts, lists and objects are borrowed from the facts or the routine, or are among what the machine made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell<'a> {
    /// Nothing, or an empty text or list.
    Empty,
    Boolean(bool),
    Integer(i64),
    /// What [`Packed`] says.
    Number {
        scale: u8,
        high: u32,
        low: u64,
    },
    Date(Date),
    Datetime(Instant),
    Time(TimeOfDay),
    /// Months in the upper 24 bits of 48, days in the lower ones.
    Duration {
        unit: Unit,
        high: u16,
        low: u32,
        micros: i64,
    },
    /// A text, a list or an object.
    Held(&'a Value),
    /// A text, a list or an object that was made, by its place.
    Made(u32),
}

const _: () =
    assert!(size_of::<Cell>() == 16, "two cells to a cache line's quarter: see docs/performance.md");

/// Months and days have 24 bits each, with their signs.
const DAY_BITS: u32 = 24;

impl<'a> Cell<'a> {
    /// The value of facts or constants, as a type has it: an integer is a number where one is wanted.
    pub(super) fn of(value: &'a Value, r#type: &Type) -> Cell<'a> {
        match value {
            Value::Integer(value) if *r#type == Type::Number => Cell::number(Number::from(*value)),
            value if value.is_empty() => Cell::Empty,
            value => Cell::scalar(value).unwrap_or(Cell::Held(value)),
        }
    }

    /// The cell of a value that is neither text nor list.
    pub(super) fn scalar(value: &Value) -> Option<Cell<'static>> {
        Some(match value {
            Value::Empty => Cell::Empty,
            Value::Boolean(value) => Cell::Boolean(*value),
            Value::Integer(value) => Cell::Integer(*value),
            Value::Number(value) => Cell::number(*value),
            Value::Date(value) => Cell::Date(*value),
            Value::Datetime(value) => Cell::Datetime(*value),
            Value::Time(value) => Cell::Time(*value),
            Value::Duration(value) => Cell::duration(*value),
            Value::Text(_) | Value::List(_) | Value::Object(_) => return None,
        })
    }

    #[inline]
    pub(super) fn number(value: Number) -> Cell<'static> {
        let Packed { scale, high, low } = value.take_apart();
        Cell::Number { scale, high, low }
    }

    fn duration(value: Duration) -> Cell<'static> {
        let parts = (value.months() << DAY_BITS) | (value.days() & ((1 << DAY_BITS) - 1));
        Cell::Duration {
            unit: value.unit(),
            high: (parts >> u32::BITS) as u16,
            low: parts as u32,
            micros: value.micros(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Cell::Empty)
    }

    pub(super) fn is_true(&self) -> bool {
        matches!(self, Cell::Boolean(true))
    }

    /// The number that an integer or a number is.
    pub(super) fn as_number(&self) -> Option<Number> {
        match self {
            Cell::Integer(value) => Some(Number::from(*value)),
            Cell::Number { scale, high, low } => {
                Some(Number::put_together(Packed { scale: *scale, high: *high, low: *low }))
            }
            _ => None,
        }
    }

    pub(super) fn to_duration(self) -> Option<Duration> {
        let Cell::Duration { unit, high, low, micros } = self else { return None };
        let parts = (i64::from(high.cast_signed()) << u32::BITS) | i64::from(low);
        let days = (parts << (i64::BITS - DAY_BITS)) >> (i64::BITS - DAY_BITS);
        // The parts are those of a duration, so they make one.
        Duration::from_parts(parts >> DAY_BITS, days, micros, unit).ok()
    }

    /// The value, but for texts and lists.
    pub(super) fn to_scalar(self) -> Value {
        match self {
            Cell::Boolean(value) => value.into(),
            Cell::Integer(value) => value.into(),
            Cell::Date(value) => value.into(),
            Cell::Datetime(value) => value.into(),
            Cell::Time(value) => value.into(),
            Cell::Number { .. } => self.as_number().map_or(Value::Empty, Value::from),
            Cell::Duration { .. } => self.to_duration().map_or(Value::Empty, Value::from),
            Cell::Empty | Cell::Held(_) | Cell::Made(_) => Value::Empty,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scalar_comes_back_as_it_was() {
        let limit = 10_i128.pow(28) - 1;
        let numbers = [0, 1, -1, limit, -limit, 1 << 64, -(1 << 64), (1 << 64) - 1, i128::from(i64::MIN)];
        let numbers = numbers.into_iter().flat_map(|mantissa| [0, 1, 28].map(|scale| (mantissa, scale)));
        let numbers =
            numbers.filter_map(|(mantissa, scale)| Number::from_mantissa_scale(mantissa, scale).ok());
        let sizes = [0, 1, -1, 119_999, -119_999, 3_660_000, -3_660_000];
        let durations = sizes.into_iter().flat_map(|months| sizes.map(|days| (months, days)));
        let durations = durations.flat_map(|parts| Unit::ALL.map(|unit| (parts, unit)));
        let durations = durations.filter_map(|((months, days), unit)| {
            Duration::from_parts(months, days, months * 86_400_000_000, unit).ok()
        });
        let others =
            [Value::Boolean(true), Value::Integer(i64::MIN), Instant::LAST.into(), Date::FIRST.into()];
        let values = numbers.map(Value::from).chain(durations.map(Value::from)).chain(others);
        for value in values {
            assert_eq!(Cell::scalar(&value).map(Cell::to_scalar), Some(value));
        }
    }
}
