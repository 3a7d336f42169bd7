//! One person, given as text on the command line or in a file.

use std::path::Path;

use serde_json::{Map, Value as Json};

use super::files;
use crate::data::{Loader, Options, Population};
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::Program;

/// The key of a person who is given without one.
const NOBODY: &str = "somebody";

/// Reads one person: a JSON object in `text`, or the path of a file that holds one. The object has the shape of a line of a
/// people file; its key may be missing. Nothing at all stands for a person of whom nothing is known.
///
/// # Errors
///
/// The reports, if the file cannot be read, the text is no object or a value does not fit.
pub fn load(program: &Program, text: Option<&str>) -> Result<Population, Vec<Diagnostic>> {
    let (name, text) = match text {
        None => ("--person".to_owned(), "{}".to_owned()),
        Some(object) if object.trim_start().starts_with('{') => ("--person".to_owned(), object.to_owned()),
        Some(path) => {
            let path = Path::new(path);
            (files::shown(path), files::read_text(path).map_err(|report| vec![*report])?)
        }
    };
    let object: Map<String, Json> = serde_json::from_str(&text).map_err(|error| {
        let reason = format!("it is no JSON object: {error}");
        vec![Diagnostic::data(&name, None, None, Problem::DamagedFile { reason })]
    })?;
    let mut object = object;
    let options = Options::default();
    if !["id", "externalId", options.key.as_str()].iter().any(|key| object.contains_key(*key)) {
        object.insert(options.key.clone(), NOBODY.into());
    }
    let mut loader = Loader::new(program, options);
    loader.people("person.json", Json::Array(vec![Json::Object(object)]).to_string().into());
    loader.finish().map(|loaded| loaded.population)
}
