//! A first project: small, and it checks and runs.

use std::fs;
use std::path::{Path, PathBuf};

use super::files::{reason, unreadable};
use crate::diagnostic::Diagnostic;

/// The files, by their paths below the folder. `{name}` stands for the project's name.
const FILES: [(&str, &str); 6] = [
    ("bourn.toml", include_str!("template/bourn.toml")),
    ("welcome.flow", include_str!("template/welcome.flow")),
    ("tests.flow", include_str!("template/tests.flow")),
    ("data/people.csv", include_str!("template/data/people.csv")),
    ("data/events.jsonl", include_str!("template/data/events.jsonl")),
    ("README.md", include_str!("template/README.md")),
];

/// Makes the project in `folder`, which is made too, and says which files it has. Files that are there already stay as
/// they are: then nothing is written at all.
///
/// # Errors
///
/// A report if one of the files exists or cannot be written.
pub fn create(folder: &Path) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    let paths: Vec<PathBuf> = FILES.iter().map(|(name, _)| folder.join(name)).collect();
    if let Some(taken) = paths.iter().find(|path| path.exists()) {
        return Err(unreadable(taken, "exists already, and nothing is overwritten"));
    }
    let name = project_name(folder);
    for (path, (_, text)) in paths.iter().zip(FILES) {
        write(path, &text.replace("{name}", &name))?;
    }
    Ok(paths)
}

/// The folder's own name, as far as a name in `bourn.toml` can have its characters.
fn project_name(folder: &Path) -> String {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let name = whole.file_name().unwrap_or_default().to_string_lossy();
    let name: String = name.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '\\')).collect();
    if name.is_empty() { "project".to_owned() } else { name }
}

fn write(path: &Path, text: &str) -> Result<(), Box<Diagnostic>> {
    let written = match path.parent() {
        Some(folder) => fs::create_dir_all(folder).and_then(|()| fs::write(path, text)),
        None => fs::write(path, text),
    };
    written.map_err(|error| unreadable(path, &format!("cannot be written: {}", reason(&error))))
}
