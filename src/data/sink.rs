//! What a format hands rows to.

use super::arrays::Batch;
use super::cell::{Cell, Misfit};
use super::problems::Stop;
use crate::diagnostic::{Diagnostic, Problem};

/// What a member of a JSON object is to those who take rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Member {
    /// A column.
    Column(usize),
    /// An object whose members are columns of their own.
    Members,
    /// The contacts of a person.
    Contacts,
    /// An object that says whom the row is about: `{"id": …, "type": …}`.
    Identifier,
    /// Nothing.
    Ignored,
}

/// Takes the rows of one file.
pub(super) trait Sink: Send {
    /// What the column with this name is; nothing if no one takes it. Asked once per name.
    fn column(&mut self, name: &str) -> Option<usize>;

    /// What the member of an object with this name is. Asked once per name.
    fn member(&mut self, name: &str) -> Member {
        self.column(name).map_or(Member::Ignored, Member::Column)
    }

    /// What a member of an inner object is ([`Member::Members`]). Asked once per name.
    fn inner(&mut self, name: &str) -> Option<usize>;

    /// The columns for the id and the type of an identifier ([`Member::Identifier`]).
    fn identifier(&mut self) -> Option<(usize, usize)> {
        None
    }

    /// The column for a person's contact on a channel.
    fn contact(&mut self, channel: &str) -> Option<usize>;

    /// The column for a person's further contacts on a channel, each of which is a cell.
    fn further_contact(&mut self, _: &str) -> Option<usize> {
        None
    }

    /// Whether a column is expected to hold few different texts, so that it is worth while to look at each once.
    fn repeats(&self, _: usize) -> bool {
        false
    }

    /// The column that every row needs and that is not there, once all names have been asked for.
    fn missing_column(&self) -> Option<Problem>;

    /// Takes a row: the cells of its columns.
    fn row(&mut self, row: u64, cells: &[(usize, Cell<'_>)]) -> Result<(), Stop>;

    /// Takes some rows that are there column by column.
    fn rows(&mut self, batch: &Batch<'_>) -> Result<(), Stop> {
        // All rows share the room for their cells.
        let mut cells = Vec::new();
        for row in 0..batch.len() {
            batch.cells(row, &mut cells);
            self.row(batch.number(row), &cells)?;
        }
        Ok(())
    }

    /// Leaves out a row that could not be taken apart.
    fn broken_row(&mut self, row: u64, reason: String) -> Result<(), Stop>;
}

/// A report that a cell does not fit.
pub(super) fn mismatch(
    file: &str,
    row: u64,
    column: &str,
    cell: &Cell<'_>,
    expected: String,
    misfit: Misfit,
) -> Box<Diagnostic> {
    let problem = Problem::ValueMismatch { value: cell.shown(), expected, reason: misfit.0 };
    Box::new(Diagnostic::data(file, Some(row), Some(column), problem))
}
