//! The list of those who are not to be contacted, as it stands before a run.
//!
//! | column | meaning |
//! | --- | --- |
//! | `contact`, `destination` | a phone number, an email address, or the part behind the `@` of all addresses of a company |
//! | `personId`, or the project's key | a person, whatever the contact |
//! | `channel` | the channel, without regard to case |
//! | `sender`, `senders` | the senders, by name or address, with `;` between them; all without |
//! | `time`, `createdDate` | since when; from the start without |
//!
//! A row names a contact or a person. What else a record of the modelled system's list has (`sourceType`, `campaign`,
//! `accountKey`, `reason`) does not matter to a run and is passed over.

use bytes::Bytes;

use super::cell::{Cell, Fitter, written};
use super::loader::{Format, Options, Shared, read};
use super::problems::{Listed, Stop};
use super::sink::{Sink, mismatch};
use crate::diagnostic::{Diagnostic, List, Problem};
use crate::program::{ChannelId, OptOut, Program, SenderId, Type};
use crate::value::text::{equal, fold};
use crate::value::{Instant, Text, Value};

/// Somebody who is not to be contacted.
#[derive(Clone, PartialEq, Debug)]
pub struct DoNotContact {
    /// Who.
    pub whom: Whom,
    /// By which channel, or by which of its senders.
    pub opt_out: OptOut,
    /// Since when; nothing stands for always.
    pub since: Option<Instant>,
}

/// Whom a row of the list is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Whom {
    /// The person with this key.
    Person(Text),
    /// Whoever has this contact, or an address behind this name.
    Contact(Text),
}

/// Reads a file of the list. `file` is its name as the user knows it.
///
/// # Errors
///
/// The reports, if rows are wrong and that is not to be passed over.
pub fn do_not_contact(
    program: &Program,
    options: Options,
    file: &str,
    bytes: &Bytes,
) -> Result<Listed<DoNotContact>, Vec<Diagnostic>> {
    let mut shared = Shared::new(program, options);
    let mut sink = ListSink {
        file,
        shared: &mut shared,
        times: Fitter::new(Type::Datetime, program.zone),
        sources: Vec::new(),
        columns: Vec::new(),
        ignored: Vec::new(),
        found: Vec::new(),
    };
    let end = read(Format::of(file), bytes, &["doNotContact"], &mut sink);
    let ListSink { found, ignored, .. } = sink;
    if end.is_ok() {
        shared.ignored(file, ignored);
    }
    shared.problems.end_of_file(file, end);
    Listed::of(found, shared.problems)
}

/// What a column says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Person,
    Contact,
    Channel,
    Sender,
    Time,
}

/// Members of a record that do not matter to a run.
const IMMATERIAL: [&str; 4] = ["sourcetype", "accountkey", "campaign", "reason"];

/// Takes the rows of a file.
struct ListSink<'l, 'p> {
    file: &'l str,
    shared: &'l mut Shared<'p>,
    times: Fitter,
    /// The columns that say something, by name.
    sources: Vec<(String, Role)>,
    /// All columns.
    columns: Vec<String>,
    ignored: Vec<String>,
    found: Vec<DoNotContact>,
}

impl ListSink<'_, '_> {
    fn role(&self, name: &str) -> Option<Role> {
        if self.shared.key_rank(name, &["personId"]).is_some() {
            return Some(Role::Person);
        }
        Some(match &*fold(name) {
            "contact" | "destination" => Role::Contact,
            "channel" => Role::Channel,
            "sender" | "senders" => Role::Sender,
            "time" | "createddate" => Role::Time,
            _ => return None,
        })
    }

