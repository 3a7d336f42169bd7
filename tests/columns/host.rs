//! The data of a project as batches: by columns where that can be, by rows else, with the same people and the same reports.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, StringArray, TimestampMicrosecondArray};
use bourn::columns::{Batch, Wanted};
use bourn::diagnostic::Diagnostic;
use bourn::host::batches::{Mapped, map_batches};
use bourn::host::load::{Request, load};
use bourn::host::{CheckedProject, Project};

use super::direct::{PLAIN, parquet};
use super::{of_batches, of_population};

/// A project with these people and events.
fn project(folder: &Path, points: ArrayRef, persons: &[i64]) -> CheckedProject {
    let flow = "people { points: integer }\nevent bought { price: integer? }\n";
    fs::write(folder.join("shop.flow"), flow).unwrap();
    let manifest =
        "[project]\nname = \"shop\"\n\n[data]\npeople = \"people.parquet\"\nevents = \"events.parquet\"\n";
    fs::write(folder.join("bourn.toml"), manifest).unwrap();
    let keys = |keys: &[i64]| Arc::new(Int64Array::from(keys.to_vec())) as ArrayRef;
    let names = ["bought", "sold"].into_iter().cycle().take(persons.len());
    let times = (0..persons.len() as i64).map(|at| at * 1_000_000);
    let people =
        vec![("personId", keys(&[1, 2, 30])), ("points", points), ("shoe size", keys(&[40, 41, 42]))];
    let events: Vec<(&'static str, ArrayRef)> = vec![
        ("personId", keys(persons)),
        ("name", Arc::new(StringArray::from_iter_values(names))),
        ("time", Arc::new(TimestampMicrosecondArray::from_iter_values(times).with_timezone("UTC"))),
        ("price", keys(persons)),
    ];
    fs::write(folder.join("people.parquet"), parquet(&people, PLAIN)).unwrap();
    fs::write(folder.join("events.parquet"), parquet(&events, PLAIN)).unwrap();
    Project::load(Some(folder)).unwrap().check()
}

fn points(values: [i64; 3]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

fn mapped(project: &CheckedProject) -> Result<Mapped<Batch>, Vec<Diagnostic>> {
    let wanted = Wanted::all(&project.checked.program);
    map_batches(project, &Request::default(), &wanted, &|batch| batch)
}

/// Reads a project in both ways, and tells whether the first was by columns.
fn agree(project: &CheckedProject) -> bool {
    let program = &project.checked.program;
    let (found, loaded) = (mapped(project).unwrap(), load(project, &Request::default()).unwrap());
    let wanted = Wanted::all(program);
    assert_eq!(of_batches(program, &wanted, &found.results), of_population(program, &loaded.population));
    assert_eq!((found.summary, found.notes), (loaded.population.summary(), loaded.notes));
    assert_eq!(found.persons, loaded.population.len() as u64);
    assert_eq!(found.without_row, loaded.population.without_row());
    found.by_rows.is_none()
}

#[test]
fn files_are_read_by_columns_in_any_order() {
    let folder = tempfile::tempdir().unwrap();
    let in_order = project(folder.path(), points([5, 6, 7]), &[1, 1, 2, 7, 30, 31]);
    assert!(agree(&in_order) && mapped(&in_order).unwrap().aside.is_none());
    let mixed = project(folder.path(), points([5, 6, 7]), &[30, 1, 2, 1]);
    assert!(agree(&mixed) && mapped(&mixed).unwrap().aside == Some(0));
}

#[test]
fn a_wrong_value_is_reported_as_it_is_of_rows() {
    let folder = tempfile::tempdir().unwrap();
    let wrong: ArrayRef = Arc::new(StringArray::from(vec!["1", "two", "3"]));
    let project = project(folder.path(), wrong, &[1, 2]);
    let reports = mapped(&project).unwrap_err();
    assert_eq!(reports, load(&project, &Request::default()).unwrap_err());
    assert!(reports[0].problem.message().contains("`two`"), "{reports:?}");
    // Nobody asks for it.
    assert!(map_batches(&project, &Request::default(), &Wanted::default(), &|batch| batch).is_ok());
}

/// More events than are held, with and without a folder of temporary files.
#[cfg(unix)]
#[test]
fn what_is_put_aside_is_told_of_and_so_is_a_folder_that_is_of_no_use() {
    let folder = tempfile::tempdir().unwrap();
    let persons: Vec<i64> = (0..700_000).map(|at| at * 7919 % 5).collect();
    project(folder.path(), points([5, 6, 7]), &persons);
    let ask = |temporary: &Path| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bourn"));
        command.args(["segment", "--stats", "--memory", "16MiB", "--count", "--expr", "happened bought"]);
        let output = command.arg("--project").arg(folder.path()).env("TMPDIR", temporary).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, count, talk) = ask(folder.path());
    assert_eq!((code, count.as_str()), (Some(0), "5\n"), "{talk}");
    assert!(talk.contains(", put in the order of persons with "), "{talk}");
    let (code, count, talk) = ask(&folder.path().join("nowhere"));
    assert_eq!((code, count.as_str()), (Some(2), ""), "{talk}");
    assert!(talk.contains("nowhere") && talk.contains("cannot be used"), "{talk}");
}
