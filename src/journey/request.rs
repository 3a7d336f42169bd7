//! Requests, as they are sent: each text is escaped for where it lands.
//!
//! | where | what comes from data |
//! | --- | --- |
//! | the address | is percent-encoded; a placeholder that the address begins with is an address itself, of which only that is encoded which no address can hold |
//! | a header | stands as it is, but for control characters, each of which becomes a blank |
//! | a body of JSON | is a JSON value, or escaped in a text |
//! | a form | is percent-encoded |
//!
//! What the flow itself says stands as it is written. So does the mark of a secret, and nothing from data can look like one:
//! everywhere but in headers its braces are escaped, and a header that would hold a mark made of data is left out.

use std::sync::Arc;

use super::step::{Scope, Step};
use crate::diagnostic::Problem;
use crate::program::{ApiBody, ExpressionId, ExpressionKind, Json, TemplatePart, Type};
use crate::value::json::{json, push_json, push_json_text, rfc3339};
use crate::value::{Text, Value, Zone};

/// What the mark of a secret begins with.
const MARK: &str = "{{secret.";

/// A part of a text that is sent.
enum Piece {
    /// What the flow says.
    Literal(Text),
    /// The mark of a secret.
    Secret(Text),
    /// What comes from data.
    Data(String),
}

impl Piece {
    /// What stands there before anything is escaped.
    fn text(&self) -> &str {
        match self {
            Piece::Literal(text) | Piece::Secret(text) => text,
            Piece::Data(text) => text,
        }
    }
}

/// Computes the texts of a request one after the other.
pub(super) struct Writer<'w, 's, 'p> {
    step: &'w mut Step<'s, 'p>,
    scope: Scope<'w>,
    /// How many expressions were looked at.
    count: usize,
}

