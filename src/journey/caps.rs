//! Limits of messages: how many a person gets at most, over all flows that name the same caps.
//!
//! What counts is the event that the channel makes of every message: the history holds those that were sent, so nothing else
//! has to be remembered. A message that goes beyond a limit is not handed over, and makes no such event.

use super::step::Step;
use crate::eval::Event;
use crate::program::{CapsId, ChannelId, FlowId, Rate};
use crate::value::time::add_elapsed;
use crate::value::{Duration, Instant, Zone};

impl Step<'_, '_> {
    /// Whether one more message of a channel would be one too many.
    pub(super) fn is_capped(&self, flow: FlowId, channel: ChannelId) -> bool {
        let (program, zone) = (self.stepper.program, self.flow(flow).zone);
        let Some(caps) = self.flow(flow).caps else { return false };
        let limits = program.caps[caps].limits.iter().filter(|(limited, _)| *limited == channel);
        limits.into_iter().any(|(_, rate)| self.sent_within(caps, channel, *rate, zone) >= rate.times)
    }

    /// How many messages of a channel flows with these caps have sent in one unit of time up to now. One that was sent exactly
    /// one unit ago is in the past.
    fn sent_within(&self, caps: CapsId, channel: ChannelId, rate: Rate, zone: Zone) -> u64 {
        let program = self.stepper.program;
        let Some(sent) = program.channels[channel].sent else { return 0 };
        let since = Duration::of(-1, rate.unit).and_then(|unit| add_elapsed(self.now, unit, zone));
        let since = since.unwrap_or(Instant::FIRST);
        let counts = |event: &&Event| {
            let shares = event.owner.is_some_and(|owner| program.flows[owner.flow].caps == Some(caps));
            event.definition == sent && event.time > since && shares
        };
        // Those that this step has made and not handled yet count as well.
        self.person.events.iter().chain(self.made.iter().map(|made| &made.event)).filter(counts).count()
            as u64
    }
}
