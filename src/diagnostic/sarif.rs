//! Reports in the Static Analysis Results Interchange Format, SARIF 2.1.0, which code hosts and editors read.
//!
//! One run holds the results of all projects. Its rules are the codes that occur, each with the page that `bourn explain`
//! prints, so that a reader needs no network. Columns count UTF-16 units, which is what SARIF takes for granted and is said
//! all the same. A file of data has no lines that a region could name; its row and column are properties of the result.

use serde::Serialize;

use super::{Code, Diagnostic, Entry, Fix, Label, Level, Origin, Reports, entries};
use crate::source::{Location, Position, Snapshot};

/// The reports as one SARIF document, without a line end behind it.
#[must_use]
pub fn sarif(reports: &[Reports<'_>]) -> String {
    let found =
        || reports.iter().flat_map(|project| project.diagnostics.iter().map(|one| (project.snapshot, one)));
    let occurs = |entry: &&Entry| found().any(|(_, diagnostic)| diagnostic.problem.code() == entry.code);
    let rules: Vec<&Entry> = entries().iter().filter(occurs).collect();
    let results = found().map(|(snapshot, diagnostic)| result(snapshot, diagnostic, &rules)).collect();
    let rules = rules.iter().map(|entry| rule(entry)).collect();
    let driver = Driver { name: "bourn", semantic_version: env!("CARGO_PKG_VERSION"), rules };
    let run = Run { tool: Tool { driver }, column_kind: "utf16CodeUnits", results };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    serde_json::to_string_pretty(&log).unwrap_or_default()
}

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: Code,
    name: &'static str,
    short_description: Text,
    full_description: Text,
    help: Help,
    help_uri: String,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: Level,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: Level,
    message: Text,
    locations: Vec<Locus>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Locus>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Mend>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Row>,
}

/// Where something stands in data.
#[derive(Serialize)]
struct Row {
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Locus {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize, PartialEq)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mend {
    description: Text,
    artifact_changes: Vec<Change>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    artifact_location: Artifact,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Text,
}

fn rule(entry: &Entry) -> Rule {
    let mut paragraphs = entry.page.split("\n\n").skip(1);
    Rule {
        id: entry.code,
        name: entry.name,
        short_description: Text { text: entry.name.replace('-', " ") },
        full_description: Text { text: paragraphs.next().unwrap_or_default().trim().to_owned() },
        help: Help { text: entry.page.to_owned(), markdown: entry.page },
        help_uri: entry.code.address(),
        default_configuration: Configuration { level: entry.level },
    }
}

fn result(snapshot: &Snapshot, diagnostic: &Diagnostic, rules: &[&Entry]) -> Outcome {
    let problem = &diagnostic.problem;
    let said = std::iter::once(problem.message()).chain(problem.label()).chain(problem.help());
    let said: Vec<String> = said.collect();
    let (locations, properties) = match &diagnostic.origin {
        Origin::Source(location) => (vec![locus(snapshot, *location)], None),
        Origin::Data { file, row, column } => {
            let place = Physical { artifact_location: Artifact { uri: uri(file) }, region: None };
            let place = Locus { id: None, physical_location: place, message: None };
            (vec![place], Some(Row { row: *row, column: column.clone() }))
        }
        Origin::Project => (Vec::new(), None),
    };
    Outcome {
        rule_id: problem.code(),
        rule_index: rules.iter().position(|entry| entry.code == problem.code()),
        level: diagnostic.level(),
        message: Text { text: said.join("\n") },
        locations,
        related_locations: related(snapshot, &diagnostic.labels),
        fixes: diagnostic.fixes.iter().map(|fix| mend(snapshot, fix)).collect(),
        properties,
    }
}

fn related(snapshot: &Snapshot, labels: &[Label]) -> Vec<Locus> {
    let place = |(id, label): (usize, &Label)| Locus {
        id: Some(id),
        message: Some(Text { text: label.text.clone() }),
        ..locus(snapshot, label.location)
    };
    labels.iter().enumerate().map(place).collect()
}

/// A mend, its replacements by file.
fn mend(snapshot: &Snapshot, fix: &Fix) -> Mend {
    let mut changes: Vec<Change> = Vec::new();
    for edit in &fix.edits {
        let Physical { artifact_location, region } = physical(snapshot, edit.location);
        let Some(deleted_region) = region else { continue };
        let replacement = Replacement { deleted_region, inserted_content: Text { text: edit.text.clone() } };
        match changes.iter_mut().find(|change| change.artifact_location == artifact_location) {
            Some(change) => change.replacements.push(replacement),
            None => changes.push(Change { artifact_location, replacements: vec![replacement] }),
        }
    }
    Mend { description: Text { text: fix.title.clone() }, artifact_changes: changes }
}

fn locus(snapshot: &Snapshot, location: Location) -> Locus {
    Locus { id: None, physical_location: physical(snapshot, location), message: None }
}

fn physical(snapshot: &Snapshot, location: Location) -> Physical {
    let place = snapshot.place(location);
    let file = snapshot.file(place.file);
    let point = |offset: u32| file.lines.utf16(&file.text, file.text.len().min(offset as usize));
    let (start, end) = (point(place.span.start), point(place.span.end.max(place.span.start)));
    let one = |Position { line, column }: Position| (line + 1, column + 1);
    let ((start_line, start_column), (end_line, end_column)) = (one(start), one(end));
    let region = Region { start_line, start_column, end_line, end_column };
    Physical { artifact_location: Artifact { uri: uri(&file.shown) }, region: Some(region) }
}

/// A path as a reference of a URI: what means something in one is written by its bytes.
fn uri(path: &str) -> String {
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
