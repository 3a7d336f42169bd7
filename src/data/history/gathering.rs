//! Events in any order, on their way to runs.
//!
//! Files mostly come in order of persons and time. As long as they do, an event becomes bytes of a run at once. One that comes
//! too early ends that run; from there on rows are gathered until the room is full, and sorted.

use std::sync::Arc;
use std::{io, mem};

use rayon::prelude::*;

use super::runs::{Place, Runs, Segment, Spilled};
use super::{Form, History, Payload, Scratch, Summary};
use crate::value::Instant;

/// How many bytes may be gathered before they are put in order. A run of them is sorted at once, so twice as much is held.
const ROOM: usize = 64 << 20;

/// The most that can be gathered: places in it are numbers of 32 bits.
const MOST: usize = 1 << 31;

/// Takes events in any order.
#[derive(Debug)]
pub(in crate::data) struct Gathering {
    /// How events are written down.
    pub(in crate::data) form: Form,
    scratch: Option<Arc<dyn Scratch>>,
    room: usize,
    /// The person and the time of the last event of a run that is written as events come, if there is such a run.
    last: Option<(u32, Instant)>,
    /// The segment of that person.
    segment: Segment,
    rows: Vec<Row>,
    bytes: Vec<u8>,
    runs: Runs,
    /// For each person, the latest event so far.
    latest: Vec<Instant>,
    summary: Summary,
    failure: Option<io::Error>,
}

/// An event that has been gathered.
#[derive(Clone, Copy, Debug)]
struct Row {
    member: u32,
    /// Where it stands among what has been gathered.
    start: u32,
    length: u32,
    time: Instant,
}

impl Row {
    fn order(&self) -> (u32, Instant) {
        (self.member, self.time)
    }
}

impl Gathering {
    /// Everything is held in memory, until there is [another place](Gathering::spill_to).
    pub(in crate::data) fn new(form: Form) -> Gathering {
        Gathering {
            form,
            scratch: None,
            room: MOST,
            last: None,
            segment: Segment::default(),
            rows: Vec::new(),
            bytes: Vec::new(),
            runs: Runs::default(),
            latest: Vec::new(),
            summary: Summary::default(),
            failure: None,
        }
    }

    /// From now on, what does not fit into so much room goes there.
    pub(in crate::data) fn spill_to(&mut self, scratch: Arc<dyn Scratch>, room: Option<usize>) {
        self.scratch = Some(scratch);
        self.room = room.unwrap_or(ROOM).min(MOST);
    }

    /// Adds an event. What goes wrong in writing is told of at the end.
    pub(in crate::data) fn add(&mut self, member: u32, time: Instant, payload: &Payload<'_>) {
        self.note(member, time);
        if self.rows.is_empty() && self.last.is_none_or(|last| last <= (member, time)) {
            self.append(member, time, payload);
        } else {
            self.gather(member, time, payload);
        }
    }

    /// Adds an event behind all others of a run.
    fn append(&mut self, member: u32, time: Instant, payload: &Payload<'_>) {
        match self.last {
            None => self.runs.begin(),
            Some((last, _)) if last != member => self.attempt(|gathering| gathering.end_segment(last)),
            Some(_) => {}
        }
        self.last = Some((member, time));
        self.form.write(payload, self.segment.begin_event(time));
    }

    fn end_segment(&mut self, member: u32) -> io::Result<()> {
        self.runs.add(member, &self.segment)?;
        self.segment.clear();
        match &self.scratch {
            Some(scratch) if self.runs.held() >= self.room as u64 => self.runs.move_to(|| scratch.file()),
            _ => Ok(()),
        }
    }

    /// Ends the run that is written as events come.
    fn end_straight_run(&mut self) {
        if let Some((last, _)) = self.last.take() {
            self.attempt(|gathering| {
                gathering.end_segment(last)?;
                gathering.runs.end()
            });
        }
    }

    /// Adds an event to those that are to be sorted.
    fn gather(&mut self, member: u32, time: Instant, payload: &Payload<'_>) {
        self.end_straight_run();
        let start = self.bytes.len();
        self.form.write(payload, &mut self.bytes);
        let length = (self.bytes.len() - start) as u32;
        self.rows.push(Row { member, start: start as u32, length, time });
        if self.bytes.len() + self.rows.len() * mem::size_of::<Row>() >= self.room {
            self.end_run(true);
        }
    }

    /// Does something that may go wrong, unless something did before.
    fn attempt(&mut self, work: impl FnOnce(&mut Self) -> io::Result<()>) {
        if self.failure.is_none() {
            self.failure = work(self).err();
        }
    }

    fn note(&mut self, member: u32, time: Instant) {
        let Summary { events, out_of_order, first, last, .. } = &mut self.summary;
        *events += 1;
        *first = Some(first.map_or(time, |first| first.min(time)));
        *last = Some(last.map_or(time, |last| last.max(time)));
        let member = member as usize;
        if self.latest.len() <= member {
            self.latest.resize(member + 1, Instant::FIRST);
        }
        let latest = &mut self.latest[member];
        *out_of_order += u64::from(time < *latest);
        *latest = time.max(*latest);
    }

    /// Writes what has been gathered; to a file, if there is too much of it.
    fn end_run(&mut self, is_full: bool) {
        if !self.rows.is_empty() {
            self.attempt(|gathering| gathering.write_run(is_full));
        }
        self.rows.clear();
        self.bytes.clear();
    }

    fn write_run(&mut self, is_full: bool) -> io::Result<()> {
        if let Some(scratch) = self.scratch.as_ref().filter(|_| is_full) {
            self.runs.move_to(|| scratch.file())?;
        }
        if !self.rows.is_sorted_by_key(Row::order) {
            self.rows.par_sort_by_key(Row::order);
        }
        let mut segment = Segment::default();
        self.runs.begin();
        for rows in self.rows.chunk_by(|one, other| one.member == other.member) {
            segment.clear();
            for row in rows {
                let (start, length) = (row.start as usize, row.length as usize);
                segment.add(row.time, &self.bytes[start..start + length]);
            }
            self.runs.add(rows[0].member, &segment)?;
        }
        self.runs.end()
    }

    /// Ends the gathering. The places of persons are below `members`.
    pub(in crate::data) fn finish(mut self, members: usize) -> io::Result<History> {
        self.end_straight_run();
        self.end_run(false);
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let Gathering { form, scratch, runs, summary, .. } = self;
        let (place, starts) = runs.into_one(members, || match &scratch {
            Some(scratch) => scratch.file().map(|file| Place::File(Spilled::new(file))),
            None => Ok(Place::default()),
        })?;
        let mut history = History { place, starts, form, summary, ..History::default() };
        history.look_for_ids()?;
        Ok(history)
    }
}
