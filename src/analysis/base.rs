//! The texts of a project as an editor sees them, and what is known of them.
//!
//! An edit sets a text. The next question for a [`View`] reads the declarations whose text is new, and checks those that the
//! edit can have changed; see [`KeptFile`] and [`Kept`].

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::rest::{Rest, Rested};
use super::unread::Unread;
use super::view::View;
use crate::check::{Kept, Stop};
use crate::diagnostic::{Diagnostic, Problem};
use crate::source::{DeclarationId, FileId, Location, Snapshot};
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
    /// Flows and custom elements of which the signature was worked out.
    pub outlined: usize,
    /// Declarations that were checked.
    pub checked: usize,
    /// How often something was checked at all.
    pub rounds: usize,
    /// How often the whole project was looked at.
    pub whole: usize,
}

/// What the edits before the last check have cost, by names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cost {
    /// The files of which some text was read.
    pub read: Vec<String>,
    /// The declarations that were checked: `people.flow: segment Adults`.
    pub checked: Vec<String>,
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
    /// What is known of the texts as they are.
    view: Option<View>,
    /// The check that was begun last, and whether it is of the texts as they are.
    begun: Arc<()>,
    is_current: bool,
    counters: Counters,
    /// What was read for the check that was begun last, and what was checked in it.
    read: Vec<FileId>,
    checked: Vec<DeclarationId>,
}

/// How many declarations are checked at once with those of the files that are wanted first: to say the same things twice takes
/// longer.
const FEW: usize = 8;

/// How many files are read at once where they are asked for.
const MANY: usize = 16;

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
        let (view, begun, is_current, counters) = (None, Arc::default(), false, Counters::default());
        let (read, checked) = (Vec::new(), Vec::new());
        Base {
            snapshot,
            sources,
            templates,
            kept,
            settings,
            view,
            begun,
            is_current,
            counters,
            read,
            checked,
        }
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
        self.outdate();
    }

    /// Takes a source file away.
    pub fn remove(&mut self, path: &str) {
        if self.sources.remove(path).is_some() {
            self.snapshot.add(path, "");
            self.outdate();
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
        self.outdate();
    }

    /// Says that files that messages are made from may have changed.
    pub fn files_changed(&mut self) {
        self.outdate();
    }

    /// How much work there was so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// What the edits before the last check have cost.
    #[must_use]
    pub fn cost(&self) -> Cost {
        let named = |id: &DeclarationId| {
            let key = self.snapshot.key(*id)?;
            Some(format!("{}: {} {}", key.path, key.kind, key.name).trim_end().to_owned())
        };
        let read = self.read.iter().map(|file| self.snapshot.file(*file).path.to_string());
        Cost { read: read.collect(), checked: self.checked.iter().filter_map(named).collect() }
    }

    /// What is known now, of the whole project. `files` gives the texts that messages are made from.
    pub fn view(&mut self, files: &Files<'_>) -> View {
        match self.look(files, |_| true) {
            (view, None) => view,
            (view, Some(rest)) => self.take(rest.run(&Stop::default())).unwrap_or(view),
        }
    }

    /// What is known now: all of the files that are wanted first, and of others what is checked already. Where much is left to
    /// check, the second part is to be [run](Rest::run), on whatever thread, and [given back](Base::take).
    pub fn look(&mut self, files: &Files<'_>, is_first: impl Fn(&str) -> bool) -> (View, Option<Rest>) {
        if let Some(view) = self.view.as_ref().filter(|view| view.is_whole()) {
            return (view.clone(), None);
        }
        let mut rest = self.begin(files);
        let is_first = |file: &FileId| is_first(&self.snapshot.file(*file).path);
        rest.check_first(&self.kept_sources().map(KeptFile::file).filter(is_first).collect());
        if rest.left() <= FEW {
            rest.check();
        }
        let view = rest.view();
        let left = (!view.is_whole()).then(|| rest.uncounted());
        self.take(Rested { rest, view: Some(view.clone()) });
        (view, left)
    }

    /// Takes what was found, and says what is known now, if the check was not stopped. What was begun before something newer was
    /// begun is of no use.
    pub fn take(&mut self, rested: Rested) -> Option<View> {
        let Rested { rest, view } = rested;
        self.counters.checked += rest.round.checked().len();
        self.counters.whole += usize::from(view.as_ref().is_some_and(View::is_whole));
        if Arc::ptr_eq(&rest.begun, &self.begun) {
            self.checked.extend(rest.round.checked());
            self.kept.keep(rest.round, view.as_ref().map(View::found));
            self.view = view.clone().filter(|_| self.is_current);
        }
        view
    }

    /// Whether so many files were never read that it is worth a thread.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.sources.values().filter(|source| source.kept.is_none()).count() > MANY
    }

    /// The files that were never read, to be [read](Unread::read) on whatever thread and [given back](Base::provide).
    #[must_use]
    pub fn unread(&self) -> Unread {
        let unread = self.sources.values().filter(|source| source.kept.is_none());
        Unread::of(unread.map(|source| self.snapshot.file(source.file)))
    }

    /// Takes files that were read. Where a text has changed since, that one is read later.
    pub fn provide(&mut self, read: Unread) {
        for (path, text, reading) in read.readings() {
            let Some(source) = self.sources.get_mut(&path) else { continue };
            if source.kept.is_none() && self.snapshot.file(source.file).text == text {
                let kept = KeptFile::of(reading, &mut self.snapshot, source.file);
                self.counters.read += kept.declarations().count();
                self.counters.files += 1;
                (source.kept, source.is_new) = (Some(kept), false);
            }
        }
    }

    /// Reads what is new, and begins a check of it.
    fn begin(&mut self, files: &Files<'_>) -> Rest {
        (self.read, self.checked) = (Vec::new(), Vec::new());
        self.read();
        let mut trees: Vec<Tree> = self.kept_sources().map(KeptFile::tree).collect();
        let (templates, mut diagnostics) = self.templates(&trees, files);
        diagnostics.extend(self.kept_sources().flat_map(KeptFile::diagnostics).cloned());
        for path in &templates {
            let kept = &self.templates[path];
            trees.push(kept.tree());
            diagnostics.extend(kept.diagnostics().cloned());
        }
        let round = self.kept.begin(&trees, self.settings.zone);
        self.counters.outlined = self.kept.outlined();
        self.counters.rounds += 1;
        (self.begun, self.is_current) = (Arc::default(), true);
        let texts = (self.snapshot.clone(), self.settings.clone());
        Rest::new(self.begun.clone(), round, texts, (self.kept.library().clone(), trees.into()), diagnostics)
    }

    /// Says that what is known is not of what is there now.
    fn outdate(&mut self) {
        (self.view, self.is_current) = (None, false);
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
            self.read.push(source.file);
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
        for (path, location) in self.kept.files(trees) {
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
                self.read.push(file);
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
