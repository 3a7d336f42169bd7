//! A check of many texts.

use arrow_array::StringArray;

use super::pattern::Pattern;
use super::search::{CHUNK, Search};
use crate::columns::WORD;
use crate::columns::mask::{count, set};
use crate::columns::plan::TextCheck;
use crate::value::text::fold;

/// Whether a text passes, as the check means it.
type Passes<'p> = dyn Fn(usize) -> bool + 'p;

/// How many texts are checked.
#[derive(Debug)]
pub(super) enum Kernel {
    /// Nothing is looked for where the text that is looked for has other bytes than ASCII: in ASCII it does not stand.
    Contains(Search, Option<Pattern>),
    StartsWith(Pattern),
    EndsWith(Pattern),
    OneOf(Vec<Pattern>),
    Exactly(Pattern),
    ByText,
}

/// The texts of a column, from a row on.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    array: &'a StringArray,
    first: usize,
    /// The bytes of all texts of the column.
    bytes: &'a [u8],
    /// Where the texts begin, and where the last one ends.
    offsets: &'a [i32],
}

impl Kernel {
    /// How a check is made.
    #[must_use]
    pub(super) fn new(check: &TextCheck) -> Kernel {
        let pattern = |text: &str| Pattern::folded(&fold(text));
        let contains = |pattern: Option<Pattern>| Kernel::Contains(Search::new(pattern.as_ref()), pattern);
        // No ASCII text starts or ends with what is not ASCII, and those that are not ASCII are found by a search for nothing.
        let otherwise = || contains(None);
        match check {
            TextCheck::Contains(text) => contains(pattern(text)),
            TextCheck::StartsWith(text) => pattern(text).map_or_else(otherwise, Kernel::StartsWith),
            TextCheck::EndsWith(text) => pattern(text).map_or_else(otherwise, Kernel::EndsWith),
            TextCheck::OneOf(texts) => Kernel::OneOf(texts.iter().filter_map(|text| pattern(text)).collect()),
            TextCheck::Exactly(text) => Kernel::Exactly(Pattern::exactly(text)),
            TextCheck::Matches(_) => Kernel::ByText,
        }
    }

    /// Sets the bits of the rows that are due and pass.
    pub(super) fn find(&self, texts: &Texts, due: &[u64], found: &mut [u64], passes: &Passes) {
        let bytes = texts.bytes;
        match self {
            Kernel::ByText => set(found, due, passes),
            Kernel::Contains(search, pattern) if texts.is_worth_all(due) => {
                let mut all = vec![0; due.len()];
                texts.search(*search, pattern.as_ref(), &mut all, passes);
                found.iter_mut().zip(due).zip(all).for_each(|((found, due), all)| *found |= due & all);
            }
            Kernel::Contains(..) => set(found, due, passes),
            Kernel::StartsWith(pattern) => set(found, due, |row| {
                let (start, end) = texts.ends(row);
                if end - start < pattern.len() {
                    return !bytes[start..end].is_ascii() && passes(row);
                }
                texts.agree(pattern, start, row, passes)
            }),
            Kernel::EndsWith(pattern) => set(found, due, |row| {
                let (start, end) = texts.ends(row);
                if end - start < pattern.len() {
                    return !bytes[start..end].is_ascii() && passes(row);
                }
                let at = end - pattern.len();
                texts.agree(pattern, at, row, passes)
            }),
            Kernel::OneOf(patterns) => {
                let ascii = texts.is_worth_all(due) && texts.are_ascii(due.len());
                set(found, due, |row| {
                    let (start, end) = texts.ends(row);
                    let mut fitting = patterns.iter().filter(|pattern| pattern.len() == end - start);
                    fitting.any(|pattern| pattern.stands(bytes, start))
                        || !ascii && !bytes[start..end].is_ascii() && passes(row)
                });
            }
            Kernel::Exactly(pattern) => set(found, due, |row| {
                let (start, end) = texts.ends(row);
                end - start == pattern.len() && pattern.stands(bytes, start)
            }),
        }
    }
}

impl<'a> Texts<'a> {
    /// The texts of a column, from a row on.
    #[must_use]
    pub(super) fn new(array: &'a StringArray, first: usize) -> Texts<'a> {
        Texts { array, first, bytes: array.value_data(), offsets: &array.value_offsets()[first..] }
    }

    /// A text.
    #[must_use]
    pub(super) fn get(&self, row: usize) -> &'a str {
        self.array.value(self.first + row)
    }

    /// Where a text begins, and where it ends.
    #[inline]
    fn ends(&self, row: usize) -> (usize, usize) {
        (self.offsets[row] as usize, self.offsets[row + 1] as usize)
    }

    /// How many texts some words have.
    fn count(&self, words: usize) -> usize {
        (self.offsets.len() - 1).min(words * WORD)
    }

    /// Whether so many texts are due that it pays to go through the bytes of all of them.
    fn is_worth_all(&self, due: &[u64]) -> bool {
        2 * count(due) > self.count(due.len())
    }

    fn are_ascii(&self, words: usize) -> bool {
        self.bytes[self.ends(0).0..self.offsets[self.count(words)] as usize].is_ascii()
    }

    /// Finds the texts that a pattern stands in, and those that are not ASCII and pass.
    fn search(&self, search: Search, pattern: Option<&Pattern>, found: &mut [u64], passes: &Passes) {
        let count = self.count(found.len());
        let (mut at, end) = (self.offsets[0] as usize, self.offsets[count] as usize);
        // Nothing before `decided` is of interest: it belongs to texts that are known to pass or not.
        let (mut row, mut decided) = (0, at);
        while at < end
            && let Some(mut places) = search.places(self.bytes, at)
        {
            while places != 0 {
                let place = at + places.trailing_zeros() as usize;
                places &= places - 1;
                if place < decided {
                    continue;
                }
                if place >= end {
                    return;
                }
                row = self.row_at(row, place);
                let (_, text_end) = self.ends(row);
                let is_ascii = self.bytes[place].is_ascii();
                let holds = if is_ascii {
                    pattern.is_some_and(|pattern| self.stands(pattern, place, text_end))
                } else {
                    passes(row)
                };
                if holds || !is_ascii {
                    decided = text_end;
                }
                found[row / WORD] |= u64::from(holds) << (row % WORD);
            }
            at += CHUNK;
        }
        // So near to the end of all bytes there are only a few texts.
        for row in (self.row_at(row, at.max(decided))..count).filter(|row| passes(*row)) {
            found[row / WORD] |= 1 << (row % WORD);
        }
    }

    /// Whether a text has a pattern at its start or its end, which is long enough for that.
    #[inline]
    fn agree(&self, pattern: &Pattern, at: usize, row: usize, passes: &Passes) -> bool {
        // Whether it is ASCII is asked first, since it nearly always is.
        if pattern.would_cover_ascii(self.bytes, at) { pattern.stands(self.bytes, at) } else { passes(row) }
    }

    #[inline]
    fn stands(&self, pattern: &Pattern, place: usize, end: usize) -> bool {
        place + pattern.len() <= end && pattern.stands(self.bytes, place)
    }

    /// The row that a place belongs to: this one, or one behind it.
    #[inline]
    fn row_at(&self, mut row: usize, place: usize) -> usize {
        while self.offsets.get(row + 1).is_some_and(|end| *end as usize <= place) {
            row += 1;
        }
        row
    }
}
