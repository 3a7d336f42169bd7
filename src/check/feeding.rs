//! Flows that change what lets people into them: `enter when change of points` with `points = points + 1` behind it.
//!
//! What is written feeds the trigger if it is computed from what changed, or from itself, so that it is another value each
//! time. Who gets there must leave at once: whoever is still inside is not let in again, unless the flow says so.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::declaration::NameKind;
use super::facts::Facts;
use super::link::Fragment;
use super::symbols::Symbols;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{
    AttributeId, ElementId, ElementKind, ExpressionId, ExpressionKind, Flow, Id, ReEntryRule, TemplatePart,
};
use crate::source::Location;
use crate::syntax::tree::{
    ChangeSide, Declaration, DeclarationKind, ExpressionId as NodeId, ExpressionKind as Node, StatementKind,
};

/// A change of one attribute that makes a flow change another.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    from: AttributeId,
    to: AttributeId,
    flow: Arc<str>,
    /// The element that writes.
    location: Location,
}

/// Reports each circle once, at the write that closes it.
pub(super) fn find<'f>(symbols: &Symbols, facts: impl Iterator<Item = &'f Facts>) -> Vec<Diagnostic> {
    let mut edges: HashMap<AttributeId, Vec<&Edge>> = HashMap::new();
    for edge in facts.flat_map(|facts| &facts.feeding) {
        edges.entry(edge.from).or_default().push(edge);
    }
    let mut starts: Vec<AttributeId> = edges.keys().copied().collect();
    // Names and not ids, which depend on what was typed before.
    starts.sort_unstable_by_key(|attribute| &symbols.attributes[*attribute].name);
    let mut search =
        Search { symbols, edges: &edges, path: Vec::new(), done: BTreeSet::new(), found: Vec::new() };
    starts.into_iter().for_each(|attribute| search.visit(attribute));
    search.found
}

/// What a change that lets people into a flow makes it change, unless the flow limits how often people come in.
pub(super) fn edges_of(
    symbols: &Symbols,
    declaration: &Declaration,
    fragment: &Fragment,
    flow: &Flow,
) -> Vec<Edge> {
    let rule = &flow.re_entry.rule;
    if matches!(rule, ReEntryRule::Never | ReEntryRule::Later(_)) || !flow.re_entry.limits.is_empty() {
        return Vec::new();
    }
    let stays = !matches!(rule, ReEntryRule::WhileInside);
    let mut edges = Vec::new();
    for (id, element) in flow.elements.iter() {
        let ElementKind::UpdateProfile(values) = &element.kind else { continue };
        if stays && !may_leave_at_once(flow, id) {
            continue;
        }
        for &(to, value) in values {
            for from in triggers(symbols, declaration) {
                if reads(fragment, value, &[from, to]) {
                    let (flow, location) = (flow.name.clone(), element.location);
                    edges.push(Edge { from, to, flow, location });
                }
            }
        }
    }
    edges
}

/// The attributes of which any change, or a change to whatever value, lets people in.
fn triggers(symbols: &Symbols, declaration: &Declaration) -> Vec<AttributeId> {
    let mut found = Vec::new();
    let DeclarationKind::Flow(flow) = &declaration.kind else { return found };
    for statement in &flow.statements {
        if let StatementKind::EnterWhen(clause) = &statement.kind {
            changes(symbols, declaration, clause.condition, &mut found);
        }
    }
    found
}

/// The changes that are enough to make a condition true.
fn changes(symbols: &Symbols, declaration: &Declaration, id: NodeId, found: &mut Vec<AttributeId>) {
    match &declaration.expressions[id].kind {
        Node::Bracket(inner) => changes(symbols, declaration, *inner, found),
        Node::Binary { operator: crate::syntax::tree::BinaryOperator::Or, left, right, .. } => {
            changes(symbols, declaration, *left, found);
            changes(symbols, declaration, *right, found);
        }
        Node::Changed(changed) => {
            let is_open =
                |side: &Option<ChangeSide>| !matches!(side, Some(ChangeSide::Value(_) | ChangeSide::Empty));
            let attribute = symbols.find(NameKind::Attribute, &changed.change.attribute.text);
            let is_any = is_open(&changed.change.from)
                && is_open(&changed.change.to)
                && changed.count.is_none()
                && changed.followed.is_empty();
            let attribute = attribute.filter(|_| is_any).map(AttributeId::from_index);
            found.extend(attribute.filter(|attribute| !found.contains(attribute)));
        }
        _ => {}
    }
}

/// Whether a person may get from an element to the end of the flow without waiting.
fn may_leave_at_once(flow: &Flow, from: ElementId) -> bool {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(id) = open.pop() {
        let element = &flow.elements[id];
        if !seen.insert(id) || element.kind.takes_time() {
            continue;
        }
        let next = element.leads_to();
        if next.is_empty() || matches!(element.kind, ElementKind::Exit) {
            return true;
        }
        open.extend(next);
    }
    false
}

/// Whether a value is computed from one of these attributes.
fn reads(fragment: &Fragment, value: ExpressionId, attributes: &[AttributeId]) -> bool {
    let mut open = vec![value];
    while let Some(id) = open.pop() {
        match &fragment.expressions[id].kind {
            ExpressionKind::Attribute(attribute) if attributes.contains(attribute) && id != value => {
                return true;
            }
            ExpressionKind::Template(parts) => open.extend(parts.iter().filter_map(|part| match part {
                TemplatePart::Placeholder(shown) => Some(*shown),
                TemplatePart::Literal(_) => None,
            })),
            ExpressionKind::Arithmetic { left, right, .. } => open.extend([*left, *right]),
            ExpressionKind::Default { value, default } => open.extend([*value, *default]),
            ExpressionKind::If { then, otherwise, .. } => open.extend([*then, *otherwise]),
            ExpressionKind::Negate(operand) => open.push(*operand),
            ExpressionKind::Call { arguments, .. } => open.extend(arguments),
            _ => {}
        }
    }
    false
}

struct Search<'a> {
    symbols: &'a Symbols,
    edges: &'a HashMap<AttributeId, Vec<&'a Edge>>,
    path: Vec<&'a Edge>,
    done: BTreeSet<AttributeId>,
    found: Vec<Diagnostic>,
}

impl<'a> Search<'a> {
    fn visit(&mut self, attribute: AttributeId) {
        if !self.done.insert(attribute) {
            return;
        }
        let edges = self.edges;
        for edge in edges.get(&attribute).into_iter().flatten() {
            self.path.push(edge);
            match self.path.iter().position(|known| known.from == edge.to) {
                Some(start) => self.report(start),
                None => self.visit(edge.to),
            }
            self.path.pop();
        }
    }

    fn report(&mut self, start: usize) {
        let Some(last) = self.path.last() else { return };
        let step = |edge: &&Edge| {
            let [from, to] = [edge.from, edge.to].map(|attribute| &self.symbols.attributes[attribute].name);
            format!("a change of `{from}` lets them into `{}`, which changes `{to}`", edge.flow)
        };
        let steps: Vec<String> = self.path[start..].iter().map(step).collect();
        self.found.push(Diagnostic::new(last.location, Problem::SelfFeeding { path: steps.join("; ") }));
    }
}
