//! Computed numbers.

use super::compare::number;
use super::{Planner, is_random};
use crate::columns::plan::{Formula, Subject};
use crate::program::{Arithmetic, ExpressionId, ExpressionKind, Type};

impl Planner<'_> {
    /// The formula that an expression is, if it consists of sums and products of numbers that columns hold.
    pub(super) fn formula(&mut self, id: ExpressionId) -> Option<Formula> {
        if !self.r#type(id).is_numeric() {
            return None;
        }
        if let Some(value) = self.moment().constant(id) {
            return number(&value).map(Formula::Constant);
        }
        if let Some(formula) = self.computed(id) {
            let random = is_random(self.program, formula);
            return if random { None } else { self.formula(formula) };
        }
        match &self.program.expressions[id].kind {
            ExpressionKind::Negate(operand) => Some(Formula::Negate(Box::new(self.formula(*operand)?))),
            ExpressionKind::Arithmetic {
                operator: operator @ (Arithmetic::Add | Arithmetic::Subtract | Arithmetic::Multiply),
                left,
                right,
            } => {
                let (one, other) = (self.formula(*left)?, self.formula(*right)?);
                let integers = *self.r#type(id) == Type::Integer;
                Some(Formula::Apply(*operator, Box::new(one), Box::new(other), integers))
            }
            ExpressionKind::Default { value, default } => {
                let default = self.moment().constant(*default)?;
                Some(Formula::Default(Box::new(self.formula(*value)?), number(&default)?))
            }
            _ => match self.subject(id)? {
                subject @ (Subject::Attribute(_) | Subject::Property(..)) => {
                    let integers = *self.r#type(id) == Type::Integer;
                    Some(Formula::Value(subject, integers))
                }
                _ => None,
            },
        }
    }
}
