//! How fast the cheap part of conditions is computed: interpreted, and as native code, whose making is measured as well.
//!
//!     cargo bench --bench fused [-- ROWS]
//!
//! The conditions are those of the comparison with other engines, as far as they are about numbers, codes and bits.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program that measures")]

use std::time::{Duration, Instant};

use bourn::columns::fused::{Buffer, CodeSet, Fused, Input, Operands, Operation, Value};
use bourn::columns::{Codes, Mask, WORD, Whole};
use bourn::jit::compile;
use bourn::program::{AttributeId, Id};

/// How many words are computed at a time, as segments do it.
const BLOCK: usize = 256;

/// How often everything is measured at least.
const TURNS: usize = 3;

/// The columns, by attribute.
const AGE: usize = 0;
const COUNTRY: usize = 1;
const OPT_IN: usize = 2;
const VIP: usize = 3;
const POINTS: usize = 4;
const VALUE: usize = 5;
const PLAN: usize = 6;
const LANGUAGE: usize = 7;
const PURCHASE: usize = 8;
const TRIAL: usize = 9;
const CONTACTED: usize = 10;
const CITY: usize = 11;

const DAY: i64 = 86_400_000_000;
const NOW: i64 = 20_000 * DAY;

fn main() {
    let rows = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(2_000_000);
    let columns = columns(rows);
    println!("{rows} rows");
    println!("condition          MB   interpreted        native   GB/s   compiled   pays from");
    for (name, query) in queries() {
        measure(name, &query, &columns, rows);
    }
}

fn measure(name: &str, query: &Query, columns: &[(Column, Option<Mask>)], rows: usize) {
    let operands = query.operands(columns);
    let native = compile(&query.fused).unwrap();
    let compiled: Duration = best(|| vec![timed(|| drop(compile(&query.fused).unwrap()))]);
    let interpreted = best(|| run(query, rows, |at, outputs| query.fused.run(&operands, at, outputs)));
    let run_native = best(|| run(query, rows, |at, outputs| native.run(&operands, at, outputs)));
    let bytes: usize = operands.buffers.iter().map(|buffer| size(buffer, rows)).sum();
    let saved = (interpreted.as_secs_f64() - run_native.as_secs_f64()) / rows as f64;
    println!(
        "{name:<14} {:>6.1} {:>10.2} ms {:>10.3} ms {:>6.1} {:>7.2} ms {:>11.0}",
        bytes as f64 / 1e6,
        interpreted.as_secs_f64() * 1e3,
        run_native.as_secs_f64() * 1e3,
        bytes as f64 / run_native.as_secs_f64() / 1e9,
        compiled.as_secs_f64() * 1e3,
        compiled.as_secs_f64() / saved,
    );
}

