//! Messages.

use std::fmt::Write;
use std::sync::Arc;

use super::step::{Scope, Step};
use super::{Body, Message, Participant, What};
use crate::eval::Facts;
use crate::program::{ChannelId, ContentValue, ElementId, Owner, Send};
use crate::value::{Text, Value};

impl Step<'_, '_> {
    /// Hands a message over, and makes the channel's event of it.
    pub(super) fn send(&mut self, participant: &Participant, id: ElementId, send: &Send) {
        let (scope, channel, sender) = (Scope::of(participant, id), send.channel, send.sender);
        if self.is_capped(participant.flow, channel) {
            return self.record(scope.place, What::Capped(channel));
        }
        let content = send.content.iter().enumerate();
        let content = content.map(|(at, line)| (line.name.clone(), self.body(scope.draw(at), &line.value)));
        let content = content.collect();
        let contact = self.contact(channel);
        let key = self.message_key(participant, id);
        self.record(scope.place, What::Sent(Box::new(Message { channel, sender, contact, content, key })));
        if let Some(sent) = self.stepper.program.channels[channel].sent {
            self.make(sent, [].into(), Some(Owner { flow: participant.flow, element: Some(id) }));
        }
    }

    fn body(&mut self, scope: Scope, value: &ContentValue) -> Body {
        let zone = self.flow(scope.place.flow).zone;
        let text = Text::from(self.value(scope, value.text()).show(zone));
        match value {
            ContentValue::File { path, .. } => Body::File { path: path.clone(), text },
            ContentValue::Value(_) => Body::Text(text),
        }
    }

    /// Where messages of a channel go.
    fn contact(&self, channel: ChannelId) -> Option<Text> {
        let attribute = self.stepper.program.channels[channel].contact?;
        match self.person.attribute(attribute) {
            Value::Text(contact) if !contact.is_empty() => Some(contact),
            _ => None,
        }
    }

    /// What tells this message from every other: flow, element, entry, visit and person.
    ///
    /// A participant comes to an element once, since elements lead forward, so the visit is always the first. The person
    /// stands last and needs no escaping; in the names before, `/` and `%` are written as in addresses.
    fn message_key(&self, participant: &Participant, id: ElementId) -> Arc<str> {
        let flow = self.flow(participant.flow);
        let mut key = escaped(&flow.name);
        let label = escaped(&flow.elements[id].label);
        // Writing to a text cannot fail.
        let _ = write!(key, "/{label}/{}.1/{}", participant.entry, self.person.key());
        key.into()
    }
}

fn escaped(name: &str) -> String {
    name.replace('%', "%25").replace('/', "%2F")
}
