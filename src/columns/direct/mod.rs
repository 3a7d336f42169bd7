//! Batches straight from files of columns, without a population in between: only the columns that are wanted are decoded, the
//! row groups in parallel, and not more of them are in memory than are worked on.
//!
//! People and events meet by a merge, so both have to stand in the order of the keys: whole numbers by size, texts byte by
//! byte. That is checked while they are read. Whatever is not plain (another order, a person twice, a key that is missing, a
//! value that does not fit, events with ids, or with owners that somebody asks for) makes files [`Unfit`]: then they are read
//! row by row, where each of these has its meaning or its report. So a value means the same whichever way it was read.
//!
//! | question | answered in |
//! | --- | --- |
//! | which files there are, and what is known of them already | `source` |
//! | what is decoded of a file | `rows` |
//! | which events matter, by their kinds and times | `kept`, `kinds` |
//! | who that is about, and which key is larger | `persons` |
//! | what it is as columns, checked by itself | `chunks` |
//! | who and what need not be decoded, by what a file says of its values | `prune` |
//! | which people and which events belong together | `sweep` |
//! | how they become a batch | `cells` |

mod cells;
mod chunks;
mod kept;
mod kinds;
mod persons;
mod prune;
mod rows;
mod source;
mod sweep;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use self::cells::{Cell, Made};
use self::chunks::{EventsChunk, PeopleChunk};
use self::rows::{EventRows, Property};
pub use self::source::Source;
use self::source::Told;
use self::sweep::Sweep;
use super::{Batch, Keys, Necessary, Wanted};
use crate::columns::plan::micros;
use crate::data::{Decoded, EventsHead, PeopleHead, Summary, Table};
use crate::program::Program;
use crate::value::InstantRange;

/// Why files are not read so, in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unfit(pub &'static str);

const ORDER: Unfit = Unfit("people or events do not stand in the order of their keys");
const VALUE: Unfit = Unfit("a value does not fit its type, or cannot be read");
const KEY: Unfit = Unfit("a key is missing, comes twice or is of another kind than others");

/// What has to be read of a [`Source`], to be read.
#[derive(Debug)]
pub struct Direct<'s> {
    source: &'s Source<'s>,
    people: Vec<People>,
    events: Vec<Events>,
    looks: Looks,
    /// What must hold of whoever matters, where attributes alone are looked at.
    necessary: Option<Necessary>,
    /// What there is to say of events that are not read again.
    told: Told,
    /// How many units are read side by side.
    window: usize,
}

/// Who looks at what of events.
#[derive(Debug)]
pub(super) struct Looks {
    /// Whether somebody looks at events at all, and not only at whose there are.
    at_events: bool,
    /// The kinds that somebody looks at, by event; nothing where every event says who there is.
    kinds: Option<Vec<bool>>,
    /// When somebody looks at them; nothing where every event says who there is.
    times: Option<LooksAt>,
}

/// When somebody looks at events.
#[derive(Debug)]
pub(super) struct LooksAt {
    /// From the first moment of all kinds to the last.
    hull: InstantRange,
    /// For each kind the first and the last microsecond, where it is worth while to look at single events.
    of_kinds: Option<Vec<(i64, i64)>>,
}

#[derive(Debug)]
struct People {
    file: String,
    table: Table,
    head: PeopleHead,
}

#[derive(Debug)]
struct Events {
    file: String,
    table: Table,
    head: EventsHead,
    /// The columns that are read for properties.
    properties: Vec<Property>,
}

/// What was made of all batches, and what there is to say of the files.
#[derive(Debug)]
pub struct Read<T> {
    /// What was made of each batch, in the order of keys.
    pub results: Vec<T>,
    /// How many persons were read: all, where it is asked who there is.
    pub persons: u64,
    /// How many of them have events and no row of attributes; nobody where there are no such rows at all.
    pub without_row: u64,
    /// What there is to say of all events together: of those that are looked at, where it is not asked who there is. When they
    /// happened is told only where somebody looks at events.
    pub summary: Summary,
    /// The events that the project does not declare: name, file and number of each.
    pub undeclared: Vec<(String, String, u64)>,
    /// The columns that nothing takes, by file.
    pub ignored: Vec<(String, Vec<String>)>,
    /// How many bytes the files have.
    pub bytes: u64,
}

