//! A project as the editor sees it: what is on disk, with the texts that are open in the place of theirs.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::Uri;

use super::scene::{Places, Scene};
use crate::analysis::{Base, Settings};
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
    pub(super) base: Base,
    templates: Templates,
    /// Texts of files that messages are made from which are open in the editor.
    open_templates: HashMap<String, Arc<str>>,
    scene: Option<Scene>,
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
        let base = Base::new(settings(&manifest));
        OpenProject {
            places: Arc::new(places),
            manifest,
            manifest_snapshot: Snapshot::new(),
            manifest_diagnostics: Vec::new(),
            project_diagnostics: Vec::new(),
            base,
            templates: Templates::default(),
            open_templates: HashMap::new(),
            scene: None,
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
        self.base.configure(settings(&manifest));
        (self.manifest, self.manifest_diagnostics, self.manifest_snapshot) =
            (manifest, diagnostics, snapshot);
        self.scene = None;
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
        self.scene = None;
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
        self.scene = None;
    }

    /// Says that a text of the base was set.
    pub(super) fn touched(&mut self) {
        self.scene = None;
    }

    /// Takes a file away.
    pub(super) fn remove(&mut self, path: &str) {
        self.base.remove(path);
        self.scene = None;
    }

    /// What is known now.
    pub(super) fn scene(&mut self, encoding: super::position::Encoding) -> Scene {
        if let Some(scene) = &self.scene {
            return scene.clone();
        }
        let (root, templates, open) = (self.places.root(), &self.templates, &self.open_templates);
        let files = |path: &str| {
            let held = open.get(path).cloned().map(Ok).map(Some);
            held.unwrap_or_else(|| on_disk(templates, root.as_deref(), path))
        };
        let view = self.base.view(&files);
        let scene = Scene {
            diagnostics: self
                .manifest
                .told(view.snapshot(), view.diagnostics().to_vec(), view.on_request())
                .into(),
            manifest: Arc::new((self.manifest_snapshot.clone(), self.manifest_diagnostics.clone())),
            project_diagnostics: self.project_diagnostics.clone().into(),
            places: self.places.clone(),
            view,
            encoding,
        };
        self.scene = Some(scene.clone());
        scene
    }
}

/// Whether a path is that of a source.
pub(super) fn is_source(path: &str) -> bool {
    path.ends_with(".flow")
}

fn settings(manifest: &Manifest) -> Settings {
    Settings { name: manifest.name.clone(), zone: manifest.zone, seed: manifest.seed.clone() }
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
