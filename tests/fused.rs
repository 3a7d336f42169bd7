//! The cheap part of conditions over columns: interpreted a block at a time, and as native code, against a model that looks at
//! one row after the other. What is drawn is anything that is well formed, which is more than the planner makes.

#![cfg(feature = "data")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use arrow_buffer::ScalarBuffer;
use bourn::columns::fused::{Buffer, CodeSet, Fused, Input, Operands, Operation, Value};
use bourn::columns::{Codes, Mask, WORD, Whole};
use bourn::program::{AttributeId, Id};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_engines_say_the_same(seed: u64, rows in 0..=200_usize) {
        check(seed, rows)?;
    }

    #[test]
    fn many_rows_are_no_other_than_few(seed: u64, rows in 1_000..6_000_usize) {
        check(seed, rows)?;
    }
}

fn check(seed: u64, rows: usize) -> Result<(), TestCaseError> {
    let case = Case::draw(seed, rows);
    let (operands, words) = (case.operands(), rows.div_ceil(WORD));
    let wanted = model(&case.fused, &operands, rows);
    #[cfg(feature = "jit")]
    let native = native(&case.fused);
    let mut draw = Draw(seed);
    let mut first = 0;
    while first < words {
        let count = 1 + draw.below(words - first);
        let run = |engine: &dyn Fn(&mut [Vec<u64>])| {
            let mut outputs = vec![vec![0; count]; case.fused.outputs.len()];
            engine(&mut outputs);
            outputs.into_iter().map(|words| kept(words, first, rows)).collect::<Vec<_>>()
        };
        let wanted: Vec<Vec<u64>> = wanted.iter().map(|words| words[first..first + count].to_vec()).collect();
        let interpreted = run(&|outputs| case.fused.run(&operands, first, outputs));
        prop_assert_eq!(&interpreted, &wanted, "interpreted, {:?}", case.fused);
        #[cfg(feature = "jit")]
        if let Some(native) = &native {
            let native = run(&|outputs| native.run(&operands, first, outputs));
            prop_assert_eq!(&native, &wanted, "native, {:?}", case.fused);
        }
        first += count;
    }
    Ok(())
}

#[cfg(feature = "jit")]
fn native(fused: &Fused) -> Option<std::sync::Arc<bourn::jit::Native>> {
    bourn::jit::is_available().then(|| bourn::jit::compile(fused).unwrap())
}

/// A range of whole numbers of four bytes, and its text.
#[cfg(feature = "jit")]
#[test]
fn the_code_can_be_read() {
    use bourn::jit::{Stage, text};
    let mut fused = Fused::default();
    let input = fused.input(Input::Whole(AttributeId::from_index(0), 4));
    let value = fused.value(Value::Input(input));
    fused.outputs = vec![fused.operation(Operation::Range(value, 31, i64::from(i32::MAX)))];
    if !bourn::jit::is_available() {
        return;
    }
    let clif = text(&fused, Stage::Clif).unwrap();
    let count = |word: &str| clif.matches(word).count();
    // One side of the range is open, so each of the 16 vectors of a word takes one comparison.
    assert_eq!(count("icmp sgt"), 16, "{clif}");
    assert_eq!((count("load.i32x4"), count("snarrow")), (16, 12), "{clif}");
    assert_eq!(count("vhigh_bits"), 4, "{clif}");
    let assembly = text(&fused, Stage::Assembly).unwrap();
    assert!(assembly.lines().count() > 64, "{assembly}");
}

/// Operands of another layout are read as what they are.
#[cfg(feature = "jit")]
#[test]
fn other_columns_are_not_read_by_the_code() {
    let mut fused = Fused::default();
    let input = fused.input(Input::Whole(AttributeId::from_index(0), 4));
    let value = fused.value(Value::Input(input));
    fused.outputs = vec![fused.operation(Operation::Range(value, 1, 100))];
    let Some(native) = native(&fused) else { return };
    let narrow = Whole::I8((0..128).map(|row| i8::from(row % 2 == 0)).collect());
    let operands = Operands { buffers: vec![Buffer::Whole(&narrow)], sets: Vec::new() };
    let mut outputs = [vec![0; 2]];
    native.run(&operands, 0, &mut outputs);
    assert_eq!(outputs, [vec![0x5555_5555_5555_5555; 2]]);
}

/// Words without what lies behind the last row.
fn kept(words: Vec<u64>, first: usize, rows: usize) -> Vec<u64> {
    let rows = (rows - first * WORD).min(words.len() * WORD);
    Mask::from_words(words, rows).words().to_vec()
}

// The model

