//! Flows that add people to each other at one moment, for ever.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::facts::Facts;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{ElementId, ElementKind, Flow, FlowId, ReEntryRule};
use crate::source::Location;

/// An element that adds a person to a flow at the moment of the entry, and where it stands.
type Edge = (FlowId, Location);

/// A flow, and where a person gets from it at the moment of the entry.
#[derive(Clone, Debug)]
pub(super) struct Leading {
    flow: FlowId,
    name: Arc<str>,
    edges: Vec<Edge>,
}

/// Where a person gets from a flow at the moment of the entry.
pub(super) fn leading(id: FlowId, flow: &Flow) -> Leading {
    Leading { flow: id, name: flow.name.clone(), edges: edges(flow) }
}

/// Reports each circle of flows once, at the element that closes it.
pub(super) fn find<'f>(facts: impl Iterator<Item = &'f Facts>) -> Vec<Diagnostic> {
    let flows = facts.filter_map(|facts| facts.leading.as_ref());
    let flows: HashMap<FlowId, &Leading> = flows.map(|leading| (leading.flow, leading)).collect();
    // Names and not ids, which depend on what was typed before.
    let mut by_name: Vec<&Leading> = flows.values().copied().collect();
    by_name.sort_unstable_by_key(|leading| &leading.name);
    let mut search = Search { flows: &flows, path: Vec::new(), done: BTreeSet::new(), found: Vec::new() };
    by_name.into_iter().for_each(|leading| search.visit(leading.flow));
    search.found
}

/// The flows that a person gets into at the moment of the entry, unless the flow limits how often people come in.
fn edges(flow: &Flow) -> Vec<Edge> {
    let rule = &flow.re_entry.rule;
    if matches!(rule, ReEntryRule::Never | ReEntryRule::Later(_)) || !flow.re_entry.limits.is_empty() {
        return Vec::new();
    }
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    let mut open: Vec<ElementId> = flow.first.into_iter().collect();
    while let Some(id) = open.pop() {
        let element = &flow.elements[id];
        if !seen.insert(id) || element.kind.takes_time() {
            continue;
        }
        match &element.kind {
            ElementKind::AddToFlow(add) if add.person.is_none() => found.push((add.flow, element.location)),
            ElementKind::Exit => continue,
            _ => {}
        }
        open.extend(element.leads_to());
    }
    found.sort_unstable_by_key(|(_, location)| location.span.start);
    found
}

struct Search<'a> {
    flows: &'a HashMap<FlowId, &'a Leading>,
    path: Vec<FlowId>,
    done: BTreeSet<FlowId>,
    found: Vec<Diagnostic>,
}

impl Search<'_> {
    fn visit(&mut self, flow: FlowId) {
        if !self.done.insert(flow) {
            return;
        }
        self.path.push(flow);
        let flows = self.flows;
        for (next, location) in flows.get(&flow).into_iter().flat_map(|leading| &leading.edges) {
            match self.path.iter().position(|known| known == next) {
                Some(start) => self.report(start, *location),
                None => self.visit(*next),
            }
        }
        self.path.pop();
    }

    fn report(&mut self, start: usize, location: Location) {
        let circle = self.path[start..].iter().chain([&self.path[start]]);
        let names: Vec<String> = circle.map(|id| format!("`{}`", self.flows[id].name)).collect();
        self.found.push(Diagnostic::new(location, Problem::EndlessFlows { path: names.join(" adds to ") }));
    }
}
