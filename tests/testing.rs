//! `bourn test`: what tests mean is told by tests, below `tests/testing/`; what is printed is held by golden files.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/schema.rs"]
#[allow(dead_code, reason = "the tests of diagnostics look at validators by themselves")]
mod schema;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use bourn::check::{Settings, check};
use bourn::diagnostic::{Colour, Level, human};
use bourn::host::testing::{Report, TestResult, Verdict, junit, play};
use bourn::program::Program;
use bourn::source::Snapshot;
use bourn::syntax::parse;

/// Plays the tests of files below `tests/testing/` as one project.
fn played(files: &[&str]) -> (Snapshot, Program, Vec<TestResult>) {
    let texts = files.iter().map(|file| (*file, std::fs::read_to_string(folder().join(file)).unwrap()));
    let texts: Vec<(&str, String)> = texts.collect();
    played_texts(&texts)
}

fn played_texts(files: &[(&str, String)]) -> (Snapshot, Program, Vec<TestResult>) {
    let mut snapshot = Snapshot::new();
    let mut found = Vec::new();
    let mut trees = Vec::new();
    for (path, text) in files {
        let file = snapshot.add(path, text);
        let (tree, mistakes) = parse(&mut snapshot, file);
        trees.push(tree);
        found.extend(mistakes);
    }
    let settings = Settings { name: "testing".into(), ..Settings::default() };
    let checked = check(&mut snapshot, &trees, &settings);
    found.extend(checked.diagnostics);
    found.retain(|found| found.level() == Level::Error);
    let mut shown = Vec::new();
    human(&snapshot, &found, Colour::Never, &mut shown).unwrap();
    assert!(found.is_empty(), "{}", String::from_utf8_lossy(&shown));
    let tests: Vec<_> = checked.program.tests.ids().collect();
    let results = play(&checked.program, &snapshot, &tests);
    (snapshot, checked.program, results)
}

#[test]
fn what_tests_mean() {
    let (snapshot, program, results) = played(&["world.flow", "passing.flow"]);
    assert!(results.len() > 8, "the tests have been lost");
    let report = Report { program: &program, snapshot: &snapshot, results: &results };
    let passed = results.iter().all(|result| result.verdict() == Verdict::Passed);
    assert!(passed, "{}", junit(&[report]));
}

/// The clock jumps from timer to timer, so nine centuries take no longer than a minute.
#[test]
fn years_pass_in_no_time() {
    let world = std::fs::read_to_string(folder().join("world.flow")).unwrap();
    let steps = ["person ana { }", "at 2026-01-01", "ana visited", "ana visited", "after 900 years"];
    let test = format!("test \"years\" {{\n{}\nexpect ana exited Other\n}}\n", steps.join("\n"));
    let texts = [("world.flow", world), ("a.flow", test)];
    let start = Instant::now();
    let (_, _, results) = played_texts(&texts);
    assert_eq!(results[0].verdict(), Verdict::Passed);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn the_result_for_people() {
    let (code, out, talk) = bourn(&["test", "tests/testing/project"], 2);
    assert_eq!(code, 1, "{talk}");
    assert_eq!(talk, "project: 4 tests, 1 passed, 2 failed, 1 not run\n");
    golden("report.txt", &out);
}

#[test]
fn the_result_for_programs() {
    let (code, out, _) = bourn(&["test", "tests/testing/project", "--format", "json"], 2);
    assert_eq!(code, 1);
    schema::follows("docs/schemas/test.schema.json", &serde_json::from_str(&out).unwrap());
    golden("report.json", &out);
}

#[test]
fn the_result_for_build_servers() {
    let (code, out, _) = bourn(&["test", "tests/testing/project", "--format", "junit"], 2);
    assert_eq!(code, 1);
    well_formed(&out);
    golden("report.xml", &out);
}

#[test]
fn what_tests_came_through() {
    let folder = tempfile::tempdir().unwrap();
    let written = |name: &str| {
        let path = folder.path().join(name);
        let (code, out, _) = bourn(
            &["test", "tests/testing/project", "--coverage", "--coverage-file", path.to_str().unwrap()],
            2,
        );
        assert_eq!(code, 1);
        (out, std::fs::read_to_string(path).unwrap())
    };
    let (out, json) = written("coverage.json");
    schema::follows("docs/schemas/coverage.schema.json", &serde_json::from_str(&json).unwrap());
    golden("coverage.json", &json);
    golden("coverage.txt", out.split_once("this one holds\n\n").unwrap().1);
    golden("coverage.info", &written("coverage.info").1);
    let (code, _, talk) =
        bourn(&["test", "tests/testing/project", "--min-coverage", "100", "--filter", "a"], 2);
    assert_eq!(code, 2, "{talk}");
}

#[test]
fn less_than_is_asked_for_is_not_enough() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.flow");
    let flow = "flow A {\n    enter when happened pageView\n    pause 1 day\n    add tag \"a\"\n}\n";
    let test = "test \"half\" {\n    person ana { }\n    at 2026-12-02\n    ana pageView { }\n    expect not ana tagged \"a\"\n}\n";
    std::fs::write(&file, format!("{flow}\n{test}")).unwrap();
    let half = file.to_str().unwrap();
    assert_eq!(bourn(&["test", half, "--min-coverage", "50"], 1).0, 0);
    let (code, _, talk) = bourn(&["test", half, "--min-coverage", "51"], 1);
    assert_eq!(code, 1);
    assert!(talk.contains("the tests cover 50 %, and 51 % are asked for"), "{talk}");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for format in ["human", "json", "junit"] {
        let results = [1, 2, 7].map(|threads| bourn(&["test", "tests/testing", "--format", format], threads));
        assert!(results.iter().all(|result| *result == results[0]), "{format}");
    }
}

