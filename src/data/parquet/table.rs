//! Parquet files as columns: any column of any row group by itself.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::ArrayRef;
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::serialized_reader::SerializedPageReader;

use super::column::Column;
use super::pages::{self, Form};
use super::{foreign_codec, guarded};
use crate::data::cell::{Fitter, Misfit};
use crate::value::Value;

/// A file of columns that is open.
#[derive(Clone, Debug)]
pub struct Table {
    bytes: Arc<Bytes>,
    metadata: ArrowReaderMetadata,
}

/// The most rows that are read at once: no writer makes larger row groups, and a damaged file may say anything.
const ROWS: usize = 1 << 26;

impl Table {
    /// Opens a Parquet file; nothing if it cannot be read.
    #[must_use]
    pub fn open(bytes: Bytes) -> Option<Table> {
        let metadata = guarded(|| ArrowReaderMetadata::load(&bytes, ArrowReaderOptions::new()))?.ok()?;
        let is_known = foreign_codec(metadata.metadata()).is_none();
        (is_known && adds_up(metadata.metadata())).then(|| Table { bytes: Arc::new(bytes), metadata })
    }

    /// The names of the columns.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.metadata.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// How many rows each row group has. What a damaged file says of them is not to be trusted.
    #[must_use]
    pub fn groups(&self) -> Vec<usize> {
        self.metadata.metadata().row_groups().iter().map(|group| group.num_rows() as usize).collect()
    }

    /// How many bytes the file has.
    #[must_use]
    pub fn length(&self) -> usize {
        self.bytes.len()
    }

    /// The values of a column in some row groups, one behind the other; nothing if they cannot be read.
    #[must_use]
    pub fn read(&self, column: usize, groups: Range<usize>) -> Option<ArrayRef> {
        let quick = match groups.len() {
            1 => guarded(|| self.pages(column, groups.start)).flatten(),
            _ => None,
        };
        quick.or_else(|| guarded(|| self.whole(column, groups)).flatten())
    }

    /// The values of a column in a row group, where its pages have one of the common forms.
    fn pages(&self, column: usize, group: usize) -> Option<ArrayRef> {
        let schema = self.metadata.parquet_schema();
        let root = schema.root_schema().get_fields().get(column)?;
        root.is_primitive().then_some(())?;
        let leaf = (0..schema.num_columns()).find(|leaf| schema.get_column_root_idx(*leaf) == column)?;
        let description = schema.column(leaf);
        (description.max_rep_level() == 0 && description.max_def_level() <= 1).then_some(())?;
        let group = self.metadata.metadata().row_group(group);
        let rows = usize::try_from(group.num_rows()).ok().filter(|rows| *rows <= ROWS)?;
        let form = Form {
            physical: description.physical_type(),
            length: usize::try_from(description.type_length()).unwrap_or(0),
            optional: description.max_def_level() == 1,
            r#type: self.metadata.schema().field(column).data_type(),
            rows,
        };
        let reader = SerializedPageReader::new(self.bytes.clone(), group.column(leaf), rows, None);
        pages::decode(&mut reader.ok()?, form)
    }

    /// The same by the decoder that knows all forms.
    fn whole(&self, column: usize, groups: Range<usize>) -> Option<ArrayRef> {
        let rows: usize =
            self.groups().get(groups.clone())?.iter().fold(0, |sum: usize, rows| sum.saturating_add(*rows));
        (rows <= ROWS).then_some(())?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(
            Bytes::clone(&self.bytes),
            self.metadata.clone(),
        );
        let projection = ProjectionMask::roots(self.metadata.parquet_schema(), [column]);
        let builder = builder.with_projection(projection).with_row_groups(groups.collect());
        let mut batches = builder.with_batch_size(rows.max(1)).build().ok()?;
        match batches.next() {
            Some(batch) => {
                batch.ok().filter(|batch| batch.num_rows() == rows).map(|batch| batch.column(0).clone())
            }
            None => Some(arrow_array::new_empty_array(self.metadata.schema().field(column).data_type())),
        }
    }
}

/// Whether a file says the same of its rows as its row groups do together.
fn adds_up(metadata: &ParquetMetaData) -> bool {
    let mut rows = metadata.row_groups().iter().map(|group| group.num_rows());
    rows.try_fold(0, i64::checked_add) == Some(metadata.file_metadata().num_rows())
}

/// The values of an array, as a fitter takes its cells.
///
/// # Errors
///
/// Why one of them does not fit.
pub fn fitted(array: &ArrayRef, fitter: &mut Fitter) -> Result<Vec<Value>, Misfit> {
    let column = Column::of(array.as_ref());
    (0..array.len()).map(|row| fitter.fit(&column.cell(row))).collect()
}
