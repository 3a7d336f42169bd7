//! Where the formatter is in the source: takes the tokens one by one and keeps the remarks between them.

use crate::syntax::token::{Token, TokenKind};

/// What stood between two tokens that mean something.
#[derive(Default)]
pub(super) struct Trivia<'t> {
    /// The remarks.
    pub(super) remarks: Vec<Remark<'t>>,
    /// The line ends behind the last remark.
    pub(super) line_ends: usize,
}

/// `// remark`
pub(super) struct Remark<'t> {
    /// With its slashes and without blanks at its end.
    pub(super) text: &'t str,
    /// The line ends between it and what stands before it.
    pub(super) line_ends: usize,
}

impl Remark<'_> {
    /// Whether it stands on the line of what is before it.
    pub(super) fn trails(&self) -> bool {
        self.line_ends == 0
    }
}

/// A place among the tokens of a file.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t [Token],
    /// The next token.
    next: usize,
    /// The token behind the last one that was taken.
    behind: usize,
    /// What was found since then.
    pub(super) trivia: Trivia<'t>,
}

impl<'t> Cursor<'t> {
    /// The start of a file.
    pub(super) fn new(text: &'t str, tokens: &'t [Token]) -> Cursor<'t> {
        Cursor { text, tokens, next: 0, behind: 0, trivia: Trivia::default() }
    }

    /// The next token that means something; what stands before it goes to the trivia.
    pub(super) fn peek(&mut self) -> Option<Token> {
        while let Some(token) = self.tokens.get(self.next).filter(|token| token.kind.is_trivia()) {
            match token.kind {
                TokenKind::LineEnd => self.trivia.line_ends += 1,
                TokenKind::Comment(_) => {
                    let text = self.slice(*token).trim_end();
                    let mut line_ends = std::mem::take(&mut self.trivia.line_ends);
                    // Behind a `;` that is left out there may be a second one, which cannot stand on the same line.
                    line_ends = line_ends.max(usize::from(!self.trivia.remarks.is_empty()));
                    self.trivia.remarks.push(Remark { text, line_ends });
                }
                _ => {}
            }
            self.next += 1;
        }
        self.tokens.get(self.next).copied()
    }

    /// Takes the tokens that start before `end`, a place in the file, and gives the kind of the last.
    pub(super) fn take(&mut self, end: usize) -> Option<TokenKind> {
        let rest = &self.tokens[self.next..];
        self.next += rest.iter().take_while(|token| (token.span.start as usize) < end).count();
        self.behind = self.next;
        self.trivia.line_ends = 0;
        self.next.checked_sub(1).map(|last| self.tokens[last].kind)
    }

    /// What was found since the last token was taken.
    pub(super) fn take_trivia(&mut self) -> Trivia<'t> {
        std::mem::take(&mut self.trivia)
    }

    /// The token behind the last one that was taken.
    pub(super) fn behind(&self) -> usize {
        self.behind
    }

    /// Whether a line ends between the token `from` and the next one that means something, texts included.
    pub(super) fn line_ends_since(&mut self, from: usize) -> bool {
        self.peek();
        let since = &self.tokens[from.min(self.next)..self.next];
        since.iter().any(|token| match token.kind {
            TokenKind::LineEnd => true,
            TokenKind::Text(_) => self.slice(*token).contains('\n'),
            _ => false,
        })
    }

    /// The text of a token.
    pub(super) fn slice(&self, token: Token) -> &'t str {
        &self.text[token.span.range()]
    }
}
