//! `bourn run --api`: what other systems answer, and what is said of calls and mocks that do not meet.
#![cfg(feature = "data")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

const FLOWS: &str = r#"
event ordered { item: text }

element sign(item: text) {
    call api POST "https://sign.example" { body { item = item }; wait for response }
}

flow Ask {
    enter when happened ordered save item
    ask: call api GET "https://shop.example/{{item}}" {
        header "X-Key" = secret.key
        wait for response
        when success { notify sms to "+385910000001" { text "{{item}}" } }
        when no response { start conversation tag "silent" }
        otherwise { use sign(item = item) { when success { }; otherwise { } } }
    }
}
"#;

const EVENTS: &str = r#"{"personId":"ana","name":"ordered","time":"2026-01-05T09:00:00Z","item":"a"}
{"personId":"ben","name":"ordered","time":"2026-01-05T09:00:00Z","item":"b"}
{"personId":"cid","name":"ordered","time":"2026-01-05T09:00:00Z","item":"c"}
"#;

/// A project in a folder of its own.
struct Project(tempfile::TempDir);

/// What a run prints: its result, and what it says beside.
struct Said {
    code: i32,
    out: String,
    talk: String,
}

impl Project {
    fn new(mocks: &str) -> Project {
        let project = Project(tempfile::tempdir().unwrap());
        let manifest = "[project]\nname = \"ask\"\n\n[data]\npeople = [\"people.csv\"]\nevents = [\"events.jsonl\"]\nnow = \"2026-02-01\"\n";
        let files = [
            ("bourn.toml", manifest),
            ("a.flow", FLOWS),
            ("people.csv", "personId\nana\nben\ncid\n"),
            ("events.jsonl", EVENTS),
            ("mocks.jsonl", mocks),
        ];
        files.into_iter().for_each(|(name, text)| fs::write(project.0.path().join(name), text).unwrap());
        project
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bourn"));
        let output = command
            .current_dir(self.0.path())
            .env("NO_COLOR", "1")
            .arg("run")
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code().unwrap(), out: text(output.stdout), talk: text(output.stderr) }
    }

    fn lines(&self, name: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.0.path().join(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

const MOCKS: &str = r#"{ "method": "GET", "url": "https://shop.example/a", "status": 200, "after": "2 seconds" }

{ "method": "POST", "url": "https://nowhere.example", "status": 200 }
{ "url": "https://shop.example/b", "flow": "Ask", "element": "ask", "person": "ben", "status": 500 }
"#;

#[test]
fn calls_that_no_mock_matches_are_never_passed_over() {
    let project = Project::new(MOCKS);
    let Said { code, out, talk } = project.run(&["--api", "mocks.jsonl", "--format", "json"]);
    assert_eq!(code, 0, "{talk}");
    let numbers: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(numbers["calls"], json!({ "made": 4, "unmatched": 2, "unawaited": 0 }));
    assert_eq!(numbers["notifications"], json!({ "sms": 1 }));
    assert_eq!(numbers["conversations"], 1);
    assert!(talk.contains("2 calls were matched by no mock, and got no response\n"), "{talk}");
    assert!(talk.contains("mocks of `mocks.jsonl` that matched no call, by line: 3\n"), "{talk}");
    let Said { out, talk, .. } = project.run(&[]);
    assert!(out.contains("3 calls · 3 matched by no mock"), "{out}");
    assert!(talk.contains("; `--api` names a file of them"), "{talk}");
}

#[test]
fn traces_and_effects_are_as_their_schemas_say() {
    let project = Project::new(MOCKS);
    let files = ["--api", "mocks.jsonl", "--trace", "trace.jsonl", "--effects", "effects.jsonl"];
    assert_eq!(project.run(&files).code, 0);
    for (file, schema) in [("trace.jsonl", "trace"), ("effects.jsonl", "effects"), ("mocks.jsonl", "mocks")] {
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/schemas/{schema}.schema.json"));
        let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
        let lines = if file == "mocks.jsonl" { mocks() } else { project.lines(file) };
        assert!(lines.len() > 2, "{file}");
        for line in lines {
            assert!(jsonschema::is_valid(&schema, &line), "{line} is not as {file} should be");
        }
    }
    let kinds: Vec<String> = project
        .lines("effects.jsonl")
        .iter()
        .map(|line| line["effect"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["call", "call", "call", "call", "notify", "conversation"]);
}

fn mocks() -> Vec<Value> {
    MOCKS.lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn mistakes_in_mocks_have_a_line_and_a_field() {
    let cases = [
        ("{ \"status\": 200 }", "E0606", "`url` is missing", "url"),
        ("{ \"url\": \"*\" }", "E0606", "`status` is missing", "status"),
        ("{ \"url\": \"*\", \"status\": 1000 }", "E0601", "`1000` is not a status from 100 to 599", "status"),
        (
            "{ \"url\": \"*\", \"status\": 200, \"method\": \"get\" }",
            "E0601",
            "`get` is not a method",
            "method",
        ),
        ("{ \"url\": \"*\", \"status\": 200, \"flow\": \"No\" }", "E0601", "`No` is not a flow", "flow"),
        (
            "{ \"url\": \"*\", \"status\": 200, \"after\": \"soon\" }",
            "E0601",
            "`soon` is not a time",
            "after",
        ),
        (
            "{ \"url\": \"*\", \"status\": 200, \"times\": 0 }",
            "E0601",
            "`0` is not a whole number above",
            "times",
        ),
        ("{ \"url\": \"*\", \"answers\": 1 }", "E0601", "`1` is not true or false", "answers"),
        ("{ \"url\": \"*\", \"status\": 200, \"wait\": 1 }", "E0605", "a mock has no field `wait`", ""),
        ("[1]", "E0605", "the row cannot be read", ""),
    ];
    for (line, code, message, field) in cases {
        let said = Project::new(&format!("\n{line}\n")).run(&["--api", "mocks.jsonl"]);
        assert_eq!(said.code, 2, "{line}: {}", said.talk);
        assert!(said.talk.contains(code) && said.talk.contains(message), "{line}: {}", said.talk);
        assert!(said.talk.contains("mocks.jsonl") && said.talk.contains("row 2"), "{line}: {}", said.talk);
        assert!(said.talk.contains(field), "{line}: {}", said.talk);
    }
    let said = Project::new("").run(&["--api", "nowhere.jsonl"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
}
