//! How many digits a number may need. The language keeps 28 and rounds what needs more; within them both are exact.

use crate::program::{Aggregate, Arithmetic, ExpressionId, ExpressionKind, Program, Type};
use crate::value::Value;
use crate::value::number::DIGITS;

/// The digits of a number at most: in front of the point and behind it.
#[derive(Clone, Copy)]
struct Extent {
    whole: u32,
    places: u32,
}

/// The columns of numbers: `DECIMAL(18, 6)`.
const COLUMN: Extent = Extent { whole: 12, places: 6 };
/// 64 bits.
const INTEGER: Extent = Extent { whole: 19, places: 0 };
/// A person has fewer than a million events.
const EVENTS: u32 = 6;

/// Whether a formula and everything in it are exact in both languages.
pub(super) fn fits(program: &Program, formula: ExpressionId) -> bool {
    extent(program, formula).is_some()
}

/// The digits that a formula may need; none if they are too many.
fn extent(program: &Program, id: ExpressionId) -> Option<Extent> {
    let of = |operand: ExpressionId| extent(program, operand);
    let expression = &program.expressions[id];
    let extent = match &expression.kind {
        ExpressionKind::Constant(constant) => literal(&program.constants[*constant]),
        ExpressionKind::Attribute(attribute) => match program.attributes[*attribute].computed {
            Some(formula) => of(formula)?,
            None => column(&expression.r#type),
        },
        ExpressionKind::Aggregate { aggregate: Aggregate::Sum, .. } if expression.r#type == Type::Number => {
            Extent { whole: COLUMN.whole + EVENTS, ..COLUMN }
        }
        ExpressionKind::Negate(operand) => of(*operand)?,
        ExpressionKind::Arithmetic { operator, left, right } if expression.r#type == Type::Number => {
            let (left, right) = (of(*left)?, of(*right)?);
            match operator {
                Arithmetic::Multiply => left.product(right),
                _ => left.sum(right),
            }
        }
        ExpressionKind::Default { value, default } => of(*value)?.join(of(*default)?),
        ExpressionKind::If { then, otherwise, .. } => of(*then)?.join(of(*otherwise)?),
        _ => column(&expression.r#type),
    };
    (extent.whole + extent.places <= DIGITS).then_some(extent)
}

fn column(r#type: &Type) -> Extent {
    if *r#type == Type::Integer { INTEGER } else { COLUMN }
}

fn literal(value: &Value) -> Extent {
    let digits = match value {
        Value::Number(number) => number.to_string(),
        Value::Integer(integer) => integer.to_string(),
        _ => String::new(),
    };
    let (whole, places) =
        digits.trim_start_matches('-').split_once('.').unwrap_or((digits.trim_start_matches('-'), ""));
    Extent { whole: whole.trim_start_matches('0').len() as u32, places: places.len() as u32 }
}

impl Extent {
    fn join(self, other: Extent) -> Extent {
        Extent { whole: self.whole.max(other.whole), places: self.places.max(other.places) }
    }

    fn sum(self, other: Extent) -> Extent {
        let joined = self.join(other);
        Extent { whole: joined.whole + 1, ..joined }
    }

    fn product(self, other: Extent) -> Extent {
        Extent { whole: self.whole + other.whole, places: self.places + other.places }
    }
}
