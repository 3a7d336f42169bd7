//! What is read of people and of events to be put in order.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Int64Array, UInt8Array, UInt16Array, UInt32Array};
use arrow_schema::DataType;
use rayon::prelude::*;

use super::super::persons::Persons;
use super::super::rows::{EventRows, Property, Seen, attributes};
use super::super::{Direct, Unfit, Unit, VALUE, chunks, units};
use super::aligned::Aligned;
use super::pieces::{Rows, array, size};
use super::texts::Texts;
use crate::columns::{Codes, Keys};
use crate::data::Table;
use crate::program::{AttributeId, Type};

/// Where the kinds of events stand among their columns.
pub(super) const KINDS: usize = 0;
/// Where their times do.
pub(super) const TIMES: usize = 1;
/// Where their properties begin.
pub(super) const PROPERTIES: usize = 2;

/// All people or all events.
pub(super) trait Input: Sync {
    /// The files.
    fn tables(&self) -> Vec<&Table>;

    /// The keys of a unit.
    fn keys(&self, unit: &Unit) -> Result<Keys, Unfit>;

    /// The rows of a unit.
    fn rows(&self, unit: &Unit) -> Result<Rows, Unfit>;

    /// The texts of each column, of which there is none yet.
    fn texts(&self) -> Vec<Texts>;
}

/// All people, each attribute in the same column whatever file it stands in.
pub(super) struct AllPeople<'d> {
    direct: &'d Direct<'d>,
    pub(super) attributes: Vec<AttributeId>,
}

/// All events.
pub(super) struct AllEvents<'d> {
    pub(super) direct: &'d Direct<'d>,
    pub(super) properties: &'d [Aligned],
}

/// People or events, and how much of them there is.
pub(super) struct Measured<'a> {
    pub(super) input: &'a dyn Input,
    pub(super) units: Vec<Unit>,
    /// How many rows each unit has.
    rows: Vec<u64>,
    /// How many bytes a row has, about.
    row: u64,
}

impl<'d> AllPeople<'d> {
    pub(super) fn new(direct: &'d Direct<'d>) -> AllPeople<'d> {
        let attributes = direct.people.iter().flat_map(|file| &file.head.attributes);
        let attributes: BTreeSet<AttributeId> = attributes.map(|(attribute, _)| *attribute).collect();
        AllPeople { direct, attributes: attributes.into_iter().collect() }
    }
}