#[test]
fn a_filter_chooses_by_name() {
    let (code, out, talk) = bourn(&["test", "tests/testing/project", "--filter", "ONE HOLDS"], 2);
    assert_eq!((code, out.as_str()), (0, "passed   this one holds\n"), "{talk}");
    let (code, out, talk) = bourn(&["test", "tests/testing/project", "--filter", "nowhere"], 2);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(talk.contains("E0508") && talk.contains("`nowhere`"), "{talk}");
}

#[test]
fn mistakes_are_shown_and_nothing_is_played() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.flow");
    std::fs::write(&file, "test \"a\" {\n    at 2026-12-02\n    expect ana exited\n}\n").unwrap();
    let (code, out, talk) = bourn(&["test", file.to_str().unwrap()], 1);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(talk.contains("there is no person `ana`"), "{talk}");
}

#[test]
fn the_examples_keep_their_promises() {
    let (code, out, talk) = bourn(&["test", "examples", "--min-coverage", "100"], 2);
    assert_eq!(code, 0, "{out}{talk}");
    assert!(out.lines().count() > 10 && out.lines().all(|line| line.starts_with("passed")), "{out}");
}

// Helpers

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder() -> PathBuf {
    root().join("tests/testing")
}

fn bourn(arguments: &[&str], threads: usize) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_bourn"))
        .args(arguments)
        .current_dir(root())
        .env("RAYON_NUM_THREADS", threads.to_string())
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Compares with a file, or writes it where `UPDATE_GOLDEN=1` says so.
fn golden(file: &str, found: &str) {
    let path = folder().join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{file} differs; UPDATE_GOLDEN=1 writes it:\n{found}");
}

/// Checks that tags are balanced, attributes quoted, and `&` and `<` stand where XML lets them.
fn well_formed(xml: &str) {
    let body = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").expect("a declaration");
    let mut open: Vec<&str> = Vec::new();
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        let mut quoted = tag.split('"').enumerate().filter(|(at, _)| at % 2 == 1).map(|(_, value)| value);
        assert!(quoted.all(entities_are_known) && entities_are_known(text), "{piece}");
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap();
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop(), Some(name)),
            (false, true) => {}
            (false, false) => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
}

fn entities_are_known(text: &str) -> bool {
    let known = ["amp;", "lt;", "gt;", "quot;"];
    text.split('&').skip(1).all(|entity| known.iter().any(|known| entity.starts_with(known)))
}
