//! Functions of texts.

use regex::Regex;

use super::invalid;
use crate::diagnostic::Problem;
use crate::program::Function;
use crate::value::pattern::compiled;
use crate::value::{Value, edit, text};

/// The longest text that is filled up, in characters: as many as an attribute holds.
const LONGEST_FILLED: i64 = 4096;

pub(super) fn call(function: Function, arguments: &[Value]) -> Result<Value, Problem> {
    Ok(match (function, arguments) {
        (Function::Len, [Value::Text(value)]) => text::length(value).into(),
        (Function::Find, [Value::Text(value), Value::Text(part)]) => text::find(value, part).into(),
        (Function::Lower, [Value::Text(value)]) => edit::lower(value).into(),
        (Function::Upper, [Value::Text(value)]) => edit::upper(value).into(),
        (Function::Capitalize, [Value::Text(value)]) => edit::capitalize(value).into(),
        (Function::Trim, [Value::Text(value)]) => edit::trim(value).into(),
        (Function::Replace, [Value::Text(value), Value::Text(part), Value::Text(by)]) => {
            replace(value, part, by)?
        }
        // To put nothing in a part's place is to take it out.
        (Function::Replace, [Value::Text(value), Value::Text(part), Value::Empty]) => {
            replace(value, part, "")?
        }
        (Function::Substring, [Value::Text(value), Value::Integer(start)]) => {
            edit::substring(value, place(*start)?, None).into()
        }
        (Function::Substring, [Value::Text(value), Value::Integer(start), Value::Integer(length)]) => {
            edit::substring(value, place(*start)?, Some(size(*length)?)).into()
        }
        (Function::PadLeft, [Value::Text(value), Value::Integer(length), Value::Text(filling)]) => {
            edit::pad_left(value, filled(*length)?, filling).into()
        }
        (Function::UrlEncode, [Value::Text(value)]) => edit::url_encode(value).into(),
        (Function::Matches, [Value::Text(value), Value::Text(written)]) => {
            pattern(written)?.is_match(value).into()
        }
        // A condition is never empty.
        (Function::Matches, _) => false.into(),
        _ => Value::Empty,
    })
}

/// The regular expression that a text is.
pub(super) fn pattern(written: &str) -> Result<Regex, Problem> {
    compiled(written).map_err(|reason| Problem::InvalidPattern { reason })
}

fn replace(value: &str, part: &str, by: &str) -> Result<Value, Problem> {
    let replaced = edit::replace(value, part, by);
    replaced
        .map(Value::from)
        .map_err(|error| invalid(Function::Replace, format!("would make a text {error}")))
}

/// The place at which a part begins.
pub(super) fn place(start: i64) -> Result<usize, Problem> {
    usize::try_from(start)
        .map_err(|_| invalid(Function::Substring, format!("counts from 0, not from {start}")))
}

/// The length of a part.
pub(super) fn size(length: i64) -> Result<usize, Problem> {
    usize::try_from(length)
        .map_err(|_| invalid(Function::Substring, format!("cannot take {length} characters")))
}

/// The length up to which a text is filled. A negative one is a length that every text has.
pub(super) fn filled(length: i64) -> Result<usize, Problem> {
    if length > LONGEST_FILLED {
        let reason = format!("fills up to {LONGEST_FILLED} characters, not to {length}");
        return Err(invalid(Function::PadLeft, reason));
    }
    Ok(usize::try_from(length).unwrap_or_default())
}
