//! `check --fix`: sure fixes until none is left.

use std::collections::BTreeSet;
use std::path::Path;

use super::{CheckedProject, Manifest, Project, files, manifest};
use crate::check::DeclarationCheck;
use crate::diagnostic::{Diagnostic, Mend, Origin, mended};
use crate::source::{FileId, Snapshot};

/// Checks after which fixing stops. A fix may uncover a mistake with a fix of its own; more than a few in a row mean that two
/// fixes undo each other.
const ROUNDS: usize = 10;

/// A project after its sure fixes, in memory.
#[derive(Debug)]
pub struct MendedProject {
    /// The project as it is now, with what is left.
    pub project: CheckedProject,
    /// The files that changed.
    pub changed: Vec<FileId>,
    /// What was done, with the place in the text at that time: `shop.flow:3:5`.
    pub done: Vec<(String, Mend)>,
}

impl Project {
    /// Applies sure fixes and checks again, until there are none. With `only`, no other file is changed.
    #[must_use]
    pub fn mend(mut self, only: Option<FileId>) -> MendedProject {
        let mut project = self.clone().check();
        let (mut changed, mut all) = (BTreeSet::new(), Vec::new());
        let own: Vec<FileId> = self.snapshot.files().map(|(file, _)| file).collect();
        for _ in 0..ROUNDS {
            let is_own = |file| own.contains(&file) || project.is_template(file);
            let may_change = |file| only.map_or_else(|| is_own(file), |only| only == file);
            let mended = mended(&project.snapshot, &project.certain(), may_change);
            if mended.texts.is_empty() {
                break;
            }
            let done = mended.done.into_iter().map(|mend| (shown(&project.snapshot, &mend), mend));
            all.extend(done);
            for (file, text) in mended.texts {
                let path = project.snapshot.file(file).path.clone();
                self.replace(&path, &text);
                changed.insert(path);
            }
            project = self.clone().check();
        }
        // Where a file stands in a snapshot depends on what was checked.
        let files = project.snapshot.files().filter(|(_, file)| changed.contains(&file.path));
        let changed = files.map(|(file, _)| file).collect();
        MendedProject { project, changed, done: all }
    }

    /// Gives a file a new text.
    fn replace(&mut self, path: &str, text: &str) {
        self.snapshot.add(path, text);
        if path == manifest::FILE {
            let name = self.folder_name();
            let (manifest, found) = Manifest::parse(&mut self.snapshot, path, text, &name);
            self.manifest = manifest;
            self.diagnostics.retain(|known| matches!(known.origin, Origin::Project));
            self.diagnostics.extend(found);
        }
    }
}

impl CheckedProject {
    /// Whether messages are made from a file.
    fn is_template(&self, file: FileId) -> bool {
        self.checked.symbols.templates.contains_key(&self.snapshot.file(file).path)
    }

    /// The reports whose fixes change nothing else. A file that several flows make messages from is left as it is where a name
    /// in it is wrong in one of them only.
    fn certain(&self) -> Vec<Diagnostic> {
        let is_certain = |found: &&Diagnostic| {
            let Origin::Source(at) = &found.origin else { return true };
            let declarations = self.checked.declarations.iter().map(|(_, checked)| checked);
            let mut users = declarations
                .filter(|checked| checked.templates.iter().any(|one| one.declaration == at.declaration));
            let is_same = |known: &Diagnostic| known.problem == found.problem && known.origin == found.origin;
            let reports = |checked: &DeclarationCheck| checked.diagnostics.iter().any(is_same);
            match users.next() {
                None => true,
                Some(first) => users.all(|other| reports(other) == reports(first)),
            }
        };
        self.diagnostics.iter().filter(is_certain).cloned().collect()
    }
}

impl MendedProject {
    /// Writes the files that changed.
    ///
    /// # Errors
    ///
    /// The reports on those that could not be written.
    pub fn write(&self) -> Result<(), Vec<Diagnostic>> {
        let write = |file: &FileId| {
            let source = self.project.snapshot.file(*file);
            let path = self.project.root.join(Path::new(&*source.path));
            files::replace(&path, &source.text).err()
        };
        let failed: Vec<Diagnostic> = self.changed.iter().filter_map(write).map(|report| *report).collect();
        if failed.is_empty() { Ok(()) } else { Err(failed) }
    }
}

fn shown(snapshot: &Snapshot, mend: &Mend) -> String {
    let file = snapshot.file(mend.place.file);
    let at = file.lines.characters(&file.text, mend.place.span.start as usize);
    format!("{}:{}:{}", file.shown, at.line + 1, at.column + 1)
}
