//! Reports for programs: each format is frozen by a golden file and follows its schema.

use std::fs;

use bourn::check::{Settings, check};
use bourn::diagnostic::{self, Diagnostic, Hint, List, Problem, Reports, entries};
use bourn::source::Snapshot;
use bourn::syntax::parse;
use serde_json::Value;

use super::schema::{follows, validator};
use super::{Project, root};

/// Reports of every shape: with a fix and a label in another file, in wide text, over several lines, at the end, on data.
fn reports(project: &mut Project) -> Vec<Diagnostic> {
    project.file("flows/cart.flow", "// žđ\npeople { plan: text }\nsegment S = `đ😀` and paln is \"pro\"\n");
    project.file("a: 100%, b/more.flow", "flow F {\n    exit\n}");
    let wrong = project.at("flows/cart.flow", "paln");
    let name = Problem::UnknownName {
        kind: "attribute".into(),
        name: "paln".into(),
        nearest: Some("plan".into()),
        hint: "did you mean `plan`?".into(),
    };
    let expected = Problem::Unexpected {
        expected: List::of(["~a name", "{"]),
        found: "`]`".into(),
        hint: Hint::default(),
    };
    let mismatch =
        Problem::ValueMismatch { value: "x".into(), expected: "a date".into(), reason: String::new() };
    let whole = project.span("a: 100%, b/more.flow", 0, 19);
    let end = project.span("a: 100%, b/more.flow", 19, 19);
    vec![
        Diagnostic::new(wrong, name).label(project.at("flows/cart.flow", "plan"), "declared here").fix(
            true,
            "write `plan`",
            wrong,
            "plan",
        ),
        Diagnostic::new(project.at("flows/cart.flow", "`đ😀`"), expected.clone()),
        Diagnostic::new(whole, Problem::NoEntry { flow: "F".into() }).label(wrong, "100% of `paln`,\nhere"),
        Diagnostic::new(end, expected).fix(false, "close it", end, "\n}"),
        Diagnostic::project(Problem::NoEntry { flow: "Welcome".into() }),
        Diagnostic::data("people.csv", Some(3), Some("age"), mismatch),
        Diagnostic::data("people.csv", None, None, Problem::EmptyFile {}),
    ]
}

/// Compares a document with its golden file.
fn is_frozen(name: &str, made: &str) {
    let golden = root("tests/diagnostics").join(name);
    if std::env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always") {
        fs::write(&golden, made).unwrap();
    }
    assert_eq!(made, fs::read_to_string(golden).unwrap(), "{name} has changed");
}

#[test]
fn the_json_shape_is_frozen_and_follows_its_schema() {
    let mut project = Project::default();
    let reports = reports(&mut project);
    let made = diagnostic::json(&[project.reports(&reports)]);
    is_frozen("report.json", &format!("{made}\n"));
    let schema = "docs/schemas/diagnostics.schema.json";
    let made: Value = serde_json::from_str(&made).unwrap();
    follows(schema, &made);
    let mut bent = made.clone();
    bent["diagnostics"][0]["start"]["line"] = 0.into();
    assert!(!validator(schema).is_valid(&bent), "lines count from 1");
    bent = made;
    bent["diagnostics"][0]["more"] = true.into();
    assert!(!validator(schema).is_valid(&bent), "the schema names every field");
}

#[test]
fn sarif_is_frozen_and_follows_the_official_schema() {
    let mut project = Project::default();
    let reports = reports(&mut project);
    let made = diagnostic::sarif(&[project.reports(&reports)]);
    is_frozen("report.sarif", &format!("{made}\n"));
    let made: Value = serde_json::from_str(&made).unwrap();
    follows("tests/schemas/sarif-2.1.0.json", &made);
    let results = made["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), reports.len());
    for result in results {
        let rule =
            &made["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
    }
}

/// The wrong programs of all pages, as one document: every rule and every result is one that the schema takes.
#[test]
fn whatever_is_found_in_sources_makes_sarif() {
    let pages = entries().iter().filter_map(|entry| entry.page.split_once("```flow,wrong\n"));
    let programs = pages.filter_map(|(_, rest)| rest.split_once("\n```")).map(|(program, _)| program);
    let found: Vec<(Snapshot, Vec<Diagnostic>)> = programs.map(checked).collect();
    let reports: Vec<Reports<'_>> =
        found.iter().map(|(snapshot, diagnostics)| Reports { snapshot, diagnostics }).collect();
    let made: Value = serde_json::from_str(&diagnostic::sarif(&reports)).unwrap();
    follows("tests/schemas/sarif-2.1.0.json", &made);
    let made: Value = serde_json::from_str(&diagnostic::json(&reports)).unwrap();
    follows("docs/schemas/diagnostics.schema.json", &made);
    assert!(made["diagnostics"].as_array().unwrap().len() >= found.len());
}

fn checked(program: &str) -> (Snapshot, Vec<Diagnostic>) {
    let mut snapshot = Snapshot::new();
    let file = snapshot.add("page.flow", program);
    let (tree, mut found) = parse(&mut snapshot, file);
    let checked = check(&mut snapshot, &[tree], &Settings::default());
    found.extend(checked.diagnostics.into_iter().chain(checked.on_request));
    (snapshot, found)
}

#[test]
fn github_commands_are_frozen() {
    let mut project = Project::default();
    let reports = reports(&mut project);
    let made = diagnostic::github(&[project.reports(&reports)]);
    assert_eq!(made.lines().count(), reports.len(), "a line each, whatever is in it");
    is_frozen("report.github", &made);
}

/// Two projects make one document, each path as it is reached from the folder where one works.
#[test]
fn several_projects_make_one_document() {
    let mut projects = [Project::default(), Project::default()];
    let mut reports = Vec::new();
    for (project, folder) in projects.iter_mut().zip(["shop", "../clinic/"]) {
        project.file("a.flow", "flow F { exit }");
        project.snapshot.show_below(folder);
        reports.push(Diagnostic::new(project.at("a.flow", "F"), Problem::NoEntry { flow: "F".into() }));
    }
    let both: Vec<_> = projects
        .iter()
        .zip(&reports)
        .map(|(project, report)| project.reports(std::slice::from_ref(report)))
        .collect();
    let made: Value = serde_json::from_str(&diagnostic::json(&both)).unwrap();
    assert_eq!(made["warnings"], 2);
    let paths: Vec<_> = made["diagnostics"].as_array().unwrap().iter().map(|one| &one["path"]).collect();
    assert_eq!(paths, ["shop/a.flow", "../clinic/a.flow"]);
    let made: Value = serde_json::from_str(&diagnostic::sarif(&both)).unwrap();
    assert_eq!(made["runs"].as_array().unwrap().len(), 1);
    assert_eq!(made["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().len(), 1);
    assert_eq!(
        made["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "../clinic/a.flow"
    );
    assert!(diagnostic::github(&both).contains("file=../clinic/a.flow,line=1,"));
}
