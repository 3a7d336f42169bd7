//! Cells of files, and the values that they are.
//!
//! | declared type | taken from |
//! | --- | --- |
//! | text | text of at most 4,096 characters; a whole number stands for its digits, so that a phone number or an id survives a column of numbers |
//! | boolean | true and false; the texts `true` and `false` in any case; 1 and 0, as a number or a text |
//! | integer | whole numbers of 64 bits, however they are written: `42`, 42, 42.0, 4.2e1 |
//! | number | numbers exactly as they are written; binary ones by their shortest decimal form |
//! | date | a date; a text `2026-11-30`; a moment that is midnight on the account's clock |
//! | datetime | a moment; a text with an offset; a text or a local time without one, on the account's clock; a date, at its midnight |
//! | time | a text `13:00` |
//! | list of … | a list; a text, which is cut at each `;` |
//! | object | an object; the fields are found as columns are, without regard to case, and others are left out |
//! | list of objects | a list; in a file of cells, a text that is JSON, as an object may be |
//!
//! Nothing is trimmed. Null, the text `""`, a list of nothing and what is missing are empty and fit everywhere. There is no
//! way to write a duration.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::json::parsed;
use super::quick::Quick;
use crate::eval::conform;
use crate::program::{Field, Fields, Type};
use crate::value::text::fold;
use crate::value::time::{TextError, parse_date, parse_datetime, parse_time};
use crate::value::{Date, Instant, Number, NumberError, Object, Text, TimeOfDay, Value, Zone};

/// The longest text, in characters.
pub const TEXT_LIMIT: usize = 4096;

/// What stands in one place of a file, before it is known what is wanted there.
#[derive(Clone, Debug)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// True or false.
    Boolean(bool),
    /// A number as a text writes it.
    Written(&'a str),
    /// A whole number.
    Whole(i128),
    /// `mantissa · 10^-scale`
    Decimal(i128, i32),
    /// A binary number.
    Float(f64),
    /// A binary number of half the width.
    Single(f32),
    /// A text.
    Text(Cow<'a, str>),
    /// Days after 1970-01-01.
    Days(i64),
    /// Microseconds after 1970-01-01T00:00:00Z.
    Moment(i64),
    /// What a clock shows, as if it stood in UTC, in the same unit.
    Local(i64),
    /// Several cells.
    List(Vec<Cell<'a>>),
    /// Cells with names.
    Object(Vec<(Cow<'a, str>, Cell<'a>)>),
    /// Something else, in words.
    Other(&'static str),
}

impl Cell<'_> {
    /// Whether this is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.is_empty(),
            Cell::List(items) => items.is_empty(),
            Cell::Object(fields) => fields.iter().all(|(_, cell)| cell.is_empty()),
            _ => false,
        }
    }

    /// The cell as messages show it: in one line, and not all of a long text.
    #[must_use]
    pub fn shown(&self) -> String {
        const LIMIT: usize = 40;
        let text = self.whole();
        if text.chars().count() <= LIMIT {
            return text;
        }
        let start: String = text.chars().take(LIMIT).collect();
        format!("{start}…")
    }

    fn whole(&self) -> String {
        match self {
            Cell::Empty => "empty".to_owned(),
            Cell::Boolean(value) => value.to_string(),
            Cell::Written(number) => (*number).to_owned(),
            Cell::Whole(number) => number.to_string(),
            Cell::Decimal(mantissa, scale) => decimal(*mantissa, *scale)
                .map_or_else(|_| format!("{mantissa}e{}", -scale), |n| n.to_string()),
            // With a point, so that nobody takes them for whole numbers.
            Cell::Float(number) => format!("{number:?}"),
            Cell::Single(number) => format!("{number:?}"),
            Cell::Text(text) => text.clone().into_owned(),
            Cell::Days(days) => {
                Date::from_days(*days).map_or_else(|| format!("day {days}"), |d| d.to_string())
            }
            Cell::Moment(micros) => Instant::from_micros(*micros).to_string(),
            Cell::Local(micros) => {
                let (date, time) = Zone::UTC.local(Instant::from_micros(*micros));
                format!("{date} {time}")
            }
            Cell::List(items) => {
                format!("[{}]", items.iter().map(Cell::whole).collect::<Vec<_>>().join(", "))
            }
            Cell::Object(fields) => {
                let field = |(name, cell): &(Cow<'_, str>, Cell<'_>)| format!("{name}: {}", cell.whole());
                format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
            }
            Cell::Other(what) => (*what).to_owned(),
        }
    }
}

