//! Files as memory. `unsafe` stands here and nowhere else in this layer.

#![allow(unsafe_code, reason = "a mapping cannot be made without it")]

use std::fs::File;
use std::path::Path;

use bytes::Bytes;

use super::files;
use crate::diagnostic::Diagnostic;

/// The bytes of a file, which the system reads as they are looked at. Whoever cuts the file short meanwhile ends this process;
/// whoever writes into it changes what is read.
///
/// # Errors
///
/// A report if the file does not exist, is a folder or cannot be read.
pub(super) fn map(path: &Path) -> Result<Bytes, Box<Diagnostic>> {
    if path.is_dir() {
        return Err(files::unreadable(path, "is a folder, but a file is wanted"));
    }
    let file = File::open(path).map_err(|error| files::unreadable(path, &files::reason(&error)))?;
    // Not every file can be mapped: pipes cannot, nor can what is empty on some systems.
    if !file.metadata().is_ok_and(|facts| facts.is_file() && facts.len() > 0) {
        return files::read(path).map(Bytes::from);
    }
    // SAFETY: the mapping is for reading only and lives as long as the bytes, which own it. That nobody changes the file
    // meanwhile cannot be held by a program alone; whoever decodes the bytes checks them as they are read, trusts no place
    // in them twice, and takes any bytes whatever for data.
    match unsafe { memmap2::Mmap::map(&file) } {
        Ok(mapping) => Ok(Bytes::from_owner(mapping)),
        Err(_) => files::read(path).map(Bytes::from),
    }
}