/// The sum of the fastest times of each piece, over some turns: so what other programs take of the machine does not count.
fn best(mut turn: impl FnMut() -> Vec<Duration>) -> Duration {
    let began = Instant::now();
    let mut best = turn();
    for turns in 1.. {
        if turns > TURNS && began.elapsed() > Duration::from_millis(700) {
            break;
        }
        best.iter_mut().zip(turn()).for_each(|(best, time)| *best = time.min(*best));
    }
    best.iter().sum()
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// The times of all blocks.
fn run(query: &Query, rows: usize, engine: impl Fn(usize, &mut [Vec<u64>])) -> Vec<Duration> {
    let words = rows.div_ceil(WORD);
    let mut outputs = vec![vec![0; BLOCK]; query.fused.outputs.len()];
    let block = |first: usize| {
        outputs.iter_mut().for_each(|output| output.resize(BLOCK.min(words - first), 0));
        let time = timed(|| engine(first, &mut outputs));
        std::hint::black_box(&outputs);
        time
    };
    (0..words).step_by(BLOCK).map(block).collect()
}

fn size(buffer: &Buffer, rows: usize) -> usize {
    match buffer {
        Buffer::Bits(mask) => mask.map_or(0, |mask| mask.words().len() * 8),
        Buffer::Whole(numbers) => rows * usize::from(numbers.width()),
        Buffer::Codes(codes) => rows * usize::from(codes.width()),
    }
}

// Conditions

/// A fused part that is being put together, with its sets.
#[derive(Default)]
struct Query {
    fused: Fused,
    sets: Vec<CodeSet>,
}

fn queries() -> Vec<(&'static str, Query)> {
    let one = |make: &dyn Fn(&mut Query) -> usize| {
        let mut query = Query::default();
        let output = make(&mut query);
        query.fused.outputs.push(output);
        query
    };
    let mut fifty = Query::default();
    fifty.fifty();
    vec![
        ("q01 number", one(&|query| query.between(AGE, 4, 31, i64::from(i32::MAX)))),
        ("q02 and codes", one(&|query| query.of_age_from(&[0, 2, 3]))),
        ("q09 time", one(&|query| query.recent(PURCHASE, 30))),
        ("q11 decimal", one(&|query| query.linear(1, 500))),
        ("q12 tree", one(&Query::tree)),
        ("one code of 2 B", one(&|query| query.code(CITY, 2, &[17]))),
        ("9 codes of 2 B", one(&|query| query.code(CITY, 2, &[1, 3, 5, 7, 9, 1001, 1003, 1005, 1007]))),
        ("50 conditions", fifty),
    ]
}

impl Query {
    fn operands<'c>(&self, columns: &'c [(Column, Option<Mask>)]) -> Operands<'c> {
        let buffer = |input: &Input| match *input {
            Input::Valid(attribute) => Buffer::Bits(columns[attribute.index()].1.as_ref()),
            Input::True(attribute) | Input::Whole(attribute, _) | Input::Codes(attribute, _) => {
                match &columns[attribute.index()].0 {
                    Column::Bits(mask) => Buffer::Bits(Some(mask)),
                    Column::Whole(numbers) => Buffer::Whole(numbers),
                    Column::Codes(codes) => Buffer::Codes(codes),
                }
            }
        };
        Operands { buffers: self.fused.inputs.iter().map(buffer).collect(), sets: self.sets.clone() }
    }

    fn valid(&mut self, attributes: &[usize], operation: usize) -> usize {
        let mut all = vec![operation];
        for attribute in attributes {
            let input = self.fused.input(Input::Valid(AttributeId::from_index(*attribute)));
            all.push(self.fused.operation(Operation::Bits(input)));
        }
        self.all(all)
    }

    fn all(&mut self, operations: Vec<usize>) -> usize {
        self.fused.operation(Operation::And(operations))
    }

    fn any(&mut self, operations: Vec<usize>) -> usize {
        self.fused.operation(Operation::Or(operations))
    }

    fn whole(&mut self, attribute: usize, bytes: u8) -> usize {
        let input = self.fused.input(Input::Whole(AttributeId::from_index(attribute), bytes));
        self.fused.value(Value::Input(input))
    }

    fn between(&mut self, attribute: usize, bytes: u8, low: i64, high: i64) -> usize {
        let value = self.whole(attribute, bytes);
        let range = self.fused.operation(Operation::Range(value, low, high));
        self.valid(&[attribute], range)
    }

    fn recent(&mut self, attribute: usize, days: i64) -> usize {
        self.between(attribute, 8, NOW - days * DAY, NOW)
    }

    fn code(&mut self, attribute: usize, bytes: u8, codes: &[usize]) -> usize {
        let count = if bytes == 1 { 40 } else { 2_000 };
        self.sets.push(CodeSet::of(count, |code| codes.contains(&code)));
        let input = self.fused.input(Input::Codes(AttributeId::from_index(attribute), bytes));
        let code = self.fused.operation(Operation::Code(input, self.sets.len() - 1));
        self.valid(&[attribute], code)
    }

    fn is_true(&mut self, attribute: usize) -> usize {
        let input = self.fused.input(Input::True(AttributeId::from_index(attribute)));
        self.fused.operation(Operation::Bits(input))
    }

    fn of_age_from(&mut self, countries: &[usize]) -> usize {
        let operands = vec![self.between(AGE, 4, 25, 45), self.code(COUNTRY, 1, countries)];
        self.all(operands)
    }

    /// `points * 0.tenths + value > limit`: points are whole, value has two places, so that the sum has three.
    fn linear(&mut self, tenths: i64, limit: i64) -> usize {
        let (points, value) = (self.whole(POINTS, 4), self.whole(VALUE, 8));
        let factor = self.fused.value(Value::Constant(tenths));
        let points = self.fused.value(Value::Multiply(points, factor));
        let ten = self.fused.value(Value::Constant(10));
        let points = self.fused.value(Value::Multiply(points, ten));
        let sum = self.fused.value(Value::Add(points, value));
        let range = self.fused.operation(Operation::Range(sum, limit * 100 + 1, i64::MAX));
        self.valid(&[POINTS, VALUE], range)
    }

    fn tree(&mut self) -> usize {
        let adult =
            vec![self.between(AGE, 4, 25, 55), self.code(COUNTRY, 1, &[0, 2, 3, 4]), self.is_true(OPT_IN)];
        let rich = vec![
            self.between(POINTS, 4, 2501, i64::from(i32::MAX)),
            self.between(VALUE, 8, 150_001, i64::MAX),
        ];
        let free = self.code(PLAN, 1, &[0]);
        let vip = vec![self.is_true(VIP), self.any(rich), self.fused.operation(Operation::Not(free))];
        let recent = vec![self.recent(PURCHASE, 14), self.code(LANGUAGE, 1, &[1])];
        let any = vec![self.all(adult), self.all(vip), self.all(recent)];
        self.any(any)
    }

    fn fifty(&mut self) {
        let mut outputs = Vec::new();
        for ten in 0..10 {
            outputs.push(self.between(AGE, 4, 18 + 5 * ten, 27 + 5 * ten));
        }
        for country in 0..10 {
            let operands = vec![
                self.code(COUNTRY, 1, &[country]),
                self.between(AGE, 4, 21 + country as i64, i64::from(i32::MAX)),
                self.is_true(OPT_IN),
            ];
            outputs.push(self.all(operands));
        }
        for weeks in 1..6 {
            outputs.push(self.recent(PURCHASE, 7 * weeks));
            outputs.push(self.between(TRIAL, 4, 20_000, 20_000 + 3 * weeks));
            outputs.push(self.code(LANGUAGE, 1, &[weeks as usize]));
            outputs.push(self.linear(weeks, 100 + 200 * weeks));
        }
        for plan in 0..4 {
            let operands = vec![self.code(PLAN, 1, &[plan]), self.is_true(VIP)];
            outputs.push(self.all(operands));
            let contacted = self.recent(CONTACTED, 7 * (plan as i64 + 1));
            let operands = vec![self.code(PLAN, 1, &[plan]), self.fused.operation(Operation::Not(contacted))];
            outputs.push(self.all(operands));
        }
        outputs.push(self.tree());
        let planned = self.valid(&[PLAN], outputs[0]);
        outputs.push(self.fused.operation(Operation::Not(planned)));
        self.fused.outputs = outputs;
    }
}

