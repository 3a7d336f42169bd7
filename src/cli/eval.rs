//! `bourn eval`: one formula or condition on one person.

use std::io;

use serde_json::json;

use super::engine::EngineName;
use super::session::{Session, Setting};
use super::{Status, Terminal};
use crate::diagnostic::{Reports, json_reports};
use crate::host::json_line::rfc3339;
use crate::program::ExpressionId;
use crate::value::{Value, Zone};

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

    #[command(flatten)]
    setting: Setting,

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
    let opened = Session::open(&arguments.setting, terminal).and_then(|mut session| {
        let formula = session.formula(&arguments.expression, terminal)?;
        Ok((session, formula))
    });
    match opened {
        Ok((session, formula)) => evaluate(arguments, &session, formula, terminal),
        Err(status) => Ok(status),
    }
}

fn evaluate(
    arguments: &Arguments,
    session: &Session,
    formula: ExpressionId,
    terminal: &Terminal,
) -> io::Result<Status> {
    let Session { project, .. } = session;
    let program = &project.checked.program;
    let (value, errors) = session.evaluate(formula, arguments.engine);
    match arguments.format {
        Format::Human => {
            terminal.report(&project.snapshot, &errors);
            terminal.print(|out| writeln!(out, "{}", value.literal(program.zone)))?;
        }
        Format::Json => {
            let errors = json_reports(&Reports { snapshot: &project.snapshot, diagnostics: &errors });
            let result = json!({
                "version": 1,
                "type": program.expressions[formula].r#type.to_string(),
                "value": as_json(&value, program.zone),
                "errors": errors,
            });
            terminal.print(|out| writeln!(out, "{result:#}"))?;
        }
    }
    Ok(if errors.is_empty() { Status::Fine } else { Status::Wrong })
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
