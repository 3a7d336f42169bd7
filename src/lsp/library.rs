//! The standard library as files that an editor can open: written once into the user's folder for such things.

use std::fs;
use std::path::{Path, PathBuf};

use crate::analysis::View;

/// The folder with the library's files.
pub(super) fn folder() -> PathBuf {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = variable("XDG_CACHE_HOME")
        .or_else(|| variable("LOCALAPPDATA"))
        .or_else(|| variable("HOME").map(|home| home.join(".cache")))
        .unwrap_or_else(std::env::temp_dir);
    cache.join("bourn").join(env!("CARGO_PKG_VERSION"))
}

/// The file of the library at a path such as `stdlib/people.flow`, with the text that this program was built with. Where it
/// cannot be written there is nothing to open.
pub(super) fn file(view: &View, path: &str) -> Option<PathBuf> {
    let text = view.text(view.file(path)?);
    let whole = folder().join(path);
    if fs::read_to_string(&whole).is_ok_and(|known| known == text) {
        return Some(whole);
    }
    fs::create_dir_all(whole.parent()?).ok()?;
    fs::write(&whole, text).ok()?;
    Some(whole)
}

/// The path of a file within the library, if it is one of it: `stdlib/people.flow`.
pub(super) fn path_of(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(folder()).ok()?;
    Some(inside.to_string_lossy().replace('\\', "/"))
}
