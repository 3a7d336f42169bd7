//! Segments and computed attributes that need themselves.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::declaration::{DeclarationCheck, NameKind, Target};
use super::link::Item;
use super::symbols::Symbols;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{ExpressionId, Id};
use crate::source::Location;
use crate::syntax::tree::Declaration;

/// Something that has a formula: a computed attribute or a segment.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Node {
    kind: NameKind,
    at: usize,
}

/// Reports each circle once, at its first member.
pub(super) fn find(
    symbols: &Symbols,
    declarations: &[(Arc<Declaration>, Arc<DeclarationCheck>)],
) -> Vec<Diagnostic> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut edges: HashMap<Node, Vec<Node>> = HashMap::new();
    for (_, checked) in declarations {
        match &checked.fragment.item {
            Item::Computed(formulas) => {
                for (attribute, formula) in formulas {
                    let node = Node { kind: NameKind::Attribute, at: attribute.index() };
                    nodes.push(node);
                    edges.insert(node, needs(checked, *formula));
                }
            }
            Item::Segment(id, condition) => {
                let node = Node { kind: NameKind::Segment, at: id.index() };
                nodes.push(node);
                edges.insert(node, needs(checked, *condition));
            }
            Item::None
            | Item::Caps(..)
            | Item::Flow(..)
            | Item::CustomElement(..)
            | Item::Tests(_)
            | Item::Formula(_) => {}
        }
    }
    let mut search = Search { edges: &edges, done: HashSet::new(), path: Vec::new(), circles: Vec::new() };
    for node in nodes {
        search.visit(node);
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
    edges: &'a HashMap<Node, Vec<Node>>,
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
        for next in edges.get(&node).into_iter().flatten() {
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
