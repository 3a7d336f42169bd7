//! The fused part interpreted: an operation after the other, each for some words. It is what native code is measured by, and
//! what runs where there is none.

use super::column::{for_codes, for_whole};
use super::fused::{Buffer, CodeSet, Fused, Operands, Operation, Value};
use super::{WORD, Whole};

/// For how many words each operation is computed before the next one: few enough that some computed values stay in the
/// first-level cache, and enough that finding out what to compute costs nothing.
const STEP: usize = 16;

impl Fused {
    /// Computes the outputs for rows from `first_word * 64` on, as many words as there are in each output. Bits behind the
    /// last row of the batch may be set.
    pub fn run(&self, operands: &Operands, first_word: usize, outputs: &mut [Vec<u64>]) {
        let count = outputs.first().map_or(0, Vec::len);
        let mut step = Step {
            fused: self,
            operands,
            first: 0,
            is_operand: self.are_operands(),
            values: vec![Vec::new(); self.values.len()],
            words: vec![[0; STEP]; self.operations.len()],
        };
        for at in (0..count).step_by(STEP) {
            step.first = (first_word + at) * WORD;
            step.compute();
            let words = STEP.min(count - at);
            for (output, operation) in outputs.iter_mut().zip(&self.outputs) {
                output[at..at + words].copy_from_slice(&step.words[*operation][..words]);
            }
        }
    }

    /// Which values other values are computed of.
    fn are_operands(&self) -> Vec<bool> {
        let mut are = vec![false; self.values.len()];
        for value in &self.values {
            match *value {
                Value::Input(_) | Value::Constant(_) => {}
                Value::Add(a, b) | Value::Subtract(a, b) | Value::Multiply(a, b) => {
                    are[a] = true;
                    are[b] = true;
                }
                Value::Where(value, ..) => are[value] = true,
            }
        }
        are
    }
}

/// Some words, and what has been computed of them.
struct Step<'a, 'b> {
    fused: &'a Fused,
    operands: &'a Operands<'b>,
    /// The first row.
    first: usize,
    is_operand: Vec<bool>,
    values: Vec<Vec<i64>>,
    words: Vec<[u64; STEP]>,
}

impl Step<'_, '_> {
    fn compute(&mut self) {
        // A value with a condition stands behind it: values are computed when they are first needed.
        let mut computed = 0;
        for (at, operation) in self.fused.operations.iter().enumerate() {
            if let Operation::Range(value, ..) = operation {
                for value in computed..=*value {
                    self.values[value] = self.value(value);
                }
                computed = computed.max(value + 1);
            }
            self.words[at] = self.operation(operation);
        }
    }

    fn operation(&self, operation: &Operation) -> [u64; STEP] {
        match operation {
            Operation::Constant(holds) => [if *holds { u64::MAX } else { 0 }; STEP],
            Operation::Bits(input) => self.bits(*input),
            Operation::Range(value, low, high) => match self.fused.values[*value] {
                Value::Input(input) => self.range_of_input(input, *low, *high),
                _ => within(&self.values[*value], *low, *high),
            },
            Operation::Code(input, set) => self.codes(*input, &self.operands.sets[*set]),
            Operation::Not(operand) => self.words[*operand].map(|word| !word),
            Operation::And(operands) => self.joined(operands, u64::MAX, |a, b| a & b),
            Operation::Or(operands) => self.joined(operands, 0, |a, b| a | b),
        }
    }

    fn joined(&self, operands: &[usize], nothing: u64, join: impl Fn(u64, u64) -> u64) -> [u64; STEP] {
        let mut joined = [nothing; STEP];
        for operand in operands {
            joined
                .iter_mut()
                .zip(&self.words[*operand])
                .for_each(|(word, other)| *word = join(*word, *other));
        }
        joined
    }

    fn bits(&self, input: usize) -> [u64; STEP] {
        let Buffer::Bits(Some(mask)) = self.operands.buffers[input] else { return [u64::MAX; STEP] };
        let mut words = [0; STEP];
        let bits = mask.words().iter().skip(self.first / WORD);
        words.iter_mut().zip(bits).for_each(|(word, bits)| *word = *bits);
        words
    }

