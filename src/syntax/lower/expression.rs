//! Values, comparisons, conditions and formulas.

use std::cell::RefCell;
use std::sync::Arc;

use super::{Lowering, part, parts};
use crate::diagnostic::Problem;
use crate::source::Span;
use crate::syntax::finding::Finding;
use crate::syntax::grammar::{CONDITIONS, Node, Rule, VALUES};
use crate::syntax::tree::{BinaryOperator, ExpressionId, ExpressionKind, Literal, Name};

impl Lowering<'_> {
    /// The expression, condition or value among the parts of a node.
    pub(in crate::syntax) fn expression_in(&mut self, node: &Node<'_>) -> ExpressionId {
        let found = self.optional_expression_in(node);
        found.unwrap_or_else(|| self.broken(self.span(node)))
    }

    /// The expression, condition or value among the parts of a node, if there is one.
    pub(super) fn optional_expression_in(&mut self, node: &Node<'_>) -> Option<ExpressionId> {
        let is_one = |rule| matches!(rule, Rule::expression | Rule::condition | Rule::value);
        let found = node.clone().into_inner().find(|part| is_one(part.as_rule()))?;
        Some(self.expression(&found))
    }

    /// What `expression`, `condition`, `value` or an operand of theirs has read.
    pub(super) fn expression(&mut self, node: &Node<'_>) -> ExpressionId {
        match node.as_rule() {
            Rule::expression => match node.clone().into_inner().next() {
                Some(inner) => self.expression(&inner),
                None => self.broken(self.span(node)),
            },
            Rule::object => self.object(node),
            Rule::if_chain => self.if_chain(node),
            Rule::condition => self.condition(node),
            Rule::comparison => self.comparison(node),
            Rule::value => self.value(node),
            Rule::term => self.term(node),
            Rule::happened => self.happened(node),
            Rule::changed => self.changed(node),
            Rule::in_segment => {
                let segment = self.name_in(node);
                self.add(ExpressionKind::InSegment(segment), self.span(node), &[])
            }
            Rule::has_tag => {
                let tag = self.expression_in(node);
                let negated = part(node, Rule::no).is_some();
                self.add(ExpressionKind::HasTag { tag, negated }, self.span(node), &[tag])
            }
            Rule::quantified => self.quantified(node),
            _ => self.broken(self.span(node)),
        }
    }

    /// `if a then b else if c then d else e`: the last `if` is made first.
    fn if_chain(&mut self, node: &Node<'_>) -> ExpressionId {
        let end = self.span(node).end;
        let branches = self.guarded(node);
        let otherwise = self.expression_in(node);
        branches.into_iter().rev().fold(otherwise, |otherwise, (start, condition, then)| {
            let kind = ExpressionKind::If { condition, then, otherwise };
            self.add(kind, Span { start, end }, &[condition, then, otherwise])
        })
    }

    /// The branches of an `if`, with the places of their `if`s.
    fn guarded(&mut self, node: &Node<'_>) -> Vec<(u32, ExpressionId, ExpressionId)> {
        let starts: Vec<u32> = parts(node, Rule::kw_if).map(|word| self.span(&word).start).collect();
        let branches: Vec<Node<'_>> = parts(node, Rule::guarded).collect();
        let mut lowered = Vec::with_capacity(branches.len());
        for (start, branch) in starts.into_iter().zip(branches) {
            let mut halves = branch.into_inner().filter(|half| half.as_rule() != Rule::kw_then);
            let condition = self.half(halves.next(), start);
            let then = self.half(halves.next(), start);
            lowered.push((start, condition, then));
        }
        lowered
    }

    fn half(&mut self, node: Option<Node<'_>>, start: u32) -> ExpressionId {
        match node {
            Some(node) => self.expression(&node),
            None => self.broken(Span { start, end: start }),
        }
    }

    fn condition(&mut self, node: &Node<'_>) -> ExpressionId {
        let this = RefCell::new(self);
        CONDITIONS
            .map_primary(|node| this.borrow_mut().expression(&node))
            .map_prefix(|operator, operand| {
                let mut this = this.borrow_mut();
                let span = this.span(&operator).to(this.expressions[operand].span);
                this.add(ExpressionKind::Not(operand), span, &[operand])
            })
            .map_infix(|left, operator, right| this.borrow_mut().binary(left, &operator, right))
            .parse(node.clone().into_inner())
    }

    fn value(&mut self, node: &Node<'_>) -> ExpressionId {
        let this = RefCell::new(self);
        VALUES
            .map_primary(|node| this.borrow_mut().expression(&node))
            .map_prefix(|operator, operand| {
                let mut this = this.borrow_mut();
                let span = this.span(&operator).to(this.expressions[operand].span);
                this.add(ExpressionKind::Negate(operand), span, &[operand])
            })
            .map_infix(|left, operator, right| this.borrow_mut().binary(left, &operator, right))
            .map_postfix(|value, operator| this.borrow_mut().in_unit(value, &operator))
            .parse(node.clone().into_inner())
    }

    fn binary(&mut self, left: ExpressionId, operator: &Node<'_>, right: ExpressionId) -> ExpressionId {
        let span = self.expressions[left].span.to(self.expressions[right].span);
        let operator_span = self.span(operator);
        let operator = binary_operator(operator.as_rule());
        let kind = ExpressionKind::Binary { operator, operator_span, left, right };
        self.add(kind, span, &[left, right])
    }

    fn in_unit(&mut self, value: ExpressionId, node: &Node<'_>) -> ExpressionId {
        let span = self.expressions[value].span.to(self.span(node));
        let unit = self.unit_in(node);
        self.add(ExpressionKind::InUnit { value, unit }, span, &[value])
    }

    /// The unit of time among the parts of a node.
    pub(super) fn unit_in(&self, node: &Node<'_>) -> Name {
        match part(node, Rule::unit) {
            Some(unit) => self.name(&unit),
            None => self.name_in(node),
        }
    }

    fn comparison(&mut self, node: &Node<'_>) -> ExpressionId {
        let left = self.expression_in(node);
        let Some(tail) = part(node, Rule::comparison_tail) else { return left };
        let compared = self.compare(left, &tail);
        if let Some(again) =
            part(node, Rule::chained).and_then(|chained| part(&chained, Rule::comparison_tail))
        {
            let (operator, span) = self.operator(&again);
            let operator = operator.to_string();
            self.find(Finding::new(span, Problem::ChainedComparison { operator }));
        }
        compared
    }

    /// A value and the comparison behind it.
    pub(super) fn compare(&mut self, left: ExpressionId, tail: &Node<'_>) -> ExpressionId {
        let (operator, operator_span) = self.operator(tail);
        let mut operands = Vec::new();
        for operand in tail.clone().into_inner() {
            match operand.as_rule() {
                Rule::value => operands.push(self.value(&operand)),
                Rule::arguments => operands.extend(self.arguments(&operand)),
                _ => {}
            }
        }
        let ignoring_year = part(tail, Rule::ignoring_year).is_some();
        let span = self.expressions[left].span.to(self.span(tail));
        let below: Vec<ExpressionId> = operands.iter().copied().chain([left]).collect();
        let kind = ExpressionKind::Compare { operator, operator_span, left, operands, ignoring_year };
        self.add(kind, span, &below)
    }

    /// The words of a comparison: all that stands before its first operand.
    fn operator(&mut self, tail: &Node<'_>) -> (Arc<str>, Span) {
        let is_word =
            |part: &Node<'_>| !matches!(part.as_rule(), Rule::value | Rule::arguments | Rule::ignoring_year);
        let words: Vec<Node<'_>> = tail.clone().into_inner().take_while(is_word).collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return ("".into(), self.span(tail));
        };
        let span = self.between(first, last);
        if first.as_rule() == Rule::single_equals {
            let finding = Finding::new(span, Problem::EqualsInCondition {});
            self.find(finding.sure_fix("write `is`", span, self.parted("is", span)));
            return ("is".into(), span);
        }
        if let (Rule::superfluous_is, Some(second)) = (first.as_rule(), words.get(1)) {
            return self.superfluous_is(first, &words[1..], second);
        }
        (joined(&words), span)
    }

    /// `is greater than`: the operator has no `is`.
    fn superfluous_is(&mut self, is: &Node<'_>, words: &[Node<'_>], second: &Node<'_>) -> (Arc<str>, Span) {
        let operator = joined(words);
        let at = self.span(is);
        let finding = Finding::new(at, Problem::SuperfluousIs { operator: operator.to_string() });
        let removed = Span { start: at.start, end: self.span(second).start };
        self.find(finding.sure_fix("remove `is`", removed, ""));
        (operator, self.between(second, &words[words.len() - 1]))
    }

    /// A word with the blanks that it needs in the place of a sign.
    fn parted(&self, word: &str, span: Span) -> String {
        let (before, behind) =
            (&self.piece.text[..span.start as usize], &self.piece.text[span.end as usize..]);
        let blank = |missing: bool| if missing { " " } else { "" };
        let before = blank(!before.ends_with(char::is_whitespace));
        let behind = blank(!behind.starts_with(char::is_whitespace));
        format!("{before}{word}{behind}")
    }

    /// `bracket`, or what stands before and behind points.
    fn term(&mut self, node: &Node<'_>) -> ExpressionId {
        let mut inner = node.clone().into_inner();
        let Some(atom) = inner.next() else { return self.broken(self.span(node)) };
        let mut base = self.atom(&atom);
        for field in inner {
            let span = self.expressions[base].span.to(self.span(&field));
            let field = self.name_in(&field);
            base = self.add(ExpressionKind::Field { base, field }, span, &[base]);
        }
        base
    }

    fn atom(&mut self, node: &Node<'_>) -> ExpressionId {
        match node.as_rule() {
            Rule::text => self.text(node),
            Rule::bracket => {
                let inner = self.expression_in(node);
                self.add(ExpressionKind::Bracket(inner), self.span(node), &[inner])
            }
            Rule::last_contacted => {
                let channel = self.optional_name_in(node);
                self.add(ExpressionKind::LastContacted(channel), self.span(node), &[])
            }
            Rule::list => self.list(node),
            Rule::call_or_name => self.call_or_name(node),
            _ => {
                let literal = self.literal(node);
                self.add(ExpressionKind::Literal(literal), self.span(node), &[])
            }
        }
    }

    fn literal(&self, node: &Node<'_>) -> Literal {
        let text: Arc<str> = node.as_str().into();
        match node.as_rule() {
            Rule::boolean => Literal::Boolean(part(node, Rule::kw_true).is_some()),
            Rule::datetime => Literal::Datetime(text),
            Rule::date => Literal::Date(text),
            Rule::time => Literal::Time(text),
            Rule::number => Literal::Number(text),
            Rule::integer => Literal::Integer(text),
            Rule::duration => {
                let amount = part(node, Rule::amount).map_or("", |amount| amount.as_str()).into();
                Literal::Duration { amount, unit: self.unit_in(node) }
            }
            _ => Literal::Empty,
        }
    }

    fn call_or_name(&mut self, node: &Node<'_>) -> ExpressionId {
        let function = self.name_in(node);
        let Some(brackets) = part(node, Rule::call_brackets) else {
            let span = function.span;
            return self.add(ExpressionKind::Name(function), span, &[]);
        };
        let aggregated = part(&brackets, Rule::aggregated);
        let rest = part(&brackets, Rule::arguments);
        let mut arguments: Vec<ExpressionId> = match (&aggregated, &rest) {
            (Some(aggregated), None) => return self.aggregate(function, aggregated, self.span(node)),
            (Some(aggregated), Some(_)) => vec![self.items_of(aggregated)],
            (None, _) => Vec::new(),
        };
        arguments.extend(rest.map_or_else(Vec::new, |rest| self.arguments(&rest)));
        let below = arguments.clone();
        self.add(ExpressionKind::Call { function, arguments }, self.span(node), &below)
    }

    fn arguments(&mut self, node: &Node<'_>) -> Vec<ExpressionId> {
        let arguments: Vec<Node<'_>> = parts(node, Rule::argument).collect();
        arguments.iter().map(|argument| self.argument(argument)).collect()
    }

    /// An argument, which may be items of a list.
    fn argument(&mut self, node: &Node<'_>) -> ExpressionId {
        let list = self.expression_in(node);
        match self.filter_in(node) {
            Some(filter) => {
                self.add(ExpressionKind::Items { list, filter }, self.span(node), &[list, filter])
            }
            None => list,
        }
    }
}

fn binary_operator(rule: Rule) -> BinaryOperator {
    match rule {
        Rule::op_or => BinaryOperator::Or,
        Rule::op_and => BinaryOperator::And,
        Rule::op_subtract => BinaryOperator::Subtract,
        Rule::op_multiply => BinaryOperator::Multiply,
        Rule::op_divide => BinaryOperator::Divide,
        Rule::op_remainder => BinaryOperator::Remainder,
        Rule::op_default => BinaryOperator::Default,
        _ => BinaryOperator::Add,
    }
}

/// Words with one blank between two.
fn joined(words: &[Node<'_>]) -> Arc<str> {
    let words: Vec<&str> = words.iter().map(Node::as_str).collect();
    words.join(" ").into()
}
