//! Which bracket belongs to which, also where some are missing.
//!
//! A round or square bracket ends at the latest where its line does not go on or a block begins; the `{` of an object begins
//! none. Where a `{` is never
//! closed, the indentation of the lines tells which one: the first whose block is left by a line that stands no further to
//! the right than the line it was opened on. Where a `}` is too many, it is the first on a line that stands further to the
//! right than the line of the `{` it would close.

use super::piece::Piece;
use super::split::{ends_open, starts_open};
use super::token::{Token, TokenKind};

/// The brackets of a piece.
#[derive(Clone, Default, Debug)]
pub(super) struct Brackets {
    /// For each opening bracket the token at which it ends: its partner, or what stands behind its end.
    ends: Vec<Option<usize>>,
    /// Opening brackets without a partner.
    pub(super) unclosed: Vec<usize>,
    /// Closing brackets without a partner.
    pub(super) unopened: Vec<usize>,
}

impl Brackets {
    /// Finds the partners.
    pub(super) fn of(piece: Piece<'_>) -> Brackets {
        let plain = Matcher::new(piece, Trust::Brackets).run();
        let has = |faults: &[usize], kind| faults.iter().any(|&at| piece.tokens[at].kind == kind);
        let trust = if has(&plain.unclosed, TokenKind::OpenCurly) {
            Trust::IndentationToClose
        } else if has(&plain.unopened, TokenKind::CloseCurly) {
            Trust::IndentationToGoOn
        } else {
            return plain;
        };
        let by_indentation = Matcher::new(piece, trust).run();
        let faults = |brackets: &Brackets| (brackets.unopened.len(), brackets.unclosed.len());
        if faults(&by_indentation).0 > faults(&plain).0
            || trust == Trust::IndentationToGoOn && faults(&by_indentation).1 > faults(&plain).1
        {
            plain
        } else {
            by_indentation
        }
    }

    /// The token at which the bracket at `at` ends.
    pub(super) fn end(&self, at: usize) -> Option<usize> {
        self.ends.get(at).copied().flatten()
    }

    /// The last of the brackets that are still open where the piece ends.
    pub(super) fn open_end(&self) -> Option<usize> {
        let end = Some(self.ends.len());
        self.unclosed.iter().copied().rfind(|&at| self.end(at) == end)
    }

    /// Whether the bracket at `at` has a partner.
    pub(super) fn is_closed(&self, at: usize) -> bool {
        self.unclosed.binary_search(&at).is_err()
    }
}

/// What decides where a block ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// The brackets alone.
    Brackets,
    /// A line that stands as far to the left as the one the block was opened on: a `}` is missing.
    IndentationToClose,
    /// No `}` on a line that stands further to the right: a `}` is too many.
    IndentationToGoOn,
}

struct Matcher<'t> {
    piece: Piece<'t>,
    trust: Trust,
    brackets: Brackets,
    /// The open brackets, with the indentation of their lines.
    open: Vec<(usize, u32)>,
    indentation: u32,
    /// The last token that means something.
    before: Option<(usize, Token)>,
}

