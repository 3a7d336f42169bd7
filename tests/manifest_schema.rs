//! The schema of `bourn.toml`, `docs/schemas/bourn.schema.json`, held against what the program reads.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "documents/page.rs"]
#[allow(dead_code, reason = "only blocks of code are wanted")]
mod page;
#[path = "support/schema.rs"]
#[allow(dead_code, reason = "what is refused matters as well")]
mod schema;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bourn::diagnostic::{Level, Problem, entries};
use bourn::host::Manifest;
use bourn::source::Snapshot;
use serde_json::{Value, json};
use toml_span::value::ValueInner;

use page::{pages, root};

const SCHEMA: &str = "docs/schemas/bourn.schema.json";

/// Whether the program takes a text of settings without a report.
fn is_taken(text: &str) -> bool {
    problems(text).is_empty()
}

fn problems(text: &str) -> Vec<Problem> {
    let (_, found) = Manifest::parse(&mut Snapshot::new(), "bourn.toml", text, "test");
    found.into_iter().map(|found| found.problem).collect()
}

fn follows(text: &str) -> bool {
    schema::validator(SCHEMA).is_valid(&json_of(text))
}

/// A text of settings as JSON.
fn json_of(text: &str) -> Value {
    value(toml_span::parse(text).unwrap().take())
}

fn value(inner: ValueInner<'_>) -> Value {
    match inner {
        ValueInner::String(text) => json!(text),
        ValueInner::Integer(number) => json!(number),
        ValueInner::Float(number) => json!(number),
        ValueInner::Boolean(truth) => json!(truth),
        ValueInner::Array(items) => items.into_iter().map(|mut item| value(item.take())).collect(),
        ValueInner::Table(table) => {
            table.into_iter().map(|(key, mut item)| (key.name.into_owned(), value(item.take()))).collect()
        }
    }
}

/// The names of the properties at a place of the schema.
fn properties(place: &str) -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(&fs::read_to_string(root().join(SCHEMA)).unwrap()).unwrap();
    let found = schema.pointer(place).unwrap().as_object().unwrap();
    found.keys().cloned().collect()
}

/// The keys that the program knows: it lists them when it sees one that is like none of them.
fn known_keys(text: &str) -> BTreeSet<String> {
    let hint = |problem: Problem| match problem {
        Problem::UnknownKey { hint, .. } => Some(hint),
        _ => None,
    };
    let hint = problems(text).into_iter().find_map(hint).expect("the key is unknown");
    hint.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_schema_has_the_keys_that_are_read() {
    assert_eq!(properties("/properties"), known_keys("[qqqqqqqqqqqq]"));
    for table in ["project", "data"] {
        let known = known_keys(&format!("[{table}]\nqqqqqqqqqqqq = \"x\""));
        assert_eq!(properties(&format!("/properties/{table}/properties")), known);
    }
}

#[test]
fn the_schema_has_the_codes_that_there_are() {
    let codes = entries().iter().map(|entry| entry.code.to_string()).collect();
    assert_eq!(properties("/properties/lints/properties"), codes);
    for entry in entries() {
        for level in ["allow", "warn", "deny"] {
            let text = format!("[lints]\n{} = \"{level}\"", entry.code);
            let fits = entry.level != Level::Error || level == "deny";
            assert_eq!((follows(&text), is_taken(&text)), (fits, fits), "{text}");
        }
    }
}

/// Every `bourn.toml` of the repository, but for what is made from it.
fn projects(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name());
        let is_made = name == "target" || name == "node_modules" || name.to_str().unwrap().starts_with('.');
        if path.is_dir() && !is_made {
            projects(&path, found);
        } else if name == "bourn.toml" {
            found.push(path);
        }
    }
}

#[test]
fn projects_follow_the_schema() {
    let mut found = Vec::new();
    projects(root(), &mut found);
    let has = |folder: &str| found.contains(&root().join(folder).join("bourn.toml"));
    assert!(has("examples/shop") && has("src/host/template") && has("benches/compare/project"), "{found:?}");
    for path in found {
        let text = fs::read_to_string(&path).unwrap();
        assert!(follows(&text) && is_taken(&text), "{}\n{text}", path.display());
    }
}

#[test]
fn blocks_of_pages_follow_the_schema_where_nothing_is_reported() {
    let mut count = 0;
    for page in pages() {
        for block in page.blocks.iter().filter(|block| block.language == "toml" && is_taken(&block.text)) {
            assert!(follows(&block.text), "{}:{}\n{}", page.path, block.line, block.text);
            count += 1;
        }
    }
    assert!(count > 3, "only {count} blocks were found");
}

/// What is wrong for the program is wrong by the schema, and the other way round. Names of zones and moments are the program's.
#[test]
fn both_refuse_the_same_settings() {
    let cases = [
        ("", true),
        ("[project]\nname = \"a\"\ntimezone = \"Europe/Zagreb\"\nedition = \"2026\"\nseed = \"s\"", true),
        (
            "[data]\npeople = \"a.csv\"\nevents = [\"a.jsonl\", \"b/*.parquet\"]\nkey = \"id\"\nnow = \"2026-11-30\"",
            true,
        ),
        ("[columns]\n\"Customer age\" = \"age\"", true),
        ("[project]\nname = \"\"", false),
        ("[project]\nname = 3", false),
        ("[project]\nedition = \"2025\"", false),
        ("project = 3", false),
        ("[data]\npeople = [3]", false),
        ("[data]\nnow = \"soon\"", false),
        ("[columns]\na = 1", false),
        ("[lints]\nE9999 = \"deny\"", false),
        ("[lints]\nW0412 = \"never\"", false),
    ];
    for (text, fine) in cases {
        assert_eq!((follows(text), is_taken(text)), (fine, fine), "{text}");
    }
}
