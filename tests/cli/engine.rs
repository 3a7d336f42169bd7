//! `--engine`: the machine is what runs unless another engine is asked for, and the results are the same.

use std::fs;

use super::{out, run, talk};

#[test]
fn the_machine_is_what_runs() {
    let stats = |engine: &[&str]| {
        let arguments = ["segment", "--project", "examples/shop", "--count", "--stats"];
        let output = run(&[&arguments[..], engine].concat());
        assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
        (out(&output), talk(&output).lines().last().unwrap_or_default().to_owned())
    };
    let (counts, told) = stats(&[]);
    let executed =
        told.strip_prefix("engine vm: ").and_then(|rest| rest.strip_suffix(" instructions")).unwrap();
    assert!(executed.replace(',', "").parse::<u64>().unwrap() > 10, "{told}");
    assert_eq!(stats(&["--engine", "vm"]), (counts.clone(), told));
    assert_eq!(stats(&["--engine", "reference"]), (counts, "engine reference".to_owned()));
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
