//! What is declared and never used. It is looked for in projects without errors only: where something is wrong, a use may
//! be lost.
//!
//! Segments and labels are of use without being mentioned: a segment is counted by itself, and a label is the name of an
//! element in metrics and traces. So these are told of on request only. Senders list what an account has, and nothing is
//! said of them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::declaration::{DeclarationCheck, Home, Resolution, Role, Target};
use super::link::Item;
use crate::diagnostic::{Diagnostic, Level, Problem};
use crate::program::{
    ElementId, ElementKind, Entry, EntrySource, ExpressionKind, Flow, FlowId, Table, Variable, VariableId,
};
use crate::source::{DeclarationId, Location, Span};
use crate::syntax::tree::{Declaration, DeclarationKind, Name, Parameter, Statement, StatementKind};

type Declared = (Arc<Declaration>, Arc<DeclarationCheck>);

/// Everything that is declared for nothing.
pub(super) fn find(declarations: &[Declared], known: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_broken = |(node, _): &Declared| !node.lost.lines.is_empty();
    let is_wrong = known.iter().any(|diagnostic| diagnostic.level() == Level::Error);
    if is_wrong || declarations.iter().any(is_broken) {
        return Vec::new();
    }
    let mentions = Mentions::of(declarations);
    let mut found = unmentioned(declarations, &mentions);
    for declared in declarations {
        match &declared.1.fragment.item {
            Item::Flow(id, flow) => {
                found.extend(unused_variables(&mentions, declared, Home::Flow(*id), &flow.variables, &[]));
            }
            // What it gives back is read by those who use it.
            Item::CustomElement(id, element) => {
                let (home, results) = (Home::CustomElement(*id), &element.results);
                found.extend(unused_variables(&mentions, declared, home, &element.variables, results));
            }
            _ => {}
        }
    }
    found
}

/// Whether something is told of only where the project asks for its code.
pub(super) fn is_on_request(problem: &Problem) -> bool {
    matches!(problem, Problem::UnusedSegment { .. } | Problem::UnusedLabel { .. })
}

/// Where things are named, as far as it matters here: gone through once, for all questions.
#[derive(Default)]
struct Mentions {
    /// One place that names a target, and whether there is another one.
    places: HashMap<Target, (Location, bool)>,
    /// The declarations that ask for a variable.
    readers: HashMap<Target, HashSet<DeclarationId>>,
}

impl Mentions {
    fn of(declarations: &[Declared]) -> Mentions {
        let mut mentions = Mentions::default();
        for (node, checked) in declarations {
            checked.resolutions.iter().for_each(|resolution| mentions.add(node.id, resolution));
        }
        mentions
    }

    fn add(&mut self, declaration: DeclarationId, resolution: &Resolution) {
        let (target, at) = (resolution.target, Location { declaration, span: resolution.span });
        match target {
            Target::Segment(_) | Target::Element(..) => {
                let (first, is_several) = self.places.entry(target).or_insert((at, false));
                *is_several |= *first != at;
            }
            Target::Variable(..) if resolution.role == Role::Read => {
                self.readers.entry(target).or_default().insert(declaration);
            }
            _ => {}
        }
    }

    /// Whether a place other than this one names the target.
    fn are_elsewhere(&self, target: Target, at: Location) -> bool {
        self.places.get(&target).is_some_and(|(first, is_several)| *is_several || *first != at)
    }

    /// Whether another declaration asks for a variable.
    fn ask_from_outside(&self, variable: Target, own: DeclarationId) -> bool {
        self.readers.get(&variable).is_some_and(|readers| readers.iter().any(|reader| *reader != own))
    }
}

/// Segments and labels that no other place names. A split is drawn by its label, so that one is of use.
fn unmentioned(declarations: &[Declared], mentions: &Mentions) -> Vec<Diagnostic> {
    let is_named = |target: Target, at: Location| mentions.are_elsewhere(target, at);
    let mut found = Vec::new();
    for (node, checked) in declarations {
        let at = |name: &Name| Location { declaration: node.id, span: name.span };
        match (&checked.fragment.item, &node.kind) {
            (Item::Segment(id, _), DeclarationKind::Segment(segment))
                if !is_named(Target::Segment(*id), at(&segment.name)) =>
            {
                let name = segment.name.text.to_string();
                found.push(Diagnostic::new(at(&segment.name), Problem::UnusedSegment { name }));
            }
            (Item::Flow(id, flow), _) => {
                for (label, element) in labels(checked, Home::Flow(*id)) {
                    let at = Location { declaration: node.id, span: label };
                    let is_split = matches!(flow.elements[element].kind, ElementKind::SplitAudience(_));
                    if !is_split && !is_named(Target::Element(Home::Flow(*id), element), at) {
                        let name = flow.elements[element].label.to_string();
                        found.push(Diagnostic::new(at, Problem::UnusedLabel { name }));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// The labels that a flow gives, with where they stand: the first place that means the element.
fn labels(checked: &DeclarationCheck, home: Home) -> Vec<(Span, ElementId)> {
    let mut labels: Vec<(Span, ElementId)> = Vec::new();
    for resolution in &checked.resolutions {
        if let Target::Element(of, element) = resolution.target
            && of == home
        {
            match labels.iter_mut().find(|(_, known)| *known == element) {
                Some((span, _)) if resolution.span.start < span.start => *span = resolution.span,
                Some(_) => {}
                None => labels.push((resolution.span, element)),
            }
        }
    }
    labels
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
    mentions: &Mentions,
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
    let is_read = |variable: &VariableId| {
        read.contains(variable) || mentions.ask_from_outside(Target::Variable(home, *variable), own.0.id)
    };
    let unused = variables.iter().filter(|(variable, _)| !is_read(variable));
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
