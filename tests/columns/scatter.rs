//! Files in any order: what they hold is what the population of the same files holds, however little memory there is, and it
//! comes in the order of keys.

use std::io;
use std::sync::Arc;

use arrow_array::types::Int8Type;
use arrow_array::{
    Array, ArrayRef, Decimal128Array, DictionaryArray, Int32Array, Int64Array, LargeStringArray, RecordBatch,
    StringArray, UInt32Array,
};
use arrow_select::take::take;
use bourn::columns::direct::{Read, Source, Stopped};
use bourn::columns::{Batch, Keys, Wanted};
use bourn::data::{Loader, Options, Scratch, Spill};
use bourn::host::scratch::ScratchFolder;
use bourn::program::Program;

use super::direct::{Columns, PLAIN, SHOP, Written, events, parquet, people};
use super::{of_batches, of_population, population, program};

/// Files by their names.
type Files = Vec<(&'static str, Vec<u8>)>;

fn whole(keys: impl IntoIterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(keys))
}

fn texts(keys: impl IntoIterator<Item = String>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(keys))
}

/// The same rows in another order, which only looks like none.
fn shuffled(columns: Columns, seed: u64) -> Columns {
    let mut order: Vec<u32> = (0..columns[0].1.len() as u32).collect();
    order.sort_by_key(|row| (u64::from(*row) + seed).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23));
    let order = UInt32Array::from(order);
    columns.into_iter().map(|(name, array)| (name, take(&array, &order, None).unwrap())).collect()
}

/// Some of the rows.
fn part(columns: &Columns, rows: std::ops::Range<usize>) -> Columns {
    columns.iter().map(|(name, array)| (*name, array.slice(rows.start, rows.len()))).collect()
}

fn file(columns: Columns) -> Vec<u8> {
    parquet(&columns, PLAIN)
}

fn arrow(columns: Columns) -> Vec<u8> {
    let columns = columns.into_iter().map(|(name, array)| (name, array, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let mut writer = arrow_ipc::writer::FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn source<'p>(program: &'p Program, people: &Files, events: &Files) -> Source<'p> {
    let named = |files: &Files| {
        files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.clone().into())).collect()
    };
    Source::new(program, Options::default(), named(people), named(events))
}

fn ask(source: &Source<'_>, wanted: &Wanted, memory: Option<u64>) -> Result<Read<Batch>, Stopped> {
    let direct = source.open(wanted)?.within(memory).spilling_to(Arc::new(ScratchFolder::default()));
    direct.map(&|batch| batch)
}

/// The keys of persons who have a row, in the order of the batches.
fn in_order(batches: &[Batch]) -> bool {
    let with_row = batches.iter().filter(|batch| !batch.attributes.is_empty());
    let keys: Vec<&Keys> = with_row.map(|batch| &batch.keys).collect();
    match keys.first() {
        Some(Keys::Whole(_)) => {
            let keys = keys.iter().flat_map(|keys| match keys {
                Keys::Whole(keys) => keys.to_vec(),
                _ => panic!("keys of two kinds"),
            });
            keys.collect::<Vec<_>>().windows(2).all(|pair| pair[0] < pair[1])
        }
        _ => {
            let keys = keys.iter().flat_map(|keys| (0..keys.len()).map(|row| keys.get(row).to_string()));
            keys.collect::<Vec<_>>().windows(2).all(|pair| pair[0] < pair[1])
        }
    }
}

/// Holds files against the population of the same files, with memory for all of them and for next to nothing.
fn agree(people: Files, events: Files) {
    let program = program(SHOP);
    let wanted = Wanted { owners: false, ..Wanted::all(&program) };
    let borrowed = |files: &'_ Files| -> Vec<(&'static str, Vec<u8>)> { files.clone() };
    let (some, others) = (borrowed(&people), borrowed(&events));
    let some: Vec<_> = some.iter().map(|(name, bytes)| (*name, &bytes[..])).collect();
    let others: Vec<_> = others.iter().map(|(name, bytes)| (*name, &bytes[..])).collect();
    let population = population(&program, &some, &others);
    let expected = of_population(&program, &population);
    let source = source(&program, &people, &events);
    for memory in [None, Some(1 << 20), Some(20_000), Some(1)] {
        let read = ask(&source, &wanted, memory).unwrap();
        assert_eq!(of_batches(&program, &wanted, &read.results), expected, "{memory:?}");
        assert!(in_order(&read.results), "{memory:?}");
        assert_eq!((read.persons, read.without_row), (expected.len() as u64, population.without_row()));
        assert_eq!(read.summary, population.summary(), "{memory:?}");
        match memory {
            None => assert_eq!(read.aside, Some(0)),
            Some(1) => assert!(read.aside > Some(0)),
            Some(_) => assert!(read.aside.is_some()),
        }
    }
}

