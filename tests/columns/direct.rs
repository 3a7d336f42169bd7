//! Batches straight from files: what they hold is what the population of the same files holds, or the files are unfit.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int32Array,
    Int64Array, LargeStringArray, RecordBatch, StringArray, TimestampMicrosecondArray,
    TimestampMillisecondArray, UInt64Array,
};
use bourn::columns::direct::{Read, Source, Stopped};
use bourn::columns::{Batch, OfKind, Wanted};
use bourn::data::Options;
use bourn::program::Program;
use bourn::value::InstantRange;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::{WriterProperties, WriterVersion};

use super::{of_batches, of_population, population, program};

pub(super) const SHOP: &str = "people { member: boolean\n plan: text\n note: text\n points: integer\n spent: number\n rate: number\n \
    joined: date\n seen: datetime\n local: datetime\n labels: list of text\n sizes: list of integer }\n\
    event bought { price: number?\n item: text? }\n\
    event viewed { item: text?\n price: number?\n count: integer? }\n\
    event left {}";

pub(super) type Columns = Vec<(&'static str, ArrayRef)>;

/// How a file is written.
#[derive(Clone, Copy)]
pub(super) struct Written {
    pub(super) group: usize,
    pub(super) page: usize,
    pub(super) version: WriterVersion,
    pub(super) dictionary: bool,
}

pub(super) const PLAIN: Written =
    Written { group: 1 << 20, page: 1 << 20, version: WriterVersion::PARQUET_1_0, dictionary: true };

pub(super) fn parquet(columns: &Columns, written: Written) -> Vec<u8> {
    let columns = columns.iter().map(|(name, array)| (*name, array.clone(), array.null_count() > 0));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(written.group))
        .set_data_page_row_count_limit(written.page)
        .set_write_batch_size(written.page.min(1024))
        .set_dictionary_page_size_limit(4096)
        .set_writer_version(written.version)
        .set_dictionary_enabled(written.dictionary)
        .set_compression(Compression::SNAPPY)
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn array(array: impl Array + 'static) -> ArrayRef {
    Arc::new(array)
}

/// Every third is missing.
fn some<T>(count: usize, value: impl Fn(usize) -> T) -> impl Iterator<Item = Option<T>> {
    (0..count).map(move |at| (at % 3 != 1).then(|| value(at)))
}

fn labels(count: usize) -> ListBuilder<StringBuilder> {
    let mut lists = ListBuilder::new(StringBuilder::new());
    for row in 0..count {
        (0..row % 4).for_each(|item| lists.values().append_value(format!("label {}", (row + item) % 9)));
        lists.append(row % 5 != 0);
    }
    lists
}

/// People with these keys.
pub(super) fn people(keys: ArrayRef) -> Columns {
    let count = keys.len();
    let decimals = some(count, |at| at as i128 * 7 - 300).collect::<Decimal128Array>();
    let moments = some(count, |at| at as i64 * 40_000_000_000_000 - 4_000_000_000_000_000);
    vec![
        ("personId", keys),
        ("member", array(some(count, |at| at % 2 == 0).collect::<BooleanArray>())),
        ("plan", array(some(count, |at| format!("plan {}", at % 7)).collect::<StringArray>())),
        ("note", array(some(count, |at| format!("note number {at}")).collect::<StringArray>())),
        ("points", array(some(count, |at| at as i32 - 50).collect::<Int32Array>())),
        ("spent", array(decimals.with_precision_and_scale(18, 2).unwrap())),
        ("rate", array(some(count, |at| at as f64 / 8.0).collect::<Float64Array>())),
        ("joined", array(some(count, |at| at as i32 * 300 - 20_000).collect::<Date32Array>())),
        ("seen", array(moments.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))),
        ("local", array(some(count, |at| at as i64 * 3_600_000).collect::<TimestampMillisecondArray>())),
        ("labels", array(labels(count).finish())),
        ("unheard of", array(Int32Array::from_iter_values(0..count as i32))),
    ]
}

/// Events of these persons, in this order, at these minutes.
pub(super) fn events(keys: ArrayRef, minutes: &[i64]) -> Columns {
    let count = keys.len();
    let names = ["bought", "viewed", "left"];
    let prices = some(count, |at| at as i128 % 500).collect::<Decimal128Array>();
    let times = minutes.iter().map(|minute| minute * 60_000_000);
    vec![
        ("personId", keys),
        ("name", array(StringArray::from_iter_values((0..count).map(|at| names[at * 7 % 3])))),
        ("time", array(TimestampMicrosecondArray::from_iter_values(times).with_timezone("UTC"))),
        ("item", array(some(count, |at| format!("item {}", at % 31)).collect::<StringArray>())),
        ("price", array(prices.with_precision_and_scale(30, 2).unwrap())),
        ("count", array(some(count, |at| at as i64).collect::<Int64Array>())),
    ]
}

