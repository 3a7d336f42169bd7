//! Attributes that flows read and whose changes the data do not record: a run goes by the values that people start with.

use std::collections::BTreeSet;

use crate::data::Population;
use crate::diagnostic::{Diagnostic, List, Problem};
use crate::host::tally::{Counted, Tally};
use crate::program::{
    AttributeId, ElementKind, ExpressionId, ExpressionKind, Flow, FlowId, Program, SelectionId,
};

/// A note for each flow that reads such attributes, as far as anybody has a value of them.
#[must_use]
pub fn starting_values(
    program: &Program,
    population: &Population,
    tally: &Tally,
    flows: &[FlowId],
) -> Vec<Diagnostic> {
    let changes = |id: AttributeId| tally.of(Counted::Changed(id)).times > 0;
    let starts =
        |id: AttributeId| (0..population.len()).any(|place| !population.stored(place, id).is_empty());
    let note = |&id: &FlowId| {
        let flow = &program.flows[id];
        let fixed = read(program, flow).into_iter().filter(|&id| !changes(id) && starts(id));
        let attributes = List::of(fixed.map(|id| program.attributes[id].name.to_string()));
        let problem = Problem::StartingValues { flow: flow.name.to_string(), attributes: attributes.clone() };
        (!attributes.0.is_empty()).then(|| Diagnostic::project(problem))
    };
    flows.iter().filter_map(note).collect()
}

/// The stored attributes that a flow reads, also by segments, computed attributes and custom elements.
fn read(program: &Program, flow: &Flow) -> BTreeSet<AttributeId> {
    let used = |kind: &ElementKind| match kind {
        ElementKind::Use(used) => Some(program.custom_elements[used.element].location.declaration),
        _ => None,
    };
    let custom = flow.elements.rows().iter().filter_map(|element| used(&element.kind));
    let declarations: Vec<_> = custom.chain([flow.location.declaration]).collect();
    let written = program.expressions.iter();
    let written = written.filter(|(_, expression)| declarations.contains(&expression.location.declaration));
    let sent = flow.elements.rows().iter().filter_map(|element| match &element.kind {
        ElementKind::Send(send) => Some(send.content.iter().map(|line| line.value.text())),
        _ => None,
    });
    let mut reader = Reader { program, seen: BTreeSet::new(), found: BTreeSet::new() };
    written.map(|(id, _)| id).chain(sent.flatten()).for_each(|id| reader.visit(id));
    reader.found
}

/// Goes through expressions and what they are made of.
struct Reader<'p> {
    program: &'p Program,
    seen: BTreeSet<ExpressionId>,
    found: BTreeSet<AttributeId>,
}

impl Reader<'_> {
    fn visit(&mut self, id: ExpressionId) {
        if !self.seen.insert(id) {
            return;
        }
        let kind = &self.program.expressions[id].kind;
        match kind {
            ExpressionKind::Attribute(attribute) => self.attribute(*attribute),
            ExpressionKind::InSegment(segment) => self.visit(self.program.segments[*segment].condition),
            ExpressionKind::Happened { selection, .. }
            | ExpressionKind::Aggregate { selection, .. }
            | ExpressionKind::LatestProperty { selection, .. } => self.selection(*selection),
            _ => kind.operands().into_iter().for_each(|operand| self.visit(operand)),
        }
    }

    fn attribute(&mut self, attribute: AttributeId) {
        match self.program.attributes[attribute].computed {
            Some(formula) => self.visit(formula),
            None => {
                self.found.insert(attribute);
            }
        }
    }

    fn selection(&mut self, selection: SelectionId) {
        let selection = &self.program.selections[selection];
        selection.filters().into_iter().for_each(|filter| self.visit(filter));
        selection.bounds().into_iter().for_each(|bound| self.visit(bound));
    }
}
