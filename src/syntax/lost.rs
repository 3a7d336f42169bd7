//! What of a declaration could not be read: its lines, the words on them, and whether a name is missing.

use super::finding::Finding;
use super::lower::unquoted;
use super::piece::Piece;
use super::token::{Token, TokenKind};
use super::tree::{DeclarationKind, Lost};
use super::words::RESERVED;
use crate::source::Span;

/// Words behind which a name is declared.
const DECLARING: [&str; 4] = ["variable", "save", "computed", "readonly"];

/// What the findings say of a declaration, which is `unfinished` if the text ends before it does.
pub(super) fn lost(piece: Piece<'_>, kind: &DeclarationKind, findings: &[Finding], unfinished: bool) -> Lost {
    if findings.is_empty() {
        return Lost::default();
    }
    let mut lines: Vec<Span> = findings.iter().map(|finding| line(piece.text, finding.span)).collect();
    if unfinished {
        lines.push(line(piece.text, Span::at(piece.text.trim_end().len())));
    }
    lines.dedup();
    let is_broken = matches!(kind, DeclarationKind::Broken { .. });
    let is_lost = |token: &&Token| is_broken || lines.iter().any(|line| line.touches(token.span));
    let tokens: Vec<Token> = piece.tokens.iter().filter(is_lost).copied().collect();
    let names = tokens.iter().filter(|token| is_name(piece, token));
    let words = names.map(|token| unquoted(piece.slice(token.span))).collect();
    // A sender's line begins with another name.
    let may_be_any = unfinished || matches!(kind, DeclarationKind::Senders(_));
    let nameless = may_be_any || misses_name(piece, &tokens);
    Lost { lines, words, nameless }
}

/// The whole lines of a span.
fn line(text: &str, span: Span) -> Span {
    let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end as usize..].find('\n').map_or(text.len(), |length| span.end as usize + length);
    Span::new(start, end)
}

fn is_name(piece: Piece<'_>, token: &Token) -> bool {
    match token.kind {
        TokenKind::QuotedName => true,
        TokenKind::Word => !RESERVED.contains(&piece.slice(token.span)),
        _ => false,
    }
}

/// Whether something is declared or gets a value, and no name stands where its name should.
fn misses_name(piece: Piece<'_>, tokens: &[Token]) -> bool {
    let mut before: Option<&Token> = None;
    for token in tokens.iter().filter(|token| !token.kind.is_blank()) {
        let declares = before.is_some_and(|before| DECLARING.contains(&piece.slice(before.span)));
        let named = !declares && before.is_some_and(|before| is_name(piece, before));
        let titled =
            before.is_some_and(|before| matches!(before.kind, TokenKind::Text(_) | TokenKind::CloseRound));
        let misses = match token.kind {
            TokenKind::Colon => !named && !titled,
            TokenKind::Equals => !named && !titled,
            _ => declares && !is_name(piece, token),
        };
        if misses {
            return true;
        }
        before = Some(token);
    }
    before.is_some_and(|before| DECLARING.contains(&piece.slice(before.span)))
}
