//! The merge of people and events by key.
//!
//! Chunks of both come in order. What belongs together becomes cells, which share the memory of their chunks: a cell ends where
//! a chunk of either ends. The last person of a chunk of events is held back, since the next chunk may go on with them.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use super::cells::Cell;
use super::chunks::{EventsChunk, PeopleChunk};
use super::persons::{compare, is_ascending};
use super::{KEY, ORDER, Unfit};
use crate::columns::Keys;

/// What has been read and is not in a cell yet.
#[derive(Default)]
pub(super) struct Sweep {
    /// People, each chunk with the rows that are left, which are never none.
    people: VecDeque<(Arc<PeopleChunk>, Range<usize>)>,
    /// The last person that was read.
    last: Option<Arc<PeopleChunk>>,
    /// The person that was held back: for each chunk, the place there.
    held: Vec<(Arc<EventsChunk>, usize)>,
}

impl Sweep {
    /// Takes more people.
    pub(super) fn people(&mut self, chunk: PeopleChunk) -> Result<(), Unfit> {
        let keys = chunk.all_keys();
        if keys.is_empty() {
            return Ok(());
        }
        let follows = self.last.as_ref().is_none_or(|last| {
            compare((last.all_keys(), last.all_keys().len() - 1), (keys, 0)) == Some(Ordering::Less)
        });
        if !follows || !is_ascending(keys) {
            return Err(ORDER);
        }
        let (chunk, rows) = (Arc::new(chunk), 0);
        self.last = Some(chunk.clone());
        let end = chunk.keys.len();
        if end > 0 {
            self.people.push_back((chunk, rows..end));
        }
        Ok(())
    }

    /// Whether people were read up to the last person of a chunk of events.
    pub(super) fn reaches(&self, chunk: &EventsChunk) -> Result<bool, Unfit> {
        let Some(end) = chunk.keys.len().checked_sub(1) else { return Ok(true) };
        let Some(last) = &self.last else { return Ok(false) };
        let order = compare((last.all_keys(), last.all_keys().len() - 1), (&chunk.keys, end)).ok_or(KEY)?;
        Ok(order != Ordering::Less)
    }

    /// Takes more events, for whose persons all people have been read.
    pub(super) fn events(&mut self, chunk: Arc<EventsChunk>, cells: &mut Vec<Cell>) -> Result<(), Unfit> {
        if chunk.keys.is_empty() {
            return Ok(());
        }
        if !is_ascending(&chunk.keys) {
            return Err(ORDER);
        }
        let mut first = 0;
        if let Some((held, run)) = self.held.first() {
            match compare((&held.keys, *run), (&chunk.keys, 0)).ok_or(KEY)? {
                Ordering::Greater => return Err(ORDER),
                Ordering::Equal => {
                    self.held.push((chunk.clone(), 0));
                    first = 1;
                }
                Ordering::Less => {}
            }
        }
        let last = chunk.keys.len() - 1;
        if first <= last {
            self.end_of_events(cells)?;
            self.runs(&chunk, first..last, cells)?;
            self.held.push((chunk, last));
        }
        Ok(())
    }

    /// Lets go of the person who was held back.
    pub(super) fn end_of_events(&mut self, cells: &mut Vec<Cell>) -> Result<(), Unfit> {
        let held = std::mem::take(&mut self.held);
        match &held[..] {
            [] => Ok(()),
            [(chunk, run)] => self.runs(chunk, *run..run + 1, cells),
            [(chunk, run), ..] => {
                let person = self.person(&chunk.keys, *run, cells)?;
                cells.push(Cell::Straddling(person, held));
                Ok(())
            }
        }
    }

    /// All people who are left, of whom there are no events.
    pub(super) fn rest(&mut self, cells: &mut Vec<Cell>) {
        for (chunk, rows) in self.people.drain(..) {
            Cell::side_by_side(Some((&chunk, rows)), None, cells);
        }
    }

    /// The persons of a chunk of events, with all people up to the last of them.
    fn runs(
        &mut self,
        events: &Arc<EventsChunk>,
        mut runs: Range<usize>,
        cells: &mut Vec<Cell>,
    ) -> Result<(), Unfit> {
        while !runs.is_empty() {
            let Some((people, rows)) = self.people.front_mut() else {
                Cell::side_by_side(None, Some((events, runs)), cells);
                return Ok(());
            };
            let (people, start) = (people.clone(), rows.start);
            let end = above(&people.keys, rows.clone(), (&events.keys, runs.end - 1))?;
            let to = if end < rows.end {
                runs.end
            } else {
                // This chunk of people may end before the events do.
                above(&events.keys, runs.clone(), (&people.keys, rows.end - 1))?
            };
            rows.start = end;
            if rows.start == rows.end {
                self.people.pop_front();
            }
            Cell::side_by_side(Some((&people, start..end)), Some((events, runs.start..to)), cells);
            runs.start = to;
        }
        Ok(())
    }

    /// The row of a person, if there is one. All people before go without events.
    fn person(
        &mut self,
        keys: &Keys,
        at: usize,
        cells: &mut Vec<Cell>,
    ) -> Result<Option<(Arc<PeopleChunk>, usize)>, Unfit> {
        while let Some((people, rows)) = self.people.front_mut() {
            let people = people.clone();
            let (start, end) = (rows.start, above(&people.keys, rows.clone(), (keys, at))?);
            rows.start = end;
            if rows.start == rows.end {
                self.people.pop_front();
            }
            if end == start {
                return Ok(None);
            }
            let found = compare((&people.keys, end - 1), (keys, at)) == Some(Ordering::Equal);
            Cell::side_by_side(Some((&people, start..end - usize::from(found))), None, cells);
            if found {
                return Ok(Some((people, end - 1)));
            }
        }
        Ok(None)
    }
}

/// Where the keys begin that are larger than another one.
fn above(keys: &Keys, places: Range<usize>, other: (&Keys, usize)) -> Result<usize, Unfit> {
    let (mut low, mut high) = (places.start, places.end);
    while low < high {
        let middle = low + (high - low) / 2;
        match compare((keys, middle), other).ok_or(KEY)? {
            Ordering::Greater => high = middle,
            _ => low = middle + 1,
        }
    }
    Ok(low)
}
