//! Parquet: only the columns that somebody takes are decoded.

mod column;
mod stored;

use std::panic::AssertUnwindSafe;

use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;

use self::column::Column;
pub use self::stored::Stored;
pub(super) use self::stored::StoredFile;
use super::cell::Cell;
use super::problems::Stop;
use super::sink::Sink;
use crate::diagnostic::Problem;

/// Hands the rows of a file to a sink. Rows count from 1.
pub(super) fn read<R: ChunkReader + 'static>(file: R, sink: &mut dyn Sink) -> Result<(), Stop> {
    let builder = decoded(|| ParquetRecordBatchReaderBuilder::try_new(file))?.map_err(damaged)?;
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
    let mut batches = decoded(|| batches.build())?.map_err(damaged)?;
    let mut first = 1;
    while let Some(batch) = decoded(|| batches.next())? {
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
    let arrays = batch.columns().iter().map(|array| Column::of(array.as_ref()));
    let arrays: Vec<(usize, Column<'_>)> = columns.iter().copied().zip(arrays).collect();
    // All rows of a batch share the room for their cells.
    let mut cells: Vec<(usize, Cell<'_>)> = Vec::with_capacity(columns.len());
    for row in 0..batch.num_rows() {
        cells.clear();
        cells.extend(arrays.iter().map(|(column, array)| (*column, array.cell(row))));
        sink.row(first + row as u64, &cells)?;
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

/// Decodes something; nothing if that cannot be done. The decoder trusts the numbers inside of pages, and panics over some
/// that cannot be.
pub fn guarded<T>(decode: impl FnOnce() -> T) -> Option<T> {
    DECODING.set(true);
    // What was under way is thrown away with the file, so nobody sees it half done.
    let decoded = std::panic::catch_unwind(AssertUnwindSafe(decode));
    DECODING.set(false);
    decoded.ok()
}

/// The same, with a reason to stop.
fn decoded<T>(decode: impl FnOnce() -> T) -> Result<T, Stop> {
    guarded(decode).ok_or_else(|| damaged("a page contradicts itself"))
}

fn damaged(error: impl std::fmt::Display) -> Stop {
    // The reader's messages begin with the kind of error.
    let whole = error.to_string();
    let reason = whole.split_once(": ").map_or(whole.as_str(), |(_, reason)| reason);
    Stop::File(Problem::DamagedFile { reason: reason.to_owned() })
}
