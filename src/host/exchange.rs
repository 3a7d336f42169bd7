//! What persons say to each other, until it is stable.
//!
//! Persons are played alone, on whatever thread is free. Some things lie between them all the same: one adds another to a
//! flow. So a run goes in rounds:
//!
//! 1. play everybody, and hear what each did that concerns others;
//! 2. of all that was heard, make what is said to each person: inputs with a time;
//! 3. play those again who are told something else than in the round before, and put what they do now in place of what
//!    they did; until nobody is told anything else.
//!
//! **Architecture Invariant:** what is said at a moment is taken behind everything that the person does at that moment by
//! themselves, and what somebody says because of it is one *depth* later. So what holds at a time and a depth follows from
//! what lies before, every round settles at least one more time and depth, and the result is one and the same in whatever
//! order persons are played. What is said to one person at one time and depth goes by the key of the person who says it,
//! then as they said it.
//!
//! Nothing here knows what is said: that is for who lies [between](Between).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::play::{Played, Stage};
use super::simulate::Subject;
use crate::diagnostic::List;
use crate::journey::{Input, Record};
use crate::program::Program;
use crate::value::{Instant, Value};

/// What lies between persons.
pub trait Between: Sync {
    /// Whether something that a person did concerns others.
    fn hears(&self, record: &Record) -> bool;

    /// Marks the first thing that is said to somebody who is made by it.
    fn introduce(&self, first: &mut Saying);

    /// What is said to whom because of all that was heard, which comes in order.
    fn says(&self, heard: &[Heard]) -> Sayings;
}

/// Something that a person did and that concerns others.
#[derive(Clone, PartialEq, Debug)]
pub struct Heard {
    /// Whether it came of what others said at the same moment, and over how many of them.
    pub depth: u32,
    /// The person.
    pub person: Arc<str>,
    /// Its place among those of the person at this moment and depth.
    pub sequence: u32,
    /// What was done.
    pub record: Record,
}

impl Heard {
    /// When, and how deep in the moment.
    #[must_use]
    pub fn moment(&self) -> (Instant, u32) {
        (self.record.time, self.depth)
    }
}

/// Something that is said to a person.
#[derive(Clone, PartialEq, Debug)]
pub struct Saying {
    /// When.
    pub time: Instant,
    /// How deep in the moment: 0 is the outside by itself, which comes before timers as events do.
    pub depth: u32,
    /// Who says it; nobody's key is empty, and stands for the outside.
    pub origin: Arc<str>,
    /// Its place among what the same one says at this moment and depth.
    pub sequence: u32,
    /// What the person takes.
    pub input: Input,
}

impl Saying {
    /// What sayings to one person are ordered by.
    #[must_use]
    pub fn order(&self) -> (Instant, u32, &str, u32) {
        (self.time, self.depth, &self.origin, self.sequence)
    }
}

/// What is said to whom.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sayings {
    to: BTreeMap<Arc<str>, Vec<Saying>>,
    /// The attributes of those whom the data do not have.
    made: BTreeMap<Arc<str>, Vec<Value>>,
}

impl Sayings {
    /// Says something to a person.
    pub fn say(&mut self, to: Arc<str>, saying: Saying) {
        let said = self.to.entry(to).or_default();
        let at = said.partition_point(|other| other.order() <= saying.order());
        said.insert(at, saying);
    }

    /// Makes a person with these attributes, unless there is one with this key.
    pub fn make(&mut self, key: Arc<str>, attributes: impl FnOnce() -> Vec<Value>) {
        self.made.entry(key).or_insert_with(attributes);
    }

    /// What is said to a person.
    #[must_use]
    pub fn to(&self, person: &str) -> &[Saying] {
        self.to.get(person).map_or(&[], Vec::as_slice)
    }

    /// Those who are told something else than by `other`.
    fn changed(&self, other: &Sayings) -> BTreeSet<Arc<str>> {
        let keys: BTreeSet<&Arc<str>> = self.to.keys().chain(other.to.keys()).collect();
        keys.into_iter().filter(|key| self.to(key) != other.to(key)).cloned().collect()
    }
}

/// How often something may go back and forth between persons at one moment.
pub const MOST_DEPTH: u32 = 1_000;

/// How many rounds a run may have.
pub const MOST_ROUNDS: usize = 10_000;

/// Persons who say things to each other without end.
#[derive(Clone, PartialEq, Debug)]
pub struct Endless {
    /// When.
    pub time: Instant,
    /// Those who were told something last.
    pub people: Vec<Arc<str>>,
    /// What they were told.
    pub inputs: Vec<Input>,
}

impl Endless {
    /// Who goes on, where and when, in words.
    #[must_use]
    pub fn describe(&self, program: &Program) -> String {
        let entered = self.inputs.iter().filter_map(|input| match input {
            Input::Enter(entrance) => Some(&*program.flows[entrance.flow].name),
            _ => None,
        });
        let flows: BTreeSet<&str> = entered.collect();
        let people = List::of(self.people.iter().take(SHOWN).map(|key| &**key));
        let time = Value::Datetime(self.time).show(program.zone);
        format!("flows add people to each other without end: {people} to {}, last at {time}", List::of(flows))
    }
}

