//! The columns of packed files, and what they are called: by the names under which they are found again.

use std::io;

use super::form::Form;
use super::groups::{self, Groups};
use crate::data::{Options, Population, says_of_events};
use crate::eval::Event;
use crate::program::{AttributeId, EventId, Id, Program, Type};
use crate::value::{Text, Value, text};

/// The columns of a file.
pub(super) struct Layout {
    /// The name of each, the form, and whether values may be missing.
    pub(super) columns: Vec<(String, Form, bool)>,
    /// Whether events say what they belong to.
    pub(super) owned: bool,
}

impl Layout {
    pub(super) fn of_people(options: &Options, key: Form, attributes: Vec<(String, Form)>) -> Layout {
        let mut columns = vec![(key_name(options), key, false)];
        columns.extend(attributes.into_iter().map(|(name, form)| (name, form, true)));
        Layout { columns, owned: false }
    }

    pub(super) fn of_events(
        options: &Options,
        key: Form,
        owned: bool,
        properties: Vec<(String, Form)>,
    ) -> Layout {
        let few = Form::Text { few: true };
        let mut columns = vec![
            (key_name(options), key, false),
            ("name".to_owned(), few, false),
            ("time".to_owned(), Form::Datetime, false),
        ];
        if owned {
            columns.extend(["flow", "element"].map(|name| (name.to_owned(), few, true)));
        }
        columns.extend(properties.into_iter().map(|(name, form)| (name, form, true)));
        Layout { columns, owned }
    }
}

/// The stored attributes that data have, each with the name of its column. The key is a column already.
pub(super) fn attributes(
    program: &Program,
    options: &Options,
    population: &Population,
) -> Vec<(String, AttributeId)> {
    let stored = program.attributes.ids().filter(|id| population.has(*id));
    let named = stored.map(|id| (column(options, &program.attributes[id].name), id));
    named.filter(|(name, _)| !text::equal(name, &key_name(options))).collect()
}

/// A column of properties of one name and type.
pub(super) struct Property {
    pub(super) name: String,
    pub(super) r#type: Type,
    /// For each kind of event, the place among its properties.
    slots: Vec<Option<usize>>,
}

impl Property {
    /// The value that an event has in this column.
    pub(super) fn of<'e>(&self, event: &'e Event) -> &'e Value {
        let slot = self.slots[event.definition.index()];
        slot.and_then(|slot| event.properties.get(slot)).unwrap_or(&Value::Empty)
    }
}

/// The columns of properties. Kinds of events share one where the property has the same type in all of them; else each has
/// its own, with the name of the kind before it.
pub(super) fn properties(program: &Program, options: &Options) -> Vec<Property> {
    let mut found: Vec<Property> = Vec::new();
    for (event, slot, name) in all_properties(program) {
        let r#type = &program.events[event].properties[slot].r#type;
        let same = |(other, at, known): &(EventId, usize, &str)| {
            !text::equal(known, name) || program.events[*other].properties[*at].r#type == *r#type
        };
        let is_shared = all_properties(program).all(|one| same(&one)) && !says_of_events(options, name);
        let of_kind = format!("{}_{name}", program.events[event].name);
        let name = column(options, if is_shared { name } else { &of_kind });
        match found.iter_mut().find(|known| text::equal(&known.name, &name)) {
            Some(known) => known.slots[event.index()] = Some(slot),
            None => {
                let mut slots = vec![None; program.events.len()];
                slots[event.index()] = Some(slot);
                found.push(Property { name, r#type: r#type.clone(), slots });
            }
        }
    }
    found
}

fn all_properties(program: &Program) -> impl Iterator<Item = (EventId, usize, &str)> {
    program.events.iter().flat_map(|(id, event)| {
        event.properties.iter().enumerate().map(move |(slot, property)| (id, slot, &*property.name))
    })
}

/// The name of the column of keys.
fn key_name(options: &Options) -> String {
    column(options, &options.key)
}

/// The name under which a column is taken for what is declared by this name: another one where the project renames columns.
fn column(options: &Options, declared: &str) -> String {
    if text::equal(options.declared(declared), declared) {
        return declared.to_owned();
    }
    let renamed = options.columns.iter().find(|(_, to)| text::equal(to, declared));
    renamed.map_or(declared, |(from, _)| from).to_owned()
}

/// Events that become a row group.
pub(super) struct EventRows<'a> {
    program: &'a Program,
    properties: &'a [Property],
    owned: bool,
    keys: Vec<Text>,
    events: Vec<Event>,
}

impl<'a> EventRows<'a> {
    pub(super) fn new(program: &'a Program, properties: &'a [Property], owned: bool) -> EventRows<'a> {
        EventRows { program, properties, owned, keys: Vec::new(), events: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    pub(super) fn add(&mut self, key: &Text, events: Vec<Event>) {
        self.keys.extend(std::iter::repeat_n(key.clone(), events.len()));
        self.events.extend(events);
    }

    /// Writes the events, and forgets them.
    pub(super) fn write(&mut self, groups: &mut Groups<'_>) -> io::Result<()> {
        const MOST: usize = 2 * groups::ROWS;
        for (keys, events) in self.keys.chunks(MOST).zip(self.events.chunks(MOST)) {
            groups.write(self.columns(keys, events))?;
        }
        self.keys.clear();
        self.events.clear();
        Ok(())
    }

    fn columns(&self, keys: &[Text], events: &[Event]) -> Vec<Vec<Value>> {
        let program = self.program;
        let each = |value: &dyn Fn(&Event) -> Value| events.iter().map(value).collect::<Vec<Value>>();
        let mut columns = vec![
            keys.iter().cloned().map(Value::Text).collect(),
            each(&|event| Value::Text((&*program.events[event.definition].name).into())),
            each(&|event| Value::Datetime(event.time)),
        ];
        if self.owned {
            let flow = |event: &Event| {
                event
                    .owner
                    .map_or(Value::Empty, |owner| Value::Text((&*program.flows[owner.flow].name).into()))
            };
            let element = |event: &Event| {
                let element =
                    event.owner.and_then(|owner| Some(&program.flows[owner.flow].elements[owner.element?]));
                element.map_or(Value::Empty, |element| Value::Text((&*element.label).into()))
            };
            columns.extend([each(&flow), each(&element)]);
        }
        columns.extend(self.properties.iter().map(|property| each(&|event| property.of(event).clone())));
        columns
    }
}
