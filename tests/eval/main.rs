//! The reference evaluator: cases in prose, one file by subject, and what no case can say.

mod case;
mod cases;
mod context;
mod coverage;
mod laws;
mod person;
mod world;
