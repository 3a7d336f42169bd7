//! `bourn import schema`: declarations from definitions and data.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Status, Terminal};
use crate::diagnostic::{Diagnostic, Problem};
use crate::host::import::import;
use crate::host::{CheckedProject, Project, files};
use crate::interop::{Schema, declarations};
use crate::source::Snapshot;

/// Bring in what other systems know
#[derive(clap::Args)]
#[command(after_help = "Example:\n  bourn import schema examples/shop/people.csv examples/shop/events.jsonl")]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    Schema(SchemaArguments),
}

/// Print declarations of people and events, from definitions or from data
///
/// Definitions are those of custom attributes and events that the People API gives, as JSON. Data are any files that `run`
/// and `segment` take; types are those that all values fit. What the project declares already is left out.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  bourn import schema definitions.json\n  \
    bourn import schema people.parquet events.jsonl --output declarations.flow")]
struct SchemaArguments {
    /// Files of definitions (.json, .jsonl) or of data (.parquet, .csv, .jsonl, .json)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// A new file for the declarations instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// A folder with a `bourn.toml`, or a `.flow` file; the nearest such folder upward by default
    #[arg(long)]
    project: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    let What::Schema(arguments) = &arguments.what;
    let project = match project(arguments.project.as_deref()) {
        Ok(project) => project,
        Err(report) => return Ok(terminal.refuse(&report)),
    };
    let (schema, status) = match read(&arguments.files, &project, terminal) {
        Ok(read) => read,
        Err(status) => return Ok(status),
    };
    let text = declarations(&schema);
    match &arguments.output {
        None => terminal.print(|out| out.write_all(text.as_bytes()))?,
        Some(path) => {
            if let Err(report) = write_new(path, &text) {
                return Ok(terminal.refuse(&report));
            }
        }
    }
    Ok(status)
}

/// The project that was named, the nearest one upward, or none. Its mistakes are no reason not to import.
fn project(path: Option<&Path>) -> Result<CheckedProject, Box<Diagnostic>> {
    match Project::load(path) {
        Ok(project) => Ok(project.check()),
        Err(report) if path.is_none() && matches!(report.problem, Problem::NoProject { .. }) => {
            Ok(Project::empty().check())
        }
        Err(report) => Err(report),
    }
}

/// What all files have to say that is not declared yet, and what the mistakes in them make of the verb.
fn read(
    files: &[PathBuf],
    project: &CheckedProject,
    terminal: &Terminal,
) -> Result<(Schema, Status), Status> {
    let mut schema = Schema::default();
    let mut status = Status::Fine;
    for pattern in files {
        let paths = files::expand(pattern).map_err(|report| terminal.refuse(&report))?;
        for path in paths {
            let imported =
                import(&path, &project.manifest.data.key).map_err(|report| terminal.refuse(&report))?;
            terminal.say(&format!("{}: {}", files::shown(&path), imported.taken_for));
            status = status.max(terminal.report(&Snapshot::new(), &imported.reports));
            schema.add(imported.schema);
        }
    }
    let known = schema.leave_out(&project.checked.program);
    if !known.is_empty() {
        terminal.say(&format!("declared already: {}", known.join(", ")));
    }
    if schema.is_empty() {
        terminal.say("nothing is left to declare");
    }
    Ok((schema, status))
}

fn write_new(path: &Path, text: &str) -> Result<(), Box<Diagnostic>> {
    if path.exists() {
        return Err(files::unreadable(path, "exists already, and nothing is overwritten"));
    }
    fs::write(path, text)
        .map_err(|error| files::unreadable(path, &format!("cannot be written: {}", files::reason(&error))))
}
