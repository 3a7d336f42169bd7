//! The events of many persons at once, a word for each.
//!
//! Whether an event is recent enough is a look into a long column of times, and mostly into one that is not in the cache. So
//! first it is found out for everybody which event that is, without looking, and then all of them are looked at one after the
//! other: no look waits for the one before it.

use super::bound::Persons;
use super::counts::Ladder;
use super::marks::Marks;
use crate::columns::{Since, WORD, mask};

/// Up to 64 persons who have events of a kind.
#[derive(Debug)]
pub(super) struct Crowd {
    /// The events of each, the newest being bit 0.
    events: [u64; WORD],
    /// The place behind the one that bit 0 is.
    ends: [usize; WORD],
    who: [u8; WORD],
    len: usize,
}

/// How many events are passed before those who have no more are left behind.
const STRIDE: u32 = 4;

impl Default for Crowd {
    fn default() -> Crowd {
        Crowd { events: [0; WORD], ends: [0; WORD], who: [0; WORD], len: 0 }
    }
}

impl Crowd {
    /// Gathers the marked events of the wanted persons, of those who have less than 64 events of all kinds. The others are
    /// returned.
    pub(super) fn gather(&mut self, persons: &Persons, marks: &Marks, wanted: u64) -> u64 {
        let (mut len, mut busy) = (0, 0);
        for person in mask::rows(&[wanted]) {
            let places = persons.places(person);
            if places.len() < WORD {
                let events = marks.before(places.end, places.len());
                // There are no more persons than places for them.
                let at = len % WORD;
                (self.events[at], self.ends[at], self.who[at]) = (events, places.end, person as u8);
                len += usize::from(events != 0);
            } else {
                busy |= 1 << person;
            }
        }
        self.len = len;
        busy
    }

    /// Climbs a ladder, whose windows start so: adds those who reach each rung.
    pub(super) fn climb(
        &mut self,
        ladder: &Ladder,
        starts: &[Since],
        persons: &Persons,
        reached: &mut [u64],
    ) {
        for ((passed, rung), since) in ladder.steps().zip(starts) {
            self.pass(passed);
            if self.len == 0 {
                return;
            }
            reached[rung] |= self.since(*since, persons);
        }
    }

    /// Whose newest event lies in a window.
    pub(super) fn since(&self, since: Since, persons: &Persons) -> u64 {
        let Persons { ticks, times, .. } = persons;
        let newest = |at: usize| self.ends[at] - 1 - self.events[at].trailing_zeros() as usize;
        let is_recent = |at: usize| u64::from(ticks.is_within(newest(at), since, times)) << self.who[at];
        (0..self.len).map(is_recent).fold(0, |all, one| all | one)
    }

    /// Passes by so many of the newest events of everybody, and leaves those behind who have no more.
    fn pass(&mut self, mut count: u32) {
        while count > 0 && self.len > 0 {
            let few = count.min(STRIDE);
            for _ in 0..few {
                self.events[..self.len].iter_mut().for_each(|events| *events &= events.wrapping_sub(1));
            }
            self.leave_behind();
            count -= few;
        }
    }

    fn leave_behind(&mut self) {
        let mut left = 0;
        for at in 0..self.len {
            let events = self.events[at];
            (self.events[left], self.ends[left], self.who[left]) = (events, self.ends[at], self.who[at]);
            left += usize::from(events != 0);
        }
        self.len = left;
    }
}
