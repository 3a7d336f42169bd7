//! Runs of segments, and how they become one.
//!
//! A segment holds events of one person in order of time: the person, a number of bytes, and in these each event with the
//! time since the one before. So a segment can be moved without a look into it.

use std::cell::RefCell;
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use super::bytes::{Reader, put, put_bytes, put_signed};
use super::{Spill, damaged};
use crate::value::Instant;

/// Where runs stand.
#[derive(Debug)]
pub(super) enum Place {
    /// In memory.
    Memory(Vec<u8>),
    /// In a file.
    File(Spilled),
}

/// A file of segments.
#[derive(Debug)]
pub(super) struct Spilled {
    file: Box<dyn Spill>,
    length: u64,
    /// What tells it from other files.
    number: u64,
}

/// What a thread has read of a file. Who goes through it in order reads more than is asked for, so that the system is asked
/// once for some thousands of persons and not for each.
#[derive(Default)]
struct Ahead {
    number: u64,
    start: u64,
    bytes: Vec<u8>,
    /// Where the range before ended.
    end: u64,
}

/// How many bytes are read ahead.
const AHEAD: u64 = 1 << 17;

thread_local! {
    static READ: RefCell<Ahead> = RefCell::default();
}

impl Spilled {
    /// A file that has nothing in it.
    pub(super) fn new(file: Box<dyn Spill>) -> Spilled {
        static FILES: AtomicU64 = AtomicU64::new(1);
        Spilled { file, length: 0, number: FILES.fetch_add(1, Ordering::Relaxed) }
    }

    fn append(&mut self, more: &[u8]) -> io::Result<()> {
        self.file.append(more)?;
        self.length += more.len() as u64;
        Ok(())
    }

    /// Shows bytes that do not change any more to a reader.
    fn read<T>(&self, range: Range<u64>, look: impl FnOnce(&[u8]) -> T) -> io::Result<T> {
        READ.with_borrow_mut(|ahead| {
            ahead.hold(self, range.clone())?;
            let from = (range.start - ahead.start) as usize;
            let bytes = ahead.bytes.get(from..from + (range.end - range.start) as usize);
            Ok(look(bytes.ok_or_else(damaged)?))
        })
    }
}

impl Ahead {
    /// Sees to it that a range is there.
    fn hold(&mut self, of: &Spilled, range: Range<u64>) -> io::Result<()> {
        let is_there = self.number == of.number
            && self.start <= range.start
            && range.end <= self.start + self.bytes.len() as u64;
        if !is_there {
            let goes_on = self.number == of.number && self.end == range.start;
            let more = if goes_on { AHEAD } else { 0 };
            let end = range.end.max((range.start + more).min(of.length));
            self.bytes.clear();
            self.bytes.resize((end - range.start) as usize, 0);
            // Until it has been read, it is nothing.
            self.number = 0;
            of.file.read_at(range.start, &mut self.bytes)?;
            (self.number, self.start) = (of.number, range.start);
        }
        self.end = range.end;
        Ok(())
    }
}

impl Default for Place {
    fn default() -> Place {
        Place::Memory(Vec::new())
    }
}

impl Place {
    fn len(&self) -> u64 {
        match self {
            Place::Memory(bytes) => bytes.len() as u64,
            Place::File(spilled) => spilled.length,
        }
    }

    fn append(&mut self, more: &[u8]) -> io::Result<()> {
        match self {
            Place::Memory(bytes) => {
                bytes.extend_from_slice(more);
                Ok(())
            }
            Place::File(spilled) => spilled.append(more),
        }
    }

    /// Shows bytes to a reader.
    pub(super) fn read<T>(&self, range: Range<u64>, look: impl FnOnce(&[u8]) -> T) -> io::Result<T> {
        match self {
            Place::Memory(bytes) => {
                let range = range.start as usize..range.end as usize;
                Ok(look(bytes.get(range).ok_or_else(damaged)?))
            }
            Place::File(spilled) => spilled.read(range, look),
        }
    }
}

/// A segment that is being made.
#[derive(Debug, Default)]
pub(super) struct Segment {
    bytes: Vec<u8>,
    last: i64,
}

impl Segment {
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.last = 0;
    }

    /// Adds an event that is no earlier than the one before.
    pub(super) fn add(&mut self, time: Instant, payload: &[u8]) {
        self.begin_event(time).extend_from_slice(payload);
    }

    /// Adds such an event, of which everything but its time is to be written there.
    pub(super) fn begin_event(&mut self, time: Instant) -> &mut Vec<u8> {
        put_signed(&mut self.bytes, time.micros() - self.last);
        self.last = time.micros();
        &mut self.bytes
    }
}

/// Reads a segment: whose it is, and what is in it.
pub(super) fn segment<'a>(reader: &mut Reader<'a>) -> Option<(u32, &'a [u8])> {
    let member = u32::try_from(reader.number()?).ok()?;
    Some((member, reader.bytes()?))
}

/// How many bytes are handed on at once.
const BLOCK: usize = 1 << 18;

