//! How many persons segments have in common.

use std::io::{self, Write};

use serde::Serialize;

use super::super::table::{self, Align, grouped, share};
use super::super::{Status, Terminal};
use super::{Arguments, OutputFormat, Question, print_json};
use crate::host::json_line::rfc3339;
use crate::segments::Memberships;

/// Two segments and how many are in both.
#[derive(Serialize)]
struct Pair<'a> {
    segments: [&'a str; 2],
    count: usize,
}

/// The result for programs.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    now: String,
    people: usize,
    segments: Vec<Entry<'a>>,
    overlap: Vec<Pair<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    count: usize,
}

pub(super) fn print(
    arguments: &Arguments,
    question: &Question,
    found: &Memberships,
    terminal: &Terminal,
) -> io::Result<Status> {
    if arguments.format == OutputFormat::Human {
        terminal.print(|out| write_table(out, question, found))?;
        return Ok(Status::Fine);
    }
    let names = || question.targets.iter().map(|target| target.name.as_str());
    let entries = names().zip(found.conditions());
    let document = Document {
        version: 1,
        now: rfc3339(question.moments[0]),
        people: found.people(),
        segments: entries.map(|(name, one)| Entry { name, count: one.count }).collect(),
        overlap: pairs(question.targets.len())
            .map(|(one, other)| Pair {
                segments: [&question.targets[one].name, &question.targets[other].name],
                count: found.overlap(one, other),
            })
            .collect(),
    };
    print_json(terminal, &document)?;
    Ok(Status::Fine)
}

/// Each two of so many, once.
fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |one| (one + 1..count).map(move |other| (one, other)))
}

/// A row for each pair that has somebody in common, with the part that this is of either.
fn write_table(out: &mut dyn Write, question: &Question, found: &Memberships) -> io::Result<()> {
    let header = [
        ("segment", Align::Left),
        ("and", Align::Left),
        ("both", Align::Right),
        ("of the first", Align::Right),
        ("of the second", Align::Right),
    ];
    let size = |at: usize| found.conditions()[at].count;
    let row = |(one, other): (usize, usize)| {
        let both = found.overlap(one, other);
        let (first, second) = (share(both, size(one)), share(both, size(other)));
        let name = |at: usize| question.targets[at].name.clone();
        (both > 0).then(|| vec![name(one), name(other), grouped(both), first, second])
    };
    let rows: Vec<Vec<String>> = pairs(question.targets.len()).filter_map(row).collect();
    table::write(out, &header, &rows)
}
