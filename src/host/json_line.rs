//! Objects of JSON, a line each, with their fields in the order in which they are written.

use std::fmt::Write;

use crate::value::{Instant, Text, Value, Zone};

/// An object that is being written.
#[derive(Debug)]
pub struct JsonLine(String);

impl Default for JsonLine {
    fn default() -> JsonLine {
        JsonLine(String::from("{"))
    }
}

impl JsonLine {
    /// Writes a text.
    pub fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        push_text(&mut self.0, text);
    }

    /// Writes a text, or `null`.
    pub fn text_or_null(&mut self, name: &str, text: Option<&str>) {
        self.name(name);
        match text {
            Some(text) => push_text(&mut self.0, text),
            None => self.0.push_str("null"),
        }
    }

    /// Writes a truth value.
    pub fn boolean(&mut self, name: &str, value: bool) {
        self.value(name, &Value::from(value));
    }

    /// Writes a list of texts.
    pub fn texts(&mut self, name: &str, texts: &[Text]) {
        self.value(name, &Value::List(texts.iter().cloned().map(Value::Text).collect()));
    }

    /// Writes a whole number.
    pub fn number(&mut self, name: &str, number: u64) {
        self.name(name);
        // Writing to a text cannot fail.
        let _ = write!(self.0, "{number}");
    }

    /// Writes a value.
    pub fn value(&mut self, name: &str, value: &Value) {
        self.name(name);
        push_value(&mut self.0, value);
    }

    /// Writes an object.
    pub fn object(&mut self, name: &str, write: impl FnOnce(&mut JsonLine)) {
        self.name(name);
        let mut inner = JsonLine::default();
        write(&mut inner);
        self.0.push_str(&inner.finish());
    }

    /// The object's text, without a line end.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        push_text(&mut self.0, name);
        self.0.push(':');
    }
}

/// A moment in UTC by RFC 3339, with the fraction of a second only where it is not zero.
#[must_use]
pub fn rfc3339(moment: Instant) -> String {
    let (date, time) = Zone::UTC.local(moment);
    let mut text = format!("{date}T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
    if time.fraction() != 0 {
        let fraction = format!("{:06}", time.fraction());
        let _ = write!(text, ".{}", fraction.trim_end_matches('0'));
    }
    text.push('Z');
    text
}

/// A value as JSON. Moments are in UTC, and fields of objects that are empty are left out.
#[must_use]
pub fn json(value: &Value) -> String {
    let mut text = String::new();
    push_value(&mut text, value);
    text
}

fn push_value(out: &mut String, value: &Value) {
    match value {
        Value::Empty => out.push_str("null"),
        Value::Boolean(_) | Value::Integer(_) | Value::Number(_) => out.push_str(&value.show(Zone::UTC)),
        Value::Datetime(moment) => push_text(out, &rfc3339(*moment)),
        Value::Text(text) => push_text(out, text),
        Value::Date(_) | Value::Time(_) | Value::Duration(_) => push_text(out, &value.show(Zone::UTC)),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                push_value(out, item);
            }
            out.push(']');
        }
        Value::Object(object) => {
            let mut inner = JsonLine::default();
            for (name, value) in object.fields().filter(|(_, value)| !value.is_empty()) {
                inner.value(name, value);
            }
            out.push_str(&inner.finish());
        }
    }
}

fn push_text(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
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

    #[test]
    fn fields_keep_their_order() {
        let mut line = JsonLine::default();
        line.text("b", "x\"y");
        line.number("a", 7);
        line.object("c", |inner| inner.value("d", &Value::List([Value::Empty, true.into()].into())));
        assert_eq!(line.finish(), r#"{"b":"x\"y","a":7,"c":{"d":[null,true]}}"#);
    }
}
