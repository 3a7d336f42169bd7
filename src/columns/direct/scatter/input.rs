//! What is read of people and of events to be put in order.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Int64Array, UInt8Array, UInt16Array, UInt32Array};
use arrow_schema::DataType;
use rayon::prelude::*;

use super::super::kept::Kept;
use super::super::persons::Persons;
use super::super::rows::{EventRows, Property, Seen, attributes};
use super::super::{Direct, Events, Unfit, Unit, VALUE, chunks, units};
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

    /// The keys of the rows of a unit.
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

/// People or events, and how much of them there is, about.
pub(super) struct Measured<'a> {
    pub(super) input: &'a dyn Input,
    pub(super) units: Vec<Unit>,
    /// How many bytes the largest unit has.
    pub(super) largest: u64,
    /// How many bytes all of them have.
    pub(super) bytes: u64,
    /// Some of the keys: one for each so many bytes of rows.
    pub(super) drawn: Vec<Keys>,
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
        let (Events { table, head, .. }, looks) = (&self.direct.events[unit.file], &self.direct.looks);
        let Kept { rows, .. } =
            Kept::read(self.direct.source.program, table, head, looks, unit.groups.clone())?;
        let keys = table.read(head.person, unit.groups.clone(), rows.as_deref()).ok_or(VALUE)?;
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
    /// Looks at some of the units, which lie evenly among all of them. A key is drawn for each `draw` bytes of rows.
    pub(super) fn of(input: &'a dyn Input, draw: u64, window: usize) -> Result<Measured<'a>, Unfit> {
        /// How many units are looked at.
        const SOME: usize = 32;
        let tables = input.tables();
        let units = units(tables.iter().copied());
        let every = units.len().div_ceil(SOME).max(1);
        let row = bytes_a_row(input, units.get(units.len() / 2))?;
        let step = usize::try_from(draw / row / every as u64).unwrap_or(usize::MAX).max(1);
        let some: Vec<&Unit> = units.iter().skip(every / 2).step_by(every).collect();
        let draw = |unit: &&Unit| drawn(&input.keys(unit)?, step);
        let found = some.chunks(window).map(|some| some.par_iter().map(draw).collect::<Vec<_>>());
        let found = found.flatten().collect::<Result<Vec<_>, Unfit>>()?;
        let rows = found.iter().fold(0, |sum: u64, (_, rows)| sum.saturating_add(*rows));
        let groups: Vec<Vec<usize>> = tables.iter().map(|table| table.groups()).collect();
        let largest = units.iter().map(|unit| rows_of(&groups, unit)).max().unwrap_or(0);
        Ok(Measured {
            input,
            largest: largest.saturating_mul(row),
            bytes: rows.saturating_mul(every as u64).saturating_mul(row),
            drawn: found.into_iter().map(|(keys, _)| keys).collect(),
            units,
        })
    }
}

/// How many bytes a row of a unit has.
fn bytes_a_row(input: &dyn Input, unit: Option<&Unit>) -> Result<u64, Unfit> {
    /// A row of which nothing is known.
    const ROW: u64 = 64;
    let Some(unit) = unit else { return Ok(ROW) };
    let Rows { keys, columns, .. } = input.rows(unit)?;
    let rows = keys.len() as u64;
    let bytes = size(&array(keys)) + columns.iter().map(|(_, array)| size(array)).sum::<u64>();
    Ok(bytes.checked_div(rows).unwrap_or(ROW).max(1))
}

/// Every so many keys one, and how many there are.
fn drawn(keys: &Keys, step: usize) -> Result<(Keys, u64), Unfit> {
    let places: Vec<u32> = (0..keys.len()).step_by(step).map(|place| place as u32).collect();
    Ok((keys.take(&places).ok_or(VALUE)?, keys.len() as u64))
}

/// How many rows a unit has, by the groups of each file.
fn rows_of(groups: &[Vec<usize>], unit: &Unit) -> u64 {
    let rows = groups[unit.file][unit.groups.clone()].iter();
    rows.fold(0, |sum, rows| sum.saturating_add(*rows as u64))
}
