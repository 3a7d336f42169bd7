//! Data in the form that is read fastest: plain Parquet in the order of persons and time, which any program can read.
//!
//! | question | answered in |
//! | --- | --- |
//! | which columns there are, and what they are called | `schema` |
//! | in what type a column is written | `form` |
//! | how rows become row groups | `groups` |
//!
//! What is written is what was understood: values in their declared types, each event once, people in the order of their
//! keys: by size where all are whole numbers, else by bytes. So to read it is to decode columns and nothing else.

mod form;
mod groups;
mod schema;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use self::form::{Form, Seen};
use self::groups::Groups;
use self::schema::{Layout, Property};
use super::CheckedProject;
use super::files;
use super::load::{Request, load, options};
use crate::data::{Loaded, Options, Population, is_of_events};
use crate::diagnostic::{Diagnostic, Problem};
use crate::eval::Event;
use crate::program::{AttributeId, Program};
use crate::value::Value;

/// What was written.
#[derive(Debug)]
pub struct Packed {
    /// The files, each with how many rows and bytes it has.
    pub files: Vec<(PathBuf, u64, u64)>,
    /// What there is to say of the data.
    pub notes: Vec<Diagnostic>,
}

/// Tells files of people from files of events, by their columns.
///
/// # Errors
///
/// The reports, if a file cannot be read.
pub fn sorted_out(
    project: &CheckedProject,
    patterns: &[PathBuf],
) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Vec<Diagnostic>> {
    let (mut people, mut events) = (Vec::new(), Vec::new());
    let options = options(project, crate::data::OnError::default());
    for pattern in patterns {
        for path in files::expand(pattern).map_err(|report| vec![*report])? {
            let name = files::shown(&path);
            let bytes = super::map::map(&path).map_err(|report| vec![*report])?;
            let of_events = is_of_events(&options, &name, &bytes)
                .map_err(|problem| vec![Diagnostic::data(&name, None, None, problem)])?;
            if of_events { events.push(path) } else { people.push(path) }
        }
    }
    Ok((people, events))
}

/// Writes the data of a project into a folder, `people.parquet` and `events.parquet`. A file of which nothing is known is
/// not written.
///
/// # Errors
///
/// The reports, if the data cannot be read or the files cannot be written.
pub fn pack(project: &CheckedProject, request: &Request, folder: &Path) -> Result<Packed, Vec<Diagnostic>> {
    let Loaded { population, notes } = load(project, &Request { spill: true, ..request.clone() })?;
    let program = &project.checked.program;
    let pack = Pack::new(program, &population, options(project, request.on_error));
    let broken = |path: &Path, error: &io::Error| {
        vec![*files::unreadable(path, &format!("cannot be written: {error}"))]
    };
    fs::create_dir_all(folder).map_err(|error| broken(folder, &error))?;
    let mut packed = Packed { files: Vec::new(), notes };
    let mut write = |name: &str, layout: Layout, rows: &dyn Fn(&mut Groups<'_>) -> io::Result<()>| {
        let path = folder.join(name);
        packed.add(&path, layout, rows).map_err(|error| broken(&path, &error))
    };
    if let Some((layout, attributes)) = pack.layout_of_people() {
        write("people.parquet", layout, &|groups| pack.people(&attributes, groups))?;
    }
    if let Some((layout, properties)) = pack.layout_of_events() {
        write("events.parquet", layout, &|groups| pack.events(&properties, groups))?;
    }
    match population.failure() {
        None => Ok(packed),
        Some(error) => {
            let (path, reason) = (files::shown(&std::env::temp_dir()), format!("cannot be read: {error}"));
            Err(vec![Diagnostic::project(Problem::Unreadable { path, reason })])
        }
    }
}

impl Packed {
    fn add(
        &mut self,
        path: &Path,
        layout: Layout,
        write: &dyn Fn(&mut Groups<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut rows = 0;
        files::write_whole(path, |out| {
            let mut groups = Groups::new(layout, out)?;
            write(&mut groups)?;
            rows = groups.finish()?;
            Ok(())
        })?;
        self.files.push((path.to_owned(), rows, fs::metadata(path)?.len()));
        Ok(())
    }
}

/// Data that are written.
struct Pack<'a> {
    program: &'a Program,
    population: &'a Population,
    options: Options,
    /// The persons in the order in which they are written.
    order: Vec<usize>,
    /// Whether all keys are whole numbers.
    whole: bool,
}

