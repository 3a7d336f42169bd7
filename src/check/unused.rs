//! What is declared and never used. It is looked for in projects without errors only: where something is wrong, a use may
//! be lost.
//!
//! Segments and labels are of use without being mentioned: a segment is counted by itself, and a label is the name of an
//! element in metrics and traces. So these are told of on request only. Senders list what an account has, and nothing is
//! said of them. A fixture is of use to tests alone.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::declaration::{DeclarationCheck, Home, Resolution, Role, Target};
use super::facts::Facts;
use super::link::Item;
use crate::diagnostic::{Diagnostic, Problem};
use crate::program::{
    ElementId, ElementKind, Entry, EntrySource, ExpressionKind, Flow, FlowId, Table, Variable, VariableId,
};
use crate::source::{Location, Span};
use crate::syntax::tree::{Declaration, DeclarationKind, Parameter, Statement, StatementKind};

/// What a declaration declares and does not use itself, and what it uses of others.
#[derive(Clone, Debug, Default)]
pub(super) struct Idle {
    declared: Vec<Declared>,
    used: Vec<Target>,
}

/// Something that is declared, and of no use to its own declaration.
#[derive(Clone, Debug)]
struct Declared {
    target: Target,
    at: Location,
    name: Arc<str>,
}

/// How people get into a flow, and which flows it adds them to.
#[derive(Clone, Debug)]
pub(super) struct Admission {
    flow: FlowId,
    name: Arc<str>,
    location: Location,
    /// Whether only other flows could add people.
    depends: bool,
    adds_to: BTreeSet<FlowId>,
}

/// Everything that is declared for nothing, in a project without errors.
pub(super) fn find<'f>(facts: impl Iterator<Item = &'f Facts> + Clone) -> Vec<Diagnostic> {
    let used = facts.clone().flat_map(|facts| facts.idle.used.iter().copied());
    let used: HashSet<Target, RandomState> = used.collect();
    let declared = facts.flat_map(|facts| &facts.idle.declared);
    let idle = declared.filter(|declared| !used.contains(&declared.target));
    idle.filter_map(|declared| Some(Diagnostic::new(declared.at, declared.problem()?))).collect()
}

/// Whether something is told of only where the project asks for its code.
pub(super) fn is_on_request(problem: &Problem) -> bool {
    matches!(problem, Problem::UnusedSegment { .. } | Problem::UnusedLabel { .. })
}

/// The flows that only other flows could add people to, and that none does.
pub(super) fn nobody_added<'f>(facts: impl Iterator<Item = &'f Facts>) -> Vec<Diagnostic> {
    let flows: Vec<&Admission> = facts.filter_map(|facts| facts.admission.as_ref()).collect();
    let added: HashSet<FlowId> = flows.iter().flat_map(|flow| flow.adds_to.iter().copied()).collect();
    let nobody = flows.into_iter().filter(|flow| flow.depends && !added.contains(&flow.flow));
    nobody
        .map(|flow| Diagnostic::new(flow.location, Problem::NobodyAdded { flow: flow.name.to_string() }))
        .collect()
}

/// How people get into a flow, and which flows it adds them to.
pub(super) fn admission(id: FlowId, flow: &Flow) -> Admission {
    let from_flow = |entry: &Entry| matches!(entry, Entry::Given(given) if given.source == EntrySource::Flow);
    let adds_to = flow.elements.rows().iter().filter_map(|element| match &element.kind {
        ElementKind::AddToFlow(add) => Some(add.flow),
        _ => None,
    });
    Admission {
        flow: id,
        name: flow.name.clone(),
        location: flow.location,
        depends: !flow.draft && !flow.entries.is_empty() && flow.entries.iter().all(from_flow),
        adds_to: adds_to.collect(),
    }
}

