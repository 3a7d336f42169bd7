//! The types of values.

use std::fmt;

/// The type of an attribute, a property, a variable or an expression.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// True or false, and the result of every condition.
    Boolean,
    /// Unicode text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// An exact decimal of 28 significant digits.
    Number,
    /// A day of the calendar.
    Date,
    /// An instant.
    Datetime,
    /// A time of day.
    Time,
    /// An amount of time.
    Duration,
    /// Several values of one type.
    List(Box<Type>),
    /// The literal `empty`, which fits everywhere.
    Empty,
    /// The type of what has an error already; it fits everywhere, so that one mistake gives one message.
    Error,
}

impl Type {
    /// The type with this name, if it is one that can be written by name alone.
    #[must_use]
    pub fn named(name: &str) -> Option<Type> {
        Type::NAMES.iter().position(|known| *known == name).map(|at| Type::NAMED[at].clone())
    }

    /// The names that can be written where a type is wanted.
    pub const NAMES: [&'static str; 8] =
        ["boolean", "text", "integer", "number", "date", "datetime", "time", "duration"];

    const NAMED: [Type; 8] = [
        Type::Boolean,
        Type::Text,
        Type::Integer,
        Type::Number,
        Type::Date,
        Type::Datetime,
        Type::Time,
        Type::Duration,
    ];

    /// Whether a value of this type can stand where `wanted` is: the same type, an integer for a number, or something
    /// that fits everywhere.
    #[must_use]
    pub fn fits(&self, wanted: &Type) -> bool {
        match (self, wanted) {
            (Type::Error | Type::Empty, _) | (_, Type::Error) => true,
            (Type::Integer, Type::Number) => true,
            (Type::List(item), Type::List(wanted)) => item.fits(wanted),
            _ => self == wanted,
        }
    }

    /// The type that holds both, if there is one.
    #[must_use]
    pub fn join(&self, other: &Type) -> Option<Type> {
        if matches!(self, Type::Error) || matches!(other, Type::Error) {
            Some(Type::Error)
        } else if self.fits(other) {
            Some(other.clone())
        } else if other.fits(self) {
            Some(self.clone())
        } else {
            None
        }
    }

    /// Whether it is integer or number.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        matches!(self, Type::Integer | Type::Number)
    }

    /// The type as a message speaks of a value: `a text`, `an integer`.
    #[must_use]
    pub fn described(&self) -> String {
        match self {
            Type::Integer => "an integer".to_owned(),
            Type::Empty => "empty".to_owned(),
            Type::Error => "something with an error".to_owned(),
            other => format!("a {other}"),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::List(item) => write!(f, "list of {item}"),
            Type::Empty => f.write_str("empty"),
            Type::Error => f.write_str("unknown"),
            named => {
                let at = Type::NAMED.iter().position(|known| known == named);
                f.write_str(at.map_or("unknown", |at| Type::NAMES[at]))
            }
        }
    }
}
