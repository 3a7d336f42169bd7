//! `bourn repl`: formulas and conditions one after the other, with history and completion.
//!
//! On a terminal lines are edited; otherwise they are read as they come, one expression or command each, so that a
//! script can be piped in.

mod complete;
mod editor;

use std::io::{self, BufRead, IsTerminal};

use super::engine::EngineName;
use super::session::{Session, Setting};
use super::{Status, Terminal};
use crate::diagnostic::nearest;
use editor::{Editor, Line};

/// Evaluate formulas and conditions one after the other
///
/// `:help` lists the commands. Tab completes names, and the arrow keys go through what was typed before.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  bourn repl\n  bourn repl --project examples/shop --person '{\"age\": 31}'\n  \
    echo 'round(2.5)' | bourn repl"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    setting: Setting,
}

const HELP: &str = "\
EXPRESSION          its value: `age >= 18 and country is \"Croatia\"`
:type EXPRESSION    its type
:person JSON|FILE   looks at another person; without one, at nobody in particular
:now MOMENT         evaluates at another moment: `:now 2026-11-30 13:00`; without one, now
:help               this list
:quit               ends, as Ctrl-D does";

const COMMANDS: [&str; 5] = [":help", ":now", ":person", ":quit", ":type"];

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    match Session::open(&arguments.setting, terminal) {
        Ok(session) if io::stdin().is_terminal() => converse(session, terminal),
        Ok(session) => read(session, terminal),
        Err(status) => Ok(status),
    }
}

/// Takes lines from somebody who types them.
fn converse(mut session: Session, terminal: &Terminal) -> io::Result<Status> {
    let mut editor = match Editor::new(&session.project.checked.symbols) {
        Ok(editor) => editor,
        Err(error) => return Ok(terminal.fail(&format!("the terminal cannot be used: {error}"))),
    };
    terminal.say("Formulas and conditions; `:help` lists the commands.");
    loop {
        match editor.line() {
            Line::Text(text) if answer(&mut session, &text, terminal)? == Next::Stop => break,
            Line::Text(_) | Line::Interrupted => {}
            Line::End => break,
            Line::Failed(reason) => return Ok(terminal.fail(&reason)),
        }
    }
    if let Err(error) = editor.save() {
        terminal.say(&format!("what was typed cannot be remembered: {error}"));
    }
    Ok(Status::Fine)
}

/// Takes lines from a pipe. The worst of them decides how it ends.
fn read(mut session: Session, terminal: &Terminal) -> io::Result<Status> {
    let mut worst = Status::Fine;
    for line in io::stdin().lock().lines() {
        match answer(&mut session, &line?, terminal)? {
            Next::Stop => break,
            Next::After(status) => worst = worst.max(status),
        }
    }
    Ok(worst)
}

/// What happens behind a line.
#[derive(PartialEq, Eq)]
enum Next {
    Stop,
    After(Status),
}

fn answer(session: &mut Session, line: &str, terminal: &Terminal) -> io::Result<Next> {
    let line = line.trim();
    if !line.starts_with(':') {
        let status = if line.is_empty() { Status::Fine } else { value(session, line, terminal)? };
        return Ok(Next::After(status));
    }
    let (command, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = Some(rest.trim()).filter(|rest| !rest.is_empty());
    let status = match command {
        ":quit" | ":exit" | ":q" => return Ok(Next::Stop),
        ":help" | ":h" => {
            terminal.print(|out| writeln!(out, "{HELP}"))?;
            Status::Fine
        }
        ":type" => shown_type(session, rest, terminal)?,
        ":now" => session.set_now(rest, terminal).err().unwrap_or(Status::Fine),
        // Standard input is where the lines come from.
        ":person" if rest == Some("-") => terminal.fail("`:person` takes a JSON object or a file"),
        ":person" => session.set_person(rest, terminal).err().unwrap_or(Status::Fine),
        unknown => unknown_command(unknown, terminal),
    };
    Ok(Next::After(status))
}

fn value(session: &mut Session, text: &str, terminal: &Terminal) -> io::Result<Status> {
    let formula = match session.formula(text, terminal) {
        Ok(formula) => formula,
        Err(status) => return Ok(status),
    };
    let (value, errors) = session.evaluate(formula, EngineName::default());
    let project = &session.project;
    let status = terminal.report(&project.snapshot, &errors);
    terminal.print(|out| writeln!(out, "{}", value.literal(project.checked.program.zone)))?;
    Ok(status)
}

fn shown_type(session: &mut Session, text: Option<&str>, terminal: &Terminal) -> io::Result<Status> {
    let Some(text) = text else { return Ok(terminal.fail("`:type` takes an expression")) };
    match session.formula(text, terminal) {
        Ok(formula) => {
            let r#type = &session.project.checked.program.expressions[formula].r#type;
            terminal.print(|out| writeln!(out, "{type}"))?;
            Ok(Status::Fine)
        }
        Err(status) => Ok(status),
    }
}

fn unknown_command(command: &str, terminal: &Terminal) -> Status {
    let hint = match nearest(command, COMMANDS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`:help` lists all".to_owned(),
    };
    terminal.fail(&format!("there is no command `{command}`; {hint}"))
}
