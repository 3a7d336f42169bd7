//! Byte code and the machine that runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

#[path = "vm/agreement.rs"]
mod agreement;
