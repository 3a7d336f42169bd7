//! Who rows are about, and how keys stand to each other.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int16Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, StringArray};
use arrow_buffer::ScalarBuffer;
use arrow_schema::DataType;

use super::{KEY, Unfit};
use crate::columns::{Codes, Keys, Values, arrays};
use crate::program::Type;
use crate::value::Zone;

/// Who rows are about, one after the other.
#[derive(Debug)]
pub(super) enum Persons {
    Whole(ScalarBuffer<i64>),
    Text(StringArray),
    Codes(Codes, Arc<StringArray>),
}

impl Persons {
    pub(super) fn of(array: &ArrayRef) -> Result<Persons, Unfit> {
        if array.null_count() > 0 {
            return Err(KEY);
        }
        Ok(match array.data_type() {
            DataType::Int8 => Persons::widened(array.as_primitive::<Int8Type>().values()),
            DataType::Int16 => Persons::widened(array.as_primitive::<Int16Type>().values()),
            DataType::Int32 => Persons::widened(array.as_primitive::<Int32Type>().values()),
            DataType::Int64 => Persons::Whole(array.as_primitive::<Int64Type>().values().clone()),
            _ => match texts(array)? {
                Values::Text(keys) => Persons::Text(keys),
                Values::Codes(codes, keys) => Persons::Codes(codes, keys),
                _ => return Err(KEY),
            },
        })
    }

    fn widened<T: Copy + Into<i64>>(keys: &[T]) -> Persons {
        Persons::Whole(keys.iter().map(|key| (*key).into()).collect())
    }

    /// The key of each row.
    pub(super) fn keys(self) -> Keys {
        match self {
            Persons::Whole(keys) => Keys::Whole(keys),
            Persons::Text(keys) => Keys::Text(keys),
            Persons::Codes(codes, keys) => {
                Keys::Text((0..codes.len()).map(|row| Some(keys.value(codes.get(row)))).collect())
            }
        }
    }

    /// The persons whose rows stand side by side, and where those of each begin.
    pub(super) fn runs(&self) -> (Keys, Vec<u32>) {
        match self {
            Persons::Whole(keys) => {
                let starts = starts(keys.len(), |row| keys[row] != keys[row - 1]);
                (
                    Keys::Whole(
                        starts.iter().filter_map(|start| keys.get(*start as usize).copied()).collect(),
                    ),
                    starts,
                )
            }
            Persons::Text(keys) => {
                let starts = starts(keys.len(), |row| keys.value(row) != keys.value(row - 1));
                let firsts = &starts[..starts.len() - 1];
                (Keys::Text(firsts.iter().map(|start| Some(keys.value(*start as usize))).collect()), starts)
            }
            Persons::Codes(codes, keys) => {
                let starts = starts(codes.len(), |row| codes.get(row) != codes.get(row - 1));
                let firsts = &starts[..starts.len() - 1];
                let key = |start: &u32| Some(keys.value(codes.get(*start as usize)));
                (Keys::Text(firsts.iter().map(key).collect()), starts)
            }
        }
    }
}

/// Where something new begins, and the end of all.
fn starts(rows: usize, is_new: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut starts = places(rows, |row| row == 0 || is_new(row));
    starts.push(rows as u32);
    starts
}

/// The rows for which something holds.
pub(super) fn places(rows: usize, holds: impl Fn(usize) -> bool) -> Vec<u32> {
    const AT_ONCE: usize = 1 << 10;
    // Every row is written down, and the next one over it if it is none of them: a branch would be guessed wrong.
    let (mut places, mut some) = (Vec::new(), [0; AT_ONCE]);
    for first in (0..rows).step_by(AT_ONCE) {
        let mut count = 0;
        for row in first..rows.min(first + AT_ONCE) {
            some[count % AT_ONCE] = row as u32;
            count += usize::from(holds(row));
        }
        places.extend_from_slice(&some[..count]);
    }
    places
}

/// The column of an array as texts, of which none is empty.
pub(super) fn texts(array: &ArrayRef) -> Result<Values, Unfit> {
    let column = arrays::column(array, &Type::Text, Zone::UTC).ok_or(KEY)?;
    let held = match column.values() {
        Values::Codes(_, texts) => texts.as_ref(),
        Values::Text(texts) => texts,
        _ => return Err(KEY),
    };
    // Where there are no rows, codes stand for nothing.
    let has_empty = !array.is_empty() && held.iter().any(|text| text.is_none_or(str::is_empty));
    if has_empty || column.validity().is_some() { Err(KEY) } else { Ok(column.values().clone()) }
}

/// How two keys stand to each other; nothing if they are of two kinds.
pub(super) fn compare(one: (&Keys, usize), other: (&Keys, usize)) -> Option<Ordering> {
    match (one, other) {
        ((Keys::Whole(keys), at), (Keys::Whole(others), place)) => Some(keys[at].cmp(&others[place])),
        ((Keys::Text(keys), at), (Keys::Text(others), place)) => {
            Some(keys.value(at).cmp(others.value(place)))
        }
        _ => None,
    }
}

/// Whether each key is larger than the one before it.
pub(super) fn is_ascending(keys: &Keys) -> bool {
    match keys {
        Keys::Whole(keys) => keys.windows(2).all(|pair| pair[0] < pair[1]),
        Keys::Text(keys) => (1..keys.len()).all(|row| keys.value(row - 1) < keys.value(row)),
        Keys::Later(keys) => is_ascending(&keys.read()),
    }
}
