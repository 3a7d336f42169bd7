//! What happened to everybody, in a form of a few bytes an event: in memory as long as it is little, else in a file.
//!
//! Events come in any order. They are gathered until the room for that is full, put in order by person and time, and
//! written as a *run*. A run is made of segments, one for each person in it. In the end the runs become one, in which the
//! segments of a person stand side by side, in the order in which they were given. That costs nothing where persons come
//! one after the other already, and a copy of the bytes where they do not.
//!
//! **Architecture Invariant:** events of one moment keep the order in which they were given, however the input is cut into
//! files and however much room there is: a run is sorted stably, and runs follow each other as their events did.

mod bytes;
mod form;
mod gathering;
mod runs;
mod scratch;
mod values;

use std::collections::HashSet;
use std::io;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use bytes::Reader;
pub(super) use form::{Form, Payload, Properties};
pub(super) use gathering::Gathering;
use runs::Place;
pub use scratch::{Scratch, Spill};

use crate::eval::Event;
use crate::value::Instant;

/// What happened to everybody.
#[derive(Debug, Default)]
pub(super) struct History {
    place: Place,
    /// For each person, where the segments begin; and the end of all.
    starts: Vec<u64>,
    form: Form,
    summary: Summary,
    /// The first thing that went wrong in reading.
    failure: Mutex<Option<io::Error>>,
}

/// What there is to say of all events together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// How many there are, those that came twice counted once.
    pub events: u64,
    /// How many had the id of an event of the same person that came before, and do not count.
    pub twice: u64,
    /// How many stood behind a later event of the same person. They are put in order.
    pub out_of_order: u64,
    /// How many were left out since the project does not declare such events.
    pub undeclared: u64,
    /// How many rows were left out since something was wrong with them: of people as well.
    pub wrong_rows: u64,
    /// When the first one happened.
    pub first: Option<Instant>,
    /// When the last one happened.
    pub last: Option<Instant>,
}

/// The events of one person.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Past {
    /// Those that somebody looks at, in order.
    pub events: Vec<Event>,
    /// When the others happened, in no order.
    pub others: Vec<Instant>,
}

impl History {
    /// The events of the person at a place. What cannot be read is kept as the [failure](History::failure).
    pub(super) fn of(&self, member: usize) -> Past {
        self.read(member).unwrap_or_else(|error| {
            self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            Past::default()
        })
    }

    /// What went wrong in reading, if something did; what was read is not whole then.
    pub(super) fn failure(&self) -> Option<io::Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn summary(&self) -> Summary {
        self.summary
    }

    fn read(&self, member: usize) -> io::Result<Past> {
        let Some([start, end]) = self.starts.get(member..member + 2) else { return Ok(Past::default()) };
        let mut past = Past::default();
        self.place.read(*start..*end, |bytes| self.decode(bytes, &mut past))??;
        if self.form.has_ids {
            let mut seen = HashSet::new();
            past.events.retain(|event| event.id.as_ref().is_none_or(|id| seen.insert(id.clone())));
            let others = past.events.extract_if(.., |event| !self.form.looks_at(event.definition));
            past.others.extend(others.map(|event| event.time));
        }
        Ok(past)
    }

    fn decode(&self, bytes: &[u8], past: &mut Past) -> io::Result<()> {
        let mut reader = Reader::new(bytes);
        let mut segments = 0;
        while !reader.is_at_end() {
            let segment = runs::segment(&mut reader).ok_or_else(damaged)?.1;
            let alone = segments == 0 && reader.is_at_end();
            self.form.read_segment(segment, alone, past).ok_or_else(damaged)?;
            segments += 1;
        }
        if segments > 1 {
            past.events.sort_by_key(|event| event.time);
        }
        Ok(())
    }

    /// Counts each event once: where there are ids, that takes a look at all of them.
    fn look_for_ids(&mut self) -> io::Result<()> {
        if !self.form.has_ids {
            return Ok(());
        }
        let of_person = |member: usize| {
            self.read(member).map(|past| {
                let times = || past.events.iter().map(|event| event.time).chain(past.others.iter().copied());
                (times().count() as u64, times().min(), times().max())
            })
        };
        let put_together = |one: Counts, other: Counts| {
            let first = one.1.into_iter().chain(other.1).min();
            Ok((one.0 + other.0, first, one.2.max(other.2)))
        };
        let members = 0..self.starts.len().saturating_sub(1);
        let (events, first, last) =
            members.into_par_iter().map(of_person).try_reduce(Counts::default, put_together)?;
        let twice = self.summary.events - events;
        self.summary = Summary { events, twice, first, last, ..self.summary };
        Ok(())
    }
}

/// How many events there are, and when the first and the last one happened.
type Counts = (u64, Option<Instant>, Option<Instant>);

/// Nobody but this process writes these bytes, so this is a fault of the disk.
fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "what was written down for a while has been changed")
}
