//! Tables of vectors: a line has columns parted by tabs, the last one is what must come out. `#` begins a comment.

use std::fmt::Write;
use std::path::Path;

/// Runs every line of a table through `result` and fails with all lines that come out differently.
#[track_caller]
pub(crate) fn check(name: &str, result: impl Fn(&[&str]) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/value").join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut wrong = String::new();
    let mut lines = 0;
    for (number, line) in (1..).zip(text.lines()) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        lines += 1;
        let columns: Vec<&str> = line.split('\t').collect();
        let (expected, input) = columns.split_last().unwrap();
        let found = result(input);
        if found != *expected {
            writeln!(wrong, "{name}:{number}: {input:?} should be `{expected}`, is `{found}`").unwrap();
        }
    }
    assert!(lines > 0, "{name} has no lines");
    assert!(wrong.is_empty(), "\n{wrong}");
}
