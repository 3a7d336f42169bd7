//! What is taken from a response: values by paths into its body, and headers.
//!
//! | what the path or the header leads to | the variable |
//! | --- | --- |
//! | one value | has it, converted to its type; is empty, with an error record, where that cannot be |
//! | a list or an object | is empty, with an error record |
//! | nothing, or `null` | is empty |
//!
//! A body that is no JSON has no values; it leaves one error record for all paths. Without a response, and where the body is
//! empty, there is nothing anywhere. Numbers keep all their digits.

use std::collections::HashMap;

use serde_json::value::RawValue;
use serde_json_path::{JsonPath, PathElement};

use super::step::Step;
use super::{Place, Response, What, convert};
use crate::diagnostic::Problem;
use crate::eval::Fault;
use crate::program::{Mapping, MappingSource, Table, Type, Variable, VariableId};
use crate::value::{Value, text};

/// How many characters of what another system says are shown.
const SHOWN: usize = 60;

/// The body of a response.
enum Document<'r> {
    /// There is none.
    Absent,
    /// It is no JSON.
    Broken,
    /// It is this.
    Json { tree: serde_json::Value, text: &'r str },
}

impl<'r> Document<'r> {
    fn of(response: Option<&'r Response>) -> Document<'r> {
        match response.map(|response| &*response.body) {
            None => Document::Absent,
            Some(body) if body.trim().is_empty() => Document::Absent,
            Some(text) => {
                serde_json::from_str(text).map_or(Document::Broken, |tree| Document::Json { tree, text })
            }
        }
    }

    /// What a path leads to, as text; what is no one value cannot be read.
    fn value(&self, path: &JsonPath, wanted: &Type) -> Result<Option<String>, Problem> {
        let Document::Json { tree, text } = self else { return Ok(None) };
        let located = path.query_located(tree);
        let Some(node) = located.iter().next() else { return Ok(None) };
        match node.node() {
            serde_json::Value::Null => Ok(None),
            serde_json::Value::String(text) => Ok(Some(text.clone())),
            serde_json::Value::Number(number) => {
                Ok(Some(as_written(text, node.location().iter()).unwrap_or_else(|| number.to_string())))
            }
            serde_json::Value::Bool(value) => Ok(Some(value.to_string())),
            several => {
                let value = shortened(&several.to_string());
                Err(Problem::FailedConversion { value, expected: wanted.described() })
            }
        }
    }
}

/// A value of a document as it is written, with all digits of a number.
fn as_written<'e>(document: &str, path: impl Iterator<Item = &'e PathElement<'e>>) -> Option<String> {
    let mut value: &RawValue = serde_json::from_str(document).ok()?;
    for element in path {
        value = match element {
            PathElement::Name(name) => {
                let members: HashMap<std::borrow::Cow<'_, str>, &RawValue> =
                    serde_json::from_str(value.get()).ok()?;
                *members.get(*name)?
            }
            PathElement::Index(at) => {
                let items: Vec<&RawValue> = serde_json::from_str(value.get()).ok()?;
                *items.get(*at)?
            }
        };
    }
    Some(value.get().to_owned())
}

impl Step<'_, '_> {
    /// The values of mappings.
    pub(super) fn mapped(
        &mut self,
        place: Place,
        mappings: &[Mapping],
        response: Option<&Response>,
        declared: &Table<VariableId, Variable>,
    ) -> Vec<(VariableId, Value)> {
        let document = Document::of(response);
        let takes_path = |mapping: &Mapping| matches!(mapping.source, MappingSource::Path(_));
        if let (Document::Broken, Some(response)) = (&document, response)
            && mappings.iter().any(takes_path)
        {
            let value = shortened(&response.body);
            self.response_error(place, Problem::FailedConversion { value, expected: "JSON".to_owned() });
        }
        let mut values = Vec::with_capacity(mappings.len());
        for mapping in mappings {
            let wanted = &declared[mapping.variable].r#type;
            let found = match &mapping.source {
                MappingSource::Path(path) => document.value(path, wanted),
                MappingSource::Header(name) => Ok(response.and_then(|response| response.header(name))),
            };
            let value = found.and_then(|found| self.read(found.as_deref(), wanted));
            values.push((
                mapping.variable,
                value.unwrap_or_else(|problem| {
                    self.response_error(place, problem);
                    Value::Empty
                }),
            ));
        }
        values
    }

    /// A text that another system gave, as a type has it.
    fn read(&self, found: Option<&str>, wanted: &Type) -> Result<Value, Problem> {
        let Some(written) = found.filter(|written| !written.is_empty()) else { return Ok(Value::Empty) };
        let value = convert::read(written, wanted, self.stepper.program.zone).ok();
        value.filter(|value| convert::refusal(value, wanted).is_none()).ok_or_else(|| {
            Problem::FailedConversion { value: shortened(written), expected: wanted.described() }
        })
    }

    /// Reports what is wrong with a response, at the call.
    fn response_error(&mut self, place: Place, problem: Problem) {
        let location = place.location(self.stepper.program);
        self.record(place, What::Error(Box::new(Fault { location, problem })));
    }
}

impl Response {
    /// The first value of a header. Names of headers compare without regard to case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_string())
    }
}

/// The beginning of a text, on one line.
fn shortened(written: &str) -> String {
    let line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let most = i64::try_from(SHOWN).unwrap_or(i64::MAX);
    if text::length(&line) <= most {
        return line;
    }
    let kept: String = line.chars().take(SHOWN).collect();
    format!("{kept}…")
}
