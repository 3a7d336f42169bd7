//! `bourn segment`: who is in which segment.

mod counts;
mod emit;
mod file;
mod moments;
mod overlap;
mod series;
mod stats;

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::time::Instant as Clock;

use serde::Serialize;

use self::stats::{Stats, Watch, Watched};
use super::input::Input;
use super::table::counted;
use super::{Progress, Status, Terminal};
use crate::check::Wanted as Form;
use crate::columns::Batch;
use crate::data::{Decoded, Summary};
use crate::diagnostic::{Diagnostic, Level, List, Problem, nearest};
use crate::eval::EngineKind;
use crate::host::batches::{Mapped, Opened};
use crate::host::membership::Earlier;
use crate::host::{self, CheckedProject};
use crate::program::{ExpressionId, Program, SegmentId};
use crate::segments::{Conditions, Keep, Memberships, SetEngine};
use crate::value::Instant;

/// Count the people in segments, or list who they are
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  bourn segment --project examples/cdnow\n  \
    bourn segment BigSpenders Regulars --project examples/cdnow --now 1998-01-01\n  \
    bourn segment --project examples/shop --expr 'age >= 18 and country is \"Croatia\"' --ids\n  \
    bourn segment --project examples/cdnow --now '1997-01-01..1998-01-01 every 1 month'\n  \
    bourn segment BigSpenders Regulars --project examples/cdnow --overlap")]
pub(super) struct Arguments {
    /// Segments by name; all of the project by default
    names: Vec<String>,

    /// A condition, as a segment without a name
    #[arg(long, value_name = "CONDITION", allow_hyphen_values = true)]
    expr: Option<String>,

    #[command(flatten)]
    input: Input,

    /// The moment of evaluation: `2026-11-30 13:00`, `2026-11-30T13:00:00Z`; that of `bourn.toml` or the clock by default.
    /// Several for sizes over time: `2026-01-01..2026-06-30 every 1 week`
    #[arg(long, value_name = "T")]
    now: Option<String>,

    /// Print nothing but the number of persons, a line for each segment
    #[arg(long, conflicts_with_all = ["ids", "overlap"])]
    count: bool,

    /// Print the ids of the persons of one segment, one a line; with `--format json`, those of all
    #[arg(long, conflicts_with = "overlap")]
    ids: bool,

    /// Print how many persons each two segments have in common
    #[arg(long)]
    overlap: bool,

    /// Write who is in which segments: `.parquet` has a column for each segment, `.csv` and `.jsonl` a row for each membership
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Tell who entered and who left since such a file was written
    #[arg(long, value_name = "FILE", conflicts_with = "overlap")]
    since: Option<PathBuf>,

    /// The form of the result
    #[arg(long, value_enum, default_value = "human", conflicts_with = "count")]
    format: OutputFormat,

    /// Print the segments in the language of another system, and look at no data
    #[arg(long, value_name = "LANGUAGE", value_enum)]
    #[arg(conflicts_with_all = ["count", "ids", "overlap", "output", "since", "format"])]
    emit: Option<emit::Language>,

    /// Who evaluates; the result is the same with all
    #[arg(long, value_name = "ENGINE", value_enum, default_value = "auto")]
    engine: EngineName,

    /// Tell on standard error what was read, asked and computed, and how long that took; with `--format json` in the result, too
    #[arg(long)]
    stats: bool,

    /// How many threads are used; as many as there are processors by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum OutputFormat {
    /// A table
    Human,
    /// An object: docs/schemas/segment.schema.json, docs/schemas/segment-series.schema.json
    Json,
}

/// The engines, which all mean the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum EngineName {
    /// The fastest for the data
    Auto,
    /// Native code for what is cheap, columns for the rest
    Jit,
    /// Many persons at a time
    Columns,
    /// The machine that runs byte code, a person at a time
    Vm,
    /// The reference evaluator, a person at a time: slow, and the specification
    Reference,
}

impl From<EngineName> for SetEngine {
    fn from(name: EngineName) -> SetEngine {
        match name {
            EngineName::Auto => SetEngine::Auto,
            EngineName::Jit => SetEngine::Jit,
            EngineName::Columns => SetEngine::Columns,
            EngineName::Vm => SetEngine::Rows(EngineKind::Vm),
            EngineName::Reference => SetEngine::Rows(EngineKind::Reference),
        }
    }
}

