//! Events as bytes.
//!
//! | part | form |
//! | --- | --- |
//! | kind | a number: three bits that say which of the parts below are there, and the kind's place |
//! | what it belongs to | the flow, and the element and one, or 0 |
//! | id | a text |
//! | properties | how many bytes they take, and each with its slot |
//!
//! These bytes live no longer than the run that made them, and their places are those of its program: what is kept of
//! persons between runs is written down in another form, which names what it means.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::Past;
use super::bytes::{Reader, put, put_bytes};
use super::values::{put_known_text, put_text, put_value, read_value};
use crate::data::quick::Quick;
use crate::eval::{Event, Looked};
use crate::program::{ElementId, EventId, FlowId, Id, Owner, Program, Type};
use crate::value::{Instant, Text, Value};

/// How many texts of a property are known by number.
const KNOWN: usize = 4096;

const HAS_OWNER: u64 = 1;
const HAS_ID: u64 = 2;
const HAS_PROPERTIES: u64 = 4;

/// How the events of a program are written down.
#[derive(Debug, Default)]
pub(in crate::data) struct Form {
    kinds: Vec<Kind>,
    texts: Vec<Text>,
    /// Whether some event has an id.
    pub(super) has_ids: bool,
}

#[derive(Debug)]
struct Kind {
    /// Whether somebody looks at such events; of others nothing but the time is kept.
    is_looked_at: bool,
    /// Whether such an event may let a person in to where others are looked at.
    opens: bool,
    /// Whether nobody looks at such events but behind one that opens.
    only_behind: bool,
    properties: Vec<Property>,
}

#[derive(Debug)]
struct Property {
    r#type: Type,
    /// Whether somebody reads it; it is not kept otherwise.
    is_read: bool,
    /// The numbers of its texts.
    known: HashMap<Text, u32, BuildHasherDefault<Quick>>,
}

/// An event to be written down.
#[derive(Clone, Copy, Debug)]
pub(in crate::data) struct Payload<'a> {
    /// Its kind.
    pub(in crate::data) definition: EventId,
    /// What it belongs to.
    pub(in crate::data) owner: Option<Owner>,
    /// Its id in the outside world.
    pub(in crate::data) id: Option<&'a str>,
    /// Its properties.
    pub(in crate::data) properties: &'a Properties,
}

/// The properties of one event, written down.
#[derive(Clone, Debug, Default)]
pub(in crate::data) struct Properties {
    bytes: Vec<u8>,
    /// The slots that have a value.
    slots: Vec<bool>,
}

impl Properties {
    /// Forgets them, to take those of another event.
    pub(in crate::data) fn clear(&mut self) {
        self.bytes.clear();
        self.slots.clear();
    }

    /// Whether there is a value in a slot.
    pub(in crate::data) fn has(&self, slot: usize) -> bool {
        self.slots.get(slot).is_some_and(|filled| *filled)
    }

    fn begin(&mut self, slot: usize) -> &mut Vec<u8> {
        if self.slots.len() <= slot {
            self.slots.resize(slot + 1, false);
        }
        self.slots[slot] = true;
        put(&mut self.bytes, slot as u64);
        &mut self.bytes
    }
}

impl Form {
    /// The form of a program's events, all of which are looked at, with everything that they carry.
    pub(in crate::data) fn new(program: &Program) -> Form {
        let kind = |event: &crate::program::Event| {
            let property = |property: &crate::program::Property| Property {
                r#type: property.r#type.clone(),
                is_read: true,
                known: HashMap::default(),
            };
            Kind {
                is_looked_at: true,
                opens: true,
                only_behind: false,
                properties: event.properties.iter().map(property).collect(),
            }
        };
        Form { kinds: program.events.rows().iter().map(kind).collect(), texts: Vec::new(), has_ids: false }
    }

    /// Says that nobody looks at other events, of which nothing but the time is kept, and of these at other properties.
    pub(in crate::data) fn look_at(&mut self, events: &[Looked]) {
        for (at, kind) in self.kinds.iter_mut().enumerate() {
            let looked_at = events.iter().find(|looked| looked.event.index() == at);
            kind.is_looked_at = looked_at.is_some();
            kind.opens = looked_at.is_some_and(|looked| looked.opens);
            kind.only_behind = looked_at.is_some_and(|looked| looked.only_behind);
            for (slot, property) in kind.properties.iter_mut().enumerate() {
                property.is_read = looked_at.is_some_and(|looked| looked.properties.contains(&slot));
            }
        }
    }

    /// Whether somebody looks at events of a kind.
    pub(in crate::data) fn looks_at(&self, event: EventId) -> bool {
        self.kinds[event.index()].is_looked_at
    }

    /// Whether somebody reads a property.
    pub(in crate::data) fn reads(&self, event: EventId, slot: usize) -> bool {
        self.kinds[event.index()].properties[slot].is_read
    }

