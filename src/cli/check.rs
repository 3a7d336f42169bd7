//! `bourn check`: every diagnostic of a project.

use std::io;
use std::path::PathBuf;

use super::{Status, Terminal};
use crate::diagnostic::{Level, Reports, github, human, json, sarif, summary};
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
    /// For code hosts and editors: SARIF 2.1.0
    Sarif,
    /// For runs of GitHub workflows: annotations
    Github,
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
    let projects: Vec<CheckedProject> = projects.into_iter().map(Project::check).collect();
    print(arguments.format, &projects, terminal)?;
    Ok(projects.iter().map(|project| outcome(project, arguments.deny)).max().unwrap_or(Status::Fine))
}

/// Reports for people go project by project, reports for programs are one document.
fn print(format: Format, projects: &[CheckedProject], terminal: &Terminal) -> io::Result<()> {
    let reports: Vec<Reports<'_>> = projects.iter().map(CheckedProject::reports).collect();
    let document = match format {
        Format::Human => return projects.iter().try_for_each(|project| print_human(project, terminal)),
        Format::Json => json(&reports) + "\n",
        Format::Sarif => sarif(&reports) + "\n",
        Format::Github => github(&reports),
    };
    terminal.print(|out| out.write_all(document.as_bytes()))
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
