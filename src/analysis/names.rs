//! Names of targets, and the words for what they are.

use std::sync::Arc;

use super::view::View;
use crate::check::Target;
use crate::program::{Id, PropertySlot, Type};
use crate::syntax::tree::DeclarationKind;

/// The name of what a name means.
pub(super) fn name(view: &View, target: Target) -> Option<Arc<str>> {
    let symbols = view.symbols();
    Some(match target {
        Target::Attribute(id) => symbols.attributes.get(id)?.name.clone(),
        Target::Property(event, PropertySlot::Declared(at)) => {
            symbols.events.get(event)?.properties.get(at as usize)?.name.clone()
        }
        Target::Property(_, PropertySlot::Time) => "time".into(),
        Target::Variable(home, variable) => {
            view.home(home)?.check?.variables().get(variable.index())?.name.clone()
        }
        Target::Parameter(flow, at) => {
            symbols.flows.get(flow)?.parameters.as_ref()?.get(at as usize)?.name.clone()
        }
        Target::Event(id) => symbols.events.get(id)?.name.clone(),
        Target::Channel(id) => symbols.channels.get(id)?.name.clone(),
        Target::Sender(id) => symbols.senders.get(id)?.name.clone(),
        Target::Caps(id) => symbols.caps.get(id)?.name.clone(),
        Target::Segment(id) => symbols.segments.get(id)?.name.clone(),
        Target::Flow(id) => symbols.flows.get(id)?.named.name.clone(),
        Target::Element(home, id) => symbols.elements(home).get(id)?.label.clone(),
        Target::CustomElement(id) => symbols.custom_elements.get(id)?.named.name.clone(),
        Target::Function(function) => function.name().into(),
        Target::Fixture(at) => match &symbols.fixtures.get(at as usize)?.kind {
            DeclarationKind::Fixture(fixture) => fixture.name.text.clone(),
            _ => return None,
        },
        Target::Person(at) | Target::CaseValue(at) => {
            let written = view.snapshot().text(view.place(at));
            written.trim_matches('`').into()
        }
    })
}

/// The type of what a name means, where it is a value.
pub(super) fn type_of(view: &View, target: Target) -> Option<Type> {
    let symbols = view.symbols();
    match target {
        Target::Attribute(id) => Some(symbols.attributes.get(id)?.r#type.clone()),
        Target::Property(event, slot) => Some(symbols.events.get(event)?.property_type(slot)),
        Target::Variable(home, variable) => {
            Some(view.home(home)?.check?.variables().get(variable.index())?.r#type.clone())
        }
        _ => None,
    }
}

/// What it is, in a word of the language.
pub(super) fn kind(target: Target) -> &'static str {
    match target {
        Target::Attribute(_) => "attribute",
        Target::Property(..) => "property",
        Target::Variable(..) | Target::Parameter(..) => "variable",
        Target::Event(_) => "event",
        Target::Channel(_) => "channel",
        Target::Sender(_) => "sender",
        Target::Caps(_) => "caps",
        Target::Segment(_) => "segment",
        Target::Flow(_) => "flow",
        Target::Element(..) => "label",
        Target::CustomElement(_) => "element",
        Target::Function(_) => "function",
        Target::Fixture(_) => "fixture",
        Target::Person(_) => "person",
        Target::CaseValue(_) => "value",
    }
}
