//! The reference evaluator: cases in prose, one file by subject, and what no case can say.

mod case;
mod cases;
mod coverage;
mod notation;
mod person;
mod world;
