//! Persons as files of cases describe them.

use bourn::eval::{Context, Event, Sketch, Visible, conform, value};
use bourn::program::{EventId, Id, Owner};
use bourn::value::time::parse_datetime;
use bourn::value::{Instant, Value};

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
    /// All that an evaluation for the person depends on, outside of flows.
    pub(crate) fn context<'a>(&'a self, world: &'a World) -> Context<'a> {
        Context {
            program: world.program(),
            facts: &self.facts,
            now: self.now,
            zone: world.program().zone,
            variables: &[],
            visible: Visible::All,
            random: None,
        }
    }

    /// Reads a line: `now <datetime>`, `<attribute> = <value>` or `at <datetime> <event> [of <owner>] [{ … }]`.
    pub(crate) fn read(&mut self, world: &mut World, line: &str) {
        if let Some(now) = line.strip_prefix("now ") {
            self.now = datetime(world, now);
        } else if let Some(event) = line.strip_prefix("at ") {
            self.facts.events.push(read_event(world, event));
        } else {
            let (name, value) = line.split_once(" = ").unwrap();
            let attribute = world.program().attribute_for_column(name).unwrap();
            let value = read_value(world, value);
            let value = conform(value, &world.program().attributes[attribute].r#type);
            put(&mut self.facts.attributes, attribute.index(), value);
        }
    }
}

/// `2026-11-01 10:00 paid of Welcome.reminder { amount = 10, count = 1 }`, all from `of` on where wanted.
fn read_event(world: &mut World, line: &str) -> Event {
    let (head, fields) = line.split_once(" {").unwrap_or((line, "}"));
    let words: Vec<&str> = head.split(' ').collect();
    let time = datetime(world, &words[..2].join(" "));
    let definition = world.program().event(words[2]).unwrap();
    let owner = words.get(4).map(|owner| read_owner(world, owner));
    let mut properties = Vec::new();
    let fields = fields.trim_end_matches('}').trim();
    for field in fields.split(", ").filter(|field| !field.is_empty()) {
        let (name, value) = field.split_once(" = ").unwrap();
        put(&mut properties, property(world, definition, name), read_value(world, value));
    }
    Event { time, definition, properties: properties.into(), owner, id: None }
}

/// The place of a property of an event.
pub(crate) fn property(world: &World, event: EventId, name: &str) -> usize {
    let properties = &world.program().events[event].properties;
    properties.iter().position(|property| &*property.name == name).unwrap()
}

/// `Welcome`, or `Welcome.reminder`.
pub(crate) fn read_owner(world: &World, text: &str) -> Owner {
    let (flow, label) = text.split_once('.').map_or((text, None), |(flow, label)| (flow, Some(label)));
    let flow = world.program().flow(flow).unwrap();
    let elements = &world.program().flows[flow].elements;
    let element = label.map(|label| elements.ids().find(|&id| &*elements[id].label == label).unwrap());
    Owner { flow, element }
}

/// A value as source text.
fn read_value(world: &mut World, text: &str) -> Value {
    let expression = world.expression(text);
    value(&Person::default().context(world), expression, &mut Vec::new())
}

fn datetime(world: &World, text: &str) -> Instant {
    parse_datetime(text, world.program().zone).unwrap()
}

fn put(slots: &mut Vec<Value>, at: usize, value: Value) {
    slots.resize(slots.len().max(at + 1), Value::Empty);
    slots[at] = value;
}
