//! What belongs together in two programs: flows by name, elements by label, arms by their words.
//!
//! An element without a label goes by its kind and ordinal, which says nothing once another one comes before it. Such elements
//! are paired in order instead: those that are written alike, and then those of one kind at the same place between others that
//! are paired. An arm with a condition that is no longer written alike is the same arm where it stands at the same place, too.
//! Branches of splits and named outcomes have names, and those alone pair them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Pair;
use super::align::align;
use crate::host::table::source;
use crate::host::trace::Names;
use crate::program::{ArmTaken, Element, ElementId, Flow, FlowId, Location, Way};

/// The ways out of paired elements; the same number on both sides is the same way.
pub(super) type Arms = BTreeMap<(FlowId, ElementId, ArmTaken), u32>;

/// The elements of one side.
pub(super) type Elements = BTreeMap<(FlowId, ElementId), Known>;

/// An element, whatever side it is on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Known {
    /// Its place in its flow; the same number on both sides is the same element.
    pub(super) number: u32,
    /// Its label on the new side, if it is there.
    pub(super) label: Arc<str>,
}

/// What belongs together.
pub(super) struct Matching<'a> {
    names: Pair<Names<'a>>,
    elements: Pair<Elements>,
    arms: Pair<Arms>,
}

impl<'a> Matching<'a> {
    pub(super) fn new(names: Pair<Names<'a>>) -> Matching<'a> {
        let mut matching = Matching { names, elements: Pair::default(), arms: Pair::default() };
        for flows in matching.flows() {
            for (number, elements) in (0..).zip(matching.elements(flows)) {
                matching.number(number, flows, elements);
                if let Some((flows, elements)) = flows.both().zip(elements.both()) {
                    matching.number_arms(flows, elements);
                }
            }
        }
        matching
    }

    /// The flows of both programs, by name.
    pub(super) fn flows(&self) -> Vec<Pair<Option<FlowId>>> {
        let mut flows: BTreeMap<&str, Pair<Option<FlowId>>> = BTreeMap::new();
        for (id, flow) in self.names.old.program.flows.iter() {
            flows.entry(&flow.name).or_default().old = Some(id);
        }
        for (id, flow) in self.names.new.program.flows.iter() {
            flows.entry(&flow.name).or_default().new = Some(id);
        }
        flows.into_values().collect()
    }

    /// The flows as they are declared.
    pub(super) fn declared(&self, flows: Pair<Option<FlowId>>) -> Pair<Option<&'a Flow>> {
        self.names.zip(flows).map(|(names, id)| id.map(|id| &names.program.flows[id]))
    }

    /// The elements of two flows, in the order of the new one; one that is gone stands behind the one that it stood behind.
    pub(super) fn elements(&self, flows: Pair<Option<FlowId>>) -> Vec<Pair<Option<ElementId>>> {
        let Pair { old, new } = self.declared(flows);
        let partners = old.zip(new).map_or_else(BTreeMap::new, |(old, new)| self.partners(Pair { old, new }));
        let mut gone: BTreeMap<Option<ElementId>, Vec<ElementId>> = BTreeMap::new();
        let mut behind = None;
        for id in old.into_iter().flat_map(|flow| flow.elements.ids()) {
            match partners.get(&id) {
                Some(partner) => behind = Some(*partner),
                None => gone.entry(behind).or_default().push(id),
            }
        }
        let mut gone_behind = |id: Option<ElementId>| {
            gone.remove(&id).unwrap_or_default().into_iter().map(|old| Pair { old: Some(old), new: None })
        };
        let mut pairs: Vec<_> = gone_behind(None).collect();
        let old_of: BTreeMap<ElementId, ElementId> = partners.iter().map(|(old, new)| (*new, *old)).collect();
        for id in new.into_iter().flat_map(|flow| flow.elements.ids()) {
            pairs.push(Pair { old: old_of.get(&id).copied(), new: Some(id) });
            pairs.extend(gone_behind(Some(id)));
        }
        pairs
    }

    /// The elements of the old flow that are in the new one, each with its counterpart.
    fn partners(&self, flows: Pair<&Flow>) -> BTreeMap<ElementId, ElementId> {
        let written = self.names.zip(flows).map(|(names, flow)| {
            flow.elements.iter().map(|(id, element)| Written::new(names, id, element)).collect::<Vec<_>>()
        });
        let pairs = align(&written.old, &written.new, Written::is_same, Written::is_alike);
        let of = |at: Pair<usize>| (written.old[at.old].id, written.new[at.new].id);
        let mut partners: BTreeMap<_, _> = pairs.into_iter().filter_map(Pair::both).map(of).collect();
        // Whatever has a label may stand anywhere.
        for old in written.old.iter().filter(|one| one.has_label) {
            if let Some(new) = written.new.iter().find(|new| old.is_same(new)) {
                partners.insert(old.id, new.id);
            }
        }
        partners
    }

