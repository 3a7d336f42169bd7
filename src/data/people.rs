//! Rows of people: whose they are, and which column is which attribute.
//!
//! A row is flat, or a profile of the People API: custom attributes inside `customAttributes`, contacts inside
//! `contactInformation`, whose primary or else first phone and email become the attributes `phone` and `email`. By the others
//! a person can be found.
//! `createdAt` and `modifiedAt` without an offset are in UTC, as that API has them. Computed attributes are never read.

use std::borrow::Cow;
use std::collections::HashMap;

use super::cell::{Cell, Fitter, written};
use super::loader::Shared;
use super::population::Roll;
use super::problems::Stop;
use super::sink::{Member, Sink, mismatch};
use crate::diagnostic::{Diagnostic, List, Problem};
use crate::program::{Attribute, AttributeId, Id, Program};
use crate::value::text::fold;
use crate::value::{Text, Value, Zone};

/// The attributes of all persons, column by column, in the order of the rows that were taken.
#[derive(Debug)]
pub(super) struct Attributes {
    columns: Vec<Column>,
    rows: u32,
    further: Further,
}

/// The contacts that people have beside those in attributes, by row.
pub(super) type Further = HashMap<u32, Vec<(AttributeId, Text)>>;

#[derive(Debug)]
struct Column {
    fitter: Fitter,
    /// The values up to the last row that has one.
    values: Vec<Value>,
    /// Whether a file has the column.
    given: bool,
}

impl Attributes {
    pub(super) fn new(program: &Program) -> Attributes {
        let column = |attribute: &Attribute| Column {
            fitter: Fitter::new(attribute.r#type.clone(), zone(attribute, program)),
            values: Vec::new(),
            given: false,
        };
        Attributes {
            columns: program.attributes.rows().iter().map(column).collect(),
            rows: 0,
            further: Further::new(),
        }
    }

    /// The value of an attribute in a row.
    pub(super) fn value(&self, attribute: AttributeId, row: u32) -> &Value {
        self.columns[attribute.index()].values.get(row as usize).unwrap_or(&Value::Empty)
    }

    /// The contacts beside those in attributes, by row.
    pub(super) fn further(&self) -> &Further {
        &self.further
    }

    /// The values of each attribute that a file has, one for each row; and further contacts.
    pub(super) fn into_columns(self) -> (Vec<Option<Vec<Value>>>, Further) {
        let rows = self.rows as usize;
        let whole = |mut column: Column| {
            column.values.resize(rows, Value::Empty);
            column.values
        };
        (self.columns.into_iter().map(|column| column.given.then(|| whole(column))).collect(), self.further)
    }

    fn push(&mut self, Taken { values, further }: Taken) -> u32 {
        let row = self.rows;
        for (attribute, value) in values {
            let column = &mut self.columns[attribute.index()];
            // Of two columns for one attribute the first that is not empty counts.
            if column.values.len() <= row as usize {
                column.values.resize(row as usize, Value::Empty);
                column.values.push(value);
            }
        }
        if !further.is_empty() {
            self.further.insert(row, further);
        }
        self.rows += 1;
        row
    }
}

/// The zone of local times: the account's, but for the two that the system keeps.
pub(super) fn zone(attribute: &Attribute, program: &Program) -> Zone {
    let by_system = attribute.standard && matches!(&*attribute.name, "createdAt" | "modifiedAt");
    if by_system { Zone::UTC } else { program.zone }
}

/// A column of the file at hand.
struct Source {
    name: String,
    /// How good a key it is, the best having 0.
    key: Option<usize>,
    attribute: Option<AttributeId>,
    /// Whether it holds contacts beside the one in the attribute.
    further: bool,
}

/// What a row says of somebody.
struct Taken {
    values: Vec<(AttributeId, Value)>,
    /// The contacts beside those in attributes.
    further: Vec<(AttributeId, Text)>,
}

/// Takes the people of one file.
pub(super) struct PeopleSink<'l, 'p> {
    file: &'l str,
    shared: &'l mut Shared<'p>,
    roll: &'l mut Roll,
    attributes: &'l mut Attributes,
    sources: Vec<Source>,
    names: Vec<String>,
    ignored: Vec<String>,
}

/// Names of the key that will do where a file does not have the project's.
pub(super) const KEYS: [&str; 1] = ["personId"];

/// Those of a profile of the People API.
const PROFILE_KEYS: [&str; 3] = ["personId", "id", "externalId"];

impl<'l, 'p> PeopleSink<'l, 'p> {
    pub(super) fn new(
        file: &'l str,
        shared: &'l mut Shared<'p>,
        roll: &'l mut Roll,
        attributes: &'l mut Attributes,
    ) -> PeopleSink<'l, 'p> {
        let (sources, names, ignored) = (Vec::new(), Vec::new(), Vec::new());
        PeopleSink { file, shared, roll, attributes, sources, names, ignored }
    }

    /// Ends the file.
    pub(super) fn finish(self, end: Result<(), Stop>) {
        let failed = end.is_err();
        self.shared.problems.end_of_file(self.file, end);
        if !failed {
            self.shared.ignored(self.file, self.ignored);
        }
    }

