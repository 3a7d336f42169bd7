//! What is not the same, gathered over persons: numbers, and the first persons of each kind.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value as Json;

use super::Pair;
use super::effects::{Effect, Effects, Source};
use super::parting::Parting;
use super::person::{Compared, Verdict};
use super::profile::Left;
use crate::host::json_line::rfc3339;

/// What is not the same for some persons.
#[derive(Default)]
pub(super) struct Gathered {
    /// How many persons of a kind are named.
    sample: usize,
    pub(super) receivers: Receivers,
    pub(super) effects: BTreeMap<Source, EffectNumbers>,
    pub(super) partings: BTreeMap<Parting, Crowd>,
    pub(super) tags: BTreeMap<String, TagNumbers>,
    pub(super) attributes: BTreeMap<String, AttributeNumbers>,
}

/// Those who get messages, by what is not the same about them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub(super) struct Receivers {
    /// Who get more of them.
    pub(super) more: u64,
    /// Who get fewer.
    pub(super) fewer: u64,
    /// Who get as many, but others.
    pub(super) other: u64,
    /// Who get the same ones at another time.
    pub(super) moved: u64,
    /// Who get the same ones.
    pub(super) same: u64,
}

/// The effects of an element.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(super) struct EffectNumbers {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) channel: Option<String>,
    pub(super) only_old: u64,
    pub(super) only_new: u64,
    pub(super) changed: u64,
    pub(super) moved: u64,
    pub(super) same: u64,
    /// For how many persons something is not the same.
    pub(super) persons: u64,
    /// How many have another value in a field.
    pub(super) fields: BTreeMap<String, u64>,
    pub(super) sample: Vec<EffectSample>,
    /// The person who was counted last.
    #[serde(skip)]
    last: Option<Arc<str>>,
}

/// The first effect of a person that is not the same.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(super) struct EffectSample {
    pub(super) person: String,
    entry: Pair<Option<u32>>,
    time: Pair<Option<String>>,
    /// The fields that are not the same, where both sides have the effect.
    pub(super) fields: BTreeMap<String, Pair<Json>>,
}

/// Some persons.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub(super) struct Crowd {
    pub(super) persons: u64,
    pub(super) sample: Vec<String>,
}

/// Who has a tag on one side alone.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub(super) struct TagNumbers {
    pub(super) only_old: u64,
    pub(super) only_new: u64,
    pub(super) sample: Vec<String>,
}

/// For whom an attribute is not the same.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub(super) struct AttributeNumbers {
    pub(super) persons: u64,
    pub(super) sample: Vec<AttributeSample>,
}

/// An attribute that is not the same.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(super) struct AttributeSample {
    pub(super) person: String,
    pub(super) value: Pair<Json>,
}

impl Gathered {
    pub(super) fn new(sample: usize) -> Gathered {
        Gathered { sample, ..Gathered::default() }
    }

    /// Whether all is the same.
    pub(super) fn is_empty(&self) -> bool {
        self.effects.values().all(EffectNumbers::is_same)
            && self.partings.is_empty()
            && self.tags.is_empty()
            && self.attributes.is_empty()
    }

    /// Adds a person, who comes behind all that are there already.
    pub(super) fn add(&mut self, one: Compared) {
        self.receivers.add(&one);
        for (source, effects, verdict) in one.effects {
            self.effects.entry(source).or_default().add(&one.key, effects, verdict, self.sample);
        }
        if let Some(parting) = one.parting {
            let crowd = self.partings.entry(parting).or_default();
            crowd.persons += 1;
            keep(&mut crowd.sample, [one.key.to_string()], self.sample);
        }
        one.profile.into_iter().for_each(|left| self.add_left(&one.key, left));
    }

    fn add_left(&mut self, person: &str, left: Left) {
        match left {
            Left::Tag(tag, has) => {
                let numbers = self.tags.entry(tag).or_default();
                numbers.only_old += u64::from(has.old);
                numbers.only_new += u64::from(has.new);
                keep(&mut numbers.sample, [person.to_owned()], self.sample);
            }
            Left::Attribute(name, value) => {
                let numbers = self.attributes.entry(name).or_default();
                numbers.persons += 1;
                keep(
                    &mut numbers.sample,
                    [AttributeSample { person: person.to_owned(), value }],
                    self.sample,
                );
            }
        }
    }

