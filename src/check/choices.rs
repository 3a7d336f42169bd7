//! `country is "A" or "B"`: values where `or` and `and` want conditions.

use super::declaration::Checker;
use crate::diagnostic::{Diagnostic, Edit, Fix, Problem};
use crate::source::Span;
use crate::syntax::tree::{BinaryOperator, ExpressionId, ExpressionKind as Node, Literal};

impl Checker<'_> {
    /// Whether a chain of `or` or `and` ends in values behind a comparison with a value, which then was meant to take
    /// several of them. It is reported, and what stands before is checked.
    pub(super) fn is_second_choice(&mut self, operator: BinaryOperator, whole: [ExpressionId; 2]) -> bool {
        let chain = self.operands_of(operator, whole);
        let Some(first) = chain.iter().position(|&operand| self.is_bare_value(operand)) else { return false };
        let (before, values) = chain.split_at(first);
        let Some(&compared) = before.last() else { return false };
        let Node::Compare { operator: spelling, operator_span, operands, .. } = &self.node(compared).kind
        else {
            return false;
        };
        let negated = match &**spelling {
            "is" | "==" => false,
            "is not" | "!=" => true,
            _ => return false,
        };
        let [operand] = operands.as_slice() else { return false };
        if !self.is_bare_value(*operand) || !values.iter().all(|&value| self.is_bare_value(value)) {
            return false;
        }
        let (operator_span, operand) = (*operator_span, *operand);
        for &condition in before {
            self.condition(condition);
        }
        for &value in values {
            self.expression(value);
        }
        let instead = if negated { "is not one of" } else { "is one of" };
        // Who is not in A or B is in neither; who is in A and B is nobody, whatever was meant.
        let sure = negated == (operator == BinaryOperator::And);
        let at = self.at(self.node(values[0]).span);
        let problem =
            Problem::SecondChoice { junction: operator.symbol().to_owned(), instead: instead.to_owned() };
        let mut diagnostic = Diagnostic::new(at, problem);
        if sure || negated {
            diagnostic.fixes.push(self.as_list(operator_span, operand, values, instead, sure));
        }
        self.push(diagnostic);
        true
    }

    fn as_list(
        &self,
        operator: Span,
        operand: ExpressionId,
        values: &[ExpressionId],
        instead: &str,
        sure: bool,
    ) -> Fix {
        let edit = |start: u32, end: u32, text: &str| Edit {
            location: self.at(Span { start, end }),
            text: text.to_owned(),
        };
        let mut last = self.node(operand).span;
        let mut edits = vec![edit(operator.start, operator.end, instead), edit(last.start, last.start, "(")];
        for &value in values {
            let span = self.node(value).span;
            edits.push(edit(last.end, span.start, ", "));
            last = span;
        }
        edits.push(edit(last.end, last.end, ")"));
        Fix { title: format!("write `{instead} (…)`"), edits, sure }
    }

    /// The operands of a chain of one operator, brackets left alone.
    fn operands_of(&self, operator: BinaryOperator, [left, right]: [ExpressionId; 2]) -> Vec<ExpressionId> {
        let mut operands = vec![right];
        let mut rest = left;
        while let Node::Binary { operator: other, left, right, .. } = &self.node(rest).kind
            && *other == operator
        {
            operands.push(*right);
            rest = *left;
        }
        operands.push(rest);
        operands.reverse();
        operands
    }

    /// A literal that is no condition.
    fn is_bare_value(&self, id: ExpressionId) -> bool {
        match &self.node(id).kind {
            Node::Literal(literal) => !matches!(literal, Literal::Boolean(_)),
            Node::Text(_) => true,
            _ => false,
        }
    }
}
