//! The value layer: tables of results that never change, laws over drawn input, and an independent calendar as the oracle.

mod laws;
mod model;
mod oracle;
mod table;
mod vectors;
