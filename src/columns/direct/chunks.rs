//! People and events that lie side by side, ready for batches, and what is found in them.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::ArrayRef;
use rayon::prelude::*;

use super::persons::Persons;
use super::rows::{self, EventRows, Property, Seen};
use super::{Unfit, VALUE, prune};
use crate::columns::ticks::ends_of_runs;
use crate::columns::{Codes, Column, Keys, LateKeys, Necessary, Times, arrays};
use crate::data::{PeopleHead, Table};
use crate::program::{AttributeId, EventId, Id, Program};
use crate::value::Instant;

/// Some people with their attributes, in the order of the file.
#[derive(Debug)]
pub(super) struct PeopleChunk {
    pub(super) keys: Keys,
    pub(super) attributes: Vec<Option<Arc<Column>>>,
    /// The keys of all who stand there, where some were left out.
    all: Option<Keys>,
}

/// Some events, those of a person side by side and in order of time.
#[derive(Debug)]
pub(super) struct EventsChunk {
    /// The persons, in the order of the file.
    pub(super) keys: Keys,
    /// Where the events of each begin; and the end of all.
    pub(super) starts: Vec<u32>,
    /// What happened, if somebody looks at that.
    pub(super) happened: Option<Happened>,
    /// When those events of the first person happened that did not stand behind later ones, if others did.
    on_time: Option<Vec<i64>>,
    pub(super) found: Found,
}

/// What happened.
#[derive(Clone, Debug)]
pub(super) struct Happened {
    pub(super) kinds: Codes,
    pub(super) times: Times,
    /// The columns with the properties that stand in them.
    pub(super) columns: Vec<(Slots, Arc<Column>)>,
}

/// Properties that stand in one column.
pub(super) type Slots = Arc<[(EventId, u32)]>;

/// What there is to say of the events of a chunk.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) events: u64,
    pub(super) out_of_order: u64,
    pub(super) first: Option<Instant>,
    pub(super) last: Option<Instant>,
    pub(super) undeclared: Vec<(String, u64)>,
}

