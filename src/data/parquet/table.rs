//! Parquet files as columns: any column of any row group by itself.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::metadata::page_index::PageIndex;
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::file::statistics::Statistics;

use super::pages::{self, Form};
use super::{foreign_codec, guarded, with_zones};
use crate::data::table::rows_of;

/// A Parquet file that is open.
#[derive(Clone, Debug)]
pub(in crate::data) struct ParquetTable {
    pub(super) bytes: Arc<Bytes>,
    pub(super) metadata: ArrowReaderMetadata,
    /// Where pages begin and what is in them, read when somebody asks; nothing where the file does not say.
    pub(super) index: Arc<OnceLock<Option<PageIndex>>>,
}

/// The most rows that are read at once: no writer makes larger row groups, and a damaged file may say anything.
const ROWS: usize = 1 << 26;

impl ParquetTable {
    /// Opens a Parquet file; nothing if it cannot be read.
    pub(in crate::data) fn open(bytes: Bytes) -> Option<ParquetTable> {
        let metadata = guarded(|| ArrowReaderMetadata::load(&bytes, ArrowReaderOptions::new()))?.ok()?;
        let metadata = with_zones(metadata);
        let is_known = foreign_codec(metadata.metadata()).is_none();
        let table =
            || ParquetTable { bytes: Arc::new(bytes), metadata: metadata.clone(), index: Arc::default() };
        (is_known && adds_up(metadata.metadata())).then(table)
    }

    /// The names of the columns.
    pub(in crate::data) fn names(&self) -> Vec<String> {
        self.metadata.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// How many rows each row group has. What a damaged file says of them is not to be trusted.
    pub(in crate::data) fn groups(&self) -> Vec<usize> {
        self.metadata.metadata().row_groups().iter().map(|group| group.num_rows() as usize).collect()
    }

    /// The values of a column in some row groups, one behind the other, or only those of some rows; nothing if they cannot be
    /// read.
    pub(in crate::data) fn read(
        &self,
        column: usize,
        groups: Range<usize>,
        rows: Option<&[u32]>,
    ) -> Option<ArrayRef> {
        let quick = match groups.len() {
            1 => guarded(|| self.pages(column, groups.start, rows)).flatten(),
            _ => None,
        };
        quick.or_else(|| {
            let whole = guarded(|| self.whole(column, groups)).flatten()?;
            rows_of(whole, rows)
        })
    }

    /// The type and the number of rows of a column in some row groups, where the file says that no value is there.
    pub(in crate::data) fn nothing(&self, column: usize, groups: Range<usize>) -> Option<(DataType, usize)> {
        let (mut rows, leaf) = (0_usize, self.leaf(column)?);
        for group in self.metadata.metadata().row_groups().get(groups)? {
            let missing = group.column(leaf).statistics()?.null_count_opt()?;
            (i64::try_from(missing) == Ok(group.num_rows())).then_some(())?;
            rows = rows.checked_add(usize::try_from(missing).ok()?)?;
        }
        (rows <= ROWS).then(|| (self.metadata.schema().field(column).data_type().clone(), rows))
    }

    /// Whether none of these texts lies between the bounds of a column in some row groups.
    pub(in crate::data) fn lacks(&self, column: usize, groups: Range<usize>, texts: &[&str]) -> bool {
        let Some(leaf) = self.leaf(column) else { return false };
        let mut groups = self.metadata.metadata().row_groups().get(groups).unwrap_or_default().iter();
        groups.all(|group| {
            // Other writers order texts of old files otherwise, and say so.
            let statistics = group.column(leaf).statistics().filter(|found| !found.is_min_max_deprecated());
            let Some(Statistics::ByteArray(bounds)) = statistics else { return false };
            bounds.min_opt().zip(bounds.max_opt()).is_some_and(|(low, high)| {
                let is_within = |text: &&str| low.data() <= text.as_bytes() && text.as_bytes() <= high.data();
                !texts.iter().any(is_within)
            })
        })
    }

    /// How many bytes a column takes in some row groups.
    pub(in crate::data) fn size(&self, column: usize, groups: Range<usize>) -> u64 {
        let schema = self.metadata.parquet_schema();
        let leaves = (0..schema.num_columns()).filter(|leaf| schema.get_column_root_idx(*leaf) == column);
        let groups = self.metadata.metadata().row_groups().get(groups).unwrap_or_default();
        let sizes =
            leaves.flat_map(|leaf| groups.iter().map(move |group| group.column(leaf).compressed_size()));
        sizes.filter_map(|size| u64::try_from(size).ok()).sum()
    }

    /// The leaf that a column is, if it is a plain one.
    pub(super) fn leaf(&self, column: usize) -> Option<usize> {
        let schema = self.metadata.parquet_schema();
        schema.root_schema().get_fields().get(column)?.is_primitive().then_some(())?;
        (0..schema.num_columns()).find(|leaf| schema.get_column_root_idx(*leaf) == column)
    }

    /// The values of a column in a row group, where its pages have one of the common forms.
    fn pages(&self, column: usize, group_at: usize, wanted: Option<&[u32]>) -> Option<ArrayRef> {
        let schema = self.metadata.parquet_schema();
        let leaf = self.leaf(column)?;
        let description = schema.column(leaf);
        (description.max_rep_level() == 0 && description.max_def_level() <= 1).then_some(())?;
        let group = self.metadata.metadata().row_group(group_at);
        let rows = usize::try_from(group.num_rows()).ok().filter(|rows| *rows <= ROWS)?;
        let touched = wanted.and_then(|wanted| self.touched(leaf, group_at, wanted));
        let (rows, wanted, pages) = match &touched {
            Some(touched) => (touched.rows, Some(&touched.wanted[..]), Some(touched.pages.clone())),
            None => (rows, wanted, None),
        };
        let form = Form {
            physical: description.physical_type(),
            length: usize::try_from(description.type_length()).unwrap_or(0),
            optional: description.max_def_level() == 1,
            r#type: self.metadata.schema().field(column).data_type(),
            rows,
            bytes: usize::try_from(group.column(leaf).uncompressed_size()).unwrap_or(0),
            wanted,
        };
        let reader = SerializedPageReader::new(self.bytes.clone(), group.column(leaf), rows, pages);
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
