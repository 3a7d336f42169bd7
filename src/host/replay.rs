//! The persons of a run, played again one by one: who looks at what was done person by person needs nothing of it kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::crossing::Crossing;
use super::exchange;
use super::play::{Played, Stage};
use super::simulate::{Options, Run, Settled, Step, Subject, Subjects, in_order};
use crate::journey::{Person, Record, Stepper};
use crate::program::Program;

/// What was done for a person in a run.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// All of it, in order.
    pub steps: Vec<Step>,
    /// The person as the run leaves them; nobody where requests for a contact that is none were turned down.
    pub person: Option<Person>,
}

/// The persons of a run.
pub trait Deeds: Sync {
    /// What was done for the person at a place among the keys of the run.
    fn of(&self, person: usize) -> Done;
}

/// The persons of a run, by what it found to hold for everybody.
#[derive(Debug)]
pub struct Replay<'a, S: ?Sized> {
    stepper: Stepper<'a>,
    subjects: &'a S,
    options: &'a Options,
    settled: &'a Settled,
    keys: &'a [Arc<str>],
    places: Vec<(Arc<str>, usize)>,
    crossing: Option<Crossing<'a>>,
    turned_down: BTreeMap<Arc<str>, Vec<Record>>,
}

impl<'a, S: Subjects + ?Sized> Replay<'a, S> {
    /// Of a run with these subjects and options.
    #[must_use]
    pub fn new(program: &'a Program, subjects: &'a S, options: &'a Options, run: &'a Run) -> Replay<'a, S> {
        let crossing = Crossing::of(program, subjects, &options.requests);
        Replay {
            stepper: run.settled.stepper(program, options),
            subjects,
            options,
            settled: &run.settled,
            keys: &run.keys,
            places: in_order(subjects),
            turned_down: crossing
                .as_ref()
                .map_or_else(BTreeMap::new, |crossing| crossing.turned_down(options.until)),
            crossing,
        }
    }

    fn play(&self, key: &Arc<str>) -> Option<Played> {
        let stage = Stage {
            stepper: &self.stepper,
            outside: &self.settled.outside,
            begin: self.settled.begin,
            until: self.options.until,
            from: self.stepper.opens(),
            keeper: self.options.keeper,
            passes_over: !self.options.keeps_histories(),
        };
        match &self.crossing {
            Some(crossing) => exchange::play(&stage, crossing, key, self.subject(key), &self.settled.sayings),
            None => self.subject(key).map(|subject| stage.play(subject)),
        }
    }

    fn subject(&self, key: &Arc<str>) -> Option<Subject> {
        let at = self.places.binary_search_by(|(known, _)| known.cmp(key)).ok()?;
        Some(self.subjects.subject(self.places[at].1))
    }
}

impl<S: Subjects + ?Sized> Deeds for Replay<'_, S> {
    fn of(&self, person: usize) -> Done {
        let key = &self.keys[person];
        let (mut records, played) = match self.play(key) {
            Some(Played { records, person, .. }) => (records, Some(person.without_history())),
            None => (Vec::new(), None),
        };
        records.extend(self.turned_down.get(key).into_iter().flatten().cloned());
        records.sort_by_key(|record| record.time);
        let rank = u32::try_from(person).unwrap_or(u32::MAX);
        let steps = records.into_iter().map(|record| Step { person: rank, record }).collect();
        Done { steps, person: played }
    }
}
