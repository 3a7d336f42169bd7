//! Codes of texts: whether they are in a set, which comes with the operands.
//!
//! Codes are compared with the one that is wanted, or with a few if they have several bytes. Where more are wanted, codes of a
//! byte are looked up 16 at a time: a shuffle by the lower half of the code finds a byte of the set, a shuffle by the upper half
//! the bit in it. Of wider codes each is looked up in a table. Which of it is done is found out at run time, a word at a time:
//! the set is not known before, and the branch goes the same way each time.

use std::mem::offset_of;

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{I8, I8X16, I16X8, I64};
use cranelift_codegen::ir::{BlockArg, InstBuilder, Value};

use super::emit::{Emitter, memory};
use super::vector::lanes;
use crate::columns::WORD;
use crate::columns::fused::{CodeSet, FEW};

/// A set of codes as functions read it.
#[repr(C)]
pub(super) struct Set {
    nibbles: [[u8; 16]; 2],
    few: [u32; FEW],
    is_single: u64,
    is_few: u64,
    last: u64,
    table: *const bool,
}

impl Set {
    pub(super) fn of(set: &CodeSet) -> Set {
        Set {
            nibbles: set.nibbles(),
            few: set.few().unwrap_or_default(),
            is_single: set.few().is_some_and(|[first, rest @ ..]| rest == [first; FEW - 1]).into(),
            is_few: set.few().is_some().into(),
            last: set.table().len() as u64 - 1,
            table: set.table().as_ptr(),
        }
    }
}

impl Emitter<'_, '_> {
    /// Whether codes of so many bytes are in a set.
    pub(super) fn code(&mut self, input: usize, bytes: u8, set: usize) -> Value {
        let rows = self.rows(input, bytes);
        let builder = &mut self.builder;
        let (few, many, done) = (builder.create_block(), builder.create_block(), builder.create_block());
        let word = builder.append_block_param(done, I64);
        let (asked, count) =
            if bytes == 1 { (offset_of!(Set, is_single), 1) } else { (offset_of!(Set, is_few), FEW) };
        let is_few = self.field(set, asked);
        self.builder.ins().brif(is_few, few, &[], many, &[]);
        self.builder.switch_to_block(few);
        let found = self.one_of(count, rows, bytes, set);
        self.builder.ins().jump(done, &[BlockArg::Value(found)]);
        self.builder.switch_to_block(many);
        let found = if bytes == 1 { self.shuffled(rows, set) } else { self.looked_up(rows, bytes, set) };
        self.builder.ins().jump(done, &[BlockArg::Value(found)]);
        self.builder.switch_to_block(done);
        word
    }

    /// Codes of a byte, of which any number is wanted.
    fn shuffled(&mut self, rows: Value, set: usize) -> Value {
        let at = set * size_of::<Set>() + offset_of!(Set, nibbles);
        let tables = [at, at + 16].map(|at| self.load(I8X16, self.sets, at));
        let powers = self.vector(I8X16, std::array::from_fn(|at| 1 << (at % 8)));
        let [lower, upper, three] = [0x8f, 0x80, 0x07].map(|byte: u8| self.vector(I8X16, [byte; 16]));
        self.bits_of(|emitter, first| {
            let codes = emitter.load(I8X16, rows, first);
            // A set highest bit finds nothing: so the first table knows codes below 128, and the second the others.
            let below = emitter.builder.ins().band(codes, lower);
            let above = emitter.builder.ins().bxor(below, upper);
            let [below, above] = [(tables[0], below), (tables[1], above)]
                .map(|(table, places)| emitter.shuffle(table, places));
            let found = emitter.builder.ins().bor(below, above);
            let halves = emitter.cast(I16X8, codes);
            let halves = emitter.builder.ins().ushr_imm_u(halves, 4);
            let halves = emitter.cast(I8X16, halves);
            let halves = emitter.builder.ins().band(halves, three);
            let bits = emitter.shuffle(powers, halves);
            let found = emitter.builder.ins().band(found, bits);
            emitter.builder.ins().icmp(IntCC::Equal, found, bits)
        })
    }

    /// The bytes of a table at places below 16, and 0 at places from 128 on.
    fn shuffle(&mut self, table: Value, places: Value) -> Value {
        if self.machine.shuffles {
            self.builder.ins().x86_pshufb(table, places)
        } else {
            self.builder.ins().swizzle(table, places)
        }
    }

    fn field(&mut self, set: usize, offset: usize) -> Value {
        self.load(I64, self.sets, set * size_of::<Set>() + offset)
    }

    /// Codes that are compared with the first wanted ones, so many of them.
    fn one_of(&mut self, count: usize, rows: Value, bytes: u8, set: usize) -> Value {
        let lanes = lanes(bytes);
        let at = set * size_of::<Set>() + offset_of!(Set, few);
        let wanted = (0..count).map(|code| {
            let code = self.load(lanes.lane_type(), self.sets, at + code * size_of::<u32>());
            self.builder.ins().splat(lanes, code)
        });
        let wanted: Vec<Value> = wanted.collect();
        self.bits_of(|emitter, first| {
            let masks = (0..usize::from(bytes)).map(|vector| {
                let codes = emitter.load(lanes, rows, first * usize::from(bytes) + vector * 16);
                emitter.any_equal(codes, &wanted)
            });
            let masks = masks.collect();
            emitter.narrowed(masks)
        })
    }

    fn any_equal(&mut self, codes: Value, wanted: &[Value]) -> Value {
        let found = wanted.iter().map(|wanted| self.builder.ins().icmp(IntCC::Equal, codes, *wanted));
        let found: Vec<Value> = found.collect();
        let any = found.into_iter().reduce(|any, found| self.builder.ins().bor(any, found));
        any.unwrap_or_else(|| unreachable!("one code at least is compared with"))
    }

    /// A loop over the bytes of the word. A code behind the table is looked up at its end, where nothing is wanted.
    fn looked_up(&mut self, rows: Value, bytes: u8, set: usize) -> Value {
        let (last, table) = (self.field(set, offset_of!(Set, last)), self.field(set, offset_of!(Set, table)));
        let builder = &mut self.builder;
        let (turn, done) = (builder.create_block(), builder.create_block());
        let [at, word] = [I64, I64].map(|r#type| builder.append_block_param(turn, r#type));
        let start = [builder.ins().iconst(I64, 0), builder.ins().iconst(I64, 0)].map(BlockArg::Value);
        builder.ins().jump(turn, &start);
        builder.switch_to_block(turn);
        let offset = builder.ins().ishl_imm_u(at, i64::from(bytes.ilog2()));
        let address = builder.ins().iadd(rows, offset);
        let mut word = builder.ins().ushr_imm_u(word, 8);
        for row in 0..8_i32 {
            let offset = row * i32::from(bytes);
            let code = match bytes {
                2 => builder.ins().uload16(I64, memory(), address, offset),
                _ => builder.ins().uload32(memory(), address, offset),
            };
            let place = builder.ins().umin(code, last);
            let place = builder.ins().iadd(table, place);
            let wanted = builder.ins().uload8(I64, memory(), place, 0);
            let wanted = builder.ins().ishl_imm_u(wanted, 56 + i64::from(row));
            word = builder.ins().bor(word, wanted);
        }
        let next = builder.ins().iadd_imm_u(at, i64::from(I8.bits()));
        let more = builder.ins().icmp_imm_u(IntCC::UnsignedLessThan, next, WORD as i64);
        builder.ins().brif(more, turn, &[next, word].map(BlockArg::Value), done, &[]);
        builder.switch_to_block(done);
        word
    }
}
