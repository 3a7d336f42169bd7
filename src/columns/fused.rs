//! The cheap part of a plan: tests of whole numbers, codes and bits, which take a few instructions for 64 rows.
//!
//! All of it is computed at once, for every row of a block, without a branch: operations in an order in which operands stand
//! first, values over the numbers of columns, and which operations somebody wants. It is made for a layout and says nothing
//! of a batch, so native code for it serves all batches of that layout; what differs between them, which columns and which
//! codes, comes as [`Operands`].

use super::{Batch, Codes, Column, Mask, Values, WORD, Whole};
use crate::columns::column::{for_codes, for_whole};
use crate::program::AttributeId;

/// What is computed for 64 rows at a time.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Fused {
    /// What is read.
    pub inputs: Vec<Input>,
    /// Whole numbers, operands first.
    pub values: Vec<Value>,
    /// Words, operands first.
    pub operations: Vec<Operation>,
    /// The operations whose words somebody wants.
    pub outputs: Vec<usize>,
}

/// A buffer that is read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Input {
    /// Which rows of a boolean attribute are true.
    True(AttributeId),
    /// Which rows of an attribute are valid.
    Valid(AttributeId),
    /// Whole numbers of so many bytes.
    Whole(AttributeId, u8),
    /// Codes of so many bytes.
    Codes(AttributeId, u8),
}

/// A whole number for each row. All but bare inputs have 64 bits, and none ever overflows: that was proved by the bounds of
/// the columns.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Value {
    /// The numbers of an input.
    Input(usize),
    /// The same for all rows.
    Constant(i64),
    /// `a + b`
    Add(usize, usize),
    /// `a - b`
    Subtract(usize, usize),
    /// `a * b`
    Multiply(usize, usize),
    /// The value where an operation holds, and a number elsewhere.
    Where(usize, usize, i64),
}

/// A word for 64 rows.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Operation {
    /// The same for all rows.
    Constant(bool),
    /// The bits of an input.
    Bits(usize),
    /// Whether a value lies between two numbers, both included. They fit the width of the value, and the first is not larger.
    Range(usize, i64, i64),
    /// Whether the code of an input is in a set: that of this place among the operands.
    Code(usize, usize),
    /// Not; bits behind the last row may be set.
    Not(usize),
    /// All of these.
    And(Vec<usize>),
    /// Any of these.
    Or(Vec<usize>),
}

/// What a batch has for the inputs of a [`Fused`].
#[derive(Debug)]
pub struct Operands<'b> {
    /// The buffers, by input.
    pub buffers: Vec<Buffer<'b>>,
    /// The sets of codes.
    pub sets: Vec<CodeSet>,
}

/// A buffer.
#[derive(Clone, Copy, Debug)]
pub enum Buffer<'b> {
    /// Bits; nothing where all are set.
    Bits(Option<&'b Mask>),
    /// Numbers.
    Whole(&'b Whole),
    /// Codes.
    Codes(&'b Codes),
}

/// Which codes of a dictionary are wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodeSet {
    /// For each code whether it is. There are 256 at least, so that no code of a byte lies outside.
    pub holds: Vec<bool>,
}

impl CodeSet {
    /// The codes for which `holds` says so, of so many.
    #[must_use]
    pub fn of(count: usize, holds: impl Fn(usize) -> bool) -> CodeSet {
        let mut set: Vec<bool> = (0..count).map(holds).collect();
        set.resize(count.max(256), false);
        CodeSet { holds: set }
    }

    /// The codes that are wanted, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.holds.iter().enumerate().filter(|(_, holds)| **holds).map(|(code, _)| code)
    }
}

impl<'b> Buffer<'b> {
    /// The buffer that a batch has for an input. `None` if its column is of another form: then this batch has another layout.
    #[must_use]
    pub fn of(batch: &'b Batch, input: Input) -> Option<Buffer<'b>> {
        let column = |attribute| batch.attribute(attribute).map(std::convert::AsRef::as_ref);
        match input {
            Input::Valid(attribute) => Some(Buffer::Bits(column(attribute)?.validity())),
            Input::True(attribute) => match column(attribute)?.values() {
                Values::Boolean(truth) => Some(Buffer::Bits(Some(truth))),
                _ => None,
            },
            Input::Whole(attribute, width) => match column(attribute).map(Column::values)? {
                Values::Whole(whole, _) if whole.width() == width => Some(Buffer::Whole(whole)),
                _ => None,
            },
            Input::Codes(attribute, width) => match column(attribute).map(Column::values)? {
                Values::Codes(codes, _) if codes.width() == width => Some(Buffer::Codes(codes)),
                _ => None,
            },
        }
    }
}

impl Fused {
    /// The place of an input.
    pub fn input(&mut self, input: Input) -> usize {
        place(&mut self.inputs, input)
    }

    /// The place of a value.
    pub fn value(&mut self, value: Value) -> usize {
        place(&mut self.values, value)
    }

    /// The place of an operation.
    pub fn operation(&mut self, operation: Operation) -> usize {
        place(&mut self.operations, operation)
    }

