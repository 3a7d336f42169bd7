//! The columns of a batch as cells.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, BooleanArray, LargeStringArray, OffsetSizeTrait, StringArray, StringViewArray};
use arrow_schema::{DataType, TimeUnit};

use crate::data::cell::Cell;

/// A column of a batch. What its values are is found out once, and not for every row.
pub(in crate::data) struct Column<'a> {
    /// Where some values are missing.
    nulls: Option<&'a dyn Array>,
    values: Values<'a>,
}

enum Values<'a> {
    Missing,
    Boolean(&'a BooleanArray),
    I8(&'a [i8]),
    I16(&'a [i16]),
    I32(&'a [i32]),
    I64(&'a [i64]),
    U8(&'a [u8]),
    U16(&'a [u16]),
    U32(&'a [u32]),
    U64(&'a [u64]),
    F16(&'a [<Float16Type as ArrowPrimitiveType>::Native]),
    F32(&'a [f32]),
    F64(&'a [f64]),
    Decimal32(&'a [i32], i8),
    Decimal64(&'a [i64], i8),
    Decimal128(&'a [i128], i8),
    Decimal256(&'a [<Decimal256Type as ArrowPrimitiveType>::Native], i8),
    Text(&'a StringArray),
    LargeText(&'a LargeStringArray),
    TextView(&'a StringViewArray),
    Days(&'a [i32]),
    /// Milliseconds of what a clock shows.
    Millis(&'a [i64]),
    Timestamps(Timestamps<'a>),
    List(Vec<usize>, Box<Column<'a>>),
    Struct(Vec<(&'a str, Column<'a>)>),
    Dictionary(Vec<usize>, Box<Column<'a>>),
    Other(&'static str),
}

/// Timestamps with a zone are moments, those without one are what a clock shows.
struct Timestamps<'a> {
    values: &'a [i64],
    unit: TimeUnit,
    zoned: bool,
}

impl Timestamps<'_> {
    /// Nanoseconds are cut to microseconds.
    fn cell(&self, row: usize) -> Cell<'static> {
        let value = self.values[row];
        let micros = match self.unit {
            TimeUnit::Second => value.saturating_mul(1_000_000),
            TimeUnit::Millisecond => value.saturating_mul(1000),
            TimeUnit::Microsecond => value,
            TimeUnit::Nanosecond => value.div_euclid(1000),
        };
        if self.zoned { Cell::Moment(micros) } else { Cell::Local(micros) }
    }
}

impl<'a> Column<'a> {
    pub(super) fn of(array: &'a dyn Array) -> Column<'a> {
        let may_lack = array.null_count() > 0 || matches!(array.data_type(), DataType::Dictionary(..));
        Column { nulls: may_lack.then_some(array), values: values(array) }
    }

    /// The place of what stands in a row among the different values of the column, if it is known.
    pub(in crate::data) fn place(&self, row: usize) -> Option<usize> {
        match &self.values {
            Values::Dictionary(keys, _) if !self.nulls.is_some_and(|array| array.is_null(row)) => {
                Some(keys[row])
            }
            _ => None,
        }
    }

    /// Whether nothing stands in a row.
    pub(in crate::data) fn is_empty(&self, row: usize) -> bool {
        match &self.values {
            Values::Text(array) if self.nulls.is_none() => array.value_length(row) == 0,
            _ => self.cell(row).is_empty(),
        }
    }

    /// What stands in a row.
    pub(in crate::data) fn cell(&self, row: usize) -> Cell<'a> {
        if self.nulls.is_some_and(|array| array.is_null(row)) {
            return Cell::Empty;
        }
        match &self.values {
            Values::Missing => Cell::Empty,
            Values::Boolean(array) => Cell::Boolean(array.value(row)),
            Values::I8(values) => Cell::Whole(values[row].into()),
            Values::I16(values) => Cell::Whole(values[row].into()),
            Values::I32(values) => Cell::Whole(values[row].into()),
            Values::I64(values) => Cell::Whole(values[row].into()),
            Values::U8(values) => Cell::Whole(values[row].into()),
            Values::U16(values) => Cell::Whole(values[row].into()),
            Values::U32(values) => Cell::Whole(values[row].into()),
            Values::U64(values) => Cell::Whole(values[row].into()),
            Values::F16(values) => Cell::Single(values[row].to_f32()),
            Values::F32(values) => Cell::Single(values[row]),
            Values::F64(values) => Cell::Float(values[row]),
            Values::Decimal32(values, scale) => Cell::Decimal(values[row].into(), (*scale).into()),
            Values::Decimal64(values, scale) => Cell::Decimal(values[row].into(), (*scale).into()),
            Values::Decimal128(values, scale) => Cell::Decimal(values[row], (*scale).into()),
            Values::Decimal256(values, scale) => match values[row].to_i128() {
                Some(digits) => Cell::Decimal(digits, (*scale).into()),
                None => Cell::Other("a number with too many digits"),
            },
            Values::Text(array) => Cell::Text(Cow::Borrowed(array.value(row))),
            Values::LargeText(array) => Cell::Text(Cow::Borrowed(array.value(row))),
            Values::TextView(array) => Cell::Text(Cow::Borrowed(array.value(row))),
            Values::Days(values) => Cell::Days(values[row].into()),
            Values::Millis(values) => Cell::Local(values[row].saturating_mul(1000)),
            Values::Timestamps(timestamps) => timestamps.cell(row),
            Values::List(offsets, items) => {
                Cell::List((offsets[row]..offsets[row + 1]).map(|item| items.cell(item)).collect())
            }
            Values::Struct(fields) => {
                let field = |(name, column): &(&'a str, Column<'a>)| (Cow::Borrowed(*name), column.cell(row));
                Cell::Object(fields.iter().map(field).collect())
            }
            Values::Dictionary(keys, values) => values.cell(keys[row]),
            Values::Other(what) => Cell::Other(what),
        }
    }
}

fn values(array: &dyn Array) -> Values<'_> {
    match array.data_type() {
        DataType::Null => Values::Missing,
        DataType::Boolean => Values::Boolean(array.as_boolean()),
        DataType::Int8 => Values::I8(array.as_primitive::<Int8Type>().values()),
        DataType::Int16 => Values::I16(array.as_primitive::<Int16Type>().values()),
        DataType::Int32 => Values::I32(array.as_primitive::<Int32Type>().values()),
        DataType::Int64 => Values::I64(array.as_primitive::<Int64Type>().values()),
        DataType::UInt8 => Values::U8(array.as_primitive::<UInt8Type>().values()),
        DataType::UInt16 => Values::U16(array.as_primitive::<UInt16Type>().values()),
        DataType::UInt32 => Values::U32(array.as_primitive::<UInt32Type>().values()),
        DataType::UInt64 => Values::U64(array.as_primitive::<UInt64Type>().values()),
        DataType::Float16 => Values::F16(array.as_primitive::<Float16Type>().values()),
        DataType::Float32 => Values::F32(array.as_primitive::<Float32Type>().values()),
        DataType::Float64 => Values::F64(array.as_primitive::<Float64Type>().values()),
        DataType::Decimal32(_, scale) => {
            Values::Decimal32(array.as_primitive::<Decimal32Type>().values(), *scale)
        }
        DataType::Decimal64(_, scale) => {
            Values::Decimal64(array.as_primitive::<Decimal64Type>().values(), *scale)
        }
        DataType::Decimal128(_, scale) => {
            Values::Decimal128(array.as_primitive::<Decimal128Type>().values(), *scale)
        }
        DataType::Decimal256(_, scale) => {
            Values::Decimal256(array.as_primitive::<Decimal256Type>().values(), *scale)
        }
        DataType::Utf8 => Values::Text(array.as_string()),
        DataType::LargeUtf8 => Values::LargeText(array.as_string()),
        DataType::Utf8View => Values::TextView(array.as_string_view()),
        DataType::Date32 => Values::Days(array.as_primitive::<Date32Type>().values()),
        DataType::Date64 => Values::Millis(array.as_primitive::<Date64Type>().values()),
        DataType::Timestamp(unit, zone) => timestamps(array, *unit, zone.is_some()),
        DataType::List(_) => list::<i32>(array),
        DataType::LargeList(_) => list::<i64>(array),
        DataType::FixedSizeList(_, size) => lists_of(array, *size as usize),
        DataType::Dictionary(..) => dictionary(array),
        DataType::Struct(_) => fields(array),
        DataType::Map(..) => Values::Other("a map"),
        DataType::Binary | DataType::LargeBinary | DataType::FixedSizeBinary(_) | DataType::BinaryView => {
            Values::Other("bytes")
        }
        _ => Values::Other("a value of another kind"),
    }
}

fn timestamps(array: &dyn Array, unit: TimeUnit, zoned: bool) -> Values<'_> {
    let values = match unit {
        TimeUnit::Second => array.as_primitive::<TimestampSecondType>().values(),
        TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().values(),
        TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().values(),
        TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().values(),
    };
    Values::Timestamps(Timestamps { values, unit, zoned })
}

fn list<O: OffsetSizeTrait>(array: &dyn Array) -> Values<'_> {
    let array = array.as_list::<O>();
    let offsets = array.value_offsets().iter().map(|offset| offset.as_usize());
    Values::List(offsets.collect(), Box::new(Column::of(array.values().as_ref())))
}

/// Lists that all have the same length.
fn lists_of(array: &dyn Array, size: usize) -> Values<'_> {
    let items = array.as_fixed_size_list().values();
    Values::List((0..=array.len()).map(|row| row * size).collect(), Box::new(Column::of(items.as_ref())))
}

fn fields(array: &dyn Array) -> Values<'_> {
    let array = array.as_struct();
    let names = array.fields().iter().map(|field| field.name().as_str());
    let columns = array.columns().iter().map(|column| Column::of(column.as_ref()));
    Values::Struct(names.zip(columns).collect())
}

fn dictionary(array: &dyn Array) -> Values<'_> {
    let array = array.as_any_dictionary();
    if array.values().is_empty() {
        return Values::Missing;
    }
    Values::Dictionary(array.normalized_keys(), Box::new(Column::of(array.values().as_ref())))
}
