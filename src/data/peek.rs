//! What a file is about, by its columns.

use bytes::Bytes;

use super::cell::Cell;
use super::events::{Role, role};
use super::loader::{Format, Options, read};
use super::problems::Stop;
use super::sink::{Member, Sink};
use crate::diagnostic::Problem;

/// Whether a file holds events: its columns, or the members of its first row, say what happened and when.
///
/// # Errors
///
/// The problem, if the file cannot be read.
pub fn is_of_events(options: &Options, file: &str, bytes: &Bytes) -> Result<bool, Problem> {
    let mut peek = Peek { options, name: false, time: false };
    match read(Format::of(file), bytes, &["persons", "people", "events"], &mut peek) {
        Ok(()) | Err(Stop::Enough) => Ok(peek.name && peek.time),
        Err(Stop::File(problem)) => Err(problem),
    }
}

/// Whether a column with this name says something of an event that is no property.
#[must_use]
pub fn says_of_events(options: &Options, name: &str) -> bool {
    role(options, name).is_some()
}

/// Looks at the names of columns, and at no row.
struct Peek<'o> {
    options: &'o Options,
    name: bool,
    time: bool,
}

impl Sink for Peek<'_> {
    fn column(&mut self, name: &str) -> Option<usize> {
        match role(self.options, self.options.declared(name)) {
            Some((Role::Name, _)) => self.name = true,
            Some((Role::Time, _)) => self.time = true,
            _ => {}
        }
        None
    }

    fn member(&mut self, name: &str) -> Member {
        self.column(name);
        Member::Ignored
    }

    fn inner(&mut self, _: &str) -> Option<usize> {
        None
    }

    fn contact(&mut self, _: &str) -> Option<usize> {
        None
    }

    fn missing_column(&self) -> Option<Problem> {
        None
    }

    fn row(&mut self, _: u64, _: &[(usize, Cell<'_>)]) -> Result<(), Stop> {
        Err(Stop::Enough)
    }

    fn broken_row(&mut self, _: u64, _: String) -> Result<(), Stop> {
        Err(Stop::Enough)
    }
}
