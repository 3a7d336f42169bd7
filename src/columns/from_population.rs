//! Batches of a population: whatever format its files had.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::StringArray;
use rayon::prelude::*;

use super::build::{self, column};
use super::{Batch, Codes, Column, Events, Keys, LateTicks, Wanted};
use crate::data::Population;
use crate::eval::Event;
use crate::program::{EventId, Id, Program, Property, Type};
use crate::value::Value;
use crate::value::text::fold;

/// The most persons that a batch has.
pub const PERSONS: usize = 1 << 16;

/// The batches of a population, in its order: each is made when it is asked for.
pub fn batches<'p>(
    population: &'p Population,
    program: &'p Program,
    wanted: &'p Wanted,
) -> impl IndexedParallelIterator<Item = Batch> + 'p {
    let shared = Shared::of(program, wanted);
    let persons = persons_of_a_batch(population);
    (0..population.len().div_ceil(persons)).into_par_iter().map(move |at| {
        let places = at * persons..population.len().min((at + 1) * persons);
        batch(population, program, wanted, &shared, places)
    })
}

/// How many persons a batch has: fewer where they have many events, which are held one by one until they are columns.
fn persons_of_a_batch(population: &Population) -> usize {
    const EVENTS: u64 = 1 << 19;
    let each = population.summary().events / (population.len() as u64).max(1);
    PERSONS.min(usize::try_from(EVENTS / each.max(1)).unwrap_or(PERSONS)).max(1)
}

fn batch(
    population: &Population,
    program: &Program,
    wanted: &Wanted,
    shared: &Shared,
    places: Range<usize>,
) -> Batch {
    let mut attributes = vec![None; program.attributes.len()];
    for attribute in &wanted.attributes {
        let values: Vec<Value> =
            places.clone().map(|place| population.stored(place, *attribute).clone()).collect();
        attributes[attribute.index()] =
            Some(Arc::new(column(values, &program.attributes[*attribute].r#type)));
    }
    let keys = build::keys(places.clone().map(|place| population.key(place)));
    // The keys of a batch are far from 2 GiB, since texts of data have a limit.
    let keys = Keys::Text(keys.unwrap_or_else(|| StringArray::new_null(places.len())));
    Batch { keys, attributes, events: events(population, program, wanted, shared, places) }
}

fn events(
    population: &Population,
    program: &Program,
    wanted: &Wanted,
    shared: &Shared,
    places: Range<usize>,
) -> Events {
    let (mut starts, mut all) = (vec![0], Vec::new());
    for place in places {
        if !wanted.events.is_empty() {
            let events = population.past(place).events;
            all.extend(events.into_iter().filter(|event| wanted.looks_at(event.definition, event.time)));
        }
        starts.push(all.len() as u32);
    }
    let columns = shared.columns.iter().map(|column| (&column.slots[..], Arc::new(column.of(&all))));
    let properties = properties(program, columns);
    let owned = wanted.owners && all.iter().any(|event| event.owner.is_some());
    Events {
        starts,
        kinds: Some(Codes::narrow(
            all.iter().map(|event| event.definition.index() as u32).collect(),
            program.events.len(),
        )),
        times: all.iter().map(|event| event.time.micros()).collect(),
        properties,
        owners: owned.then(|| all.iter().map(|event| event.owner).collect()),
        ticks: LateTicks::default(),
    }
}

/// For each kind of event, the columns of its properties by slot. Each column comes with the properties that stand in it.
pub(super) fn properties<'s>(
    program: &Program,
    columns: impl Iterator<Item = (&'s [(EventId, u32)], Arc<Column>)>,
) -> Vec<Vec<Option<Arc<Column>>>> {
    let mut properties = vec![Vec::new(); program.events.len()];
    for (slots, column) in columns {
        for (event, slot) in slots {
            let of_kind = &mut properties[event.index()];
            of_kind.resize(program.events[*event].properties.len(), None);
            of_kind[*slot as usize] = Some(column.clone());
        }
    }
    properties
}

/// The columns that properties stand in.
struct Shared {
    columns: Vec<SharedColumn>,
}

/// A column of properties of one name and type, of all kinds of events that have such a one.
struct SharedColumn {
    name: String,
    r#type: Type,
    slots: Vec<(EventId, u32)>,
}

impl Shared {
    fn of(program: &Program, wanted: &Wanted) -> Shared {
        let mut columns: Vec<SharedColumn> = Vec::new();
        for (event, of_kind) in &wanted.events {
            for slot in &of_kind.properties {
                let property = &program.events[*event].properties[*slot as usize];
                match columns.iter_mut().find(|column| column.takes(property, *event)) {
                    Some(column) => column.slots.push((*event, *slot)),
                    None => columns.push(SharedColumn {
                        name: fold(&property.name).into_owned(),
                        r#type: property.r#type.clone(),
                        slots: vec![(*event, *slot)],
                    }),
                }
            }
        }
        Shared { columns }
    }
}

impl SharedColumn {
    /// Whether a property belongs here. Two of one kind never share a column.
    fn takes(&self, property: &Property, event: EventId) -> bool {
        self.r#type == property.r#type
            && self.name == fold(&property.name)
            && self.slots.iter().all(|(known, _)| *known != event)
    }

    fn of(&self, events: &[Event]) -> Column {
        let value = |event: &Event| {
            let slot = self.slots.iter().find(|(kind, _)| *kind == event.definition)?.1;
            event.properties.get(slot as usize).cloned()
        };
        column(events.iter().map(|event| value(event).unwrap_or(Value::Empty)).collect(), &self.r#type)
    }
}
