//! Projects that are checked again whenever their files change.
//!
//! Changes are found by looking at the sizes and times of files, four times a second. The notices of operating systems would
//! come sooner, but not from network folders and not into containers, they differ from system to system, and an editor that writes a file
//! sends several. Looking at a hundred files takes a millisecond.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use std::{fs, thread};

use super::{Manifest, Project, files, manifest, project};
use crate::analysis::{Base, View};
use crate::diagnostic::{Diagnostic, Problem};
use crate::source::Snapshot;

/// How long nobody looks.
const PAUSE: Duration = Duration::from_millis(250);

/// How long files must stay as they are before they are read: whoever writes several is to be done.
const QUIET: Duration = Duration::from_millis(50);

/// The size and the time of each file.
type Stamps = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// Projects that are checked again whenever their files change.
#[derive(Debug)]
pub struct Watch {
    path: Option<PathBuf>,
    stamps: Stamps,
    projects: BTreeMap<PathBuf, Watched>,
}

/// What is known of a project from one check to the next.
#[derive(Debug, Default)]
struct Watched {
    base: Base,
    sources: BTreeSet<Arc<str>>,
    /// The files that messages are made from.
    templates: BTreeSet<PathBuf>,
}

/// What a check has found.
#[derive(Debug)]
pub struct WatchedCheck {
    /// The name of the project.
    pub name: Arc<str>,
    /// How many flows there are.
    pub flows: usize,
    /// How many segments there are.
    pub segments: usize,
    /// What is wrong with the project and with `bourn.toml`, and then with the sources, each with the texts that it is about.
    pub reports: [(Snapshot, Vec<Diagnostic>); 2],
}

impl Watch {
    /// Watches the projects at a path, as [`Project::load_all`] finds them.
    #[must_use]
    pub fn new(path: Option<&Path>) -> Watch {
        Watch { path: path.map(Path::to_owned), stamps: Stamps::new(), projects: BTreeMap::new() }
    }

    /// Checks all projects, as far as that was not done before.
    ///
    /// # Errors
    ///
    /// A report if there is no project.
    pub fn check(&mut self) -> Result<Vec<WatchedCheck>, Box<Diagnostic>> {
        // What changes while files are read counts as changed behind it.
        self.stamps = self.look();
        let projects = Project::load_all(self.path.as_deref())?;
        self.projects.retain(|root, _| projects.iter().any(|project| project.root == *root));
        let mut found = Vec::new();
        for project in projects {
            found.push(self.projects.entry(project.root.clone()).or_default().check(project));
        }
        let templates = self.projects.values().flat_map(|project| &project.templates);
        self.stamps.extend(templates.map(|path| (path.clone(), stamp(path))));
        Ok(found)
    }

    /// Waits until a file has changed, came or went, and all of them are quiet.
    pub fn wait(&self) {
        let mut seen = self.look();
        while seen == self.stamps {
            thread::sleep(PAUSE);
            seen = self.look();
        }
        loop {
            thread::sleep(QUIET);
            let now = self.look();
            if now == seen {
                return;
            }
            seen = now;
        }
    }

    /// The sources, the settings, and the files that messages are made from.
    fn look(&self) -> Stamps {
        let mut paths: BTreeSet<PathBuf> =
            self.projects.values().flat_map(|project| project.templates.iter().cloned()).collect();
        project::each_file(self.path.as_deref(), &mut |path| {
            let is_source = path.extension().is_some_and(|extension| extension == "flow");
            if is_source || path.file_name().is_some_and(|name| name == manifest::FILE) {
                paths.insert(path.to_owned());
            }
        });
        paths.into_iter().map(|path| (path.clone(), stamp(&path))).collect()
    }
}

impl Watched {
    fn check(&mut self, project: Project) -> WatchedCheck {
        let Project { root, shown_below, manifest, snapshot, sources, diagnostics } = project;
        let sources: Vec<_> = sources.into_iter().map(|file| snapshot.file(file)).collect();
        let paths: BTreeSet<Arc<str>> = sources.iter().map(|file| file.path.clone()).collect();
        self.sources.difference(&paths).for_each(|gone| self.base.remove(gone));
        sources.iter().for_each(|file| self.base.set(&file.path, &file.text));
        self.sources = paths;
        self.base.configure(manifest.settings());
        let templates = RefCell::default();
        let view = self.base.view(&|path| template(&root.join(path), &templates));
        self.templates = templates.into_inner();
        found(&view, &manifest, (snapshot, diagnostics), &shown_below)
    }
}

/// What a view of a project and its `bourn.toml` say.
fn found(
    view: &View,
    manifest: &Manifest,
    (toml, mut of_project): (Snapshot, Vec<Diagnostic>),
    shown_below: &str,
) -> WatchedCheck {
    manifest.apply_levels(&mut of_project);
    let mut snapshot = view.snapshot().clone();
    let told = manifest.told(&snapshot, view.diagnostics().to_vec(), view.on_request());
    let own: Vec<_> = view.files().filter(|file| !view.is_library(*file)).collect();
    snapshot.show_some_below(shown_below, &own);
    WatchedCheck {
        name: manifest.name.clone(),
        flows: view.symbols().flows.len(),
        segments: view.symbols().segments.len(),
        reports: [(toml, of_project), (snapshot, told)],
    }
}

/// The text of a file that a message is made from. That it was asked for is noted, since it is watched from then on.
fn template(path: &Path, asked: &RefCell<BTreeSet<PathBuf>>) -> Option<Result<Arc<str>, Problem>> {
    asked.borrow_mut().insert(path.to_owned());
    let read = || files::read_text(path).map(Arc::from).map_err(|report| report.problem);
    path.exists().then(read)
}

/// The size and the time of a file; of one that is not there, nothing.
fn stamp(path: &Path) -> (u64, Option<SystemTime>) {
    let known = fs::metadata(path);
    known.map_or((0, None), |known| (known.len(), known.modified().ok()))
}
