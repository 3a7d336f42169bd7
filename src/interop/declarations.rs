//! Declarations as source text.

use std::fmt::Write as _;

use super::{EventSchema, Field, Schema};
use crate::program::Type;
use crate::source::Snapshot;
use crate::syntax::{format, quote_name};
use crate::value::{Text, Value, Zone};

/// The declarations as source text, in the one style.
#[must_use]
pub fn declarations(schema: &Schema) -> String {
    let mut text = String::new();
    if !schema.attributes.is_empty() {
        text.push_str("people {\n");
        schema.attributes.iter().for_each(|attribute| field(&mut text, attribute));
        text.push_str("}\n\n");
    }
    schema.events.iter().for_each(|declared| event(&mut text, declared));
    let mut snapshot = Snapshot::new();
    let file = snapshot.add("declarations.flow", &text);
    // What cannot be formatted is shown as it is, so that `check` can say why.
    format(&mut snapshot, file).unwrap_or(text)
}

fn event(text: &mut String, event: &EventSchema) {
    for line in event.documentation.iter().flat_map(|documentation| documentation.lines()) {
        let _ = writeln!(text, "/// {line}");
    }
    let _ = write!(text, "event {}", quote_name(&event.name));
    if let Some(title) = &event.title {
        let _ = write!(text, " {}", quoted(title));
    }
    text.push_str(" {\n");
    event.properties.iter().for_each(|property| field(text, property));
    text.push_str("}\n\n");
}

fn field(text: &mut String, field: &Field) {
    let optional = if field.optional { "?" } else { "" };
    let _ = write!(text, "    {}: {}{optional}", quote_name(&field.name), written(&field.r#type));
    if let Some(remark) = &field.remark {
        let _ = write!(text, "  // {}", remark.replace(char::is_control, " "));
    }
    text.push('\n');
}

/// A type as source text has it.
fn written(r#type: &Type) -> String {
    match r#type {
        Type::List(item) => format!("list of {}", written(item)),
        Type::Object(fields) => {
            let field = |field: &crate::program::Field| {
                let optional = if field.optional { "?" } else { "" };
                format!("{}: {}{optional}", quote_name(&field.name), written(&field.r#type))
            };
            format!("{{ {} }}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        named => named.to_string(),
    }
}

fn quoted(text: &str) -> String {
    Value::from(Text::from(text)).literal(Zone::UTC)
}
