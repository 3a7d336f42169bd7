//! Checks of texts.

use regex::Regex;

use super::plan::TextCheck;
use crate::value::text::Needle;
use crate::value::{Text, pattern};

/// A check that was made ready.
#[derive(Debug)]
pub(super) struct TextTest {
    test: Test,
}

#[derive(Debug)]
enum Test {
    OneOf(Vec<Needle>),
    Exactly(Text),
    Contains(Needle),
    StartsWith(Needle),
    EndsWith(Needle),
    Matches(Regex),
    /// A pattern that does not compile.
    Never,
}

impl TextTest {
    /// Makes a check ready.
    #[must_use]
    pub(super) fn new(check: &TextCheck) -> TextTest {
        let needle = |text: &Text| Needle::new(text.clone());
        let test = match check {
            TextCheck::OneOf(texts) => Test::OneOf(texts.iter().map(needle).collect()),
            TextCheck::Exactly(text) => Test::Exactly(text.clone()),
            TextCheck::Contains(text) => Test::Contains(needle(text)),
            TextCheck::StartsWith(text) => Test::StartsWith(needle(text)),
            TextCheck::EndsWith(text) => Test::EndsWith(needle(text)),
            TextCheck::Matches(written) => pattern::compiled(written).map_or(Test::Never, Test::Matches),
        };
        TextTest { test }
    }

    /// Whether a text passes. An empty one never does.
    #[must_use]
    pub(super) fn passes(&self, text: &str) -> bool {
        !text.is_empty()
            && match &self.test {
                Test::OneOf(needles) => needles.iter().any(|needle| needle.equals(text)),
                Test::Exactly(wanted) => text == wanted.as_str(),
                Test::Contains(needle) => needle.is_in(text),
                Test::StartsWith(needle) => needle.begins(text),
                Test::EndsWith(needle) => needle.ends(text),
                Test::Matches(pattern) => pattern.is_match(text),
                Test::Never => false,
            }
    }
}
