//! In what type a column is written: the narrowest that holds all its values exactly.

use std::collections::HashSet;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::{Int8Type, Int16Type, Int32Type, Int64Type};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, PrimitiveArray, TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field, TimeUnit};

use crate::host::people_out::written;
use crate::program::Type;
use crate::value::{Number, Text, Value};

/// The type of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Boolean,
    /// Whole numbers of so many bits.
    Integer(u8),
    /// Decimals of so many digits, and so many of them behind the point.
    Decimal(u8, u8),
    Date,
    Datetime,
    /// Texts, whether few or nearly all different. Whatever has no type of its own is written as in CSV.
    Text {
        few: bool,
    },
    /// Lists of texts.
    Texts,
}

/// What the values of a column have in common.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    filled: u64,
    low: i64,
    high: i64,
    /// The most digits before the point, and behind it.
    digits: u32,
    places: u32,
    /// The different texts, as long as they are few.
    texts: HashSet<Text>,
}

/// How many different texts may stand in the dictionary of a row group.
const FEW: usize = 1 << 14;

/// How many rows there are at least for each of them.
const SHARE: u64 = 4;

/// The most digits that a decimal has.
const DIGITS: u32 = 38;

impl Default for Seen {
    fn default() -> Seen {
        Seen { filled: 0, low: i64::MAX, high: i64::MIN, digits: 0, places: 0, texts: HashSet::new() }
    }
}

impl Seen {
    pub(super) fn with(mut self, value: &Value) -> Seen {
        self.add(value);
        self
    }

    pub(super) fn add(&mut self, value: &Value) {
        self.filled += u64::from(!value.is_empty());
        match value {
            Value::Integer(number) => {
                self.low = self.low.min(*number);
                self.high = self.high.max(*number);
            }
            Value::Number(number) => {
                self.places = self.places.max(number.scale());
                let digits = number.mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log + 1);
                self.digits = self.digits.max(digits.saturating_sub(number.scale()));
            }
            Value::Text(text) if self.texts.len() <= FEW && !self.texts.contains(text) => {
                self.texts.insert(text.clone());
            }
            _ => {}
        }
    }

    pub(super) fn and(mut self, other: Seen) -> Seen {
        self.filled += other.filled;
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
        self.digits = self.digits.max(other.digits);
        self.places = self.places.max(other.places);
        self.texts.extend(other.texts);
        self
    }

    /// Whether there is no value.
    pub(super) fn is_nothing(&self) -> bool {
        self.filled == 0
    }

    fn bits(&self) -> u8 {
        let fits = |low: i64, high: i64| low <= self.low && self.high <= high;
        match () {
            () if fits(i8::MIN.into(), i8::MAX.into()) => 8,
            () if fits(i16::MIN.into(), i16::MAX.into()) => 16,
            () if fits(i32::MIN.into(), i32::MAX.into()) => 32,
            () => 64,
        }
    }
}

impl Form {
    /// The form of a column of this type with such values.
    pub(super) fn of(r#type: &Type, seen: &Seen) -> Form {
        match r#type {
            Type::Boolean => Form::Boolean,
            Type::Integer => Form::Integer(seen.bits()),
            // A number too far apart from others is written out.
            Type::Number if seen.digits + seen.places <= DIGITS => {
                Form::Decimal((seen.digits + seen.places).max(1) as u8, seen.places as u8)
            }
            Type::Date => Form::Date,
            Type::Datetime => Form::Datetime,
            Type::Text => {
                let few = seen.texts.len() <= FEW && (seen.texts.len() as u64) * SHARE <= seen.filled;
                Form::Text { few }
            }
            Type::List(item) if **item == Type::Text => Form::Texts,
            _ => Form::Text { few: false },
        }
    }

    /// Whether values repeat, so that each is written once and rows say which it is.
    pub(super) fn repeats(self) -> bool {
        matches!(self, Form::Text { few: true } | Form::Texts)
    }

    /// The field of a column.
    pub(super) fn field(self, name: &str, may_lack: bool) -> Field {
        let moment = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
        let r#type = match self {
            Form::Boolean => DataType::Boolean,
            Form::Integer(8) => DataType::Int8,
            Form::Integer(16) => DataType::Int16,
            Form::Integer(32) => DataType::Int32,
            Form::Integer(_) => DataType::Int64,
            Form::Decimal(digits, places) => DataType::Decimal128(digits, places as i8),
            Form::Date => DataType::Date32,
            Form::Datetime => moment,
            Form::Text { .. } => DataType::Utf8,
            Form::Texts => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
        };
        Field::new(name, r#type, may_lack)
    }

    /// The values as an array of that type; what is of another kind is left out.
    pub(super) fn array(self, values: &[Value]) -> ArrayRef {
        macro_rules! column {
            ($array:ty, $kind:pat => $value:expr) => {
                values
                    .iter()
                    .map(|value| if let $kind = value { Some($value) } else { None })
                    .collect::<$array>()
            };
        }
        match self {
            Form::Boolean => Arc::new(column!(BooleanArray, Value::Boolean(value) => *value)),
            Form::Integer(8) => Arc::new(numbers::<Int8Type>(values, |number| number as i8)),
            Form::Integer(16) => Arc::new(numbers::<Int16Type>(values, |number| number as i16)),
            Form::Integer(32) => Arc::new(numbers::<Int32Type>(values, |number| number as i32)),
            Form::Integer(_) => Arc::new(numbers::<Int64Type>(values, |number| number)),
            Form::Decimal(digits, places) => decimals(values, digits, places),
            Form::Date => Arc::new(column!(Date32Array, Value::Date(value) => value.days() as i32)),
            Form::Datetime => {
                let moments = column!(TimestampMicrosecondArray, Value::Datetime(value) => value.micros());
                Arc::new(moments.with_timezone("UTC"))
            }
            Form::Text { .. } => texts(values),
            Form::Texts => lists(values),
        }
    }
}

/// The number that a key writes in the one way in which numbers are written.
pub(super) fn whole(key: &Text) -> Option<i64> {
    let number: i64 = key.parse().ok()?;
    (number.to_string() == key.as_str()).then_some(number)
}

fn numbers<T: arrow_array::ArrowPrimitiveType>(
    values: &[Value],
    narrow: impl Fn(i64) -> T::Native,
) -> PrimitiveArray<T> {
    let number = |value: &Value| match value {
        Value::Integer(number) => Some(narrow(*number)),
        // Keys are texts.
        Value::Text(key) => whole(key).map(&narrow),
        _ => None,
    };
    values.iter().map(number).collect()
}

fn decimals(values: &[Value], digits: u8, places: u8) -> ArrayRef {
    let mantissa = |number: &Number| number.mantissa() * 10_i128.pow(u32::from(places) - number.scale());
    let mantissas = values
        .iter()
        .map(|value| if let Value::Number(number) = value { Some(mantissa(number)) } else { None });
    let array: Decimal128Array = mantissas.collect();
    let r#type = DataType::Decimal128(digits, places as i8);
    Arc::new(array.with_data_type(r#type))
}

fn texts(values: &[Value]) -> ArrayRef {
    let mut builder = StringBuilder::new();
    for value in values {
        match value {
            Value::Text(text) => builder.append_value(text),
            empty if empty.is_empty() => builder.append_null(),
            other => builder.append_value(written(other)),
        }
    }
    Arc::new(builder.finish())
}

fn lists(values: &[Value]) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for value in values {
        if let Value::List(items) = value {
            items.iter().for_each(|item| builder.values().append_value(written(item)));
        }
        builder.append(!value.is_empty());
    }
    Arc::new(builder.finish())
}
