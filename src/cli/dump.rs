//! `bourn dump`: what each stage of the compiler makes of a project.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use super::{Status, Terminal};
#[cfg(feature = "jit")]
use crate::columns::{Batch, Bound};
#[cfg(feature = "jit")]
use crate::diagnostic::Diagnostic;
use crate::eval::vm::Vm;
use crate::host::{CheckedProject, Project};
#[cfg(feature = "jit")]
use crate::host::{batches::map_batches, load::Request};
#[cfg(feature = "jit")]
use crate::jit;
use crate::program::{ExpressionId, Program};
use crate::source::{FileId, Place, Snapshot};
use crate::syntax::token::tokens;
use crate::syntax::{parse, show};

/// Show what a stage of the compiler makes of a project
///
/// What stands here is for people who work on the compiler or want to know what it does. It changes without notice.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  bourn dump --stage tokens flows.flow\n  bourn dump --stage bytecode examples/shop"
)]
pub(super) struct Arguments {
    /// A folder with a `bourn.toml`, or a `.flow` file; the nearest such folder upward by default
    project: Option<PathBuf>,

    /// The stage
    #[arg(long, value_enum)]
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Stage {
    /// What the text is taken apart into, blanks and comments left out
    Tokens,
    /// The tree, with what could not be read
    Tree,
    /// Every expression with its type
    Types,
    /// The code of every expression that is evaluated as a whole
    Bytecode,
    /// What all segments together ask of people, at the project's `now` or the clock's
    #[cfg(feature = "data")]
    Plan,
    /// The code of the cheap part of that plan for the layout of the project's data, as it is handed to the code generator
    #[cfg(feature = "jit")]
    Clif,
    /// The same as instructions of this machine
    #[cfg(feature = "jit")]
    Asm,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    let mut project = match Project::load(arguments.project.as_deref()) {
        Ok(project) => project,
        Err(report) => return Ok(terminal.refuse(&report)),
    };
    let sources = project.sources.clone();
    match arguments.stage {
        Stage::Tokens => print(terminal, &every(&sources, |file| show_tokens(&project.snapshot, file))),
        Stage::Tree => {
            let snapshot = &mut project.snapshot;
            let dump = every(&sources, |file| show_tree(snapshot, file));
            print(terminal, &dump)
        }
        stage => {
            let project = project.check();
            if project.has_errors() {
                return Ok(terminal.report(&project.snapshot, &project.diagnostics));
            }
            let dump = Dump { project: &project, sources: &sources };
            let dump = match stage {
                Stage::Types => dump.types(),
                #[cfg(feature = "data")]
                Stage::Plan => dump.plan(),
                #[cfg(feature = "jit")]
                Stage::Clif | Stage::Asm => match dump.native(stage == Stage::Clif) {
                    Ok(dump) => dump,
                    Err(reports) => return Ok(terminal.report(&project.snapshot, &reports)),
                },
                _ => dump.bytecode(),
            };
            print(terminal, &dump)
        }
    }
}

fn print(terminal: &Terminal, dump: &str) -> io::Result<Status> {
    terminal.print(|out| out.write_all(dump.as_bytes()))?;
    Ok(Status::Fine)
}

/// What is shown of each file, one after the other.
fn every(sources: &[FileId], show: impl FnMut(FileId) -> String) -> String {
    sources.iter().copied().map(show).collect()
}

fn show_tokens(snapshot: &Snapshot, file: FileId) -> String {
    let file = snapshot.file(file);
    let mut dump = format!("{}\n", file.path);
    for token in tokens(&file.text).into_iter().filter(|token| !token.kind.is_trivia()) {
        let (kind, text) = (format!("{:?}", token.kind), &file.text[token.span.range()]);
        let _ = writeln!(dump, "  {:<12} {kind:<28} {text:?}", format!("{:?}", token.span));
    }
    dump
}

fn show_tree(snapshot: &mut Snapshot, file: FileId) -> String {
    let (tree, _) = parse(snapshot, file);
    format!("{}\n{}", snapshot.file(file).path, show::show(&tree))
}

/// A program that is shown.
struct Dump<'a> {
    project: &'a CheckedProject,
    sources: &'a [FileId],
}

