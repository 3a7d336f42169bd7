//! Computed numbers: two rows in a vector of 64-bit lanes.
//!
//! They are computed for four rows after the other, so that all that a value is made of stays in registers.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{I8X16, I32, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Value};

use super::emit::{Emitter, memory};
use super::parts::values;
use crate::columns::fused::{Input, Value as Whole};

/// A value of four rows.
type Four = [Value; 2];

/// What is the same for all rows of a word.
#[derive(Clone, Copy)]
enum Held {
    /// The address of an input's rows, and how many bytes each has.
    Rows(Value, u8),
    /// A number in both lanes.
    Constant(Value),
    /// A word in both lanes, and another number in both.
    Word(Value, Value),
    /// Nothing is held.
    Nothing,
}

impl Emitter<'_, '_> {
    /// Whether computed numbers lie in a range.
    pub(super) fn range_of_value(&mut self, value: usize, low: i64, high: i64) -> Value {
        let needed = values(self.fused, value);
        let held: Vec<Held> = needed.iter().map(|value| self.held(*value)).collect();
        let ends = self.ends(8, low, high);
        let mut known: Vec<Option<Four>> = vec![None; value + 1];
        self.bits_of(|emitter, first| {
            let masks = (first..first + 16).step_by(4).map(|row| {
                for (value, held) in needed.iter().zip(&held) {
                    known[*value] = Some(emitter.four(*value, *held, row, &known));
                }
                let masks = of(&known, value).map(|numbers| emitter.within(numbers, ends));
                emitter.halved(masks)
            });
            let masks = masks.collect();
            emitter.narrowed(masks)
        })
    }

    /// A mask of four lanes of 32 bits.
    fn halved(&mut self, masks: Four) -> Value {
        let [low, high] = masks.map(|mask| self.cast(I32X4, mask));
        let narrow = self.builder.ins().snarrow(low, high);
        self.cast(I32X4, narrow)
    }

    fn held(&mut self, value: usize) -> Held {
        match self.fused.values[value] {
            Whole::Input(input) => match self.fused.inputs[input] {
                Input::Whole(_, bytes) => Held::Rows(self.rows(input, bytes), bytes),
                _ => Held::Nothing,
            },
            Whole::Constant(number) => Held::Constant(self.splat(8, number)),
            Whole::Where(_, condition, otherwise) => {
                let word = self.word(condition);
                let word = self.builder.ins().splat(I64X2, word);
                Held::Word(word, self.splat(8, otherwise))
            }
            Whole::Add(..) | Whole::Subtract(..) | Whole::Multiply(..) => Held::Nothing,
        }
    }

    /// A value of the four rows from one on.
    fn four(&mut self, value: usize, held: Held, row: usize, known: &[Option<Four>]) -> Four {
        match (self.fused.values[value], held) {
            (_, Held::Rows(rows, bytes)) => self.widened(rows, bytes, row),
            (_, Held::Constant(number)) => [number; 2],
            (Whole::Where(value, ..), Held::Word(word, otherwise)) => {
                self.chosen(of(known, value), word, otherwise, row)
            }
            (Whole::Add(a, b), _) => {
                pairs(of(known, a), of(known, b)).map(|(a, b)| self.builder.ins().iadd(a, b))
            }
            (Whole::Subtract(a, b), _) => {
                pairs(of(known, a), of(known, b)).map(|(a, b)| self.builder.ins().isub(a, b))
            }
            (Whole::Multiply(a, b), _) => {
                pairs(of(known, a), of(known, b)).map(|(a, b)| self.builder.ins().imul(a, b))
            }
            _ => unreachable!("verified"),
        }
    }

    /// Four numbers of an input.
    fn widened(&mut self, rows: Value, bytes: u8, row: usize) -> Four {
        let offset = row * usize::from(bytes);
        let four = match bytes {
            8 => return [offset, offset + 16].map(|offset| self.load(I64X2, rows, offset)),
            4 => {
                return [offset, offset + 8]
                    .map(|offset| self.builder.ins().sload32x2(memory(), rows, offset as i32));
            }
            2 => self.builder.ins().sload16x4(memory(), rows, offset as i32),
            _ => {
                let four = self.load(I32, rows, offset);
                let four = self.builder.ins().scalar_to_vector(I32X4, four);
                let four = self.cast(I8X16, four);
                let four = self.builder.ins().swiden_low(four);
                self.builder.ins().swiden_low(four)
            }
        };
        [self.builder.ins().swiden_low(four), self.builder.ins().swiden_high(four)]
    }

    /// Numbers where the bits of their rows are set, and another one elsewhere.
    fn chosen(&mut self, numbers: Four, word: Value, otherwise: Value, row: usize) -> Four {
        let mut row = row;
        numbers.map(|numbers| {
            let bits: [u64; 2] = [1 << row, 1 << (row + 1)];
            row += 2;
            let bytes = std::array::from_fn(|at| bits[at / 8].to_le_bytes()[at % 8]);
            let bits = self.vector(I64X2, bytes);
            let held = self.builder.ins().band(word, bits);
            let mask = self.builder.ins().icmp(IntCC::Equal, held, bits);
            self.builder.ins().bitselect(mask, numbers, otherwise)
        })
    }
}

fn of(known: &[Option<Four>], value: usize) -> Four {
    known[value].unwrap_or_else(|| unreachable!("operands stand first"))
}

fn pairs(a: Four, b: Four) -> [(Value, Value); 2] {
    [(a[0], b[0]), (a[1], b[1])]
}