    fn range_of_input(&self, input: usize, low: i64, high: i64) -> [u64; STEP] {
        let Buffer::Whole(whole) = self.operands.buffers[input] else { return [0; STEP] };
        match whole {
            Whole::I8(numbers) => within(self.rows(numbers), low as i8, high as i8),
            Whole::I16(numbers) => within(self.rows(numbers), low as i16, high as i16),
            Whole::I32(numbers) => within(self.rows(numbers), low as i32, high as i32),
            Whole::I64(numbers) => within(self.rows(numbers), low, high),
            Whole::I128(numbers) => within(self.rows(numbers), low.into(), high.into()),
        }
    }

    fn codes(&self, input: usize, set: &CodeSet) -> [u64; STEP] {
        let Buffer::Codes(codes) = self.operands.buffers[input] else { return [0; STEP] };
        for_codes!(codes, codes => packed(self.rows(codes), |code| set.holds(code as usize)))
    }

    /// The rows of the step; fewer where the batch ends.
    fn rows<'n, N>(&self, numbers: &'n [N]) -> &'n [N] {
        let end = numbers.len().min(self.first + STEP * WORD);
        &numbers[self.first.min(end)..end]
    }

    /// The numbers of a value; none of an input that is only compared, which is done where it stands.
    #[expect(clippy::unnecessary_cast, reason = "one of the widths is that of the result")]
    fn value(&self, value: usize) -> Vec<i64> {
        match self.fused.values[value] {
            Value::Input(input) => match self.operands.buffers[input] {
                Buffer::Whole(whole) if self.is_operand[value] => {
                    for_whole!(whole, numbers => self.rows(numbers).iter().map(|n| *n as i64).collect())
                }
                _ => Vec::new(),
            },
            Value::Constant(number) => vec![number; STEP * WORD],
            // What is not valid may be anything, and what it gives is looked at by nobody.
            Value::Add(a, b) => self.both(a, b, i64::wrapping_add),
            Value::Subtract(a, b) => self.both(a, b, i64::wrapping_sub),
            Value::Multiply(a, b) => self.both(a, b, i64::wrapping_mul),
            Value::Where(value, operation, otherwise) => {
                let words = &self.words[operation];
                let holds = |row: usize| words[row / WORD] >> (row % WORD) & 1 == 1;
                let chosen = |(row, number): (usize, &i64)| if holds(row) { *number } else { otherwise };
                self.values[value].iter().enumerate().map(chosen).collect()
            }
        }
    }

    fn both(&self, a: usize, b: usize, of: impl Fn(i64, i64) -> i64) -> Vec<i64> {
        self.values[a].iter().zip(&self.values[b]).map(|(a, b)| of(*a, *b)).collect()
    }
}

fn within<N: Copy + PartialOrd>(numbers: &[N], low: N, high: N) -> [u64; STEP] {
    packed(numbers, |number| low <= number && number <= high)
}

/// A bit for each number.
fn packed<N: Copy>(numbers: &[N], holds: impl Fn(N) -> bool) -> [u64; STEP] {
    let mut words = [0; STEP];
    let (whole, rest) = numbers.as_chunks::<WORD>();
    words.iter_mut().zip(whole).for_each(|(word, numbers)| *word = word_of(numbers, &holds));
    if let Some(last) = words.get_mut(whole.len()) {
        let bit = |(at, number): (usize, &N)| u64::from(holds(*number)) << at;
        *last = rest.iter().enumerate().map(bit).fold(0, |word, bit| word | bit);
    }
    words
}

/// A bit for each of 64 numbers. First a byte for each, which compilers make vectors of; then the eight bytes of a word are
/// brought together by a product, whose uppermost byte has the sum of each byte at another bit.
#[inline]
pub(super) fn word_of<N: Copy>(numbers: &[N; WORD], holds: impl Fn(N) -> bool) -> u64 {
    let bytes: [u8; WORD] = std::array::from_fn(|at| u8::from(holds(numbers[at])));
    let (eights, _) = bytes.as_chunks::<8>();
    let bits = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    eights.iter().rev().fold(0, |word, eight| word << 8 | bits(eight))
}
