//! Projects, parsed and checked.

use std::path::{Path, PathBuf};

use super::{Manifest, Project};
use crate::check::{Checked, Settings, check};
use crate::diagnostic::{Diagnostic, Level, Problem, Reports, sort};
use crate::program::{ContentValue, ElementKind, Program};
use crate::source::Snapshot;
use crate::syntax::parse;

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
        let mut trees = Vec::new();
        for file in sources {
            let (tree, found) = parse(&mut snapshot, file);
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
        let ElementKind::Send { content, .. } = &element.kind else { continue };
        for line in content {
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