impl<'s> Direct<'s> {
    fn open(source: &'s Source<'s>, wanted: &Wanted) -> Result<Direct<'s>, Unfit> {
        const HEAD: Unfit = Unfit("columns are not plain, or a file is not of columns");
        let Source { program, options, learnt, .. } = source;
        // Of whom nothing is looked at, nobody need be known.
        let (looks_at_people, looks_at_events) = (!wanted.attributes.is_empty(), !wanted.events.is_empty());
        let has_people = looks_at_people || wanted.everybody;
        let told = learnt.told().filter(|_| !looks_at_events && wanted.everybody);
        let has_events = looks_at_events || (wanted.everybody && told.is_none());
        let people = source.people.iter().filter(|_| has_people).map(|file| {
            let table = file.table()?;
            let mut head = PeopleHead::of(program, options, &table.names())?;
            head.attributes.retain(|(attribute, _)| wanted.attributes.contains(attribute));
            Some(People { file: file.name.clone(), table, head })
        });
        let events = source.events.iter().filter(|_| has_events).map(|file| {
            let table = file.table()?;
            let head = EventsHead::of(program, options, &table.names(), wanted.owners)?;
            let properties = Property::of(program, wanted, &head);
            Some(Events { file: file.name.clone(), table, head, properties })
        });
        Ok(Direct {
            source,
            people: people.collect::<Option<_>>().ok_or(HEAD)?,
            events: events.collect::<Option<_>>().ok_or(HEAD)?,
            told: told.cloned().unwrap_or_default(),
            // Somebody whose row was left out would be somebody without one to their events.
            necessary: wanted.necessary.clone().filter(|_| !looks_at_events && !wanted.everybody),
            looks: Looks::of(program, wanted),
            // Enough that nobody waits long for the last one.
            window: 2 * rayon::current_num_threads(),
        })
    }

    /// The same, where what is read side by side fits into so many bytes, if one unit does.
    #[must_use]
    pub fn within(mut self, memory: Option<u64>) -> Direct<'s> {
        /// What a row takes, about: a key, a time and some values, as they are decoded and as they are kept.
        const ROW: u64 = 128;
        let largest = self.tables().flat_map(Table::groups).max().unwrap_or(0) as u64;
        if let Some(memory) = memory {
            let room = memory / largest.saturating_mul(ROW).max(1);
            self.window = self.window.min(usize::try_from(room).unwrap_or(usize::MAX)).max(1);
        }
        self
    }

    /// How much of the files has been decoded.
    #[must_use]
    pub fn decoded(&self) -> Decoded {
        self.tables().map(Table::decoded).fold(Decoded::default(), |sum, more| Decoded {
            values: sum.values + more.values,
            bytes: sum.bytes + more.bytes,
        })
    }

    fn tables(&self) -> impl Iterator<Item = &Table> {
        let people = self.people.iter().map(|file| &file.table);
        people.chain(self.events.iter().map(|file| &file.table))
    }

    /// Makes something of every batch, in parallel. After an error nothing of it counts.
    ///
    /// # Errors
    ///
    /// Why the files are not read so.
    pub fn map<T: Send>(&self, work: &(dyn Fn(Batch) -> T + Sync)) -> Result<Read<T>, Unfit> {
        if self.events.is_empty() && self.source.learnt.is_distinct() {
            return self.alone(None, work);
        }
        let read = match self.merged(work) {
            // Without events nothing has to meet, so people may stand in any order.
            Err(ORDER) if self.events.is_empty() => self.alone(Some(Known::default()), work),
            read => read,
        }?;
        self.learn(&read);
        Ok(read)
    }

    /// Notes what was found out of everybody.
    fn learn<T>(&self, read: &Read<T>) {
        if self.people.is_empty() {
            return;
        }
        self.source.learnt.note_people();
        if self.looks.kinds.is_none() && !self.events.is_empty() && read.without_row == 0 {
            let ignored = self.events.iter().map(Events::ignored).collect();
            let bytes = self.events.iter().map(|file| file.table.length() as u64).sum();
            self.source.learnt.note_events(read, ignored, bytes);
        }
    }

    fn merged<T: Send>(&self, work: &(dyn Fn(Batch) -> T + Sync)) -> Result<Read<T>, Unfit> {
        let mut read = self.nothing();
        let mut people = Feed { units: units(self.people.iter().map(|file| &file.table)), next: 0 };
        let mut sweep = Sweep::default();
        for window in units(self.events.iter().map(|file| &file.table)).chunks(self.window) {
            let chunks =
                window.par_iter().map(|unit| self.events_chunk(unit)).collect::<Result<Vec<_>, _>>()?;
            let mut cells = Vec::new();
            for (chunk, unit) in chunks.into_iter().zip(window) {
                read.note(&chunk, &self.events[unit.file].file);
                while !sweep.reaches(&chunk)? && !people.is_done() {
                    self.people_window(&mut people, false)?
                        .into_iter()
                        .try_for_each(|chunk| sweep.people(chunk))?;
                }
                sweep.events(Arc::new(chunk), &mut cells)?;
            }
            self.work(cells, work, &mut read)?;
        }
        let mut cells = Vec::new();
        sweep.end_of_events(&mut cells)?;
        loop {
            sweep.rest(&mut cells);
            self.work(std::mem::take(&mut cells), work, &mut read)?;
            if people.is_done() {
                return Ok(read);
            }
            self.people_window(&mut people, false)?.into_iter().try_for_each(|chunk| sweep.people(chunk))?;
        }
    }

    /// People alone, in the order of the files. Nobody may be there twice: those who are known so far say so, where it has to be
    /// found out.
    fn alone<T: Send>(
        &self,
        mut known: Option<Known>,
        work: &(dyn Fn(Batch) -> T + Sync),
    ) -> Result<Read<T>, Unfit> {
        let mut read = self.nothing();
        let mut people = Feed { units: units(self.people.iter().map(|file| &file.table)), next: 0 };
        while !people.is_done() {
            let mut cells = Vec::new();
            for chunk in self.people_window(&mut people, known.is_none())? {
                if let Some(known) = &mut known {
                    known.add(chunk.all_keys())?;
                }
                Cell::of_people(&Arc::new(chunk), &mut cells);
            }
            self.work(cells, work, &mut read)?;
        }
        Ok(read)
    }

    /// What there is to say before anything is read.
    fn nothing<T>(&self) -> Read<T> {
        let Told { summary, undeclared, ignored, bytes } = self.told.clone();
        let people = self.people.iter().map(|file| (file.file.clone(), file.head.ignored.clone()));
        let lengths = self.tables().map(|table| table.length() as u64);
        Read {
            results: Vec::new(),
            persons: 0,
            without_row: 0,
            summary,
            undeclared,
            bytes: bytes + lengths.sum::<u64>(),
            ignored: people.chain(self.events.iter().map(Events::ignored)).chain(ignored).collect(),
        }
    }

    fn events_chunk(&self, unit: &Unit) -> Result<EventsChunk, Unfit> {
        let Events { table, head, properties, .. } = &self.events[unit.file];
        let (program, groups) = (self.source.program, unit.groups.clone());
        EventsChunk::of(
            program,
            properties,
            EventRows::read(program, table, head, properties, &self.looks, groups)?,
        )
    }

    /// The next chunks of people; without their keys, if these can be read later.
    fn people_window(&self, feed: &mut Feed, without_keys: bool) -> Result<Vec<PeopleChunk>, Unfit> {
        let window = feed.take(self.window);
        let chunk = |unit: &Unit| {
            let People { table, head, .. } = &self.people[unit.file];
            let (program, necessary) = (self.source.program, self.necessary.as_ref());
            PeopleChunk::read(program, table, head, unit.groups.clone(), necessary, without_keys)
        };
        window.par_iter().map(chunk).collect()
    }

    fn work<T: Send>(
        &self,
        cells: Vec<Cell>,
        work: &(dyn Fn(Batch) -> T + Sync),
        read: &mut Read<T>,
    ) -> Result<(), Unfit> {
        let work = |cell: Cell| {
            let Made { batches, without_row, late } = cell.make(self.source.program)?;
            let rows: usize = batches.iter().map(Batch::rows).sum();
            Some((rows as u64, without_row, late, batches.into_iter().map(work).collect::<Vec<T>>()))
        };
        let made = cells.into_par_iter().map(work).collect::<Option<Vec<_>>>().ok_or(VALUE)?;
        for (persons, without_row, late, results) in made {
            read.persons += persons;
            read.without_row += if self.people.is_empty() { 0 } else { without_row };
            read.summary.out_of_order += late;
            read.results.extend(results);
        }
        Ok(())
    }
}

