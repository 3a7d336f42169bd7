//! What is decoded of a file at once, and what is found in it.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int16Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, StringArray, new_null_array};
use arrow_buffer::ScalarBuffer;
use arrow_schema::DataType;
use rayon::prelude::*;

use super::kept::{Kept, places};
use super::{KEY, Looks, Unfit, VALUE, prune};
use crate::columns::ticks::ends_of_runs;
use crate::columns::{Codes, Column, Keys, LateKeys, Necessary, Times, Values, Wanted, arrays};
use crate::data::{EventsHead, PeopleHead, Table};
use crate::program::{AttributeId, EventId, Id, Program, Type};
use crate::value::{Instant, Zone};

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

/// A column of a file as properties of one type.
#[derive(Clone, Debug)]
pub(super) struct Property {
    column: usize,
    r#type: Type,
    slots: Vec<(EventId, u32)>,
}

impl Property {
    /// The columns of a file that are wanted.
    pub(super) fn of(program: &Program, wanted: &Wanted, head: &EventsHead) -> Vec<Property> {
        let mut found: Vec<Property> = Vec::new();
        for (event, slot, column) in &head.properties {
            if !wanted.events.get(event).is_some_and(|of_kind| of_kind.properties.contains(slot)) {
                continue;
            }
            let r#type = &program.events[*event].properties[*slot as usize].r#type;
            match found.iter_mut().find(|known| known.column == *column && known.r#type == *r#type) {
                Some(known) => known.slots.push((*event, *slot)),
                None => {
                    let slots = vec![(*event, *slot)];
                    found.push(Property { column: *column, r#type: r#type.clone(), slots });
                }
            }
        }
        found
    }
}

impl Property {
    /// Whether the file says that no event of a kind that has it stands in some groups: what stands there means nothing then.
    fn is_absent(&self, program: &Program, table: &Table, head: &EventsHead, groups: Range<usize>) -> bool {
        let kinds: Vec<&str> = self.slots.iter().map(|(event, _)| &*program.events[*event].name).collect();
        table.lacks(head.name, groups, &kinds)
    }
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
        let read = |column: usize| table.read(column, groups.clone(), rows.as_deref()).ok_or(VALUE);
        let column = |(attribute, at): &(AttributeId, usize)| {
            let declared = &program.attributes[*attribute];
            let zone = PeopleHead::zone(program, *attribute);
            let column = arrays::column(&read(*at)?, &declared.r#type, zone).ok_or(VALUE)?;
            Ok((*attribute, Arc::new(column)))
        };
        // Of nobody there are no columns.
        let heads = if rows.as_ref().is_some_and(Vec::is_empty) { &[][..] } else { &head.attributes };
        let columns = heads.par_iter().map(column).collect::<Result<Vec<_>, Unfit>>()?;
        let (keys, all) = match (columns.first(), &rows) {
            (Some((_, column)), _) if without_keys => {
                let (table, key, groups, rows) = (table.clone(), head.key, groups.clone(), rows.clone());
                let read = move || Some(Persons::of(&table.read(key, groups, rows.as_deref())?).ok()?.keys());
                (Keys::Later(LateKeys::new(column.rows(), read)), None)
            }
            (None, Some(_)) if without_keys => (Keys::default(), None),
            (_, rows) => {
                let all = table.read(head.key, groups.clone(), None).ok_or(VALUE)?;
                let all = Persons::of(&all)?.keys();
                match rows {
                    None => (all, None),
                    Some(rows) => (all.take(rows).ok_or(VALUE)?, Some(all)),
                }
            }
        };
        let mut attributes = vec![None; program.attributes.len()];
        for (attribute, column) in columns {
            attributes[attribute.index()] = Some(column);
        }
        Ok(PeopleChunk { keys, attributes, all })
    }

    /// The keys of all people who stand in this part of the file, also of those who were left out.
    pub(super) fn all_keys(&self) -> &Keys {
        self.all.as_ref().unwrap_or(&self.keys)
    }
}

impl EventsChunk {
    pub(super) fn read(
        program: &Program,
        table: &Table,
        head: &EventsHead,
        properties: &[Property],
        looks: &Looks,
        groups: Range<usize>,
    ) -> Result<EventsChunk, Unfit> {
        let kept = Kept::read(program, table, head, looks, groups.clone())?;
        // Of events at which nobody looks nothing else is read.
        let read = |column: usize| table.read(column, groups.clone(), kept.rows.as_deref()).ok_or(VALUE);
        let times = || kept.times.clone().map_or_else(|| times(&read(head.time)?, program.zone), Ok);
        let column = |property: &Property| {
            let array = if property.is_absent(program, table, head, groups.clone()) {
                new_null_array(&DataType::Null, kept.codes.len())
            } else {
                read(property.column)?
            };
            let column = arrays::column(&array, &property.r#type, program.zone).ok_or(VALUE)?;
            Ok((property.slots.as_slice().into(), Arc::new(column)))
        };
        let columns = || properties.par_iter().map(column).collect::<Result<Vec<_>, Unfit>>();
        let (persons, happened) = rayon::join(
            || Persons::of(&read(head.person)?),
            || looks.at_events.then(|| rayon::join(times, columns)),
        );
        let persons = persons?;
        let happened = match happened {
            Some((times, columns)) => Some(Happened { kinds: kept.codes, times: times?, columns: columns? }),
            None => None,
        };
        let (keys, starts) = persons.runs();
        let mut chunk = EventsChunk { keys, starts, happened, on_time: None, found: Found::default() };
        chunk.found.undeclared = kept.undeclared;
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

/// When events happened: none may be without a time.
pub(super) fn times(array: &ArrayRef, zone: Zone) -> Result<Times, Unfit> {
    let column = arrays::column(array, &Type::Datetime, zone).ok_or(VALUE)?;
    match column.values() {
        Values::Whole(crate::columns::Whole::I64(times), _) if column.validity().is_none() => {
            Ok(times.clone())
        }
        _ => Err(VALUE),
    }
}

/// Who rows are about, one after the other.
enum Persons {
    Whole(ScalarBuffer<i64>),
    Text(StringArray),
    Codes(Codes, Arc<StringArray>),
}

impl Persons {
    fn of(array: &ArrayRef) -> Result<Persons, Unfit> {
        if array.null_count() > 0 {
            return Err(KEY);
        }
        Ok(match array.data_type() {
            DataType::Int8 => Persons::widened(array.as_primitive::<Int8Type>().values()),
            DataType::Int16 => Persons::widened(array.as_primitive::<Int16Type>().values()),
            DataType::Int32 => Persons::widened(array.as_primitive::<Int32Type>().values()),
            DataType::Int64 => Persons::Whole(array.as_primitive::<Int64Type>().values().clone()),
            _ => match texts(array)? {
                Values::Text(keys) => Persons::Text(keys),
                Values::Codes(codes, keys) => Persons::Codes(codes, keys),
                _ => return Err(KEY),
            },
        })
    }

    fn widened<T: Copy + Into<i64>>(keys: &[T]) -> Persons {
        Persons::Whole(keys.iter().map(|key| (*key).into()).collect())
    }

    /// The key of each row.
    fn keys(self) -> Keys {
        match self {
            Persons::Whole(keys) => Keys::Whole(keys),
            Persons::Text(keys) => Keys::Text(keys),
            Persons::Codes(codes, keys) => {
                Keys::Text((0..codes.len()).map(|row| Some(keys.value(codes.get(row)))).collect())
            }
        }
    }

    /// The persons whose rows stand side by side, and where those of each begin.
    fn runs(&self) -> (Keys, Vec<u32>) {
        match self {
            Persons::Whole(keys) => {
                let starts = starts(keys.len(), |row| keys[row] != keys[row - 1]);
                (
                    Keys::Whole(
                        starts.iter().filter_map(|start| keys.get(*start as usize).copied()).collect(),
                    ),
                    starts,
                )
            }
            Persons::Text(keys) => {
                let starts = starts(keys.len(), |row| keys.value(row) != keys.value(row - 1));
                let firsts = &starts[..starts.len() - 1];
                (Keys::Text(firsts.iter().map(|start| Some(keys.value(*start as usize))).collect()), starts)
            }
            Persons::Codes(codes, keys) => {
                let starts = starts(codes.len(), |row| codes.get(row) != codes.get(row - 1));
                let firsts = &starts[..starts.len() - 1];
                let key = |start: &u32| Some(keys.value(codes.get(*start as usize)));
                (Keys::Text(firsts.iter().map(key).collect()), starts)
            }
        }
    }
}

/// Where something new begins, and the end of all.
fn starts(rows: usize, is_new: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut starts = places(rows, |row| row == 0 || is_new(row));
    starts.push(rows as u32);
    starts
}

/// The column of an array as texts, of which none is empty.
pub(super) fn texts(array: &ArrayRef) -> Result<Values, Unfit> {
    let column = arrays::column(array, &Type::Text, Zone::UTC).ok_or(KEY)?;
    let held = match column.values() {
        Values::Codes(_, texts) => texts.as_ref(),
        Values::Text(texts) => texts,
        _ => return Err(KEY),
    };
    // Where there are no rows, codes stand for nothing.
    let has_empty = !array.is_empty() && held.iter().any(|text| text.is_none_or(str::is_empty));
    if has_empty || column.validity().is_some() { Err(KEY) } else { Ok(column.values().clone()) }
}

/// How two keys stand to each other; nothing if they are of two kinds.
pub(super) fn compare(one: (&Keys, usize), other: (&Keys, usize)) -> Option<Ordering> {
    match (one, other) {
        ((Keys::Whole(keys), at), (Keys::Whole(others), place)) => Some(keys[at].cmp(&others[place])),
        ((Keys::Text(keys), at), (Keys::Text(others), place)) => {
            Some(keys.value(at).cmp(others.value(place)))
        }
        _ => None,
    }
}

/// Whether each key is larger than the one before it.
pub(super) fn is_ascending(keys: &Keys) -> bool {
    match keys {
        Keys::Whole(keys) => keys.windows(2).all(|pair| pair[0] < pair[1]),
        Keys::Text(keys) => (1..keys.len()).all(|row| keys.value(row - 1) < keys.value(row)),
        Keys::Later(keys) => is_ascending(&keys.read()),
    }
}
