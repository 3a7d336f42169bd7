//! The lines of blocks that hold no statements: fields, senders, operators, assignments, message lines.
//!
//! A line that cannot be read still declares its name where one can be seen, so that its uses are not reported as well. Its type
//! is then a name without a text, its value a broken expression.

use super::{Recovery, Tokens};
use crate::source::Span;
use crate::syntax::expect::reserved;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::lower::part;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{
    Assignment, Attribute, Cap, Channel, Content, ContentValue, Name, OperatorDeclaration, PlainText,
    Property, Sender, TypeName, TypeNameKind,
};

impl<'t> Recovery<'_, 't> {
    /// The lines of a block.
    pub(super) fn lines(&self, tokens: Tokens, parts: TokenKind) -> Vec<Tokens> {
        let mut lines = Vec::new();
        let mut at = tokens.start;
        while let Some(start) =
            (at..tokens.end).find(|&at| !self.kind(at).is_trivia() && self.kind(at) != parts)
        {
            at = self.line_end(start..tokens.end, parts).max(start + 1);
            lines.push(start..at);
        }
        lines
    }

    /// What the rule reads in a line: `inner` among the parts of `rule`.
    pub(super) fn line(&mut self, rule: Rule, inner: Rule, line: &Tokens) -> Option<Node<'t>> {
        if let Some(first) = self.reserved_name(line) {
            self.tell(reserved(self.span(first), self.text(first)));
            return None;
        }
        let read = self.read(rule, line.clone());
        self.accept(read).and_then(|node| part(&node, inner))
    }

    /// The first token of a line if it is a reserved word with `:` or `=` behind it.
    fn reserved_name(&self, line: &Tokens) -> Option<usize> {
        let first = self.next(line.clone()).filter(|&first| self.is_reserved(first))?;
        let next = self.next(first + 1..line.end)?;
        matches!(self.kind(next), TokenKind::Colon | TokenKind::Equals).then_some(first)
    }

    /// The name that a line declares or gives a value: the one before `:` or `=`, or else the first, `computed` and
    /// `readonly` left out.
    fn line_name(&self, line: &Tokens) -> Option<Name> {
        let mut before = None;
        for at in line.clone().filter(|&at| !self.kind(at).is_trivia()) {
            if matches!(self.kind(at), TokenKind::Colon | TokenKind::Equals) {
                return before.and_then(|before| self.name_at(before));
            }
            before = Some(at);
        }
        let first = self.next(line.clone())?;
        let second = self.next(first + 1..line.end).and_then(|second| self.name_at(second));
        match self.text(first) {
            "computed" | "readonly" if second.is_some() => second,
            _ => self.name_at(first),
        }
    }

    pub(super) fn attributes(&mut self, tokens: Tokens) -> Vec<Attribute> {
        let lines = self.lines(tokens, TokenKind::Comma);
        lines.iter().filter_map(|line| self.attribute(line)).collect()
    }

    fn attribute(&mut self, line: &Tokens) -> Option<Attribute> {
        if let Some(node) = self.line(Rule::part_attribute, Rule::attribute, line) {
            return Some(self.lowering.attribute(&node));
        }
        let (name, span) = (self.line_name(line)?, self.place(line));
        let r#type = no_type(span);
        Some(Attribute { documentation: None, name, r#type, computed: None, readonly: false, span })
    }

    pub(super) fn properties(&mut self, tokens: Tokens) -> Vec<Property> {
        let lines = self.lines(tokens, TokenKind::Comma);
        lines.iter().filter_map(|line| self.property(line)).collect()
    }

    fn property(&mut self, line: &Tokens) -> Option<Property> {
        if let Some(node) = self.line(Rule::part_field, Rule::field_declaration, line) {
            return Some(self.lowering.field(&node));
        }
        let (name, span) = (self.line_name(line)?, self.place(line));
        Some(Property { documentation: None, name, r#type: no_type(span), span })
    }

    pub(super) fn senders(&mut self, tokens: Tokens) -> Vec<Sender> {
        let lines = self.lines(tokens, TokenKind::Comma);
        lines.iter().filter_map(|line| self.sender(line)).collect()
    }

    fn sender(&mut self, line: &Tokens) -> Option<Sender> {
        if let Some(node) = self.line(Rule::part_sender, Rule::sender, line) {
            return self.lowering.sender(&node);
        }
        let channel = self.next(line.clone())?;
        let name = self.next(channel + 1..line.end)?;
        let (channel, name, span) = (self.name_at(channel)?, self.name_at(name)?, self.place(line));
        Some(Sender { channel, name, address: PlainText { text: "".into(), span }, span })
    }

    pub(super) fn caps(&mut self, tokens: Tokens) -> Vec<Cap> {
        let lines = self.lines(tokens, TokenKind::Comma);
        let read =
            |line| self.line(Rule::part_cap, Rule::cap, line).and_then(|node| self.lowering.cap(&node));
        lines.iter().filter_map(read).collect()
    }

    pub(super) fn operators(&mut self, tokens: Tokens) -> Vec<OperatorDeclaration> {
        let mut operators = Vec::new();
        for line in self.lines(tokens, TokenKind::Semicolon) {
            let read = self.read(Rule::part_operator, line);
            let node = self.accept(read).and_then(|node| part(&node, Rule::operator));
            operators.extend(node.map(|node| self.lowering.operator_declaration(&node)));
        }
        operators
    }

    pub(super) fn channel(&mut self, tokens: Tokens, channel: &mut Channel) {
        for line in self.lines(tokens, TokenKind::Semicolon) {
            match self.block_of(&line) {
                Some(open) if self.next(line.clone()).is_some_and(|first| self.text(first) == "content") => {
                    channel.content = self.properties(self.inside(open));
                }
                _ => {
                    let read = self.read(Rule::part_channel_line, line);
                    let node = self.accept(read).and_then(|node| node.into_inner().next());
                    node.into_iter().for_each(|node| self.lowering.channel_line(&node, channel));
                }
            }
        }
    }

    pub(super) fn assignments(&mut self, tokens: Tokens) -> Vec<Assignment> {
        let lines = self.lines(tokens, TokenKind::Comma);
        lines.iter().filter_map(|line| self.assignment(line)).collect()
    }

    fn assignment(&mut self, line: &Tokens) -> Option<Assignment> {
        if let Some(node) = self.line(Rule::part_assignment, Rule::assignment, line) {
            return Some(self.lowering.assignment(&node));
        }
        let (target, span) = (self.line_name(line)?, self.place(line));
        Some(Assignment { target, value: Some(self.lowering.broken(span)), span })
    }

    pub(super) fn contents(&mut self, tokens: Tokens) -> Vec<Content> {
        let lines = self.lines(tokens, TokenKind::Semicolon);
        lines.iter().map(|line| self.content(line)).collect()
    }

    /// A line of a message. One that cannot be read is kept also where no name is to be seen: it may be the one that the
    /// message needs.
    fn content(&mut self, line: &Tokens) -> Content {
        if let Some(node) = self.line(Rule::part_content, Rule::content, line) {
            return self.lowering.content(&node);
        }
        self.broken_content(line)
    }

    pub(super) fn broken_content(&mut self, line: &Tokens) -> Content {
        let span = self.place(line);
        let name = self.next(line.clone()).and_then(|first| self.name_at(first));
        let name = name.unwrap_or_else(|| Name { text: "".into(), span });
        Content { name, value: ContentValue::Value(self.lowering.broken(span)), span }
    }
}

/// The type of a field whose line could not be read.
fn no_type(span: Span) -> TypeName {
    let name = Name { text: "".into(), span };
    TypeName { kind: TypeNameKind::Named(name), optional: false, span }
}
