//! A piece of a file: its text and tokens, both counted from its start.

use std::ops::Range;

use super::token::{Token, TokenKind, tokens};
use crate::source::Span;

/// The text of a declaration with its tokens.
#[derive(Clone, Copy)]
pub(super) struct Piece<'t> {
    /// The text.
    pub(super) text: &'t str,
    /// Its tokens, blanks included.
    pub(super) tokens: &'t [Token],
}

impl<'t> Piece<'t> {
    /// The text at a span.
    pub(super) fn slice(self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The index of the first token that ends behind `at`.
    pub(super) fn token_at(self, at: usize) -> usize {
        self.tokens.partition_point(|token| token.span.end as usize <= at)
    }

    /// The same range without blanks, remarks and line ends at its end.
    pub(super) fn trimmed(self, range: Range<usize>) -> Span {
        let inside = self.token_at(range.start);
        if self.tokens.get(inside).is_some_and(|token| range.end < token.span.end as usize) {
            return self.trimmed_inside(range);
        }
        let before = self.tokens.partition_point(|token| token.span.end as usize <= range.end);
        let last = self.tokens[..before].iter().rev().find(|token| !token.kind.is_trivia());
        let end = last.map_or(range.start, |token| token.span.end as usize);
        Span::new(range.start, end.max(range.start))
    }

    /// As [`Piece::trimmed`], for a range within a placeholder, which the tokens of the piece do not show.
    fn trimmed_inside(self, range: Range<usize>) -> Span {
        let inner = tokens(&self.text[range.clone()]);
        let last = inner.iter().rev().find(|token| !token.kind.is_trivia());
        let length = last.map_or(0, |token| token.span.end as usize);
        Span::new(range.start, range.start + length)
    }

    /// The part of a range that stands on its first line and before the `{` of a block.
    pub(super) fn head(self, span: Span) -> Span {
        let first = self.token_at(span.start as usize);
        let stop = |token: &&Token| matches!(token.kind, TokenKind::LineEnd | TokenKind::OpenCurly);
        let end = self.tokens[first..].iter().find(stop).map_or(span.end, |token| token.span.start);
        self.trimmed(span.start as usize..end.min(span.end).max(span.start) as usize)
    }
}