impl<'w, 's, 'p> Writer<'w, 's, 'p> {
    pub(super) fn new(step: &'w mut Step<'s, 'p>, scope: Scope<'w>) -> Writer<'w, 's, 'p> {
        Writer { step, scope, count: 0 }
    }

    /// The address.
    pub(super) fn url(&mut self, url: ExpressionId) -> Text {
        let pieces = self.pieces(url);
        let written = pieces.iter().enumerate().map(|(at, piece)| match piece {
            Piece::Literal(text) | Piece::Secret(text) => text.to_string(),
            Piece::Data(text) if at == 0 => encoded(text, is_of_address),
            Piece::Data(text) => encoded(text, is_unreserved),
        });
        Text::from(written.collect::<String>())
    }

    /// The headers that have a value.
    pub(super) fn headers(&mut self, headers: &[(Arc<str>, ExpressionId)]) -> Vec<(Arc<str>, Text)> {
        let mut written = Vec::with_capacity(headers.len() + 1);
        for (name, value) in headers {
            written.extend(self.header(*value).map(|value| (name.clone(), value)));
        }
        written
    }

    fn header(&mut self, value: ExpressionId) -> Option<Text> {
        let pieces = self.pieces(value);
        let text: String = pieces.iter().map(Piece::text).collect();
        let said = pieces.iter().filter(|piece| !matches!(piece, Piece::Data(_)));
        let marks: usize = said.map(|piece| piece.text().matches(MARK).count()).sum();
        if text.matches(MARK).count() != marks {
            let expected = "a header: it looks like the mark of a secret".to_owned();
            let location = self.step.stepper.program.expressions[value].location;
            self.step.error(self.scope.place, location, Problem::FailedConversion { value: text, expected });
            return None;
        }
        (!text.is_empty()).then(|| Text::from(text.replace(char::is_control, " ")))
    }

    /// The body, with its content type.
    pub(super) fn body(&mut self, body: &ApiBody) -> (&'static str, Text) {
        const JSON: &str = "application/json";
        const FORM: &str = "application/x-www-form-urlencoded";
        let mut out = String::new();
        let content_type = match body {
            ApiBody::Json(json) => {
                self.json(json, &mut out);
                JSON
            }
            ApiBody::Fields(fields) => {
                self.members(fields.iter().map(|(name, value)| (name, *value)), &mut out, Writer::json_value);
                JSON
            }
            ApiBody::Form(fields) => {
                self.form(fields, &mut out);
                FORM
            }
        };
        (content_type, Text::from(out))
    }

    fn json(&mut self, json: &Json, out: &mut String) {
        match json {
            Json::Value(value) => self.json_value(*value, out),
            Json::Object(members) => {
                self.members(members.iter().map(|(name, json)| (name, json)), out, Writer::json);
            }
            Json::Array(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    self.json(item, out);
                }
                out.push(']');
            }
        }
    }

    fn members<'m, M>(
        &mut self,
        members: impl Iterator<Item = (&'m Arc<str>, M)>,
        out: &mut String,
        write: fn(&mut Self, M, &mut String),
    ) {
        out.push('{');
        for (at, (name, member)) in members.enumerate() {
            out.push_str(if at == 0 { "" } else { "," });
            push_json_text(out, name);
            out.push(':');
            write(self, member, out);
        }
        out.push('}');
    }

    fn json_value(&mut self, value: ExpressionId, out: &mut String) {
        if self.is_composed(value) {
            out.push('"');
            for piece in self.pieces(value) {
                let mut quoted = String::new();
                push_json_text(&mut quoted, piece.text());
                let inside = &quoted[1..quoted.len() - 1];
                match piece {
                    Piece::Data(_) => out.push_str(&inside.replace('{', "\\u007b")),
                    Piece::Literal(_) | Piece::Secret(_) => out.push_str(inside),
                }
            }
            return out.push('"');
        }
        let mut written = String::new();
        let value = self.value(value);
        push_json(&mut written, &value);
        // Two braces in a row stand in texts only.
        out.push_str(&written.replace("{{", "\\u007b\\u007b"));
    }

    fn form(&mut self, fields: &[(Arc<str>, ExpressionId)], out: &mut String) {
        for (at, (name, value)) in fields.iter().enumerate() {
            out.push_str(if at == 0 { "" } else { "&" });
            out.push_str(&encoded(name, is_unreserved));
            out.push('=');
            for piece in self.pieces(*value) {
                match piece {
                    Piece::Secret(mark) => out.push_str(&mark),
                    piece => out.push_str(&encoded(piece.text(), is_unreserved)),
                }
            }
        }
    }

    /// Whether an expression is a text that is made of parts, each of which may be a secret.
    fn is_composed(&self, expression: ExpressionId) -> bool {
        let expression = &self.step.stepper.program.expressions[expression];
        let is_made_of_parts = matches!(
            expression.kind,
            ExpressionKind::Constant(_) | ExpressionKind::Template(_) | ExpressionKind::If { .. }
        );
        expression.r#type == Type::Text && is_made_of_parts
    }

    /// What an expression is made of, as text.
    fn pieces(&mut self, expression: ExpressionId) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.push_pieces(expression, plain, &mut pieces);
        pieces
    }

    fn push_pieces(
        &mut self,
        expression: ExpressionId,
        show: fn(&Value, Zone) -> String,
        pieces: &mut Vec<Piece>,
    ) {
        let program = self.step.stepper.program;
        let kind = self.is_composed(expression).then(|| &program.expressions[expression].kind);
        match kind {
            Some(ExpressionKind::Constant(constant)) => pieces.extend(said(&program.constants[*constant])),
            Some(ExpressionKind::Template(parts)) => {
                for part in parts {
                    match part {
                        TemplatePart::Literal(text) => pieces.extend(said(&program.constants[*text])),
                        TemplatePart::Placeholder(inner) => self.push_pieces(*inner, Value::show, pieces),
                    }
                }
            }
            Some(ExpressionKind::If { condition, then, otherwise }) => {
                let holds = self.value(*condition) == Value::Boolean(true);
                self.push_pieces(if holds { *then } else { *otherwise }, show, pieces);
            }
            _ => {
                let zone = self.step.flow(self.scope.place.flow).zone;
                let value = self.value(expression);
                pieces.push(Piece::Data(show(&value, zone)));
            }
        }
    }

    fn value(&mut self, expression: ExpressionId) -> Value {
        let scope = self.scope.draw(self.count);
        self.count += 1;
        self.step.value(scope, expression)
    }
}

/// A text that the flow says.
fn said(constant: &Value) -> Option<Piece> {
    let Value::Text(text) = constant else { return None };
    let is_mark = text.starts_with(MARK) && text.ends_with("}}");
    Some(if is_mark { Piece::Secret(text.clone()) } else { Piece::Literal(text.clone()) })
}

/// A value as another system reads it.
fn plain(value: &Value, zone: Zone) -> String {
    match value {
        Value::Datetime(moment) => rfc3339(*moment),
        Value::List(_) | Value::Object(_) => json(value),
        value => value.show(zone),
    }
}

/// A text in which all bytes but some are percent-encoded.
fn encoded(text: &str, stays: fn(u8) -> bool) -> String {
    let encode = |byte: u8| {
        if stays(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(encode).collect()
}

/// Whether a byte means nothing but itself anywhere in an address (RFC 3986).
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// Whether a byte may stand in an address, for whatever it means there.
fn is_of_address(byte: u8) -> bool {
    is_unreserved(byte) || b":/?#[]@!$&'()*+,;=%".contains(&byte)
}
