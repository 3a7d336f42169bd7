//! Parts of columns: some rows side by side, which share the memory of the whole, and rows from anywhere.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::StringArray;
use arrow_buffer::OffsetBuffer;

use super::build::string_array;
use super::mask::WORD;
use super::{Codes, Column, Keys, Mask, Values, Whole};
use crate::value::Value;

impl Mask {
    /// These rows by themselves.
    #[must_use]
    pub fn slice(&self, rows: Range<usize>) -> Mask {
        let (first, used) = (rows.start / WORD, rows.start % WORD);
        let words = &self.words()[first..];
        let word = |at: usize| {
            let low = words.get(at).copied().unwrap_or(0) >> used;
            let high = words.get(at + 1).copied().unwrap_or(0);
            if used == 0 { low } else { low | high << (WORD - used) }
        };
        Mask::from_words((0..rows.len().div_ceil(WORD)).map(word).collect(), rows.len())
    }
}

impl Column {
    /// These rows by themselves.
    #[must_use]
    pub fn slice(&self, rows: Range<usize>) -> Column {
        let (start, length) = (rows.start, rows.len());
        let values = match self.values() {
            Values::Boolean(truth) => Values::Boolean(truth.slice(rows.clone())),
            Values::Whole(whole, scale) => Values::Whole(whole.slice(rows.clone()), *scale),
            Values::Text(texts) => Values::Text(texts.slice(start, length)),
            Values::Codes(codes, texts) => Values::Codes(codes.slice(rows.clone()), texts.clone()),
            Values::List(offsets, items) => Values::List(offsets.slice(start, length), items.clone()),
            Values::Rows(values) => Values::Rows(values[rows.clone()].into()),
        };
        Column::new(values, self.validity().map(|validity| validity.slice(rows)))
    }

    /// The rows at these places; nothing if they are more than offsets of 32 bits reach.
    #[must_use]
    pub fn take(&self, places: &[u32]) -> Option<Column> {
        let at = |row: usize| places[row] as usize;
        let values = match self.values() {
            Values::Boolean(truth) => Values::Boolean(Mask::of(places.len(), |row| truth.holds(at(row)))),
            Values::Whole(whole, scale) => Values::Whole(whole.take(places), *scale),
            Values::Text(texts) => Values::Text(take_texts(texts, places)?),
            Values::Codes(codes, texts) => Values::Codes(codes.take(places), texts.clone()),
            Values::List(offsets, items) => take_lists(offsets, items, places)?,
            Values::Rows(values) => Values::Rows(
                places.iter().map(|place| values[*place as usize].clone()).collect::<Arc<[Value]>>(),
            ),
        };
        let validity = self.validity().map(|validity| Mask::of(places.len(), |row| validity.holds(at(row))));
        Some(Column::new(values, validity))
    }
}

fn take_texts(texts: &StringArray, places: &[u32]) -> Option<StringArray> {
    string_array(places.iter().map(|place| texts.value(*place as usize)))
}

fn take_lists(offsets: &OffsetBuffer<i32>, items: &Column, places: &[u32]) -> Option<Values> {
    let (mut taken, mut lengths) = (Vec::new(), Vec::with_capacity(places.len()));
    for place in places {
        let items = offsets[*place as usize] as u32..offsets[*place as usize + 1] as u32;
        lengths.push(items.len());
        taken.extend(items);
    }
    i32::try_from(taken.len()).ok()?;
    Some(Values::List(OffsetBuffer::from_lengths(lengths), Arc::new(items.take(&taken)?)))
}

impl Whole {
    fn slice(&self, rows: Range<usize>) -> Whole {
        let (start, length) = (rows.start, rows.len());
        match self {
            Whole::I8(numbers) => Whole::I8(numbers.slice(start, length)),
            Whole::I16(numbers) => Whole::I16(numbers.slice(start, length)),
            Whole::I32(numbers) => Whole::I32(numbers.slice(start, length)),
            Whole::I64(numbers) => Whole::I64(numbers.slice(start, length)),
            Whole::I128(numbers) => Whole::I128(numbers.slice(start, length)),
        }
    }

    fn take(&self, places: &[u32]) -> Whole {
        let taken = places.iter().map(|place| *place as usize);
        match self {
            Whole::I8(numbers) => Whole::I8(taken.map(|place| numbers[place]).collect()),
            Whole::I16(numbers) => Whole::I16(taken.map(|place| numbers[place]).collect()),
            Whole::I32(numbers) => Whole::I32(taken.map(|place| numbers[place]).collect()),
            Whole::I64(numbers) => Whole::I64(taken.map(|place| numbers[place]).collect()),
            Whole::I128(numbers) => Whole::I128(taken.map(|place| numbers[place]).collect()),
        }
    }
}

impl Codes {
    /// These rows by themselves.
    #[must_use]
    pub fn slice(&self, rows: Range<usize>) -> Codes {
        let (start, length) = (rows.start, rows.len());
        match self {
            Codes::U8(codes) => Codes::U8(codes.slice(start, length)),
            Codes::U16(codes) => Codes::U16(codes.slice(start, length)),
            Codes::U32(codes) => Codes::U32(codes.slice(start, length)),
        }
    }

    /// The rows at these places.
    #[must_use]
    pub fn take(&self, places: &[u32]) -> Codes {
        let taken = places.iter().map(|place| *place as usize);
        match self {
            Codes::U8(codes) => Codes::U8(taken.map(|place| codes[place]).collect()),
            Codes::U16(codes) => Codes::U16(taken.map(|place| codes[place]).collect()),
            Codes::U32(codes) => Codes::U32(taken.map(|place| codes[place]).collect()),
        }
    }
}

impl Keys {
    /// These rows by themselves.
    #[must_use]
    pub fn slice(&self, rows: Range<usize>) -> Keys {
        match self {
            Keys::Text(keys) => Keys::Text(keys.slice(rows.start, rows.len())),
            Keys::Whole(keys) => Keys::Whole(keys.slice(rows.start, rows.len())),
            Keys::Later(keys) => Keys::Later(keys.slice(rows)),
        }
    }

    /// The rows at these places; nothing if they are more than offsets of 32 bits reach.
    #[must_use]
    pub fn take(&self, places: &[u32]) -> Option<Keys> {
        Some(match self {
            Keys::Text(keys) => Keys::Text(take_texts(keys, places)?),
            Keys::Whole(keys) => Keys::Whole(places.iter().map(|place| keys[*place as usize]).collect()),
            Keys::Later(keys) => return keys.read().take(places),
        })
    }
}
