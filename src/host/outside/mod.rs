//! The world outside in virtual time: what it says to what the journeys hand to it, and when.
//!
//! A step hands things over as records: messages, calls. In a run and in a test nothing really goes out; here stands what
//! would have come back. A reply is an input of the same person, at a moment that is no earlier than the record's.

mod api;
mod blocked;
mod mocks;
mod others;
mod outcome_file;
mod outcomes;
mod replies;

pub use api::{Api, Mock, Mocked, Pattern};
pub use blocked::Blocked;
pub use mocks::read_mocks;
pub use others::Others;
pub use outcome_file::read_outcomes;
pub use outcomes::{Coming, OutcomeRule, Outcomes};
pub use replies::Replies;

use std::sync::Arc;

use crate::journey::{Input, Record, What};
use crate::program::Program;

/// How the world outside behaves.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// What other systems answer.
    pub api: Api,
    /// What comes of messages.
    pub outcomes: Outcomes,
    /// What other persons bring about.
    pub others: Others,
    /// Who was not to be contacted before.
    pub blocked: Arc<Blocked>,
}

impl Outside {
    /// Puts what comes back for a record of a person among the replies that are still to come.
    pub fn reply(&self, program: &Program, person: &str, record: &Record, replies: &mut Replies) {
        match &record.what {
            What::Sent(message) => self.outcomes.reply(program, person, record, message, replies),
            What::Queued(queued) => {
                if let Some(moment) = self.others.moment(record) {
                    replies.put(moment, Input::Release(queued.key.clone()));
                }
            }
            What::Called(request) => {
                if let Some(place) = record.place {
                    let call = api::Call { place, person, time: record.time, request };
                    self.api.reply(program, call, replies);
                }
            }
            _ => {}
        }
    }
}
