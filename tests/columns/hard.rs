//! Inputs that are hard to get right: what is missing, of another type, far away in time, much or damaged. By columns and by
//! rows they mean what their JSON Lines mean, or there is one clear error.

use std::fmt::Write as _;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use bourn::columns::direct::{Read, Source};
use bourn::columns::{Batch, Wanted};
use bourn::data::{Format, Loader, Options};
use bourn::program::Program;
use bourn::segments::{Conditions, Keep};
use bourn::value::Instant;

use super::direct::{Columns, PLAIN, parquet};
use super::{File, Known, of_batches, of_population, population, program};

const SHOP: &str = "people { member: boolean\n plan: text\n points: integer\n joined: date\n seen: datetime }\n\
    event bought { price: integer?\n item: text? }\n\
    event viewed { item: text? }\n\
    segment SevenAtTheEnd = plan ends with \"7\"\n\
    segment Million = happened bought at least 1000000 times\n\
    segment Late = happened bought where price is 999999";

/// Files of columns and of lines that say the same.
struct Case {
    name: &'static str,
    people: Vec<Columns>,
    events: Vec<Columns>,
    lines_of_people: &'static str,
    lines_of_events: &'static str,
}

fn array(array: impl arrow_array::Array + 'static) -> ArrayRef {
    Arc::new(array)
}

fn keys(keys: &[i64]) -> ArrayRef {
    array(Int64Array::from(keys.to_vec()))
}

fn texts(values: &[Option<&str>]) -> ArrayRef {
    array(StringArray::from(values.to_vec()))
}

/// Moments by the seconds since 1970.
fn moments(seconds: &[i64]) -> ArrayRef {
    let micros = seconds.iter().map(|second| second * 1_000_000);
    array(TimestampMicrosecondArray::from_iter_values(micros).with_timezone("UTC"))
}

fn events(persons: &[i64], names: &[&str], seconds: &[i64]) -> Columns {
    let names = array(StringArray::from(names.to_vec()));
    vec![("personId", keys(persons)), ("name", names), ("time", moments(seconds))]
}

const NOTHING: Case =
    Case { name: "", people: Vec::new(), events: Vec::new(), lines_of_people: "", lines_of_events: "" };

