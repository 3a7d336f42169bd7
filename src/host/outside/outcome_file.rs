//! Outcomes of messages as a file scripts them: a rule a line, as JSON. `docs/schemas/outcomes.schema.json` describes them.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::{Coming, OutcomeRule, Outcomes};
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{ChannelId, FlowId, Program};
use crate::value::{Duration, Text, Unit};

/// Reads the rules of a file, which is called so in reports.
///
/// # Errors
///
/// A report for each row that is wrong.
pub fn read_outcomes(program: &Program, file: &str, text: &str) -> Result<Outcomes, Vec<Diagnostic>> {
    let mut rules = Vec::new();
    let mut wrong = Vec::new();
    for (row, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match rule(program, line) {
            Ok(rule) => rules.push(rule),
            Err((column, problem)) => wrong.push(Diagnostic::data(file, Some(row), column, problem)),
        }
    }
    if wrong.is_empty() { Ok(Outcomes::new(rules)) } else { Err(wrong) }
}

/// What is wrong with a row, and in which column.
type Wrong = (Option<&'static str>, Problem);

const COLUMNS: [&str; 9] =
    ["flow", "element", "channel", "person", "outcome", "after", "reason", "outcomes", "share"];

/// The columns about one outcome.
const OF_ONE: [&str; 3] = ["outcome", "after", "reason"];

fn rule(program: &Program, line: &str) -> Result<OutcomeRule, Wrong> {
    let row: Map<String, Json> = serde_json::from_str(line).map_err(|error| malformed(error.to_string()))?;
    only(&row, &COLUMNS)?;
    let text = |column| text(&row, column);
    Ok(OutcomeRule {
        flow: text("flow")?.map(|name| flow(program, name)).transpose()?,
        element: text("element")?.map(|name| label(program, name)).transpose()?,
        channel: text("channel")?.map(|name| channel(program, name)).transpose()?,
        person: text("person")?.map(Into::into),
        comes: comes(program, &row)?,
        share: share(&row)?,
    })
}

/// What comes of a message: one outcome, or those of a list.
fn comes(program: &Program, row: &Map<String, Json>) -> Result<Vec<Coming>, Wrong> {
    let list = match row.get("outcomes") {
        None | Some(Json::Null) => return Ok(vec![coming(program, row)?]),
        Some(Json::Array(list)) if !list.is_empty() => list,
        Some(other) => return Err(misfit("outcomes", &other.to_string(), "a list of outcomes")),
    };
    if let Some(twice) = OF_ONE.into_iter().find(|column| row.contains_key(*column)) {
        return Err(malformed(format!("each of `outcomes` has its own `{twice}`, the line has none")));
    }
    let one = |item: &Json| match item {
        Json::Object(fields) => only(fields, &OF_ONE).and_then(|()| coming(program, fields)),
        other => Err(misfit("outcomes", &other.to_string(), "an object with an `outcome`")),
    };
    list.iter().map(one).collect()
}

fn coming(program: &Program, fields: &Map<String, Json>) -> Result<Coming, Wrong> {
    Ok(Coming {
        outcome: outcome(program, text(fields, "outcome")?)?,
        after: text(fields, "after")?.map(duration).transpose()?,
        reason: text(fields, "reason")?.map(Text::from),
    })
}

/// Refuses fields that are none of these.
fn only(fields: &Map<String, Json>, known: &[&str]) -> Result<(), Wrong> {
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        Some(other) => Err(malformed(format!("there is no field `{other}`"))),
        None => Ok(()),
    }
}

fn malformed(reason: String) -> Wrong {
    (None, Problem::MalformedRow { reason })
}

fn flow(program: &Program, name: &str) -> Result<FlowId, Wrong> {
    program.flow(name).ok_or_else(|| misfit("flow", name, "the name of a flow"))
}

fn channel(program: &Program, name: &str) -> Result<ChannelId, Wrong> {
    let known = program.channels.iter().find(|(_, channel)| &*channel.name == name);
    known.map(|(id, _)| id).ok_or_else(|| misfit("channel", name, "the name of a channel"))
}

fn label(program: &Program, name: &str) -> Result<Arc<str>, Wrong> {
    let mut elements = program.flows.rows().iter().flat_map(|flow| flow.elements.rows());
    let known = elements.find(|element| &*element.label == name);
    known
        .map(|element| element.label.clone())
        .ok_or_else(|| misfit("element", name, "the label of an element"))
}

fn outcome(program: &Program, words: Option<&str>) -> Result<Arc<str>, Wrong> {
    let Some(words) = words else {
        return Err((Some("outcome"), Problem::MissingValue { what: "the outcome".to_owned() }));
    };
    let is_known = program.channels.rows().iter().any(|channel| channel.outcome(words).is_some());
    if is_known { Ok(words.into()) } else { Err(misfit("outcome", words, "an outcome of a channel")) }
}

fn misfit(column: &'static str, value: &str, expected: &str) -> Wrong {
    let (value, expected) = (value.to_owned(), expected.to_owned());
    (Some(column), Problem::ValueMismatch { value, expected, reason: String::new() })
}

/// The text in a column, if there is one.
fn text<'r>(row: &'r Map<String, Json>, column: &'static str) -> Result<Option<&'r str>, Wrong> {
    match row.get(column) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(other) => Err(misfit(column, &other.to_string(), "a text")),
    }
}

/// How many of a hundred.
fn share(row: &Map<String, Json>) -> Result<Option<u32>, Wrong> {
    let Some(written) = row.get("share") else { return Ok(None) };
    let share = written.as_u64().filter(|share| *share <= 100).and_then(|share| u32::try_from(share).ok());
    share.map(Some).ok_or_else(|| misfit("share", &written.to_string(), "a whole number from 0 to 100"))
}

/// `5 minutes`, as source text writes it.
fn duration(written: &str) -> Result<Duration, Wrong> {
    let read = || {
        let (amount, unit) = written.trim().split_once(' ')?;
        let amount = amount.parse().ok().filter(|amount: &i64| *amount >= 0)?;
        Duration::of(amount, Unit::parse(unit.trim())?).ok()
    };
    read().ok_or_else(|| misfit("after", written, "a time such as `5 minutes`"))
}
