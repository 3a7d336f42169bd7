//! Tests of the formatter: forms as data under `tests/format/`, laws over generated and real sources, and the verb.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod format {
    pub(crate) mod command;
    pub(crate) mod forms;
    pub(crate) mod generator;
    pub(crate) mod laws;
}
