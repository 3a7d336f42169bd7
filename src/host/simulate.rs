//! Journeys over recorded events, in virtual time.
//!
//! Each person is played alone, on whatever thread is free, and what they did is put in one order afterwards: by time, then
//! by the person's key, then as it was done. What persons share, as a message with a speed shares its queue with those to
//! others, is assumed, and played again where it comes otherwise: see [`super::rounds`].
//!
//! One rule needs all persons: a flow in which nothing is activated for 365 days ends. What would have been the flow's
//! activations is known only after a pass over everybody, so the run is repeated where a flow fell silent:
//!
//! 1. play everybody, and note for every flow when elements of it were reached or left;
//! 2. of all flows that fell silent for more than 365 days, take the one that did first; it ends 365 days after its last
//!    activation. Up to that moment the pass was right, since nothing happens before its cause;
//! 3. play everybody again with that end, until no other flow falls silent.
//!
//! So there are at most as many passes as flows and one more; usually there is one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::outside::{Mocked, Outside};
use super::play::{Played, Stage};
use super::rounds::{self, Wishes};
use super::silence::Activity;
use super::tally::Tally;
use crate::eval::{Engine, EngineKind, Event};
use crate::journey::{Person, Record, Stepper};
use crate::program::{FlowId, Program};
use crate::value::{Instant, Value};

/// A person as the data have them.
#[derive(Clone, PartialEq, Debug)]
pub struct Subject {
    /// The key.
    pub key: Arc<str>,
    /// The attributes, by slot.
    pub attributes: Vec<Value>,
    /// The events, in the input's order.
    pub events: Vec<Event>,
}

/// Where persons come from. Keys are told apart, and the order does not matter.
pub trait Subjects: Sync {
    /// How many there are.
    fn count(&self) -> usize;
    /// The key of the person at a place.
    fn key(&self, at: usize) -> Arc<str>;
    /// The person at a place.
    fn subject(&self, at: usize) -> Subject;
}

impl Subjects for [Subject] {
    fn count(&self) -> usize {
        self.len()
    }

    fn key(&self, at: usize) -> Arc<str> {
        self[at].key.clone()
    }

    fn subject(&self, at: usize) -> Subject {
        self[at].clone()
    }
}

/// What a run covers, and what is kept of it.
#[derive(Clone, Debug)]
pub struct Options {
    /// Nobody enters a flow before this; what happened before it counts in windows.
    pub from: Option<Instant>,
    /// The end: events and timers at this moment still count.
    pub until: Instant,
    /// The flows that take part; nothing stands for all.
    pub flows: Option<Vec<FlowId>>,
    /// How many threads work; nothing stands for one per core.
    pub threads: Option<usize>,
    /// How the world outside behaves.
    pub outside: Outside,
    /// Who evaluates expressions. The run is the same with all.
    pub engine: EngineKind,
    /// Whether what was done is kept, line by line.
    pub trace: bool,
    /// Whether the persons are kept as the run leaves them.
    pub people: bool,
}

impl Options {
    /// All flows up to a moment, with everything kept.
    #[must_use]
    pub fn until(until: Instant) -> Options {
        Options {
            from: None,
            until,
            flows: None,
            threads: None,
            outside: Outside::default(),
            engine: EngineKind::default(),
            trace: true,
            people: true,
        }
    }
}

/// What came of a run.
#[derive(Clone, Debug)]
pub struct Run {
    /// The persons' keys, in order.
    pub keys: Vec<Arc<str>>,
    /// What was done, in order; empty unless it was to be kept.
    pub trace: Vec<Step>,
    /// The numbers.
    pub tally: Tally,
    /// Which calls were matched by mocks.
    pub mocked: Mocked,
    /// The persons in order of their keys; empty unless they were to be kept.
    pub people: Vec<Person>,
    /// What was found to hold for everybody.
    pub settled: Settled,
}

/// What a run found of all persons together, and by which each of them can be played alone.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// How the world outside behaves, with what persons bring about for each other.
    pub outside: Outside,
    /// The flows that ended by silence, and when.
    pub ended: Vec<(FlowId, Instant)>,
    /// When persons become known, where dates and audiences are watched.
    pub begin: Option<Instant>,
}

/// Something that was done for a person.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// The person, as a place among the keys.
    pub person: u32,
    /// What was done.
    pub record: Record,
}

/// Plays everybody through a program's flows. `progress` hears how many persons are done, and how many there are.
pub fn simulate<S: Subjects + ?Sized>(
    program: &Program,
    subjects: &S,
    options: &Options,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Run {
    match options.threads.map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build()) {
        Some(Ok(pool)) => pool.install(|| passes(program, subjects, options, progress)),
        // Where no pool can be made, the one that there is gives the same result.
        Some(Err(_)) | None => passes(program, subjects, options, progress),
    }
}

fn passes<S: Subjects + ?Sized>(
    program: &Program,
    subjects: &S,
    options: &Options,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Run {
    let mut stepper = stepper(program, options);
    let order = in_order(subjects);
    let begin = if stepper.watches() { options.from.or_else(|| first_event(subjects)) } else { None };
    let mut settled = Settled { outside: options.outside.clone(), ended: Vec::new(), begin };
    loop {
        let pass = Pass { stepper: &stepper, subjects, options, begin, order: &order, progress };
        let (run, activity) = pass.settle(&mut settled.outside);
        let ended: Vec<FlowId> = settled.ended.iter().map(|(flow, _)| *flow).collect();
        let Some((flow, moment)) = activity.first_silence(options.until, &ended) else {
            return Run { settled, ..run };
        };
        settled.ended.push((flow, moment));
        stepper = stepper.ending(flow, moment);
    }
}

/// A stepper as the options have it.
fn stepper<'p>(program: &'p Program, options: &Options) -> Stepper<'p> {
    let mut stepper = Stepper::new(program).with_engine(Engine::new(options.engine, program));
    if let Some(flows) = &options.flows {
        stepper = stepper.only(flows);
    }
    if let Some(from) = options.from {
        stepper = stepper.from(from);
    }
    stepper
}

