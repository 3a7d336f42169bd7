//! Values and their meaning: what every engine shares.
//!
//! This is the lowest layer. It uses no other module of the crate, reads no clock and no file, and knows nothing of programs.
//! Each thing is defined here once, in one documented table, so that the reference evaluator, the byte code, the columns
//! and the native code cannot differ about it:
//!
//! | question | answered in |
//! | --- | --- |
//! | what a number is, how it is read and written | [`number`] |
//! | how results are rounded, when they overflow | [`arithmetic`] |
//! | when two texts are equal | [`text`] |
//! | what functions make of texts | [`edit`] |
//! | what pattern a text is | [`pattern`] |
//! | what moment a local time names, what adding a month does, how a date is written | [`time`] |
//! | what `will be within 3 days` means | [`relative`] |
//! | what `before 2026-11-30` means to a moment | [`moment`] |
//! | which events `within last 7 days` takes in | [`window`] |
//! | when `pause until monday at 13:00` ends | [`clock`] |
//! | when `wait for date trialExpiry is in 3 days` ends | [`appointment`] |
//! | how two values compare | [`compare`] |
//! | what an object holds | [`Object`] |
//! | which branch of a split a person takes | [`hash`] |
//! | what a value is in JSON | [`json`](mod@json) |
//! | what a text is in HTML | [`markup`] |
//!
//! **Architecture Invariant:** `value` names no other layer, and everything in it is a pure function of its arguments. The
//! tables under `tests/value/` pin the results; a line there is never changed, since stored data rely on it.

pub mod appointment;
pub mod arithmetic;
pub mod clock;
pub mod compare;
pub mod edit;
pub mod hash;
pub mod json;
pub mod markup;
pub mod moment;
pub mod number;
mod object;
pub mod pattern;
pub mod range;
pub mod relative;
mod show;
pub mod text;
pub mod time;
mod wide;
pub mod window;

use std::sync::Arc;

pub use appointment::Appointment;
pub use arithmetic::{ArithmeticError, integer};
pub use hash::KeyedHash;
pub use moment::{Moment, Relation};
pub use number::{Number, NumberError};
pub use object::{Names, Object};
pub use range::{DateRange, InstantRange};
pub use relative::DateOperator;
pub use text::Text;
pub use time::{
    Date, Duration, Instant, TextError, TimeError, TimeOfDay, Unit, UnknownZone, Weekday, Zone, tz_version,
};

/// A value of the language.
///
/// `==` is structural: `1` and `1.0`, or `a` and `A`, are different values here. What the language calls equal is
/// [`compare::equal`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// No value: missing, null, or set to `empty`.
    Empty,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number of 64 bits.
    Integer(i64),
    /// An exact decimal number.
    Number(Number),
    /// A text.
    Text(Text),
    /// A calendar date.
    Date(Date),
    /// A moment; a zone is needed only to read or show it.
    Datetime(Instant),
    /// A time of day.
    Time(TimeOfDay),
    /// A length of time.
    Duration(Duration),
    /// Values in order.
    List(Arc<[Value]>),
    /// Values with names.
    Object(Arc<Object>),
}

impl Value {
    /// Whether the language calls this empty: no value, the text `""`, a list of nothing or an object of which every field is
    /// empty.
    #[inline]
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Empty => true,
            Value::Text(text) => text.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Object(object) => object.is_empty(),
            _ => false,
        }
    }

    /// The language's word for the kind of this value.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Empty => "empty",
            Value::Boolean(_) => "boolean",
            Value::Integer(_) => "integer",
            Value::Number(_) => "number",
            Value::Text(_) => "text",
            Value::Date(_) => "date",
            Value::Datetime(_) => "datetime",
            Value::Time(_) => "time",
            Value::Duration(_) => "duration",
            Value::List(_) => "list",
            Value::Object(_) => "object",
        }
    }

    /// The value as a template shows it.
    ///
    /// An empty value is no text at all, a moment is the local time of `zone` with seconds and fraction only when they are
    /// not zero, and the items of a list are parted by `, `, as are the fields of an object, each behind its name.
    pub fn show(&self, zone: Zone) -> String {
        show::show(self, zone)
    }

    /// The value as source text would write it: texts quoted and escaped, moments as literals that mean the same in `zone`.
    pub fn literal(&self, zone: Zone) -> String {
        show::literal(self, zone)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Boolean(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Integer(value)
    }
}

impl From<Number> for Value {
    fn from(value: Number) -> Value {
        Value::Number(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(Text::from(value))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::Text(Text::from(value))
    }
}

impl From<Text> for Value {
    fn from(value: Text) -> Value {
        Value::Text(value)
    }
}

impl From<Date> for Value {
    fn from(value: Date) -> Value {
        Value::Date(value)
    }
}

impl From<Instant> for Value {
    fn from(value: Instant) -> Value {
        Value::Datetime(value)
    }
}

impl From<TimeOfDay> for Value {
    fn from(value: TimeOfDay) -> Value {
        Value::Time(value)
    }
}

impl From<Duration> for Value {
    fn from(value: Duration) -> Value {
        Value::Duration(value)
    }
}

impl From<Object> for Value {
    fn from(value: Object) -> Value {
        Value::Object(Arc::new(value))
    }
}
