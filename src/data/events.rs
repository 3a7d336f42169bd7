//! Rows of events: who, what and when, and which column is which property.
//!
//! | column | meaning |
//! | --- | --- |
//! | `personId`, or the project's key | whose the event is; in JSON an `identifier` may say it, see `identifiers` |
//! | `identifierType` | what the column before holds, if it is not the key: `PHONE`, `EMAIL` |
//! | `definitionId`, or `name` | its kind |
//! | `time`, `occurredTime` or `occuredTime` | when it happened |
//! | `eventId` | its id, which makes a second event with the same one void |
//! | `flow`, `element` | what it belongs to: a flow's name and an element's label. Without a flow, the one flow that has such an element |
//! | any other | a property; so are all inside `properties`, whatever their names. `<event>_<property>` is one too |
//!
//! Events that the project does not declare are counted and left out. A property that is missing or empty is empty, whether
//! it is declared as optional or not.

mod batch;

use std::borrow::Cow;

use super::arrays::Batch;
use super::cell::{Cell, Fitter, written};
use super::history::{Payload, Properties};
use super::identifiers::{self, Holders};
use super::loader::{Options, Shared};
use super::log::Log;
use super::people::Attributes;
use super::population::Roll;
use super::problems::Stop;
use super::sink::{Member, Sink, mismatch};
use crate::diagnostic::{Diagnostic, List, Problem};
use crate::program::{EventId, Id, Program, Type};
use crate::value::text::fold;
use crate::value::{Instant, Text, Value};

/// What a column says of an event, beside its properties.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    Person,
    Name,
    Time,
    Id,
    Flow,
    Element,
    /// The type of the identifier that says whose the event is.
    Identifier,
    /// The type of what stands in the column of the person.
    PersonType,
}

/// How many roles there are.
const ROLES: usize = 8;

/// A column of the file at hand.
struct Source {
    name: String,
    /// What it says, and how well, the best having 0.
    role: Option<(Role, usize)>,
    /// For each event, whether it has been asked for, and which property the column is of it.
    slots: Vec<Option<Option<u32>>>,
    /// Whether an event took a value of it.
    used: bool,
    /// Whether a value of it came to nothing, since the event does not have such a property.
    spurned: bool,
}

/// Takes the events of one file.
pub(super) struct EventSink<'l, 'p> {
    file: &'l str,
    shared: &'l mut Shared<'p>,
    roll: &'l mut Roll,
    log: &'l mut Log,
    times: Fitter,
    sources: Vec<Source>,
    /// The columns that say something of an event, by role, the best first.
    roles: [Vec<usize>; ROLES],
    /// The properties of the event at hand.
    properties: Properties,
    /// The people who were read before, and what finds them by contacts once that is asked for.
    attributes: &'l Attributes,
    holders: Option<Holders>,
    /// The columns of identifiers: the id and its type.
    identifier: Option<(usize, usize)>,
    /// The person of the row before, who often is that of the next.
    last: Option<(Text, u32)>,
    /// The kinds of the first events.
    names: Vec<(Text, EventId)>,
    columns: Vec<String>,
    ignored: Vec<String>,
}

/// What a row says, as far as it is right.
struct Row<'c> {
    person: Cow<'c, str>,
    time: Instant,
    definition: EventId,
    id: Option<Cow<'c, str>>,
    flow: Option<Cow<'c, str>>,
    element: Option<Cow<'c, str>>,
}

/// A cell and the place of its column.
type Placed<'c, 'a> = (usize, &'c Cell<'a>);

impl<'l, 'p> EventSink<'l, 'p> {
    pub(super) fn new(
        file: &'l str,
        shared: &'l mut Shared<'p>,
        roll: &'l mut Roll,
        log: &'l mut Log,
        attributes: &'l Attributes,
    ) -> EventSink<'l, 'p> {
        let times = Fitter::new(Type::Datetime, shared.program.zone);
        EventSink {
            file,
            shared,
            roll,
            log,
            times,
            sources: Vec::new(),
            roles: Default::default(),
            properties: Properties::default(),
            attributes,
            holders: None,
            identifier: None,
            last: None,
            names: Vec::new(),
            columns: Vec::new(),
            ignored: Vec::new(),
        }
    }

    /// Ends the file.
    pub(super) fn finish(self, end: Result<(), Stop>) {
        let failed = end.is_err();
        self.shared.problems.end_of_file(self.file, end);
        if !failed {
            let spurned = self.sources.into_iter().filter(|source| source.spurned && !source.used);
            let ignored = self.ignored.into_iter().chain(spurned.map(|source| source.name)).collect();
            self.shared.ignored(self.file, ignored);
        }
    }

