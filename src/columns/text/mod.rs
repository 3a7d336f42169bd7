//! Checks of texts: [`TextTest::passes`] says what they mean, [`TextTest::find`] answers for many texts at once.
//!
//! | check | how many texts are checked | in |
//! | --- | --- | --- |
//! | `contains` | all bytes of a block are searched, whatever text they belong to; places are looked at closely afterwards | `search` |
//! | `is`, `is one of`, `is exactly`, `starts with`, `ends with` | eight bytes at a time, letters in either case | `pattern` |
//! | `matches` | text by text | |
//!
//! ASCII texts are compared by their bytes. What folds to ASCII need not be ASCII itself (`K` the kelvin sign, `ſ`), so a text
//! of which other bytes might matter is checked by what the check means.

mod kernel;
mod pattern;
mod search;
#[cfg(test)]
mod tests;

use arrow_array::StringArray;
use regex::Regex;

use self::kernel::{Kernel, Texts};
use super::plan::TextCheck;
use crate::value::text::Needle;
use crate::value::{Text, pattern as patterns};

/// A check that was made ready.
#[derive(Debug)]
pub(super) struct TextTest {
    test: Test,
    kernel: Box<Kernel>,
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
            TextCheck::Matches(written) => patterns::compiled(written).map_or(Test::Never, Test::Matches),
        };
        TextTest { test, kernel: Box::new(Kernel::new(check)) }
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

    /// Whether each text is looked at by itself, which takes long.
    #[must_use]
    pub(super) fn is_pattern(&self) -> bool {
        matches!(self.test, Test::Matches(_))
    }

    /// Which of the rows that are due pass, the first bit being row `first`. What a row holds that is not due is not looked
    /// at, or of no account.
    pub(super) fn find(&self, texts: &StringArray, first: usize, due: &[u64], found: &mut [u64]) {
        let texts = Texts::new(texts, first);
        self.kernel.find(&texts, due, found, &|row| self.passes(texts.get(row)));
    }
}
