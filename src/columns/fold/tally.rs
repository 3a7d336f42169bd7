//! Numbers of events where nothing but kinds and times matters: up to sixteen are counted at once.
//!
//! Each number that is asked for has a lane. A table has for each kind of event and each [stretch](super::stretches) of time a
//! row that says which lanes count such an event, and a person's events are the sum of their rows. So an event costs the same
//! however many questions there are, and nobody's events are gone through twice.

use std::ops::Range;
use std::sync::Arc;

use super::bound::Persons;
use super::counts::{Amounts, Counted};
use super::events::{Events, Kinds};
use super::sieve::Look;
use super::stretches::Stretches;
use crate::columns::column::for_codes;
use crate::columns::{Batch, Since, mask};
use crate::program::{EventId, Id};

/// Questions about numbers of events.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    lanes: Vec<Lane>,
    counted: Vec<Counted>,
}

/// Whether there are at least so many events of some kinds in a window, both ends included.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Lane {
    kinds: Vec<EventId>,
    from: i64,
    until: i64,
    least: u8,
}

/// How many lanes there are: as many bytes as all processors add at once.
const LANES: usize = 16;
const _: () = assert!(2 * LANES <= Stretches::MOST);

/// A byte for each lane.
type Bytes = [u8; LANES];

/// A tally of the events of a batch.
#[derive(Debug)]
pub(super) struct Counter {
    tally: Arc<Tally>,
    stretches: Stretches,
    /// For each kind and stretch what an event adds. The last kind stands for all behind it, which nobody asks for.
    rows: Vec<Bytes>,
    last_kind: usize,
    /// How many are wanted.
    least: Bytes,
    /// How far back somebody looks.
    since: Since,
    /// What a question looks at.
    looks: Vec<(usize, Look)>,
}

/// Who reaches which lane: persons in rows of eight, each having a bit of its row in the byte of the lane.
#[derive(Default)]
struct Grid([Bytes; 8]);

impl Tally {
    /// Adds a question about all events of some kinds that happened since a moment, if there is room.
    pub(super) fn add(&mut self, leaf: usize, events: &Events, from: i64, amounts: &Amounts) -> bool {
        let few = amounts.rungs().all(|least| u8::try_from(least).is_ok());
        if !few || self.lanes.len() + amounts.rungs().count() > LANES {
            return false;
        }
        let lane = |least: u64| {
            let lane = Lane { kinds: events.kinds.clone(), from, until: events.until, least: least as u8 };
            self.lanes.iter().position(|known| *known == lane).unwrap_or_else(|| {
                self.lanes.push(lane);
                self.lanes.len() - 1
            })
        };
        self.counted.push(amounts.question(leaf, lane));
        true
    }
}

impl Counter {
    /// So many rungs may be reached.
    pub(super) const RUNGS: usize = LANES;

    pub(super) fn new(tally: &Arc<Tally>, batch: &Batch, kinds: &mut Kinds) -> Counter {
        let Tally { lanes, counted } = &**tally;
        let ticks = batch.events.ticks();
        let ends = lanes.iter().flat_map(|lane| [lane.from, lane.until.saturating_add(1)]);
        let stretches = Stretches::new(ends.collect(), ticks);
        let asked_for = lanes.iter().flat_map(|lane| &lane.kinds).map(|kind| kind.index() + 1);
        let last_kind = asked_for.max().unwrap_or(0);
        let look = |counted: &Counted| {
            let lane = &lanes[counted.rungs().next()?];
            Some((counted.leaf, Look { kinds: kinds.place(&lane.kinds), since: ticks.since(lane.from) }))
        };
        let mut least = [u8::MAX; LANES];
        least.iter_mut().zip(lanes).for_each(|(least, lane)| *least = lane.least);
        Counter {
            rows: rows(lanes, &stretches, last_kind),
            stretches,
            last_kind,
            least,
            since: ticks.since(lanes.iter().map(|lane| lane.from).min().unwrap_or(i64::MAX)),
            looks: counted.iter().filter_map(look).collect(),
            tally: Arc::clone(tally),
        }
    }

    /// The questions that it answers.
    pub(super) fn counted(&self) -> &[Counted] {
        &self.tally.counted
    }

    /// What the due questions look at.
    pub(super) fn looks(&self, due: &[bool]) -> impl Iterator<Item = Look> {
        self.looks.iter().filter(|(leaf, _)| due[*leaf]).map(|(_, look)| *look)
    }

    /// How far back it looks.
    pub(super) fn since(&self) -> Since {
        self.since
    }

    /// Says for each lane which of the wanted persons reach it.
    pub(super) fn count(&self, persons: &Persons, wanted: u64, reached: &mut [u64]) {
        let mut grid = Grid::default();
        match persons.kinds {
            None => self.fill(persons, wanted, |places| std::iter::repeat_n(0, places.len()), &mut grid),
            Some(codes) => for_codes!(codes, codes => {
                let kinds = |places: Range<usize>| codes[places].iter().map(|kind| *kind as usize);
                self.fill(persons, wanted, kinds, &mut grid);
            }),
        }
        reached.iter_mut().enumerate().for_each(|(lane, reached)| *reached = grid.word(lane));
    }

    fn fill<K: DoubleEndedIterator<Item = usize> + ExactSizeIterator>(
        &self,
        persons: &Persons,
        wanted: u64,
        kinds: impl Fn(Range<usize>) -> K,
        grid: &mut Grid,
    ) {
        for person in mask::rows(&[wanted]) {
            let places = persons.places(person);
            let counts = self.counts(persons, places.clone(), kinds(places));
            grid.add(person, &counts, &self.least);
        }
    }

    /// What the events at some places add up to, which are of these kinds.
    #[inline]
    fn counts(
        &self,
        persons: &Persons,
        places: Range<usize>,
        kinds: impl DoubleEndedIterator<Item = usize> + ExactSizeIterator,
    ) -> Bytes {
        let mut counts: Bytes = [0; LANES];
        let (ticks, times) = (&persons.ticks.events()[places.clone()], &persons.times[places]);
        for (at, (tick, kind)) in ticks.iter().zip(kinds).enumerate().rev() {
            if !self.since.may_have(*tick) {
                break;
            }
            let stretch = self.stretches.of(*tick, || times[at]);
            let row = &self.rows[kind.min(self.last_kind) * self.stretches.len() + stretch];
            counts.iter_mut().zip(row).for_each(|(count, more)| *count = count.saturating_add(*more));
        }
        counts
    }
}

/// The rows of all kinds up to the last one, which nobody asks for.
fn rows(lanes: &[Lane], stretches: &Stretches, last_kind: usize) -> Vec<Bytes> {
    let mut rows = vec![[0; LANES]; (last_kind + 1) * stretches.len()];
    for (at, lane) in lanes.iter().enumerate() {
        for kind in &lane.kinds {
            for stretch in stretches.within(lane.from, lane.until) {
                rows[kind.index() * stretches.len() + stretch][at] = 1;
            }
        }
    }
    rows
}

impl Grid {
    /// Marks the lanes that a person reaches.
    #[inline]
    fn add(&mut self, person: usize, counts: &Bytes, least: &Bytes) {
        let bit = 1 << (person % 8);
        for ((bits, count), least) in self.0[person / 8 % 8].iter_mut().zip(counts).zip(least) {
            *bits |= if count >= least { bit } else { 0 };
        }
    }

    /// A bit for each person who reaches a lane.
    fn word(&self, lane: usize) -> u64 {
        u64::from_le_bytes(std::array::from_fn(|row| self.0[row][lane]))
    }
}
