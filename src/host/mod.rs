//! Everything around the core: files, the clock, threads.
//!
//! **Architecture Invariant:** the core does no input or output and reads no clock. What is not a pure function of its
//! inputs is here or in a face.

pub mod json_line;
pub mod silence;
pub mod simulate;
pub mod table;
pub mod tally;
pub mod trace;
