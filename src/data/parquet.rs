//! Parquet: only the columns that somebody takes are decoded.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Float32Type,
    Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, OffsetSizeTrait, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::metadata::ParquetMetaData;

use super::cell::Cell;
use super::problems::Stop;
use super::sink::Sink;
use crate::diagnostic::Problem;

/// Hands the rows of a file to a sink. Rows count from 1.
pub(super) fn read(bytes: Bytes, sink: &mut dyn Sink) -> Result<(), Stop> {
    let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(bytes))?.map_err(damaged)?;
    if let Some(codec) = foreign_codec(builder.metadata()) {
        return Err(damaged(format!(
            "it is compressed with {codec}, and only Snappy and Zstandard are known"
        )));
    }
    let fields = builder.schema().fields().clone();
    let (mut wanted, mut columns) = (Vec::new(), Vec::new());
    for (at, field) in fields.iter().enumerate() {
        if let Some(column) = sink.column(field.name()) {
            wanted.push(at);
            columns.push(column);
        }
    }
    if let Some(missing) = sink.missing_column() {
        return Err(Stop::File(missing));
    }
    let projection = ProjectionMask::roots(builder.parquet_schema(), wanted);
    let batches = builder.with_projection(projection).with_batch_size(8192);
    let mut batches = guarded(|| batches.build())?.map_err(damaged)?;
    let mut first = 1;
    while let Some(batch) = guarded(|| batches.next())? {
        let batch = batch.map_err(damaged)?;
        read_batch(&batch, &columns, first, sink)?;
        first += batch.num_rows() as u64;
    }
    Ok(())
}

/// A way of compression that is not built in, if the file has one.
fn foreign_codec(metadata: &ParquetMetaData) -> Option<&'static str> {
    let chunks = metadata.row_groups().iter().flat_map(|group| group.columns());
    chunks.map(|chunk| chunk.compression()).find_map(|codec| match codec {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_) => None,
        Compression::GZIP(_) => Some("gzip"),
        Compression::BROTLI(_) => Some("Brotli"),
        Compression::LZ4 | Compression::LZ4_RAW => Some("LZ4"),
        Compression::LZO => Some("LZO"),
    })
}

fn read_batch(batch: &RecordBatch, columns: &[usize], first: u64, sink: &mut dyn Sink) -> Result<(), Stop> {
    let cells: Vec<Cells<'_>> = batch.columns().iter().map(|array| cells(array.as_ref())).collect();
    for row in 0..batch.num_rows() {
        let row_cells: Vec<(usize, Cell<'_>)> =
            columns.iter().zip(&cells).map(|(column, cells)| (*column, cells(row))).collect();
        sink.row(first + row as u64, &row_cells)?;
    }
    Ok(())
}

thread_local! {
    static DECODING: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Whether this thread is inside the decoder, where a panic means a damaged file and is told of as such. Who owns the
/// process keeps its panic hook silent then.
#[must_use]
pub fn is_decoding() -> bool {
    DECODING.get()
}

/// Decodes something. The decoder trusts the numbers inside of pages, and panics over some that cannot be.
fn guarded<T>(decode: impl FnOnce() -> T) -> Result<T, Stop> {
    DECODING.set(true);
    // What was under way is thrown away with the file, so nobody sees it half done.
    let decoded = std::panic::catch_unwind(AssertUnwindSafe(decode));
    DECODING.set(false);
    decoded.map_err(|_| damaged("a page contradicts itself"))
}

fn damaged(error: impl std::fmt::Display) -> Stop {
    // The reader's messages begin with the kind of error.
    let whole = error.to_string();
    let reason = whole.split_once(": ").map_or(whole.as_str(), |(_, reason)| reason);
    Stop::File(Problem::DamagedFile { reason: reason.to_owned() })
}

/// The cells of a column, by row.
type Cells<'a> = Box<dyn Fn(usize) -> Cell<'a> + 'a>;

fn cells<'a>(array: &'a dyn Array) -> Cells<'a> {
    let value = values(array);
    if array.null_count() == 0 && !matches!(array.data_type(), DataType::Dictionary(..) | DataType::Null) {
        return value;
    }
    Box::new(move |row| if array.is_null(row) { Cell::Empty } else { value(row) })
}

