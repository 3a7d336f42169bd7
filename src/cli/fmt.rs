//! `bourn fmt`: source files in the one style.

use std::io::{self, Read};
use std::path::PathBuf;

use super::{Status, Terminal};
use crate::diagnostic::Problem;
use crate::host::Project;
use crate::host::files::{replace, shown};
use crate::source::{FileId, Snapshot};
use crate::syntax::format;

/// Write source files in the one style
///
/// A folder without `bourn.toml` stands for every project below it. A file with mistakes is left as it is.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  bourn fmt\n  bourn fmt examples/shop --check\n  bourn fmt - --stdin-filename shop.flow < shop.flow"
)]
pub(super) struct Arguments {
    /// Folders with a `bourn.toml` or `.flow` files, or `-` for standard input; the nearest such folder upward by default
    #[arg(value_name = "PROJECT|FILE|-")]
    paths: Vec<PathBuf>,

    /// Change nothing; list the files that would change, and fail if there are any
    #[arg(long)]
    check: bool,

    /// What messages call standard input
    #[arg(long, value_name = "NAME", default_value = "standard input")]
    stdin_filename: String,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    if arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        if arguments.paths.len() > 1 {
            return Ok(terminal.fail("`-` stands by itself: files and standard input cannot be mixed"));
        }
        return standard_input(arguments, terminal);
    }
    let mut run = Run { check: arguments.check, terminal, status: Status::Fine, files: 0, changed: 0 };
    let paths = arguments.paths.iter().map(|path| Some(path.as_path()));
    let nothing_said = arguments.paths.is_empty().then_some(None);
    for path in paths.chain(nothing_said) {
        match Project::load_all(path) {
            Ok(projects) => projects.into_iter().try_for_each(|project| run.project(project))?,
            Err(diagnostic) => run.is(terminal.refuse(&diagnostic)),
        }
    }
    run.summary();
    Ok(run.status)
}

/// Reads standard input and prints it in the one style. If it has mistakes, nothing is printed.
fn standard_input(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    let mut text = String::new();
    if let Err(error) = io::stdin().lock().read_to_string(&mut text) {
        return Ok(terminal.fail(&format!("standard input cannot be read: {error}")));
    }
    let name = &arguments.stdin_filename;
    let mut snapshot = Snapshot::new();
    let file = snapshot.add(name, &text);
    let formatted = match format(&mut snapshot, file) {
        Ok(formatted) => formatted,
        Err(diagnostics) => return Ok(terminal.report(&snapshot, &diagnostics)),
    };
    if !arguments.check {
        terminal.print(|out| out.write_all(formatted.as_bytes()))?;
    } else if formatted != text {
        terminal.print(|out| writeln!(out, "{name}"))?;
        return Ok(Status::Wrong);
    }
    Ok(Status::Fine)
}

/// The state of formatting files.
struct Run<'a> {
    check: bool,
    terminal: &'a Terminal,
    status: Status,
    files: usize,
    changed: usize,
}

impl Run<'_> {
    fn is(&mut self, status: Status) {
        self.status = self.status.max(status);
    }

    fn project(&mut self, mut project: Project) -> io::Result<()> {
        // Mistakes in `bourn.toml` are those of others; a source that could not be read is ours.
        project.diagnostics.retain(|found| matches!(found.problem, Problem::Unreadable { .. }));
        self.is(self.terminal.report(&project.snapshot, &project.diagnostics));
        for file in std::mem::take(&mut project.sources) {
            self.file(&mut project, file)?;
        }
        Ok(())
    }

    fn file(&mut self, project: &mut Project, file: FileId) -> io::Result<()> {
        self.files += 1;
        let source = project.snapshot.file(file).clone();
        let formatted = match format(&mut project.snapshot, file) {
            Ok(formatted) => formatted,
            Err(diagnostics) => {
                self.is(self.terminal.report(&project.snapshot, &diagnostics));
                return Ok(());
            }
        };
        if formatted == *source.text {
            return Ok(());
        }
        self.changed += 1;
        let path = project.root.join(&*source.path);
        if self.check {
            self.is(Status::Wrong);
            return self.terminal.print(|out| writeln!(out, "{}", shown(&path)));
        }
        if let Err(report) = replace(&path, &formatted) {
            self.is(self.terminal.refuse(&report));
        }
        Ok(())
    }

    fn summary(&self) {
        let files = if self.files == 1 { "file" } else { "files" };
        let did = if self.check { "would change" } else { "changed" };
        self.terminal.say(&format!("{} of {} {files} {did}", self.changed, self.files));
    }
}
