//! Files that are asked more than once, and columns of which only some rows are read.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, Int64Array, StringArray, UInt32Array};
use arrow_select::take::take;
use bourn::columns::direct::{Read, Source};
use bourn::columns::{Batch, Keys, Wanted};
use bourn::data::{Decoded, Format, Options, Table};
use bourn::program::Program;
use parquet::file::properties::WriterVersion;

use super::direct::{PLAIN, SHOP, Written, events, parquet, people};
use super::{of_batches, program};

/// Files of these people, and of an event of each of those persons.
fn source<'p>(program: &'p Program, rows: &[i64], persons: &[i64]) -> Source<'p> {
    let keys = |keys: &[i64]| -> ArrayRef { Arc::new(Int64Array::from(keys.to_vec())) };
    let minutes: Vec<i64> = (0..persons.len() as i64).collect();
    let file = |name: &str, columns| (format!("{name}.parquet"), parquet(&columns, PLAIN).into());
    let (people, events) = (people(keys(rows)), events(keys(persons), &minutes));
    Source::new(program, Options::default(), vec![file("p", people)], vec![file("e", events)])
}

/// What is wanted is read, and how much of the files that took.
fn ask(source: &Source<'_>, wanted: &Wanted) -> (Read<Batch>, Decoded) {
    let direct = source.open(wanted).unwrap();
    let read = direct.map(&|batch| batch).unwrap();
    let decoded = direct.decoded();
    (read, decoded)
}

/// Everybody with one attribute.
fn points(program: &Program) -> Wanted {
    let attributes = [program.attribute_for_column("points").unwrap()].into();
    Wanted { attributes, everybody: true, ..Wanted::default() }
}

#[test]
fn what_was_found_out_is_not_looked_for_again() {
    let program = program(SHOP);
    let wanted = points(&program);
    let source = source(&program, &[1, 2, 3, 7], &[2, 2, 7]);
    let (first, all) = ask(&source, &wanted);
    let (again, less) = ask(&source, &wanted);
    assert_eq!((all.values, less.values), (4 + 4 + 3 + 3, 4), "points alone");
    assert!(again.results.iter().all(|batch| matches!(batch.keys, Keys::Later(_))));
    assert_eq!(of_batches(&program, &wanted, &again.results), of_batches(&program, &wanted, &first.results));
    assert_eq!((again.persons, again.without_row), (first.persons, first.without_row));
    assert_eq!((again.summary, again.undeclared), (first.summary, first.undeclared));
    assert_eq!((again.ignored, again.bytes), (first.ignored, first.bytes));
}

#[test]
fn who_has_no_row_is_looked_for_each_time() {
    let program = program(SHOP);
    let wanted = points(&program);
    let source = source(&program, &[1, 2, 3], &[2, 4]);
    for _ in 0..2 {
        let (read, decoded) = ask(&source, &wanted);
        assert_eq!((read.persons, read.without_row, read.summary.events), (4, 1, 2));
        assert_eq!(decoded.values, 3 + 3 + 2 + 2);
    }
}

#[test]
fn events_find_their_people_again() {
    let program = program(SHOP);
    let source = source(&program, &[1, 2, 3, 7], &[2, 2, 7]);
    ask(&source, &points(&program));
    let all = Wanted::all(&program);
    let (first, again) = (ask(&source, &all).0, ask(&source, &all).0);
    assert_eq!(of_batches(&program, &all, &first.results), of_batches(&program, &all, &again.results));
    assert_eq!(first.summary.events, 3);
    assert_eq!(first.summary, again.summary);
}

#[test]
fn people_in_any_order_keep_their_keys() {
    let program = program(SHOP);
    let source = source(&program, &[5, 1, 3], &[]);
    let wanted = Wanted { everybody: false, ..points(&program) };
    let keys = |read: Read<Batch>| -> Vec<String> {
        let of =
            |batch: &Batch| (0..batch.rows()).map(|row| batch.keys.get(row).to_string()).collect::<Vec<_>>();
        read.results.iter().flat_map(of).collect()
    };
    assert_eq!(keys(ask(&source, &wanted).0), ["5", "1", "3"]);
    assert_eq!(keys(ask(&source, &wanted).0), ["5", "1", "3"]);
}

#[test]
fn some_rows_of_a_column_are_what_stands_there_among_all() {
    let ways = [
        PLAIN,
        Written { page: 50, ..PLAIN },
        Written { dictionary: false, page: 77, ..PLAIN },
        Written { version: WriterVersion::PARQUET_2_0, page: 70, ..PLAIN },
        Written { group: 200, ..PLAIN },
    ];
    let count: u32 = 600;
    let picks: [Vec<u32>; 6] = [
        Vec::new(),
        vec![count - 1],
        (0..count).collect(),
        (0..count).step_by(7).collect(),
        (0..count).filter(|row| row % 64 < 3 || row % 5 == 0).collect(),
        (100..160).collect(),
    ];
    let numbers = |count: u32| -> ArrayRef { Arc::new(Int64Array::from_iter_values(0..count.into())) };
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values((0..count).map(|at| format!("key {at}"))));
    for written in ways {
        let mut columns = people(numbers(count));
        columns.push(("texts", texts.clone()));
        columns.push(("few", Arc::new(Int64Array::from_iter_values((0..count).map(|at| i64::from(at % 9))))));
        let table = Table::open(Format::Parquet, parquet(&columns, written).into()).unwrap();
        let groups = 0..table.groups().len();
        for column in 0..columns.len() {
            let all = table.read(column, groups.clone(), None).unwrap();
            for rows in &picks {
                let found = table.read(column, groups.clone(), Some(rows)).unwrap();
                let wanted = take(&all, &UInt32Array::from(rows.clone()), None).unwrap();
                assert_eq!(plain(&found), plain(&wanted), "{} at {rows:?}", columns[column].0);
            }
        }
    }
}

/// The values, however they are held.
fn plain(array: &ArrayRef) -> Vec<String> {
    let text = |row: usize| {
        if array.is_null(row) { "nothing".to_owned() } else { arrow_cell(array, row) }
    };
    (0..array.len()).map(text).collect()
}

fn arrow_cell(array: &ArrayRef, row: usize) -> String {
    let row = array.slice(row, 1);
    let row = match row.as_any_dictionary_opt() {
        Some(dictionary) => dictionary.values().slice(dictionary.normalized_keys()[0], 1),
        None => row,
    };
    format!("{row:?}")
}
