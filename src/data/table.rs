//! Files of columns: any column of any stretch of rows by itself.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::{ArrayRef, UInt32Array, new_null_array};
use arrow_select::take::take;
use bytes::Bytes;

use super::arrow::ArrowTable;
use super::loader::Format;
use super::parquet::ParquetTable;

/// A file of columns that is open.
#[derive(Clone, Debug)]
pub struct Table {
    bytes: usize,
    held: Held,
    decoded: Arc<[AtomicU64; 2]>,
}

/// How much of a file was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Decoded {
    /// The values that were decoded, of all columns.
    pub values: u64,
    /// How many bytes of the file they take.
    pub bytes: u64,
}

#[derive(Clone, Debug)]
enum Held {
    Parquet(ParquetTable),
    Arrow(ArrowTable),
}

impl Table {
    /// Opens a file of this format; nothing if it is not one of columns, or cannot be read.
    #[must_use]
    pub fn open(format: Format, bytes: Bytes) -> Option<Table> {
        let length = bytes.len();
        let held = match format {
            Format::Parquet => Held::Parquet(ParquetTable::open(bytes)?),
            Format::Arrow => Held::Arrow(ArrowTable::open(&bytes)?),
            Format::Csv | Format::Json | Format::JsonLines => return None,
        };
        Some(Table { bytes: length, held, decoded: Arc::default() })
    }

    /// The same file, of which nothing has been decoded yet.
    #[must_use]
    pub fn counted_anew(&self) -> Table {
        Table { decoded: Arc::default(), ..self.clone() }
    }

    /// The names of the columns.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        match &self.held {
            Held::Parquet(table) => table.names(),
            Held::Arrow(table) => table.names(),
        }
    }

    /// How many rows each group has: the row groups of Parquet, the record batches of Arrow. What a damaged file says of them is
    /// not to be trusted.
    #[must_use]
    pub fn groups(&self) -> Vec<usize> {
        match &self.held {
            Held::Parquet(table) => table.groups(),
            Held::Arrow(table) => table.groups(),
        }
    }

    /// How many bytes the file has.
    #[must_use]
    pub fn length(&self) -> usize {
        self.bytes
    }

    /// How much has been decoded so far.
    #[must_use]
    pub fn decoded(&self) -> Decoded {
        let [values, bytes] = self.decoded.as_ref();
        Decoded { values: values.load(Ordering::Relaxed), bytes: bytes.load(Ordering::Relaxed) }
    }

    /// The values of a column in some groups, one behind the other, or only those of some rows, ascending and counted from the
    /// first of the first group; nothing if they cannot be read. Where the file says that none is there, nothing is decoded.
    #[must_use]
    pub fn read(&self, column: usize, groups: Range<usize>, rows: Option<&[u32]>) -> Option<ArrayRef> {
        let (array, bytes) = match &self.held {
            Held::Parquet(table) => match table.nothing(column, groups.clone()) {
                Some((r#type, all)) => {
                    return Some(new_null_array(&r#type, rows.map_or(all, <[u32]>::len)));
                }
                None => (table.read(column, groups.clone(), rows)?, table.size(column, groups)),
            },
            Held::Arrow(table) => {
                let array = rows_of(table.read(column, groups)?, rows)?;
                let bytes = array.to_data().get_slice_memory_size().unwrap_or(0);
                (array, bytes as u64)
            }
        };
        self.decoded[0].fetch_add(array.len() as u64, Ordering::Relaxed);
        self.decoded[1].fetch_add(bytes, Ordering::Relaxed);
        Some(array)
    }

    /// Whether the file says that none of these texts stands in a column of some groups.
    #[must_use]
    pub fn lacks(&self, column: usize, groups: Range<usize>, texts: &[&str]) -> bool {
        match &self.held {
            Held::Parquet(table) => table.lacks(column, groups, texts),
            Held::Arrow(_) => false,
        }
    }
}

/// Some rows of an array, where not all are wanted.
pub(super) fn rows_of(array: ArrayRef, rows: Option<&[u32]>) -> Option<ArrayRef> {
    match rows {
        Some(rows) => take(&array, &UInt32Array::from(rows.to_vec()), None).ok(),
        None => Some(array),
    }
}
