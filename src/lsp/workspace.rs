//! Everything that is open: folders, the projects in them, and texts in the editor.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lsp_types::Uri;

use super::document::Document;
use super::position::Encoding;
use super::project::{OpenProject, is_source};
use super::scene::Scene;
use super::{library, uri};
use crate::host::{Project, manifest};

/// Everything that is open.
pub(super) struct Workspace {
    pub(super) encoding: Encoding,
    folders: Vec<PathBuf>,
    /// The projects, by their folder or the address of their only file.
    projects: BTreeMap<String, OpenProject>,
    documents: BTreeMap<String, Document>,
}

impl Workspace {
    pub(super) fn new(folders: Vec<PathBuf>, encoding: Encoding) -> Workspace {
        let (projects, documents) = (BTreeMap::new(), BTreeMap::new());
        let mut workspace = Workspace { encoding, folders, projects, documents };
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
        alone.base.set(&name, &text);
        alone.touched();
    }

    /// The folder of the project that a path belongs to.
    fn root_of(&self, path: &Path) -> Option<PathBuf> {
        let mut folders = path.ancestors().skip(1);
        let has_manifest = |folder: &&Path| {
            self.projects.contains_key(&key(folder)) || folder.join(manifest::FILE).is_file()
        };
        folders.find(has_manifest).map(Path::to_owned)
    }

    /// What is known of the project that an address belongs to.
    pub(super) fn scene(&mut self, uri: &Uri) -> Option<Scene> {
        let encoding = self.encoding;
        let path = uri::path(uri);
        if path.as_deref().and_then(library::path_of).is_some() {
            return self.projects.values_mut().next().map(|project| project.scene(encoding));
        }
        let root = path.and_then(|path| self.root_of(&path)).map(|root| key(&root));
        let key = root.unwrap_or_else(|| uri.as_str().to_owned());
        self.projects.get_mut(&key).map(|project| project.scene(encoding))
    }

    /// What is known of all projects.
    pub(super) fn scenes(&mut self) -> Vec<Scene> {
        let encoding = self.encoding;
        self.projects.values_mut().map(|project| project.scene(encoding)).collect()
    }

    /// How much work there was for the project that an address belongs to.
    pub(super) fn counters(&mut self, uri: &Uri) -> Option<crate::analysis::Counters> {
        let root = uri::path(uri).and_then(|path| self.root_of(&path)).map(|root| key(&root));
        let key = root.unwrap_or_else(|| uri.as_str().to_owned());
        self.projects.get(&key).map(|project| project.base.counters())
    }
}

fn key(root: &Path) -> String {
    root.to_string_lossy().into_owned()
}
