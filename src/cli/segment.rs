//! `bourn segment`: who is in which segment.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use super::emit::{self, Language};
use super::engine::{self, EngineName};
use super::input::{self, Input};
use super::table::{self, Align, counted, grouped, share};
use super::{Progress, Status, Terminal};
use crate::check::Wanted;
use crate::data::Population;
use crate::diagnostic::{Diagnostic, Level, List, Problem, nearest};
use crate::eval::Engine;
use crate::host::CheckedProject;
use crate::host::json_line::rfc3339;
use crate::program::{ExpressionId, Program, SegmentId};
use crate::segments::{Membership, select};
use crate::value::Instant;

/// Count the people in segments, or list who they are
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  bourn segment --project examples/cdnow\n  \
    bourn segment BigSpenders Regulars --project examples/cdnow --now 1998-01-01\n  \
    bourn segment --project examples/shop --expr 'age >= 18 and country is \"Croatia\"' --ids")]
pub(super) struct Arguments {
    /// Segments by name; all of the project by default
    names: Vec<String>,

    /// A condition, as a segment without a name
    #[arg(long, value_name = "CONDITION", allow_hyphen_values = true)]
    expr: Option<String>,

    #[command(flatten)]
    input: Input,

    /// The moment of evaluation: `2026-11-30 13:00`, `2026-11-30T13:00:00Z`; that of `bourn.toml` or the clock by default
    #[arg(long, value_name = "T")]
    now: Option<String>,

    /// Print nothing but the number of persons, a line for each segment
    #[arg(long, conflicts_with = "ids")]
    count: bool,

    /// Print the ids of the persons of one segment, one a line; with `--format json`, those of all
    #[arg(long)]
    ids: bool,

    /// The form of the result
    #[arg(long, value_enum, default_value = "human", conflicts_with = "count")]
    format: Format,

    /// Print the segments in the language of another system, without looking at data
    #[arg(long, value_name = "LANGUAGE", value_enum, conflicts_with_all = ["ids", "count", "format"])]
    emit: Option<Language>,

    /// Who evaluates; the result is the same with all
    #[arg(long, value_name = "ENGINE", value_enum, default_value = "vm")]
    engine: EngineName,

    /// Tell on standard error what the engine did
    #[arg(long)]
    stats: bool,

    /// How many threads are used; as many as there are processors by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table
    Human,
    /// An object: docs/schemas/segment.schema.json
    Json,
}

/// What was asked for.
struct Question {
    project: CheckedProject,
    population: Population,
    now: Instant,
    targets: Vec<Target>,
}

/// A segment or a condition.
pub(super) struct Target {
    pub(super) name: String,
    title: String,
    pub(super) condition: ExpressionId,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    if let Some(language) = arguments.emit {
        return match wanted(arguments, terminal) {
            Ok((project, now, targets)) => emit::run(language, &project, &targets, now, terminal),
            Err(status) => Ok(status),
        };
    }
    let threads = arguments.threads.map_or(0, usize::from);
    let pool = match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool,
        Err(error) => return Ok(terminal.fail(&format!("the threads cannot be started: {error}"))),
    };
    pool.install(|| match ask(arguments, terminal) {
        Ok(question) => answer(arguments, &question, terminal),
        Err(status) => Ok(status),
    })
}

/// What was asked for, apart from data.
fn wanted(
    arguments: &Arguments,
    terminal: &Terminal,
) -> Result<(CheckedProject, Instant, Vec<Target>), Status> {
    let mut project = arguments.input.project(None, terminal)?;
    let now = input::now(arguments.now.as_deref(), &project, terminal)?;
    let targets = targets(arguments, &mut project, terminal)?;
    Ok((project, now, targets))
}

fn ask(arguments: &Arguments, terminal: &Terminal) -> Result<Question, Status> {
    let (project, now, targets) = wanted(arguments, terminal)?;
    if arguments.ids && arguments.format == Format::Human && targets.len() != 1 {
        let advice = "name it, or give a condition with `--expr`";
        return Err(
            terminal.fail(&format!("`--ids` is for one segment, and these are {}: {advice}", targets.len()))
        );
    }
    let population = arguments.input.population(&project, terminal)?;
    Ok(Question { project, population, now, targets })
}

/// The segments that were named and the condition, or else all segments.
fn targets(
    arguments: &Arguments,
    project: &mut CheckedProject,
    terminal: &Terminal,
) -> Result<Vec<Target>, Status> {
    let program = &project.checked.program;
    let mut targets = Vec::new();
    for name in &arguments.names {
        let id = program.segment(name).ok_or_else(|| terminal.refuse(&unknown(program, name)))?;
        targets.push(target(program, id));
    }
    if let Some(text) = &arguments.expr {
        let condition =
            project.checked.formula(&mut project.snapshot, "<condition>", text, Wanted::Condition);
        let condition = condition.map_err(|errors| terminal.report(&project.snapshot, &errors))?;
        targets.push(Target { name: text.clone(), title: String::new(), condition });
    } else if arguments.names.is_empty() {
        targets.extend(program.segments.ids().map(|id| target(program, id)));
    }
    if targets.is_empty() {
        return Err(
            terminal.fail("the project has no segment: declare one, or give a condition with `--expr`")
        );
    }
    Ok(targets)
}

