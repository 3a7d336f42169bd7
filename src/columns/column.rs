//! A column: the values of an attribute or a property for all rows of a batch.
//!
//! | declared type | held as |
//! | --- | --- |
//! | boolean | a mask of the true ones |
//! | integer | whole numbers of the file's width |
//! | number | the digits of a fixed scale, as whole numbers of 64 or 128 bits |
//! | date | days after 1970-01-01, as whole numbers |
//! | datetime | microseconds after 1970-01-01T00:00:00Z, as whole numbers of 64 bits |
//! | text | offsets and bytes; where the values are few, a code for each row and each text once |
//! | list of text | offsets into a column of the items |
//! | anything else, and numbers that share no scale | values, one by one |
//!
//! **Architecture Invariant:** what is not valid holds nothing that somebody may rely on: kernels look at the validity, or
//! take care that it is taken into account behind them. An empty text may be valid: [`Column::present`] tells.

use std::sync::{Arc, OnceLock};

use arrow_array::StringArray;
use arrow_buffer::{OffsetBuffer, ScalarBuffer};

use super::Mask;
use crate::program::Type;
use crate::value::{Date, Instant, Number, Value};

/// The values of one attribute or property.
#[derive(Clone, Debug)]
pub struct Column {
    values: Values,
    validity: Option<Mask>,
    rows: usize,
    reach: Arc<OnceLock<Option<(i128, i128)>>>,
}

/// What a column holds.
#[derive(Clone, Debug)]
pub enum Values {
    /// Which rows are true; those that are not valid are not.
    Boolean(Mask),
    /// Whole numbers: integers, days, microseconds, and digits of numbers with so many places.
    Whole(Whole, u8),
    /// Texts.
    Text(StringArray),
    /// Texts of which there are few: which one it is in each row. A code may stand for no text at all where it is not valid.
    Codes(Codes, Arc<StringArray>),
    /// Lists of texts.
    List(OffsetBuffer<i32>, Arc<Column>),
    /// What has no form of its own.
    Rows(Arc<[Value]>),
}

/// Whole numbers of one width.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names are the widths")]
pub enum Whole {
    I8(ScalarBuffer<i8>),
    I16(ScalarBuffer<i16>),
    I32(ScalarBuffer<i32>),
    I64(ScalarBuffer<i64>),
    I128(ScalarBuffer<i128>),
}

/// Codes of one width.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names are the widths")]
pub enum Codes {
    U8(ScalarBuffer<u8>),
    U16(ScalarBuffer<u16>),
    U32(ScalarBuffer<u32>),
}

/// The physical form of a column: what compiled code depends on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs, reason = "the names are those of the forms of values")]
pub enum Form {
    Boolean,
    /// The width in bytes, and the places.
    Whole(u8, u8),
    Text,
    /// The width in bytes.
    Codes(u8),
    List,
    Rows,
}

/// Does the same for whole numbers of each width.
macro_rules! for_whole {
    ($whole:expr, $numbers:ident => $body:expr) => {
        match $whole {
            $crate::columns::Whole::I8($numbers) => $body,
            $crate::columns::Whole::I16($numbers) => $body,
            $crate::columns::Whole::I32($numbers) => $body,
            $crate::columns::Whole::I64($numbers) => $body,
            $crate::columns::Whole::I128($numbers) => $body,
        }
    };
}

/// Does the same for codes of each width.
macro_rules! for_codes {
    ($codes:expr, $numbers:ident => $body:expr) => {
        match $codes {
            $crate::columns::Codes::U8($numbers) => $body,
            $crate::columns::Codes::U16($numbers) => $body,
            $crate::columns::Codes::U32($numbers) => $body,
        }
    };
}

pub(super) use {for_codes, for_whole};

