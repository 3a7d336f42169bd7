//! Labels in tests: those of all flows. Where several flows have one, `Flow.label` says which is meant.

use crate::check::declaration::{Checker, Home, NameKind, Target};
use crate::diagnostic::{Diagnostic, List, Problem};
use crate::program::{ElementId, FlowId, Id};
use crate::syntax::quote_name;
use crate::syntax::tree::{Label, Name};

impl Checker<'_> {
    /// The element with a label; one that no flow has, or several have, is reported.
    pub(super) fn labelled_element(&mut self, label: &Label) -> Option<(FlowId, ElementId)> {
        let found = match &label.flow {
            Some(flow) => {
                let id = FlowId::from_index(self.require(NameKind::Flow, flow)?);
                self.resolve(flow.span, Target::Flow(id));
                self.labelled_in([id].into_iter(), &label.name)
            }
            None => {
                self.result.lookups.insert((NameKind::Label, label.name.text.clone()));
                self.labelled_in(self.symbols.flows.ids(), &label.name)
            }
        };
        match found.as_slice() {
            [] => self.unknown_label(label),
            [(flow, element)] => {
                self.resolve(label.name.span, Target::Element(Home::Flow(*flow), *element));
                return Some((*flow, *element));
            }
            several => self.ambiguous_label(&label.name, several),
        }
        None
    }

    fn labelled_in(&self, flows: impl Iterator<Item = FlowId>, name: &Name) -> Vec<(FlowId, ElementId)> {
        let in_flow = |flow: FlowId| {
            let elements = self.symbols.flows[flow].elements.iter();
            let mut labelled = elements.filter(|(_, element)| element.labelled && element.label == name.text);
            labelled.next().map(|(element, _)| (flow, element))
        };
        flows.filter_map(in_flow).collect()
    }

    fn unknown_label(&mut self, label: &Label) {
        let of_flow = label.flow.as_ref().map(|flow| &flow.text);
        let symbols = self.symbols;
        let flows = || {
            let rows = symbols.flows.rows().iter();
            rows.filter(move |flow| of_flow.is_none_or(|wanted| flow.named.name == *wanted))
        };
        // What could not be read may have the label.
        let lost = flows().any(|flow| flow.broken_labels.contains(&label.name.text));
        if lost || of_flow.is_none() && symbols.has_broken(NameKind::Flow) {
            return;
        }
        let labelled = flows().flat_map(|flow| flow.elements.rows()).filter(|element| element.labelled);
        let mut known: Vec<&str> = labelled.map(|element| &*element.label).collect();
        known.sort_unstable();
        known.dedup();
        let hint = match known.as_slice() {
            [] => format!("write the label before the element: `{}: send …`", label.name.text),
            known => format!("known are {}", List::of(known.iter().copied())),
        };
        self.unknown_or_wrong_case("element labelled", &label.name, &known, hint);
    }

    fn ambiguous_label(&mut self, name: &Name, several: &[(FlowId, ElementId)]) {
        let qualified = |(flow, _): &(FlowId, ElementId)| {
            let flow = &self.symbols.flows[*flow].named.name;
            format!("{}.{}", quote_name(flow), quote_name(&name.text))
        };
        let mut readings: Vec<String> = several.iter().map(qualified).collect();
        readings.sort_unstable();
        let at = self.at(name.span);
        let problem =
            Problem::AmbiguousName { name: name.text.to_string(), readings: List::of(readings.clone()) };
        let mut diagnostic = Diagnostic::new(at, problem);
        for reading in readings {
            diagnostic = diagnostic.fix(false, format!("write `{reading}`"), at, reading);
        }
        self.push(diagnostic);
    }
}