impl Looks {
    fn of(program: &Program, wanted: &Wanted) -> Looks {
        let is_wanted = |kind| wanted.events.contains_key(&kind);
        Looks {
            at_events: !wanted.events.is_empty(),
            kinds: (!wanted.everybody).then(|| program.events.ids().map(is_wanted).collect()),
            times: LooksAt::of(program, wanted).filter(|_| !wanted.everybody),
        }
    }
}

impl LooksAt {
    fn of(program: &Program, wanted: &Wanted) -> Option<LooksAt> {
        let ranges = || wanted.events.values().map(|of_kind| of_kind.range);
        let hull = ranges().reduce(|hull, range| hull.hull(range))?;
        // One range for all kinds that has no start leaves hardly anything out.
        let is_worth = |range: InstantRange| range.from.is_some() || range.until != hull.until;
        let of_kind = |kind| wanted.events.get(&kind).map_or(InstantRange::NEVER, |of_kind| of_kind.range);
        let of_kinds = || program.events.ids().map(|kind| micros(of_kind(kind))).collect();
        Some(LooksAt { hull, of_kinds: ranges().any(is_worth).then(of_kinds) })
    }
}

impl Events {
    /// The columns that nothing takes.
    fn ignored(&self) -> (String, Vec<String>) {
        (self.file.clone(), self.head.ignored.clone())
    }
}

