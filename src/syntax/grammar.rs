//! The grammar as a parser, the order of its operators, and its guard against endless work.
#![allow(missing_docs, unreachable_pub, reason = "the parser's rules are made from the grammar")]

use std::num::NonZeroUsize;
use std::sync::{LazyLock, Once};

use pest::Parser;
use pest::error::Error;
use pest::iterators::{Pair, Pairs};
use pest::pratt_parser::{Assoc, Op, PrattParser};
use pest_derive::Parser;

/// The parser that is made from `grammar/flow.pest`.
#[derive(Parser)]
#[grammar = "../grammar/flow.pest"]
struct FlowParser;

/// A piece of text that a rule has read.
pub(super) type Node<'t> = Pair<'t, Rule>;

/// What is behind one text's reading, in calls of rules. A text of a megabyte needs some 20 millions; more means that the
/// grammar goes back and forth over the same text, which is a fault of ours and must not hang an editor.
const CALLS: usize = 400_000_000;

/// The operators of values, loosest first.
pub(super) static VALUES: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    PrattParser::new()
        .op(Op::postfix(Rule::in_unit))
        .op(Op::infix(Rule::op_add, Assoc::Left) | Op::infix(Rule::op_subtract, Assoc::Left))
        .op(Op::infix(Rule::op_multiply, Assoc::Left)
            | Op::infix(Rule::op_divide, Assoc::Left)
            | Op::infix(Rule::op_remainder, Assoc::Left))
        .op(Op::infix(Rule::op_default, Assoc::Left))
        .op(Op::prefix(Rule::op_negate))
});

/// The operators of conditions, loosest first.
pub(super) static CONDITIONS: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    PrattParser::new()
        .op(Op::infix(Rule::op_or, Assoc::Left))
        .op(Op::infix(Rule::op_and, Assoc::Left))
        .op(Op::prefix(Rule::op_not))
});

/// Reads `text` with a rule.
pub(super) fn read(rule: Rule, text: &str) -> Result<Pairs<'_, Rule>, Box<Error<Rule>>> {
    static LIMIT: Once = Once::new();
    LIMIT.call_once(|| pest::set_call_limit(NonZeroUsize::new(CALLS)));
    FlowParser::parse(rule, text).map_err(Box::new)
}
