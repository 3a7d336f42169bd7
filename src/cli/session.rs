//! What `eval` and `repl` have in common: a project, a person and a moment.

use std::path::PathBuf;

use super::engine::EngineName;
use super::{Status, Terminal, input};
use crate::check::Wanted;
use crate::data::Population;
use crate::diagnostic::{Diagnostic, Problem};
use crate::eval::{Context, Engine, Fault, Visible, value};
use crate::host::{CheckedProject, Project, person};
use crate::program::{ExpressionId, ExpressionKind};
use crate::source::Span;
use crate::value::{Instant, Value, Zone};

/// The path that messages show for what was typed.
const PATH: &str = "<expression>";

/// On whom, when and with which declarations expressions are evaluated.
#[derive(clap::Args)]
pub(super) struct Setting {
    /// The person: a JSON object, a file that holds one, or `-` for standard input
    #[arg(long, value_name = "FILE|JSON")]
    pub(super) person: Option<String>,

    /// The moment of evaluation: `2026-11-30 13:00`, `2026-11-30T13:00:00Z`; the clock's by default
    #[arg(long, value_name = "T")]
    now: Option<String>,

    /// The account's time zone instead of the project's
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,

    /// A folder with a `bourn.toml`, or a `.flow` file; the nearest such folder upward by default
    #[arg(long)]
    project: Option<PathBuf>,
}

/// What an evaluation needs.
pub(super) struct Session {
    pub(super) project: CheckedProject,
    population: Population,
    /// Nothing is what the clock shows.
    now: Option<Instant>,
}

impl Session {
    /// Checks the project and reads the person. What is wrong with them is shown.
    pub(super) fn open(setting: &Setting, terminal: &Terminal) -> Result<Session, Status> {
        let project = project(setting, terminal)?;
        let now = moment(&project, setting.now.as_deref(), terminal)?;
        let population = population(&project, setting.person.as_deref(), terminal)?;
        Ok(Session { project, population, now })
    }

    /// Takes another moment of evaluation; without one, that of the project or of the clock.
    pub(super) fn set_now(&mut self, text: Option<&str>, terminal: &Terminal) -> Result<(), Status> {
        self.now = moment(&self.project, text, terminal)?;
        Ok(())
    }

    /// Takes another person; without one, somebody of whom nothing is known.
    pub(super) fn set_person(&mut self, text: Option<&str>, terminal: &Terminal) -> Result<(), Status> {
        self.population = population(&self.project, text, terminal)?;
        Ok(())
    }

    /// Checks what was typed. Mistakes in it are shown.
    pub(super) fn formula(&mut self, text: &str, terminal: &Terminal) -> Result<ExpressionId, Status> {
        let CheckedProject { checked, snapshot, .. } = &mut self.project;
        let found = checked.formula(snapshot, PATH, text, Wanted::Value);
        found.map_err(|diagnostics| terminal.report(snapshot, &diagnostics))
    }

    /// The value of a formula, and what went wrong on the way.
    pub(super) fn evaluate(&self, formula: ExpressionId, engine: EngineName) -> (Value, Vec<Diagnostic>) {
        let program = &self.project.checked.program;
        let facts = self.population.person(0);
        let mut faults = Vec::new();
        let context = Context {
            program,
            facts: &facts,
            now: self.now.unwrap_or_else(crate::host::now),
            zone: program.zone,
            variables: &[],
            visible: Visible::All,
            random: None,
        };
        let value = Engine::new(engine.into(), program).value(&context, formula, &mut faults);
        (value, faults.into_iter().map(|fault| explained(fault, &context)).collect())
    }
}

/// The report of a fault, with the values of the attributes that it was computed from.
fn explained(fault: Fault, context: &Context) -> Diagnostic {
    let Fault { location, problem } = fault;
    let is_part = |span: Span| location.span.start <= span.start && span.end <= location.span.end;
    let expressions = &context.program.expressions;
    let read = expressions.ids().filter(|&id| {
        let expression = &expressions[id];
        matches!(expression.kind, ExpressionKind::Attribute(_))
            && expression.location.declaration == location.declaration
            && is_part(expression.location.span)
    });
    read.fold(Diagnostic::new(location, problem), |report, id| {
        let known = value(context, id, &mut Vec::new()).literal(context.zone);
        report.label(expressions[id].location, format!("this is {known}"))
    })
}

/// The project that was named, the nearest one upward, or none: then the standard library alone.
fn project(setting: &Setting, terminal: &Terminal) -> Result<CheckedProject, Status> {
    let mut project = match Project::load(setting.project.as_deref()) {
        Ok(project) => project,
        // A project that cannot be read is not the same as none.
        Err(report) if setting.project.is_none() && matches!(report.problem, Problem::NoProject { .. }) => {
            Project::empty()
        }
        Err(report) => return Err(terminal.refuse(&report)),
    };
    if let Some(name) = &setting.timezone {
        project.manifest.zone = Zone::parse(name).map_err(|unknown| {
            let near = unknown.nearest.map(|near| format!(", but there is `{near}`")).unwrap_or_default();
            terminal.fail(&format!("there is no time zone `{name}`{near}"))
        })?;
    }
    let project = project.check();
    if project.has_errors() {
        return Err(terminal.report(&project.snapshot, &project.diagnostics));
    }
    Ok(project)
}

fn moment(
    project: &CheckedProject,
    text: Option<&str>,
    terminal: &Terminal,
) -> Result<Option<Instant>, Status> {
    match text {
        Some(text) => input::moment("now", text, project.checked.program.zone, terminal).map(Some),
        None => Ok(project.manifest.data.now),
    }
}

fn population(
    project: &CheckedProject,
    person: Option<&str>,
    terminal: &Terminal,
) -> Result<Population, Status> {
    let loaded = person::load(&project.checked.program, &project.manifest.data, person)
        .map_err(|diagnostics| terminal.report(&project.snapshot, &diagnostics))?;
    terminal.report(&project.snapshot, &loaded.notes);
    Ok(loaded.population)
}
