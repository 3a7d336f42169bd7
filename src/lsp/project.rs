//! A project as the editor sees it: what is on disk, with the texts that are open in the place of theirs.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::Uri;

use super::position::Encoding;
use super::scene::{Places, Scene};
use crate::analysis::{Base, Cost, Counters, Rest, Rested, Unread, View};
use crate::check::Stop;
use crate::diagnostic::{Diagnostic, Problem};
use crate::host::{Manifest, Project, files, manifest};
use crate::source::Snapshot;

/// Files that messages are made from, as they were last read.
type Templates = RefCell<HashMap<String, Option<Result<Arc<str>, Problem>>>>;

/// A project that is open.
pub(super) struct OpenProject {
    /// Where its files are.
    pub(super) places: Arc<Places>,
    manifest: Manifest,
    /// The text of `bourn.toml`, in a snapshot of its own.
    manifest_snapshot: Snapshot,
    manifest_diagnostics: Vec<Diagnostic>,
    /// What is wrong with the project as a whole.
    project_diagnostics: Vec<Diagnostic>,
    base: Base,
    templates: Templates,
    /// Texts of files that messages are made from which are open in the editor.
    open_templates: HashMap<String, Arc<str>>,
    /// The file that was opened or changed last: it is checked first.
    recent: String,
    scene: Option<Scene>,
    work: Work,
}

/// What is done beside the loop.
enum Work {
    /// Nothing.
    None,
    /// What is left to check waits for a thread.
    Waiting(Box<Rest>),
    /// What was left is being checked, until this is said.
    Checking(Stop),
    /// The files are read for the first time.
    Reading,
}

/// What is to be done beside the loop.
pub(super) enum Job {
    /// Files are read for the first time.
    Read(Unread),
    /// What is left to check is checked.
    Check(Box<Rest>, Stop),
}

impl OpenProject {
    /// The project in a folder with a `bourn.toml`.
    pub(super) fn of_folder(root: &Path) -> OpenProject {
        let places = Places::Folder(root.to_owned());
        let mut project = OpenProject::new(places, &name_of(root));
        match Project::load(Some(root)) {
            Ok(loaded) => project.take(loaded),
            Err(report) => project.project_diagnostics.push(*report),
        }
        project
    }

    /// A file by itself, with the path that it is known by.
    pub(super) fn of_file(uri: &Uri, path: &str) -> OpenProject {
        let stem =
            Path::new(path).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let places = Places::File { uri: uri.clone(), path: path.to_owned() };
        OpenProject::new(places, &stem)
    }

    fn new(places: Places, name: &str) -> OpenProject {
        let manifest = Manifest::new(name);
        let base = Base::new(manifest.settings());
        OpenProject {
            places: Arc::new(places),
            manifest,
            manifest_snapshot: Snapshot::new(),
            manifest_diagnostics: Vec::new(),
            project_diagnostics: Vec::new(),
            base,
            templates: Templates::default(),
            open_templates: HashMap::new(),
            recent: String::new(),
            scene: None,
            work: Work::None,
        }
    }

    fn take(&mut self, project: Project) {
        let is_placed = |found: &Diagnostic| found.place(&project.snapshot).is_some();
        let (_, of_project) = project.diagnostics.iter().cloned().partition(is_placed);
        self.project_diagnostics = of_project;
        for file in &project.sources {
            let file = project.snapshot.file(*file);
            self.base.set(&file.path, &file.text);
        }
        let toml = project.snapshot.files().find(|(_, file)| &*file.path == manifest::FILE);
        if let Some((_, file)) = toml {
            self.set_manifest(&file.text.clone());
        }
    }

    /// Gives `bourn.toml` a text.
    pub(super) fn set_manifest(&mut self, text: &str) {
        let name = match &*self.places {
            Places::Folder(root) => name_of(root),
            Places::File { .. } => self.manifest.name.to_string(),
        };
        let mut snapshot = Snapshot::new();
        let (manifest, diagnostics) = Manifest::parse(&mut snapshot, manifest::FILE, text, &name);
        self.base.configure(manifest.settings());
        (self.manifest, self.manifest_diagnostics, self.manifest_snapshot) =
            (manifest, diagnostics, snapshot);
        self.outdate();
    }

    /// Gives a file of the project a text: the text in the editor, or the one on disk.
    pub(super) fn set(&mut self, path: &str, text: &str) {
        if path == manifest::FILE {
            self.set_manifest(text);
        } else if is_source(path) {
            self.base.set(path, text);
        } else {
            self.open_templates.insert(path.to_owned(), text.into());
            self.base.files_changed();
        }
        path.clone_into(&mut self.recent);
        self.outdate();
    }

    /// Gives a text that is alone in its project.
    pub(super) fn set_alone(&mut self, path: &str, text: &str) {
        self.base.set(path, text);
        path.clone_into(&mut self.recent);
        self.outdate();
    }