impl Column {
    /// A column. Without a validity every row is valid.
    #[must_use]
    pub fn new(values: Values, validity: Option<Mask>) -> Column {
        let rows = values.rows();
        let validity = validity.filter(|validity| validity.count() < rows);
        Column { values, validity, rows, reach: Arc::default() }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The values.
    #[must_use]
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Which rows are valid; nothing if all are.
    #[must_use]
    pub fn validity(&self) -> Option<&Mask> {
        self.validity.as_ref()
    }

    /// Whether a row is valid.
    #[must_use]
    #[inline]
    pub fn is_valid(&self, row: usize) -> bool {
        self.validity.as_ref().is_none_or(|validity| validity.holds(row))
    }

    /// The physical form.
    #[must_use]
    pub fn form(&self) -> Form {
        match &self.values {
            Values::Boolean(_) => Form::Boolean,
            Values::Whole(whole, scale) => Form::Whole(whole.width(), *scale),
            Values::Text(_) => Form::Text,
            Values::Codes(codes, _) => Form::Codes(codes.width()),
            Values::List(..) => Form::List,
            Values::Rows(_) => Form::Rows,
        }
    }

    /// Two numbers between which all whole numbers of the column lie, valid or not: as near as their bits tell. Nothing of other
    /// columns, and where there is no row. They are looked for once.
    #[must_use]
    pub fn reach(&self) -> Option<(i128, i128)> {
        *self.reach.get_or_init(|| match &self.values {
            Values::Whole(whole, _) if !whole.is_empty() => Some(whole.reach()),
            _ => None,
        })
    }

    /// The value of a row, of the column's declared type.
    #[must_use]
    pub fn value(&self, row: usize, r#type: &Type) -> Value {
        if !self.is_valid(row) {
            return Value::Empty;
        }
        match &self.values {
            Values::Boolean(truth) => Value::Boolean(truth.holds(row)),
            Values::Whole(whole, scale) => whole_value(whole.get(row), *scale, r#type),
            Values::Text(texts) => Value::from(texts.value(row)),
            Values::Codes(codes, texts) => Value::from(texts.value(codes.get(row))),
            Values::List(offsets, items) => {
                let item = r#type.item().unwrap_or(&Type::Text);
                let places = offsets[row] as usize..offsets[row + 1] as usize;
                Value::List(places.map(|place| items.value(place, item)).collect())
            }
            Values::Rows(values) => values[row].clone(),
        }
    }

    /// Which rows have a value that is not empty.
    #[must_use]
    pub fn present(&self) -> Mask {
        let valid = |row: usize| self.is_valid(row);
        match &self.values {
            Values::Boolean(_) | Values::Whole(..) => {
                self.validity.clone().unwrap_or_else(|| Mask::all(self.rows))
            }
            Values::Text(texts) => {
                let offsets = texts.value_offsets();
                Mask::of(self.rows, |row| valid(row) && offsets[row] < offsets[row + 1])
            }
            Values::Codes(codes, texts) => {
                Mask::of(self.rows, |row| valid(row) && !texts.value(codes.get(row)).is_empty())
            }
            Values::List(offsets, _) => {
                Mask::of(self.rows, |row| valid(row) && offsets[row] < offsets[row + 1])
            }
            Values::Rows(values) => Mask::of(self.rows, |row| valid(row) && !values[row].is_empty()),
        }
    }
}

/// What a whole number of a type means. What lies outside of the type's range is nothing that a reader lets in.
fn whole_value(number: i128, scale: u8, r#type: &Type) -> Value {
    match r#type {
        Type::Date => i64::try_from(number).ok().and_then(Date::from_days).map_or(Value::Empty, Value::Date),
        Type::Datetime => {
            let instant = i64::try_from(number).ok().and_then(Instant::checked_from_micros);
            instant.map_or(Value::Empty, Value::Datetime)
        }
        Type::Integer => i64::try_from(number).map_or(Value::Empty, Value::Integer),
        _ => Number::from_mantissa_scale(number, scale.into()).map_or(Value::Empty, Value::Number),
    }
}

impl Values {
    fn rows(&self) -> usize {
        match self {
            Values::Boolean(truth) => truth.rows(),
            Values::Whole(whole, _) => whole.len(),
            Values::Text(texts) => arrow_array::Array::len(texts),
            Values::Codes(codes, _) => codes.len(),
            Values::List(offsets, _) => offsets.len() - 1,
            Values::Rows(values) => values.len(),
        }
    }
}

impl Whole {
    /// The number of a row.
    #[must_use]
    #[inline]
    #[allow(clippy::useless_conversion, reason = "one of the widths is that of the result")]
    pub fn get(&self, row: usize) -> i128 {
        for_whole!(self, numbers => i128::from(numbers[row]))
    }

    /// How many bytes a number has.
    #[must_use]
    pub fn width(&self) -> u8 {
        match self {
            Whole::I8(_) => 1,
            Whole::I16(_) => 2,
            Whole::I32(_) => 4,
            Whole::I64(_) => 8,
            Whole::I128(_) => 16,
        }
    }

    /// How many numbers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        for_whole!(self, numbers => numbers.len())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bits are gathered several numbers at a time, which comparing wide numbers is not.
    #[allow(clippy::useless_conversion, reason = "one of the widths is that of the result")]
    fn reach(&self) -> (i128, i128) {
        let bits = for_whole!(self, numbers => {
            let all = numbers.iter().fold(0, |bits, number| bits | (number ^ (number >> (8 * size_of_val(number) - 1))));
            i128::from(all)
        });
        // The sign is gone from all, so the first bit is never set.
        let most = i128::MAX >> (bits.leading_zeros() - 1);
        (-most - 1, most)
    }
}

impl Codes {
    /// The code of a row.
    #[must_use]
    #[inline]
    pub fn get(&self, row: usize) -> usize {
        for_codes!(self, codes => codes[row] as usize)
    }

    /// How many bytes a code has.
    #[must_use]
    pub fn width(&self) -> u8 {
        match self {
            Codes::U8(_) => 1,
            Codes::U16(_) => 2,
            Codes::U32(_) => 4,
        }
    }

    /// How many codes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        for_codes!(self, codes => codes.len())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What each code becomes, `of` being by code numbers below `count`. Every code has one.
    #[must_use]
    pub fn mapped(&self, of: &[u32], count: usize) -> Codes {
        match self {
            Codes::U8(codes) if count <= 256 => {
                let table: [u8; 256] = std::array::from_fn(|code| of.get(code).map_or(0, |to| *to as u8));
                Codes::U8(codes.iter().map(|code| table[usize::from(*code)]).collect())
            }
            _ => Codes::narrow((0..self.len()).map(|row| of[self.get(row)]).collect(), count),
        }
    }

    /// Codes below `count`, as narrow as they can be.
    #[must_use]
    pub fn narrow(codes: Vec<u32>, count: usize) -> Codes {
        match count {
            0..=256 => Codes::U8(codes.into_iter().map(|code| code as u8).collect()),
            257..=65_536 => Codes::U16(codes.into_iter().map(|code| code as u16).collect()),
            _ => Codes::U32(codes.into()),
        }
    }
}
