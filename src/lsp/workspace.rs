//! Everything that is open: folders, the projects in them, and texts in the editor.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lsp_types::Uri;

use super::document::Document;
use super::position::Encoding;
use super::project::{Job, OpenProject, is_source};
use super::scene::Scene;
use super::work::{What, Workers};
use super::{library, uri};
use crate::analysis::{Cost, Counters};
use crate::host::{Project, manifest};

/// Everything that is open.
pub(super) struct Workspace {
    pub(super) encoding: Encoding,
    folders: Vec<PathBuf>,
    /// The projects, by their folder or the address of their only file.
    projects: BTreeMap<String, OpenProject>,
    documents: BTreeMap<String, Document>,
    /// Who works beside the loop.
    pub(super) workers: Workers,
    /// Whether something was taken of which nobody was told.
    pub(super) has_news: bool,
}

/// What a question is answered from.
pub(super) enum Answerable {
    /// No project has the file.
    Nowhere,
    /// It is not known yet.
    Later,
    /// This.
    Now(Box<Scene>),
}

impl Workspace {
    pub(super) fn new(folders: Vec<PathBuf>, encoding: Encoding) -> Workspace {
        let (projects, documents, workers) = (BTreeMap::new(), BTreeMap::new(), Workers::new());
        let mut workspace = Workspace { encoding, folders, projects, documents, workers, has_news: false };
        workspace.find_projects();
        workspace
    }

    /// Opens the projects below the folders that are not open yet.
    fn find_projects(&mut self) {
        for folder in self.folders.clone() {
            for project in Project::load_all(Some(&folder)).unwrap_or_default() {
                self.open_folder(&project.root);
            }
        }
    }

    fn open_folder(&mut self, root: &Path) {
        self.projects.entry(key(root)).or_insert_with(|| OpenProject::of_folder(root));
    }

    /// Folders come and go.
    pub(super) fn change_folders(&mut self, added: Vec<PathBuf>, removed: &[PathBuf]) {
        self.folders.retain(|folder| !removed.contains(folder));
        self.folders.extend(added);
        let is_left = |root: &Path| removed.iter().any(|folder| root.starts_with(folder));
        let open = |project: &OpenProject| project.places.root().is_some_and(|root| is_left(&root));
        self.projects.retain(|_, project| !open(project));
        self.find_projects();
        self.reopen();
    }

    /// A text is opened in the editor.
    pub(super) fn open(&mut self, uri: Uri, version: i32, text: String) {
        let key = uri.as_str().to_owned();
        self.documents.insert(key.clone(), Document { uri, version, text });
        self.show(&key);
    }

