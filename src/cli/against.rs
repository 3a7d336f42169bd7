//! `bourn run --against`: the same data through two projects, and what is not the same.

use std::io;
use std::path::{Path, PathBuf};

use super::input::without_errors;
use super::outside::Surroundings;
use super::progress::Progress;
use super::run::{Arguments, Format, Prepared};
use super::{Status, Terminal};
use crate::host::compare::{Comparison, Pair, Side, compare};
use crate::host::replay::Replay;
use crate::host::revision::Revision;
use crate::host::simulate::{Options, Run, on_threads};
use crate::host::{CheckedProject, Project, files};

/// With what a run is compared.
#[derive(clap::Args)]
pub(super) struct Against {
    /// Compare with another project over the same data: who gets more, fewer or other messages, where paths part
    #[arg(long, value_name = "PROJECT", conflicts_with_all = ["trace", "effects", "people_out"])]
    against: Option<PathBuf>,

    /// Compare with the project as it was in a revision of its git repository: `HEAD`, `HEAD~1`, a branch, a tag
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["against", "trace", "effects", "people_out"])]
    against_git: Option<String>,

    /// How many persons are named of each kind of difference
    #[arg(long, value_name = "N", default_value_t = 3)]
    sample: u16,
}

impl Against {
    /// Whether a run is to be compared.
    pub(super) fn is_given(&self) -> bool {
        self.against.is_some() || self.against_git.is_some()
    }
}

/// The project on the old side.
struct Other {
    /// What it is called.
    title: String,
    project: CheckedProject,
    /// Its files, if they are there for the comparison alone.
    _files: Option<Revision>,
}

pub(super) fn run(arguments: &Arguments, new: Prepared, terminal: &Terminal) -> io::Result<Status> {
    match compared(arguments, new, terminal) {
        Ok(status) => status,
        Err(status) => Ok(status),
    }
}

fn compared(arguments: &Arguments, new: Prepared, terminal: &Terminal) -> Result<io::Result<Status>, Status> {
    let other = other(arguments, &new.project, terminal)?;
    let title = other.title.clone();
    let old =
        as_old(arguments, other.project, &new, terminal).map_err(|status| blame(status, &title, terminal))?;
    let runs = Pair { old: old.played(None, terminal)?, new: new.played(None, terminal)? };
    let titles = Pair { old: title, new: files::shown(&new.project.root) };
    let prepared = Pair { old: &old, new: &new };
    let comparison = comparison(arguments, prepared, runs.as_ref(), titles.as_ref(), terminal)?;
    let status = print(arguments, &comparison, terminal);
    new.report_mocks(arguments, &runs.new, terminal);
    new.report_starting_values(&runs.new, terminal);
    Ok(status)
}

/// Plays the persons of both sides once more, one by one, and compares what is done.
fn comparison(
    arguments: &Arguments,
    prepared: Pair<&Prepared>,
    runs: Pair<&Run>,
    titles: Pair<&String>,
    terminal: &Terminal,
) -> Result<Comparison, Status> {
    let flows = prepared.map(Prepared::flows);
    let everybody = prepared.map(Prepared::everybody);
    let replays = prepared.zip(everybody.as_ref()).zip(runs).map(|((prepared, everybody), run)| {
        Replay::new(prepared.names().program, everybody, &prepared.options, run)
    });
    let sides = prepared.zip(runs).zip(titles).zip(flows.as_ref()).zip(replays.as_ref());
    let sides = sides.map(|((((prepared, run), title), flows), deeds)| Side {
        title,
        names: prepared.names(),
        run,
        flows,
        deeds,
    });
    let (period, sample) = (prepared.new.period(), usize::from(arguments.against.sample));
    let progress = Progress::persons(terminal, runs.old.keys.len().max(runs.new.keys.len()) as u64);
    let compared =
        on_threads(prepared.new.options.threads, || compare(sides, period, sample, &|| progress.advance(1)));
    drop(progress);
    prepared.old.whole(terminal)?;
    prepared.new.whole(terminal)?;
    Ok(compared)
}

fn print(arguments: &Arguments, comparison: &Comparison, terminal: &Terminal) -> io::Result<Status> {
    match arguments.format {
        Format::Human => terminal.print(|out| comparison.human(terminal.out_colour(), out))?,
        Format::Json => terminal.print(|out| writeln!(out, "{}", comparison.json()))?,
    }
    Ok(if comparison.is_different() { Status::Wrong } else { Status::Fine })
}

/// The project to compare with, if it has no errors.
fn other(arguments: &Arguments, new: &CheckedProject, terminal: &Terminal) -> Result<Other, Status> {
    let against = &arguments.against;
    let (title, mut project, files) = match (&against.against, &against.against_git) {
        (None, Some(revision)) => of_revision(arguments, new, revision, terminal)?,
        (path, _) => {
            let project = Project::load(path.as_deref()).map_err(|report| terminal.refuse(&report))?;
            (path.as_deref().map(files::shown).unwrap_or_default(), project, None)
        }
    };
    if files.is_some() {
        project.shown_below.clone_from(&title);
    }
    let project =
        without_errors(project.check(), terminal).map_err(|status| blame(status, &title, terminal))?;
    Ok(Other { title, project, _files: files })
}

/// The project as it was in a revision.
fn of_revision(
    arguments: &Arguments,
    new: &CheckedProject,
    revision: &str,
    terminal: &Terminal,
) -> Result<(String, Project, Option<Revision>), Status> {
    // A file in the current folder has a way of no length to its folder.
    let folder = if new.root.as_os_str().is_empty() { Path::new(".") } else { &new.root };
    let files = Revision::of(folder, revision)
        .map_err(|reason| terminal.fail(&format!("`--against-git {revision}`: {reason}")))?;
    let place = arguments.place().filter(|place| place.is_file());
    let path = match place.and_then(Path::file_name) {
        Some(name) => files.folder().join(name),
        None => files.folder().to_owned(),
    };
    let shown = files::shown(folder);
    let title = if shown == "." { revision.to_owned() } else { format!("{revision}:{shown}") };
    let project = Project::load(Some(&path)).map_err(|report| terminal.refuse(&report));
    Ok((title.clone(), project.map_err(|status| blame(status, &title, terminal))?, Some(files)))
}

/// The old side with the data, the time and the seed of the new one, so that what differs comes from the flows.
fn as_old(
    arguments: &Arguments,
    mut project: CheckedProject,
    new: &Prepared,
    terminal: &Terminal,
) -> Result<Prepared, Status> {
    project.checked.program.seed = new.project.checked.program.seed.clone();
    let surroundings = arguments.outside.read(&arguments.input, &project, terminal)?;
    let Surroundings { requests, outside, mocks, wrong_rows } = surroundings;
    let named = |name: &String| project.checked.program.flow(name);
    let flows: Option<Vec<_>> =
        new.options.flows.is_some().then(|| arguments.flow.iter().filter_map(named).collect());
    let population = arguments.input.journeys_of(&new.project, &project, flows.as_deref(), terminal)?;
    let options = Options { flows, requests, outside, ..new.options.clone() };
    Ok(Prepared { project, population, options, people_form: None, mocks, wrong_rows })
}

/// Says whose the errors are that were shown.
fn blame(status: Status, title: &str, terminal: &Terminal) -> Status {
    terminal.say(&format!("These are errors of `{title}`, with which the run was to be compared."));
    status
}
