//! Requests of the outside to let people into flows: what the API of the modelled system takes, one a line.
//!
//! ```json
//! {"time": "2026-01-01T09:00:00Z", "flow": "Onboarding", "participants": [
//!   {"identifyBy": {"identifier": "ana@example.com", "type": "EMAIL"},
//!    "variables": {"orderId": "A-1"},
//!    "person": {"firstName": "Ana", "customAttributes": {"plan": "pro"}}}]}
//! ```
//!
//! `time` and `flow` stand beside what a request has there, since requests say neither. `variables` are the parameters of
//! `enter from api`; `person` has the shape of a profile. `notifyUrl` and `callbackData` are for an answer that nobody waits
//! for here, and like other members that nobody knows they are passed over.

use bytes::Bytes;
use serde_json::value::RawValue;

use super::cell::{Cell, Fitter};
use super::json::{self, contacts_of, items, members};
use super::problems::{Listed, OnError, Problems};
use super::sink::mismatch;
use super::text::{each_line, without_mark};
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{AttributeId, EntrySource, Flow, FlowId, Program, Type, VariableId};
use crate::value::text::{self, fold};
use crate::value::{Instant, Text, Value};

/// The most participants that a request may have.
const MOST: usize = 1_000;

/// Somebody who is to enter a flow.
#[derive(Clone, PartialEq, Debug)]
pub struct Participant {
    /// When.
    pub time: Instant,
    /// The flow.
    pub flow: FlowId,
    /// The attribute that identifies, and what stands in it.
    pub contact: (AttributeId, Text),
    /// What the parameters are given.
    pub values: Vec<(VariableId, Value)>,
    /// What is written to the profile.
    pub attributes: Vec<(AttributeId, Value)>,
}

/// Reads a file of requests: the participants in its order. `file` is its name as the user knows it.
///
/// # Errors
///
/// The reports, if rows are wrong and that is not to be passed over.
pub fn participants(
    program: &Program,
    file: &str,
    bytes: &Bytes,
    on_error: OnError,
) -> Result<Listed<Participant>, Vec<Diagnostic>> {
    let mut problems = Problems::new(on_error);
    let mut found = Vec::new();
    let end = each_line(without_mark(bytes), |row, line| {
        let mut reader = Row { program, file, row, reasons: Vec::new() };
        let participants = match std::str::from_utf8(line) {
            Ok(line) => reader.request(line),
            Err(_) => reader.not_utf8(),
        };
        if reader.reasons.is_empty() {
            found.extend(participants);
            return Ok(());
        }
        problems.row(reader.reasons)
    });
    problems.end_of_file(file, end);
    Listed::of(found, problems)
}

/// A line that is read.
struct Row<'r> {
    program: &'r Program,
    file: &'r str,
    row: u64,
    /// What is wrong with it.
    reasons: Vec<Diagnostic>,
}

/// The members of an object, by name.
struct Object<'a>(Vec<(std::borrow::Cow<'a, str>, &'a RawValue)>);

impl<'a> Object<'a> {
    /// The member with a name, unless it is `null`.
    fn member(&self, name: &str) -> Option<&'a RawValue> {
        let found = self.0.iter().find(|(known, _)| text::equal(known, name));
        found.map(|(_, value)| *value).filter(|value| value.get() != "null")
    }
}

impl<'r> Row<'r> {
    fn not_utf8(&mut self) -> Vec<Participant> {
        self.report(None, Problem::MalformedRow { reason: "it is not UTF-8".to_owned() });
        Vec::new()
    }

    /// The participants of a request.
    fn request(&mut self, line: &str) -> Vec<Participant> {
        let request = match members(line) {
            Ok(members) => Object(members),
            Err(error) => {
                self.report(None, Problem::MalformedRow { reason: json::reason(&error) });
                return Vec::new();
            }
        };
        let time = self.time(&request);
        let flow = self.flow(&request);
        let listed =
            request.member("participants").and_then(|list| items(list.get()).ok()).unwrap_or_default();
        if listed.is_empty() || listed.len() > MOST {
            let what = format!("a list of 1 to {MOST} `participants`");
            self.report(Some("participants"), Problem::MissingValue { what });
        }
        let (Some(time), Some(flow)) = (time, flow) else { return Vec::new() };
        let places = (0..).zip(listed);
        places.filter_map(|(at, participant)| self.participant(time, flow, at, participant)).collect()
    }

    fn time(&mut self, request: &Object) -> Option<Instant> {
        match self.fitted("time", request.member("time"), &Type::Datetime)? {
            Value::Datetime(time) => Some(time),
            _ => None,
        }
    }

    fn flow(&mut self, request: &Object) -> Option<FlowId> {
        let Value::Text(name) = self.fitted("flow", request.member("flow"), &Type::Text)? else {
            return None;
        };
        let flow = self.program.flow(&name);
        if flow.is_none() {
            self.misfit("flow", &name, "a flow of the project");
        }
        flow
    }

