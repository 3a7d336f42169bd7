//! Batches straight from files of columns, without a population in between: only the columns that are wanted are decoded, the
//! row groups in parallel, and not more of them are in memory than are worked on.
//!
//! People and events meet by a merge, so both have to stand in the order of the keys: whole numbers by size, texts byte by
//! byte. That is checked while they are read, and where it does not hold they are put in order first. Whatever is not plain (a
//! person twice, a key that is missing, a value that does not fit, events with ids, or with owners that somebody asks for) makes
//! files [`Unfit`]: then they are read row by row, where each of these has its meaning or its report. So a value means the same
//! whichever way it was read.
//!
//! | question | answered in |
//! | --- | --- |
//! | which files there are, and what is known of them already | `source` |
//! | what is read at once | `units` |
//! | what is decoded of a file | `rows` |
//! | which events matter, by their kinds and times | `kept`, `kinds` |
//! | who that is about, and which key is larger | `persons` |
//! | what it is as columns, checked by itself | `chunks` |
//! | who and what need not be decoded, by what a file says of its values | `prune` |
//! | which people and which events belong together | `sweep` |
//! | how they become a batch | `cells` |
//! | what comes of all batches | `read` |
//! | what is done where they do not stand in order | `scatter` |

mod cells;
mod chunks;
mod kept;
mod kinds;
mod persons;
mod prune;
mod read;
mod rows;
mod scatter;
mod source;
mod sweep;
mod units;

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use self::cells::{Cell, Made};
use self::chunks::{EventsChunk, PeopleChunk};
use self::read::Outcome;
pub use self::read::Read;
use self::rows::{EventRows, Property};
pub use self::source::Source;
use self::source::Told;
use self::sweep::Sweep;
use self::units::{Feed, Unit, units};
use super::{Batch, Keys, Necessary, Wanted};
use crate::columns::plan::micros;
use crate::data::{Decoded, EventsHead, PeopleHead, Scratch, Table};
use crate::program::Program;
use crate::value::InstantRange;

/// Why files are not read so, in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unfit(pub &'static str);

/// Why nothing came of reading files.
#[derive(Debug)]
pub enum Stopped {
    /// They are to be read row by row.
    Unfit(Unfit),
    /// What was put aside could not be written or read again.
    Scratch(io::Error),
}

impl From<Unfit> for Stopped {
    fn from(unfit: Unfit) -> Stopped {
        Stopped::Unfit(unfit)
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Stopped {
        Stopped::Scratch(error)
    }
}

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
    /// Into how many bytes what is held at the same time has to fit, if somebody says so.
    memory: Option<u64>,
    /// Where files can be put that are needed for a while.
    scratch: Option<Arc<dyn Scratch>>,
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
            memory: None,
            scratch: None,
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
        self.memory = memory;
        self
    }

    /// The same, where rows that are put in order are put aside if they are many.
    #[must_use]
    pub fn spilling_to(mut self, scratch: Arc<dyn Scratch>) -> Direct<'s> {
        self.scratch = Some(scratch);
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
    pub fn map<T: Send>(&self, work: &(dyn Fn(Batch) -> T + Sync)) -> Result<Read<T>, Stopped> {
        let learnt = &self.source.learnt;
        if self.events.is_empty() && learnt.is_distinct() {
            return Ok(self.alone(None, work)?);
        }
        let merged = if learnt.is_out_of_order() { Err(ORDER) } else { self.merged(work) };
        let read = match merged {
            // Without events nothing has to meet, so people may stand in any order.
            Err(ORDER) if self.events.is_empty() => self.alone(Some(Known::default()), work)?,
            Err(ORDER) => {
                learnt.note_order();
                self.scattered(work)?
            }
            read => read?,
        };
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
        let mut people = Feed::of(units(self.people.iter().map(|file| &file.table)));
        let mut sweep = Sweep::default();
        for window in units(self.events.iter().map(|file| &file.table)).chunks(self.window) {
            let chunks =
                window.par_iter().map(|unit| self.events_chunk(unit)).collect::<Result<Vec<_>, _>>()?;
            let mut cells = Vec::new();
            for (chunk, unit) in chunks.into_iter().zip(window) {
                read.note(&chunk.found);
                read.note_undeclared(&chunk.found.undeclared, &self.events[unit.file].file);
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
        let mut people = Feed::of(units(self.people.iter().map(|file| &file.table)));
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
            aside: None,
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
        self.add(self.made(cells, work)?, read);
        Ok(())
    }

    /// What comes of the batches of cells.
    fn made<T: Send>(
        &self,
        cells: Vec<Cell>,
        work: &(dyn Fn(Batch) -> T + Sync),
    ) -> Result<Vec<Outcome<T>>, Unfit> {
        let work = |cell: Cell| {
            let Made { batches, without_row, late } = cell.make(self.source.program)?;
            let rows: usize = batches.iter().map(Batch::rows).sum();
            let results = batches.into_iter().map(work).collect();
            Some(Outcome { persons: rows as u64, without_row, late, results })
        };
        cells.into_par_iter().map(work).collect::<Option<Vec<_>>>().ok_or(VALUE)
    }

    fn add<T>(&self, outcomes: Vec<Outcome<T>>, read: &mut Read<T>) {
        outcomes.into_iter().for_each(|outcome| read.add(outcome, !self.people.is_empty()));
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
