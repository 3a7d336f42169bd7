//! Whether names still mean what they meant before an edit.
//!
//! The places of other declarations are left out of the comparison: only reports show them, and what has reports is checked
//! again after every change of a signature. Where the elements of a flow stand in it, nobody else knows.

use std::collections::HashSet;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::declaration::{Lookup, NameKind};
use super::symbols::{CustomElementSignature, ElementSignature, Elements, FlowSignature, Symbols, Variables};
use crate::program::{
    Attribute, AttributeId, Channel, ChannelId, CustomElementId, Event, EventId, FlowId, Id, Property,
    Sender, SenderId,
};
use crate::source::DeclarationId;

/// The signatures before and after an edit.
pub(super) struct Meanings<'a> {
    before: &'a Symbols,
    after: &'a Symbols,
    phase: Phase,
    /// The labels of flows that have changed, where that is all that can have changed about labels.
    changed_labels: Option<HashSet<&'a str>>,
    /// The other names that mean something else, those included that only one side could not read.
    changed: HashSet<(NameKind, &'a str), RandomState>,
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
        let changed_labels = changed_labels(before, after);
        let mut meanings = Meanings { before, after, phase, changed_labels, changed: HashSet::default() };
        // Names are few, and they are looked up often.
        let names = before.all_names().chain(after.all_names());
        meanings.changed = names.filter(|(kind, name)| !meanings.is_still(*kind, name)).collect();
        let broken = before.broken.symmetric_difference(&after.broken);
        meanings.changed.extend(broken.map(|(kind, name)| (*kind, &**name)));
        meanings
    }

    /// Whether nothing that a declaration may know of others differs, places included.
    pub(super) fn are_all_same(&self) -> bool {
        let (before, after) = (self.before, self.after);
        before.attributes == after.attributes
            && before.events == after.events
            && before.senders == after.senders
            && before.caps == after.caps
            && before.segments == after.segments
            && are_same_custom_elements(before, after)
            && before.tests == after.tests
            && are_same_fixtures(before, after)
            && before.broken == after.broken
            && before.places == after.places
            && are_same_paths(before, after)
            && self.are_same_flows()
    }

    fn are_same_flows(&self) -> bool {
        let (before, after) = (self.before.flows.rows(), self.after.flows.rows());
        let is_same = |(one, other): (&FlowSignature, &FlowSignature)| {
            one.named == other.named && self.is_same_flow(one, other)
        };
        before.len() == after.len() && before.iter().zip(after).all(is_same)
    }

    /// Whether a file that messages are made from is as it was.
    pub(super) fn is_same_file(&self, file: DeclarationId) -> bool {
        let of = |symbols: &'a Symbols| symbols.templates.values().find(|known| known.id == file);
        matches!((of(self.before), of(self.after)), (Some(one), Some(other)) if Arc::ptr_eq(one, other))
    }

    /// Whether a name that was looked up means what it meant.
    pub(super) fn is_same(&self, (kind, name): &Lookup) -> bool {
        if *kind == NameKind::Label {
            return match &self.changed_labels {
                Some(changed) if !changed.contains(&**name) => true,
                _ => labelled(self.before, name) == labelled(self.after, name),
            };
        }
        let has_changed = |name| self.changed.contains(&(*kind, name));
        self.changed.is_empty()
            || !has_changed(name) && (*kind != NameKind::Sender || !has_changed(own_name(name)))
    }

    /// Whether a name is found as it was, at the same place of its table, with the same signature.
    fn is_still(&self, kind: NameKind, name: &str) -> bool {
        let (before, after) = (self.before.find(kind, name), self.after.find(kind, name));
        before == after
            && self.is_own(kind, name)
            && before.is_none_or(|at| self.is_same_row(kind, at))
    }

    /// Whether the same declaration declares the name: of several with one name, only the first counts.
    fn is_own(&self, kind: NameKind, name: &str) -> bool {
        let declaration = |symbols: &Symbols| symbols.place(kind, name).map(|place| place.declaration);
        declaration(self.before) == declaration(self.after)
    }

    fn is_same_row(&self, kind: NameKind, at: usize) -> bool {
        let (before, after) = (self.before, self.after);
        match kind {
            NameKind::Attribute => {
                let id = AttributeId::from_index(at);
                is_same_attribute(&before.attributes[id], &after.attributes[id])
            }
            NameKind::Event => {
                is_same_event(&before.events[EventId::from_index(at)], &after.events[EventId::from_index(at)])
            }
            NameKind::Channel => {
                let id = ChannelId::from_index(at);
                is_same_channel(&before.channels[id], &after.channels[id])
            }
            NameKind::Sender => {
                let (one, other): (&Sender, &Sender) =
                    (&before.senders[SenderId::from_index(at)], &after.senders[SenderId::from_index(at)]);
                one == other
            }
            NameKind::Flow => {
                self.is_same_flow(&before.flows[FlowId::from_index(at)], &after.flows[FlowId::from_index(at)])
            }
            NameKind::CustomElement => {
                let id = CustomElementId::from_index(at);
                is_same_custom_element(&before.custom_elements[id], &after.custom_elements[id])
            }
            NameKind::Fixture => Arc::ptr_eq(&before.fixtures[at], &after.fixtures[at]),
            // The place in the table is all that others know of them; functions never change.
            NameKind::Caps | NameKind::Segment | NameKind::Function | NameKind::Test | NameKind::Label => {
                true
            }
        }
    }

    fn is_same_flow(&self, one: &FlowSignature, other: &FlowSignature) -> bool {
        one.named.name == other.named.name
            && one.version == other.version
            && one.parameters == other.parameters
            && one.asked == other.asked
            && one.broken_labels == other.broken_labels
            && (self.phase == Phase::First || are_same_variables(&one.variables, &other.variables))
            && are_same_elements(&one.elements, &other.elements)
    }
}