fn cases() -> Vec<Case> {
    let three = || ("personId", keys(&[1, 2, 3]));
    let nobody_knows = "{\"personId\": 1}\n{\"personId\": 2}\n{\"personId\": 3}";
    vec![
        Case {
            name: "columns that are missing",
            people: vec![vec![three()]],
            lines_of_people: nobody_knows,
            ..NOTHING
        },
        Case {
            name: "columns of which nothing is filled, of any type",
            people: vec![vec![
                three(),
                ("member", array(BooleanArray::from(vec![None, None, None]))),
                ("plan", array(Int64Array::new_null(3))),
                ("points", array(StringArray::from(vec!["", "", ""]))),
                ("joined", array(Int64Array::new_null(3))),
                ("seen", texts(&[None, None, None])),
            ]],
            lines_of_people: nobody_knows,
            ..NOTHING
        },
        Case {
            name: "columns of another type whose values fit",
            people: vec![vec![
                ("PERSONID", texts(&[Some("1"), Some("2"), Some("3")])),
                ("member", keys(&[1, 0, 1])),
                ("plan", keys(&[7, 0, -7])),
                ("points", texts(&[Some("7"), None, Some("-9000000000")])),
                ("joined", texts(&[Some("2024-02-29"), None, Some("9999-12-31")])),
                ("seen", texts(&[Some("2026-01-01T00:00:00+02:00"), None, Some("0001-01-02T00:00:00Z")])),
            ]],
            lines_of_people: r#"{"personId": "1", "member": true, "plan": "7", "points": 7, "joined": "2024-02-29", "seen": "2025-12-31T22:00:00Z"}
                {"personId": "2", "member": false, "plan": "0"}
                {"personId": "3", "member": true, "plan": "-7", "points": -9000000000, "joined": "9999-12-31", "seen": "0001-01-02T00:00:00Z"}"#,
            ..NOTHING
        },
        Case {
            name: "a dictionary of one text",
            people: vec![vec![three(), ("plan", texts(&[Some("pro"), Some("pro"), Some("pro")]))]],
            lines_of_people: "{\"personId\": 1, \"plan\": \"pro\"}\n{\"personId\": 2, \"plan\": \"pro\"}\n\
                {\"personId\": 3, \"plan\": \"pro\"}",
            ..NOTHING
        },
        Case {
            name: "moments long ago and far away",
            people: vec![vec![("personId", keys(&[1])), ("seen", moments(&[-62_135_596_800]))]],
            events: vec![events(
                &[1, 1, 1],
                &["bought", "viewed", "bought"],
                &[-4_000_000_000, -1, 253_402_300_799],
            )],
            lines_of_people: r#"{"personId": 1, "seen": "0001-01-01T00:00:00Z"}"#,
            lines_of_events: r#"{"personId": 1, "name": "bought", "time": "1843-03-31T16:53:20Z"}
                {"personId": 1, "name": "viewed", "time": "1969-12-31T23:59:59Z"}
                {"personId": 1, "name": "bought", "time": "9999-12-31T23:59:59Z"}"#,
        },
        Case {
            name: "several files of events, of whom nobody is known, with columns of their own",
            people: vec![vec![("personId", keys(&[2]))], vec![("personId", keys(&[4]))]],
            events: vec![
                [events(&[1, 2], &["bought", "bought"], &[5, 9]), vec![("price", keys(&[3, 4]))]].concat(),
                [
                    events(&[2, 3], &["viewed", "viewed"], &[7, 8]),
                    vec![("item", texts(&[Some("hat"), None]))],
                ]
                .concat(),
            ],
            lines_of_people: "{\"personId\": 2}\n{\"personId\": 4}",
            lines_of_events: r#"{"personId": 1, "name": "bought", "time": "1970-01-01T00:00:05Z", "price": 3}
                {"personId": 2, "name": "bought", "time": "1970-01-01T00:00:09Z", "price": 4}
                {"personId": 2, "name": "viewed", "time": "1970-01-01T00:00:07Z", "item": "hat"}
                {"personId": 3, "name": "viewed", "time": "1970-01-01T00:00:08Z"}"#,
        },
        Case {
            name: "events and nobody else",
            events: vec![events(&[1, 5], &["bought", "sold"], &[5, 9])],
            lines_of_events: r#"{"personId": 1, "name": "bought", "time": "1970-01-01T00:00:05Z"}"#,
            ..NOTHING
        },
        Case {
            name: "files without rows",
            people: vec![vec![("personId", keys(&[]))], vec![three()]],
            events: vec![events(&[], &[], &[])],
            lines_of_people: nobody_knows,
            ..NOTHING
        },
    ]
}

/// A batch as a file of Arrow.
fn arrow(columns: &Columns) -> Vec<u8> {
    let columns = columns.iter().map(|(name, array)| (*name, array.clone(), true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let mut writer = arrow_ipc::writer::FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    // In parts, so that arrays do not begin where their memory does.
    let cut = batch.num_rows() / 2;
    writer.write(&batch.slice(0, cut)).unwrap();
    writer.write(&batch.slice(cut, batch.num_rows() - cut)).unwrap();
    writer.finish().unwrap();
    writer.into_inner().unwrap()
}

fn read(program: &Program, people: &[File<'_>], events: &[File<'_>]) -> Option<Read<Batch>> {
    let files = |files: &[File<'_>]| {
        files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec().into())).collect()
    };
    let wanted = Wanted::all(program);
    let source = Source::new(program, Options::default(), files(people), files(events));
    let direct = source.open(&wanted).ok()?;
    direct.map(&|batch| batch).ok()
}

#[test]
fn columns_mean_what_lines_mean() {
    let program = program(SHOP);
    let lines = |text: &'static str| text.as_bytes();
    for case in cases() {
        let (people, events) = (lines(case.lines_of_people), lines(case.lines_of_events));
        let some = |name: &'static str, bytes: &'static [u8]| -> Vec<File<'static>> {
            if bytes.is_empty() { Vec::new() } else { vec![(name, bytes)] }
        };
        let right = population(&program, &some("p.jsonl", people), &some("e.jsonl", events));
        let right = of_population(&program, &right);
        for (extension, write) in
            [("parquet", (|columns| parquet(columns, PLAIN)) as fn(&Columns) -> Vec<u8>), ("arrow", arrow)]
        {
            let written = |files: &[Columns]| files.iter().map(write).collect::<Vec<_>>();
            let (people, events) = (written(&case.people), written(&case.events));
            let (p, e) = (format!("p.{extension}"), format!("e.{extension}"));
            let people: Vec<File<'_>> = people.iter().map(|bytes| (&*p, &bytes[..])).collect();
            let events: Vec<File<'_>> = events.iter().map(|bytes| (&*e, &bytes[..])).collect();
            assert_eq!(
                of_population(&program, &population(&program, &people, &events)),
                right,
                "{} by rows of {extension}",
                case.name
            );
            let found = read(&program, &people, &events);
            let found = found.map(|read| of_batches(&program, &Wanted::all(&program), &read.results));
            assert_eq!(found, Some(right.clone()), "{} by columns of {extension}", case.name);
        }
    }
}

