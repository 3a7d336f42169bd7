//! `bourn graph`: forms, files, flows by name, numbers of runs.

use std::io::Write;
use std::process::Stdio;

use super::{bourn, out, run, talk};

const FLOW: &str = "event bought { }\nflow First {\n    enter when happened bought\n    pause 1 day\n}\n";

fn file(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.flow");
    std::fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    (folder, path)
}

#[test]
fn the_ending_says_the_form_unless_the_option_does() {
    let (folder, project) = file(FLOW);
    for (name, more, start) in [
        ("a.svg", None, "<svg "),
        ("a.html", None, "<!doctype html>"),
        ("a.mmd", None, "flowchart TD"),
        ("a.dot", None, "digraph "),
        ("a.txt", Some("dot"), "digraph "),
    ] {
        let path = folder.path().join(name);
        let mut command = bourn(&["graph", "--project", &project, "-o"]);
        command.arg(&path);
        if let Some(form) = more {
            command.args(["--format", form]);
        }
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
        assert_eq!(out(&output), "");
        assert!(std::fs::read_to_string(path).unwrap().starts_with(start), "{name}");
    }
    let output = run(&["graph", "--project", &project, "-o", "a.png"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        talk(&output),
        "error: `a.png` ends in none of `.svg`, `.html`, `.mmd` and `.dot`; `--format` says the form, too\n"
    );
}

#[test]
fn a_flow_is_named_where_there_are_several() {
    let (_folder, one) = file(FLOW);
    assert!(out(&run(&["graph", "--project", &one])).starts_with("<svg "));
    let (_folder, two) =
        file(&format!("{FLOW}{}", FLOW.replace("event bought { }\n", "").replace("First", "Second")));
    let output = run(&["graph", "--project", &two]);
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&output).contains("which flow is to be drawn: `First` or `Second`?"), "{}", talk(&output));
    assert!(out(&run(&["graph", "Second", "--project", &two])).contains("Second"));
    let output = run(&["graph", "Secnod", "--project", &two]);
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&output).contains("did you mean `Second`?"), "{}", talk(&output));
}

#[test]
fn a_project_with_errors_is_not_drawn() {
    let (_folder, project) = file("flow Broken { enter when happened nothing }\n");
    let output = run(&["graph", "--project", &project]);
    assert_eq!((output.status.code(), out(&output)), (Some(1), String::new()));
}

const COUNTS: &str = r#"{ "version": 1, "flows": [{ "name": "First", "entries": { "times": 1200, "persons": 1000 }, "exits": {},
    "inside": { "times": 1200, "persons": 1000 }, "elements": [LABEL] }] }"#;
const ELEMENT: &str = r#"{ "label": "pause 1", "reached": { "times": 1200, "persons": 1000 }, "inside": { "times": 1200, "persons": 1000 } }"#;

/// What is drawn with numbers from standard input, and what is said.
fn with_counts(project: &str, counts: &str) -> (Option<i32>, String, String) {
    let mut command = bourn(&["graph", "--project", project, "--counts", "-", "--format", "dot"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(counts.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), out(&output), talk(&output))
}

#[test]
fn numbers_of_a_run_are_painted() {
    let (_folder, project) = file(FLOW);
    let (code, drawn, said) = with_counts(&project, &COUNTS.replace("LABEL", ELEMENT));
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert!(drawn.contains("pause\\n1 day\\n1,200"), "{drawn}");
    assert!(drawn.contains("penwidth=8.0"), "{drawn}");
}

#[test]
fn numbers_of_something_else_are_told_of() {
    let (_folder, project) = file(FLOW);
    let (code, _, said) = with_counts(&project, &COUNTS.replace("LABEL", ""));
    assert_eq!(code, Some(0));
    assert!(
        said.contains("`-` has no numbers of `pause 1`: is it from another version of the flow?"),
        "{said}"
    );
    for (counts, reason) in [
        (COUNTS.replace("LABEL", "").replace("First", "Other"), "`-` has no numbers of the flow `First`"),
        ("{}".to_owned(), "missing field"),
        (COUNTS.replace("LABEL", "").replace("\"version\": 1", "\"version\": 2"), "it has version 2"),
    ] {
        let (code, drawn, said) = with_counts(&project, &counts);
        assert_eq!((code, drawn.as_str()), (Some(2), ""));
        assert!(said.contains(reason), "{said}");
    }
}

/// What tests came through is painted, and what they did not.
#[test]
fn coverage_is_painted() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (project, coverage) = (path("half.flow"), path("coverage.json"));
    let test = "test \"half\" {\n    person ana { }\n    at 2026-12-02\n    ana pageView { }\n    expect not ana exited\n}\n";
    let flow = "flow Half {\n    enter when happened pageView\n    wait: wait for event up to 1 day {\n        \
                when happened appLaunch { add tag \"x\" }\n        otherwise { }\n    }\n}\n";
    std::fs::write(&project, format!("{flow}\n{test}")).unwrap();
    let written = run(&["test", &project, "--coverage-file", &coverage]);
    assert_eq!(written.status.code(), Some(0));
    let drawn = run(&["graph", "--project", &project, "--coverage", &coverage, "--format", "dot"]);
    let drawn = String::from_utf8(drawn.stdout).unwrap();
    assert!(drawn.contains("1 test\"") && drawn.contains("no test\""), "{drawn}");
    let page = run(&["graph", "--project", &project, "--coverage", &coverage, "--format", "svg"]);
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.contains("missed") && page.contains("covered by tests"), "{page}");
    std::fs::write(&coverage, "{}").unwrap();
    let refused = run(&["graph", "--project", &project, "--coverage", &coverage]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("missing field"), "{refused:?}");
}
