//! Columns of values that are there one by one.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{Array, StringArray};
use arrow_buffer::{OffsetBuffer, ScalarBuffer};

use super::{Codes, Column, Mask, Values, Whole};
use crate::program::Type;
use crate::value::{Number, Text, Value};

/// How many different texts may stand in a column of codes; there are no more than one for [`SHARE`] rows either.
const TEXTS: usize = 1 << 16;

/// How many rows there are at least for each different text of a column of codes.
const SHARE: usize = 8;

/// The column of these values, which are empty or of a declared type.
#[must_use]
pub fn column(values: Vec<Value>, r#type: &Type) -> Column {
    let held = match r#type {
        Type::Boolean => {
            Some(Values::Boolean(Mask::of(values.len(), |row| values[row] == Value::Boolean(true))))
        }
        Type::Integer | Type::Datetime => Some(whole(&values)),
        Type::Date => Some(days(&values)),
        Type::Number => numbers(&values),
        Type::Text => texts(&values),
        Type::List(item) if **item == Type::Text => lists(&values),
        _ => None,
    };
    let validity = Mask::of(values.len(), |row| values[row] != Value::Empty);
    Column::new(held.unwrap_or_else(|| Values::Rows(values.into())), Some(validity))
}

fn whole(values: &[Value]) -> Values {
    let number = |value: &Value| match value {
        Value::Integer(number) => *number,
        Value::Datetime(instant) => instant.micros(),
        _ => 0,
    };
    Values::Whole(Whole::I64(values.iter().map(number).collect()), 0)
}

/// The days of the years 1 to 9999 have 32 bits.
fn days(values: &[Value]) -> Values {
    let day = |value: &Value| match value {
        Value::Date(date) => date.days() as i32,
        _ => 0,
    };
    Values::Whole(Whole::I32(values.iter().map(day).collect()), 0)
}

/// The digits of numbers at the most places that one of them has.
fn numbers(values: &[Value]) -> Option<Values> {
    let numbers =
        || values.iter().map(|value| if let Value::Number(number) = value { *number } else { Number::ZERO });
    let scale = numbers().map(Number::scale).max().unwrap_or(0);
    let digits = |number: Number| number.mantissa().checked_mul(10_i128.pow(scale - number.scale()));
    let digits = numbers().map(digits).collect::<Option<Vec<i128>>>()?;
    let narrow: Option<Vec<i64>> = digits.iter().map(|digits| i64::try_from(*digits).ok()).collect();
    let whole = narrow.map_or_else(|| Whole::I128(digits.into()), |narrow| Whole::I64(narrow.into()));
    Some(Values::Whole(whole, scale as u8))
}

fn text(value: &Value) -> &str {
    if let Value::Text(text) = value { text } else { "" }
}

/// Texts as codes where they are few, else as they are; nothing if they are more than offsets of 32 bits reach.
fn texts(values: &[Value]) -> Option<Values> {
    let most = TEXTS.min((values.len() / SHARE).max(1));
    if let Some((codes, texts)) = codes(values.iter().map(text), most) {
        return Some(Values::Codes(codes, Arc::new(texts)));
    }
    string_array(values.iter().map(text)).map(Values::Text)
}

/// Codes of texts and each text once, if there are no more than `most`.
pub(super) fn codes<'t>(texts: impl Iterator<Item = &'t str>, most: usize) -> Option<(Codes, StringArray)> {
    let mut known: HashMap<&str, u32> = HashMap::new();
    let (mut codes, mut each) = (Vec::new(), Vec::new());
    for text in texts {
        let code = *known.entry(text).or_insert_with(|| {
            each.push(text);
            each.len() as u32 - 1
        });
        if each.len() > most {
            return None;
        }
        codes.push(code);
    }
    Some((Codes::narrow(codes, each.len()), string_array(each.into_iter())?))
}

/// An array of texts, if offsets of 32 bits reach.
pub(super) fn string_array<'t>(texts: impl Iterator<Item = &'t str>) -> Option<StringArray> {
    let (mut offsets, mut bytes) = (vec![0_i32], Vec::new());
    for text in texts {
        bytes.extend_from_slice(text.as_bytes());
        offsets.push(i32::try_from(bytes.len()).ok()?);
    }
    let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
    StringArray::try_new(offsets, bytes.into(), None).ok()
}

/// Lists of texts, whose items are codes where they are few.
fn lists(values: &[Value]) -> Option<Values> {
    let (mut offsets, mut items) = (vec![0_i32], Vec::new());
    for value in values {
        if let Value::List(list) = value {
            items.extend(list.iter().cloned());
        }
        offsets.push(i32::try_from(items.len()).ok()?);
    }
    let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
    Some(Values::List(offsets, Arc::new(column(items, &Type::Text))))
}

/// Keys as a column of texts, if offsets of 32 bits reach.
pub(super) fn keys<'t>(keys: impl Iterator<Item = &'t Text>) -> Option<StringArray> {
    string_array(keys.map(Text::as_str)).filter(|keys| keys.null_count() == 0)
}
