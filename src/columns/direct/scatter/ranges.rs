//! What becomes of a range: its people and its events in order, and the batches of both.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, UInt8Type, UInt16Type, UInt32Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use rayon::prelude::*;

use super::super::cells::Cell;
use super::super::chunks::{EventsChunk, Found, Happened, PeopleChunk};
use super::super::persons::{Persons, is_ascending};
use super::super::{Direct, KEY, Outcome, Read, Stopped, Unfit, VALUE};
use super::Aside;
use super::aligned::Aligned;
use super::gathered::Gathered;
use super::input::{KINDS, PROPERTIES, TIMES};
use super::memory::Memory;
use super::stored::Shelf;
use crate::columns::{Batch, Codes};
use crate::data::PeopleHead;
use crate::program::AttributeId;

/// Rows that are in their ranges.
pub(super) struct Ranges<'d> {
    pub(super) direct: &'d Direct<'d>,
    pub(super) people: Aside,
    pub(super) events: Aside,
    pub(super) attributes: &'d [AttributeId],
    pub(super) properties: &'d [Aligned],
    pub(super) shelf: &'d Shelf,
}

impl Ranges<'_> {
    /// Makes something of every batch, some ranges at a time.
    pub(super) fn map<T: Send>(
        &self,
        memory: Memory,
        work: &(dyn Fn(Batch) -> T + Sync),
        read: &mut Read<T>,
    ) -> Result<(), Stopped> {
        let (mut next, end) = (0, self.people.pieces.ranges());
        while next < end {
            let sizes =
                (next..end).map(|range| self.people.pieces.size(range) + self.events.pieces.size(range));
            let some = next..next + memory.side_by_side(sizes);
            next = some.end;
            let made = some.into_par_iter().map(|range| self.range(range, work));
            for (found, outcomes) in made.collect::<Result<Vec<_>, Stopped>>()? {
                read.note(&found);
                self.direct.add(outcomes, read);
            }
        }
        Ok(())
    }

    fn range<T: Send>(
        &self,
        range: usize,
        work: &(dyn Fn(Batch) -> T + Sync),
    ) -> Result<(Found, Vec<Outcome<T>>), Stopped> {
        let (people, events) = rayon::join(|| self.people(range), || self.events(range));
        let (people, mut events) = (people?, events?);
        let found = events.as_mut().map(|events| std::mem::take(&mut events.found)).unwrap_or_default();
        let (people, events) = (people.map(Arc::new), events.map(Arc::new));
        let people = people.as_ref().map(|people| (people, 0..people.keys.len()));
        let events = events.as_ref().map(|events| (events, 0..events.keys.len()));
        let mut cells = Vec::new();
        Cell::side_by_side(people, events, &mut cells);
        Ok((found, self.direct.made(cells, work)?))
    }

    /// The people of a range, if there are some.
    fn people(&self, range: usize) -> Result<Option<PeopleChunk>, Stopped> {
        let Aside { pieces, texts, .. } = &self.people;
        let Some(rows) = Gathered::of(pieces.of(range, self.shelf)?)? else { return Ok(None) };
        let program = self.direct.source.program;
        let keys = Persons::of(&rows.keys)?.keys();
        if !is_ascending(&keys) {
            return Err(KEY.into());
        }
        let column = |(at, attribute): (usize, &AttributeId)| {
            let (r#type, zone) =
                (&program.attributes[*attribute].r#type, PeopleHead::zone(program, *attribute));
            Ok(rows.column(at, &texts[at], r#type, zone)?.map(|column| (*attribute, column)))
        };
        let columns = self.attributes.par_iter().enumerate().filter_map(|it| column(it).transpose());
        Ok(Some(PeopleChunk::new(program, keys, columns.collect::<Result<_, Unfit>>()?)))
    }

    /// The events of a range, if there are some.
    fn events(&self, range: usize) -> Result<Option<EventsChunk>, Stopped> {
        let pieces = self.events.pieces.of(range, self.shelf)?;
        let Some(rows) = Gathered::of(pieces)? else { return Ok(None) };
        let persons = Persons::of(&rows.keys)?;
        let happened = if self.direct.looks.at_events { Some(self.happened(&rows)?) } else { None };
        Ok(Some(EventsChunk::new(&persons, happened)?))
    }

    fn happened(&self, rows: &Gathered) -> Result<Happened, Unfit> {
        let (texts, zone) = (&self.events.texts, self.direct.source.program.zone);
        let column = |(at, aligned): (usize, &Aligned)| {
            let at = PROPERTIES + at;
            let column = rows.column(at, &texts[at], &aligned.property.r#type, zone)?;
            Ok(column.map(|column| (aligned.property.slots.as_slice().into(), Arc::new(column))))
        };
        let array = |at: usize| rows.array(at, &texts[at])?.ok_or(VALUE);
        let columns = self.properties.par_iter().enumerate().filter_map(|it| column(it).transpose());
        Ok(Happened {
            kinds: kinds(&array(KINDS)?).ok_or(VALUE)?,
            times: array(TIMES)?.as_primitive::<Int64Type>().values().clone(),
            columns: columns.collect::<Result<_, Unfit>>()?,
        })
    }
}

fn kinds(array: &ArrayRef) -> Option<Codes> {
    Some(match array.data_type() {
        DataType::UInt8 => Codes::U8(array.as_primitive::<UInt8Type>().values().clone()),
        DataType::UInt16 => Codes::U16(array.as_primitive::<UInt16Type>().values().clone()),
        DataType::UInt32 => Codes::U32(array.as_primitive::<UInt32Type>().values().clone()),
        _ => return None,
    })
}
