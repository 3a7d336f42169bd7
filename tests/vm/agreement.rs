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

#[cfg(feature = "data")]
#[test]
fn all_engines_of_sets_agree_with_the_reference_evaluator() {
    let wanted = std::env::var("BOURN_LAW_SETS").ok().and_then(|count| count.parse().ok());
    let mut state = if wanted.is_some() { seed() } else { 3 };
    let (mut conditions, mut questions, mut of_rows) = (0, 0, 0);
    let sets = wanted.unwrap_or(SETS);
    for _ in 0..sets {
        let bytes: Vec<u8> = (0..96).flat_map(|_| next(&mut state).to_le_bytes()).collect();
        let compared = bourn::laws::columns_agree(&bytes);
        conditions += compared.conditions;
        questions += compared.questions;
        of_rows += compared.rows;
    }
    println!("{conditions} conditions of {questions} questions, {of_rows} of which no columns answer");
    assert!(
        2 * conditions as u64 > sets && questions > 3 * conditions,
        "too little was drawn to say anything"
    );
}

#[cfg(feature = "data")]
#[test]
fn columns_answer_every_operator_of_every_type() {
    let mut state = 5;
    for _ in 0..4 {
        let bytes: Vec<u8> = (0..4096).flat_map(|_| next(&mut state).to_le_bytes()).collect();
        assert_eq!(bourn::laws::operators_without_columns(&bytes), Vec::<String>::new());
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
