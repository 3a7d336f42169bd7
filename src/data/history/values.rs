//! Values as bytes: a tag, and what it needs.
//!
//! A text that a property has had before is a number. There are not too many of those, since a property with many different
//! texts holds names or ids.

use super::bytes::{Reader, put, put_bytes, put_signed};
use crate::program::Type;
use crate::value::{Date, Instant, Number, Object, Text, TimeOfDay, Value};

mod tag {
    pub(super) const EMPTY: u8 = 0;
    pub(super) const FALSE: u8 = 1;
    pub(super) const TRUE: u8 = 2;
    pub(super) const INTEGER: u8 = 3;
    pub(super) const NUMBER: u8 = 4;
    pub(super) const TEXT: u8 = 5;
    pub(super) const KNOWN_TEXT: u8 = 6;
    pub(super) const DATE: u8 = 7;
    pub(super) const DATETIME: u8 = 8;
    pub(super) const TIME: u8 = 9;
    pub(super) const LIST: u8 = 10;
    pub(super) const OBJECT: u8 = 11;
    pub(super) const WIDE_NUMBER: u8 = 12;
}

/// Reads a value of a type. `texts` are those that are known by number.
pub(super) fn read_value(reader: &mut Reader<'_>, r#type: &Type, texts: &[Text]) -> Option<Value> {
    Some(match reader.byte()? {
        tag::EMPTY => Value::Empty,
        tag::FALSE => Value::Boolean(false),
        tag::TRUE => Value::Boolean(true),
        tag::INTEGER => Value::Integer(reader.signed()?),
        tag::NUMBER => Value::Number(number(reader, |reader| reader.signed().map(i128::from))?),
        tag::WIDE_NUMBER => Value::Number(number(reader, |reader| {
            Some(i128::from_le_bytes(reader.take(size_of::<i128>())?.try_into().ok()?))
        })?),
        tag::TEXT => Value::Text(reader.text()?.into()),
        tag::KNOWN_TEXT => Value::Text(texts.get(usize::try_from(reader.number()?).ok()?)?.clone()),
        tag::DATE => Value::Date(Date::from_days(reader.signed()?)?),
        tag::DATETIME => Value::Datetime(Instant::checked_from_micros(reader.signed()?)?),
        tag::TIME => Value::Time(TimeOfDay::from_micros(reader.signed()?)?),
        tag::LIST => {
            let Type::List(item) = r#type else { return None };
            let items = (0..reader.number()?).map(|_| read_value(reader, item, texts));
            Value::List(items.collect::<Option<Vec<Value>>>()?.into())
        }
        tag::OBJECT => {
            let Type::Object(fields) = r#type else { return None };
            let values = fields.iter().map(|field| read_value(reader, &field.r#type, texts));
            let values: Vec<Value> = values.collect::<Option<_>>()?;
            Object::new(fields.names().clone(), values).into()
        }
        _ => return None,
    })
}

/// Writes a text that is known by number.
pub(super) fn put_known_text(out: &mut Vec<u8>, number: u32) {
    out.push(tag::KNOWN_TEXT);
    put(out, number.into());
}

/// Writes a text.
pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    out.push(tag::TEXT);
    put_bytes(out, text.as_bytes());
}

fn number(reader: &mut Reader<'_>, mantissa: impl FnOnce(&mut Reader<'_>) -> Option<i128>) -> Option<Number> {
    let scale = u32::from(reader.byte()?);
    Number::from_mantissa_scale(mantissa(reader)?, scale).ok()
}

fn put_number(out: &mut Vec<u8>, number: Number) {
    let scale = number.scale() as u8;
    match i64::try_from(number.mantissa()) {
        Ok(mantissa) => {
            out.extend([tag::NUMBER, scale]);
            put_signed(out, mantissa);
        }
        Err(_) => {
            out.extend([tag::WIDE_NUMBER, scale]);
            out.extend(number.mantissa().to_le_bytes());
        }
    }
}

/// Writes a value. Objects have the fields of their type, and data have no way to write a length of time.
pub(super) fn put_value(out: &mut Vec<u8>, value: &Value) {
    let signed = |out: &mut Vec<u8>, tag: u8, number: i64| {
        out.push(tag);
        put_signed(out, number);
    };
    match value {
        Value::Empty | Value::Duration(_) => out.push(tag::EMPTY),
        Value::Boolean(value) => out.push(if *value { tag::TRUE } else { tag::FALSE }),
        Value::Integer(value) => signed(out, tag::INTEGER, *value),
        Value::Number(value) => put_number(out, *value),
        Value::Text(text) => put_text(out, text),
        Value::Date(date) => signed(out, tag::DATE, date.days()),
        Value::Datetime(moment) => signed(out, tag::DATETIME, moment.micros()),
        Value::Time(time) => signed(out, tag::TIME, time.micros()),
        Value::List(items) => {
            out.push(tag::LIST);
            put(out, items.len() as u64);
            items.iter().for_each(|item| put_value(out, item));
        }
        Value::Object(object) => {
            out.push(tag::OBJECT);
            object.fields().for_each(|(_, value)| put_value(out, value));
        }
    }
}
