//! Limits of messages.

use super::declaration::{Checker, NameKind, Target};
use super::link::Item;
use crate::diagnostic::Problem;
use crate::program::{Caps, CapsId, ChannelId, Id, Rate, Type};
use crate::syntax::tree;
use crate::value::Value;

impl Checker<'_> {
    /// `caps Marketing { email at most 3 times per week }`
    pub(super) fn caps(&mut self, caps: &tree::Caps) {
        let mut limits: Vec<(ChannelId, Rate)> = Vec::new();
        for cap in &caps.caps {
            let channel = self.require(NameKind::Channel, &cap.channel).map(ChannelId::from_index);
            let rate = self.rate(&cap.rate);
            let (Some(channel), Some(rate)) = (channel, rate) else { continue };
            self.resolve(cap.channel.span, Target::Channel(channel));
            self.second_cap(caps, cap);
            limits.push((channel, rate));
        }
        let Some(at) = self.symbols.find(NameKind::Caps, &caps.name.text) else { return };
        let (id, location) = (CapsId::from_index(at), self.at(caps.name.span));
        if self.symbols.caps[id].location == location {
            let caps = Caps { name: caps.name.text.clone(), limits, location };
            self.result.fragment.item = Item::Caps(id, Box::new(caps));
        }
    }

    /// Reports a channel that is limited by the same unit twice; by a day and by a week it may be.
    fn second_cap(&mut self, caps: &tree::Caps, cap: &tree::Cap) {
        let is_same = |known: &&tree::Cap| {
            known.channel.text == cap.channel.text && known.rate.unit.text == cap.rate.unit.text
        };
        if let Some(first) = caps.caps.iter().find(is_same).filter(|first| first.span != cap.span) {
            let kind = format!("limit per {} of", cap.rate.unit.text);
            self.duplicate(&kind, &cap.channel.text, cap.channel.span, first.channel.span);
        }
    }

    /// `at most 3 times per week`
    pub(super) fn rate(&mut self, written: &tree::Rate) -> Option<Rate> {
        let span = self.node(written.times).span;
        let times = self.value_of(written.times, &Type::Integer, "how often");
        let unit = self.unit(&written.unit)?;
        match self.constant_value(times.id) {
            Some(Value::Integer(times)) if *times > 0 => Some(Rate { times: times.unsigned_abs(), unit }),
            _ => {
                let reason = "wants a whole number above zero".to_owned();
                self.report(span, Problem::FlowSetting { setting: "at most".to_owned(), reason });
                None
            }
        }
    }
}
