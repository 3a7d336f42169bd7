//! Files in, a population out.

use std::io::Read;
use std::sync::Arc;

use bytes::Bytes;

use super::events::EventSink;
use super::history::Scratch;
use super::log::{Log, ignored_columns};
use super::parquet::{Stored, StoredFile};
use super::people::{Attributes, PeopleSink};
use super::population::{Population, Roll};
use super::problems::{OnError, Problems, Stop};
use super::sink::Sink;
use super::text::{begin, broken};
use super::unpack::{ENDINGS, unpacked};
use super::{arrow, csv, json, parquet};
use crate::diagnostic::{Diagnostic, List, Problem};
use crate::eval::Looked;
use crate::program::Program;
use crate::value::Text;
use crate::value::text::fold;

/// The kinds of files that can be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Comma-separated values with a header.
    Csv,
    /// A JSON array of objects, or one object around it.
    Json,
    /// A JSON object per line.
    JsonLines,
    /// Parquet.
    Parquet,
    /// Arrow's own: the file with a footer, or the stream.
    Arrow,
}

impl Format {
    /// The endings of file names, without the dot.
    pub const EXTENSIONS: [(&'static str, Format); 7] = [
        ("arrow", Format::Arrow),
        ("csv", Format::Csv),
        ("feather", Format::Arrow),
        ("json", Format::Json),
        ("jsonl", Format::JsonLines),
        ("ndjson", Format::JsonLines),
        ("parquet", Format::Parquet),
    ];

    /// Whether files of this format hold columns and not rows.
    #[must_use]
    pub fn is_of_columns(self) -> bool {
        matches!(self, Format::Parquet | Format::Arrow)
    }

    /// The format of a file with this name. Texts may be compressed, and have `.gz` or `.zst` behind the ending.
    ///
    /// # Errors
    ///
    /// The problem if the name has another ending.
    pub fn of(file: &str) -> Result<Format, Problem> {
        let name = file.rsplit('/').next().unwrap_or(file);
        let unpacked = ENDINGS.into_iter().find_map(|ending| without_end(name, ending));
        if let Some(format) = unpacked.and_then(Format::named).filter(|format| !format.is_of_columns()) {
            return Ok(format);
        }
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        Format::named(name).ok_or_else(|| Problem::UnknownFormat {
            extension: if extension.is_empty() { name.to_owned() } else { format!(".{extension}") },
            known: List::of(Format::EXTENSIONS.map(|(extension, _)| format!(".{extension}"))),
        })
    }

    fn named(name: &str) -> Option<Format> {
        let (_, extension) = name.rsplit_once('.')?;
        let known = Format::EXTENSIONS.iter().find(|(known, _)| extension.eq_ignore_ascii_case(known));
        known.map(|(_, format)| *format)
    }
}

/// A name without an ending, whatever its case.
fn without_end<'n>(name: &'n str, ending: &str) -> Option<&'n str> {
    let (start, end) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
    end.eq_ignore_ascii_case(ending).then_some(start)
}

/// How files are read.
#[derive(Clone, PartialEq, Debug)]
pub struct Options {
    /// The column that says whose a row is. `personId` will do where a file does not have it, and in profiles of the
    /// People API (JSON) `id` and then `externalId`.
    pub key: String,
    /// Columns of files and the declared names that they go by.
    pub columns: Vec<(String, String)>,
    /// The key of a person whose row has none. Without it, that is an error.
    pub nobody: Option<Text>,
    /// What is done about wrong rows.
    pub on_error: OnError,
}

impl Default for Options {
    fn default() -> Options {
        Options { key: "personId".to_owned(), columns: Vec::new(), nobody: None, on_error: OnError::Stop }
    }
}

impl Options {
    /// The declared name that a column goes by.
    #[must_use]
    pub fn declared<'a>(&'a self, column: &'a str) -> &'a str {
        let folded = fold(column);
        let renamed = self.columns.iter().find(|(from, _)| fold(from) == folded);
        renamed.map_or(column, |(_, to)| to)
    }

