//! Comparisons: does the type on the left have the operator, and do the operands fit?

use super::declaration::{Checker, Typed};
use super::operators::{Operand, Operator};
use crate::diagnostic::{Diagnostic, List, Problem};
use crate::eval;
use crate::program::{Comparison, ExpressionId, ExpressionKind, Type};
use crate::source::Span;
use crate::syntax::quote_name;
use crate::syntax::tree::{self, ExpressionKind as Node, Literal, TextPart};
use crate::value::{Unit, Value, pattern};

impl Checker<'_> {
    pub(super) fn compare(
        &mut self,
        operator: &str,
        at: Span,
        left: tree::ExpressionId,
        operands: &[tree::ExpressionId],
        ignoring_year: bool,
        span: Span,
    ) -> Typed {
        if self.is_text_for_name(left) {
            for operand in operands {
                self.expression(*operand);
            }
            return self.wrong(span);
        }
        let value = self.expression(left);
        let symbols = self.symbols;
        let found = match &value.r#type {
            Type::Error => None,
            r#type => {
                let found = symbols.operators.find(r#type, operator);
                if found.is_none() {
                    self.operator_missing(operator, at, r#type);
                }
                found
            }
        };
        let Some(found) = found else {
            for operand in operands {
                self.expression(*operand);
            }
            return self.wrong(span);
        };
        if ignoring_year && !matches!(value.r#type, Type::Date | Type::Datetime) {
            self.operator_missing("ignoring year", at, &value.r#type);
        }
        let written = operands;
        let operands = self.operands(found, operator, &value.r#type, written);
        if !ignoring_year {
            self.slips(found.comparison, at, written, &operands);
            self.unlike_durations(&value, written, &operands);
        }
        let kind =
            ExpressionKind::Compare { comparison: found.comparison, left: value.id, operands, ignoring_year };
        self.add(kind, Type::Boolean, span)
    }

    /// Reports an operator that a type does not have, with those that it has.
    fn operator_missing(&mut self, operator: &str, at: Span, r#type: &Type) {
        let available = self.symbols.operators.of(r#type).map(|known| known.comparison.phrase());
        let available = match List::of(available) {
            List(none) if none.is_empty() => List::of(["~no operators"]),
            some => some,
        };
        let (operator, r#type) = (operator.to_owned(), r#type.to_string());
        self.report(at, Problem::OperatorNotAvailable { operator, r#type, available });
    }

    fn operands(
        &mut self,
        operator: &Operator,
        written: &str,
        left: &Type,
        operands: &[tree::ExpressionId],
    ) -> Vec<ExpressionId> {
        let mut checked = Vec::new();
        for (at, &operand) in operands.iter().enumerate() {
            let span = self.node(operand).span;
            let typed = self.expression(operand);
            match operator.operands.get(at).or(operator.operands.last()) {
                Some(Operand::Same | Operand::ListOfSame) => {
                    self.expect_comparable(&typed, left, span, written)
                }
                Some(Operand::Duration) => {
                    self.expect(&typed, &Type::Duration, span, &format!("what stands behind `{written}`"));
                    self.has_hours_on_date(left, operand);
                }
                None => {}
            }
            if operator.comparison == Comparison::Matches {
                self.pattern(&typed, span);
            }
            checked.push(typed.id);
        }
        checked
    }

    fn expect_comparable(&mut self, typed: &Typed, left: &Type, span: Span, operator: &str) {
        let fits = match (left, &typed.r#type) {
            (_, Type::Empty) => false,
            (Type::Integer | Type::Number, other) if other.is_numeric() => true,
            (Type::Date | Type::Datetime, Type::Date | Type::Datetime) => true,
            (left, other) => other.fits(left),
        };
        if !fits {
            let (expected, found) = (left.described(), typed.r#type.described());
            let role = format!("what stands behind `{operator}`");
            self.report(span, Problem::TypeMismatch { expected, found, role });
        }
    }

    /// Whether hours, minutes or seconds are counted on a date, which has none. That is reported.
    pub(super) fn has_hours_on_date(&mut self, counted_on: &Type, duration: tree::ExpressionId) -> bool {
        let Node::Literal(Literal::Duration { unit, .. }) = &self.node(duration).kind else { return false };
        let small = matches!(Unit::parse(&unit.text), Some(Unit::Seconds | Unit::Minutes | Unit::Hours));
        let wrong = *counted_on == Type::Date && small;
        if wrong {
            self.report(unit.span, Problem::HoursOnDate { unit: unit.text.to_string() });
        }
        wrong
    }

    fn pattern(&mut self, typed: &Typed, span: Span) {
        let reason = match self.constant_value(typed.id) {
            Some(Value::Text(pattern)) => pattern::compile(pattern).err(),
            _ => None,
        };
        if let Some(reason) = reason {
            self.report(span, Problem::InvalidPattern { reason });
        }
    }

    /// Whether a text literal stands where only a name makes sense: on the left of a comparison. It is reported.
    fn is_text_for_name(&mut self, left: tree::ExpressionId) -> bool {
        let node = self.node(left);
        let Node::Text(parts) = &node.kind else { return false };
        let [TextPart::Literal(text)] = parts.as_slice() else { return false };
        let at = self.at(node.span);
        let mut diagnostic = Diagnostic::new(at, Problem::TextForName { text: text.to_string() });
        if self.attribute(text).is_some() || self.variable(text).is_some() {
            let name = quote_name(text).into_owned();
            let title =
                if name.starts_with('`') { format!("write {name}") } else { format!("write `{name}`") };
            diagnostic = diagnostic.fix(true, title, at, name);
        }
        self.push(diagnostic);
        true
    }

    /// Computes an operation on constants, so that what can be seen now is seen now.
    pub(super) fn folded(&mut self, typed: Typed, span: Span) -> Typed {
        let value = |id| self.constant_value(id);
        let computed = match &self.result.fragment.expressions[typed.id].kind {
            ExpressionKind::Negate(operand) => {
                value(*operand).map(|operand| eval::negate(operand, self.zone))
            }
            ExpressionKind::Arithmetic { operator, left, right } => match (value(*left), value(*right)) {
                (Some(left), Some(right)) => Some(eval::compute(*operator, left, right, self.zone)),
                _ => None,
            },
            _ => None,
        };
        match computed {
            None => typed,
            Some(Ok(value)) => self.constant(value, typed.r#type, span),
            Some(Err(problem)) => {
                self.report(span, Problem::ConstantError { reason: problem.message() });
                self.wrong(span)
            }
        }
    }
}
