//! Names that are gone and new ones at their place: probably the same thing under another name.

use serde::Serialize;

use super::Pair;
use super::matching::Matching;
use crate::program::{Element, Flow, FlowId};

/// A name that is gone and the new one at its place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct Rename {
    /// The flow; nothing where the flow itself has another name.
    pub(super) flow: Option<String>,
    /// What it is: `flow`, or the kind of the element.
    pub(super) kind: &'static str,
    /// The name that is gone and the one that is new.
    pub(super) name: Pair<String>,
}

/// What probably has another name: elements of one kind behind the same one, and flows of the same elements.
pub(super) fn renames(matching: &Matching) -> Vec<Rename> {
    let flows: Vec<Pair<Option<&Flow>>> =
        matching.flows().into_iter().map(|pair| matching.declared(pair)).collect();
    let gone = flows.iter().filter(|pair| pair.new.is_none()).filter_map(|pair| pair.old);
    let mut come: Vec<&Flow> =
        flows.iter().filter(|pair| pair.old.is_none()).filter_map(|pair| pair.new).collect();
    let mut found = Vec::new();
    for old in gone {
        if let Some(at) = come.iter().position(|new| kinds(old) == kinds(new)) {
            let name = Pair { old, new: come.remove(at) }.map(|flow| flow.name.to_string());
            found.push(Rename { flow: None, kind: "flow", name });
        }
    }
    for flows in matching.flows().into_iter().filter_map(Pair::both) {
        found.extend(of_elements(matching, flows));
    }
    found
}

fn kinds(flow: &Flow) -> Vec<&'static str> {
    flow.elements.rows().iter().map(|element| element.kind.word()).collect()
}

/// The elements of a flow that are gone, each with a new one of its kind behind the same paired element.
fn of_elements(matching: &Matching, flows: Pair<FlowId>) -> Vec<Rename> {
    let flows = flows.map(Some);
    let mut found = Vec::new();
    let (mut gone, mut come): (Vec<&Element>, Vec<&Element>) = (Vec::new(), Vec::new());
    for ids in matching.elements(flows).into_iter().chain([Pair::default()]) {
        let elements = matching.declared(flows).zip(ids);
        let elements = elements.map(|(flow, id)| flow.zip(id).map(|(flow, id)| &flow.elements[id]));
        match (elements.old, elements.new) {
            (Some(old), None) => gone.push(old),
            (None, Some(new)) => come.push(new),
            // What is on both sides, or the end, parts one place from the next.
            _ => {
                let pairs = pairs(std::mem::take(&mut gone), std::mem::take(&mut come));
                let flow = matching.declared(flows).new.map(|flow| flow.name.to_string());
                found.extend(pairs.map(|pair| Rename {
                    flow: flow.clone(),
                    kind: pair.new.kind.word(),
                    name: pair.map(|element| element.label.to_string()),
                }));
            }
        }
    }
    found
}

/// Those of one kind, in order.
fn pairs<'e>(gone: Vec<&'e Element>, mut come: Vec<&'e Element>) -> impl Iterator<Item = Pair<&'e Element>> {
    gone.into_iter().filter_map(move |old| {
        let at = come.iter().position(|new| new.kind.word() == old.kind.word())?;
        Some(Pair { old, new: come.remove(at) })
    })
}
