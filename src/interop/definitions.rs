//! Definitions of custom attributes and events, as the People API gives them.
//!
//! * An attribute: `{"name": "Loans", "dataType": "LIST_OF_OBJECTS", "objectSchema": {"loanId": "STRING"}}`
//! * An event: `{"definitionId": "visit", "title": "Visit", "fields": [{"name": "minutes", "type": "Numeric"}]}`
//!
//! They stand in an array, in an object around one, or one in a line.

use serde_json::Value;

use super::{EventSchema, Field, Schema};
use crate::diagnostic::{Diagnostic, List, Problem};
use crate::program::{Field as ObjectField, Fields, Type};

/// What the data types of attributes are here.
const ATTRIBUTE_TYPES: [(&str, Type); 6] = [
    ("STRING", Type::Text),
    ("DECIMAL", Type::Number),
    ("INTEGER", Type::Integer),
    ("BOOLEAN", Type::Boolean),
    ("DATE", Type::Date),
    ("DATE_TIME", Type::Datetime),
];

/// What the types of events' fields are here. `Numeric` may have decimals: so have the prices of the template events.
const FIELD_TYPES: [(&str, Type); 5] = [
    ("String", Type::Text),
    ("Boolean", Type::Boolean),
    ("DateTime", Type::Datetime),
    ("Numeric", Type::Number),
    ("Decimal", Type::Number),
];

/// The definitions in a file of JSON or JSON Lines; nothing if it holds something else. Definitions with a mistake are
/// reported and left out.
#[must_use]
pub fn definitions(file: &str, text: &str) -> Option<(Schema, Vec<Diagnostic>)> {
    let objects = objects(text);
    if objects.is_empty() || !objects.iter().all(is_definition) {
        return None;
    }
    let mut schema = Schema::default();
    let mut reports = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        let read = match object.get("dataType") {
            Some(_) => attribute(object).map(|attribute| schema.attributes.push(attribute)),
            None => event(object).map(|event| schema.events.push(event)),
        };
        if let Err(problem) = read {
            reports.push(Diagnostic::data(file, Some(at as u64 + 1), None, problem));
        }
    }
    Some((schema, reports))
}

fn is_definition(object: &Value) -> bool {
    let has = |names: [&str; 2]| names.iter().all(|name| object.get(name).is_some());
    has(["name", "dataType"]) || has(["definitionId", "fields"])
}

/// The objects of a document: those of its array, of the first array in it, itself, or one in a line.
fn objects(text: &str) -> Vec<Value> {
    let text = text.trim_start_matches('\u{feff}');
    match serde_json::from_str(text) {
        Ok(Value::Array(items)) => items,
        Ok(object) if is_definition(&object) => vec![object],
        Ok(Value::Object(members)) => {
            let inner = members.into_iter().find_map(|(_, value)| match value {
                Value::Array(items) => Some(items),
                _ => None,
            });
            inner.unwrap_or_default()
        }
        Ok(_) => Vec::new(),
        Err(_) => {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            lines.map(serde_json::from_str).collect::<Result<_, _>>().unwrap_or_default()
        }
    }
}

fn attribute(object: &Value) -> Result<Field, Problem> {
    let (name, data_type) = (text(object, "name")?, text(object, "dataType")?);
    let r#type = if data_type == "LIST_OF_OBJECTS" {
        let members = object.get("objectSchema").and_then(Value::as_object).into_iter().flatten();
        let fields = members.map(|(name, value)| {
            let data_type = value.as_str().unwrap_or_default();
            Ok(field(name, known_type(data_type, &ATTRIBUTE_TYPES, &[])?))
        });
        list_of(fields.collect::<Result<_, Problem>>()?)
    } else {
        known_type(&data_type, &ATTRIBUTE_TYPES, &["LIST_OF_OBJECTS"])?
    };
    Ok(Field { name, r#type, optional: false, remark: None })
}

fn event(object: &Value) -> Result<EventSchema, Problem> {
    let fields = object.get("fields").and_then(Value::as_array).into_iter().flatten();
    let properties = fields.map(property).collect::<Result<_, _>>()?;
    let name = text(object, "definitionId")?;
    let title = text(object, "title").ok();
    Ok(EventSchema { name, title, documentation: text(object, "description").ok(), properties })
}

/// A definition does not say which fields are mandatory, so none is.
fn property(object: &Value) -> Result<Field, Problem> {
    let (name, field_type) = (text(object, "name")?, text(object, "type")?);
    let r#type = if field_type == "List" {
        let fields = object.pointer("/schema/fields").and_then(Value::as_array).into_iter().flatten();
        let fields = fields.map(|inner| {
            let name = text(inner, "name")?;
            Ok(field(&name, known_type(&text(inner, "type")?, &FIELD_TYPES, &[])?))
        });
        list_of(fields.collect::<Result<_, Problem>>()?)
    } else {
        known_type(&field_type, &FIELD_TYPES, &["List"])?
    };
    Ok(Field { name, r#type, optional: true, remark: None })
}

fn field(name: &str, r#type: Type) -> ObjectField {
    ObjectField { name: name.into(), r#type, optional: true }
}

fn list_of(fields: Vec<ObjectField>) -> Type {
    Type::List(Box::new(Type::Object(Fields::new(fields))))
}

/// The type with this name. `more` are names that would do, too.
fn known_type(name: &str, types: &[(&str, Type)], more: &[&str]) -> Result<Type, Problem> {
    let found = types.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, r#type)| r#type.clone()).ok_or_else(|| Problem::UnknownDataType {
        name: name.to_owned(),
        known: List::of(types.iter().map(|(known, _)| *known).chain(more.iter().copied())),
    })
}

fn text(object: &Value, name: &str) -> Result<String, Problem> {
    let text = object.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| Problem::MissingValue { what: format!("`{name}`") })
}
