//! A person as they might have been.

use super::super::{Event, Facts};
use crate::program::{AttributeId, Id, Program};
use crate::value::Value;

/// Something that might have been otherwise.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// An attribute has this value.
    Set(AttributeId, Value),
    /// This happens so many times.
    Happen(Event, usize),
    /// What happened did not.
    Undo(Event),
}

/// A person with changes.
#[derive(Clone, Debug)]
pub struct Supposed {
    key: String,
    attributes: Vec<Value>,
    events: Vec<Event>,
    changes: Vec<Change>,
}

impl Supposed {
    /// A person as they are.
    #[must_use]
    pub fn of(program: &Program, facts: &dyn Facts) -> Supposed {
        Supposed {
            key: facts.person().to_owned(),
            attributes: program.attributes.ids().map(|id| facts.stored(id).clone()).collect(),
            events: facts.events().to_vec(),
            changes: Vec::new(),
        }
    }

    /// The same with one change more. Of two values of an attribute the later counts.
    #[must_use]
    pub fn with(&self, change: Change) -> Supposed {
        let mut supposed = self.clone();
        match &change {
            Change::Set(attribute, value) => {
                supposed.attributes[attribute.index()] = value.clone();
                let is_before = |known: &Change| matches!(known, Change::Set(other, _) if other == attribute);
                supposed.changes.retain(|known| !is_before(known));
            }
            Change::Happen(event, times) => {
                let behind = supposed.events.partition_point(|known| known.time <= event.time);
                supposed.events.splice(behind..behind, std::iter::repeat_n(event, *times).cloned());
            }
            Change::Undo(event) => {
                if let Some(at) = supposed.events.iter().rposition(|known| known == event) {
                    supposed.events.remove(at);
                }
            }
        }
        supposed.changes.push(change);
        supposed
    }

    /// What was changed.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// How much was changed: an event is one, each time.
    #[must_use]
    pub(super) fn cost(&self) -> usize {
        let cost = |change: &Change| match change {
            Change::Happen(_, times) => *times,
            Change::Set(..) | Change::Undo(_) => 1,
        };
        self.changes.iter().map(cost).sum()
    }
}

impl Facts for Supposed {
    fn person(&self) -> &str {
        &self.key
    }

    fn stored(&self, attribute: AttributeId) -> &Value {
        self.attributes.get(attribute.index()).unwrap_or(&Value::Empty)
    }

    fn events(&self) -> &[Event] {
        &self.events
    }
}
