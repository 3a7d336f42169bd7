//! What a file says of its values: between which bounds those of a page, or of a whole row group, lie.

use std::ops::Range;

use arrow_array::{Array, ArrayRef, UInt64Array};
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use parquet::file::metadata::page_index::{PageIndex, PageIndexProvider};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaDataReader};
use parquet::file::page_index::offset_index::PageLocation;

use super::guarded;
use super::table::ParquetTable;

/// What a file says of a column, stretch by stretch.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The rows, counted from the first of the row group.
    pub rows: Vec<Range<usize>>,
    /// No value is less; null where the file does not say.
    pub least: ArrayRef,
    /// No value is greater; likewise.
    pub greatest: ArrayRef,
    /// How many rows are without a value; likewise.
    pub missing: UInt64Array,
}

/// The pages of a column in which wanted rows lie, and those rows, counted within these pages.
pub(super) struct Touched {
    pub(super) pages: Vec<PageLocation>,
    pub(super) rows: usize,
    pub(super) wanted: Vec<u32>,
}

impl ParquetTable {
    /// What the file says of a column in a row group: page by page, if it has an index of pages.
    pub(in crate::data) fn stated(&self, column: usize, group: usize) -> Option<Stated> {
        let stated = guarded(|| {
            let schema = self.metadata.schema();
            let parquet_schema = self.metadata.parquet_schema();
            let converter = StatisticsConverter::from_column_index(
                self.leaf(column)?,
                schema.field(column),
                parquet_schema,
            );
            let converter = converter.ok()?.with_missing_null_counts_as_zero(false);
            self.of_pages(&converter, group).or_else(|| self.of_group(&converter, group))
        });
        stated.flatten().filter(Stated::is_even)
    }

    fn of_group<'a>(&'a self, converter: &StatisticsConverter<'a>, group: usize) -> Option<Stated> {
        let metadata = self.metadata.metadata().row_group(group);
        let column = metadata.column(converter.parquet_column_index()?);
        // Old files order some values otherwise.
        (!column.statistics()?.is_min_max_deprecated()).then_some(())?;
        Some(Stated {
            rows: std::iter::once(0..usize::try_from(metadata.num_rows()).ok()?).collect(),
            least: converter.row_group_mins([metadata]).ok()?,
            greatest: converter.row_group_maxes([metadata]).ok()?,
            missing: converter.row_group_null_counts([metadata]).ok()?,
        })
    }

    fn of_pages<'a>(&'a self, converter: &StatisticsConverter<'a>, group: usize) -> Option<Stated> {
        let index = self.index.get_or_init(|| self.page_index()).as_ref()?;
        let pages = index.offset_index(group, converter.parquet_column_index()?)?.page_locations();
        Some(Stated {
            rows: self.rows_of_pages(pages, group)?,
            least: converter.data_page_mins(index, &[group]).ok()?,
            greatest: converter.data_page_maxes(index, &[group]).ok()?,
            missing: converter.data_page_null_counts(index, &[group]).ok()?,
        })
    }

    /// The pages that have to be read for some rows, if the index of pages has been read and says so.
    pub(super) fn touched(&self, leaf: usize, group: usize, wanted: &[u32]) -> Option<Touched> {
        let pages = self.index.get()?.as_ref()?.offset_index(group, leaf)?.page_locations();
        let mut touched = Touched { pages: Vec::new(), rows: 0, wanted: Vec::with_capacity(wanted.len()) };
        for (page, rows) in pages.iter().zip(self.rows_of_pages(pages, group)?) {
            let place = |row: usize| wanted.partition_point(|wanted| (*wanted as usize) < row);
            let here = &wanted[place(rows.start)..place(rows.end)];
            // What stands before the first page is the dictionary, whose end is known by that page alone.
            if here.is_empty() && !touched.pages.is_empty() {
                continue;
            }
            touched.wanted.extend(here.iter().map(|row| row - rows.start as u32 + touched.rows as u32));
            touched.pages.push(page.clone());
            touched.rows += rows.len();
        }
        Some(touched)
    }

    /// The rows of the pages of a column in a row group; nothing if that cannot be.
    fn rows_of_pages(&self, pages: &[PageLocation], group: usize) -> Option<Vec<Range<usize>>> {
        let starts = pages.iter().map(|page| page.first_row_index);
        let end = [self.metadata.metadata().row_group(group).num_rows()];
        let places = starts.chain(end).map(usize::try_from).collect::<Result<Vec<_>, _>>().ok()?;
        let adds_up = places.first() == Some(&0) && places.is_sorted();
        adds_up.then(|| places.windows(2).map(|pair| pair[0]..pair[1]).collect())
    }

    /// The index of the pages, if the file has one.
    fn page_index(&self) -> Option<PageIndex> {
        let metadata = self.metadata.metadata().as_ref().clone();
        let reader = ParquetMetaDataReader::new_with_metadata(metadata)
            .with_page_index_policy(PageIndexPolicy::Optional);
        reader.read_page_index_and_finish(self.bytes.as_ref()).ok()?.1
    }
}

impl Stated {
    /// Whether there is as much of everything as there are stretches.
    fn is_even(&self) -> bool {
        let lengths = [self.least.len(), self.greatest.len(), self.missing.len()];
        lengths.iter().all(|length| *length == self.rows.len())
    }
}
