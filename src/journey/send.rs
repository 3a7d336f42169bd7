//! Messages: what they are made of, and whether they are handed over.

use std::sync::Arc;

use super::element::Passage;
use super::markup::is_markup;
use super::outbox::{Goods, Parcel};
use super::step::{Scope, Step};
use super::{Body, FilledFile, Message, Participant, Place, What, Withheld};
use crate::program::{ChannelId, Content, ContentValue, ElementId, ExpressionKind, OptOut, Owner, Send};
use crate::value::time::add_elapsed;
use crate::value::{Duration, Instant, Text, Unit, Value};

/// How long a message may be tried at least and at most, in seconds; it is the latter where nothing is said.
const VALIDITY: (i64, i64) = (10, 48 * 60 * 60);

impl Step<'_, '_> {
    /// Makes a message and lets it out. With arms, the participant stays for what comes of it.
    pub(super) fn send(&mut self, participant: &Participant, id: ElementId, send: &Send) -> Passage {
        let scope = Scope::of(participant, id);
        let reached = self.mark();
        let expires = self.end_of_validity(scope.draw(send.content.len()), send);
        let hours = self.hours(scope.draw(send.content.len() + 1), send.delivery.window.as_ref());
        let message = self.message(participant, id, send, expires);
        let goods = Goods::Message(Box::new(message));
        self.post(Parcel { place: scope.place, goods, hours, goes: None, expires }, send.delivery.speed);
        if send.branches.is_some() {
            return self.stay_since(participant, id, reached, expires);
        }
        Passage::To(self.flow(participant.flow).elements[id].next)
    }

    fn message(
        &mut self,
        participant: &Participant,
        id: ElementId,
        send: &Send,
        expires: Option<Instant>,
    ) -> Message {
        let scope = Scope::of(participant, id);
        Message {
            channel: send.channel,
            sender: send.sender,
            contact: None,
            content: self.content(scope, 0, &send.content),
            expires: expires.filter(|_| send.validity.is_some()),
            shorten_urls: send.shorten_urls,
            track_clicks: send.track_clicks,
            key: self.key_of(scope.place, None),
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
        let (zone, program) = (self.flow(scope.place.flow).zone, self.stepper.program);
        let text = match (value, &program.expressions[value.text()].kind) {
            (ContentValue::File { path, .. }, ExpressionKind::Template(parts)) if is_markup(path) => {
                self.markup(scope, parts)
            }
            _ => Text::from(self.value(scope, value.text()).show(zone)),
        };
        match value {
            ContentValue::File { path, .. } => Body::File(FilledFile { path: path.clone(), text }),
            ContentValue::Value(_) => Body::Text(text),
        }
    }

    /// When the validity of a message ends that is due now. One that is stated is kept within its limits; an empty one is
    /// reported.
    fn end_of_validity(&mut self, scope: Scope, send: &Send) -> Option<Instant> {
        let (least, most) = VALIDITY;
        let stated = send.validity.map(|validity| self.length(scope, validity));
        if stated == Some(None) {
            self.nothing_to_wait_for(scope);
        }
        let zone = self.flow(scope.place.flow).zone;
        let at = |seconds: i64| add_elapsed(self.now, Duration::of(seconds, Unit::Seconds).ok()?, zone).ok();
        let (first, last) = (at(least), at(most));
        let end = stated.flatten().map_or(last, |length| add_elapsed(self.now, length, zone).ok());
        // The end of the calendar is later than any moment.
        match (end.or(last), first, last) {
            (Some(end), Some(first), Some(last)) => Some(end.clamp(first, last)),
            _ => None,
        }
    }

    /// Hands a message over and makes the channel's event of it, unless something speaks against it now.
    pub(super) fn hand_over(&mut self, place: Place, mut message: Box<Message>) {
        let channel = message.channel;
        message.contact = self.stepper.contact(self.person, channel);
        if let Some(reason) = self.reason_against(place, &message) {
            return self.withhold(place, channel, reason);
        }
        self.record(place, What::Sent(message));
        if let Some(sent) = self.stepper.program.channels[channel].sent {
            self.make(sent, [].into(), Some(Owner { flow: place.flow, element: place.element }));
        }
    }

    /// Why a message is not to be handed over.
    fn reason_against(&self, place: Place, message: &Message) -> Option<Withheld> {
        let has_contacts = self.stepper.program.channels[message.channel].contact.is_some();
        if has_contacts && message.contact.is_none() {
            Some(Withheld::NoContact)
        } else if self
            .stepper
            .is_listed(self.person, OptOut { channel: message.channel, sender: message.sender })
        {
            Some(Withheld::DoNotContact)
        } else if self.is_capped(place.flow, message.channel) {
            Some(Withheld::Capped)
        } else {
            None
        }
    }

    /// Does not hand a message over, and makes the channel's event of a failure.
    pub(super) fn withhold(&mut self, place: Place, channel: ChannelId, reason: Withheld) {
        self.record(place, What::Withheld(channel, reason));
        let program = self.stepper.program;
        if let Some(failed) = program.channels[channel].failed() {
            let words = [("reason", Value::from(reason.words()))];
            let properties = super::event::properties(program, failed, &words);
            self.make_outcome(failed, properties, place);
        }
    }
}
