//! Columns of Arrow arrays: the memory of the array where the form is the same, else its cells, one by one, by the rules that
//! all data are read by.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal32Type, Decimal64Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type,
};
use arrow_array::{Array, ArrayRef, StringArray};
use arrow_buffer::{BooleanBuffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, TimeUnit};

use super::build;
use super::{Codes, Column, Mask, Values, Whole};
use crate::data::cell::{Fitter, TEXT_LIMIT};
use crate::data::fitted;
use crate::program::Type;
use crate::value::{Date, Instant, Zone};

/// The column of an array, for a declared type; nothing if a value does not fit. Local times are those of `zone`.
#[must_use]
pub fn column(array: &ArrayRef, r#type: &Type, zone: Zone) -> Option<Column> {
    match direct(array, r#type, zone) {
        Some(values) => Some(Column::new(values, array.nulls().map(validity))),
        None => {
            let values = fitted(array, &mut Fitter::new(r#type.clone(), zone)).ok()?;
            Some(build::column(values, r#type))
        }
    }
}

/// Which rows of an array are there.
pub(super) fn validity(nulls: &NullBuffer) -> Mask {
    mask(nulls.inner())
}

fn mask(bits: &BooleanBuffer) -> Mask {
    Mask::from_words(bits.bit_chunks().iter_padded().collect(), bits.len())
}

/// What the column holds, where the array holds it in the same form and all of it fits.
fn direct(array: &ArrayRef, r#type: &Type, zone: Zone) -> Option<Values> {
    match (r#type, array.data_type()) {
        (Type::Boolean, DataType::Boolean) => {
            let truth = array.as_boolean();
            let mut mask = mask(truth.values());
            if let Some(nulls) = truth.nulls() {
                super::mask::keep(mask.words_mut(), validity(nulls).words());
            }
            Some(Values::Boolean(mask))
        }
        (Type::Integer, _) => Some(Values::Whole(whole(array)?, 0)),
        (Type::Number, _) => whole(array).map(|whole| Values::Whole(whole, 0)).or_else(|| decimals(array)),
        (Type::Date, DataType::Date32) => days(array),
        (Type::Datetime, DataType::Timestamp(unit, name)) => {
            (name.is_some() || zone == Zone::UTC).then_some(())?;
            moments(array, *unit)
        }
        (Type::Text, _) => texts(array),
        (Type::List(item), DataType::List(_)) if **item == Type::Text => lists(array),
        _ => None,
    }
}

fn whole(array: &ArrayRef) -> Option<Whole> {
    Some(match array.data_type() {
        DataType::Int8 => Whole::I8(array.as_primitive::<Int8Type>().values().clone()),
        DataType::Int16 => Whole::I16(array.as_primitive::<Int16Type>().values().clone()),
        DataType::Int32 => Whole::I32(array.as_primitive::<Int32Type>().values().clone()),
        DataType::Int64 => Whole::I64(array.as_primitive::<Int64Type>().values().clone()),
        DataType::UInt8 => Whole::I16(
            array.as_primitive::<UInt8Type>().values().iter().map(|&number| number.into()).collect(),
        ),
        DataType::UInt16 => Whole::I32(
            array.as_primitive::<UInt16Type>().values().iter().map(|&number| number.into()).collect(),
        ),
        DataType::UInt32 => Whole::I64(
            array.as_primitive::<UInt32Type>().values().iter().map(|&number| number.into()).collect(),
        ),
        _ => return None,
    })
}

/// Decimals of no more digits and places than a number has.
fn decimals(array: &ArrayRef) -> Option<Values> {
    const DIGITS: u8 = 28;
    let places = |scale: i8| u8::try_from(scale).ok().filter(|scale| *scale <= DIGITS);
    Some(match array.data_type() {
        DataType::Decimal32(_, scale) => {
            Values::Whole(Whole::I32(array.as_primitive::<Decimal32Type>().values().clone()), places(*scale)?)
        }
        DataType::Decimal64(_, scale) => {
            Values::Whole(Whole::I64(array.as_primitive::<Decimal64Type>().values().clone()), places(*scale)?)
        }
        DataType::Decimal128(_, scale) => {
            let digits = array.as_primitive::<Decimal128Type>().values();
            let limit = 10_u128.pow(DIGITS.into());
            digits.iter().all(|digits| digits.unsigned_abs() < limit).then_some(())?;
            Values::Whole(narrowed(digits), places(*scale)?)
        }
        _ => return None,
    })
}

/// Digits in 64 bits where they all fit.
fn narrowed(digits: &ScalarBuffer<i128>) -> Whole {
    let narrow: Option<Vec<i64>> = digits.iter().map(|digits| i64::try_from(*digits).ok()).collect();
    narrow.map_or_else(|| Whole::I128(digits.clone()), |narrow| Whole::I64(narrow.into()))
}

/// Days of the years that there are.
fn days(array: &ArrayRef) -> Option<Values> {
    let days = array.as_primitive::<Date32Type>().values();
    let is_day = |day: &i32| Date::from_days((*day).into()).is_some();
    ends(days).is_none_or(|(first, last)| is_day(&first) && is_day(&last)).then_some(())?;
    Some(Values::Whole(Whole::I32(days.clone()), 0))
}

/// Moments of the years that there are.
fn moments(array: &ArrayRef, unit: TimeUnit) -> Option<Values> {
    let times = |values: &ScalarBuffer<i64>, factor: i64| {
        values.iter().map(|time| time.saturating_mul(factor)).collect()
    };
    let micros: ScalarBuffer<i64> = match unit {
        TimeUnit::Second => times(array.as_primitive::<TimestampSecondType>().values(), 1_000_000),
        TimeUnit::Millisecond => times(array.as_primitive::<TimestampMillisecondType>().values(), 1000),
        TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().values().clone(),
        TimeUnit::Nanosecond => {
            let values = array.as_primitive::<TimestampNanosecondType>().values();
            values.iter().map(|time| time.div_euclid(1000)).collect()
        }
    };
    let is_instant = |time: i64| Instant::checked_from_micros(time).is_some();
    ends(&micros).is_none_or(|(first, last)| is_instant(first) && is_instant(last)).then_some(())?;
    Some(Values::Whole(Whole::I64(micros), 0))
}

/// The least and the greatest number.
pub(super) fn ends<T: Copy + Ord>(numbers: &[T]) -> Option<(T, T)> {
    let first = *numbers.first()?;
    Some(numbers.iter().fold((first, first), |(least, most), number| (least.min(*number), most.max(*number))))
}

fn texts(array: &ArrayRef) -> Option<Values> {
    match array.data_type() {
        DataType::Utf8 => Some(Values::Text(short(array.as_string())?.clone())),
        DataType::Dictionary(_, held) if **held == DataType::Utf8 => {
            let dictionary = array.as_any_dictionary();
            let texts = short(dictionary.values().as_string())?;
            (texts.null_count() == 0 && !texts.is_empty()).then_some(())?;
            Some(Values::Codes(codes(array)?, Arc::new(texts.clone())))
        }
        _ => None,
    }
}

/// Texts, if none is longer than texts of data may be.
fn short(texts: &StringArray) -> Option<&StringArray> {
    let longest = texts.value_offsets().windows(2).map(|pair| pair[1] - pair[0]).max();
    longest.is_none_or(|longest| longest as usize <= TEXT_LIMIT).then_some(texts)
}

/// The codes of a dictionary, which stand for some text even where there is none.
fn codes(array: &ArrayRef) -> Option<Codes> {
    let DataType::Dictionary(key, _) = array.data_type() else { return None };
    Some(match **key {
        DataType::UInt8 => Codes::U8(array.as_dictionary::<UInt8Type>().keys().values().clone()),
        DataType::UInt16 => Codes::U16(array.as_dictionary::<UInt16Type>().keys().values().clone()),
        DataType::UInt32 => Codes::U32(array.as_dictionary::<UInt32Type>().keys().values().clone()),
        _ => {
            let dictionary = array.as_any_dictionary();
            let codes = dictionary.normalized_keys().into_iter().map(|code| code as u32).collect();
            Codes::narrow(codes, dictionary.values().len())
        }
    })
}

/// Lists in which every item is a text that is not empty.
fn lists(array: &ArrayRef) -> Option<Values> {
    let lists = array.as_list::<i32>();
    let items = column(lists.values(), &Type::Text, Zone::UTC)?;
    (items.validity().is_none() && items.present().count() == items.rows()).then_some(())?;
    let offsets: &OffsetBuffer<i32> = lists.offsets();
    Some(Values::List(offsets.clone(), Arc::new(items)))
}
