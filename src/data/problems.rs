//! What becomes of wrong rows.

use crate::diagnostic::{Diagnostic, Level, Problem};

/// How many errors in data are listed.
pub const ERRORS: usize = 20;

/// What is done about a row with an error. A file that cannot be read at all is an error in any case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OnError {
    /// Nothing is loaded; the first [`ERRORS`] errors are listed.
    #[default]
    Stop,
    /// The row is left out and counted.
    Skip,
}

/// What rows say, and what there is to say about them.
#[derive(Debug)]
pub struct Listed<T> {
    /// One or more of each row, in the order of the file.
    pub rows: Vec<T>,
    /// Notes and warnings.
    pub notes: Vec<Diagnostic>,
    /// How many rows were left out because something is wrong with them.
    pub wrong_rows: u64,
}

impl<T> Listed<T> {
    /// The reports instead, if there is an error.
    pub(super) fn of(rows: Vec<T>, problems: Problems) -> Result<Listed<T>, Vec<Diagnostic>> {
        let wrong_rows = problems.wrong_rows;
        let (notes, is_wrong) = problems.finish();
        if is_wrong { Err(notes) } else { Ok(Listed { rows, notes, wrong_rows }) }
    }

    /// The same of no row.
    #[must_use]
    pub fn nothing() -> Listed<T> {
        Listed { rows: Vec::new(), notes: Vec::new(), wrong_rows: 0 }
    }

    /// Adds what another file says.
    pub fn add<U>(&mut self, other: Listed<U>, made: impl Fn(U) -> T) {
        self.rows.extend(other.rows.into_iter().map(made));
        self.notes.extend(other.notes);
        self.wrong_rows += other.wrong_rows;
    }
}

/// Why no more rows of a file are read.
#[derive(Debug)]
pub(super) enum Stop {
    /// There were errors enough to stop, and they have been told of.
    Enough,
    /// The file as a whole cannot be used.
    File(Problem),
}

/// The reports of a load.
#[derive(Debug, Default)]
pub(super) struct Problems {
    on_error: OnError,
    diagnostics: Vec<Diagnostic>,
    errors: usize,
    /// Rows of the file at hand that were left out.
    skipped: u64,
    /// Those of all files.
    pub(super) wrong_rows: u64,
}

impl Problems {
    pub(super) fn new(on_error: OnError) -> Problems {
        Problems { on_error, ..Problems::default() }
    }

    /// Whether wrong rows are left out.
    pub(super) fn skips(&self) -> bool {
        self.on_error == OnError::Skip
    }

    /// Leaves out a row for these reasons, which may be one error too many.
    pub(super) fn row(&mut self, reasons: Vec<Diagnostic>) -> Result<(), Stop> {
        if self.skips() {
            self.skipped += 1;
            self.wrong_rows += 1;
            return Ok(());
        }
        let no_column = |reason: &&Diagnostic| matches!(reason.problem, Problem::MissingColumn { .. });
        if let Some(reason) = reasons.iter().find(no_column).cloned() {
            // What no row has had so far is told of once, and not for every row.
            self.error(reason)?;
            return Err(Stop::Enough);
        }
        reasons.into_iter().try_for_each(|reason| self.error(reason))
    }

    /// Notes how reading a file ended, and how many of its rows were left out.
    pub(super) fn end_of_file(&mut self, file: &str, end: Result<(), Stop>) {
        if let Err(Stop::File(problem)) = end {
            // Whether this was one error too many is asked before the next file is read.
            let _ = self.error(Diagnostic::data(file, None, None, problem));
        }
        let rows = std::mem::take(&mut self.skipped);
        if rows > 0 {
            self.note(Diagnostic::data(file, None, None, Problem::SkippedRows { rows }));
        }
    }

    /// Says something that is no error.
    pub(super) fn note(&mut self, note: Diagnostic) {
        self.diagnostics.push(note);
    }

    /// Whether so many errors were found that nothing more is read.
    pub(super) fn stopped(&self) -> bool {
        self.errors > ERRORS
    }

    /// The reports, and whether one of them is an error.
    pub(super) fn finish(self) -> (Vec<Diagnostic>, bool) {
        let wrong = self.diagnostics.iter().any(|diagnostic| diagnostic.level() == Level::Error);
        (self.diagnostics, wrong)
    }

    fn error(&mut self, error: Diagnostic) -> Result<(), Stop> {
        self.errors += 1;
        if self.stopped() {
            self.diagnostics.push(Diagnostic::project(Problem::TooManyDataErrors { limit: ERRORS }));
            return Err(Stop::Enough);
        }
        self.diagnostics.push(error);
        Ok(())
    }
}
