//! `bourn run` as a whole, on the examples: against figures that share no code with it, against itself, and against its
//! own trace.
#![cfg(feature = "data")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde::Deserialize;
use serde_json::{Value, json};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs `bourn` in the project's folder.
fn bourn(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bourn"));
    command.current_dir(root()).env("NO_COLOR", "1").args(arguments).output().unwrap()
}

/// What `bourn` prints, if all is well.
fn printed(arguments: &[&str]) -> String {
    let output = bourn(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The files that a run writes.
struct Written {
    folder: tempfile::TempDir,
}

impl Written {
    fn new() -> Written {
        Written { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, project: &str, more: &[&str]) -> Value {
        let [trace, effects, people] = ["trace.jsonl", "effects.jsonl", "people.jsonl"]
            .map(|name| self.path(name).display().to_string());
        let mut arguments = vec!["run", project, "--format", "json"];
        arguments.extend(["--trace", &trace, "--effects", &effects, "--people-out", &people]);
        arguments.extend(more);
        serde_json::from_str(&printed(&arguments)).unwrap()
    }

    fn bytes(&self) -> Vec<Vec<u8>> {
        ["trace.jsonl", "effects.jsonl", "people.jsonl"].map(|name| fs::read(self.path(name)).unwrap()).into()
    }
}

#[test]
fn two_runs_of_cdnow_are_the_same_on_any_number_of_threads() {
    let (first, second) = (Written::new(), Written::new());
    let (numbers, again) = std::thread::scope(|scope| {
        let other =
            scope.spawn(|| second.run("examples/cdnow", &["--threads", "1", "--until", "1997-04-01"]));
        (first.run("examples/cdnow", &["--threads", "3", "--until", "1997-04-01"]), other.join().unwrap())
    });
    assert_eq!(numbers, again);
    assert!(first.bytes() == second.bytes(), "two runs differ");
}

#[test]
fn the_run_of_cdnow_agrees_with_the_oracle() {
    let written = Written::new();
    let numbers = written.run("examples/cdnow", &[]);
    same(&from_trace(&numbers, &written.path("trace.jsonl")), &numbers);
    let oracle = read_json(&root().join("tests/oracle/cdnow_run.json"));
    assert_eq!(numbers["people"], oracle["persons"]);
    assert_eq!(numbers["events"], oracle["purchases"]);
    assert_eq!(numbers["until"], oracle["now"]);
    assert_eq!(numbers["errors"], json!({}));
    for (name, expected) in oracle["flows"].as_object().unwrap() {
        compare_flow(flow(&numbers, name), expected);
    }
    compare_people(&lines(&written.path("people.jsonl")), &oracle);
    compare_picture(&written, &numbers);
}

/// The picture of the manual is that of these numbers; `UPDATE_DOCUMENTS=1` draws it.
fn compare_picture(written: &Written, numbers: &Value) {
    let counts = written.path("counts.json");
    fs::write(&counts, numbers.to_string()).unwrap();
    let counts = counts.display().to_string();
    let drawn = printed(&["graph", "SecondPurchase", "--project", "examples/cdnow", "--counts", &counts]);
    let path = root().join("docs/pictures/graph.svg");
    if std::env::var_os("UPDATE_DOCUMENTS").is_some_and(|value| value == "1") {
        fs::write(&path, &drawn).unwrap();
    }
    let shown = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        drawn == shown,
        "the picture of the manual is out of date: `UPDATE_DOCUMENTS=1 cargo test --test run` draws it"
    );
}

/// Checks that a table is that of the trace, and says where it is not.
fn same(of_trace: &Value, table: &Value) {
    if of_trace != table {
        let (left, right) = (format!("{of_trace:#}"), format!("{table:#}"));
        let first = left.lines().zip(right.lines()).find(|(left, right)| left != right);
        panic!("the table and the trace differ: {first:?}");
    }
}

/// The numbers of a flow by name.
fn flow<'a>(numbers: &'a Value, name: &str) -> &'a Value {
    numbers["flows"].as_array().unwrap().iter().find(|flow| flow["name"] == *name).unwrap()
}