impl<T> Read<T> {
    fn note(&mut self, chunk: &EventsChunk, file: &str) {
        let (summary, found) = (&mut self.summary, &chunk.found);
        summary.events += found.events;
        summary.out_of_order += found.out_of_order;
        summary.first = summary.first.into_iter().chain(found.first).min();
        summary.last = summary.last.max(found.last);
        for (name, rows) in &found.undeclared {
            summary.undeclared += rows;
            match self.undeclared.iter_mut().find(|(known, ..)| known == name) {
                Some(known) => known.2 += rows,
                None => self.undeclared.push((name.clone(), file.to_owned(), *rows)),
            }
        }
    }
}

/// Row groups of a file that are read at once.
#[derive(Clone, Debug)]
struct Unit {
    file: usize,
    groups: Range<usize>,
}

/// The units of files: row groups, small ones together.
fn units<'t>(tables: impl Iterator<Item = &'t Table>) -> Vec<Unit> {
    const ROWS: usize = 1 << 15;
    let mut units: Vec<Unit> = Vec::new();
    for (file, table) in tables.enumerate() {
        let (mut start, mut rows) = (0, 0);
        let groups = table.groups();
        for (at, more) in groups.iter().enumerate() {
            rows = more.saturating_add(rows);
            if rows >= ROWS || at + 1 == groups.len() {
                units.push(Unit { file, groups: start..at + 1 });
                (start, rows) = (at + 1, 0);
            }
        }
    }
    units
}

/// Units that are taken one after the other.
struct Feed {
    units: Vec<Unit>,
    next: usize,
}

impl Feed {
    fn is_done(&self) -> bool {
        self.next == self.units.len()
    }

    fn take(&mut self, count: usize) -> &[Unit] {
        let start = self.next;
        self.next = self.units.len().min(start + count);
        &self.units[start..self.next]
    }
}

/// The keys that were there.
#[derive(Default)]
struct Known {
    whole: HashSet<i64, foldhash::fast::RandomState>,
    texts: HashSet<Box<str>, foldhash::quality::RandomState>,
}

impl Known {
    fn add(&mut self, keys: &Keys) -> Result<(), Unfit> {
        let is_new = match keys {
            Keys::Whole(keys) => self.texts.is_empty() && keys.iter().all(|key| self.whole.insert(*key)),
            Keys::Text(keys) => {
                self.whole.is_empty() && keys.iter().flatten().all(|key| self.texts.insert(key.into()))
            }
            Keys::Later(keys) => return self.add(&keys.read()),
        };
        if is_new { Ok(()) } else { Err(KEY) }
    }
}
