//! The names that a declaration declares, noted as what names mean is noted. What a flow or a custom element holds is
//! noted where it is checked.

use super::declaration::{Checker, NameKind, Role, Target};
use super::signatures::sender_key;
use crate::program::{AttributeId, CapsId, ChannelId, EventId, Id, PropertySlot, SegmentId, SenderId};
use crate::syntax::tree::{self, DeclarationKind, Name};

/// Notes the names. A name that was declared elsewhere before is none of this declaration.
pub(super) fn names(checker: &mut Checker) {
    let declaration = checker.declaration;
    match &declaration.kind {
        DeclarationKind::People(attributes) => {
            let attribute = |at| Target::Attribute(AttributeId::from_index(at));
            attributes.iter().for_each(|one| name(checker, NameKind::Attribute, &one.name, attribute));
        }
        DeclarationKind::Event(event) => properties(checker, event),
        DeclarationKind::Senders(senders) => senders.iter().for_each(|sender| one_sender(checker, sender)),
        DeclarationKind::Caps(caps) => {
            name(checker, NameKind::Caps, &caps.name, |at| Target::Caps(CapsId::from_index(at)));
        }
        DeclarationKind::Segment(segment) => {
            let target = |at| Target::Segment(SegmentId::from_index(at));
            name(checker, NameKind::Segment, &segment.name, target);
        }
        DeclarationKind::Channel(channel) => {
            let target = |at| Target::Channel(ChannelId::from_index(at));
            name(checker, NameKind::Channel, &channel.name, target);
        }
        DeclarationKind::Function(function) => functions(checker, function),
        // Their names are noted where what they hold is checked.
        DeclarationKind::Flow(flow) => own(checker, NameKind::Flow, &flow.name),
        DeclarationKind::CustomElement(element) => own(checker, NameKind::CustomElement, &element.name),
        DeclarationKind::Fixture(fixture) => {
            name(checker, NameKind::Fixture, &fixture.name, |at| Target::Fixture(at as u32));
        }
        DeclarationKind::Test(test) => {
            checker.result.lookups.insert((NameKind::Test, test.name.text.clone()));
        }
        _ => {}
    }
}

/// Notes that the declaration depends on what its own name means: another one may have it, too.
fn own(checker: &mut Checker, kind: NameKind, name: &Name) {
    checker.look_up(kind, &name.text);
}

fn name(checker: &mut Checker, kind: NameKind, name: &Name, target: impl Fn(usize) -> Target) {
    let found = checker.look_up(kind, &name.text);
    let is_here = checker.symbols.place(kind, &name.text) == Some(checker.at(name.span));
    if let Some(at) = found.filter(|_| is_here) {
        checker.note(name.span, target(at), Role::Declared);
    }
}

fn properties(checker: &mut Checker, event: &tree::Event) {
    name(checker, NameKind::Event, &event.name, |at| Target::Event(EventId::from_index(at)));
    let Some(at) = checker.symbols.find(NameKind::Event, &event.name.text) else { return };
    let (id, symbols) = (EventId::from_index(at), checker.symbols);
    for written in &event.properties {
        let rows = &symbols.events[id].properties;
        let slot = rows.iter().position(|known| known.location == checker.at(written.name.span));
        if let Some(slot) = slot {
            let target = Target::Property(id, PropertySlot::Declared(slot as u32));
            checker.note(written.name.span, target, Role::Declared);
        }
    }
    if let Some(name) = &event.channel {
        channel(checker, name);
    }
}

/// A channel that is named. One that is unknown is reported with the signatures.
fn channel(checker: &mut Checker, name: &Name) {
    if let Some(at) = checker.look_up(NameKind::Channel, &name.text) {
        checker.resolve(name.span, Target::Channel(ChannelId::from_index(at)));
    }
}

fn one_sender(checker: &mut Checker, sender: &tree::Sender) {
    let key = sender_key(&sender.channel.text, &sender.name.text);
    let found = checker.look_up(NameKind::Sender, &key);
    channel(checker, &sender.channel);
    let is_here = checker.symbols.place(NameKind::Sender, &key) == Some(checker.at(sender.name.span));
    if let Some(at) = found.filter(|_| is_here) {
        checker.note(sender.name.span, Target::Sender(SenderId::from_index(at)), Role::Declared);
    }
}

/// Each of several signatures of one name declares the function.
fn functions(checker: &mut Checker, function: &tree::Function) {
    let found = checker.look_up(NameKind::Function, &function.name.text);
    let arity = function.parameters.len();
    if let Some(known) =
        crate::program::Function::find(&function.name.text, arity).filter(|_| found.is_some())
    {
        checker.note(function.name.span, Target::Function(known), Role::Declared);
    }
}
