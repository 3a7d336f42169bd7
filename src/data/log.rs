//! The events of all files, as they are taken, and what was in them that the project does not have.

use std::collections::HashMap;
use std::io;

use super::cell::Fitter;
use super::history::{Form, Gathering, History};
use super::problems::Problems;
use crate::diagnostic::{Diagnostic, List, Problem};
use crate::eval::Looked;
use crate::program::{EventId, Owner, Program};
use crate::value::Text;
use crate::value::text::fold;

/// The events of all files, in the order in which they were given.
#[derive(Debug)]
pub(super) struct Log {
    pub(super) gathering: Gathering,
    /// For each event and each of its properties.
    pub(super) fitters: Vec<Vec<Fitter>>,
    /// Everything that a property may be called, in any event, and whether somebody reads one of that name.
    pub(super) known: HashMap<String, bool>,
    definitions: HashMap<Text, Option<EventId>>,
    owners: HashMap<(Option<Text>, Option<Text>), Option<Owner>>,
    /// Names of events that are not declared, with the file of the first and their number.
    undeclared: Counted,
    /// What events belong to that the project does not have, likewise.
    unowned: Counted,
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

/// The notes about files that were read by columns: what was in them that nothing takes, by file, and the events that are not
/// declared, with the file and the number of each.
#[must_use]
pub fn notes(ignored: Vec<(String, Vec<String>)>, undeclared: Vec<(String, String, u64)>) -> Vec<Diagnostic> {
    let mut told: Vec<Vec<String>> = Vec::new();
    let mut notes = Vec::new();
    for (file, columns) in ignored {
        if !columns.is_empty() && !told.contains(&columns) {
            notes.push(ignored_columns(&file, &columns));
            told.push(columns);
        }
    }
    let undeclared = Counted { lines: undeclared, ..Counted::default() }.shortened().into_iter();
    notes.extend(undeclared.map(|(name, file, rows)| undeclared_event(&file, name, rows)));
    notes
}

/// A note about columns that nothing takes.
pub(super) fn ignored_columns(file: &str, columns: &[String]) -> Diagnostic {
    const LIMIT: usize = 12;
    let more = columns.len().saturating_sub(LIMIT);
    let mut named: Vec<String> = columns.iter().take(LIMIT).cloned().collect();
    if more > 0 {
        named.push(format!("~{more} more"));
    }
    Diagnostic::data(file, None, None, Problem::IgnoredColumns { columns: List(named) })
}

fn undeclared_event(file: &str, name: String, rows: u64) -> Diagnostic {
    Diagnostic::data(file, None, None, Problem::UndeclaredEvent { name, rows })
}

impl Log {
    pub(super) fn new(program: &Program) -> Log {
        let fitter = |property: &crate::program::Property| Fitter::new(property.r#type.clone(), program.zone);
        let fitters = |event: &crate::program::Event| event.properties.iter().map(fitter).collect();
        let gathering = Gathering::new(Form::new(program));
        Log {
            known: known(program, &gathering.form),
            gathering,
            fitters: program.events.rows().iter().map(fitters).collect(),
            definitions: HashMap::new(),
            owners: HashMap::new(),
            undeclared: Counted::default(),
            unowned: Counted::default(),
        }
    }

    /// Says at which events, and at which of their properties, somebody looks.
    pub(super) fn look_at(&mut self, program: &Program, events: &[Looked]) {
        self.gathering.form.look_at(events);
        self.known = known(program, &self.gathering.form);
    }

    /// Everything that was taken. The places of persons are below `members`.
    pub(super) fn into_history(self, members: usize) -> io::Result<History> {
        self.gathering.finish(members)
    }

    /// The kind of events with a name, if the project declares it; else it is counted.
    pub(super) fn definition(&mut self, program: &Program, file: &str, name: &str) -> Option<EventId> {
        let known = match self.definitions.get(name) {
            Some(known) => *known,
            None => *self.definitions.entry(name.into()).or_insert(program.event(name)),
        };
        if known.is_none() {
            self.undeclared.count(name, file);
        }
        known
    }

    /// How many events the project does not declare.
    pub(super) fn undeclared(&self) -> u64 {
        self.undeclared.lines.iter().map(|(.., rows)| rows).sum()
    }

    /// Tells of events and owners that the project does not have.
    pub(super) fn report(&self, problems: &mut Problems) {
        for (name, file, rows) in self.undeclared.shortened() {
            problems.note(undeclared_event(&file, name, rows));
        }
        for (name, file, rows) in self.unowned.shortened() {
            problems.note(Diagnostic::data(&file, None, None, Problem::UnknownOwner { name, rows }));
        }
    }

    /// The flow and element with these names, as far as the project has them. What it does not have is counted.
    pub(super) fn owner(
        &mut self,
        program: &Program,
        file: &str,
        flow: Option<Text>,
        element: Option<Text>,
    ) -> Option<Owner> {
        if flow.is_none() && element.is_none() {
            return None;
        }
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
        if !whole {
            let names: Vec<&str> = [&key.0, &key.1].into_iter().flatten().map(Text::as_str).collect();
            self.unowned.count(&names.join("."), file);
        }
        owner
    }
}

/// Everything that a property may be called, and whether somebody reads one of that name.
fn known(program: &Program, form: &Form) -> HashMap<String, bool> {
    let mut known = HashMap::new();
    for (id, event) in program.events.iter() {
        for (slot, property) in event.properties.iter().enumerate() {
            let of_event = format!("{}_{}", event.name, property.name);
            for name in [&*property.name, &of_event] {
                *known.entry(fold(name).into_owned()).or_insert(false) |= form.reads(id, slot);
            }
        }
    }
    known
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
