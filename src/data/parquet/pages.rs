//! Pages of one column of a row group, decoded straight into the arrays that are kept.
//!
//! The forms that writers choose for tables are here: plain values and places in a dictionary, with or without missing ones.
//! Texts that stand in a dictionary stay so, with the narrowest numbers. For any other form, and for whatever is not as it
//! should be, the answer is nothing: the decoder of the `parquet` crate takes the column then, or tells what is wrong.

use std::sync::Arc;

use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal64Type, Decimal128Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
};
use arrow_array::{Array, ArrayRef, BooleanArray, PrimitiveArray};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{DataType, TimeUnit};
use parquet::basic::Type as Physical;
use parquet::column::page::{Page, PageReader};

use super::part::{Parts, Validity};
use super::plain::{Plain, fixed, of_length};
use super::texts::texts;

/// For how many rows room is made at once: a damaged file may promise any number.
const ROOM: usize = 1 << 20;

/// The same for the bytes of texts.
const TEXTS: usize = 1 << 25;

/// What a column is in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form<'s> {
    /// How its values are written.
    pub(super) physical: Physical,
    /// How many bytes a value has, where the schema says so.
    pub(super) length: usize,
    /// Whether values may be missing.
    pub(super) optional: bool,
    /// What the values are.
    pub(super) r#type: &'s DataType,
    /// How many there are.
    pub(super) rows: usize,
    /// How many bytes the file says that they take, not compressed.
    pub(super) bytes: usize,
    /// The rows that are wanted, ascending, where not all are.
    pub(super) wanted: Option<&'s [u32]>,
}

impl Form<'_> {
    /// For how many rows there should be room at first.
    pub(super) fn room(self) -> usize {
        self.wanted.map_or(self.rows, <[u32]>::len).min(ROOM)
    }

    /// How many bytes of texts there should be room for at first.
    pub(super) fn room_for_texts(self) -> usize {
        if self.wanted.is_some() { 0 } else { self.bytes.min(TEXTS) }
    }
}

/// The values of a column; nothing if they are written in another way.
pub(super) fn decode(pages: &mut dyn PageReader, form: Form<'_>) -> Option<ArrayRef> {
    match (form.physical, form.r#type) {
        (Physical::BOOLEAN, DataType::Boolean) => booleans(pages, form),
        (Physical::INT32, DataType::Int8) => {
            shared(numbers::<Int8Type>(pages, form, fixed(|bytes| i32::from_le_bytes(bytes) as i8))?)
        }
        (Physical::INT32, DataType::Int16) => {
            shared(numbers::<Int16Type>(pages, form, fixed(|bytes| i32::from_le_bytes(bytes) as i16))?)
        }
        (Physical::INT32, DataType::Int32) => {
            shared(numbers::<Int32Type>(pages, form, fixed(i32::from_le_bytes))?)
        }
        (Physical::INT32, DataType::Date32) => {
            shared(numbers::<Date32Type>(pages, form, fixed(i32::from_le_bytes))?)
        }
        (Physical::INT64, DataType::Int64) => {
            shared(numbers::<Int64Type>(pages, form, fixed(i64::from_le_bytes))?)
        }
        (Physical::DOUBLE, DataType::Float64) => {
            shared(numbers::<Float64Type>(pages, form, fixed(f64::from_le_bytes))?)
        }
        (Physical::INT64, DataType::Timestamp(unit, zone)) => moments(pages, form, *unit, zone.clone()),
        (_, DataType::Decimal128(precision, scale)) => decimals(pages, form, *precision, *scale),
        (Physical::BYTE_ARRAY, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) => {
            texts(pages, form)
        }
        _ => None,
    }
}

pub(super) fn shared(array: impl Array + 'static) -> Option<ArrayRef> {
    Some(Arc::new(array))
}