impl Dump<'_> {
    fn program(&self) -> &Program {
        &self.project.checked.program
    }

    /// A line for each expression of the project's own files.
    fn types(&self) -> String {
        let mut dump = String::new();
        for (place, id) in self.places(self.program().expressions.ids()) {
            let line = format!("{} {}", self.position(place), self.program().expressions[id].r#type);
            let _ = writeln!(dump, "{line:<44} {}", self.line_of(place));
        }
        dump
    }

    /// The plan of all segments.
    #[cfg(feature = "data")]
    fn plan(&self) -> String {
        let segments = self.program().segments.rows().iter();
        let names: Vec<String> = segments.map(|segment| segment.name.to_string()).collect();
        self.conditions().plan().show(self.program(), &names)
    }

    /// All segments, at the project's moment.
    #[cfg(feature = "data")]
    fn conditions(&self) -> crate::segments::Conditions<'_> {
        let segments = self.program().segments.rows().iter();
        let conditions: Vec<ExpressionId> = segments.map(|segment| segment.condition).collect();
        let now = self.project.manifest.data.now.unwrap_or_else(crate::host::now);
        crate::segments::Conditions::new(
            self.program(),
            &conditions,
            now,
            crate::segments::SetEngine::default(),
        )
    }

    /// The native code of all segments, for each layout that the batches of the project's data have.
    #[cfg(feature = "jit")]
    fn native(&self, clif: bool) -> Result<String, Vec<Diagnostic>> {
        let stage = if clif { jit::Stage::Clif } else { jit::Stage::Assembly };
        let conditions = self.conditions();
        let code = |batch: Batch| {
            let fused = Bound::new(conditions.plan(), &batch).fused;
            jit::text(&fused, stage).unwrap_or_else(|refused| format!("there is no native code: {refused}\n"))
        };
        let mapped = map_batches(self.project, &Request::default(), conditions.wanted(), &code)?;
        let mut shown = BTreeSet::new();
        let new = mapped.results.into_iter().filter(|code| shown.insert(code.clone()));
        Ok(new.collect::<Vec<String>>().join("\n"))
    }

    /// The routine of each expression that is no part of another.
    fn bytecode(&self) -> String {
        let vm = Vm::new(self.program());
        let mut dump = String::new();
        let mut end = None;
        for (place, id) in self.places(roots(self.program()).into_iter()) {
            // The checker leaves behind what it looked at within an expression.
            if end.is_some_and(|(file, end)| file == place.file && place.span.start < end) {
                continue;
            }
            end = Some((place.file, place.span.end));
            let _ = writeln!(dump, "{}: {}\n{}", self.position(place), self.line_of(place), vm.routine(id));
        }
        dump
    }

    /// The expressions of the project's own files, in the order of the source.
    fn places(&self, expressions: impl Iterator<Item = ExpressionId>) -> Vec<(Place, ExpressionId)> {
        let place = |id| (self.project.snapshot.place(self.program().expressions[id].location), id);
        let mut places: Vec<_> = expressions.map(place).filter(|(place, _)| self.is_own(*place)).collect();
        let file = |place: Place| self.sources.iter().position(|source| *source == place.file);
        places.sort_by_key(|(place, id)| (file(*place), place.span.start, Reverse(place.span.end), *id));
        places
    }

    fn is_own(&self, place: Place) -> bool {
        self.sources.contains(&place.file)
    }

    /// `shop.flow:3:14`
    fn position(&self, place: Place) -> String {
        let file = self.project.snapshot.file(place.file);
        let position = file.lines.characters(&file.text, place.span.start as usize);
        format!("{}:{}:{}", file.path, position.line + 1, position.column + 1)
    }

    /// The text at a place on one line.
    fn line_of(&self, place: Place) -> String {
        self.project.snapshot.text(place).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The expressions that are no part of another one.
fn roots(program: &Program) -> BTreeSet<ExpressionId> {
    let mut roots: BTreeSet<ExpressionId> = program.expressions.ids().collect();
    for expression in program.expressions.rows() {
        expression.kind.operands().iter().for_each(|operand| {
            roots.remove(operand);
        });
    }
    for mut selection in program.selections.rows().iter().cloned() {
        selection.each_operand(&mut |operand| {
            roots.remove(operand);
        });
    }
    roots
}