impl Input for AllPeople<'_> {
    fn tables(&self) -> Vec<&Table> {
        self.direct.people.iter().map(|file| &file.table).collect()
    }

    fn keys(&self, unit: &Unit) -> Result<Keys, Unfit> {
        let file = &self.direct.people[unit.file];
        chunks::keys(&file.table, &file.head, unit.groups.clone())
    }

    fn rows(&self, unit: &Unit) -> Result<Rows, Unfit> {
        let file = &self.direct.people[unit.file];
        let (keys, found) = rayon::join(
            || self.keys(unit),
            || attributes(&file.table, &file.head.attributes, unit.groups.clone(), None),
        );
        let column = |(attribute, array): (AttributeId, ArrayRef)| {
            Some((self.attributes.iter().position(|known| *known == attribute)?, array))
        };
        Ok(Rows {
            keys: keys?,
            columns: found?.into_iter().filter_map(column).collect(),
            undeclared: Vec::new(),
        })
    }

    fn texts(&self) -> Vec<Texts> {
        let program = self.direct.source.program;
        self.attributes.iter().map(|attribute| Texts::of(&program.attributes[*attribute].r#type)).collect()
    }
}

impl Input for AllEvents<'_> {
    fn tables(&self) -> Vec<&Table> {
        self.direct.events.iter().map(|file| &file.table).collect()
    }

    fn keys(&self, unit: &Unit) -> Result<Keys, Unfit> {
        let file = &self.direct.events[unit.file];
        let keys = file.table.read(file.head.person, unit.groups.clone(), None).ok_or(VALUE)?;
        Ok(Persons::of(&keys)?.keys())
    }

    fn rows(&self, unit: &Unit) -> Result<Rows, Unfit> {
        let (file, looks) = (&self.direct.events[unit.file], &self.direct.looks);
        let (places, properties): (Vec<usize>, Vec<Property>) = self
            .properties
            .iter()
            .enumerate()
            .filter_map(|(at, aligned)| Some((PROPERTIES + at, aligned.in_files[unit.file].clone()?)))
            .unzip();
        let (program, groups) = (self.direct.source.program, unit.groups.clone());
        let rows = EventRows::read(program, &file.table, &file.head, &properties, looks, groups)?;
        let mut columns = Vec::new();
        if let Some(Seen { kinds, times, columns: found }) = rows.seen {
            columns.push((KINDS, kinds_array(kinds)));
            columns.push((TIMES, Arc::new(Int64Array::new(times, None))));
            // Of no type is what is not there.
            let found =
                places.into_iter().zip(found).filter(|(_, array)| *array.data_type() != DataType::Null);
            columns.extend(found);
        }
        Ok(Rows { keys: rows.persons.keys(), columns, undeclared: rows.undeclared })
    }

    fn texts(&self) -> Vec<Texts> {
        let properties = self.properties.iter().map(|aligned| Texts::of(&aligned.property.r#type));
        [Texts::of(&Type::Integer), Texts::of(&Type::Datetime)].into_iter().chain(properties).collect()
    }
}

fn kinds_array(kinds: Codes) -> ArrayRef {
    match kinds {
        Codes::U8(kinds) => Arc::new(UInt8Array::new(kinds, None)),
        Codes::U16(kinds) => Arc::new(UInt16Array::new(kinds, None)),
        Codes::U32(kinds) => Arc::new(UInt32Array::new(kinds, None)),
    }
}

impl<'a> Measured<'a> {
    /// Looks at one of the units to tell how large all are.
    pub(super) fn of(input: &'a dyn Input) -> Result<Measured<'a>, Unfit> {
        /// Of a row of which nothing is known.
        const ROW: u64 = 64;
        let tables = input.tables();
        let units = units(tables.iter().copied());
        let groups: Vec<Vec<usize>> = tables.iter().map(|table| table.groups()).collect();
        let rows_of = |unit: &Unit| {
            let rows = groups[unit.file][unit.groups.clone()].iter();
            rows.fold(0, |sum: u64, rows| sum.saturating_add(*rows as u64))
        };
        let mut row = ROW;
        if let Some(unit) = units.get(units.len() / 2) {
            let Rows { keys, columns, .. } = input.rows(unit)?;
            let rows = keys.len() as u64;
            let bytes = size(&array(keys)) + columns.iter().map(|(_, array)| size(array)).sum::<u64>();
            row = bytes.checked_div(rows).unwrap_or(ROW).max(1);
        }
        let rows = units.iter().map(rows_of).collect();
        Ok(Measured { input, units, rows, row })
    }

    /// How many bytes all of them have, about.
    pub(super) fn bytes(&self) -> u64 {
        self.rows.iter().fold(0, |sum: u64, rows| sum.saturating_add(*rows)).saturating_mul(self.row)
    }

    /// How many bytes the largest unit has, about.
    pub(super) fn largest(&self) -> u64 {
        self.rows.iter().max().map_or(0, |rows| rows.saturating_mul(self.row))
    }

    /// Some of the keys: one for each so many bytes of rows.
    pub(super) fn drawn(&self, bytes: u64, window: usize) -> Result<Vec<Keys>, Unfit> {
        let step = (bytes / self.row).max(1);
        let mut before = 0_u64;
        let skipped = |rows: &u64| {
            let skipped = (step - before % step) % step;
            before = before.saturating_add(*rows);
            skipped
        };
        let skipped: Vec<u64> = self.rows.iter().map(skipped).collect();
        let units: Vec<(&Unit, u64)> = self.units.iter().zip(skipped).collect();
        let drawn = |(unit, skipped): &(&Unit, u64)| {
            let keys = self.input.keys(unit)?;
            let places = (*skipped..keys.len() as u64).step_by(usize::try_from(step).unwrap_or(usize::MAX));
            keys.take(&places.map(|place| place as u32).collect::<Vec<u32>>()).ok_or(VALUE)
        };
        let windows = units.chunks(window).map(|window| window.par_iter().map(drawn).collect::<Vec<_>>());
        windows.flatten().collect()
    }
}
