//! What the flows leave in the profile of a person: tags, and the attributes that a flow of either side wrote.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::{Pair, Side};
use crate::eval::Facts;
use crate::host::json_line::json;
use crate::host::replay::Done;
use crate::host::simulate::Step;
use crate::journey::{Person, What};
use crate::value::Value;

/// Something in a profile that is not the same in the end.
#[derive(Debug)]
pub(super) enum Left {
    /// A tag that the person has on one side alone.
    Tag(String, Pair<bool>),
    /// An attribute with its values.
    Attribute(String, Pair<Json>),
}

/// What is not the same in the profiles of a person when the runs end.
pub(super) fn profile(sides: Pair<Side>, done: &Pair<Done>) -> Vec<Left> {
    let persons = done.as_ref().map(|done| done.person.as_ref());
    let steps = done.as_ref().map(|done| done.steps.as_slice());
    let written = written(sides.old, steps.old).into_iter().chain(written(sides.new, steps.new));
    let written: BTreeSet<&str> = written.collect();
    let mut found = if is_tagged(steps.old) || is_tagged(steps.new) {
        tags(sides.zip(persons).map(|(side, person)| tags_of(side, person)))
    } else {
        Vec::new()
    };
    for name in written {
        let values = sides.zip(persons).map(|(side, person)| value(side, person, name));
        if !values.is_same() {
            // What was just written can be read.
            let values = values.map(|value| serde_json::from_str(&json(&value)).unwrap_or(Json::Null));
            found.push(Left::Attribute(name.to_owned(), values));
        }
    }
    found
}

fn tags(tags: Pair<BTreeSet<String>>) -> Vec<Left> {
    let gone = tags.old.difference(&tags.new).map(|tag| (tag, Pair { old: true, new: false }));
    let come = tags.new.difference(&tags.old).map(|tag| (tag, Pair { old: false, new: true }));
    gone.chain(come).map(|(tag, has)| Left::Tag(tag.clone(), has)).collect()
}

fn is_tagged(steps: &[Step]) -> bool {
    steps.iter().any(|step| matches!(step.record.what, What::Tagged(_) | What::Untagged(_)))
}

fn tags_of(side: Side, person: Option<&Person>) -> BTreeSet<String> {
    match person.map(|person| person.stored(side.names.program.known.tags)) {
        Some(Value::List(tags)) => tags.iter().filter_map(text).collect(),
        _ => BTreeSet::new(),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

/// The names of the attributes that flows wrote.
fn written<'a>(side: Side<'a>, steps: &'a [Step]) -> Vec<&'a str> {
    let attributes = &side.names.program.attributes;
    let of_step = |step: &'a Step| match &step.record.what {
        What::Updated(values) if step.record.place.is_some() => values.as_slice(),
        _ => &[],
    };
    steps.iter().flat_map(of_step).map(|(id, _)| &*attributes[*id].name).collect()
}

/// The value of the attribute with a name; empty where there is no such attribute.
fn value(side: Side, person: Option<&Person>, name: &str) -> Value {
    let known = side.names.program.attributes.iter().find(|(_, attribute)| &*attribute.name == name);
    let value = known.zip(person).map(|((id, _), person)| person.stored(id).clone());
    value.unwrap_or(Value::Empty)
}
