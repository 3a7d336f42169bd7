//! From what the grammar has read to the tree.
//!
//! Lowering is total: it takes what a rule has read and always gives a node. What the grammar lets through only to have it
//! reported (`a < b < c`, an unknown escape) becomes a finding here.

mod allowance;
mod api;
mod declaration;
mod effect;
mod event;
mod expression;
mod list;
mod statement;
mod test;
mod text;
mod wait;

use std::sync::Arc;

pub(super) use test::fields_of;

use super::finding::Finding;
use super::grammar::{Node, Rule};
use super::piece::Piece;
use super::tree::{Allowance, ExpressionId, ExpressionKind, Expressions, Name, TypeName, TypeNameKind};
use crate::diagnostic::Problem;
use crate::source::Span;

/// Expressions that are higher than this are refused, so that whoever walks through a tree may do so by recursion.
const HEIGHT: u32 = 400;

/// Makes the tree of one declaration.
pub(super) struct Lowering<'t> {
    /// The declaration.
    pub(super) piece: Piece<'t>,
    /// Where the text that is being read starts in the declaration.
    base: usize,
    /// The expressions so far.
    pub(super) expressions: Expressions,
    /// How high each of them is.
    heights: Vec<u32>,
    /// Whether one was too high, which is said once.
    too_high: bool,
    /// What is allowed.
    pub(super) allowances: Vec<Allowance>,
    /// The names that stand in single braces in texts.
    pub(super) braced: Vec<Name>,
    /// What was found to be wrong.
    pub(super) findings: Vec<Finding>,
    /// Whether the text ends before the declaration does.
    pub(super) unfinished: bool,
}

impl<'t> Lowering<'t> {
    /// Nothing read yet.
    pub(super) fn new(piece: Piece<'t>) -> Lowering<'t> {
        Lowering {
            piece,
            base: 0,
            expressions: Expressions::default(),
            heights: Vec::new(),
            too_high: false,
            allowances: Vec::new(),
            braced: Vec::new(),
            findings: Vec::new(),
            unfinished: false,
        }
    }

    /// Says that the nodes to come were read from the text at `base`.
    pub(super) fn read_from(&mut self, base: usize) {
        self.base = base;
    }

    /// Notes something that is wrong.
    pub(super) fn find(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Where a node stands, without blanks behind it.
    pub(super) fn span(&self, node: &Node<'_>) -> Span {
        let span = node.as_span();
        self.piece.trimmed(span.start() + self.base..span.end() + self.base)
    }

    /// The span from one node to another.
    fn between(&self, first: &Node<'_>, last: &Node<'_>) -> Span {
        self.span(first).to(self.span(last))
    }

    /// Adds an expression.
    fn add(&mut self, kind: ExpressionKind, span: Span, parts: &[ExpressionId]) -> ExpressionId {
        let below = parts.iter().map(|part| self.heights[part.index()]).max();
        let height = below.map_or(0, |below| below + 1);
        if height < HEIGHT {
            self.heights.push(height);
            return self.expressions.add(kind, span);
        }
        if !std::mem::replace(&mut self.too_high, true) {
            self.find(Finding::new(span, Problem::TooDeep { limit: HEIGHT as usize }));
        }
        self.heights.push(0);
        self.expressions.add(ExpressionKind::Broken, span)
    }

    /// An expression for what is not there.
    pub(super) fn broken(&mut self, span: Span) -> ExpressionId {
        self.add(ExpressionKind::Broken, span, &[])
    }

    /// The name among the parts of a node.
    fn name_in(&self, node: &Node<'_>) -> Name {
        self.optional_name_in(node).unwrap_or_else(|| Name { text: "".into(), span: self.span(node) })
    }

    /// The name among the parts of a node, if there is one.
    fn optional_name_in(&self, node: &Node<'_>) -> Option<Name> {
        part(node, Rule::name).map(|name| self.name(&name))
    }

    /// A name, or a word that stands for one.
    fn name(&self, node: &Node<'_>) -> Name {
        Name { text: unquoted(node.as_str()), span: self.span(node) }
    }

    /// The documentation before what a node declares.
    pub(super) fn documentation(&self, node: &Node<'_>) -> Option<Arc<str>> {
        let lines = part(node, Rule::documentation)?.into_inner();
        let lines = lines.filter(|line| line.as_rule() == Rule::documentation_line);
        let texts: Vec<&str> = lines.map(|line| documentation_text(line.as_str())).collect();
        (!texts.is_empty()).then(|| texts.join("\n").into())
    }

    /// A node without the documentation before it.
    fn span_behind_documentation(&self, node: &Node<'_>) -> Span {
        let all = self.span(node);
        let mut parts = node.clone().into_inner();
        match parts.find(|part| part.as_rule() != Rule::documentation) {
            Some(first) => Span { start: self.span(&first).start, end: all.end },
            None => all,
        }
    }

    /// `list of text?`
    fn type_name(&mut self, node: &Node<'_>) -> TypeName {
        let span = self.span(node);
        let optional = part(node, Rule::optional).is_some();
        let item = self.item_type(node);
        let mut lists = parts(node, Rule::list_of);
        let kind = match (lists.next(), lists.next()) {
            (None, _) => item.kind,
            (Some(_), None) => TypeNameKind::List(Box::new(item)),
            (Some(_), Some(second)) => {
                let problem = Problem::ListOfLists {};
                self.find(Finding::new(self.span(&second), problem));
                TypeNameKind::Named(Name { text: "".into(), span })
            }
        };
        TypeName { kind, optional, span }
    }

    /// A type without `list of` before it.
    fn item_type(&mut self, node: &Node<'_>) -> TypeName {
        match part(node, Rule::object_type) {
            Some(object) => {
                let fields: Vec<Node<'_>> = parts(&object, Rule::field_declaration).collect();
                let fields = fields.iter().map(|field| self.field(field)).collect();
                TypeName { kind: TypeNameKind::Object(fields), optional: false, span: self.span(&object) }
            }
            None => {
                let name = self.name_in(node);
                TypeName { span: name.span, kind: TypeNameKind::Named(name), optional: false }
            }
        }
    }

    /// The type among the parts of a node.
    fn type_in(&mut self, node: &Node<'_>) -> TypeName {
        match part(node, Rule::r#type) {
            Some(found) => self.type_name(&found),
            None => {
                let name = self.name_in(node);
                TypeName { span: name.span, kind: TypeNameKind::Named(name), optional: false }
            }
        }
    }
}

/// The first part of a node that the rule has read.
pub(super) fn part<'t>(node: &Node<'t>, rule: Rule) -> Option<Node<'t>> {
    parts(node, rule).next()
}

/// The parts of a node that the rule has read.
pub(super) fn parts<'t>(node: &Node<'t>, rule: Rule) -> impl Iterator<Item = Node<'t>> + use<'t> {
    node.clone().into_inner().filter(move |part| part.as_rule() == rule)
}

/// A name without its backticks.
pub(super) fn unquoted(name: &str) -> Arc<str> {
    name.trim_matches('`').into()
}

/// A line of documentation without the slashes and one blank.
fn documentation_text(line: &str) -> &str {
    let text = line.trim_end();
    let text = text.strip_prefix("///").unwrap_or(text);
    text.strip_prefix(' ').unwrap_or(text)
}
