//! A function: a loop over words, which computes 64 rows of all its outputs in each turn.
//!
//! Nothing is kept in registers from turn to turn but the row: what a test needs is loaded when the test is made, from the
//! first-level cache, and the words of tests die as soon as they are put together. So there are enough registers for any number
//! of outputs. The order of instructions is the one in which they are emitted; no optimiser moves them (see `native`).

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{I8, I64};
use cranelift_codegen::ir::{
    AbiParam, BlockArg, Function, InstBuilder, MemFlagsData, Signature, Type, Value,
};
use cranelift_codegen::isa::{CallConv, TargetFrontendConfig};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};

use super::parts::{Part, Step};
use crate::columns::WORD;
use crate::columns::fused::{Fused, Input, Operation, Value as Whole};

/// What a machine can do beyond what all can.
#[derive(Clone, Copy)]
pub(super) struct Machine {
    /// Has `pshufb`.
    pub(super) shuffles: bool,
    /// What the generator asks for at the end of a function.
    pub(super) frontend: TargetFrontendConfig,
}

/// What a function takes: the addresses of the buffers of its inputs, of the sets of codes, of the outputs, and how many words
/// it computes, which are one at least.
pub(super) fn signature(convention: CallConv) -> Signature {
    let mut signature = Signature::new(convention);
    signature.params = vec![AbiParam::new(I64); 4];
    signature
}

/// Makes the function of a part.
pub(super) fn emit(fused: &Fused, part: &Part, machine: Machine, function: &mut Function) {
    let mut context = FunctionBuilderContext::new();
    let mut builder = FunctionBuilder::new(function, &mut context);
    let (entry, turn, exit) = (builder.create_block(), builder.create_block(), builder.create_block());
    builder.append_block_params_for_function_params(entry);
    let row = builder.append_block_param(turn, I64);
    builder.switch_to_block(entry);
    let [inputs, sets, outputs, count] = *builder.block_params(entry) else { return };
    let rows = builder.ins().ishl_imm_u(count, i64::from(WORD.ilog2()));
    let first = builder.ins().iconst(I64, 0);
    builder.ins().jump(turn, &[BlockArg::Value(first)]);

    builder.switch_to_block(turn);
    let words = vec![None; fused.operations.len()];
    let mut emitter = Emitter { builder, fused, machine, inputs, sets, outputs, row, words };
    part.steps.iter().for_each(|step| emitter.step(*step));
    let mut builder = emitter.builder;
    let next = builder.ins().iadd_imm_u(row, WORD as i64);
    let more = builder.ins().icmp(IntCC::UnsignedLessThan, next, rows);
    builder.ins().brif(more, turn, &[BlockArg::Value(next)], exit, &[]);

    builder.switch_to_block(exit);
    builder.ins().return_(&[]);
    builder.seal_all_blocks();
    builder.finalize(machine.frontend);
}

/// A turn of the loop that is being made.
pub(super) struct Emitter<'a, 'f> {
    pub(super) builder: FunctionBuilder<'f>,
    pub(super) fused: &'a Fused,
    pub(super) machine: Machine,
    inputs: Value,
    pub(super) sets: Value,
    outputs: Value,
    /// The first row of the word.
    pub(super) row: Value,
    /// The word of each operation that has been computed.
    words: Vec<Option<Value>>,
}

impl Emitter<'_, '_> {
    fn step(&mut self, step: Step) {
        match step {
            Step::Compute(operation) => self.words[operation] = Some(self.operation(operation)),
            Step::Write { output, operation } => {
                let word = self.word(operation);
                let address = self.buffer(self.outputs, output);
                let address = self.bits(address);
                self.builder.ins().store(memory(), word, address, 0);
            }
        }
    }

    /// The word of an operation that stands before.
    pub(super) fn word(&mut self, operation: usize) -> Value {
        self.words[operation].unwrap_or_else(|| unreachable!("parts have operands first"))
    }

    fn operation(&mut self, operation: usize) -> Value {
        let fused = self.fused;
        match &fused.operations[operation] {
            Operation::Constant(holds) => self.constant(*holds),
            Operation::Bits(input) => {
                let address = self.buffer(self.inputs, *input);
                let address = self.bits(address);
                self.load(I64, address, 0)
            }
            Operation::Range(value, low, high) => match fused.values[*value] {
                Whole::Input(input) => self.range_of_input(input, *low, *high),
                _ => self.range_of_value(*value, *low, *high),
            },
            Operation::Code(input, set) => match fused.inputs[*input] {
                Input::Codes(_, bytes) => self.code(*input, bytes, *set),
                _ => self.constant(false),
            },
            Operation::Not(operand) => {
                let word = self.word(*operand);
                self.builder.ins().bnot(word)
            }
            Operation::And(operands) => self.joined(operands, true),
            Operation::Or(operands) => self.joined(operands, false),
        }
    }

    fn joined(&mut self, operands: &[usize], all: bool) -> Value {
        let words: Vec<Value> = operands.iter().map(|operand| self.word(*operand)).collect();
        let join = |joined, word| {
            if all { self.builder.ins().band(joined, word) } else { self.builder.ins().bor(joined, word) }
        };
        words.into_iter().reduce(join).unwrap_or_else(|| self.constant(all))
    }

    /// The same for all rows.
    pub(super) fn constant(&mut self, holds: bool) -> Value {
        self.builder.ins().iconst(I64, if holds { -1 } else { 0 })
    }

    /// The address of the first of the word's rows in the buffer of an input whose rows have so many bytes.
    pub(super) fn rows(&mut self, input: usize, bytes: u8) -> Value {
        let buffer = self.buffer(self.inputs, input);
        let offset = self.builder.ins().ishl_imm_u(self.row, i64::from(bytes.ilog2()));
        self.builder.ins().iadd(buffer, offset)
    }

    /// The address of the word in a buffer of bits.
    fn bits(&mut self, buffer: Value) -> Value {
        let offset = self.builder.ins().ushr_imm_u(self.row, i64::from(I8.bits().ilog2()));
        self.builder.ins().iadd(buffer, offset)
    }

    fn buffer(&mut self, buffers: Value, place: usize) -> Value {
        self.load(I64, buffers, place * size_of::<usize>())
    }

    pub(super) fn load(&mut self, r#type: Type, address: Value, offset: usize) -> Value {
        self.builder.ins().load(r#type, memory(), address, offset as i32)
    }
}

/// No access traps: that is what `native` looks at before a call. Nothing is known of alignment.
pub(super) fn memory() -> MemFlagsData {
    MemFlagsData::new().with_notrap()
}
