//! Segments and computed attributes that need themselves.

use std::collections::{HashMap, HashSet};

use super::declaration::{DeclarationCheck, NameKind, Target};
use super::facts::Facts;
use super::link::Item;
use super::symbols::Symbols;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{ExpressionId, Id};
use crate::source::Location;

/// Something that has a formula: a computed attribute or a segment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Node {
    kind: NameKind,
    at: usize,
}

/// Something that has a formula, and what the formula reads.
#[derive(Clone, Debug)]
pub(super) struct Formula {
    node: Node,
    needs: Vec<Node>,
}

/// The formulas of a declaration.
pub(super) fn formulas(checked: &DeclarationCheck) -> Vec<Formula> {
    let formula = |kind, at, formula| Formula { node: Node { kind, at }, needs: needs(checked, formula) };
    match &checked.fragment.item {
        Item::Computed(formulas) => {
            let one = |(id, written): &(_, _)| formula(NameKind::Attribute, Id::index(*id), *written);
            formulas.iter().map(one).collect()
        }
        Item::Segment(id, condition) => vec![formula(NameKind::Segment, id.index(), *condition)],
        Item::None
        | Item::Caps(..)
        | Item::Flow(..)
        | Item::CustomElement(..)
        | Item::Tests(_)
        | Item::Formula(_) => Vec::new(),
    }
}

/// Reports each circle once, at its first member.
pub(super) fn find<'f>(symbols: &Symbols, facts: impl Iterator<Item = &'f Facts>) -> Vec<Diagnostic> {
    let formulas: Vec<&Formula> = facts.flat_map(|facts| &facts.formulas).collect();
    let edges = formulas.iter().map(|formula| (formula.node, &formula.needs[..])).collect();
    let mut search = Search { edges: &edges, done: HashSet::new(), path: Vec::new(), circles: Vec::new() };
    for formula in formulas {
        search.visit(formula.node);
    }
    search.circles.iter().map(|circle| report(symbols, circle)).collect()
}

/// The attributes and segments that a formula reads, itself and in everything that it consists of.
fn needs(checked: &DeclarationCheck, formula: ExpressionId) -> Vec<Node> {
    // The span of the formula says which resolutions are its own.
    let whole = checked.fragment.expressions[formula].location.span;
    let inside = checked
        .resolutions
        .iter()
        .filter(|found| whole.start <= found.span.start && found.span.end <= whole.end);
    inside
        .filter_map(|found| match found.target {
            Target::Attribute(id) => Some(Node { kind: NameKind::Attribute, at: id.index() }),
            Target::Segment(id) => Some(Node { kind: NameKind::Segment, at: id.index() }),
            _ => None,
        })
        .collect()
}

struct Search<'a> {
    edges: &'a HashMap<Node, &'a [Node]>,
    done: HashSet<Node>,
    path: Vec<Node>,
    circles: Vec<Vec<Node>>,
}

impl Search<'_> {
    fn visit(&mut self, node: Node) {
        if let Some(start) = self.path.iter().position(|known| *known == node) {
            self.circles.push(self.path[start..].to_vec());
            return;
        }
        if !self.done.insert(node) {
            return;
        }
        self.path.push(node);
        let edges = self.edges;
        for next in edges.get(&node).into_iter().copied().flatten() {
            self.visit(*next);
        }
        self.path.pop();
    }
}

fn report(symbols: &Symbols, circle: &[Node]) -> Diagnostic {
    let described: Vec<(String, Location)> = circle.iter().map(|node| describe(symbols, *node)).collect();
    let mut path: Vec<&str> = described.iter().map(|(name, _)| name.as_str()).collect();
    path.push(&described[0].0);
    let kind = circle[0].kind.word().to_owned();
    let problem = Problem::Circle { kind, path: path.join(" needs ") };
    let mut diagnostic = Diagnostic::new(described[0].1, problem);
    for (name, location) in &described[1..] {
        diagnostic = diagnostic.label(*location, format!("{name} is part of the circle"));
    }
    diagnostic
}

fn describe(symbols: &Symbols, node: Node) -> (String, Location) {
    let (name, location) = match node.kind {
        NameKind::Segment => {
            let named = &symbols.segments.rows()[node.at];
            (&named.name, named.location)
        }
        _ => {
            let attribute = &symbols.attributes.rows()[node.at];
            (&attribute.name, attribute.location)
        }
    };
    (format!("`{name}`"), location)
}
