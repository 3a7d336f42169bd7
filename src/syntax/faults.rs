//! What is wrong with a piece before the grammar has seen it: in its tokens, its brackets, and how deep it is nested.
//!
//! Nesting is limited here, on the tokens, because the grammar reads by recursion: no text may exhaust the stack.

use super::brackets::{Brackets, closing};
use super::finding::Finding;
use super::piece::Piece;
use super::quoted::{Closing, placeholders};
use super::token::{Token, TokenKind, tokens};
use crate::diagnostic::{List, Problem};
use crate::source::Span;

/// How deep brackets, blocks, placeholders and `then if` may stand in each other.
pub(super) const DEPTH: usize = 64;

/// The faults of the tokens of a piece and of their nesting.
pub(super) fn of_tokens(piece: Piece<'_>) -> Vec<Finding> {
    let firsts = (0..piece.tokens.len()).filter(|&at| !repeats_a_stray(piece, at));
    let mut findings: Vec<Finding> = firsts.filter_map(|at| of_token(piece, piece.tokens[at])).collect();
    let mut nesting = Nesting { findings: Vec::new(), depth: 0 };
    nesting.walk(piece.text, piece.tokens, 0);
    findings.append(&mut nesting.findings);
    findings
}

/// Whether a stray character follows another one, or stands on its line already: `&&`, `'pro'`.
fn repeats_a_stray(piece: Piece<'_>, at: usize) -> bool {
    let is_stray = |token: &Token| token.kind == TokenKind::Stray;
    let token = &piece.tokens[at];
    let mut line = piece.tokens[..at].iter().rev().take_while(|token| token.kind != TokenKind::LineEnd);
    let same = |before: &Token| is_stray(before) && piece.slice(before.span) == piece.slice(token.span);
    is_stray(token) && (piece.tokens[..at].last().is_some_and(is_stray) || line.any(same))
}

/// The faults of the brackets of a piece.
pub(super) fn of_brackets(piece: Piece<'_>, brackets: &Brackets) -> Vec<Finding> {
    let span = |at: &usize| piece.tokens[*at].span;
    let is_block = |token: &Token| piece.slice(token.span).starts_with("\"\"\"");
    let missing = |token: &Token| {
        matches!(token.kind, TokenKind::Text(Closing::Missing | Closing::TooDeep)) && is_block(token)
    };
    if piece.tokens.iter().any(missing) {
        // The block of text has swallowed the closing brackets.
        return Vec::new();
    }
    // A text without its closing quote has swallowed the brackets behind it on its line.
    let swallowed = |at: &&usize| {
        let behind = piece.tokens[**at..].iter().take_while(|token| !piece.slice(token.span).contains('\n'));
        behind.into_iter().any(|token| token.kind == TokenKind::Text(Closing::Missing))
    };
    // Where the text ends before several blocks do, it is the last that tells where.
    let open_end = brackets.open_end();
    let is_told = |at: &&usize| {
        !swallowed(at) && (brackets.end(**at) != Some(piece.tokens.len()) || open_end == Some(**at))
    };
    let unclosed = brackets.unclosed.iter().filter(is_told).map(|at| {
        let bracket = piece.slice(span(at)).to_owned();
        let partner = closing(&bracket).to_owned();
        Finding::new(span(at), Problem::UnclosedBracket { bracket, partner })
    });
    let unopened = brackets.unopened.iter().map(|at| {
        let finding =
            Finding::new(span(at), Problem::UnopenedBracket { bracket: piece.slice(span(at)).to_owned() });
        finding.fix("remove it", span(at), "")
    });
    unclosed.chain(unopened).collect()
}

