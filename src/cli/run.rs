//! `bourn run`: flows over recorded events, in virtual time.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::against::{self, Against};
use super::engine::EngineName;
use super::flows::unknown_flow;
use super::input::{self, Input};
use super::outside::{Outside, Surroundings};
use super::progress::Progress;
use super::{Status, Terminal};
use crate::data::{Population, Summary};
use crate::diagnostic::{Diagnostic, Level};
use crate::eval::Fault;
use crate::host::files::write_whole;
use crate::host::lines_table::LinesTable;
use crate::host::load::Everybody;
use crate::host::people_out::{Form, PeopleTable};
use crate::host::scratch::ScratchFolder;
use crate::host::scribe::{LineScribe, Lines, Scribe};
use crate::host::simulate::{Audience, Options, Run, simulate_for};
use crate::host::starting_values::starting_values;
use crate::host::table::{self, Period, Table};
use crate::host::trace::Names;
use crate::host::{self, CheckedProject};
use crate::program::{FlowId, Program};

/// Run flows over recorded events, in virtual time
///
/// Everybody's events go through the flows in order, pauses and waits take no time, and what would have happened is
/// counted. The same program, data and seed give the same result, byte for byte.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  bourn run examples/cdnow\n  \
    bourn run examples/cdnow --flow WinBack --trace trace.jsonl --effects messages.jsonl\n  \
    bourn run examples/shop --against-git HEAD~1\n  \
    bourn run --people people.csv --events 'events/*.jsonl' --until 2026-12-31 --format json")]
pub(super) struct Arguments {
    /// A folder with a `bourn.toml`, or a `.flow` file; the nearest such folder upward by default
    #[arg(value_name = "PROJECT", conflicts_with = "project")]
    place: Option<PathBuf>,

    #[command(flatten)]
    pub(super) input: Input,

    #[command(flatten)]
    pub(super) outside: Outside,

    /// Only this flow; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(super) flow: Vec<String>,

    /// Nobody enters before this moment; what happened before it counts in windows
    #[arg(long, value_name = "T")]
    from: Option<String>,

    /// The end of the run; by default `now` of `[data]`, or else the last event
    #[arg(long, value_name = "T")]
    until: Option<String>,

    /// The seed of splits and random codes instead of the project's
    #[arg(long, value_name = "SEED")]
    seed: Option<String>,

    /// Write what was done, line by line (docs/schemas/trace.schema.json), or as .parquet
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,

    /// Write the messages, calls and notifications that were handed over (docs/schemas/effects.schema.json), or as .parquet
    #[arg(long, value_name = "FILE")]
    effects: Option<PathBuf>,

    /// Write the people as the run leaves them: .csv, .jsonl or .parquet
    #[arg(long, value_name = "FILE")]
    people_out: Option<PathBuf>,

    #[command(flatten)]
    pub(super) against: Against,

    /// How many threads work; one per core by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Who evaluates; the result is the same with all
    #[arg(long, value_name = "ENGINE", value_enum, default_value = "vm")]
    engine: EngineName,

    /// The form of the result
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// A table
    Human,
    /// The same numbers: docs/schemas/run.schema.json
    Json,
}

impl Arguments {
    /// Where the project is, if that was said.
    pub(super) fn place(&self) -> Option<&Path> {
        self.input.place(self.place.as_deref())
    }
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    match Prepared::new(arguments, terminal) {
        Ok(prepared) if arguments.against.is_given() => against::run(arguments, prepared, terminal),
        Ok(prepared) => prepared.run(arguments, terminal),
        Err(status) => Ok(status),
    }
}

/// Files go into folders that exist: what could not be written in the end is not worth a run.
fn folders_exist(arguments: &Arguments, terminal: &Terminal) -> Result<(), Status> {
    for path in [&arguments.trace, &arguments.effects, &arguments.people_out].into_iter().flatten() {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return Err(
                terminal.fail(&format!("`{}` cannot be written: its folder does not exist", path.display()))
            );
        }
    }
    Ok(())
}

/// Progress is shown each time that so many persons are done.
const REPORTED: usize = 256;

/// What a run needs.
pub(super) struct Prepared {
    pub(super) project: CheckedProject,
    pub(super) population: Population,
    pub(super) options: Options,
    pub(super) people_form: Option<Form>,
    /// The lines of the mocks in their file.
    pub(super) mocks: Vec<u64>,
    /// How many rows of files beside the population were left out because something is wrong with them.
    pub(super) wrong_rows: u64,
}

