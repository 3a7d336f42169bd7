//! Data: each format and type, what is wrong with rows and files, the order of events.

#![cfg(feature = "data")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "data/cuts.rs"]
mod cuts;
#[path = "data/formats.rs"]
mod formats;
#[path = "data/order.rs"]
mod order;
#[path = "data/packed.rs"]
mod packed;
#[path = "data/shapes.rs"]
mod shapes;
#[path = "data/streams.rs"]
mod streams;
#[path = "data/wrong.rs"]
mod wrong;

use std::fmt::Write as _;

use bourn::check::{Settings, check};
use bourn::data::{Loaded, Loader, Options, Population};
use bourn::diagnostic::{Diagnostic, Level, Origin};
use bourn::eval::Facts;
use bourn::program::Program;
use bourn::source::Snapshot;
use bourn::syntax::parse;
use bourn::value::{Value, Zone};

/// A file: its name, and what is in it.
type File<'a> = (&'a str, &'a [u8]);

/// The program of a text, in a zone where local times are not those of UTC.
fn program(text: &str) -> Program {
    let mut snapshot = Snapshot::new();
    let file = snapshot.add("data.flow", text);
    let (tree, mut diagnostics) = parse(&mut snapshot, file);
    let settings = Settings { zone: Zone::parse("Europe/Zagreb").unwrap(), ..Settings::default() };
    let checked = check(&mut snapshot, &[tree], &settings);
    diagnostics.extend(checked.diagnostics);
    diagnostics.retain(|diagnostic| diagnostic.level() == Level::Error);
    assert_eq!(diagnostics, []);
    checked.program
}

fn load(
    program: &Program,
    options: &Options,
    people: &[File<'_>],
    events: &[File<'_>],
) -> Result<Loaded, Vec<Diagnostic>> {
    let mut loader = Loader::new(program, options.clone());
    for (name, bytes) in people {
        loader.people(name, bytes.to_vec().into());
    }
    for (name, bytes) in events {
        loader.events(name, bytes.to_vec().into());
    }
    loader.finish()
}

/// What was loaded, as text.
fn loaded(program: &Program, people: &[File<'_>], events: &[File<'_>]) -> String {
    match load(program, &Options::default(), people, events) {
        Ok(loaded) => shown(program, &loaded.population),
        Err(diagnostics) => panic!("{:?}", lines(&diagnostics)),
    }
}

/// A line for each person with the attributes that are not empty, and below it one for each event.
fn shown(program: &Program, population: &Population) -> String {
    let mut text = String::new();
    for person in population.persons() {
        let _ = write!(text, "{}", person.person());
        for (id, attribute) in program.attributes.iter() {
            let value = person.attribute(id);
            if value != Value::Empty {
                let _ = write!(text, " {}={}", attribute.name, value.literal(Zone::UTC));
            }
        }
        text.push('\n');
        for event in person.events() {
            let definition = &program.events[event.definition];
            let _ = write!(text, "  {} {}", event.time, definition.name);
            for (property, value) in definition.properties.iter().zip(event.properties.iter()) {
                if *value != Value::Empty {
                    let _ = write!(text, " {}={}", property.name, value.literal(Zone::UTC));
                }
            }
            if let Some(owner) = event.owner {
                let flow = &program.flows[owner.flow];
                let element = owner.element.map_or("", |element| &flow.elements[element].label);
                let _ = write!(text, " of {}.{element}", flow.name);
            }
            text.push('\n');
        }
    }
    text
}

/// A line for each report: code, place, message.
fn lines(diagnostics: &[Diagnostic]) -> Vec<String> {
    let place = |diagnostic: &Diagnostic| match &diagnostic.origin {
        Origin::Data { file, row, column } => {
            let row = row.map_or_else(String::new, |row| format!(":{row}"));
            let column = column.as_ref().map_or_else(String::new, |column| format!(":{column}"));
            format!("{file}{row}{column}")
        }
        _ => "-".to_owned(),
    };
    let line =
        |found: &Diagnostic| format!("{} {} {}", found.problem.code(), place(found), found.problem.message());
    diagnostics.iter().map(line).collect()
}
