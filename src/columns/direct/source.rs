//! Files that are asked more than once, and what was found out when they were read: that is not looked for again.

use std::sync::OnceLock;

use bytes::Bytes;

use super::{Direct, Read, Unfit};
use crate::columns::Wanted;
use crate::data::{Format, Options, Summary, Table};
use crate::program::Program;

/// The files of people and of events. Nobody may change them while they are asked.
#[derive(Debug)]
pub struct Source<'p> {
    pub(super) program: &'p Program,
    pub(super) options: Options,
    pub(super) people: Vec<File>,
    pub(super) events: Vec<File>,
    pub(super) learnt: Learnt,
}

/// A file, which is opened when it is first looked at.
#[derive(Debug)]
pub(super) struct File {
    pub(super) name: String,
    bytes: Bytes,
    table: OnceLock<Option<Table>>,
}

/// What was found out.
#[derive(Debug, Default)]
pub(super) struct Learnt {
    /// Set when nobody has two rows of attributes: then keys of people need be read only to name somebody, or to find the events
    /// of somebody.
    distinct: OnceLock<()>,
    /// What there is to say of all events, set when everybody who has some has a row of attributes too: then events need not be
    /// read to know who there is.
    told: OnceLock<Told>,
    /// Set when people and events were found not to stand in the order of their keys: then nobody need try again to merge them.
    out_of_order: OnceLock<()>,
}

/// What there is to say of the files of events, whatever is looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) summary: Summary,
    pub(super) undeclared: Vec<(String, String, u64)>,
    pub(super) ignored: Vec<(String, Vec<String>)>,
    pub(super) bytes: u64,
}

impl<'p> Source<'p> {
    /// Files: each is its name as the user knows it, and its bytes.
    #[must_use]
    pub fn new(
        program: &'p Program,
        options: Options,
        people: Vec<(String, Bytes)>,
        events: Vec<(String, Bytes)>,
    ) -> Source<'p> {
        let files = |files: Vec<(String, Bytes)>| {
            files.into_iter().map(|(name, bytes)| File { name, bytes, table: OnceLock::new() }).collect()
        };
        Source { program, options, people: files(people), events: files(events), learnt: Learnt::default() }
    }

    /// How many rows of attributes the files say that they have; nothing if one of them cannot be opened.
    #[must_use]
    pub fn rows(&self) -> Option<u64> {
        let of_file = |file: &File| {
            let rows = file.table()?.groups();
            Some(rows.iter().fold(0, |sum: u64, rows| sum.saturating_add(*rows as u64)))
        };
        self.people.iter().map(of_file).try_fold(0, |sum: u64, rows| Some(sum.saturating_add(rows?)))
    }

    /// Opens what has to be read for what is wanted.
    ///
    /// # Errors
    ///
    /// Why the files are not read so.
    pub fn open(&self, wanted: &Wanted) -> Result<Direct<'_>, Unfit> {
        Direct::open(self, wanted)
    }
}

impl File {
    /// The file as a table whose values are counted anew; nothing if it is none, or cannot be read.
    pub(super) fn table(&self) -> Option<Table> {
        let open = || Table::open(Format::of(&self.name).ok()?, self.bytes.clone());
        self.table.get_or_init(open).as_ref().map(Table::counted_anew)
    }
}

impl Learnt {
    /// Whether nobody has two rows of attributes, as far as that is known.
    pub(super) fn is_distinct(&self) -> bool {
        self.distinct.get().is_some()
    }

    /// What there is to say of all events, if it is known that everybody who has some has a row of attributes.
    pub(super) fn told(&self) -> Option<&Told> {
        self.told.get()
    }

    /// Whether people and events were found not to stand in the order of their keys.
    pub(super) fn is_out_of_order(&self) -> bool {
        self.out_of_order.get().is_some()
    }

    /// Notes that they do not.
    pub(super) fn note_order(&self) {
        self.out_of_order.get_or_init(|| ());
    }

    /// Notes that the keys of all people were read.
    pub(super) fn note_people(&self) {
        self.distinct.get_or_init(|| ());
    }

    /// Notes what was found when the keys of all people and of all events were read.
    pub(super) fn note_events<T>(&self, read: &Read<T>, ignored: Vec<(String, Vec<String>)>, bytes: u64) {
        self.told.get_or_init(|| Told {
            // When events happened is told only where somebody looks at them.
            summary: Summary { out_of_order: 0, first: None, last: None, ..read.summary },
            undeclared: read.undeclared.clone(),
            ignored,
            bytes,
        });
    }
}
