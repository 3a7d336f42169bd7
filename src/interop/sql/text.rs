//! Names, literals and the folding of case.
//!
//! `lower` of DuckDB maps one letter to one letter. Full case folding differs from that for some letters, and a text that holds such a
//! letter may be equal to a literal that does not: `Straße` is `strasse`. The macro `folded` writes those letters out that fold to
//! something with a letter in it which a literal may have; the others fold to what no literal has, so it does not matter what
//! becomes of them. `benches/compare/compare.py check` holds this against all of Unicode.

use crate::program::Type;
use crate::value::text::fold;
use crate::value::{Instant, Value, Zone};

/// Writes letters out that fold to more than their small form, and lowers all others.
pub(super) const MACRO: &str = "\
CREATE OR REPLACE TEMP MACRO folded(written) AS lower(
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
  replace(replace(replace(replace(replace(replace(replace(written,
  'ſ', 's'), 'ß', 'ss'), 'ẞ', 'ss'), '\u{130}', 'i\u{307}'), '\u{149}', '\u{2bc}n'), '\u{1f0}', 'j\u{30c}'),
  '\u{1e96}', 'h\u{331}'), '\u{1e97}', 't\u{308}'), '\u{1e98}', 'w\u{30a}'), '\u{1e99}', 'y\u{30a}'), '\u{1e9a}', 'a\u{2be}'),
  'ﬀ', 'ff'), 'ﬁ', 'fi'), 'ﬂ', 'fl'), 'ﬃ', 'ffi'), 'ﬄ', 'ffl'), 'ﬅ', 'st'), 'ﬆ', 'st'));
";

/// Whether SQL can look for a text without regard to case: all of its letters are ASCII or Latin letters with accents.
pub(super) fn is_sayable(text: &str) -> bool {
    fold(text).chars().all(|letter| letter.is_ascii() || ('\u{e0}'..='\u{17f}').contains(&letter))
}

/// A text as the other side of a comparison with `folded(…)`.
pub(super) fn folded(text: &str) -> String {
    quoted(&fold(text))
}

/// A name, which may be any.
pub(super) fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text literal.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A value as a literal; none where SQL has no such values.
pub(super) fn literal(value: &Value) -> Option<String> {
    Some(match value {
        Value::Empty => "NULL".to_owned(),
        Value::Text(text) if text.is_empty() => "NULL".to_owned(),
        Value::Boolean(value) => value.to_string().to_uppercase(),
        Value::Integer(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::Text(text) => quoted(text),
        Value::Date(date) => format!("DATE '{date}'"),
        Value::Datetime(moment) => instant(*moment),
        Value::Time(_) | Value::Duration(_) | Value::List(_) | Value::Object(_) => return None,
    })
}

/// A moment, in UTC.
pub(super) fn instant(moment: Instant) -> String {
    let (date, time) = Zone::UTC.local(moment);
    format!("TIMESTAMPTZ '{date} {time}+00'")
}

/// What a column holds, with null for an empty text.
pub(super) fn unless_empty(column: String, r#type: &Type) -> String {
    if *r#type == Type::Text { format!("nullif({column}, '')") } else { column }
}
