//! Channels, their senders, and lists of both.

use super::declaration::{Checker, NameKind, Target};
use crate::program::{ChannelId, Id, OptOut, SenderId};
use crate::source::Span;
use crate::syntax::tree::{self, Name};

impl Checker<'_> {
    /// The channel with this name; an unknown one is reported.
    pub(super) fn channel(&mut self, name: &Name) -> Option<ChannelId> {
        let channel = self.require(NameKind::Channel, name).map(ChannelId::from_index)?;
        self.resolve(name.span, Target::Channel(channel));
        Some(channel)
    }

    pub(super) fn sender(&mut self, channel: &Name, name: &Name) -> Option<SenderId> {
        let key = super::signatures::sender_key(&channel.text, &name.text);
        if let Some(at) = self.look_up(NameKind::Sender, &key) {
            let sender = SenderId::from_index(at);
            self.resolve(name.span, Target::Sender(sender));
            return Some(sender);
        }
        if self.symbols.is_broken(NameKind::Sender, &name.text) {
            return None;
        }
        let prefix = format!("{} ", channel.text);
        let symbols = self.symbols;
        let known: Vec<&str> =
            symbols.names(NameKind::Sender).into_iter().filter_map(|key| key.strip_prefix(&prefix)).collect();
        let hint = format!("declare it: `senders {{ {} {} = \"…\" }}`", channel.text, name.text);
        self.unknown_or_wrong_case(&format!("{} sender", channel.text), name, &known, hint);
        None
    }

    pub(super) fn opt_outs(&mut self, written: &[tree::OptOut]) -> Vec<OptOut> {
        let mut found: Vec<(OptOut, Span)> = Vec::new();
        for opt_out in written {
            // A line without a name could not be read, and has been reported.
            let channel = Some(&opt_out.channel).filter(|channel| !channel.text.is_empty());
            let Some(channel) = channel.and_then(|channel| self.channel(channel)) else { continue };
            let sender = match &opt_out.sender {
                None => None,
                Some(name) => match self.sender(&opt_out.channel, name) {
                    None => continue,
                    known => known,
                },
            };
            let made = OptOut { channel, sender };
            if let Some((_, first)) = found.iter().find(|(known, _)| *known == made) {
                let name = opt_out.sender.as_ref().unwrap_or(&opt_out.channel);
                self.duplicate("entry", &name.text, opt_out.span, *first);
            }
            found.push((made, opt_out.span));
        }
        found.into_iter().map(|(opt_out, _)| opt_out).collect()
    }
}
