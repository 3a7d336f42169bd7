//! Projects on disk: which folder or file is meant, and what is in it.
//!
//! A project is a folder with a `bourn.toml`, or a single `.flow` file, where everything has its default. The files of a
//! folder are all `*.flow` below it in the order of their paths; hidden folders, `target` and folders that are projects
//! of their own are left out.

use std::fs;
use std::path::{Path, PathBuf};

use super::files;
use super::manifest::{self, Manifest};
use crate::diagnostic::{Diagnostic, Problem};
use crate::source::{FileId, Snapshot};

/// A project as it stands on disk, neither parsed nor checked.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder.
    pub root: PathBuf,
    /// How messages show the way to the folder; see [`Snapshot::show_below`].
    pub shown_below: String,
    /// Its settings; defaults where `bourn.toml` is missing or wrong.
    pub manifest: Manifest,
    /// The texts of `bourn.toml` and of all sources, by their paths below the folder.
    pub snapshot: Snapshot,
    /// The sources, in the order of their paths.
    pub sources: Vec<FileId>,
    /// What is wrong with `bourn.toml`, and the files that could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

impl Project {
    /// A project without files: what the standard library knows is all there is.
    #[must_use]
    pub fn empty() -> Project {
        Project {
            root: PathBuf::new(),
            shown_below: String::new(),
            manifest: Manifest::new("none"),
            snapshot: Snapshot::new(),
            sources: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// The project at `path`: a folder with a `bourn.toml` or a `.flow` file. Without a path, the nearest folder with a
    /// `bourn.toml`, upward from the current one.
    ///
    /// # Errors
    ///
    /// A report if there is no such project.
    pub fn load(path: Option<&Path>) -> Result<Project, Box<Diagnostic>> {
        let path = match path {
            Some(path) => path.to_owned(),
            None => nearest_upward().ok_or_else(|| none_upward(&current()))?,
        };
        if !path.exists() {
            return Err(no_project(&path, "it does not exist"));
        }
        if !path.is_dir() {
            return Project::of_file(&path);
        }
        if !path.join(manifest::FILE).is_file() {
            return Err(no_project(&path, &format!("it has no `{}`", manifest::FILE)));
        }
        Project::of_folder(&path)
    }

    /// The project at `path`, or every project below a folder without a `bourn.toml`. Without a path, the nearest one
    /// upward from the current folder, or every one below it.
    ///
    /// # Errors
    ///
    /// A report if there is none.
    pub fn load_all(path: Option<&Path>) -> Result<Vec<Project>, Box<Diagnostic>> {
        let path = match path {
            Some(path) => path.to_owned(),
            None => nearest_upward().unwrap_or_else(current),
        };
        if !path.is_dir() || path.join(manifest::FILE).is_file() {
            return Ok(vec![Project::load(Some(&path))?]);
        }
        let mut roots = Vec::new();
        let mut unreadable = Vec::new();
        walk(&path, &mut unreadable, &mut |entry, _| {
            if entry.ends_with(manifest::FILE) {
                roots.extend(entry.parent().map(Path::to_owned));
            }
        });
        roots.sort();
        if roots.is_empty() {
            return Err(no_project(
                &path,
                &format!("neither it nor a folder below it has a `{}`", manifest::FILE),
            ));
        }
        roots.iter().map(|root| Project::of_folder(root)).collect()
    }

    /// A project whose text for one file comes from elsewhere, such as an editor, and the file. With a name that lies in a
    /// project it is that project with the text in its place; otherwise the file stands by itself.
    ///
    /// # Errors
    ///
    /// A report if the project's `bourn.toml` cannot be read.
    pub fn with_text(name: &str, text: &str) -> Result<(Project, FileId), Box<Diagnostic>> {
        let path = current().join(name);
        let root = path.ancestors().skip(1).find(|folder| folder.join(manifest::FILE).is_file());
        let is_source = path.extension().is_some_and(|extension| extension == "flow");
        let mut project = match root.filter(|_| is_source) {
            Some(root) => Project::of_folder(root)?,
            None => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                Project { manifest: Manifest::new(&stem), ..Project::empty() }
            }
        };
        let path = root.filter(|_| is_source).map_or_else(|| name.to_owned(), |root| below(root, &path));
        let file = project.snapshot.add(&path, text);
        if !project.sources.contains(&file) {
            project.sources.push(file);
        }
        project.snapshot.show_below(&project.shown_below);
        Ok((project, file))
    }

    /// The name of the folder, which is the project's unless `bourn.toml` gives another.
    pub(super) fn folder_name(&self) -> String {
        name_of(&self.root)
    }

    fn of_folder(root: &Path) -> Result<Project, Box<Diagnostic>> {
        let text = files::read_text(&root.join(manifest::FILE))?;
        let mut snapshot = Snapshot::new();
        let (manifest, mut diagnostics) =
            Manifest::parse(&mut snapshot, manifest::FILE, &text, &name_of(root));
        let mut found = Vec::new();
        walk(root, &mut diagnostics, &mut |entry, own| {
            if own && entry.extension().is_some_and(|extension| extension == "flow") {
                found.push((below(root, entry), entry.to_owned()));
            }
        });
        found.sort();
        let mut sources = Vec::new();
        for (path, entry) in found {
            match files::read_text(&entry) {
                Ok(text) => sources.push(snapshot.add(&path, &text)),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
        let shown_below = files::way_to(root);
        snapshot.show_below(&shown_below);
        Ok(Project { root: root.to_owned(), shown_below, manifest, snapshot, sources, diagnostics })
    }

    fn of_file(path: &Path) -> Result<Project, Box<Diagnostic>> {
        if path.extension().is_none_or(|extension| extension != "flow") {
            return Err(no_project(path, "it is neither a folder nor a `.flow` file"));
        }
        let text = files::read_text(path)?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let root = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut snapshot = Snapshot::new();
        let sources = vec![snapshot.add(&below(&root, path), &text)];
        let shown_below = files::way_to(&root);
        snapshot.show_below(&shown_below);
        let manifest = Manifest::new(&stem);
        Ok(Project { root, shown_below, manifest, snapshot, sources, diagnostics: Vec::new() })
    }
}

/// Visits the files of the projects that [`Project::load_all`] finds at a path.
pub(super) fn each_file(path: Option<&Path>, visit: &mut dyn FnMut(&Path)) {
    let path = path.map_or_else(|| nearest_upward().unwrap_or_else(current), Path::to_owned);
    if path.is_dir() {
        walk(&path, &mut Vec::new(), &mut |entry, _| visit(entry));
    } else {
        visit(&path);
    }
}

/// Visits the files below a folder. The second argument is whether the file belongs to the folder's own project, and not
/// to one further down.
fn walk(root: &Path, diagnostics: &mut Vec<Diagnostic>, visit: &mut dyn FnMut(&Path, bool)) {
    let mut folders = vec![(root.to_owned(), true)];
    while let Some((folder, own)) = folders.pop() {
        let own = own && (folder == root || !folder.join(manifest::FILE).is_file());
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                diagnostics.push(*files::unreadable(&folder, &files::reason(&error)));
                continue;
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            // A link to a folder is not followed: it could lead round in a circle.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                if !is_skipped(&entry.file_name().to_string_lossy()) {
                    folders.push((path, own));
                }
            } else if path.is_file() {
                visit(&path, own);
            }
        }
    }
}

fn is_skipped(folder: &str) -> bool {
    folder.starts_with('.') || folder == "target"
}

/// The path of a file below a folder, with `/`.
fn below(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

fn name_of(root: &Path) -> String {
    let whole = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    whole.file_name().map_or_else(|| "project".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn current() -> PathBuf {
    std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."))
}

fn nearest_upward() -> Option<PathBuf> {
    let current = current();
    current.ancestors().find(|folder| folder.join(manifest::FILE).is_file()).map(Path::to_owned)
}

fn none_upward(path: &Path) -> Box<Diagnostic> {
    no_project(path, &format!("neither it nor a folder above it has a `{}`", manifest::FILE))
}

fn no_project(path: &Path, reason: &str) -> Box<Diagnostic> {
    let path = path.to_string_lossy().into_owned();
    Box::new(Diagnostic::project(Problem::NoProject { path, reason: reason.to_owned() }))
}