    fn number(&mut self, number: u32, flows: Pair<Option<FlowId>>, elements: Pair<Option<ElementId>>) {
        let ids = flows.zip(elements).map(|(flow, element)| flow.zip(element));
        let Some((flow, element)) = ids.newest() else { return };
        let names = if ids.new.is_some() { self.names.new } else { self.names.old };
        let known = Known { number, label: names.program.flows[flow].elements[element].label.clone() };
        self.elements.old.extend(ids.old.map(|id| (id, known.clone())));
        self.elements.new.extend(ids.new.map(|id| (id, known)));
    }

    /// The ways out of two elements, in the order of the new one.
    pub(super) fn ways(
        &self,
        flows: Pair<Option<FlowId>>,
        elements: Pair<Option<ElementId>>,
    ) -> Vec<Pair<Option<ArmTaken>>> {
        let ways = self.declared(flows).zip(elements).zip(self.names).map(|((flow, element), names)| {
            let element = flow.zip(element).map(|(flow, element)| &flow.elements[element]);
            element.map_or_else(Vec::new, |element| named_ways(names, element))
        });
        let same = |old: &NamedWay, new: &NamedWay| old.words == new.words;
        let alike = |old: &NamedWay, new: &NamedWay| old.has_condition && new.has_condition;
        let pairs = align(&ways.old, &ways.new, same, alike);
        let arm = |at: Option<usize>, ways: &[NamedWay]| at.map(|at| ways[at].arm);
        pairs
            .into_iter()
            .map(|at| Pair { old: arm(at.old, &ways.old), new: arm(at.new, &ways.new) })
            .collect()
    }

    /// Gives the ways out of two elements that are one the same number, and all others numbers of their own.
    fn number_arms(&mut self, flows: Pair<FlowId>, elements: Pair<ElementId>) {
        for (number, ways) in (0..).zip(self.ways(flows.map(Some), elements.map(Some))) {
            if let Some(arm) = ways.old {
                self.arms.old.insert((flows.old, elements.old, arm), number);
            }
            if let Some(arm) = ways.new {
                self.arms.new.insert((flows.new, elements.new, arm), number);
            }
        }
    }

    /// The elements of both sides.
    pub(super) fn known(&self) -> Pair<&Elements> {
        self.elements.as_ref()
    }

    /// The numbers of the ways out of elements that are on both sides.
    pub(super) fn arms(&self) -> Pair<&Arms> {
        self.arms.as_ref()
    }
}

/// An element as it is written.
struct Written<'a> {
    id: ElementId,
    kind: &'static str,
    label: &'a str,
    /// Whether somebody gave it the label.
    has_label: bool,
    /// All of it, but for arms.
    text: &'a str,
}

impl<'a> Written<'a> {
    fn new(names: Names<'a>, id: ElementId, element: &'a Element) -> Written<'a> {
        let (kind, label) = (element.kind.word(), &*element.label);
        let ordinal = label.strip_prefix(kind).and_then(|rest| rest.strip_prefix(' '));
        let has_label = ordinal.is_none_or(|ordinal| ordinal.parse::<u32>().is_err());
        let location = if element.kind.ways().is_empty() { element.extent } else { element.location };
        Written { id, kind, label, has_label, text: text(names, location) }
    }

    fn is_same(&self, new: &Written) -> bool {
        match (self.has_label, new.has_label) {
            (true, true) => self.label == new.label,
            (false, false) => self.kind == new.kind && self.text == new.text,
            _ => false,
        }
    }

    fn is_alike(&self, new: &Written) -> bool {
        !self.has_label && !new.has_label && self.kind == new.kind
    }
}

fn text(names: Names<'_>, location: Location) -> &str {
    names.snapshot.map_or("", |snapshot| snapshot.text(snapshot.place(location)))
}

/// A way out as people know it.
struct NamedWay {
    arm: ArmTaken,
    words: String,
    has_condition: bool,
}

fn named_ways(names: Names, element: &Element) -> Vec<NamedWay> {
    let named = |way: Way| NamedWay {
        arm: way.arm,
        words: way_words(names, element, &way),
        has_condition: way.location.is_some(),
    };
    element.kind.ways().into_iter().map(named).collect()
}

/// A way out as it is written, or else its name.
fn way_words(names: Names, element: &Element, way: &Way) -> String {
    let written = way.location.and_then(|location| source(names, location));
    written.unwrap_or_else(|| names.program.arm_name(&element.kind, way.arm))
}

/// A way out of an element as it is written, or else its name.
pub(super) fn arm_words(names: Names, element: &Element, arm: ArmTaken) -> String {
    let way = element.kind.ways().into_iter().find(|way| way.arm == arm);
    way.map_or_else(|| names.program.arm_name(&element.kind, arm), |way| way_words(names, element, &way))
}
