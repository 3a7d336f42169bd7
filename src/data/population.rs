//! Persons with their attributes and events, in one order.
//!
//! Persons are sorted by key, byte by byte. A person's events are sorted by time, and those of one moment by the order in
//! which they were given: files as named, rows as they stand. Of a person's events with the same id the first in this order
//! counts. Persons of whom only events are known have no attributes.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use super::history::{History, Past, Summary};
use super::people::Further;
use crate::eval::{Event, Facts};
use crate::program::{AttributeId, Id};
use crate::value::{Text, Value};

/// Persons and what happened to them.
///
/// Attributes stand in columns: one vector for each that some file gives. Events are written down compactly, and are made
/// when a person is asked for.
#[derive(Clone, Debug, Default)]
pub struct Population {
    /// The keys, sorted.
    keys: Vec<Text>,
    /// For each person, the place in the order in which they turned up, which is that of the history.
    members: Vec<u32>,
    /// For each person, the place in the columns.
    rows: Vec<Option<u32>>,
    /// For each attribute, its values; nothing where no file has it.
    columns: Vec<Option<Vec<Value>>>,
    /// Contacts beside those in attributes, by the place in the columns.
    further: Further,
    history: Arc<History>,
    /// How many events are not declared, and how many rows were wrong.
    left_out: (u64, u64),
}

/// A person of a [`Population`].
#[derive(Clone, Debug)]
pub struct Person<'a> {
    population: &'a Population,
    place: usize,
    past: Past,
}

impl Population {
    /// How many persons there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// What there is to say of all events together.
    #[must_use]
    pub fn summary(&self) -> Summary {
        Summary { undeclared: self.left_out.0, wrong_rows: self.left_out.1, ..self.history.summary() }
    }

    /// How many persons have events and no row of attributes; nobody where there are no such rows at all.
    #[must_use]
    pub fn without_row(&self) -> u64 {
        let without = self.rows.iter().filter(|row| row.is_none()).count();
        if without == self.rows.len() { 0 } else { without as u64 }
    }

    /// The person at a place in the order.
    #[must_use]
    pub fn person(&self, place: usize) -> Person<'_> {
        Person { population: self, place, past: self.past(place) }
    }

    /// The events of the person at a place in the order.
    #[must_use]
    pub fn past(&self, place: usize) -> Past {
        self.history.of(self.members[place] as usize)
    }

    /// The key of the person at a place in the order.
    #[must_use]
    pub fn key(&self, place: usize) -> &Text {
        &self.keys[place]
    }

    /// A stored attribute of the person at a place in the order; empty where there is none.
    #[must_use]
    pub fn stored(&self, place: usize, attribute: AttributeId) -> &Value {
        let column = self.columns.get(attribute.index()).and_then(Option::as_ref);
        let value = column.zip(self.rows[place]).map(|(column, row)| &column[row as usize]);
        value.unwrap_or(&Value::Empty)
    }

    /// Whether some file gives an attribute.
    #[must_use]
    pub fn has(&self, attribute: AttributeId) -> bool {
        self.columns.get(attribute.index()).is_some_and(Option::is_some)
    }

    /// Whether there is a row of attributes of the person at a place in the order.
    #[must_use]
    pub fn has_row(&self, place: usize) -> bool {
        self.rows[place].is_some()
    }

    /// The stored attributes of the person at a place in the order, by slot, up to the last that some file gives.
    #[must_use]
    pub fn attributes(&self, place: usize) -> Vec<Value> {
        let given = self.columns.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        (0..given).map(|slot| self.stored(place, AttributeId::from_index(slot)).clone()).collect()
    }

    /// The contacts of the person at a place in the order beside those in attributes, each with the attribute of its kind.
    #[must_use]
    pub fn further_contacts(&self, place: usize) -> &[(AttributeId, Text)] {
        let further = self.rows[place].and_then(|row| self.further.get(&row));
        further.map_or(&[], Vec::as_slice)
    }

    /// All persons, in order.
    pub fn persons(&self) -> impl Iterator<Item = Person<'_>> {
        (0..self.len()).map(|place| self.person(place))
    }

    /// The place of the person with this key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<usize> {
        self.keys.binary_search_by(|known| known.as_str().cmp(key)).ok()
    }

    /// What went wrong in reading events that had been put aside, if something did: then what was made of them is wrong.
    #[must_use]
    pub fn failure(&self) -> Option<io::Error> {
        self.history.failure()
    }

    /// Brings persons into order.
    pub(super) fn build(
        roll: Roll,
        columns: Vec<Option<Vec<Value>>>,
        further: Further,
        history: History,
        left_out: (u64, u64),
    ) -> Population {
        let Roll { keys, rows, .. } = roll;
        let mut members: Vec<u32> = (0..keys.len() as u32).collect();
        members.par_sort_unstable_by(|a, b| keys[*a as usize].cmp(&keys[*b as usize]));
        Population {
            keys: members.iter().map(|&member| keys[member as usize].clone()).collect(),
            rows: members.iter().map(|&member| rows[member as usize]).collect(),
            members,
            columns,
            further,
            history: Arc::new(history),
            left_out,
        }
    }
}

