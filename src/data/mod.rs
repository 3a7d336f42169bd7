//! Data: the bytes of files become a [`Population`], persons with typed attributes and ordered events.
//!
//! **Architecture Invariant:** this layer opens no file. It is given bytes and the name that the user knows them by.
//!
//! **Architecture Invariant:** columns are matched to attributes and properties once per file, and values are decoded
//! straight into their declared types. Nothing is looked up by name afterwards.
//!
//! | question | answered in |
//! | --- | --- |
//! | which cells fit which types | [`cell`] |
//! | which column is which attribute, whose a row is, what a profile of the People API means | `people` |
//! | which column is which property, what an event of the API means | `events`, `identifiers`, `log` |
//! | the same of a file that is read by columns | `heads` |
//! | how events are put in order and kept, however many there are | `history` |
//! | what the formats look like | `csv`, `json`, `parquet`, `arrow`; compressed texts: `unpack` |
//! | what a file of columns holds, cell by cell or column by column | `arrays`, [`Table`] |
//! | how text is read that is larger than memory | `text` |
//! | what becomes of damage that a decoder trips over | `decoding` |
//! | whom the outside asks to let into flows | `requests` |
//! | who is not to be contacted | `do_not_contact` |
//! | what happens to wrong rows | `problems` |
//! | what a file holds of which nothing is declared yet | [`survey`] |
//! | whether a file is about people or events | [`is_of_events`] |
//! | in which order persons and events come | [`population`] |
//!
//! Names of columns match without regard to case; of two columns that match the same, the first that is not empty counts.

mod arrays;
mod arrow;
pub mod cell;
mod csv;
mod decoding;
mod do_not_contact;
mod events;
mod heads;
mod history;
mod identifiers;
mod json;
mod loader;
mod log;
mod parquet;
mod peek;
mod people;
pub mod population;
mod problems;
mod quick;
mod requests;
mod sink;
pub mod survey;
mod table;
mod text;
mod unpack;

pub use arrays::fitted;
pub use decoding::{guarded, is_decoding};
pub use do_not_contact::{DoNotContact, Whom, do_not_contact};
pub use heads::{EventsHead, PeopleHead};
pub use history::{Past, Scratch, Spill, Summary};
pub use loader::{Format, Loaded, Loader, Options};
pub use log::notes;
pub use parquet::{Stated, Stored};
pub use peek::{is_of_events, says_of_events};
pub use population::{Person, Population};
pub use problems::{ERRORS, Listed, OnError};
pub use requests::{Participant, participants};
pub use table::{Decoded, Table};