    /// A text that is open changes.
    pub(super) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<lsp_types::TextDocumentContentChangeEvent>,
    ) {
        let encoding = self.encoding;
        if let Some(document) = self.documents.get_mut(uri.as_str()) {
            document.change(changes, encoding);
            document.version = version;
            self.show(uri.as_str());
        }
    }

    /// A text is closed: what is on disk counts again.
    pub(super) fn close(&mut self, uri: &Uri) {
        self.documents.remove(uri.as_str());
        self.projects.remove(uri.as_str());
        if let Some(path) = uri::path(uri) {
            self.changed_on_disk(&path);
        }
    }

    /// The version of a text that is open.
    pub(super) fn version(&self, uri: &Uri) -> Option<i32> {
        self.documents.get(uri.as_str()).map(|document| document.version)
    }

    /// A file was made, changed or removed outside of the editor. The text in the editor counts more.
    pub(super) fn changed_on_disk(&mut self, path: &Path) {
        let is_manifest = path.file_name().is_some_and(|name| name == manifest::FILE);
        let root = path.parent().unwrap_or(path);
        if is_manifest && path.exists() != self.projects.contains_key(&key(root)) {
            self.projects.remove(&key(root));
            if path.exists() {
                self.open_folder(root);
            }
            self.reopen();
            return;
        }
        let is_open = uri::uri(path).is_some_and(|uri| self.documents.contains_key(uri.as_str()));
        if is_open {
            return;
        }
        let Some(root) = self.root_of(path) else { return };
        let Some(project) = self.projects.get_mut(&key(&root)) else { return };
        let Ok(inside) = path.strip_prefix(&root) else { return };
        let inside = inside.to_string_lossy().replace('\\', "/");
        if is_source(&inside) && !path.exists() {
            project.remove(&inside);
        } else {
            project.reset(&inside);
        }
    }

    /// Puts the texts that are open into the projects that they belong to now.
    fn reopen(&mut self) {
        let open: Vec<String> = self.documents.keys().cloned().collect();
        self.projects.retain(|key, _| !open.contains(key));
        open.iter().for_each(|key| self.show(key));
    }

    /// Puts the text of a document into its project.
    fn show(&mut self, document: &str) {
        let Some(document) = self.documents.get(document) else { return };
        let (uri, text) = (document.uri.clone(), document.text.clone());
        let path = uri::path(&uri);
        if path.as_deref().and_then(library::path_of).is_some() {
            return;
        }
        if let Some(root) = path.as_deref().and_then(|path| self.root_of(path)) {
            self.open_folder(&root);
            let project = self.projects.get_mut(&key(&root));
            if let Some((project, path)) =
                project.and_then(|one| one.places.path(&uri).map(|path| (one, path)))
            {
                project.set(&path, &text);
            }
            return;
        }
        let name = path.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_else(|| "untitled.flow".to_owned());
        let alone =
            self.projects.entry(uri.as_str().to_owned()).or_insert_with(|| OpenProject::of_file(&uri, &name));
        // Whatever it is called, a text that an editor opens as a flow is one.
        alone.set_alone(&name, &text);
    }

    /// The folder of the project that a path belongs to.
    fn root_of(&self, path: &Path) -> Option<PathBuf> {
        let mut folders = path.ancestors().skip(1);
        let has_manifest = |folder: &&Path| {
            self.projects.contains_key(&key(folder)) || folder.join(manifest::FILE).is_file()
        };
        folders.find(has_manifest).map(Path::to_owned)
    }

    /// The key of the project that an address belongs to.
    fn key_of(&self, uri: &Uri) -> Option<String> {
        let path = uri::path(uri);
        if path.as_deref().and_then(library::path_of).is_some() {
            return self.projects.keys().next().cloned();
        }
        let root = path.and_then(|path| self.root_of(&path)).map(|root| key(&root));
        Some(root.unwrap_or_else(|| uri.as_str().to_owned())).filter(|key| self.projects.contains_key(key))
    }

    /// What a question about a file is answered from, or one about the whole project of the file.
    pub(super) fn answerable(&mut self, uri: &Uri, is_of_project: bool) -> Answerable {
        let Some(key) = self.key_of(uri) else { return Answerable::Nowhere };
        let Some(scene) = self.scene(&key) else { return Answerable::Later };
        let is_known = match scene.file(uri) {
            Some(file) if !is_of_project => scene.view.knows(file),
            _ => scene.view.is_whole(),
        };
        if is_known { Answerable::Now(Box::new(scene)) } else { Answerable::Later }
    }

    /// The keys of the projects.
    pub(super) fn keys(&self) -> Vec<String> {
        self.projects.keys().cloned().collect()
    }

    /// What is known of a project, first of the file that was changed last. Nothing while it is read for the first time.
    pub(super) fn scene(&mut self, key: &str) -> Option<Scene> {
        self.settle(key);
        let (encoding, project) = (self.encoding, self.projects.get_mut(key)?);
        self.workers.now(|| project.scene(encoding))
    }

    /// What is known of all projects, if all of them are known as a whole.
    pub(super) fn scenes(&mut self) -> Option<Vec<Scene>> {
        let keys = self.keys();
        keys.iter().map(|key| self.scene(key).filter(|scene| scene.view.is_whole())).collect()
    }

    /// Waits for those who check texts that are not there any more. They were told to stop, and what they have found counts.
    fn settle(&mut self, key: &str) {
        while self.projects.get(key).is_some_and(OpenProject::is_outdated) {
            let Ok(done) = self.workers.done.recv() else { return };
            self.has_news |= done.project != key;
            self.take(&done.project, done.what);
        }
    }

    /// Takes what was done beside the loop.
    pub(super) fn take(&mut self, key: &str, what: What) {
        let encoding = self.encoding;
        let Some(project) = self.projects.get_mut(key) else { return };
        match what {
            What::Progress(..) => {}
            What::Read(read) => project.take_read(read),
            What::Checked(rested) => project.take_checked(*rested, encoding),
        }
    }

    /// Begins what is to be done beside the loop; says of how many files the reading has begun, by the key of the project.
    pub(super) fn begin_work(&mut self) -> Vec<(String, usize)> {
        let mut reading = Vec::new();
        for (key, project) in &mut self.projects {
            let Some(job) = project.job() else { continue };
            if let Job::Read(unread) = &job {
                reading.push((key.clone(), unread.len()));
            }
            self.workers.begin(key.clone(), job);
        }
        reading
    }

    /// The address of the file of a project that was changed last.
    pub(super) fn recent(&self, key: &str) -> Option<Uri> {
        self.projects.get(key)?.recent()
    }

    /// How much work there was for the project that an address belongs to, and which there was for the last edits.
    pub(super) fn counters(&mut self, uri: &Uri) -> Option<(Counters, Cost)> {
        let key = self.key_of(uri)?;
        self.projects.get(&key).map(OpenProject::counters)
    }
}

fn key(root: &Path) -> String {
    root.to_string_lossy().into_owned()
}
