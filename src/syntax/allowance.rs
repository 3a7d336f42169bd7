//! Allowances by their tokens: `allow(W0412, "entered by hand")` on a line of its own.
//!
//! Whatever is in the brackets, such a line belongs to what follows, as documentation does. The word `allow` is one only here.

use super::token::{Documents, Token, TokenKind};

/// The first token from `at` on that means something and is neither documentation nor part of an allowance.
pub(super) fn behind_all(text: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let mut at = at;
    loop {
        let is_next =
            |token: &Token| !token.kind.is_trivia() && token.kind != TokenKind::Comment(Documents::Next);
        at += tokens.get(at..)?.iter().position(is_next)?;
        match behind(text, tokens, at) {
            Some(behind) => at = behind,
            None => return Some(at),
        }
    }
}

/// Whether an allowance ends with the token at `at`.
pub(super) fn ends_at(text: &str, tokens: &[Token], at: usize) -> bool {
    let line = tokens[..at].iter().rposition(|token| token.kind == TokenKind::LineEnd);
    let line = line.map_or(0, |end| end + 1);
    tokens[at].kind == TokenKind::CloseRound
        && (line..at).any(|start| behind(text, tokens, start) == Some(at + 1))
}

/// The token behind the allowance that starts at `at`, if one does.
fn behind(text: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let is_word = tokens[at].kind == TokenKind::Word && &text[tokens[at].span.range()] == "allow";
    if !is_word || !starts_line(tokens, at) {
        return None;
    }
    let open = next_on_line(tokens, at + 1).filter(|&next| tokens[next].kind == TokenKind::OpenRound)?;
    let close = closed_on_line(tokens, open)?;
    next_on_line(tokens, close + 1).is_none().then_some(close + 1)
}

/// Whether the line or the block begins with the token at `at`.
fn starts_line(tokens: &[Token], at: usize) -> bool {
    let before = tokens[..at].iter().rev().find(|token| !token.kind.is_blank());
    let begins = [TokenKind::LineEnd, TokenKind::OpenCurly, TokenKind::Semicolon];
    before.is_none_or(|before| begins.contains(&before.kind))
}

/// The next token of the line from `at` on.
fn next_on_line(tokens: &[Token], at: usize) -> Option<usize> {
    let next = (at..tokens.len()).find(|&next| !tokens[next].kind.is_blank())?;
    (tokens[next].kind != TokenKind::LineEnd).then_some(next)
}

/// The partner of the bracket at `open`, if it stands on the same line.
fn closed_on_line(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            TokenKind::LineEnd | TokenKind::OpenCurly | TokenKind::CloseCurly => return None,
            TokenKind::OpenRound => depth += 1,
            TokenKind::CloseRound => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}
