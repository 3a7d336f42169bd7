//! The law of the machine over random bytes.

use std::time::{SystemTime, UNIX_EPOCH};

use bourn::laws::{lists_are_consistent, vm_agrees};

/// How many expressions an ordinary run compares. `BOURN_LAW_CASES` asks for more, of another seed.
const CASES: u64 = 2_000;

#[test]
fn the_machine_agrees_with_the_reference_evaluator() {
    let wanted = std::env::var("BOURN_LAW_CASES").ok().and_then(|count| count.parse().ok());
    let mut state = if wanted.is_some() { seed() } else { 1 };
    let (mut compared, mut drawn) = (0, 0);
    while compared < wanted.unwrap_or(CASES) {
        drawn += 1;
        let bytes: Vec<u8> = (0..64).flat_map(|_| next(&mut state).to_le_bytes()).collect();
        compared += u64::from(vm_agrees(&bytes));
    }
    println!("{compared} expressions of {drawn}");
}

/// How many sets of conditions an ordinary run compares. `BOURN_LAW_SETS` asks for more, of another seed.
#[cfg(feature = "data")]
const SETS: u64 = 600;

/// How often an ordinary run asks every kind of question, with other constants and people each time. Where `BOURN_LAW_SETS`
/// asks for more sets, it is once for a hundred of them.
#[cfg(feature = "data")]
const ROUNDS: u64 = 3;

#[cfg(feature = "data")]
fn rounds() -> Option<u64> {
    let sets: Option<u64> = std::env::var("BOURN_LAW_SETS").ok().and_then(|count| count.parse().ok());
    sets.map(|sets| ROUNDS.max(sets / 100))
}

#[cfg(feature = "data")]
#[test]
fn all_engines_of_sets_agree_with_the_reference_evaluator() {
    let wanted = std::env::var("BOURN_LAW_SETS").ok().and_then(|count| count.parse().ok());
    let mut state = if wanted.is_some() { seed() } else { 3 };
    let (mut conditions, mut questions, mut of_rows) = (0, 0, 0);
    let sets = wanted.unwrap_or(SETS);
    let mut coverage = bourn::laws::Coverage::default();
    for _ in 0..sets {
        let bytes: Vec<u8> = (0..96).flat_map(|_| next(&mut state).to_le_bytes()).collect();
        let compared = bourn::laws::columns_agree(&bytes);
        conditions += compared.conditions;
        questions += compared.questions;
        of_rows += compared.rows;
        coverage.add(compared.coverage);
    }
    println!("{coverage}");
    println!("{conditions} conditions of {questions} questions, {of_rows} of which no columns answer");
    assert!(
        2 * conditions as u64 > sets && questions > 3 * conditions,
        "too little was drawn to say anything"
    );
}

#[cfg(feature = "data")]
#[test]
fn every_engine_is_held_to_the_reference_evaluator_for_every_kind_of_question() {
    use bourn::laws::{Coverage, Evaluator, every_kind, every_kind_agrees};
    let wanted = rounds();
    let mut state = if wanted.is_some() { seed() } else { 5 };
    let mut coverage = Coverage::default();
    for _ in 0..wanted.unwrap_or(ROUNDS) {
        let bytes: Vec<u8> = (0..1 << 17).flat_map(|_| next(&mut state).to_le_bytes()).collect();
        coverage.add(every_kind_agrees(&bytes));
    }
    println!("{coverage}");
    for case in every_kind() {
        for engine in Evaluator::ALL {
            assert!(!coverage.answers(&case, engine).is_empty(), "{case:?} was not compared by {engine:?}");
        }
    }
}

#[test]
fn any_all_and_count_agree_about_a_list() {
    let mut state = 2;
    let drawn = |_| {
        let bytes: Vec<u8> = (0..64).flat_map(|_| next(&mut state).to_le_bytes()).collect();
        u32::from(lists_are_consistent(&bytes))
    };
    assert!((0..1_000).map(drawn).sum::<u32>() > 800);
}

/// What a fuzzer finds is put here.
#[test]
fn bytes_that_once_broke_the_law_keep_it() {
    for bytes in [&[][..], &[0], &[255; 64]] {
        vm_agrees(bytes);
    }
}

fn seed() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// SplitMix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
