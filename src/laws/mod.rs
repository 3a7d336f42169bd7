//! Laws: what must hold for every input, as functions of bytes.
//!
//! A fuzzer hands in bytes that it changes, a test hands in random ones, and a failure is kept as the bytes that made it. The
//! functions panic where a law is broken, since that is what all of them wait for.

mod bytes;
#[cfg(feature = "data")]
mod columns;
#[cfg(feature = "data")]
mod coverage;
mod draw;
mod forms;
mod list;
#[cfg(feature = "data")]
mod pairs;
mod person;
#[cfg(feature = "data")]
mod plain;
#[cfg(feature = "data")]
mod shaped;
mod text;
mod vm;
mod why;
mod world;

pub use bytes::Bytes;
#[cfg(feature = "data")]
pub use columns::{Compared, columns_agree};
#[cfg(feature = "data")]
pub use coverage::{AGGREGATES, Case, Coverage, EVENTS, Evaluator, OTHERS};
pub use draw::expression;
pub use forms::{CONDITIONS, Form, LIST_TYPES, forms, literals, names};
pub use list::lists_are_consistent;
#[cfg(feature = "data")]
pub use pairs::{every_kind, every_kind_agrees};
pub use person::{instant, person, value};
pub use text::{checking_is_total, formatting_keeps_meaning, parsing_is_total, tokens_are_lossless};
pub use vm::vm_agrees;
pub use why::{Found, reasons_are_right};
pub use world::World;
