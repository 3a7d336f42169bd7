//! Whether names still mean what they meant before an edit.
//!
//! The places of other declarations are left out of the comparison: only reports show them, and what has reports is checked
//! again after every change of a signature. Where the elements of a flow stand in it, nobody else knows.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::declaration::{Lookup, NameKind};
use super::symbols::{
    CustomElementSignature, Declared, ElementSignature, Elements, FlowSignature, Named, Symbols, Variables,
};
use crate::program::{Attribute, Event, Id, Property, SenderId};
use crate::source::DeclarationId;

/// The signatures before and after an edit.
pub(super) struct Meanings<'a> {
    before: &'a Symbols,
    after: &'a Symbols,
    /// The names that mean something else, those included that only one side could not read.
    changed: HashSet<(NameKind, &'a str), RandomState>,
    labels: ChangedLabels<'a>,
}

/// What is being checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// All but tests. The variables of flows are not known yet, and nobody asks for those of others.
    First,
    /// Tests, which ask for the variables of flows.
    Tests,
}

impl<'a> Meanings<'a> {
    pub(super) fn new(before: &'a Symbols, after: &'a Symbols, phase: Phase) -> Meanings<'a> {
        let labels = ChangedLabels::between(before, after);
        let mut meanings = Meanings { before, after, changed: HashSet::default(), labels };
        meanings.compare_tables(phase);
        let broken = before.broken.symmetric_difference(&after.broken);
        meanings.changed.extend(broken.map(|(kind, name)| (*kind, &**name)));
        meanings
    }

    /// Whether nothing that a declaration may know of others differs, places included.
    pub(super) fn are_all_same(&self) -> bool {
        let (before, after) = (self.before, self.after);
        let flows = before.flows.rows().iter().zip(after.flows.rows());
        self.changed.is_empty()
            && before.attributes == after.attributes
            && before.events == after.events
            && are_same_senders(before, after)
            && before.caps == after.caps
            && before.segments == after.segments
            && before.custom_elements.rows().iter().zip(after.custom_elements.rows()).all(are_same_places)
            && flows.into_iter().all(|(one, other)| one.named == other.named)
            && before.tests == after.tests
            && are_same_paths(before, after)
    }

    /// Whether a file that messages are made from is as it was.
    pub(super) fn is_same_file(&self, file: DeclarationId) -> bool {
        let of = |symbols: &'a Symbols| symbols.templates.values().find(|known| known.id == file);
        matches!((of(self.before), of(self.after)), (Some(one), Some(other)) if Arc::ptr_eq(one, other))
    }

    /// Whether all names that were looked up mean what they meant.
    pub(super) fn are_same(&self, lookups: &BTreeSet<Lookup>) -> bool {
        lookups.iter().all(|lookup| self.is_same(lookup))
    }

    fn is_same(&self, (kind, name): &Lookup) -> bool {
        let has_changed = |name| self.changed.contains(&(*kind, name));
        match kind {
            NameKind::Label => self.labels.is_same(name),
            _ if self.changed.is_empty() => true,
            NameKind::Sender => !has_changed(name) && !has_changed(own_name(name)),
            _ => !has_changed(name),
        }
    }

    /// Compares what stands at the same places of the tables. A name has one place, so it means what it meant if it stands there
    /// again, with the same signature. Channels and functions are the standard library's, and never change.
    fn compare_tables(&mut self, phase: Phase) {
        let Meanings { before, after, .. } = *self;
        let is_same_flow = |one: &FlowSignature, other: &FlowSignature| {
            is_same_flow(one, other)
                && (phase == Phase::First || are_same_variables(&one.variables, &other.variables))
        };
        // Of these, others know no more than the place in the table.
        let is_known = |_: &Named, _: &Named| true;
        let of_named = |row: &'a Named| (&row.name, row.location.declaration);
        let both = [before, after];
        self.compare(NameKind::Caps, both.map(|side| side.caps.rows()), of_named, is_known);
        self.compare(NameKind::Segment, both.map(|side| side.segments.rows()), of_named, is_known);
        self.compare(NameKind::Test, both.map(|side| &side.tests[..]), of_named, is_known);
        let of_attribute = |row: &'a Attribute| (&row.name, row.location.declaration);
        let attributes = both.map(|side| side.attributes.rows());
        self.compare(NameKind::Attribute, attributes, of_attribute, is_same_attribute);
        let of_event = |row: &'a Event| (&row.name, row.location.declaration);
        self.compare(NameKind::Event, both.map(|side| side.events.rows()), of_event, is_same_event);
        let of_flow = |row: &'a FlowSignature| of_named(&row.named);
        self.compare(NameKind::Flow, both.map(|side| side.flows.rows()), of_flow, is_same_flow);
        let of_element = |row: &'a CustomElementSignature| of_named(&row.named);
        let elements = both.map(|side| side.custom_elements.rows());
        self.compare(NameKind::CustomElement, elements, of_element, is_same_custom_element);
        self.compare_by_name(NameKind::Sender, |one, other| {
            before.senders[SenderId::from_index(one)] == after.senders[SenderId::from_index(other)]
        });
        self.compare_by_name(NameKind::Fixture, |one, other| {
            Arc::ptr_eq(&before.fixtures[one], &after.fixtures[other])
        });
    }

    /// Notes the names of rows that are not what stood at their places.
    fn compare<T>(
        &mut self,
        kind: NameKind,
        [before, after]: [&'a [T]; 2],
        of: impl Fn(&'a T) -> (&'a Arc<str>, DeclarationId),
        is_same: impl Fn(&T, &T) -> bool,
    ) {
        for (one, other) in before.iter().zip(after) {
            let ((old, declaration), (new, now)) = (of(one), of(other));
            // Of several declarations with one name, only the first counts.
            if !is_same_name(old, new) || declaration != now || !is_same(one, other) {
                self.changed.extend([(kind, &**old), (kind, &**new)]);
            }
        }
        let both = before.len().min(after.len());
        let behind = before[both..].iter().chain(&after[both..]);
        self.changed.extend(behind.map(|row| (kind, &**of(row).0)));
    }

    /// The same, of few rows that do not say where they were declared.
    fn compare_by_name(&mut self, kind: NameKind, is_same: impl Fn(usize, usize) -> bool) {
        let (before, after) = (self.before.names_of(kind), self.after.names_of(kind));
        for name in before.keys().chain(after.keys()) {
            let are_same = |one: &Declared, other: &Declared| {
                one.row == other.row
                    && one.location.declaration == other.location.declaration
                    && is_same(one.row, other.row)
            };
            if !matches!((before.get(name), after.get(name)), (Some(one), Some(other)) if are_same(one, other))
            {
                self.changed.insert((kind, name));
            }
        }
    }
}

