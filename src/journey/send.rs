//! Messages.

use std::sync::Arc;

use super::step::{Scope, Step};
use super::{Body, Message, Participant, What};
use crate::eval::Facts;
use crate::program::{ChannelId, Content, ContentValue, ElementId, Owner, Send};
use crate::value::{Text, Value};

impl Step<'_, '_> {
    /// Hands a message over, and makes the channel's event of it.
    pub(super) fn send(&mut self, participant: &Participant, id: ElementId, send: &Send) {
        let (scope, channel, sender) = (Scope::of(participant, id), send.channel, send.sender);
        if self.is_capped(participant.flow, channel) {
            return self.record(scope.place, What::Capped(channel));
        }
        let content = self.content(scope, 0, &send.content);
        let contact = self.contact(channel);
        let key = self.effect_key(participant, id);
        self.record(scope.place, What::Sent(Box::new(Message { channel, sender, contact, content, key })));
        if let Some(sent) = self.stepper.program.channels[channel].sent {
            self.make(sent, [].into(), Some(Owner { flow: participant.flow, element: Some(id) }));
        }
    }

    /// The lines of a message; their expressions stand behind so many others of the element.
    pub(super) fn content(
        &mut self,
        scope: Scope,
        behind: usize,
        lines: &[Content],
    ) -> Vec<(Arc<str>, Body)> {
        let lines = lines.iter().enumerate();
        lines.map(|(at, line)| (line.name.clone(), self.body(scope.draw(behind + at), &line.value))).collect()
    }

    fn body(&mut self, scope: Scope, value: &ContentValue) -> Body {
        match value {
            ContentValue::File(path) => Body::File(path.clone()),
            ContentValue::Value(expression) => {
                let value = self.value(scope, *expression);
                Body::Text(Text::from(value.show(self.flow(scope.place.flow).zone)))
            }
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
}
