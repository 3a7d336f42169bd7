//! Persons as files of cases describe them.

use bourn::eval::{Event, Sketch};
use bourn::program::Id;
use bourn::value::{Instant, Value};

use crate::notation::Notation;
use crate::world::World;

/// A person and the moment of evaluation.
pub(crate) struct Person {
    pub(crate) facts: Sketch,
    pub(crate) now: Instant,
}

impl Default for Person {
    fn default() -> Person {
        Person { facts: Sketch { key: "ana".to_owned(), ..Sketch::default() }, now: Instant::EPOCH }
    }
}

impl Person {
    /// Reads a line: `now <datetime>`, `<attribute> = <value>` or `at <datetime> <event> [of <owner>] [{ … }]`.
    pub(crate) fn read(&mut self, world: &mut World, line: &str) {
        let mut line = Notation::new(world, line);
        if line.word("now") {
            self.now = line.datetime();
        } else if line.word("at") {
            self.facts.events.push(event(&mut line));
        } else {
            let attribute = line.attribute().index();
            let value = line.assigned();
            let slots = &mut self.facts.attributes;
            slots.resize(slots.len().max(attribute + 1), Value::Empty);
            slots[attribute] = value;
        }
        line.end();
    }
}

fn event(line: &mut Notation) -> Event {
    let time = line.datetime();
    let definition = line.event().unwrap();
    let owner = line.owner();
    let mut properties = Vec::new();
    if line.symbol("{") {
        while !line.symbol("}") {
            let slot = line.property(definition);
            properties.resize(properties.len().max(slot + 1), Value::Empty);
            properties[slot] = line.assigned();
            line.symbol(",");
        }
    }
    Event { time, definition, properties: properties.into(), owner, id: None }
}
