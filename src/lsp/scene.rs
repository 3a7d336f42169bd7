//! What a question is answered from: a view of a project, and how its places are told to the editor.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{Location, Position, Range, Uri};

use super::position::Encoding;
use super::{library, uri};
use crate::analysis::{TextEdit, View};
use crate::diagnostic::Diagnostic;
use crate::host::manifest;
use crate::source::{FileId, Place, Snapshot, SourceFile, Span};

/// Where the files of a project are.
#[derive(Clone, Debug)]
pub(super) enum Places {
    /// Below a folder with a `bourn.toml`.
    Folder(PathBuf),
    /// It is one file, known by this path.
    File {
        /// Its address.
        uri: Uri,
        /// The path that it is known by.
        path: String,
    },
}

impl Places {
    /// The folder that paths count from.
    pub(super) fn root(&self) -> Option<PathBuf> {
        match self {
            Places::Folder(root) => Some(root.clone()),
            Places::File { uri, .. } => uri::path(uri)?.parent().map(Path::to_owned),
        }
    }

    /// The address of a file of the project.
    pub(super) fn uri(&self, path: &str) -> Option<Uri> {
        match self {
            Places::File { uri, path: known } if known == path => Some(uri.clone()),
            _ => uri::uri(&self.root()?.join(path)),
        }
    }

    /// The path of a file within the project.
    pub(super) fn path(&self, uri: &Uri) -> Option<String> {
        match self {
            Places::File { uri: known, path } if known == uri => Some(path.clone()),
            _ => {
                let whole = uri::path(uri)?;
                let inside = whole.strip_prefix(self.root()?).ok()?.to_string_lossy().replace('\\', "/");
                Some(inside)
            }
        }
    }
}

/// What a question is answered from.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) view: View,
    /// What is wrong with the sources, at the levels that the project wants.
    pub(super) diagnostics: Arc<[Diagnostic]>,
    /// `bourn.toml`, and what is wrong with it.
    pub(super) manifest: Arc<(Snapshot, Vec<Diagnostic>)>,
    /// What is wrong with the project as a whole.
    pub(super) project_diagnostics: Arc<[Diagnostic]>,
    pub(super) places: Arc<Places>,
    pub(super) encoding: Encoding,
}

impl Scene {
    /// The file at an address, if the project or the standard library has it.
    pub(super) fn file(&self, uri: &Uri) -> Option<FileId> {
        let in_library = || uri::path(uri).and_then(|path| library::path_of(&path));
        in_library()
            .and_then(|path| self.view.file(&path))
            .or_else(|| self.view.file(&self.places.path(uri)?))
    }

    pub(super) fn source(&self, file: FileId) -> &SourceFile {
        self.view.snapshot().file(file)
    }

    /// The address of a file. Those of the standard library are written down where an editor can open them.
    pub(super) fn uri(&self, file: FileId) -> Option<Uri> {
        let path = &self.source(file).path;
        if self.view.is_library(file) {
            return uri::uri(&library::file(&self.view, path)?);
        }
        self.places.uri(path)
    }

    pub(super) fn offset(&self, file: FileId, position: Position) -> usize {
        let source = self.source(file);
        self.encoding.offset(&source.text, &source.lines, position)
    }

    pub(super) fn range(&self, place: Place) -> Range {
        self.encoding.range(self.source(place.file), place.span)
    }

    pub(super) fn span(&self, file: FileId, range: Range) -> Span {
        self.encoding.span(self.source(file), range)
    }

    pub(super) fn location(&self, place: Place) -> Option<Location> {
        Some(Location { uri: self.uri(place.file)?, range: self.range(place) })
    }

    pub(super) fn edit(&self, edit: TextEdit) -> lsp_types::TextEdit {
        lsp_types::TextEdit { range: self.range(edit.place), new_text: edit.text }
    }

    /// The address of `bourn.toml`.
    pub(super) fn manifest_uri(&self) -> Option<Uri> {
        match &*self.places {
            Places::Folder(_) => self.places.uri(manifest::FILE),
            Places::File { .. } => None,
        }
    }

    /// The addresses of the project's own files.
    pub(super) fn uris(&self) -> Vec<Uri> {
        let own = self.view.files().filter(|file| !self.view.is_library(*file));
        own.filter_map(|file| self.uri(file)).chain(self.manifest_uri()).collect()
    }
}
