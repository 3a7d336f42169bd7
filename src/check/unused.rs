//! What is declared and never used. It is looked for in projects without errors only: where something is wrong, a use may
//! be lost.
//!
//! Nothing is said of segments, senders and labels: a segment is counted by itself, senders list what an account has, and a
//! label is the name of an element in metrics and traces. All are of use without being mentioned.

use std::collections::HashSet;
use std::sync::Arc;

use super::declaration::{DeclarationCheck, Home, Target};
use super::link::Item;
use crate::diagnostic::{Diagnostic, Level, Problem};
use crate::program::{
    ElementKind, Entry, EntrySource, ExpressionKind, Flow, FlowId, Table, Variable, VariableId,
};
use crate::source::{Location, Span};
use crate::syntax::tree::{Declaration, DeclarationKind, Parameter, Statement, StatementKind};

type Declared = (Arc<Declaration>, DeclarationCheck);

/// Everything that is declared for nothing.
pub(super) fn find(declarations: &[Declared], known: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_broken = |(node, _): &Declared| !node.lost.lines.is_empty();
    let is_wrong = known.iter().any(|diagnostic| diagnostic.level() == Level::Error);
    if is_wrong || declarations.iter().any(is_broken) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for declared in declarations {
        match &declared.1.fragment.item {
            Item::Flow(id, flow) => {
                found.extend(unused_variables(declarations, declared, Home::Flow(*id), &flow.variables, &[]));
            }
            // What it gives back is read by those who use it.
            Item::CustomElement(id, element) => {
                let (home, results) = (Home::CustomElement(*id), &element.results);
                found.extend(unused_variables(declarations, declared, home, &element.variables, results));
            }
            _ => {}
        }
    }
    found
}

/// The flows that only other flows could add people to, and that none does.
pub(super) fn nobody_added(declarations: &[Declared]) -> Vec<Diagnostic> {
    let flows = declarations.iter().filter_map(|(_, checked)| match &checked.fragment.item {
        Item::Flow(id, flow) => Some((*id, &**flow)),
        _ => None,
    });
    let flows: Vec<(FlowId, &Flow)> = flows.collect();
    let elements = flows.iter().flat_map(|(_, flow)| flow.elements.rows());
    let added: HashSet<FlowId> = elements
        .filter_map(|element| match &element.kind {
            ElementKind::AddToFlow(add) => Some(add.flow),
            _ => None,
        })
        .collect();
    let from_flow = |entry: &Entry| matches!(entry, Entry::Given(given) if given.source == EntrySource::Flow);
    let alone = |flow: &Flow| !flow.draft && !flow.entries.is_empty() && flow.entries.iter().all(from_flow);
    let nobody = flows.iter().filter(|(id, flow)| alone(flow) && !added.contains(id));
    nobody
        .map(|(_, flow)| Diagnostic::new(flow.location, Problem::NobodyAdded { flow: flow.name.to_string() }))
        .collect()
}

/// The variables of a flow or a custom element that are only written. In other declarations, every mention is a use.
fn unused_variables(
    declarations: &[Declared],
    own: &Declared,
    home: Home,
    variables: &Table<VariableId, Variable>,
    results: &[VariableId],
) -> Vec<Diagnostic> {
    let mut read: HashSet<VariableId> = results.iter().copied().collect();
    for expression in own.1.fragment.expressions.rows() {
        if let ExpressionKind::Variable(variable) = expression.kind {
            read.insert(variable);
        }
    }
    for (_, checked) in declarations.iter().filter(|(node, _)| node.id != own.0.id) {
        read.extend(checked.resolutions.iter().filter_map(|resolution| match resolution.target {
            Target::Variable(of, variable) if of == home => Some(variable),
            _ => None,
        }));
    }
    let unused = variables.iter().filter(|(variable, _)| !read.contains(variable));
    unused
        .filter_map(|(variable, declared)| {
            let location = Location {
                declaration: own.0.id,
                span: place(own, Target::Variable(home, variable), &declared.name)?,
            };
            let problem = Problem::UnusedVariable { name: declared.name.to_string() };
            Some(Diagnostic::new(location, problem))
        })
        .collect()
}

/// Where a variable is declared, or else first written.
fn place((node, checked): &Declared, target: Target, name: &str) -> Option<Span> {
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
