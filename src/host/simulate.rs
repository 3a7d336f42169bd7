//! Journeys over recorded events, in virtual time.
//!
//! Each person is played alone, on whatever thread is free, and what they did is put in one order afterwards: by time, then
//! by the person's key, then as it was done. What persons share, as a message with a speed shares its queue with those to
//! others, is assumed, and played again where it comes otherwise: see [`super::rounds`]; and so it is where one adds another
//! to a flow, see [`super::exchange`].
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

mod part;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use self::part::{Part, wishes};
use super::crossing::{Contacts, Crossing, Request};
use super::exchange::{Endless, Exchange, Sayings};
use super::outside::{Mocked, Outside};
use super::play::{Keeper, Played, Stage};
use super::rounds;
use super::scribe::Scribe;
use super::silence::Activity;
use super::tally::Tally;
use crate::eval::{Engine, EngineKind, Event};
use crate::journey::{Person, Record, Stepper};
use crate::program::{AttributeId, FlowId, Id, Program};
use crate::value::{Instant, Text, Value};

/// A person as the data have them.
#[derive(Clone, PartialEq, Debug)]
pub struct Subject {
    /// The key.
    pub key: Arc<str>,
    /// The attributes, by slot.
    pub attributes: Vec<Value>,
    /// The contacts beside those in attributes, each with the attribute of its kind.
    pub further: Vec<(AttributeId, Text)>,
    /// The events, in the input's order.
    pub events: Vec<Event>,
    /// When there were others, at which no flow looks: they are counted.
    pub others: Vec<Instant>,
}

/// Where persons come from. Keys are told apart, and the order does not matter.
pub trait Subjects: Sync {
    /// How many there are.
    fn count(&self) -> usize;
    /// The key of the person at a place.
    fn key(&self, at: usize) -> Arc<str>;
    /// The person at a place.
    fn subject(&self, at: usize) -> Subject;
    /// The contacts by which the person at a place is found.
    fn contacts(&self, program: &Program, at: usize) -> Contacts {
        let Subject { attributes, further, .. } = self.subject(at);
        Contacts::of(program, |id| attributes.get(id.index()).unwrap_or(&Value::Empty), &further)
    }
    /// When the first event of all happened.
    fn first_event(&self) -> Option<Instant> {
        let first = |at| {
            let Subject { events, others, .. } = self.subject(at);
            events.iter().map(|event| event.time).chain(others).min()
        };
        (0..self.count()).into_par_iter().filter_map(first).min()
    }
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
    /// Whom the outside asks to let in.
    pub requests: Vec<Request>,
    /// How the world outside behaves.
    pub outside: Outside,
    /// Who evaluates expressions. The run is the same with all.
    pub engine: EngineKind,
    /// What becomes of persons between two steps; nothing keeps them as they are.
    pub keeper: Option<Keeper>,
    /// Whether what was done is kept, unless a scribe takes it, or for one.
    pub trace: bool,
    /// Whether the persons are kept as the run leaves them.
    pub people: bool,
    /// Whether what happened to them is kept with them.
    pub histories: bool,
}

impl Options {
    /// Whether somebody looks at what happened to persons when the run is over.
    #[must_use]
    pub fn keeps_histories(&self) -> bool {
        self.people && self.histories
    }

    /// All flows up to a moment, with everything kept.
    #[must_use]
    pub fn until(until: Instant) -> Options {
        Options {
            from: None,
            until,
            flows: None,
            threads: None,
            requests: Vec::new(),
            outside: Outside::default(),
            engine: EngineKind::default(),
            keeper: None,
            trace: true,
            people: true,
            histories: true,
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
    /// What persons say to each other.
    pub sayings: Sayings,
}

impl Settled {
    /// A stepper for which flows end when they did.
    #[must_use]
    pub fn stepper<'p>(&self, program: &'p Program, options: &Options) -> Stepper<'p> {
        let ending =
            |stepper: Stepper<'p>, (flow, moment): &(FlowId, Instant)| stepper.ending(*flow, *moment);
        self.ended.iter().fold(stepper(program, options), ending)
    }
}

/// Something that was done for a person.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// The person, as a place among the keys.
    pub person: u32,
    /// What was done.
    pub record: Record,
}