fn are_same_custom_elements(before: &Symbols, after: &Symbols) -> bool {
    let (before, after) = (before.custom_elements.rows(), after.custom_elements.rows());
    let is_same = |(one, other): (&CustomElementSignature, &CustomElementSignature)| {
        one.named == other.named && is_same_custom_element(one, other)
    };
    before.len() == after.len() && before.iter().zip(after).all(is_same)
}

/// Whether there are the same files that messages are made from. What stands in them is compared where they are sent.
fn are_same_paths(before: &Symbols, after: &Symbols) -> bool {
    let (before, after) = (&before.templates, &after.templates);
    before.len() == after.len() && after.keys().all(|path| before.contains_key(path))
}

fn are_same_fixtures(before: &Symbols, after: &Symbols) -> bool {
    let pairs = before.fixtures.iter().zip(&after.fixtures);
    before.fixtures.len() == after.fixtures.len()
        && pairs.into_iter().all(|(one, other)| Arc::ptr_eq(one, other))
}

/// The labels of flows whose elements are not those of before, and those that their broken statements may declare. Nothing where
/// there are other flows than before, so that any label may mean something else.
fn changed_labels<'s>(before: &'s Symbols, after: &'s Symbols) -> Option<HashSet<&'s str>> {
    let (old, new) = (before.flows.rows(), after.flows.rows());
    let are_same = old.iter().map(|flow| &flow.named.name).eq(new.iter().map(|flow| &flow.named.name));
    if !are_same || before.has_broken(NameKind::Flow) != after.has_broken(NameKind::Flow) {
        return None;
    }
    let is_other = |(one, other): &(&FlowSignature, &FlowSignature)| {
        one.broken_labels != other.broken_labels || !are_same_elements(&one.elements, &other.elements)
    };
    let labels = |flow: &'s FlowSignature| {
        let elements = flow.elements.rows().iter().map(|element| &*element.label);
        elements.chain(flow.broken_labels.iter().map(|label| &**label))
    };
    let changed = old.iter().zip(new).filter(is_other);
    Some(changed.flat_map(|(one, other)| labels(one).chain(labels(other))).collect())
}

/// An element with a label: its flow, its place there, the channel of a send, the branches of a split.
type Labelled<'s> = (FlowId, usize, &'s Option<Arc<str>>, &'s [Arc<str>]);

/// The elements that a label may mean, or else whether a flow that could not be read may have it.
fn labelled<'s>(symbols: &'s Symbols, label: &str) -> (Vec<Labelled<'s>>, bool) {
    let mut found = Vec::new();
    for (flow, signature) in symbols.flows.iter() {
        for (at, element) in signature.elements.rows().iter().enumerate() {
            if element.labelled && &*element.label == label {
                found.push((flow, at, &element.channel, &element.branches[..]));
            }
        }
    }
    let may_be = |flow: &FlowSignature| flow.broken_labels.iter().any(|known| &**known == label);
    let lost = symbols.has_broken(NameKind::Flow) || symbols.flows.rows().iter().any(may_be);
    (found, lost)
}

/// The name by which a sender is lost: it is known by channel and name.
fn own_name(name: &str) -> &str {
    name.split_once(' ').map_or(name, |(_, own)| own)
}

fn is_same_attribute(one: &Attribute, other: &Attribute) -> bool {
    one.name == other.name
        && one.r#type == other.r#type
        && one.readonly == other.readonly
        && one.standard == other.standard
}

fn is_same_event(one: &Event, other: &Event) -> bool {
    one.name == other.name
        && one.category == other.category
        && one.channel == other.channel
        && are_same_properties(&one.properties, &other.properties)
}

fn are_same_properties(some: &[Property], others: &[Property]) -> bool {
    let is_same = |(one, other): (&Property, &Property)| {
        one.name == other.name && one.r#type == other.r#type && one.optional == other.optional
    };
    some.len() == others.len() && some.iter().zip(others).all(is_same)
}

fn is_same_channel(one: &Channel, other: &Channel) -> bool {
    one.name == other.name && are_same_properties(&one.content, &other.content)
}

fn is_same_custom_element(one: &CustomElementSignature, other: &CustomElementSignature) -> bool {
    one.named.name == other.named.name
        && one.parameters == other.parameters
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
