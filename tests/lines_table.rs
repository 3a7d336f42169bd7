//! The trace and the effects as Parquet: the same rows as the lines of JSON of the same run, read back by the parquet crate.
#![cfg(feature = "data")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Map, Value, json};

const PROJECT: &str = r#"people { plan: text }
senders {
    email offers = "offers@shop.example"
}
event bought { price: number }

flow Thanks {
    enter when happened bought save price
    re-enter while inside
    variable total: number = price * 2
    ask: call api POST "https://api.example/x" {
        body json { "price": price }
        timeout 10 seconds
        wait for response
        when success { }
        otherwise { add tag "failed" }
    }
    send email from offers {
        subject "Thank \"you\""
        body "{{total}}"
        validity 2 days
    }
    update profile { plan = "pro" }
    wait for event up to 3 days {
        when happened bought { }
        otherwise { }
    }
    add to do not contact { email offers }
    notify email to "boss@shop.example" { subject "x"; body "y" }
}
"#;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn run(arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bourn"));
    let output = command.current_dir(root()).arg("run").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The rows of a file as objects, without what is null.
fn rows(path: &Path) -> Vec<Value> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let batches: Vec<RecordBatch> = reader.build().unwrap().map(|batch| batch.unwrap()).collect();
    batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| object(batch, row))).collect()
}

fn object(batch: &RecordBatch, row: usize) -> Value {
    let schema = batch.schema();
    let filled = schema.fields().iter().zip(batch.columns()).filter(|(_, column)| !column.is_null(row));
    let members = filled.map(|(field, column)| (field.name().clone(), value(column, row)));
    Value::Object(members.collect())
}

fn value(column: &dyn Array, row: usize) -> Value {
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).into(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).into(),
        DataType::Boolean => column.as_boolean().value(row).into(),
        DataType::Timestamp(..) => column.as_primitive::<TimestampMicrosecondType>().value(row).into(),
        other => panic!("{other}"),
    }
}

/// The row that a line is to become: objects and lists as texts, moments as numbers, nothing that is null.
fn flat(line: &str) -> Value {
    let Value::Object(members) = serde_json::from_str(line).unwrap() else { panic!("{line}") };
    let mut row = Map::new();
    for (name, value) in members {
        match (&*name, value) {
            (_, Value::Null) => {}
            ("time" | "until" | "validUntil", Value::String(time)) => {
                let time: jiff::Timestamp = time.parse().unwrap();
                row.insert(name, time.as_microsecond().into());
            }
            ("sender", Value::Object(sender)) => {
                row.insert(name, sender["name"].clone());
                row.insert("senderAddress".to_owned(), sender["address"].clone());
            }
            ("timeout", Value::Number(number)) => {
                row.insert(name, json!(number.as_f64()));
            }
            (_, value @ (Value::Object(_) | Value::Array(_))) => {
                row.insert(name, value.to_string().into());
            }
            (_, value) => {
                row.insert(name, value);
            }
        }
    }
    Value::Object(row)
}

/// Runs a project in both forms, compares them, and says how many rows there are of the trace and of the effects.
fn compared(project: &[&str]) -> [usize; 2] {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let shown = |name: &str| path(name).display().to_string();
    let (lines, table) = ([shown("t.jsonl"), shown("e.jsonl")], [shown("t.parquet"), shown("e.parquet")]);
    for [trace, effects] in [&lines, &table] {
        run(&[project, &["--trace", trace, "--effects", effects]].concat());
    }
    ["t", "e"].map(|name| {
        let text = fs::read_to_string(path(&format!("{name}.jsonl"))).unwrap();
        let rows = rows(&path(&format!("{name}.parquet")));
        assert_eq!(text.lines().count(), rows.len());
        for (line, row) in text.lines().zip(&rows) {
            assert_eq!(&flat(line), row, "{line}");
        }
        rows.len()
    })
}

#[test]
fn the_tables_say_what_the_lines_say() {
    let [trace, effects] = compared(&["examples/shop"]);
    assert!(trace > 100 && effects > 10, "{trace}, {effects}");
}

#[test]
fn every_kind_of_value_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("p.flow"), PROJECT).unwrap();
    fs::write(path("people.csv"), "personId,email\nana,ana@x.example\nben,\n").unwrap();
    let events =
        "personId,name,time,price\nana,bought,2026-01-01T00:00:00.5Z,3\nben,bought,2026-01-02,4.25\n";
    fs::write(path("events.csv"), events).unwrap();
    let (flow, people, events) = (path("p.flow"), path("people.csv"), path("events.csv"));
    let data = ["--people", &people, "--events", &events, "--until", "2026-02-01"];
    let [trace, effects] = compared(&[&[flow.as_str()], data.as_slice()].concat());
    assert!(trace > 10 && effects > 3, "{trace}, {effects}");
}

#[test]
fn there_is_a_column_for_each_member() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (trace, effects) = (path("trace.parquet"), path("effects.parquet"));
    let named = [&trace, &effects].map(|path| path.display().to_string());
    run(&["examples/shop", "--trace", &named[0], "--effects", &named[1]]);
    for (name, file, more) in [("trace", trace, vec![]), ("effects", effects, vec!["senderAddress"])] {
        let schema = fs::read_to_string(root().join(format!("docs/schemas/{name}.schema.json"))).unwrap();
        let schema: Value = serde_json::from_str(&schema).unwrap();
        let members = schema["properties"].as_object().unwrap().keys().cloned();
        let members: BTreeSet<String> = members.chain(more.into_iter().map(str::to_owned)).collect();
        let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(file).unwrap()).unwrap();
        let columns: BTreeSet<String> =
            reader.schema().fields().iter().map(|field| field.name().clone()).collect();
        assert_eq!(columns, members, "{name}");
    }
}
