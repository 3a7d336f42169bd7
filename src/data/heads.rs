//! Which column of a file of columns is what, by the rules that rows are taken by.
//!
//! Only what is plain is answered: one column for each thing that is said of a person or an event. Where two columns say the
//! same, and the first that is not empty counts, or where events have ids or owners that somebody asks for, rows are looked at
//! one by one.

use super::events::{Role, property, role};
use super::loader::Options;
use super::people::{KEYS, zone};
use crate::program::{AttributeId, EventId, Program};
use crate::value::Zone;

/// The columns of a file of people.
#[derive(Clone, Debug)]
pub struct PeopleHead {
    /// Whose a row is.
    pub key: usize,
    /// The attributes, each with its column.
    pub attributes: Vec<(AttributeId, usize)>,
    /// The names of columns that nothing takes.
    pub ignored: Vec<String>,
}

/// The columns of a file of events.
#[derive(Clone, Debug)]
pub struct EventsHead {
    /// Whose an event is.
    pub person: usize,
    /// Its kind.
    pub name: usize,
    /// When it happened.
    pub time: usize,
    /// The properties, by the kind and the place there, each with its column.
    pub properties: Vec<(EventId, u32, usize)>,
    /// The names of columns that nothing takes.
    pub ignored: Vec<String>,
}

impl PeopleHead {
    /// The head of a file with these columns; nothing if it is not plain.
    #[must_use]
    pub fn of(program: &Program, options: &Options, names: &[String]) -> Option<PeopleHead> {
        let (mut keys, mut attributes, mut ignored) = (Vec::new(), Vec::new(), Vec::new());
        for (at, name) in names.iter().enumerate() {
            let declared = options.declared(name);
            let is_key = options.key_rank(declared, &KEYS).is_some();
            let attribute = program.attribute_for_column(declared);
            let attribute = attribute.filter(|&attribute| program.attributes[attribute].computed.is_none());
            if is_key {
                keys.push(at);
            }
            match attribute {
                Some(attribute) if attributes.iter().any(|(known, _)| *known == attribute) => return None,
                Some(attribute) => attributes.push((attribute, at)),
                None if !is_key => ignored.push(name.clone()),
                None => {}
            }
        }
        let [key] = keys[..] else { return None };
        Some(PeopleHead { key, attributes, ignored })
    }

    /// The zone of local times of an attribute.
    #[must_use]
    pub fn zone(program: &Program, attribute: AttributeId) -> Zone {
        zone(&program.attributes[attribute], program)
    }
}

impl EventsHead {
    /// The head of a file with these columns; nothing if it is not plain. What events belong to is left out, unless somebody
    /// asks for `owners`.
    #[must_use]
    pub fn of(program: &Program, options: &Options, names: &[String], owners: bool) -> Option<EventsHead> {
        let mut roles: Vec<(Role, usize)> = Vec::new();
        let (mut properties, mut ignored) = (Vec::new(), Vec::new());
        for (at, name) in names.iter().enumerate() {
            let declared = options.declared(name);
            match role(options, declared) {
                Some((role, _)) if roles.iter().any(|(known, _)| *known == role) => return None,
                Some((Role::Flow | Role::Element, _)) if !owners => {}
                Some((Role::Id | Role::Flow | Role::Element | Role::Identifier | Role::PersonType, _)) => {
                    return None;
                }
                Some((role, _)) => roles.push((role, at)),
                None => {
                    let found = of_kinds(program, declared, at);
                    if found.iter().any(|(event, slot, _)| has(&properties, *event, *slot)) {
                        return None;
                    }
                    if found.is_empty() {
                        ignored.push(name.clone());
                    }
                    properties.extend(found);
                }
            }
        }
        let column = |role| roles.iter().find(|(known, _)| *known == role).map(|(_, at)| *at);
        let (person, name, time) = (column(Role::Person)?, column(Role::Name)?, column(Role::Time)?);
        Some(EventsHead { person, name, time, properties, ignored })
    }
}

fn has(properties: &[(EventId, u32, usize)], event: EventId, slot: u32) -> bool {
    properties.iter().any(|(known, at, _)| (*known, *at) == (event, slot))
}

/// The properties that a column holds: one at most of each kind of event.
fn of_kinds(program: &Program, name: &str, at: usize) -> Vec<(EventId, u32, usize)> {
    program.events.ids().filter_map(|event| Some((event, property(program, event, name)?, at))).collect()
}
