//! Some rows of a file, column by column.

use arrow_array::RecordBatch;

use super::Column;
use crate::data::cell::Cell;

/// Rows that follow each other.
pub(in crate::data) struct Batch<'a> {
    columns: Vec<(usize, Column<'a>)>,
    first: u64,
    rows: usize,
}

impl<'a> Batch<'a> {
    /// The rows of a batch, whose columns are these to the sink. The first row has this number in the file.
    pub(in crate::data) fn new(batch: &'a RecordBatch, columns: &[usize], first: u64) -> Batch<'a> {
        let arrays = batch.columns().iter().map(|array| Column::of(array.as_ref()));
        Batch { columns: columns.iter().copied().zip(arrays).collect(), first, rows: batch.num_rows() }
    }

    /// How many rows there are.
    pub(in crate::data) fn len(&self) -> usize {
        self.rows
    }

    /// The number of a row in the file.
    pub(in crate::data) fn number(&self, row: usize) -> u64 {
        self.first + row as u64
    }

    /// The columns, each with what it is to the sink.
    pub(in crate::data) fn columns(&self) -> &[(usize, Column<'a>)] {
        &self.columns
    }

    /// Puts the cells of a row in the place of others.
    pub(in crate::data) fn cells(&self, row: usize, cells: &mut Vec<(usize, Cell<'a>)>) {
        cells.clear();
        cells.extend(self.columns.iter().map(|(column, array)| (*column, array.cell(row))));
    }
}
