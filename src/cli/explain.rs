//! `bourn explain`: the long page of a diagnostic, offline.

use std::io;

use super::{Status, Terminal};
use crate::diagnostic::{Colour, entries, entry, nearest};

/// Explain a diagnostic at length
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  bourn explain E0201\n  bourn explain 201\n  bourn explain --list")]
pub(super) struct Arguments {
    /// The code, with or without its letter and zeros
    #[arg(required_unless_present = "list")]
    code: Option<String>,

    /// List all codes
    #[arg(long)]
    list: bool,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    let Some(code) = &arguments.code else {
        terminal.print(|out| {
            for entry in entries() {
                writeln!(out, "{}  {}", entry.code, entry.name.replace('-', " "))?;
            }
            Ok(())
        })?;
        return Ok(Status::Fine);
    };
    let Some(entry) = entry(code) else {
        let known = entries().iter().map(|entry| entry.code.0);
        let near = nearest(&code.to_uppercase(), known);
        let hint = near.map_or_else(
            || "`bourn explain --list` lists all".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Ok(terminal.fail(&format!("there is no code `{code}`; {hint}")));
    };
    let colour = terminal.out_colour();
    terminal
        .print(|out| entry.page.lines().try_for_each(|line| writeln!(out, "{}", styled(line, colour))))?;
    Ok(Status::Fine)
}

/// A line of Markdown as a terminal shows it: headings stand out, the rest reads well as it is.
fn styled(line: &str, colour: Colour) -> String {
    match (line.starts_with('#'), colour) {
        (true, Colour::Always) => format!("\u{1b}[1m{}\u{1b}[0m", line.trim_start_matches('#').trim_start()),
        _ => line.to_owned(),
    }
}