impl Prepared {
    fn new(arguments: &Arguments, terminal: &Terminal) -> Result<Prepared, Status> {
        let mut project = arguments.input.project(arguments.place.as_deref(), terminal)?;
        if let Some(seed) = &arguments.seed {
            project.checked.program.seed = seed.as_str().into();
        }
        let people_form = people_form(arguments, terminal)?;
        let program = &project.checked.program;
        if program.flows.is_empty() {
            return Err(terminal.fail("the project has no flow, so there is nothing to run"));
        }
        folders_exist(arguments, terminal)?;
        let flows = flows(program, &arguments.flow).map_err(|report| terminal.refuse(&report))?;
        let moment = |option: &str, text: &Option<String>| {
            text.as_deref().map(|text| input::moment(option, text, program.zone, terminal)).transpose()
        };
        let from = moment("from", &arguments.from)?;
        let until = moment("until", &arguments.until)?;
        let surroundings = arguments.outside.read(&arguments.input, &project, terminal)?;
        let Surroundings { requests, outside, mocks, wrong_rows } = surroundings;
        let wanted = (!arguments.flow.is_empty()).then_some(flows);
        let population = arguments.input.journeys(&project, wanted.as_deref(), terminal)?;
        let last = || population.summary().last.max(requests.iter().map(|request| request.time).max());
        let until = until.or(project.manifest.data.now).or_else(last);
        let options = Options {
            from,
            until: until.unwrap_or_else(host::now),
            flows: wanted,
            threads: arguments.threads.map(usize::from),
            requests,
            outside,
            engine: arguments.engine.into(),
            keeper: None,
            trace: arguments.trace.is_some() || arguments.effects.is_some(),
            people: arguments.people_out.is_some(),
            histories: false,
        };
        Ok(Prepared { project, population, options, people_form, mocks, wrong_rows })
    }

    /// Plays everybody. A scribe may take what is done.
    pub(super) fn played(&self, scribe: Option<&dyn Scribe>, terminal: &Terminal) -> Result<Run, Status> {
        let program = &self.project.checked.program;
        let everybody = self.everybody();
        let progress = Progress::persons(terminal, self.population.len() as u64);
        let tell = |done: usize, _: usize| {
            if done.is_multiple_of(REPORTED) {
                progress.advance(REPORTED);
            }
        };
        let audience = Audience { progress: &tell, scribe };
        let run = simulate_for(program, &everybody, &self.options, audience);
        drop(progress);
        self.whole(terminal)?;
        run.map_err(|endless| terminal.fail(&endless.describe(program)))
    }

    /// Whether all events could be read that were asked for.
    pub(super) fn whole(&self, terminal: &Terminal) -> Result<(), Status> {
        match self.population.failure() {
            Some(error) => Err(terminal.fail(&format!("events that were put aside cannot be read: {error}"))),
            None => Ok(()),
        }
    }