impl<'t> Matcher<'t> {
    fn new(piece: Piece<'t>, trust: Trust) -> Matcher<'t> {
        let brackets = Brackets { ends: vec![None; piece.tokens.len()], ..Brackets::default() };
        Matcher { piece, trust, brackets, open: Vec::new(), indentation: 0, before: None }
    }

    fn run(mut self) -> Brackets {
        let (mut line_start, mut first) = (0, true);
        for (at, &token) in self.piece.tokens.iter().enumerate() {
            if token.kind == TokenKind::LineEnd {
                (line_start, first) = (token.span.end, true);
            }
            if token.kind.is_trivia() {
                continue;
            }
            if first {
                self.new_line(at, token, token.span.start - line_start);
            }
            self.token(at, token);
            (first, self.before) = (false, Some((at, token)));
        }
        while !self.open.is_empty() {
            self.leave(self.piece.tokens.len());
        }
        self.brackets.unclosed.sort_unstable();
        self.brackets
    }

    /// A line starts with `token`: ends what cannot reach beyond a line.
    fn new_line(&mut self, at: usize, token: Token, indentation: u32) {
        // A `{` starts nothing: it belongs to the line before.
        let goes_on = token.kind == TokenKind::OpenCurly
            || self.before.is_some_and(|(_, before)| ends_open(self.piece.text, before));
        if goes_on || starts_open(self.piece.text, token) {
            return;
        }
        self.leave_round(self.before.map_or(at, |(before, _)| before + 1));
        let closes = token.kind == TokenKind::CloseCurly;
        let is_left = |opened: u32| if closes { opened > indentation } else { opened >= indentation };
        let by_indentation = self.trust == Trust::IndentationToClose;
        while by_indentation && self.open.last().is_some_and(|&(_, opened)| is_left(opened)) {
            self.leave(at);
        }
        self.indentation = indentation;
    }

    fn token(&mut self, at: usize, token: Token) {
        match token.kind {
            TokenKind::OpenCurly => {
                if !opens_object(self.piece, at) {
                    self.leave_round(at);
                }
                self.open.push((at, self.indentation));
            }
            TokenKind::OpenRound | TokenKind::OpenSquare => self.open.push((at, self.indentation)),
            kind if kind.closes() => self.close(at, kind),
            _ => {}
        }
    }

    fn close(&mut self, at: usize, kind: TokenKind) {
        if kind == TokenKind::CloseCurly {
            self.leave_round(at);
        }
        match self.open.last() {
            Some(&(_, opened))
                if kind == TokenKind::CloseCurly
                    && self.trust == Trust::IndentationToGoOn
                    && opened < self.indentation =>
            {
                self.brackets.unopened.push(at);
            }
            Some(&(open, _)) if partner(self.piece.tokens[open].kind) == Some(kind) => {
                self.brackets.ends[open] = Some(at);
                self.open.pop();
            }
            _ => self.brackets.unopened.push(at),
        }
    }

    /// Ends the innermost bracket before the token at `at`, without a partner.
    fn leave(&mut self, at: usize) {
        if let Some((open, _)) = self.open.pop() {
            self.brackets.ends[open] = Some(at);
            self.brackets.unclosed.push(open);
        }
    }

    /// Ends the brackets that are not curly.
    fn leave_round(&mut self, at: usize) {
        while self.open.last().is_some_and(|&(open, _)| self.piece.tokens[open].kind != TokenKind::OpenCurly)
        {
            self.leave(at);
        }
    }
}

/// Whether the `{` at `at` is that of an object or of the type of one: it stands behind `=`, `:`, `,`, `(`, `[`, `list of`,
/// `then` or `else`.
pub(super) fn opens_object(piece: Piece<'_>, at: usize) -> bool {
    let mut before = piece.tokens[..at].iter().rev().filter(|token| !token.kind.is_trivia());
    let Some(last) = before.next() else { return false };
    match last.kind {
        TokenKind::Equals | TokenKind::Colon | TokenKind::Comma => true,
        TokenKind::OpenRound | TokenKind::OpenSquare => true,
        TokenKind::Word => match piece.slice(last.span) {
            "of" => before.next().is_some_and(|first| piece.slice(first.span) == "list"),
            word => matches!(word, "then" | "else" | "json"),
        },
        _ => false,
    }
}

/// What closes a bracket.
fn partner(kind: TokenKind) -> Option<TokenKind> {
    match kind {
        TokenKind::OpenRound => Some(TokenKind::CloseRound),
        TokenKind::OpenSquare => Some(TokenKind::CloseSquare),
        TokenKind::OpenCurly => Some(TokenKind::CloseCurly),
        _ => None,
    }
}

/// The text of what closes a bracket.
pub(super) fn closing(open: &str) -> &'static str {
    match open {
        "(" => ")",
        "[" => "]",
        _ => "}",
    }
}
