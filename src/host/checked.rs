//! Projects, parsed and checked.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Manifest, Project};
use crate::check::{Checked, Settings, check};
use crate::diagnostic::{Diagnostic, Level, Problem, Reports, sort};
use crate::program::{ContentValue, ElementKind, Program};
use crate::source::{FileId, Snapshot};
use crate::syntax::Reading;

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
        let Project { root, manifest, mut snapshot, sources, mut diagnostics } = self;
        let read = |&file: &FileId| Reading::of(&snapshot.file(file).path, &snapshot.file(file).text);
        let readings: Vec<Reading> = sources.par_iter().map(read).collect();
        let mut trees = Vec::new();
        for (file, reading) in sources.into_iter().zip(readings) {
            let (tree, found) = reading.declare(&mut snapshot, file);
            trees.push(tree);
            diagnostics.extend(found);
        }
        let settings =
            Settings { name: manifest.name.clone(), zone: manifest.zone, seed: manifest.seed.clone() };
        let checked = check(&mut snapshot, &trees, &settings);
        diagnostics.extend(checked.diagnostics.iter().cloned());
        diagnostics.extend(missing_files(&checked.program, &root));
        manifest.apply_levels(&mut diagnostics);
        sort(&snapshot, &mut diagnostics);
        CheckedProject { root, manifest, snapshot, checked, diagnostics }
    }
}

/// Reports the files that messages are to be made of and that do not exist. Their paths count from the project's folder.
fn missing_files(program: &Program, root: &Path) -> Vec<Diagnostic> {
    let elements = program.flows.rows().iter().flat_map(|flow| flow.elements.rows());
    let mut missing = Vec::new();
    for element in elements {
        let ElementKind::Send(send) = &element.kind else { continue };
        for line in &send.content {
            if let ContentValue::File(path) = &line.value
                && !root.join(&**path).is_file()
            {
                let reason = format!("does not exist, but `{}` is to be sent from it", line.name);
                let problem = Problem::Unreadable { path: path.to_string(), reason };
                missing.push(Diagnostic::new(element.location, problem));
            }
        }
    }
    missing
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
