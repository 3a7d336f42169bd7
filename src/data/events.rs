//! Rows of events: who, what and when, and which column is which property.
//!
//! | column | meaning |
//! | --- | --- |
//! | `personId`, or the project's key | whose the event is |
//! | `definitionId`, or `name` | its kind |
//! | `time`, `occurredTime` or `occuredTime` | when it happened |
//! | `eventId` | its id, which makes a second event with the same one void |
//! | `flow`, `element` | what it belongs to: a flow's name and an element's label. Without a flow, the one flow that has such an element |
//! | any other | a property; so are all inside `properties`, whatever their names. `<event>_<property>` is one too |
//!
//! Events that the project does not declare are counted and left out. A property that is missing or empty is empty, whether
//! it is declared as optional or not.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::cell::{Cell, Fitter};
use super::loader::Shared;
use super::population::Roll;
use super::problems::{Problems, Stop};
use super::sink::{Member, Sink, mismatch};
use crate::diagnostic::{Diagnostic, List, Problem};
use crate::eval::Event;
use crate::program::{EventId, Id, Owner, Program, Type};
use crate::value::text::fold;
use crate::value::{Instant, Text, Value, Zone};

/// The events of all files, in the order in which they were given.
#[derive(Debug)]
pub(super) struct Log {
    entries: Vec<(u32, Event)>,
    /// For each event and each of its properties.
    fitters: Vec<Vec<Fitter>>,
    /// Everything that a property may be called, in any event.
    known: HashSet<String>,
    definitions: HashMap<Text, Option<EventId>>,
    owners: HashMap<(Option<Text>, Option<Text>), Option<Owner>>,
    /// Names of events that are not declared, with the file of the first and their number.
    undeclared: Counted,
    /// What events belong to that the project does not have, likewise.
    unowned: Counted,
    nothing: Arc<[Value]>,
}

/// Names in the order in which they turned up, where, and how often.
#[derive(Debug, Default)]
struct Counted {
    places: HashMap<String, usize>,
    /// Name, file of the first row, number of rows.
    lines: Vec<(String, String, u64)>,
}

impl Counted {
    fn count(&mut self, name: &str, file: &str) {
        match self.places.get(name) {
            Some(place) => self.lines[*place].2 += 1,
            None => {
                self.places.insert(name.to_owned(), self.lines.len());
                self.lines.push((name.to_owned(), file.to_owned(), 1));
            }
        }
    }

    /// The first names, and one line for the rest.
    fn shortened(&self) -> Vec<(String, String, u64)> {
        const LIMIT: usize = 20;
        let mut shown: Vec<_> = self.lines.iter().take(LIMIT).cloned().collect();
        if let Some((_, file, _)) = self.lines.get(LIMIT) {
            let rest = &self.lines[LIMIT..];
            let rows = rest.iter().map(|(.., rows)| rows).sum();
            shown.push((format!("… ({} more)", rest.len()), file.clone(), rows));
        }
        shown
    }
}

