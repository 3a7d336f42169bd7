//! A group of questions over one batch.

use std::sync::Arc;

use super::bound::Persons;
use super::crowd::Crowd;
use super::marks::Marks;
use super::measure;
use super::question::{Counted, Group, Measured};
use super::test::Test;
use crate::columns::{Batch, mask};
use crate::program::Owner;

/// A group made ready for a batch.
#[derive(Debug)]
pub(super) struct Part {
    group: Arc<Group>,
    filter: Filter,
    /// One for each measured question of the group.
    measures: Vec<Measure>,
    /// How many of the newest events are enough.
    depth: usize,
}

#[derive(Debug)]
enum Filter {
    None,
    Test(Test),
    /// The columns cannot tell.
    Unknown,
}

/// A question about values.
#[derive(Debug)]
struct Measure {
    /// The answer where there is no value.
    of_nothing: bool,
    /// Nothing where the columns cannot tell.
    bound: Option<measure::Bound>,
}

/// What is found out about 64 persons, and room for the events of one.
#[derive(Debug, Default)]
pub(super) struct Results {
    /// For each rung, who reaches it.
    reached: Vec<u64>,
    /// For each measure, where the answer is yes and where it is unknown.
    measured: Vec<(u64, u64)>,
    /// Of whom nothing is known.
    unknown: u64,
    places: Vec<u32>,
    sorted: Vec<u32>,
}

impl Part {
    pub(super) fn new(group: &Arc<Group>, batch: &Batch) -> Part {
        let filter = match &group.selection.filter {
            None => Filter::None,
            Some(filter) => filter.bind(batch).map_or(Filter::Unknown, Filter::Test),
        };
        let measure = |Measured { wanted, cell, .. }: &Measured| Measure {
            of_nothing: wanted.of_nothing(),
            bound: wanted.bind(*cell, batch),
        };
        let measures = group.measured.iter().map(measure).collect();
        Part { group: Arc::clone(group), filter, measures, depth: group.depth() }
    }

    /// The leaves that it answers.
    pub(super) fn leaves(&self) -> impl Iterator<Item = usize> {
        self.group.leaves()
    }

    /// Goes through the events of the wanted persons.
    pub(super) fn fold(&self, persons: &Persons, marks: &Marks, wanted: u64, results: &mut Results) {
        results.clear(self);
        let (crowd, busy) = Crowd::gather(persons, marks, wanted);
        let others = if self.group.selection.is_plain() && self.measures.is_empty() {
            crowd.climb(&self.group.ladder, persons.times, &mut results.reached);
            self.take_back_late(persons, marks, results)
        } else {
            crowd.recent(self.group.earliest, persons.times)
        };
        for person in mask::rows(&[busy | others]) {
            if self.gather(persons, marks.newest_first(persons.places(person)), &mut results.places) {
                self.look(person, persons.times, results);
            } else {
                results.unknown |= 1 << person;
            }
        }
    }

    /// Who gets which answer: for each leaf, where it is yes and where it is unknown.
    pub(super) fn give(&self, results: &Results, mut give: impl FnMut(usize, u64, u64)) {
        let known = !results.unknown;
        for Counted { leaf, yes } in &self.group.counted {
            let from = |low: Option<usize>| low.map_or(u64::MAX, |low| results.reached[low]);
            let until = |high: Option<usize>| high.map_or(u64::MAX, |high| !results.reached[high]);
            let yes = yes.iter().fold(0, |all, (low, high)| all | from(*low) & until(*high));
            give(*leaf, yes & known, results.unknown);
        }
        for (measured, (yes, unknown)) in self.group.measured.iter().zip(&results.measured) {
            give(measured.leaf, yes & known & !unknown, results.unknown | unknown);
        }
    }

    /// Takes the rungs of those persons back whose newest event is too late, and says who they are. Late events can only be too
    /// many, so whoever reaches nothing with them reaches nothing.
    fn take_back_late(&self, persons: &Persons, marks: &Marks, results: &mut Results) -> u64 {
        let reached = results.reached.iter().fold(0, |all, rung| all | rung);
        let is_late = |person: &usize| {
            let newest = marks.newest_first(persons.places(*person)).next();
            newest.is_some_and(|place| persons.times[place] > self.group.selection.until)
        };
        let late = mask::rows(&[reached]).filter(is_late).fold(0, |late, person| late | 1 << person);
        results.reached.iter_mut().for_each(|rung| *rung &= !late);
        late
    }

    /// Gathers those events that the group is about, the newest first. False where the columns cannot tell.
    fn gather(
        &self,
        persons: &Persons,
        events: impl Iterator<Item = usize>,
        gathered: &mut Vec<u32>,
    ) -> bool {
        gathered.clear();
        let selection = &self.group.selection;
        for place in events {
            let time = persons.times[place];
            if time < self.group.earliest {
                break;
            }
            if time > selection.until || !selection.owner.is_none_or(|owner| belongs(persons, place, owner)) {
                continue;
            }
            match &self.filter {
                Filter::None => {}
                Filter::Test(test) if test.holds(place) => {}
                Filter::Test(_) => continue,
                Filter::Unknown => return false,
            }
            gathered.push(place as u32);
            if gathered.len() >= self.depth {
                break;
            }
        }
        true
    }

    /// Looks at the gathered events of a person.
    fn look(&self, person: usize, times: &[i64], results: &mut Results) {
        if results.places.is_empty() {
            return;
        }
        results.reach(person, self.group.ladder.climb(&results.places, times));
        let measures = self.group.measured.iter().zip(&self.measures);
        for ((measured, measure), (yes, unknown)) in measures.zip(&mut results.measured) {
            let within = results.places.partition_point(|place| times[*place as usize] >= measured.from);
            let answer = measure.answer(&results.places[..within], &mut results.sorted);
            *unknown |= u64::from(answer.is_none()) << person;
            *yes = *yes & !(1 << person) | u64::from(answer == Some(true)) << person;
        }
    }
}

impl Measure {
    /// The answer for these events; nothing where the columns cannot tell.
    fn answer(&self, places: &[u32], room: &mut Vec<u32>) -> Option<bool> {
        match &self.bound {
            _ if places.is_empty() => Some(self.of_nothing),
            Some(measure::Bound::Nothing) => Some(self.of_nothing),
            Some(measure::Bound::Values(measure)) => measure.answer(places, room),
            None => None,
        }
    }
}

impl Results {
    fn clear(&mut self, part: &Part) {
        let of_nothing = part.measures.iter().map(|measure| if measure.of_nothing { u64::MAX } else { 0 });
        self.unknown = 0;
        self.reached.clear();
        self.reached.resize(part.group.rungs.len(), 0);
        self.measured.clear();
        self.measured.extend(of_nothing.map(|yes| (yes, 0)));
    }

    /// The person reaches these rungs.
    #[inline]
    fn reach(&mut self, person: usize, rungs: u64) {
        if rungs != 0 {
            for (rung, word) in self.reached.iter_mut().enumerate() {
                *word |= (rungs >> rung & 1) << person;
            }
        }
    }
}

/// Whether what an event belongs to is the wanted element, or the wanted flow.
fn belongs(persons: &Persons, place: usize, wanted: Owner) -> bool {
    let found = persons.owners.and_then(|owners| owners[place]);
    found.is_some_and(|found| {
        found.flow == wanted.flow && (wanted.element.is_none() || wanted.element == found.element)
    })
}
