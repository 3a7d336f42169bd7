//! From text to trees: tokens, the grammar, recovery, and the tree itself.
//!
//! `grammar/flow.pest` is the grammar. [`token`] takes a file apart, a splitter cuts it into declarations, the grammar reads
//! each of them, and what it cannot read is read again part by part, so that a mistake stays where it is.
//!
//! **Architecture Invariant:** parsing never fails and does no input or output. Broken text is data: an error node in the
//! tree and one diagnostic.

pub mod token;
pub mod tree;

mod again;
mod allowance;
mod brackets;
mod expect;
mod faults;
mod finding;
mod format;
mod grammar;
mod guesses;
mod lost;
mod lower;
mod parse;
mod piece;
mod quoted;
mod recover;
pub mod show;
mod split;
mod template;
mod words;

pub use again::KeptFile;
pub use format::format;
pub use parse::{Reading, parse, parse_formula};
pub use words::{
    CATEGORY_WORDS, DECLARATION_WORDS, ELEMENT_WORDS, LIBRARY_WORDS, RESERVED, SETTING_WORDS, STEP_WORDS,
    quote_name,
};