    /// Adds other persons, who come behind all that are there already.
    pub(super) fn and(mut self, later: Gathered) -> Gathered {
        let most = self.sample;
        self.receivers.merge(later.receivers);
        merge(&mut self.effects, later.effects, |numbers, more| numbers.merge(more, most));
        merge(&mut self.partings, later.partings, |crowd, more| {
            crowd.persons += more.persons;
            keep(&mut crowd.sample, more.sample, most);
        });
        merge(&mut self.tags, later.tags, |numbers, more| {
            numbers.only_old += more.only_old;
            numbers.only_new += more.only_new;
            keep(&mut numbers.sample, more.sample, most);
        });
        merge(&mut self.attributes, later.attributes, |numbers, more| {
            numbers.persons += more.persons;
            keep(&mut numbers.sample, more.sample, most);
        });
        self
    }
}

impl Receivers {
    fn add(&mut self, one: &Compared) {
        let Pair { old, new } = one.messages;
        let mut verdicts = one.effects.iter().filter(|(source, ..)| source.effect == "send");
        let worst = verdicts.by_ref().map(|(.., verdict)| verdict).max();
        match worst {
            None => {}
            _ if new > old => self.more += 1,
            _ if new < old => self.fewer += 1,
            Some(Verdict::Same) => self.same += 1,
            Some(Verdict::Moved) => self.moved += 1,
            Some(_) => self.other += 1,
        }
    }

    fn merge(&mut self, other: Receivers) {
        self.more += other.more;
        self.fewer += other.fewer;
        self.other += other.other;
        self.moved += other.moved;
        self.same += other.same;
    }
}

impl EffectNumbers {
    pub(super) fn is_same(&self) -> bool {
        self.only_old + self.only_new + self.changed + self.moved == 0
    }

    fn add(&mut self, person: &str, effects: Effects, verdict: Verdict, most: usize) {
        let channel = |effect: &Effect| effect.fields.get("channel")?.as_str().map(str::to_owned);
        if self.channel.is_none() {
            self.channel = effects.as_ref().map(Option::as_ref).newest().and_then(channel);
        }
        let fields = match &verdict {
            Verdict::Changed(fields) => fields.clone(),
            _ => Vec::new(),
        };
        match verdict {
            Verdict::Same => return self.same += 1,
            Verdict::Moved => self.moved += 1,
            Verdict::Changed(_) => self.changed += 1,
            Verdict::OnlyOld => self.only_old += 1,
            Verdict::OnlyNew => self.only_new += 1,
        }
        fields.iter().for_each(|name| *self.fields.entry(name.clone()).or_default() += 1);
        // A person's effects of one kind come one behind the other.
        if self.last.as_deref() != Some(person) {
            self.last = Some(person.into());
            self.persons += 1;
            keep(&mut self.sample, [EffectSample::new(person, effects, &fields)], most);
        }
    }

    fn merge(&mut self, more: EffectNumbers, most: usize) {
        self.channel = self.channel.take().or(more.channel);
        self.only_old += more.only_old;
        self.only_new += more.only_new;
        self.changed += more.changed;
        self.moved += more.moved;
        self.same += more.same;
        self.persons += more.persons;
        self.last = more.last.or(self.last.take());
        merge(&mut self.fields, more.fields, |count, more| *count += more);
        keep(&mut self.sample, more.sample, most);
    }
}

impl EffectSample {
    fn new(person: &str, effects: Effects, fields: &[String]) -> EffectSample {
        let effects = effects.as_ref().map(Option::as_ref);
        let value = |name: &str| {
            effects.map(|effect| {
                effect.and_then(|effect| effect.fields.get(name)).cloned().unwrap_or(Json::Null)
            })
        };
        EffectSample {
            person: person.to_owned(),
            entry: effects.map(|effect| effect?.entry),
            time: effects.map(|effect| Some(rfc3339(effect?.time))),
            fields: fields.iter().map(|name| (name.clone(), value(name))).collect(),
        }
    }
}

/// Adds to the first few of a kind as long as there is room.
fn keep<T>(sample: &mut Vec<T>, more: impl IntoIterator<Item = T>, most: usize) {
    let room = most.saturating_sub(sample.len());
    sample.extend(more.into_iter().take(room));
}

fn merge<K: Ord, V>(into: &mut BTreeMap<K, V>, from: BTreeMap<K, V>, mut merge: impl FnMut(&mut V, V)) {
    for (key, more) in from {
        match into.entry(key) {
            Entry::Occupied(mut known) => merge(known.get_mut(), more),
            Entry::Vacant(place) => {
                place.insert(more);
            }
        }
    }
}