impl Log {
    pub(super) fn new(program: &Program) -> Log {
        let mut known = HashSet::new();
        let mut fitters = Vec::new();
        for event in program.events.rows() {
            for property in &event.properties {
                known.insert(fold(&property.name).into_owned());
                known.insert(fold(&format!("{}_{}", event.name, property.name)).into_owned());
            }
            let fitter =
                |property: &crate::program::Property| Fitter::new(property.r#type.clone(), program.zone);
            fitters.push(event.properties.iter().map(fitter).collect());
        }
        Log {
            entries: Vec::new(),
            fitters,
            known,
            definitions: HashMap::new(),
            owners: HashMap::new(),
            undeclared: Counted::default(),
            unowned: Counted::default(),
            nothing: Arc::from([]),
        }
    }

    pub(super) fn into_entries(self) -> Vec<(u32, Event)> {
        self.entries
    }

    /// Tells of events and owners that the project does not have.
    pub(super) fn report(&self, problems: &mut Problems) {
        for (name, file, rows) in self.undeclared.shortened() {
            problems.note(Diagnostic::data(&file, None, None, Problem::UndeclaredEvent { name, rows }));
        }
        for (name, file, rows) in self.unowned.shortened() {
            problems.note(Diagnostic::data(&file, None, None, Problem::UnknownOwner { name, rows }));
        }
    }

    /// The flow and element with these names, as far as the project has them. What it does not have is counted.
    fn owner(
        &mut self,
        program: &Program,
        file: &str,
        flow: Option<Text>,
        element: Option<Text>,
    ) -> Option<Owner> {
        let wanted = flow.is_some() || element.is_some();
        let key = (flow, element);
        let owner = match self.owners.get(&key) {
            Some(known) => *known,
            None => {
                let owner = owner(program, key.0.as_deref(), key.1.as_deref());
                self.owners.insert(key.clone(), owner);
                owner
            }
        };
        let whole = owner.is_some_and(|owner| owner.element.is_some() || key.1.is_none());
        if wanted && !whole {
            let names: Vec<&str> = [&key.0, &key.1].into_iter().flatten().map(Text::as_str).collect();
            self.unowned.count(&names.join("."), file);
        }
        owner
    }
}

fn owner(program: &Program, flow: Option<&str>, element: Option<&str>) -> Option<Owner> {
    let labelled = |flow| {
        let wanted = element?;
        program.flows[flow].elements.iter().find(|(_, known)| &*known.label == wanted).map(|(id, _)| id)
    };
    match flow {
        Some(name) => {
            let flow = program.flow(name)?;
            Some(Owner { flow, element: labelled(flow) })
        }
        None => {
            let mut found = program.flows.ids().filter_map(|flow| Some((flow, labelled(flow)?)));
            let (flow, element) = found.next()?;
            found.next().is_none().then_some(Owner { flow, element: Some(element) })
        }
    }
}

/// What a column says of an event, beside its properties.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Person,
    Name,
    Time,
    Id,
    Flow,
    Element,
}

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
    /// For names, which repeat.
    names: Fitter,
    /// For ids, which do not.
    ids: Fitter,
    times: Fitter,
    sources: Vec<Source>,
    columns: Vec<String>,
    ignored: Vec<String>,
}

/// A cell and the place of its column.
type Placed<'c, 'a> = (usize, &'c Cell<'a>);

impl<'l, 'p> EventSink<'l, 'p> {
    pub(super) fn new(
        file: &'l str,
        shared: &'l mut Shared<'p>,
        roll: &'l mut Roll,
        log: &'l mut Log,
    ) -> EventSink<'l, 'p> {
        let texts = || Fitter::new(Type::Text, Zone::UTC);
        let times = Fitter::new(Type::Datetime, shared.program.zone);
        let (names, ids) = (texts(), texts());
        let (sources, columns, ignored) = (Vec::new(), Vec::new(), Vec::new());
        EventSink { file, shared, roll, log, names, ids, times, sources, columns, ignored }
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

    fn role(&self, name: &str) -> Option<(Role, usize)> {
        if let Some(rank) = self.shared.key_rank(name, &["personId"]) {
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
            _ => return None,
        })
    }

    fn source(&mut self, name: &str, role: Option<(Role, usize)>) -> Option<usize> {
        let declared = self.shared.declared(name);
        if role.is_none() && !self.log.known.contains(&*fold(declared)) {
            self.ignored.push(name.to_owned());
            return None;
        }
        let slots = vec![None; self.shared.program.events.len()];
        self.sources.push(Source { name: name.to_owned(), role, slots, used: false, spurned: false });
        Some(self.sources.len() - 1)
    }

