//! A batch of Arrow record batches: for programs that have their people and events in memory.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::SchemaRef;

use super::arrays;
use super::{Batch, Codes, Column, Events, Keys, LateTicks, Values};
use crate::data::PeopleHead;
use crate::program::{Attribute, AttributeId, EventId, Id, Program, Type};
use crate::value::Zone;
use crate::value::text::fold;

/// Why record batches are no batch of people.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ArrowError {
    /// A column that is needed is not there.
    #[error("there is no column `{0}`")]
    Missing(String),
    /// A value does not fit what is declared.
    #[error("a value in the column `{0}` does not fit its declaration")]
    Misfit(String),
    /// Somebody has no key, or two rows have the same.
    #[error("the keys in `{0}` must be there for every row, and each of people once")]
    Key(String),
    /// More than a batch can hold.
    #[error("there are more events than 4,294,967,295")]
    TooMany,
}

impl Batch {
    /// The batch of these people and of what happened to them. Columns are found by the names of attributes, of properties, and
    /// `personId`, `name` and `time`, without regard to case; others are left out. People and events come in any order; events
    /// of one moment keep theirs. Events of kinds that are not declared, and of people who are not there, do not count.
    ///
    /// # Errors
    ///
    /// Why they are no batch.
    pub fn from_arrow(
        program: &Program,
        people: &RecordBatch,
        events: Option<&RecordBatch>,
    ) -> Result<Batch, ArrowError> {
        let keys = keys(people)?;
        let column_of = |(id, attribute): (AttributeId, &Attribute)| {
            let array = find(people, &attribute.name).filter(|_| attribute.computed.is_none());
            let zone = PeopleHead::zone(program, id);
            array.map(|array| column(array, &attribute.name, &attribute.r#type, zone)).transpose()
        };
        let attributes = program.attributes.iter().map(column_of).collect::<Result<_, _>>()?;
        let events = events.map(|events| of_people(program, &keys, events)).transpose()?;
        let nothing = Events { starts: vec![0; keys.len() + 1], ..Events::default() };
        Ok(Batch { keys, attributes, events: events.unwrap_or(nothing) })
    }
}

/// The events of people, in order.
fn of_people(program: &Program, people: &Keys, events: &RecordBatch) -> Result<Events, ArrowError> {
    let persons = text_keys(needed(events, "personId")?, "personId")?;
    let names = text_keys(needed(events, "name")?, "name")?;
    let times = column(needed(events, "time")?, "time", &Type::Datetime, program.zone)?;
    let rows: HashMap<String, u32> =
        (0..people.len() as u32).map(|row| (people.get(row as usize).to_string(), row)).collect();
    let kinds: HashMap<&str, EventId> =
        program.events.ids().map(|id| (&*program.events[id].name, id)).collect();
    let mut order: Vec<(u32, i64, u32, EventId)> = Vec::new();
    for place in 0..events.num_rows() {
        let (Some(row), Some(kind)) = (rows.get(&persons[place]), kinds.get(&*names[place])) else {
            continue;
        };
        let Values::Whole(whole, _) = times.values() else { return Err(misfit("time")) };
        if !times.is_valid(place) {
            return Err(misfit("time"));
        }
        let place = u32::try_from(place).map_err(|_| ArrowError::TooMany)?;
        order.push((*row, whole.get(place as usize) as i64, place, *kind));
    }
    order.sort_by_key(|(row, time, place, _)| (*row, *time, *place));
    let places: Vec<u32> = order.iter().map(|(.., place, _)| *place).collect();
    let starts = (0..=people.len()).map(|row| order.partition_point(|(of, ..)| (*of as usize) < row) as u32);
    Ok(Events {
        starts: starts.collect(),
        kinds: Some(Codes::narrow(
            order.iter().map(|(.., kind)| kind.index() as u32).collect(),
            program.events.len(),
        )),
        times: order.iter().map(|(_, time, ..)| *time).collect(),
        properties: properties(program, events, &places)?,
        owners: None,
        ticks: LateTicks::default(),
    })
}

/// The columns of properties, in the order of the events.
fn properties(
    program: &Program,
    events: &RecordBatch,
    places: &[u32],
) -> Result<Vec<Vec<Option<Arc<Column>>>>, ArrowError> {
    // Kinds that declare a property alike share its column.
    let mut known: Vec<(String, Type, Arc<Column>)> = Vec::new();
    let mut of_property = |name: &str, r#type: &Type| {
        if let Some((.., column)) = known.iter().find(|(other, of, _)| other == name && of == r#type) {
            return Ok(Some(column.clone()));
        }
        let Some(array) = find(events, name) else { return Ok(None) };
        let taken = column(array, name, r#type, program.zone)?.take(places).ok_or(ArrowError::TooMany)?;
        let taken = Arc::new(taken);
        known.push((name.to_owned(), r#type.clone(), taken.clone()));
        Ok(Some(taken))
    };
    let kinds = program.events.rows().iter();
    kinds
        .map(|kind| {
            let properties = kind.properties.iter();
            properties.map(|property| of_property(&property.name, &property.r#type)).collect()
        })
        .collect()
}

fn keys(people: &RecordBatch) -> Result<Keys, ArrowError> {
    let keys = text_keys(needed(people, "personId")?, "personId")?;
    let mut sorted: Vec<&str> = keys.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(ArrowError::Key("personId".to_owned()));
    }
    Ok(Keys::Text(keys.iter().map(|key| Some(key.as_str())).collect()))
}

/// A column of keys as texts; whole numbers are their digits.
fn text_keys(array: &ArrayRef, name: &str) -> Result<Vec<String>, ArrowError> {
    let column = column(array, name, &Type::Text, Zone::UTC)?;
    let key = |row: usize| match column.value(row, &Type::Text) {
        crate::value::Value::Text(text) if !text.is_empty() => Ok(text.to_string()),
        _ => Err(ArrowError::Key(name.to_owned())),
    };
    (0..array.len()).map(key).collect()
}

fn column(array: &ArrayRef, name: &str, r#type: &Type, zone: Zone) -> Result<Arc<Column>, ArrowError> {
    arrays::column(array, r#type, zone).map(Arc::new).ok_or_else(|| misfit(name))
}

fn misfit(name: &str) -> ArrowError {
    ArrowError::Misfit(name.to_owned())
}

fn needed<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b ArrayRef, ArrowError> {
    find(batch, name).ok_or_else(|| ArrowError::Missing(name.to_owned()))
}

/// The column with this name, without regard to case.
fn find<'b>(batch: &'b RecordBatch, name: &str) -> Option<&'b ArrayRef> {
    let schema: SchemaRef = batch.schema();
    let at = schema.fields().iter().position(|field| fold(field.name()) == fold(name))?;
    Some(batch.column(at))
}
