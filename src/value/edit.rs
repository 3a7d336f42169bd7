//! What functions make of texts. Case is respected, places are those of Unicode scalar values and count from 0.
//!
//! | function | result |
//! | --- | --- |
//! | [`lower`], [`upper`] | Unicode's full mapping, without regard to language: `ß` becomes `SS`, a final `Σ` becomes `ς` |
//! | [`capitalize`] | the first scalar value in upper case, the rest as it is |
//! | [`trim`] | no Unicode white space at either end |
//! | [`substring`] | as many scalar values as there are, at most those asked for |
//! | [`replace`] | every occurrence, from the left, none of which overlap |
//! | [`split`] | the parts between the occurrences of a separator; two in a row part an empty text off |
//! | [`join`] | the parts with a separator between each two |
//! | [`pad_left`] | the filling, repeated and cut off where the length is reached, and the text behind it; never shorter |
//! | [`url_encode`] | UTF-8 with everything but `A-Z a-z 0-9 - . _ ~` as `%` and two upper-case digits: RFC 3986 |
//!
//! A result of [`replace`] and [`join`] could be the product of two lengths. So it is bounded, for the sake of the host's
//! memory.

/// The most bytes that an edit may make of several texts.
pub const LONGEST: usize = 1 << 20;

/// A result that would be longer than [`LONGEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("longer than {LONGEST} bytes")]
pub struct TooLong;

/// The text in lower case.
pub fn lower(text: &str) -> String {
    text.to_lowercase()
}

/// The text in upper case.
pub fn upper(text: &str) -> String {
    text.to_uppercase()
}

/// The text with its first character in upper case.
pub fn capitalize(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}

/// The text without white space at its ends.
pub fn trim(text: &str) -> &str {
    text.trim()
}

/// The part of a text that begins at a scalar value, up to a length or to the end.
pub fn substring(text: &str, start: usize, length: Option<usize>) -> &str {
    let rest = &text[offset(text, start)..];
    length.map_or(rest, |length| &rest[..offset(rest, length)])
}

/// The text with another one in place of each occurrence of a part.
pub fn replace(text: &str, part: &str, by: &str) -> Result<String, TooLong> {
    let found = text.matches(part).count();
    let grown = found.checked_mul(by.len()).and_then(|more| more.checked_add(text.len()));
    match grown {
        Some(length) if length - found * part.len() <= LONGEST => Ok(text.replace(part, by)),
        _ => Err(TooLong),
    }
}

/// The parts of a text.
pub fn split<'t>(text: &'t str, separator: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(separator)
}

/// The parts as one text.
pub fn join(parts: &[&str], separator: &str) -> Result<String, TooLong> {
    let separators = parts.len().saturating_sub(1).checked_mul(separator.len());
    let length = parts.iter().try_fold(separators.ok_or(TooLong)?, |sum, part| sum.checked_add(part.len()));
    if length.is_some_and(|length| length <= LONGEST) { Ok(parts.join(separator)) } else { Err(TooLong) }
}

/// The text with a filling before it, so that it has so many scalar values. Nothing fills with an empty one.
pub fn pad_left(text: &str, length: usize, filling: &str) -> String {
    let missing = length.saturating_sub(text.chars().count());
    filling.chars().cycle().take(missing).chain(text.chars()).collect()
}

/// The text as it may stand in any part of a URL.
pub fn url_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// The byte at which a scalar value begins; the end if there are fewer.
fn offset(text: &str, place: usize) -> usize {
    text.char_indices().nth(place).map_or(text.len(), |(offset, _)| offset)
}
