//! The trace and the effects of a run as Parquet: a row for each line, in the same order.
//!
//! A row is made of the line itself, so the two forms never say different things. The columns are the members of the lines, all
//! of them in every file: texts, whole numbers, truth values, moments in UTC. A member that is an object or a list is a text of
//! JSON, as it stands in the line. What a line does not have, or has as `null`, is null.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde_json::value::RawValue;

use super::scribe::Lines;
use crate::value::Zone;
use crate::value::time::parse_datetime;

/// What stands in a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Moment,
    Text,
    Integer,
    Number,
    Truth,
    /// An object or a list.
    Json,
    /// The name of a sender, who is an object of `name` and `address` or the name alone.
    SenderName,
    /// The address of a sender.
    SenderAddress,
}

/// The columns of the trace.
const TRACE: &[(&str, Kind)] = &[
    ("time", Kind::Moment),
    ("person", Kind::Text),
    ("flow", Kind::Text),
    ("entry", Kind::Integer),
    ("element", Kind::Text),
    ("inner", Kind::Text),
    ("what", Kind::Text),
    ("kind", Kind::Text),
    ("until", Kind::Moment),
    ("cause", Kind::Text),
    ("arm", Kind::Text),
    ("reason", Kind::Text),
    ("variables", Kind::Json),
    ("values", Kind::Json),
    ("tag", Kind::Text),
    ("channel", Kind::Text),
    ("sender", Kind::Text),
    ("recipients", Kind::Json),
    ("method", Kind::Text),
    ("url", Kind::Text),
    ("attempt", Kind::Integer),
    ("status", Kind::Integer),
    ("awaited", Kind::Truth),
    ("to", Kind::Text),
    ("identifyBy", Kind::Json),
    ("key", Kind::Text),
    ("code", Kind::Text),
    ("message", Kind::Text),
    ("file", Kind::Text),
    ("line", Kind::Integer),
    ("column", Kind::Integer),
];

/// The columns of the effects.
const EFFECTS: &[(&str, Kind)] = &[
    ("time", Kind::Moment),
    ("person", Kind::Text),
    ("flow", Kind::Text),
    ("entry", Kind::Integer),
    ("element", Kind::Text),
    ("inner", Kind::Text),
    ("effect", Kind::Text),
    ("action", Kind::Text),
    ("channel", Kind::Text),
    ("sender", Kind::SenderName),
    ("senderAddress", Kind::SenderAddress),
    ("contact", Kind::Text),
    ("contacts", Kind::Json),
    ("recipients", Kind::Json),
    ("content", Kind::Json),
    ("validUntil", Kind::Moment),
    ("shortenUrls", Kind::Truth),
    ("trackClicks", Kind::Truth),
    ("method", Kind::Text),
    ("url", Kind::Text),
    ("headers", Kind::Json),
    ("body", Kind::Text),
    ("attempt", Kind::Integer),
    ("retries", Kind::Integer),
    ("timeout", Kind::Number),
    ("waits", Kind::Truth),
    ("tag", Kind::Text),
    ("to", Kind::Text),
    ("variables", Kind::Json),
    ("identifyBy", Kind::Json),
    ("values", Kind::Json),
    ("key", Kind::Text),
];

/// Rows that are handed to the writer at once.
const BATCH: usize = 8_192;

/// Rows of a row group, which is held in memory until it is whole.
const ROW_GROUP: usize = 1 << 17;

/// A file that is being written.
pub struct LinesTable<W: Write + Send> {
    schema: SchemaRef,
    columns: Vec<Column>,
    rows: usize,
    writer: ArrowWriter<W>,
}