fn of_token(piece: Piece<'_>, token: Token) -> Option<Finding> {
    let text = piece.slice(token.span);
    match token.kind {
        TokenKind::Text(Closing::Missing) => Some(Finding::new(token.span, Problem::UnclosedText {})),
        TokenKind::Text(Closing::OpenPlaceholder) => {
            let start = token.span.start as usize + text.rfind("{{").unwrap_or(0);
            let problem = Problem::UnclosedBracket { bracket: "{{".to_owned(), partner: "}}".to_owned() };
            Some(Finding::new(Span::new(start, start + 2), problem))
        }
        TokenKind::Text(Closing::TooDeep) => {
            Some(Finding::new(token.span, Problem::TooDeep { limit: DEPTH }))
        }
        TokenKind::UnclosedName => {
            let expected = List::of(["~a closing backtick"]);
            let found = "the end of the line".to_owned();
            Some(Finding::unexpected(token.span, expected, found))
        }
        TokenKind::Stray => {
            let hint = meant_by(text).to_owned();
            let finding =
                Finding::new(token.span, Problem::StrayCharacter { character: text.to_owned(), hint });
            Some(match junction(piece, token.span) {
                Some((span, word)) => finding.sure_fix(format!("write `{}`", word.trim()), span, word),
                None => finding,
            })
        }
        _ => None,
    }
}

/// The word for `&&` or `||` at a place, parted by blanks from what stands around it.
fn junction(piece: Piece<'_>, first: Span) -> Option<(Span, String)> {
    let start = first.start as usize;
    let rest = &piece.text[start..];
    let word = match rest.get(..2)? {
        "&&" => "and",
        "||" => "or",
        _ => return None,
    };
    let blank = |parted: bool| if parted { "" } else { " " };
    let before = blank(piece.text[..start].ends_with(char::is_whitespace));
    let behind = blank(rest[2..].starts_with(char::is_whitespace));
    Some((Span::new(start, start + 2), format!("{before}{word}{behind}")))
}

/// What those who write a character that has no meaning probably want.
fn meant_by(character: &str) -> &'static str {
    match character.chars().next() {
        Some('\'' | '“' | '”' | '„' | '‘' | '’' | '«' | '»') => {
            "texts stand in double quotes: `\"Split\"`"
        }
        Some('&') => "write `and`",
        Some('|') => "write `or`",
        Some('!') => "write `not`",
        Some('#') => "remarks start with `//`",
        Some('@' | '$') => "names are written bare: `firstName`",
        _ => "",
    }
}

/// Counts how deep tokens stand.
struct Nesting {
    findings: Vec<Finding>,
    depth: usize,
}

impl Nesting {
    fn walk(&mut self, text: &str, tokens: &[Token], base: usize) {
        let outside = self.depth;
        let (mut before, mut run) = ("", 0);
        for token in tokens.iter().filter(|token| !token.kind.is_trivia()) {
            let word = &text[token.span.range()];
            let at = token.span.start as usize + base;
            run = if matches!(word, "-" | "not") && word == before { run + 1 } else { 0 };
            if run == DEPTH {
                self.too_deep(at, word.len());
            }
            match (token.kind, before, word) {
                (TokenKind::Text(Closing::Closed), ..) => self.text(word, at),
                (TokenKind::Word, "then", "if") => self.enter(at, 2),
                (TokenKind::Word, _, "if") if before != "else" => {}
                (TokenKind::Word, "else", _) => self.leave(outside),
                (kind, ..) if kind.opens() => self.enter(at, 1),
                (kind, ..) if kind.closes() => self.leave(outside),
                _ => {}
            }
            before = word;
        }
        self.depth = outside;
    }

    fn text(&mut self, text: &str, at: usize) {
        for range in placeholders(text) {
            let inner = &text[range.clone()];
            self.enter(at + range.start, 0);
            if self.depth <= DEPTH {
                self.walk(inner, &tokens(inner), at + range.start);
            }
            self.depth -= 1;
        }
    }

    fn enter(&mut self, at: usize, length: usize) {
        self.depth += 1;
        if self.depth == DEPTH + 1 {
            self.too_deep(at, length);
        }
    }

    fn leave(&mut self, outside: usize) {
        self.depth = self.depth.saturating_sub(1).max(outside);
    }

    fn too_deep(&mut self, at: usize, length: usize) {
        self.findings.push(Finding::new(Span::new(at, at + length), Problem::TooDeep { limit: DEPTH }));
    }
}