/// The cells of the rows that are not null.
fn values<'a>(array: &'a dyn Array) -> Cells<'a> {
    match array.data_type() {
        DataType::Null => Box::new(|_| Cell::Empty),
        DataType::Boolean => {
            let array = array.as_boolean();
            Box::new(|row| Cell::Boolean(array.value(row)))
        }
        DataType::Int8 => whole::<Int8Type>(array),
        DataType::Int16 => whole::<Int16Type>(array),
        DataType::Int32 => whole::<Int32Type>(array),
        DataType::Int64 => whole::<Int64Type>(array),
        DataType::UInt8 => whole::<UInt8Type>(array),
        DataType::UInt16 => whole::<UInt16Type>(array),
        DataType::UInt32 => whole::<UInt32Type>(array),
        DataType::UInt64 => whole::<UInt64Type>(array),
        DataType::Float32 => primitive::<Float32Type>(array, Cell::Single),
        DataType::Float64 => primitive::<Float64Type>(array, Cell::Float),
        DataType::Decimal32(_, scale) => decimal::<Decimal32Type>(array, *scale),
        DataType::Decimal64(_, scale) => decimal::<Decimal64Type>(array, *scale),
        DataType::Decimal128(_, scale) => decimal::<Decimal128Type>(array, *scale),
        DataType::Utf8 => text::<i32>(array),
        DataType::LargeUtf8 => text::<i64>(array),
        DataType::Utf8View => {
            let array = array.as_string_view();
            Box::new(|row| Cell::Text(Cow::Borrowed(array.value(row))))
        }
        DataType::Date32 => primitive::<Date32Type>(array, |days| Cell::Days(i64::from(days))),
        DataType::Date64 => primitive::<Date64Type>(array, |millis| Cell::Local(millis.saturating_mul(1000))),
        DataType::Timestamp(unit, zone) => timestamp(array, *unit, zone.is_some()),
        DataType::List(_) => list::<i32>(array),
        DataType::LargeList(_) => list::<i64>(array),
        DataType::Dictionary(..) => dictionary(array),
        DataType::Struct(_) => object(array),
        DataType::Map(..) => Box::new(|_| Cell::Other("a map")),
        DataType::Binary | DataType::LargeBinary | DataType::FixedSizeBinary(_) | DataType::BinaryView => {
            Box::new(|_| Cell::Other("bytes"))
        }
        _ => Box::new(|_| Cell::Other("a value of another kind")),
    }
}

fn primitive<'a, T: ArrowPrimitiveType>(
    array: &'a dyn Array,
    cell: impl Fn(T::Native) -> Cell<'a> + 'a,
) -> Cells<'a> {
    let array = array.as_primitive::<T>();
    Box::new(move |row| cell(array.value(row)))
}

fn whole<'a, T: ArrowPrimitiveType>(array: &'a dyn Array) -> Cells<'a>
where
    T::Native: Into<i128>,
{
    primitive::<T>(array, |value| Cell::Whole(value.into()))
}

fn decimal<'a, T: ArrowPrimitiveType>(array: &'a dyn Array, scale: i8) -> Cells<'a>
where
    T::Native: Into<i128>,
{
    primitive::<T>(array, move |value| Cell::Decimal(value.into(), i32::from(scale)))
}

fn text<'a, O: OffsetSizeTrait>(array: &'a dyn Array) -> Cells<'a> {
    let array = array.as_string::<O>();
    Box::new(|row| Cell::Text(Cow::Borrowed(array.value(row))))
}

/// Timestamps with a zone are moments, those without one are what a clock shows. Nanoseconds are cut to microseconds.
fn timestamp<'a>(array: &'a dyn Array, unit: TimeUnit, zoned: bool) -> Cells<'a> {
    let cell = move |micros| if zoned { Cell::Moment(micros) } else { Cell::Local(micros) };
    match unit {
        TimeUnit::Second => {
            primitive::<TimestampSecondType>(array, move |seconds| cell(seconds.saturating_mul(1_000_000)))
        }
        TimeUnit::Millisecond => {
            primitive::<TimestampMillisecondType>(array, move |millis| cell(millis.saturating_mul(1000)))
        }
        TimeUnit::Microsecond => primitive::<TimestampMicrosecondType>(array, cell),
        TimeUnit::Nanosecond => {
            primitive::<TimestampNanosecondType>(array, move |nanos| cell(nanos.div_euclid(1000)))
        }
    }
}

fn list<'a, O: OffsetSizeTrait>(array: &'a dyn Array) -> Cells<'a> {
    let array = array.as_list::<O>();
    let items = cells(array.values().as_ref());
    Box::new(move |row| {
        let offsets = array.value_offsets();
        Cell::List((offsets[row].as_usize()..offsets[row + 1].as_usize()).map(&items).collect())
    })
}

fn object<'a>(array: &'a dyn Array) -> Cells<'a> {
    let array = array.as_struct();
    let names = array.fields().iter().map(|field| field.name().as_str());
    let fields: Vec<(&str, Cells<'a>)> =
        names.zip(array.columns().iter().map(|column| cells(column.as_ref()))).collect();
    Box::new(move |row| {
        let field = |(name, cells): &(&'a str, Cells<'a>)| (Cow::Borrowed(*name), cells(row));
        Cell::Object(fields.iter().map(field).collect())
    })
}

fn dictionary<'a>(array: &'a dyn Array) -> Cells<'a> {
    let array = array.as_any_dictionary();
    if array.values().is_empty() {
        return Box::new(|_| Cell::Empty);
    }
    let keys = array.normalized_keys();
    let values = cells(array.values().as_ref());
    Box::new(move |row| values(keys[row]))
}
