//! The difference of two runs, as it is printed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::counts::{self, FlowCounts};
use super::effects::Source;
use super::gathered::{AttributeNumbers, Crowd, EffectNumbers, Gathered, Receivers, TagNumbers};
use super::matching::Matching;
use super::parting::Parting;
use super::renames::{Rename, renames};
use super::{Pair, Side};
use crate::host::json_line::rfc3339;
use crate::host::table::Period;
use crate::host::tally::Counted;

/// The difference of two runs over the same data.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Comparison {
    version: u32,
    pub(super) project: Pair<String>,
    from: Option<String>,
    pub(super) until: String,
    /// Whether something is not the same.
    pub(super) different: bool,
    pub(super) people: Pair<u64>,
    pub(super) events: Pair<u64>,
    pub(super) receivers: Receivers,
    /// In the order of flows and elements.
    pub(super) effects: Vec<EffectRow>,
    /// The most frequent first.
    pub(super) partings: Vec<PartingRow>,
    pub(super) tags: Vec<TagRow>,
    pub(super) attributes: Vec<AttributeRow>,
    pub(super) flows: Vec<FlowCounts>,
    /// Error records, by code.
    pub(super) errors: BTreeMap<&'static str, Pair<u64>>,
    pub(super) renames: Vec<Rename>,
}

/// The effects of an element.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(super) struct EffectRow {
    pub(super) flow: String,
    pub(super) element: String,
    /// The element inside of that one, where it is a custom element.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) inner: String,
    pub(super) effect: String,
    #[serde(flatten)]
    pub(super) numbers: EffectNumbers,
}

/// A place at which paths part.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct PartingRow {
    #[serde(flatten)]
    pub(super) parting: Parting,
    #[serde(flatten)]
    pub(super) crowd: Crowd,
}

/// A tag that some have on one side alone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct TagRow {
    pub(super) tag: String,
    #[serde(flatten)]
    pub(super) numbers: TagNumbers,
}

/// An attribute that is not the same for some.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(super) struct AttributeRow {
    pub(super) name: String,
    #[serde(flatten)]
    pub(super) numbers: AttributeNumbers,
}

impl Comparison {
    /// Whether something is not the same.
    #[must_use]
    pub fn is_different(&self) -> bool {
        self.different
    }

    /// The difference as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        // A tree of texts and numbers always has a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

pub(super) fn put_together(
    sides: Pair<Side>,
    matching: &Matching,
    period: Period,
    gathered: Gathered,
) -> Comparison {
    let errors = errors(sides);
    let is_same = gathered.is_empty() && errors.values().all(Pair::is_same);
    let Gathered { receivers, effects, partings, tags, attributes, .. } = gathered;
    Comparison {
        version: 1,
        project: sides.map(|side| side.title.to_owned()),
        from: period.from.map(rfc3339),
        until: rfc3339(period.until),
        different: !is_same,
        people: sides.map(|side| side.run.tally.persons),
        events: sides.map(|side| side.run.tally.events),
        receivers,
        effects: effects.into_iter().map(effect_row).collect(),
        partings: parting_rows(partings),
        tags: tags.into_iter().map(|(tag, numbers)| TagRow { tag, numbers }).collect(),
        attributes: attributes.into_iter().map(|(name, numbers)| AttributeRow { name, numbers }).collect(),
        errors,
        renames: renames(matching),
        flows: counts::flows(matching, sides),
    }
}

fn effect_row((source, numbers): (Source, EffectNumbers)) -> EffectRow {
    let Source { flow, element, inner, effect } = source;
    EffectRow { flow, element: element.label.to_string(), inner, effect, numbers }
}

fn parting_rows(partings: BTreeMap<Parting, Crowd>) -> Vec<PartingRow> {
    let mut rows: Vec<PartingRow> =
        partings.into_iter().map(|(parting, crowd)| PartingRow { parting, crowd }).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.crowd.persons));
    rows
}

fn errors(sides: Pair<Side>) -> BTreeMap<&'static str, Pair<u64>> {
    let mut errors: BTreeMap<&'static str, Pair<u64>> = BTreeMap::new();
    for (counted, passages) in sides.old.run.tally.iter() {
        if let Counted::Error(code) = counted {
            errors.entry(code.0).or_default().old = passages.times;
        }
    }
    for (counted, passages) in sides.new.run.tally.iter() {
        if let Counted::Error(code) = counted {
            errors.entry(code.0).or_default().new = passages.times;
        }
    }
    errors
}
