//! Rows become row groups of a file.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::Compression;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;

use super::schema::Layout;
use crate::value::Value;

/// How many rows a row group has: so few that all threads have work, so many that dictionaries pay.
pub(super) const ROWS: usize = 1 << 17;

/// A file that is being written.
pub(super) struct Groups<'w> {
    layout: Layout,
    schema: SchemaRef,
    writer: ArrowWriter<&'w mut (dyn Write + Send)>,
    rows: u64,
}

impl<'w> Groups<'w> {
    pub(super) fn new(layout: Layout, out: &'w mut (dyn Write + Send)) -> io::Result<Groups<'w>> {
        let fields = layout.columns.iter().map(|(name, form, may_lack)| form.field(name, *may_lack));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        // The names of types stand in the file as Parquet has them, so that nothing of Arrow need be said.
        let options =
            ArrowWriterOptions::new().with_properties(properties(&layout)).with_skip_arrow_metadata(true);
        let writer =
            ArrowWriter::try_new_with_options(out, schema.clone(), options).map_err(io::Error::other)?;
        Ok(Groups { layout, schema, writer, rows: 0 })
    }

    pub(super) fn has_owners(&self) -> bool {
        self.layout.owned
    }

    /// Writes rows, column by column, as a row group.
    pub(super) fn write(&mut self, columns: Vec<Vec<Value>>) -> io::Result<()> {
        let forms = self.layout.columns.par_iter().zip(columns);
        let arrays: Vec<ArrayRef> = forms.map(|((_, form, _), values)| form.array(&values)).collect();
        let batch = RecordBatch::try_new(self.schema.clone(), arrays).map_err(io::Error::other)?;
        self.rows += batch.num_rows() as u64;
        self.writer.write(&batch).map_err(io::Error::other)?;
        self.writer.flush().map_err(io::Error::other)
    }

    /// Ends the file, and says how many rows it has.
    pub(super) fn finish(self) -> io::Result<u64> {
        self.writer.close().map_err(io::Error::other)?;
        Ok(self.rows)
    }
}

fn properties(layout: &Layout) -> WriterProperties {
    let by_key = SortingColumn { column_idx: 0, descending: false, nulls_first: false };
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_dictionary_enabled(false)
        .set_sorting_columns(Some(vec![by_key]))
        .set_max_row_group_row_count(None);
    for (name, form, _) in layout.columns.iter().filter(|(_, form, _)| form.repeats()) {
        let path = match form {
            super::form::Form::Texts => vec![name.clone(), "list".to_owned(), "element".to_owned()],
            _ => vec![name.clone()],
        };
        properties = properties.set_column_dictionary_enabled(ColumnPath::new(path), true);
    }
    properties.build()
}
