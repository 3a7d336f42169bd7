//! `bourn import schema`: declarations from definitions and from data, and that data fit what was made of them.

use std::fs;
use std::path::Path;
use std::process::Output;

use super::{bourn, out, talk};

/// Writes files into a folder and imports them, in their order.
fn import(folder: &Path, files: &[(&str, &str)], more: &[&str]) -> Output {
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    let mut command = bourn(&["import", "schema"]);
    command.args(files.iter().map(|(name, _)| *name)).args(more).current_dir(folder).output().unwrap()
}

/// The declarations of some files, and the exit code and the talk that come with them.
fn check(files: &[(&str, &str)], expected: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let output = import(folder.path(), files, &[]);
    assert_eq!(out(&output), expected, "{}", talk(&output));
    fs::write(folder.path().join("declared.flow"), out(&output)).unwrap();
    let checked = bourn(&["check", "declared.flow"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(checked.status.code(), Some(0), "{}{}", out(&checked), talk(&checked));
    (output.status.code(), talk(&output))
}

#[test]
fn definitions_of_attributes_and_events_are_declared() {
    let attributes = r#"{"attributes": [
        {"name": "Loyalty points", "dataType": "INTEGER"}, {"name": "where", "dataType": "string"},
        {"name": "balance", "dataType": "DECIMAL"}, {"name": "member", "dataType": "BOOLEAN"},
        {"name": "since", "dataType": "DATE"}, {"name": "trial", "dataType": "DATE_TIME"},
        {"name": "Loans", "dataType": "LIST_OF_OBJECTS",
         "objectSchema": {"loanId": "STRING", "due date": "DATE", "amount": "DECIMAL"}}]}"#;
    let events = concat!(
        r#"{"definitionId": "visit", "title": "A \"visit\" {{here}}", "description": "Somebody\ncame.", "#,
        r#""fields": [{"name": "minutes", "type": "Numeric"}, {"name": "at", "type": "DateTime"}, "#,
        r#"{"name": "seats", "type": "List", "schema": {"type": "Object", "fields": [{"name": "row", "type": "String"}]}}]}"#,
        "\n\n",
        r#"{"definitionId": "2left", "fields": []}"#,
    );
    let declared = "\
people {
    `Loyalty points`: integer
    `where`: text
    balance: number
    member: boolean
    since: date
    trial: datetime
    Loans: list of { loanId: text?, `due date`: date?, amount: number? }
}

/// Somebody
/// came.
event visit \"A \\\"visit\\\" \\{{here}}\" {
    minutes: number?
    at: datetime?
    seats: list of { row: text? }?
}

event `2left` { }
";
    let (code, _) = check(&[("attributes.json", attributes), ("events.jsonl", events)], declared);
    assert_eq!(code, Some(0));
}

#[test]
fn a_wrong_definition_is_told_of_and_the_others_are_declared() {
    let definitions = r#"[{"name": "a", "dataType": "WHOLE"}, {"name": "b", "dataType": "DATE"},
        {"name": " ", "dataType": "DATE"}, {"definitionId": "e", "fields": [{"name": "f", "type": "Text"}]}]"#;
    let (code, talk) = check(&[("d.json", definitions)], "people {\n    b: date\n}\n");
    assert_eq!(code, Some(2));
    for told in ["E0614", "`WHOLE`", "d.json, row 1", "E0606", "d.json, row 3", "`Text`", "d.json, row 4"] {
        assert!(talk.contains(told), "`{told}` is missing:\n{talk}");
    }
}

#[test]
fn types_are_those_that_all_values_fit() {
    let people = "personId,whole,number,mixed,truth,day,moment,zip,phone,text,none,plan\n\
        1,1,1.5,1,true,2026-01-01,2026-01-01 10:00,01234,+385911,a,,pro\n\
        2,-2,2,x,FALSE,2026-01-02,2026-01-02,98765,+385912,b c,,free\n";
    let events = "\
        {\"personId\": \"1\", \"name\": \"paid\", \"time\": \"2026-01-01T00:00:00Z\", \"price\": 1, \"code\": \"42\"}\n\
        {\"personId\": 1, \"name\": \"left\", \"time\": \"2026-01-01T00:00:00Z\", \"reason\": \"dear\"}\n\
        {\"personId\": \"1\", \"definitionId\": \"paid\", \"occurredTime\": \"2026-01-01\", \"properties\": {\"price\": 2.5}}\n";
    let declared = "\
people {
    whole: integer
    number: number
    mixed: text
    truth: boolean
    day: date
    moment: datetime
    zip: text
    phone2: text
    text: text
    plan: text
}

