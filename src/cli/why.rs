//! `bourn why`: why a person is in a segment or where they are in a flow.

use std::io::{self, Write};

use serde::Serialize;

use super::input::{self, Input};
use super::outside::{Outside, Surroundings};
use super::{Status, Terminal};
use crate::diagnostic::{Diagnostic, List, Problem, nearest};
use crate::eval::{Context, Visible};
use crate::host::load::Everybody;
use crate::host::simulate::{Options, witness};
use crate::host::why::{
    Decided, FlowAnswer, Moment, SegmentAnswer, Standing, Waiting, Words, explain_flow, joined,
};
use crate::host::{self, CheckedProject};
use crate::value::Value;

/// Say why a person is in a segment or where they are in a flow, or why not
///
/// Each condition comes with the values and events that decided it, and with what would have turned it: a few changes, which
/// were tried before they are shown.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  bourn why segment BigSpenders --person 00042 --project examples/cdnow\n  \
    bourn why flow WinBack --person 00042 --project examples/cdnow"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    about: About,
}

#[derive(clap::Subcommand)]
enum About {
    /// Why a person is in a segment, or is not
    #[command(
        after_help = "Example:\n  bourn why segment BigSpenders --person 00042 --project examples/cdnow"
    )]
    Segment(Segment),
    /// Why a person is where they are in a flow, or never came in
    #[command(after_help = "Example:\n  bourn why flow WinBack --person 00042 --project examples/cdnow")]
    Flow(Flow),
}

#[derive(clap::Args)]
struct Segment {
    /// The segment
    name: String,

    /// The person's id
    #[arg(long, value_name = "ID")]
    person: String,

    #[command(flatten)]
    input: Input,

    /// The moment of evaluation; that of `bourn.toml` or the clock by default
    #[arg(long, value_name = "T")]
    now: Option<String>,

    /// The form of the result
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(clap::Args)]
struct Flow {
    /// The flow
    name: String,

    /// The person's id
    #[arg(long, value_name = "ID")]
    person: String,

    #[command(flatten)]
    input: Input,

    /// Nobody enters before this moment; what happened before it counts in windows
    #[arg(long, value_name = "T")]
    from: Option<String>,

    /// The end of the run; by default `now` of `[data]`, or else the last event
    #[arg(long, value_name = "T")]
    until: Option<String>,

    #[command(flatten)]
    outside: Outside,

    /// The form of the result
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs: docs/schemas/why.schema.json
    Json,
}

/// What is printed as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a, T> {
    version: u32,
    person: &'a str,
    about: &'static str,
    name: &'a str,
    now: String,
    #[serde(flatten)]
    answer: &'a T,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    let done = match &arguments.about {
        About::Segment(segment) => why_segment(segment, terminal),
        About::Flow(flow) => why_flow(flow, terminal),
    };
    match done {
        Ok(printed) => printed.map(|()| Status::Fine),
        Err(status) => Ok(status),
    }
}

fn why_segment(asked: &Segment, terminal: &Terminal) -> Result<io::Result<()>, Status> {
    let project = asked.input.project(None, terminal)?;
    let program = &project.checked.program;
    let names = program.segments.rows().iter().map(|segment| &*segment.name);
    let unknown = || terminal.refuse(&unknown("segment", &asked.name, names));
    let segment = program.segment(&asked.name).ok_or_else(unknown)?;
    let now = input::now(asked.now.as_deref(), &project, terminal)?;
    let population = asked.input.population(&project, terminal)?;
    let place = population.find(&asked.person).ok_or_else(|| nobody(&asked.person, terminal))?;
    let person = population.person(place);
    let (zone, visible) = (program.zone, Visible::All);
    let context = Context { program, facts: &person, now, zone, variables: &[], visible, random: None };
    let words = words(&project);
    let answer = words.explain(&context, program.segments[segment].condition);
    let shown = Value::Datetime(now).show(zone);
    Ok(match asked.format {
        Format::Human => terminal.print(|out| print_segment(asked, &answer, &shown, out)),
        Format::Json => print_json(terminal, ("segment", &asked.person, &asked.name), &shown, &answer),
    })
}