fn compare_flow(flow: &Value, expected: &Value) {
    let name = &flow["name"];
    assert_eq!(
        flow["entries"],
        json!({ "times": expected["entries"], "persons": expected["persons"] }),
        "{name}"
    );
    assert_eq!(flow["inside"]["times"], expected["inside"], "{name}");
    let words = [("inside", "PERSON_IN_FLOW"), ("too soon", "NOT_ALLOWED_TO_REENTER")];
    compare_renamed(&flow["refusals"], &expected["refusals"], &words);
    compare_renamed(
        &flow["exits"],
        &expected["exits"],
        &[("exit when", "exit_when"), ("exit", "exit"), ("end", "end")],
    );
    let elements = flow["elements"].as_array().unwrap();
    for (label, passages) in expected["labels"].as_object().unwrap() {
        let element = elements.iter().find(|element| element["label"] == *label);
        assert_eq!(
            element.unwrap_or_else(|| panic!("{name} has no {label}"))["reached"],
            *passages,
            "{name}, {label}"
        );
    }
}

/// Compares passages by reason, which have other names there.
fn compare_renamed(found: &Value, expected: &Value, words: &[(&str, &str)]) {
    let expected = expected.as_object().unwrap().iter();
    let renamed: serde_json::Map<String, Value> = expected
        .map(|(theirs, passages)| {
            let (_, ours) = words.iter().find(|(word, _)| word == theirs).unwrap();
            ((*ours).to_owned(), passages.clone())
        })
        .collect();
    assert_eq!(*found, Value::Object(renamed));
}

fn compare_people(people: &[Value], oracle: &Value) {
    let count = |name: &str| -> Value {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for value in people.iter().filter_map(|person| person.get(name)) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            *counts.entry(text).or_default() += 1;
        }
        json!(counts)
    };
    assert_eq!(count("stage"), oracle["people"]["stage"]);
    assert_eq!(count("winBacks"), oracle["people"]["winBacks"]);
    let points: Vec<f64> = people.iter().filter_map(|person| person["bonusPoints"].as_f64()).collect();
    assert_eq!(json!(points.len()), oracle["people"]["bonusPoints"]["persons"]);
    assert_eq!(
        format!("{}", points.iter().sum::<f64>()),
        oracle["people"]["bonusPoints"]["sum"].as_str().unwrap()
    );
    let mut tags: BTreeMap<&str, u64> = BTreeMap::new();
    for tag in people.iter().filter_map(|person| person["tags"].as_array()).flatten() {
        // The oracle leaves the tag of the split out: that branch comes from a hash.
        if tag != "called" {
            *tags.entry(tag.as_str().unwrap()).or_default() += 1;
        }
    }
    assert_eq!(json!(tags), oracle["tags"]);
}