fn read(
    program: &Program,
    wanted: &Wanted,
    people: &[Vec<u8>],
    events: &[Vec<u8>],
) -> Result<Read<bourn::columns::Batch>, Stopped> {
    let files = |files: &[Vec<u8>], name: &str| {
        files.iter().map(|bytes| (format!("{name}.parquet"), bytes.clone().into())).collect()
    };
    let source = Source::new(program, Options::default(), files(people, "p"), files(events, "e"));
    let direct = source.open(wanted)?;
    direct.map(&|batch| batch)
}

/// Holds the two ways against each other.
fn agree(people: &[Vec<u8>], events: &[Vec<u8>]) {
    let program = program(SHOP);
    let wanted = Wanted::all(&program);
    let read = read(&program, &wanted, people, events).unwrap();
    let named = |files: &'_ [Vec<u8>], name: &'static str| -> Vec<(&'static str, Vec<u8>)> {
        files.iter().map(|bytes| (name, bytes.clone())).collect()
    };
    let (people, events) = (named(people, "p.parquet"), named(events, "e.parquet"));
    let people: Vec<_> = people.iter().map(|(name, bytes)| (*name, &bytes[..])).collect();
    let events: Vec<_> = events.iter().map(|(name, bytes)| (*name, &bytes[..])).collect();
    let population = population(&program, &people, &events);
    assert_eq!(of_batches(&program, &wanted, &read.results), of_population(&program, &population));
    let (summary, rows) = (population.summary(), population.len() as u64);
    assert_eq!((read.persons, read.without_row), (rows, population.without_row()));
    assert_eq!(read.summary, summary);
}

fn whole(keys: impl Iterator<Item = i64>) -> ArrayRef {
    array(Int64Array::from_iter_values(keys))
}

/// The `at`th of `count` events of every second of 300 persons and of some that have no row.
fn owner(at: usize, count: usize) -> i64 {
    (at * 640 / count) as i64 / 2 * 2
}

#[test]
fn people_and_events_meet_however_the_files_are_cut() {
    let ways = [
        PLAIN,
        Written { group: 100, ..PLAIN },
        Written { page: 50, ..PLAIN },
        Written { dictionary: false, ..PLAIN },
        Written { version: WriterVersion::PARQUET_2_0, page: 70, ..PLAIN },
    ];
    let minutes: Vec<i64> = (0..2000).collect();
    for written in ways {
        let people = parquet(&people(whole(0..600)), written);
        let events = parquet(&events(whole((0..2000).map(|at| owner(at, 2000))), &minutes), written);
        agree(std::slice::from_ref(&people), std::slice::from_ref(&events));
        agree(std::slice::from_ref(&people), &[]);
        agree(&[], std::slice::from_ref(&events));
    }
}

#[test]
fn large_files_meet_across_row_groups() {
    let written = Written { group: 33_000, ..PLAIN };
    let people = |keys: std::ops::Range<i64>| {
        parquet(&vec![("personId", whole(keys.clone())), ("points", whole(keys))], written)
    };
    let keys = (0..100_000).map(|at| if (20_000..90_000).contains(&at) { 50_000 } else { at });
    let times: Vec<i64> = (0..100_000).map(|at| (at * 7919) % 100_000).collect();
    let events = parquet(&events(whole(keys), &times), written);
    agree(&[people(0..40_000), people(40_000..150_000)], &[events]);
}

#[test]
fn keys_are_texts_too() {
    let key = |at: usize| format!("key {at:06}");
    let written = Written { group: 40_000, ..PLAIN };
    let people = vec![("personId", array(StringArray::from_iter_values((0..90_000).map(|at| key(at * 2)))))];
    let owners = (0..90_000).map(|at| key(at / 4 * 3));
    let minutes: Vec<i64> = (0..90_000).collect();
    let events = events(array(StringArray::from_iter_values(owners)), &minutes);
    agree(&[parquet(&people, written)], &[parquet(&events, written)]);
}