/// What was asked for.
struct Question {
    project: CheckedProject,
    moments: Vec<Instant>,
    targets: Vec<Target>,
    earlier: Option<Earlier>,
}

/// What was found in the data.
struct Found {
    /// Who is in what, for each moment.
    memberships: Vec<Memberships>,
    batches: usize,
    summary: Summary,
    /// Why the files were read row by row, if they were.
    by_rows: Option<&'static str>,
    /// How much of files of columns was decoded.
    decoded: Decoded,
    /// How many bytes were put aside, if files of columns were put in order.
    aside: Option<u64>,
    /// How many bytes of the files were read.
    bytes: u64,
    /// How many instructions the row engine executed.
    executed: u64,
    watched: Watched,
}

/// A segment or a condition.
struct Target {
    name: String,
    title: String,
    condition: ExpressionId,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    let threads = arguments.threads.map_or(0, usize::from);
    let pool = match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool,
        Err(error) => return Ok(terminal.fail(&format!("the threads cannot be started: {error}"))),
    };
    pool.install(|| match ask(arguments, terminal) {
        Ok(question) => match arguments.emit {
            Some(language) => emit::print(language, &question, terminal),
            None => answer(arguments, &question, terminal),
        },
        Err(status) => Ok(status),
    })
}

fn ask(arguments: &Arguments, terminal: &Terminal) -> Result<Question, Status> {
    let mut project = arguments.input.project(None, terminal)?;
    let moments = match &arguments.now {
        None => vec![project.manifest.data.now.unwrap_or_else(host::now)],
        Some(text) => moments::moments(text, project.checked.program.zone)
            .map_err(|reason| terminal.fail(&format!("`--now {text}`: {reason}")))?,
    };
    let targets = targets(arguments, &mut project, terminal)?;
    usable(arguments, targets.len(), moments.len()).map_err(|reason| terminal.fail(&reason))?;
    let earlier = arguments.since.as_ref().map(|path| Earlier::read(path, &project.manifest.data.key));
    let earlier = earlier.transpose().map_err(|report| terminal.refuse(&report))?;
    Ok(Question { project, moments, targets, earlier })
}

/// Whether what was asked for goes together.
fn usable(arguments: &Arguments, targets: usize, moments: usize) -> Result<(), String> {
    if arguments.ids && arguments.format == OutputFormat::Human && targets != 1 && arguments.since.is_none() {
        let advice = "name it, or give a condition with `--expr`";
        return Err(format!("`--ids` is for one segment, and these are {targets}: {advice}"));
    }
    let of_one = [
        ("--ids", arguments.ids),
        ("--overlap", arguments.overlap),
        ("--output", arguments.output.is_some()),
        ("--since", arguments.since.is_some()),
        ("--emit", arguments.emit.is_some()),
    ];
    match of_one.iter().find(|(_, wanted)| *wanted && moments > 1) {
        Some((option, _)) => Err(format!("`{option}` is for one moment, and `--now` names {moments}")),
        None => Ok(()),
    }
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
        let condition = project.checked.formula(&mut project.snapshot, "<condition>", text, Form::Condition);
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
    let start = Clock::now();
    let conditions = question.conditions(arguments.engine.into());
    let planning = start.elapsed();
    let found = match find(arguments, question, &conditions, terminal) {
        Ok(found) => found,
        Err(status) => return Ok(status),
    };
    found.memberships.iter().for_each(|found| report_faults(question, found, terminal));
    let stats = arguments.stats.then(|| Stats::of(arguments, &conditions, planning, &found));
    if let Some(stats) = &stats {
        terminal.say(&stats.show(found.people(), conditions[0].plan().questions().1));
    }
    if question.moments.len() > 1 {
        return series::print(arguments, question, &found, terminal);
    }
    if let Some(path) = &arguments.output
        && let Err(status) = file::write(path, question, &found.memberships[0], terminal)
    {
        return Ok(status);
    }
    if arguments.overlap {
        return overlap::print(arguments, question, &found.memberships[0], terminal);
    }
    counts::print(arguments, question, &found, stats, terminal)
}

