//! The command line: one file per verb.
//!
//! A verb is a file with `Arguments` (what clap parses) and `run`, and three lines here: its `mod`, its variant of
//! `Verb` and its line in `Verb::run`.
//!
//! Results go to standard output, talk and progress to standard error. Exit codes are those of [`Status`].

#[cfg(feature = "data")]
mod against;
mod check;
mod completions;
#[cfg(feature = "data")]
mod data;
mod dump;
#[cfg(feature = "data")]
mod engine;
#[cfg(feature = "data")]
mod eval;
mod explain;
mod flows;
mod fmt;
mod graph;
#[cfg(feature = "data")]
mod import;
#[cfg(feature = "data")]
mod input;
#[cfg(feature = "lsp")]
mod lsp;
#[cfg(feature = "data")]
mod memory;
mod new;
#[cfg(feature = "data")]
mod outside;
#[cfg(feature = "data")]
mod progress;
#[cfg(feature = "data")]
mod repl;
#[cfg(feature = "data")]
mod run;
#[cfg(feature = "data")]
mod segment;
#[cfg(feature = "data")]
mod session;
#[cfg(feature = "data")]
mod table;
mod terminal;
mod test;
mod watch;
#[cfg(feature = "data")]
mod why;

use std::io;
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::{CommandFactory, Parser, Subcommand};

#[cfg(feature = "data")]
use progress::Progress;
pub use terminal::{Status, Terminal, When};

/// Customer journeys as code: check them, count their people, run them.
#[derive(Parser)]
#[command(name = "bourn", version = VERSION.as_str(), arg_required_else_help = true, max_term_width = 110)]
struct CommandLine {
    /// Whether output is coloured; `auto` looks at the terminal and at `NO_COLOR`
    #[arg(long, global = true, value_name = "auto|always|never", default_value = "auto", value_enum)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    color: When,

    #[command(subcommand)]
    verb: Verb,
}

/// The verbs, in the order of `--help`.
#[derive(Subcommand)]
enum Verb {
    New(new::Arguments),
    Check(check::Arguments),
    Fmt(fmt::Arguments),
    Explain(explain::Arguments),
    Dump(dump::Arguments),
    Graph(graph::Arguments),
    #[cfg(feature = "data")]
    Eval(eval::Arguments),
    #[cfg(feature = "data")]
    Repl(repl::Arguments),
    #[cfg(feature = "data")]
    Segment(segment::Arguments),
    #[cfg(feature = "data")]
    Run(Box<run::Arguments>),
    Test(test::Arguments),
    #[cfg(feature = "data")]
    Why(why::Arguments),
    #[cfg(feature = "data")]
    Data(data::Arguments),
    #[cfg(feature = "data")]
    Import(import::Arguments),
    #[cfg(feature = "lsp")]
    Lsp(lsp::Arguments),
    Completions(completions::Arguments),
}

impl Verb {
    fn run(&self, terminal: &Terminal) -> io::Result<Status> {
        match self {
            Verb::New(arguments) => new::run(arguments, terminal),
            Verb::Check(arguments) => check::run(arguments, terminal),
            Verb::Fmt(arguments) => fmt::run(arguments, terminal),
            Verb::Explain(arguments) => explain::run(arguments, terminal),
            Verb::Dump(arguments) => dump::run(arguments, terminal),
            Verb::Graph(arguments) => graph::run(arguments, terminal),
            #[cfg(feature = "data")]
            Verb::Eval(arguments) => eval::run(arguments, terminal),
            #[cfg(feature = "data")]
            Verb::Repl(arguments) => repl::run(arguments, terminal),
            #[cfg(feature = "data")]
            Verb::Segment(arguments) => segment::run(arguments, terminal),
            #[cfg(feature = "data")]
            Verb::Run(arguments) => run::run(arguments, terminal),
            Verb::Test(arguments) => test::run(arguments, terminal),
            #[cfg(feature = "data")]
            Verb::Why(arguments) => why::run(arguments, terminal),
            #[cfg(feature = "data")]
            Verb::Data(arguments) => data::run(arguments, terminal),
            #[cfg(feature = "data")]
            Verb::Import(arguments) => import::run(arguments, terminal),
            #[cfg(feature = "lsp")]
            Verb::Lsp(arguments) => lsp::run(arguments, terminal),
            Verb::Completions(arguments) => completions::run(arguments, terminal),
        }
    }
}

/// The version of the program, and that of the time zones it was built with.
static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{} (time zones {})", env!("CARGO_PKG_VERSION"), crate::value::tz_version()));

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(error) => {
            // Where nobody reads, there is nobody to tell.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    quiet_decoder();
    let terminal = Terminal::new(line.color);
    let status = match line.verb.run(&terminal) {
        Ok(status) => status,
        // The reader of a pipe had enough: nothing is wrong.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Status::Fine,
        Err(error) => terminal.fail(&format!("the result cannot be written: {error}")),
    };
    status.into()
}

/// A panic over a damaged file is caught and told of as a report; the hook's words would only stand in the way.
fn quiet_decoder() {
    #[cfg(feature = "data")]
    {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !crate::data::is_decoding() {
                usual(panic);
            }
        }));
    }
}

/// The definition of the command line, for completions and the manual.
fn command() -> clap::Command {
    CommandLine::command()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_definition_is_sound() {
        super::command().debug_assert();
    }
}