#[test]
fn a_value_means_the_same_in_any_type() {
    let (count, keys) = (200, || whole(0..200));
    let texts = |value: fn(usize) -> String| array(some(count, value).collect::<StringArray>());
    let coded: DictionaryArray<Int32Type> =
        (0..count).map(|at| (at % 4 > 0).then_some(["a", "b", ""][at % 3])).collect();
    let columns: Vec<(&'static str, ArrayRef)> = vec![
        ("member", texts(|at| if at % 2 == 0 { "TRUE".to_owned() } else { "0".to_owned() })),
        ("member", array(some(count, |at| (at % 2) as i64).collect::<Int64Array>())),
        ("plan", array(coded)),
        ("plan", array(some(count, |at| format!("{at}")).collect::<LargeStringArray>())),
        ("plan", array(some(count, |at| at as i64).collect::<Int64Array>())),
        ("plan", array(StringArray::new_null(count))),
        ("plan", texts(|_| "one".to_owned())),
        ("plan", texts(|at| "é".repeat(4000 + at % 90))),
        ("points", texts(|at| format!("{at}.0"))),
        ("points", array(some(count, |at| at as u64).collect::<UInt64Array>())),
        ("points", array(some(count, |at| at as f64).collect::<Float64Array>())),
        ("spent", array(some(count, |at| at as i32).collect::<Int32Array>())),
        ("spent", array(some(count, |at| 1.0 / (at + 1) as f64).collect::<Float64Array>())),
        ("joined", texts(|at| format!("20{:02}-02-28", at % 100))),
        ("seen", array(some(count, |at| at as i32).collect::<Date32Array>())),
        ("labels", texts(|at| format!("a;;b{at}"))),
        ("sizes", texts(|at| format!("{at};7"))),
    ];
    for (name, column) in columns {
        agree(&[parquet(&vec![("personId", keys()), (name, column)], PLAIN)], &[]);
    }
}

#[test]
fn people_without_events_may_stand_in_any_order() {
    let keys = || whole((0..300).map(|at| at * 7 % 300));
    agree(&[parquet(&people(keys()), PLAIN)], &[]);
    let texts = array(StringArray::from_iter_values(["b", "a", "c"]));
    agree(&[parquet(&people(texts), PLAIN)], &[]);
}

#[test]
fn undeclared_events_are_left_out_and_counted() {
    let keys = || whole([1, 1, 2, 2, 3].into_iter());
    let mut columns = events(keys(), &[1, 2, 3, 4, 5]);
    columns[1].1 = array(StringArray::from(vec!["bought", "x", "y", "x", "left"]));
    let file = parquet(&columns, PLAIN);
    agree(&[parquet(&people(whole(0..3)), PLAIN)], std::slice::from_ref(&file));
    let program = program(SHOP);
    let read = read(&program, &Wanted::all(&program), &[], &[file]).unwrap();
    let e = || "e.parquet".to_owned();
    assert_eq!(read.undeclared, [("x".to_owned(), e(), 2), ("y".to_owned(), e(), 1)]);
    assert_eq!((read.persons, read.summary.undeclared), (2, 3));
}

#[test]
fn of_whom_nothing_is_looked_at_is_not_read_unless_it_is_asked_who_there_is() {
    let program = program(SHOP);
    let (people, events) = (people(whole(0..3)), events(whole([1, 5].into_iter()), &[1, 2]));
    let (people, events) = ([parquet(&people, PLAIN)], [parquet(&events, PLAIN)]);
    let all = Wanted::all(&program);
    let of_people = Wanted { attributes: all.attributes, ..Wanted::default() };
    let of_events = Wanted { events: all.events, ..Wanted::default() };
    let found = |wanted: &Wanted| {
        let found = read(&program, wanted, &people, &events).unwrap();
        (found.persons, found.without_row, found.summary.events)
    };
    assert_eq!(found(&of_people), (3, 0, 0));
    assert_eq!(found(&of_events), (2, 0, 2));
    assert_eq!(found(&Wanted { everybody: true, ..of_people.clone() }), (4, 1, 2));
    assert_eq!(found(&Wanted { everybody: true, ..of_events.clone() }), (4, 1, 2));
}

#[test]
fn whoever_has_events_is_there_even_if_nobody_looks_at_them() {
    let program = program(SHOP);
    let everybody = Wanted { everybody: true, ..Wanted::default() };
    let (people, events) = (people(whole(0..3)), events(whole([1, 5].into_iter()), &[1, 2]));
    let found = read(&program, &everybody, &[parquet(&people, PLAIN)], &[parquet(&events, PLAIN)]);
    let found = found.unwrap();
    assert_eq!((found.persons, found.without_row, found.summary.events), (4, 1, 2));
    assert!(found.results.iter().all(|batch| batch.events.times.is_empty() && batch.events.kinds.is_none()));
    assert_eq!(found.ignored[0].1, ["unheard of"]);
}

