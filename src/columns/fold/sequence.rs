//! Sequences: events that something comes behind.
//!
//! A person's events are gone through from the newest to the oldest, and so are those that may follow: each link walks behind
//! the one before it and keeps the last event that it came by and that is itself followed as the next link says. None of those
//! that follow is nearer, so one look at its time decides. Every link comes by each of its events once.

use std::iter::Peekable;

use super::bound::Persons;
use super::events::{Events, Kinds, Search};
use super::marks::{Marked, NewestFirst};
use crate::columns::Batch;
use crate::columns::plan::{self, Plan, micros};
use crate::value::window::following;
use crate::value::{Duration, Instant, Zone};

/// What comes, or must not come, behind an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Link {
    negated: bool,
    events: Events,
    within: Within,
}

/// How much later.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Within {
    Always,
    /// So many microseconds.
    Elapsed(i64),
    /// A length of months and what else is in it.
    Months(Duration, Zone),
}

/// A link for the events of a batch.
#[derive(Debug)]
pub(super) struct Follower {
    negated: bool,
    search: Search,
    within: Within,
}

/// How far a link has come among the events of a person.
pub(super) struct Walk<'m> {
    follower: &'m Follower,
    left: Peekable<NewestFirst<'m>>,
    nearest: Option<usize>,
}

impl Link {
    pub(super) fn of(plan: &Plan, link: &plan::Link) -> Option<Link> {
        let events = Events::of(plan, &[link.kind], link.owner, link.filter, link.range)?;
        Some(Link { negated: link.negated, events, within: link.within.map_or(Within::Always, Within::of) })
    }

    pub(super) fn bind(&self, batch: &Batch, kinds: &mut Kinds) -> Follower {
        Follower { negated: self.negated, search: self.events.bind(batch, kinds), within: self.within }
    }
}

impl Within {
    fn of((length, zone): (Duration, Zone)) -> Within {
        length.elapsed().map_or(Within::Months(length, zone), Within::Elapsed)
    }

    /// The last moment at which an event may follow one of this moment.
    fn last(self, time: i64) -> i64 {
        match self {
            Within::Always => i64::MAX,
            Within::Elapsed(length) => time.saturating_add(length),
            Within::Months(length, zone) => micros(following(length, Instant::from_micros(time), zone)).1,
        }
    }
}

impl Follower {
    /// The place of its kinds.
    pub(super) fn kinds(&self) -> usize {
        self.search.kinds
    }

    /// From the newest event of a person on.
    pub(super) fn walk<'m>(&'m self, persons: &Persons, person: usize, marked: &'m Marked) -> Walk<'m> {
        let left = marked.get(self.search.kinds).newest_first(persons.places(person)).peekable();
        Walk { follower: self, left, nearest: None }
    }
}

/// Whether the event at a place is followed as these links say, where no later one is asked for any more. Nothing where the
/// columns cannot tell.
pub(super) fn is_followed(links: &mut [Walk], place: usize, persons: &Persons) -> Option<bool> {
    let Some((Walk { follower, left, nearest }, further)) = links.split_first_mut() else {
        return Some(true);
    };
    while let Some(later) = left.next_if(|later| *later > place) {
        if follower.search.takes(later, persons)? && is_followed(further, later, persons)? {
            *nearest = Some(later);
        }
    }
    let last = || follower.within.last(persons.times[place]).min(follower.search.until);
    let comes = nearest.is_some_and(|nearest| persons.times[nearest] <= last());
    Some(comes != follower.negated)
}