#[test]
fn the_run_of_the_shop_agrees_with_the_oracle() {
    let written = Written::new();
    let numbers = written.run("examples/shop", &[]);
    let oracle = read_json(&root().join("tests/oracle/shop_run.json"));
    same(&from_trace(&numbers, &written.path("trace.jsonl")), &numbers);
    let cart = flow(&numbers, "AbandonedCart");
    let expected = &oracle["AbandonedCart"];
    assert_eq!(cart["entries"], expected["entries"]);
    assert_eq!(cart["refusals"]["PERSON_IN_FLOW"], expected["refused: inside"]);
    assert_eq!(cart["refusals"]["NOT_ALLOWED_TO_REENTER"], expected["refused: too soon"]);
    for (ours, theirs) in [("end", "exit: end"), ("exit", "exit: exit"), ("exit_when", "exit: exit when")] {
        assert_eq!(cart["exits"][ours], expected[theirs], "{ours}");
    }
    assert_eq!(cart["inside"]["times"], oracle["inside"]);
    let elements = cart["elements"].as_array().unwrap();
    let element = |label: &str| elements.iter().find(|element| element["label"] == *label).unwrap();
    for label in ["reminder", "offer"] {
        assert_eq!(element(label)["reached"], expected[label], "{label}");
    }
    let arm = |label: &str, at: usize| {
        let arm = &element(label)["arms"][at];
        json!({ "times": arm["times"], "persons": arm["persons"] })
    };
    for (at, theirs) in ["clicked", "opened", "otherwise"].iter().enumerate() {
        assert_eq!(arm("wait for event 1", at), expected[format!("arm: {theirs}")], "{theirs}");
    }
    for (at, theirs) in ["sale browsers", "gold", "otherwise"].iter().enumerate() {
        assert_eq!(arm("segment audience 1", at), expected[format!("audience: {theirs}")], "{theirs}");
    }
    let people = lines(&written.path("people.jsonl"));
    let points: i64 = people.iter().filter_map(|person| person["loyaltyPoints"].as_i64()).sum();
    assert_eq!(json!(points), oracle["loyaltyPoints"]);
}

#[test]
fn the_table_and_its_json_are_as_they_were() {
    golden("shop.txt", &printed(&["run", "examples/shop"]));
    golden("shop.json", &printed(&["run", "examples/shop", "--format", "json"]));
}

#[test]
fn what_is_odd_about_the_data_is_counted() {
    let written = Written::new();
    let folder = written.folder.path();
    fs::write(
        folder.join("shop.flow"),
        "people { points: integer }\nevent bought { n: integer }\nevent idle { n: integer }\n\n\
         flow Thanks {\n    enter when happened bought where n > 0\n    re-enter after exit\n    add tag \"thanks\"\n}\n",
    )
    .unwrap();
    fs::write(folder.join("people.csv"), "personId,points\nana,1\nben,many\n").unwrap();
    let rows = [
        "ana,bought,2026-01-05 10:00,1,a", // counts, though the next one is earlier
        "ana,bought,2026-01-03 10:00,1,b", // out of order, and before the start
        "ana,bought,2026-01-06 10:00,1,a", // came twice
        "ana,bought,2026-01-07 10:00,x,c", // a wrong number
        "ana,idle,2026-01-07 10:00,x,",    // nobody looks at it
        "ana,sold,2026-01-07 10:00,1,",    // not declared
        "ben,bought,2026-01-08 10:00,1,",  // of somebody whose row is wrong
        "cleo,bought,2026-02-08 10:00,1,", // without a row, behind the end
    ];
    fs::write(folder.join("events.csv"), format!("personId,name,time,n,eventId\n{}\n", rows.join("\n")))
        .unwrap();
    fs::write(folder.join("asked.jsonl"), "{\n").unwrap();
    let [flow, people, events, asked] = ["shop.flow", "people.csv", "events.csv", "asked.jsonl"]
        .map(|name| folder.join(name).display().to_string());
    let arguments = ["run", &flow, "--people", &people, "--events", &events, "--participants", &asked];
    let more =
        ["--on-data-error", "skip", "--from", "2026-01-04", "--until", "2026-01-31", "--format", "json"];
    let numbers: Value = serde_json::from_str(&printed(&[&arguments[..], &more].concat())).unwrap();
    let input = json!({
        "outOfOrder": 1, "twice": 1, "undeclared": 1, "early": 1, "late": 1, "wrongRows": 3, "peopleWithoutRow": 2,
    });
    assert_eq!((&numbers["input"], &numbers["events"]), (&input, &json!(4)));
    assert_eq!(flow_entries(&numbers), json!({ "times": 2, "persons": 2 }));
    let table = printed(&[&arguments[..], &more[..6]].concat());
    assert!(table.ends_with(
        "of the data: 1 event out of order · 1 event came twice · 1 event not declared · 1 event before the start · \
         1 event behind the end · 3 wrong rows left out · 2 people without a row\n"
    ), "{table}");
}

