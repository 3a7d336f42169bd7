//! `check --fix`: sure fixes until none is left.

use std::path::Path;

use super::{CheckedProject, Manifest, Project, files, manifest};
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
        let (mut changed, mut all) = (Vec::new(), Vec::new());
        let own: Vec<FileId> = self.snapshot.files().map(|(file, _)| file).collect();
        for _ in 0..ROUNDS {
            let may_change = |file| own.contains(&file) && only.is_none_or(|only| only == file);
            let mended = mended(&project.snapshot, &project.diagnostics, may_change);
            if mended.texts.is_empty() {
                break;
            }
            let done = mended.done.into_iter().map(|mend| (shown(&project.snapshot, &mend), mend));
            all.extend(done);
            for (file, text) in mended.texts {
                self.replace(file, &text);
                changed.push(file);
            }
            project = self.clone().check();
        }
        changed.sort_unstable();
        changed.dedup();
        MendedProject { project, changed, done: all }
    }

    /// Gives a file a new text.
    fn replace(&mut self, file: FileId, text: &str) {
        let path = self.snapshot.file(file).path.clone();
        self.snapshot.add(&path, text);
        if &*path == manifest::FILE {
            let name = self.folder_name();
            let (manifest, found) = Manifest::parse(&mut self.snapshot, &path, text, &name);
            self.manifest = manifest;
            self.diagnostics.retain(|known| matches!(known.origin, Origin::Project));
            self.diagnostics.extend(found);
        }
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
