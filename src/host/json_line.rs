//! Objects of JSON, a line each, with their fields in the order in which they are written.

use std::fmt::Write;

use crate::value::json::{push_json, push_json_text};
use crate::value::{Text, Value};

pub use crate::value::json::{json, rfc3339};

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
        push_json_text(&mut self.0, text);
    }

    /// Writes a text, or `null`.
    pub fn text_or_null(&mut self, name: &str, text: Option<&str>) {
        self.name(name);
        match text {
            Some(text) => push_json_text(&mut self.0, text),
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

    /// Writes a whole number, or `null`.
    pub fn number_or_null(&mut self, name: &str, number: Option<u64>) {
        match number {
            Some(number) => self.number(name, number),
            None => self.value(name, &Value::Empty),
        }
    }

    /// Writes a value.
    pub fn value(&mut self, name: &str, value: &Value) {
        self.name(name);
        push_json(&mut self.0, value);
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
        push_json_text(&mut self.0, name);
        self.0.push(':');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order() {
        let mut line = JsonLine::default();
        line.text("b", "x\"y");
        line.number("a", 7);
        line.object("c", |inner| inner.value("d", &Value::List([Value::Empty, true.into()].into())));
        assert_eq!(line.finish(), r#"{"b":"x\"y","a":7,"c":{"d":[null,true]}}"#);
    }
}
