//! `bourn test`: the tests of a project, in virtual time.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Status, Terminal};
use crate::diagnostic::{Colour, Diagnostic, Level, Problem, human};
use crate::host::files::write_whole;
use crate::host::testing::{
    Coverage, Failure, ProjectCoverage, Report, TestResult, Timeline, Verdict, json, junit, play,
};
use crate::host::{CheckedProject, Project};
use crate::program::{Program, TestId};
use crate::value::Value;

/// Play the tests of a project, in virtual time
///
/// Each test has a world of its own, and pauses and waits take no time. A folder without `bourn.toml` stands for every project
/// below it. The exit code is 1 if a test failed or could not be run.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  bourn test\n  bourn test examples/shop --filter click\n  bourn test --coverage --min-coverage 90\n  \
    bourn test --format junit > tests.xml"
)]
pub(super) struct Arguments {
    /// A folder with a `bourn.toml`, or a `.flow` file; the nearest such folder upward by default
    #[arg(value_name = "PROJECT", conflicts_with = "project")]
    place: Option<PathBuf>,

    /// The same as PROJECT
    #[arg(long, value_name = "PROJECT")]
    project: Option<PathBuf>,

    /// Only the tests whose names contain this, in any case
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,

    /// Say which elements and arms the tests came through
    #[arg(long)]
    coverage: bool,

    /// Write that to a file: `.json` (docs/schemas/coverage.schema.json) or `.info` (LCOV)
    #[arg(long, value_name = "FILE", conflicts_with = "filter")]
    coverage_file: Option<PathBuf>,

    /// Fail if the tests of a project come through less than this many percent of its elements and arms
    #[arg(long, value_name = "PERCENT", conflicts_with = "filter",
          value_parser = clap::value_parser!(u8).range(0..=100))]
    min_coverage: Option<u8>,

    /// The form of the result
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs: docs/schemas/test.schema.json
    Json,
    /// For build servers: the XML of JUnit
    Junit,
}

/// A project with what came of its tests.
struct Played {
    project: CheckedProject,
    results: Vec<TestResult>,
}

impl Played {
    fn report(&self) -> Report<'_> {
        let CheckedProject { checked, snapshot, .. } = &self.project;
        Report { program: &checked.program, snapshot, results: &self.results }
    }

    fn coverage(&self) -> ProjectCoverage {
        let CheckedProject { checked, snapshot, .. } = &self.project;
        Coverage::new(&checked.program, snapshot, &self.results).project()
    }
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    let place = arguments.place.as_deref().or(arguments.project.as_deref());
    let (played, mut status) = match play_all(place, arguments.filter.as_deref(), terminal) {
        Ok(played) => played,
        Err(status) => return Ok(status),
    };
    match arguments.format {
        Format::Human => print_human(&played, terminal)?,
        Format::Json => {
            for played in &played {
                terminal.print(|out| writeln!(out, "{}", json(&played.report())))?;
            }
        }
        Format::Junit => {
            let reports: Vec<Report<'_>> = played.iter().map(Played::report).collect();
            terminal.print(|out| write!(out, "{}", junit(&reports)))?;
        }
    }
    let passed = |result: &TestResult| result.verdict() == Verdict::Passed;
    if !played.iter().flat_map(|played| &played.results).all(passed) {
        status = status.max(Status::Wrong);
    }
    Ok(status.max(tell_coverage(arguments, &played, terminal)?))
}

/// Shows and writes the coverage, as far as that was asked for, and says whether it is enough.
fn tell_coverage(arguments: &Arguments, played: &[Played], terminal: &Terminal) -> io::Result<Status> {
    if !arguments.coverage && arguments.coverage_file.is_none() && arguments.min_coverage.is_none() {
        return Ok(Status::Fine);
    }
    let coverages: Vec<ProjectCoverage> = played.iter().map(Played::coverage).collect();
    if arguments.coverage && arguments.format == Format::Human {
        for coverage in &coverages {
            terminal.print(|out| write!(out, "\n{}", coverage.human()))?;
        }
    }
    if let Some(path) = &arguments.coverage_file
        && let Err(reason) = write_coverage(path, &coverages)
    {
        return Ok(terminal.fail(&format!("`{}` cannot be written: {reason}", path.display())));
    }
    let least = usize::from(arguments.min_coverage.unwrap_or(0));
    let mut status = Status::Fine;
    for coverage in coverages.iter().filter(|coverage| coverage.total.percent() < least) {
        let (project, percent) = (&coverage.project, coverage.total.percent());
        terminal.say(&format!("{project}: the tests cover {percent} %, and {least} % are asked for"));
        status = Status::Wrong;
    }
    Ok(status)
}

