//! Files as bytes and text, and which files a pattern means. Every failure is a report that names the file.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Problem};

/// The bytes of a file.
///
/// # Errors
///
/// A report if the file does not exist, is a folder or cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Box<Diagnostic>> {
    // Opening a folder succeeds on some systems and fails at the first read with words of their own.
    if path.is_dir() {
        return Err(unreadable(path, "is a folder, but a file is wanted"));
    }
    fs::read(path).map_err(|error| unreadable(path, &reason(&error)))
}

/// The text of a file.
///
/// # Errors
///
/// A report if the file cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, Box<Diagnostic>> {
    String::from_utf8(read(path)?).map_err(|error| {
        let bytes = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
        unreadable(path, &format!("is not UTF-8: line {line} has a byte that belongs to no character"))
    })
}

/// The files that a path or pattern names, in order of their paths. A path that exists is taken as it is, whatever
/// characters are in it.
///
/// # Errors
///
/// A report if there is no such file, or nothing matches.
pub fn expand(pattern: &Path) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    let text = pattern.to_string_lossy();
    if pattern.exists() || !text.contains(['*', '?', '[']) {
        return Ok(vec![pattern.to_owned()]);
    }
    let matches = glob::glob(&text)
        .map_err(|error| unreadable(pattern, &format!("is not a pattern of files: {}", error.msg)))?;
    let mut files = Vec::new();
    for path in matches {
        let path = path.map_err(|error| unreadable(error.path(), &reason(error.error())))?;
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() { Err(unreadable(pattern, "matches no file")) } else { Ok(files) }
}

/// Gives a file a new text, all at once, as [`write_whole`] does.
///
/// # Errors
///
/// A report if the file cannot be written.
pub fn replace(path: &Path, text: &str) -> Result<(), Box<Diagnostic>> {
    write_whole(path, |out| out.write_all(text.as_bytes()))
        .map_err(|error| unreadable(path, &format!("cannot be written: {error}")))
}

/// Writes a file whole or not at all: under another name first, which then becomes its own. So whoever reads it meanwhile, or
/// after a crash, finds what stood there before or all that is new. The permissions of an earlier file stay, and a link to it
/// still leads to it.
///
/// # Errors
///
/// Fails when the file cannot be written; then what stood there before still does.
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    // What is no file, such as a pipe, cannot be replaced.
    if path.exists() && !path.is_file() {
        return written(path, write);
    }
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let unfinished = beside(&path);
    let replaced = written(&unfinished, write).and_then(|()| {
        if let Ok(earlier) = fs::metadata(&path) {
            fs::set_permissions(&unfinished, earlier.permissions())?;
        }
        fs::rename(&unfinished, &path)
    });
    if replaced.is_err() {
        // It may not even be there; what matters is the first failure.
        let _ = fs::remove_file(&unfinished);
    }
    replaced
}

fn written(path: &Path, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    write(&mut out)?;
    out.flush()
}

/// The name under which a file is written until it is whole.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.unfinished", std::process::id()))
}

/// A path as messages show it: below the current folder without the way to it, and always with `/`.
#[must_use]
pub fn shown(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let short = path.strip_prefix(&current).ok().filter(|short| !short.as_os_str().is_empty());
    let short = short.unwrap_or(path);
    let short = short.strip_prefix(".").ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(short);
    short.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// The way from the current folder to another one, as messages show it: nothing to itself, `..` to the one above.
#[must_use]
pub fn way_to(folder: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let whole = current.join(folder);
    match current.strip_prefix(&whole) {
        Ok(below) => vec![".."; below.components().count()].join("/"),
        Err(_) => shown(folder),
    }
}

/// A report that a file cannot be used.
#[must_use]
pub fn unreadable(path: &Path, reason: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::project(Problem::Unreadable { path: shown(path), reason: reason.to_owned() }))
}

/// Why an operation on a file failed, to stand behind its path.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "must not be read by this user".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder, but a file is wanted".to_owned(),
        io::ErrorKind::NotADirectory => "lies below something that is not a folder".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}
