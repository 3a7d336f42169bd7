//! What verbs over data have in common: `--project`, `--people`, `--events`, `--now`, `--on-data-error`.

use std::path::{Path, PathBuf};

use super::{Progress, Status, Terminal};
use crate::data::{Format, Loader, OnError, Options, Population};
use crate::diagnostic::{Diagnostic, Level, Problem};
use crate::host::{self, CheckedProject, Project, files};
use crate::source::Snapshot;
use crate::value::Instant;
use crate::value::time::parse_datetime;

/// Which project and which data.
#[derive(clap::Args)]
pub(super) struct Input {
    /// A folder with a `bourn.toml`, or a `.flow` file; the nearest such folder upward by default
    #[arg(long, value_name = "PROJECT")]
    project: Option<PathBuf>,

    /// Files of people (.parquet, .csv, .jsonl, .json) instead of those in `bourn.toml`
    #[arg(long, value_name = "FILE", num_args = 1..)]
    people: Vec<PathBuf>,

    /// Files of events instead of those in `bourn.toml`
    #[arg(long, value_name = "FILE", num_args = 1..)]
    events: Vec<PathBuf>,

    /// What to do about rows with an error: `stop` lists the first 20, `skip` leaves the rows out and counts them
    #[arg(long, value_name = "WHAT", value_enum, default_value = "stop", hide_possible_values = true)]
    on_data_error: DataError,
}

/// See [`OnError`].
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum DataError {
    Stop,
    Skip,
}

impl Input {
    /// The project, if it has no errors. Those that it has are shown.
    pub(super) fn project(&self, terminal: &Terminal) -> Result<CheckedProject, Status> {
        self.project_at(self.project.as_deref(), terminal)
    }

    /// The project at a path that a verb takes in its own way, if it has no errors.
    pub(super) fn project_at(
        &self,
        path: Option<&Path>,
        terminal: &Terminal,
    ) -> Result<CheckedProject, Status> {
        let project = Project::load(path).map_err(|report| terminal.refuse(&report))?.check();
        if !project.has_errors() {
            return Ok(project);
        }
        let errors: Vec<Diagnostic> =
            project.diagnostics.iter().filter(|found| found.level() == Level::Error).cloned().collect();
        Err(terminal.report(&project.snapshot, &errors))
    }

    /// The people and events that were named, or else those of the project. Notes and errors are shown.
    pub(super) fn population(
        &self,
        project: &CheckedProject,
        terminal: &Terminal,
    ) -> Result<Population, Status> {
        let settings = &project.manifest.data;
        let people = sources(&self.people, &settings.people, &project.root);
        let events = sources(&self.events, &settings.events, &project.root);
        let people = people.map_err(|report| terminal.refuse(&report))?;
        let events = events.map_err(|report| terminal.refuse(&report))?;
        if people.is_empty() && events.is_empty() {
            let reason = "there are neither people nor events to look at".to_owned();
            return Err(terminal.refuse(&Diagnostic::project(Problem::NoData { reason })));
        }
        let options = Options {
            key: settings.key.clone(),
            columns: settings.columns.clone(),
            on_error: match self.on_data_error {
                DataError::Stop => OnError::Stop,
                DataError::Skip => OnError::Skip,
            },
        };
        let mut loader = Loader::new(&project.checked.program, options);
        let progress = Progress::files(terminal, people.len() + events.len());
        for (path, is_people) in
            people.iter().map(|path| (path, true)).chain(events.iter().map(|path| (path, false)))
        {
            let name = files::shown(path);
            progress.start(&name);
            let bytes = read(path, &name).map_err(|report| terminal.refuse(&report))?;
            if is_people {
                loader.people(&name, bytes.into());
            } else {
                loader.events(&name, bytes.into());
            }
        }
        let loaded = loader.finish();
        drop(progress);
        let show = |diagnostics: &[Diagnostic]| terminal.report(&Snapshot::new(), diagnostics);
        let loaded = loaded.map_err(|errors| show(&errors))?;
        show(&loaded.notes);
        Ok(loaded.population)
    }
}

/// The moment that `--now` names, or the project's, or the clock's.
pub(super) fn now(
    text: Option<&str>,
    project: &CheckedProject,
    terminal: &Terminal,
) -> Result<Instant, Status> {
    match text {
        Some(text) => parse_datetime(text, project.checked.program.zone)
            .map_err(|reason| terminal.fail(&format!("`--now {text}` is no date and time: {reason}"))),
        None => Ok(project.manifest.data.now.unwrap_or_else(host::now)),
    }
}

/// The files that were named on the command line, or else those of the project, which lie below its folder.
fn sources(named: &[PathBuf], own: &[String], root: &Path) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    let own = own.iter().map(|pattern| root.join(pattern));
    let patterns: Vec<PathBuf> = if named.is_empty() { own.collect() } else { named.to_vec() };
    let mut files = Vec::new();
    for pattern in patterns {
        files.extend(files::expand(&pattern)?);
    }
    Ok(files)
}

/// The bytes of a file of data. Whether its kind can be read is asked before.
fn read(path: &Path, name: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
    if path.is_file() {
        Format::of(name).map_err(|problem| Box::new(Diagnostic::data(name, None, None, problem)))?;
    }
    files::read(path)
}
