//! The rows of a range together, in the order of their keys.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, StringArray, UInt32Array, new_null_array};
use arrow_schema::{ArrowError, DataType};
use arrow_select::concat::concat;
use arrow_select::take::take;

use super::super::{Unfit, VALUE};
use super::pieces::Piece;
use super::texts::{plain, with_texts};
use crate::columns::{Column, arrays, build};
use crate::program::Type;
use crate::value::{Value, Zone};

/// The rows of a range. Those of a key keep the order in which they were added.
#[derive(Debug)]
pub(super) struct Gathered {
    /// The keys, in order.
    pub(super) keys: ArrayRef,
    pieces: Vec<Piece>,
    /// The places of the rows among those of the pieces, if they are not in order there.
    order: Option<UInt32Array>,
}

/// The values of a column.
enum Found {
    Nothing,
    One(ArrayRef),
    /// Of several types, in the order of the pieces: each with the number of its rows.
    Mixed(Vec<(Option<ArrayRef>, usize)>),
}

impl Gathered {
    /// These rows; nothing if there is none.
    pub(super) fn of(pieces: Vec<Piece>) -> Result<Option<Gathered>, Unfit> {
        if pieces.is_empty() {
            return Ok(None);
        }
        let keys: Vec<&dyn Array> = pieces.iter().map(|piece| piece.batch.column(0).as_ref()).collect();
        let keys = concat(&keys).map_err(|_| VALUE)?;
        let order = order(&keys);
        let keys = in_order(keys, order.as_ref()).map_err(|_| VALUE)?;
        Ok(Some(Gathered { keys, pieces, order }))
    }

    /// The values of a column that has one type in all files; nothing if it is in none of them.
    pub(super) fn array(&self, column: usize, texts: &Arc<StringArray>) -> Result<Option<ArrayRef>, Unfit> {
        match self.found(column, texts).map_err(|_| VALUE)? {
            Found::One(array) => Ok(Some(array)),
            Found::Nothing => Ok(None),
            Found::Mixed(_) => Err(VALUE),
        }
    }

    /// A column for a declared type; nothing if it is in none of the files.
    pub(super) fn column(
        &self,
        column: usize,
        texts: &Arc<StringArray>,
        r#type: &Type,
        zone: Zone,
    ) -> Result<Option<Column>, Unfit> {
        match self.found(column, texts).map_err(|_| VALUE)? {
            Found::Nothing => Ok(None),
            Found::One(array) => arrays::column(&array, r#type, zone).ok_or(VALUE).map(Some),
            Found::Mixed(parts) => self.mixed(parts, r#type, zone).ok_or(VALUE).map(Some),
        }
    }

    fn found(&self, column: usize, texts: &Arc<StringArray>) -> Result<Found, ArrowError> {
        let parts: Vec<(Option<(&ArrayRef, bool)>, usize)> =
            self.pieces.iter().map(|piece| (piece.column(column), piece.batch.num_rows())).collect();
        let mut there = parts.iter().filter_map(|(part, _)| *part).peekable();
        if there.peek().is_none() {
            return Ok(Found::Nothing);
        }
        if there.all(|(_, is_coded)| is_coded) {
            let codes = parts.into_iter().map(|(part, rows)| (part.map(|(codes, _)| codes.clone()), rows));
            let codes = one(codes.collect(), &DataType::UInt16)?;
            return Ok(Found::One(with_texts(&in_order(codes, self.order.as_ref())?, texts)?));
        }
        let unpacked = |(part, rows): (Option<(&ArrayRef, bool)>, usize)| {
            let array =
                part.map(|(array, is_coded)| if is_coded { plain(array, texts) } else { Ok(array.clone()) });
            Ok((array.transpose()?, rows))
        };
        let parts = parts.into_iter().map(unpacked).collect::<Result<Vec<_>, ArrowError>>()?;
        let mut types = parts.iter().filter_map(|(array, _)| Some(array.as_ref()?.data_type().clone()));
        let first = types.next().unwrap_or(DataType::Null);
        if types.any(|other| other != first) {
            return Ok(Found::Mixed(parts));
        }
        Ok(Found::One(in_order(one(parts, &first)?, self.order.as_ref())?))
    }

    /// Files may have columns of several types for the same thing. Then values are put together one by one.
    fn mixed(&self, parts: Vec<(Option<ArrayRef>, usize)>, r#type: &Type, zone: Zone) -> Option<Column> {
        let mut values = Vec::new();
        for (array, rows) in parts {
            match array {
                Some(array) => {
                    let column = arrays::column(&array, r#type, zone)?;
                    values.extend((0..rows).map(|row| column.value(row, r#type)));
                }
                None => values.resize(values.len() + rows, Value::Empty),
            }
        }
        let values = match &self.order {
            Some(order) => order.values().iter().map(|place| values[*place as usize].clone()).collect(),
            None => values,
        };
        Some(build::column(values, r#type))
    }
}

impl Piece {
    /// A column, and whether it holds codes.
    fn column(&self, column: usize) -> Option<(&ArrayRef, bool)> {
        let at = self.columns.iter().position(|(known, _)| *known == column)?;
        Some((self.batch.column(at + 1), self.columns[at].1))
    }
}

/// Arrays of a type one behind the other, with nothing for those that are not there.
fn one(parts: Vec<(Option<ArrayRef>, usize)>, r#type: &DataType) -> Result<ArrayRef, ArrowError> {
    let arrays: Vec<ArrayRef> = parts
        .into_iter()
        .map(|(array, rows)| array.unwrap_or_else(|| new_null_array(r#type, rows)))
        .collect();
    match &arrays[..] {
        [array] => Ok(array.clone()),
        arrays => concat(&arrays.iter().map(AsRef::as_ref).collect::<Vec<_>>()),
    }
}

fn in_order(array: ArrayRef, order: Option<&UInt32Array>) -> Result<ArrayRef, ArrowError> {
    match order {
        Some(order) => take(&array, order, None),
        None => Ok(array),
    }
}

/// The places of keys in their order, equal ones as they stand; nothing if all of them stand so.
fn order(keys: &ArrayRef) -> Option<UInt32Array> {
    let mut places: Vec<u32> = (0..keys.len() as u32).collect();
    match keys.data_type() {
        DataType::Int64 => {
            let keys = keys.as_primitive::<Int64Type>().values();
            (!keys.is_sorted()).then_some(())?;
            if let Some(places) = counted(keys) {
                return Some(places.into());
            }
            places.sort_by_key(|place| keys[*place as usize]);
        }
        _ => {
            let keys = keys.as_string::<i32>();
            (!keys.iter().is_sorted()).then_some(())?;
            places.sort_by_key(|place| keys.value(*place as usize));
        }
    }
    Some(places.into())
}

/// The same of numbers that lie close together, by counting each.
fn counted(keys: &[i64]) -> Option<Vec<u32>> {
    /// How many numbers there may be for each key.
    const SPREAD: usize = 8;
    let (least, greatest) = arrays::ends(keys)?;
    let span = usize::try_from(greatest.checked_sub(least)?).ok()?;
    (span / SPREAD <= keys.len()).then_some(())?;
    let mut next = vec![0; span + 2];
    keys.iter().for_each(|key| next[(key - least) as usize + 1] += 1);
    (1..next.len()).for_each(|at| next[at] += next[at - 1]);
    let mut places = vec![0; keys.len()];
    for (place, key) in keys.iter().enumerate() {
        let at: &mut u32 = &mut next[(key - least) as usize];
        places[*at as usize] = place as u32;
        *at += 1;
    }
    Some(places)
}
