//! Literals: from their text to values.

use super::declaration::{Checker, Typed};
use crate::diagnostic::{Diagnostic, List, Problem};
use crate::program::Type;
use crate::source::Span;
use crate::syntax::tree::{Literal, Name};
use crate::value::time::{parse_date, parse_datetime, parse_time};
use crate::value::{Duration, Number, Unit, Value, Zone};

impl Checker<'_> {
    /// The constant that a literal stands for.
    pub(super) fn literal(&mut self, literal: &Literal, span: Span) -> Typed {
        let read = match literal {
            Literal::Boolean(value) => Ok((Value::Boolean(*value), Type::Boolean)),
            Literal::Integer(text) => integer(text),
            Literal::Number(text) => number(text),
            Literal::Date(text) => date(text),
            Literal::Datetime(text) => datetime(text, self.zone),
            Literal::Time(text) => time(text),
            Literal::Duration { amount, unit } => match self.unit(unit) {
                Some(unit) => duration(amount, unit),
                None => return self.wrong(span),
            },
            Literal::Empty => Ok((Value::Empty, Type::Empty)),
        };
        match read {
            Ok((value, r#type)) => self.constant(value, r#type, span),
            Err((literal, reason)) => {
                self.report(span, Problem::InvalidLiteral { literal, reason });
                self.wrong(span)
            }
        }
    }

    /// The unit with this name; an unknown one is reported.
    pub(super) fn unit(&mut self, name: &Name) -> Option<Unit> {
        let unit = Unit::parse(&name.text);
        if unit.is_none() {
            self.unknown("unit", name, &UNITS);
        }
        unit
    }

    /// The zone with this name; an unknown one is reported. The span is that of a text in quotes.
    pub(super) fn zone_named(&mut self, name: &str, span: Span) -> Option<Zone> {
        let unknown = match Zone::parse(name) {
            Ok(zone) => return Some(zone),
            Err(unknown) => unknown,
        };
        let hint = match &unknown.nearest {
            Some(near) => format!("did you mean `{near}`?"),
            None => "zones are named as in the tz database, for example `Europe/Zagreb`".to_owned(),
        };
        let at = self.at(span);
        let mut diagnostic = Diagnostic::new(at, Problem::UnknownTimezone { name: name.to_owned(), hint });
        if let Some(near) = unknown.nearest {
            diagnostic = diagnostic.fix(false, format!("write `\"{near}\"`"), at, format!("\"{near}\""));
        }
        self.push(diagnostic);
        None
    }

    /// Reports a word that is none of a few known ones.
    pub(super) fn unknown(&mut self, kind: &str, name: &Name, known: &[&str]) {
        let all = known_words(known);
        self.unknown_or_wrong_case(kind, name, known, all);
    }
}

/// What is said of the names that there are.
pub(super) fn known_words(known: &[&str]) -> String {
    match known {
        [] => "there is none".to_owned(),
        [one] => format!("the only one is `{one}`"),
        several => format!("known are {}", List::of(several.iter().copied())),
    }
}

/// The units as messages offer them.
pub(super) const UNITS: [&str; 7] = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"];

type Read = Result<(Value, Type), (String, String)>;

fn integer(text: &str) -> Read {
    match text.parse::<i64>() {
        Ok(value) => Ok((Value::Integer(value), Type::Integer)),
        // What is meant as a number beyond the integers says so by a point.
        Err(_) => {
            let reason = format!("is no integer of 64 bits; with a point, `{text}.0`, it is a number");
            Err((text.to_owned(), reason))
        }
    }
}

fn number(text: &str) -> Read {
    match Number::parse(text) {
        Ok(value) => Ok((Value::Number(value), Type::Number)),
        Err(reason) => Err((text.to_owned(), format!("is no number here: {reason}"))),
    }
}

fn date(text: &str) -> Read {
    match parse_date(text) {
        Ok(value) => Ok((Value::Date(value), Type::Date)),
        Err(reason) => Err((text.to_owned(), format!("is no date: {reason}"))),
    }
}

fn datetime(text: &str, zone: Zone) -> Read {
    match parse_datetime(text, zone) {
        Ok(value) => Ok((Value::Datetime(value), Type::Datetime)),
        Err(reason) => Err((text.to_owned(), format!("is no date and time: {reason}"))),
    }
}

fn time(text: &str) -> Read {
    match parse_time(text) {
        Ok(value) => Ok((Value::Time(value), Type::Time)),
        Err(reason) => Err((text.to_owned(), format!("is no time of day: {reason}"))),
    }
}

fn duration(amount: &str, unit: Unit) -> Read {
    let made = amount.parse::<i64>().ok().and_then(|amount| Duration::of(amount, unit).ok());
    match made {
        Some(value) => Ok((Value::Duration(value), Type::Duration)),
        None => Err((format!("{amount} {unit}"), "is too long".to_owned())),
    }
}
