//! Everything around the core: files, the clock, threads.
//!
//! **Architecture Invariant:** the core does no input or output and reads no clock. What is not a pure function of its
//! inputs is here or in a face.

#[cfg(feature = "data")]
pub mod batches;
mod checked;
#[cfg(feature = "data")]
mod chunks;
pub mod compare;
pub mod conversion;
pub mod counts;
pub mod crossing;
pub mod exchange;
pub mod files;
#[cfg(feature = "data")]
pub mod import;
pub mod json_line;
#[cfg(feature = "data")]
pub mod lines_table;
#[cfg(feature = "data")]
pub mod load;
pub mod manifest;
#[cfg(feature = "data")]
mod map;
#[cfg(feature = "data")]
pub mod membership;
mod mend;
pub mod new;
pub mod outside;
mod outward;
#[cfg(feature = "data")]
pub mod pack;
#[cfg(feature = "data")]
pub mod people_out;
#[cfg(feature = "data")]
pub mod person;
pub mod play;
pub mod project;
pub mod queues;
pub mod replay;
pub mod revision;
pub mod rounds;
pub mod scratch;
pub mod scribe;
pub mod silence;
pub mod simulate;
#[cfg(feature = "data")]
pub mod starting_values;
pub mod table;
pub mod tally;
pub mod testing;
pub mod trace;
pub mod watch;
pub mod why;

pub use checked::CheckedProject;
pub use manifest::{DataSettings, LintLevel, Manifest};
pub use mend::MendedProject;
pub use project::Project;

use crate::value::Instant;

/// What the clock shows.
#[must_use]
pub fn now() -> Instant {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Instant::from_micros(i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX))
}
