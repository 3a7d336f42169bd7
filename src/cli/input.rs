//! What verbs over data have in common: `--project`, `--people`, `--events`, `--now`, `--on-data-error`.

use std::path::{Path, PathBuf};

use super::{Status, Terminal};
use crate::data::{DoNotContact, Listed, OnError, Population};
use crate::diagnostic::{Diagnostic, Level};
use crate::host::load::{self, Request, load};
use crate::host::{self, CheckedProject, Project, crossing};
use crate::journey::Sight;
use crate::program::FlowId;
use crate::value::time::parse_datetime;
use crate::value::{Instant, Zone};

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

    /// How much memory is used for what is read and sorted: `512MB`, `2GiB`; the rest waits on disk
    #[arg(long, value_name = "SIZE", value_parser = super::memory::size)]
    memory: Option<u64>,
}

/// See [`OnError`].
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum DataError {
    Stop,
    Skip,
}

impl Input {
    /// Where the project is, if that was said.
    pub(super) fn place<'a>(&'a self, place: Option<&'a Path>) -> Option<&'a Path> {
        place.or(self.project.as_deref())
    }

    /// The project, if it has no errors. Those that it has are shown. `place` is where it is, for verbs that take it
    /// without an option, too.
    pub(super) fn project(
        &self,
        place: Option<&Path>,
        terminal: &Terminal,
    ) -> Result<CheckedProject, Status> {
        let project = Project::load(self.place(place)).map_err(|report| terminal.refuse(&report))?.check();
        without_errors(project, terminal)
    }

    /// The people and events that were named, or else those of the project. Notes and errors are shown.
    pub(super) fn population(
        &self,
        project: &CheckedProject,
        terminal: &Terminal,
    ) -> Result<Population, Status> {
        self.loaded(project, self.request(), terminal)
    }

    /// The same for running these flows, or all without, which look at some kinds of events alone; there may be more events
    /// than fit into memory.
    pub(super) fn journeys(
        &self,
        project: &CheckedProject,
        flows: Option<&[FlowId]>,
        terminal: &Terminal,
    ) -> Result<Population, Status> {
        self.loaded(project, for_journeys(project, flows, self.request()), terminal)
    }

    /// The same with the files of another project, unless files were named. That this project leaves out what it does not
    /// declare is no news, so notes are not shown.
    pub(super) fn journeys_of(
        &self,
        other: &CheckedProject,
        project: &CheckedProject,
        flows: Option<&[FlowId]>,
        terminal: &Terminal,
    ) -> Result<Population, Status> {
        let Request { people, events, .. } = self.request();
        let files = |named: Vec<PathBuf>, settings: &[String]| match named.is_empty() {
            true => settings.iter().map(|pattern| other.root.join(pattern)).collect(),
            false => named,
        };
        let data = &other.manifest.data;
        let (people, events) = (files(people, &data.people), files(events, &data.events));
        let request = for_journeys(project, flows, Request { people, events, ..self.request() });
        let loaded =
            load(project, &request).map_err(|reports| terminal.report(&project.snapshot, &reports))?;
        Ok(loaded.population)
    }

    pub(super) fn request(&self) -> Request {
        let (people, events) = (self.people.clone(), self.events.clone());
        Request { people, events, on_error: self.on_error(), memory: self.memory, ..Request::default() }
    }

    fn loaded(
        &self,
        project: &CheckedProject,
        request: Request,
        terminal: &Terminal,
    ) -> Result<Population, Status> {
        let show = |reports: &[Diagnostic]| terminal.report(&project.snapshot, reports);
        let loaded = load(project, &request).map_err(|reports| show(&reports))?;
        show(&loaded.notes);
        Ok(loaded.population)
    }

    /// Whom the outside asks to let into flows, by these files. Notes and errors are shown.
    pub(super) fn requests(
        &self,
        files: &[PathBuf],
        project: &CheckedProject,
        terminal: &Terminal,
    ) -> Result<Listed<crossing::Request>, Status> {
        shown(load::requests(project, files, self.on_error()), project, terminal)
    }

    /// Who is not to be contacted, by these files. Notes and errors are shown.
    pub(super) fn do_not_contact(
        &self,
        files: &[PathBuf],
        project: &CheckedProject,
        terminal: &Terminal,
    ) -> Result<Listed<DoNotContact>, Status> {
        shown(load::do_not_contact(project, files, self.on_error()), project, terminal)
    }

    fn on_error(&self) -> OnError {
        match self.on_data_error {
            DataError::Stop => OnError::Stop,
            DataError::Skip => OnError::Skip,
        }
    }
}

/// What rows say, where there is no error. What there is to say about them is shown.
fn shown<T>(
    read: Result<Listed<T>, Vec<Diagnostic>>,
    project: &CheckedProject,
    terminal: &Terminal,
) -> Result<Listed<T>, Status> {
    let show = |reports: &[Diagnostic]| terminal.report(&project.snapshot, reports);
    let listed = read.map_err(|reports| show(&reports))?;
    show(&listed.notes);
    Ok(listed)
}

/// A project that has no errors. Those that it has are shown.
pub(super) fn without_errors(project: CheckedProject, terminal: &Terminal) -> Result<CheckedProject, Status> {
    if !project.has_errors() {
        return Ok(project);
    }
    let errors: Vec<Diagnostic> =
        project.diagnostics.iter().filter(|found| found.level() == Level::Error).cloned().collect();
    Err(terminal.report(&project.snapshot, &errors))
}

/// Flows look at some kinds of events alone.
fn for_journeys(project: &CheckedProject, flows: Option<&[FlowId]>, request: Request) -> Request {
    let runs = |flow| flows.is_none_or(|flows| flows.contains(&flow));
    let sight = Sight::of_flows(&project.checked.program, runs);
    Request { looked_at: Some(sight.kinds()), spill: true, ..request }
}

/// The moment that `--now` names, or the project's, or the clock's.
pub(super) fn now(
    text: Option<&str>,
    project: &CheckedProject,
    terminal: &Terminal,
) -> Result<Instant, Status> {
    match text {
        Some(text) => moment("now", text, project.checked.program.zone, terminal),
        None => Ok(project.manifest.data.now.unwrap_or_else(host::now)),
    }
}

/// The moment that an option names.
pub(super) fn moment(option: &str, text: &str, zone: Zone, terminal: &Terminal) -> Result<Instant, Status> {
    parse_datetime(text, zone)
        .map_err(|reason| terminal.fail(&format!("`--{option} {text}` is no date and time: {reason}")))
}
