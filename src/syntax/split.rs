//! The splitter: cuts a file into declarations by its tokens.
//!
//! A declaration starts where a line outside all brackets starts with a word that begins one. So that a missing `}` does
//! not swallow the rest of the file, a line at the margin that looks like the head of a declaration starts one whatever is
//! still open. What stands between declarations is a piece of its own, junk.

use std::ops::Range;

use super::allowance;
use super::quoted::Closing;
use super::token::{Token, TokenKind};
use super::words::{CATEGORY_WORDS, DECLARATION_WORDS, LIBRARY_WORDS};

/// A declaration, or what stands where one should.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Section {
    /// Its tokens, documentation included, blanks around it not.
    pub(super) tokens: Range<usize>,
    /// The token of the word that decides what it is; nothing for junk.
    pub(super) word: Option<usize>,
}

/// Cuts a file into its declarations.
pub(super) fn sections(text: &str, tokens: &[Token]) -> Vec<Section> {
    let (open, sections) = (Vec::new(), Vec::new());
    let mut splitter =
        Splitter { text, tokens, open, open_before_line: 0, closed: false, goes_on: false, sections };
    let mut at = 0;
    while at < tokens.len() {
        at = splitter.step(at);
    }
    let end = tokens.len();
    splitter.finish(end);
    splitter.sections
}

struct Splitter<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// The brackets that are open.
    open: Vec<TokenKind>,
    /// How many were open where the line began.
    open_before_line: usize,
    /// Whether the block of the last section has ended.
    closed: bool,
    /// Whether something stands behind its end that starts nothing new: then it has ended too early.
    goes_on: bool,
    sections: Vec<Section>,
}