/// The runs so far.
#[derive(Debug, Default)]
pub(super) struct Runs {
    place: Place,
    /// What is still to be handed on.
    block: Vec<u8>,
    runs: Vec<Range<u64>>,
    /// The last person of all segments, as long as persons come in order.
    last: u32,
    is_mixed: bool,
    /// Where the segments of persons begin, as long as persons come in order.
    starts: Vec<u64>,
}

impl Runs {
    /// Moves everything to a file, unless it is in one.
    pub(super) fn move_to(&mut self, file: impl FnOnce() -> io::Result<Box<dyn Spill>>) -> io::Result<()> {
        if let Place::Memory(bytes) = &mut self.place {
            let bytes = std::mem::take(bytes);
            self.place = Place::File(Spilled::new(file()?));
            self.place.append(&bytes)?;
        }
        Ok(())
    }

    /// Begins a run.
    pub(super) fn begin(&mut self) {
        self.runs.push(self.len()..self.len());
    }

    fn len(&self) -> u64 {
        self.place.len() + self.block.len() as u64
    }

    /// How many bytes are held in memory.
    pub(super) fn held(&self) -> u64 {
        let block = self.block.len() as u64;
        match &self.place {
            Place::Memory(bytes) => bytes.len() as u64 + block,
            Place::File(_) => block,
        }
    }

    /// Adds a segment to the run. Persons in a run come in order.
    pub(super) fn add(&mut self, member: u32, segment: &Segment) -> io::Result<()> {
        self.put(member, &segment.bytes)
    }

    fn put(&mut self, member: u32, segment: &[u8]) -> io::Result<()> {
        if member < self.last {
            self.is_mixed = true;
            self.starts = Vec::new();
        }
        self.last = member;
        if !self.is_mixed && self.starts.len() <= member as usize {
            let start = self.len();
            self.starts.resize(member as usize + 1, start);
        }
        put(&mut self.block, member.into());
        put_bytes(&mut self.block, segment);
        if self.block.len() >= BLOCK { self.hand_on() } else { Ok(()) }
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.place.append(&self.block)?;
        self.block.clear();
        Ok(())
    }

    /// Ends the run.
    pub(super) fn end(&mut self) -> io::Result<()> {
        self.hand_on()?;
        let end = self.len();
        if let Some(run) = self.runs.last_mut() {
            run.end = end;
        }
        Ok(())
    }

    /// The one run that all of them become, with the place where each person's segments begin, and the end. `room` makes
    /// room for it where persons are mixed.
    pub(super) fn into_one(
        self,
        members: usize,
        room: impl FnOnce() -> io::Result<Place>,
    ) -> io::Result<(Place, Vec<u64>)> {
        let Runs { place, mut starts, .. } = if self.is_mixed { self.merged(room()?)? } else { self };
        starts.resize(members + 1, place.len());
        Ok((place, starts))
    }

    /// Goes through all runs at once, person by person.
    fn merged(self, place: Place) -> io::Result<Runs> {
        let mut merged = Runs { place, ..Runs::default() };
        let mut cursors: Vec<Cursor<'_>> =
            self.runs.iter().map(|run| Cursor::new(&self.place, run.clone())).collect::<io::Result<_>>()?;
        while let Some(member) = cursors.iter().filter_map(Cursor::member).min() {
            for cursor in cursors.iter_mut().filter(|cursor| cursor.member() == Some(member)) {
                merged.put(member, cursor.segment())?;
                cursor.go_on()?;
            }
        }
        merged.hand_on()?;
        Ok(merged)
    }
}

/// A place in a run.
struct Cursor<'a> {
    place: &'a Place,
    /// What of the run is still to be read.
    rest: Range<u64>,
    block: Vec<u8>,
    /// How much of the block is behind.
    at: usize,
    /// The segment at hand, by its place in the block, and whose it is.
    segment: Option<(u32, Range<usize>)>,
}

impl<'a> Cursor<'a> {
    fn new(place: &'a Place, rest: Range<u64>) -> io::Result<Cursor<'a>> {
        let mut cursor = Cursor { place, rest, block: Vec::new(), at: 0, segment: None };
        cursor.go_on()?;
        Ok(cursor)
    }

    fn member(&self) -> Option<u32> {
        self.segment.as_ref().map(|(member, _)| *member)
    }

    fn segment(&self) -> &[u8] {
        self.segment.as_ref().map_or(&[], |(_, range)| &self.block[range.clone()])
    }

    /// Goes on to the next segment.
    fn go_on(&mut self) -> io::Result<()> {
        let mut wanted = BLOCK as u64;
        loop {
            let mut reader = Reader::new(&self.block[self.at..]);
            if let Some((member, segment)) = segment(&mut reader) {
                let end = self.block.len() - reader.left();
                self.segment = Some((member, end - segment.len()..end));
                self.at = end;
                return Ok(());
            }
            if self.rest.is_empty() {
                self.segment = None;
                return if self.at == self.block.len() { Ok(()) } else { Err(damaged()) };
            }
            self.block.drain(..self.at);
            self.at = 0;
            let end = self.rest.end.min(self.rest.start + wanted);
            let block = &mut self.block;
            self.place.read(self.rest.start..end, |bytes| block.extend_from_slice(bytes))?;
            self.rest.start = end;
            // A segment that is longer than a block takes few rounds, however long it is.
            wanted *= 2;
        }
    }
}