fn of_people(columns: Columns) -> Files {
    vec![("p.parquet", file(columns))]
}

fn of_events(columns: Columns) -> Files {
    vec![("e.parquet", file(columns))]
}

/// Events of 800 persons, of whom 600 have a row, one after the other in time.
fn by_time(count: usize) -> Columns {
    let minutes: Vec<i64> = (0..count as i64).collect();
    events(whole((0..count).map(|at| (at * 7919 % 797) as i64)), &minutes)
}

#[test]
fn events_that_are_sorted_by_time_alone_find_their_people() {
    let keys = || (0..1200).filter(|key| key % 2 == 0);
    agree(of_people(people(whole(keys()))), of_events(by_time(5000)));
    agree(of_people(shuffled(people(whole(keys())), 1)), of_events(by_time(5000)));
    agree(Vec::new(), of_events(by_time(5000)));
}

#[test]
fn people_in_any_order_find_their_events() {
    let minutes: Vec<i64> = (0..3000).collect();
    let events = || events(whole((0..3000).map(|at| at / 4 * 2)), &minutes);
    agree(of_people(shuffled(people(whole(0..1000)), 1)), of_events(events()));
    agree(of_people(people(whole((0..1000).rev()))), of_events(shuffled(events(), 2)));
}

#[test]
fn events_come_late_as_the_rows_stand() {
    let minutes: Vec<i64> = (0..4000).map(|at| at * 7 % 1009).collect();
    let events = events(whole((0..4000).map(|at| at * 31 % 97)), &minutes);
    agree(of_people(people(whole(0..97))), of_events(events));
}

#[test]
fn events_of_one_moment_keep_the_order_of_the_files_and_of_their_rows() {
    let all = events(whole((0..900).map(|at| at * 31 % 13)), &[5; 900]);
    let files = [300..600, 0..10, 10..300, 600..900];
    let files = files.map(|rows| ("e.parquet", file(part(&all, rows))));
    agree(of_people(people(whole(0..20))), files.to_vec());
}

#[test]
fn keys_are_texts_too() {
    let key = |at: usize| format!("{}é{}", at * 7 % 10, at);
    let owners = (0..3000).map(|at| key(at * 31 % 700));
    let minutes: Vec<i64> = (0..3000).collect();
    let events = events(texts(owners), &minutes);
    agree(of_people(people(texts((0..600).map(key)))), of_events(events));
}

#[test]
fn row_groups_and_units_may_be_many() {
    let written = Written { group: 40_000, page: 5_000, ..PLAIN };
    let minutes: Vec<i64> = (0..120_000).collect();
    let events = events(whole((0..120_000).map(|at| at * 7919 % 30_011)), &minutes);
    let people = (0..30_000).rev();
    let people: Columns = vec![("personId", whole(people.clone())), ("points", whole(people))];
    agree(vec![("p.parquet", parquet(&people, written))], vec![("e.parquet", parquet(&events, written))]);
}

#[test]
fn files_may_have_columns_of_their_own() {
    let minutes: Vec<i64> = (0..400).collect();
    let all = events(whole((0..400).map(|at| at * 31 % 101)), &minutes);
    let with = |name: &'static str, array: ArrayRef| {
        let mut columns: Columns = all.iter().filter(|(known, _)| *known != name).cloned().collect();
        columns.push((name, array));
        columns
    };
    let without: Columns = all.iter().filter(|(name, _)| *name != "item").cloned().collect();
    let prices = (0..400).map(|at| (at % 3 > 0).then(|| format!("{at}.5")));
    let of_one_kind = (0..400).map(|at| (at % 5 > 0).then_some(at));
    let apart: Columns = without
        .iter()
        .filter(|(name, _)| *name != "price")
        .cloned()
        .chain([("bought_price", Arc::new(of_one_kind.collect::<Int32Array>()) as ArrayRef)])
        .collect();
    let coded: DictionaryArray<Int8Type> =
        (0..400).map(|at| (at % 4 > 0).then_some(["a", "b"][at % 2])).collect();
    let long = (0..400).map(|at| Some(format!("thing {at}"))).collect::<LargeStringArray>();
    let events = vec![
        ("a.parquet", file(all.clone())),
        ("b.parquet", file(without)),
        ("c.parquet", file(with("price", Arc::new(prices.collect::<StringArray>())))),
        ("d.parquet", file(apart)),
        ("e.arrow", arrow(with("item", Arc::new(coded)))),
        ("f.arrow", arrow(with("item", Arc::new(long)))),
        ("g.parquet", file(with("item", Arc::new(StringArray::new_null(400))))),
    ];
    let known = people(whole((0..60).rev()));
    let points =
        Decimal128Array::from_iter_values((60..90).map(|at| at * 10)).with_precision_and_scale(10, 1);
    let others: Columns =
        vec![("personId", whole(60..90)), ("points", Arc::new(points.unwrap())), ("plan", whole(60..90))];
    agree(vec![("p.parquet", file(known)), ("q.parquet", file(others))], events);
}

