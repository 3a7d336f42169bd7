//! Files of text from their start to their end, some bytes at a time.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::files;
use crate::diagnostic::Diagnostic;

/// A file whose text is read as it is needed. How much of it is held at once is for whoever reads to say.
///
/// # Errors
///
/// A report if the file does not exist, is a folder or cannot be opened.
pub(super) fn open(path: &Path) -> Result<Box<dyn Read>, Box<Diagnostic>> {
    // Opening a folder succeeds on some systems and fails at the first read with words of their own.
    if path.is_dir() {
        return Err(files::unreadable(path, "is a folder, but a file is wanted"));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(file)),
        Err(error) => Err(files::unreadable(path, &files::reason(&error))),
    }
}
