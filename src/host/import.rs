//! Schemas in: the definitions and data files of other systems.

use std::path::Path;

use super::files;
use crate::data::{Format, survey::survey};
use crate::diagnostic::{Diagnostic, Problem};
use crate::interop::{Schema, definitions, inferred};

/// What one file has to say.
#[derive(Debug)]
pub struct Imported {
    /// What it declares.
    pub schema: Schema,
    /// What it was taken for: `definitions`, or `20 rows`.
    pub taken_for: String,
    /// What is wrong in it; the rest is used all the same.
    pub reports: Vec<Diagnostic>,
}

/// Reads a file of definitions or of data. `key` is the column that says whose a row is.
///
/// # Errors
///
/// A report if the file cannot be read.
pub fn import(path: &Path, key: &str) -> Result<Imported, Box<Diagnostic>> {
    let bytes = files::read(path)?;
    let name = files::shown(path);
    let report = |problem| Box::new(Diagnostic::data(&name, None, None, problem));
    let format = Format::of(&name).map_err(report)?;
    if matches!(format, Format::Json | Format::JsonLines)
        && let Ok(text) = std::str::from_utf8(&bytes)
        && let Some((schema, reports)) = definitions(&name, text)
    {
        return Ok(Imported { schema, taken_for: "definitions".to_owned(), reports });
    }
    let survey = survey(format, &bytes.into(), key).map_err(report)?;
    let (schema, mut reports) = inferred(&name, &survey);
    if survey.broken > 0 {
        let problem = Problem::SkippedRows { rows: survey.broken };
        reports.push(Diagnostic::data(&name, None, None, problem));
    }
    let rows: u64 = survey.groups.iter().map(|group| group.rows).sum();
    let counted = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    Ok(Imported { schema, taken_for: counted, reports })
}
