//! JSON: one object per line, an array of objects, or an object around such an array.
//!
//! Values are looked at as they are written. So a number is the decimal that stands there, however many digits it has, and
//! no object is built.

mod document;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io::BufRead;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

pub(super) use self::document::read_document;
use super::cell::Cell;
use super::problems::Stop;
use super::sink::{Member, Sink};
use super::text::each_line;
use crate::value::text;

/// Hands the objects of a file to a sink, one per line. Rows are lines, empty ones included.
pub(super) fn read_lines(text: impl BufRead, sink: &mut dyn Sink) -> Result<(), Stop> {
    let mut rows = Rows::new(sink);
    each_line(text, |row, line| match std::str::from_utf8(line) {
        Ok(line) => rows.row(row, line),
        Err(_) => rows.sink.broken_row(row, "it is not UTF-8".to_owned()),
    })
}

/// Takes objects apart, and remembers what their members are.
struct Rows<'s> {
    sink: &'s mut dyn Sink,
    members: HashMap<String, Member>,
    inner: HashMap<String, Option<usize>>,
    /// The columns for the best contact on a channel and for further ones.
    contacts: HashMap<&'static str, [Option<usize>; 2]>,
}

impl<'s> Rows<'s> {
    fn new(sink: &'s mut dyn Sink) -> Rows<'s> {
        Rows { sink, members: HashMap::new(), inner: HashMap::new(), contacts: HashMap::new() }
    }

    fn row(&mut self, row: u64, object: &str) -> Result<(), Stop> {
        match members(object) {
            Ok(members) => self.members(row, members),
            Err(error) => self.sink.broken_row(row, reason(&error)),
        }
    }

    /// Takes an object that has these members.
    fn members(&mut self, row: u64, members: Vec<(Cow<'_, str>, &RawValue)>) -> Result<(), Stop> {
        let mut cells = Vec::with_capacity(members.len());
        for (name, value) in members {
            let kind = self.member(&name);
            if !holds(kind, value) {
                return self.sink.broken_row(row, format!("its `{name}` is no object"));
            }
            match kind {
                Member::Column(column) => cells.push((column, cell(value))),
                Member::Members => self.inner(value, &mut cells),
                Member::Contacts => self.contacts(value, &mut cells),
                Member::Identifier => self.identifier(value, &mut cells),
                Member::Ignored => {}
            }
        }
        self.sink.row(row, &cells)
    }

    fn member(&mut self, name: &str) -> Member {
        if let Some(known) = self.members.get(name) {
            return *known;
        }
        let member = self.sink.member(name);
        self.members.insert(name.to_owned(), member);
        member
    }

    /// The members of an inner object; `null` holds none.
    fn inner<'a>(&mut self, object: &'a RawValue, cells: &mut Vec<(usize, Cell<'a>)>) {
        for (name, value) in members(object.get()).unwrap_or_default() {
            let column = match self.inner.get(&*name) {
                Some(known) => *known,
                None => {
                    let column = self.sink.inner(&name);
                    self.inner.insert(name.into_owned(), column);
                    column
                }
            };
            cells.extend(column.map(|column| (column, cell(value))));
        }
    }

    /// Whom an event is about, as the People API says it.
    fn identifier<'a>(&mut self, identifier: &'a RawValue, cells: &mut Vec<(usize, Cell<'a>)>) {
        let Some((id, kind)) = self.sink.identifier() else { return };
        for (name, value) in members(identifier.get()).unwrap_or_default() {
            match &*name {
                "id" | "identifier" => cells.push((id, cell(value))),
                "type" => cells.push((kind, cell(value))),
                _ => {}
            }
        }
    }

    /// A person's phones and emails, from either shape of contacts.
    fn contacts<'a>(&mut self, contacts: &'a RawValue, cells: &mut Vec<(usize, Cell<'a>)>) {
        let contacts = contacts_of(contacts);
        for channel in ["phone", "email"] {
            for (at, contact) in contacts.of(channel).into_iter().enumerate() {
                let columns = self.contacts.entry(channel);
                let columns = *columns
                    .or_insert_with(|| [self.sink.contact(channel), self.sink.further_contact(channel)]);
                cells.extend(columns[at.min(1)].map(|column| (column, contact)));
            }
        }
    }
}

/// Whether a value has the shape that such a member has: what holds more than one thing is an object, or for contacts a list.
fn holds(kind: Member, value: &RawValue) -> bool {
    match value.get().as_bytes().first() {
        Some(b'{' | b'n') => true,
        Some(b'[') => !matches!(kind, Member::Members | Member::Identifier),
        _ => !matches!(kind, Member::Members | Member::Contacts | Member::Identifier),
    }
}

/// A way to reach a person.
struct Contact<'a> {
    channel: Cow<'a, str>,
    identifier: Cell<'a>,
    primary: bool,
}

/// The ways to reach a person, in their order.
pub(super) struct Contacts<'a>(Vec<Contact<'a>>);

