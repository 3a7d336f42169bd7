//! Values as text: for templates and as source.

use super::time::{Instant, Zone};
use super::{Object, Text, Value};

/// The value as a template shows it.
pub(super) fn show(value: &Value, zone: Zone) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::Text(value) => value.to_string(),
        Value::Date(value) => value.to_string(),
        Value::Datetime(value) => local(*value, zone),
        Value::Time(value) => value.to_string(),
        Value::Duration(value) => value.to_string(),
        Value::List(items) => joined(items, |item| show(item, zone)),
        Value::Object(object) => fields(object, |value| show(value, zone)),
    }
}

/// The value as source text.
pub(super) fn literal(value: &Value, zone: Zone) -> String {
    match value {
        Value::Empty => "empty".to_owned(),
        Value::Text(value) => quoted(value),
        Value::Datetime(value) => datetime_literal(*value, zone),
        Value::List(items) => format!("[{}]", joined(items, |item| literal(item, zone))),
        Value::Object(object) => format!("{{ {} }}", fields(object, |value| literal(value, zone))),
        other => show(other, zone),
    }
}

fn joined(items: &[Value], write: impl Fn(&Value) -> String) -> String {
    items.iter().map(write).collect::<Vec<_>>().join(", ")
}

/// The fields of an object that are not empty.
fn fields(object: &Object, write: impl Fn(&Value) -> String) -> String {
    let full = object.fields().filter(|(_, value)| !value.is_empty());
    full.map(|(name, value)| format!("{}: {}", quoted_name(name), write(value)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A name as source text has it: in backticks unless it is a word.
fn quoted_name(name: &str) -> String {
    let is_word = !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|character| character.is_alphanumeric() || character == '_');
    if is_word { name.to_owned() } else { format!("`{name}`") }
}

fn local(instant: Instant, zone: Zone) -> String {
    let (date, time) = zone.local(instant);
    format!("{date} {time}")
}

/// The local form, unless it would name another moment: the second of two equal clock times is written in UTC.
fn datetime_literal(instant: Instant, zone: Zone) -> String {
    let (date, time) = zone.local(instant);
    if zone.instant(date, time) == instant {
        return format!("{date} {time}");
    }
    let (date, time) = Zone::UTC.local(instant);
    format!("{date}T{time}Z")
}

/// A text in double quotes. `{{` is escaped too, since it would begin a placeholder.
fn quoted(text: &Text) -> String {
    let mut result = String::with_capacity(text.len() + 2);
    result.push('"');
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\n' => result.push_str("\\n"),
            '\t' => result.push_str("\\t"),
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '{' if rest.next_if_eq(&'{').is_some() => result.push_str("\\{{"),
            _ if character.is_control() => result.extend(character.escape_unicode()),
            _ => result.push(character),
        }
    }
    result.push('"');
    result
}