#[test]
fn what_happened_before_every_flow_begins_is_counted() {
    let written = Written::new();
    let early = |flows: &str| {
        fs::write(written.path("shop.flow"), format!("event bought {{ n: integer }}\n{flows}")).unwrap();
        let row = |day: u8| format!("ana,bought,2026-01-{day:02} 10:00,1\n");
        let rows: String = (1..=5).map(row).collect();
        fs::write(written.path("events.csv"), format!("personId,name,time,n\n{rows}")).unwrap();
        let [flow, events] = ["shop.flow", "events.csv"].map(|name| written.path(name).display().to_string());
        let numbers = printed(&["run", &flow, "--events", &events, "--format", "json"]);
        serde_json::from_str::<Value>(&numbers).unwrap()["input"]["early"].clone()
    };
    let flow = |name: &str, schedule: &str| {
        format!("flow {name} {{\n    enter when happened bought\n    {schedule}\n    add tag \"x\"\n}}\n")
    };
    let third = flow("Third", "schedule from 2026-01-03 00:00");
    assert_eq!(early(&third), 2);
    assert_eq!(early(&(flow("Fifth", "schedule from 2026-01-05 00:00") + &third)), 2);
    assert_eq!(early(&(flow("Always", "") + &third)), 0);
}

fn flow_entries(numbers: &Value) -> Value {
    numbers["flows"][0]["entries"].clone()
}

/// Compares with a file that is kept; `UPDATE=1` writes it.
fn golden(name: &str, found: &str) {
    let path = root().join("tests/run").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(&path).unwrap_or_default(), "{name} differs");
}

#[test]
fn the_lines_are_as_their_schemas_say() {
    let written = Written::new();
    let numbers = written.run("examples/shop", &[]);
    for (file, schema) in [("trace.jsonl", "trace"), ("effects.jsonl", "effects")] {
        let schema = read_json(&root().join(format!("docs/schemas/{schema}.schema.json")));
        let lines = lines(&written.path(file));
        assert!(!lines.is_empty());
        lines.iter().for_each(|line| valid(line, &schema, &schema));
    }
    let schema = read_json(&root().join("docs/schemas/run.schema.json"));
    valid(&numbers, &schema, &schema);
}

/// Checks a value against the parts of JSON Schema that ours use.
fn valid(value: &Value, schema: &Value, whole: &Value) {
    assert!(is_valid(value, schema, whole), "{value} is not as {schema} says");
}

fn is_valid(value: &Value, schema: &Value, whole: &Value) -> bool {
    let reference = schema["$ref"].as_str().is_none_or(|path| {
        let name = path.trim_start_matches("#/$defs/");
        is_valid(value, &whole["$defs"][name], whole)
    });
    let kind = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        other => panic!("a type that this test does not know: {other}"),
    };
    let kinds = match &schema["type"] {
        Value::String(name) => kind(name),
        Value::Array(names) => names.iter().any(|name| kind(name.as_str().unwrap())),
        _ => true,
    };
    let listed = |name: &str| schema[name].as_array();
    let every = value.as_object().is_none_or(|fields| {
        fields.iter().all(|(name, field)| {
            match (&schema["properties"][name], &schema["additionalProperties"]) {
                (Value::Null, Value::Null) => {
                    schema["properties"].is_null() || schema["oneOf"].is_null() && whole != schema
                }
                (Value::Null, other) => is_valid(field, other, whole),
                (known, _) => is_valid(field, known, whole),
            }
        })
    });
    reference
        && kinds
        && every
        && schema.get("const").is_none_or(|wanted| wanted == value)
        && listed("enum").is_none_or(|wanted| wanted.contains(value))
        && listed("required")
            .is_none_or(|names| names.iter().all(|name| value.get(name.as_str().unwrap()).is_some()))
        && listed("anyOf").is_none_or(|any| any.iter().any(|one| is_valid(value, one, whole)))
        && listed("oneOf").is_none_or(|any| any.iter().filter(|one| is_valid(value, one, whole)).count() == 1)
        && schema["items"].as_object().is_none_or(|_| {
            value
                .as_array()
                .is_some_and(|items| items.iter().all(|item| is_valid(item, &schema["items"], whole)))
        })
}