impl<W: Write + Send> LinesTable<W> {
    /// A file of lines of a kind.
    ///
    /// # Errors
    ///
    /// Fails when `out` does.
    pub fn new(kind: Lines, out: W) -> io::Result<LinesTable<W>> {
        let columns = match kind {
            Lines::Trace => TRACE,
            Lines::Effects => EFFECTS,
        };
        let fields: Vec<Field> =
            columns.iter().map(|(name, kind)| Field::new(*name, kind.r#type(), true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let level = ZstdLevel::try_new(1).map_err(io::Error::other)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .build();
        let writer = ArrowWriter::try_new(out, schema.clone(), Some(properties)).map_err(io::Error::other)?;
        let columns = columns.iter().map(|(name, kind)| Column::new(name, *kind)).collect();
        Ok(LinesTable { schema, columns, rows: 0, writer })
    }

    /// Adds the row of a line.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be written, or a line has a member for which there is no column.
    pub fn add(&mut self, line: &[u8]) -> io::Result<()> {
        let mut members: BTreeMap<&str, &RawValue> = serde_json::from_slice(line)?;
        for column in &mut self.columns {
            column.add(members.get(column.member()).copied())?;
        }
        members.retain(|name, _| !self.columns.iter().any(|column| column.member() == *name));
        if let Some((name, _)) = members.first_key_value() {
            return Err(io::Error::other(format!("there is no column for `{name}`")));
        }
        self.rows += 1;
        if self.rows == BATCH { self.hand_on() } else { Ok(()) }
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// Fails when it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.hand_on()?;
        self.writer.close().map(|_| ()).map_err(io::Error::other)
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.rows = 0;
        let arrays = self.columns.iter_mut().map(|column| column.values.finish()).collect();
        let batch = RecordBatch::try_new(self.schema.clone(), arrays).map_err(io::Error::other)?;
        self.writer.write(&batch).map_err(io::Error::other)
    }
}

impl Kind {
    fn r#type(self) -> DataType {
        match self {
            Kind::Moment => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Kind::Integer => DataType::Int64,
            Kind::Number => DataType::Float64,
            Kind::Truth => DataType::Boolean,
            Kind::Text | Kind::Json | Kind::SenderName | Kind::SenderAddress => DataType::Utf8,
        }
    }
}

/// A column that is being filled.
struct Column {
    name: &'static str,
    kind: Kind,
    values: Values,
}

enum Values {
    Moments(TimestampMicrosecondBuilder),
    Integers(Int64Builder),
    Numbers(Float64Builder),
    Truths(BooleanBuilder),
    Texts(StringBuilder),
}

impl Values {
    fn finish(&mut self) -> ArrayRef {
        match self {
            Values::Moments(values) => Arc::new(values.finish()),
            Values::Integers(values) => Arc::new(values.finish()),
            Values::Numbers(values) => Arc::new(values.finish()),
            Values::Truths(values) => Arc::new(values.finish()),
            Values::Texts(values) => Arc::new(values.finish()),
        }
    }
}

impl Column {
    fn new(name: &'static str, kind: Kind) -> Column {
        let values = match kind {
            Kind::Moment => Values::Moments(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
            Kind::Integer => Values::Integers(Int64Builder::new()),
            Kind::Number => Values::Numbers(Float64Builder::new()),
            Kind::Truth => Values::Truths(BooleanBuilder::new()),
            Kind::Text | Kind::Json | Kind::SenderName | Kind::SenderAddress => {
                Values::Texts(StringBuilder::new())
            }
        };
        Column { name, kind, values }
    }

    /// The member of a line that it is made of.
    fn member(&self) -> &'static str {
        if self.kind == Kind::SenderAddress { "sender" } else { self.name }
    }

    fn add(&mut self, value: Option<&RawValue>) -> io::Result<()> {
        let value = value.map(RawValue::get).filter(|value| *value != "null");
        match &mut self.values {
            Values::Moments(values) => values.append_option(value.map(moment).transpose()?),
            Values::Integers(values) => values.append_option(value.map(serde_json::from_str).transpose()?),
            Values::Numbers(values) => values.append_option(value.map(serde_json::from_str).transpose()?),
            Values::Truths(values) => values.append_option(value.map(serde_json::from_str).transpose()?),
            Values::Texts(values) => match value {
                Some(value) => values.append_option(text(self.kind, value)?),
                None => values.append_null(),
            },
        }
        Ok(())
    }
}

/// Microseconds.
fn moment(value: &str) -> io::Result<i64> {
    let text: String = serde_json::from_str(value)?;
    let moment = parse_datetime(&text, Zone::UTC);
    moment.map(|moment| moment.micros()).map_err(|reason| io::Error::other(format!("`{text}`: {reason}")))
}

fn text(kind: Kind, value: &str) -> io::Result<Option<String>> {
    #[derive(serde::Deserialize)]
    struct Sender {
        name: String,
        address: String,
    }
    let sender = || value.starts_with('{').then(|| serde_json::from_str::<Sender>(value)).transpose();
    Ok(match kind {
        Kind::Json => Some(value.to_owned()),
        Kind::SenderAddress => sender()?.map(|sender| sender.address),
        Kind::SenderName => match sender()? {
            Some(sender) => Some(sender.name),
            None => serde_json::from_str(value)?,
        },
        _ => serde_json::from_str(value)?,
    })
}
