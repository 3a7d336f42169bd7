//! What is decoded of a file at once, as it stands there: only the columns that are wanted, and only the events of kinds that are
//! looked at.

use std::ops::Range;

use arrow_array::{ArrayRef, new_null_array};
use arrow_schema::DataType;
use rayon::prelude::*;

use super::kept::Kept;
use super::persons::Persons;
use super::{Looks, Unfit, VALUE};
use crate::columns::{Codes, Times, Values, Wanted, Whole, arrays};
use crate::data::{EventsHead, Table};
use crate::program::{AttributeId, EventId, Program, Type};
use crate::value::Zone;

/// Attributes of people with the values that stand in the file.
pub(super) type Attributes = Vec<(AttributeId, ArrayRef)>;

/// Some events, in the order of the file.
#[derive(Debug)]
pub(super) struct EventRows {
    pub(super) persons: Persons,
    /// What happened, if somebody looks at that.
    pub(super) seen: Option<Seen>,
    /// The names that are not declared, each with its number.
    pub(super) undeclared: Vec<(String, u64)>,
}

/// What happened, as it stands in the file.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) kinds: Codes,
    pub(super) times: Times,
    /// The values of each [`Property`].
    pub(super) columns: Vec<ArrayRef>,
}

/// A column of a file as properties of one type.
#[derive(Clone, Debug)]
pub(super) struct Property {
    pub(super) column: usize,
    pub(super) r#type: Type,
    pub(super) slots: Vec<(EventId, u32)>,
}

/// Reads these attributes of people, of all or of some rows.
pub(super) fn attributes(
    table: &Table,
    attributes: &[(AttributeId, usize)],
    groups: Range<usize>,
    rows: Option<&[u32]>,
) -> Result<Attributes, Unfit> {
    let read = |(attribute, column): &(AttributeId, usize)| {
        Ok((*attribute, table.read(*column, groups.clone(), rows).ok_or(VALUE)?))
    };
    attributes.par_iter().map(read).collect()
}

impl EventRows {
    /// Reads some events.
    pub(super) fn read(
        program: &Program,
        table: &Table,
        head: &EventsHead,
        properties: &[Property],
        looks: &Looks,
        groups: Range<usize>,
    ) -> Result<EventRows, Unfit> {
        let Kept { kinds, rows, times: known, undeclared } =
            Kept::read(program, table, head, looks, groups.clone())?;
        // Of events at which nobody looks nothing else is read.
        let read = |column: usize| table.read(column, groups.clone(), rows.as_deref()).ok_or(VALUE);
        let column = |property: &Property| match property.is_absent(program, table, head, groups.clone()) {
            true => Ok(new_null_array(&DataType::Null, kinds.len())),
            false => read(property.column),
        };
        let times = || known.map_or_else(|| times(&read(head.time)?, program.zone), Ok);
        let columns = || properties.par_iter().map(column).collect::<Result<Vec<_>, Unfit>>();
        let (persons, seen) = rayon::join(
            || Persons::of(&read(head.person)?),
            || looks.at_events.then(|| rayon::join(times, columns)),
        );
        let persons = persons?;
        let seen = match seen {
            Some((times, columns)) => Some(Seen { kinds, times: times?, columns: columns? }),
            None => None,
        };
        Ok(EventRows { persons, seen, undeclared })
    }
}

impl Property {
    /// The columns of a file that are wanted.
    pub(super) fn of(program: &Program, wanted: &Wanted, head: &EventsHead) -> Vec<Property> {
        let mut found: Vec<Property> = Vec::new();
        for (event, slot, column) in &head.properties {
            if !wanted.events.get(event).is_some_and(|of_kind| of_kind.properties.contains(slot)) {
                continue;
            }
            let r#type = &program.events[*event].properties[*slot as usize].r#type;
            match found.iter_mut().find(|known| known.column == *column && known.r#type == *r#type) {
                Some(known) => known.slots.push((*event, *slot)),
                None => {
                    let slots = vec![(*event, *slot)];
                    found.push(Property { column: *column, r#type: r#type.clone(), slots });
                }
            }
        }
        found
    }

    /// Whether the file says that no event of a kind that has it stands in some groups: what stands there means nothing then.
    fn is_absent(&self, program: &Program, table: &Table, head: &EventsHead, groups: Range<usize>) -> bool {
        let kinds: Vec<&str> = self.slots.iter().map(|(event, _)| &*program.events[*event].name).collect();
        table.lacks(head.name, groups, &kinds)
    }
}

/// When events happened: none may be without a time.
pub(super) fn times(array: &ArrayRef, zone: Zone) -> Result<Times, Unfit> {
    let column = arrays::column(array, &Type::Datetime, zone).ok_or(VALUE)?;
    match column.values() {
        Values::Whole(Whole::I64(times), _) if column.validity().is_none() => Ok(times.clone()),
        _ => Err(VALUE),
    }
}
