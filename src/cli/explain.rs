//! `bourn explain`: the long page of a diagnostic, offline.

use std::io;

use serde::Serialize;

use super::{Status, Terminal};
use crate::diagnostic::{Code, Colour, Entry, Level, entries, entry, nearest};

/// Explain a diagnostic at length
///
/// Without a code, all codes are listed.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  bourn explain E0201\n  bourn explain 201\n  bourn explain\n  \
    bourn explain W0412 --format json")]
pub(super) struct Arguments {
    /// The code, with or without its letter and zeros
    code: Option<String>,

    /// The form of the result
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs: docs/schemas/explain.schema.json
    Json,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    let wanted: Vec<&Entry> = match &arguments.code {
        None => entries().iter().collect(),
        Some(code) => match entry(code) {
            Some(entry) => vec![entry],
            None => return Ok(terminal.fail(&unknown(code))),
        },
    };
    match (arguments.format, &arguments.code) {
        (Format::Json, _) => terminal.print(|out| writeln!(out, "{}", json(&wanted)))?,
        (Format::Human, None) => {
            let name = |entry: &Entry| entry.name.replace('-', " ");
            terminal.print(|out| {
                wanted.iter().try_for_each(|entry| writeln!(out, "{}  {}", entry.code, name(entry)))
            })?;
        }
        (Format::Human, Some(_)) => {
            let colour = terminal.out_colour();
            let mut lines = wanted.iter().flat_map(|entry| entry.page.lines());
            terminal.print(|out| lines.try_for_each(|line| writeln!(out, "{}", styled(line, colour))))?;
        }
    }
    Ok(Status::Fine)
}

fn unknown(code: &str) -> String {
    let known = entries().iter().map(|entry| entry.code.0);
    let hint = match nearest(&code.to_uppercase(), known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`bourn explain` lists all".to_owned(),
    };
    format!("there is no code `{code}`; {hint}")
}

#[derive(Serialize)]
struct Document {
    version: u32,
    codes: Vec<Explained>,
}

#[derive(Serialize)]
struct Explained {
    code: Code,
    name: &'static str,
    level: Level,
    page: &'static str,
}

fn json(wanted: &[&Entry]) -> String {
    let explained = |entry: &&Entry| Explained {
        code: entry.code,
        name: entry.name,
        level: entry.level,
        page: entry.page,
    };
    let document = Document { version: 1, codes: wanted.iter().map(explained).collect() };
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// A line of Markdown as a terminal shows it: headings stand out, the rest reads well as it is.
fn styled(line: &str, colour: Colour) -> String {
    match (line.starts_with('#'), colour) {
        (true, Colour::Always) => format!("\u{1b}[1m{}\u{1b}[0m", line.trim_start_matches('#').trim_start()),
        _ => line.to_owned(),
    }
}
