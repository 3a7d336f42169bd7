//! Blocks, and what has lines of its own in them: declarations, fields, statements, arms.

use super::layout::{Layout, is_something};
use super::words::Gap;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::token::TokenKind;

/// What is known of a block while it is written.
struct Block {
    /// The token behind its `{`.
    inside: usize,
    /// Whether nothing stands in it so far.
    is_empty: bool,
    /// Whether its entries are parted by commas.
    is_list: bool,
}

impl<'t> Layout<'t> {
    /// Writes what has lines of its own. Its head is a group up to the `{` of its block, if it has one.
    pub(super) fn entry(&mut self, node: Node<'t>) {
        let (rule, end, has_block) = (node.as_rule(), self.end(&node), ends_with_block(&node));
        let mut parts = node.into_inner();
        if parts.peek().is_some_and(|first| first.as_rule() == Rule::documentation) {
            parts.by_ref().take(1).for_each(|lines| self.documentation(lines));
        }
        self.separate();
        self.document.open();
        self.document.indent(if has_block { 2 } else { 1 });
        self.in_head = true;
        self.write_parts(parts, end, rule);
        self.end_head();
    }

    fn documentation(&mut self, node: Node<'t>) {
        for line in node.into_inner() {
            match line.as_rule() {
                Rule::allowance => self.allowance(&line),
                _ => self.word(line.as_str().trim_end(), self.end(&line)),
            }
            self.gap = Gap::Break;
        }
    }

    /// `allow(W0412, "entered by hand")`: one line, however long.
    fn allowance(&mut self, node: &Node<'t>) {
        let end = self.end(node);
        while let Some(token) = self.peek_before(end) {
            if token.kind == TokenKind::OpenRound {
                self.gap = Gap::Nothing;
            }
            self.word(self.cursor.slice(token), token.span.end as usize);
        }
    }

    /// Ends the head, so that the block behind it is moved in from where the head starts.
    fn end_head(&mut self) {
        if std::mem::take(&mut self.in_head) {
            self.document.dedent();
            self.document.close();
        }
    }

    /// Writes a block: on one line if it was written so, fits, and holds one entry or a list.
    pub(super) fn block(&mut self, node: Node<'t>) {
        let mut parts: Vec<Node<'t>> = node.into_inner().filter(is_something).collect();
        let Some(close) = parts.pop() else { return };
        self.end_head();
        self.separate();
        self.document.open();
        self.inside_braces(parts, &close);
    }

    /// Writes an object, or the type of one: as a block, but within a line.
    pub(super) fn object(&mut self, node: Node<'t>) {
        let mut parts: Vec<Node<'t>> = node.into_inner().filter(is_something).collect();
        let Some(close) = parts.pop() else { return };
        let head = std::mem::take(&mut self.in_head);
        self.separate();
        self.document.open();
        self.document.margin();
        self.inside_braces(parts, &close);
        self.document.dedent();
        self.in_head = head;
    }

    /// Writes the `{` that is the first part, the entries behind it, and what closes them.
    fn inside_braces(&mut self, parts: Vec<Node<'t>>, close: &Node<'t>) {
        let mut parts = parts.into_iter();
        parts.by_ref().take(1).for_each(|open| self.leaf(&open));
        self.document.indent(1);
        let mut block = Block { inside: self.cursor.behind(), is_empty: true, is_list: true };
        for entry in parts {
            self.before_entry(&mut block, self.start(&entry));
            self.entry(entry);
        }
        self.end_block(block, close);
    }

    /// Writes what stands before the entry that starts at `start`.
    fn before_entry(&mut self, block: &mut Block, start: usize) {
        let comma = self.drop_separators(start);
        if !block.is_empty {
            block.is_list &= comma;
            self.document.if_flat(",");
        }
        let line_ends = self.remarks_between(block);
        self.document.line(" ", line_ends > 1 && !block.is_empty);
        block.is_empty = false;
        self.gap = Gap::Nothing;
    }

    /// Writes the remarks before an entry or the end of the block, and gives the line ends behind them.
    fn remarks_between(&mut self, block: &mut Block) -> usize {
        let trivia = self.cursor.take_trivia();
        for remark in &trivia.remarks {
            if remark.trails() {
                self.document.remark(remark.text);
            } else {
                self.document.hard_break(remark.line_ends > 1 && !block.is_empty);
                self.document.text(remark.text);
                block.is_empty = false;
            }
        }
        trivia.line_ends
    }

    /// Writes the end of a block. An empty one is `{ }`.
    fn end_block(&mut self, mut block: Block, close: &Node<'t>) {
        self.drop_separators(self.start(close));
        let has_remarks = !self.cursor.trivia.remarks.is_empty();
        if !has_remarks && !block.is_empty && (!block.is_list || self.cursor.line_ends_since(block.inside)) {
            self.document.force();
        }
        self.remarks_between(&mut block);
        self.document.dedent();
        if has_remarks || !block.is_empty {
            self.document.line(" ", false);
            self.gap = Gap::Nothing;
        }
        self.leaf(close);
        self.document.close();
    }

    /// Passes over `,` and `;` up to a place. Gives whether there was a comma.
    fn drop_separators(&mut self, end: usize) -> bool {
        let mut comma = false;
        while let Some(token) = self.peek_before(end) {
            comma |= token.kind == TokenKind::Comma;
            self.drop(token);
        }
        comma
    }
}

/// Whether a node ends with the `}` of a block.
fn ends_with_block(node: &Node<'_>) -> bool {
    let last = node.clone().into_inner().filter(is_something).last();
    last.is_some_and(|last| last.as_rule() == Rule::close_block || ends_with_block(&last))
}