fn model(fused: &Fused, operands: &Operands, rows: usize) -> Vec<Vec<u64>> {
    let mut holds: Vec<Vec<bool>> = Vec::new();
    for row in 0..rows {
        let mut row = Row { fused, operands, row, words: vec![None; fused.operations.len()] };
        holds.push(fused.outputs.iter().map(|output| row.holds(*output)).collect());
    }
    (0..fused.outputs.len()).map(|output| Mask::of(rows, |row| holds[row][output]).words().to_vec()).collect()
}

struct Row<'a> {
    fused: &'a Fused,
    operands: &'a Operands<'a>,
    row: usize,
    words: Vec<Option<bool>>,
}

impl Row<'_> {
    fn holds(&mut self, operation: usize) -> bool {
        if let Some(known) = self.words[operation] {
            return known;
        }
        let holds = match &self.fused.operations[operation] {
            Operation::Constant(holds) => *holds,
            Operation::Bits(input) => match self.operands.buffers[*input] {
                Buffer::Bits(mask) => mask.is_none_or(|mask| mask.holds(self.row)),
                _ => unreachable!(),
            },
            Operation::Range(value, low, high) => (*low..=*high).contains(&self.number(*value)),
            Operation::Code(input, set) => match self.operands.buffers[*input] {
                Buffer::Codes(codes) => {
                    self.operands.sets[*set].iter().any(|code| code == codes.get(self.row))
                }
                _ => unreachable!(),
            },
            Operation::Not(operand) => !self.holds(*operand),
            Operation::And(operands) => operands.iter().all(|operand| self.holds(*operand)),
            Operation::Or(operands) => operands.iter().any(|operand| self.holds(*operand)),
        };
        self.words[operation] = Some(holds);
        holds
    }

    fn number(&mut self, value: usize) -> i64 {
        match self.fused.values[value] {
            Value::Input(input) => match self.operands.buffers[input] {
                Buffer::Whole(numbers) => numbers.get(self.row) as i64,
                _ => unreachable!(),
            },
            Value::Constant(number) => number,
            Value::Add(a, b) => self.number(a).wrapping_add(self.number(b)),
            Value::Subtract(a, b) => self.number(a).wrapping_sub(self.number(b)),
            Value::Multiply(a, b) => self.number(a).wrapping_mul(self.number(b)),
            Value::Where(value, condition, otherwise) => {
                if self.holds(condition) {
                    self.number(value)
                } else {
                    otherwise
                }
            }
        }
    }
}

// What is drawn

struct Case {
    fused: Fused,
    columns: Vec<Column>,
    sets: Vec<CodeSet>,
}

enum Column {
    Bits(Option<Mask>),
    Whole(Whole),
    Codes(Codes),
}

impl Case {
    fn draw(seed: u64, rows: usize) -> Case {
        let mut draw = Draw(seed);
        let mut case = Case { fused: Fused::default(), columns: Vec::new(), sets: Vec::new() };
        for attribute in 0..1 + draw.below(8) {
            let (input, column) = draw.input(attribute, rows);
            case.fused.input(input);
            case.columns.push(column);
        }
        for _ in 0..1 + draw.below(3) {
            case.sets.push(draw.set());
        }
        for _ in 0..1 + draw.below(40) {
            if draw.below(3) == 0 {
                if let Some(value) = draw.value(&case.fused) {
                    case.fused.value(value);
                }
            } else {
                let operation = draw.operation(&case);
                case.fused.operation(operation);
            }
        }
        if case.fused.operations.is_empty() {
            case.fused.operation(Operation::Constant(true));
        }
        for _ in 0..1 + draw.below(6) {
            let output = draw.below(case.fused.operations.len());
            case.fused.outputs.push(output);
        }
        case
    }

    fn operands(&self) -> Operands<'_> {
        Operands { buffers: self.columns.iter().map(Column::buffer).collect(), sets: self.sets.clone() }
    }
}

impl Column {
    fn buffer(&self) -> Buffer<'_> {
        match self {
            Column::Bits(mask) => Buffer::Bits(mask.as_ref()),
            Column::Whole(numbers) => Buffer::Whole(numbers),
            Column::Codes(codes) => Buffer::Codes(codes),
        }
    }
}

