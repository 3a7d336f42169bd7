//! What is left to check of a project once the files at hand are checked. It stands by itself, so that it can be checked on
//! another thread while the texts go on changing.

use std::collections::HashSet;
use std::sync::Arc;

use super::base::Settings;
use super::view::View;
use crate::check::{Round, Stop};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Location, Snapshot, Span};
use crate::syntax::tree::{Declaration, Tree};

/// A check of a project that has begun, with all that it is about.
#[derive(Clone, Debug)]
pub struct Rest {
    pub(super) round: Round,
    /// The check that it belongs to, by identity.
    pub(super) begun: Arc<()>,
    snapshot: Snapshot,
    settings: Settings,
    library: Arc<[Tree]>,
    trees: Arc<[Tree]>,
    /// What could not be read.
    diagnostics: Vec<Diagnostic>,
}

/// A check that has come to its end, or was stopped before.
#[derive(Debug)]
pub struct Rested {
    pub(super) rest: Rest,
    /// What is known, unless the check was stopped.
    pub(super) view: Option<View>,
}

impl Rest {
    pub(super) fn new(
        begun: Arc<()>,
        round: Round,
        (snapshot, settings): (Snapshot, Settings),
        (library, trees): (Arc<[Tree]>, Arc<[Tree]>),
        diagnostics: Vec<Diagnostic>,
    ) -> Rest {
        Rest { round, begun, snapshot, settings, library, trees, diagnostics }
    }

    /// Checks what is left, until it is told to stop.
    #[must_use]
    pub fn run(mut self, stop: &Stop) -> Rested {
        self.round.check(&|_| true, stop);
        let view = (self.left() == 0).then(|| self.view());
        Rested { rest: self, view }
    }

    /// How many declarations are left.
    #[must_use]
    pub fn left(&self) -> usize {
        self.round.left()
    }

    /// The same, of which nothing was checked by itself.
    pub(super) fn uncounted(&self) -> Rest {
        Rest { round: self.round.uncounted(), ..self.clone() }
    }

    /// Checks what is left of some files.
    pub(super) fn check_first(&mut self, files: &HashSet<FileId>) {
        let snapshot = &self.snapshot;
        let is_first = |node: &Declaration| {
            let start = Location { declaration: node.id, span: Span::default() };
            files.contains(&snapshot.place(start).file)
        };
        self.round.check(&is_first, &Stop::default());
    }

    /// Checks all that is left.
    pub(super) fn check(&mut self) {
        self.round.check(&|_| true, &Stop::default());
    }

    /// What is known so far.
    pub(super) fn view(&self) -> View {
        let Rest { snapshot, settings, library, trees, diagnostics, .. } = self;
        let found = self.round.found(snapshot, trees);
        let trees = library.iter().chain(trees.iter()).cloned().collect();
        View::new(snapshot.clone(), settings.clone(), trees, found, diagnostics.clone())
    }
}
