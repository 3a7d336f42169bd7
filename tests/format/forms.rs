//! Forms: what is written, and what becomes of it. A case is `==== title`, the source, and behind `----` the result; without
//! that the source stays as it is.

use super::laws::{formatted, obeys_the_laws};

fn check(cases: &str) {
    let mut failures = String::new();
    for case in cases.split("==== ").skip(1) {
        let (title, text) = case.split_once('\n').expect("a case has a text");
        let (source, wanted) = text.split_once("----\n").unwrap_or((text, text));
        let (source, wanted) = (source.trim_end_matches('\n'), wanted.trim_end_matches('\n'));
        obeys_the_laws(source).unwrap_or_else(|error| failures += &format!("==== {title}: {error}\n"));
        let found = formatted(source).unwrap_or_else(|reports| reports);
        if found.trim_end_matches('\n') != wanted {
            failures += &format!("==== {title}\n{found}");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn conditions_and_formulas() {
    check(include_str!("conditions.txt"));
}

#[test]
fn declarations_and_blank_lines() {
    check(include_str!("declarations.txt"));
}

#[test]
fn flows() {
    check(include_str!("flows.txt"));
}

#[test]
fn tests() {
    check(include_str!("tests.txt"));
}

#[test]
fn remarks() {
    check(include_str!("remarks.txt"));
}

#[test]
fn lists_and_objects() {
    check(include_str!("lists.txt"));
}