/// The numbers of a table as the lines of a trace have them. Names and order are the table's, all counts the trace's.
fn from_trace(table: &Value, trace: &Path) -> Value {
    let mut counts = Counts::default();
    for line in BufReader::new(fs::File::open(trace).unwrap()).lines() {
        counts.add(&serde_json::from_str(&line.unwrap()).unwrap());
    }
    counts.end();
    let mut made = table.clone();
    made["entries"] = json!(0);
    for flow in made["flows"].as_array_mut().unwrap() {
        let name = flow["name"].as_str().unwrap().to_owned();
        flow["entries"] = counts.of(&[&name, "entered"]);
        flow["inside"] = counts.of(&[&name, "inside"]);
        flow["refusals"] = counts.by_reason(&name, "refused");
        flow["exits"] = counts.by_reason(&name, "exited");
        for element in flow["elements"].as_array_mut().unwrap() {
            let label = element["label"].as_str().unwrap().to_owned();
            element["reached"] = counts.of(&[&name, "reached", &label]);
            element["inside"] = counts.of(&[&name, "inside", &label]);
            for arm in element.get_mut("arms").and_then(Value::as_array_mut).into_iter().flatten() {
                let passages = counts.of(&[&name, "arm", &label, arm["arm"].as_str().unwrap()]);
                if arm.get("goal").is_some() {
                    let reached = counts.of(&[&name, "goal", &label, arm["arm"].as_str().unwrap()]);
                    arm["goal"]["persons"] = reached["persons"].clone();
                    arm["goal"]["of"] = passages["persons"].clone();
                }
                (arm["times"], arm["persons"]) = (passages["times"].clone(), passages["persons"].clone());
            }
        }
    }
    let entered = |flow: &Value| flow["entries"]["times"].as_u64().unwrap();
    made["entries"] = json!(made["flows"].as_array().unwrap().iter().map(entered).sum::<u64>());
    made["messages"] = counts.times("sent");
    made["notifications"] = counts.times("notified");
    made["withheld"] = counts.times("withheld");
    made["errors"] = counts.times("error");
    made
}

#[derive(Default)]
struct Counts {
    times: BTreeMap<Vec<String>, u64>,
    persons: BTreeMap<Vec<String>, BTreeSet<String>>,
    waiting: BTreeMap<(String, String, u64), String>,
    /// The arms that were taken in a flow.
    taken: BTreeMap<(String, String, u64), BTreeSet<(String, String)>>,
}

/// What the numbers need of a line.
#[derive(Deserialize)]
struct Line<'l> {
    person: &'l str,
    #[serde(default)]
    flow: &'l str,
    #[serde(default)]
    entry: u64,
    #[serde(default)]
    element: &'l str,
    what: &'l str,
    #[serde(default)]
    arm: &'l str,
    #[serde(default)]
    channel: &'l str,
    #[serde(default)]
    reason: &'l str,
    #[serde(default)]
    code: &'l str,
}

