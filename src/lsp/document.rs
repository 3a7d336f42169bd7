//! Texts that are open in the editor.

use lsp_types::{TextDocumentContentChangeEvent, Uri};

use super::position::Encoding;
use crate::source::LineIndex;

/// A text that is open in the editor.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// Its address.
    pub(super) uri: Uri,
    /// Its version, as the editor counts.
    pub(super) version: i32,
    /// Its text.
    pub(super) text: String,
}

impl Document {
    /// Applies changes, one after the other: each counts from the text that the one before it has left.
    pub(super) fn change(&mut self, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        for change in changes {
            let Some(range) = change.range else {
                self.text = change.text;
                continue;
            };
            let lines = LineIndex::new(&self.text);
            let start = encoding.offset(&self.text, &lines, range.start);
            let end = encoding.offset(&self.text, &lines, range.end).max(start);
            self.text.replace_range(start..end, &change.text);
        }
    }
}
