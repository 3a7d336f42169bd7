//! Files that say who is in which segments.
//!
//! | form | what stands in it |
//! | --- | --- |
//! | Parquet | a row for each person: the key, and for each segment whether the person is in it |
//! | CSV, JSON Lines | a row for each membership: the key and the segment |
//!
//! Persons stand in the order of their keys by bytes, and segments in the order in which they were asked for, so the same
//! memberships are the same file. Earlier files of all forms can be read again, to see who entered and who left.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::Deserialize;

use super::files;
use super::json_line::JsonLine;
use super::people_out::Form;
use crate::data::guarded;
use crate::diagnostic::Diagnostic;
use crate::segments::Memberships;
use crate::value::Text;

/// The column that says which segment, where a row is a membership.
const SEGMENT: &str = "segment";

/// How many rows are written at a time.
const ROWS: usize = 1 << 16;

/// Memberships to be written.
#[derive(Clone, Copy, Debug)]
pub struct MembershipTable<'a> {
    /// The name of the column of keys.
    pub key: &'a str,
    /// The segments, by name.
    pub segments: &'a [String],
    /// Who is in them; the persons were kept.
    pub memberships: &'a Memberships,
}

impl MembershipTable<'_> {
    /// Writes all rows.
    ///
    /// # Errors
    ///
    /// Fails when `out` does.
    pub fn write(&self, form: Form, out: &mut (dyn Write + Send)) -> io::Result<()> {
        match form {
            Form::Csv => self.csv(out),
            Form::JsonLines => self.json_lines(out),
            Form::Parquet => self.parquet(out),
        }
    }

    fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record([self.key, SEGMENT])?;
        for (key, segment) in self.rows() {
            writer.write_record([&key, segment])?;
        }
        writer.flush()
    }

    fn json_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        for (key, segment) in self.rows() {
            let mut line = JsonLine::default();
            line.text(self.key, &key);
            line.text(SEGMENT, segment);
            writeln!(out, "{}", line.finish())?;
        }
        Ok(())
    }

    /// Each membership.
    fn rows(&self) -> impl Iterator<Item = (Text, &str)> {
        self.memberships.persons().flat_map(|(key, holds)| {
            let held = self.segments.iter().zip(holds).filter(|(_, holds)| *holds);
            held.map(|(segment, _)| (key.clone(), segment.as_str())).collect::<Vec<_>>()
        })
    }

    fn parquet(&self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let mut fields = vec![Field::new(self.key, DataType::Utf8, false)];
        fields.extend(self.segments.iter().map(|name| Field::new(name, DataType::Boolean, false)));
        let schema = Arc::new(Schema::new(fields));
        let mut writer = ArrowWriter::try_new(out, schema.clone(), None).map_err(io::Error::other)?;
        let mut persons = self.memberships.persons();
        loop {
            let (keys, holds): (Vec<Text>, Vec<Vec<bool>>) = persons.by_ref().take(ROWS).unzip();
            if keys.is_empty() {
                break;
            }
            let mut arrays: Vec<ArrayRef> =
                vec![Arc::new(StringArray::from_iter_values(keys.iter().map(Text::as_str)))];
            for segment in 0..self.segments.len() {
                let column = holds.iter().map(|holds| Some(holds[segment]));
                arrays.push(Arc::new(column.collect::<BooleanArray>()));
            }
            let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(io::Error::other)?;
            writer.write(&batch).map_err(io::Error::other)?;
        }
        writer.close().map_err(io::Error::other)?;
        Ok(())
    }
}

/// Who was in which segments, as an earlier file says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Earlier {
    segments: HashMap<String, HashSet<Text>>,
}

/// Who came and who went.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Delta {
    /// Those who are in the segment now and were not, by bytes of the key.
    pub entered: Vec<Text>,
    /// Those who were in it and are not any more.
    pub left: Vec<Text>,
}

/// A row of the long form.
#[derive(Deserialize)]
struct Row(HashMap<String, String>);

