//! Checking again after an edit: the check of a declaration is kept as long as neither its text nor what it asked of others
//! has changed.
//!
//! A result without reports depends on its declaration, the files that it sends, and the meanings of the names that it looked
//! up. Reports say more: what is nearly the name, where something else stands. So results with reports are
//! kept only while no signature changes at all. The inside of signatures is kept by declaration. The rules that look at all
//! declarations at once are applied each time; they go through the facts that are kept with the results.
//!
//! A check may be left unfinished: what was found until then is kept as well.

use std::sync::Arc;

use super::found::{Found, OfProject};
use super::round::{Results, Round};
use super::signatures::Outlines;
use super::{library, signatures};
use crate::source::{Location, Snapshot};
use crate::syntax::tree::Tree;
use crate::value::Zone;

/// What was found out so far, by which the next check is shorter.
#[derive(Clone, Debug)]
pub struct Kept {
    library: Arc<[Tree]>,
    outlines: Arc<Outlines>,
    /// The results of tests, and those of all others.
    others: Arc<Results>,
    tests: Arc<Results>,
    /// What the last check that came to its end has said of the project as a whole.
    of_project: Arc<OfProject>,
    outlined: usize,
}

impl Kept {
    /// Nothing yet. The standard library is added to the snapshot.
    #[must_use]
    pub fn new(snapshot: &mut Snapshot) -> Kept {
        Kept {
            library: library::trees(snapshot).into(),
            outlines: Arc::default(),
            others: Arc::default(),
            tests: Arc::default(),
            of_project: Arc::default(),
            outlined: 0,
        }
    }

    /// The trees of the standard library.
    #[must_use]
    pub fn library(&self) -> &Arc<[Tree]> {
        &self.library
    }

    /// How many signatures of flows and custom elements were worked out so far.
    #[must_use]
    pub fn outlined(&self) -> usize {
        self.outlined
    }

    /// The files of which the check wants the texts: their paths, and where each of them is named first.
    pub fn files(&mut self, trees: &[Tree]) -> Vec<(Arc<str>, Location)> {
        self.outline(trees);
        self.outlines.files(trees)
    }

    /// Begins to check the trees of a project. Nothing is checked yet, but what holds from before is known.
    pub fn begin(&mut self, trees: &[Tree], zone: Zone) -> Round {
        self.outline(trees);
        let (symbols, wrong) =
            signatures::collect([&self.library, trees], &self.outlines, zone, self.others.symbols());
        let all = self.library.iter().chain(trees).flat_map(|tree| tree.declarations.iter());
        let (nodes, of_project) = (all.cloned().collect(), self.of_project.clone());
        Round::new(symbols, wrong, nodes, [&self.others, &self.tests], of_project)
    }

    /// Keeps what a check knows so far, and what it has said of the project if it has come to its end.
    pub fn keep(&mut self, round: Round, found: Option<&Found>) {
        let knows_tests = round.knows_tests();
        self.others = Arc::new(round.results());
        if knows_tests {
            self.tests = self.others.clone();
        }
        if let Some(found) = found.filter(|found| found.unchecked.is_empty()) {
            self.of_project = Arc::new(OfProject::of(found));
        }
    }

    fn outline(&mut self, trees: &[Tree]) {
        let (outlines, new) = self.outlines.again(trees);
        self.outlines = Arc::new(outlines);
        self.outlined += new;
    }
}