    fn source(&mut self, name: &str, role: Option<(Role, usize)>) -> Option<usize> {
        let declared = self.shared.declared(name);
        if role.is_none() {
            match self.log.known.get(&*fold(declared)) {
                Some(true) => {}
                // What nobody reads is not looked at, and need not be right.
                Some(false) => return None,
                None => {
                    self.ignored.push(name.to_owned());
                    return None;
                }
            }
        }
        let slots = vec![None; self.shared.program.events.len()];
        let at = self.sources.len();
        self.sources.push(Source { name: name.to_owned(), role, slots, used: false, spurned: false });
        if let Some((role, rank)) = role {
            let known = &mut self.roles[role as usize];
            let sources = &self.sources;
            let place = known.partition_point(|&at| sources[at].role.is_some_and(|(_, known)| known <= rank));
            known.insert(place, at);
        }
        Some(at)
    }

    /// The best cell that says this of the event.
    fn said<'c, 'a>(&self, role: Role, cells: &'c [(usize, Cell<'a>)]) -> Option<Placed<'c, 'a>> {
        self.roles[role as usize].iter().find_map(|&at| Some((at, filled(cells, at)?)))
    }

    /// A text that says something of the event; an error if it is none.
    fn text<'c>(
        &self,
        row: u64,
        role: Role,
        cells: &'c [(usize, Cell<'_>)],
    ) -> Result<Option<Cow<'c, str>>, Box<Diagnostic>> {
        let Some((at, cell)) = self.said(role, cells) else { return Ok(None) };
        written(cell).map(Some).map_err(|misfit| {
            mismatch(self.file, row, &self.sources[at].name, cell, Type::Text.described(), misfit)
        })
    }

    fn time(&mut self, row: u64, cells: &[(usize, Cell<'_>)]) -> Result<Instant, Box<Diagnostic>> {
        let Some((at, cell)) = self.said(Role::Time, cells) else {
            return Err(self.without(row, Role::Time));
        };
        match self.times.fit(cell) {
            Ok(Value::Datetime(time)) => Ok(time),
            Ok(_) => Err(self.without(row, Role::Time)),
            Err(misfit) => {
                Err(mismatch(self.file, row, &self.sources[at].name, cell, self.times.wanted(), misfit))
            }
        }
    }

    /// What a row says; nothing if the event is not declared, or there are reasons against it.
    fn read<'c>(
        &mut self,
        row: u64,
        cells: &'c [(usize, Cell<'_>)],
        reasons: &mut Vec<Diagnostic>,
    ) -> Option<Row<'c>> {
        let name = self.required(row, Role::Name, cells, reasons);
        let definition = match &name {
            Some(name) => Some(self.definition(name)?),
            None => None,
        };
        let person = self.required(row, Role::Person, cells, reasons);
        let person = person.and_then(|person| self.meant(row, person, cells, reasons));
        let time = self.time(row, cells).map_err(|reason| reasons.push(*reason)).ok();
        let mut optional = |role| {
            self.text(row, role, cells).unwrap_or_else(|reason| {
                reasons.push(*reason);
                None
            })
        };
        let (id, flow, element) = (optional(Role::Id), optional(Role::Flow), optional(Role::Element));
        let definition = definition?;
        self.read_properties(row, definition, cells, reasons);
        Some(Row { person: person?, time: time?, definition, id, flow, element })
    }

    /// The key of the person whom a row names: where an identifier does, by its type.
    fn meant<'c>(
        &mut self,
        row: u64,
        person: Cow<'c, str>,
        cells: &'c [(usize, Cell<'_>)],
        reasons: &mut Vec<Diagnostic>,
    ) -> Option<Cow<'c, str>> {
        let named = self.said(Role::Person, cells).map(|(at, _)| at);
        let by_identifier = self.identifier.is_some_and(|(id, _)| named == Some(id));
        let role = if by_identifier { Role::Identifier } else { Role::PersonType };
        let kind = self.text(row, role, cells).map_err(|reason| reasons.push(*reason)).ok()?;
        if kind.is_none() {
            return Some(person);
        }
        let EventSink { shared, roll, attributes, holders, .. } = self;
        let key = identifiers::key(kind.as_deref(), &person, || {
            holders.get_or_insert_with(|| Holders::of(shared.program, roll, attributes))
        });
        let wrong = |reason| {
            let column = if by_identifier { "identifier" } else { "identifierType" };
            Diagnostic::data(self.file, Some(row), Some(column), Problem::MalformedRow { reason })
        };
        key.map(|key| Cow::Owned(key.to_string())).map_err(|reason| reasons.push(wrong(reason))).ok()
    }

    /// The kind of events with a name. A file has few of them, which are soon known.
    fn definition(&mut self, name: &str) -> Option<EventId> {
        const FEW: usize = 16;
        if let Some((_, known)) = self.names.iter().find(|(known, _)| known.as_str() == name) {
            return Some(*known);
        }
        let definition = self.log.definition(self.shared.program, self.file, name)?;
        if self.names.len() < FEW {
            self.names.push((name.into(), definition));
        }
        Some(definition)
    }

    fn required<'c>(
        &self,
        row: u64,
        role: Role,
        cells: &'c [(usize, Cell<'_>)],
        reasons: &mut Vec<Diagnostic>,
    ) -> Option<Cow<'c, str>> {
        let text = self.text(row, role, cells).and_then(|text| text.ok_or_else(|| self.without(row, role)));
        text.map_err(|reason| reasons.push(*reason)).ok()
    }

    fn read_properties(
        &mut self,
        row: u64,
        event: EventId,
        cells: &[(usize, Cell<'_>)],
        reasons: &mut Vec<Diagnostic>,
    ) {
        self.properties.clear();
        for (at, cell) in cells.iter().filter(|(_, cell)| !cell.is_empty()) {
            // Of two columns for one property the first that is not empty counts.
            if let Some(slot) = self.slot(*at, event)
                && self.log.gathering.form.reads(event, slot)
                && let Err(reason) = self.read_property(row, (event, slot), *at, cell)
            {
                reasons.push(*reason);
            }
        }
    }

    /// Takes a property. Of two columns for one the first counts; the other has to be right all the same.
    fn read_property(
        &mut self,
        row: u64,
        (event, slot): (EventId, usize),
        at: usize,
        cell: &Cell<'_>,
    ) -> Result<(), Box<Diagnostic>> {
        let (form, into) = (&mut self.log.gathering.form, &mut self.properties);
        let is_first = !into.has(slot);
        let fitted = if *form.r#type(event, slot) == Type::Text {
            written(cell).map(|text| {
                if is_first {
                    form.put_text(into, event, slot, &text);
                }
            })
        } else {
            self.log.fitters[event.index()][slot].fit(cell).map(|value| {
                if is_first {
                    form.put(into, event, slot, &value);
                }
            })
        };
        fitted.map_err(|misfit| {
            let wanted = self.log.fitters[event.index()][slot].wanted();
            mismatch(self.file, row, &self.sources[at].name, cell, wanted, misfit)
        })
    }

    /// Takes a row, or says what is wrong with it.
    fn take_row(&mut self, row: u64, cells: &[(usize, Cell<'_>)]) -> Result<(), Stop> {
        let mut reasons = Vec::new();
        let read = self.read(row, cells, &mut reasons);
        if !reasons.is_empty() {
            return self.shared.problems.row(reasons);
        }
        if let Some(read) = read {
            self.take(&read);
        }
        Ok(())
    }

    /// Takes an event of which everything is right.
    fn take(&mut self, row: &Row<'_>) {
        let member = match &self.last {
            Some((last, member)) if last.as_str() == row.person => *member,
            _ => {
                let before = self.last.as_ref().map(|(_, member)| *member);
                let member = self.roll.member_after(before, &row.person);
                self.last = Some((self.roll.key(member).clone(), member));
                member
            }
        };
        let text = |text: &Option<Cow<'_, str>>| text.as_deref().map(Text::from);
        let owner = self.log.owner(self.shared.program, self.file, text(&row.flow), text(&row.element));
        let payload = Payload {
            definition: row.definition,
            owner,
            id: row.id.as_deref(),
            properties: &self.properties,
        };
        self.log.gathering.add(member, row.time, &payload);
    }

    /// Which property of the event a column is.
    fn slot(&mut self, source: usize, event: EventId) -> Option<usize> {
        let source = &mut self.sources[source];
        if source.role.is_some() {
            return None;
        }
        let slot = match source.slots[event.index()] {
            Some(known) => known,
            None => {
                let name = self.shared.declared(&source.name);
                let slot = property(self.shared.program, event, name);
                source.slots[event.index()] = Some(slot);
                slot
            }
        };
        source.used |= slot.is_some();
        source.spurned |= slot.is_none();
        slot.map(|slot| slot as usize)
    }

    /// A report that a row lacks what it needs.
    fn without(&self, row: u64, role: Role) -> Box<Diagnostic> {
        let column = self.sources.iter().find(|source| source.role.is_some_and(|(known, _)| known == role));
        let problem = match column {
            Some(_) => Problem::MissingValue { what: what(role).to_owned() },
            None => self.missing(role),
        };
        Box::new(Diagnostic::data(self.file, Some(row), column.map(|source| &*source.name), problem))
    }

    fn missing(&self, role: Role) -> Problem {
        let column = match role {
            Role::Person => self.shared.options.key.clone(),
            Role::Name => "name".to_owned(),
            _ => "time".to_owned(),
        };
        Problem::MissingColumn { column, found: List::of(self.columns.iter().cloned()) }
    }
}

/// What a column with this name says of an event, beside its properties, and how well.
pub(super) fn role(options: &Options, name: &str) -> Option<(Role, usize)> {
    if let Some(rank) = options.key_rank(name, &["personId"]) {
        return Some((Role::Person, rank));
    }
    Some(match &*fold(name) {
        "definitionid" => (Role::Name, 0),
        "name" => (Role::Name, 1),
        "time" => (Role::Time, 0),
        "occurredtime" => (Role::Time, 1),
        "occuredtime" => (Role::Time, 2),
        "eventid" => (Role::Id, 0),
        "flow" => (Role::Flow, 0),
        "element" => (Role::Element, 0),
        "identifiertype" => (Role::PersonType, 0),
        _ => return None,
    })
}

fn what(role: Role) -> &'static str {
    match role {
        Role::Person => "the person's id",
        Role::Name => "the name of the event",
        _ => "the time of the event",
    }
}

pub(super) fn property(program: &Program, event: EventId, name: &str) -> Option<u32> {
    let event = &program.events[event];
    let name = fold(name);
    let matches = |property: &crate::program::Property| {
        fold(&property.name) == name || fold(&format!("{}_{}", event.name, property.name)) == name
    };
    event.properties.iter().position(matches).map(|slot| slot as u32)
}

/// The cell of a column, if there is something in it. Where all columns are taken, it stands at the column's place.
fn filled<'c, 'a>(cells: &'c [(usize, Cell<'a>)], column: usize) -> Option<&'c Cell<'a>> {
    let is_it = |(at, cell): &&(usize, Cell<'a>)| *at == column && !cell.is_empty();
    cells.get(column).filter(is_it).or_else(|| cells.iter().find(is_it)).map(|(_, cell)| cell)
}

impl Sink for EventSink<'_, '_> {
    fn column(&mut self, name: &str) -> Option<usize> {
        self.columns.push(name.to_owned());
        let role = role(&self.shared.options, self.shared.declared(name));
        self.source(name, role)
    }

    fn member(&mut self, name: &str) -> Member {
        if fold(name) == "properties" {
            return Member::Members;
        }
        if fold(name) == "identifier" {
            self.identifier();
            return Member::Identifier;
        }
        self.column(name).map_or(Member::Ignored, Member::Column)
    }

    fn inner(&mut self, name: &str) -> Option<usize> {
        self.source(name, None)
    }

    fn identifier(&mut self) -> Option<(usize, usize)> {
        if self.identifier.is_none() {
            // A column that says whose the event is counts before an identifier.
            let id = self.source("identifier", Some((Role::Person, usize::MAX)))?;
            let kind = self.source("identifier.type", Some((Role::Identifier, 0)))?;
            self.identifier = Some((id, kind));
        }
        self.identifier
    }

    fn contact(&mut self, _: &str) -> Option<usize> {
        None
    }

    fn repeats(&self, column: usize) -> bool {
        self.sources[column].role.is_some_and(|(role, _)| role == Role::Name)
    }

    fn missing_column(&self) -> Option<Problem> {
        let has =
            |role| self.sources.iter().any(|source| source.role.is_some_and(|(known, _)| known == role));
        [Role::Person, Role::Name, Role::Time]
            .into_iter()
            .find(|&role| !has(role))
            .map(|role| self.missing(role))
    }

    fn row(&mut self, row: u64, cells: &[(usize, Cell<'_>)]) -> Result<(), Stop> {
        self.take_row(row, cells)
    }

    fn rows(&mut self, batch: &Batch<'_>) -> Result<(), Stop> {
        self.take_batch(batch)
    }

    fn broken_row(&mut self, row: u64, reason: String) -> Result<(), Stop> {
        let reason = Diagnostic::data(self.file, Some(row), None, Problem::MalformedRow { reason });
        self.shared.problems.row(vec![reason])
    }
}
