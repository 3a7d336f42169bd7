//! The world outside in virtual time: what it says to what the journeys hand to it, and when.
//!
//! A step hands things over as records: messages, calls. In a run and in a test nothing really goes out; here stands what
//! would have come back. A reply is an input of the same person, at a moment that is no earlier than the record's.

mod replies;

pub use replies::Replies;

use crate::journey::Record;
use crate::program::Program;

/// How the world outside behaves.
#[derive(Clone, Debug, Default)]
pub struct Outside {}

impl Outside {
    /// Puts what comes back for a record of a person among the replies that are still to come.
    pub fn reply(&self, program: &Program, person: &str, record: &Record, replies: &mut Replies) {
        let _ = (program, person, record, replies);
    }
}