/// Who hears of a run while it goes on.
#[derive(Clone, Copy)]
pub struct Audience<'a> {
    /// Hears how many persons are done, and how many there are.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
    /// Takes what is done.
    pub scribe: Option<&'a dyn Scribe>,
}

/// Plays everybody through a program's flows. `progress` hears how many persons are done, and how many there are.
///
/// # Errors
///
/// Who adds whom to flows without end, if somebody does.
pub fn simulate<S: Subjects + ?Sized>(
    program: &Program,
    subjects: &S,
    options: &Options,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Run, Endless> {
    simulate_for(program, subjects, options, Audience { progress, scribe: None })
}

/// The same, where a scribe may take what is done as it is done, so that none of it has to be kept.
///
/// # Errors
///
/// Who adds whom to flows without end, if somebody does.
pub fn simulate_for<S: Subjects + ?Sized>(
    program: &Program,
    subjects: &S,
    options: &Options,
    audience: Audience<'_>,
) -> Result<Run, Endless> {
    on_threads(options.threads, || passes(program, subjects, options, audience))
}

/// Does something on so many threads; nothing stands for one per core.
pub fn on_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    match threads.map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build()) {
        Some(Ok(pool)) => pool.install(work),
        // Where no pool can be made, the one that there is gives the same result.
        Some(Err(_)) | None => work(),
    }
}

