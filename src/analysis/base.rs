//! The texts of a project as an editor sees them, and what is known of them.
//!
//! An edit sets a text. The next question for a [`View`] reads the declarations whose text is new, and checks those that the
//! edit can have changed; see [`KeptFile`] and [`Kept`].

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::view::View;
use crate::check::{self, Kept};
use crate::diagnostic::{Diagnostic, Problem};
use crate::source::{FileId, Location, Snapshot};
use crate::syntax::tree::Tree;
use crate::syntax::{KeptFile, Reading};
use crate::value::Zone;

pub use crate::check::Settings;

/// The text of a file that messages are made from, by its path; nothing if there is no such file.
pub type Files<'f> = dyn Fn(&str) -> Option<Result<Arc<str>, Problem>> + 'f;

/// How much work edits have made, so that tests can hold it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counters {
    /// Files of which some text was read.
    pub files: usize,
    /// Declarations that were read.
    pub read: usize,
    /// Declarations that were checked.
    pub checked: usize,
    /// How often something was checked at all.
    pub rounds: usize,
}

/// The texts of a project, and what is known of them.
#[derive(Debug)]
pub struct Base {
    snapshot: Snapshot,
    /// The sources, in the order of their paths.
    sources: BTreeMap<Arc<str>, Source>,
    templates: BTreeMap<Arc<str>, KeptFile>,
    kept: Kept,
    settings: Settings,
    view: Option<View>,
    counters: Counters,
}

/// A source file: read, or with a text that is still to be read.
#[derive(Debug)]
struct Source {
    file: FileId,
    kept: Option<KeptFile>,
    is_new: bool,
}

impl Base {
    /// A project without files.
    #[must_use]
    pub fn new(settings: Settings) -> Base {
        let mut snapshot = Snapshot::new();
        let kept = Kept::new(&mut snapshot);
        let (sources, templates) = (BTreeMap::new(), BTreeMap::new());
        Base { snapshot, sources, templates, kept, settings, view: None, counters: Counters::default() }
    }

    /// Gives a source file a text.
    pub fn set(&mut self, path: &str, text: &str) {
        let known = self.snapshot.files().find(|(_, file)| &*file.path == path);
        let is_same = known.is_some_and(|(_, file)| &*file.text == text);
        if is_same && self.sources.contains_key(path) {
            return;
        }
        let file = self.snapshot.add(path, text);
        let source = self.sources.entry(path.into()).or_insert(Source { file, kept: None, is_new: true });
        source.is_new = true;
        self.view = None;
    }

    /// Takes a source file away.
    pub fn remove(&mut self, path: &str) {
        if self.sources.remove(path).is_some() {
            self.snapshot.add(path, "");
            self.view = None;
        }
    }

    /// Whether there is a source file at this path.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.sources.contains_key(path)
    }

    /// What the project says of itself.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Lets the project say something else of itself.
    pub fn configure(&mut self, settings: Settings) {
        self.settings = settings;
        self.view = None;
    }

    /// Says that files that messages are made from may have changed.
    pub fn files_changed(&mut self) {
        self.view = None;
    }

    /// How much work there was so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// What is known now. `files` gives the texts that messages are made from.
    pub fn view(&mut self, files: &Files<'_>) -> View {
        match &self.view {
            Some(view) => view.clone(),
            None => {
                let view = self.look(files);
                self.view = Some(view.clone());
                view
            }
        }
    }

    fn look(&mut self, files: &Files<'_>) -> View {
        self.read();
        let mut trees: Vec<Tree> = self.kept_sources().map(KeptFile::tree).collect();
        let (templates, mut diagnostics) = self.templates(&trees, files);
        diagnostics.extend(self.kept_sources().flat_map(KeptFile::diagnostics).cloned());
        for path in &templates {
            let kept = &self.templates[path];
            trees.push(kept.tree());
            diagnostics.extend(kept.diagnostics().cloned());
        }
        let found = self.kept.check(&self.snapshot, &trees, self.settings.zone);
        self.counters.checked += found.checked;
        self.counters.rounds += 1;
        let library = self.kept.library().iter().cloned();
        let trees = library.chain(trees).collect();
        View::new(self.snapshot.clone(), self.settings.clone(), trees, found, diagnostics)
    }

    fn kept_sources(&self) -> impl Iterator<Item = &KeptFile> {
        self.sources.values().filter_map(|source| source.kept.as_ref())
    }

    /// Reads what is new: files that were never read side by side, of the others what has changed.
    fn read(&mut self) {
        let snapshot = &mut self.snapshot;
        let mut fresh: Vec<&mut Source> = Vec::new();
        for source in self.sources.values_mut().filter(|source| source.is_new) {
            source.is_new = false;
            self.counters.files += 1;
            match &source.kept {
                Some(kept) => {
                    let (kept, read) = kept.again(snapshot);
                    self.counters.read += read;
                    source.kept = Some(kept);
                }
                None => fresh.push(source),
            }
        }
        let files: Vec<FileId> = fresh.iter().map(|source| source.file).collect();
        let read = |&file: &FileId| Reading::of(&snapshot.file(file).path, &snapshot.file(file).text);
        let readings: Vec<Reading> = files.par_iter().map(read).collect();
        for (source, reading) in fresh.into_iter().zip(readings) {
            let kept = KeptFile::of(reading, snapshot, source.file);
            self.counters.read += kept.declarations().count();
            source.kept = Some(kept);
        }
    }

    /// Reads the files that messages are made from, and says which there are. Of one that cannot be read, the report stands
    /// where it is named, and it counts as empty.
    fn templates(&mut self, trees: &[Tree], files: &Files<'_>) -> (Vec<Arc<str>>, Vec<Diagnostic>) {
        let (mut found, mut diagnostics) = (Vec::new(), Vec::new());
        for (path, location) in check::files(trees) {
            let text = match files(&path) {
                None => continue,
                Some(Ok(text)) => text,
                Some(Err(problem)) => {
                    diagnostics.push(report(location, problem));
                    "".into()
                }
            };
            let known = self.templates.get(&path).map(KeptFile::file);
            if known.is_none_or(|file| self.snapshot.file(file).text != text) {
                let file = self.snapshot.add(&path, &text);
                let reading = Reading::of_template(&path, &text);
                self.counters.read += 1;
                self.templates.insert(path.clone(), KeptFile::of(reading, &mut self.snapshot, file));
            }
            found.push(path);
        }
        (found, diagnostics)
    }
}

impl Default for Base {
    fn default() -> Base {
        let zone = Zone::UTC;
        Base::new(Settings { zone, ..Settings::default() })
    }
}

fn report(location: Location, problem: Problem) -> Diagnostic {
    Diagnostic::new(location, problem)
}
