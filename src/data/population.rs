//! Persons with their attributes and events, in one order.
//!
//! Persons are sorted by key, byte by byte. A person's events are sorted by time, and those of one moment by the order in
//! which they were given: files as named, rows as they stand. Of a person's events with the same id the first in this order
//! counts. Persons of whom only events are known have no attributes.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use crate::eval::{Event, Facts};
use crate::program::{AttributeId, Id};
use crate::value::{Text, Value};

/// Persons and what happened to them.
///
/// Attributes stand in columns: one vector for each that some file gives. Events stand in one vector.
#[derive(Clone, Debug, Default)]
pub struct Population {
    /// The keys, sorted.
    keys: Vec<Text>,
    /// For each person, the place in the columns.
    rows: Vec<Option<u32>>,
    /// For each attribute, its values; nothing where no file has it.
    columns: Vec<Option<Vec<Value>>>,
    /// The events, person by person.
    events: Vec<Event>,
    /// For each person, where the events begin; and the end of all.
    starts: Vec<usize>,
}

/// A person of a [`Population`].
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    population: &'a Population,
    place: usize,
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

    /// How many events there are.
    #[must_use]
    pub fn event_count(&self) -> usize {
        self.events.len()
    }

    /// The person at a place in the order.
    #[must_use]
    pub fn person(&self, place: usize) -> Person<'_> {
        Person { population: self, place }
    }

    /// The key of the person at a place in the order.
    #[must_use]
    pub fn key(&self, place: usize) -> &str {
        &self.keys[place]
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

    /// Brings persons and events into order.
    pub(super) fn build(
        roll: Roll,
        columns: Vec<Option<Vec<Value>>>,
        events: Vec<(u32, Event)>,
    ) -> Population {
        let Roll { keys, rows, .. } = roll;
        let mut order: Vec<u32> = (0..keys.len() as u32).collect();
        order.par_sort_unstable_by(|a, b| keys[*a as usize].cmp(&keys[*b as usize]));
        let mut rank = vec![0; order.len()];
        for (place, member) in order.iter().enumerate() {
            rank[*member as usize] = place;
        }
        let (events, starts) = in_order(events, &rank);
        Population {
            keys: order.iter().map(|&member| keys[member as usize].clone()).collect(),
            rows: order.iter().map(|&member| rows[member as usize]).collect(),
            columns,
            events,
            starts,
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
        let column = self.population.columns.get(attribute.index()).and_then(Option::as_ref);
        let value = column.zip(self.population.rows[self.place]).map(|(column, row)| &column[row as usize]);
        value.unwrap_or(&Value::Empty)
    }

    fn events(&self) -> &[Event] {
        let starts = &self.population.starts;
        &self.population.events[starts[self.place]..starts[self.place + 1]]
    }
}

/// The persons of a load, in the order in which they turned up.
#[derive(Debug, Default)]
pub(super) struct Roll {
    places: HashMap<Text, u32>,
    keys: Vec<Text>,
    /// Where the attributes of a person stand, if there was a row with them.
    rows: Vec<Option<u32>>,
}

impl Roll {
    /// The person with this key, who may be new.
    pub(super) fn member(&mut self, key: &Text) -> u32 {
        if let Some(known) = self.places.get(key) {
            return *known;
        }
        let new = self.keys.len() as u32;
        self.places.insert(key.clone(), new);
        self.keys.push(key.clone());
        self.rows.push(None);
        new
    }

    /// Whether there was a row with the attributes of this person.
    pub(super) fn has_row(&self, key: &Text) -> bool {
        self.places.get(key).is_some_and(|member| self.rows[*member as usize].is_some())
    }

    /// Notes where the attributes of a person stand.
    pub(super) fn set_row(&mut self, key: &Text, row: u32) {
        let member = self.member(key);
        self.rows[member as usize] = Some(row);
    }
}

/// Events person by person in the one order, and where those of each person begin.
fn in_order(mut events: Vec<(u32, Event)>, rank: &[usize]) -> (Vec<Event>, Vec<usize>) {
    // The sort is stable, so that events of one moment stay in the order in which they were given.
    events.par_sort_by_key(|(member, event)| (rank[*member as usize], event.time));
    let mut starts = vec![0];
    let mut ordered = Vec::with_capacity(events.len());
    let mut seen = HashSet::new();
    for (member, event) in events {
        let person = rank[member as usize];
        if person + 1 > starts.len() {
            seen.clear();
        }
        while starts.len() <= person {
            starts.push(ordered.len());
        }
        if event.id.as_ref().is_none_or(|id| seen.insert(id.clone())) {
            ordered.push(event);
        }
    }
    starts.resize(rank.len() + 1, ordered.len());
    (ordered, starts)
}
