//! One person, given as text on the command line or in a file.

use std::io::Read;
use std::path::Path;

use super::{DataSettings, files};
use crate::data::{Format, Loaded, Loader, Options};
use crate::diagnostic::Diagnostic;
use crate::program::Program;

/// The key of a person who is given without one.
const NOBODY: &str = "somebody";

/// Reads one person: a JSON object in `text`, the path of a file that holds one, or `-` for standard input. The object has
/// the shape of a line of a people file, and columns go by the names that `settings` give them; its key may be missing.
/// Nothing at all stands for a person of whom nothing is known.
///
/// # Errors
///
/// The reports, if the file cannot be read, there is not exactly one person or a value does not fit.
pub fn load(
    program: &Program,
    settings: &DataSettings,
    text: Option<&str>,
) -> Result<Loaded, Vec<Diagnostic>> {
    const ARGUMENT: &str = "--person";
    let (name, format, bytes) = match text.unwrap_or("{}") {
        "-" => ("standard input".to_owned(), Format::Json, standard_input()?),
        object if object.trim_start().starts_with('{') => {
            (ARGUMENT.to_owned(), Format::Json, object.as_bytes().to_vec())
        }
        path => {
            let path = Path::new(path);
            let bytes = files::read(path).map_err(|report| vec![*report])?;
            let name = files::shown(path);
            let format = Format::of(&name).unwrap_or(Format::Json);
            (name, format, bytes)
        }
    };
    let options = Options {
        key: settings.key.clone(),
        columns: settings.columns.clone(),
        nobody: Some(NOBODY.into()),
        ..Options::default()
    };
    let mut loader = Loader::new(program, options);
    loader.people_in(format, &name, bytes.into());
    let loaded = loader.finish()?;
    match loaded.population.len() {
        1 => Ok(loaded),
        count => {
            let reason = format!("holds {count} persons, and one is wanted");
            Err(vec![*files::unreadable(Path::new(&name), &reason)])
        }
    }
}

fn standard_input() -> Result<Vec<u8>, Vec<Diagnostic>> {
    let mut bytes = Vec::new();
    match std::io::stdin().read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(vec![*files::unreadable(Path::new("standard input"), &files::reason(&error))]),
    }
}
