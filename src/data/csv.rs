//! CSV: a header, then a row per record. Fields that hold commas, quotes or line ends stand in double quotes.

mod quotes;

use std::borrow::Cow;
use std::io::Read;

use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};

use self::quotes::Quotes;
use super::cell::Cell;
use super::problems::Stop;
use super::sink::Sink;
use super::text::PIECE;
use crate::diagnostic::Problem;

/// Hands the rows of a file to a sink. Rows count from 1, without the header.
pub(super) fn read(text: impl Read, sink: &mut dyn Sink) -> Result<(), Stop> {
    let mut reader =
        ReaderBuilder::new().flexible(true).buffer_capacity(PIECE).from_reader(Quotes::new(text));
    let header = reader.headers().map_err(|error| damaged(reason(&error)))?.clone();
    if is_unclosed(&reader) {
        return Err(damaged(format!("in its header {UNCLOSED}")));
    }
    let columns: Vec<Option<usize>> = header.iter().map(|name| sink.column(name)).collect();
    if let Some(missing) = sink.missing_column() {
        return Err(foreign(&header).map_or(Stop::File(missing), damaged));
    }
    let mut record = StringRecord::new();
    for row in 1.. {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) if is_unclosed(&reader) => sink.broken_row(row, UNCLOSED.to_owned())?,
            Ok(true) if record.len() != columns.len() => {
                let fields = if record.len() == 1 { "1 field" } else { &format!("{} fields", record.len()) };
                sink.broken_row(row, format!("it has {fields}, and the header has {}", columns.len()))?;
            }
            Ok(true) => sink.row(row, &cells(&columns, &record))?,
            Err(error) if matches!(error.kind(), ErrorKind::Io(_)) => return Err(damaged(reason(&error))),
            Err(error) => sink.broken_row(row, reason(&error))?,
        }
    }
    Ok(())
}

/// Why the rest of a file belongs to one row.
const UNCLOSED: &str = "a text in double quotes begins and does not end";

/// Whether the record that was read last ends with the text, and inside of double quotes.
fn is_unclosed<R: Read>(reader: &Reader<Quotes<R>>) -> bool {
    let quotes = reader.get_ref();
    quotes.end_is_inside() && reader.position().byte() == quotes.length()
}

fn damaged(reason: String) -> Stop {
    Stop::File(Problem::DamagedFile { reason })
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
        ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}
