//! Files whose people or events do not stand in the order of keys: they are put in order by columns, within the memory that there is.
//!
//! Keys are cut into ranges of about the same size. All files are decoded once, and each row goes to the range of its key, in
//! memory or into a file for a while. Then each range is put in order by itself, and becomes chunks of people and of events as if
//! they had stood in the files so: from there on nothing is known of this.
//!
//! | question | answered in |
//! | --- | --- |
//! | what is read of people and of events | `input` |
//! | how much is held at a time | `memory` |
//! | where ranges begin | `bounds` |
//! | which properties share a column, whatever files they stand in | `aligned` |
//! | how rows come to their range | `pieces` |
//! | how texts are held of which there are few | `texts` |
//! | what a block of the file is | `stored` |
//! | how the rows of a range are put in order | `gathered` |
//! | what becomes of a range | `ranges` |

mod aligned;
mod bounds;
mod gathered;
mod input;
mod memory;
mod pieces;
mod ranges;
mod stored;
mod texts;

use std::sync::Arc;

use arrow_array::StringArray;
use rayon::prelude::*;

use self::aligned::aligned;
use self::bounds::Bounds;
use self::input::{AllEvents, AllPeople, Measured};
use self::memory::Memory;
use self::pieces::Pieces;
use self::ranges::Ranges;
use self::stored::Shelf;
use self::texts::Texts;
use super::{Direct, Read, Stopped, Unfit, Unit};
use crate::columns::Batch;

/// How rows come to their ranges.
struct Scatter<'d> {
    direct: &'d Direct<'d>,
    memory: Memory,
    bounds: Bounds,
    shelf: Shelf,
}

/// All people or all events by ranges.
#[derive(Debug)]
struct Aside {
    pieces: Pieces,
    /// The texts of the columns that have codes.
    texts: Vec<Arc<StringArray>>,
    /// The names of events that are not declared, each with its number, by the file.
    undeclared: Vec<(usize, Vec<(String, u64)>)>,
}

impl Direct<'_> {
    /// [`Direct::map`] of files in any order.
    pub(super) fn scattered<T: Send>(&self, work: &(dyn Fn(Batch) -> T + Sync)) -> Result<Read<T>, Stopped> {
        let properties = aligned(&self.events);
        let (all_people, all_events) =
            (AllPeople::new(self), AllEvents { direct: self, properties: &properties });
        let memory = Memory::of(self.memory);
        let measured = |input| Measured::of(input, memory.draw(), self.window);
        let (some_people, some_events) = (measured(&all_people)?, measured(&all_events)?);
        let mut scatter = Scatter::of(self, memory, [&some_people, &some_events])?;
        let (people, events) = scatter.both(&some_people, &some_events)?;
        let mut read = self.nothing();
        for (file, names) in &events.undeclared {
            read.note_undeclared(names, &self.events[*file].file);
        }
        let (attributes, shelf) = (&all_people.attributes[..], &scatter.shelf);
        let ranges = Ranges { direct: self, people, events, attributes, properties: &properties, shelf };
        ranges.map(scatter.memory, work, &mut read)?;
        read.aside = Some(scatter.shelf.length());
        Ok(read)
    }
}

impl<'d> Scatter<'d> {
    fn of(
        direct: &'d Direct<'d>,
        memory: Memory,
        measured: [&Measured<'_>; 2],
    ) -> Result<Scatter<'d>, Unfit> {
        let [people, events] = measured;
        let ranges = memory.ranges(people.bytes.saturating_add(events.bytes));
        let bounds = Bounds::between(&[&people.drawn[..], &events.drawn].concat(), ranges)?;
        Ok(Scatter { direct, memory, bounds, shelf: Shelf::new(direct.scratch.clone()) })
    }

    /// People and events in their ranges. Where people are few, most of the room is for events.
    fn both(&mut self, people: &Measured<'_>, events: &Measured<'_>) -> Result<(Aside, Aside), Stopped> {
        let room = self.memory.held();
        let mut people = self.put_aside(people, room)?;
        if people.pieces.held() > room / 2 && self.shelf.is_there() {
            people.pieces.put_aside(&mut self.shelf)?;
        }
        let mut events = self.put_aside(events, room.saturating_sub(people.pieces.held()))?;
        if events.pieces.is_aside() {
            events.pieces.put_aside(&mut self.shelf)?;
        }
        Ok((people, events))
    }

    /// Decodes everything once and puts each row into its range. No more than `room` bytes are held then, if there is a place for
    /// the rest.
    fn put_aside(&mut self, all: &Measured<'_>, room: u64) -> Result<Aside, Stopped> {
        let (mut pieces, texts) = (Pieces::new(self.bounds.ranges()), all.input.texts());
        let mut undeclared = Vec::new();
        let portion = |unit: &Unit| {
            let mut rows = all.input.rows(unit)?;
            let names = (unit.file, std::mem::take(&mut rows.undeclared));
            Ok((rows.by_range(&self.bounds, &texts)?, names))
        };
        for window in all.units.chunks(self.memory.window(all.largest).min(self.direct.window)) {
            let portions = window.par_iter().map(portion).collect::<Result<Vec<_>, Unfit>>()?;
            for (portion, names) in portions {
                pieces.add(portion);
                undeclared.push(names);
            }
            if pieces.held() > room && self.shelf.is_there() {
                pieces.put_aside(&mut self.shelf)?;
            }
        }
        Ok(Aside { pieces, texts: texts.into_iter().map(Texts::finish).collect(), undeclared })
    }
}
