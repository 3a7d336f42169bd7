//! How many persons are in each segment at a moment, or who they are.

use std::io::{self, Write};

use serde::Serialize;

use super::super::table::{self, Align, grouped, share};
use super::super::{Status, Terminal};
use super::stats::Stats;
use super::{Arguments, Found, OutputFormat, Question, closing, headed, print_json};
use crate::host::json_line::rfc3339;
use crate::host::membership::Delta;
use crate::segments::{Membership, Memberships};
use crate::value::Text;

pub(super) fn print(
    arguments: &Arguments,
    question: &Question,
    found: &Found,
    stats: Option<Stats>,
    terminal: &Terminal,
) -> io::Result<Status> {
    let (whole, found) = (found, &found.memberships[0]);
    let deltas = deltas(question, found);
    if arguments.format == OutputFormat::Json {
        let document = Document { stats, ..document(arguments, question, found, deltas.as_deref()) };
        print_json(terminal, &document)?;
    } else if arguments.ids {
        terminal.print(|out| write_ids(out, question, found, deltas.as_deref()))?;
    } else if arguments.count {
        let conditions = found.conditions().iter();
        let mut conditions = conditions.map(|one| one.count);
        terminal.print(|out| conditions.try_for_each(|count| writeln!(out, "{count}")))?;
    } else {
        terminal.print(|out| write_table(out, question, found, deltas.as_deref()))?;
        terminal.say(&closing(question, whole, question.moments[0]));
    }
    Ok(Status::Fine)
}

/// Who came and who went, if that was asked for.
fn deltas(question: &Question, found: &Memberships) -> Option<Vec<Delta>> {
    let earlier = question.earlier.as_ref()?;
    let delta = |(at, target): (usize, &super::Target)| earlier.delta(&target.name, &found.ids(at));
    Some(question.targets.iter().enumerate().map(delta).collect())
}

/// The ids of one segment; of deltas, with `+` and `-` and the segment before them.
fn write_ids(
    out: &mut dyn Write,
    question: &Question,
    found: &Memberships,
    deltas: Option<&[Delta]>,
) -> io::Result<()> {
    let Some(deltas) = deltas else {
        return found.ids(0).iter().try_for_each(|id| writeln!(out, "{id}"));
    };
    for (target, delta) in question.targets.iter().zip(deltas) {
        delta.entered.iter().try_for_each(|id| writeln!(out, "+ {} {id}", target.name))?;
        delta.left.iter().try_for_each(|id| writeln!(out, "- {} {id}", target.name))?;
    }
    Ok(())
}

fn write_table(
    out: &mut dyn Write,
    question: &Question,
    found: &Memberships,
    deltas: Option<&[Delta]>,
) -> io::Result<()> {
    let (names, mut rows) = headed(question);
    let mut header: Vec<(&str, Align)> = names.into_iter().map(|name| (name, Align::Left)).collect();
    header.extend([("persons", Align::Right), ("share", Align::Right)]);
    for (row, one) in rows.iter_mut().zip(found.conditions()) {
        row.extend([grouped(one.count), share(one.count, found.people())]);
    }
    if let Some(deltas) = deltas {
        header.extend([("entered", Align::Right), ("left", Align::Right)]);
        for (row, delta) in rows.iter_mut().zip(deltas) {
            row.extend([grouped(delta.entered.len()), grouped(delta.left.len())]);
        }
    }
    table::write(out, &header, &rows)
}

/// The result for programs.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    now: String,
    people: usize,
    segments: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stats: Option<Stats>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    count: usize,
    #[serde(skip_serializing_if = "is_zero")]
    faulty: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ids: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entered: Option<Change>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<Change>,
}

/// Who entered or left.
#[derive(Serialize)]
struct Change {
    count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    ids: Option<Vec<String>>,
}

pub(super) fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn document<'a>(
    arguments: &Arguments,
    question: &'a Question,
    found: &Memberships,
    deltas: Option<&[Delta]>,
) -> Document<'a> {
    let change =
        |persons: &[Text]| Change { count: persons.len(), ids: arguments.ids.then(|| owned(persons)) };
    let entry = |(at, one): (usize, &Membership)| Entry {
        name: &question.targets[at].name,
        title: &question.targets[at].title,
        count: one.count,
        faulty: one.faulty,
        ids: arguments.ids.then(|| owned(&found.ids(at))),
        entered: deltas.map(|deltas| change(&deltas[at].entered)),
        left: deltas.map(|deltas| change(&deltas[at].left)),
    };
    let segments = found.conditions().iter().enumerate().map(entry).collect();
    Document { version: 1, now: rfc3339(question.moments[0]), people: found.people(), segments, stats: None }
}

fn owned(ids: &[Text]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
