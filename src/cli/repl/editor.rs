//! Lines from a terminal.

use std::fs;
use std::path::PathBuf;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Helper};

use super::complete::Vocabulary;
use crate::check::Symbols;
use crate::diagnostic::Problem;
use crate::source::Snapshot;
use crate::syntax::parse_formula;

/// How many lines are remembered.
const REMEMBERED: usize = 1000;

/// A line editor that remembers what was typed, in other sessions too.
pub(super) struct Editor {
    lines: rustyline::Editor<Words, DefaultHistory>,
    /// The file that holds what was typed; nothing where there is no place for it.
    history: Option<PathBuf>,
}

/// What came from the terminal.
pub(super) enum Line {
    /// A line, or several that belong together.
    Text(String),
    /// What was begun is dropped.
    Interrupted,
    /// There is no more.
    End,
    /// The terminal does not work, and why.
    Failed(String),
}

impl Editor {
    pub(super) fn new(symbols: &Symbols) -> Result<Editor, ReadlineError> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .max_history_size(REMEMBERED)?
            .history_ignore_dups(true)?
            .auto_add_history(true)
            .build();
        let mut lines = rustyline::Editor::with_config(config)?;
        lines.set_helper(Some(Words(Vocabulary::new(symbols))));
        let history = history_file();
        if let Some(file) = &history {
            // The first time there is none.
            let _ = lines.load_history(file);
        }
        Ok(Editor { lines, history })
    }

    pub(super) fn line(&mut self) -> Line {
        match self.lines.readline("> ") {
            Ok(text) => Line::Text(text),
            Err(ReadlineError::Interrupted) => Line::Interrupted,
            Err(ReadlineError::Eof) => Line::End,
            Err(error) => Line::Failed(format!("the terminal cannot be read: {error}")),
        }
    }

    /// Remembers what was typed.
    pub(super) fn save(&mut self) -> Result<(), ReadlineError> {
        let Some(file) = &self.history else { return Ok(()) };
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        self.lines.save_history(file)
    }
}

/// Where what was typed is kept: the place that the system has for such files.
fn history_file() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = folder("XDG_STATE_HOME")
        .or_else(|| folder("LOCALAPPDATA"))
        .or_else(|| folder("HOME").map(|home| home.join(".local").join("state")))?;
    Some(state.join("bourn").join("history"))
}

/// What the editor asks while a line is typed.
struct Words(Vocabulary);

impl Completer for Words {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let (start, words) = self.0.completions(&line[..at]);
        Ok((start, words.into_iter().map(str::to_owned).collect()))
    }
}

impl Validator for Words {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let unfinished = !context.input().starts_with(':') && is_unfinished(context.input());
        Ok(if unfinished { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Hinter for Words {
    type Hint = String;
}

impl Highlighter for Words {}

impl Helper for Words {}

/// Whether an expression goes on in the next line: a bracket is open.
fn is_unfinished(text: &str) -> bool {
    let (_, found) = parse_formula(&mut Snapshot::new(), "", text);
    found.iter().any(|found| matches!(found.problem, Problem::UnclosedBracket { .. }))
}

#[cfg(test)]
mod tests {
    use super::is_unfinished;

    #[test]
    fn an_open_bracket_asks_for_another_line() {
        for unfinished in ["(1 + 2", "round(2.5,", "age is one of (1,\n2"] {
            assert!(is_unfinished(unfinished), "{unfinished}");
        }
        for finished in ["1 + 2", "age >", "\"open", "round(2.5))", ""] {
            assert!(!is_unfinished(finished), "{finished}");
        }
    }
}