/// How many of those who go on without end are named.
const SHOWN: usize = 5;

/// Everybody who is played, and what they said last.
pub struct Exchange<'a> {
    stage: &'a Stage<'a>,
    between: &'a dyn Between,
    /// Somebody of the data.
    subject: &'a (dyn Fn(&str) -> Option<Subject> + Sync),
    cast: BTreeMap<Arc<str>, Played>,
    voices: BTreeMap<Arc<str>, Vec<Heard>>,
}

impl<'a> Exchange<'a> {
    /// Nobody has been played yet.
    #[must_use]
    pub fn new(
        stage: &'a Stage<'a>,
        between: &'a dyn Between,
        subject: &'a (dyn Fn(&str) -> Option<Subject> + Sync),
    ) -> Exchange<'a> {
        Exchange { stage, between, subject, cast: BTreeMap::new(), voices: BTreeMap::new() }
    }

    /// Plays those with these keys, and whomever is spoken to, until what is said is stable; that comes with them.
    ///
    /// # Errors
    ///
    /// Who goes on without end, if somebody does.
    pub fn settle(
        mut self,
        keys: impl IntoIterator<Item = Arc<str>>,
    ) -> Result<(BTreeMap<Arc<str>, Played>, Sayings), Endless> {
        let mut sayings = self.between.says(&[]);
        let mut due: BTreeSet<Arc<str>> = keys.into_iter().chain(sayings.to.keys().cloned()).collect();
        for _ in 0..MOST_ROUNDS {
            self.round(&due, &sayings);
            let heard = self.heard();
            if heard.iter().any(|heard| heard.depth > MOST_DEPTH) {
                break;
            }
            let next = self.between.says(&heard);
            due = sayings.changed(&next);
            sayings = next;
            if due.is_empty() {
                return Ok((self.cast, sayings));
            }
        }
        Err(endless(&due, &sayings))
    }

    /// Plays those whose turn it is. Whom nobody speaks to any more, and the data do not have, is gone.
    fn round(&mut self, due: &BTreeSet<Arc<str>>, sayings: &Sayings) {
        let due: Vec<&Arc<str>> = due.iter().collect();
        let play = |key: &Arc<str>| play(self.stage, self.between, key, (self.subject)(key), sayings);
        let played: Vec<Option<Played>> = due.par_iter().map(|key| play(key)).collect();
        for (key, played) in due.into_iter().zip(played) {
            self.voices.remove(key);
            match played {
                Some(mut played) => {
                    let heard = std::mem::take(&mut played.heard);
                    if !heard.is_empty() {
                        self.voices.insert(key.clone(), heard);
                    }
                    self.cast.insert(key.clone(), played);
                }
                None => {
                    self.cast.remove(key);
                }
            }
        }
    }

    /// Everything that was heard of everybody, in order.
    fn heard(&self) -> Vec<Heard> {
        let mut heard: Vec<Heard> = self.voices.values().flatten().cloned().collect();
        heard.sort_by(|one, other| {
            let order = |heard: &Heard| (heard.moment(), heard.sequence);
            let (left, right) = (order(one), order(other));
            left.0.cmp(&right.0).then_with(|| one.person.cmp(&other.person)).then(left.1.cmp(&right.1))
        });
        heard
    }
}

/// Plays a person with what others say to them, and hears what concerns others. Whom the data do not have and nobody speaks
/// to is nobody.
pub(super) fn play(
    stage: &Stage,
    between: &dyn Between,
    key: &Arc<str>,
    subject: Option<Subject>,
    sayings: &Sayings,
) -> Option<Played> {
    let mut said = sayings.to(key).to_vec();
    if let Some(subject) = subject {
        return Some(stage.play_told(subject, said, Some(between)));
    }
    let first = said.first_mut()?;
    between.introduce(first);
    let begin = stage.begin.max(Some(first.time)).filter(|_| stage.begin.is_some());
    let attributes = sayings.made.get(key)?.clone();
    let (further, events, others) = (Vec::new(), Vec::new(), Vec::new());
    let subject = Subject { key: key.clone(), attributes, further, events, others };
    Some(Stage { begin, ..*stage }.play_told(subject, said, Some(between)))
}

/// What goes on without end, of what was said last: the latest of it.
fn endless(due: &BTreeSet<Arc<str>>, sayings: &Sayings) -> Endless {
    let last: Vec<(&Arc<str>, &Saying)> =
        due.iter().filter_map(|key| Some((key, sayings.to(key).last()?))).collect();
    Endless {
        time: last.iter().map(|(_, saying)| saying.time).max().unwrap_or(Instant::FIRST),
        people: last.iter().map(|(key, _)| (*key).clone()).collect(),
        inputs: last.into_iter().map(|(_, saying)| saying.input.clone()).collect(),
    }
}
