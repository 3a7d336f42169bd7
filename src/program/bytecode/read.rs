//! Reads the text form of routines back: for tests, which break one thing in it and ask the verifier.

use super::part::{CursorId, Label, LiteralId, NeedleId, Part, PatternId, Register, SetId, read_id};
use super::{Cursor, Gather, Instruction, Pattern, Routine, Set, Source};
use crate::program::{Aggregate, Field, Fields, Id, Location, Owner, Span, Type};
use crate::value::text::Needle;
use crate::value::time::{parse_date, parse_time};
use crate::value::{Duration, Instant, Number, Value};

/// A line that is no part of a routine, or not in its place.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a line of byte code: {0}")]
pub struct Unreadable(pub String);

/// The routine that a text is. Spans count from the start of `origin`.
///
/// # Errors
///
/// The first line that cannot be read.
pub fn read(text: &str, origin: Location) -> Result<Routine, Unreadable> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let head = lines.next().unwrap_or_default();
    let result = head.strip_prefix("routine ").and_then(r#type);
    let result = result.ok_or_else(|| Unreadable(head.to_owned()))?;
    let mut routine = Routine::new(result);
    for line in lines {
        routine.line(line.trim(), origin).ok_or_else(|| Unreadable(line.to_owned()))?;
    }
    Ok(routine)
}

