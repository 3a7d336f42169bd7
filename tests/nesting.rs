//! Reading takes time linear in the depth of the nesting. Steps are counted and not seconds: the fewest calls of rules with which
//! a text can be read.
//!
//! The limit of calls is one for the whole process, so this is the only test of its binary.

use std::num::NonZeroUsize;

use bourn::source::Snapshot;
use bourn::syntax::parse;

/// Things that stand in themselves: what opens, what is in the middle, what closes.
const FORMS: [(&str, &str, &str); 12] = [
    ("(", "a", ")"),
    ("f(", "a", ")"),
    ("f(a, ", "a", ")"),
    ("not (", "a", ")"),
    ("(a is (", "a", "))"),
    ("a + (", "a", ")"),
    ("if a then (", "a", ") else b"),
    ("if (", "a", ") then b else c"),
    ("\"{{", "a", "}}\""),
    ("a is one of (b, ", "a", ")"),
    ("(happened a where (", "a", "))"),
    ("(happened a followed by b where (", "a", ") within 1 day)"),
];

/// Blocks that stand in themselves.
const BLOCKS: [(&str, &str, &str); 3] = [
    ("segment audience { when a { ", "exit", " }; otherwise { } }"),
    ("wait for event { when happened a { ", "exit", " }; otherwise { } }"),
    ("split audience { 50% a { ", "exit", " }; 50% b { } }"),
];

/// The greatest depth that is tried: some forms stand two deep at once.
const DEPTH: usize = 28;

/// What one more level may cost more when it stands deeper.
const GROWTH: f64 = 1.2;

/// Whether a text can be read with so many calls.
fn is_read(text: &str, calls: usize) -> bool {
    pest::set_call_limit(NonZeroUsize::new(calls));
    let mut snapshot = Snapshot::new();
    let file = snapshot.add("nested.flow", text);
    parse(&mut snapshot, file).1.is_empty()
}

/// The fewest calls with which a text can be read.
fn steps(text: &str) -> usize {
    let mut enough = 1;
    while !is_read(text, enough) {
        enough *= 2;
        assert!(enough < 1 << 26, "{text} is never read");
    }
    let mut too_few = enough / 2;
    while enough - too_few > 1 {
        let middle = (enough + too_few) / 2;
        if is_read(text, middle) { enough = middle } else { too_few = middle }
    }
    enough
}

fn nested((open, middle, close): (&str, &str, &str), depth: usize) -> String {
    open.repeat(depth) + middle + &close.repeat(depth)
}

#[test]
fn a_level_costs_the_same_at_any_depth() {
    // The first reading sets the limit of the library, which is the same for all that follow.
    is_read("segment S = a", 1 << 20);
    let expressions = FORMS.iter().map(|form| (*form, "segment S = ", ""));
    let blocks = BLOCKS.iter().map(|form| (*form, "flow F { ", " }"));
    for (form, before, behind) in expressions.chain(blocks) {
        let cost = |depth| steps(&format!("{before}{}{behind}", nested(form, depth))) as f64;
        let [none, half, whole] = [1, DEPTH / 2, DEPTH].map(cost);
        let (first, second) = (half - none, whole - half);
        let levels = (DEPTH / 2 - 1) as f64 / (DEPTH / 2) as f64;
        assert!(second * levels < first * GROWTH, "{form:?}: {none}, {half}, {whole} calls");
    }
}
