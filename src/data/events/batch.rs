//! Rows of events that are there column by column.
//!
//! Nearly all rows are plain: they say who, what and when, and everything is right. Such a row is taken from the columns that
//! this needs. A row that says more, or has something wrong with it, is made into cells and goes the way of all formats, so
//! what it means and what is said of it is written in one place.

use super::{EventSink, ROLES, Role, Row};
use crate::data::arrays::{Batch, Column};
use crate::data::cell::written;
use crate::data::problems::Stop;
use crate::program::EventId;
use crate::value::Value;

/// The columns of a batch, by what they say of an event.
struct Columns<'b, 'a> {
    person: &'b Column<'a>,
    name: &'b Column<'a>,
    /// The kinds of events by the places of their names, as far as they have been looked up.
    kinds: Vec<Option<EventId>>,
    time: &'b Column<'a>,
    /// Those that are empty in plain rows.
    rare: Vec<&'b Column<'a>>,
    /// The properties.
    properties: Vec<(usize, &'b Column<'a>)>,
}

impl EventSink<'_, '_> {
    /// Takes the rows of a batch.
    pub(super) fn take_batch(&mut self, batch: &Batch<'_>) -> Result<(), Stop> {
        let mut columns = self.plain_columns(batch);
        let mut cells = Vec::new();
        for row in 0..batch.len() {
            if !columns.as_mut().is_some_and(|columns| self.take_plain(columns, row, batch.number(row))) {
                batch.cells(row, &mut cells);
                self.take_row(batch.number(row), &cells)?;
            }
        }
        Ok(())
    }

    /// The columns by what they say; nothing where some column is missing or there are several for one thing.
    fn plain_columns<'b, 'a>(&self, batch: &'b Batch<'a>) -> Option<Columns<'b, 'a>> {
        let mut roles: [Option<&Column<'a>>; ROLES] = [None; ROLES];
        let mut properties = Vec::new();
        for (at, column) in batch.columns() {
            match self.sources[*at].role {
                None => properties.push((*at, column)),
                Some((role, _)) if roles[role as usize].is_some() => return None,
                Some((role, _)) => roles[role as usize] = Some(column),
            }
        }
        let rare = [Role::Id, Role::Flow, Role::Element, Role::Identifier, Role::PersonType];
        Some(Columns {
            person: roles[Role::Person as usize]?,
            name: roles[Role::Name as usize]?,
            kinds: Vec::new(),
            time: roles[Role::Time as usize]?,
            rare: rare.into_iter().filter_map(|role| roles[role as usize]).collect(),
            properties,
        })
    }

    /// Takes a row if it is plain; says whether it was.
    fn take_plain(&mut self, columns: &mut Columns<'_, '_>, row: usize, number: u64) -> bool {
        let definition = match self.kind(columns, row) {
            Some(Some(definition)) => definition,
            Some(None) => return true,
            None => return false,
        };
        let person = columns.person.cell(row);
        let Some(person) = written(&person).ok().filter(|person| !person.is_empty()) else { return false };
        let Ok(Value::Datetime(time)) = self.times.fit(&columns.time.cell(row)) else { return false };
        let is_plain = columns.rare.iter().all(|column| column.is_empty(row))
            && self.take_properties(columns, row, number, definition);
        if is_plain {
            self.take(&Row { person, time, definition, id: None, flow: None, element: None });
        }
        is_plain
    }

    /// The kind of the event in a row; nothing in it if it is not declared, which is counted, and nothing at all if the row is
    /// not plain.
    fn kind(&mut self, columns: &mut Columns<'_, '_>, row: usize) -> Option<Option<EventId>> {
        let place = columns.name.place(row);
        if let Some(known) = place.and_then(|place| *columns.kinds.get(place)?) {
            return Some(Some(known));
        }
        let name = columns.name.cell(row);
        let name = written(&name).ok().filter(|name| !name.is_empty())?;
        let kind = self.definition(&name);
        if let Some(place) = place {
            columns.kinds.resize(columns.kinds.len().max(place + 1), None);
            columns.kinds[place] = kind;
        }
        Some(kind)
    }

    /// Takes the properties of an event; says whether they are right.
    fn take_properties(
        &mut self,
        columns: &Columns<'_, '_>,
        row: usize,
        number: u64,
        event: EventId,
    ) -> bool {
        self.properties.clear();
        columns.properties.iter().all(|(at, column)| {
            if column.is_empty(row) {
                return true;
            }
            match self.slot(*at, event).filter(|slot| self.log.gathering.form.reads(event, *slot)) {
                Some(slot) => self.read_property(number, (event, slot), *at, &column.cell(row)).is_ok(),
                None => true,
            }
        })
    }
}
