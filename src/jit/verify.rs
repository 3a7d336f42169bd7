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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::{AttributeId, Id};

    /// A part with an input of each kind, and of its values and operations these.
    fn part(values: &[Value], operations: &[Operation]) -> Fused {
        let attribute = AttributeId::from_index(0);
        Fused {
            inputs: vec![Input::True(attribute), Input::Whole(attribute, 1), Input::Codes(attribute, 4)],
            values: values.to_vec(),
            operations: operations.to_vec(),
            outputs: Vec::new(),
        }
    }

    #[test]
    fn what_is_well_formed_passes() {
        let values = [Value::Input(1), Value::Constant(i64::MAX), Value::Add(0, 1), Value::Where(2, 0, -1)];
        let operations = [
            Operation::Bits(0),
            Operation::Range(0, -128, 127),
            Operation::Range(3, i64::MIN, i64::MAX),
            Operation::Code(2, 7),
            Operation::Not(3),
            Operation::And(vec![0, 4]),
            Operation::Or(Vec::new()),
        ];
        assert_eq!(verify(&part(&values, &operations)), Ok(()));
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        let range = |value, low, high| Operation::Range(value, low, high);
        for (values, operations) in [
            (vec![Value::Input(0)], vec![]),
            (vec![Value::Input(2)], vec![]),
            (vec![Value::Input(3)], vec![]),
            (vec![Value::Add(0, 0)], vec![]),
            (vec![Value::Constant(1), Value::Multiply(0, 1)], vec![]),
            (vec![Value::Constant(1), Value::Where(0, 0, 1)], vec![]),
            (vec![Value::Constant(1), Value::Where(1, 0, 1)], vec![Operation::Bits(0)]),
            (vec![], vec![Operation::Bits(1)]),
            (vec![], vec![Operation::Bits(3)]),
            (vec![], vec![Operation::Code(1, 0)]),
            (vec![], vec![Operation::Not(0)]),
            (vec![], vec![Operation::And(vec![0])]),
            (vec![], vec![Operation::Bits(0), Operation::Or(vec![0, 2])]),
            (vec![Value::Input(1)], vec![range(1, 0, 1)]),
            (vec![Value::Input(1)], vec![range(0, 1, 0)]),
            (vec![Value::Input(1)], vec![range(0, -129, 0)]),
            (vec![Value::Input(1)], vec![range(0, 0, 128)]),
            (vec![Value::Constant(1), Value::Where(0, 0, 1)], vec![range(1, 0, 1)]),
            (
                vec![Value::Constant(1), Value::Where(0, 1, 1), Value::Constant(2)],
                vec![range(2, 0, 1), Operation::Bits(0)],
            ),
        ] {
            let part = part(&values, &operations);
            assert!(matches!(verify(&part), Err(Refused::Malformed(_))), "{part:?}");
        }
        let mut part = part(&[], &[Operation::Bits(0)]);
        part.outputs = vec![1];
        assert!(verify(&part).is_err(), "an output of nothing");
        part.outputs = vec![0];
        for input in
            [Input::Whole(AttributeId::from_index(0), 16), Input::Codes(AttributeId::from_index(0), 8)]
        {
            part.inputs[1] = input;
            assert!(verify(&part).is_err(), "{input:?}");
        }
    }
}
