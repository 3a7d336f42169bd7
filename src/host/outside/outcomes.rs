//! What comes of messages in virtual time.

use std::sync::Arc;

use super::Replies;
use crate::eval::Event;
use crate::journey::{Input, Message, Place, Record};
use crate::program::{ChannelId, FlowId, Owner, Program};
use crate::value::time::{TimeError, add_elapsed};
use crate::value::{Duration, Instant, KeyedHash, Text, Value, Zone};

/// What comes of messages: of each what the first rule says that fits. Of a message that none fits, nothing comes.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Outcomes {
    rules: Vec<OutcomeRule>,
}

/// What comes of some messages.
#[derive(Clone, PartialEq, Debug)]
pub struct OutcomeRule {
    /// Of this flow alone.
    pub flow: Option<FlowId>,
    /// Of the element with this label alone.
    pub element: Option<Arc<str>>,
    /// On this channel alone. The rule fits none whose channel does not have its outcomes.
    pub channel: Option<ChannelId>,
    /// To this person alone.
    pub person: Option<Arc<str>>,
    /// What comes of a message; at one moment in this order.
    pub comes: Vec<Coming>,
    /// How many of a hundred messages it fits, which a stable hash chooses; all without.
    pub share: Option<u32>,
}

/// Something that comes of a message.
#[derive(Clone, PartialEq, Debug)]
pub struct Coming {
    /// The words of the outcome: `delivered`, `failed`.
    pub outcome: Arc<str>,
    /// How long it takes from when the message is handed over; it comes at once without.
    pub after: Option<Duration>,
    /// Why, where the channel's event tells that.
    pub reason: Option<Text>,
}

impl Outcomes {
    /// Outcomes by these rules, the first that fits first.
    #[must_use]
    pub fn new(rules: Vec<OutcomeRule>) -> Outcomes {
        Outcomes { rules }
    }

    /// Puts a rule before all others.
    pub fn put_first(&mut self, rule: OutcomeRule) {
        self.rules.insert(0, rule);
    }

    /// Puts what comes of a message among the replies that are still to come.
    pub(super) fn reply(
        &self,
        program: &Program,
        person: &str,
        record: &Record,
        message: &Message,
        replies: &mut Replies,
    ) {
        let Some(place) = record.place else { return };
        let fitting = self.rules.iter().enumerate().find(|(at, rule)| {
            rule.fits(program, person, place, message.channel) && rule.takes(*at, program, message)
        });
        let Some((_, rule)) = fitting else { return };
        for coming in &rule.comes {
            // What comes beyond the calendar never comes.
            let Ok(time) = coming.time(record.time) else { continue };
            let event = coming.event(program, place, message.channel, time);
            if let (Some(event), Some(entry)) = (event, place.entry) {
                replies.put(time, Input::Outcome { event, entry });
            }
        }
    }
}

impl OutcomeRule {
    /// Whether it is about messages of an element on a channel.
    fn fits(&self, program: &Program, person: &str, place: Place, channel: ChannelId) -> bool {
        let label = place.element.map(|element| &program.flows[place.flow].elements[element].label);
        self.flow.is_none_or(|flow| flow == place.flow)
            && self.element.as_ref().is_none_or(|element| Some(element) == label)
            && self.channel.is_none_or(|known| known == channel)
            && self.person.as_deref().is_none_or(|known| known == person)
            && self.comes.iter().all(|coming| program.channels[channel].outcome(&coming.outcome).is_some())
    }

    /// Whether a message is among its share; each rule draws for itself.
    fn takes(&self, at: usize, program: &Program, message: &Message) -> bool {
        self.share.is_none_or(|share| {
            let fields = [b"outcome".as_slice(), &at.to_le_bytes(), message.key.as_bytes()];
            KeyedHash::new(&program.seed).percent(&fields) < share
        })
    }
}

impl Coming {
    /// When it comes of a message that is handed over at a moment.
    fn time(&self, sent: Instant) -> Result<Instant, TimeError> {
        self.after.map_or(Ok(sent), |after| add_elapsed(sent, after, Zone::UTC))
    }

    /// The channel's event.
    fn event(&self, program: &Program, place: Place, channel: ChannelId, time: Instant) -> Option<Event> {
        let definition = program.channels[channel].outcome(&self.outcome)?;
        let properties = program.events[definition].properties.iter();
        let reason = || self.reason.clone().map_or(Value::Empty, Value::Text);
        let properties =
            properties.map(|known| if &*known.name == "reason" { reason() } else { Value::Empty });
        let owner = Some(Owner { flow: place.flow, element: place.element });
        Some(Event { time, definition, properties: properties.collect(), owner, id: None })
    }
}
