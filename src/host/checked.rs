//! Projects, parsed and checked.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Manifest, Project, files};
use crate::check::{self, Checked, check};
use crate::diagnostic::{Diagnostic, Level, Reports};
use crate::source::{FileId, Snapshot};
use crate::syntax::Reading;
use crate::syntax::tree::Tree;

/// A project that was checked.
#[derive(Clone, Debug)]
pub struct CheckedProject {
    /// The folder.
    pub root: PathBuf,
    /// Its settings.
    pub manifest: Manifest,
    /// The texts, those of the standard library among them.
    pub snapshot: Snapshot,
    /// The program, and what was found out about its sources.
    pub checked: Checked,
    /// Everything that is wrong, from `bourn.toml` to the last declaration, in the order in which it is shown.
    pub diagnostics: Vec<Diagnostic>,
}

impl Project {
    /// Parses and checks everything.
    #[must_use]
    pub fn check(self) -> CheckedProject {
        let Project { root, shown_below, manifest, mut snapshot, sources, mut diagnostics } = self;
        let read = |&file: &FileId| Reading::of(&snapshot.file(file).path, &snapshot.file(file).text);
        let readings: Vec<Reading> = sources.par_iter().map(read).collect();
        let mut trees = Vec::new();
        for (file, reading) in sources.into_iter().zip(readings) {
            let (tree, found) = reading.declare(&mut snapshot, file);
            trees.push(tree);
            diagnostics.extend(found);
        }
        let (templates, found) = templates(&mut snapshot, &trees, &root);
        trees.extend(templates);
        diagnostics.extend(found);
        snapshot.show_below(&shown_below);
        let checked = check(&mut snapshot, &trees, &manifest.settings());
        diagnostics.extend(checked.diagnostics.iter().cloned());
        let diagnostics = manifest.told(&snapshot, diagnostics, &checked.on_request);
        CheckedProject { root, manifest, snapshot, checked, diagnostics }
    }
}

impl CheckedProject {
    /// What a renderer takes.
    #[must_use]
    pub fn reports(&self) -> Reports<'_> {
        Reports { snapshot: &self.snapshot, diagnostics: &self.diagnostics }
    }

    /// Whether something is wrong, so that the program must not run.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level() == Level::Error)
    }
}

/// Reads the files that messages are made from; their paths count from the project's folder. One that is in the snapshot
/// already, from an editor, is not read. One that does not exist is left to the check, which knows what it is wanted for;
/// of one that cannot be read the report stands where it is named, and it counts as empty.
fn templates(snapshot: &mut Snapshot, trees: &[Tree], root: &Path) -> (Vec<Tree>, Vec<Diagnostic>) {
    let (mut templates, mut diagnostics) = (Vec::new(), Vec::new());
    for (path, location) in check::files(trees) {
        let known =
            snapshot.files().find(|(_, file)| file.path == path).map(|(_, file)| file.text.to_string());
        let whole = root.join(&*path);
        if known.is_none() && !whole.exists() {
            continue;
        }
        let text = known.map_or_else(|| files::read_text(&whole), Ok).unwrap_or_else(|report| {
            diagnostics.push(Diagnostic::new(location, report.problem));
            String::new()
        });
        let file = snapshot.add(&path, &text);
        let (tree, found) = Reading::of_template(&path, &text).declare(snapshot, file);
        templates.push(tree);
        diagnostics.extend(found);
    }
    (templates, diagnostics)
}
