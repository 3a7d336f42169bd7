//! Results of tests for programs: JSON, described by `docs/schemas/test.schema.json`, and the XML that JUnit made known.
//!
//! Version 1 of the JSON promises: fields are added but not taken away or given another meaning. Neither form holds how long a
//! test took, so the same project gives the same text.

use std::fmt::Write;

use serde::Serialize;

use super::{Failure, TestResult, Verdict};
use crate::diagnostic::{Code, Origin};
use crate::host::json_line::rfc3339;
use crate::program::Program;
use crate::source::{Location, Snapshot};

/// The results of a project's tests, and what turns them into text.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The program.
    pub program: &'a Program,
    /// Its sources.
    pub snapshot: &'a Snapshot,
    /// What came of the tests that were played.
    pub results: &'a [TestResult],
}

impl Report<'_> {
    /// How many tests ended like this.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.results.iter().filter(|result| result.verdict() == verdict).count()
    }

    fn place(&self, location: Location) -> Place {
        let place = self.snapshot.place(location);
        let file = self.snapshot.file(place.file);
        let start = file.lines.characters(&file.text, place.span.start as usize);
        Place { path: file.path.to_string(), line: start.line + 1, column: start.column + 1 }
    }

    fn of_failure(&self, failure: &Failure) -> FailureJson {
        let diagnostic = &failure.diagnostic;
        let place = match diagnostic.origin {
            Origin::Source(location) => self.place(location),
            Origin::Data { .. } | Origin::Project => Place::default(),
        };
        let line = |person: &str, line: &super::Line| LineJson {
            person: person.to_owned(),
            time: rfc3339(line.time),
            text: line.text.clone(),
        };
        let values = failure.values.iter();
        FailureJson {
            code: diagnostic.problem.code(),
            message: diagnostic.problem.message(),
            found: diagnostic.problem.label(),
            place,
            values: values
                .map(|(name, value)| ValueJson { name: name.to_string(), value: value.clone() })
                .collect(),
            timeline: failure
                .timelines
                .iter()
                .flat_map(|timeline| timeline.lines.iter().map(|known| line(&timeline.person, known)))
                .collect(),
        }
    }
}

/// The results as one JSON document, without a line end behind it.
#[must_use]
pub fn json(report: &Report<'_>) -> String {
    let test = |result: &TestResult| {
        let test = &report.program.tests[result.test];
        TestJson {
            name: test.name.to_string(),
            place: report.place(test.location),
            result: word(result.verdict()),
            failures: result.failures.iter().map(|failure| report.of_failure(failure)).collect(),
        }
    };
    let document = Document {
        version: 1,
        project: report.program.name.to_string(),
        tests: report.results.iter().map(test).collect(),
        passed: report.count(Verdict::Passed),
        failed: report.count(Verdict::Failed),
        not_run: report.count(Verdict::NotRun),
    };
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// The results of projects as JUnit's XML, a suite for each project.
#[must_use]
pub fn junit(reports: &[Report<'_>]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for report in reports {
        suite(report, &mut out);
    }
    out.push_str("</testsuites>\n");
    out
}

fn suite(report: &Report<'_>, out: &mut String) {
    let (failed, not_run) = (report.count(Verdict::Failed), report.count(Verdict::NotRun));
    // Writing to a text cannot fail.
    let _ = writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\" errors=\"{not_run}\">",
        escaped(&report.program.name),
        report.results.len(),
    );
    report.results.iter().for_each(|result| case(report, result, out));
    out.push_str("  </testsuite>\n");
}

fn case(report: &Report<'_>, result: &TestResult, out: &mut String) {
    let test = &report.program.tests[result.test];
    let Place { path, line, .. } = report.place(test.location);
    let (name, path) = (escaped(&test.name), escaped(&path));
    let _ = write!(out, "    <testcase name=\"{name}\" classname=\"{path}\" file=\"{path}\" line=\"{line}\"");
    if result.failures.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push_str(">\n");
    // A test case has one outcome, so all that went wrong stands in one element.
    let element = if result.verdict() == Verdict::Failed { "failure" } else { "error" };
    let failures: Vec<FailureJson> =
        result.failures.iter().map(|failure| report.of_failure(failure)).collect();
    let first = failures.first();
    let message = first.map_or("", |first| &first.message);
    let code = first.map_or("", |first| first.code.0);
    let texts: Vec<String> = failures.iter().map(FailureJson::text).collect();
    let _ = writeln!(
        out,
        "      <{element} type=\"{code}\" message=\"{}\">{}</{element}>\n    </testcase>",
        escaped(message),
        escaped(&texts.join("\n")),
    );
}

/// A text as XML holds it, in attributes as well. What XML cannot hold at all becomes a replacement character.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(character),
            '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            _ => out.push(character),
        }
    }
    out
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::NotRun => "notRun",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    version: u32,
    project: String,
    tests: Vec<TestJson>,
    passed: usize,
    failed: usize,
    not_run: usize,
}

#[derive(Serialize)]
struct TestJson {
    name: String,
    #[serde(flatten)]
    place: Place,
    result: &'static str,
    failures: Vec<FailureJson>,
}

#[derive(Serialize, Default)]
struct Place {
    path: String,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct FailureJson {
    code: Code,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    #[serde(flatten)]
    place: Place,
    values: Vec<ValueJson>,
    timeline: Vec<LineJson>,
}

#[derive(Serialize)]
struct ValueJson {
    name: String,
    value: String,
}

#[derive(Serialize)]
struct LineJson {
    person: String,
    time: String,
    text: String,
}

impl FailureJson {
    /// All of it as lines of text.
    fn text(&self) -> String {
        let Place { path, line, column } = &self.place;
        let mut text = format!("{path}:{line}:{column}: {}: {}\n", self.code, self.message);
        if let Some(found) = &self.found {
            let _ = writeln!(text, "  {found}");
        }
        for LineJson { person, time, text: what } in &self.timeline {
            let _ = writeln!(text, "  {time} {person} {what}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn xml_holds_every_text() {
        assert_eq!(escaped("a < b & \"c\" > d"), "a &lt; b &amp; &quot;c&quot; &gt; d");
        assert_eq!(escaped("žeđ\n\u{1B}[31m\u{0}"), "žeđ\n\u{FFFD}[31m\u{FFFD}");
    }
}
