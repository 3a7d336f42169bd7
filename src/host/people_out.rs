//! The persons as a run leaves them, as a file that can be read again: CSV, JSON Lines or Parquet.
//!
//! A person is a row: the key, and the stored attributes that the project declares or that somebody has. Moments are
//! written in UTC. In CSV and Parquet the items of a list are parted by `;`, and objects and lists of objects are texts of JSON.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;

use super::json_line::{JsonLine, json, rfc3339};
use crate::eval::Facts;
use crate::journey::Person;
use crate::program::{AttributeId, Program, Type};
use crate::value::{Number, Value, Zone};

/// The forms of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Comma-separated values with a header.
    Csv,
    /// A JSON object per line.
    JsonLines,
    /// Parquet.
    Parquet,
}

impl Form {
    /// The form that a file's name asks for.
    #[must_use]
    pub fn of(name: &str) -> Option<Form> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Some(Form::Csv),
            "jsonl" | "ndjson" => Some(Form::JsonLines),
            "parquet" => Some(Form::Parquet),
            _ => None,
        }
    }
}

/// The rows of a file.
#[derive(Clone, Copy, Debug)]
pub struct PeopleTable<'a> {
    /// The program.
    pub program: &'a Program,
    /// The name of the column of keys.
    pub key: &'a str,
    /// The persons.
    pub people: &'a [Person],
}

impl PeopleTable<'_> {
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

    /// The attributes that are columns.
    fn columns(&self) -> Vec<AttributeId> {
        let stored = self.program.attributes.iter().filter(|(_, attribute)| attribute.computed.is_none());
        let columns = stored.filter(|(id, attribute)| {
            !attribute.standard || self.people.iter().any(|person| !person.attribute(*id).is_empty())
        });
        columns.map(|(id, _)| id).collect()
    }

    fn name(&self, column: AttributeId) -> &str {
        &self.program.attributes[column].name
    }

    fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let columns = self.columns();
        let mut writer = csv::Writer::from_writer(out);
        let header = std::iter::once(self.key).chain(columns.iter().map(|&column| self.name(column)));
        writer.write_record(header)?;
        for person in self.people {
            let values = columns.iter().map(|&column| written(&person.attribute(column)));
            writer.write_record(std::iter::once(person.key().to_owned()).chain(values))?;
        }
        writer.flush()
    }

    fn json_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        let columns = self.columns();
        for person in self.people {
            let mut line = JsonLine::default();
            line.text(self.key, person.key());
            for &column in &columns {
                let value = person.attribute(column);
                if !value.is_empty() {
                    line.value(self.name(column), &value);
                }
            }
            writeln!(out, "{}", line.finish())?;
        }
        Ok(())
    }

    fn parquet(&self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let keys = self.people.iter().map(|person| Some(person.key().to_owned()));
        let mut fields = vec![Field::new(self.key, DataType::Utf8, false)];
        let mut arrays = vec![texts(keys)];
        for column in self.columns() {
            let values: Vec<Value> = self.people.iter().map(|person| person.attribute(column)).collect();
            let array = array(&values, &self.program.attributes[column].r#type);
            fields.push(Field::new(self.name(column), array.data_type().clone(), true));
            arrays.push(array);
        }
        let schema = Arc::new(Schema::new(fields));
        let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(io::Error::other)?;
        let mut writer = ArrowWriter::try_new(out, schema, None).map_err(io::Error::other)?;
        writer.write(&batch).map_err(io::Error::other)?;
        writer.close().map_err(io::Error::other)?;
        Ok(())
    }
}

/// A value as a cell of CSV.
pub(super) fn written(value: &Value) -> String {
    match value {
        Value::Datetime(moment) => rfc3339(*moment),
        Value::Object(_) => json(value),
        Value::List(items) if items.iter().any(|item| matches!(item, Value::Object(_))) => json(value),
        Value::List(items) => items.iter().map(written).collect::<Vec<_>>().join(";"),
        other => other.show(Zone::UTC),
    }
}

/// A column of Parquet.
fn array(values: &[Value], r#type: &Type) -> ArrayRef {
    /// The values of one kind; what is of another is left out.
    macro_rules! column {
        ($array:ty, $kind:pat => $value:expr) => {
            values.iter().map(|value| if let $kind = value { Some($value) } else { None }).collect::<$array>()
        };
    }
    match r#type {
        Type::Boolean => Arc::new(column!(BooleanArray, Value::Boolean(value) => *value)),
        Type::Integer => Arc::new(column!(Int64Array, Value::Integer(value) => *value)),
        Type::Date => Arc::new(
            column!(Date32Array, Value::Date(value) => i32::try_from(value.days()).unwrap_or(i32::MAX)),
        ),
        Type::Datetime => {
            let moments = column!(TimestampMicrosecondArray, Value::Datetime(value) => value.micros());
            Arc::new(moments.with_timezone("UTC"))
        }
        Type::Number => decimals(values).unwrap_or_else(|| texts(values.iter().map(cell))),
        _ => texts(values.iter().map(cell)),
    }
}

fn cell(value: &Value) -> Option<String> {
    (!value.is_empty()).then(|| written(value))
}

fn texts(values: impl Iterator<Item = Option<String>>) -> ArrayRef {
    let mut builder = StringBuilder::new();
    values.for_each(|value| builder.append_option(value));
    Arc::new(builder.finish())
}

/// A column of decimals of one scale; none if the numbers are too far apart for that.
fn decimals(values: &[Value]) -> Option<ArrayRef> {
    const DIGITS: u8 = 38;
    let numbers: Vec<Option<Number>> = values
        .iter()
        .map(|value| match value {
            Value::Number(number) => Some(*number),
            _ => None,
        })
        .collect();
    let scale = numbers.iter().flatten().map(|number| number.scale()).max().unwrap_or(0);
    let limit = 10_i128.pow(DIGITS.into());
    let mantissa = |number: &Number| {
        let shift = 10_i128.checked_pow(scale - number.scale())?;
        number.mantissa().checked_mul(shift).filter(|mantissa| mantissa.abs() < limit)
    };
    let mut mantissas = Vec::with_capacity(numbers.len());
    for number in &numbers {
        mantissas.push(match number {
            Some(number) => Some(mantissa(number)?),
            None => None,
        });
    }
    let array = Decimal128Array::from(mantissas).with_precision_and_scale(DIGITS, i8::try_from(scale).ok()?);
    array.ok().map(|array| Arc::new(array) as ArrayRef)
}