/// What a declaration declares and does not use itself, and what it uses of others.
pub(super) fn idle(node: &Declaration, checked: &DeclarationCheck) -> Idle {
    let own = match &checked.fragment.item {
        Item::Flow(id, _) => Some(Home::Flow(*id)),
        Item::CustomElement(id, _) => Some(Home::CustomElement(*id)),
        _ => None,
    };
    let mut declared = Vec::new();
    match (&checked.fragment.item, &node.kind) {
        (Item::Segment(id, _), DeclarationKind::Segment(segment)) => {
            let (target, name) = (Target::Segment(*id), segment.name.text.clone());
            let at = Location { declaration: node.id, span: segment.name.span };
            declared.push(Declared { target, at, name });
        }
        (Item::Flow(id, flow), _) => {
            let home = Home::Flow(*id);
            declared.extend(unnamed_labels(node, checked, home, flow));
            declared.extend(unread_variables(node, checked, home, &flow.variables, &[]));
        }
        (_, DeclarationKind::Fixture(fixture)) => {
            let is_own = |found: &&Resolution| found.span == fixture.name.span;
            let own = checked.resolutions.iter().find(is_own).map(|found| found.target);
            let at = Location { declaration: node.id, span: fixture.name.span };
            let name = fixture.name.text.clone();
            declared.extend(own.map(|target| Declared { target, at, name }));
        }
        // What it gives back is read by those who use it.
        (Item::CustomElement(id, element), _) => {
            let (home, results) = (Home::CustomElement(*id), &element.results);
            declared.extend(unread_variables(node, checked, home, &element.variables, results));
        }
        _ => {}
    }
    let is_used = |found: &&Resolution| match found.target {
        Target::Segment(_) | Target::Fixture(_) => found.role != Role::Declared,
        Target::Element(home, _) => Some(home) != own,
        Target::Variable(home, _) => found.role == Role::Read && Some(home) != own,
        _ => false,
    };
    let mut used: Vec<Target> = Vec::new();
    for found in checked.resolutions.iter().filter(is_used) {
        if !used.contains(&found.target) {
            used.push(found.target);
        }
    }
    Idle { declared, used }
}

impl Declared {
    fn problem(&self) -> Option<Problem> {
        let name = self.name.to_string();
        match self.target {
            Target::Segment(_) => Some(Problem::UnusedSegment { name }),
            Target::Element(..) => Some(Problem::UnusedLabel { name }),
            Target::Variable(..) => Some(Problem::UnusedVariable { name }),
            Target::Fixture(_) => Some(Problem::UnusedFixture { name }),
            _ => None,
        }
    }
}

/// The labels that a flow gives and does not name. A split is drawn by its label, so that one is of use.
fn unnamed_labels(node: &Declaration, checked: &DeclarationCheck, home: Home, flow: &Flow) -> Vec<Declared> {
    let is_split = |id: ElementId| matches!(flow.elements[id].kind, ElementKind::SplitAudience(_));
    let mut labels: Vec<(ElementId, Span, bool)> = Vec::new();
    for found in &checked.resolutions {
        let Target::Element(of, element) = found.target else { continue };
        if of != home || is_split(element) {
            continue;
        }
        match labels.iter_mut().find(|(known, ..)| *known == element) {
            Some((_, first, is_named)) => *is_named |= *first != found.span,
            None => labels.push((element, found.span, false)),
        }
    }
    let unnamed = labels.into_iter().filter(|(_, _, is_named)| !is_named);
    let declared = |(element, span, _)| Declared {
        target: Target::Element(home, element),
        at: Location { declaration: node.id, span },
        name: flow.elements[element].label.clone(),
    };
    unnamed.map(declared).collect()
}

/// The variables of a flow or a custom element that it only writes.
fn unread_variables(
    node: &Declaration,
    checked: &DeclarationCheck,
    home: Home,
    variables: &Table<VariableId, Variable>,
    results: &[VariableId],
) -> Vec<Declared> {
    let mut read: HashSet<VariableId> = results.iter().copied().collect();
    for expression in checked.fragment.expressions.rows() {
        if let ExpressionKind::Variable(variable) = expression.kind {
            read.insert(variable);
        }
    }
    let unread = variables.iter().filter(|(variable, _)| !read.contains(variable));
    let declared = |(variable, declared): (VariableId, &Variable)| {
        let (target, name) = (Target::Variable(home, variable), declared.name.clone());
        let span = place(node, checked, target, &name)?;
        Some(Declared { target, at: Location { declaration: node.id, span }, name })
    };
    unread.filter_map(declared).collect()
}

/// Where a variable is declared, or else first written.
fn place(node: &Declaration, checked: &DeclarationCheck, target: Target, name: &str) -> Option<Span> {
    let (parameters, statements): (&[Parameter], &[Statement]) = match &node.kind {
        DeclarationKind::Flow(flow) => (&[], &flow.statements),
        DeclarationKind::CustomElement(element) => (&element.parameters, &element.statements),
        _ => return None,
    };
    let parameters = parameters.iter().map(|parameter| &parameter.name);
    let variables = statements.iter().filter_map(|statement| match &statement.kind {
        StatementKind::Variable { name, .. } => Some(name),
        _ => None,
    });
    let declared = parameters.chain(variables).find(|declared| &*declared.text == name);
    let declared = declared.map(|declared| declared.span);
    let written = || checked.resolutions.iter().find(|found| found.target == target).map(|found| found.span);
    declared.or_else(written)
}