#[test]
fn texts_are_few_in_some_files_and_many_in_others() {
    let item = |name: fn(usize) -> String| {
        let minutes: Vec<i64> = (0..2000).collect();
        let mut columns = events(whole((0..2000).map(|at| at * 31 % 101)), &minutes);
        columns[3].1 = texts((0..2000).map(name));
        ("e.parquet", file(columns))
    };
    let (few, many) = (|at| format!("thing {}", at % 300), |at| format!("thing number {at}"));
    agree(Vec::new(), vec![item(few)]);
    agree(Vec::new(), vec![item(few), item(many)]);
    agree(Vec::new(), vec![item(|_| "x".repeat(5000 / 2)), item(few)]);
}

#[test]
fn what_is_undeclared_is_counted_for_its_file() {
    let program = program(SHOP);
    let of = |names: Vec<&'static str>| {
        let mut columns = events(whole([3, 1, 2]), &[1, 2, 3]);
        columns[1].1 = Arc::new(StringArray::from(names));
        file(columns)
    };
    let events = vec![("a.parquet", of(vec!["x", "left", "y"])), ("b.parquet", of(vec!["z", "x", "left"]))];
    let read = ask(&source(&program, &Vec::new(), &events), &Wanted::all(&program), Some(1)).unwrap();
    let named = |name: &str, file: &str, rows| (name.to_owned(), file.to_owned(), rows);
    assert_eq!(
        read.undeclared,
        [named("x", "a.parquet", 2), named("y", "a.parquet", 1), named("z", "b.parquet", 1)]
    );
    assert_eq!((read.summary.undeclared, read.summary.events, read.persons), (4, 2, 2));
}

#[test]
fn only_what_is_wanted_is_put_in_order() {
    let program = program(SHOP);
    let (people, events) = (of_people(people(whole((0..400).rev()))), of_events(by_time(2000)));
    let all = Wanted { owners: false, ..Wanted::all(&program) };
    let bought = all.events.clone().into_iter().take(1).collect();
    for wanted in [
        Wanted { events: bought, everybody: false, ..all.clone() },
        Wanted { attributes: Default::default(), everybody: false, ..all.clone() },
        Wanted { events: Default::default(), ..all.clone() },
        Wanted { events: Default::default(), attributes: Default::default(), ..all.clone() },
    ] {
        let found = [None, Some(1)].map(|memory| {
            let read = ask(&source(&program, &people, &events), &wanted, memory).unwrap();
            let known = of_batches(&program, &wanted, &read.results);
            (known, read.persons, read.without_row, read.summary, read.ignored)
        });
        let sorted = shuffled_back(&program, &wanted);
        assert_eq!(found[0], found[1]);
        assert_eq!((&found[0].0, found[0].1, found[0].2), (&sorted.0, sorted.1, sorted.2));
    }
}

/// The same people and events in the order of keys.
fn shuffled_back(program: &Program, wanted: &Wanted) -> (Vec<super::Known>, u64, u64) {
    let by_key = |columns: Columns| {
        let keys = columns[0].1.clone();
        let keys: &Int64Array = keys.as_any().downcast_ref().unwrap();
        let mut order: Vec<u32> = (0..keys.len() as u32).collect();
        order.sort_by_key(|row| keys.value(*row as usize));
        let order = UInt32Array::from(order);
        let taken = columns.into_iter().map(|(name, array)| (name, take(&array, &order, None).unwrap()));
        file(taken.collect())
    };
    let people = vec![("p.parquet", by_key(people(whole((0..400).rev()))))];
    let events = vec![("e.parquet", by_key(by_time(2000)))];
    let read = ask(&source(program, &people, &events), wanted, None).unwrap();
    assert_eq!(read.aside, None);
    (of_batches(program, wanted, &read.results), read.persons, read.without_row)
}

#[test]
fn results_are_the_same_with_any_number_of_threads_and_when_asked_again() {
    let program = program(SHOP);
    let wanted = Wanted { owners: false, ..Wanted::all(&program) };
    let (people, events) = (of_people(people(whole((0..900).rev()))), of_events(by_time(4000)));
    let found = |threads, memory| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let source = source(&program, &people, &events);
        [(); 2].map(|()| {
            let read = pool.install(|| ask(&source, &wanted, memory)).unwrap();
            let keys = |batch: &Batch| {
                (0..batch.rows()).map(|row| batch.keys.get(row).to_string()).collect::<Vec<_>>()
            };
            let keys: Vec<String> = read.results.iter().flat_map(keys).collect();
            (keys, of_batches(&program, &wanted, &read.results), read.summary)
        })
    };
    let [expected, again] = found(1, None);
    assert_eq!(expected, again);
    for (threads, memory) in [(3, None), (1, Some(1)), (3, Some(30_000))] {
        assert_eq!(found(threads, memory), [expected.clone(), expected.clone()], "{threads} {memory:?}");
    }
}