    /// Which of the names that say whose a row is this one is, best first.
    pub(super) fn key_rank(&self, name: &str, names: &[&str]) -> Option<usize> {
        let folded = fold(name);
        let known = [self.key.as_str()].into_iter().chain(names.iter().copied());
        known.into_iter().position(|known| fold(known) == folded)
    }
}

/// What was loaded, and what there is to say about it.
#[derive(Debug)]
pub struct Loaded {
    /// The persons.
    pub population: Population,
    /// Notes and warnings.
    pub notes: Vec<Diagnostic>,
}

/// What all files of a load share.
#[derive(Debug)]
pub(super) struct Shared<'p> {
    pub(super) program: &'p Program,
    pub(super) options: Options,
    pub(super) problems: Problems,
    /// The ignored columns that have been told of.
    ignored: Vec<Vec<String>>,
}

/// Reads files, people and events, one after the other.
///
/// The order of events is their time, then the order of the files as they were given and of the rows in them.
#[derive(Debug)]
pub struct Loader<'p> {
    shared: Shared<'p>,
    roll: Roll,
    attributes: Attributes,
    log: Log,
    scratch: Option<Arc<dyn Scratch>>,
}

impl<'p> Loader<'p> {
    /// A loader for a program's data.
    #[must_use]
    pub fn new(program: &'p Program, options: Options) -> Loader<'p> {
        Loader {
            shared: Shared::new(program, options),
            roll: Roll::default(),
            attributes: Attributes::new(program),
            log: Log::new(program),
            scratch: None,
        }
    }

    /// The same, where events that are many are put aside: not much more than `room` bytes of them are held in memory, or as
    /// much as is good where nothing is said.
    #[must_use]
    pub fn spilling_to(mut self, scratch: Arc<dyn Scratch>, room: Option<usize>) -> Loader<'p> {
        self.log.gathering.spill_to(scratch.clone(), room);
        self.scratch = Some(scratch);
        self
    }

    /// The same, where nobody looks at other kinds of events than these, nor at other properties of theirs than those at these
    /// places: other events are counted, and other properties are not read. So are events that are looked at behind others
    /// alone, as long as a person has none of those.
    #[must_use]
    pub fn looking_at(mut self, events: &[Looked]) -> Loader<'p> {
        self.log.look_at(self.shared.program, events);
        self
    }

    /// Reads a file of people. `file` is its name as the user knows it.
    pub fn people(&mut self, file: &str, bytes: Bytes) {
        self.take_people(file, |sink| read(Format::of(file), &bytes, &PEOPLE, sink));
    }

    /// Reads a file of people of this format, whatever its name says.
    pub fn people_in(&mut self, format: Format, file: &str, bytes: Bytes) {
        self.take_people(file, |sink| read(Ok(format), &bytes, &PEOPLE, sink));
    }

    /// Reads a file of people from its start to its end, some of it at a time.
    pub fn streamed_people(&mut self, file: &str, text: &mut dyn Read) {
        self.take_people(file, |sink| read_stream(Format::of(file), text, &PEOPLE, sink));
    }

    /// Reads a file of events. `file` is its name as the user knows it.
    pub fn events(&mut self, file: &str, bytes: Bytes) {
        self.take_events(file, |sink| read(Format::of(file), &bytes, &EVENTS, sink));
    }

    /// Reads a file of events from its start to its end, some of it at a time.
    pub fn streamed_events(&mut self, file: &str, text: &mut dyn Read) {
        self.take_events(file, |sink| read_stream(Format::of(file), text, &EVENTS, sink));
    }

    /// Reads a Parquet file of events, some of it at a time.
    pub fn stored_events(&mut self, file: &str, stored: Arc<dyn Stored>) {
        self.take_events(file, |sink| match stored.length() {
            0 => Err(Stop::File(Problem::EmptyFile {})),
            _ => parquet::read(StoredFile(stored), sink),
        });
    }

    /// Puts persons and events in order.
    ///
    /// # Errors
    ///
    /// The reports, if one of them is an error.
    pub fn finish(self) -> Result<Loaded, Vec<Diagnostic>> {
        let Loader { mut shared, roll, attributes, log, scratch } = self;
        log.report(&mut shared.problems);
        let left_out = (log.undeclared(), shared.problems.wrong_rows);
        let (notes, wrong) = shared.problems.finish();
        if wrong {
            return Err(notes);
        }
        let history = log.into_history(roll.len()).map_err(|error| {
            let path = scratch.map_or_else(String::new, |scratch| scratch.name());
            vec![Diagnostic::project(Problem::Unreadable {
                path,
                reason: format!("cannot be used: {error}"),
            })]
        })?;
        let (columns, further) = attributes.into_columns();
        let population = Population::build(roll, columns, further, history, left_out);
        Ok(Loaded { population, notes })
    }

    fn take_people(&mut self, file: &str, read: impl FnOnce(&mut PeopleSink<'_, 'p>) -> Result<(), Stop>) {
        if !self.shared.problems.stopped() {
            let mut sink = PeopleSink::new(file, &mut self.shared, &mut self.roll, &mut self.attributes);
            let end = read(&mut sink);
            sink.finish(end);
        }
    }

    fn take_events(&mut self, file: &str, read: impl FnOnce(&mut EventSink<'_, 'p>) -> Result<(), Stop>) {
        if !self.shared.problems.stopped() {
            let mut sink =
                EventSink::new(file, &mut self.shared, &mut self.roll, &mut self.log, &self.attributes);
            let end = read(&mut sink);
            sink.finish(end);
        }
    }
}