impl Counts {
    fn add(&mut self, line: &Line) {
        let participation = (line.person.to_owned(), line.flow.to_owned(), line.entry);
        match line.what {
            "waiting" => {
                self.waiting.insert(participation, line.element.to_owned());
            }
            "left" => {
                self.waiting.remove(&participation);
            }
            "arm" => {
                let arm = (line.element.to_owned(), line.arm.to_owned());
                self.taken.entry(participation).or_default().insert(arm);
            }
            "exited" => {
                self.waiting.remove(&participation);
                let taken = self.taken.remove(&participation).unwrap_or_default();
                for (element, arm) in taken.into_iter().filter(|_| line.reason == "exit_when") {
                    let key = vec![line.flow.to_owned(), "goal".to_owned(), element, arm];
                    self.count(key, line.person.to_owned());
                }
            }
            _ => {}
        }
        let key = match line.what {
            what @ "entered" => vec![line.flow, what],
            what @ ("refused" | "exited") => vec![line.flow, what, line.reason],
            what @ "reached" => vec![line.flow, what, line.element],
            what @ ("capped" | "no_contact" | "do_not_contact" | "expired" | "dropped") => {
                vec!["withheld", what]
            }
            what @ "arm" => vec![line.flow, what, line.element, line.arm],
            what @ ("sent" | "notified") => vec![what, line.channel],
            what @ "error" => vec![what, line.code],
            _ => return,
        };
        self.count(key.into_iter().map(str::to_owned).collect(), line.person.to_owned());
    }

    fn count(&mut self, key: Vec<String>, person: String) {
        *self.times.entry(key.clone()).or_default() += 1;
        self.persons.entry(key).or_default().insert(person);
    }

    /// Counts those who wait when the trace ends.
    fn end(&mut self) {
        for ((person, flow, _), element) in std::mem::take(&mut self.waiting) {
            self.count(vec![flow.clone(), "inside".to_owned()], person.clone());
            self.count(vec![flow, "inside".to_owned(), element], person);
        }
    }

    fn of(&self, key: &[&str]) -> Value {
        let key: Vec<String> = key.iter().map(|part| (*part).to_owned()).collect();
        let times = self.times.get(&key).copied().unwrap_or(0);
        json!({ "times": times, "persons": self.persons.get(&key).map_or(0, BTreeSet::len) })
    }

    fn by_reason(&self, flow: &str, what: &str) -> Value {
        let keys = self.times.keys().filter(|key| key.len() == 3 && key[0] == flow && key[1] == what);
        let found = keys.map(|key| (key[2].clone(), self.of(&[flow, what, &key[2]])));
        Value::Object(found.collect())
    }

    fn times(&self, what: &str) -> Value {
        let found = self.times.iter().filter(|(key, _)| key.len() == 2 && key[0] == what);
        Value::Object(found.map(|(key, times)| (key[1].clone(), json!(times))).collect())
    }
}

