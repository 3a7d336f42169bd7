//! Spans and what they are relative to.

use std::fmt;

use super::{DeclarationId, FileId};

/// A range of bytes, `start` included, `end` excluded.
///
/// A span says nothing of what it counts from: inside a declaration spans count from the declaration's first
/// byte (see [`Location`]), in a [`Place`] from the start of the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The span of bytes from `start` up to, not including, `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Span {
        debug_assert!(start <= end, "a span ends before it starts: {start}..{end}");
        Span { start: offset(start), end: offset(end) }
    }

    /// The empty span at `at`.
    #[must_use]
    pub fn at(at: usize) -> Span {
        Span::new(at, at)
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same bytes counted from a point `by` bytes earlier.
    #[must_use]
    pub fn shifted(self, by: u32) -> Span {
        Span { start: self.start + by, end: self.end + by }
    }

    /// Whether two spans have a byte in common, or one is empty and stands in the other or at its edge.
    #[must_use]
    pub fn touches(self, other: Span) -> bool {
        let common = self.start < other.end && other.start < self.end;
        common || (self.is_empty() || other.is_empty()) && self.start <= other.end && other.start <= self.end
    }

    /// The number of bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as a range to index text with.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Offsets are 32 bits wide: [`super::Snapshot::add`] takes no file of 4 GiB or more.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A span relative to the start of a declaration.
///
/// Nothing that is derived from a declaration changes when text before it does: only the table from
/// declarations to places is made anew ([`super::Snapshot::place`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Location {
    /// The declaration.
    pub declaration: DeclarationId,
    /// The bytes, counted from the declaration's first one.
    pub span: Span,
}

/// A span in a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The bytes, counted from the start of the file.
    pub span: Span,
}