/// Plays the person at a place among everybody, with each decision explained. Everybody else is played too, for what persons
/// bring about for each other.
pub fn witness<'p, S: Subjects + ?Sized>(
    program: &'p Program,
    subjects: &S,
    options: &Options,
    at: usize,
) -> (Stepper<'p>, Played) {
    let options = Options { trace: false, people: false, ..options.clone() };
    let Settled { outside, ended, begin } = simulate(program, subjects, &options, &|_, _| {}).settled;
    let ending = |stepper: Stepper<'p>, (flow, moment)| stepper.ending(flow, moment);
    let stepper = ended.into_iter().fold(stepper(program, &options).explaining(), ending);
    let stage = Stage { stepper: &stepper, outside: &outside, begin, until: options.until };
    let played = stage.play(subjects.subject(at));
    (stepper, played)
}

/// When the first event of all happened.
fn first_event<S: Subjects + ?Sized>(subjects: &S) -> Option<Instant> {
    let first = |at| subjects.subject(at).events.iter().map(|event| event.time).min();
    (0..subjects.count()).into_par_iter().filter_map(first).min()
}

/// The places of all persons, by key.
fn in_order<S: Subjects + ?Sized>(subjects: &S) -> Vec<(Arc<str>, usize)> {
    let mut order: Vec<_> = (0..subjects.count()).map(|at| (subjects.key(at), at)).collect();
    order.par_sort_unstable();
    order
}

/// One pass over everybody.
struct Pass<'a, S: ?Sized> {
    stepper: &'a Stepper<'a>,
    subjects: &'a S,
    options: &'a Options,
    /// When persons become known, where dates and audiences are watched.
    begin: Option<Instant>,
    order: &'a [(Arc<str>, usize)],
    progress: &'a (dyn Fn(usize, usize) + Sync),
}

/// What came of some persons.
#[derive(Default)]
struct Part {
    tally: Tally,
    mocked: Mocked,
    activity: Activity,
    wishes: Wishes,
    trace: Vec<Step>,
    people: Vec<Person>,
}

impl Part {
    fn and(mut self, mut later: Part) -> Part {
        self.tally.merge(later.tally);
        self.mocked.merge(later.mocked);
        self.activity.merge(later.activity);
        self.wishes.append(&mut later.wishes);
        self.trace.append(&mut later.trace);
        self.people.append(&mut later.people);
        self
    }
}

impl<S: Subjects + ?Sized> Pass<'_, S> {
    /// Plays everybody with what persons bring about for each other. `outside` becomes the one that this takes.
    fn settle(&self, outside: &mut Outside) -> (Run, Activity) {
        let part = self.play(outside);
        let wishes_of = |rank: usize, outside: &Outside| {
            let records = self.stage(outside).play(self.subjects.subject(self.order[rank].1)).records;
            wishes(&records)
        };
        match rounds::settle(part.wishes.clone(), outside, wishes_of) {
            None => self.put_together(part),
            Some(settled) => {
                *outside = settled;
                self.put_together(self.play(outside))
            }
        }
    }

    fn play(&self, outside: &Outside) -> Part {
        let done = AtomicUsize::new(0);
        let everybody = self.order.par_iter().enumerate();
        everybody
            .fold(Part::default, |mut part, (rank, (_, at))| {
                self.add(&mut part, self.stage(outside), rank, *at);
                (self.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, self.order.len());
                part
            })
            .reduce(Part::default, Part::and)
    }

    fn put_together(&self, part: Part) -> (Run, Activity) {
        let Part { tally, mocked, activity, mut trace, people, .. } = part;
        // Persons stand in order already, and each one's records in the order in which they were done.
        trace.par_sort_by_key(|step| step.record.time);
        let keys = self.order.iter().map(|(key, _)| key.clone()).collect();
        let settled = Settled::default();
        (Run { keys, trace, tally, mocked, people, settled }, activity)
    }

    fn stage<'a>(&'a self, outside: &'a Outside) -> Stage<'a> {
        Stage { stepper: self.stepper, outside, begin: self.begin, until: self.options.until }
    }

    fn add(&self, part: &mut Part, stage: Stage, rank: usize, at: usize) {
        let Played { person, records, events, mocked } = stage.play(self.subjects.subject(at));
        part.activity.add(&records);
        part.tally.add(&records, events);
        part.mocked.merge(mocked);
        let wishes = wishes(&records);
        if !wishes.is_empty() {
            part.wishes.insert(rank, wishes);
        }
        if self.options.trace {
            let person = u32::try_from(rank).unwrap_or(u32::MAX);
            part.trace.extend(records.into_iter().map(|record| Step { person, record }));
        }
        if self.options.people {
            part.people.push(person);
        }
    }
}

/// What of something done depends on other persons.
fn wishes(records: &[Record]) -> Vec<Record> {
    records.iter().filter(|record| rounds::is_wish(&record.what)).cloned().collect()
}