#[test]
fn what_is_not_plain_is_still_unfit() {
    let program = program(SHOP);
    let unfit = |people: Files, events: Files| {
        let read = ask(&source(&program, &people, &events), &Wanted::all(&program), None);
        let Err(Stopped::Unfit(reason)) = read.map(|read| read.persons) else { panic!("it is fit") };
        reason.0
    };
    let key = "a key is missing, comes twice or is of another kind than others";
    let late = || of_events(events(whole([2, 1]), &[1, 2]));
    assert_eq!(unfit(of_people(people(whole([3, 1, 3]))), late()), key);
    assert_eq!(unfit(of_people(people(texts(["1".to_owned(), "2".to_owned()]))), late()), key);
    let missing: ArrayRef = Arc::new(Int64Array::from(vec![Some(2), Some(1), None]));
    assert_eq!(unfit(Vec::new(), of_events(events(missing, &[1, 2, 3]))), key);
    let wrong: Columns =
        vec![("personId", whole([2, 1])), ("points", texts(["1".to_owned(), "two".to_owned()]))];
    assert_eq!(unfit(of_people(wrong), late()), "a value does not fit its type, or cannot be read");
}

/// A place for files that is full at some time.
#[derive(Debug)]
enum Full {
    /// No file can be made.
    AtOnce,
    /// Nothing can be written.
    Written,
    /// What was written cannot be read.
    Read,
}

impl Scratch for Full {
    fn name(&self) -> String {
        "here".to_owned()
    }

    fn file(&self) -> io::Result<Box<dyn Spill>> {
        match self {
            Full::AtOnce => Err(io::Error::other("no room")),
            Full::Written => Ok(Box::new(Full::Written)),
            Full::Read => Ok(Box::new(Full::Read)),
        }
    }
}

impl Spill for Full {
    fn append(&mut self, _: &[u8]) -> io::Result<()> {
        if matches!(self, Full::Written) { Err(io::Error::other("no room")) } else { Ok(()) }
    }

    fn read_at(&self, _: u64, _: &mut [u8]) -> io::Result<()> {
        Err(io::Error::other("no room"))
    }
}

#[test]
fn a_place_for_files_that_fails_is_told_of() {
    let program = program(SHOP);
    let source = source(&program, &of_people(people(whole(0..900))), &of_events(by_time(4000)));
    let wanted = Wanted { owners: false, ..Wanted::all(&program) };
    for full in [Full::AtOnce, Full::Written, Full::Read] {
        let name = format!("{full:?}");
        let direct = source.open(&wanted).unwrap().within(Some(1)).spilling_to(Arc::new(full));
        let Err(Stopped::Scratch(error)) = direct.map(&|batch| batch.rows()) else { panic!("{name}") };
        assert_eq!(error.to_string(), "no room");
    }
    let without = source.open(&wanted).unwrap().within(Some(1));
    assert_eq!(without.map(&|batch| batch.rows()).unwrap().aside, Some(0), "all of it is held");
}

/// People and events that are drawn, in files and orders that are drawn, are those of the population.
#[test]
fn drawn_files_agree() {
    for seed in 1..12_u64 {
        let (count, keys) = (seed as usize * 97, seed as i64 * 11);
        let minutes: Vec<i64> = (0..count as i64).map(|at| at * 13 % (seed as i64 * 5)).collect();
        let all = shuffled(events(whole((0..count as i64).map(|at| at % keys)), &minutes), seed);
        let cut = count / (seed as usize % 4 + 1);
        let events = [0..cut, cut..count].map(|rows| ("e.parquet", file(part(&all, rows)))).to_vec();
        let all = shuffled(people(whole((0..keys).filter(|key| key % 3 > 0))), seed);
        let cut = all[0].1.len() / 2;
        let people = [0..cut, cut..all[0].1.len()].map(|rows| ("p.parquet", file(part(&all, rows)))).to_vec();
        let program = program(SHOP);
        let read = ask(&source(&program, &people, &events), &Wanted::all(&program), Some(1)).unwrap();
        let loaded = {
            let mut loader = Loader::new(&program, Options::default());
            people.iter().for_each(|(name, bytes)| loader.people(name, bytes.clone().into()));
            events.iter().for_each(|(name, bytes)| loader.events(name, bytes.clone().into()));
            loader.finish().unwrap().population
        };
        let wanted = Wanted::all(&program);
        assert_eq!(of_batches(&program, &wanted, &read.results), of_population(&program, &loaded), "{seed}");
        assert_eq!(read.summary, loaded.summary(), "{seed}");
    }
}