impl<'a> Contacts<'a> {
    /// The primary or else the first contact on a channel.
    pub(super) fn best(&self, channel: &str) -> Option<Cell<'a>> {
        self.of(channel).into_iter().next()
    }

    /// The contacts on a channel, the best first and the others in their order.
    fn of(&self, channel: &str) -> Vec<Cell<'a>> {
        let own = self.0.iter().filter(|contact| text::equal(&contact.channel, channel));
        let mut own: Vec<&Contact> = own.collect();
        if let Some(best) = own.iter().position(|contact| contact.primary) {
            own[..=best].rotate_right(1);
        }
        own.into_iter().map(|contact| contact.identifier.clone()).collect()
    }
}

/// The contacts of a profile: `{"phone": [{"number": …}]}` or `[{"type": "PHONE", "identifier": …, "primary": true}]`.
pub(super) fn contacts_of(value: &RawValue) -> Contacts<'_> {
    if let Ok(list) = items(value.get()) {
        return Contacts(list.into_iter().filter_map(|item| contact(None, item)).collect());
    }
    let channels = members(value.get()).unwrap_or_default().into_iter();
    let contacts = channels.flat_map(|(channel, list)| {
        let list = items(list.get()).unwrap_or_default().into_iter();
        list.filter_map(move |item| contact(Some(channel.clone()), item)).collect::<Vec<_>>()
    });
    Contacts(contacts.collect())
}

fn contact<'a>(channel: Option<Cow<'a, str>>, item: &'a RawValue) -> Option<Contact<'a>> {
    let members = members(item.get()).ok()?;
    let member = |wanted: &[&str]| {
        let known = members.iter().find(|(name, _)| wanted.contains(&&**name));
        known.map(|(_, value)| cell(value)).filter(|cell| !cell.is_empty())
    };
    let channel = match (channel, member(&["type"])) {
        (Some(channel), _) | (None, Some(Cell::Text(channel))) => channel,
        _ => return None,
    };
    let primary = matches!(member(&["primary", "isPrimary"]), Some(Cell::Boolean(true)));
    Some(Contact { channel, identifier: member(&["identifier", "number", "address"])?, primary })
}

/// How deep lists and objects may stand in each other: deeper than any type that can be declared.
const DEPTH: usize = 64;

/// The cell that a text of JSON is.
pub(super) fn parsed(text: &str) -> Option<Cell<'_>> {
    serde_json::from_str(text).ok().map(cell)
}

/// The cell that a value is.
pub(super) fn cell(value: &RawValue) -> Cell<'_> {
    cell_within(value, DEPTH)
}

/// The cell that a value is, as long as no more than `depth` lists and objects stand in each other.
fn cell_within(value: &RawValue, depth: usize) -> Cell<'_> {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'"') => serde_json::from_str(text).map_or(Cell::Empty, |Name(text)| Cell::Text(text)),
        Some(b't') => Cell::Boolean(true),
        Some(b'f') => Cell::Boolean(false),
        Some(b'[' | b'{') if depth == 0 => Cell::Other("something nested too deep"),
        Some(b'[') => {
            let items = items(text).unwrap_or_default().into_iter();
            Cell::List(items.map(|item| cell_within(item, depth - 1)).collect())
        }
        Some(b'{') => {
            let members = members(text).unwrap_or_default().into_iter();
            Cell::Object(members.map(|(name, value)| (name, cell_within(value, depth - 1))).collect())
        }
        Some(b'n') | None => Cell::Empty,
        Some(_) => Cell::Written(text),
    }
}

/// The items of a list, each as it is written.
pub(super) fn items(text: &str) -> Result<Vec<&RawValue>, serde_json::Error> {
    serde_json::from_str(text)
}

/// The members of an object in their order, each value as it is written.
pub(super) fn members(text: &str) -> Result<Vec<(Cow<'_, str>, &RawValue)>, serde_json::Error> {
    serde_json::from_str(text).map(|Members(members)| members)
}

/// A text, borrowed unless it has escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members<'de>, D::Error> {
        deserializer.deserialize_map(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some((Name(name), value)) = map.next_entry()? {
            members.push((name, value));
        }
        Ok(Members(members))
    }
}

/// What is wrong with a line, with the place in it.
pub(super) fn reason(error: &serde_json::Error) -> String {
    if error.is_data() {
        return "an object is wanted".to_owned();
    }
    if error.is_eof() {
        return "it ends too early".to_owned();
    }
    let whole = error.to_string();
    let what = whole.split(" at line ").next().unwrap_or(&whole);
    format!("{what} at character {}", error.column())
}