impl Person<'_> {
    /// The place of the person in the order.
    #[must_use]
    pub fn place(&self) -> usize {
        self.place
    }
}

impl Facts for Person<'_> {
    fn person(&self) -> &str {
        self.population.key(self.place)
    }

    fn stored(&self, attribute: AttributeId) -> &Value {
        self.population.stored(self.place, attribute)
    }

    fn events(&self) -> &[Event] {
        &self.past.events
    }
}

/// The persons of a load, in the order in which they turned up.
///
/// As long as every key is behind all before it, as in files that are sorted, a new one is known to be new without a search.
#[derive(Debug, Default)]
pub(super) struct Roll {
    /// Where keys stand, once somebody was to be searched for.
    places: Option<HashMap<Text, u32>>,
    keys: Vec<Text>,
    /// Where the attributes of a person stand, if there was a row with them.
    rows: Vec<Option<u32>>,
    /// Whether the last one who was looked for stood behind the one before.
    is_in_order: bool,
}

impl Roll {
    /// How many persons there are.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The key of a person.
    pub(super) fn key(&self, member: u32) -> &Text {
        &self.keys[member as usize]
    }

    /// The person with this key, who may be new.
    pub(super) fn member(&mut self, key: &str) -> u32 {
        self.known(key).unwrap_or_else(|| self.add(key))
    }

    /// Adds a person who is new.
    pub(super) fn add(&mut self, key: &str) -> u32 {
        let (new, key) = (self.keys.len() as u32, Text::from(key));
        if let Some(places) = &mut self.places {
            places.insert(key.clone(), new);
        }
        self.keys.push(key);
        self.rows.push(None);
        new
    }

    /// The same where the persons of rows may come in the order in which they turned up before: then the one behind that of
    /// the row before is this one, and is found without a search.
    pub(super) fn member_after(&mut self, before: Option<u32>, key: &str) -> u32 {
        let next = before.map_or(0, |before| before + 1);
        if (self.is_in_order || self.places.is_none())
            && self.keys.get(next as usize).is_some_and(|known| known.as_str() == key)
        {
            return next;
        }
        let member = self.member(key);
        self.is_in_order = member == next;
        member
    }

    /// The keys of the persons who have attributes, and the rows of these.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&Text, u32)> {
        self.keys.iter().zip(&self.rows).filter_map(|(key, row)| Some((key, (*row)?)))
    }

    /// The person with this key, if there is one.
    pub(super) fn known(&mut self, key: &str) -> Option<u32> {
        if let Some(places) = &self.places {
            return places.get(key).copied();
        }
        if self.keys.last().is_none_or(|last| last.as_str() < key) {
            return None;
        }
        let places = self.keys.iter().cloned().zip(0..).collect();
        self.places.insert(places).get(key).copied()
    }

    /// Whether there was a row with the attributes of a person.
    pub(super) fn has_row(&self, member: u32) -> bool {
        self.rows[member as usize].is_some()
    }

    /// Notes where the attributes of a person stand.
    pub(super) fn set_row(&mut self, member: u32, row: u32) {
        self.rows[member as usize] = Some(row);
    }
}
