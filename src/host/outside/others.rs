//! What other persons bring about for a person: where a run plays persons one by one, it is found in rounds.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::host::queues::first_moment;
use crate::journey::{Record, What};
use crate::value::Instant;

/// What other persons bring about. What is not known is assumed to be as if there were no others.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Others {
    /// When what stands in a queue comes to its front, by key; nothing if that is too late.
    releases: BTreeMap<Arc<str>, Option<Instant>>,
}

impl Others {
    /// Says when what stands in a queue under a key comes to its front; nothing for never.
    pub fn release(&mut self, key: Arc<str>, moment: Option<Instant>) {
        self.releases.insert(key, moment);
    }

    /// When the turn comes of what a record puts into a queue; without others, as soon as its hours are open.
    #[must_use]
    pub fn moment(&self, record: &Record) -> Option<Instant> {
        let What::Queued(queued) = &record.what else { return None };
        match self.releases.get(&queued.key) {
            // Rounds that are not over may know an earlier one than there can be.
            Some(known) => known.map(|moment| moment.max(record.time)),
            None => first_moment(queued, record.time),
        }
    }
}
