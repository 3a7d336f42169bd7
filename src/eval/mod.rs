//! Evaluation for one person: the reference evaluator and the functions of the library.
//!
//! **Architecture Invariant:** the reference evaluator is slow and obvious and stays so. It is the specification that
//! runs: every faster engine must agree with it on value, emptiness and error.

mod context;
mod facts;
mod reference;

pub use context::{Context, Fault, Random, Visible};
pub use facts::{Event, Facts, Sketch};
pub use reference::{holds, matching, value};
