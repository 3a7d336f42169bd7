//! Native code for the cheap part of conditions over columns.
//!
//! | step | file |
//! | --- | --- |
//! | is it well formed | `verify` |
//! | which outputs make a function together | `parts` |
//! | a function: a loop over words, 64 rows at a time | `emit` |
//! | numbers and codes in vectors, and how answers become bits | `vector`, `value`, `code` |
//! | code in memory, called and freed | `native` |
//! | each layout once | `cache` |
//!
//! The code means what [`Fused::run`](crate::columns::fused::Fused::run) means, which also computes what is left where a batch
//! ends in the middle of a word, and everything where the machine lets nobody make code. So nobody has to ask whether there is
//! native code but for speed.
//!
//! **Architecture Invariant:** code depends on a layout only. What differs between batches comes as operands.
//!
//! **Architecture Invariant:** memory is never read outside of a buffer: `verify` holds for the code, and `native` compares
//! every buffer with what the code was made for before each call.

#![expect(unsafe_code, reason = "code that was just made is called here and nowhere else")]

mod cache;
mod code;
mod emit;
mod native;
mod parts;
mod text;
mod value;
mod vector;
mod verify;

pub use cache::Cache;
pub use native::{Native, compile, is_available};
pub use text::{Stage, text};

use crate::columns::fused::Fused;

/// Why there is no native code. Nothing is lost but speed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refused {
    /// Not a well formed fused part.
    #[error("{0}")]
    Malformed(&'static str),
    /// Too much for code to be made in reasonable time.
    #[error("too large")]
    Large,
    /// A machine for which no code can be made.
    #[error("{0}")]
    Machine(String),
    /// The code generator failed.
    #[error("{0}")]
    Generator(String),
    /// Memory cannot be made executable.
    #[error("{0}")]
    Memory(String),
}

/// For how many rows native code pays, its making included: about 1 ms for what saves 2 ns a row and operation.
#[must_use]
pub fn pays(fused: &Fused, rows: usize) -> bool {
    !fused.outputs.is_empty() && rows >= 200_000
}