/// Reads what the conditions look at, and asks them of it batch by batch. Notes and errors are shown.
fn find(
    arguments: &Arguments,
    question: &Question,
    conditions: &[Conditions],
    terminal: &Terminal,
) -> Result<Found, Status> {
    let Arguments { ids, overlap, output, since, .. } = arguments;
    let keep =
        if *ids || *overlap || output.is_some() || since.is_some() { Keep::Persons } else { Keep::Counts };
    let (project, request) = (&question.project, arguments.input.request());
    let report = |reports: &[Diagnostic]| terminal.report(&project.snapshot, reports);
    let opened = Opened::open(project, &request).map_err(|reports| report(&reports))?;
    let progress = match opened.people() {
        Some(people @ 1..) => Progress::persons(terminal, people),
        _ => Progress::of_persons(terminal),
    };
    let watch = Watch::new(conditions, arguments.stats);
    let executed = || conditions.iter().map(Conditions::executed).sum::<u64>();
    let decide = |batch: Batch| {
        let members = watch.decide(conditions, &batch);
        progress.advance(batch.rows());
        (batch.keys, members)
    };
    let mut wanted = conditions[0].wanted().clone();
    conditions.iter().for_each(|moment| wanted.add(moment.wanted()));
    wanted.everybody |= arguments.tells_of_everybody();
    let mapped = opened.map(&wanted, &decide).map_err(|reports| report(&reports))?;
    report(&mapped.notes);
    let mut memberships = vec![Memberships::new(question.targets.len()); conditions.len()];
    let batches = mapped.results.len();
    for (keys, members) in mapped.results {
        memberships.iter_mut().zip(members).for_each(|(all, members)| all.add(&keys, members, keep));
    }
    let by_rows = mapped.by_rows.map(|unfit| unfit.0);
    let Mapped { summary, decoded, aside, bytes, .. } = mapped;
    let (executed, watched) = (executed(), watch.finish());
    Ok(Found { memberships, batches, summary, by_rows, decoded, aside, bytes, executed, watched })
}

impl Arguments {
    /// Whether what is shown speaks of people who are in no segment: how many there are, or who.
    fn tells_of_everybody(&self) -> bool {
        let is_about_members = self.count || (self.ids && self.format == OutputFormat::Human);
        !is_about_members || self.output.is_some() || self.stats
    }
}

impl Question {
    fn program(&self) -> &Program {
        &self.project.checked.program
    }

    /// The conditions, made ready for each moment.
    fn conditions(&self, engine: SetEngine) -> Vec<Conditions<'_>> {
        let ids: Vec<ExpressionId> = self.targets.iter().map(|target| target.condition).collect();
        self.moments.iter().map(|now| Conditions::new(self.program(), &ids, *now, engine)).collect()
    }

    /// The names of the segments.
    fn names(&self) -> Vec<String> {
        self.targets.iter().map(|target| target.name.clone()).collect()
    }
}

impl Found {
    fn people(&self) -> usize {
        self.memberships.first().map_or(0, Memberships::people)
    }
}

/// Shows where evaluation went wrong: a result there is empty, and the count stands.
fn report_faults(question: &Question, found: &Memberships, terminal: &Terminal) {
    let mut shown = BTreeSet::new();
    let outcomes = question.targets.iter().zip(found.conditions());
    for (target, one) in outcomes.filter(|(_, one)| one.faulty > 0) {
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
        terminal.report(&question.project.snapshot, &reports);
    }
}

/// What a table of a moment ends with.
fn closing(question: &Question, found: &Found, now: Instant) -> String {
    let zone = question.program().zone;
    let (date, time) = zone.local(now);
    let persons = counted(found.people(), "person");
    let events = counted(found.summary.events as usize, "event");
    format!("{persons} with {events}, at {date} {time} in {zone}")
}

/// Names and titles of segments as the first columns of a table: titles only where there are some.
fn headed(question: &Question) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let titled = question.targets.iter().any(|target| !target.title.is_empty());
    let row = |target: &Target| {
        let title = titled.then(|| target.title.clone());
        std::iter::once(target.name.clone()).chain(title).collect()
    };
    let header = if titled { vec!["segment", "title"] } else { vec!["segment"] };
    (header, question.targets.iter().map(row).collect())
}

/// Prints a result for programs.
fn print_json(terminal: &Terminal, document: &impl Serialize) -> io::Result<()> {
    terminal.print(|out| {
        serde_json::to_writer_pretty(&mut *out, document)?;
        writeln!(out)
    })
}
