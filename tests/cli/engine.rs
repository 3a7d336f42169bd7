//! `--engine`: what is asked for is what runs, and the results are the same.

use std::fs;

use super::{out, run, talk};

#[test]
fn the_engine_that_is_asked_for_is_what_runs() {
    let stats = |engine: &str| {
        let arguments = ["segment", "--project", "examples/shop", "--count", "--stats", "--engine", engine];
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
        let told = talk(&output).lines().last().unwrap_or_default().to_owned();
        let executed = told.strip_suffix(" instructions").and_then(|rest| rest.rsplit(' ').next());
        let executed: u64 = executed.unwrap_or_else(|| panic!("{told}")).replace(',', "").parse().unwrap();
        assert!(told.starts_with(&format!("engine {engine}: ")), "{told}");
        (out(&output), executed)
    };
    let (counts, executed) = stats("vm");
    assert!(executed > 10_000, "400 persons and five segments took {executed} instructions");
    assert_eq!(stats("reference"), (counts.clone(), 0));
    for engine in ["auto", "jit", "columns"] {
        let (found, asked) = stats(engine);
        assert_eq!(found, counts, "{engine}");
        assert!(asked < executed, "{engine} asked the row engine as if there were no columns");
    }
}

#[test]
fn runs_are_the_same_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let traced = |engine: &str| {
        let path = |name: &str| folder.path().join(format!("{engine}-{name}")).display().to_string();
        let (trace, effects, people) = (path("trace.jsonl"), path("effects.jsonl"), path("people.jsonl"));
        let options = ["--trace", &trace, "--effects", &effects, "--people-out", &people];
        let output = run(&[&["run", "examples/shop", "--engine", engine][..], &options].concat());
        assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
        (out(&output), [trace, effects, people].map(|path| fs::read_to_string(path).unwrap()))
    };
    let (table, files) = traced("vm");
    assert!(files[0].lines().count() > 3, "{files:?}");
    assert_eq!(traced("reference"), (table, files));
}

#[test]
fn an_evaluation_is_the_same() {
    for expression in ["1 / 3", "today() - 2026-01-01", "1 / (len(\"a\") - 1)", "\"{{1}}{{now()}}\""] {
        let eval = |engine: &str| {
            let now = ["--now", "2026-11-23 10:00", "--format", "json", "--engine", engine];
            let output = run(&[&["eval", expression][..], &now].concat());
            (output.status.code(), out(&output), talk(&output))
        };
        assert_eq!(eval("vm"), eval("reference"), "{expression}");
    }
}