impl PeopleChunk {
    /// Reads some people: those for whom what is necessary may hold. `without_keys`, keys are read when somebody asks for one.
    pub(super) fn read(
        program: &Program,
        table: &Table,
        head: &PeopleHead,
        groups: Range<usize>,
        necessary: Option<&Necessary>,
        without_keys: bool,
    ) -> Result<PeopleChunk, Unfit> {
        let rows = necessary.and_then(|it| prune::people(program, table, head, groups.clone(), it));
        // Of nobody there are no columns.
        let heads = if rows.as_ref().is_some_and(Vec::is_empty) { &[][..] } else { &head.attributes };
        let attributes = rows::attributes(table, heads, groups.clone(), rows.as_deref())?;
        let (keys, all) = match (attributes.first(), &rows) {
            (Some((_, array)), _) if without_keys => {
                let (table, key, groups, rows) = (table.clone(), head.key, groups.clone(), rows.clone());
                let read = move || Some(Persons::of(&table.read(key, groups, rows.as_deref())?).ok()?.keys());
                (Keys::Later(LateKeys::new(array.len(), read)), None)
            }
            (None, Some(_)) if without_keys => (Keys::default(), None),
            (_, rows) => {
                let all = keys(table, head, groups.clone())?;
                match rows {
                    None => (all, None),
                    Some(rows) => (all.take(rows).ok_or(VALUE)?, Some(all)),
                }
            }
        };
        let column = |(attribute, array): (AttributeId, ArrayRef)| {
            let (declared, zone) = (&program.attributes[attribute], PeopleHead::zone(program, attribute));
            Ok((attribute, arrays::column(&array, &declared.r#type, zone).ok_or(VALUE)?))
        };
        let columns = attributes.into_par_iter().map(column).collect::<Result<Vec<_>, Unfit>>()?;
        Ok(PeopleChunk { all, ..PeopleChunk::new(program, keys, columns) })
    }

    /// People with these keys and columns.
    pub(super) fn new(program: &Program, keys: Keys, columns: Vec<(AttributeId, Column)>) -> PeopleChunk {
        let mut attributes = vec![None; program.attributes.len()];
        for (attribute, column) in columns {
            attributes[attribute.index()] = Some(Arc::new(column));
        }
        PeopleChunk { keys, attributes, all: None }
    }

    /// The keys of all people who stand in this part of the file, also of those who were left out.
    pub(super) fn all_keys(&self) -> &Keys {
        self.all.as_ref().unwrap_or(&self.keys)
    }
}

impl EventsChunk {
    /// These events, whose columns are those of the properties.
    pub(super) fn of(
        program: &Program,
        properties: &[Property],
        rows: EventRows,
    ) -> Result<EventsChunk, Unfit> {
        let column = |(array, property): (ArrayRef, &Property)| {
            let column = arrays::column(&array, &property.r#type, program.zone).ok_or(VALUE)?;
            Ok((property.slots.as_slice().into(), Arc::new(column)))
        };
        let happened = |Seen { kinds, times, columns }| {
            let columns = columns.into_par_iter().zip(properties).map(column);
            Ok(Happened { kinds, times, columns: columns.collect::<Result<_, Unfit>>()? })
        };
        let mut chunk = EventsChunk::new(&rows.persons, rows.seen.map(happened).transpose()?)?;
        chunk.found.undeclared = rows.undeclared;
        Ok(chunk)
    }

    /// The events of these persons, which are put in order of time.
    pub(super) fn new(persons: &Persons, happened: Option<Happened>) -> Result<EventsChunk, Unfit> {
        let (keys, starts) = persons.runs();
        let mut chunk = EventsChunk { keys, starts, happened, on_time: None, found: Found::default() };
        chunk.put_in_order().ok_or(VALUE)?;
        Ok(chunk)
    }

    /// How many events of the first person stood behind one of an earlier chunk, and not behind one of this.
    pub(super) fn late_for(&self, latest: i64) -> u64 {
        let Some(happened) = &self.happened else { return 0 };
        let times = self.on_time.as_deref().unwrap_or(&happened.times[..self.starts[1] as usize]);
        times.iter().filter(|time| **time < latest).count() as u64
    }

    /// Whether time goes back only from one person to the next.
    fn is_in_order(&self, times: &[i64]) -> bool {
        let back = times.windows(2).map(|pair| usize::from(pair[1] < pair[0])).sum::<usize>();
        let between =
            self.starts.iter().map(|start| *start as usize).filter(|start| (1..times.len()).contains(start));
        back == between.map(|start| usize::from(times[start] < times[start - 1])).sum::<usize>()
    }

    /// Puts the events of each person in order of time, and notes what there is to say of them.
    fn put_in_order(&mut self) -> Option<()> {
        self.found.events = u64::from(*self.starts.last()?);
        let Some(happened) = &self.happened else { return Some(()) };
        let times = &happened.times;
        let is_in_order = self.is_in_order(times);
        let ends = if is_in_order { ends_of_runs(times, &self.starts) } else { arrays::ends(times) };
        let ends = ends.map(|(first, last)| (Instant::from_micros(first), Instant::from_micros(last)));
        (self.found.first, self.found.last) = ends.unzip();
        if is_in_order {
            return Some(());
        }
        let runs = || self.starts.windows(2).map(|pair| pair[0]..pair[1]);
        let slice = |run: &Range<u32>| &times[run.start as usize..run.end as usize];
        let mut places: Vec<u32> = (0..times.len() as u32).collect();
        self.on_time = runs().next().map(|run| on_time(slice(&run)));
        for run in runs() {
            self.found.out_of_order += (run.len() - on_time(slice(&run)).len()) as u64;
            places[run.start as usize..run.end as usize].sort_by_key(|place| times[*place as usize]);
        }
        self.happened = Some(happened.take(&places)?);
        Some(())
    }
}

/// The keys of some people.
pub(super) fn keys(table: &Table, head: &PeopleHead, groups: Range<usize>) -> Result<Keys, Unfit> {
    Ok(Persons::of(&table.read(head.key, groups, None).ok_or(VALUE)?)?.keys())
}

/// Those of these moments that do not stand behind a later one.
fn on_time(times: &[i64]) -> Vec<i64> {
    let mut latest = i64::MIN;
    let is_on_time = |time: &i64| {
        latest = latest.max(*time);
        *time == latest
    };
    times.iter().copied().filter(is_on_time).collect()
}

impl Happened {
    /// The events at these places.
    pub(super) fn take(&self, places: &[u32]) -> Option<Happened> {
        let column =
            |(slots, column): &(Slots, Arc<Column>)| Some((slots.clone(), Arc::new(column.take(places)?)));
        Some(Happened {
            kinds: self.kinds.take(places),
            times: places.iter().map(|place| self.times[*place as usize]).collect(),
            columns: self.columns.iter().map(column).collect::<Option<_>>()?,
        })
    }

    /// These events by themselves.
    pub(super) fn slice(&self, places: Range<usize>) -> Happened {
        let column =
            |(slots, column): &(Slots, Arc<Column>)| (slots.clone(), Arc::new(column.slice(places.clone())));
        Happened {
            kinds: self.kinds.slice(places.clone()),
            times: self.times.slice(places.start, places.len()),
            columns: self.columns.iter().map(column).collect(),
        }
    }
}
