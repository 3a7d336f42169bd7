//! Cells, and the batches that they become.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use super::chunks::{EventsChunk, Happened, PeopleChunk, Slots};
use super::persons::compare;
use crate::columns::from_population::{PERSONS, properties};
use crate::columns::{Batch, Codes, Column, Events, Keys, build};
use crate::program::{EventId, Id, Program};
use crate::value::Value;

/// People and events that belong together.
pub(super) enum Cell {
    /// People side by side, and the persons of events that lie in the same stretch of keys.
    Plain(Option<(Arc<PeopleChunk>, Range<usize>)>, Option<(Arc<EventsChunk>, Range<usize>)>),
    /// A person whose events stand in several chunks: the row, and the place in each.
    Straddling(Option<(Arc<PeopleChunk>, usize)>, Vec<(Arc<EventsChunk>, usize)>),
}

/// What a cell becomes.
#[derive(Default)]
pub(super) struct Made {
    /// The people with a row, and those without one.
    pub(super) batches: Vec<Batch>,
    /// How many have none.
    pub(super) without_row: u64,
    /// How many events stood behind later ones of another chunk.
    pub(super) late: u64,
}

impl Cell {
    /// Adds the cells of these people and these persons of events, which are cut where they have more people than a batch.
    pub(super) fn side_by_side(
        people: Option<(&Arc<PeopleChunk>, Range<usize>)>,
        events: Option<(&Arc<EventsChunk>, Range<usize>)>,
        cells: &mut Vec<Cell>,
    ) {
        let Some((chunk, mut rows)) = people else {
            cells.push(Cell::Plain(None, events.map(|(events, runs)| (events.clone(), runs))));
            return;
        };
        let mut runs = events.as_ref().map_or(0..0, |(_, runs)| runs.clone());
        while rows.len() > PERSONS {
            let end = rows.start + PERSONS;
            let to = events.as_ref().map_or(0, |(events, _)| {
                let is_before = |run: &usize| {
                    compare((&events.keys, *run), (&chunk.keys, end - 1)).is_some_and(Ordering::is_le)
                };
                runs.clone().take_while(is_before).count() + runs.start
            });
            let happened = events.as_ref().map(|(events, _)| ((*events).clone(), runs.start..to));
            cells.push(Cell::Plain(Some((chunk.clone(), rows.start..end)), happened));
            (rows.start, runs.start) = (end, to);
        }
        let happened = events.map(|(events, _)| (events.clone(), runs));
        cells.push(Cell::Plain(Some((chunk.clone(), rows)), happened));
    }

    /// The cells of people alone.
    pub(super) fn of_people(chunk: &Arc<PeopleChunk>, cells: &mut Vec<Cell>) {
        Cell::side_by_side(Some((chunk, 0..chunk.keys.len())), None, cells);
    }

    /// The batches of the cell; nothing if there is too much in it.
    pub(super) fn make(self, program: &Program) -> Option<Made> {
        let mut made = match self {
            Cell::Plain(people, events) => plain(program, people, events)?,
            Cell::Straddling(person, parts) => straddling(program, person, &parts)?,
        };
        made.batches.retain(|batch| batch.rows() > 0);
        Some(made)
    }
}

