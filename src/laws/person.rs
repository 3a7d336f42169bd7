//! Persons drawn from bytes: empty values, extreme ones, texts of several bytes a character, and events.

use super::Bytes;
use crate::eval::{Event, Sketch};
use crate::program::{EventId, Program, Type};
use crate::value::{Date, Duration, Instant, Number, Object, TimeOfDay, Unit, Value};

const TEXTS: [&str; 10] =
    ["a", "ASS", "aß", "ẞ", "İi", "👍🏽", "1.5", "2026-03-29", "Europe/Zagreb", "^[a-z]+$"];

/// Moments around which clocks change, and the ends of time.
const MOMENTS: [i64; 8] = [
    0,
    1_774_746_000_000_000,
    1_774_745_999_999_999,
    1_792_890_000_000_000,
    i64::MIN,
    i64::MAX,
    1_782_864_000_000_000,
    -1,
];

/// A person with all attributes that a program declares, and a few events in order.
#[must_use]
pub fn person(bytes: &mut Bytes, program: &Program) -> Sketch {
    let attributes =
        program.attributes.rows().iter().map(|attribute| value(bytes, &attribute.r#type)).collect();
    let kinds = ["paid", "seen", "emailSent"].map(|name| program.event(name));
    let kinds: Vec<EventId> = kinds.into_iter().flatten().collect();
    let mut events: Vec<Event> = (0..bytes.below(7)).map(|_| event(bytes, program, &kinds)).collect();
    events.sort_by_key(|event| event.time);
    Sketch { key: (*bytes.pick(&TEXTS)).to_owned(), attributes, events }
}

fn event(bytes: &mut Bytes, program: &Program, kinds: &[EventId]) -> Event {
    let definition = *bytes.pick(kinds);
    let properties = program.events[definition].properties.iter();
    Event {
        time: instant(bytes),
        definition,
        properties: properties.map(|property| value(bytes, &property.r#type)).collect(),
        owner: None,
        id: None,
    }
}

/// A value of a type; now and then there is none.
#[must_use]
pub fn value(bytes: &mut Bytes, r#type: &Type) -> Value {
    if bytes.below(5) == 0 {
        return Value::Empty;
    }
    match r#type {
        Type::Boolean => (bytes.below(2) == 1).into(),
        Type::Text => (*bytes.pick(&TEXTS)).into(),
        Type::Integer => integer(bytes).into(),
        Type::Number => number(bytes).into(),
        Type::Date => date(bytes).into(),
        Type::Datetime => instant(bytes).into(),
        Type::Time => {
            let micros = bytes.word() % 86_400_000_000;
            TimeOfDay::from_micros(micros.cast_signed()).map_or(Value::Empty, Value::from)
        }
        Type::Duration => duration(bytes).into(),
        Type::List(item) => Value::List((0..bytes.below(4)).map(|_| value(bytes, item)).collect()),
        Type::Object(fields) => {
            let values = fields.iter().map(|field| value(bytes, &field.r#type));
            Object::new(fields.names().clone(), values).into()
        }
        Type::Empty | Type::Error | Type::Any => Value::Empty,
    }
}

fn integer(bytes: &mut Bytes) -> i64 {
    match bytes.below(4) {
        0 => *bytes.pick(&[i64::MIN, i64::MAX, -1, 0, 1, 18]),
        1 => bytes.word().cast_signed(),
        _ => i64::from(bytes.byte().cast_signed()),
    }
}

fn number(bytes: &mut Bytes) -> Number {
    let limit = 10_i128.pow(28) - 1;
    let mantissa = match bytes.below(4) {
        0 => *bytes.pick(&[limit, -limit, 0]),
        1 => ((i128::from(bytes.word()) << 64) | i128::from(bytes.word())) % limit,
        _ => i128::from(bytes.byte().cast_signed()),
    };
    let scale = [0, 1, 2, 28, 14][bytes.below(5)];
    Number::from_mantissa_scale(mantissa, scale).unwrap_or_default()
}

fn date(bytes: &mut Bytes) -> Date {
    let days = match bytes.below(3) {
        0 => return *bytes.pick(&[Date::FIRST, Date::LAST]),
        // Around the moments that are drawn.
        1 => 20_530 + i64::from(bytes.byte().cast_signed()),
        _ => Date::FIRST.days() + (bytes.word() % 3_652_059).cast_signed(),
    };
    Date::from_days(days).unwrap_or(Date::LAST)
}

/// A moment: at or near one of interest, or any.
#[must_use]
pub fn instant(bytes: &mut Bytes) -> Instant {
    let near = *bytes.pick(&MOMENTS);
    Instant::from_micros(match bytes.below(4) {
        0 => near,
        1 => bytes.word().cast_signed(),
        2 => 1_774_746_000_000_000 + i64::from(bytes.byte().cast_signed()) * 3_600_000_000,
        _ => 1_774_746_000_000_000 + i64::from(bytes.byte().cast_signed()) * 86_400_000_000,
    })
}

fn duration(bytes: &mut Bytes) -> Duration {
    let unit = *bytes.pick(&Unit::ALL);
    let amount = match bytes.below(3) {
        0 => i64::from(bytes.byte().cast_signed()) * 941,
        _ => i64::from(bytes.byte() % 11) - 3,
    };
    Duration::of(amount, unit).unwrap_or(Duration::ZERO)
}