// Data

enum Column {
    Bits(Mask),
    Whole(Whole),
    Codes(Codes),
}

/// The columns by attribute, each with its validity.
fn columns(rows: usize) -> Vec<(Column, Option<Mask>)> {
    let mut state = 1_u64;
    let mut next = |end: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % end
    };
    let mut mask = |of_ten: u64| {
        let bits: Vec<bool> = (0..rows).map(|_| next(10) < of_ten).collect();
        Mask::of(rows, |row| bits[row])
    };
    let valid: Vec<Mask> = (0..12).map(|_| mask(9)).collect();
    let (opted, vip) = (mask(6), mask(2));
    let mut small = |end: u64| (0..rows).map(|_| next(end) as i32).collect();
    let (ages, points, trials) =
        (small(80), small(5_000), (0..rows).map(|_| 19_990 + next(60) as i32).collect());
    let mut bytes = |end: u64| Column::Codes(Codes::U8((0..rows).map(|_| next(end) as u8).collect()));
    let (countries, plans, languages) = (bytes(40), bytes(4), bytes(12));
    let cities = Column::Codes(Codes::U16((0..rows).map(|_| next(2_000) as u16).collect()));
    let mut long = |start: i64, end: u64| {
        Column::Whole(Whole::I64((0..rows).map(|_| start + next(end) as i64 * 1_000).collect()))
    };
    let values = long(0, 300);
    let (bought, contacted) = (long(NOW - 80 * DAY, 90 * 86_400_000), long(NOW - 80 * DAY, 90 * 86_400_000));
    let whole = |numbers| Column::Whole(Whole::I32(numbers));
    let columns = vec![
        whole(ages),
        countries,
        Column::Bits(opted),
        Column::Bits(vip),
        whole(points),
        values,
        plans,
        languages,
        bought,
        whole(trials),
        contacted,
        cities,
    ];
    columns.into_iter().zip(valid.into_iter().map(Some)).collect()
}