impl Splitter<'_> {
    /// Looks at the token at `at` and gives the place to go on.
    fn step(&mut self, at: usize) -> usize {
        let kind = self.tokens[at].kind;
        if kind.is_trivia() {
            return at + 1;
        }
        let starts_line = self.starts_line(at);
        if starts_line {
            self.open_before_line = self.open.len();
        }
        if starts_line && !self.continues(at) {
            self.open.retain(|&open| open == TokenKind::OpenCurly);
        }
        if starts_line && self.starts_section(at) {
            self.finish(at);
            let head = self.behind_documentation(at);
            let word = self.declaration_word(head);
            self.sections.push(Section { tokens: at..self.tokens.len(), word });
            self.open.clear();
            (self.closed, self.goes_on) = (false, false);
            return head.max(at + 1).max(word.map_or(0, |word| word + 1));
        }
        let ends_nothing = kind == TokenKind::CloseCurly && self.open.is_empty();
        if self.sections.is_empty() || ends_nothing && !self.goes_on {
            self.junk(at);
        }
        self.goes_on = self.closed && !ends_nothing;
        self.count(kind);
        self.closed |= kind == TokenKind::CloseCurly && self.open.is_empty();
        at + 1
    }

    /// Starts a piece of junk, unless one has started already.
    fn junk(&mut self, at: usize) {
        if self.sections.last().is_none_or(|section| section.word.is_some()) {
            self.finish(at);
            self.sections.push(Section { tokens: at..self.tokens.len(), word: None });
        }
    }

    fn count(&mut self, kind: TokenKind) {
        let last = self.open.last().copied();
        match kind {
            TokenKind::CloseCurly => {
                let block = self.open.iter().rposition(|&open| open == TokenKind::OpenCurly);
                self.open.truncate(block.unwrap_or(0));
            }
            TokenKind::CloseRound if last == Some(TokenKind::OpenRound) => {
                self.open.truncate(self.open.len() - 1)
            }
            TokenKind::CloseSquare if last == Some(TokenKind::OpenSquare) => {
                self.open.truncate(self.open.len() - 1)
            }
            kind if kind.opens() => self.open.push(kind),
            // The text has swallowed what closes the brackets of its line.
            TokenKind::Text(Closing::Missing) => self.open.truncate(self.open_before_line),
            _ => {}
        }
    }

    /// Ends the last section before the token at `end`.
    fn finish(&mut self, end: usize) {
        if let Some(last) = self.sections.last_mut() {
            let tokens = &self.tokens[last.tokens.start..end];
            let length = tokens.iter().rposition(|token| !token.kind.is_trivia()).map_or(0, |at| at + 1);
            last.tokens.end = last.tokens.start + length;
        }
    }

    /// Whether the line of the token at `at` starts with it, and how far from the margin.
    fn starts_line(&self, at: usize) -> bool {
        let before = self.tokens[..at].iter().rev().find(|token| token.kind != TokenKind::Blank);
        before.is_none_or(|token| token.kind == TokenKind::LineEnd)
    }

    fn at_margin(&self, at: usize) -> bool {
        at == 0 || self.tokens[at - 1].kind == TokenKind::LineEnd
    }

    /// Whether a section starts with the line that starts at `at`.
    fn starts_section(&self, at: usize) -> bool {
        let head = self.behind_documentation(at);
        let in_junk = self.sections.last().is_some_and(|section| section.word.is_none());
        if self.at_margin(at) && self.looks_like_head(head) {
            return true;
        }
        if !self.open.is_empty() || !in_junk && self.continues(at) {
            return false;
        }
        let is_curly = matches!(self.tokens[at].kind, TokenKind::OpenCurly | TokenKind::CloseCurly);
        let margin = self.at_margin(at) && !in_junk && !is_curly;
        // An indented line may be the rest of a block that has ended too early.
        let starts = if self.at_margin(at) {
            self.declaration_word(head).is_some()
        } else {
            self.looks_like_head(head)
        };
        starts || margin
    }

    /// Whether the line that starts at `at` goes on with the one before.
    fn continues(&self, at: usize) -> bool {
        let before = self.tokens[..at].iter().rev().find(|token| !token.kind.is_trivia());
        before.is_some_and(|before| ends_open(self.text, *before)) || starts_open(self.text, self.tokens[at])
    }

    /// The first token behind documentation and allowances that start at `at`.
    fn behind_documentation(&self, at: usize) -> usize {
        allowance::behind_all(self.text, self.tokens, at).unwrap_or(self.tokens.len())
    }

    /// The word that decides which declaration starts at `at`: its first, or `event` behind a category.
    fn declaration_word(&self, at: usize) -> Option<usize> {
        let first = self.word(at)?;
        let second = self.next_on_line(at);
        let third = second.and_then(|second| self.next_on_line(second));
        let is_event = second.is_some_and(|second| self.word(second) == Some("event"));
        let named = third.is_some_and(|third| self.is_name(third));
        if CATEGORY_WORDS.contains(&first) && is_event && named {
            return second;
        }
        (DECLARATION_WORDS.contains(&first) || LIBRARY_WORDS.contains(&first)).then_some(at)
    }

    /// Whether what starts at `at` can hardly be anything but the head of a declaration.
    fn looks_like_head(&self, at: usize) -> bool {
        let Some(word) = self.declaration_word(at) else { return false };
        let next = self.next_on_line(word);
        let kind = |token: Option<usize>| token.map(|token| self.tokens[token].kind);
        if matches!(self.word(word), Some("people" | "senders")) {
            return matches!(kind(next), None | Some(TokenKind::OpenCurly));
        }
        let Some(next) = next.filter(|&next| self.is_name(next)) else { return false };
        let third = self.next_on_line(next);
        match self.word(word) {
            // `segment audience {` is an element.
            Some("segment") => {
                self.word(next) != Some("audience") || kind(third) != Some(TokenKind::OpenCurly)
            }
            Some("function") => kind(third) == Some(TokenKind::OpenRound),
            _ => true,
        }
    }

    fn word(&self, at: usize) -> Option<&str> {
        let token = self.tokens.get(at).filter(|token| token.kind == TokenKind::Word)?;
        Some(&self.text[token.span.range()])
    }

    fn is_name(&self, at: usize) -> bool {
        matches!(self.tokens[at].kind, TokenKind::Word | TokenKind::QuotedName)
    }

    /// The next token on the same line, blanks and remarks left out.
    fn next_on_line(&self, at: usize) -> Option<usize> {
        let next = (at + 1..self.tokens.len()).find(|&next| !self.tokens[next].kind.is_blank())?;
        (self.tokens[next].kind != TokenKind::LineEnd).then_some(next)
    }
}

/// Whether a line that ends in this token goes on.
pub(super) fn ends_open(text: &str, token: Token) -> bool {
    match token.kind {
        TokenKind::Comma
        | TokenKind::Equals
        | TokenKind::Comparison
        | TokenKind::Operator
        | TokenKind::Minus => true,
        TokenKind::OpenRound | TokenKind::OpenSquare => true,
        TokenKind::Word => {
            let words = ["and", "or", "not", "if", "then", "else", "where", "save"];
            words.contains(&&text[token.span.range()])
        }
        _ => false,
    }
}

/// Whether a line that starts with this token goes on with the one before. A word with `:` or `=` behind it stands where a
/// name should, and goes on with nothing.
pub(super) fn starts_open(text: &str, token: Token) -> bool {
    match token.kind {
        TokenKind::Operator | TokenKind::Minus | TokenKind::CloseRound | TokenKind::CloseSquare => true,
        TokenKind::Word => {
            let words = ["and", "or", "then", "else", "where", "save"];
            let names = text[token.span.end as usize..].trim_start().starts_with([':', '=']);
            words.contains(&&text[token.span.range()]) && !names
        }
        _ => false,
    }
}