    fn source(&mut self, name: &str, keys: &[&str]) -> Option<usize> {
        self.names.push(name.to_owned());
        let declared = self.shared.declared(name);
        let key = self.shared.key_rank(declared, keys);
        let program = self.shared.program;
        let attribute = program.attribute_for_column(declared);
        let attribute = attribute.filter(|&attribute| program.attributes[attribute].computed.is_none());
        if key.is_none() && attribute.is_none() {
            self.ignored.push(name.to_owned());
            return None;
        }
        if let Some(attribute) = attribute {
            self.attributes.columns[attribute.index()].given = true;
        }
        self.sources.push(Source { name: name.to_owned(), key, attribute, further: false });
        Some(self.sources.len() - 1)
    }

    /// The key of a row.
    fn key<'c>(&self, row: u64, cells: &'c [(usize, Cell<'_>)]) -> Result<Cow<'c, str>, Box<Diagnostic>> {
        let named = cells.iter().filter(|(_, cell)| !cell.is_empty());
        let ranked = named.filter_map(|(at, cell)| Some((self.sources[*at].key?, *at, cell)));
        let Some((_, at, cell)) = ranked.min_by_key(|(rank, ..)| *rank) else {
            let nobody = self.shared.options.nobody.as_ref().map(|nobody| nobody.to_string().into());
            return nobody.ok_or_else(|| self.without_key(row));
        };
        written(cell).map_err(|misfit| {
            let column = &self.sources[at].name;
            mismatch(self.file, row, column, cell, "an id".to_owned(), misfit)
        })
    }

    fn without_key(&self, row: u64) -> Box<Diagnostic> {
        let problem = self.missing_column();
        let problem = problem.unwrap_or_else(|| Problem::MissingValue { what: "the person's id".to_owned() });
        let column = self.sources.iter().find(|source| source.key.is_some()).map(|source| &*source.name);
        Box::new(Diagnostic::data(self.file, Some(row), column, problem))
    }

    fn values(&mut self, row: u64, cells: &[(usize, Cell<'_>)], reasons: &mut Vec<Diagnostic>) -> Taken {
        let mut taken = Taken { values: Vec::with_capacity(cells.len()), further: Vec::new() };
        for (at, cell) in cells.iter().filter(|(_, cell)| !cell.is_empty()) {
            let source = &self.sources[*at];
            let Some(attribute) = source.attribute else { continue };
            let fitter = &mut self.attributes.columns[attribute.index()].fitter;
            match fitter.fit(cell) {
                Ok(Value::Text(contact)) if source.further => taken.further.push((attribute, contact)),
                Ok(value) => taken.values.push((attribute, value)),
                Err(misfit) => {
                    reasons.push(*mismatch(self.file, row, &source.name, cell, fitter.wanted(), misfit));
                }
            }
        }
        taken
    }
}

impl Sink for PeopleSink<'_, '_> {
    fn column(&mut self, name: &str) -> Option<usize> {
        self.source(name, &KEYS)
    }

    fn member(&mut self, name: &str) -> Member {
        match &*fold(name) {
            "customattributes" => Member::Members,
            "contactinformation" => Member::Contacts,
            "computedattributes" | "integrations" => Member::Ignored,
            _ => self.source(name, &PROFILE_KEYS).map_or(Member::Ignored, Member::Column),
        }
    }

    fn inner(&mut self, name: &str) -> Option<usize> {
        let at = self.source(name, &[])?;
        // Whose a profile is stands outside of its custom attributes.
        self.sources[at].key = None;
        self.sources[at].attribute.map(|_| at)
    }

    fn contact(&mut self, channel: &str) -> Option<usize> {
        self.source(channel, &[])
    }

    fn further_contact(&mut self, channel: &str) -> Option<usize> {
        let attribute = self.shared.program.attribute_for_column(channel);
        self.sources.push(Source { name: channel.to_owned(), key: None, attribute, further: true });
        Some(self.sources.len() - 1)
    }

    fn missing_column(&self) -> Option<Problem> {
        let known =
            self.shared.options.nobody.is_some() || self.sources.iter().any(|source| source.key.is_some());
        let column = self.shared.options.key.clone();
        (!known).then(|| Problem::MissingColumn { column, found: List::of(self.names.iter().cloned()) })
    }

    fn row(&mut self, row: u64, cells: &[(usize, Cell<'_>)]) -> Result<(), Stop> {
        let mut reasons = Vec::new();
        let key = self.key(row, cells).map_err(|reason| reasons.push(*reason)).ok();
        let taken = self.values(row, cells, &mut reasons);
        let known = key.as_ref().and_then(|key| self.roll.known(key));
        if let (Some(key), Some(member)) = (&key, known)
            && self.roll.has_row(member)
        {
            let problem = Problem::DuplicatePerson { person: key.to_string() };
            reasons.push(Diagnostic::data(self.file, Some(row), None, problem));
        }
        match key {
            Some(key) if reasons.is_empty() => {
                let row = self.attributes.push(taken);
                let member = known.unwrap_or_else(|| self.roll.add(&key));
                self.roll.set_row(member, row);
                Ok(())
            }
            _ => self.shared.problems.row(reasons),
        }
    }

    fn broken_row(&mut self, row: u64, reason: String) -> Result<(), Stop> {
        let reason = Diagnostic::data(self.file, Some(row), None, Problem::MalformedRow { reason });
        self.shared.problems.row(vec![reason])
    }
}