    /// The best cell that says this of the event.
    fn said<'c, 'a>(&self, role: Role, cells: &'c [(usize, Cell<'a>)]) -> Option<Placed<'c, 'a>> {
        let filled = cells.iter().filter(|(_, cell)| !cell.is_empty());
        let ranked = filled.filter_map(|(at, cell)| {
            let (known, rank) = self.sources[*at].role?;
            (known == role).then_some((rank, *at, cell))
        });
        ranked.min_by_key(|(rank, ..)| *rank).map(|(_, at, cell)| (at, cell))
    }

    /// A text that says something of the event; an error if it is none.
    fn text(
        &mut self,
        row: u64,
        role: Role,
        cells: &[(usize, Cell<'_>)],
    ) -> Result<Option<Text>, Box<Diagnostic>> {
        let Some((at, cell)) = self.said(role, cells) else { return Ok(None) };
        let texts = if matches!(role, Role::Person | Role::Id) { &mut self.ids } else { &mut self.names };
        match texts.fit(cell) {
            Ok(Value::Text(text)) => Ok(Some(text)),
            Ok(_) => Ok(None),
            Err(misfit) => {
                Err(mismatch(self.file, row, &self.sources[at].name, cell, texts.wanted(), misfit))
            }
        }
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

    /// The event and its person; nothing if the event is not declared.
    fn event(
        &mut self,
        row: u64,
        cells: &[(usize, Cell<'_>)],
        reasons: &mut Vec<Diagnostic>,
    ) -> Option<(Text, Event)> {
        let name = self.required(row, Role::Name, cells, reasons);
        let definition = match &name {
            Some(name) => Some(self.definition(name)?),
            None => None,
        };
        let person = self.required(row, Role::Person, cells, reasons);
        let time = self.time(row, cells).map_err(|reason| reasons.push(*reason)).ok();
        let mut optional = |role| {
            self.text(row, role, cells).unwrap_or_else(|reason| {
                reasons.push(*reason);
                None
            })
        };
        let (id, flow, element) = (optional(Role::Id), optional(Role::Flow), optional(Role::Element));
        let properties = self.properties(row, definition?, cells, reasons);
        let (person, time) = (person?, time?);
        let owner = self.log.owner(self.shared.program, self.file, flow, element);
        Some((person, Event { time, definition: definition?, properties, owner, id }))
    }

    fn required(
        &mut self,
        row: u64,
        role: Role,
        cells: &[(usize, Cell<'_>)],
        reasons: &mut Vec<Diagnostic>,
    ) -> Option<Text> {
        let text = self.text(row, role, cells).and_then(|text| text.ok_or_else(|| self.without(row, role)));
        text.map_err(|reason| reasons.push(*reason)).ok()
    }

    fn definition(&mut self, name: &Text) -> Option<EventId> {
        let known = match self.log.definitions.get(name) {
            Some(known) => *known,
            None => {
                let known = self.shared.program.event(name);
                self.log.definitions.insert(name.clone(), known);
                known
            }
        };
        if known.is_none() {
            self.log.undeclared.count(name, self.file);
        }
        known
    }

    fn properties(
        &mut self,
        row: u64,
        event: EventId,
        cells: &[(usize, Cell<'_>)],
        reasons: &mut Vec<Diagnostic>,
    ) -> Arc<[Value]> {
        let mut values = Vec::new();
        for (at, cell) in cells.iter().filter(|(_, cell)| !cell.is_empty()) {
            let Some(slot) = self.slot(*at, event) else { continue };
            let fitter = &mut self.log.fitters[event.index()][slot];
            match fitter.fit(cell) {
                Ok(value) => put(&mut values, slot, value),
                Err(misfit) => {
                    let (column, wanted) = (&self.sources[*at].name, fitter.wanted());
                    reasons.push(*mismatch(self.file, row, column, cell, wanted, misfit));
                }
            }
        }
        if values.is_empty() { self.log.nothing.clone() } else { values.into() }
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

fn what(role: Role) -> &'static str {
    match role {
        Role::Person => "the person's id",
        Role::Name => "the name of the event",
        _ => "the time of the event",
    }
}

fn property(program: &Program, event: EventId, name: &str) -> Option<u32> {
    let event = &program.events[event];
    let name = fold(name);
    let matches = |property: &crate::program::Property| {
        fold(&property.name) == name || fold(&format!("{}_{}", event.name, property.name)) == name
    };
    event.properties.iter().position(matches).map(|slot| slot as u32)
}

/// Puts a value in its place; of two columns for one property the first that is not empty counts.
fn put(values: &mut Vec<Value>, slot: usize, value: Value) {
    if values.len() <= slot {
        values.resize(slot + 1, Value::Empty);
    }
    if values[slot] == Value::Empty {
        values[slot] = value;
    }
}

impl Sink for EventSink<'_, '_> {
    fn column(&mut self, name: &str) -> Option<usize> {
        self.columns.push(name.to_owned());
        let role = self.role(self.shared.declared(name));
        self.source(name, role)
    }

    fn member(&mut self, name: &str) -> Member {
        if fold(name) == "properties" {
            return Member::Members;
        }
        self.column(name).map_or(Member::Ignored, Member::Column)
    }

    fn inner(&mut self, name: &str) -> Option<usize> {
        self.source(name, None)
    }

    fn contact(&mut self, _: &str) -> Option<usize> {
        None
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
        let mut reasons = Vec::new();
        let event = self.event(row, cells, &mut reasons);
        if !reasons.is_empty() {
            return self.shared.problems.row(reasons);
        }
        if let Some((person, event)) = event {
            let member = self.roll.member(&person);
            self.log.entries.push((member, event));
        }
        Ok(())
    }

    fn broken_row(&mut self, row: u64, reason: String) -> Result<(), Stop> {
        let reason = Diagnostic::data(self.file, Some(row), None, Problem::MalformedRow { reason });
        self.shared.problems.row(vec![reason])
    }
}
