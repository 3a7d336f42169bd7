//! A person's state as bytes.
//!
//! | bytes | hold |
//! | --- | --- |
//! | 2 | `BJ` |
//! | 1 | the version of this form |
//! | 8 | a hash of everything in the program that ids refer to |
//! | … | the person: fields in order, whole numbers in as few bytes as they need, moments as distances from the one before |
//! | 8 | a hash of all that |
//!
//! What is in a person is listed in one place (`people.rs`), which writes and reads alike and does not compile where a field
//! is left out. Another program gives other ids, so its states are refused: who is inside finishes with the program that
//! they entered.
//!
//! Reading never fails but with a [`StateError`], whatever the bytes are.

mod bytes;
mod check;
mod people;
mod trim;
mod values;

use std::fmt;

pub use trim::Horizon;

use self::bytes::{Reader, Stored, Writer};
use super::Person;
use crate::program::Program;
use crate::value::KeyedHash;

/// The version of the form. A change of what is written is another one.
pub const VERSION: u8 = 2;

const MAGIC: [u8; 2] = *b"BJ";
const HASH: usize = 8;
const HEAD: usize = MAGIC.len() + 1 + HASH;

/// Writes states of a program's people, and reads them.
#[derive(Clone, Copy, Debug)]
pub struct StateFormat<'p> {
    program: &'p Program,
    fingerprint: u64,
}

impl<'p> StateFormat<'p> {
    /// The form for a program.
    #[must_use]
    pub fn new(program: &'p Program) -> StateFormat<'p> {
        StateFormat { program, fingerprint: hash().hash(&[referred(program).as_bytes()]) }
    }

    /// A person's state as bytes.
    #[must_use]
    pub fn write(&self, person: &Person) -> Vec<u8> {
        let mut out = Writer::default();
        out.bytes(&MAGIC);
        out.bytes(&[VERSION]);
        out.bytes(&self.fingerprint.to_le_bytes());
        person.write(&mut out);
        let mut bytes = out.finish();
        let sum = hash().hash(&[&bytes]);
        bytes.extend(sum.to_le_bytes());
        bytes
    }

    /// The person whose state the bytes are.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub fn read(&self, bytes: &[u8]) -> Result<Person, StateError> {
        let Some((whole, sum)) = bytes.split_last_chunk::<HASH>() else { return Err(StateError::NoState) };
        if whole.len() < HEAD || whole[..MAGIC.len()] != MAGIC {
            return Err(StateError::NoState);
        }
        if whole[MAGIC.len()] != VERSION {
            return Err(StateError::OtherVersion { version: whole[MAGIC.len()] });
        }
        if u64::from_le_bytes(*sum) != hash().hash(&[whole]) {
            return Err(StateError::Damaged);
        }
        if whole[MAGIC.len() + 1..HEAD] != self.fingerprint.to_le_bytes() {
            return Err(StateError::OtherProgram);
        }
        let mut reader = Reader::new(&whole[HEAD..], self.program);
        let person = Person::read(&mut reader)?;
        reader.end()?;
        check::person(&person, self.program)?;
        Ok(person)
    }
}

/// Why bytes are no state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StateError {
    /// They are something else, or a part of a state.
    NoState,
    /// They are of another version of the form.
    OtherVersion {
        /// Of this one.
        version: u8,
    },
    /// They are not those that were written.
    Damaged,
    /// They belong to another program.
    OtherProgram,
    /// They hold something that no person has.
    Malformed {
        /// What.
        what: &'static str,
    },
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StateError::NoState => f.write_str("these bytes are no state of a person"),
            StateError::OtherVersion { version } => {
                write!(f, "the state is of version {version}, and version {VERSION} is known")
            }
            StateError::Damaged => f.write_str("the state is damaged: it is not what was written"),
            StateError::OtherProgram => f.write_str("the state belongs to another program"),
            StateError::Malformed { what } => write!(f, "the state holds {what}"),
        }
    }
}

impl std::error::Error for StateError {}

fn hash() -> KeyedHash {
    KeyedHash::new("bourn state")
}

/// Everything of a program that ids in states refer to, in order.
fn referred(program: &Program) -> String {
    let mut text = String::new();
    let mut add = |kind: &str, name: &str| {
        text.push_str(kind);
        text.push_str(name);
        text.push('\0');
    };
    for attribute in program.attributes.rows() {
        add("attribute ", &attribute.name);
        add("type ", &attribute.r#type.described());
    }
    for event in program.events.rows() {
        add("event ", &event.name);
        event.properties.iter().for_each(|property| add("property ", &property.name));
    }
    for channel in program.channels.rows() {
        add("channel ", &channel.name);
    }
    for sender in program.senders.rows() {
        add("sender ", &sender.name);
    }
    for flow in program.flows.rows() {
        add("flow ", &flow.name);
        add("version ", &flow.version.to_string());
        add("entries ", &flow.entries.len().to_string());
        for variable in flow.variables.rows() {
            add("variable ", &variable.name);
            add("type ", &variable.r#type.described());
        }
        for element in flow.elements.rows() {
            add("element ", &element.label);
            add("kind ", element.kind.word());
        }
    }
    for custom in program.custom_elements.rows() {
        add("custom element ", &custom.name);
        for variable in custom.variables.rows() {
            add("variable ", &variable.name);
            add("type ", &variable.r#type.described());
        }
        for element in custom.elements.rows() {
            add("element ", &element.label);
            add("kind ", element.kind.word());
        }
    }
    text
}