    pub(super) fn everybody(&self) -> Everybody<'_> {
        Everybody { population: &self.population }
    }

    fn run(&self, arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
        let kinds = [(&arguments.trace, Lines::Trace), (&arguments.effects, Lines::Effects)];
        let kinds: Vec<Lines> =
            kinds.into_iter().filter_map(|(path, kind)| path.as_ref().map(|_| kind)).collect();
        let scribe = LineScribe::new(self.names(), &kinds, ScratchFolder::default());
        let run = match self.played(Some(&scribe), terminal) {
            Ok(run) => run,
            Err(status) => return Ok(status),
        };
        if let Err((path, error)) = self.write_files(arguments, &run, &scribe) {
            return Ok(terminal.fail(&format!("`{}` cannot be written: {error}", path.display())));
        }
        self.print(arguments, &run, terminal)?;
        self.report_mocks(arguments, &run, terminal);
        self.report_starting_values(&run, terminal);
        self.report_faults(&run, terminal);
        Ok(Status::Fine)
    }

    /// Shows where something went wrong, with the values of the first person for whom it did; the journeys went on.
    fn report_faults(&self, run: &Run, terminal: &Terminal) {
        let report = |fault: &Fault| {
            let mut report = Diagnostic::new(fault.location, fault.problem.clone());
            report.level = Level::Warning;
            report
        };
        let reports: Vec<Diagnostic> = run.tally.faults().iter().map(report).collect();
        terminal.report(&self.project.snapshot, &reports);
    }

    /// Says by which attributes the flows went whose changes the data do not record.
    pub(super) fn report_starting_values(&self, run: &Run, terminal: &Terminal) {
        let program = &self.project.checked.program;
        let mut notes = starting_values(program, &self.population, &run.tally, &self.flows());
        self.project.manifest.apply_levels(&mut notes);
        terminal.report(&self.project.snapshot, &notes);
    }

    /// Says which calls no mock matches, and which mocks match no call.
    pub(super) fn report_mocks(&self, arguments: &Arguments, run: &Run, terminal: &Terminal) {
        let unmatched = run.mocked.unmatched;
        if unmatched > 0 {
            let calls =
                if unmatched == 1 { "1 call was".to_owned() } else { format!("{unmatched} calls were") };
            let hint = if arguments.outside.api.is_none() { "; `--api` names a file of them" } else { "" };
            terminal.say(&format!("{calls} matched by no mock, and got no response{hint}"));
        }
        let unused = self.options.outside.api.unused(&run.mocked).map(|at| self.mocks[at].to_string());
        let unused: Vec<String> = unused.collect();
        if let (Some(path), false) = (&arguments.outside.api, unused.is_empty()) {
            let (path, lines) = (path.display(), unused.join(", "));
            terminal.say(&format!("mocks of `{path}` that matched no call, by line: {lines}"));
        }
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names { program: &self.project.checked.program, snapshot: Some(&self.project.snapshot) }
    }

    /// The flows that take part.
    pub(super) fn flows(&self) -> Vec<FlowId> {
        let all = || self.project.checked.program.flows.ids().collect();
        self.options.flows.clone().unwrap_or_else(all)
    }

    pub(super) fn period(&self) -> Period {
        Period { from: self.options.from, until: self.options.until }
    }

    /// What is to be known of the data.
    fn input(&self, run: &Run) -> table::Input {
        let Summary { events, twice, out_of_order, undeclared, wrong_rows, .. } = self.population.summary();
        table::Input {
            out_of_order,
            twice,
            undeclared,
            late: events - run.tally.events,
            wrong_rows: wrong_rows + self.wrong_rows,
            people_without_row: self.population.without_row(),
            ..table::Input::default()
        }
    }

    fn print(&self, arguments: &Arguments, run: &Run, terminal: &Terminal) -> io::Result<()> {
        let table = Table::new(self.names(), &run.tally, self.period(), &self.flows());
        let table = table.with_unmatched(run.mocked.unmatched).with_input(self.input(run));
        match arguments.format {
            Format::Human => terminal.print(|out| table.human(terminal.out_colour(), out)),
            Format::Json => terminal.print(|out| writeln!(out, "{}", table.json())),
        }
    }

    /// Writes the files that were asked for; a failure comes with the file's name.
    fn write_files<'a>(
        &self,
        arguments: &'a Arguments,
        run: &Run,
        scribe: &LineScribe<'_>,
    ) -> Result<(), (&'a Path, io::Error)> {
        let names = self.names();
        for (path, kind) in [(&arguments.trace, Lines::Trace), (&arguments.effects, Lines::Effects)] {
            if let Some(path) = path {
                write_whole(path, |out| write_lines(scribe, kind, path, out))
                    .map_err(|error| (path.as_path(), error))?;
            }
        }
        if let (Some(path), Some(form)) = (&arguments.people_out, self.people_form) {
            let key = &self.project.manifest.data.key;
            let table = PeopleTable { program: names.program, key, people: &run.people };
            write_whole(path, |out| table.write(form, out)).map_err(|error| (path.as_path(), error))?;
        }
        Ok(())
    }
}

/// Writes lines in the form that the name of the file asks for.
fn write_lines(
    scribe: &LineScribe<'_>,
    kind: Lines,
    path: &Path,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    if !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet")) {
        return scribe.write(kind, out);
    }
    let mut table = LinesTable::new(kind, out)?;
    scribe.each(kind, &mut |line| table.add(line))?;
    table.finish()
}

/// The form of the file of people.
fn people_form(arguments: &Arguments, terminal: &Terminal) -> Result<Option<Form>, Status> {
    let Some(path) = &arguments.people_out else { return Ok(None) };
    match Form::of(&path.to_string_lossy()) {
        Some(form) => Ok(Some(form)),
        None => {
            let path = path.display();
            Err(terminal
                .fail(&format!("`--people-out {path}` ends in none of `.csv`, `.jsonl` and `.parquet`")))
        }
    }
}

/// The flows with these names, in the program's order; all of them without names.
fn flows(program: &Program, wanted: &[String]) -> Result<Vec<FlowId>, Box<Diagnostic>> {
    if wanted.is_empty() {
        return Ok(program.flows.ids().collect());
    }
    let mut flows = Vec::new();
    for name in wanted {
        match program.flow(name) {
            Some(flow) => flows.push(flow),
            None => return Err(Box::new(unknown_flow(program, name))),
        }
    }
    flows.sort_unstable();
    flows.dedup();
    Ok(flows)
}
