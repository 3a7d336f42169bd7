//! A group of questions over one batch.

use std::sync::Arc;

use super::bound::Persons;
use super::crowd::Crowd;
use super::events::{Kinds, Search};
use super::marks::{Marks, NewestFirst};
use super::measure;
use super::question::{Counted, Group, Measured};
use super::sequence::{Follower, Walk, is_followed};
use crate::columns::{Batch, Since, mask};

/// A group made ready for a batch.
#[derive(Debug)]
pub(super) struct Part {
    group: Arc<Group>,
    search: Search,
    followed: Vec<Follower>,
    /// One for each measured question of the group.
    measures: Vec<Measure>,
    /// How many of the newest events are enough.
    depth: usize,
    /// How far back it looks.
    since: Since,
    /// The starts of the windows of the ladder's steps.
    steps: Vec<Since>,
    /// Whether some event of the batch is too late.
    has_late: bool,
}

/// A question about values.
#[derive(Debug)]
struct Measure {
    /// The start of its window.
    since: Since,
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
    /// The gathered events of one person after the other, the newest first.
    places: Vec<u32>,
    /// Whose they are, and where they end.
    ends: Vec<(usize, usize)>,
    sorted: Vec<u32>,
    crowd: Crowd,
}

impl Part {
    pub(super) fn new(group: &Arc<Group>, batch: &Batch, kinds: &mut Kinds) -> Part {
        let search = group.selection.events.bind(batch, kinds);
        let followed = group.selection.followed.iter().map(|link| link.bind(batch, kinds)).collect();
        let ticks = batch.events.ticks();
        let measure = |Measured { wanted, cell, from, .. }: &Measured| Measure {
            since: ticks.since(*from),
            of_nothing: wanted.of_nothing(),
            bound: wanted.bind(*cell, batch),
        };
        let measures = group.measured.iter().map(measure).collect();
        Part {
            since: ticks.since(group.earliest),
            steps: group.ladder.steps.iter().map(|step| ticks.since(step.from)).collect(),
            has_late: ticks.last() > search.until,
            group: Arc::clone(group),
            search,
            followed,
            measures,
            depth: group.depth(),
        }
    }

    /// The leaves that it answers.
    pub(super) fn leaves(&self) -> impl Iterator<Item = usize> {
        self.group.leaves()
    }

    /// The places of the kinds of events that it looks at.
    pub(super) fn kinds(&self) -> impl Iterator<Item = usize> {
        std::iter::once(self.search.kinds).chain(self.followed.iter().map(Follower::kinds))
    }

    /// How far back it looks.
    pub(super) fn since(&self) -> Since {
        self.since
    }

    /// Goes through the events of the wanted persons. The results are clear.
    pub(super) fn fold(&self, persons: &Persons, all_marks: &[Marks], wanted: u64, results: &mut Results) {
        let marks = &all_marks[self.search.kinds];
        if self.depth == usize::MAX && self.group.selection.is_plain() {
            self.sweep(persons, marks, wanted, results);
            return self.look(persons, results);
        }
        let busy = results.crowd.gather(persons, marks, wanted);
        let others = if self.group.selection.is_plain() && self.measures.is_empty() {
            results.crowd.climb(&self.group.ladder, &self.steps, persons, &mut results.reached);
            if self.has_late { self.take_back_late(persons, marks, results) } else { 0 }
        } else {
            results.crowd.since(self.since, persons)
        };
        if busy | others == 0 {
            return;
        }
        let mut walks = Vec::with_capacity(self.followed.len());
        for person in mask::rows(&[busy | others]) {
            walks.clear();
            walks.extend(self.followed.iter().map(|link| link.walk(persons, person, all_marks)));
            let events = marks.newest_first(persons.places(person));
            if self.gather(persons, events, &mut walks, &mut results.places).is_none() {
                results.unknown |= 1 << person;
            }
            results.ends.push((person, results.places.len()));
        }
        self.look(persons, results);
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
            newest.is_some_and(|place| self.is_late(place, persons))
        };
        let late = mask::rows(&[reached]).filter(is_late).fold(0, |late, person| late | 1 << person);
        results.reached.iter_mut().for_each(|rung| *rung &= !late);
        late
    }

    /// Gathers those events that the group is about, the newest first. Nothing where the columns cannot tell.
    fn gather(
        &self,
        persons: &Persons,
        events: NewestFirst,
        walks: &mut [Walk],
        gathered: &mut Vec<u32>,
    ) -> Option<()> {
        let enough = gathered.len().saturating_add(self.depth);
        for place in events {
            if !persons.ticks.is_within(place, self.since, persons.times) {
                break;
            }
            if self.is_late(place, persons)
                || !self.search.takes(place, persons)?
                || !is_followed(walks, place, persons)?
            {
                continue;
            }
            gathered.push(place as u32);
            if gathered.len() >= enough {
                break;
            }
        }
        Some(())
    }

    /// Whether the event at a place is too late.
    #[inline]
    fn is_late(&self, place: usize, persons: &Persons) -> bool {
        self.has_late && persons.times[place] > self.search.until
    }

    /// Gathers all events of the kinds that are recent enough. What is looked at hangs on nothing that was seen before, so no
    /// look waits for another one.
    fn sweep(&self, persons: &Persons, marks: &Marks, wanted: u64, results: &mut Results) {
        let Results { places, ends, .. } = results;
        for person in mask::rows(&[wanted]) {
            marks.gather(persons.places(person), places);
            ends.push((person, places.len()));
        }
        let (mut begin, mut kept) = (0, 0);
        for (_, end) in ends {
            for at in begin..*end {
                let place = places[at] as usize;
                places[kept] = places[at];
                let is_recent = persons.ticks.is_within(place, self.since, persons.times);
                kept += usize::from(is_recent && !self.is_late(place, persons));
            }
            begin = std::mem::replace(end, kept);
        }
        places.truncate(kept);
    }

    /// Looks at the gathered events of all persons.
    fn look(&self, persons: &Persons, results: &mut Results) {
        let (places, ends) = (std::mem::take(&mut results.places), std::mem::take(&mut results.ends));
        self.measures.iter().for_each(|measure| measure.bring_near(&places));
        let mut begin = 0;
        for (person, end) in &ends {
            if begin < *end {
                self.look_at(*person, &places[begin..*end], persons, results);
            }
            begin = *end;
        }
        (results.places, results.ends) = (places, ends);
    }

    /// Looks at the gathered events of a person.
    fn look_at(&self, person: usize, places: &[u32], persons: &Persons, results: &mut Results) {
        let Persons { times, ticks, .. } = persons;
        results.reach(person, self.group.ladder.climb(places, times));
        for (measure, (yes, unknown)) in self.measures.iter().zip(&mut results.measured) {
            let within =
                places.partition_point(|place| ticks.is_within(*place as usize, measure.since, times));
            let answer = measure.answer(&places[..within], &mut results.sorted);
            *unknown |= u64::from(answer.is_none()) << person;
            *yes = *yes & !(1 << person) | u64::from(answer == Some(true)) << person;
        }
    }
}

impl Measure {
    fn bring_near(&self, places: &[u32]) {
        if let Some(measure::Bound::Values(measure)) = &self.bound {
            measure.bring_near(places);
        }
    }

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
    /// The results for persons without events.
    pub(super) fn clear(&mut self, part: &Part) {
        let of_nothing = part.measures.iter().map(|measure| if measure.of_nothing { u64::MAX } else { 0 });
        self.unknown = 0;
        self.places.clear();
        self.ends.clear();
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