fn moments(
    pages: &mut dyn PageReader,
    form: Form<'_>,
    unit: TimeUnit,
    zone: Option<Arc<str>>,
) -> Option<ArrayRef> {
    match unit {
        TimeUnit::Second => None,
        TimeUnit::Millisecond => shared(
            numbers::<TimestampMillisecondType>(pages, form, fixed(i64::from_le_bytes))?
                .with_timezone_opt(zone),
        ),
        TimeUnit::Microsecond => shared(
            numbers::<TimestampMicrosecondType>(pages, form, fixed(i64::from_le_bytes))?
                .with_timezone_opt(zone),
        ),
        TimeUnit::Nanosecond => shared(
            numbers::<TimestampNanosecondType>(pages, form, fixed(i64::from_le_bytes))?
                .with_timezone_opt(zone),
        ),
    }
}

/// Decimals of up to 18 digits become numbers of 64 bits, however the file has them.
fn decimals(pages: &mut dyn PageReader, form: Form<'_>, precision: u8, scale: i8) -> Option<ArrayRef> {
    let narrow =
        |array: PrimitiveArray<Decimal64Type>| shared(array.with_precision_and_scale(precision, scale).ok()?);
    match form.physical {
        Physical::INT32 => narrow(numbers(pages, form, fixed(|bytes| i32::from_le_bytes(bytes).into()))?),
        Physical::INT64 => narrow(numbers(pages, form, fixed(i64::from_le_bytes))?),
        Physical::FIXED_LEN_BYTE_ARRAY if precision <= 18 && form.length == 8 => {
            narrow(numbers(pages, form, fixed(i64::from_be_bytes))?)
        }
        Physical::FIXED_LEN_BYTE_ARRAY if precision <= 18 && form.length < 8 => {
            narrow(numbers(pages, form, of_length(form.length, |bytes| big_endian(bytes) as i64))?)
        }
        Physical::FIXED_LEN_BYTE_ARRAY if form.length <= 16 => {
            let array = numbers::<Decimal128Type>(pages, form, of_length(form.length, big_endian))?;
            shared(array.with_precision_and_scale(precision, scale).ok()?)
        }
        _ => None,
    }
}

fn big_endian(bytes: &[u8]) -> i128 {
    let sign = bytes.first().map_or(0, |first| -i128::from(first >> 7));
    bytes.iter().fold(sign, |number, byte| number << 8 | i128::from(*byte))
}

fn numbers<T: ArrowPrimitiveType>(
    pages: &mut dyn PageReader,
    form: Form<'_>,
    plain: impl Plain<T::Native>,
) -> Option<PrimitiveArray<T>> {
    let (mut known, mut validity, mut room) = (Vec::new(), Validity::default(), Vec::<u32>::new());
    let (mut out, mut parts) = (Vec::with_capacity(form.room()), Parts::new(form));
    while let Some(page) = pages.get_next_page().ok()? {
        if let Page::DictionaryPage { buf, num_values, .. } = &page {
            known.clear();
            plain.all(buf, *num_values as usize, &mut known)?;
            continue;
        }
        let part = parts.part(&page)?;
        if part.coded {
            let codes = part.codes(known.len(), &mut room)?;
            part.add(&mut out, |out| {
                out.extend(codes.iter().map(|code| known[*code as usize]));
                Some(())
            })?;
        } else if let Some(places) = part.places() {
            plain.some(part.values, part.count, places, &mut out)?;
        } else {
            part.add(&mut out, |out| plain.all(part.values, part.count, out))?;
        }
        validity.add(&part);
    }
    (parts.is_complete() && out.len() == validity.rows)
        .then(|| PrimitiveArray::new(out.into(), validity.nulls()))
}

fn booleans(pages: &mut dyn PageReader, form: Form<'_>) -> Option<ArrayRef> {
    let (mut out, mut validity) = (Vec::with_capacity(form.room()), Validity::default());
    let mut parts = Parts::new(form);
    while let Some(page) = pages.get_next_page().ok()? {
        let part = parts.part(&page)?;
        (!part.coded && part.values.len() * 8 >= part.count).then_some(())?;
        part.add(&mut out, |out| {
            out.extend((0..part.count).map(|at| part.values[at / 8] >> (at % 8) & 1 == 1));
            Some(())
        })?;
        validity.add(&part);
    }
    (parts.is_complete() && out.len() == validity.rows).then_some(())?;
    let truth = BooleanBuffer::collect_bool(out.len(), |row| out[row]);
    shared(BooleanArray::new(truth, validity.nulls()))
}
