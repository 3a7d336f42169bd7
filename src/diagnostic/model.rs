//! What a report of a problem is made of.

use serde::Serialize;

use super::Problem;
use crate::source::{DeclarationId, Location, Place, Snapshot};

/// How much a problem weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Probably not what was meant.
    Warning,
    /// Wrong: what it concerns does not run.
    Error,
}

/// What a problem was found in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Source text, by declaration.
    Source(Location),
    /// A file of data. Rows are counted from 1, without the header of a CSV file.
    Data {
        /// The file as the user named it.
        file: String,
        /// The row, where one row is to blame.
        row: Option<u64>,
        /// The column, where one column is to blame.
        column: Option<String>,
    },
    /// The project or the command line as a whole.
    Project,
}

/// A further place that explains the problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What is to be seen there.
    pub text: String,
}

/// A replacement of text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub location: Location,
    /// The new text.
    pub text: String,
}

/// A mend that can be applied as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What the mend does, as an order: "write `person.plan`".
    pub title: String,
    /// The replacements, which do not overlap.
    pub edits: Vec<Edit>,
    /// Whether the mend is certainly what was meant, so that it may be applied without asking.
    pub sure: bool,
}

/// One report of one problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// What is wrong, with the facts.
    pub problem: Problem,
    /// How much it weighs; the problem's own level unless the project says otherwise.
    pub level: Level,
    /// Where it was found.
    pub origin: Origin,
    /// Further places.
    pub labels: Vec<Label>,
    /// The mends, best first.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// A report at a place in source text.
    #[must_use]
    pub fn new(location: Location, problem: Problem) -> Diagnostic {
        Diagnostic::with_origin(Origin::Source(location), problem)
    }

    /// A report on a file of data.
    #[must_use]
    pub fn data(file: &str, row: Option<u64>, column: Option<&str>, problem: Problem) -> Diagnostic {
        let origin = Origin::Data { file: file.to_owned(), row, column: column.map(str::to_owned) };
        Diagnostic::with_origin(origin, problem)
    }

    /// A report on the project or the command line.
    #[must_use]
    pub fn project(problem: Problem) -> Diagnostic {
        Diagnostic::with_origin(Origin::Project, problem)
    }

    fn with_origin(origin: Origin, problem: Problem) -> Diagnostic {
        let level = problem.level();
        Diagnostic { problem, level, origin, labels: Vec::new(), fixes: Vec::new() }
    }

    /// Adds a further place.
    #[must_use]
    pub fn label(mut self, location: Location, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { location, text: text.into() });
        self
    }

    /// Adds a mend that replaces the text at one place.
    #[must_use]
    pub fn fix(
        mut self,
        sure: bool,
        title: impl Into<String>,
        at: Location,
        text: impl Into<String>,
    ) -> Diagnostic {
        let edits = vec![Edit { location: at, text: text.into() }];
        self.fixes.push(Fix { title: title.into(), edits, sure });
        self
    }

    /// Adds a mend of several places.
    #[must_use]
    pub fn fix_all(mut self, fix: Fix) -> Diagnostic {
        self.fixes.push(fix);
        self
    }

    /// The same report on another declaration with the same text.
    #[must_use]
    pub fn moved(&self, declaration: DeclarationId) -> Diagnostic {
        let there = |location: Location| Location { declaration, ..location };
        let mut moved = self.clone();
        if let Origin::Source(location) = &mut moved.origin {
            *location = there(*location);
        }
        moved.labels.iter_mut().for_each(|label| label.location = there(label.location));
        let edits = moved.fixes.iter_mut().flat_map(|fix| &mut fix.edits);
        edits.for_each(|edit| edit.location = there(edit.location));
        moved
    }

    /// How much the problem weighs.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// The place in source text, if the problem has one.
    #[must_use]
    pub fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        match &self.origin {
            Origin::Source(location) => Some(snapshot.place(*location)),
            Origin::Data { .. } | Origin::Project => None,
        }
    }
}

/// The reports on one project, for renderers that make one document of several.
#[derive(Clone, Copy, Debug)]
pub struct Reports<'a> {
    /// The texts of the project.
    pub snapshot: &'a Snapshot,
    /// What was found in them.
    pub diagnostics: &'a [Diagnostic],
}

/// Puts reports in the order in which they are shown (source by path and place, then data as found) and drops
/// those that say the same about the same place.
pub fn sort(snapshot: &Snapshot, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by_cached_key(|diagnostic| {
        let place = diagnostic.place(snapshot);
        let path = place.map(|place| snapshot.file(place.file).path.clone());
        (place.is_none(), path, place.map(|place| place.span), diagnostic.problem.code())
    });
    diagnostics.dedup();
}
