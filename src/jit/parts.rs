//! Which outputs are computed by a function together.
//!
//! A function reads its inputs once for all that it computes, and what several outputs share is computed once. But its loop
//! should stay in the processor's caches of decoded instructions, and the compiler's time grows faster than a function does.

use super::Refused;
use super::verify::{ends, width};
use crate::columns::fused::{Fused, Input, Operation, Value};

/// About how many instructions the loop of a function has before another one is begun.
const PART: usize = 1_500;

/// About how many instructions are too many altogether: this takes a good tenth of a second to compile.
const WHOLE: usize = 200_000;

/// Some outputs, and what they need.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Part {
    /// Operations, operands first, each as late as it can be; and after which of them an output is ready.
    pub(super) steps: Vec<Step>,
}

/// A step of a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// An operation is computed.
    Compute(usize),
    /// An operation's word is written to an output.
    Write {
        /// The place of the output.
        output: usize,
        /// The operation.
        operation: usize,
    },
}

/// Takes a fused part apart.
pub(super) fn parts(fused: &Fused) -> Result<Vec<Part>, Refused> {
    let (mut parts, mut part, mut spent, mut whole) = (Vec::new(), Part::default(), 0, 0);
    let mut known = vec![false; fused.operations.len()];
    for (output, operation) in fused.outputs.iter().copied().enumerate() {
        if spent > PART {
            parts.push(std::mem::take(&mut part));
            known.fill(false);
            spent = 0;
        }
        for operation in needed(fused, operation, &mut known) {
            part.steps.push(Step::Compute(operation));
            let cost = cost(fused, operation);
            spent += cost;
            whole += cost;
            if whole > WHOLE {
                return Err(Refused::Large);
            }
        }
        part.steps.push(Step::Write { output, operation });
    }
    parts.push(part);
    Ok(parts)
}

/// The operations below one that are not known yet, operands first.
fn needed(fused: &Fused, operation: usize, known: &mut [bool]) -> Vec<usize> {
    let mut order = Vec::new();
    let mut open = vec![(operation, false)];
    while let Some((operation, ready)) = open.pop() {
        if ready {
            order.push(operation);
        } else if !std::mem::replace(&mut known[operation], true) {
            open.push((operation, true));
            open.extend(operands(fused, operation).into_iter().rev().map(|operand| (operand, false)));
        }
    }
    order
}

/// What an operation reads of others.
fn operands(fused: &Fused, operation: usize) -> Vec<usize> {
    match &fused.operations[operation] {
        Operation::Constant(_) | Operation::Bits(_) | Operation::Code(..) => Vec::new(),
        Operation::Not(operand) => vec![*operand],
        Operation::And(operands) | Operation::Or(operands) => operands.clone(),
        Operation::Range(value, ..) => {
            let conditions =
                values(fused, *value).into_iter().filter_map(|value| match fused.values[value] {
                    Value::Where(_, condition, _) => Some(condition),
                    _ => None,
                });
            conditions.collect()
        }
    }
}

/// A value and what it is computed of, operands first.
pub(super) fn values(fused: &Fused, value: usize) -> Vec<usize> {
    let mut needed = vec![false; value + 1];
    needed[value] = true;
    for at in (0..=value).rev() {
        if !needed[at] {
            continue;
        }
        match fused.values[at] {
            Value::Input(_) | Value::Constant(_) => {}
            Value::Add(a, b) | Value::Subtract(a, b) | Value::Multiply(a, b) => {
                needed[a] = true;
                needed[b] = true;
            }
            Value::Where(value, ..) => needed[value] = true,
        }
    }
    (0..=value).filter(|at| needed[*at]).collect()
}

/// About how many instructions an operation takes for 64 rows.
fn cost(fused: &Fused, operation: usize) -> usize {
    match &fused.operations[operation] {
        Operation::Constant(_) | Operation::Bits(_) | Operation::Not(_) => 1,
        Operation::And(operands) | Operation::Or(operands) => operands.len(),
        Operation::Code(input, _) => match fused.inputs[*input] {
            Input::Codes(_, 1) => 56,
            _ => 150,
        },
        Operation::Range(value, low, high) => {
            let bytes = width(fused, *value);
            let (first, last) = ends(bytes);
            let sides = usize::from(*low > first) + usize::from(*high < last);
            let computed = match fused.values[*value] {
                Value::Input(_) => 1,
                _ => values(fused, *value).len(),
            };
            usize::from(bytes) * 4 * (1 + sides + computed) + 10
        }
    }
}