#[test]
fn what_is_not_plain_is_unfit() {
    let program = program(SHOP);
    let wanted = Wanted::all(&program);
    let good = || (people(whole(0..3)), events(whole([0, 1].into_iter()), &[1, 2]));
    let is_unfit = |people: Columns, events: Columns| {
        let (people, events) = (parquet(&people, PLAIN), parquet(&events, PLAIN));
        read(&program, &wanted, &[people], &[events]).is_err()
    };
    let (some_people, some_events) = good();
    assert!(!is_unfit(some_people, some_events));
    assert!(is_unfit(people(whole([0, 0, 1].into_iter())), good().1));
    let missing = array(Int64Array::from(vec![Some(0), None, Some(1)]));
    assert!(is_unfit(people(missing), good().1));
    assert!(is_unfit(good().0, events(array(StringArray::from(vec!["0", "1"])), &[1, 2])));
    for (name, column) in [
        ("eventId", array(Int32Array::from(vec![1, 2]))),
        ("flow", array(StringArray::from(vec!["a", "b"]))),
        ("definitionId", array(StringArray::from(vec!["left", "left"]))),
        ("BOUGHT_PRICE", array(Int32Array::from(vec![1, 2]))),
    ] {
        let mut events = good().1;
        events.push((name, column));
        assert!(is_unfit(good().0, events), "{name}");
    }
    for (name, column) in [
        ("points", array(StringArray::from(vec!["1", "two", "3"]))),
        ("joined", array(Date32Array::from(vec![0, i32::MAX, 0]))),
        ("plan", array(StringArray::from(vec!["x".repeat(5000), String::new(), String::new()]))),
    ] {
        let people = vec![("personId", whole(0..3)), (name, column)];
        assert!(is_unfit(people, good().1), "{name}");
    }
}

#[test]
fn what_events_belong_to_is_left_out_where_nobody_asks() {
    let program = program(SHOP);
    let with_flows = |name| {
        let mut events = events(whole([0, 1].into_iter()), &[1, 2]);
        events.push((name, array(StringArray::from(vec![Some("Welcome"), None]))));
        parquet(&events, PLAIN)
    };
    let people = [parquet(&people(whole(0..3)), PLAIN)];
    let without = Wanted { owners: false, ..Wanted::all(&program) };
    let found = |wanted: &Wanted, name| read(&program, wanted, &people, &[with_flows(name)]);
    for name in ["flow", "element"] {
        assert!(found(&Wanted::all(&program), name).is_err(), "{name}");
        let found = found(&without, name).unwrap();
        assert_eq!((found.persons, found.summary.events), (3, 2), "{name}");
    }
}

#[test]
fn a_person_twice_is_unfit_in_any_order() {
    let program = program(SHOP);
    for keys in [vec![3, 1, 3], vec![1, 1]] {
        let people = parquet(&people(whole(keys.into_iter())), PLAIN);
        assert!(read(&program, &Wanted::all(&program), &[people], &[]).is_err());
    }
}

#[test]
fn damaged_files_are_unfit_or_whole() {
    let program = program(SHOP);
    let wanted = Wanted::all(&program);
    let file = parquet(&people(whole(0..40)), PLAIN);
    for at in (0..file.len()).step_by(7) {
        let mut damaged = file.clone();
        damaged[at] ^= 0x5a;
        // A number that was changed may still be one.
        if let Ok(read) = read(&program, &wanted, &[damaged], &[]) {
            assert_eq!(read.persons, 40, "byte {at}");
        }
    }
    assert!(read(&program, &wanted, &[file[..file.len() / 2].to_vec()], &[]).is_err());
}

#[test]
fn events_that_nobody_looks_at_are_left_out_where_nobody_asks_who_there_is() {
    let program = program(SHOP);
    let events = events(whole([0, 0, 1, 2].into_iter()), &[1, 2, 3, 4]);
    let mut wanted = Wanted::default();
    wanted.events.insert(
        program.event("bought").unwrap(),
        OfKind { range: InstantRange::ALWAYS, ..OfKind::default() },
    );
    let read = read(&program, &wanted, &[], &[parquet(&events, PLAIN)]).unwrap();
    let kinds =
        |batch: &Batch| -> Vec<_> { (0..batch.events.times.len()).map(|at| batch.events.kind(at)).collect() };
    let kinds: Vec<_> = read.results.iter().flat_map(kinds).collect();
    assert_eq!(kinds, [program.event("bought").unwrap(); 2]);
    assert_eq!(read.summary.events, 2);
}