fn passes<S: Subjects + ?Sized>(
    program: &Program,
    subjects: &S,
    options: &Options,
    audience: Audience<'_>,
) -> Result<Run, Endless> {
    let mut stepper = stepper(program, options);
    let order = in_order(subjects);
    let first =
        || subjects.first_event().into_iter().chain(options.requests.iter().map(|one| one.time)).min();
    let begin = if stepper.watches() { options.from.or_else(first) } else { None };
    let crossing = Crossing::of(program, subjects, &options.requests);
    let crossing = crossing.as_ref();
    let outside = options.outside.clone();
    let mut settled = Settled { outside, ended: Vec::new(), begin, sayings: Sayings::default() };
    loop {
        let pass = Pass { stepper: &stepper, subjects, options, begin, order: &order, crossing, audience };
        let (run, activity) = pass.settle(&mut settled)?;
        let ended: Vec<FlowId> = settled.ended.iter().map(|(flow, _)| *flow).collect();
        let Some((flow, moment)) = activity.first_silence(options.until, &ended) else {
            return Ok(Run { settled, ..run });
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
///
/// # Errors
///
/// Who adds whom to flows without end, if somebody does.
pub fn witness<'p, S: Subjects + ?Sized>(
    program: &'p Program,
    subjects: &S,
    options: &Options,
    at: usize,
) -> Result<(Stepper<'p>, Played), Endless> {
    let options = Options { trace: false, people: false, ..options.clone() };
    let settled = simulate(program, subjects, &options, &|_, _| {})?.settled;
    let stepper = settled.stepper(program, &options).explaining();
    let Settled { outside, begin, sayings, .. } = &settled;
    let (until, from) = (options.until, stepper.opens());
    let stage =
        Stage { stepper: &stepper, outside, begin: *begin, until, from, keeper: None, passes_over: false };
    let subject = subjects.subject(at);
    let said = sayings.to(&subject.key).to_vec();
    let played = stage.play_told(subject, said, None);
    Ok((stepper, played))
}

/// The places of all persons, by key.
pub(super) fn in_order<S: Subjects + ?Sized>(subjects: &S) -> Vec<(Arc<str>, usize)> {
    let mut order: Vec<_> = (0..subjects.count()).map(|at| (subjects.key(at), at)).collect();
    order.par_sort_unstable();
    order
}

/// How many persons one thread plays at least, before another one may help.
const AT_ONCE: usize = 128;

/// One pass over everybody.
struct Pass<'a, S: ?Sized> {
    stepper: &'a Stepper<'a>,
    subjects: &'a S,
    options: &'a Options,
    /// When persons become known, where dates and audiences are watched.
    begin: Option<Instant>,
    order: &'a [(Arc<str>, usize)],
    /// What crosses between persons, if anything may.
    crossing: Option<&'a Crossing<'a>>,
    audience: Audience<'a>,
}

impl<S: Subjects + ?Sized> Pass<'_, S> {
    /// Plays everybody with what persons bring about for each other. `settled` becomes what this takes.
    fn settle(&self, settled: &mut Settled) -> Result<(Run, Activity), Endless> {
        if let Some(crossing) = self.crossing {
            return self.together(crossing, settled);
        }
        let outside = &mut settled.outside;
        let keys = || self.order.iter().map(|(key, _)| key.clone()).collect();
        let mut part = self.play(outside);
        let wishes_of = |rank: usize, outside: &Outside| {
            let records = self.stage(outside).play(self.subjects.subject(self.order[rank].1)).records;
            wishes(&records)
        };
        Ok(match rounds::settle(std::mem::take(&mut part.wishes), outside, wishes_of) {
            None => put_together(keys(), part),
            Some(settled) => {
                *outside = settled;
                put_together(keys(), self.play(outside))
            }
        })
    }

    /// Everybody for themselves.
    fn play(&self, outside: &Outside) -> Part {
        let (stage, done) = (self.stage(outside), AtomicUsize::new(0));
        let scribe = self.audience.scribe;
        let key = |rank: u32| self.order[rank as usize].0.clone();
        self.begin();
        let everybody = self.order.par_iter().enumerate().with_min_len(AT_ONCE);
        everybody
            .fold(Part::default, |mut part, (rank, (_, at))| {
                part.add(rank, stage.play(self.subjects.subject(*at)), self.options);
                part.hand_over_some(scribe, &key);
                (self.audience.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, self.order.len());
                part
            })
            .map(|mut part| {
                part.hand_over(scribe, &key);
                part
            })
            .reduce(Part::default, Part::and)
    }

    /// Tells the scribe that everybody is played from the start.
    fn begin(&self) {
        if let Some(scribe) = self.audience.scribe {
            scribe.begin();
        }
    }

    /// Everybody with what others say to them, until what comes of queues is what was assumed.
    fn together(&self, crossing: &Crossing, settled: &mut Settled) -> Result<(Run, Activity), Endless> {
        let subject = |key: &str| {
            let rank = self.order.binary_search_by(|(known, _)| (**known).cmp(key)).ok()?;
            Some(self.subjects.subject(self.order[rank].1))
        };
        loop {
            let keys = self.order.iter().map(|(key, _)| key.clone());
            let stage = self.stage(&settled.outside);
            let (cast, sayings) = Exchange::new(&stage, crossing, &subject).settle(keys)?;
            let (keys, part) = self.everybody(crossing, cast);
            match rounds::surprise(&part.wishes, &settled.outside) {
                Some(outside) => settled.outside = outside,
                None => {
                    settled.sayings = sayings;
                    (self.audience.progress)(keys.len(), keys.len());
                    return Ok(put_together(keys, part));
                }
            }
        }
    }

    /// All who were played and all who were turned down, by key.
    fn everybody(&self, crossing: &Crossing, mut cast: BTreeMap<Arc<str>, Played>) -> (Vec<Arc<str>>, Part) {
        let mut nobody = crossing.turned_down(self.options.until);
        let keys: BTreeSet<Arc<str>> = cast.keys().chain(nobody.keys()).cloned().collect();
        let keys: Vec<Arc<str>> = keys.into_iter().collect();
        let (scribe, key_at) = (self.audience.scribe, |rank: u32| keys[rank as usize].clone());
        self.begin();
        let mut part = Part::default();
        for (rank, key) in keys.iter().enumerate() {
            if let Some(played) = cast.remove(key) {
                part.add(rank, played, self.options);
            }
            part.note(rank, nobody.remove(key).unwrap_or_default(), self.options);
            part.hand_over_some(scribe, &key_at);
        }
        part.hand_over(scribe, &key_at);
        (keys, part)
    }

    fn stage<'a>(&'a self, outside: &'a Outside) -> Stage<'a> {
        Stage {
            stepper: self.stepper,
            outside,
            begin: self.begin,
            until: self.options.until,
            from: self.stepper.opens(),
            keeper: self.options.keeper,
            passes_over: !self.options.keeps_histories(),
        }
    }
}

fn put_together(keys: Vec<Arc<str>>, part: Part) -> (Run, Activity) {
    let Part { tally, mocked, activity, mut trace, people, .. } = part;
    // Persons stand in order already, and each one's records in the order in which they were done.
    trace.par_sort_by_key(|step| step.record.time);
    (Run { keys, trace, tally, mocked, people, settled: Settled::default() }, activity)
}
