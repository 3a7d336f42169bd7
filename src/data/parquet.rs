//! Parquet: only the columns that somebody takes are decoded, row by row for a sink or as arrays.

mod hybrid;
mod pages;
mod part;
mod plain;
mod stated;
mod stored;
mod table;
mod texts;

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, FieldRef, Fields, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::{Compression, Type as Physical};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;

pub use self::stated::Stated;
pub use self::stored::Stored;
pub(super) use self::stored::StoredFile;
pub(super) use self::table::ParquetTable;
use super::arrays::{Batch, Taken};
use super::decoding::{damaged, decoded, guarded};
use super::problems::Stop;
use super::sink::Sink;

/// Hands the rows of a file to a sink. Rows count from 1.
pub(super) fn read<R: ChunkReader + 'static>(file: R, sink: &mut dyn Sink) -> Result<(), Stop> {
    let metadata = with_zones(decoded(|| ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()))?);
    if let Some(codec) = foreign_codec(metadata.metadata()) {
        return Err(damaged(format!("it is compressed with {codec}, which is not known here")));
    }
    let Taken { places, columns } =
        Taken::by(sink, metadata.schema().fields().iter().map(|field| field.name()))?;
    let repeated = places.iter().zip(&columns).filter(|(_, column)| sink.repeats(**column));
    let metadata = with_places(metadata, &repeated.map(|(at, _)| *at).collect::<Vec<_>>());
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
    let projection = ProjectionMask::roots(builder.parquet_schema(), places);
    let batches = builder.with_projection(projection).with_batch_size(8192);
    let mut batches = decoded(|| batches.build())?;
    let (mut here, mut first) = (some(&mut batches), 1);
    while !here.batches.is_empty() {
        // What comes next is decoded while somebody takes what is there, if a thread is free.
        let (taken, next) = rayon::join(|| take(&here, &columns, &mut first, sink), || some(&mut batches));
        taken?;
        here.end?;
        here = next;
    }
    here.end
}

/// A way of compression that is not built in, if the file has one.
fn foreign_codec(metadata: &ParquetMetaData) -> Option<&'static str> {
    let chunks = metadata.row_groups().iter().flat_map(|group| group.columns());
    chunks.map(|chunk| chunk.compression()).find_map(|codec| match codec {
        Compression::BROTLI(_) => Some("Brotli"),
        Compression::LZO => Some("LZO"),
        _ => None,
    })
}

/// The same, where moments of 96 bits are those of UTC if Spark wrote the file: it writes moments so, and clocks in another way.
/// The form has no place to say it, and other writers put down what a clock shows.
fn with_zones(metadata: ArrowReaderMetadata) -> ArrowReaderMetadata {
    const SPARK: &str = "org.apache.spark.version";
    let said = metadata.metadata().file_metadata().key_value_metadata();
    if !said.is_some_and(|said| said.iter().any(|pair| pair.key == SPARK)) {
        return metadata;
    }
    let leaves = metadata.parquet_schema().columns();
    let is_wide = |at: usize| {
        let of_column = |leaf: &usize| metadata.parquet_schema().get_column_root_idx(*leaf) == at;
        let mut leaves = (0..leaves.len()).filter(of_column).map(|leaf| leaves[leaf].physical_type());
        leaves.next() == Some(Physical::INT96)
    };
    let field = |(at, field): (usize, &FieldRef)| match field.data_type() {
        DataType::Timestamp(unit, None) if is_wide(at) => {
            let zoned = DataType::Timestamp(*unit, Some("UTC".into()));
            Arc::new(field.as_ref().clone().with_data_type(zoned))
        }
        _ => field.clone(),
    };
    let fields: Fields = metadata.schema().fields().iter().enumerate().map(field).collect();
    with_fields(metadata, fields)
}

/// The same, where columns of texts are decoded into their different values and the places of these, as most writers put
/// them down. Where that cannot be, texts are decoded each for itself.
fn with_places(metadata: ArrowReaderMetadata, columns: &[usize]) -> ArrowReaderMetadata {
    let places = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let field = |(at, field): (usize, &FieldRef)| {
        let is_text = columns.contains(&at) && *field.data_type() == DataType::Utf8;
        if is_text { Arc::new(field.as_ref().clone().with_data_type(places.clone())) } else { field.clone() }
    };
    let fields: Fields = metadata.schema().fields().iter().enumerate().map(field).collect();
    with_fields(metadata, fields)
}

/// The same with columns of other types, if they can be decoded into these.
fn with_fields(metadata: ArrowReaderMetadata, fields: Fields) -> ArrowReaderMetadata {
    let schema = Arc::new(Schema::new_with_metadata(fields, metadata.schema().metadata().clone()));
    let options = ArrowReaderOptions::new().with_schema(schema);
    ArrowReaderMetadata::try_new(metadata.metadata().clone(), options).unwrap_or(metadata)
}

/// Batches that have been decoded, and whether they could all be.
struct Decoded {
    batches: Vec<RecordBatch>,
    end: Result<(), Stop>,
}

/// Decodes some batches; none at the end.
fn some(from: &mut ParquetRecordBatchReader) -> Decoded {
    const AT_ONCE: usize = 8;
    let mut some = Decoded { batches: Vec::with_capacity(AT_ONCE), end: Ok(()) };
    while some.batches.len() < AT_ONCE {
        match decoded(|| from.next().transpose()) {
            Ok(Some(batch)) => some.batches.push(batch),
            Ok(None) => break,
            Err(stop) => some.end = Err(stop),
        }
        if some.end.is_err() {
            break;
        }
    }
    some
}

/// Hands batches on. `first` is the number of the row that comes next.
fn take(decoded: &Decoded, columns: &[usize], first: &mut u64, sink: &mut dyn Sink) -> Result<(), Stop> {
    for batch in &decoded.batches {
        sink.rows(&Batch::new(batch, columns, *first))?;
        *first += batch.num_rows() as u64;
    }
    Ok(())
}