/// How many persons of files satisfy a segment, and how many events there are.
fn counted(program: &Program, segment: &str, people: &[File<'_>], events: &[File<'_>]) -> (usize, u64) {
    let read = read(program, people, events).unwrap();
    let conditions = Conditions::compile(program, &[segment], Instant::from_micros(1 << 40)).unwrap();
    let found = conditions.evaluate(&read.results, Keep::Counts, &|_| ());
    (found.conditions()[0].count, read.summary.events)
}

#[test]
fn one_person_has_a_million_events() {
    const COUNT: i64 = 1_000_000;
    let program = program(SHOP);
    let persons = [1].into_iter().chain(std::iter::repeat_n(2, COUNT as usize)).chain([3]);
    let persons = array(Int64Array::from_iter_values(persons));
    let rows = COUNT + 2;
    let columns: Columns = vec![
        ("personId", persons),
        ("name", array(StringArray::from_iter_values((0..rows).map(|_| "bought")))),
        ("time", array(TimestampMicrosecondArray::from_iter_values(0..rows).with_timezone("UTC"))),
        ("price", array(Int64Array::from_iter_values(0..rows))),
    ];
    let in_groups = super::direct::Written { group: 100_000, ..PLAIN };
    for file in [parquet(&columns, in_groups), parquet(&columns, PLAIN)] {
        let events: &[File<'_>] = &[("e.parquet", &file)];
        assert_eq!(counted(&program, "Million", &[], events), (1, rows as u64));
        assert_eq!(counted(&program, "Late", &[], events), (1, rows as u64));
    }
}

/// With `BOURN_HARD_TEXTS=10000000` as many.
#[test]
fn all_texts_are_different() {
    let count: usize = std::env::var("BOURN_HARD_TEXTS").map_or(200_000, |count| count.parse().unwrap());
    let program = program(SHOP);
    let columns: Columns = vec![
        ("personId", array(Int64Array::from_iter_values(0..count as i64))),
        ("plan", array(StringArray::from_iter_values((0..count).map(|at| format!("plan number {at}"))))),
    ];
    let file = parquet(&columns, PLAIN);
    assert_eq!(counted(&program, "SevenAtTheEnd", &[("p.parquet", &file)], &[]), (count / 10, 0));
    let file = arrow(&columns);
    assert_eq!(counted(&program, "SevenAtTheEnd", &[("p.arrow", &file)], &[]), (count / 10, 0));
}

/// What comes of files, by columns and by rows.
struct Outcome {
    columns: Option<Vec<Known>>,
    rows: Result<Vec<Known>, Vec<String>>,
}

fn outcome(program: &Program, people: File<'_>) -> Outcome {
    let mut loader = Loader::new(program, Options::default());
    loader.people(people.0, people.1.to_vec().into());
    let rows = loader.finish().map(|loaded| of_population(program, &loaded.population));
    let columns = read(program, &[people], &[]);
    Outcome {
        columns: columns.map(|read| of_batches(program, &Wanted::all(program), &read.results)),
        rows: rows.map_err(|reports| reports.iter().map(|report| report.problem.message()).collect()),
    }
}

/// Files of some rows: their form and bytes.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let count = 60;
    let columns: Columns = vec![
        ("personId", array(StringArray::from_iter_values((0..count).map(|at| format!("person {at:02}"))))),
        (
            "plan",
            array(
                (0..count)
                    .map(|at| (at % 3 > 0).then(|| format!("plan {}", at % 4)))
                    .collect::<StringArray>(),
            ),
        ),
        ("points", array((0..count).map(|at| (at % 4 > 0).then_some(at)).collect::<Int64Array>())),
        ("seen", moments(&(0..count).map(|at| at * 86_400).collect::<Vec<_>>())),
        ("member", array((0..count).map(|at| Some(at % 2 == 0)).collect::<BooleanArray>())),
    ];
    let two = super::direct::Written {
        version: parquet::file::properties::WriterVersion::PARQUET_2_0,
        group: 40,
        page: 16,
        ..PLAIN
    };
    let plain = super::direct::Written { dictionary: false, ..PLAIN };
    vec![
        ("p.parquet", parquet(&columns, PLAIN)),
        ("p.parquet", parquet(&columns, two)),
        ("p.parquet", parquet(&columns, plain)),
        ("p.arrow", arrow(&columns)),
    ]
}