/// The labels that may mean something else: tests name those of all flows.
struct ChangedLabels<'a> {
    before: &'a Symbols,
    after: &'a Symbols,
    /// The rows of the flows whose elements are not those of before.
    flows: Vec<usize>,
    /// Their labels, and those that their broken statements may declare.
    labels: HashSet<&'a str, RandomState>,
    /// Where a flow could not be read, and only before or only now, the labels that there are: any other may be its.
    known: Option<HashSet<&'a str, RandomState>>,
}

impl<'a> ChangedLabels<'a> {
    fn between(before: &'a Symbols, after: &'a Symbols) -> ChangedLabels<'a> {
        let (old, new) = (before.flows.rows(), after.flows.rows());
        let is_other = |at: &usize| match (old.get(*at), new.get(*at)) {
            (Some(one), Some(other)) => {
                one.broken_labels != other.broken_labels || !are_same_elements(&one.elements, &other.elements)
            }
            _ => true,
        };
        let flows: Vec<usize> = (0..old.len().max(new.len())).filter(is_other).collect();
        let changed = flows.iter().flat_map(|&at| old.get(at).into_iter().chain(new.get(at)));
        let labels = changed.flat_map(labels).collect();
        let is_lost_otherwise = before.has_broken(NameKind::Flow) != after.has_broken(NameKind::Flow);
        let known = is_lost_otherwise.then(|| new.iter().flat_map(labels_of_elements).collect());
        ChangedLabels { before, after, flows, labels, known }
    }

    fn is_same(&self, label: &str) -> bool {
        let is_lost = self.known.as_ref().is_some_and(|known| !known.contains(label));
        !is_lost
            && (!self.labels.contains(label)
                || self.labelled(self.before, label) == self.labelled(self.after, label))
    }

    /// The elements of the changed flows that a label may mean, and whether one of these flows may have it that could not be read.
    fn labelled<'s>(&self, symbols: &'s Symbols, label: &str) -> (Vec<Labelled<'s>>, bool) {
        let (mut found, mut is_lost) = (Vec::new(), false);
        for &flow in &self.flows {
            let Some(signature) = symbols.flows.rows().get(flow) else { continue };
            is_lost |= signature.broken_labels.iter().any(|known| &**known == label);
            for (at, element) in signature.elements.rows().iter().enumerate() {
                if element.labelled && &*element.label == label {
                    found.push((flow, at, &element.channel, &element.branches[..]));
                }
            }
        }
        (found, is_lost)
    }
}

