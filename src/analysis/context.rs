//! Where the cursor is, as the tokens before it tell: they are there whatever is broken.

use crate::source::Span;
use crate::syntax::token::{Token, TokenKind, tokens};

/// What the tokens before the cursor say.
#[derive(Debug)]
pub(super) struct Cursor<'t> {
    /// Where the word at the cursor starts, in the file.
    pub(super) start: usize,
    /// The cursor, in the file.
    pub(super) offset: usize,
    /// The tokens of the field or statement at hand, before the word.
    pub(super) words: Vec<Word<'t>>,
    /// The heads of the blocks around, the outermost first.
    pub(super) blocks: Vec<Vec<&'t str>>,
    /// Where in a text the cursor is, if it is in one.
    pub(super) quoted: Quoted,
    /// How many round and square brackets of the statement are open, as what closes them.
    pub(super) closing: String,
}

/// A token that is no blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) kind: TokenKind,
    /// Where it is in the file.
    pub(super) span: Span,
}

/// Where in a text the cursor is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Quoted {
    /// In none.
    No,
    /// Among its characters.
    Characters,
    /// In a placeholder.
    Placeholder,
    /// In a remark.
    Remark,
}

impl<'t> Cursor<'t> {
    /// The place `offset` in the file `text`, of which a declaration begins at `start`.
    pub(super) fn at(text: &'t str, start: usize, offset: usize) -> Cursor<'t> {
        let before = &text[start..offset];
        let mut all = tokens(before);
        let mut base = start;
        let mut quoted = Quoted::No;
        let mut outer = None;
        if let Some(last) = all.last().copied() {
            match last.kind {
                TokenKind::Text(_) if !is_closed(&before[last.span.range()]) => {
                    quoted = Quoted::Characters;
                    let inner = &before[last.span.range()];
                    if let Some(open) = open_placeholder(inner) {
                        quoted = Quoted::Placeholder;
                        outer = Some(gathered(text, base, &all[..all.len() - 1]));
                        base += last.span.start as usize + open;
                        all = tokens(&text[base..offset]);
                    } else {
                        all.pop();
                    }
                }
                TokenKind::Comment(_) => quoted = Quoted::Remark,
                _ => {}
            }
        }
        let prefix = match all.last() {
            Some(last)
                if quoted != Quoted::Characters
                    && is_word(last.kind)
                    && last.span.end as usize + base == offset =>
            {
                let span = last.span;
                all.pop();
                &text[base + span.start as usize..offset]
            }
            _ => "",
        };
        let Gathered { words, blocks, closing } = gathered(text, base, &all);
        let blocks = outer.map_or(blocks, |outer| outer.blocks);
        Cursor { start: offset - prefix.len(), offset, words, blocks, quoted, closing }
    }

    /// The last tokens before the word, the last one first.
    pub(super) fn behind(&self, at: usize) -> Option<Word<'t>> {
        self.words.len().checked_sub(at + 1).map(|at| self.words[at])
    }

    /// Whether the tokens before the word end in these.
    pub(super) fn ends_in(&self, wanted: &[&str]) -> bool {
        let texts = self.words.iter().map(|word| word.text);
        self.words.len() >= wanted.len()
            && texts.skip(self.words.len() - wanted.len()).eq(wanted.iter().copied())
    }

    /// The head of the innermost block, without a label.
    pub(super) fn block(&self) -> Vec<&'t str> {
        let head = self.blocks.last().cloned().unwrap_or_default();
        if head.get(1) == Some(&":") { head[2..].to_vec() } else { head }
    }
}

struct Gathered<'t> {
    words: Vec<Word<'t>>,
    blocks: Vec<Vec<&'t str>>,
    closing: String,
}

/// The statement at the end of tokens, and the blocks that are open there.
fn gathered<'t>(text: &'t str, base: usize, all: &[Token]) -> Gathered<'t> {
    let mut words: Vec<Word<'t>> = Vec::new();
    let mut blocks: Vec<Vec<&'t str>> = Vec::new();
    let mut closing: Vec<char> = Vec::new();
    for (at, token) in all.iter().enumerate() {
        let span = token.span.shifted(base as u32);
        let word = Word { text: &text[span.range()], kind: token.kind, span };
        match token.kind {
            TokenKind::OpenCurly => {
                blocks.push(words.iter().map(|word| word.text).collect());
                words.clear();
                closing.clear();
            }
            TokenKind::CloseCurly => {
                blocks.pop();
                words.clear();
                closing.clear();
            }
            TokenKind::LineEnd if closing.is_empty() && !goes_on(&words, &all[at + 1..], text, base) => {
                words.clear();
            }
            TokenKind::Semicolon => words.clear(),
            kind if kind.is_trivia() => {}
            TokenKind::Comment(_) => {}
            TokenKind::Comma if closing.is_empty() => {
                // A list of fields starts again, but what says that it is one stays.
                let keep = words.first().copied().filter(|first| matches!(first.text, "set" | "save"));
                words.clear();
                words.extend(keep);
            }
            kind => {
                match kind {
                    TokenKind::OpenRound => closing.push(')'),
                    TokenKind::OpenSquare => closing.push(']'),
                    TokenKind::CloseRound | TokenKind::CloseSquare => {
                        closing.pop();
                    }
                    _ => {}
                }
                words.push(word);
            }
        }
    }
    Gathered { words, blocks, closing: closing.iter().rev().collect() }
}

/// Whether a statement goes on behind its line end.
fn goes_on(words: &[Word<'_>], rest: &[Token], text: &str, base: usize) -> bool {
    let last = words.last().is_some_and(|last| {
        matches!(
            last.kind,
            TokenKind::Operator
                | TokenKind::Comparison
                | TokenKind::Minus
                | TokenKind::Equals
                | TokenKind::Comma
        ) || matches!(last.text, "and" | "or" | "not" | "if" | "then" | "else" | "where")
    });
    let next = rest
        .iter()
        .find(|token| !token.kind.is_trivia())
        .map(|token| &text[token.span.shifted(base as u32).range()]);
    last || next.is_some_and(|next| matches!(next, "and" | "or" | "then" | "else" | "where" | "save" | "??"))
}

fn is_word(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Word | TokenKind::UnclosedName)
}

fn is_closed(text: &str) -> bool {
    let marks = if text.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
    text.len() >= 2 * marks.len()
        && text.ends_with(marks)
        && !text.ends_with("\\\"")
        && open_placeholder(text).is_none()
}

/// Where the placeholder begins that is open at the end of a text, behind its braces.
fn open_placeholder(text: &str) -> Option<usize> {
    let open = text.rfind("{{").filter(|&open| !text[..open].ends_with('\\'))?;
    (!text[open..].contains("}}")).then_some(open + 2)
}