impl Routine {
    /// Adds what a line says.
    fn line(&mut self, line: &str, origin: Location) -> Option<()> {
        if let Some((register, words)) = line.split_once(": ")
            && let Some(register) = read_id::<Register>(register)
        {
            return (self.registers.push(r#type(words)?) == register).then_some(());
        }
        let (id, rest) = line.split_once(' ')?;
        if let Some(place) = read_id::<Label>(id) {
            return (place.index() == self.code.len()).then(|| self.instruction(rest, origin))?;
        }
        let words = rest.strip_prefix("= ")?;
        if let Some(literal) = read_id::<LiteralId>(id) {
            return (self.literals.push(constant(words)?) == literal).then_some(());
        }
        if let Some(cursor) = read_id::<CursorId>(id) {
            return (self.cursors.push(read_cursor(words)?) == cursor).then_some(());
        }
        self.prepared(id, words)
    }

    /// Something that is made of constants.
    fn prepared(&mut self, id: &str, words: &str) -> Option<()> {
        let members: Vec<LiteralId> = words.split(' ').map(read_id).collect::<Option<_>>()?;
        let first = *members.first()?;
        let value = self.literals.get(first)?;
        if let Some(needle) = read_id::<NeedleId>(id) {
            let Value::Text(text) = value else { return None };
            return (self.needles.push((first, Needle::new(text.clone()))) == needle).then_some(());
        }
        if let Some(pattern) = read_id::<PatternId>(id) {
            return (self.patterns.push(Pattern::new(first, value)?) == pattern).then_some(());
        }
        let set: SetId = read_id(id)?;
        let known = members.iter().all(|member| self.literals.get(*member).is_some());
        let made = known.then(|| Set::new(members, &self.literals))??;
        (self.sets.push(made) == set).then_some(())
    }

    fn instruction(&mut self, line: &str, origin: Location) -> Option<()> {
        let (line, span) = line.split_once(';')?;
        let (start, end) = span.trim().split_once("..")?;
        let span = Span { start: start.parse().ok()?, end: end.parse().ok()? };
        let mut words: Vec<&str> = line.split_whitespace().collect();
        // `r1 = word parts` is `word r1 parts`.
        if words.get(1) == Some(&"=") {
            words.remove(1);
            words.get_mut(..2)?.swap(0, 1);
        }
        self.code.push(Instruction::from_parts(words.first()?, &words[1..])?);
        self.locations.push(Location { span, ..origin });
        Some(())
    }
}

fn r#type(words: &str) -> Option<Type> {
    let (found, rest) = type_at_start(words)?;
    rest.is_empty().then_some(found)
}

/// The type that a text begins with, and what stands behind it.
fn type_at_start(words: &str) -> Option<(Type, &str)> {
    if let Some(item) = words.strip_prefix("list of ") {
        let (item, rest) = type_at_start(item)?;
        return Some((Type::List(Box::new(item)), rest));
    }
    if let Some(fields) = words.strip_prefix('{') {
        return object_type(fields);
    }
    let end = words.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(words.len());
    let (name, rest) = words.split_at(end);
    let found = if name == "empty" { Some(Type::Empty) } else { Type::named(name) };
    Some((found?, rest))
}

/// The fields behind a `{`: ` sku: text, price: number? }`.
fn object_type(mut words: &str) -> Option<(Type, &str)> {
    let mut fields = Vec::new();
    while let Some(field) = words.strip_prefix(", ").or_else(|| words.strip_prefix(' ')) {
        if let Some(rest) = field.strip_prefix('}') {
            return Some((Type::Object(Fields::new(fields)), rest));
        }
        let (name, behind) = field.split_once(": ")?;
        let (r#type, behind) = type_at_start(behind)?;
        let optional = behind.starts_with('?');
        fields.push(Field { name: name.into(), r#type, optional });
        words = behind.strip_prefix('?').unwrap_or(behind);
    }
    None
}

fn read_cursor(words: &str) -> Option<Cursor> {
    let (source, rest) = match words.strip_prefix("items of ") {
        Some(item) => type_at_start(item).map(|(item, rest)| (Source::Items(item), rest))?,
        None => {
            let (events, rest) = words.split_at(words.find(',').unwrap_or(words.len()));
            (read_events(events)?, rest)
        }
    };
    let gather = match rest.strip_prefix(", ") {
        Some(gather) => Some(read_gather(gather)?),
        None if rest.is_empty() => None,
        None => return None,
    };
    Some(Cursor { source, gather })
}

/// `event3 of flow0 element2`
fn read_events(words: &str) -> Option<Source> {
    let Some((event, owner)) = words.split_once(" of ") else {
        return Some(Source::Events { event: read_id(words)?, owner: None });
    };
    let (flow, element) = owner.split_once(' ').map_or((owner, None), |(flow, id)| (flow, Some(id)));
    let element = element.map(|id| read_id(id).ok_or(())).transpose().ok()?;
    Some(Source::Events { event: read_id(event)?, owner: Some(Owner { flow: read_id(flow)?, element }) })
}

/// `sum:property1 number`
fn read_gather(words: &str) -> Option<Gather> {
    let (what, kind) = words.split_once(' ')?;
    let (aggregate, slot) = what.split_once(':').map_or((what, None), |(what, slot)| (what, Some(slot)));
    let aggregate = if aggregate == "list" { None } else { Some(Aggregate::named(aggregate)?) };
    let slot = slot.map(|slot| Part::read(slot).ok_or(())).transpose().ok()?;
    Some(Gather { aggregate, slot, r#type: r#type(kind)? })
}

fn constant(words: &str) -> Option<Value> {
    let (kind, rest) = words.split_once(' ').unwrap_or((words, ""));
    Some(match kind {
        "empty" => Value::Empty,
        "boolean" => Value::Boolean(rest.parse().ok()?),
        "integer" => Value::Integer(rest.parse().ok()?),
        "number" => Value::Number(Number::parse(rest).ok()?),
        "text" => unquoted(rest)?.into(),
        "date" => Value::Date(parse_date(rest).ok()?),
        "time" => Value::Time(parse_time(rest).ok()?),
        "datetime" => Value::Datetime(Instant::checked_from_micros(rest.parse().ok()?)?),
        "duration" => duration(rest)?,
        "list" => {
            let inner = rest.strip_prefix('[')?.strip_suffix(']')?;
            Value::List(inner.split("] [").map(constant).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

fn duration(words: &str) -> Option<Value> {
    let mut parts = words.split(' ');
    let mut number = || parts.next()?.parse::<i64>().ok();
    let (months, days, micros) = (number()?, number()?, number()?);
    let unit = Part::read(parts.next()?)?;
    Duration::from_parts(months, days, micros, unit).ok().map(Value::from)
}

/// The text that a quoted one is, with the escapes of Rust.
fn unquoted(quoted: &str) -> Option<String> {
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::new();
    let mut rest = inner.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        text.push(match rest.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => '\0',
            'u' => escaped(&mut rest)?,
            other => other,
        });
    }
    Some(text)
}

/// The character of `{1f44d}`.
fn escaped(rest: &mut std::str::Chars) -> Option<char> {
    let (digits, behind) = rest.as_str().strip_prefix('{')?.split_once('}')?;
    *rest = behind.chars();
    u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
}