impl Earlier {
    /// Reads a file. `key` is the name of the column of keys.
    ///
    /// # Errors
    ///
    /// A report if the file cannot be read or is of another kind.
    pub fn read(path: &Path, key: &str) -> Result<Earlier, Box<Diagnostic>> {
        let refuse = |reason: &str| files::unreadable(path, reason);
        let form = Form::of(&path.to_string_lossy())
            .ok_or_else(|| refuse("is no membership file: those end in `.parquet`, `.csv` or `.jsonl`"))?;
        let bytes = files::read(path)?;
        let read = match form {
            Form::Parquet => Earlier::parquet(bytes.into(), key),
            Form::Csv => Earlier::csv(&bytes, key),
            Form::JsonLines => Earlier::json_lines(&bytes, key),
        };
        read.map_err(|reason| refuse(&format!("is no membership file: {reason}")))
    }

    /// What changed in a segment. One that the file does not know had nobody in it.
    #[must_use]
    pub fn delta(&self, segment: &str, now: &[Text]) -> Delta {
        let nobody = HashSet::new();
        let before = self.segments.get(segment).unwrap_or(&nobody);
        let entered = now.iter().filter(|person| !before.contains(*person)).cloned().collect();
        let now: HashSet<&Text> = now.iter().collect();
        let mut left: Vec<Text> = before.iter().filter(|person| !now.contains(person)).cloned().collect();
        left.sort_unstable();
        Delta { entered, left }
    }

    /// Whether the file says something of a segment. In the long form an empty one leaves no trace.
    #[must_use]
    pub fn knows(&self, segment: &str) -> bool {
        self.segments.contains_key(segment)
    }

    fn add(&mut self, segment: &str, person: &str) {
        match self.segments.get_mut(segment) {
            Some(persons) => persons.insert(person.into()),
            None => self.segments.entry(segment.to_owned()).or_default().insert(person.into()),
        };
    }

    fn csv(bytes: &[u8], key: &str) -> Result<Earlier, String> {
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader.headers().map_err(|error| error.to_string())?.clone();
        let column = |name: &str| {
            let found = header.iter().position(|column| column == name);
            found.ok_or_else(|| format!("it has no column `{name}`"))
        };
        let (person, segment) = (column(key)?, column(SEGMENT)?);
        let mut earlier = Earlier::default();
        for record in reader.records() {
            let record = record.map_err(|error| error.to_string())?;
            earlier.add(&record[segment], &record[person]);
        }
        Ok(earlier)
    }

    fn json_lines(bytes: &[u8], key: &str) -> Result<Earlier, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        let mut earlier = Earlier::default();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let row: Option<Row> = serde_json::from_str(line).ok();
            let fields = row.as_ref().and_then(|Row(row)| Some((row.get(SEGMENT)?, row.get(key)?)));
            let (segment, person) =
                fields.ok_or_else(|| format!("line {} is no object with `{key}` and `{SEGMENT}`", at + 1))?;
            earlier.add(segment, person);
        }
        Ok(earlier)
    }

    fn parquet(bytes: Bytes, key: &str) -> Result<Earlier, String> {
        let damaged = |error: &dyn std::fmt::Display| format!("it is damaged: {error}");
        let batches = guarded(|| {
            let builder = ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(|e| damaged(&e))?;
            let reader = builder.build().map_err(|error| damaged(&error))?;
            reader.collect::<Result<Vec<RecordBatch>, _>>().map_err(|error| damaged(&error))
        });
        let batches = batches.ok_or_else(|| "it is damaged".to_owned())??;
        let mut earlier = Earlier::default();
        for batch in &batches {
            let keys = batch.column_by_name(key).and_then(|keys| keys.as_string_opt::<i32>());
            let keys = keys.ok_or_else(|| format!("it has no column `{key}` of texts"))?;
            for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
                let Some(members) = column.as_boolean_opt() else { continue };
                earlier.segments.entry(field.name().clone()).or_default();
                let is_in = |row: &usize| members.is_valid(*row) && members.value(*row);
                (0..batch.num_rows())
                    .filter(is_in)
                    .for_each(|row| earlier.add(field.name(), keys.value(row)));
            }
        }
        Ok(earlier)
    }
}