/// The members that hold the rows where a JSON document is an object.
const PEOPLE: [&str; 1] = ["persons"];
const EVENTS: [&str; 1] = ["events"];

impl<'p> Shared<'p> {
    pub(super) fn new(program: &'p Program, options: Options) -> Shared<'p> {
        let problems = Problems::new(options.on_error);
        Shared { program, options, problems, ignored: Vec::new() }
    }

    /// The declared name that a column goes by.
    pub(super) fn declared<'a>(&'a self, column: &'a str) -> &'a str {
        self.options.declared(column)
    }

    /// Which of the names that say whose a row is this one is, best first.
    pub(super) fn key_rank(&self, name: &str, names: &[&str]) -> Option<usize> {
        self.options.key_rank(name, names)
    }

    /// Tells of columns that nothing takes, once for each set of them.
    pub(super) fn ignored(&mut self, file: &str, columns: Vec<String>) {
        if columns.is_empty() || self.ignored.contains(&columns) {
            return;
        }
        self.problems.note(ignored_columns(file, &columns));
        self.ignored.push(columns);
    }
}

/// Reads a file of a format. One of `wrappers` is the member that holds the rows where a JSON document is an object.
pub(super) fn read(
    format: Result<Format, Problem>,
    bytes: &Bytes,
    wrappers: &[&str],
    sink: &mut dyn Sink,
) -> Result<(), Stop> {
    match format {
        Ok(format) if format.is_of_columns() && bytes.is_empty() => Err(Stop::File(Problem::EmptyFile {})),
        Ok(Format::Parquet) => parquet::read(bytes.clone(), sink),
        Ok(Format::Arrow) => arrow::read(bytes, sink),
        format => read_stream(format, &mut &bytes[..], wrappers, sink),
    }
}

/// The same of a file that is read from its start to its end. Of text no more is held than a row and what is read at once.
fn read_stream(
    format: Result<Format, Problem>,
    stream: &mut dyn Read,
    wrappers: &[&str],
    sink: &mut dyn Sink,
) -> Result<(), Stop> {
    let format = format.map_err(Stop::File)?;
    if format.is_of_columns() {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        return read(Ok(format), &bytes.into(), wrappers, sink);
    }
    let mut text = unpacked(stream).map_err(|error| broken(&error))?;
    let text = begin(&mut *text)?;
    match format {
        Format::Csv => csv::read(text, sink),
        Format::Json => json::read_document(text, wrappers, sink),
        _ => json::read_lines(text, sink),
    }
}
