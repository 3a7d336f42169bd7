//! How fast conditions of several dear questions are decided, in both orders in which they can be written.
//!
//!     cargo bench --bench order [-- PEOPLE]
//!
//! Engines are free to ask in another order than that of the source. Where they do so well, both columns are alike.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program that measures")]

use std::sync::Arc;
use std::time::Instant as Clock;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use bourn::check::{Settings, check};
use bourn::columns::Batch;
use bourn::program::Program;
use bourn::segments::{Conditions, SetEngine};
use bourn::source::Snapshot;
use bourn::syntax::parse;
use bourn::value::Instant;

/// How often everything is measured.
const TURNS: usize = 9;

/// Pairs of questions: the first of each is the one that better comes first.
const PAIRS: [(&str, &str, &str); 4] = [
    ("and", "email contains \"zq\"", "email contains \"example\""),
    ("or", "email contains \"example\"", "email contains \"zq\""),
    ("and", "email starts with \"q\"", "email matches \"[0-9]@[a-z]+\""),
    ("and", "city is \"Town 7\"", "email contains \"example\""),
];

fn main() {
    let people: usize =
        std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    println!("{people} people, one thread; milliseconds, the median of {TURNS}");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
        for (word, better, worse) in PAIRS {
            let orders = [(better, worse), (worse, better)];
            let [one, other] =
                orders.map(|(first, second)| measure(&format!("{first} {word} {second}"), people));
            println!("{one:>8.2} {other:>8.2}   {better} {word} {worse}");
        }
    });
}

/// The median time that a condition takes.
fn measure(condition: &str, people: usize) -> f64 {
    let program = program(condition);
    let batch = Batch::from_arrow(&program, &rows(people), None).unwrap();
    let id = program.segments[program.segment("S").unwrap()].condition;
    let conditions = Conditions::new(&program, &[id], Instant::EPOCH, SetEngine::Columns);
    let mut times: Vec<f64> = (0..TURNS)
        .map(|_| {
            let start = Clock::now();
            std::hint::black_box(conditions.decide(&batch));
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[TURNS / 2]
}

fn program(condition: &str) -> Program {
    let mut snapshot = Snapshot::new();
    let text = format!("people {{ email: text\n city: text }}\nsegment S = {condition}\n");
    let file = snapshot.add("order.flow", text.as_str());
    let (tree, found) = parse(&mut snapshot, file);
    assert!(found.is_empty());
    check(&mut snapshot, &[tree], &Settings::default()).program
}

/// Addresses and towns, all different from one another but in a few letters.
fn rows(people: usize) -> RecordBatch {
    let letters = |at: usize| ["a", "zq", "mo", "q", "te", "lu"][at * at % 7 % 6];
    let email = |at: usize| {
        format!(
            "{}{}{at}@{}.org",
            letters(at),
            letters(at / 7),
            ["example", "mail"][usize::from(at.is_multiple_of(20))]
        )
    };
    let columns: [(&str, ArrayRef); 3] = [
        ("personId", Arc::new(Int64Array::from_iter_values(0..people as i64))),
        ("email", Arc::new(StringArray::from_iter_values((0..people).map(email)))),
        (
            "city",
            Arc::new(StringArray::from_iter_values(
                (0..people).map(|at| format!("Town {}", at * 31 % 99_991)),
            )),
        ),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}
