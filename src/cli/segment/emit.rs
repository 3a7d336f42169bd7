//! `--emit`: segments in the languages of other systems.

use std::io;

use super::super::{Status, Terminal};
use super::{Question, Target};
use crate::diagnostic::Diagnostic;
use crate::interop::{Moment, PeopleQuery, SqlQuery, Tables, people_query, sql};

/// In what a segment is written.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Language {
    /// The `query` and `events` of a segment of the People API
    Api,
    /// A query for DuckDB
    Sql,
}

/// Prints every segment that can be said, and reports those that cannot.
pub(super) fn print(language: Language, question: &Question, terminal: &Terminal) -> io::Result<Status> {
    let snapshot = &question.project.snapshot;
    let mut status = Status::Fine;
    let mut parts: Vec<String> = Vec::new();
    for target in &question.targets {
        match written(language, question, target) {
            Ok(written) => {
                terminal.report(snapshot, &written.warnings);
                if !parts.iter().any(|part| part == written.before) {
                    parts.push(written.before.to_owned());
                }
                parts.push(written.text);
            }
            Err(refusals) => status = terminal.report(snapshot, &refusals),
        }
    }
    parts.retain(|part| !part.is_empty());
    terminal.print(|out| out.write_all(parts.join("\n").as_bytes()))?;
    Ok(status)
}

/// A segment in another language.
struct Written {
    /// What stands in front, once for all segments that need it.
    before: &'static str,
    text: String,
    warnings: Vec<Diagnostic>,
}

fn written(language: Language, question: &Question, target: &Target) -> Result<Written, Vec<Diagnostic>> {
    let (program, now) = (question.program(), question.moments[0]);
    let moment = Moment { program, now };
    match language {
        Language::Api => {
            let PeopleQuery { json, warnings } = people_query(moment, &target.name, target.condition)?;
            Ok(Written { before: "", text: format!("{json}\n"), warnings })
        }
        Language::Sql => {
            let tables = Tables { key: &question.project.manifest.data.key };
            let SqlQuery { macros, query } = sql(moment, tables, target.condition)?;
            let (date, time) = program.zone.local(now);
            let name = target.name.replace('\n', " ");
            let text = format!("-- segment {name}, at {date} {time} in {}\n{query}", program.zone);
            Ok(Written { before: macros, text, warnings: Vec::new() })
        }
    }
}
