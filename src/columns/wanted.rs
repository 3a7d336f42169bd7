//! What of people and events somebody looks at.

use std::collections::{BTreeMap, BTreeSet};

use super::Necessary;
use crate::program::{AttributeId, EventId, Program};

/// What is looked at. The rest need not be read, and batches need not have it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// The stored attributes.
    pub attributes: BTreeSet<AttributeId>,
    /// The kinds of events, and of each the places of its properties.
    pub events: BTreeMap<EventId, BTreeSet<u32>>,
    /// Whether it is asked what events belong to.
    pub owners: bool,
    /// Whether it is asked who there is at all. Otherwise persons may be left out of whom nothing that is looked at is known.
    pub everybody: bool,
    /// What must hold of the attributes of whoever matters, if that is known: where not everybody is wanted, others may be left
    /// out, too.
    pub necessary: Option<Necessary>,
}

impl Wanted {
    /// Everything that data may have.
    #[must_use]
    pub fn all(program: &Program) -> Wanted {
        let is_stored = |id: &AttributeId| program.attributes[*id].computed.is_none();
        let properties = |id: EventId| (id, (0..program.events[id].properties.len() as u32).collect());
        Wanted {
            attributes: program.attributes.ids().filter(is_stored).collect(),
            events: program.events.ids().map(properties).collect(),
            owners: true,
            everybody: true,
            necessary: None,
        }
    }

    /// The same with all that `other` has.
    pub fn add(&mut self, other: &Wanted) {
        self.attributes.extend(&other.attributes);
        for (event, slots) in &other.events {
            self.events.entry(*event).or_default().extend(slots);
        }
        self.owners |= other.owners;
        self.everybody |= other.everybody;
        let both = self.necessary.take().zip(other.necessary.clone());
        self.necessary = both.map(|(one, other)| Necessary::Any(vec![one, other]));
    }
}
