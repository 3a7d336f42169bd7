//! Notifications to people of the company itself, and conversations with agents.

use super::step::{Scope, Step};
use super::{Conversation, Notification, Participant, What, convert};
use crate::diagnostic::Problem;
use crate::program::{ChannelId, ElementId, ExpressionId, Notify};
use crate::value::{Text, Value};

/// How many digits a phone number has (E.164, and short numbers).
const DIGITS: std::ops::RangeInclusive<usize> = 3..=15;

impl Step<'_, '_> {
    /// Tells people of the company. A recipient that is no address is an error record, and the others are told.
    pub(super) fn notify(&mut self, participant: &Participant, id: ElementId, notify: &Notify) {
        let scope = Scope::of(participant, id);
        let mut recipients = Vec::with_capacity(notify.recipients.len());
        for (at, recipient) in notify.recipients.iter().enumerate() {
            recipients.extend(self.recipient(scope.draw(at), notify.channel, *recipient));
        }
        let content = self.content(scope, notify.recipients.len(), &notify.content);
        if recipients.is_empty() {
            return;
        }
        let (channel, key) = (notify.channel, self.key_of(scope.place, None));
        let notification = Notification { channel, recipients, content, key };
        self.record(scope.place, What::Notified(Box::new(notification)));
    }

    /// The address that an expression names, if it is one.
    fn recipient(&mut self, scope: Scope, channel: ChannelId, expression: ExpressionId) -> Option<Text> {
        let value = self.value(scope, expression);
        let (is_address, expected): (fn(&str) -> bool, _) =
            match &*self.stepper.program.channels[channel].name {
                "email" => (is_email, "an email address"),
                _ => (is_phone, "a phone number"),
            };
        match value {
            Value::Text(address) if is_address(&address) => Some(address),
            value => {
                let zone = self.flow(scope.place.flow).zone;
                let value = if value.is_empty() { "empty".to_owned() } else { value.show(zone) };
                let location = self.stepper.program.expressions[expression].location;
                let problem = Problem::FailedConversion { value, expected: expected.to_owned() };
                self.error(scope.place, location, problem);
                None
            }
        }
    }

    /// Hands the person over to an agent.
    pub(super) fn start_conversation(&mut self, participant: &Participant, id: ElementId, tag: ExpressionId) {
        let scope = Scope::of(participant, id);
        let value = self.value(scope, tag);
        let is_tag = |tag: &Text| !tag.is_empty() && convert::too_long(tag, convert::LONGEST_TAG).is_none();
        match value {
            Value::Text(tag) if is_tag(&tag) => {
                let key = self.key_of(scope.place, None);
                self.record(scope.place, What::Conversation(Box::new(Conversation { tag, key })));
            }
            value => {
                let zone = self.flow(participant.flow).zone;
                let value = if value.is_empty() { "empty".to_owned() } else { value.show(zone) };
                let expected = format!("a tag of 1 to {} characters", convert::LONGEST_TAG);
                self.element_error(scope, Problem::FailedConversion { value, expected });
            }
        }
    }
}

/// Whether a text is one email address, as far as that can be seen.
fn is_email(text: &str) -> bool {
    let parts: Vec<&str> = text.split('@').collect();
    let is_one = !text.contains([',', ';']) && !text.chars().any(char::is_whitespace);
    is_one && matches!(parts[..], [name, host] if !name.is_empty() && !host.is_empty())
}

/// Whether a text is one phone number.
fn is_phone(text: &str) -> bool {
    let number = text.strip_prefix('+').unwrap_or(text);
    let is_filler = |character: char| matches!(character, ' ' | '-' | '(' | ')' | '.' | '/');
    let digits = number.chars().filter(char::is_ascii_digit).count();
    DIGITS.contains(&digits)
        && number.chars().all(|character| character.is_ascii_digit() || is_filler(character))
}
