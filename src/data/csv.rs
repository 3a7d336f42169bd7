//! Comma-separated values: UTF-8, with a header, fields in double quotes where they hold commas, quotes or line ends.

use std::borrow::Cow;

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::cell::Cell;
use super::problems::Stop;
use super::sink::Sink;
use crate::diagnostic::Problem;

/// Hands the rows of a file to a sink. Rows count from 1, without the header.
pub(super) fn read(text: &[u8], sink: &mut dyn Sink) -> Result<(), Stop> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(text);
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return Err(Stop::File(Problem::DamagedFile { reason: reason(&error) })),
    };
    let columns: Vec<Option<usize>> = header.iter().map(|name| sink.column(name)).collect();
    if let Some(missing) = sink.missing_column() {
        return Err(Stop::File(missing));
    }
    let mut record = StringRecord::new();
    for row in 1.. {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) if record.len() != columns.len() => {
                let reason = format!("it has {} fields, and the header has {}", record.len(), columns.len());
                sink.broken_row(row, reason)?;
            }
            Ok(true) => sink.row(row, &cells(&columns, &record))?,
            Err(error) => sink.broken_row(row, reason(&error))?,
        }
    }
    Ok(())
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
