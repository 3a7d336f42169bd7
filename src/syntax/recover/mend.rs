//! Mends `{` in the tokens before a declaration is read part by part: a missing one becomes a token without text, a second one
//! in a row becomes a blank. Then the block that it should have opened is read like any other.
//!
//! That one is missing shows in a `}` too many. Where it is missing, the indentation says: at the end of the last line that
//! stands as far to the right as the `}` and whose next line stands further to the right. Within one line the grammar says it:
//! behind the longest head.

use std::cmp::Ordering;

use crate::diagnostic::{List, Problem};
use crate::source::Span;
use crate::syntax::finding::Finding;
use crate::syntax::grammar::{Rule, read};
use crate::syntax::piece::Piece;
use crate::syntax::split::{ends_open, starts_open};
use crate::syntax::token::{Token, TokenKind};

/// More mends than this help nobody, and each looks at the whole text once more.
const MENDS: usize = 8;

/// What a block can stand behind.
const HEADS: [Rule; 5] = [
    Rule::part_head,
    Rule::part_element_head,
    Rule::part_arm_head,
    Rule::part_outcome_head,
    Rule::part_share_head,
];

/// The tokens of a piece with their `{` mended, and what was wrong with them.
pub(in crate::syntax) struct Mended {
    pub(in crate::syntax) tokens: Vec<Token>,
    pub(in crate::syntax) findings: Vec<Finding>,
}

/// Mends the `{` of a piece.
pub(in crate::syntax) fn mend(piece: Piece<'_>) -> Mended {
    let mut mended = Mended { tokens: piece.tokens.to_vec(), findings: Vec::new() };
    for _ in 0..MENDS {
        let piece = Piece { tokens: &mended.tokens, ..piece };
        let braces = |wanted| piece.tokens.iter().filter(|token| token.kind == wanted).count();
        let (opening, closing) = (braces(TokenKind::OpenCurly), braces(TokenKind::CloseCurly));
        let done = match opening.cmp(&closing) {
            Ordering::Greater => doubled(piece).map(|at| mended.drop(piece, at)),
            Ordering::Less => missing(piece).map(|at| mended.add(piece, at, closing - opening)),
            Ordering::Equal => None,
        };
        match done {
            Some((tokens, finding)) => {
                mended.tokens = tokens;
                mended.findings.push(finding);
            }
            None => break,
        }
    }
    mended
}

impl Mended {
    /// Makes a blank of the `{` at `at`.
    fn drop(&self, piece: Piece<'_>, at: usize) -> (Vec<Token>, Finding) {
        let mut tokens = piece.tokens.to_vec();
        tokens[at].kind = TokenKind::Blank;
        let span = tokens[at].span;
        let problem = Problem::UnclosedBracket { bracket: "{".to_owned(), partner: "}".to_owned() };
        (tokens, Finding::new(span, problem).fix("remove it", span, ""))
    }

    /// Puts a `{` behind the token at `at`, or in the place of a sign that stands there.
    fn add(&self, piece: Piece<'_>, at: usize, too_many: usize) -> (Vec<Token>, Finding) {
        let mut tokens = piece.tokens.to_vec();
        let expected = List::of(["{"]);
        let next = (at + 1..tokens.len()).find(|&next| !tokens[next].kind.is_blank());
        let next = next.filter(|&next| tokens[next].kind != TokenKind::LineEnd);
        let found = next.map_or("the end of the line", |next| piece.slice(tokens[next].span));
        // A `}` in its place is a second one too many.
        let is_instead = |next: &usize| {
            is_sign(tokens[*next].kind) || too_many > 1 && tokens[*next].kind == TokenKind::CloseCurly
        };
        if let Some(next) = next.filter(is_instead) {
            tokens[next].kind = TokenKind::OpenCurly;
            let span = tokens[next].span;
            let finding = Finding::unexpected(span, expected, format!("`{found}`"));
            return (tokens, finding.fix("write `{`", span, "{"));
        }
        let found = if next.is_some() { format!("`{found}`") } else { found.to_owned() };
        let end = tokens[at].span.end;
        let span = Span { start: end, end };
        tokens.insert(at + 1, Token { kind: TokenKind::OpenCurly, span });
        (tokens, Finding::unexpected(span, expected, found).fix("write `{`", span, " {"))
    }
}

/// Whether a sign stands in the place of a `{`, since it can neither end a head nor start what a block holds.
fn is_sign(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::OpenRound
            | TokenKind::CloseRound
            | TokenKind::CloseSquare
            | TokenKind::Comma
            | TokenKind::Equals
            | TokenKind::Colon
    )
}

