//! Who and what need not be read: people of whose values a file says that no condition holds for them, and events at whose times
//! nobody looks.

use std::ops::Range;

use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use crate::columns::necessary::{Known, Necessary, Stretch, passing};
use crate::columns::plan::Check;
use crate::columns::{Column, arrays};
use crate::data::{EventsHead, PeopleHead, Stated, Table};
use crate::program::{AttributeId, Program, Type};
use crate::value::{InstantRange, Zone};

/// The rows of people in some row groups that may matter, counted from the first of them; nothing if that is nearly all of them.
pub(super) fn people(
    program: &Program,
    table: &Table,
    head: &PeopleHead,
    groups: Range<usize>,
    necessary: &Necessary,
) -> Option<Vec<u32>> {
    rows(table, groups, &|group, count| {
        let stated = |attribute: AttributeId| {
            let column = head.attributes.iter().find(|(known, _)| *known == attribute)?.1;
            let zone = PeopleHead::zone(program, attribute);
            stretches(&program.attributes[attribute].r#type, zone, &table.stated(column, group)?)
        };
        necessary.rows(count, &stated)
    })
}

/// The same for events that matter at some times alone.
pub(super) fn events(
    program: &Program,
    table: &Table,
    head: &EventsHead,
    groups: Range<usize>,
    times: InstantRange,
) -> Option<Vec<u32>> {
    let check = Check::Instants(times);
    rows(table, groups, &|group, count| {
        let stated = || stretches(&Type::Datetime, program.zone, &table.stated(head.time, group)?);
        let of = |stretches: Vec<Stretch>| passing(&stretches, &check, true);
        stated().map_or_else(|| vec![(0, count)], of)
    })
}

/// The rows of some row groups, of each of which stretches are given by its place and its number of rows.
fn rows(
    table: &Table,
    groups: Range<usize>,
    matter: &dyn Fn(usize, usize) -> Vec<(usize, usize)>,
) -> Option<Vec<u32>> {
    /// No more rows are picked at once: a damaged file may say anything.
    const ROWS: usize = 1 << 26;
    let (mut stretches, mut first) = (Vec::new(), 0_usize);
    for group in groups {
        let count = *table.groups().get(group)?;
        first.checked_add(count).filter(|rows| *rows <= ROWS)?;
        stretches.extend(matter(group, count).into_iter().map(|(start, end)| first + start..first + end));
        first += count;
    }
    let rows: usize = stretches.iter().map(Range::len).sum();
    // To pick rows takes longer than to read some that do not matter.
    let picked = || stretches.into_iter().flat_map(|rows| rows.start as u32..rows.end as u32).collect();
    (rows < first - first / 8).then(picked)
}

/// What a file says of a column, in the values of its type.
fn stretches(r#type: &Type, zone: Zone, stated: &Stated) -> Option<Vec<Stretch>> {
    is_ordered(r#type, stated.least.data_type(), zone).then_some(())?;
    let column = |array: &ArrayRef| arrays::column(array, r#type, zone);
    let (least, greatest) = (column(&stated.least)?, column(&stated.greatest)?);
    let stretch = |(at, rows): (usize, &Range<usize>)| {
        let missing = stated.missing.is_valid(at).then(|| stated.missing.value(at));
        Stretch {
            rows: (rows.start, rows.end),
            values: known(r#type, &least, &greatest, at, missing == Some(rows.len() as u64)),
            may_lack: missing != Some(0),
        }
    };
    Some(stated.rows.iter().enumerate().map(stretch).collect())
}

fn known(r#type: &Type, least: &Column, greatest: &Column, at: usize, is_nothing: bool) -> Known {
    let is_told = least.is_valid(at) && greatest.is_valid(at);
    match () {
        () if is_nothing => Known::Nothing,
        () if is_told => Known::Between(least.value(at, r#type), greatest.value(at, r#type)),
        () => Known::Unknown,
    }
}

/// Whether values that are read as a type are ordered as the file orders them. Texts are not, where case is ignored, nor are
/// local times, where clocks are set back; and numbers in binary may be none.
fn is_ordered(r#type: &Type, stored: &DataType, zone: Zone) -> bool {
    match (r#type, stored) {
        (Type::Boolean, DataType::Boolean) | (Type::Date, DataType::Date32) => true,
        (Type::Integer | Type::Number, stored) if stored.is_integer() => true,
        (Type::Number, DataType::Decimal128(..)) => true,
        (Type::Datetime, DataType::Timestamp(_, name)) => name.is_some() || zone == Zone::UTC,
        _ => false,
    }
}