fn target(program: &Program, id: SegmentId) -> Target {
    let segment = &program.segments[id];
    let title = segment.title.as_deref().unwrap_or_default().to_owned();
    Target { name: segment.name.to_string(), title, condition: segment.condition }
}

fn unknown(program: &Program, name: &str) -> Diagnostic {
    let names = || program.segments.rows().iter().map(|segment| &*segment.name);
    let hint = match nearest(name, names()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if program.segments.is_empty() => "it declares no segments".to_owned(),
        None => format!("known are {}", List::of(names())),
    };
    Diagnostic::project(Problem::UnknownRequest { kind: "segment".to_owned(), name: name.to_owned(), hint })
}

fn answer(arguments: &Arguments, question: &Question, terminal: &Terminal) -> io::Result<Status> {
    let Question { project, population, now, targets } = question;
    let conditions: Vec<ExpressionId> = targets.iter().map(|target| target.condition).collect();
    let progress = Progress::persons(terminal, population.len());
    let program = &project.checked.program;
    let engine = Engine::new(arguments.engine.into(), program);
    let found = select(program, &engine, population, &conditions, *now, &|persons| progress.advance(persons));
    drop(progress);
    if arguments.stats {
        terminal.say(&engine::stats(&engine));
    }
    report_faults(project, targets, &found, terminal);
    if arguments.format == Format::Json {
        let document = document(question, &found, arguments.ids);
        terminal.print(|out| {
            serde_json::to_writer_pretty(&mut *out, &document)?;
            writeln!(out)
        })?;
    } else if arguments.ids {
        terminal.print(|out| {
            found.iter().flat_map(|one| one.ids(population)).try_for_each(|id| writeln!(out, "{id}"))
        })?;
    } else if arguments.count {
        terminal.print(|out| found.iter().try_for_each(|one| writeln!(out, "{}", one.count())))?;
    } else {
        terminal.print(|out| write_table(out, targets, &found, population.len()))?;
        let (date, time) = project.checked.program.zone.local(*now);
        terminal.say(&format!(
            "{} with {}, at {date} {time} in {}",
            counted(population.len(), "person"),
            counted(population.summary().events as usize, "event"),
            project.checked.program.zone,
        ));
    }
    Ok(Status::Fine)
}

fn write_table(
    out: &mut dyn Write,
    targets: &[Target],
    found: &[Membership],
    people: usize,
) -> io::Result<()> {
    let rows: Vec<Vec<String>> = targets
        .iter()
        .zip(found)
        .map(|(target, one)| {
            let (count, share) = (grouped(one.count()), share(one.count(), people));
            vec![target.name.clone(), target.title.clone(), count, share]
        })
        .collect();
    let mut header = vec![
        ("segment", Align::Left),
        ("title", Align::Left),
        ("persons", Align::Right),
        ("share", Align::Right),
    ];
    if targets.iter().any(|target| !target.title.is_empty()) {
        return table::write(out, &header, &rows);
    }
    header.remove(1);
    let untitled: Vec<Vec<String>> = rows
        .into_iter()
        .map(|mut row| {
            row.remove(1);
            row
        })
        .collect();
    table::write(out, &header, &untitled)
}

/// Shows where evaluation went wrong: a result there is empty, and the count stands.
fn report_faults(project: &CheckedProject, targets: &[Target], found: &[Membership], terminal: &Terminal) {
    let mut shown = BTreeSet::new();
    for (target, one) in targets.iter().zip(found).filter(|(_, one)| one.faulty > 0) {
        let persons = counted(one.faulty as usize, "person");
        let first = one.faults.first().map_or("", |(person, _)| person);
        terminal.say(&format!(
            "`{}`: something could not be computed for {persons}, and is empty for them; the first is `{first}`",
            target.name
        ));
        let new = one.faults.iter().filter(|(_, fault)| shown.insert(fault.location));
        let reports: Vec<Diagnostic> = new
            .map(|(_, fault)| {
                let mut report = Diagnostic::new(fault.location, fault.problem.clone());
                report.level = Level::Warning;
                report
            })
            .collect();
        terminal.report(&project.snapshot, &reports);
    }
}

/// The result for programs.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    now: String,
    people: usize,
    segments: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    count: usize,
    #[serde(skip_serializing_if = "is_zero")]
    faulty: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ids: Option<Vec<&'a str>>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn document<'a>(question: &'a Question, found: &'a [Membership], with_ids: bool) -> Document<'a> {
    let Question { population, targets, .. } = question;
    let entry = |(target, one): (&'a Target, &'a Membership)| Entry {
        name: &target.name,
        title: &target.title,
        count: one.count(),
        faulty: one.faulty,
        ids: with_ids.then(|| one.ids(population).collect()),
    };
    let segments = targets.iter().zip(found).map(entry).collect();
    Document { version: 1, now: rfc3339(question.now), people: population.len(), segments }
}
