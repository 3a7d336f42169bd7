//! Values that a form of column can hold, and columns of that form.

use std::sync::Arc;

use arrow_array::{Array, StringArray};

use super::{Bytes, value};
use crate::columns::{Codes, Column, Form, Mask, Values, Whole, column};
use crate::program::Type;
use crate::value::{Number, Value};

/// The forms that a column of a type may have: those of narrow numbers come from files, as do dictionaries of all widths.
pub(super) fn forms(r#type: &Type) -> Vec<Form> {
    match r#type {
        Type::Boolean => vec![Form::Boolean],
        Type::Text => vec![Form::Text, Form::Codes(1), Form::Codes(2), Form::Codes(4)],
        Type::Integer => vec![Form::Whole(1, 0), Form::Whole(2, 0), Form::Whole(4, 0), Form::Whole(8, 0)],
        Type::Number => {
            let whole = [1, 2, 4, 8, 16].map(|width| Form::Whole(width, 2));
            whole.into_iter().chain([Form::Rows]).collect()
        }
        Type::Date => vec![Form::Whole(4, 0)],
        Type::Datetime => vec![Form::Whole(8, 0)],
        Type::List(item) if **item == Type::Text => vec![Form::List],
        _ => vec![Form::Rows],
    }
}

/// A value of a type that a column of a form can hold; now and then there is none.
pub(super) fn fitting(bytes: &mut Bytes, r#type: &Type, form: Form) -> Value {
    let drawn = value(bytes, r#type);
    match (drawn, form) {
        (Value::Integer(integer), Form::Whole(width, _)) => {
            Value::Integer(narrowed(integer.into(), width) as i64)
        }
        (Value::Number(number), Form::Whole(width, scale)) => {
            // Digits of 28 places are the most that there are.
            let digits = narrowed(number.mantissa(), width) % 10_i128.pow(28);
            Number::from_mantissa_scale(digits, scale.into()).map_or(Value::Empty, Value::Number)
        }
        (drawn, _) => drawn,
    }
}

/// The lowest bytes of a number.
fn narrowed(number: i128, width: u8) -> i128 {
    match width {
        1 => (number as i8).into(),
        2 => (number as i16).into(),
        4 => (number as i32).into(),
        8 => (number as i64).into(),
        _ => number,
    }
}

/// A column of a form, which can hold all of these values.
pub(super) fn shaped(values: Vec<Value>, r#type: &Type, form: Form) -> Column {
    let validity = Mask::of(values.len(), |row| values[row] != Value::Empty);
    let held = match form {
        Form::Whole(width, scale) => Values::Whole(whole(&values, r#type, width, scale), scale),
        Form::Text => Values::Text(values.iter().map(text).map(Some).collect()),
        Form::Codes(width) => coded(&values, width),
        Form::Rows => Values::Rows(values.into()),
        Form::Boolean | Form::List => return column(values, r#type),
    };
    Column::new(held, Some(validity))
}

fn whole(values: &[Value], r#type: &Type, width: u8, scale: u8) -> Whole {
    let digits = |value: &Value| match value {
        Value::Number(number) => number.mantissa() * 10_i128.pow(u32::from(scale) - number.scale()),
        _ => match column(vec![value.clone()], r#type).values() {
            Values::Whole(whole, _) => whole.get(0),
            _ => 0,
        },
    };
    let digits = values.iter().map(digits);
    match width {
        1 => Whole::I8(digits.map(|digits| digits as i8).collect()),
        2 => Whole::I16(digits.map(|digits| digits as i16).collect()),
        4 => Whole::I32(digits.map(|digits| digits as i32).collect()),
        8 => Whole::I64(digits.map(|digits| digits as i64).collect()),
        _ => Whole::I128(digits.collect()),
    }
}

fn text(value: &Value) -> &str {
    if let Value::Text(text) = value { text } else { "" }
}

fn coded(values: &[Value], width: u8) -> Values {
    let mut each: Vec<&str> = values.iter().map(text).collect();
    each.sort_unstable();
    each.dedup();
    let codes = values.iter().map(|value| each.partition_point(|known| *known < text(value)));
    let codes = match width {
        1 => Codes::U8(codes.map(|code| code as u8).collect()),
        2 => Codes::U16(codes.map(|code| code as u16).collect()),
        _ => Codes::U32(codes.map(|code| code as u32).collect()),
    };
    let texts: StringArray = each.into_iter().map(Some).collect();
    debug_assert_eq!(texts.null_count(), 0, "every code stands for a text");
    Values::Codes(codes, Arc::new(texts))
}
