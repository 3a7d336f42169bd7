//! Batches of people: what their columns hold is what their files say, whichever way they were read.

#![cfg(feature = "data")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "columns/again.rs"]
mod again;
#[path = "columns/direct.rs"]
mod direct;
#[path = "columns/foreign.rs"]
mod foreign;
#[path = "columns/hard.rs"]
mod hard;
#[path = "columns/host.rs"]
mod host;
#[path = "columns/layouts.rs"]
mod layouts;
#[path = "columns/population.rs"]
mod population;
#[path = "columns/prune.rs"]
mod prune;
#[path = "columns/scatter.rs"]
mod scatter;

use bourn::check::{Settings, check};
use bourn::columns::{Batch, Wanted};
use bourn::data::{Loader, Options, Population};
use bourn::diagnostic::Level;
use bourn::eval::{Event, Facts};
use bourn::program::{AttributeId, Id, Owner, Program};
use bourn::source::Snapshot;
use bourn::syntax::parse;
use bourn::value::{Instant, Value, Zone};

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

/// A file: its name, and what is in it.
type File<'a> = (&'a str, &'a [u8]);

/// The population of files.
fn population(program: &Program, people: &[File<'_>], events: &[File<'_>]) -> Population {
    let mut loader = Loader::new(program, Options::default());
    for (name, bytes) in people {
        loader.people(name, bytes.to_vec().into());
    }
    for (name, bytes) in events {
        loader.events(name, bytes.to_vec().into());
    }
    loader.finish().unwrap().population
}

/// All that is known of a person: the key, the attributes that are not empty, what happened.
#[derive(Clone, PartialEq, PartialOrd, Debug)]
struct Known {
    key: String,
    attributes: Vec<String>,
    events: Vec<Occurrence>,
}

/// When something happened, its kind, the properties that are not empty, and the flow and element that it belongs to.
type Occurrence = (Instant, usize, Vec<String>, Option<(usize, Option<usize>)>);

fn known(program: &Program, facts: &dyn Facts) -> Known {
    let shown = |(name, value): (&str, &Value)| {
        (!value.is_empty()).then(|| format!("{name}={}", value.literal(Zone::UTC)))
    };
    let attribute = |id: AttributeId| shown((&program.attributes[id].name, facts.stored(id)));
    let owner = |owner: Owner| (owner.flow.index(), owner.element.map(Id::index));
    let event = |event: &Event| {
        let names = program.events[event.definition].properties.iter().map(|property| &*property.name);
        let properties = names.zip(event.properties.iter()).filter_map(shown).collect();
        (event.time, event.definition.index(), properties, event.owner.map(owner))
    };
    Known {
        key: facts.person().to_owned(),
        attributes: program.attributes.ids().filter_map(attribute).collect(),
        events: facts.events().iter().map(event).collect(),
    }
}

/// What a population says of everybody.
fn of_population(program: &Program, population: &Population) -> Vec<Known> {
    population.persons().map(|person| known(program, &person)).collect()
}

/// What batches say of everybody, by key.
fn of_batches(program: &Program, wanted: &Wanted, batches: &[Batch]) -> Vec<Known> {
    let attributes: Vec<AttributeId> = wanted.attributes.iter().copied().collect();
    let rows = batches.iter().flat_map(|batch| (0..batch.rows()).map(move |row| (batch, row)));
    let mut found: Vec<Known> =
        rows.map(|(batch, row)| known(program, &batch.person(row, program, &attributes))).collect();
    found.sort_by(|one, other| one.key.cmp(&other.key));
    found
}
