//! Tokens: the whole text in pieces, blanks and comments included.
//!
//! **Architecture Invariant:** the tokens are lossless. Their spans, one behind the other, are the text; what belongs to
//! no token is an error token. So formatting, colouring and recovery work on any text.

use logos::{Lexer, Logos};

use super::quoted::{Closing, text_end};
use crate::source::Span;

/// What a token is.
#[derive(Logos, Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// Blanks within a line.
    #[regex(r"[ \t\r\u{FEFF}]+")]
    Blank,
    /// `\n`
    #[token("\n")]
    LineEnd,
    /// `// remark`
    #[regex(r"//[^\n]*", documentation, allow_greedy = true)]
    Comment(Documents),
    /// `plan`, reserved words and keywords included.
    #[regex(r"[_\p{L}][_\p{L}\p{M}\p{Nd}]*")]
    Word,
    /// `` `Contract Expiry Date` ``
    #[regex(r"`[^`\n]+`")]
    QuotedName,
    /// `42`, `3.14`
    #[regex(r"[0-9]+(\.[0-9]+)?")]
    Number,
    /// `2026-11-30`, `2026-11-30 13:00`
    #[regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?")]
    Date,
    /// `13:00`
    #[regex(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?")]
    Time,
    /// `"Hi {{firstName}}"`, from quote to quote, placeholders included.
    #[regex("\"", quoted)]
    Text(Closing),
    /// `$.items[0]['unit price']`: a path into JSON.
    #[regex(r#"\$(\[([^\]'"\n]|'([^'\\\n]|\\[^\n])*'|"([^"\\\n]|\\[^\n])*")*\]|[^\[ \t\r\n,;{}])*"#)]
    JsonPath,
    /// `(`
    #[token("(")]
    OpenRound,
    /// `)`
    #[token(")")]
    CloseRound,
    /// `[`
    #[token("[")]
    OpenSquare,
    /// `]`
    #[token("]")]
    CloseSquare,
    /// `{`
    #[token("{")]
    OpenCurly,
    /// `}`
    #[token("}")]
    CloseCurly,
    /// `,`
    #[token(",")]
    Comma,
    /// `;`
    #[token(";")]
    Semicolon,
    /// `:`
    #[token(":")]
    Colon,
    /// `=`
    #[token("=")]
    Equals,
    /// `==`, `!=`, `<`, `<=`, `>`, `>=`
    #[regex("==|!=|<=?|>=?")]
    Comparison,
    /// `+`, `*`, `/`, `%`, `??`
    #[regex(r"[+*/%]|\?\?")]
    Operator,
    /// `-`
    #[token("-")]
    Minus,
    /// `.`
    #[token(".")]
    Point,
    /// `?`
    #[token("?")]
    Question,
    /// A backtick without a partner on its line.
    #[regex(r"`[^`\n]*", priority = 1)]
    UnclosedName,
    /// A character that belongs to no token.
    Stray,
}

/// Whether a comment is documentation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Documents {
    /// `///`: the comment documents what follows.
    Next,
    /// `//`: a remark.
    Nothing,
}

impl TokenKind {
    /// Whether it stands between what means something: blanks and remarks, but neither line ends nor documentation.
    #[must_use]
    pub fn is_blank(self) -> bool {
        matches!(self, TokenKind::Blank | TokenKind::Comment(Documents::Nothing))
    }

    /// Whether it means nothing to the grammar but that a line ends.
    #[must_use]
    pub fn is_trivia(self) -> bool {
        self.is_blank() || self == TokenKind::LineEnd
    }

    /// Whether it opens a bracket of any kind.
    #[must_use]
    pub fn opens(self) -> bool {
        matches!(self, TokenKind::OpenRound | TokenKind::OpenSquare | TokenKind::OpenCurly)
    }

    /// Whether it closes a bracket of any kind.
    #[must_use]
    pub fn closes(self) -> bool {
        matches!(self, TokenKind::CloseRound | TokenKind::CloseSquare | TokenKind::CloseCurly)
    }
}

/// A token and where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands in the text that was taken apart.
    pub span: Span,
}

/// Takes a text apart.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let spanned = TokenKind::lexer(text).spanned();
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 4);
    for (kind, range) in spanned {
        let kind = kind.unwrap_or(TokenKind::Stray);
        tokens.push(Token { kind, span: Span::new(range.start, range.end) });
    }
    tokens
}

fn documentation(lexer: &mut Lexer<'_, TokenKind>) -> Documents {
    let text = lexer.slice();
    let next = text.starts_with("///") && !text.starts_with("////");
    if next { Documents::Next } else { Documents::Nothing }
}

fn quoted(lexer: &mut Lexer<'_, TokenKind>) -> Closing {
    let start = lexer.span().start;
    let (length, closing) = text_end(&lexer.source()[start..]);
    lexer.bump(length - 1);
    closing
}
