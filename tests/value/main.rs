//! The value layer: tables of results that never change, laws over drawn input, and an independent calendar as the oracle.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod laws;
mod model;
mod oracle;
mod table;
mod vectors;
