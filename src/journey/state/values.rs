//! Values. Their tags are part of the form: a new kind of value gets a new one.

use std::sync::Arc;

use super::StateError;
use super::bytes::{Reader, Stored, Writer, malformed};
use crate::value::{Date, Duration, Names, Number, Object, Text, TimeOfDay, Unit, Value, Weekday, Zone};

/// The tags, by the order of the kinds in [`Value`].
mod tag {
    pub(super) const EMPTY: u8 = 0;
    pub(super) const FALSE: u8 = 1;
    pub(super) const TRUE: u8 = 2;
    pub(super) const INTEGER: u8 = 3;
    pub(super) const NUMBER: u8 = 4;
    pub(super) const TEXT: u8 = 5;
    pub(super) const DATE: u8 = 6;
    pub(super) const DATETIME: u8 = 7;
    pub(super) const TIME: u8 = 8;
    pub(super) const DURATION: u8 = 9;
    pub(super) const LIST: u8 = 10;
    pub(super) const OBJECT: u8 = 11;
}

/// The units of lengths of time; their places are part of the form.
const UNITS: [Unit; 7] =
    [Unit::Seconds, Unit::Minutes, Unit::Hours, Unit::Days, Unit::Weeks, Unit::Months, Unit::Years];

impl Stored for Value {
    fn write(&self, out: &mut Writer) {
        let tagged = |out: &mut Writer, tag: u8| out.bytes(&[tag]);
        match self {
            Value::Empty => tagged(out, tag::EMPTY),
            Value::Boolean(false) => tagged(out, tag::FALSE),
            Value::Boolean(true) => tagged(out, tag::TRUE),
            Value::Integer(value) => {
                tagged(out, tag::INTEGER);
                value.write(out);
            }
            Value::Number(value) => {
                tagged(out, tag::NUMBER);
                value.write(out);
            }
            Value::Text(value) => {
                tagged(out, tag::TEXT);
                value.write(out);
            }
            Value::Date(value) => {
                tagged(out, tag::DATE);
                value.days().write(out);
            }
            Value::Datetime(value) => {
                tagged(out, tag::DATETIME);
                value.write(out);
            }
            Value::Time(value) => {
                tagged(out, tag::TIME);
                value.write(out);
            }
            Value::Duration(value) => {
                tagged(out, tag::DURATION);
                value.write(out);
            }
            Value::List(items) => {
                tagged(out, tag::LIST);
                items.write(out);
            }
            Value::Object(object) => {
                tagged(out, tag::OBJECT);
                object.write(out);
            }
        }
    }

    fn read(bytes: &mut Reader) -> Result<Value, StateError> {
        Ok(match bytes.byte()? {
            tag::EMPTY => Value::Empty,
            tag::FALSE => Value::Boolean(false),
            tag::TRUE => Value::Boolean(true),
            tag::INTEGER => Value::Integer(Stored::read(bytes)?),
            tag::NUMBER => Value::Number(Stored::read(bytes)?),
            tag::TEXT => Value::Text(Stored::read(bytes)?),
            tag::DATE => Value::Date(
                Date::from_days(i64::read(bytes)?).ok_or_else(|| malformed("a day that no calendar has"))?,
            ),
            tag::DATETIME => Value::Datetime(Stored::read(bytes)?),
            tag::TIME => Value::Time(Stored::read(bytes)?),
            tag::DURATION => Value::Duration(Stored::read(bytes)?),
            tag::LIST => Value::List(deeper(bytes, Stored::read)?),
            tag::OBJECT => Value::Object(deeper(bytes, Stored::read)?),
            _ => return Err(malformed("a value of no kind")),
        })
    }
}

/// Reads what stands in a list or an object.
fn deeper<T>(
    bytes: &mut Reader,
    read: impl FnOnce(&mut Reader) -> Result<T, StateError>,
) -> Result<T, StateError> {
    bytes.depth = bytes.depth.checked_sub(1).ok_or_else(|| malformed("a value that is too deep"))?;
    let value = read(bytes);
    bytes.depth += 1;
    value
}

impl Stored for TimeOfDay {
    fn write(&self, out: &mut Writer) {
        self.micros().write(out);
    }

    fn read(bytes: &mut Reader) -> Result<TimeOfDay, StateError> {
        TimeOfDay::from_micros(i64::read(bytes)?).ok_or_else(|| malformed("a time that no day has"))
    }
}

/// By its name, since the table of zones changes.
impl Stored for Zone {
    fn write(&self, out: &mut Writer) {
        Text::from(self.name()).write(out);
    }

    fn read(bytes: &mut Reader) -> Result<Zone, StateError> {
        Zone::parse(&Text::read(bytes)?).map_err(|_| malformed("a zone that nobody knows"))
    }
}

impl Stored for Weekday {
    fn write(&self, out: &mut Writer) {
        Text::from(self.name()).write(out);
    }

    fn read(bytes: &mut Reader) -> Result<Weekday, StateError> {
        Weekday::parse(&Text::read(bytes)?).ok_or_else(|| malformed("a day that no week has"))
    }
}

impl Stored for Number {
    fn write(&self, out: &mut Writer) {
        out.signed(self.mantissa());
        self.scale().write(out);
    }

    fn read(bytes: &mut Reader) -> Result<Number, StateError> {
        let (mantissa, scale) = (bytes.signed()?, Stored::read(bytes)?);
        Number::from_mantissa_scale(mantissa, scale).map_err(|_| malformed("a number with too many digits"))
    }
}

impl Stored for Duration {
    fn write(&self, out: &mut Writer) {
        self.months().write(out);
        self.days().write(out);
        self.micros().write(out);
        UNITS.iter().position(|unit| *unit == self.unit()).unwrap_or_default().write(out);
    }

    fn read(bytes: &mut Reader) -> Result<Duration, StateError> {
        let (months, days, micros) = (Stored::read(bytes)?, Stored::read(bytes)?, Stored::read(bytes)?);
        let unit = UNITS.get(usize::read(bytes)?).ok_or_else(|| malformed("a length of time of no unit"))?;
        Duration::from_parts(months, days, micros, *unit)
            .map_err(|_| malformed("a length of time that is too long"))
    }
}

impl Stored for Arc<Object> {
    fn write(&self, out: &mut Writer) {
        let fields: Vec<(Arc<str>, Value)> =
            self.fields().map(|(name, value)| (name.clone(), value.clone())).collect();
        fields.write(out);
    }

    fn read(bytes: &mut Reader) -> Result<Arc<Object>, StateError> {
        let (names, values): (Vec<Arc<str>>, Vec<Value>) =
            Vec::<(Arc<str>, Value)>::read(bytes)?.into_iter().unzip();
        Ok(Arc::new(Object::new(names.into_iter().collect::<Names>(), values)))
    }
}
