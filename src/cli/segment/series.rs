//! Sizes of segments over time.

use std::io::{self, Write};

use serde::Serialize;

use super::super::table::{self, Align, counted, grouped};
use super::super::{Status, Terminal};
use super::{Arguments, Found, OutputFormat, Question, print_json};
use crate::host::json_line::rfc3339;

pub(super) fn print(
    arguments: &Arguments,
    question: &Question,
    found: &Found,
    terminal: &Terminal,
) -> io::Result<Status> {
    let counts: Vec<Vec<usize>> = found
        .memberships
        .iter()
        .map(|found| found.conditions().iter().map(|one| one.count).collect())
        .collect();
    if arguments.format == OutputFormat::Json {
        let document = document(question, found, &counts);
        print_json(terminal, &document)?;
    } else if arguments.count {
        let line = |counts: &Vec<usize>| counts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        terminal.print(|out| counts.iter().try_for_each(|counts| writeln!(out, "{}", line(counts))))?;
    } else {
        terminal.print(|out| write_table(out, question, &counts))?;
        terminal.say(&format!(
            "{} with {}, at {} in {}",
            counted(found.people(), "person"),
            counted(found.summary.events as usize, "event"),
            counted(question.moments.len(), "moment"),
            question.program().zone,
        ));
    }
    Ok(Status::Fine)
}

/// A row for each moment and a column for each segment.
fn write_table(out: &mut dyn Write, question: &Question, counts: &[Vec<usize>]) -> io::Result<()> {
    let mut header = vec![("moment", Align::Left)];
    header.extend(question.targets.iter().map(|target| (target.name.as_str(), Align::Right)));
    let rows: Vec<Vec<String>> = question
        .moments
        .iter()
        .zip(counts)
        .map(|(now, counts)| {
            let (date, time) = question.program().zone.local(*now);
            std::iter::once(format!("{date} {time}"))
                .chain(counts.iter().map(|count| grouped(*count)))
                .collect()
        })
        .collect();
    table::write(out, &header, &rows)
}

/// The result for programs.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    people: usize,
    moments: Vec<String>,
    segments: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    counts: Vec<usize>,
}

fn document<'a>(question: &'a Question, found: &Found, counts: &[Vec<usize>]) -> Document<'a> {
    let entry = |(at, target): (usize, &'a super::Target)| Entry {
        name: &target.name,
        title: &target.title,
        counts: counts.iter().map(|counts| counts[at]).collect(),
    };
    Document {
        version: 1,
        people: found.people(),
        moments: question.moments.iter().map(|now| rfc3339(*now)).collect(),
        segments: question.targets.iter().enumerate().map(entry).collect(),
    }
}
