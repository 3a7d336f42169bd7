//! `bourn check`: every diagnostic of a project.

use std::io;
use std::path::PathBuf;

use super::{Status, Terminal};
use crate::diagnostic::{Level, human, json, summary};
use crate::host::{CheckedProject, Project};

/// Check a project and explain every mistake
///
/// A folder without `bourn.toml` stands for every project below it.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  bourn check\n  bourn check examples/shop --format json")]
pub(super) struct Arguments {
    /// A folder with a `bourn.toml`, or a `.flow` file; the nearest such folder upward by default
    project: Option<PathBuf>,

    /// The form of the result
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// What counts as an error besides errors
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs: docs/schemas/diagnostics.schema.json
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    /// Warnings fail the check, too
    Warnings,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    let projects = match Project::load_all(arguments.project.as_deref()) {
        Ok(projects) => projects,
        Err(diagnostic) => return Ok(terminal.refuse(&diagnostic)),
    };
    let mut status = Status::Fine;
    for project in projects {
        let project = project.check();
        match arguments.format {
            Format::Human => print_human(&project, terminal)?,
            Format::Json => {
                terminal.print(|out| writeln!(out, "{}", json(&project.snapshot, &project.diagnostics)))?
            }
        }
        status = status.max(outcome(&project, arguments.deny));
    }
    Ok(status)
}

fn outcome(project: &CheckedProject, deny: Option<Deny>) -> Status {
    let fatal = if deny.is_some() { Level::Warning } else { Level::Error };
    match Status::of(&project.diagnostics) {
        Status::Fine if project.diagnostics.iter().any(|found| found.level() >= fatal) => Status::Wrong,
        status => status,
    }
}

/// Reports go to standard output, since they are the result; the closing line is talk.
fn print_human(project: &CheckedProject, terminal: &Terminal) -> io::Result<()> {
    terminal.print(|out| human(&project.snapshot, &project.diagnostics, terminal.out_colour(), out))?;
    let program = &project.checked.program;
    let counted = format!(
        "{}: {} and {}",
        program.name,
        plural(program.flows.len(), "flow"),
        plural(program.segments.len(), "segment"),
    );
    let found = summary(&project.diagnostics);
    terminal.say(&if found.is_empty() {
        format!("{counted}, no mistakes")
    } else {
        format!("{counted}, {found}")
    });
    Ok(())
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
