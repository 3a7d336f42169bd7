//! What operators join: conditions, values, comparisons, `if … else if … else …`.
//!
//! A chain is what operators of one rank join. It stands on one line, or has a line for each operand that starts with the
//! operator. Operands that are chains themselves are groups of their own, so the loosest operators are broken first.

use super::layout::Layout;
use super::words::Gap;
use crate::syntax::grammar::{Node, Rule};

/// How tight an operator binds, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Or,
    And,
    Sum,
    Product,
    Default,
}

impl Rank {
    /// The rank of an operator with two operands.
    fn of(node: &Node<'_>) -> Option<Rank> {
        match node.as_rule() {
            Rule::op_or => Some(Rank::Or),
            Rule::op_and => Some(Rank::And),
            Rule::op_add | Rule::op_subtract => Some(Rank::Sum),
            Rule::op_multiply | Rule::op_divide | Rule::op_remainder => Some(Rank::Product),
            Rule::op_default => Some(Rank::Default),
            _ => None,
        }
    }

    /// The rank of the loosest operator among operands and operators.
    fn loosest(parts: &[Node<'_>]) -> Option<Rank> {
        parts.iter().filter_map(Rank::of).min()
    }

    /// Whether it joins conditions.
    fn is_junction(self) -> bool {
        self <= Rank::And
    }

    /// Whether an operand that this rank joins gets brackets in a chain of an `outer` rank, to show how tight it binds.
    fn wants_brackets(self, outer: Rank) -> bool {
        matches!((outer, self), (Rank::Or, Rank::And) | (Rank::Sum | Rank::Product, Rank::Default))
    }
}

/// Words that belong to an operator if they follow it on its line, and are names or literals on the next: `is`, line end,
/// `today` compares with what is called `today`.
const OPERATOR_WORDS: &[&str] = &[
    "after",
    "before",
    "between",
    "contains",
    "empty",
    "ends",
    "exactly",
    "greater",
    "less",
    "matches",
    "more",
    "one",
    "since",
    "starts",
    "today",
    "tomorrow",
    "until",
    "within",
    "yesterday",
];

impl<'t> Layout<'t> {
    /// `age >= 18 and country is "Croatia"`
    pub(super) fn condition(&mut self, node: Node<'t>) {
        let parts: Vec<Node<'t>> = node.into_inner().collect();
        let outside = std::mem::replace(&mut self.in_condition, Rank::loosest(&parts).is_some());
        self.chain(&parts, false);
        self.in_condition = outside;
    }

    /// `(loyaltyPoints ?? 0) + 10`. Where it `is_operand`, a default gets brackets.
    pub(super) fn value(&mut self, node: Node<'t>, is_operand: bool) {
        let mut parts: Vec<Node<'t>> = node.into_inner().collect();
        let unit = parts.pop_if(|last| last.as_rule() == Rule::in_unit);
        let is_default = Rank::loosest(&parts) == Some(Rank::Default);
        if is_default && (is_operand || unit.is_some()) {
            self.bracketed(&parts);
        } else {
            self.chain(&parts, self.in_condition);
        }
        unit.into_iter().for_each(|unit| self.walk(unit));
    }

