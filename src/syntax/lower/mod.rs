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
mod statement;
mod text;
mod wait;

use std::sync::Arc;

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
    fn type_name(&self, node: &Node<'_>) -> TypeName {
        let (name, span) = (self.name_in(node), self.span(node));
        let item = TypeName { span: name.span, kind: TypeNameKind::Named(name), optional: false };
        let lists: Vec<Node<'_>> = parts(node, Rule::list_of).collect();
        let wrap = |item: TypeName, list: &Node<'_>| {
            let span = self.span(list).to(item.span);
            TypeName { kind: TypeNameKind::List(Box::new(item)), optional: false, span }
        };
        let kind = lists.iter().rev().fold(item, wrap).kind;
        TypeName { kind, optional: part(node, Rule::optional).is_some(), span }
    }

    /// The type among the parts of a node.
    fn type_in(&self, node: &Node<'_>) -> TypeName {
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