    fn participant(
        &mut self,
        time: Instant,
        flow: FlowId,
        at: usize,
        value: &RawValue,
    ) -> Option<Participant> {
        let column = |name: &str| format!("participants[{at}].{name}");
        let participant = self.object(&format!("participants[{at}]"), Some(value))?;
        let identify = self.object(&column("identifyBy"), participant.member("identifyBy"))?;
        let contact = self.contact(&column("identifyBy"), &identify);
        let variables = self.object(&column("variables"), participant.member("variables"))?;
        let values = self.values(&column("variables"), &self.program.flows[flow], &variables);
        let person = self.object(&column("person"), participant.member("person"))?;
        let attributes = self.profile(&column("person"), &person);
        Some(Participant { time, flow, contact: contact?, values, attributes })
    }

    /// By what somebody is found.
    fn contact(&mut self, column: &str, identify: &Object) -> Option<(AttributeId, Text)> {
        let (kind, identifier) = (format!("{column}.type"), format!("{column}.identifier"));
        let Value::Text(word) = self.fitted(&kind, identify.member("type"), &Type::Text)? else {
            return None;
        };
        let attribute = match &*fold(&word) {
            "phone" => self.program.known.phone,
            "email" => self.program.known.email,
            _ => {
                self.misfit(&kind, &word, "`PHONE` or `EMAIL`, by which people are found");
                return None;
            }
        };
        match self.fitted(&identifier, identify.member("identifier"), &Type::Text)? {
            Value::Text(written) => Some((attribute, written)),
            _ => None,
        }
    }

    /// What the parameters of the entry are given. A flow without such an entry turns everybody down later.
    fn values(&mut self, column: &str, flow: &Flow, given: &Object) -> Vec<(VariableId, Value)> {
        let Some((_, entry)) = flow.entry_from(EntrySource::Api) else { return Vec::new() };
        let mut values = Vec::new();
        for (name, value) in given.0.iter().filter(|(_, value)| value.get() != "null") {
            let parameters = entry.parameters.iter().map(|parameter| parameter.variable);
            let column = format!("{column}.{name}");
            let Some(variable) = parameters.into_iter().find(|id| *flow.variables[*id].name == **name) else {
                self.misfit(&column, name, "a parameter of `enter from api`");
                continue;
            };
            if let Some(value) = self.fitted(&column, Some(value), &flow.variables[variable].r#type) {
                values.push((variable, value));
            }
        }
        values
    }

    /// What is written to the profile.
    fn profile(&mut self, column: &str, person: &Object) -> Vec<(AttributeId, Value)> {
        let mut values = Vec::new();
        for (name, value) in &person.0 {
            match &*fold(name) {
                "customattributes" => {
                    let own = self.object(&format!("{column}.{name}"), Some(value));
                    for (name, value) in own.map_or_else(Vec::new, |own| own.0) {
                        self.attribute(column, &name, json::cell(value), &mut values);
                    }
                }
                "contactinformation" => {
                    for channel in ["phone", "email"] {
                        if let Some(cell) = contacts_of(value).best(channel) {
                            self.attribute(column, channel, cell, &mut values);
                        }
                    }
                }
                _ => self.attribute(column, name, json::cell(value), &mut values),
            }
        }
        values
    }

    fn attribute(&mut self, column: &str, name: &str, cell: Cell, values: &mut Vec<(AttributeId, Value)>) {
        let program = self.program;
        let attribute = program.attribute_for_column(name);
        let Some(attribute) = attribute.filter(|id| program.attributes[*id].computed.is_none()) else {
            return;
        };
        let r#type = &program.attributes[attribute].r#type;
        if let Some(value) = self.fit(&format!("{column}.{name}"), &cell, r#type) {
            values.push((attribute, value));
        }
    }

    /// The object that a member is, without members where it is not there or `null`; what else it is, is reported.
    fn object<'a>(&mut self, column: &str, value: Option<&'a RawValue>) -> Option<Object<'a>> {
        let Some(value) = value.filter(|value| value.get() != "null") else {
            return Some(Object(Vec::new()));
        };
        let read = members(value.get()).ok().map(Object);
        if read.is_none() {
            self.misfit(column, value.get(), "an object");
        }
        read
    }

    /// The value of a member that must be there.
    fn fitted(&mut self, column: &str, value: Option<&RawValue>, wanted: &Type) -> Option<Value> {
        match value.map(json::cell).filter(|cell| !cell.is_empty()) {
            Some(cell) => self.fit(column, &cell, wanted),
            None => {
                self.report(Some(column), Problem::MissingValue { what: format!("`{column}`") });
                None
            }
        }
    }

    fn fit(&mut self, column: &str, cell: &Cell, wanted: &Type) -> Option<Value> {
        let mut fitter = Fitter::new(wanted.clone(), self.program.zone);
        match fitter.fit(cell) {
            Ok(value) => Some(value),
            Err(misfit) => {
                self.reasons.push(*mismatch(self.file, self.row, column, cell, fitter.wanted(), misfit));
                None
            }
        }
    }

    fn misfit(&mut self, column: &str, value: &str, expected: &str) {
        let (value, expected) = (value.to_owned(), expected.to_owned());
        self.report(Some(column), Problem::ValueMismatch { value, expected, reason: String::new() });
    }

    fn report(&mut self, column: Option<&str>, problem: Problem) {
        self.reasons.push(Diagnostic::data(self.file, Some(self.row), column, problem));
    }
}
