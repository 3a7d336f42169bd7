//! The data of a project: the files that it names, or others.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::map::map;
use super::scratch::{OpenFile, ScratchFolder};
use super::{CheckedProject, chunks, files};
use crate::data::{
    self, DoNotContact, Format, Listed, Loaded, Loader, OnError, Options, Participant, Past, Population,
    Stored, Whom, participants,
};
use crate::diagnostic::{Diagnostic, Level, Problem};
use crate::eval::Looked;
use crate::host::crossing::{Contacts, Request as Entering};
use crate::host::outside::Blocked;
use crate::host::simulate::{Subject, Subjects};
use crate::program::Program;
use crate::value::{Instant, Value};

/// Which files are read, and how.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Files or patterns of people; where there is none, those of the project.
    pub people: Vec<PathBuf>,
    /// Files or patterns of events; where there is none, those of the project.
    pub events: Vec<PathBuf>,
    /// Whether the files of the project are left alone.
    pub only_named: bool,
    /// What is done about wrong rows.
    pub on_error: OnError,
    /// The kinds of events that somebody looks at, and how; all without.
    pub looked_at: Option<Vec<Looked>>,
    /// Whether events that are many are put into a temporary file, where they are found one person after the other.
    pub spill: bool,
    /// Into how many bytes that are held at the same time batches, sorting and merging have to fit; as is good if nothing is said.
    pub memory: Option<u64>,
}

/// Reads the data of a project.
///
/// # Errors
///
/// The reports, if there is no data, a file cannot be read, or rows are wrong.
pub fn load(project: &CheckedProject, request: &Request) -> Result<Loaded, Vec<Diagnostic>> {
    let Files { people, events } = Files::of(project, request)?;
    let mut loader = Loader::new(&project.checked.program, options(project, request.on_error));
    for path in people {
        let name = files::shown(&path);
        match is_text(&name) {
            true => loader.streamed_people(&name, &mut *opened(&path)?),
            false => loader.people(&name, bytes(&path)?),
        }
    }
    if request.spill {
        loader = loader.spilling_to(Arc::new(ScratchFolder::default()), room(request.memory));
    }
    if let Some(events) = &request.looked_at {
        loader = loader.looking_at(events);
    }
    for path in events {
        let name = files::shown(&path);
        match stored(&path)? {
            Some(stored) => loader.stored_events(&name, stored),
            None if is_text(&name) => loader.streamed_events(&name, &mut *opened(&path)?),
            None => loader.events(&name, bytes(&path)?),
        }
    }
    let levelled = |mut notes: Vec<Diagnostic>| {
        project.manifest.apply_levels(&mut notes);
        notes
    };
    let Loaded { population, notes } = loader.finish().map_err(levelled)?;
    let notes = levelled(notes);
    if notes.iter().any(|note| note.level() == Level::Error) {
        return Err(notes);
    }
    Ok(Loaded { population, notes })
}

/// How many bytes of events are gathered before they are sorted: sorting takes as much again, and so does what is read
/// meanwhile.
fn room(memory: Option<u64>) -> Option<usize> {
    memory.map(|memory| usize::try_from(memory / 4).unwrap_or(usize::MAX))
}

/// The files of a request.
pub(super) struct Files {
    pub(super) people: Vec<PathBuf>,
    pub(super) events: Vec<PathBuf>,
}

impl Files {
    /// Those that are named, or else those of the project.
    pub(super) fn of(project: &CheckedProject, request: &Request) -> Result<Files, Vec<Diagnostic>> {
        let settings = &project.manifest.data;
        let of_project =
            |patterns: &'_ [String]| if request.only_named { Vec::new() } else { patterns.to_vec() };
        let people = named(&request.people, &of_project(&settings.people), &project.root)?;
        let events = named(&request.events, &of_project(&settings.events), &project.root)?;
        if people.is_empty() && events.is_empty() {
            let reason = "there are no people and no events".to_owned();
            return Err(vec![Diagnostic::project(Problem::NoData { reason })]);
        }
        Ok(Files { people, events })
    }

    /// How many bytes they have as they lie on the disk. Of one that is gone, or that has no length, nobody knows.
    pub(super) fn bytes(&self) -> u64 {
        let length = |path: &PathBuf| std::fs::metadata(path).map_or(0, |file| file.len());
        self.people.iter().chain(&self.events).map(length).sum()
    }
}