fn plain(
    program: &Program,
    people: Option<(Arc<PeopleChunk>, Range<usize>)>,
    events: Option<(Arc<EventsChunk>, Range<usize>)>,
) -> Option<Made> {
    let Some((events, runs)) = events.filter(|(_, runs)| !runs.is_empty()) else {
        let batches = people.map(|(people, rows)| {
            let rows_count = rows.len();
            with_row(&people, rows, Events { starts: vec![0; rows_count + 1], ..Events::default() })
        });
        return Some(Made { batches: batches.into_iter().collect(), ..Made::default() });
    };
    let Some((people, rows)) = people else {
        let batch = without_row(program, &events, runs.clone());
        return Some(Made { batches: vec![batch], without_row: runs.len() as u64, late: 0 });
    };
    let Met { starts, orphans } = meet(&people.keys, rows.clone(), &events, runs.clone())?;
    if orphans.is_empty() {
        let happened = all_events(program, &events, runs, starts);
        return Some(Made { batches: vec![with_row(&people, rows, happened)], ..Made::default() });
    }
    let is_orphan = |run: &usize| orphans.binary_search(run).is_ok();
    let met: Vec<usize> = runs.filter(|run| !is_orphan(run)).collect();
    let known = with_row(&people, rows, some_events(program, &events, &met, starts)?);
    let lengths = orphans.iter().map(|run| events.starts[run + 1] - events.starts[*run]);
    let happened = some_events(program, &events, &orphans, added_up(lengths))?;
    let places: Vec<u32> = orphans.iter().map(|run| *run as u32).collect();
    let unknown = Batch { keys: events.keys.take(&places)?, attributes: Vec::new(), events: happened };
    Some(Made { batches: vec![known, unknown], without_row: orphans.len() as u64, late: 0 })
}

/// How people and the persons of events meet.
struct Met {
    /// Where the events of each row begin; and the end of all.
    starts: Vec<u32>,
    /// The persons of events that have no row.
    orphans: Vec<usize>,
}

fn meet(keys: &Keys, rows: Range<usize>, events: &EventsChunk, runs: Range<usize>) -> Option<Met> {
    match (keys, &events.keys) {
        (Keys::Whole(keys), Keys::Whole(others)) => {
            Some(merge(rows, events, runs, |row, run| keys[row].cmp(&others[run])))
        }
        (Keys::Text(keys), Keys::Text(others)) => {
            Some(merge(rows, events, runs, |row, run| keys.value(row).cmp(others.value(run))))
        }
        _ => None,
    }
}

fn merge(
    rows: Range<usize>,
    events: &EventsChunk,
    runs: Range<usize>,
    compare: impl Fn(usize, usize) -> Ordering,
) -> Met {
    let (mut run, mut end) = (runs.start, 0);
    let mut met = Met { starts: Vec::with_capacity(rows.len() + 1), orphans: Vec::new() };
    met.starts.push(0);
    for row in rows {
        while run < runs.end {
            let order = compare(row, run);
            if order == Ordering::Less {
                break;
            }
            if order == Ordering::Equal {
                end += events.starts[run + 1] - events.starts[run];
            } else {
                met.orphans.push(run);
            }
            run += 1;
        }
        met.starts.push(end);
    }
    met.orphans.extend(run..runs.end);
    met
}

fn with_row(people: &PeopleChunk, rows: Range<usize>, events: Events) -> Batch {
    let is_whole = rows.len() == people.keys.len();
    let part = |column: &Arc<Column>| {
        if is_whole { column.clone() } else { Arc::new(column.slice(rows.clone())) }
    };
    let attributes = people.attributes.iter().map(|column| column.as_ref().map(part)).collect();
    Batch { keys: people.keys.slice(rows.clone()), attributes, events }
}

fn without_row(program: &Program, events: &EventsChunk, runs: Range<usize>) -> Batch {
    let first = events.starts[runs.start];
    let starts = events.starts[runs.start..=runs.end].iter().map(|start| start - first).collect();
    Batch {
        keys: events.keys.slice(runs.clone()),
        attributes: Vec::new(),
        events: all_events(program, events, runs, starts),
    }
}

/// The events of persons side by side, without a copy.
fn all_events(program: &Program, events: &EventsChunk, runs: Range<usize>, starts: Vec<u32>) -> Events {
    let places = events.starts[runs.start] as usize..events.starts[runs.end] as usize;
    happened(program, events.happened.as_ref().map(|happened| happened.slice(places)), starts)
}

/// The events of some persons.
fn some_events(program: &Program, events: &EventsChunk, runs: &[usize], starts: Vec<u32>) -> Option<Events> {
    let places = runs.iter().flat_map(|run| events.starts[*run]..events.starts[run + 1]);
    let taken = match &events.happened {
        Some(all) => Some(all.take(&places.collect::<Vec<u32>>())?),
        None => None,
    };
    Some(happened(program, taken, starts))
}

