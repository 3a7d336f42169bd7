//! Questions over one batch whose events are gathered, person by person.

use std::sync::Arc;

use super::bound::Persons;
use super::counts::Counted;
use super::events::{Kinds, Search};
use super::marks::{Marked, Marks};
use super::measure::{self, Total, bring_near};
use super::part::Results;
use super::question::{Group, Measured};
use super::sequence::{Follower, Walk, is_followed};
use super::sieve::{FEW, whose};
use crate::columns::{Batch, Since, mask};

/// A group made ready for a batch.
#[derive(Debug)]
pub(super) struct Gathering {
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
    /// From when on events are too late, if some event of the batch is.
    late: Option<Since>,
}

/// A question about values.
#[derive(Debug)]
struct Measure {
    /// Whether the one before looks at something else.
    is_of_another_cell: bool,
    /// The start of its window.
    since: Since,
    /// The answer where there is no value.
    of_nothing: bool,
    /// Nothing where the columns cannot tell.
    bound: Option<measure::Bound>,
}

impl Gathering {
    pub(super) fn new(group: &Arc<Group>, batch: &Batch, kinds: &mut Kinds) -> Gathering {
        let search = group.selection.events.bind(batch, kinds);
        let followed = group.selection.followed.iter().map(|link| link.bind(batch, kinds)).collect();
        let ticks = batch.events.ticks();
        let mut last = None;
        let measure = |Measured { wanted, cell, from, .. }: &Measured| Measure {
            is_of_another_cell: last.replace(*cell) != Some(*cell),
            since: ticks.since(*from),
            of_nothing: wanted.of_nothing(),
            bound: wanted.bind(*cell, batch),
        };
        let measures = group.measured.iter().map(measure).collect();
        Gathering {
            since: ticks.since(group.earliest),
            steps: group.ladder.starts().map(|from| ticks.since(from)).collect(),
            late: (ticks.last() > search.until).then(|| ticks.since(search.until + 1)),
            group: Arc::clone(group),
            search,
            followed,
            measures,
            depth: group.depth(),
        }
    }

    /// The questions how many events there are.
    pub(super) fn counted(&self) -> &[Counted] {
        &self.group.counted
    }

    /// The questions about values.
    pub(super) fn measured(&self) -> &[Measured] {
        &self.group.measured
    }

    /// How many rungs it has.
    pub(super) fn rungs(&self) -> usize {
        self.group.rungs.len()
    }

    /// The answers about values where there is none.
    pub(super) fn of_nothing(&self) -> impl Iterator<Item = bool> {
        self.measures.iter().map(|measure| measure.of_nothing)
    }

    /// How far back it looks.
    pub(super) fn since(&self) -> Since {
        self.since
    }

    /// Goes through the events of the wanted persons. The results are clear.
    pub(super) fn fold(&self, persons: &Persons, marked: &mut Marked, wanted: u64, results: &mut Results) {
        for kinds in self.followed.iter().map(Follower::kinds).chain([self.search.kinds]) {
            marked.set(kinds, persons.all_places());
        }
        let marks = marked.get(self.search.kinds);
        let wanted = self.ahead(persons, marks, wanted, results);
        if wanted == 0 {
            return;
        }
        if wanted.count_ones() > FEW {
            self.sweep(persons, marks, wanted, results);
        } else {
            self.visit(persons, marks, wanted, results);
        }
        if self.depth < usize::MAX || !self.group.selection.is_plain() {
            self.choose(persons, marked, results);
        }
        self.look_at_all(persons, results);
    }

    /// Answers for everybody at once what can be, and leaves out who has no events in the window, if that is worth while. The
    /// others are left.
    fn ahead(&self, persons: &Persons, marks: &Marks, wanted: u64, results: &mut Results) -> u64 {
        let Results { crowd, reached, .. } = results;
        if self.measures.is_empty() && self.group.selection.is_plain() {
            let busy = crowd.gather(persons, marks, wanted);
            crowd.climb(&self.group.ladder, &self.steps, persons, reached);
            return busy | self.take_back_late(persons, marks, reached);
        }
        if wanted.count_ones() > FEW && !self.followed.is_empty() {
            return crowd.gather(persons, marks, wanted) | crowd.since(self.since, persons);
        }
        wanted
    }

    /// Takes the rungs of those persons back whose newest event is too late, and says who they are. Late events can only be too
    /// many, so whoever reaches nothing with them reaches nothing.
    fn take_back_late(&self, persons: &Persons, marks: &Marks, reached: &mut [u64]) -> u64 {
        if self.late.is_none() {
            return 0;
        }
        let is_late = |person: &usize| {
            let newest = marks.newest_first(persons.places(*person)).next();
            newest.is_some_and(|place| self.is_late(place, persons))
        };
        let some = reached.iter().fold(0, |all, rung| all | rung);
        let late = mask::rows(&[some]).filter(is_late).fold(0, |late, person| late | 1 << person);
        reached.iter_mut().for_each(|rung| *rung &= !late);
        late
    }

