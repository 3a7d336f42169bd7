//! A JSON document, an item of its list after the other: no more of it is held than the item at hand.

use std::borrow::Cow;
use std::fmt;
use std::io::BufRead;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::super::problems::Stop;
use super::super::sink::Sink;
use super::super::text::broken;
use super::Rows;
use crate::diagnostic::Problem;
use crate::value::text;

/// Hands the objects of an array to a sink; the array may be a member of an object, by one of the names in `wrappers`. An
/// object without such a member is the only row. Rows are items of the array.
pub(in super::super) fn read_document(
    mut text: impl BufRead,
    wrappers: &[&str],
    sink: &mut dyn Sink,
) -> Result<(), Stop> {
    let start = text.fill_buf().map_err(|error| broken(&error))?;
    let first = start.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    let mut document = serde_json::Deserializer::from_reader(text);
    let mut items = Items { rows: Rows::new(sink), taken: 0, wrappers, stop: None };
    let read = match first {
        Some(b'[') => document.deserialize_seq(&mut items),
        Some(b'{') => document.deserialize_map(&mut items),
        _ => Box::<RawValue>::deserialize(&mut document).and_then(|value| items.take(value.get())),
    };
    let end = read.and_then(|()| document.end());
    match (items.stop, end) {
        (Some(stop), _) => Err(stop),
        (None, Ok(())) => Ok(()),
        (None, Err(error)) if error.is_io() => Err(broken(&error.into())),
        (None, Err(error)) => Err(Stop::File(Problem::DamagedFile { reason: error.to_string() })),
    }
}

/// Takes the items of a document.
struct Items<'s, 'w> {
    rows: Rows<'s>,
    taken: u64,
    wrappers: &'w [&'w str],
    /// Why nothing more is read, which is none of the reader's errors.
    stop: Option<Stop>,
}

impl Items<'_, '_> {
    fn take<E: Error>(&mut self, object: &str) -> Result<(), E> {
        self.taken += 1;
        let taken = self.rows.row(self.taken, object);
        self.after(taken)
    }

    /// Ends the reader where no more rows are wanted.
    fn after<E: Error>(&mut self, taken: Result<(), Stop>) -> Result<(), E> {
        taken.map_err(|stop| {
            self.stop = Some(stop);
            E::custom("nothing more is read")
        })
    }
}

/// The list that an object wraps.
impl<'de> DeserializeSeed<'de> for &mut Items<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, list: D) -> Result<(), D::Error> {
        list.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for &mut Items<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(item) = list.next_element::<Box<RawValue>>()? {
            self.take(item.get())?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let mut members: Vec<(String, Box<RawValue>)> = Vec::new();
        while let Some(name) = object.next_key::<String>()? {
            if self.wrappers.iter().any(|wrapper| text::equal(&name, wrapper)) {
                object.next_value_seed(&mut *self)?;
                while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                return Ok(());
            }
            members.push((name, object.next_value()?));
        }
        let members = members.iter().map(|(name, value)| (Cow::Borrowed(name.as_str()), &**value));
        let taken = self.rows.members(1, members.collect());
        self.after(taken)
    }
}
