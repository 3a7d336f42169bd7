//! `--stats` for every kind of question: for whom it holds, who answers, what was read, who was chosen.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{bourn, schema};

/// How many people there are.
const PEOPLE: usize = 300;

/// A segment for each kind of question, with who answers it.
const SEGMENTS: [(&str, &str); 10] = [
    ("age > 30", "fused"),
    ("age + points > 40", "fused"),
    ("plan is \"gold\"", "fused"),
    ("note contains \"7\"", "texts"),
    ("note is not empty", "presence"),
    ("has tag \"vip\"", "lists"),
    ("worth > 12345678901234567890.5", "wide numbers"),
    ("happened bought at least 2 times", "fold"),
    ("sum(bought.price where price > 1) > 3", "fold"),
    ("any sizes where item > 4", "rows"),
];

/// A project with people and events of whom nobody is like another.
fn project(folder: &Path) {
    let mut flow = "people { age: integer\n points: integer\n plan: text\n note: text\n worth: number\n sizes: list of integer }\n\
                    event bought { price: number? }\n"
        .to_owned();
    for (at, (condition, _)) in SEGMENTS.iter().enumerate() {
        let _ = writeln!(flow, "segment S{at} = {condition}");
    }
    let (mut people, mut events) = (String::new(), String::new());
    for person in 0..PEOPLE {
        let (age, note) =
            (person % 71, if person % 9 == 0 { String::new() } else { format!("note {person}") });
        let (plan, tag) = (["gold", "blue"][person % 2], ["vip", "new", "old"][person % 3]);
        let _ = writeln!(
            people,
            "{{\"personId\": {person}, \"age\": {age}, \"points\": {}, \"plan\": \"{plan}\", \"note\": \"{note}\", \
             \"worth\": 1234567890123456789{}.25, \"tags\": [\"{tag}\"], \"sizes\": [{}]}}",
            person % 13,
            person % 10,
            person % 7,
        );
        for price in 0..person % 5 {
            let _ = writeln!(
                events,
                "{{\"personId\": {person}, \"name\": \"bought\", \"time\": \"2026-11-0{}T12:00:00Z\", \"price\": {price}.5}}",
                price + 1
            );
        }
    }
    let manifest =
        "[project]\nname = \"kinds\"\n\n[data]\npeople = \"people.jsonl\"\nevents = \"events.jsonl\"\n";
    for (name, text) in [
        ("bourn.toml", manifest),
        ("kinds.flow", flow.as_str()),
        ("people.jsonl", people.as_str()),
        ("events.jsonl", events.as_str()),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
}

/// What is told, and what people are told.
fn stats(folder: &Path, more: &[&str]) -> (Value, String) {
    let folder = folder.display().to_string();
    let common = ["segment", "--project", &folder, "--now", "2026-11-23", "--stats", "--format", "json"];
    let (code, document, talk) = bourn(&[&common[..], more].concat());
    assert_eq!(code, 0, "{talk}");
    let document = serde_json::from_str(&document).unwrap();
    schema::follows("docs/schemas/segment.schema.json", &document);
    (document, talk)
}

/// The files of the project as Parquet.
fn packed(folder: &Path) -> [String; 4] {
    let text = |path: &Path| path.display().to_string();
    let out = folder.join("packed");
    let (code, _, talk) = bourn(&["data", "pack", "--project", &text(folder), "--output", &text(&out)]);
    assert_eq!(code, 0, "{talk}");
    let [people, events] = ["people.parquet", "events.parquet"].map(|name| text(&out.join(name)));
    ["--people".to_owned(), people, "--events".to_owned(), events]
}

#[test]
fn every_question_is_told_of_rightly_however_many_threads_there_are() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let packed = packed(folder.path());
    let packed: Vec<&str> = packed.iter().map(String::as_str).collect();
    for files in [&[][..], &packed] {
        for threads in ["1", "2"] {
            let (document, _) = stats(folder.path(), &[files, &["--threads", threads]].concat());
            let (segments, questions) = (&document["segments"], &document["stats"]["questions"]);
            assert_eq!(questions.as_array().unwrap().len(), SEGMENTS.len(), "{questions}");
            for (at, (condition, by)) in SEGMENTS.iter().enumerate() {
                let question = &questions[at];
                assert_eq!(question["holds"], segments[at]["count"], "`{condition}`: {question}");
                assert_eq!(question["by"], serde_json::json!([by]), "`{condition}`: {question}");
                let (holds, time) =
                    (question["holds"].as_u64().unwrap(), question["milliseconds"].as_f64().unwrap());
                assert!(0 < holds && holds < PEOPLE as u64 && time > 0.0, "`{condition}`: {question}");
            }
        }
    }
}

#[test]
fn bytes_are_those_of_the_files_or_of_the_columns_that_were_decoded() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let size = |name: &str| fs::metadata(folder.path().join(name)).unwrap().len();
    let (document, talk) = stats(folder.path(), &[]);
    let stats_of_rows = &document["stats"];
    assert_eq!(stats_of_rows["bytes"], size("people.jsonl") + size("events.jsonl"));
    assert!(talk.contains("read row by row (not all files are of columns): files of "), "{talk}");
    let packed = packed(folder.path());
    let packed: Vec<&str> = packed.iter().map(String::as_str).collect();
    let (document, _) = stats(folder.path(), &packed);
    let bytes = document["stats"]["bytes"].as_u64().unwrap();
    assert_eq!(document["stats"]["decoded"]["bytes"], bytes);
    assert!(0 < bytes && bytes < size("packed/people.parquet") + size("packed/events.parquet"));
}

#[test]
fn the_engine_that_was_chosen_is_told_and_why() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let has_native = cfg!(feature = "jit") && bourn::jit::is_available();
    for (engine, chosen) in
        [("auto", "columns"), ("columns", "columns"), ("jit", "native code"), ("vm", "rows")]
    {
        let chosen = if chosen == "native code" && !has_native { "columns" } else { chosen };
        let (document, talk) = stats(folder.path(), &["--engine", engine]);
        assert_eq!(document["stats"]["chosen"], chosen, "{engine}");
        let pays_from = document["stats"]["native_pays_from"].as_u64();
        let is_asked = has_native && engine != "vm";
        assert_eq!(pays_from.is_some(), is_asked, "{engine}");
        assert!(pays_from.is_none_or(|people| people > PEOPLE as u64), "{engine}: {pays_from:?}");
        assert_eq!(talk.contains("native code is estimated to pay from "), is_asked, "{talk}");
    }
}

#[test]
fn native_code_pays_the_earlier_the_more_it_saves() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let pays_from = |condition: &str| {
        stats(folder.path(), &["--expr", condition]).0["stats"]["native_pays_from"].as_u64()
    };
    assert_eq!(pays_from("note contains \"7\""), None, "texts are not searched by native code");
    if let Some(plain) = pays_from("age > 30") {
        assert!(pays_from("age * points > 30").unwrap() < plain);
    }
}