/// Why a cell does not fit, to stand behind "`…` is not an integer"; empty where nothing more is to be said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Misfit(pub String);

impl Misfit {
    fn plain() -> Misfit {
        Misfit(String::new())
    }

    fn because(reason: impl std::fmt::Display) -> Misfit {
        Misfit(format!(": {reason}"))
    }
}

impl From<NumberError> for Misfit {
    fn from(error: NumberError) -> Misfit {
        match error {
            NumberError::Malformed => Misfit::plain(),
            other => Misfit::because(other),
        }
    }
}

/// Turns the cells of one column into values of its type.
#[derive(Clone, Debug)]
pub struct Fitter {
    r#type: Type,
    zone: Zone,
    texts: Texts,
}

impl Fitter {
    /// For a column of this type. Local times are those of `zone`.
    #[must_use]
    pub fn new(r#type: Type, zone: Zone) -> Fitter {
        Fitter { r#type, zone, texts: Texts::default() }
    }

    /// What is wanted, in words.
    #[must_use]
    pub fn wanted(&self) -> String {
        self.r#type.described()
    }

    /// The value of a cell.
    ///
    /// # Errors
    ///
    /// Why the cell does not fit the type.
    pub fn fit(&mut self, cell: &Cell<'_>) -> Result<Value, Misfit> {
        fit(cell, &self.r#type, self.zone, &mut self.texts)
    }
}

fn fit(cell: &Cell<'_>, wanted: &Type, zone: Zone, texts: &mut Texts) -> Result<Value, Misfit> {
    if cell.is_empty() {
        return Ok(Value::Empty);
    }
    match wanted {
        Type::Boolean => boolean(cell).map(Value::Boolean),
        Type::Text => text(cell, texts).map(Value::Text),
        Type::Integer => integer(cell).map(Value::Integer),
        Type::Number => number(cell).map(Value::Number),
        Type::Date => date(cell, zone).map(Value::Date),
        Type::Datetime => datetime(cell, zone).map(Value::Datetime),
        Type::Time => time(cell).map(Value::Time),
        Type::Duration => Err(Misfit::because("there is no way to write one in data")),
        Type::List(item) => match (cell, &**item) {
            (Cell::Text(json), Type::Object(_)) => list(&from_json(json)?, item, zone, texts),
            _ => list(cell, item, zone, texts),
        },
        Type::Object(fields) => match cell {
            Cell::Text(json) => object(&from_json(json)?, fields, zone, texts),
            _ => object(cell, fields, zone, texts),
        },
        Type::Empty | Type::Error | Type::Any => Ok(Value::Empty),
    }
}

fn boolean(cell: &Cell<'_>) -> Result<bool, Misfit> {
    match cell {
        Cell::Boolean(value) => Ok(*value),
        Cell::Whole(1) | Cell::Written("1") => Ok(true),
        Cell::Whole(0) | Cell::Written("0") => Ok(false),
        Cell::Text(text) if text.eq_ignore_ascii_case("true") || text == "1" => Ok(true),
        Cell::Text(text) if text.eq_ignore_ascii_case("false") || text == "0" => Ok(false),
        _ => Err(Misfit::because("only `true`, `false`, `1` and `0` are")),
    }
}

fn text(cell: &Cell<'_>, texts: &mut Texts) -> Result<Text, Misfit> {
    written(cell).map(|text| texts.text(&text))
}

/// The text that a cell is.
pub(super) fn written<'c>(cell: &'c Cell<'_>) -> Result<Cow<'c, str>, Misfit> {
    let text = match cell {
        Cell::Text(text) => Cow::Borrowed(&**text),
        Cell::Written(number) if number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => {
            Cow::Borrowed(*number)
        }
        Cell::Whole(number) => Cow::Owned(number.to_string()),
        _ => return Err(Misfit::because("only texts and whole numbers are")),
    };
    // Most texts are short enough in bytes, and need no counting of characters.
    if text.len() > TEXT_LIMIT {
        let length = text.chars().count();
        if length > TEXT_LIMIT {
            return Err(Misfit::because(format_args!(
                "it has {length} characters, and {TEXT_LIMIT} is the limit"
            )));
        }
    }
    Ok(text)
}

fn integer(cell: &Cell<'_>) -> Result<i64, Misfit> {
    if let Cell::Whole(number) = cell
        && let Ok(number) = i64::try_from(*number)
    {
        return Ok(number);
    }
    number(cell)?.to_integer().ok_or_else(|| Misfit::because("only whole numbers of 64 bits are"))
}

fn number(cell: &Cell<'_>) -> Result<Number, Misfit> {
    Ok(match cell {
        Cell::Written(number) => Number::parse_with_exponent(number)?,
        Cell::Text(text) => Number::parse_with_exponent(text)?,
        Cell::Whole(number) => Number::from_mantissa_scale(*number, 0)?,
        Cell::Decimal(mantissa, scale) => decimal(*mantissa, *scale)?,
        Cell::Float(number) => Number::from_f64_shortest(*number)?,
        // The shortest form of the narrow number: 0.1 is one tenth, and not 0.10000000149.
        Cell::Single(number) if number.is_finite() => Number::parse_with_exponent(&format!("{number:e}"))?,
        Cell::Single(_) => return Err(NumberError::NotFinite.into()),
        _ => return Err(Misfit::plain()),
    })
}

fn decimal(mantissa: i128, scale: i32) -> Result<Number, NumberError> {
    match u32::try_from(scale) {
        Ok(scale) => Number::from_mantissa_scale(mantissa, scale),
        Err(_) => {
            let zeros = 10_i128.checked_pow(scale.unsigned_abs());
            let whole = zeros.and_then(|zeros| mantissa.checked_mul(zeros)).ok_or(NumberError::TooLarge)?;
            Number::from_mantissa_scale(whole, 0)
        }
    }
}

fn date(cell: &Cell<'_>, zone: Zone) -> Result<Date, Misfit> {
    let at_midnight = |instant, zone: Zone| match zone.local(instant).1 {
        TimeOfDay::MIDNIGHT => zone.day(instant).map_err(|_| out_of_range()),
        _ => Err(Misfit::because("it has a time of day")),
    };
    match cell {
        Cell::Text(text) => parse_date(text).map_err(|error| malformed(error, "dates", "2026-11-30")),
        Cell::Days(days) => Date::from_days(*days).ok_or_else(out_of_range),
        Cell::Moment(micros) => at_midnight(instant(*micros)?, zone),
        Cell::Local(micros) => at_midnight(instant(*micros)?, Zone::UTC),
        _ => Err(Misfit::because("dates are written `2026-11-30`")),
    }
}

fn datetime(cell: &Cell<'_>, zone: Zone) -> Result<Instant, Misfit> {
    const FORM: &str = "2026-11-30T13:00:05Z";
    match cell {
        Cell::Text(text) => parse_datetime(text, zone).map_err(|error| malformed(error, "moments", FORM)),
        Cell::Days(days) => {
            let date = Date::from_days(*days).ok_or_else(out_of_range)?;
            Ok(zone.instant(date, TimeOfDay::MIDNIGHT))
        }
        Cell::Moment(micros) => instant(*micros),
        Cell::Local(micros) => {
            let shown = instant(*micros)?;
            let date = Zone::UTC.day(shown).map_err(|_| out_of_range())?;
            Ok(zone.instant(date, Zone::UTC.local(shown).1))
        }
        _ => Err(Misfit::because(format_args!("moments are written `{FORM}`"))),
    }
}

fn time(cell: &Cell<'_>) -> Result<TimeOfDay, Misfit> {
    match cell {
        Cell::Text(text) => parse_time(text).map_err(|error| malformed(error, "times", "13:00")),
        _ => Err(Misfit::because("times are written `13:00`")),
    }
}

fn malformed(error: TextError, what: &str, form: &str) -> Misfit {
    match error {
        TextError::Malformed => Misfit::because(format_args!("{what} are written `{form}`")),
        other => Misfit::because(other),
    }
}

fn instant(micros: i64) -> Result<Instant, Misfit> {
    Instant::checked_from_micros(micros).ok_or_else(out_of_range)
}

fn out_of_range() -> Misfit {
    Misfit::because("it lies outside the years 1 to 9999")
}

fn list(cell: &Cell<'_>, item: &Type, zone: Zone, texts: &mut Texts) -> Result<Value, Misfit> {
    let cut: Vec<Cell<'_>>;
    let items = match cell {
        Cell::List(items) => items,
        Cell::Text(text) => {
            cut = text.split(';').map(|part| Cell::Text(Cow::Borrowed(part))).collect();
            &cut
        }
        _ => return Err(Misfit::because("lists are JSON lists or texts with `;` between the items")),
    };
    let mut values = Vec::with_capacity(items.len());
    for cell in items.iter().filter(|cell| !cell.is_empty()) {
        values.push(fit(cell, item, zone, texts).map_err(|misfit| {
            Misfit(format!(": its item `{}` is not {}{}", cell.shown(), item.described(), misfit.0))
        })?);
    }
    Ok(if values.is_empty() { Value::Empty } else { Value::List(Arc::from(values)) })
}

/// What a text of JSON holds.
fn from_json(json: &str) -> Result<Cell<'_>, Misfit> {
    parsed(json).ok_or_else(|| Misfit::because("lists of objects are written as JSON"))
}

/// An object with the fields of a type. What it holds besides is left out.
fn object(cell: &Cell<'_>, fields: &Fields, zone: Zone, texts: &mut Texts) -> Result<Value, Misfit> {
    let Cell::Object(members) = cell else { return Err(Misfit::because("only objects are")) };
    let mut values = Vec::new();
    for field in fields.iter() {
        let name = fold(&field.name);
        let mut named = members.iter().filter(|(known, _)| fold(known) == name);
        // Of two members for one field the first that is not empty counts.
        let value = match named.find(|(_, cell)| !cell.is_empty()) {
            Some((_, cell)) => {
                fit(cell, &field.r#type, zone, texts).map_err(|misfit| inner(field, cell, misfit))?
            }
            None => Value::Empty,
        };
        values.push(value);
    }
    Ok(conform(Object::new(fields.names().clone(), values).into(), &Type::Object(fields.clone())))
}

/// Why a field of an object does not fit.
fn inner(field: &Field, cell: &Cell<'_>, misfit: Misfit) -> Misfit {
    let (name, wanted) = (&field.name, field.r#type.described());
    Misfit(format!(": `{}` in its field `{name}` is not {wanted}{}", cell.shown(), misfit.0))
}

/// The texts of a column, each kept once as long as there are not too many different ones.
#[derive(Clone, Debug, Default)]
struct Texts(HashSet<Text, BuildHasherDefault<Quick>>);

impl Texts {
    /// Columns with more different texts than this hold names or ids: keeping count of them costs more than it saves.
    const LIMIT: usize = 4096;

    fn text(&mut self, text: &str) -> Text {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new = Text::from(text);
        if self.0.len() < Texts::LIMIT {
            self.0.insert(new.clone());
        }
        new
    }
}
