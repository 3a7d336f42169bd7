//! Who has events of some kinds at all.
//!
//! Most people have none of a rare kind. So one goes through those events first, which are few, and looks up whose each is;
//! only these people are gone through then.

use super::bound::Persons;
use super::marks::{Marked, Marks};
use crate::columns::{Since, WORD};

/// Events that a question looks at: those of some kinds since a moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// The place of the kinds among all that are looked for.
    pub(super) kinds: usize,
    pub(super) since: Since,
}

/// Keeps those persons who may have events that are looked at.
#[derive(Debug)]
pub(super) struct Sieve(Vec<Look>);

/// So few persons are gone through at once.
pub(super) const FEW: u32 = 8;

impl Sieve {
    /// For all who have something of what is looked at.
    pub(super) fn new(looks: impl Iterator<Item = Look>) -> Sieve {
        let mut all: Vec<Look> = Vec::new();
        for look in looks {
            match all.iter_mut().find(|known| known.kinds == look.kinds) {
                Some(known) => known.since = known.since.earlier(look.since),
                None => all.push(look),
            }
        }
        Sieve(all)
    }

    /// The places of the kinds that are looked at.
    pub(super) fn kinds(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|look| look.kinds)
    }

    /// Those of the wanted persons who may have such events.
    pub(super) fn keep(&self, wanted: u64, persons: &Persons, marked: &mut Marked) -> u64 {
        if wanted.count_ones() <= FEW {
            return wanted;
        }
        let having = |look: &Look| having(marked.set(look.kinds, persons.all_places()), look.since, persons);
        wanted & self.0.iter().map(having).fold(0, |all, one| all | one)
    }
}

/// Who has marked events that may lie in a window. No look hangs on what another one found, so none waits for another.
fn having(marks: &Marks, since: Since, persons: &Persons) -> u64 {
    let (starts, ticks) = (persons.first_places(), persons.ticks.events());
    let mut having = 0;
    marks.for_each(|place| {
        having |= u64::from(since.may_have(ticks[place])) << whose(place as u32, &starts);
    });
    having
}

/// The last of the persons whose events begin at a place or before it.
#[inline]
pub(super) fn whose(place: u32, starts: &[u32; WORD]) -> usize {
    let steps = WORD.trailing_zeros();
    (0..steps).rev().fold(0, |person, step| {
        // A sum, where a choice might become a branch that nobody can foresee.
        person + (usize::from(starts[(person + (1 << step)) % WORD] <= place) << step)
    })
}
