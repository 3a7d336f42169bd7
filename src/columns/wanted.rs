//! What of people and events somebody looks at.

use std::collections::{BTreeMap, BTreeSet};

use super::Necessary;
use crate::program::{AttributeId, EventId, Program};
use crate::value::{Instant, InstantRange};

/// What is looked at. The rest need not be read, and batches need not have it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// The stored attributes.
    pub attributes: BTreeSet<AttributeId>,
    /// The kinds of events, and what of each.
    pub events: BTreeMap<EventId, OfKind>,
    /// Whether it is asked what events belong to.
    pub owners: bool,
    /// Whether it is asked who there is at all. Otherwise persons may be left out of whom nothing that is looked at is known.
    pub everybody: bool,
    /// What must hold of the attributes of whoever matters, if that is known: where not everybody is wanted, others may be left
    /// out, too.
    pub necessary: Option<Necessary>,
}

/// What of the events of a kind is looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfKind {
    /// The places of its properties.
    pub properties: BTreeSet<u32>,
    /// When they happened: at others nobody looks, and batches need not have them.
    pub range: InstantRange,
}

impl Default for OfKind {
    /// Nothing of them.
    fn default() -> OfKind {
        OfKind { properties: BTreeSet::new(), range: InstantRange::NEVER }
    }
}

impl OfKind {
    fn add(&mut self, other: &OfKind) {
        self.properties.extend(&other.properties);
        self.range = self.range.hull(other.range);
    }
}

impl Wanted {
    /// Everything that data may have.
    #[must_use]
    pub fn all(program: &Program) -> Wanted {
        let is_stored = |id: &AttributeId| program.attributes[*id].computed.is_none();
        let all_of = |id: EventId| {
            let properties = (0..program.events[id].properties.len() as u32).collect();
            (id, OfKind { properties, range: InstantRange::ALWAYS })
        };
        Wanted {
            attributes: program.attributes.ids().filter(is_stored).collect(),
            events: program.events.ids().map(all_of).collect(),
            owners: true,
            everybody: true,
            necessary: None,
        }
    }

    /// Whether somebody looks at events of a kind that happened at a moment.
    #[must_use]
    pub fn looks_at(&self, kind: EventId, time: Instant) -> bool {
        self.events.get(&kind).is_some_and(|of_kind| of_kind.range.contains(time))
    }

    /// The same with all that `other` has.
    pub fn add(&mut self, other: &Wanted) {
        self.attributes.extend(&other.attributes);
        for (event, of_kind) in &other.events {
            self.events.entry(*event).or_default().add(of_kind);
        }
        self.owners |= other.owners;
        self.everybody |= other.everybody;
        let both = self.necessary.take().zip(other.necessary.clone());
        self.necessary = both.map(|(one, other)| Necessary::Any(vec![one, other]));
    }
}
