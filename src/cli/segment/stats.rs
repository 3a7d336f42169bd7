//! `--stats`: what was read, asked and computed, and how long it took.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant as Clock};

use serde::Serialize;

use super::super::table::{counted, grouped, share};
use super::{Arguments, EngineName, Found};
use crate::columns::Batch;
use crate::data::Decoded;
use crate::segments::{Asked, Conditions, Members, Profile};

/// What takes time, while it does.
pub(super) struct Watch<'p> {
    start: Clock,
    /// How long threads decided, added up.
    deciding: AtomicU64,
    /// The questions one by one, if somebody wants to know.
    profile: Option<Profile<'p>>,
}

/// What is told.
#[derive(Serialize)]
pub(super) struct Stats {
    batches: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_rows: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decoded: Option<Read>,
    /// How many bytes of the files were read.
    bytes: u64,
    engine: String,
    /// Who answered what is cheap.
    chosen: &'static str,
    /// From how many persons on native code pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    native_pays_from: Option<u64>,
    /// For how many layouts native code was made.
    native_layouts: usize,
    instructions: u64,
    milliseconds: Stages,
    questions: Vec<Question>,
}

/// How much of files of columns was decoded.
#[derive(Serialize)]
struct Read {
    values: u64,
    bytes: u64,
    /// How many bytes were put aside, if they were put in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    put_aside: Option<u64>,
}

/// How long the stages took.
#[derive(Serialize)]
struct Stages {
    plan: f64,
    data: f64,
    decide: f64,
    questions: f64,
}

#[derive(Serialize)]
struct Question {
    name: String,
    question: String,
    by: Vec<&'static str>,
    milliseconds: f64,
    holds: u64,
    #[serde(skip_serializing_if = "super::counts::is_zero")]
    unknown: u64,
}

impl<'p> Watch<'p> {
    /// Begins.
    pub(super) fn new(conditions: &[Conditions<'p>], wanted: bool) -> Watch<'p> {
        let profile = conditions.first().filter(|_| wanted).map(|one| Profile::new(one, timed));
        Watch { start: Clock::now(), deciding: AtomicU64::new(0), profile }
    }

    /// Decides who of a batch is in what, and looks at the clock.
    pub(super) fn decide(&self, conditions: &[Conditions<'p>], batch: &Batch) -> Vec<Vec<Members>> {
        let start = Clock::now();
        let members = conditions.iter().map(|one| one.decide(batch)).collect();
        let nanoseconds = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.deciding.fetch_add(nanoseconds, Ordering::Relaxed);
        if let Some(profile) = &self.profile {
            profile.ask(batch);
        }
        members
    }

    /// Ends: how long all of it took by the clock, how long threads decided, and what each question took.
    pub(super) fn finish(self) -> Watched {
        let deciding = Duration::from_nanos(self.deciding.into_inner());
        let questions = self.profile.map(Profile::finish).unwrap_or_default();
        Watched { data: self.start.elapsed(), deciding, questions }
    }
}

fn timed(work: &mut dyn FnMut()) -> Duration {
    let start = Clock::now();
    work();
    start.elapsed()
}

/// What the watch said.
pub(super) struct Watched {
    data: Duration,
    deciding: Duration,
    questions: Vec<Asked>,
}

impl Stats {
    pub(super) fn of(
        arguments: &Arguments,
        conditions: &[Conditions],
        planning: Duration,
        found: &Found,
    ) -> Stats {
        let Watched { data, deciding, questions } = &found.watched;
        let asked: Duration = questions.iter().map(|asked| asked.time).sum();
        let Decoded { values, bytes } = found.decoded;
        let worth = || conditions.iter().map(Conditions::native_worth);
        let layouts = worth().map(|worth| worth.layouts).sum();
        Stats {
            batches: found.batches,
            by_rows: found.by_rows,
            decoded: found.by_rows.is_none().then_some(Read { values, bytes, put_aside: found.aside }),
            bytes: found.bytes,
            engine: format!("{:?}", arguments.engine).to_lowercase(),
            chosen: match arguments.engine {
                EngineName::Vm | EngineName::Reference => "rows",
                _ if layouts > 0 => "native code",
                _ => "columns",
            },
            native_pays_from: worth().filter_map(|worth| worth.pays_from).min(),
            native_layouts: layouts,
            instructions: found.executed,
            milliseconds: Stages {
                plan: milliseconds(planning),
                data: milliseconds(*data),
                decide: milliseconds(*deciding),
                questions: milliseconds(asked),
            },
            questions: questions.iter().map(Question::of).collect(),
        }
    }

    /// The same for people.
    pub(super) fn show(&self, people: usize, of_rows: usize) -> String {
        let mut lines = Vec::new();
        if !self.questions.is_empty() {
            lines.push("each question, asked alone of everybody:".to_owned());
            lines.extend(self.questions.iter().map(|question| question.line(people)));
        }
        let Stages { plan, data, decide, .. } = self.milliseconds;
        lines.push(format!(
            "planned in {plan} ms; from opening files to the last answer {data} ms; threads decided for {decide} ms"
        ));
        let batches = match self.batches {
            1 => "1 batch".to_owned(),
            count => format!("{} batches", grouped(count)),
        };
        let bytes = grouped(self.bytes as usize);
        let read = match (self.by_rows, &self.decoded) {
            (Some(reason), _) => format!("read row by row ({reason}): files of {bytes} bytes"),
            (None, Some(read)) => read.show(),
            (None, None) => "read by columns".to_owned(),
        };
        lines.push(format!("{} in {batches}, {read}", counted(people, "person")));
        lines.push(self.choice());
        lines.push(format!(
            "engine {}: {}, {of_rows} of them for the row engine, which executed {}",
            self.engine,
            counted(self.questions.len(), "question"),
            counted(usize::try_from(self.instructions).unwrap_or(usize::MAX), "instruction"),
        ));
        lines.join("\n")
    }

    /// Who answered what is cheap, and why.
    fn choice(&self) -> String {
        let pays = match self.native_pays_from {
            Some(people) => {
                format!("native code is estimated to pay from {} people on", grouped(people as usize))
            }
            None => "there is nothing that native code would save".to_owned(),
        };
        match self.chosen {
            "rows" => "everything was asked row by row".to_owned(),
            "columns" => format!("{pays}: columns answered what is cheap"),
            chosen => format!("{pays}: {chosen} for {} did", counted(self.native_layouts, "layout")),
        }
    }
}

impl Read {
    fn show(&self) -> String {
        let Read { values, bytes, put_aside } = self;
        let (values, bytes) = (grouped(*values as usize), grouped(*bytes as usize));
        let order = put_aside.map_or_else(String::new, |aside| {
            format!(", put in the order of persons with {} bytes put aside", grouped(aside as usize))
        });
        format!("read by columns: {values} values of {bytes} bytes{order}")
    }
}

impl Question {
    fn of(asked: &Asked) -> Question {
        Question {
            name: asked.name.clone(),
            question: asked.question.clone(),
            by: asked.by.iter().copied().collect(),
            milliseconds: milliseconds(asked.time),
            holds: asked.holds,
            unknown: asked.unknown,
        }
    }

    fn line(&self, people: usize) -> String {
        let (time, holds) = (format!("{:.3} ms", self.milliseconds), share(self.holds as usize, people));
        let unknown = match self.unknown {
            0 => String::new(),
            count => format!(" (columns cannot tell for {})", grouped(count as usize)),
        };
        let by = self.by.join(", ");
        format!("  {:<8} {time:>12} {holds:>8}  {by:<12} {}{unknown}", self.name, self.question)
    }
}

/// With three places, since less is noise.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
