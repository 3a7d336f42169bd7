//! JSON whose numbers keep all their digits.

use std::fmt;

use crate::value::Value;
use crate::value::json::{json, push_json_text};

/// A part of a query.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Json {
    /// A value.
    Value(Value),
    /// Several parts.
    List(Vec<Json>),
    /// Parts with names, in order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// An object with one field.
    pub(super) fn pair(name: &str, part: Json) -> Json {
        Json::Object(vec![(name.to_owned(), part)])
    }

    pub(super) fn text(text: &str) -> Json {
        Json::Value(Value::from(text))
    }

    /// The part in one line where that is short, and else in lines of its own.
    fn write(&self, out: &mut String, depth: usize) {
        let mut line = String::new();
        self.write_line(&mut line);
        if matches!(self, Json::Value(_)) || line.len() + 2 * depth <= 96 {
            out.push_str(&line);
            return;
        }
        let margin = "  ".repeat(depth);
        let (open, close) = if matches!(self, Json::List(_)) { ('[', ']') } else { ('{', '}') };
        out.push(open);
        for (at, (name, part)) in self.parts().into_iter().enumerate() {
            out.push_str(if at == 0 { "\n" } else { ",\n" });
            out.push_str(&margin);
            out.push_str("  ");
            push_name(out, name);
            part.write(out, depth + 1);
        }
        out.extend(["\n", &margin]);
        out.push(close);
    }

    fn write_line(&self, out: &mut String) {
        let (open, close) = match self {
            Json::Value(value) => return out.push_str(&json(value)),
            Json::List(_) => ('[', ']'),
            Json::Object(_) => ('{', '}'),
        };
        out.push(open);
        for (at, (name, part)) in self.parts().into_iter().enumerate() {
            out.push_str(if at == 0 { "" } else { ", " });
            push_name(out, name);
            part.write_line(out);
        }
        out.push(close);
    }

    fn parts(&self) -> Vec<(Option<&str>, &Json)> {
        match self {
            Json::Value(_) => Vec::new(),
            Json::List(parts) => parts.iter().map(|part| (None, part)).collect(),
            Json::Object(parts) => parts.iter().map(|(name, part)| (Some(name.as_str()), part)).collect(),
        }
    }
}

fn push_name(out: &mut String, name: Option<&str>) {
    if let Some(name) = name {
        push_json_text(out, name);
        out.push_str(": ");
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.write(&mut out, 0);
        f.write_str(&out)
    }
}
