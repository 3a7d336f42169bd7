//! Values as JSON, exactly: numbers are decimals with all their digits, moments are in UTC.

use std::fmt::Write;

use super::{Instant, Value, Zone};

/// A value as JSON. Moments are in UTC, and fields of objects that are empty are left out.
#[must_use]
pub fn json(value: &Value) -> String {
    let mut text = String::new();
    push_json(&mut text, value);
    text
}

/// Writes a value as [`json`] has it.
pub fn push_json(out: &mut String, value: &Value) {
    match value {
        Value::Empty => out.push_str("null"),
        Value::Boolean(_) | Value::Integer(_) | Value::Number(_) => out.push_str(&value.show(Zone::UTC)),
        Value::Datetime(moment) => push_json_text(out, &rfc3339(*moment)),
        Value::Text(text) => push_json_text(out, text),
        Value::Date(_) | Value::Time(_) | Value::Duration(_) => push_json_text(out, &value.show(Zone::UTC)),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                push_json(out, item);
            }
            out.push(']');
        }
        Value::Object(object) => {
            out.push('{');
            let fields = object.fields().filter(|(_, value)| !value.is_empty());
            for (at, (name, value)) in fields.enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                push_json_text(out, name);
                out.push(':');
                push_json(out, value);
            }
            out.push('}');
        }
    }
}

/// Writes a text in quotes.
pub fn push_json_text(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// A moment in UTC by RFC 3339, with the fraction of a second only where it is not zero.
#[must_use]
pub fn rfc3339(moment: Instant) -> String {
    let (date, time) = Zone::UTC.local(moment);
    let mut text = format!("{date}T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
    if time.fraction() != 0 {
        let fraction = format!("{:06}", time.fraction());
        // Writing to a text cannot fail.
        let _ = write!(text, ".{}", fraction.trim_end_matches('0'));
    }
    text.push('Z');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_a_fraction_only_where_it_is_not_zero() {
        assert_eq!(rfc3339(Instant::from_micros(0)), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(Instant::from_micros(1_500_000)), "1970-01-01T00:00:01.5Z");
        assert_eq!(rfc3339(Instant::from_micros(1)), "1970-01-01T00:00:00.000001Z");
    }
}