fn why_flow(asked: &Flow, terminal: &Terminal) -> Result<io::Result<()>, Status> {
    let project = asked.input.project(None, terminal)?;
    let program = &project.checked.program;
    let names = program.flows.rows().iter().map(|flow| &*flow.name);
    let unknown = || terminal.refuse(&unknown("flow", &asked.name, names));
    let flow = program.flow(&asked.name).ok_or_else(unknown)?;
    let moment = |option: &str, text: &Option<String>| {
        text.as_deref().map(|text| input::moment(option, text, program.zone, terminal)).transpose()
    };
    let (from, until) = (moment("from", &asked.from)?, moment("until", &asked.until)?);
    let Surroundings { requests, outside, .. } = asked.outside.read(&asked.input, &project, terminal)?;
    let population = asked.input.population(&project, terminal)?;
    let place = population.find(&asked.person).ok_or_else(|| nobody(&asked.person, terminal))?;
    let last = || population.summary().last.max(requests.iter().map(|request| request.time).max());
    let until = until.or(project.manifest.data.now).or_else(last).unwrap_or_else(host::now);
    let options = Options { from, requests, outside, ..Options::until(until) };
    let everybody = Everybody { population: &population };
    let (stepper, played) = witness(program, &everybody, &options, place)
        .map_err(|endless| terminal.fail(&endless.describe(program)))?;
    let happened = population.past(place).events;
    let answer =
        explain_flow(words(&project), &stepper, flow, &played.person, &happened, &played.records, until);
    let shown = Value::Datetime(until).show(program.zone);
    Ok(match asked.format {
        Format::Human => terminal.print(|out| print_flow(asked, &answer, &shown, out)),
        Format::Json => print_json(terminal, ("flow", &asked.person, &asked.name), &shown, &answer),
    })
}

fn words(project: &CheckedProject) -> Words<'_> {
    let program = &project.checked.program;
    Words { program, snapshot: &project.snapshot, zone: program.zone }
}

fn nobody(person: &str, terminal: &Terminal) -> Status {
    terminal.fail(&format!("there is nobody with the id `{person}` in the data"))
}

fn unknown<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Diagnostic {
    let hint = match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it has {}", List::of(known)),
    };
    Diagnostic::project(Problem::UnknownRequest { kind: kind.to_owned(), name: name.to_owned(), hint })
}

fn print_json<T: Serialize>(
    terminal: &Terminal,
    (about, person, name): (&'static str, &str, &str),
    now: &str,
    answer: &T,
) -> io::Result<()> {
    let document = Document { version: 1, person, about, name, now: now.to_owned(), answer };
    // A tree of texts and numbers always has a JSON form.
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    terminal.print(|out| writeln!(out, "{text}"))
}

fn print_segment(asked: &Segment, answer: &SegmentAnswer, now: &str, out: &mut dyn Write) -> io::Result<()> {
    let is = if answer.holds { "is in" } else { "is not in" };
    writeln!(out, "{} {is} {} at {now}\n", asked.person, asked.name)?;
    answer.reason.lines().iter().try_for_each(|line| writeln!(out, "{line}"))?;
    let would = if answer.holds { "would not be" } else { "would be" };
    match &answer.nearest {
        Some(changes) => writeln!(out, "\nIt {would} so if {}", joined(changes)),
        None => Ok(()),
    }
}

fn print_flow(asked: &Flow, answer: &FlowAnswer, now: &str, out: &mut dyn Write) -> io::Result<()> {
    let (person, flow) = (&asked.person, &asked.name);
    match &answer.standing {
        Standing::Inside => writeln!(out, "{person} is in {flow} at {now}")?,
        Standing::Gone { reason, time } => writeln!(out, "{person} left {flow} at {time}: {reason}")?,
        Standing::Never { because } => writeln!(out, "{person} was never in {flow} up to {now}: {because}")?,
    }
    for Waiting { element, since, until, opens } in &answer.waiting {
        let until = until.as_ref().map_or_else(|| "the flow ends".to_owned(), Clone::clone);
        writeln!(out, "waits at `{element}` since {since}, until {until}")?;
        opens.iter().try_for_each(|condition| writeln!(out, "or until {condition}"))?;
    }
    if let Some(changes) = answer.nearest_entry.as_ref().filter(|changes| !changes.is_empty()) {
        writeln!(out, "an entry condition would hold if {}", joined(changes))?;
    }
    if !answer.timeline.is_empty() {
        writeln!(out)?;
    }
    answer.timeline.iter().try_for_each(|moment| print_moment(moment, out))
}

fn print_moment(moment: &Moment, out: &mut dyn Write) -> io::Result<()> {
    let Moment { time, what, because } = moment;
    let what = if what.is_empty() { "nothing comes of it" } else { what };
    writeln!(out, "{time:<19}  {what}")?;
    for decided in because {
        writeln!(out, "{:21}{}", "", head(decided))?;
        decided.lines().iter().try_for_each(|line| writeln!(out, "{:26}{line}", ""))?;
    }
    Ok(())
}

fn head(decided: &Decided) -> String {
    let Decided { at, counts, .. } = decided;
    if *counts { at.clone() } else { format!("not {at}") }
}
