//! Every check of the verifier, broken alone.

use std::collections::BTreeSet;

use bourn::laws::World;
use bourn::program::bytecode::{read, verify};
use bourn::program::{ExpressionId, Id};

/// A routine that is right. Each case is this one with one thing replaced.
const RIGHT: &str = "\
routine boolean
  c0 = integer 18
  c1 = text \"a\"
  needle0 = c1
  r0: integer
  r1: boolean
  r2: text
  r3: boolean
  r4: number
  cursor0 = EVENT
  i0 r0 = attribute AGE ; 0..3
  i1 r1 = relate integer since r0 c0 ; 0..9
  i2 jump-unless r1 i10 ; 0..9
  i3 open cursor0 ; 0..9
  i4 next cursor0 i9 ; 0..9
  i5 r2 = property cursor0 property2 ; 0..9
  i6 r3 = text contains r2 needle0 ; 0..9
  i7 jump-unless r3 i4 ; 0..9
  i8 take cursor0 ; 0..9
  i9 r1 = happened cursor0 at-least:2 ; 0..9
  i10 r4 = widen r0 ; 0..9
  i11 return r1 ; 0..9
";

/// The same with a loop over a list.
const RIGHT_LOOP: &str = "\
routine integer
  r0: list of { sku: text, price: number, pieces: integer?, settled: boolean?, due: date?, \
lines: list of { item: text, quantity: integer } }
  r1: { sku: text, price: number, pieces: integer?, settled: boolean?, due: date?, \
lines: list of { item: text, quantity: integer } }
  r2: integer
  r3: list of integer
  cursor0 = items of { sku: text, price: number, pieces: integer?, settled: boolean?, due: date?, \
lines: list of { item: text, quantity: integer } }, sum integer
  cursor1 = EVENT
  i0 open cursor1 ; 0..9
  i1 r0 = attribute ORDERS ; 0..9
  i2 over cursor0 r0 ; 0..9
  i3 next cursor0 i9 ; 0..9
  i4 r1 = item cursor0 ; 0..9
  i5 r2 = field r1 field2 ; 0..9
  i6 jump-full r2 i8 ; 0..9
  i7 jump i3 ; 0..9
  i8 gather cursor0 r2 ; 0..9
  i9 r2 = gathered cursor0 ; 0..9
  i10 r3 = list (r2,r2) ; 0..9
  i11 return r2 ; 0..9
";

/// What is wrong with such a loop.
const LOOP_CASES: &[(u8, &str, &str)] = &[
    (3, "over cursor0 r0", "over cursor0 r9"),
    (4, "i10 r3 = list (r2,r2)", "i10 r3 = constant constant99999"),
    (6, "i7 jump i3", "i7 jump i2"),
    (7, "i1 r0 = attribute ORDERS", "i1 open cursor1"),
    (8, "i2 over cursor0 r0", "i2 jump i3"),
    (9, "field2", "field0"),
    (9, "field2", "field17"),
    (9, "r2 = field r1 field2", "r2 = field r0 field2"),
    (9, "gather cursor0 r2", "gather cursor0 r1"),
    (9, ", sum integer", ""),
    (9, "r3 = list (r2,r2)", "r3 = list (r2,r1)"),
    (9, "r3 = list (r2,r2)", "r2 = list (r2)"),
    (9, "r3 = list (r2,r2)", "r1 = object (r2)"),
    (9, "r3 = list (r2,r2)", "r3 = object ()"),
    (13, "over cursor0 r0", "over cursor1 r0"),
    (13, "i10 r3 = list (r2,r2)", "i10 r2 = count cursor0"),
    (13, "i10 r3 = list (r2,r2)", "i10 open cursor0"),
    (13, "i10 r3 = list (r2,r2)", "i10 follow cursor1 cursor0 ()"),
    (13, "r1 = item cursor0", "r1 = item cursor1"),
    (13, "i0 open cursor1", "i0 open cursor0"),
];

