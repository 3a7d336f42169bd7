//! What is handed to the outside, paired: in two paired attempts the effects of one kind at elements of one label.
//!
//! An effect is compared as `--effects` writes it. Who it is for, where it comes from and its key are what pairs it; all other
//! fields are what it says.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::align::align;
use super::attempts::Attempt;
use super::matching::{Elements, Known, Matching};
use super::{Pair, Side};
use crate::host::simulate::Step;
use crate::journey::What;
use crate::value::Instant;

/// Where an effect comes from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Source {
    /// The flow.
    pub(super) flow: String,
    /// The element.
    pub(super) element: Known,
    /// The element inside of that one, where it is a custom element.
    pub(super) inner: String,
    /// The word of the effect.
    pub(super) effect: String,
}

/// An effect.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Effect {
    /// When.
    pub(super) time: Instant,
    /// In which of the person's entries.
    pub(super) entry: Option<u32>,
    /// Until when it is worth anything.
    expires: Option<Instant>,
    /// What it says: its fields by name, the lines of a message among them.
    pub(super) fields: Map<String, Json>,
}

/// An effect of both sides, or of one that the other has not.
pub(super) type Effects = Pair<Option<Effect>>;

/// The fields that say which effect it is, and not what it says.
const IDENTITY: [&str; 8] = ["time", "person", "flow", "entry", "element", "effect", "key", VALIDITY];

/// A moment that moves with the message.
const VALIDITY: &str = "validUntil";

/// The names of the fields in which two effects differ. How long a message may be tried counts from when it is sent, so that is
/// compared of messages of one moment alone.
pub(super) fn differing(effects: Pair<&Effect>) -> Vec<String> {
    let fields = effects.map(|effect| &effect.fields);
    let of_old = fields.old.iter().filter(|(name, value)| fields.new.get(*name) != Some(*value));
    let of_new = fields.new.iter().filter(|(name, _)| !fields.old.contains_key(*name));
    let mut names: Vec<String> = of_old.chain(of_new).map(|(name, _)| name.clone()).collect();
    if effects.old.time == effects.new.time && effects.old.expires != effects.new.expires {
        names.push(VALIDITY.to_owned());
    }
    names
}

/// The effects of an attempt.
pub(super) fn effects(
    matching: &Matching,
    sides: Pair<Side>,
    person: &str,
    attempts: Pair<Option<&Attempt>>,
) -> Vec<(Source, Effects)> {
    let mut found: BTreeMap<Source, Pair<Vec<Effect>>> = BTreeMap::new();
    let handed = sides.zip(matching.known()).zip(attempts).map(|((side, elements), attempt)| {
        let steps = attempt.map_or(&[][..], |attempt| &attempt.steps);
        steps.iter().filter_map(|step| effect(side, elements, person, step)).collect::<Vec<_>>()
    });
    for (source, effect) in handed.old {
        found.entry(source).or_default().old.push(effect);
    }
    for (source, effect) in handed.new {
        found.entry(source).or_default().new.push(effect);
    }
    let pairs = |(source, effects): (Source, Pair<Vec<Effect>>)| {
        paired(effects).into_iter().map(move |pair| (source.clone(), pair))
    };
    found.into_iter().flat_map(pairs).collect()
}

fn paired(effects: Pair<Vec<Effect>>) -> Vec<Effects> {
    let pairs = align(&effects.old, &effects.new, |old, new| old.fields == new.fields, |_, _| true);
    let pick = |(side, at): (&Vec<Effect>, Option<usize>)| at.map(|at| side[at].clone());
    pairs.into_iter().map(|at| effects.as_ref().zip(at).map(pick)).collect()
}

fn effect(side: Side, elements: &Elements, person: &str, step: &Step) -> Option<(Source, Effect)> {
    let place = step.record.place?;
    let element = elements.get(&(place.flow, place.element?))?.clone();
    let line = side.names.effect_line(person, step)?;
    // What was just written can be read.
    let mut fields: Map<String, Json> = serde_json::from_str(&line).unwrap_or_default();
    let mut text = |name: &str| match fields.remove(name) {
        Some(Json::String(text)) => text,
        _ => String::new(),
    };
    let source = Source { flow: text("flow"), element, inner: text("inner"), effect: text("effect") };
    fields.retain(|name, _| !IDENTITY.contains(&name.as_str()));
    lift_content(&mut fields);
    let expires = match &step.record.what {
        What::Sent(message) => message.expires,
        _ => None,
    };
    Some((source, Effect { time: step.record.time, entry: place.entry, expires, fields }))
}

/// Makes the lines of a message fields of their own.
fn lift_content(fields: &mut Map<String, Json>) {
    if let Some(Json::Object(content)) = fields.remove("content") {
        fields.extend(content);
    }
}