fn happened(program: &Program, happened: Option<Happened>, starts: Vec<u32>) -> Events {
    let Some(Happened { kinds, times, columns }) = happened else {
        return Events { starts: vec![0; starts.len()], ..Events::default() };
    };
    let columns = columns.iter().map(|(slots, column)| (&slots[..], column.clone()));
    Events {
        starts,
        kinds: Some(kinds),
        times,
        properties: properties(program, columns),
        ..Events::default()
    }
}

fn added_up(lengths: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut end = 0;
    let ends = lengths.map(|length| {
        end += length;
        end
    });
    [0].into_iter().chain(ends).collect()
}

/// The batch of one person. There are few of them, so their events are put together value by value.
fn straddling(
    program: &Program,
    person: Option<(Arc<PeopleChunk>, usize)>,
    parts: &[(Arc<EventsChunk>, usize)],
) -> Option<Made> {
    let happened = match joined(parts, program) {
        Some(all) => {
            let count = u32::try_from(all.times.len()).ok()?;
            happened(program, Some(all), vec![0, count])
        }
        None => Events { starts: vec![0, 0], ..Events::default() },
    };
    let without = u64::from(person.is_none());
    let batch = match person {
        Some((people, row)) => with_row(&people, row..row + 1, happened),
        None => {
            let (chunk, run) = parts.first()?;
            Batch { keys: chunk.keys.slice(*run..run + 1), attributes: Vec::new(), events: happened }
        }
    };
    Some(Made { batches: vec![batch], without_row: without, late: late(parts) })
}

/// How many events stood behind later ones of earlier chunks.
fn late(parts: &[(Arc<EventsChunk>, usize)]) -> u64 {
    let (mut latest, mut late) = (i64::MIN, 0);
    for (at, (chunk, run)) in parts.iter().enumerate() {
        // But for the first part, it is the first person of the chunk.
        late += if at > 0 { chunk.late_for(latest) } else { 0 };
        let places = chunk.starts[*run] as usize..chunk.starts[run + 1] as usize;
        let times = chunk.happened.as_ref().and_then(|happened| happened.times.get(places));
        latest = times.and_then(|times| times.last()).map_or(latest, |last| latest.max(*last));
    }
    late
}

/// The events of one person out of several chunks, in order of time.
fn joined(parts: &[(Arc<EventsChunk>, usize)], program: &Program) -> Option<Happened> {
    let all: Vec<(&Happened, Range<u32>)> = parts
        .iter()
        .map(|(chunk, run)| Some((chunk.happened.as_ref()?, chunk.starts[*run]..chunk.starts[run + 1])))
        .collect::<Option<_>>()?;
    let mut places: Vec<(&Happened, usize)> =
        all.into_iter().flat_map(|(part, places)| places.map(move |place| (part, place as usize))).collect();
    let time = |(part, place): &(&Happened, usize)| part.times[*place];
    places.sort_by_key(time);
    // Files may have different columns for the same properties.
    let slots = parts.iter().filter_map(|(chunk, _)| chunk.happened.as_ref()).flat_map(|part| &part.columns);
    let mut wanted: Vec<(EventId, u32)> = slots.flat_map(|(slots, _)| slots.iter().copied()).collect();
    wanted.sort_unstable_by_key(|(event, slot)| (event.index(), *slot));
    wanted.dedup();
    let column = |wanted: (EventId, u32)| {
        let r#type = &program.events[wanted.0].properties[wanted.1 as usize].r#type;
        let value = |(part, place): &(&Happened, usize)| {
            let column = part.columns.iter().find(|(slots, _)| slots.contains(&wanted));
            column.map_or(Value::Empty, |(_, column)| column.value(*place, r#type))
        };
        let slots: Slots = Arc::new([wanted]);
        (slots, Arc::new(build::column(places.iter().map(value).collect(), r#type)))
    };
    Some(Happened {
        kinds: Codes::narrow(
            places.iter().map(|(part, place)| part.kinds.get(*place) as u32).collect(),
            program.events.len(),
        ),
        times: places.iter().map(time).collect(),
        columns: wanted.into_iter().map(column).collect(),
    })
}