/// Writes the coverage in the form that the file's name asks for.
fn write_coverage(path: &Path, coverages: &[ProjectCoverage]) -> Result<(), String> {
    let text = match path.extension().and_then(|extension| extension.to_str()) {
        Some("json") => coverages.iter().map(|coverage| coverage.json() + "\n").collect::<String>(),
        Some("info") => coverages.iter().map(ProjectCoverage::lcov).collect(),
        _ => return Err("its name ends neither in `.json` nor in `.info`".to_owned()),
    };
    write_whole(path, |out| out.write_all(text.as_bytes())).map_err(|error| error.to_string())
}

/// Plays the tests of every project that has no errors; the errors of the others are shown.
fn play_all(
    place: Option<&Path>,
    filter: Option<&str>,
    terminal: &Terminal,
) -> Result<(Vec<Played>, Status), Status> {
    let projects = Project::load_all(place).map_err(|report| terminal.refuse(&report))?;
    let (mut played, mut status) = (Vec::new(), Status::Fine);
    for project in projects {
        let project = project.check();
        let is_error = |found: &&Diagnostic| found.level() == Level::Error;
        let errors: Vec<Diagnostic> = project.diagnostics.iter().filter(is_error).cloned().collect();
        if !errors.is_empty() {
            status = status.max(terminal.report(&project.snapshot, &errors));
            continue;
        }
        let tests = chosen(&project.checked.program, filter);
        let results = play(&project.checked.program, &project.snapshot, &tests);
        played.push(Played { project, results });
    }
    match filter {
        Some(filter) if status == Status::Fine && played.iter().all(|played| played.results.is_empty()) => {
            Err(terminal.refuse(&nothing_chosen(filter)))
        }
        _ => Ok((played, status)),
    }
}

/// The tests whose names contain the filter.
fn chosen(program: &Program, filter: Option<&str>) -> Vec<TestId> {
    let filter = filter.unwrap_or_default().to_lowercase();
    let tests = program.tests.iter().filter(|(_, test)| test.name.to_lowercase().contains(&filter));
    tests.map(|(id, _)| id).collect()
}

fn nothing_chosen(filter: &str) -> Diagnostic {
    let (kind, name) = ("test named like".to_owned(), filter.to_owned());
    let hint = "`--filter` takes a part of the name".to_owned();
    Diagnostic::project(Problem::UnknownRequest { kind, name, hint })
}

/// A line for each test, and below it what went wrong. The closing lines are talk.
fn print_human(played: &[Played], terminal: &Terminal) -> io::Result<()> {
    for Played { project, results } in played {
        terminal.print(|out| {
            let print = |result| print_result(project, result, terminal.out_colour(), out);
            results.iter().try_for_each(print)
        })?;
    }
    for played in played {
        terminal.say(&closing(&played.report()));
    }
    Ok(())
}

fn print_result(
    project: &CheckedProject,
    result: &TestResult,
    colour: Colour,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (word, style) = match result.verdict() {
        Verdict::Passed => ("passed ", "32"),
        Verdict::Failed => ("failed ", "1;31"),
        Verdict::NotRun => ("not run", "1;33"),
    };
    let name = plain(&project.checked.program.tests[result.test].name);
    match colour {
        Colour::Always => writeln!(out, "\u{1b}[{style}m{word}\u{1b}[0m  {name}")?,
        Colour::Never => writeln!(out, "{word}  {name}")?,
    }
    result.failures.iter().try_for_each(|failure| print_failure(project, failure, colour, out))?;
    if result.failures.is_empty() { Ok(()) } else { writeln!(out) }
}

fn print_failure(
    project: &CheckedProject,
    failure: &Failure,
    colour: Colour,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out)?;
    human(&project.snapshot, std::slice::from_ref(&failure.diagnostic), colour, out)?;
    for Timeline { person, lines } in &failure.timelines {
        writeln!(out, "\n    {}", plain(person))?;
        for line in lines {
            let time = Value::Datetime(line.time).show(project.checked.program.zone);
            writeln!(out, "    {time:<19}  {}", plain(&line.text))?;
        }
        if lines.is_empty() {
            writeln!(out, "    nothing happened")?;
        }
    }
    Ok(())
}

/// A text that cannot steer a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{FFFD}' } else { character }).collect()
}

/// `shop: 3 tests, 2 passed, 1 failed`
fn closing(report: &Report<'_>) -> String {
    let tests = report.results.len();
    let mut text = format!("{}: {tests} test{}", report.program.name, if tests == 1 { "" } else { "s" });
    for (verdict, word) in
        [(Verdict::Passed, "passed"), (Verdict::Failed, "failed"), (Verdict::NotRun, "not run")]
    {
        let count = report.count(verdict);
        if count > 0 {
            text.push_str(&format!(", {count} {word}"));
        }
    }
    text
}
