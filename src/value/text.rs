//! Texts, and when two of them are equal.
//!
//! Comparison ignores case by Unicode default case folding, the full kind (`ß` folds to `ss`), without regard to language.
//! Accents are kept, nothing is normalised and nothing is trimmed.
//!
//! | function | ignores case | of the empty text |
//! | --- | --- | --- |
//! | [`equal`], [`compare`] | yes | equal to itself, before all others |
//! | [`contains`], [`starts_with`], [`ends_with`] | yes | every text contains it and starts and ends with it |
//! | [`length`] | | 0 |
//! | [`find`] | no | found at 0 |
//!
//! A match may begin or end inside what one character folds to: `Maß` ends with `s`. Folding goes character by character, so
//! folding the parts of a text and joining them is folding the whole.
//!
//! These functions hold for the empty text as they hold for any other. That an empty value makes a condition false is the
//! evaluators' rule and not repeated here.

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use unicase::UniCase;

/// An immutable text that is cheap to clone. `==`, order and hash are exact: they respect case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Arc<str>);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text with case folded away: equal results mean equal texts.
pub fn fold(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        let folded = UniCase::unicode(text).to_folded_case();
        return if folded == text { Cow::Borrowed(text) } else { Cow::Owned(folded) };
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether two texts are equal but for case.
pub fn equal(left: &str, right: &str) -> bool {
    unicase::eq(left, right)
}

/// The order of two texts, scalar value by scalar value of their folded forms.
pub fn compare(left: &str, right: &str) -> Ordering {
    UniCase::unicode(left).cmp(&UniCase::unicode(right))
}

/// Whether `needle` occurs in `text`, but for case.
pub fn contains(text: &str, needle: &str) -> bool {
    fold(text).contains(&*fold(needle))
}

/// Whether `text` starts with `start`, but for case.
pub fn starts_with(text: &str, start: &str) -> bool {
    fold(text).starts_with(&*fold(start))
}

/// Whether `text` ends with `end`, but for case.
pub fn ends_with(text: &str, end: &str) -> bool {
    fold(text).ends_with(&*fold(end))
}

/// How many Unicode scalar values the text has.
pub fn length(text: &str) -> i64 {
    count(text)
}

/// At which scalar value `needle` first occurs in exactly this case; -1 when it does not.
pub fn find(text: &str, needle: &str) -> i64 {
    text.find(needle).map_or(-1, |offset| count(&text[..offset]))
}

/// A text that is looked for again and again: what it is compared by is made once, and for ASCII nothing is made at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Needle {
    text: Text,
    folded: Box<str>,
}

impl Needle {
    /// The needle that a text is.
    #[must_use]
    pub fn new(text: Text) -> Needle {
        let folded = fold(&text).into();
        Needle { text, folded }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// [`equal`]
    #[must_use]
    pub fn equals(&self, text: &str) -> bool {
        equal(text, &self.text)
    }

    /// [`contains`]
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        if !text.is_ascii() {
            return fold(text).contains(&*self.folded);
        }
        let wanted = self.folded.as_bytes();
        let Some(first) = wanted.first() else { return true };
        let found = |part: &[u8]| part[0].to_ascii_lowercase() == *first && part.eq_ignore_ascii_case(wanted);
        text.as_bytes().windows(wanted.len()).any(found)
    }

    /// [`starts_with`]
    #[must_use]
    pub fn begins(&self, text: &str) -> bool {
        if !text.is_ascii() {
            return fold(text).starts_with(&*self.folded);
        }
        let start = text.as_bytes().get(..self.folded.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(self.folded.as_bytes()))
    }

    /// [`ends_with`]
    #[must_use]
    pub fn ends(&self, text: &str) -> bool {
        if !text.is_ascii() {
            return fold(text).ends_with(&*self.folded);
        }
        let start = text.len().checked_sub(self.folded.len());
        start.is_some_and(|start| text.as_bytes()[start..].eq_ignore_ascii_case(self.folded.as_bytes()))
    }
}

fn count(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Default for Text {
    fn default() -> Text {
        Text::from("")
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text(Arc::from(text))
    }
}

impl From<Text> for Arc<str> {
    fn from(text: Text) -> Arc<str> {
        text.0
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text(Arc::from(text))
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, formatter)
    }
}
