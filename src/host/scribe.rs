//! The trace and the effects of a run, written down while it goes on.
//!
//! Persons are played in any order and on all threads, and lines stand in order of time. So the lines of some persons are
//! put in order and appended to a temporary file, and in the end those runs of lines are merged. What is held in memory
//! does not depend on how much is done.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::scratch::{OpenFile, ScratchFolder};
use super::simulate::Step;
use super::trace::Names;

/// Who is handed what was done, as it is done.
pub trait Scribe: Sync {
    /// Everybody is played from the start: what was taken so far does not count.
    fn begin(&self);

    /// Takes what was done for some persons: all of each, in order of the persons and as it was done. Persons are places
    /// among the keys.
    fn take(&self, steps: Vec<Step>, keys: &dyn Fn(u32) -> Arc<str>);
}

/// Which lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lines {
    /// Everything that was done.
    Trace,
    /// What is handed to the outside.
    Effects,
}

/// Writes down lines of some kinds.
#[derive(Debug)]
pub struct LineScribe<'a> {
    names: Names<'a>,
    folder: ScratchFolder,
    written: Vec<(Lines, Mutex<Written>)>,
}

/// The lines of a kind.
#[derive(Debug, Default)]
struct Written {
    file: Option<OpenFile>,
    runs: Vec<Range<u64>>,
    /// The first thing that went wrong.
    failure: Option<io::Error>,
}

impl<'a> LineScribe<'a> {
    /// For these kinds of lines, with temporary files in a folder.
    #[must_use]
    pub fn new(names: Names<'a>, kinds: &[Lines], folder: ScratchFolder) -> LineScribe<'a> {
        let written = kinds.iter().map(|kind| (*kind, Mutex::default())).collect();
        LineScribe { names, folder, written }
    }

    /// Writes the lines of a kind in order.
    ///
    /// # Errors
    ///
    /// Fails when `out` does, or the temporary file did.
    pub fn write(&self, kind: Lines, out: &mut dyn Write) -> io::Result<()> {
        self.each(kind, &mut |line| {
            out.write_all(line)?;
            out.write_all(b"\n")
        })
    }

    /// Hands the lines of a kind on in order, without line ends.
    ///
    /// # Errors
    ///
    /// Fails when `take` does, or the temporary file did.
    pub fn each(&self, kind: Lines, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let of_kind = self.written.iter().find(|(known, _)| *known == kind);
        of_kind.map_or(Ok(()), |(_, written)| lock(written).merge(take))
    }

    fn line(&self, kind: Lines, person: &str, step: &Step) -> Option<String> {
        match kind {
            Lines::Trace => Some(self.names.line(person, step)),
            Lines::Effects => self.names.effect_line(person, step),
        }
    }
}

impl Scribe for LineScribe<'_> {
    fn begin(&self) {
        self.written.iter().for_each(|(_, written)| *lock(written) = Written::default());
    }

    fn take(&self, mut steps: Vec<Step>, keys: &dyn Fn(u32) -> Arc<str>) {
        steps.sort_by_key(|step| step.record.time);
        for (kind, written) in &self.written {
            let mut run = Vec::new();
            for step in &steps {
                if let Some(line) = self.line(*kind, &keys(step.person), step) {
                    put(&mut run, order(step), &line);
                }
            }
            lock(written).append(&run, &self.folder);
        }
    }
}

fn lock(written: &Mutex<Written>) -> MutexGuard<'_, Written> {
    written.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What lines are ordered by: the moment, then the person. All of a person at one moment is in one run.
type Order = (i64, u32);

fn order(step: &Step) -> Order {
    (step.record.time.micros(), step.person)
}

/// How many bytes stand before each line.
const HEAD: usize = 16;

fn put(run: &mut Vec<u8>, (time, person): Order, line: &str) {
    run.extend(time.to_le_bytes());
    run.extend(person.to_le_bytes());
    run.extend((line.len() as u32).to_le_bytes());
    run.extend(line.as_bytes());
}

impl Written {
    fn append(&mut self, run: &[u8], folder: &ScratchFolder) {
        if self.failure.is_some() || run.is_empty() {
            return;
        }
        let file = match &mut self.file {
            Some(file) => Ok(file),
            none => folder.new_file().map(|file| none.insert(file)),
        };
        match file.and_then(|file| file.write(run)) {
            Ok(start) => self.runs.push(start..start + run.len() as u64),
            Err(error) => self.failure = Some(error),
        }
    }

    /// Goes through all runs at once, line by line.
    fn merge(&mut self, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let Some(file) = &self.file else { return Ok(()) };
        let mut cursors = Vec::with_capacity(self.runs.len());
        let mut next = BinaryHeap::new();
        for (at, run) in self.runs.iter().enumerate() {
            let mut cursor = Cursor { file, rest: run.clone(), block: Vec::new(), at: 0 };
            next.extend(cursor.order()?.map(|order| Reverse((order, at))));
            cursors.push(cursor);
        }
        while let Some(Reverse((order, at))) = next.pop() {
            let cursor = &mut cursors[at];
            let mut following = Some(order);
            while following == Some(order) {
                take(cursor.line()?)?;
                following = cursor.order()?;
            }
            next.extend(following.map(|order| Reverse((order, at))));
        }
        Ok(())
    }
}

/// A place in a run.
struct Cursor<'a> {
    file: &'a OpenFile,
    /// What of the run is still to be read.
    rest: Range<u64>,
    block: Vec<u8>,
    at: usize,
}

impl Cursor<'_> {
    /// How much is read at once.
    const BLOCK: u64 = 1 << 15;

    /// The order of the line at hand; nothing at the end.
    fn order(&mut self) -> io::Result<Option<Order>> {
        if self.at == self.block.len() && self.rest.is_empty() {
            return Ok(None);
        }
        let head = self.bytes(HEAD)?;
        Ok(Some((i64::from_le_bytes(part(head, 0)?), u32::from_le_bytes(part(head, 8)?))))
    }

    /// The line at hand, which is behind then.
    fn line(&mut self) -> io::Result<&[u8]> {
        let length = u32::from_le_bytes(part(self.bytes(HEAD)?, 12)?) as usize;
        self.bytes(HEAD + length)?;
        let start = self.at + HEAD;
        self.at = start + length;
        Ok(&self.block[start..self.at])
    }

    /// So many bytes from here on.
    fn bytes(&mut self, count: usize) -> io::Result<&[u8]> {
        if self.block.len() - self.at < count {
            self.block.drain(..self.at);
            self.at = 0;
            let missing = (count - self.block.len()) as u64;
            let end = self.rest.end.min(self.rest.start + missing.max(Cursor::BLOCK));
            let old = self.block.len();
            self.block.resize(old + (end - self.rest.start) as usize, 0);
            self.file.read(self.rest.start, &mut self.block[old..])?;
            self.rest.start = end;
        }
        self.block.get(self.at..self.at + count).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// The bytes of a number at a place of a head.
fn part<const N: usize>(head: &[u8], at: usize) -> io::Result<[u8; N]> {
    let bytes = head.get(at..at + N).and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}