/// Numbers by SplitMix64.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn one_of<'t, T>(&mut self, choices: &'t [T]) -> &'t T {
        &choices[self.below(choices.len())]
    }

    /// A number of so many bytes: often one at an end, or near to 0.
    fn number(&mut self, bytes: u8) -> i64 {
        let unused = 64 - u32::from(bytes) * 8;
        let number = self.next() as i64 >> unused;
        match self.below(6) {
            0 => i64::MIN >> unused,
            1 => i64::MAX >> unused,
            2 | 3 => number % 8,
            _ => number,
        }
    }

    /// A buffer that does not start where its memory does.
    fn buffer<N: arrow_buffer::ArrowNativeType>(
        &mut self,
        rows: usize,
        of: impl Fn(&mut Draw) -> N,
    ) -> ScalarBuffer<N> {
        let before = self.below(5);
        let numbers: ScalarBuffer<N> = (0..before + rows).map(|_| of(self)).collect();
        numbers.slice(before, rows)
    }

    fn input(&mut self, attribute: usize, rows: usize) -> (Input, Column) {
        let attribute = AttributeId::from_index(attribute);
        let whole = |bytes, numbers| (Input::Whole(attribute, bytes), Column::Whole(numbers));
        let codes = |bytes, codes| (Input::Codes(attribute, bytes), Column::Codes(codes));
        match self.below(10) {
            0 => (Input::True(attribute), Column::Bits(Some(self.mask(rows)))),
            1 => (Input::Valid(attribute), Column::Bits(Some(self.mask(rows)))),
            2 => (Input::Valid(attribute), Column::Bits(None)),
            3 => whole(1, Whole::I8(self.buffer(rows, |draw| draw.number(1) as i8))),
            4 => whole(2, Whole::I16(self.buffer(rows, |draw| draw.number(2) as i16))),
            5 => whole(4, Whole::I32(self.buffer(rows, |draw| draw.number(4) as i32))),
            6 => whole(8, Whole::I64(self.buffer(rows, |draw| draw.number(8)))),
            7 => codes(1, Codes::U8(self.buffer(rows, |draw| draw.next() as u8))),
            8 => codes(2, Codes::U16(self.buffer(rows, |draw| draw.code() as u16))),
            _ => codes(4, Codes::U32(self.buffer(rows, |draw| draw.code() as u32))),
        }
    }

    fn mask(&mut self, rows: usize) -> Mask {
        let words = (0..rows.div_ceil(WORD)).map(|_| self.next()).collect();
        Mask::from_words(words, rows)
    }

    /// A code: often a small one, or one that no dictionary has.
    fn code(&mut self) -> u64 {
        match self.below(4) {
            0 => self.next(),
            _ => self.next() % 320,
        }
    }

    fn set(&mut self) -> CodeSet {
        let wanted: Vec<usize> = match self.below(4) {
            0 => Vec::new(),
            1 => (0..1 + self.below(4)).map(|_| self.below(300)).collect(),
            _ => (0..60).map(|_| self.below(300)).collect(),
        };
        let count = *self.one_of(&[300, 100, 256, 1000]);
        CodeSet::of(count, |code| wanted.contains(&code))
    }

    fn value(&mut self, fused: &Fused) -> Option<Value> {
        let whole = |input: &usize| matches!(fused.inputs[*input], Input::Whole(..));
        let inputs: Vec<usize> = (0..fused.inputs.len()).filter(whole).collect();
        let known = fused.values.len();
        match self.below(7) {
            _ if known == 0 && inputs.is_empty() => Some(Value::Constant(self.number(8))),
            0 | 1 if !inputs.is_empty() => Some(Value::Input(*self.one_of(&inputs))),
            0..=2 => {
                let bytes = *self.one_of(&[1, 4, 8]);
                Some(Value::Constant(self.number(bytes)))
            }
            _ if known == 0 => None,
            3 => Some(Value::Add(self.below(known), self.below(known))),
            4 => Some(Value::Subtract(self.below(known), self.below(known))),
            5 => Some(Value::Multiply(self.below(known), self.below(known))),
            _ if fused.operations.is_empty() => None,
            _ => {
                let condition = self.below(fused.operations.len());
                Some(Value::Where(self.below(known), condition, self.number(8)))
            }
        }
    }

    fn operation(&mut self, case: &Case) -> Operation {
        let fused = &case.fused;
        let input = self.below(fused.inputs.len());
        let known = fused.operations.len();
        match (self.below(5), fused.inputs[input]) {
            (0, Input::True(_) | Input::Valid(_)) => Operation::Bits(input),
            (0, Input::Codes(..)) => Operation::Code(input, self.below(case.sets.len())),
            (0..=2, _) if !fused.values.is_empty() => {
                let value = self.below(fused.values.len());
                let bytes = match fused.values[value] {
                    Value::Input(input) => match fused.inputs[input] {
                        Input::Whole(_, bytes) => bytes,
                        _ => unreachable!(),
                    },
                    _ => 8,
                };
                let [one, other] = [(); 2].map(|()| self.number(bytes));
                Operation::Range(value, one.min(other), one.max(other))
            }
            (3, _) if known > 0 => Operation::Not(self.below(known)),
            (_, _) if known > 0 => {
                let operands = (0..self.below(4)).map(|_| self.below(known)).collect();
                if self.below(2) == 0 { Operation::And(operands) } else { Operation::Or(operands) }
            }
            _ => Operation::Constant(self.below(2) == 0),
        }
    }
}
