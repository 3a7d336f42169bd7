//! `bourn eval`: one formula or condition on one person.

use std::io;
use std::path::PathBuf;

use serde_json::json;

use super::engine::EngineName;
use super::{Status, Terminal, input};
use crate::check::Wanted;
use crate::data::Population;
use crate::diagnostic::{Diagnostic, Problem, Reports, json_reports};
use crate::eval::{Context, Engine, Fault, Visible, value};
use crate::host::json_line::rfc3339;
use crate::host::{CheckedProject, Project, person};
use crate::program::{ExpressionId, ExpressionKind};
use crate::source::Span;
use crate::value::{Instant, Value, Zone};

/// Evaluate a formula or a condition on one person
///
/// Without a project, standard attributes and functions are known.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  bourn eval 'round(49.90 * 0.1, 2)'\n  \
    bourn eval --person '{\"firstName\": \"Ana\"}' 'len(firstName) > 2 and city is empty'\n  \
    bourn eval --project examples/shop --person '{\"age\": 31}' 'age >= 18' --now '2026-11-01 09:00'")]
pub(super) struct Arguments {
    /// The formula or condition
    #[arg(allow_hyphen_values = true)]
    expression: String,

    /// The person: a JSON object, a file that holds one, or `-` for standard input
    #[arg(long, value_name = "FILE|JSON")]
    person: Option<String>,

    /// The moment of evaluation: `2026-11-30 13:00`, `2026-11-30T13:00:00Z`; the clock's by default
    #[arg(long, value_name = "T")]
    now: Option<String>,

    /// The account's time zone instead of the project's
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,

    /// A folder with a `bourn.toml`, or a `.flow` file; the nearest such folder upward by default
    #[arg(long)]
    project: Option<PathBuf>,

    /// Who evaluates; the result is the same with all
    #[arg(long, value_name = "ENGINE", value_enum, default_value = "vm")]
    engine: EngineName,

    /// The form of the result
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The value as it is written in source text
    Human,
    /// An object with the value, its type and the errors: docs/schemas/eval.schema.json
    Json,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> io::Result<Status> {
    match prepare(arguments, terminal) {
        Ok(prepared) => evaluate(arguments, &prepared, terminal),
        Err(status) => Ok(status),
    }
}

/// What an evaluation needs.
struct Prepared {
    project: CheckedProject,
    formula: ExpressionId,
    population: Population,
    now: Instant,
}

fn prepare(arguments: &Arguments, terminal: &Terminal) -> Result<Prepared, Status> {
    let mut project = project(arguments, terminal)?;
    let now = input::now(arguments.now.as_deref(), &project, terminal)?;
    let formula = project
        .checked
        .formula(&mut project.snapshot, "<expression>", &arguments.expression, Wanted::Value)
        .map_err(|diagnostics| terminal.report(&project.snapshot, &diagnostics))?;
    let settings = &project.manifest.data;
    let loaded = person::load(&project.checked.program, settings, arguments.person.as_deref())
        .map_err(|diagnostics| terminal.report(&project.snapshot, &diagnostics))?;
    terminal.report(&project.snapshot, &loaded.notes);
    Ok(Prepared { project, formula, population: loaded.population, now })
}

/// The project that was named, the nearest one upward, or none: then the standard library alone.
fn project(arguments: &Arguments, terminal: &Terminal) -> Result<CheckedProject, Status> {
    let mut project = match Project::load(arguments.project.as_deref()) {
        Ok(project) => project,
        // A project that cannot be read is not the same as none.
        Err(report) if arguments.project.is_none() && matches!(report.problem, Problem::NoProject { .. }) => {
            Project::empty()
        }
        Err(report) => return Err(terminal.refuse(&report)),
    };
    if let Some(name) = &arguments.timezone {
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

fn evaluate(arguments: &Arguments, prepared: &Prepared, terminal: &Terminal) -> io::Result<Status> {
    let Prepared { project, formula, population, now } = prepared;
    let program = &project.checked.program;
    let facts = population.person(0);
    let mut faults = Vec::new();
    let context = Context {
        program,
        facts: &facts,
        now: *now,
        zone: program.zone,
        variables: &[],
        visible: Visible::All,
        random: None,
    };
    let value = Engine::new(arguments.engine.into(), program).value(&context, *formula, &mut faults);
    let errors: Vec<Diagnostic> = faults.into_iter().map(|fault| explained(fault, &context)).collect();
    match arguments.format {
        Format::Human => {
            terminal.report(&project.snapshot, &errors);
            terminal.print(|out| writeln!(out, "{}", value.literal(program.zone)))?;
        }
        Format::Json => {
            let errors = json_reports(&Reports { snapshot: &project.snapshot, diagnostics: &errors });
            let result = json!({
                "version": 1,
                "type": program.expressions[*formula].r#type.to_string(),
                "value": as_json(&value, program.zone),
                "errors": errors,
            });
            terminal.print(|out| writeln!(out, "{result:#}"))?;
        }
    }
    Ok(if errors.is_empty() { Status::Fine } else { Status::Wrong })
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

/// A value in JSON: empty is null; numbers, dates and the like are text, since readers of JSON round and have no dates.
/// A moment is in UTC.
fn as_json(value: &Value, zone: Zone) -> serde_json::Value {
    match value {
        Value::Empty => serde_json::Value::Null,
        Value::Boolean(value) => json!(value),
        Value::Integer(value) => json!(value),
        Value::List(items) => items.iter().map(|item| as_json(item, zone)).collect(),
        Value::Object(object) => {
            object.fields().map(|(name, value)| (name.to_string(), as_json(value, zone))).collect()
        }
        Value::Datetime(instant) => json!(rfc3339(*instant)),
        other => json!(other.show(zone)),
    }
}