    /// The first cell that says this and is not empty, with the name of its column.
    fn said<'c, 'a>(&self, role: Role, cells: &'c [(usize, Cell<'a>)]) -> Option<(&str, &'c Cell<'a>)> {
        let found = cells.iter().find(|(at, cell)| self.sources[*at].1 == role && !cell.is_empty());
        found.map(|(at, cell)| (&*self.sources[*at].0, cell))
    }

    fn text(
        &self,
        row: u64,
        role: Role,
        cells: &[(usize, Cell<'_>)],
    ) -> Result<Option<Text>, Box<Diagnostic>> {
        let Some((column, cell)) = self.said(role, cells) else { return Ok(None) };
        let text = written(cell).map(|text| Some(Text::from(&*text)));
        text.map_err(|misfit| mismatch(self.file, row, column, cell, Type::Text.described(), misfit))
    }

    fn rows_of(
        &mut self,
        row: u64,
        cells: &[(usize, Cell<'_>)],
    ) -> Result<Vec<DoNotContact>, Box<Diagnostic>> {
        let channel = self.channel(row, cells)?;
        let whom = self.whom(row, channel, cells)?;
        let since = self.since(row, cells)?;
        let senders = self.senders(row, channel, cells)?;
        let entry = |sender| DoNotContact { whom: whom.clone(), opt_out: OptOut { channel, sender }, since };
        Ok(if senders.is_empty() {
            vec![entry(None)]
        } else {
            senders.into_iter().map(|sender| entry(Some(sender))).collect()
        })
    }

    fn whom(
        &self,
        row: u64,
        channel: ChannelId,
        cells: &[(usize, Cell<'_>)],
    ) -> Result<Whom, Box<Diagnostic>> {
        if let Some(person) = self.text(row, Role::Person, cells)? {
            return Ok(Whom::Person(person));
        }
        let Some(contact) = self.text(row, Role::Contact, cells)? else {
            let what = "a contact or the person's id".to_owned();
            return Err(self.wrong(row, Role::Contact, Problem::MissingValue { what }));
        };
        let channel = &self.shared.program.channels[channel];
        if channel.contact.is_some() {
            return Ok(Whom::Contact(contact));
        }
        let reason =
            format!(": people have no contact on `{}`, so the row has to name the person", channel.name);
        let expected = "a contact".to_owned();
        let problem = Problem::ValueMismatch { value: contact.to_string(), expected, reason };
        Err(self.wrong(row, Role::Contact, problem))
    }

    fn channel(&self, row: u64, cells: &[(usize, Cell<'_>)]) -> Result<ChannelId, Box<Diagnostic>> {
        let Some(name) = self.text(row, Role::Channel, cells)? else {
            let what = "the channel".to_owned();
            return Err(self.wrong(row, Role::Channel, Problem::MissingValue { what }));
        };
        let channels = &self.shared.program.channels;
        let found = channels.iter().find(|(_, channel)| equal(&channel.name, &name));
        found.map(|(id, _)| id).ok_or_else(|| {
            let known = List::of(channels.rows().iter().map(|channel| channel.name.to_string()));
            let reason = format!(": it has {known}");
            let expected = "a channel of the project".to_owned();
            let problem = Problem::ValueMismatch { value: name.to_string(), expected, reason };
            self.wrong(row, Role::Channel, problem)
        })
    }

    fn senders(
        &self,
        row: u64,
        channel: ChannelId,
        cells: &[(usize, Cell<'_>)],
    ) -> Result<Vec<SenderId>, Box<Diagnostic>> {
        let Some((column, cell)) = self.said(Role::Sender, cells) else { return Ok(Vec::new()) };
        let mut fitter = Fitter::new(Type::List(Box::new(Type::Text)), self.shared.program.zone);
        let names = match fitter.fit(cell) {
            Ok(Value::List(names)) => names,
            Ok(_) => return Ok(Vec::new()),
            Err(misfit) => {
                return Err(mismatch(self.file, row, column, cell, "a sender".to_owned(), misfit));
            }
        };
        let texts = names.iter().filter_map(|name| match name {
            Value::Text(name) => Some(name),
            _ => None,
        });
        texts.map(|name| self.sender(row, channel, name)).collect()
    }

    /// The sender of a channel with a name or an address.
    fn sender(&self, row: u64, channel: ChannelId, name: &Text) -> Result<SenderId, Box<Diagnostic>> {
        let program = self.shared.program;
        let mut senders = program.senders.iter().filter(|(_, sender)| sender.channel == channel);
        let found =
            senders.find(|(_, sender)| &*sender.name == name.as_str() || equal(&sender.address, name));
        found.map(|(id, _)| id).ok_or_else(|| {
            let expected = format!("a sender of `{}`", program.channels[channel].name);
            let problem = Problem::ValueMismatch { value: name.to_string(), expected, reason: String::new() };
            self.wrong(row, Role::Sender, problem)
        })
    }

    fn since(&mut self, row: u64, cells: &[(usize, Cell<'_>)]) -> Result<Option<Instant>, Box<Diagnostic>> {
        let Some((column, cell)) = self.said(Role::Time, cells) else { return Ok(None) };
        let column = column.to_owned();
        match self.times.fit(cell) {
            Ok(Value::Datetime(time)) => Ok(Some(time)),
            Ok(_) => Ok(None),
            Err(misfit) => Err(mismatch(self.file, row, &column, cell, self.times.wanted(), misfit)),
        }
    }

    /// A report about the column that says something.
    fn wrong(&self, row: u64, role: Role, problem: Problem) -> Box<Diagnostic> {
        let column = self.sources.iter().find(|(_, known)| *known == role).map(|(name, _)| &**name);
        Box::new(Diagnostic::data(self.file, Some(row), column, problem))
    }
}

impl Sink for ListSink<'_, '_> {
    fn column(&mut self, name: &str) -> Option<usize> {
        self.columns.push(name.to_owned());
        let Some(role) = self.role(self.shared.declared(name)) else {
            if !IMMATERIAL.contains(&&*fold(name)) {
                self.ignored.push(name.to_owned());
            }
            return None;
        };
        self.sources.push((name.to_owned(), role));
        Some(self.sources.len() - 1)
    }

    fn inner(&mut self, _: &str) -> Option<usize> {
        None
    }

    fn contact(&mut self, _: &str) -> Option<usize> {
        None
    }

    fn missing_column(&self) -> Option<Problem> {
        let has = |wanted| self.sources.iter().any(|(_, role)| *role == wanted);
        let missing = match () {
            () if !has(Role::Channel) => "channel",
            () if !has(Role::Contact) && !has(Role::Person) => "contact",
            () => return None,
        };
        let found = List::of(self.columns.iter().cloned());
        Some(Problem::MissingColumn { column: missing.to_owned(), found })
    }

    fn row(&mut self, row: u64, cells: &[(usize, Cell<'_>)]) -> Result<(), Stop> {
        match self.rows_of(row, cells) {
            Ok(rows) => {
                self.found.extend(rows);
                Ok(())
            }
            Err(reason) => self.shared.problems.row(vec![*reason]),
        }
    }

    fn broken_row(&mut self, row: u64, reason: String) -> Result<(), Stop> {
        let reason = Diagnostic::data(self.file, Some(row), None, Problem::MalformedRow { reason });
        self.shared.problems.row(vec![reason])
    }
}