event paid {
    price: number
    code: text?
}

event left {
    reason: text
}
";
    let people = people.replacen("phone", "phone2", 1);
    let (code, talk) = check(&[("people.csv", &people), ("events.jsonl", events)], declared);
    assert_eq!(code, Some(0));
    assert!(talk.contains("people.csv: 2 rows") && talk.contains("events.jsonl: 3 rows"), "{talk}");
}

#[test]
fn objects_become_types_and_values_without_a_type_are_left_out() {
    let people = "\
        {\"personId\": 1, \"customAttributes\": {\"loans\": [{\"id\": \"a\", \"amount\": 1}], \"odd\": true, \"plan\": \"a\"}}\n\
        {\"personId\": 2, \"customAttributes\": {\"loans\": [{\"id\": \"b\", \"amount\": 1.5, \"due\": \"2026-01-01\"}], \"odd\": \"x\"}}\n";
    let declared =
        "people {\n    loans: list of { id: text, amount: number, due: date? }\n    plan: text\n}\n";
    let (code, talk) = check(&[("people.jsonl", people)], declared);
    assert_eq!(code, Some(0), "a warning is no failure");
    assert!(talk.contains("W0615") && talk.contains("true or false and texts"), "{talk}");
}

#[test]
fn few_different_texts_are_noted() {
    let rows: String = (0..12).map(|at| format!("{at},{},n{at}\n", ["free", "pro \"x\""][at % 2])).collect();
    let people = format!("personId,plan,nick\n{rows}");
    let declared = "people {\n    plan: text  // \"free\", \"pro \\\"x\\\"\"\n    nick: text\n}\n";
    check(&[("people.csv", &people)], declared);
}

/// What is made of the files of an example fits them: nothing is undeclared or wrong, and nothing is ignored but a column
/// without any value, of which nothing can be known.
#[test]
fn data_fit_the_declarations_that_are_made_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop");
    for name in ["people.csv", "events.jsonl"] {
        fs::copy(example.join(name), folder.path().join(name)).unwrap();
    }
    let output = bourn(&["import", "schema", "people.csv", "events.jsonl", "-o", "declared.flow"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!((out(&output).as_str(), output.status.code()), ("", Some(0)), "{}", talk(&output));
    let settings = "[data]\npeople = [\"people.csv\"]\nevents = [\"events.jsonl\"]\n";
    fs::write(folder.path().join("bourn.toml"), settings).unwrap();
    fs::write(folder.path().join("all.flow"), "segment All = email is empty or email is not empty\n")
        .unwrap();
    let counted = bourn(&["segment", "All", "--count"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(out(&counted).trim(), "400", "{}", talk(&counted));
    for told in ["N0609", "E06"] {
        assert!(!talk(&counted).contains(told), "{}", talk(&counted));
    }
    assert!(talk(&counted).contains("nothing is declared for `lastOffer`; ignored"), "{}", talk(&counted));
    let again = bourn(&["import", "schema", "people.csv", "events.jsonl"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(out(&again), "", "everything is declared");
    assert!(talk(&again).contains("nothing is left to declare"), "{}", talk(&again));
}

#[test]
fn what_cannot_be_read_or_written_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, told) in [
        ("a.txt", "x", "E0607"),
        ("b.json", "[1", "E0603"),
        ("c.csv", "", "E0604"),
        ("d.parquet", "x", "E0603"),
    ] {
        let output = import(folder.path(), &[(name, text)], &[]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(talk(&output).contains(told), "{name}: {}", talk(&output));
    }
    let output = import(folder.path(), &[("e.csv", "personId,x\n1,2\n")], &["-o", "e.csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&output).contains("`e.csv` exists already"), "{}", talk(&output));
}
