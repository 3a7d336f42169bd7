//! Files that were never read. They are read side by side, and on whatever thread: a reading depends on path and text alone.

use std::sync::Arc;

use rayon::prelude::*;

use crate::source::SourceFile;
use crate::syntax::Reading;

/// Files that were never read, in parts.
#[derive(Debug, Default)]
pub struct Unread {
    open: Vec<(Arc<str>, Arc<str>)>,
    done: Vec<(Arc<str>, Arc<str>, Reading)>,
}

/// How many files are read at a time.
const PART: usize = 16;

impl Unread {
    pub(super) fn of<'f>(files: impl Iterator<Item = &'f SourceFile>) -> Unread {
        let open = files.map(|file| (file.path.clone(), file.text.clone())).collect();
        Unread { open, done: Vec::new() }
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.open.len() + self.done.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads all of them; `progress` is told how many are read.
    pub fn read(&mut self, progress: &dyn Fn(usize)) {
        while !self.open.is_empty() {
            let part = self.open.split_off(self.open.len().saturating_sub(PART));
            let read = |(path, text): (Arc<str>, Arc<str>)| {
                let reading = Reading::of(&path, &text);
                (path, text, reading)
            };
            self.done.par_extend(part.into_par_iter().map(read));
            progress(self.done.len());
        }
    }

    /// What was read: path, text, and what it says.
    pub(super) fn readings(self) -> impl Iterator<Item = (Arc<str>, Arc<str>, Reading)> {
        self.done.into_iter()
    }
}
