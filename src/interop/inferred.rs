//! Declarations from data.

use super::{EventSchema, Field, Schema};
use crate::data::survey::{Group, Seen, Survey};
use crate::diagnostic::{Diagnostic, Problem};

/// What is to be declared so that a file can be loaded. A column whose values no type fits is reported and left out.
#[must_use]
pub fn inferred(file: &str, survey: &Survey) -> (Schema, Vec<Diagnostic>) {
    let mut schema = Schema::default();
    let mut reports = Vec::new();
    for group in &survey.groups {
        let fields = fields(file, group, &mut reports);
        match &group.event {
            None => schema.attributes.extend(fields),
            Some(event) => schema.events.push(EventSchema {
                name: event.to_string(),
                title: None,
                documentation: None,
                properties: fields,
            }),
        }
    }
    (schema, reports)
}

fn fields(file: &str, group: &Group, reports: &mut Vec<Diagnostic>) -> Vec<Field> {
    let mut fields = Vec::new();
    for (name, seen) in &group.columns {
        match seen.r#type() {
            Some(r#type) => fields.push(Field {
                name: name.clone(),
                r#type,
                optional: group.event.is_some() && seen.filled < group.rows,
                remark: remark(seen),
            }),
            None => {
                let problem = Problem::NoCommonType { column: name.clone(), kinds: seen.kinds() };
                reports.push(Diagnostic::data(file, None, Some(name), problem));
            }
        }
    }
    fields
}

/// The values of a text that has few of them.
fn remark(seen: &Seen) -> Option<String> {
    let shown = |text: &crate::value::Text| format!("{:?}", text.as_str());
    seen.is_choice().then(|| seen.texts.iter().map(shown).collect::<Vec<_>>().join(", "))
}