    /// The type of a property.
    pub(in crate::data) fn r#type(&self, event: EventId, slot: usize) -> &Type {
        &self.kinds[event.index()].properties[slot].r#type
    }

    /// Puts a text among an event's properties.
    pub(in crate::data) fn put_text(
        &mut self,
        into: &mut Properties,
        event: EventId,
        slot: usize,
        text: &str,
    ) {
        let out = into.begin(slot);
        let known = &mut self.kinds[event.index()].properties[slot].known;
        let number = known.get(text).copied().or_else(|| {
            let new = Text::from(text);
            (known.len() < KNOWN).then(|| {
                self.texts.push(new.clone());
                *known.entry(new).or_insert(self.texts.len() as u32 - 1)
            })
        });
        match number {
            Some(number) => put_known_text(out, number),
            None => put_text(out, text),
        }
    }

    /// Puts a value of the property's type among an event's properties.
    pub(in crate::data) fn put(&mut self, into: &mut Properties, event: EventId, slot: usize, value: &Value) {
        match value {
            Value::Text(text) => self.put_text(into, event, slot, text),
            value => put_value(into.begin(slot), value),
        }
    }

    /// Writes an event without its time.
    pub(super) fn write(&mut self, payload: &Payload<'_>, out: &mut Vec<u8>) {
        let Payload { definition, owner, id, properties } = payload;
        let flag = |there: bool, flag: u64| if there { flag } else { 0 };
        let parts = flag(owner.is_some(), HAS_OWNER)
            | flag(id.is_some(), HAS_ID)
            | flag(!properties.bytes.is_empty(), HAS_PROPERTIES);
        put(out, (definition.index() as u64) << 3 | parts);
        if let Some(owner) = owner {
            put(out, owner.flow.index() as u64);
            put(out, owner.element.map_or(0, |element| element.index() as u64 + 1));
        }
        if let Some(id) = id {
            self.has_ids = true;
            put_bytes(out, id.as_bytes());
        }
        if !properties.bytes.is_empty() {
            put_bytes(out, &properties.bytes);
        }
    }

    /// Reads the events of a segment. Where events have ids, all of them are read whole, to tell which came twice. In a
    /// segment that is `alone` stands all that happened to a person, in order: there, what is looked at behind an event that
    /// opens is passed over before that.
    pub(super) fn read_segment(&self, bytes: &[u8], alone: bool, past: &mut Past) -> Option<()> {
        let mut reader = Reader::new(bytes);
        let (mut time, mut values, nothing) = (0_i64, Vec::new(), Arc::from([]));
        let mut is_before = alone;
        while !reader.is_at_end() {
            time = time.checked_add(reader.signed()?)?;
            let (time, head) = (Instant::checked_from_micros(time)?, reader.number()?);
            let kind = self.kinds.get((head >> 3) as usize)?;
            is_before &= !kind.opens;
            if (!kind.is_looked_at || (is_before && kind.only_behind)) && !self.has_ids {
                pass_over(&mut reader, head)?;
                past.others.push(time);
                continue;
            }
            let event = self.event(&mut reader, time, head, &mut values, &nothing)?;
            past.events.push(event);
        }
        Some(())
    }

    fn event(
        &self,
        reader: &mut Reader<'_>,
        time: Instant,
        head: u64,
        values: &mut Vec<Value>,
        nothing: &Arc<[Value]>,
    ) -> Option<Event> {
        let definition = EventId::from_index((head >> 3) as usize);
        let owner = if head & HAS_OWNER == 0 { None } else { Some(owner(reader)?) };
        let id = if head & HAS_ID == 0 { None } else { Some(Text::from(reader.text()?)) };
        let properties = if head & HAS_PROPERTIES == 0 {
            nothing.clone()
        } else {
            self.properties(reader, definition, values)?;
            values.drain(..).collect()
        };
        Some(Event { time, definition, properties, owner, id })
    }

    fn properties(&self, reader: &mut Reader<'_>, event: EventId, values: &mut Vec<Value>) -> Option<()> {
        let declared = &self.kinds.get(event.index())?.properties;
        let mut reader = Reader::new(reader.bytes()?);
        while !reader.is_at_end() {
            let slot = usize::try_from(reader.number()?).ok()?;
            let property = declared.get(slot)?;
            if values.len() <= slot {
                values.resize(slot + 1, Value::Empty);
            }
            values[slot] = read_value(&mut reader, &property.r#type, &self.texts)?;
        }
        Some(())
    }
}

/// Passes over an event whose kind and time are known.
fn pass_over(reader: &mut Reader<'_>, head: u64) -> Option<()> {
    if head & HAS_OWNER != 0 {
        owner(reader)?;
    }
    for part in [HAS_ID, HAS_PROPERTIES] {
        if head & part != 0 {
            reader.bytes()?;
        }
    }
    Some(())
}

fn owner(reader: &mut Reader<'_>) -> Option<Owner> {
    let place = |number: u64| usize::try_from(number).ok();
    let flow = FlowId::from_index(place(reader.number()?)?);
    let element = place(reader.number()?)?.checked_sub(1).map(ElementId::from_index);
    Some(Owner { flow, element })
}
