//! Where output goes, and whether it is coloured.

use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};

use crate::diagnostic::{Code, Colour, Diagnostic, Level, human};
use crate::source::Snapshot;

/// How a verb ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Status {
    /// 0: all is well.
    Fine,
    /// 1: what was checked is wrong, a test failed, a difference was found.
    Wrong,
    /// 2: wrong usage, or an input that cannot be read.
    Unusable,
}

impl Status {
    /// What reports make of a verb: the project's settings and data are input, what is wrong in sources is a result.
    #[must_use]
    pub fn of(diagnostics: &[Diagnostic]) -> Status {
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.level() == Level::Error);
        errors.map(|error| Status::of_code(error.problem.code())).max().unwrap_or(Status::Fine)
    }

    fn of_code(code: Code) -> Status {
        match code.0.get(1..3) {
            Some("05" | "06") => Status::Unusable,
            _ => Status::Wrong,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

/// When output is coloured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Even into a file
    Always,
    /// Not at all
    Never,
}

/// Standard output for results and standard error for talk.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    colour: ColorChoice,
}

impl Terminal {
    /// The terminal of this process.
    #[must_use]
    pub fn new(colour: When) -> Terminal {
        let colour = match colour {
            When::Auto => ColorChoice::Auto,
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        };
        Terminal { colour }
    }

    /// Writes a result to standard output, all of it or up to the first failure.
    ///
    /// # Errors
    ///
    /// Fails when standard output does; `main` takes care of that.
    pub fn print(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut out = BufWriter::new(AutoStream::new(io::stdout().lock(), self.colour));
        write(&mut out)?;
        out.flush()
    }

    /// Whether standard output is coloured.
    #[must_use]
    pub fn out_colour(&self) -> Colour {
        self.decided(AutoStream::choice(&io::stdout()))
    }

    /// Whether standard error is coloured.
    #[must_use]
    pub fn talk_colour(&self) -> Colour {
        self.decided(AutoStream::choice(&io::stderr()))
    }

    /// Shows reports on standard error, and says what they make of the verb.
    pub fn report(&self, snapshot: &Snapshot, diagnostics: &[Diagnostic]) -> Status {
        let mut text = Vec::new();
        // Neither a vector nor a closed standard error is a reason to stop.
        let _ = human(snapshot, diagnostics, self.talk_colour(), &mut text);
        let _ = AutoStream::new(io::stderr().lock(), self.colour).write_all(&text);
        Status::of(diagnostics)
    }

    /// Shows a report that has no source.
    pub fn refuse(&self, diagnostic: &Diagnostic) -> Status {
        self.report(&Snapshot::new(), std::slice::from_ref(diagnostic))
    }

    /// Says something on standard error, in a line of its own.
    pub fn say(&self, text: &str) {
        let _ = writeln!(AutoStream::new(io::stderr().lock(), self.colour), "{text}");
    }

    /// Says why the verb cannot go on, where no code fits: a fault of the surroundings.
    pub fn fail(&self, reason: &str) -> Status {
        let mut text = String::new();
        let _ = match self.talk_colour() {
            Colour::Always => write!(text, "\u{1b}[1;31merror\u{1b}[0m\u{1b}[1m: {reason}\u{1b}[0m"),
            Colour::Never => write!(text, "error: {reason}"),
        };
        self.say(&text);
        Status::Unusable
    }

    /// Whether somebody looks at standard error, so that progress is worth showing.
    #[must_use]
    pub fn shows_progress(&self) -> bool {
        io::stderr().is_terminal()
    }

    fn decided(&self, automatic: ColorChoice) -> Colour {
        let choice = if self.colour == ColorChoice::Auto { automatic } else { self.colour };
        if choice == ColorChoice::Never { Colour::Never } else { Colour::Always }
    }
}