/// The check that must fail, what is replaced, and by what.
const CASES: &[(u8, &str, &str)] = &[
    (2, "i11 return r1", "i11 open cursor0"),
    (3, "return r1", "return r9"),
    (3, "r0 c0", "r0 c7"),
    (3, "r2 needle0", "r2 needle4"),
    (3, "take cursor0", "take cursor3"),
    (3, "i6 r3 = text contains r2 needle0", "i6 r3 = matches r2 pattern0"),
    (3, "i6 r3 = text contains r2 needle0", "i6 r3 = one-of r2 set0"),
    (4, "attribute AGE", "attribute attribute9999"),
    (4, "EVENT", "event9999"),
    (4, "property2", "property99"),
    (4, "i10 r4 = widen r0", "i10 r1 = member segment9999"),
    (4, "i6 r3 = text contains r2 needle0", "i6 r3 = contacted channel9999"),
    (5, "r1 i10", "r1 i99"),
    (6, "r3 i4", "r3 i3"),
    (6, "i8 take cursor0", "i8 jump i2"),
    (7, "i0 r0 = attribute AGE", "i0 r4 = widen c0"),
    (7, "i5 r2 = property cursor0 property2", "i5 take cursor0"),
    (8, "i3 open cursor0", "i3 jump i4"),
    (8, "i9 r1 = happened cursor0 at-least:2", "i9 take cursor0"),
    (9, "relate integer", "relate date"),
    (9, "since r0 c0", "since r0 c1"),
    (9, "widen r0", "negate r2"),
    (9, "r4 = widen r0", "r2 = widen r0"),
    (9, "i10 r4 = widen r0", "i10 r4 = gathered cursor0"),
    (9, "i10 r4 = widen r0", "i10 narrow cursor0 within-last (r0)"),
    (3, "i8 take cursor0", "i8 follow cursor1 cursor0 ()"),
    (13, "i8 take cursor0", "i8 follow cursor0 cursor0 ()"),
    (10, "r0 = attribute AGE", "r0 = computed AGE"),
    (11, "return r1", "return r0"),
    (12, "needle0 = c1", "c2 = integer 18\n  needle0 = c1"),
];

/// The text for the world of the laws.
fn placed(text: &str, world: &World) -> String {
    let program = world.program();
    let age = program.attribute_for_column("age").unwrap();
    let orders = program.attribute_for_column("orders").unwrap();
    text.replace("EVENT", &program.event("paid").unwrap().to_string())
        .replace("AGE", &age.to_string())
        .replace("ORDERS", &orders.to_string())
}

fn broken(text: &str) -> BTreeSet<u8> {
    let world = World::new();
    let origin = world.program().expressions[ExpressionId::from_index(0)].location;
    let routine = read(&placed(text, &world), origin).unwrap();
    let violations = verify(&routine, world.program()).err().unwrap_or_default();
    violations.iter().map(|violation| violation.check).collect()
}

#[test]
fn the_right_routine_is_right() {
    assert_eq!(broken(RIGHT), BTreeSet::new());
    assert_eq!(broken(RIGHT_LOOP), BTreeSet::new());
}

#[test]
fn each_check_finds_what_it_is_for_and_nothing_else() {
    for (right, cases) in [(RIGHT, CASES), (RIGHT_LOOP, LOOP_CASES)] {
        for (check, old, new) in cases {
            assert!(right.contains(old), "{old}");
            assert_eq!(broken(&right.replacen(old, new, 1)), BTreeSet::from([*check]), "{old} -> {new}");
        }
    }
}

#[test]
fn the_first_check_counts_the_places_in_the_source() {
    let world = World::new();
    let origin = world.program().expressions[ExpressionId::from_index(0)].location;
    let mut routine = read(&placed(RIGHT, &world), origin).unwrap();
    routine.locations.pop();
    let violations = verify(&routine, world.program()).unwrap_err();
    assert_eq!(violations.iter().map(|violation| violation.check).collect::<Vec<_>>(), [1]);
}

#[test]
fn there_is_a_case_for_every_check_of_the_list() {
    let header = include_str!("../../src/program/bytecode/verify.rs");
    let numbered =
        |line: &&str| line.starts_with("//! ") && line[4..].starts_with(|first: char| first.is_ascii_digit());
    let listed = header.lines().filter(numbered).count();
    let cases: BTreeSet<u8> = CASES.iter().chain(LOOP_CASES).map(|case| case.0).chain([1]).collect();
    assert_eq!(cases.len(), listed);
}

#[test]
fn what_is_no_byte_code_is_not_read() {
    let world = World::new();
    let origin = world.program().expressions[ExpressionId::from_index(0)].location;
    let wrong = [
        ("", ""),
        ("routine boolean", "routine colour"),
        ("r0: integer", "r7: integer"),
        ("c0 = integer 18", "c0 = integer eighteen"),
        ("needle0 = c1", "needle0 = c9"),
        ("needle0 = c1", "needle0 = c0"),
        ("i1 r1", "i5 r1"),
        ("relate integer", "relate colour"),
        ("take cursor0", "grab cursor0"),
        ("take cursor0", "take cursor0 cursor0"),
        ("; 0..3", ""),
    ];
    for (old, new) in wrong {
        let text = if old.is_empty() { String::new() } else { RIGHT.replacen(old, new, 1) };
        assert!(read(&placed(&text, &world), origin).is_err(), "{old} -> {new}");
    }
}
