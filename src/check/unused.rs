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
use crate::program::{ExpressionKind, Flow, FlowId, VariableId};
use crate::source::{Location, Span};
use crate::syntax::tree::{Declaration, DeclarationKind, StatementKind};

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
        if let Item::Flow(id, flow) = &declared.1.fragment.item {
            found.extend(unused_variables(declarations, declared, *id, flow));
        }
    }
    found
}

/// The variables of a flow that are only written. In other declarations, every mention is a use.
fn unused_variables(declarations: &[Declared], own: &Declared, id: FlowId, flow: &Flow) -> Vec<Diagnostic> {
    let mut read: HashSet<VariableId> = HashSet::new();
    for expression in own.1.fragment.expressions.rows() {
        if let ExpressionKind::Variable(variable) = expression.kind {
            read.insert(variable);
        }
    }
    for (_, checked) in declarations.iter().filter(|(node, _)| node.id != own.0.id) {
        read.extend(checked.resolutions.iter().filter_map(|resolution| match resolution.target {
            Target::Variable(Home::Flow(flow), variable) if flow == id => Some(variable),
            _ => None,
        }));
    }
    let unused = flow.variables.iter().filter(|(variable, _)| !read.contains(variable));
    unused
        .filter_map(|(variable, declared)| {
            let location = Location {
                declaration: own.0.id,
                span: place(own, Target::Variable(Home::Flow(id), variable), &declared.name)?,
            };
            let problem = Problem::UnusedVariable { name: declared.name.to_string() };
            Some(Diagnostic::new(location, problem))
        })
        .collect()
}

/// Where a variable is declared, or else first written.
fn place((node, checked): &Declared, target: Target, name: &str) -> Option<Span> {
    let declared = match &node.kind {
        DeclarationKind::Flow(flow) => flow.statements.iter().find_map(|statement| match &statement.kind {
            StatementKind::Variable { name: declared, .. } if &*declared.text == name => Some(declared.span),
            _ => None,
        }),
        _ => None,
    };
    let written = || checked.resolutions.iter().find(|found| found.target == target).map(|found| found.span);
    declared.or_else(written)
}