/// Damage to a value may pass for another value. But nothing panics, whoever is there is there in both ways, and what cannot be
/// read is one error that says so.
fn survives(program: &Program, name: &str, damaged: &[u8], what: &str) {
    let Outcome { columns, rows } = outcome(program, (name, damaged));
    match rows {
        Ok(rows) => {
            if let Some(columns) = columns {
                assert_eq!(columns, rows, "{name}: {what}");
            }
        }
        Err(reports) => {
            assert!(!reports.is_empty() && reports.len() <= 21, "{name}: {what}: {reports:?}");
            if reports[0].contains("cannot be decoded") {
                assert_eq!(reports.len(), 1, "{name}: {what}: {reports:?}");
            }
        }
    }
}

#[test]
fn no_damage_passes_for_something_else() {
    let program = program(SHOP);
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !bourn::data::is_decoding() {
            usual(panic);
        }
    }));
    for (name, whole) in samples() {
        for cut in (0..whole.len()).step_by(whole.len() / 97 + 1) {
            let Outcome { columns, rows } = outcome(&program, (name, &whole[..cut]));
            assert_eq!(columns, None, "{name} cut at {cut}");
            let reports = rows.unwrap_err();
            assert_eq!(reports.len(), 1, "{name} cut at {cut}: {reports:?}");
        }
        let mut places = String::new();
        for at in (0..whole.len()).step_by(5) {
            for bit in [0x01, 0x80] {
                let mut damaged = whole.clone();
                damaged[at] ^= bit;
                places.clear();
                let _ = write!(places, "byte {at} changed by {bit:#x}");
                survives(&program, name, &damaged, &places);
            }
        }
    }
}

#[test]
fn what_is_of_another_format_is_told() {
    let program = program(SHOP);
    for (name, bytes) in [
        ("p.parquet", &b"PAR1 and no more"[..]),
        ("p.arrow", b"ARROW1\0\0"),
        ("p.arrow", b"FEA1 old"),
        ("p.feather", b"x"),
    ] {
        assert!(Format::of(name).unwrap().is_of_columns());
        let Outcome { columns, rows } = outcome(&program, (name, bytes));
        assert_eq!(columns, None);
        let reports = rows.unwrap_err();
        assert!(reports.len() == 1 && reports[0].contains("cannot be decoded"), "{name}: {reports:?}");
    }
}

/// What files say of themselves spares decoding.
#[test]
fn what_cannot_matter_is_not_decoded() {
    let program = program(SHOP);
    let some = |from: i64| (0..100).map(move |at| (at >= from).then_some(at)).collect::<Int64Array>();
    let people: Columns =
        vec![("personId", keys(&(0..100).collect::<Vec<_>>())), ("points", array(some(50)))];
    let in_groups = super::direct::Written { group: 50, ..PLAIN };
    let table = |file: Vec<u8>| bourn::data::Table::open(Format::Parquet, file.into()).unwrap();
    let of_people = table(parquet(&people, in_groups));
    assert_eq!(of_people.read(1, 0..1, None).map(|values| values.null_count()), Some(50));
    assert_eq!(of_people.decoded().values, 0, "there is nothing");
    assert_eq!(of_people.read(1, 1..2, None).map(|values| values.null_count()), Some(0));
    assert_eq!(of_people.decoded().values, 50);

    // Views have no price, so what stands in that column is not looked at, and need not be numbers.
    let viewed = events(&[1, 2, 2], &["viewed"; 3], &[1, 2, 3]);
    let prices = vec![("price", texts(&[Some("not"), Some("a"), Some("number")]))];
    let file = vec![("v.parquet".to_owned(), parquet(&[viewed, prices].concat(), PLAIN).into())];
    let conditions = Conditions::compile(&program, &["Late"], Instant::from_micros(1 << 40)).unwrap();
    let wanted = Wanted { everybody: true, ..conditions.wanted().clone() };
    let source = Source::new(&program, Options::default(), Vec::new(), file);
    let direct = source.open(&wanted).unwrap();
    let read = direct.map(&|batch| batch.rows()).unwrap();
    assert_eq!((read.persons, direct.decoded().values), (2, 9), "persons, names and times, and no prices");
}
