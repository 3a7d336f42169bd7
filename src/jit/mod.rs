//! Native code for the cheap part of conditions over columns.
//!
//! | step | file |
//! | --- | --- |
//! | is it well formed | `verify` |
//! | which outputs make a function together | `parts` |
//! | a function: a loop over words, 64 rows at a time | `emit` |
//! | numbers and codes in vectors, and how answers become bits | `vector`, `value`, `code` |
//! | code in memory, called and freed | `native` |
//! | each layout once | `cache` |
//!
//! The code means what [`Fused::run`](crate::columns::fused::Fused::run) means, which also computes what is left where a batch
//! ends in the middle of a word, and everything where the machine lets nobody make code. So nobody has to ask whether there is
//! native code but for speed.
//!
//! **Architecture Invariant:** code depends on a layout only. What differs between batches comes as operands.
//!
//! **Architecture Invariant:** memory is never read outside of a buffer: `verify` holds for the code, and `native` compares
//! every buffer with what the code was made for before each call.

#![expect(unsafe_code, reason = "code that was just made is called here and nowhere else")]

mod cache;
mod code;
mod emit;
mod native;
mod parts;
mod text;
mod value;
mod vector;
mod verify;

pub use cache::Cache;
pub use native::{Native, compile, is_available};
pub use text::{Stage, text};

use crate::columns::fused::{Fused, Input, Operation, Value};

/// Why there is no native code. Nothing is lost but speed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refused {
    /// Not a well formed fused part.
    #[error("{0}")]
    Malformed(&'static str),
    /// Too much for code to be made in reasonable time.
    #[error("too large")]
    Large,
    /// A machine for which no code can be made.
    #[error("{0}")]
    Machine(String),
    /// The code generator failed.
    #[error("{0}")]
    Generator(String),
    /// Memory cannot be made executable.
    #[error("{0}")]
    Memory(String),
}

/// How long it takes to make the code of a test, in picoseconds.
const MAKING: u64 = 150_000_000;

/// From how many rows on making native code takes less time than it saves; nothing where it saves none.
///
/// Both are estimated test by test, so the answer is the same in every run. `cargo bench --bench fused` measures what they are
/// taken from: the time to make a condition's code, and how much faster a row is with it.
#[must_use]
pub fn pays_from(fused: &Fused) -> Option<u64> {
    let saved = fused.operations.iter().filter_map(|operation| saved(fused, operation));
    let (tests, saved) = saved.fold((0, 0), |(tests, saved), one| (tests + 1, saved + one));
    (MAKING * tests).checked_div(saved)
}

/// How many picoseconds of a row native code saves with an operation, if that is a test.
fn saved(fused: &Fused, operation: &Operation) -> Option<u64> {
    match operation {
        Operation::Range(value, ..) => Some(match fused.values[*value] {
            Value::Input(input) if matches!(fused.inputs[input], Input::Whole(_, 8)) => 500,
            Value::Input(_) => 200,
            _ => 3_000,
        }),
        Operation::Code(..) => Some(500),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::{AttributeId, Id};

    #[test]
    fn code_pays_for_many_rows() {
        let mut fused = Fused::default();
        let input = fused.input(Input::Whole(AttributeId::from_index(0), 4));
        let value = fused.value(Value::Input(input));
        fused.outputs = vec![fused.operation(Operation::Constant(true))];
        assert_eq!(pays_from(&fused), None, "nothing is tested");
        fused.operation(Operation::Range(value, 1, 2));
        assert_eq!(pays_from(&fused), Some(750_000));
        let product = fused.value(Value::Multiply(value, value));
        fused.operation(Operation::Range(product, 1, 2));
        assert_eq!(pays_from(&fused), Some(93_750));
    }
}
