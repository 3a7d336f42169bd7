//! Byte code and the machine that runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "vm/agreement.rs"]
mod agreement;
#[path = "vm/engines.rs"]
mod engines;
#[path = "vm/lowering.rs"]
mod lowering;
#[path = "vm/verifier.rs"]
mod verifier;
