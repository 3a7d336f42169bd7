//! Numbers, persons and values as words.

use std::cmp::Ordering;

use serde_json::Value as Json;

use super::Pair;
use crate::host::table::{grouped, shortened};

/// So much of a name or a value is shown.
pub(super) const WIDTH: usize = 44;

/// That one side alone has something.
pub(super) fn only(side: Option<&str>) -> String {
    side.map_or_else(String::new, |side| format!(", only {side}"))
}

/// A number; a dash where there is none, so that those that are there stand out.
pub(super) fn number(number: u64) -> String {
    if number == 0 { "–".to_owned() } else { grouped(number) }
}

/// By how much a number grew, with its sign.
pub(super) fn signed(Pair { old, new }: Pair<u64>) -> String {
    let sign = match new.cmp(&old) {
        Ordering::Less => "-",
        Ordering::Equal => "",
        Ordering::Greater => "+",
    };
    format!("{sign}{}", grouped(new.abs_diff(old)))
}

/// The persons that are named, and a sign that there are more.
pub(super) fn some(persons: &[String], all: u64) -> String {
    let more = if persons.len() as u64 >= all { "" } else { ", …" };
    format!("{}{more}", persons.join(", "))
}

/// A value on either side, from where they are not the same.
pub(super) fn change(Pair { old, new }: &Pair<Json>) -> String {
    let quoted = |text: String| format!("\"{text}\"");
    match (text(old), text(new)) {
        (Some(old), Some(new)) => excerpts(old, new, WIDTH).map(quoted).join(" → "),
        _ => [old, new].map(value).join(" → "),
    }
}

fn value(json: &Json) -> String {
    match (json, text(json)) {
        (Json::Null, _) => "empty".to_owned(),
        (_, Some(text)) => format!("\"{}\"", shortened(&in_a_line(text), WIDTH)),
        _ => shortened(&json.to_string(), WIDTH),
    }
}

/// A text, or that of a file.
fn text(json: &Json) -> Option<&str> {
    json.as_str().or_else(|| json.get("text")?.as_str())
}

/// Two texts from the word shortly before the first character that is not the same.
pub(super) fn excerpts(old: &str, new: &str, most: usize) -> [String; 2] {
    let [old, new] = [old, new].map(in_a_line);
    let same = old.chars().zip(new.chars()).take_while(|(old, new)| old == new).count();
    let fits = |text: &str| text.chars().count() <= most;
    let skipped = if fits(&old) && fits(&new) { 0 } else { beginning(&old, same, most / 2) };
    let sign = if skipped > 0 { "… " } else { "" };
    [old, new].map(|text| {
        let rest: String = text.chars().skip(skipped).collect();
        format!("{sign}{}", shortened(&rest, most))
    })
}

/// Where to begin with a text that is to be shown at a place: at the first word of so many characters before it.
fn beginning(text: &str, place: usize, before: usize) -> usize {
    let first = place.saturating_sub(before);
    let blank = text.chars().take(place).skip(first).position(char::is_whitespace);
    if first == 0 { 0 } else { blank.map_or(first, |blank| first + blank + 1) }
}

/// A text with each stretch of blanks and line ends as one blank.
fn in_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_shown_where_they_part() {
        let shown = |old, new| excerpts(old, new, 16).join(" | ");
        assert_eq!(shown("ten percent off", "ten euro off"), "ten percent off | ten euro off");
        assert_eq!(
            shown("all of this is the same: 1", "all of this is the same: 2"),
            "… same: 1 | … same: 2"
        );
    }
}