impl<'a> Pack<'a> {
    fn new(program: &'a Program, population: &'a Population, options: Options) -> Pack<'a> {
        let mut order: Vec<usize> = (0..population.len()).collect();
        let whole = order.par_iter().all(|place| form::whole(population.key(*place)).is_some());
        if whole {
            order.par_sort_by_cached_key(|place| form::whole(population.key(*place)));
        }
        Pack { program, population, options, order, whole }
    }

    fn key(&self) -> Form {
        if self.whole { Form::Integer(64) } else { Form::Text { few: true } }
    }

    /// The columns of people, and the attributes in them: those of which somebody has a value.
    fn layout_of_people(&self) -> Option<(Layout, Vec<AttributeId>)> {
        let (mut columns, mut attributes) = (Vec::new(), Vec::new());
        for (name, attribute) in schema::attributes(self.program, &self.options, self.population) {
            let values = self.order.par_iter().map(|place| self.population.stored(*place, attribute));
            let seen = values.fold(Seen::default, Seen::with).reduce(Seen::default, Seen::and);
            if !seen.is_nothing() {
                columns.push((name, Form::of(&self.program.attributes[attribute].r#type, &seen)));
                attributes.push(attribute);
            }
        }
        let has_rows = self.order.iter().any(|place| self.population.has_row(*place));
        has_rows.then(|| (Layout::of_people(&self.options, self.key(), columns), attributes))
    }

    fn people(&self, attributes: &[AttributeId], groups: &mut Groups<'_>) -> io::Result<()> {
        let with_rows: Vec<usize> =
            self.order.iter().copied().filter(|place| self.population.has_row(*place)).collect();
        for places in with_rows.chunks(groups::ROWS) {
            let keys = places.iter().map(|place| Value::Text(self.population.key(*place).clone())).collect();
            let column = |attribute: &AttributeId| -> Vec<Value> {
                places.iter().map(|place| self.population.stored(*place, *attribute).clone()).collect()
            };
            groups.write(std::iter::once(keys).chain(attributes.iter().map(column)).collect())?;
        }
        Ok(())
    }

    /// The columns of events, and the properties in them: those of which some event has a value.
    fn layout_of_events(&self) -> Option<(Layout, Vec<Property>)> {
        let mut properties = schema::properties(self.program, &self.options);
        let nothing = || Happened::new(properties.len());
        let of_person = |happened: Happened, place: &usize| {
            happened.with(&self.population.past(*place).events, &properties)
        };
        let happened = self.order.par_iter().fold(nothing, of_person).reduce(nothing, Happened::and);
        let mut seen = happened.properties.into_iter();
        let mut columns = Vec::new();
        properties.retain(|property| {
            let seen = seen.next().filter(|seen| !seen.is_nothing());
            columns
                .extend(seen.as_ref().map(|seen| (property.name.clone(), Form::of(&property.r#type, seen))));
            seen.is_some()
        });
        (happened.events > 0)
            .then(|| (Layout::of_events(&self.options, self.key(), happened.owned, columns), properties))
    }

    fn events(&self, properties: &[Property], groups: &mut Groups<'_>) -> io::Result<()> {
        let mut block = schema::EventRows::new(self.program, properties, groups.has_owners());
        for place in &self.order {
            block.add(self.population.key(*place), self.population.past(*place).events);
            // A row group ends where a person does, if that is not too far away.
            if block.len() >= groups::ROWS {
                block.write(groups)?;
            }
        }
        block.write(groups)
    }
}

/// What there is of events.
struct Happened {
    events: u64,
    /// Whether some belong to flows.
    owned: bool,
    properties: Vec<Seen>,
}

impl Happened {
    fn new(properties: usize) -> Happened {
        Happened { events: 0, owned: false, properties: vec![Seen::default(); properties] }
    }

    fn with(mut self, events: &[Event], properties: &[Property]) -> Happened {
        for event in events {
            self.events += 1;
            self.owned |= event.owner.is_some();
            for (seen, property) in self.properties.iter_mut().zip(properties) {
                seen.add(property.of(event));
            }
        }
        self
    }

    fn and(mut self, other: Happened) -> Happened {
        self.events += other.events;
        self.owned |= other.owned;
        let others = self.properties.into_iter().zip(other.properties);
        self.properties = others.map(|(one, other)| one.and(other)).collect();
        self
    }
}
