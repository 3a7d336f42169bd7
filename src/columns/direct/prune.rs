//! Which people need not be read, since the file says of their values that no condition holds for them.

use std::ops::Range;

use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use crate::columns::necessary::{Known, Necessary, Stretch};
use crate::columns::{Column, arrays};
use crate::data::{PeopleHead, Stated, Table};
use crate::program::{AttributeId, Program, Type};
use crate::value::Zone;

/// The rows of some row groups that may matter, counted from the first of them; nothing if that is nearly all of them.
pub(super) fn rows(
    program: &Program,
    table: &Table,
    head: &PeopleHead,
    groups: Range<usize>,
    necessary: &Necessary,
) -> Option<Vec<u32>> {
    /// No more rows are picked at once: a damaged file may say anything.
    const ROWS: usize = 1 << 26;
    let (mut rows, mut first) = (Vec::new(), 0_usize);
    for group in groups {
        let count = *table.groups().get(group)?;
        first.checked_add(count).filter(|rows| *rows <= ROWS)?;
        let stated = |attribute: AttributeId| {
            let column = head.attributes.iter().find(|(known, _)| *known == attribute)?.1;
            stretches(program, attribute, &table.stated(column, group)?)
        };
        let places = necessary.rows(count, &stated);
        rows.extend(places.iter().flat_map(|(start, end)| (first + start) as u32..(first + end) as u32));
        first += count;
    }
    // To pick rows takes longer than to read some that do not matter.
    (rows.len() < first - first / 8).then_some(rows)
}

/// What a file says of an attribute, in its values.
fn stretches(program: &Program, attribute: AttributeId, stated: &Stated) -> Option<Vec<Stretch>> {
    let (r#type, zone) = (&program.attributes[attribute].r#type, PeopleHead::zone(program, attribute));
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