#[test]
fn only_the_flows_that_are_named_take_part() {
    let numbers: Value = serde_json::from_str(&printed(&[
        "run",
        "examples/shop",
        "--flow",
        "AbandonedCart",
        "--format",
        "json",
    ]))
    .unwrap();
    assert_eq!(numbers["flows"].as_array().unwrap().len(), 1);
    let output = bourn(&["run", "examples/shop", "--flow", "AbandonedKart"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("E0508") && said.contains("`AbandonedCart`"), "{said}");
}

#[test]
fn the_period_can_be_cut() {
    let run = |more: &[&str]| -> Value {
        let arguments = [&["run", "examples/shop", "--format", "json"], more].concat();
        serde_json::from_str(&printed(&arguments)).unwrap()
    };
    let whole = run(&[]);
    let early = run(&["--until", "2026-10-01"]);
    let late = run(&["--from", "2026-10-01"]);
    assert_eq!(early["until"], "2026-09-30T22:00:00Z", "moments are the account's");
    assert!(early["events"].as_u64() < whole["events"].as_u64());
    assert_eq!(late["events"], whole["events"]);
    assert!(late["entries"].as_u64() < whole["entries"].as_u64());
    let output = bourn(&["run", "examples/shop", "--until", "soon"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_seed_changes_splits_and_nothing_else() {
    let run = |seed: &str| -> Value {
        serde_json::from_str(&printed(&["run", "examples/shop", "--format", "json", "--seed", seed])).unwrap()
    };
    let branch = |numbers: &Value| {
        let elements = flow(numbers, "AbandonedCart")["elements"].as_array().unwrap().clone();
        elements.iter().find(|element| element["label"] == "offer").unwrap()["arms"][0]["times"].clone()
    };
    let (one, other) = (run("one"), run("another"));
    assert_eq!(run("one"), one);
    assert_ne!(branch(&one), branch(&other));
    assert_eq!(flow(&one, "AbandonedCart")["exits"], flow(&other, "AbandonedCart")["exits"]);
}

#[test]
fn people_can_be_written_and_read_again() {
    let written = Written::new();
    let files =
        ["people.csv", "people.jsonl", "people.parquet"].map(|name| written.path(name).display().to_string());
    for file in &files {
        printed(&["run", "examples/shop", "--people-out", file]);
    }
    let again = |file: &str| -> Vec<Value> {
        let out = written.path("again.jsonl").display().to_string();
        let none = written.path("events.csv");
        fs::write(&none, "personId,name,time\np-0001,pageView,2026-09-01T00:00:00Z\n").unwrap();
        let events = none.display().to_string();
        printed(&["run", "examples/shop", "--people", file, "--events", &events, "--people-out", &out]);
        lines(Path::new(&out))
    };
    let whole = lines(Path::new(&files[1]));
    for file in &files {
        assert_eq!(again(file), whole, "{file}");
    }
    let output = bourn(&["run", "examples/shop", "--people-out", "people.xlsx"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_project_with_mistakes_does_not_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.flow");
    fs::write(&path, "flow A {\n    enter when happened nothing\n}\n").unwrap();
    let output = bourn(&["run", &path.display().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
}

#[test]
fn without_data_there_is_nothing_to_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lonely.flow");
    fs::write(&path, "event bought { }\nflow A {\n    enter when happened bought\n    add tag \"x\"\n}\n")
        .unwrap();
    let output = bourn(&["run", &path.display().to_string()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("E0507"));
}

#[test]
fn a_file_that_cannot_be_written_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/trace.jsonl").display().to_string();
    let output = bourn(&["run", "examples/shop", "--trace", &path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// The first fault of each place is shown, with the values at hand; the journeys go on and the run is fine.
#[test]
fn what_went_wrong_is_shown_with_its_values() {
    let written = Written::new();
    let write = |name: &str, text: &str| fs::write(written.path(name), text).unwrap();
    write(
        "a.flow",
        "people { points: integer }\nevent paid { price: number }\nflow F {\n    enter when happened paid save price\n    \
         update profile {\n        points = round(price / points)\n        lastName = \"{{toInteger(firstName)}}\"\n    }\n}\n",
    );
    write(
        "people.jsonl",
        "{\"personId\": \"a\", \"points\": 0, \"firstName\": \"Ana\"}\n\
         {\"personId\": \"b\", \"points\": 0, \"firstName\": \"Bo\"}\n",
    );
    let paid = |person| {
        format!(
            "{{\"personId\": \"{person}\", \"name\": \"paid\", \"time\": \"2026-01-01\", \"price\": 3}}\n"
        )
    };
    write("events.jsonl", &(paid("a") + &paid("b")));
    let [project, people, events] =
        ["a.flow", "people.jsonl", "events.jsonl"].map(|name| written.path(name).display().to_string());
    let output = bourn(&["run", &project, "--people", &people, "--events", &events, "--threads", "2"]);
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{talk}");
    assert_eq!(talk.matches("warning[E0702]: `3 / 0` divides by zero").count(), 1, "{talk}");
    assert_eq!(talk.matches("warning[E0703]: `Ana` cannot be read as an integer").count(), 1, "{talk}");
    assert_eq!(talk.matches("warning[").count(), 2, "{talk}");
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("4 error records (E0702 2, E0703 2)"), "{table}");
}