    /// Computes the outputs for rows from `first_word * 64` on, as many words as there are in each output. Bits behind the
    /// last row of the batch may be set. This is what native code does, an operation after the other, each for the whole
    /// block.
    pub fn run(&self, operands: &Operands, first_word: usize, outputs: &mut [Vec<u64>]) {
        let count = outputs.first().map_or(0, Vec::len);
        let block = Block { operands, first_word, count };
        let mut values: Vec<Vec<i64>> = Vec::with_capacity(self.values.len());
        let mut words: Vec<Vec<u64>> = Vec::with_capacity(self.operations.len());
        let mut due = self.values.iter();
        for operation in &self.operations {
            // A value with a condition stands behind it: values are computed when they are first needed.
            if let Operation::Range(value, ..) = operation {
                while values.len() <= *value {
                    let Some(next) = due.next() else { break };
                    values.push(block.value(*next, &self.inputs, &values, &words));
                }
            }
            words.push(block.operation(operation, self, &values, &words));
        }
        for (output, operation) in outputs.iter_mut().zip(&self.outputs) {
            output.copy_from_slice(&words[*operation]);
        }
    }
}

fn place<T: PartialEq>(known: &mut Vec<T>, new: T) -> usize {
    known.iter().position(|known| *known == new).unwrap_or_else(|| {
        known.push(new);
        known.len() - 1
    })
}

/// Some words of a batch.
struct Block<'a, 'b> {
    operands: &'a Operands<'b>,
    first_word: usize,
    count: usize,
}

impl Block<'_, '_> {
    fn operation(
        &self,
        operation: &Operation,
        fused: &Fused,
        values: &[Vec<i64>],
        words: &[Vec<u64>],
    ) -> Vec<u64> {
        match operation {
            Operation::Constant(holds) => vec![if *holds { u64::MAX } else { 0 }; self.count],
            Operation::Bits(input) => self.bits(*input),
            Operation::Range(value, low, high) => match fused.values[*value] {
                Value::Input(input) => self.range_of_input(input, *low, *high),
                _ => packed(&values[*value], |number| *low <= number && number <= *high, self.count),
            },
            Operation::Code(input, set) => self.codes(*input, &self.operands.sets[*set]),
            Operation::Not(operand) => words[*operand].iter().map(|word| !word).collect(),
            Operation::And(operands) => joined(words, operands, u64::MAX, self.count, |a, b| a & b),
            Operation::Or(operands) => joined(words, operands, 0, self.count, |a, b| a | b),
        }
    }

    fn bits(&self, input: usize) -> Vec<u64> {
        match self.operands.buffers[input] {
            Buffer::Bits(Some(mask)) => mask.words()[self.first_word..][..self.count].to_vec(),
            _ => vec![u64::MAX; self.count],
        }
    }

    fn range_of_input(&self, input: usize, low: i64, high: i64) -> Vec<u64> {
        let Buffer::Whole(whole) = self.operands.buffers[input] else { return vec![0; self.count] };
        match whole {
            Whole::I8(numbers) => self.range(numbers, low as i8, high as i8),
            Whole::I16(numbers) => self.range(numbers, low as i16, high as i16),
            Whole::I32(numbers) => self.range(numbers, low as i32, high as i32),
            Whole::I64(numbers) => self.range(numbers, low, high),
            Whole::I128(numbers) => self.range(numbers, low.into(), high.into()),
        }
    }

    fn range<N: Copy + PartialOrd>(&self, numbers: &[N], low: N, high: N) -> Vec<u64> {
        packed(self.rows(numbers), |number| low <= number && number <= high, self.count)
    }

    fn codes(&self, input: usize, set: &CodeSet) -> Vec<u64> {
        let Buffer::Codes(codes) = self.operands.buffers[input] else { return vec![0; self.count] };
        for_codes!(codes, codes => packed(self.rows(codes), |code| set.holds[code as usize], self.count))
    }

    /// The rows of the block.
    fn rows<'n, N>(&self, numbers: &'n [N]) -> &'n [N] {
        let first = self.first_word * WORD;
        &numbers[first..numbers.len().min(first + self.count * WORD)]
    }

    fn value(&self, value: Value, inputs: &[Input], values: &[Vec<i64>], words: &[Vec<u64>]) -> Vec<i64> {
        let both = |a: usize, b: usize, of: fn(i64, i64) -> i64| {
            values[a].iter().zip(&values[b]).map(|(a, b)| of(*a, *b)).collect()
        };
        match value {
            Value::Input(input) => {
                debug_assert!(matches!(inputs[input], Input::Whole(..)), "only numbers are computed with");
                match self.operands.buffers[input] {
                    Buffer::Whole(whole) => {
                        for_whole!(whole, numbers => self.rows(numbers).iter().map(|n| *n as i64).collect())
                    }
                    _ => Vec::new(),
                }
            }
            Value::Constant(number) => vec![number; self.count * WORD],
            // What is not valid may be anything, and what it gives is looked at by nobody.
            Value::Add(a, b) => both(a, b, i64::wrapping_add),
            Value::Subtract(a, b) => both(a, b, i64::wrapping_sub),
            Value::Multiply(a, b) => both(a, b, i64::wrapping_mul),
            Value::Where(value, operation, otherwise) => {
                let holds = |row: usize| words[operation][row / WORD] >> (row % WORD) & 1 == 1;
                let chosen = |(row, number): (usize, &i64)| if holds(row) { *number } else { otherwise };
                values[value].iter().enumerate().map(chosen).collect()
            }
        }
    }
}

/// A bit for each number, and 0 behind the last.
fn packed<N: Copy>(numbers: &[N], holds: impl Fn(N) -> bool, count: usize) -> Vec<u64> {
    let word = |numbers: &[N]| {
        let bit = |(at, number): (usize, &N)| u64::from(holds(*number)) << at;
        numbers.iter().enumerate().map(bit).fold(0, |word, bit| word | bit)
    };
    let mut words: Vec<u64> = numbers.chunks(WORD).map(word).collect();
    words.resize(count, 0);
    words
}

fn joined(
    words: &[Vec<u64>],
    operands: &[usize],
    nothing: u64,
    count: usize,
    join: fn(u64, u64) -> u64,
) -> Vec<u64> {
    let mut joined = vec![nothing; count];
    for operand in operands {
        joined.iter_mut().zip(&words[*operand]).for_each(|(word, other)| *word = join(*word, *other));
    }
    joined
}
