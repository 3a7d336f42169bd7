//! Round and square brackets: those of the source, and those that show what binds tighter. And the braces of objects.

use super::cursor::Trivia;
use super::layout::Layout;
use super::words::Gap;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::token::TokenKind;

/// A round or square bracket that is open.
pub(super) struct Bracket {
    /// Whether it stands in the source.
    is_written: bool,
    /// Whether it holds items parted by commas, the last of which may have one.
    is_list: bool,
    /// What closes it.
    closing: &'static str,
}

impl<'t> Layout<'t> {
    /// Writes the opening bracket that is the next token; `clings` if no blank stands before it.
    pub(super) fn open_bracket(&mut self, clings: bool) {
        if clings {
            self.gap = Gap::Nothing;
        }
        self.separate();
        let is_square = self.cursor.peek().is_some_and(|token| token.kind == TokenKind::OpenSquare);
        if let Some(token) = self.cursor.peek() {
            self.drop(token);
        }
        self.open_inside(true, if is_square { ["[", "]"] } else { ["(", ")"] });
    }

    /// `[a, b]`
    pub(super) fn list(&mut self, node: Node<'t>) {
        self.open_bracket(false);
        if node.clone().into_inner().any(|part| part.as_rule() == Rule::expression) {
            self.in_list();
        }
        self.parts(node);
    }

    /// Writes an opening bracket that is not in the source.
    pub(super) fn add_bracket(&mut self) {
        self.separate();
        self.open_inside(false, ["(", ")"]);
    }

    /// Begins a group that stands on one line or has its inside on lines of its own.
    fn open_inside(&mut self, is_written: bool, [opening, closing]: [&'static str; 2]) {
        self.document.text(opening);
        self.last = Some(TokenKind::OpenRound);
        self.document.open();
        self.document.margin();
        self.document.indent(1);
        self.gap = Gap::Soft;
        self.brackets.push(Bracket { is_written, is_list: false, closing });
    }

    /// Says that the innermost bracket holds a list.
    pub(super) fn in_list(&mut self) {
        if let Some(bracket) = self.brackets.last_mut() {
            bracket.is_list = true;
        }
    }

    /// Closes the innermost bracket. If it stands in the source, it is the next token.
    pub(super) fn close_bracket(&mut self) {
        let token = self.cursor.peek();
        let Some(bracket) = self.brackets.pop() else { return };
        let is_empty = std::mem::replace(&mut self.gap, Gap::Usual) == Gap::Soft;
        if bracket.is_list {
            self.document.if_broken(",");
        }
        // Remarks behind a bracket that is added belong to what comes then.
        let trivia = if bracket.is_written { self.cursor.take_trivia() } else { Trivia::default() };
        self.end_inside(is_empty, &trivia, bracket.closing);
        if let Some(token) = token.filter(|_| bracket.is_written) {
            self.drop(token);
        }
        self.last = Some(TokenKind::CloseRound);
    }

    fn end_inside(&mut self, is_empty: bool, trivia: &Trivia<'t>, closing: &'static str) {
        self.write_remarks(trivia);
        self.document.dedent();
        if !trivia.remarks.is_empty() {
            self.document.hard_break(false);
        } else if !is_empty {
            self.document.line("", false);
        }
        self.document.text(closing);
        self.document.dedent();
        self.document.close();
    }
}