/// The first `{` that stands right behind another.
fn doubled(piece: Piece<'_>) -> Option<usize> {
    let mut before = None;
    let mut open = (0..piece.tokens.len()).filter(|&at| !piece.tokens[at].kind.is_blank());
    open.find(|&at| {
        let kind = Some(piece.tokens[at].kind);
        std::mem::replace(&mut before, kind) == Some(TokenKind::OpenCurly)
            && kind == Some(TokenKind::OpenCurly)
    })
}

/// A line: its tokens and its indentation.
struct Line {
    first: usize,
    last: usize,
    indentation: usize,
}

/// The token behind which a `{` is missing.
fn missing(piece: Piece<'_>) -> Option<usize> {
    let lines = lines(piece);
    // The lines on which the open blocks begin.
    let mut open: Vec<usize> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        // What stands before has been searched for a head in vain.
        let mut searched = line.first;
        for at in line.first..=line.last {
            match piece.tokens[at].kind {
                TokenKind::OpenCurly => open.push(number),
                TokenKind::CloseCurly if at == line.first => {
                    while open.last().is_some_and(|&opened| lines[opened].indentation > line.indentation) {
                        open.pop();
                    }
                    let opened = open.last().copied();
                    if opened.is_some_and(|opened| lines[opened].indentation == line.indentation) {
                        open.pop();
                    } else if let Some(head) = head_above(piece, &lines, opened, number) {
                        return Some(head);
                    }
                }
                TokenKind::CloseCurly if open.last() == Some(&number) => drop(open.pop()),
                TokenKind::CloseCurly => {
                    if let Some(head) = head_within(piece, searched..at) {
                        return Some(head);
                    }
                    searched = at + 1;
                    open.pop();
                }
                _ => {}
            }
        }
    }
    None
}

/// The lines on which something stands.
fn lines(piece: Piece<'_>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let (mut start, mut first) = (0, true);
    for (at, token) in piece.tokens.iter().enumerate() {
        if token.kind == TokenKind::LineEnd {
            (start, first) = (token.span.end as usize, true);
        } else if !token.kind.is_trivia() {
            match lines.last_mut() {
                Some(line) if !first => line.last = at,
                _ => lines.push(Line { first: at, last: at, indentation: token.span.start as usize - start }),
            }
            first = false;
        }
    }
    lines
}

/// The end of the head that stands as far to the right as the line `closing`, which starts with `}`: the nearest one above that
/// opens no block and whose next line stands further to the right.
fn head_above(piece: Piece<'_>, lines: &[Line], opened: Option<usize>, closing: usize) -> Option<usize> {
    let inside = opened.map_or(0, |opened| opened + 1)..closing;
    let indentation = lines[closing].indentation;
    let is_head = |&at: &usize| {
        let next = &lines[at + 1];
        lines[at].indentation == indentation && next.indentation > indentation
    };
    let head = inside.rev().find(is_head)?;
    let continues = |at: &usize| {
        let (last, next) = (piece.tokens[lines[*at].last], &lines[*at + 1]);
        // A `(` at the end stands in the place of the `{`.
        ends_open(piece.text, last) && last.kind != TokenKind::OpenRound
            || starts_open(piece.text, piece.tokens[next.first])
    };
    let end = (head..closing - 1).find(|at| !continues(at)).unwrap_or(head);
    let mut last = lines[end].last;
    while last > lines[head].first && (piece.tokens[last].kind.is_blank() || is_sign(piece.tokens[last].kind))
    {
        last -= 1;
    }
    (piece.tokens[last].kind != TokenKind::OpenCurly).then_some(last)
}

/// The end of the longest head in a part of a line that no `{` follows.
fn head_within(piece: Piece<'_>, tokens: std::ops::Range<usize>) -> Option<usize> {
    let parts_line =
        |kind| matches!(kind, TokenKind::OpenCurly | TokenKind::CloseCurly | TokenKind::Semicolon);
    let mut first = tokens.start;
    for at in tokens.start..=tokens.end {
        if parts_line(piece.tokens[at].kind) {
            let is_open = piece.tokens[at].kind != TokenKind::OpenCurly;
            if let Some(head) = longest_head(piece, first..at).filter(|_| is_open) {
                return Some(head);
            }
            first = at + 1;
        }
    }
    None
}

fn longest_head(piece: Piece<'_>, tokens: std::ops::Range<usize>) -> Option<usize> {
    let means = |at: &usize| !piece.tokens[*at].kind.is_trivia();
    let start = piece.tokens[tokens.clone().find(means)?].span.start as usize;
    tokens.rev().filter(means).find(|&last| {
        let text = &piece.text[start..piece.tokens[last].span.end as usize];
        HEADS.iter().any(|&rule| read(rule, text).is_ok())
    })
}
