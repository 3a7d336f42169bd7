//! Reports for programs. `docs/schemas/diagnostics.schema.json` describes the shape, a golden file freezes it.
//!
//! Version 1 promises: fields are added but not taken away or given another meaning, and a field without a value is
//! left out; nothing is ever `null`. Lines and columns count from 1, columns in Unicode characters; offsets count
//! bytes from 0.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Code, Diagnostic, Edit, Fix, Level, Origin, Reports, entry};
use crate::source::{Location, Snapshot, SourceFile};

/// The reports as one JSON document, without a line end behind it.
#[must_use]
pub fn json(reports: &[Reports<'_>]) -> String {
    let found =
        || reports.iter().flat_map(|project| project.diagnostics.iter().map(|one| (project.snapshot, one)));
    let count = |level| found().filter(|(_, diagnostic)| diagnostic.level() == level).count();
    let document = Document {
        version: 1,
        diagnostics: found().map(|(snapshot, diagnostic)| report(snapshot, diagnostic)).collect(),
        errors: count(Level::Error),
        warnings: count(Level::Warning),
    };
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// The reports on one project as values, for documents that hold more than reports.
#[must_use]
pub fn json_reports(reports: &Reports<'_>) -> Vec<Value> {
    let value = |diagnostic| serde_json::to_value(report(reports.snapshot, diagnostic)).unwrap_or_default();
    reports.diagnostics.iter().map(value).collect()
}

#[derive(Serialize)]
struct Document {
    version: u32,
    diagnostics: Vec<Report>,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct Report {
    code: Code,
    name: &'static str,
    level: Level,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    facts: Map<String, Value>,
    #[serde(flatten)]
    origin: Whence,
    labels: Vec<FurtherLabel>,
    fixes: Vec<Mend>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Whence {
    Source(Stretch),
    Data {
        file: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        row: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        column: Option<String>,
    },
    Project {},
}

/// A stretch of source text.
#[derive(Serialize)]
struct Stretch {
    path: String,
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    offset: usize,
}

#[derive(Serialize)]
struct FurtherLabel {
    #[serde(flatten)]
    at: Stretch,
    text: String,
}

#[derive(Serialize)]
struct Mend {
    title: String,
    sure: bool,
    edits: Vec<Replacement>,
}

#[derive(Serialize)]
struct Replacement {
    #[serde(flatten)]
    at: Stretch,
    text: String,
}

fn report(snapshot: &Snapshot, diagnostic: &Diagnostic) -> Report {
    let problem = &diagnostic.problem;
    let labels = diagnostic.labels.iter();
    Report {
        code: problem.code(),
        name: entry(problem.code().0).map_or("", |entry| entry.name),
        level: diagnostic.level(),
        message: problem.message(),
        label: problem.label(),
        help: problem.help(),
        facts: facts(diagnostic),
        origin: whence(snapshot, &diagnostic.origin),
        labels: labels
            .map(|label| FurtherLabel { at: stretch(snapshot, label.location), text: label.text.clone() })
            .collect(),
        fixes: diagnostic.fixes.iter().map(|fix| mend(snapshot, fix)).collect(),
    }
}

/// The facts of the problem, without those that this case does not have.
fn facts(diagnostic: &Diagnostic) -> Map<String, Value> {
    match serde_json::to_value(&diagnostic.problem) {
        Ok(Value::Object(facts)) => facts.into_iter().filter(|(_, fact)| !fact.is_null()).collect(),
        _ => Map::new(),
    }
}

fn whence(snapshot: &Snapshot, origin: &Origin) -> Whence {
    match origin {
        Origin::Source(location) => Whence::Source(stretch(snapshot, *location)),
        Origin::Data { file, row, column } => {
            Whence::Data { file: file.clone(), row: *row, column: column.clone() }
        }
        Origin::Project => Whence::Project {},
    }
}

fn mend(snapshot: &Snapshot, fix: &Fix) -> Mend {
    let edit = |edit: &Edit| Replacement { at: stretch(snapshot, edit.location), text: edit.text.clone() };
    Mend { title: fix.title.clone(), sure: fix.sure, edits: fix.edits.iter().map(edit).collect() }
}

fn stretch(snapshot: &Snapshot, location: Location) -> Stretch {
    let place = snapshot.place(location);
    let file = snapshot.file(place.file);
    Stretch {
        path: file.shown.to_string(),
        start: point(file, place.span.start),
        end: point(file, place.span.end.max(place.span.start)),
    }
}

/// A position in a file; an offset inside a character is that of its start, one beyond the end that of the end.
fn point(file: &SourceFile, offset: u32) -> Point {
    let offset = file.text.floor_char_boundary(offset as usize);
    let position = file.lines.characters(&file.text, offset);
    Point { line: position.line + 1, column: position.column + 1, offset }
}