    /// Gathers the events of the kinds that lie in the window, from one event to the next: each says whose it is. No look
    /// hangs on what another one found, so none waits for another.
    fn sweep(&self, persons: &Persons, marks: &Marks, wanted: u64, results: &mut Results) {
        let Results { places, ends, .. } = results;
        marks.for_each(|place| places.push(place as u32));
        let starts = persons.first_places();
        let mut kept = 0;
        for at in 0..places.len() {
            let place = places[at];
            let person = whose(place, &starts);
            places[kept] = place;
            kept += usize::from(self.is_in_window(place as usize, persons) & (wanted >> person & 1 == 1));
        }
        places.truncate(kept);
        for (at, place) in places.iter().enumerate() {
            match ends.last_mut() {
                Some((last, end)) if starts[*last] <= *place => *end = at + 1,
                _ => ends.push((whose(*place, &starts), at + 1)),
            }
        }
    }

    /// Gathers the same events, from one person to the next.
    fn visit(&self, persons: &Persons, marks: &Marks, wanted: u64, results: &mut Results) {
        let Results { places, ends, .. } = results;
        for person in mask::rows(&[wanted]) {
            let events = marks.newest_first(persons.places(person));
            let recent =
                events.take_while(|place| persons.ticks.is_within(*place, self.since, persons.times));
            places.extend(recent.filter(|place| !self.is_late(*place, persons)).map(|place| place as u32));
            ends.push((person, places.len()));
        }
    }

    /// Keeps those of the gathered events that the group is about.
    fn choose(&self, persons: &Persons, marked: &Marked, results: &mut Results) {
        let Results { places, ends, unknown, .. } = results;
        if !self.followed.is_empty() {
            bring_near(persons.times, places);
        }
        let mut walks = Vec::with_capacity(self.followed.len());
        let (mut begin, mut kept) = (0, 0);
        for (person, end) in ends {
            walks.clear();
            walks.extend(self.followed.iter().map(|link| link.walk(persons, *person, marked)));
            let chosen = self.choose_of(&mut places[kept..*end], begin - kept, &mut walks, persons);
            *unknown |= u64::from(chosen.is_none()) << *person;
            kept += chosen.unwrap_or(0);
            begin = std::mem::replace(end, kept);
        }
        places.truncate(kept);
    }

    /// Puts those of a person's events that the group is about in front, and says how many they are. There are others before
    /// the first one. Nothing where the columns cannot tell.
    fn choose_of(
        &self,
        places: &mut [u32],
        first: usize,
        walks: &mut [Walk],
        persons: &Persons,
    ) -> Option<usize> {
        let mut kept = 0;
        for at in first..places.len() {
            if kept == self.depth {
                break;
            }
            let place = places[at] as usize;
            if self.search.takes(place, persons)? && is_followed(walks, place, persons)? {
                places[kept] = places[at];
                kept += 1;
            }
        }
        Some(kept)
    }

    /// Whether the event at a place is neither too early nor too late.
    #[inline]
    fn is_in_window(&self, place: usize, persons: &Persons) -> bool {
        persons.ticks.is_within(place, self.since, persons.times) & !self.is_late(place, persons)
    }

    /// Whether the event at a place is too late.
    #[inline]
    fn is_late(&self, place: usize, persons: &Persons) -> bool {
        self.late.is_some_and(|late| persons.ticks.is_within(place, late, persons.times))
    }

    /// Looks at the gathered events of all persons.
    fn look_at_all(&self, persons: &Persons, results: &mut Results) {
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
        results.reach(person, self.group.ladder.climb(places, &self.steps, persons));
        let mut total = Total::default();
        for (measure, (yes, unknown)) in self.measures.iter().zip(&mut results.measured) {
            if measure.is_of_another_cell {
                total = Total::default();
            }
            let within =
                places.partition_point(|place| ticks.is_within(*place as usize, measure.since, times));
            let answer = measure.answer(&places[..within], &mut total, &mut results.sorted);
            *unknown |= u64::from(answer.is_none()) << person;
            *yes = *yes & !(1 << person) | u64::from(answer == Some(true)) << person;
        }
    }
}

impl Measure {
    fn bring_near(&self, places: &[u32]) {
        if let (true, Some(measure::Bound::Values(measure))) = (self.is_of_another_cell, &self.bound) {
            measure.bring_near(places);
        }
    }

    /// The answer for these events, of which some are in the total already; nothing where the columns cannot tell.
    fn answer(&self, places: &[u32], total: &mut Total, room: &mut Vec<u32>) -> Option<bool> {
        match &self.bound {
            _ if places.is_empty() => Some(self.of_nothing),
            Some(measure::Bound::Nothing) => Some(self.of_nothing),
            Some(measure::Bound::Values(measure)) => measure.answer(places, total, room),
            None => None,
        }
    }
}
