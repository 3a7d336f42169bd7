//! Words, and what stands between them: blanks, line ends, remarks.

use std::borrow::Cow;

use super::cursor::Trivia;
use super::layout::Layout;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::token::{Token, TokenKind};

/// What stands before the next token unless a remark does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// A blank, or nothing where the two tokens belong together.
    Usual,
    /// Nothing.
    Nothing,
    /// A blank or a line end.
    Line,
    /// Nothing or a line end.
    Soft,
    /// A line end.
    Break,
}

impl<'t> Layout<'t> {
    /// Writes a node as it stands in the source.
    pub(super) fn leaf(&mut self, node: &Node<'t>) {
        if matches!(node.as_rule(), Rule::close_bracket | Rule::close_square) {
            return self.close_bracket();
        }
        self.word(node.as_str(), self.end(node));
        if node.as_rule() == Rule::op_negate {
            self.gap = Gap::Nothing;
        }
    }

    /// Writes the next token, or several that are one word, up to `end`.
    pub(super) fn word(&mut self, text: &'t str, end: usize) {
        self.separate();
        self.document.text(with_plain_line_ends(text));
        self.last = self.cursor.take(end);
        self.gap = Gap::Usual;
    }

    /// Writes what stands before the next token: remarks, or the gap. A group that begins with the token must be opened
    /// behind it, or else a line end before the token would break the group.
    pub(super) fn separate(&mut self) {
        let next = self.cursor.peek();
        let gap = std::mem::replace(&mut self.gap, Gap::Nothing);
        let trivia = self.cursor.take_trivia();
        if !trivia.remarks.is_empty() {
            return self.remarks(&trivia);
        }
        match gap {
            Gap::Usual if self.is_apart(next) => self.document.text(" "),
            Gap::Line => self.document.line(" ", false),
            Gap::Soft => self.document.line("", false),
            Gap::Break => self.document.hard_break(false),
            Gap::Usual | Gap::Nothing => {}
        }
    }

    /// Remarks within a statement: where one stands, the line may end and does.
    fn remarks(&mut self, trivia: &Trivia<'t>) {
        self.write_remarks(trivia);
        self.document.hard_break(false);
    }

    pub(super) fn write_remarks(&mut self, trivia: &Trivia<'t>) {
        for remark in &trivia.remarks {
            if remark.trails() {
                self.document.remark(remark.text);
            } else {
                self.document.hard_break(false);
                self.document.text(remark.text);
            }
        }
    }

    fn is_apart(&self, next: Option<Token>) -> bool {
        self.last.zip(next).is_some_and(|(last, next)| is_apart(last, next.kind))
    }
}

/// Whether a blank stands between two tokens.
fn is_apart(last: TokenKind, next: TokenKind) -> bool {
    let clings = matches!(
        next,
        TokenKind::Comma
            | TokenKind::Colon
            | TokenKind::Point
            | TokenKind::Question
            | TokenKind::CloseRound
            | TokenKind::CloseSquare
    );
    !clings && !matches!(last, TokenKind::OpenRound | TokenKind::OpenSquare | TokenKind::Point)
}

/// A text of several lines with `\n` at their ends. `\r\r\n` stays, since only one `\r` does not count.
fn with_plain_line_ends(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") && !text.contains("\r\r\n") {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}