    /// Says that a file is as it is on disk again, whatever that is.
    pub(super) fn reset(&mut self, path: &str) {
        let Places::Folder(root) = &*self.places else { return };
        let whole = root.join(path);
        if is_source(path) || path == manifest::FILE {
            match files::read_text(&whole) {
                Ok(text) => self.set(path, &text),
                Err(_) => self.base.remove(path),
            }
        } else {
            self.open_templates.remove(path);
            self.templates.borrow_mut().remove(path);
            self.base.files_changed();
        }
        self.outdate();
    }

    /// Takes a file away.
    pub(super) fn remove(&mut self, path: &str) {
        self.base.remove(path);
        self.outdate();
    }

    /// Says that what is known is not of the texts as they are. Whoever checks them stops.
    fn outdate(&mut self) {
        self.scene = None;
        match &self.work {
            Work::Checking(stop) => stop.set(),
            Work::Waiting(_) => self.work = Work::None,
            Work::None | Work::Reading => {}
        }
    }

    /// What is known now, first of the file that was changed last: nothing while the files are read for the first time.
    pub(super) fn scene(&mut self, encoding: Encoding) -> Option<Scene> {
        if self.scene.is_some() || matches!(self.work, Work::Reading) || self.base.is_unread() {
            return self.scene.clone();
        }
        let (root, templates, open) = (self.places.root(), &self.templates, &self.open_templates);
        let files = |path: &str| {
            let held = open.get(path).cloned().map(Ok).map(Some);
            held.unwrap_or_else(|| on_disk(templates, root.as_deref(), path))
        };
        let recent = &self.recent;
        let (view, rest) = self.base.look(&files, |path| path == recent);
        self.work = rest.map_or(Work::None, |rest| Work::Waiting(Box::new(rest)));
        self.scene = Some(self.scene_of(view, encoding));
        self.scene.clone()
    }

    fn scene_of(&self, view: View, encoding: Encoding) -> Scene {
        Scene {
            diagnostics: self
                .manifest
                .told(view.snapshot(), view.diagnostics().to_vec(), view.on_request())
                .into(),
            manifest: Arc::new((self.manifest_snapshot.clone(), self.manifest_diagnostics.clone())),
            project_diagnostics: self.project_diagnostics.clone().into(),
            places: self.places.clone(),
            view,
            encoding,
        }
    }

    /// What is to be done beside the loop, if anything: it is begun with this.
    pub(super) fn job(&mut self) -> Option<Job> {
        match std::mem::replace(&mut self.work, Work::None) {
            Work::Waiting(rest) => {
                let stop = Stop::default();
                self.work = Work::Checking(stop.clone());
                Some(Job::Check(rest, stop))
            }
            Work::None if self.base.is_unread() => {
                self.work = Work::Reading;
                Some(Job::Read(self.base.unread()))
            }
            other => {
                self.work = other;
                None
            }
        }
    }

    /// Whether something is checked beside the loop.
    pub(super) fn is_checking(&self) -> bool {
        matches!(self.work, Work::Checking(_))
    }

    /// Whether what is checked beside the loop is of texts that are not there any more.
    pub(super) fn is_outdated(&self) -> bool {
        self.is_checking() && self.scene.is_none()
    }

    /// Takes the files that were read.
    pub(super) fn take_read(&mut self, read: Unread) {
        self.base.provide(read);
        self.work = Work::None;
    }

    /// Takes what was checked. If the texts are still the same, that is what is known now.
    pub(super) fn take_checked(&mut self, rested: Rested, encoding: Encoding) {
        self.work = Work::None;
        if let Some(view) = self.base.take(rested).filter(|_| self.scene.is_some()) {
            self.scene = Some(self.scene_of(view, encoding));
        }
    }

    /// The address of the file that was changed last.
    pub(super) fn recent(&self) -> Option<Uri> {
        self.places.uri(&self.recent)
    }

    /// How much work there was, and which there was for the last edits.
    pub(super) fn counters(&self) -> (Counters, Cost) {
        (self.base.counters(), self.base.cost())
    }
}

/// Whether a path is that of a source.
pub(super) fn is_source(path: &str) -> bool {
    path.ends_with(".flow")
}

fn name_of(root: &Path) -> String {
    root.file_name().map_or_else(|| "project".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The text of a file that messages are made from, read once until it is said to have changed.
fn on_disk(templates: &Templates, root: Option<&Path>, path: &str) -> Option<Result<Arc<str>, Problem>> {
    if let Some(known) = templates.borrow().get(path) {
        return known.clone();
    }
    let whole: PathBuf = root?.join(path);
    let read = whole.exists().then(|| match files::read_text(&whole) {
        Ok(text) => Ok(text.into()),
        Err(report) => Err(report.problem),
    });
    templates.borrow_mut().insert(path.to_owned(), read.clone());
    read
}
