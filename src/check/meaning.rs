//! Whether names still mean what they meant before an edit.
//!
//! The places of other declarations are left out of the comparison: only reports show them, and what has reports is checked
//! again after every change of a signature.

use std::sync::Arc;

use super::declaration::{Lookup, NameKind};
use super::symbols::{CustomElementSignature, ElementSignature, FlowSignature, Symbols};
use crate::program::{
    Attribute, AttributeId, Channel, ChannelId, CustomElementId, Event, EventId, FlowId, Id, Property,
    Sender, SenderId,
};

/// The signatures before and after an edit.
pub(super) struct Meanings<'a> {
    before: &'a Symbols,
    after: &'a Symbols,
}

impl<'a> Meanings<'a> {
    pub(super) fn new(before: &'a Symbols, after: &'a Symbols) -> Meanings<'a> {
        Meanings { before, after }
    }

    /// Whether a name is found as it was, at the same place of its table, with the same signature.
    pub(super) fn is_same(&self, (kind, name): &Lookup) -> bool {
        if *kind == NameKind::Label {
            return labelled(self.before, name) == labelled(self.after, name);
        }
        let (before, after) = (self.before.find(*kind, name), self.after.find(*kind, name));
        before == after
            && is_broken(self.before, *kind, name) == is_broken(self.after, *kind, name)
            && self.is_own(*kind, name)
            && before.is_none_or(|at| self.is_same_row(*kind, at))
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
                is_same_flow(&before.flows[FlowId::from_index(at)], &after.flows[FlowId::from_index(at)])
            }
            NameKind::CustomElement => {
                let id = CustomElementId::from_index(at);
                is_same_custom_element(&before.custom_elements[id], &after.custom_elements[id])
            }
            // The place in the table is all that others know of them; functions never change.
            NameKind::Caps | NameKind::Segment | NameKind::Function | NameKind::Test | NameKind::Label => {
                true
            }
        }
    }
}

/// The elements that a label may mean, or else whether a flow that could not be read may have it.
fn labelled<'s>(
    symbols: &'s Symbols,
    label: &str,
) -> (Vec<(FlowId, usize, &'s Option<Arc<str>>, &'s [Arc<str>])>, bool) {
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

/// Whether there is something of the name that could not be read. Senders are known by channel and name, and lost by name.
fn is_broken(symbols: &Symbols, kind: NameKind, name: &str) -> bool {
    let name = if kind == NameKind::Sender { name.split(' ').next_back().unwrap_or(name) } else { name };
    symbols.is_broken(kind, name)
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

fn is_same_flow(one: &FlowSignature, other: &FlowSignature) -> bool {
    one.named.name == other.named.name
        && one.version == other.version
        && one.parameters == other.parameters
        && one.asked == other.asked
        && one.broken_labels == other.broken_labels
        && one.variables == other.variables
        && are_same_elements(one.elements.rows(), other.elements.rows())
}

fn is_same_custom_element(one: &CustomElementSignature, other: &CustomElementSignature) -> bool {
    one.named.name == other.named.name
        && one.parameters == other.parameters
        && one.results == other.results
        && one.calls == other.calls
        && one.broken == other.broken
        && are_same_elements(one.elements.rows(), other.elements.rows())
}

fn are_same_elements(some: &[ElementSignature], others: &[ElementSignature]) -> bool {
    let is_same = |(one, other): (&ElementSignature, &ElementSignature)| {
        one.label == other.label
            && one.labelled == other.labelled
            && one.channel == other.channel
            && one.branches == other.branches
    };
    some.len() == others.len() && some.iter().zip(others).all(is_same)
}
