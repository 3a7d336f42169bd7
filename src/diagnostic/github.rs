//! Reports as commands of a GitHub workflow: `::error file=a.flow,line=1,…::message`, a line each. The run shows each beside
//! the line that it is about.

use std::fmt::Write as _;

use super::{Diagnostic, Level, Origin, Reports, entry};
use crate::source::{Location, Position, Snapshot};

/// The reports as workflow commands, each line ended.
#[must_use]
pub fn github(reports: &[Reports<'_>]) -> String {
    let mut out = String::new();
    for Reports { snapshot, diagnostics } in reports {
        for diagnostic in *diagnostics {
            let _ = writeln!(out, "{}", command(snapshot, diagnostic));
        }
    }
    out
}

fn command(snapshot: &Snapshot, diagnostic: &Diagnostic) -> String {
    let word = match diagnostic.level() {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let code = diagnostic.problem.code();
    let name = entry(code.0).map_or("", |entry| entry.name).replace('-', " ");
    let place = place(snapshot, &diagnostic.origin);
    let title = property(&format!("{code}: {name}"));
    format!("::{word} {place}title={title}::{}", data(&message(snapshot, diagnostic)))
}

/// The properties that say where, each with a comma behind it. Both ends of a column belong to it, and columns are known
/// within one line only.
fn place(snapshot: &Snapshot, origin: &Origin) -> String {
    let location = match origin {
        Origin::Source(location) => *location,
        Origin::Data { file, .. } => return format!("file={},", property(file)),
        Origin::Project => return String::new(),
    };
    let (path, start, end) = stretch(snapshot, location);
    let mut place = format!("file={},line={},endLine={},", property(path), start.line + 1, end.line + 1);
    if start.line == end.line {
        let _ = write!(place, "col={},endColumn={},", start.column + 1, end.column.max(start.column + 1));
    }
    place
}

/// What is wrong, further places, and what to do, a line each.
fn message(snapshot: &Snapshot, diagnostic: &Diagnostic) -> String {
    let problem = &diagnostic.problem;
    let mut lines = vec![problem.message()];
    if let Origin::Data { row, column, .. } = &diagnostic.origin {
        lines.extend(row.map(|row| format!("row {row}")));
        lines.extend(column.as_ref().map(|column| format!("column {column}")));
    }
    lines.extend(problem.label());
    for label in &diagnostic.labels {
        let (path, start, _) = stretch(snapshot, label.location);
        lines.push(format!("{path}:{}:{}: {}", start.line + 1, start.column + 1, label.text));
    }
    lines.extend(problem.help().map(|help| format!("help: {help}")));
    lines.extend(diagnostic.fixes.iter().map(|fix| format!("fix: {}", fix.title)));
    lines.join("\n")
}

fn stretch(snapshot: &Snapshot, location: Location) -> (&str, Position, Position) {
    let place = snapshot.place(location);
    let file = snapshot.file(place.file);
    let point = |offset: u32| file.lines.characters(&file.text, file.text.len().min(offset as usize));
    (&file.shown, point(place.span.start), point(place.span.end.max(place.span.start)))
}

/// The message of a command: what would end it is written by its number.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which `:` and `,` would end, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
