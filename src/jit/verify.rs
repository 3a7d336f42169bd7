//! What must hold of a [`Fused`] before code is made of it. What the code may rely on afterwards, and what reads memory relies
//! on, is this list:
//!
//! * an input of whole numbers has 1, 2, 4 or 8 bytes, one of codes 1, 2 or 4;
//! * operands stand before what they are operands of;
//! * a value reads an input of whole numbers; an operation reads bits of an input of bits, and codes of an input of codes;
//! * the ends of a range fit the width of the value, and the first is not larger than the second;
//! * a condition in a value stands before the first range that sees the value or a later one;
//! * outputs are operations.
//!
//! What is left is for the operands of a batch to fit; [`Native::run`](super::Native::run) looks at those each time.

use super::Refused;
use crate::columns::fused::{Fused, Input, Operation, Value};

/// Whether a fused part is well formed.
pub(super) fn verify(fused: &Fused) -> Result<(), Refused> {
    require(fused.inputs.iter().all(|input| has_width(*input)), "an input of that width")?;
    for (at, value) in fused.values.iter().enumerate() {
        verify_value(fused, at, *value)?;
    }
    // The last operation that values up to each place wait for.
    let mut due = 0;
    let waits: Vec<usize> = fused
        .values
        .iter()
        .map(|value| {
            if let Value::Where(_, condition, _) = value {
                due = due.max(condition + 1);
            }
            due
        })
        .collect();
    for (at, operation) in fused.operations.iter().enumerate() {
        verify_operation(fused, at, operation, &waits)?;
    }
    require(fused.outputs.iter().all(|output| *output < fused.operations.len()), "an output of nothing")
}

fn verify_value(fused: &Fused, at: usize, value: Value) -> Result<(), Refused> {
    match value {
        Value::Input(input) => {
            let whole = matches!(fused.inputs.get(input), Some(Input::Whole(..)));
            require(whole, "a value of no numbers")
        }
        Value::Constant(_) => Ok(()),
        Value::Add(a, b) | Value::Subtract(a, b) | Value::Multiply(a, b) => {
            require(a < at && b < at, "a value before its operands")
        }
        Value::Where(value, operation, _) => {
            require(value < at && operation < fused.operations.len(), "a choice before its operand")
        }
    }
}

fn verify_operation(fused: &Fused, at: usize, operation: &Operation, waits: &[usize]) -> Result<(), Refused> {
    let input = |input: &usize| fused.inputs.get(*input);
    match operation {
        Operation::Constant(_) => Ok(()),
        Operation::Bits(bits) => {
            require(matches!(input(bits), Some(Input::True(_) | Input::Valid(_))), "bits of no bits")
        }
        Operation::Range(value, low, high) => {
            let wait = waits.get(*value).copied();
            require(wait.is_some_and(|wait| wait <= at), "a range before its value")?;
            let (first, last) = ends(width(fused, *value));
            require(first <= *low && low <= high && *high <= last, "a range that does not fit")
        }
        Operation::Code(codes, _) => {
            require(matches!(input(codes), Some(Input::Codes(..))), "codes of no codes")
        }
        Operation::Not(operand) => require(*operand < at, "an operation before its operand"),
        Operation::And(operands) | Operation::Or(operands) => {
            require(operands.iter().all(|operand| *operand < at), "an operation before its operands")
        }
    }
}

fn has_width(input: Input) -> bool {
    match input {
        Input::True(_) | Input::Valid(_) => true,
        Input::Whole(_, width) => matches!(width, 1 | 2 | 4 | 8),
        Input::Codes(_, width) => matches!(width, 1 | 2 | 4),
    }
}

/// How many bytes a value has.
pub(super) fn width(fused: &Fused, value: usize) -> u8 {
    match fused.values[value] {
        Value::Input(input) => match fused.inputs[input] {
            Input::Whole(_, width) => width,
            _ => 8,
        },
        _ => 8,
    }
}

/// The first and the last number of so many bytes.
pub(super) fn ends(width: u8) -> (i64, i64) {
    let unused = 64 - u32::from(width) * 8;
    (i64::MIN >> unused, i64::MAX >> unused)
}

fn require(holds: bool, what: &'static str) -> Result<(), Refused> {
    if holds { Ok(()) } else { Err(Refused::Malformed(what)) }
}