    /// Operands with the signs before them, and the operators between them. The lines behind the first one are `moved_in`
    /// where they would else look like those of an outer chain.
    fn chain(&mut self, parts: &[Node<'t>], moved_in: bool) {
        let Some(rank) = Rank::loosest(parts) else {
            return parts.iter().for_each(|part| self.walk(part.clone()));
        };
        self.separate();
        self.document.open();
        let mut broken = false;
        let mut operators = parts.iter().filter(|part| Rank::of(part) == Some(rank));
        for (at, operand) in parts.split(|part| Rank::of(part) == Some(rank)).enumerate() {
            if at > 0 {
                if at == 1 {
                    self.document.indent(usize::from(moved_in));
                }
                broken |= operators.next().is_some_and(|operator| self.operator(operator));
            }
            self.operand(operand, rank);
        }
        self.document.dedent();
        if broken && rank.is_junction() {
            self.document.force();
        }
        self.document.close();
    }

    /// Writes an operator that may start a line. Gives whether the source has a line end before or behind it.
    fn operator(&mut self, operator: &Node<'t>) -> bool {
        let before = self.cursor.behind();
        self.gap = Gap::Line;
        self.leaf(operator);
        self.cursor.line_ends_since(before)
    }

    /// Writes an operand of a chain.
    fn operand(&mut self, parts: &[Node<'t>], outer: Rank) {
        if Rank::loosest(parts).is_some_and(|rank| rank.wants_brackets(outer)) {
            self.bracketed(parts);
        } else {
            self.chain(parts, !outer.is_junction());
        }
    }

    /// Writes a chain in brackets that are not in the source.
    fn bracketed(&mut self, parts: &[Node<'t>]) {
        self.add_bracket();
        self.chain(parts, false);
        self.close_bracket();
    }

    /// `age >= 18`, or a value by itself.
    pub(super) fn comparison(&mut self, node: Node<'t>) {
        let parts: Vec<Node<'t>> = node.into_inner().collect();
        let is_compared = parts.len() > 1;
        for part in parts {
            match part.as_rule() {
                Rule::value => self.value(part, is_compared),
                _ => self.walk(part),
            }
        }
    }

    /// `was more than 2 weeks ago`: `ago` is written unless `within` is.
    pub(super) fn comparison_tail(&mut self, node: Node<'t>) {
        let (rule, end) = (node.as_rule(), self.end(&node));
        let has = |rule| node.clone().into_inner().any(|part| part.as_rule() == rule);
        let is_ago = has(Rule::kw_was) && !has(Rule::kw_within);
        for part in node.into_inner() {
            self.tokens(self.start(&part), rule);
            match part.as_rule() {
                Rule::kw_ago => _ = self.cursor.take(self.end(&part)),
                Rule::value => {
                    self.keep_apart();
                    self.value(part, true);
                    is_ago.then(|| self.document.text(" ago"));
                }
                _ => self.walk(part),
            }
        }
        self.last_tokens(end, rule);
    }

    /// Keeps the line end between an operator and an operand that would else become a part of it.
    fn keep_apart(&mut self) {
        let ended = self.cursor.line_ends_since(self.cursor.behind());
        let next = self.cursor.peek().map(|next| self.cursor.slice(next));
        if ended && next.is_some_and(|next| OPERATOR_WORDS.contains(&next)) {
            self.gap = Gap::Break;
        }
    }

    /// `if a then b else if c then d else e`: a line for each branch.
    pub(super) fn if_chain(&mut self, node: Node<'t>) {
        self.separate();
        self.document.open();
        if self.branches(node) {
            self.document.force();
        }
        self.document.close();
    }

    /// Writes branches, and those of an `if` behind the last `else`. Gives whether a line of the source starts with `else`.
    fn branches(&mut self, node: Node<'t>) -> bool {
        let mut broken = false;
        for part in node.into_inner() {
            if part.as_rule() == Rule::kw_else {
                broken |= self.cursor.line_ends_since(self.cursor.behind());
                self.gap = Gap::Line;
            }
            let inner = part.clone().into_inner().next();
            match inner.filter(|inner| inner.as_rule() == Rule::if_chain) {
                Some(chain) => broken |= self.branches(chain),
                None => self.walk(part),
            }
        }
        broken
    }

    /// `age >= 18 then "adult"`
    pub(super) fn guarded(&mut self, node: Node<'t>) {
        self.separate();
        self.document.open();
        self.document.indent(1);
        for part in node.into_inner() {
            if part.as_rule() == Rule::kw_then {
                self.gap = Gap::Line;
            }
            self.walk(part);
        }
        self.document.dedent();
        self.document.close();
    }
}
