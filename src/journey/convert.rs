//! Values on their way into attributes and variables.

use crate::diagnostic::Problem;
use crate::program::Type;
use crate::value::time::{parse_date, parse_datetime, parse_time};
use crate::value::{Number, Value, Zone, text};

/// The most characters that a text attribute holds.
pub(super) const LONGEST_TEXT: i64 = 4_096;
/// The most characters that a tag has.
pub(super) const LONGEST_TAG: i64 = 256;

/// Why an attribute of this type cannot hold a value.
pub(super) fn refusal(value: &Value, wanted: &Type) -> Option<String> {
    match (value, wanted) {
        (Value::Empty, _) => None,
        (Value::Text(value), Type::Text) => too_long(value, LONGEST_TEXT),
        (Value::List(items), Type::List(item)) => items.iter().find_map(|value| refusal(value, item)),
        (Value::Object(object), Type::Object(fields)) => {
            object.fields().zip(fields.iter()).find_map(|((_, value), field)| refusal(value, &field.r#type))
        }
        (value, wanted) if value.kind() == kind(wanted) => None,
        (value, wanted) => Some(format!("{} is not {}", value.kind(), wanted.described())),
    }
}

/// Why a text is too long.
pub(super) fn too_long(value: &str, most: i64) -> Option<String> {
    let length = text::length(value);
    (length > most).then(|| format!("a text of {length} characters is longer than {most}"))
}

/// The kind of values of a type.
fn kind(wanted: &Type) -> &'static str {
    match wanted {
        Type::List(_) => "list",
        Type::Object(_) => "object",
        named => Type::NAMES.into_iter().find(|name| Type::named(name).as_ref() == Some(named)).unwrap_or(""),
    }
}

/// Reads a text as a value of a type, as recorded changes of attributes have it.
pub(super) fn read(written: &str, wanted: &Type, zone: Zone) -> Result<Value, Problem> {
    let value = match wanted {
        Type::Text => Some(Value::from(written)),
        Type::Boolean if text::equal(written, "true") => Some(Value::Boolean(true)),
        Type::Boolean if text::equal(written, "false") => Some(Value::Boolean(false)),
        Type::Integer => {
            let number = Number::parse_with_exponent(written).ok();
            number.and_then(Number::to_integer).map(Value::Integer)
        }
        Type::Number => Number::parse_with_exponent(written).ok().map(Value::Number),
        Type::Date => parse_date(written).ok().map(Value::Date),
        Type::Datetime => parse_datetime(written, zone).ok().map(Value::Datetime),
        Type::Time => parse_time(written).ok().map(Value::Time),
        _ => None,
    };
    value.ok_or_else(|| Problem::FailedConversion { value: written.to_owned(), expected: wanted.described() })
}
