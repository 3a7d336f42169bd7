//! The world outside in virtual time: what it says to what the journeys hand to it, and when.
//!
//! A step hands things over as records: messages, calls. In a run and in a test nothing really goes out; here stands what
//! would have come back. A reply is an input of the same person, at a moment that is no earlier than the record's.

mod api;
mod mocks;
mod replies;

pub use api::{Api, Mock, Mocked, Pattern};
pub use mocks::read;
pub use replies::Replies;

use crate::journey::{Record, What};
use crate::program::Program;

/// How the world outside behaves.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// What other systems answer.
    pub api: Api,
}

impl Outside {
    /// Puts what comes back for a record of a person among the replies that are still to come.
    pub fn reply(&self, program: &Program, person: &str, record: &Record, replies: &mut Replies) {
        if let (What::Called(request), Some(place)) = (&record.what, record.place) {
            let call = api::Call { place, person, time: record.time, request };
            self.api.reply(program, call, replies);
        }
    }
}