/// Reads requests to let people into flows, in the order of the files and of what stands in them.
///
/// # Errors
///
/// The reports, if a file cannot be read or rows are wrong.
pub fn requests(
    project: &CheckedProject,
    patterns: &[PathBuf],
    on_error: OnError,
) -> Result<Listed<Entering>, Vec<Diagnostic>> {
    let entering = |one: Participant| Entering {
        time: one.time,
        flow: one.flow,
        contact: (one.contact.0, Value::Text(one.contact.1)),
        values: one.values,
        attributes: one.attributes,
    };
    let mut found = Listed::nothing();
    for path in named(patterns, &[], &project.root)? {
        let name = files::shown(&path);
        found.add(participants(&project.checked.program, &name, &bytes(&path)?, on_error)?, entering);
    }
    Ok(found)
}

/// Reads who is not to be contacted.
///
/// # Errors
///
/// The reports, if a file cannot be read or rows are wrong.
pub fn do_not_contact(
    project: &CheckedProject,
    patterns: &[PathBuf],
    on_error: OnError,
) -> Result<Listed<DoNotContact>, Vec<Diagnostic>> {
    let mut found = Listed::nothing();
    for path in named(patterns, &[], &project.root)? {
        let (program, options) = (&project.checked.program, options(project, on_error));
        let read = data::do_not_contact(program, options, &files::shown(&path), &bytes(&path)?)?;
        found.add(read, |row| row);
    }
    Ok(found)
}

/// The list that these rows are.
#[must_use]
pub fn blocked(rows: Vec<DoNotContact>) -> Blocked {
    let mut blocked = Blocked::default();
    for DoNotContact { whom, opt_out, since } in rows {
        match whom {
            Whom::Person(key) => blocked.add_person(&key, opt_out, since),
            Whom::Contact(contact) => blocked.add_contact(&contact, opt_out, since),
        }
    }
    blocked
}

/// How the files of a project are read.
pub(super) fn options(project: &CheckedProject, on_error: OnError) -> Options {
    let settings = &project.manifest.data;
    Options { key: settings.key.clone(), columns: settings.columns.clone(), on_error, ..Options::default() }
}

/// The files that a request names, or else those of the project, which are relative to its folder.
fn named(requested: &[PathBuf], settings: &[String], root: &Path) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let mut found = Vec::new();
    let of_project = settings.iter().map(|pattern| root.join(pattern));
    let patterns: Vec<PathBuf> = if requested.is_empty() { of_project.collect() } else { requested.to_vec() };
    for pattern in patterns {
        found.extend(files::expand(&pattern).map_err(|report| vec![*report])?);
    }
    Ok(found)
}

/// How large a Parquet file is that is read whole, in bytes.
const SMALL: u64 = 1 << 16;

/// A Parquet file that is large, to be read some of it at a time.
fn stored(path: &Path) -> Result<Option<Arc<dyn Stored>>, Vec<Diagnostic>> {
    if Format::of(&files::shown(path)).ok() != Some(Format::Parquet) || !path.is_file() {
        return Ok(None);
    }
    let file =
        OpenFile::open(path).map_err(|error| vec![*files::unreadable(path, &files::reason(&error))])?;
    Ok(if file.length() > SMALL { Some(Arc::new(file)) } else { None })
}

/// Whether a file of this name is read from its start to its end, and so never held whole.
fn is_text(name: &str) -> bool {
    Format::of(name).is_ok_and(|format| !format.is_of_columns())
}

fn opened(path: &Path) -> Result<Box<dyn Read>, Vec<Diagnostic>> {
    chunks::open(path).map_err(|report| vec![*report])
}

/// What is in a file. Of columns only those are read that somebody wants, so such files are mapped.
fn bytes(path: &Path) -> Result<bytes::Bytes, Vec<Diagnostic>> {
    let is_of_columns = Format::of(&files::shown(path)).is_ok_and(Format::is_of_columns);
    let bytes = if is_of_columns { map(path) } else { files::read(path).map(Into::into) };
    bytes.map_err(|report| vec![*report])
}

/// A population as a simulation takes it.
#[derive(Clone, Copy, Debug)]
pub struct Everybody<'a> {
    /// The persons.
    pub population: &'a Population,
}

impl Subjects for Everybody<'_> {
    fn count(&self) -> usize {
        self.population.len()
    }

    fn key(&self, at: usize) -> Arc<str> {
        self.population.key(at).clone().into()
    }

    fn subject(&self, at: usize) -> Subject {
        let Past { events, others } = self.population.past(at);
        let (attributes, further) = (self.population.attributes(at), self.population.further_contacts(at));
        Subject { key: self.key(at), attributes, further: further.to_vec(), events, others }
    }

    fn contacts(&self, program: &Program, at: usize) -> Contacts {
        Contacts::of(program, |id| self.population.stored(at, id), self.population.further_contacts(at))
    }

    fn first_event(&self) -> Option<Instant> {
        self.population.summary().first
    }
}
