//! Comma-separated values: UTF-8, with a header, fields in double quotes where they hold commas, quotes or line ends.

use std::borrow::Cow;

use csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder, StringRecord};

use super::cell::Cell;
use super::problems::Stop;
use super::sink::Sink;
use crate::diagnostic::Problem;

/// Hands the rows of a file to a sink. Rows count from 1, without the header.
pub(super) fn read(text: &[u8], sink: &mut dyn Sink) -> Result<(), Stop> {
    let damaged = |reason: String| Stop::File(Problem::DamagedFile { reason });
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(text);
    let header = reader.headers().map_err(|error| damaged(reason(&error)))?.clone();
    if at_end(&reader, text) && is_unclosed(text) {
        return Err(damaged(format!("in its header {UNCLOSED}")));
    }
    let columns: Vec<Option<usize>> = header.iter().map(|name| sink.column(name)).collect();
    if let Some(missing) = sink.missing_column() {
        return Err(foreign(&header).map_or(Stop::File(missing), damaged));
    }
    let mut record = StringRecord::new();
    for row in 1.. {
        let start = start(&reader);
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) if at_end(&reader, text) && is_unclosed(&text[start..]) => {
                sink.broken_row(row, UNCLOSED.to_owned())?;
            }
            Ok(true) if record.len() != columns.len() => {
                let fields = if record.len() == 1 { "1 field" } else { &format!("{} fields", record.len()) };
                sink.broken_row(row, format!("it has {fields}, and the header has {}", columns.len()))?;
            }
            Ok(true) => sink.row(row, &cells(&columns, &record))?,
            Err(error) => sink.broken_row(row, reason(&error))?,
        }
    }
    Ok(())
}

/// Why the rest of a file belongs to one row.
const UNCLOSED: &str = "a text in double quotes begins and does not end";

/// Where the next record begins.
fn start(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

fn at_end(reader: &Reader<&[u8]>, text: &[u8]) -> bool {
    start(reader) == text.len()
}

/// Whether the one record in a text ends inside of double quotes. The reader does not say so; but there one more quote and a
/// line end change nothing, and everywhere else they do.
fn is_unclosed(text: &[u8]) -> bool {
    let records = |text: &[u8]| -> Vec<ByteRecord> {
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        reader.into_byte_records().flatten().collect()
    };
    text.contains(&b'"') && records(text) == records(&[text, b"\"\n"].concat())
}

/// What the header shows of a file whose fields are parted by something else.
fn foreign(header: &StringRecord) -> Option<String> {
    let only = header.get(0).filter(|_| header.len() == 1)?;
    let (_, separator) =
        [(';', "`;`"), ('\t', "tabs")].into_iter().find(|(character, _)| only.contains(*character))?;
    Some(format!("its fields are parted by {separator}, and commas are wanted"))
}

fn cells<'a>(columns: &[Option<usize>], record: &'a StringRecord) -> Vec<(usize, Cell<'a>)> {
    let placed = columns.iter().zip(record.iter());
    placed.filter_map(|(column, field)| Some(((*column)?, Cell::Text(Cow::Borrowed(field))))).collect()
}

fn reason(error: &csv::Error) -> String {
    match error.kind() {
        ErrorKind::Utf8 { .. } => "it is not UTF-8".to_owned(),
        _ => error.to_string(),
    }
}
