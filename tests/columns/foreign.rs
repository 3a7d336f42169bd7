//! Files of other writers, made by `tests/columns/foreign/make.py`: they mean what the same rows mean as JSON Lines, or there is
//! one clear error.

use std::fs;
use std::path::{Path, PathBuf};

use bourn::columns::direct::Source;
use bourn::columns::{Batch, Wanted};
use bourn::data::{Format, Loader, Options, Population, Table};
use bourn::program::Program;

use super::{File, Known, of_batches, of_population, population, program};

const SHOP: &str = "people { member: boolean\n plan: text\n note: text\n points: integer\n spent: number\n rate: number\n \
    joined: date\n seen: datetime\n local: datetime\n labels: list of text }\n\
    event bought { price: number?\n item: text? }\n\
    event viewed { item: text?\n price: number? }\n\
    event left {}";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/columns/foreign")
}

/// The files whose names begin so: name and bytes.
fn files(start: &str) -> Vec<(String, Vec<u8>)> {
    let names =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let is_wanted =
        |name: &String| name.starts_with(start) && Format::of(name).is_ok_and(Format::is_of_columns);
    let mut names: Vec<String> = names.filter(is_wanted).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), fs::read(folder().join(name)).unwrap())).collect()
}

/// The rows of JSON Lines, of which only these columns are left.
fn lines(file: &str, columns: &[String]) -> Vec<u8> {
    let text = fs::read_to_string(folder().join(file)).unwrap();
    let row = |line: &str| {
        let mut row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
        row.retain(|name, _| columns.contains(name));
        serde_json::Value::Object(row).to_string()
    };
    text.lines().map(row).collect::<Vec<_>>().join("\n").into_bytes()
}

/// What the batches of a file say, where it is read by columns.
fn by_columns(program: &Program, people: &[File<'_>], events: &[File<'_>]) -> Option<Vec<Known>> {
    let wanted = Wanted::all(program);
    let files = |files: &[File<'_>]| {
        files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec().into())).collect()
    };
    let source = Source::new(program, Options::default(), files(people), files(events));
    let direct = source.open(&wanted).ok()?;
    let batches: Vec<Batch> = direct.map(&|batch| batch).ok()?.results;
    Some(of_batches(program, &wanted, &batches))
}

fn columns(name: &str, bytes: &[u8]) -> Vec<String> {
    Table::open(Format::of(name).unwrap(), bytes.to_vec().into()).unwrap().names()
}

/// Holds a file of columns to the lines with the same columns, read in both ways.
fn agree(program: &Program, lines: &Population, people: &[File<'_>], events: &[File<'_>]) {
    let name = people.iter().chain(events).next().unwrap().0;
    let right = of_population(program, lines);
    assert_eq!(of_population(program, &population(program, people, events)), right, "{name} by rows");
    let found = by_columns(program, people, events);
    assert_eq!(found.as_ref(), Some(&right), "{name} by columns");
}

const UNKNOWN: [&str; 1] = ["pyarrow-brotli-is-unknown.parquet"];

#[test]
fn people_of_other_writers_are_those_of_json_lines() {
    let program = program(SHOP);
    let mut count = 0;
    for start in ["pyarrow-", "polars-", "duckdb-", "spark-", "arrow-"] {
        for (name, bytes) in files(start).into_iter().filter(|(name, _)| !UNKNOWN.contains(&&**name)) {
            let mut right = lines("people.jsonl", &columns(&name, &bytes));
            if name.ends_with("-nothing.parquet") {
                right = b"{}".to_vec();
            }
            let right: &[File<'_>] = if name.contains("nothing") { &[] } else { &[("p.jsonl", &right)] };
            agree(&program, &population(&program, right, &[]), &[(&name, &bytes)], &[]);
            count += 1;
        }
    }
    assert!(count > 70, "{count} files");
}

#[test]
fn events_of_other_writers_are_those_of_json_lines() {
    let program = program(SHOP);
    for (name, bytes) in files("events-") {
        let right = lines("events.jsonl", &columns(&name, &bytes));
        let right = population(&program, &[], &[("e.jsonl", &right)]);
        agree(&program, &right, &[], &[(&name, &bytes)]);
    }
}

/// The reports of a file, the first of which tells why nothing is loaded.
fn reports(program: &Program, name: &str, bytes: &[u8]) -> Vec<String> {
    let mut loader = Loader::new(program, Options::default());
    loader.people(name, bytes.to_vec().into());
    let reports = loader.finish().unwrap_err();
    reports.iter().map(|report| format!("{} {:?}", report.problem.message(), report.origin)).collect()
}

#[test]
fn what_fits_no_type_is_one_clear_error() {
    let program = program(SHOP);
    let cases = [
        ("bad-pyarrow-blob.parquet", "note", "`bytes` is not a text"),
        ("bad-pyarrow-time.parquet", "points", "`a value of another kind` is not an integer"),
        ("bad-pyarrow-struct.parquet", "plan", "is not a text"),
        ("bad-duckdb-uuid.parquet", "plan", "`bytes` is not a text"),
        ("pyarrow-brotli-is-unknown.parquet", "", "it is compressed with Brotli, which is not known here"),
    ];
    for (name, column, words) in cases {
        let bytes = fs::read(folder().join(name)).unwrap();
        assert_eq!(by_columns(&program, &[(name, &bytes)], &[]), None, "{name}");
        let reports = reports(&program, name, &bytes);
        for part in [name, column, words] {
            assert!(reports[0].contains(part), "{part} in {reports:#?}");
        }
    }
}
