//! What expressions become.

use std::fmt::Write;

use bourn::eval::vm::Vm;
use bourn::laws::World;

/// Each shows one thing; the snapshot shows what comes of it.
const EXPRESSIONS: &[(&str, &str)] = &[
    ("an attribute and a constant", "age >= 18"),
    ("what is constant is computed", "score * (2 + 3 * 4) > days(7) in hours"),
    ("what has no result fails at run time", "points / (1 - 1 * age) > 0"),
    ("a condition that is decided", "1 > 2 and age > 18"),
    ("equal parts are computed once", "len(nick) > 3 and len(nick) < 9 and nick is not empty"),
    ("but not where they may fail", "points / age > 1 and points / age < 5"),
    (
        "nor where it is not certain that they came before",
        "(optIn and joined after left) or joined after left",
    ),
    ("jumps for `and`, `or`, `not`", "not (optIn or age < 18) and plan is \"pro\""),
    ("a default that costs nothing", "(age ?? 18) + 1"),
    ("a default that does", "plan ?? lower(nick)"),
    ("a choice, and an integer as a number", "if optIn then age else score"),
    (
        "a set, a pattern, a text to look for",
        "plan is one of (\"a\", \"b\") or nick matches \"^x\" or nick contains \"y\"",
    ),
    (
        "a walk that stops at the first event",
        "happened paid where (amount > 10 and shop is \"a\") within last 7 days",
    ),
    ("a walk to the end", "happened paid where amount > 10 at least 3 times"),
    ("an aggregate", "sum(paid.amount where gift is not true)"),
    ("segments, computed attributes, tags", "in segment Adults and spent > 10 and has tag \"vip\""),
    ("dates relative to now", "trialExpiry will be within 3 days and joined is tomorrow ignoring year"),
    ("a loop over a list", "any orders where (item.price > 10 and item.sku is not empty)"),
    ("two loops and no list", "sum(orders.lines.quantity where item.quantity > points)"),
    ("a list that is wanted", "join(words where item is not nick, \", \")"),
    ("the first item alone", "first(orders where item.price > 10).sku"),
    ("a template", "\"{{nick}}: {{points}} of {{1 + 1}}\""),
];

#[test]
fn expressions_become_code() {
    let mut shown = String::new();
    for (what, text) in EXPRESSIONS {
        let mut world = World::new();
        let id = world.add(text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
        writeln!(shown, "// {what}\n{text}\n{}", Vm::new(world.program()).routine(id)).unwrap();
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("bytecode", shown);
    });
}
