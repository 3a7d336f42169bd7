//! A batch: some people with their attributes, and what happened to them.

use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

use arrow_buffer::ScalarBuffer;

use super::{Codes, Column, Ticks};
use crate::eval::{Event, Facts};
use crate::program::{AttributeId, EventId, Id, Owner, Program};
use crate::value::{Instant, Text, Value};

/// Some people. Batches are independent of each other: all that happened to a person stands in the person's batch.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Who they are.
    pub keys: Keys,
    /// The stored attributes, by id; nothing where no file has one. Persons of whom only events are known have none.
    pub attributes: Vec<Option<Arc<Column>>>,
    /// What happened to them.
    pub events: Events,
}

/// The keys of the people of a batch.
#[derive(Clone, PartialEq, Debug)]
pub enum Keys {
    /// As texts.
    Text(arrow_array::StringArray),
    /// As whole numbers, whose digits are the keys.
    Whole(ScalarBuffer<i64>),
    /// Read when somebody asks for one.
    Later(LateKeys),
}

/// Keys that are not read before somebody asks for one. They were read once already, so that all is well with them.
#[derive(Clone, Debug)]
pub struct LateKeys {
    all: Arc<LazyLock<Keys, ReadKeys>>,
    rows: Range<usize>,
}

/// Reads keys.
type ReadKeys = Box<dyn FnOnce() -> Keys + Send + Sync>;

/// What happened to the people of a batch: in order of persons, then of time, then of the input.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// For each person, where the person's events begin; and the end of all.
    pub starts: Vec<u32>,
    /// The kind of each: the place of the event in the program.
    pub kinds: Option<Codes>,
    /// When each happened, in microseconds after 1970-01-01T00:00:00Z.
    pub times: Times,
    /// For each kind of event, its properties by slot, each with a row for every event of the batch whatever its kind. Kinds
    /// share columns.
    pub properties: Vec<Vec<Option<Arc<Column>>>>,
    /// What each belongs to, where some event belongs to something.
    pub owners: Option<Arc<[Option<Owner>]>>,
    /// When each happened, roughly; filled when that is first asked.
    pub ticks: LateTicks,
}

/// Rough moments that are found out once.
pub type LateTicks = Arc<OnceLock<Ticks>>;

/// Moments in microseconds.
pub type Times = ScalarBuffer<i64>;

impl Batch {
    /// How many people there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.keys.len()
    }

    /// The stored column of an attribute.
    #[must_use]
    pub fn attribute(&self, attribute: AttributeId) -> Option<&Arc<Column>> {
        self.attributes.get(attribute.index()).and_then(Option::as_ref)
    }

    /// A person as evaluators see people. `wanted` are the attributes that somebody asks for.
    #[must_use]
    pub fn person(&self, row: usize, program: &Program, wanted: &[AttributeId]) -> Row {
        let mut attributes = Vec::new();
        for attribute in wanted {
            let Some(column) = self.attribute(*attribute) else { continue };
            if attributes.len() <= attribute.index() {
                attributes.resize(attribute.index() + 1, Value::Empty);
            }
            attributes[attribute.index()] = column.value(row, &program.attributes[*attribute].r#type);
        }
        Row { key: self.keys.get(row), attributes, events: self.events.of(row, program) }
    }
}

/// One row of a batch.
#[derive(Clone, Debug)]
pub struct Row {
    key: Text,
    attributes: Vec<Value>,
    events: Vec<Event>,
}

impl Facts for Row {
    fn person(&self) -> &str {
        &self.key
    }

    fn stored(&self, attribute: AttributeId) -> &Value {
        self.attributes.get(attribute.index()).unwrap_or(&Value::Empty)
    }

    fn events(&self) -> &[Event] {
        &self.events
    }
}

impl LateKeys {
    /// So many keys, and how they are read.
    pub(super) fn new(count: usize, read: impl FnOnce() -> Option<Keys> + Send + Sync + 'static) -> LateKeys {
        // Only if somebody changed the file since it was read, that fails; then persons are told apart by their places.
        let by_place = move || Keys::Whole((0..count as i64).collect());
        let read = move || read().filter(|keys| keys.len() == count).unwrap_or_else(by_place);
        LateKeys { all: Arc::new(LazyLock::new(Box::new(read))), rows: 0..count }
    }

    /// The keys.
    #[must_use]
    pub fn read(&self) -> Keys {
        self.all.slice(self.rows.clone())
    }

    /// These rows by themselves.
    pub(super) fn slice(&self, rows: Range<usize>) -> LateKeys {
        let start = self.rows.start;
        LateKeys { all: self.all.clone(), rows: start + rows.start..start + rows.end }
    }
}

impl PartialEq for LateKeys {
    fn eq(&self, other: &LateKeys) -> bool {
        self.read() == other.read()
    }
}

impl Keys {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Keys::Text(keys) => arrow_array::Array::len(keys),
            Keys::Whole(keys) => keys.len(),
            Keys::Later(keys) => keys.rows.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The key of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> Text {
        match self {
            Keys::Text(keys) => keys.value(row).into(),
            Keys::Whole(keys) => keys[row].to_string().into(),
            Keys::Later(keys) => keys.all.get(keys.rows.start + row),
        }
    }
}

impl Default for Keys {
    fn default() -> Keys {
        Keys::Whole(ScalarBuffer::default())
    }
}

impl Events {
    /// When each happened, roughly.
    #[must_use]
    pub fn ticks(&self) -> &Ticks {
        self.ticks.get_or_init(|| Ticks::of(&self.times, &self.starts))
    }

    /// The places of a person's events.
    #[must_use]
    #[inline]
    pub fn places(&self, row: usize) -> Range<usize> {
        match self.starts.get(row..row + 2) {
            Some([start, end]) => *start as usize..*end as usize,
            _ => 0..0,
        }
    }

    /// The column of a property of a kind of event.
    #[must_use]
    pub fn property(&self, event: EventId, slot: usize) -> Option<&Arc<Column>> {
        self.properties.get(event.index())?.get(slot)?.as_ref()
    }

    /// The kind of the event at a place.
    #[must_use]
    #[inline]
    pub fn kind(&self, place: usize) -> EventId {
        EventId::from_index(self.kinds.as_ref().map_or(0, |kinds| kinds.get(place)))
    }

    /// A person's events as evaluators see them.
    #[must_use]
    pub fn of(&self, row: usize, program: &Program) -> Vec<Event> {
        self.places(row).map(|place| self.event(place, program)).collect()
    }

    fn event(&self, place: usize, program: &Program) -> Event {
        let definition = self.kind(place);
        let value = |(slot, property): (usize, &crate::program::Property)| {
            let column = self.property(definition, slot);
            column.map_or(Value::Empty, |column| column.value(place, &property.r#type))
        };
        Event {
            time: Instant::from_micros(self.times[place]),
            definition,
            properties: program.events[definition].properties.iter().enumerate().map(value).collect(),
            owner: self.owners.as_ref().and_then(|owners| owners[place]),
            id: None,
        }
    }
}
