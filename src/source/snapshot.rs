//! The files of a project at one moment, and where its declarations stand in them.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::{LineIndex, Location, Place, Span};

/// A file of a [`Snapshot`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A declaration, by identity: the id stays the same when text elsewhere changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeclarationId(u32);

impl fmt::Debug for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "file{}", self.0)
    }
}

impl fmt::Debug for DeclarationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "declaration{}", self.0)
    }
}

/// What makes a declaration itself: where it lives, what it declares, and, among those alike, which one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DeclarationKey {
    /// The path of its file.
    pub path: Arc<str>,
    /// Its first word: `flow`, `segment`, …
    pub kind: Arc<str>,
    /// Its name, or nothing for those without one (`people`, `senders`).
    pub name: Arc<str>,
    /// How many declarations with the same path, kind and name stand before it.
    pub ordinal: u32,
}

/// A file's name and text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path below the project, with `/`: what the file is known by.
    pub path: Arc<str>,
    /// The path as messages show it, which may start elsewhere; see [`Snapshot::show_below`].
    pub shown: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    /// Where its lines begin.
    pub lines: Arc<LineIndex>,
}

/// The texts of a project's files, and the table from declarations to places.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    files: Vec<SourceFile>,
    /// Copies share them until one learns of another declaration.
    identities: Arc<HashMap<DeclarationKey, DeclarationId>>,
    /// Where each declaration stands now, by its id.
    starts: Vec<(FileId, u32)>,
}

impl Snapshot {
    /// A snapshot without files.
    #[must_use]
    pub fn new() -> Snapshot {
        Snapshot::default()
    }

    /// Adds a file, or gives the file at `path` a new text. A text of 4 GiB or more is cut at that size, since
    /// offsets are 32 bits wide.
    pub fn add(&mut self, path: &str, text: &str) -> FileId {
        let text = &text[..text.floor_char_boundary(u32::MAX as usize)];
        let (lines, text) = (Arc::new(LineIndex::new(text)), Arc::from(text));
        match self.files.iter().position(|known| &*known.path == path) {
            Some(at) => {
                let known = &mut self.files[at];
                (known.text, known.lines) = (text, lines);
                FileId(at as u32)
            }
            None => {
                self.files.push(SourceFile { path: path.into(), shown: path.into(), text, lines });
                FileId(self.files.len() as u32 - 1)
            }
        }
    }

    /// Lets messages show the paths of the files so far below `folder`, which is how the project is reached from where the
    /// user is. Files that are added later, such as the standard library's, show their own.
    pub fn show_below(&mut self, folder: &str) {
        for file in self.files.iter_mut().filter(|_| !folder.is_empty()) {
            file.shown = format!("{}/{}", folder.trim_end_matches('/'), file.path).into();
        }
    }

    /// The same for some of the files.
    pub fn show_some_below(&mut self, folder: &str, files: &[FileId]) {
        for id in files.iter().filter(|_| !folder.is_empty()) {
            let file = &mut self.files[id.0 as usize];
            file.shown = format!("{}/{}", folder.trim_end_matches('/'), file.path).into();
        }
    }

    /// The file with this id.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files with their ids, in the order in which they were added.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// The id of the declaration `key`, which now starts at byte `start` of `file`. The same key always gets the
    /// same id.
    pub fn declare(&mut self, key: DeclarationKey, file: FileId, start: u32) -> DeclarationId {
        if let Some(&id) = self.identities.get(&key) {
            self.starts[id.0 as usize] = (file, start);
            return id;
        }
        let id = DeclarationId(self.starts.len() as u32);
        Arc::make_mut(&mut self.identities).insert(key, id);
        self.starts.push((file, start));
        id
    }

    /// What makes a declaration itself.
    #[must_use]
    pub fn key(&self, id: DeclarationId) -> Option<&DeclarationKey> {
        self.identities.iter().find(|(_, known)| **known == id).map(|(key, _)| key)
    }

    /// Where a location stands in its file now.
    #[must_use]
    pub fn place(&self, location: Location) -> Place {
        let (file, start) = self.starts[location.declaration.0 as usize];
        Place { file, span: location.span.shifted(start) }
    }

    /// The text at a place; a place beyond the end of its file gives what there is.
    #[must_use]
    pub fn text(&self, place: Place) -> &str {
        let text = &*self.file(place.file).text;
        let Span { start, end } = place.span;
        let start = text.floor_char_boundary(start as usize);
        &text[start..text.floor_char_boundary(end as usize).max(start)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> DeclarationKey {
        DeclarationKey { path: "a.flow".into(), kind: "flow".into(), name: name.into(), ordinal: 0 }
    }

    #[test]
    fn a_declaration_keeps_its_id_when_text_before_it_changes() {
        let mut snapshot = Snapshot::new();
        let file = snapshot.add("a.flow", "flow A {}\nflow B {}");
        let first = snapshot.declare(key("A"), file, 0);
        let second = snapshot.declare(key("B"), file, 10);
        let file = snapshot.add("a.flow", "// new\nflow A {}\nflow B {}");
        assert_eq!(snapshot.declare(key("B"), file, 17), second);
        assert_ne!(first, second);
        let location = Location { declaration: second, span: Span::new(5, 6) };
        assert_eq!(snapshot.text(snapshot.place(location)), "B");
    }
}
