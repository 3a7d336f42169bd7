//! `bourn eval`: where the person comes from, what is printed, what is wrong.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::json;

use super::{bourn, out, talk};

/// A project with a number, and with columns that go by names of its own.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let settings =
        "[project]\ntimezone = \"Europe/Zagreb\"\n[data]\nkey = \"customer\"\n[columns]\nYears = \"age\"\n";
    fs::write(folder.path().join("bourn.toml"), settings).unwrap();
    fs::write(folder.path().join("a.flow"), "people { age: integer\n points: number\n trial: datetime }\n")
        .unwrap();
    folder
}

/// The exit code, the result and the talk.
fn eval(project: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = bourn(&["eval", "--project", project.to_str().unwrap()]).args(arguments).output().unwrap();
    (output.status.code(), out(&output).trim_end().to_owned(), talk(&output))
}

#[test]
fn a_person_is_read_as_data_are() {
    let project = project();
    let value = |person: &str, expression: &str| {
        let (code, value, talk) = eval(project.path(), &["--person", person, expression]);
        assert_eq!((code, talk.as_str()), (Some(0), ""), "{person}");
        value
    };
    let digits = "1234567890.123456789012345678";
    assert_eq!(value(&format!("{{\"points\": {digits}}}"), "points"), digits, "no digit is lost");
    assert_eq!(value(r#"{"customer": "c-1", "years": 31}"#, "age"), "31", "by the project's names");
    assert_eq!(value(r#"{"AGE": 1, "age": 2}"#, "age"), "1", "of two columns the first that is not empty");
    assert_eq!(value(r#"{"contactInformation": {"email": [{"address": "a@b"}]}}"#, "email"), "\"a@b\"");
    assert_eq!(value("{}", "age is empty"), "true");
    let file = |name: &str, text: &str| {
        let path = project.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    assert_eq!(value(&file("ana.json", "\u{feff}{\n\"age\": 7\n}"), "age"), "7");
    assert_eq!(value(&file("ana", "{\"age\": 7}"), "age"), "7", "whatever the file's name");
    assert_eq!(value(&file("ana.csv", "customer,age\nc-1,8\n"), "age"), "8");
}

#[test]
fn a_person_may_come_from_standard_input() {
    let mut command = bourn(&["eval", "--person", "-", "firstName"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"{\"firstName\": \"Ana\"}").unwrap();
    assert_eq!(out(&child.wait_with_output().unwrap()), "\"Ana\"\n");
}

#[test]
fn what_is_wrong_with_a_person_is_told_of() {
    let project = project();
    let told = |person: &str| {
        let (code, value, talk) = eval(project.path(), &["--person", person, "age"]);
        assert_eq!((code, value.as_str()), (Some(2), ""), "{person}");
        talk
    };
    let talk = told(r#"{"age": "old", "points": true}"#);
    assert!(talk.contains("`old` is not an integer") && talk.contains("`true` is not a number"), "{talk}");
    assert!(talk.contains("--person, row 1, column age"), "{talk}");
    assert!(told(r#"{"age": "#).contains("--person"));
    assert!(told("nowhere.json").contains("`nowhere.json` does not exist"));
    let two = project.path().join("two.json");
    fs::write(&two, r#"[{"customer": 1}, {"customer": 2}]"#).unwrap();
    assert!(told(two.to_str().unwrap()).contains("holds 2 persons, and one is wanted"));
    let (code, value, talk) = eval(project.path(), &["--person", r#"{"fristName": "Ana"}"#, "firstName"]);
    assert_eq!((code, value.as_str()), (Some(0), "empty"));
    assert!(talk.contains("nothing is declared for `fristName`"), "{talk}");
}

#[test]
fn the_shape_for_programs_is_frozen() {
    let project = project();
    let document = |expression: &str| {
        let arguments =
            ["--format", "json", "--now", "2026-11-30 13:00", "--person", r#"{"age": 0}"#, expression];
        let (code, document, talk) = eval(project.path(), &arguments);
        assert_eq!(talk, "", "{expression}");
        (code, serde_json::from_str::<serde_json::Value>(&document).unwrap())
    };
    let cases = [
        ("1 + 1", json!("integer"), json!(2)),
        ("49.90 * 0.1", json!("number"), json!("4.99")),
        ("age is 0.0", json!("boolean"), json!(true)),
        ("\"{{age}} years\"", json!("text"), json!("0 years")),
        ("now()", json!("datetime"), json!("2026-11-30T12:00:00Z")),
        ("2026-11-30 + 1 day", json!("date"), json!("2026-12-01")),
        ("90 minutes", json!("duration"), json!("90 minutes")),
        ("points", json!("number"), json!(null)),
        ("tags", json!("list of text"), json!(null)),
    ];
    for (expression, kind, value) in cases {
        let wanted = json!({ "version": 1, "type": kind, "value": value, "errors": [] });
        assert_eq!(document(expression), (Some(0), wanted), "{expression}");
    }
    let (code, failed) = document("1 / age");
    assert_eq!((code, &failed["value"]), (Some(1), &json!(null)));
    let error = &failed["errors"][0];
    assert_eq!((&error["code"], &error["message"]), (&json!("E0702"), &json!("`1 / 0` divides by zero")));
    assert_eq!((&error["path"], &error["start"]["column"]), (&json!("<expression>"), &json!(1)));
    assert_eq!(error["labels"][0]["text"], "this is 0");
    let schema = |name: &str| -> serde_json::Value {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas");
        serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
    };
    // The one refers to the other by its name.
    let mut eval = schema("eval.schema.json");
    eval["properties"]["errors"]["items"] = json!({ "$ref": "#/$defs/diagnostic" });
    eval["$defs"] = schema("diagnostics.schema.json")["$defs"].clone();
    assert!(jsonschema::is_valid(&eval, &failed), "{failed:#}");
}

#[test]
fn an_error_shows_the_values_that_it_comes_from() {
    let project = project();
    let (code, value, talk) =
        eval(project.path(), &["--person", r#"{"age": 0, "points": 7.5}"#, "1 + points / (age * 2)"]);
    assert_eq!((code, value.as_str()), (Some(1), "empty"));
    for part in ["error[E0702]: `7.5 / 0` divides by zero", "this is 7.5", "this is 0"] {
        assert!(talk.contains(part), "{part} in\n{talk}");
    }
}

#[test]
fn an_expression_may_begin_with_a_minus() {
    let project = project();
    let value = |arguments: &[&str]| eval(project.path(), arguments);
    assert_eq!(value(&["-7 % 3"]), (Some(0), "-1".to_owned(), String::new()));
    assert_eq!(value(&["--person", r#"{"age": 3}"#, "-age"]).1, "-3");
    assert_eq!(value(&["-age", "--person", r#"{"age": 3}"#]).1, "-3");
    assert_eq!(value(&["-7", "--frobnicate"]).0, Some(2));
}

#[test]
fn no_project_is_fine_and_one_that_cannot_be_read_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let eval = || bourn(&["eval", "1 + 1"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(out(&eval()), "2\n");
    fs::write(folder.path().join("bourn.toml"), b"[project]\nname = \"\xff\"\n").unwrap();
    assert_eq!(eval().status.code(), Some(2));
    assert!(talk(&eval()).contains("is not UTF-8"), "{}", talk(&eval()));
}
