//! The files of cases.

use crate::case::check;

#[test]
fn comparisons() {
    check("comparisons.md");
}

#[test]
fn formulas() {
    check("formulas.md");
}

#[test]
fn events() {
    check("events.md");
}

#[test]
fn functions() {
    check("functions.md");
}

#[test]
fn lists() {
    check("lists.md");
}
