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
use crate::diagnostic::nearest;

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
    let mut splitter = Splitter {
        text,
        tokens,
        open,
        open_before_line: 0,
        line_at_margin: true,
        in_head: false,
        opened: false,
        closed: false,
        goes_on: false,
        sections,
    };
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
    /// Whether the line began at the margin.
    line_at_margin: bool,
    /// Whether this is still the head of the last section.
    in_head: bool,
    /// Whether the block of the last section has begun where it should.
    opened: bool,
    /// Whether it has ended.
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
            self.line_at_margin = self.at_margin(at);
            self.in_head &= self.continues(at) || kind == TokenKind::OpenCurly;
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
            (self.in_head, self.opened, self.closed, self.goes_on) = (true, false, false, false);
            return head.max(at + 1).max(word.map_or(0, |word| word + 1));
        }
        let ends_nothing = kind == TokenKind::CloseCurly && self.open.is_empty();
        let ends_unopened = ends_nothing && self.lacks_block();
        if self.sections.is_empty() || ends_nothing && starts_line && !self.goes_on && !ends_unopened {
            self.junk(at);
        }
        self.goes_on = self.closed && !ends_nothing;
        self.count(kind);
        self.opened |= self.in_head && kind == TokenKind::OpenCurly;
        if kind == TokenKind::CloseCurly && self.open.is_empty() && !ends_nothing {
            self.closed = true;
            // What ends on an indented line has probably ended too early.
            self.goes_on = !self.line_at_margin;
        }
        at + 1
    }

    /// Whether the last section should have a block and none has begun: its `{` is missing.
    fn lacks_block(&self) -> bool {
        let word = self.sections.last().and_then(|section| self.word(section.word?));
        let has_block = word.is_some_and(|word| !matches!(word, "segment" | "function"));
        has_block && !self.opened
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
        if self.at_margin(at) && (self.looks_like_head(head) || self.looks_misspelled(head)) {
            return true;
        }
        if !self.open.is_empty() || !in_junk && self.continues(at) {
            return false;
        }
        let kind = self.tokens[at].kind;
        let is_curly = kind == TokenKind::CloseCurly || kind == TokenKind::OpenCurly && self.lacks_block();
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
        let opening = match self.tokens[at].kind {
            TokenKind::CloseRound => Some(TokenKind::OpenRound),
            TokenKind::CloseSquare => Some(TokenKind::OpenSquare),
            _ => None,
        };
        let closes_nothing = opening.is_some_and(|opening| !self.open.contains(&opening));
        before.is_some_and(|before| ends_open(self.text, *before))
            || starts_open(self.text, self.tokens[at]) && !closes_nothing
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
        if self.word(word) == Some("test") {
            return matches!(kind(next), Some(TokenKind::Text(_)));
        }
        let Some(next) = next.filter(|&next| self.is_name(next)) else { return false };
        let third = self.next_on_line(next);
        match self.word(word) {
            // `segment audience {` is an element.
            Some("segment") => {
                self.word(next) != Some("audience") || kind(third) != Some(TokenKind::OpenCurly)
            }
            Some("function" | "element") => kind(third) == Some(TokenKind::OpenRound),
            // `caps Marketing` is a setting.
            Some("caps") => kind(third) == Some(TokenKind::OpenCurly),
            _ => true,
        }
    }

    /// Whether it is the head of a declaration but for a slip in its word: no expression has two names and `=` or `{`.
    fn looks_misspelled(&self, at: usize) -> bool {
        let Some(word) = self.word(at).filter(|word| !DECLARATION_WORDS.contains(word)) else { return false };
        let name = self.next_on_line(at).filter(|&name| self.is_name(name));
        let third = name.and_then(|name| self.next_on_line(name));
        let third = third.map(|third| self.tokens[third].kind);
        matches!(third, Some(TokenKind::Equals | TokenKind::OpenCurly))
            && nearest(word, DECLARATION_WORDS.iter().copied()).is_some()
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
            let (word, behind) = (&text[token.span.range()], text[token.span.end as usize..].trim_start());
            let names = behind.starts_with([':', '=']);
            words.contains(&word) && !names
                || word == "not" && starts_with_word(behind, "followed")
                || word == "followed" && starts_with_word(behind, "by")
        }
        _ => false,
    }
}

fn starts_with_word(text: &str, word: &str) -> bool {
    let behind = text.strip_prefix(word);
    behind.is_some_and(|behind| !behind.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}
