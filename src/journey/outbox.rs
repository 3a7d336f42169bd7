//! What waits to go out: messages and calls outside of their hours, and those that stand in a queue.
//!
//! A parcel in the outbox is made: its text was computed when its element was reached. Whether it may go out at all is
//! looked at when it does. What takes it out:
//!
//! | parcel | goes out |
//! | --- | --- |
//! | with hours | when they open, by a timer |
//! | with a speed | when the host [releases](super::Input::Release) it, which knows all persons; then by its hours |
//! | that is too old | not at all: it expires, by a timer |
//! | of somebody who has to leave the flow | not at all: it is dropped |

use std::sync::Arc;

use super::step::Step;
use super::{Hours, Message, Participant, Place, Queued, Request, What, Withheld};
use crate::program::Speed;
use crate::value::Instant;

/// Something that waits to go out.
#[derive(Clone, PartialEq, Debug)]
pub struct Parcel {
    /// The element that it comes from, and the entry of its participant.
    pub place: Place,
    /// What it is.
    pub goods: Goods,
    /// The hours in which it may go out; any without.
    pub hours: Option<Hours>,
    /// When it goes out by itself; nothing while it stands in a queue, or where its hours never come.
    pub goes: Option<Instant>,
    /// Beyond this moment it does not go out any more; nothing where the calendar ends before.
    pub expires: Option<Instant>,
}

/// What can go out.
#[derive(Clone, PartialEq, Debug)]
pub enum Goods {
    /// A message to the person, still without its contact.
    Message(Box<Message>),
    /// A request to another system, still without the moment until which a response is of use.
    Call(Box<Request>),
}

impl Goods {
    /// What tells it from everything else that goes out.
    fn key(&self) -> &Arc<str> {
        match self {
            Goods::Message(message) => &message.key,
            Goods::Call(request) => &request.key,
        }
    }
}

impl Parcel {
    /// When time does something about it.
    pub(super) fn due(&self) -> Option<Instant> {
        self.goes.into_iter().chain(self.expires).min()
    }
}

impl Step<'_, '_> {
    /// Lets something out as soon as its hours and its speed allow.
    pub(super) fn post(&mut self, parcel: Parcel, speed: Option<Speed>) {
        let Some(speed) = speed else { return self.go_out_within_hours(parcel) };
        let queued = Queued {
            key: parcel.goods.key().clone(),
            speed,
            hours: parcel.hours.clone(),
            expires: parcel.expires,
        };
        self.record(parcel.place, What::Queued(Box::new(queued)));
        self.person.outbox.push(parcel);
    }

    /// Lets something out of its queue. What is not in the outbox any more has expired or was dropped.
    pub(super) fn release_parcel(&mut self, key: &str) {
        if let Some(at) = self.person.outbox.iter().position(|parcel| &**parcel.goods.key() == key) {
            let parcel = self.person.outbox.remove(at);
            self.go_out_within_hours(parcel);
            self.handle_made();
        }
    }

    /// The moment has come at which time does something about a parcel.
    pub(super) fn parcel_is_due(&mut self, at: usize) {
        let parcel = self.person.outbox.remove(at);
        let goes = parcel.goes.is_some_and(|goes| goes <= self.now);
        if goes && parcel.expires.is_none_or(|expires| self.now <= expires) {
            self.go_out_within_hours(parcel);
        } else {
            self.expire(&parcel);
        }
    }

    /// Drops what a participant has in the outbox.
    pub(super) fn drop_parcels(&mut self, participant: &Participant) {
        let (flow, entry) = (participant.flow, Some(participant.entry));
        let is_theirs = |parcel: &mut Parcel| (parcel.place.flow, parcel.place.entry) == (flow, entry);
        let dropped: Vec<Parcel> = self.person.outbox.extract_if(.., is_theirs).collect();
        dropped.iter().for_each(|parcel| self.record(parcel.place, What::Dropped));
    }

    /// Whether what an element lets out is still here.
    pub(super) fn is_in_outbox(&self, place: Place) -> bool {
        self.person.outbox.iter().any(|parcel| parcel.place == place)
    }

    fn go_out_within_hours(&mut self, mut parcel: Parcel) {
        let opening = match &parcel.hours {
            Some(hours) => hours.opening(self.now),
            None => Some(self.now),
        };
        if opening == Some(self.now) {
            return self.go_out(parcel);
        }
        self.record(parcel.place, What::Held(opening));
        parcel.goes = opening;
        self.person.outbox.push(parcel);
    }

    fn go_out(&mut self, parcel: Parcel) {
        match parcel.goods {
            Goods::Message(message) => self.hand_over(parcel.place, message),
            Goods::Call(request) => self.make_call(parcel.place, request),
        }
    }

    fn expire(&mut self, parcel: &Parcel) {
        match &parcel.goods {
            Goods::Message(message) => self.withhold(parcel.place, message.channel, Withheld::Expired),
            // Nothing says that a call is ever too late.
            Goods::Call(_) => {}
        }
    }
}
