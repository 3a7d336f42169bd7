//! What is in a person: the one list of it.

use super::StateError;
use super::bytes::{Reader, Stored, Writer, malformed};
use crate::eval::Event;
use crate::journey::person::Effort;
use crate::journey::{
    Alarm, Asked, Body, FilledFile, FlowPast, Goods, Hours, Inner, Listed, Mark, Message, Parcel,
    Participant, Participation, Person, Place, Position, Request,
};
use crate::program::{
    AttributeId, ChannelId, ElementId, EventId, FlowId, Id, Method, OptOut, Owner, SenderId, VariableId,
};
use crate::value::Text;

/// Lists the fields of types in the order in which they are written. A field that is left out does not compile: neither
/// where the type is taken apart nor where it is made.
macro_rules! stored {
    ($($name:ident { $($field:ident),* $(,)? })*) => { $(
        impl Stored for $name {
            fn write(&self, out: &mut Writer) {
                let $name { $($field),* } = self;
                $($field.write(out);)*
            }

            fn read(bytes: &mut Reader) -> Result<$name, StateError> {
                $(let $field = Stored::read(bytes)?;)*
                Ok($name { $($field),* })
            }
        }
    )* };
}

stored! {
    Person { key, attributes, contacts, events, ids, inside, outbox, do_not_contact, alarms, past, effort }
    Event { time, definition, properties, owner, id }
    Owner { flow, element }
    Participation { participant, position }
    Participant { flow, entry, entered, variables, asked }
    Asked { attempt, inner }
    Inner { element, variables, failed }
    Position { element, reached, deadline }
    Mark { first, since }
    Alarm { flow, entry, due, moment, matches }
    FlowPast { entries, last_exit }
    Effort { moment, steps, reported }
    Parcel { place, goods, hours, goes, expires }
    Place { flow, entry, element, inner }
    Message { channel, sender, contact, content, expires, shorten_urls, track_clicks, key }
    Request { method, url, headers, body, key, attempt, retries, timeout, deadline, waits }
    Hours { from, to, days, zone }
    Listed { opt_out, contact }
    FilledFile { path, text }
    OptOut { channel, sender }
}

/// Kinds that hold one thing each, with their tags, which are part of the form.
macro_rules! kinds {
    ($($name:ident { $($tag:literal $kind:ident),* $(,)? })*) => { $(
        impl Stored for $name {
            fn write(&self, out: &mut Writer) {
                match self {
                    $($name::$kind(held) => {
                        out.bytes(&[$tag]);
                        held.write(out);
                    })*
                }
            }

            fn read(bytes: &mut Reader) -> Result<$name, StateError> {
                match bytes.byte()? {
                    $($tag => Stored::read(bytes).map($name::$kind),)*
                    _ => Err(malformed("something of no kind")),
                }
            }
        }
    )* };
}

kinds! {
    Goods { 0 Message, 1 Call }
    Body { 0 Text, 1 File }
}

/// Ids of tables of the program, which must have such a row.
macro_rules! ids {
    ($($id:ident $table:ident),*) => { $(
        impl Stored for $id {
            fn write(&self, out: &mut Writer) {
                self.index().write(out);
            }

            fn read(bytes: &mut Reader) -> Result<$id, StateError> {
                let index = usize::read(bytes)?;
                let known = index < bytes.program.$table.len();
                known.then(|| $id::from_index(index)).ok_or_else(|| malformed("something that is not in the program"))
            }
        }
    )* };
}

ids!(AttributeId attributes, EventId events, FlowId flows, ChannelId channels, SenderId senders);

/// Ids of what flows have, whose range is checked once it is known which flow that is.
macro_rules! inner_ids {
    ($($id:ident),*) => { $(
        impl Stored for $id {
            fn write(&self, out: &mut Writer) {
                self.index().write(out);
            }

            fn read(bytes: &mut Reader) -> Result<$id, StateError> {
                u32::read(bytes).map(|index| $id::from_index(index as usize))
            }
        }
    )* };
}

inner_ids!(ElementId, VariableId);

/// By its word.
impl Stored for Method {
    fn write(&self, out: &mut Writer) {
        Text::from(self.word()).write(out);
    }

    fn read(bytes: &mut Reader) -> Result<Method, StateError> {
        let word = Text::read(bytes)?;
        let found = Method::ALL.into_iter().find(|method| method.word() == &*word);
        found.ok_or_else(|| malformed("a method that no call has"))
    }
}
