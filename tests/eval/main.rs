//! The reference evaluator: cases in prose, one file by subject, and what no case can say.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod case;
mod cases;
mod context;
mod coverage;
mod drawn;
mod laws;
mod person;
mod world;
