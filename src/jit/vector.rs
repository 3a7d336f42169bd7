//! Numbers in vectors of 128 bits, and how a vector's answers become bits of a word.
//!
//! A test of a vector gives a *mask*: a vector with all bits set in the lanes where it holds. Masks of wide lanes are narrowed
//! to lanes of a byte, 16 rows in a vector, from which one instruction takes the bits.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{I8X16, I16X8, I32X4, I64, I64X2};
use cranelift_codegen::ir::{ConstantData, Endianness, InstBuilder, MemFlagsData, Type, Value};

use super::emit::Emitter;
use super::verify::ends;
use crate::columns::WORD;
use crate::columns::fused::Input;

/// How many rows a mask of bytes has.
const SIXTEEN: usize = 16;

/// The ends of a range in all lanes of a vector.
#[derive(Clone, Copy)]
pub(super) enum Ends {
    /// All numbers lie in it.
    Open,
    /// One number does.
    Single(Value),
    /// Those do that are larger than the first and smaller than the second, if there are such.
    Between(Option<Value>, Option<Value>),
}

/// The vector whose lanes have so many bytes.
pub(super) fn lanes(bytes: u8) -> Type {
    match bytes {
        1 => I8X16,
        2 => I16X8,
        4 => I32X4,
        _ => I64X2,
    }
}

impl Emitter<'_, '_> {
    /// Whether the numbers of an input lie in a range.
    pub(super) fn range_of_input(&mut self, input: usize, low: i64, high: i64) -> Value {
        let bytes = match self.fused.inputs[input] {
            Input::Whole(_, bytes) => bytes,
            _ => 8,
        };
        let ends = self.ends(bytes, low, high);
        if matches!(ends, Ends::Open) {
            return self.constant(true);
        }
        let rows = self.rows(input, bytes);
        self.bits_of(|emitter, first| {
            let masks = (0..usize::from(bytes)).map(|vector| {
                let offset = first * usize::from(bytes) + vector * 16;
                let numbers = emitter.load(lanes(bytes), rows, offset);
                emitter.within(numbers, ends)
            });
            let masks = masks.collect();
            emitter.narrowed(masks)
        })
    }

    /// A word of four masks of bytes, each made for the 16 rows from one on.
    pub(super) fn bits_of(&mut self, mut mask: impl FnMut(&mut Self, usize) -> Value) -> Value {
        let mut word = None;
        for first in (0..WORD).step_by(SIXTEEN) {
            let mask = mask(self, first);
            let bits = self.builder.ins().vhigh_bits(I64, mask);
            word = Some(match word {
                None => bits,
                Some(word) => {
                    let bits = self.builder.ins().ishl_imm_u(bits, first as i64);
                    self.builder.ins().bor(word, bits)
                }
            });
        }
        word.unwrap_or_else(|| self.constant(false))
    }

    /// One mask of bytes, of as many masks as their lanes have bytes. Lanes are all ones or zero, so that narrowing keeps them
    /// as they are; and two lanes of half the width serve for one.
    pub(super) fn narrowed(&mut self, mut masks: Vec<Value>) -> Value {
        while masks.len() > 1 {
            let lanes = if masks.len() == 2 { I16X8 } else { I32X4 };
            let narrowed = masks.chunks(2).map(|pair| {
                let [low, high] = [pair[0], pair[pair.len() - 1]].map(|mask| self.cast(lanes, mask));
                self.builder.ins().snarrow(low, high)
            });
            masks = narrowed.collect();
        }
        self.cast(I8X16, masks[0])
    }

    /// The ends of a range for lanes of so many bytes.
    pub(super) fn ends(&mut self, bytes: u8, low: i64, high: i64) -> Ends {
        let (first, last) = ends(bytes);
        if low == high {
            return Ends::Single(self.splat(bytes, low));
        }
        let above = (low > first).then(|| self.splat(bytes, low - 1));
        let below = (high < last).then(|| self.splat(bytes, high + 1));
        if above.is_none() && below.is_none() { Ends::Open } else { Ends::Between(above, below) }
    }

    /// The mask of the numbers that lie in a range.
    pub(super) fn within(&mut self, numbers: Value, ends: Ends) -> Value {
        let mut larger = |one, other| self.builder.ins().icmp(IntCC::SignedGreaterThan, one, other);
        match ends {
            Ends::Open => self.builder.ins().icmp(IntCC::Equal, numbers, numbers),
            Ends::Single(number) => self.builder.ins().icmp(IntCC::Equal, numbers, number),
            Ends::Between(Some(above), None) => larger(numbers, above),
            Ends::Between(None, Some(below)) => larger(below, numbers),
            Ends::Between(Some(above), Some(below)) => {
                let (above, below) = (larger(numbers, above), larger(below, numbers));
                self.builder.ins().band(above, below)
            }
            Ends::Between(None, None) => unreachable!("that is an open range"),
        }
    }

    /// A number in all lanes.
    pub(super) fn splat(&mut self, bytes: u8, number: i64) -> Value {
        let number = number.to_le_bytes();
        let lane = &number[..usize::from(bytes)];
        self.vector(lanes(bytes), std::array::from_fn(|at| lane[at % lane.len()]))
    }

    /// A constant vector.
    pub(super) fn vector(&mut self, r#type: Type, bytes: [u8; 16]) -> Value {
        let constant = self.builder.func.dfg.constants.insert(ConstantData::from(&bytes[..]));
        self.builder.ins().vconst(r#type, constant)
    }

    /// The same bits as other lanes.
    pub(super) fn cast(&mut self, r#type: Type, vector: Value) -> Value {
        if self.builder.func.dfg.value_type(vector) == r#type {
            return vector;
        }
        let order = MemFlagsData::new().with_endianness(Endianness::Little);
        self.builder.ins().bitcast(r#type, order, vector)
    }
}
