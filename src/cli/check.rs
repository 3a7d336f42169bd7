//! `bourn check`: every diagnostic of a project.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Status, Terminal, watch};
use crate::diagnostic::{Diagnostic, Level, Reports, github, human, json, sarif, summary};
use crate::host::{CheckedProject, MendedProject, Project};

/// Check a project and explain every mistake
///
/// A folder without `bourn.toml` stands for every project below it. Standard input is checked as part of the project in which
/// `--stdin-filename` lies.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  bourn check\n  bourn check examples/shop --format json\n  \
    bourn check --fix\n  bourn check --watch\n  bourn check - --stdin-filename flows/cart.flow < cart.flow")]
pub(super) struct Arguments {
    /// A folder with a `bourn.toml`, a `.flow` file, or `-` for standard input; the nearest such folder upward by default
    #[arg(value_name = "PROJECT|-")]
    project: Option<PathBuf>,

    /// The form of the result
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// Apply every sure fix, and show what is left; of standard input, print the text with its fixes
    #[arg(long)]
    fix: bool,

    /// Check again whenever a file changes, comes or goes, until Ctrl-C ends it (exit code 130)
    #[arg(long, conflicts_with_all = ["fix", "format", "deny"])]
    watch: bool,

    /// Leave on the screen what earlier checks have said
    #[arg(long, requires = "watch")]
    no_clear: bool,

    /// What counts as an error besides errors
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,

    /// The file that standard input stands for
    #[arg(long, value_name = "NAME", default_value = "standard input")]
    stdin_filename: String,
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
    let is_input = arguments.project.as_deref() == Some(Path::new("-"));
    if arguments.watch && is_input {
        return Ok(terminal.fail("standard input cannot be watched"));
    }
    if arguments.watch {
        match watch::run(arguments.project.as_deref(), arguments.no_clear, terminal)? {}
    }
    if is_input {
        return standard_input(arguments, terminal);
    }
    let projects = match Project::load_all(arguments.project.as_deref()) {
        Ok(projects) => projects,
        Err(diagnostic) => return Ok(terminal.refuse(&diagnostic)),
    };
    let mut status = Status::Fine;
    let mut checked = Vec::new();
    for project in projects {
        if arguments.fix {
            let mended = project.mend(None);
            status = status.max(write(&mended, terminal));
            checked.push(mended.project);
        } else {
            checked.push(project.check());
        }
    }
    print(arguments.format, &checked, terminal)?;
    Ok(checked.iter().map(|project| outcome(project, arguments.deny)).fold(status, Status::max))
}

/// Checks standard input. Its fixes change nothing on disk, and no other file.
fn standard_input(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    let mut text = String::new();
    if let Err(error) = io::stdin().lock().read_to_string(&mut text) {
        return Ok(terminal.fail(&format!("standard input cannot be read: {error}")));
    }
    let (project, file) = match Project::with_text(&arguments.stdin_filename, &text) {
        Ok(found) => found,
        Err(diagnostic) => return Ok(terminal.refuse(&diagnostic)),
    };
    if !arguments.fix {
        let project = project.check();
        print(arguments.format, std::slice::from_ref(&project), terminal)?;
        return Ok(outcome(&project, arguments.deny));
    }
    let mended = project.mend(Some(file));
    tell(&mended, terminal);
    let MendedProject { project, .. } = mended;
    terminal.print(|out| out.write_all(project.snapshot.file(file).text.as_bytes()))?;
    terminal.report(&project.snapshot, &project.diagnostics);
    Ok(outcome(&project, arguments.deny))
}

/// Writes the files that sure fixes have changed.
fn write(mended: &MendedProject, terminal: &Terminal) -> Status {
    match mended.write() {
        Ok(()) => {
            tell(mended, terminal);
            Status::Fine
        }
        Err(failed) => terminal.report(&mended.project.snapshot, &failed),
    }
}

/// Says what was fixed, a line each.
fn tell(mended: &MendedProject, terminal: &Terminal) {
    for (place, mend) in &mended.done {
        terminal.say(&format!("fixed {place} {}: {}", mend.code, mend.title));
    }
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
    let counts = [program.flows.len(), program.segments.len()];
    terminal.say(&counted(&program.name, counts, &project.diagnostics));
    Ok(())
}

/// What a project holds and how many reports there are, in a line.
pub(super) fn counted(name: &str, [flows, segments]: [usize; 2], found: &[Diagnostic]) -> String {
    let (flows, segments) = (plural(flows, "flow"), plural(segments, "segment"));
    format!("{name}: {flows} and {segments}, {}", summary(found))
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
