//! Reading a file again after an edit: declarations whose text is the same are not read a second time.

use std::sync::Arc;

use super::parse::{Parsed, Reading};
use super::tree::{Declaration, Tree};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Snapshot};

/// A file that was read, kept so that of its next text only what is new is read.
#[derive(Clone, Debug)]
pub struct KeptFile {
    file: FileId,
    text: Arc<str>,
    parts: Vec<Parsed>,
}

impl KeptFile {
    /// Keeps a file that was read, and gives its declarations their ids.
    #[must_use]
    pub fn of(reading: Reading, snapshot: &mut Snapshot, file: FileId) -> KeptFile {
        let text = snapshot.file(file).text.clone();
        KeptFile { file, text, parts: reading.parsed(snapshot, file) }
    }

    /// The file with the text that the snapshot has now, and how many declarations had to be read for it.
    #[must_use]
    pub fn again(&self, snapshot: &mut Snapshot) -> (KeptFile, usize) {
        let (path, text) = (snapshot.file(self.file).path.clone(), snapshot.file(self.file).text.clone());
        let before = |text: &str| self.parts.iter().find(|part| part.text(&self.text) == text);
        let is_kept = |text: &str| before(text).is_some();
        let reading = Reading::but(&path, &text, &is_kept);
        let read = reading.read();
        // A part that was not read has the text of one that is kept, whatever its place among the others is now.
        let parts = reading.parsed_with(snapshot, self.file, &|text| before(text).cloned());
        (KeptFile { file: self.file, text, parts }, read)
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The tree. Declarations that were not read again are the same, and not copies.
    #[must_use]
    pub fn tree(&self) -> Tree {
        Tree { file: self.file, declarations: self.declarations().cloned().collect() }
    }

    /// The declarations, in order.
    pub fn declarations(&self) -> impl Iterator<Item = &Arc<Declaration>> {
        self.parts.iter().map(|part| &part.declaration)
    }

    /// What could not be read.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.parts.iter().flat_map(|part| part.diagnostics.iter())
    }
}
