//! Files of mocks: an object a line, as `docs/schemas/mocks.schema.json` describes them.

use std::sync::Arc;

use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};

use super::{Mock, Pattern};
use crate::diagnostic::{Diagnostic, List, Problem};
use crate::journey::Response;
use crate::program::{FlowId, Method, Program};
use crate::value::{Duration, Text, Unit};

/// The fields that a mock may have.
const FIELDS: [&str; 11] =
    ["method", "url", "flow", "element", "person", "status", "headers", "body", "after", "answers", "times"];

/// The statuses that a response can have.
const STATUSES: std::ops::RangeInclusive<u64> = 100..=599;

/// The mocks of a file, each with the number of its line. Lines with mistakes are reported, and blank ones are passed over.
///
/// # Errors
///
/// Fails when a line has a mistake.
pub fn read_mocks(program: &Program, file: &str, text: &str) -> Result<Vec<(u64, Mock)>, Vec<Diagnostic>> {
    let (mut mocks, mut mistakes) = (Vec::new(), Vec::new());
    for (row, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match Line::read(line).and_then(|line| line.mock(program)) {
            Ok(mock) => mocks.push((row, mock)),
            Err((column, problem)) => mistakes.push(Diagnostic::data(file, Some(row), column, problem)),
        }
    }
    if mistakes.is_empty() { Ok(mocks) } else { Err(mistakes) }
}

/// What is wrong with a line, and with which field.
type Mistake = (Option<&'static str>, Problem);

/// A line that is an object.
struct Line<'l> {
    fields: Map<String, Json>,
    /// The body as it is written, with all digits of its numbers.
    body: Option<&'l RawValue>,
}

impl<'l> Line<'l> {
    fn read(line: &'l str) -> Result<Line<'l>, Mistake> {
        #[derive(serde::Deserialize)]
        struct Raw<'r> {
            #[serde(borrow)]
            body: Option<&'r RawValue>,
        }
        let malformed = |reason: String| (None, Problem::MalformedRow { reason });
        let fields: Map<String, Json> =
            serde_json::from_str(line).map_err(|error| malformed(error.to_string()))?;
        if let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
            let known = List::of(FIELDS);
            return Err(malformed(format!("a mock has no field `{unknown}`; known are {known}")));
        }
        let raw: Raw = serde_json::from_str(line).map_err(|error| malformed(error.to_string()))?;
        Ok(Line { fields, body: raw.body })
    }

    fn mock(&self, program: &Program) -> Result<Mock, Mistake> {
        let flow = self.flow(program)?;
        let url = self.text("url")?.ok_or_else(|| missing("url"))?;
        Ok(Mock {
            method: self.method()?,
            url: Pattern::new(url),
            flow,
            element: self.text("element")?.map(Arc::from),
            person: self.text("person")?.map(Arc::from),
            response: self.response()?,
            after: self.after()?,
            times: self.whole("times", "a whole number above zero", |times| times > 0)?,
        })
    }

    fn method(&self) -> Result<Option<Method>, Mistake> {
        let Some(written) = self.text("method")? else { return Ok(None) };
        let found = Method::ALL.into_iter().find(|method| method.word() == written);
        let expected = || format!("a method: {}", List::of(Method::ALL.map(Method::word)));
        found.map(Some).ok_or_else(|| mismatch("method", written, expected()))
    }

    fn flow(&self, program: &Program) -> Result<Option<FlowId>, Mistake> {
        let Some(written) = self.text("flow")? else { return Ok(None) };
        let expected = || "a flow of the project".to_owned();
        program.flow(written).map(Some).ok_or_else(|| mismatch("flow", written, expected()))
    }

    fn response(&self) -> Result<Option<Response>, Mistake> {
        match self.fields.get("answers") {
            None | Some(Json::Bool(true)) => {}
            Some(Json::Bool(false)) => return Ok(None),
            Some(other) => return Err(mismatch("answers", &other.to_string(), "true or false".to_owned())),
        }
        let is_status = |status| STATUSES.contains(&status);
        let status = self.whole("status", "a status from 100 to 599", is_status)?;
        let status = status.and_then(|status| u16::try_from(status).ok()).ok_or_else(|| missing("status"))?;
        Ok(Some(Response { status, headers: self.headers()?, body: self.body() }))
    }

    fn headers(&self) -> Result<Vec<(Arc<str>, Text)>, Mistake> {
        let wrong = |found: &Json| mismatch("headers", &found.to_string(), "an object of texts".to_owned());
        match self.fields.get("headers") {
            None => Ok(Vec::new()),
            Some(Json::Object(headers)) => {
                let header = |(name, value): (&String, &Json)| match value {
                    Json::String(text) => Ok((name.as_str().into(), Text::from(text.as_str()))),
                    other => Err(wrong(other)),
                };
                headers.iter().map(header).collect()
            }
            Some(other) => Err(wrong(other)),
        }
    }

    /// A text stands for itself, everything else for its JSON.
    fn body(&self) -> Text {
        match (self.fields.get("body"), self.body) {
            (Some(Json::String(text)), _) => Text::from(text.as_str()),
            (_, Some(json)) => Text::from(json.get()),
            _ => Text::from(""),
        }
    }

    /// How many microseconds the answer takes.
    fn after(&self) -> Result<i64, Mistake> {
        let Some(written) = self.text("after")? else { return Ok(0) };
        let parts = written.split_once(' ');
        let length = parts.and_then(|(amount, unit)| {
            let amount = amount.parse().ok().filter(|amount| *amount >= 0)?;
            Duration::of(amount, Unit::parse(unit)?).ok()?.elapsed()
        });
        length.ok_or_else(|| {
            mismatch("after", written, "a time such as `2 seconds`, at most in weeks".to_owned())
        })
    }

    fn text(&self, field: &'static str) -> Result<Option<&str>, Mistake> {
        match self.fields.get(field) {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(other) => Err(mismatch(field, &other.to_string(), "a text".to_owned())),
        }
    }

    fn whole(
        &self,
        field: &'static str,
        expected: &str,
        fits: impl Fn(u64) -> bool,
    ) -> Result<Option<u64>, Mistake> {
        let Some(found) = self.fields.get(field) else { return Ok(None) };
        let number = found.as_u64().filter(|number| fits(*number));
        number.map(Some).ok_or_else(|| mismatch(field, &found.to_string(), expected.to_owned()))
    }
}

fn missing(field: &'static str) -> Mistake {
    (Some(field), Problem::MissingValue { what: format!("`{field}`") })
}

fn mismatch(field: &'static str, value: &str, expected: String) -> Mistake {
    let (value, reason) = (value.to_owned(), String::new());
    (Some(field), Problem::ValueMismatch { value, expected, reason })
}
