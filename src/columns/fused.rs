//! The cheap part of a plan: tests of whole numbers, codes and bits, which take a few instructions for 64 rows.
//!
//! All of it is computed at once, for every row of a block, without a branch: operations in an order in which operands stand
//! first, values over the numbers of columns, and which operations somebody wants. It is made for a layout and says nothing
//! of a batch, so native code for it serves all batches of that layout; what differs between them, which columns and which
//! codes, comes as [`Operands`].

use super::{Batch, Codes, Column, Mask, Values, Whole};
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

/// Which codes of a dictionary are wanted, in the forms in which that is looked up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodeSet {
    /// For each code whether it is wanted. The last one never is: it stands for all that lie behind it. There are more than
    /// 256, so that every code of a byte has its own.
    holds: Vec<bool>,
    few: Option<[u32; FEW]>,
    nibbles: [[u8; 16]; 2],
}

/// How many codes are few enough to be compared with, one after the other.
pub const FEW: usize = 4;

impl CodeSet {
    /// The codes for which `wanted` says so, of so many.
    #[must_use]
    pub fn of(count: usize, wanted: impl Fn(usize) -> bool) -> CodeSet {
        let mut holds: Vec<bool> = (0..count).map(wanted).collect();
        holds.resize(count.max(256) + 1, false);
        let codes: Vec<u32> = (0..).zip(&holds).filter(|(_, holds)| **holds).map(|(code, _)| code).collect();
        let few = codes.first().filter(|_| codes.len() <= FEW);
        let few = few.map(|first| std::array::from_fn(|at| *codes.get(at).unwrap_or(first)));
        let mut nibbles = [[0; 16]; 2];
        for code in codes.iter().map(|code| *code as usize).take_while(|code| *code < 256) {
            nibbles[code >> 7][code & 15] |= 1 << (code >> 4 & 7);
        }
        CodeSet { holds, few, nibbles }
    }

    /// Whether a code is wanted.
    #[must_use]
    #[inline]
    pub fn holds(&self, code: usize) -> bool {
        self.holds[code.min(self.holds.len() - 1)]
    }

    /// For each code whether it is wanted. The last one never is, and stands for all that lie behind it.
    #[must_use]
    pub fn table(&self) -> &[bool] {
        &self.holds
    }

    /// The codes that are wanted, if they are few but not none; some several times, if they are fewer.
    #[must_use]
    pub fn few(&self) -> Option<[u32; FEW]> {
        self.few
    }

    /// The codes of a byte that are wanted, those below 128 and the others: by the lower half of the code a byte, and in it
    /// by the lower three bits of the upper half a bit.
    #[must_use]
    pub fn nibbles(&self) -> [[u8; 16]; 2] {
        self.nibbles
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
}

fn place<T: PartialEq>(known: &mut Vec<T>, new: T) -> usize {
    known.iter().position(|known| *known == new).unwrap_or_else(|| {
        known.push(new);
        known.len() - 1
    })
}
