//! Sets of people: who satisfies which conditions at a moment.
//!
//! Persons are independent of each other, so they are looked at in parallel, in batches of a fixed size. The results are put
//! together in the order of the persons: they are the same whatever the number of threads.

mod evaluation;
mod planning;
mod wanted;

pub use evaluation::{Conditions, FAULTS, Members, SetEngine};
pub use planning::plan;
pub use wanted::wanted;

use rayon::prelude::*;

use crate::data::Population;
use crate::eval::{Context, Engine, Fault, Visible};
use crate::program::{ExpressionId, Program};
use crate::value::{Instant, Text};

/// How many persons are looked at between two reports of progress.
const BATCH: usize = 512;

/// Who satisfies a condition.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Membership {
    /// The places of the persons in the population, ascending.
    pub members: Vec<u32>,
    /// How many persons there were for whom something went wrong; what did is empty for them.
    pub faulty: u64,
    /// The first faults, each kind once, with the person.
    pub faults: Vec<(Text, Fault)>,
}

impl Membership {
    /// How many persons satisfy the condition.
    #[must_use]
    pub fn count(&self) -> usize {
        self.members.len()
    }

    /// The keys of those who do, in the order of the population.
    pub fn ids<'a>(&'a self, population: &'a Population) -> impl Iterator<Item = &'a str> {
        self.members.iter().map(|&place| population.key(place as usize).as_str())
    }

    fn append(&mut self, mut later: Membership) {
        self.members.append(&mut later.members);
        self.faulty += later.faulty;
        later.faults.into_iter().for_each(|(person, fault)| self.keep(person, fault));
    }

    fn keep(&mut self, person: Text, fault: Fault) {
        let known = self.faults.iter().any(|(_, known)| known.location == fault.location);
        if !known && self.faults.len() < FAULTS {
            self.faults.push((person, fault));
        }
    }
}

/// Who satisfies each of these conditions at `now`, as the account sees it. `progress` is told of every batch of persons.
/// The engine belongs to the program.
#[must_use]
pub fn select(
    program: &Program,
    engine: &Engine,
    population: &Population,
    conditions: &[ExpressionId],
    now: Instant,
    progress: &(dyn Fn(usize) + Sync),
) -> Vec<Membership> {
    let batches: Vec<Vec<Membership>> = (0..population.len().div_ceil(BATCH))
        .into_par_iter()
        .map(|batch| {
            let places = batch * BATCH..population.len().min((batch + 1) * BATCH);
            let size = places.len();
            let found = select_batch(program, engine, population, conditions, now, places);
            progress(size);
            found
        })
        .collect();
    let mut whole = vec![Membership::default(); conditions.len()];
    for batch in batches {
        whole.iter_mut().zip(batch).for_each(|(membership, later)| membership.append(later));
    }
    whole
}

fn select_batch(
    program: &Program,
    engine: &Engine,
    population: &Population,
    conditions: &[ExpressionId],
    now: Instant,
    places: std::ops::Range<usize>,
) -> Vec<Membership> {
    let mut found = vec![Membership::default(); conditions.len()];
    let mut faults = Vec::new();
    for place in places {
        let person = population.person(place);
        let context = Context {
            program,
            facts: &person,
            now,
            zone: program.zone,
            variables: &[],
            visible: Visible::All,
            random: None,
        };
        for (condition, membership) in conditions.iter().zip(&mut found) {
            if engine.holds(&context, *condition, &mut faults) {
                membership.members.push(place as u32);
            }
            membership.faulty += u64::from(!faults.is_empty());
            for fault in faults.drain(..) {
                membership.keep(population.key(place).clone(), fault);
            }
        }
    }
    found
}