/// An element with a label: its flow, its place there, the channel of a send, the branches of a split.
type Labelled<'s> = (usize, usize, &'s Option<Arc<str>>, &'s [Arc<str>]);

fn labels(flow: &FlowSignature) -> impl Iterator<Item = &str> {
    labels_of_elements(flow).chain(flow.broken_labels.iter().map(|label| &**label))
}

fn labels_of_elements(flow: &FlowSignature) -> impl Iterator<Item = &str> {
    flow.elements.rows().iter().map(|element| &*element.label)
}

/// Names that come from one tree are one object, which is seen without reading them.
fn is_same_name(one: &Arc<str>, other: &Arc<str>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

/// Whether there are the same files that messages are made from. What stands in them is compared where they are sent.
fn are_same_paths(before: &Symbols, after: &Symbols) -> bool {
    let (before, after) = (&before.templates, &after.templates);
    before.len() == after.len() && after.keys().all(|path| before.contains_key(path))
}

/// The name by which a sender is lost: it is known by channel and name.
fn own_name(name: &str) -> &str {
    name.split_once(' ').map_or(name, |(_, own)| own)
}

/// Whether senders were declared where they are declared now. What they are was compared.
fn are_same_senders(before: &Symbols, after: &Symbols) -> bool {
    let (before, after) = (before.names_of(NameKind::Sender), after.names_of(NameKind::Sender));
    let is_there = |(name, declared): (&Arc<str>, &Declared)| {
        after.get(name).is_some_and(|now| now.location == declared.location)
    };
    before.iter().all(is_there)
}

fn are_same_places((one, other): (&CustomElementSignature, &CustomElementSignature)) -> bool {
    one.named == other.named
}

fn is_same_flow(one: &FlowSignature, other: &FlowSignature) -> bool {
    one.version == other.version
        && one.parameters == other.parameters
        && one.asked == other.asked
        && one.broken_labels == other.broken_labels
        && are_same_elements(&one.elements, &other.elements)
}

fn is_same_attribute(one: &Attribute, other: &Attribute) -> bool {
    one.r#type == other.r#type && one.readonly == other.readonly && one.standard == other.standard
}

fn is_same_event(one: &Event, other: &Event) -> bool {
    one.category == other.category
        && one.channel == other.channel
        && are_same_properties(&one.properties, &other.properties)
}

fn are_same_properties(some: &[Property], others: &[Property]) -> bool {
    let is_same = |(one, other): (&Property, &Property)| {
        one.name == other.name && one.r#type == other.r#type && one.optional == other.optional
    };
    some.len() == others.len() && some.iter().zip(others).all(is_same)
}

fn is_same_custom_element(one: &CustomElementSignature, other: &CustomElementSignature) -> bool {
    one.parameters == other.parameters
        && one.results == other.results
        && one.calls == other.calls
        && one.broken == other.broken
        && are_same_elements(&one.elements, &other.elements)
}

fn are_same_elements(some: &Arc<Elements>, others: &Arc<Elements>) -> bool {
    let is_same = |(one, other): (&ElementSignature, &ElementSignature)| {
        one.label == other.label
            && one.labelled == other.labelled
            && one.channel == other.channel
            && one.branches == other.branches
    };
    Arc::ptr_eq(some, others)
        || some.len() == others.len() && some.rows().iter().zip(others.rows()).all(is_same)
}

fn are_same_variables(some: &Arc<Variables>, others: &Arc<Variables>) -> bool {
    Arc::ptr_eq(some, others) || some == others
}
