//! Evaluation for one person: the reference evaluator, the machine that runs byte code, and the functions of the
//! library.
//!
//! **Architecture Invariant:** the reference evaluator is slow and obvious and stays so. It is the specification that
//! runs: every faster engine must agree with it on value, emptiness and error.
//!
//! | question | answered in |
//! | --- | --- |
//! | what an evaluation may depend on, and what it reports | `context` |
//! | how an evaluator sees a person | `facts` |
//! | what each form of expression means | `reference` |
//! | which events a condition takes | `selection` |
//! | what operators do to values, and what empty ones do to them | `comparison`, `arithmetic` |
//! | what is taken from lists and objects | `items` |
//! | how byte code is run | [`vm`] |
//! | which of the two evaluates | `engine` |
//! | why a condition holds, and what would change it | [`why`] |
//! | what aggregates and functions compute | `aggregate`, `function` |

mod aggregate;
mod arithmetic;
mod comparison;
mod context;
mod engine;
mod facts;
mod function;
mod items;
mod reference;
mod selection;
pub mod vm;
pub mod why;

pub use crate::program::conform;
pub use arithmetic::{apply as compute, negate};
pub use context::{Context, Fault, Random, Visible};
pub use engine::{Engine, EngineKind};
pub use facts::{Event, Facts, Looked, Sketch};
pub use function::{of_arguments, refusal};
pub use reference::{holds, is_decided_by_last, matching, value, window_range};
