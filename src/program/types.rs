//! The types of values.

use std::fmt;
use std::sync::Arc;

use crate::value::Names;

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
    /// Several values of one type, which is no list.
    List(Box<Type>),
    /// Values with names.
    Object(Fields),
    /// `T` in the signatures of the library's functions: whatever the list at hand holds.
    Any,
    /// The literal `empty`, which fits everywhere.
    Empty,
    /// The type of what has an error already; it fits everywhere, so that one mistake gives one message.
    Error,
}

/// The fields of an object type, in the order in which they are written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Fields {
    names: Names,
    fields: Arc<[Field]>,
}

/// A field of an object type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub r#type: Type,
    /// Whether a literal may leave it out.
    pub optional: bool,
}

impl Fields {
    /// The fields with the names that objects of this type share.
    #[must_use]
    pub fn new(fields: Vec<Field>) -> Fields {
        Fields { names: fields.iter().map(|field| field.name.clone()).collect(), fields: fields.into() }
    }

    /// The names, for objects.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The fields, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter()
    }

    /// The place and the field with this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<(usize, &Field)> {
        self.fields.iter().enumerate().find(|(_, field)| &*field.name == name)
    }

    /// Whether such objects can stand where `wanted` are: each field fits the one of its name, and those that may not be there
    /// may be missing.
    fn fit(&self, wanted: &Fields) -> bool {
        let fits = |field: &Field| {
            wanted.find(&field.name).is_some_and(|(_, wanted)| field.r#type.fits(&wanted.r#type))
        };
        let is_there = |wanted: &Field| {
            wanted.optional || self.find(&wanted.name).is_some_and(|(_, field)| !field.optional)
        };
        self.iter().all(fits) && wanted.iter().all(is_there)
    }

    /// The fields of both, if those of one name have one type. Those that one of them lacks may be missing.
    fn join(&self, other: &Fields) -> Option<Fields> {
        let mut fields = Vec::new();
        for field in self.iter() {
            let (optional, r#type) = match other.find(&field.name) {
                Some((_, same)) => (field.optional || same.optional, field.r#type.join(&same.r#type)?),
                None => (true, field.r#type.clone()),
            };
            fields.push(Field { name: field.name.clone(), r#type, optional });
        }
        let added = other.iter().filter(|field| self.find(&field.name).is_none());
        fields.extend(added.map(|field| Field { optional: true, ..field.clone() }));
        Some(Fields::new(fields))
    }
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
            (Type::Error | Type::Empty, _) | (_, Type::Error | Type::Any) => true,
            (Type::Integer, Type::Number) => true,
            (Type::List(item), Type::List(wanted)) => item.fits(wanted),
            (Type::Object(fields), Type::Object(wanted)) => fields.fit(wanted),
            _ => self == wanted,
        }
    }

    /// The type that holds both, if there is one.
    #[must_use]
    pub fn join(&self, other: &Type) -> Option<Type> {
        match (self, other) {
            (Type::Error, _) | (_, Type::Error) => Some(Type::Error),
            (one, other) if one.fits(other) => Some(other.clone()),
            (one, other) if other.fits(one) => Some(one.clone()),
            (Type::List(one), Type::List(other)) => Some(Type::List(Box::new(one.join(other)?))),
            (Type::Object(one), Type::Object(other)) => Some(Type::Object(one.join(other)?)),
            _ => None,
        }
    }

    /// What a list of this type holds.
    #[must_use]
    pub fn item(&self) -> Option<&Type> {
        match self {
            Type::List(item) => Some(item),
            _ => None,
        }
    }

    /// Whether a value of this type is an object, or a list of objects.
    #[must_use]
    pub fn holds_objects(&self) -> bool {
        matches!(self.item().unwrap_or(self), Type::Object(_))
    }

    /// Whether it is a list or an object: what holds several values.
    #[must_use]
    pub fn is_list_like(&self) -> bool {
        matches!(self, Type::List(_) | Type::Object(_))
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
            Type::Object(_) => format!("an object `{self}`"),
            Type::List(item) if matches!(**item, Type::Object(_)) => format!("a `{self}`"),
            Type::List(item) if matches!(**item, Type::Any | Type::Empty | Type::Error) => {
                "a list".to_owned()
            }
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
            Type::Any => f.write_str("T"),
            Type::Object(fields) => write!(f, "{fields}"),
            named => {
                let at = Type::NAMED.iter().position(|known| known == named);
                f.write_str(at.map_or("unknown", |at| Type::NAMES[at]))
            }
        }
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, field) in self.iter().enumerate() {
            let (parting, optional) = (if at == 0 { "" } else { "," }, if field.optional { "?" } else { "" });
            write!(f, "{parting} {}: {}{optional}", field.name, field.r#type)?;
        }
        f.write_str(" }")
    }
}
