//! Computed numbers over columns: exact, since the bounds of the columns prove that nothing overflows.
//!
//! A number is held as whole digits of a fixed scale. Sums and products of such digits are whole numbers again; as long as
//! they fit 64 bits they have fewer than the 28 digits that numbers may have, and are never rounded. Whether they fit follows
//! from the smallest and the largest digits of each column, which are known; where it does not follow, the row engine is
//! asked, so an overflow is reported as it has to be.

use super::fused::{Fused, Input, Operation, Value};
use super::plan::{Formula, NumberRange, Subject};
use super::{Batch, Values};
use crate::program::{Arithmetic, AttributeId};
use crate::value::{Number, Relation};

/// The largest scale of a number.
const PLACES: u32 = 28;

/// A value of the fused part: where it stands, its scale, between what digits it lies, and where it is not empty.
#[derive(Clone, Debug)]
struct Digits {
    value: usize,
    scale: u32,
    least: i128,
    greatest: i128,
    /// The inputs that must be valid.
    valid: Vec<AttributeId>,
}

/// Puts formulas into the fused part for a batch.
pub(super) struct Formulas<'a> {
    pub(super) fused: &'a mut Fused,
    pub(super) batch: &'a Batch,
}

impl Formulas<'_> {
    /// The operation that a formula lies in a range; nothing where that cannot be said for this batch.
    pub(super) fn within(&mut self, formula: &Formula, range: &NumberRange) -> Option<usize> {
        let digits = self.digits(formula)?;
        let (low, high) = range.scaled(u8::try_from(digits.scale).ok()?);
        let held = self.held(digits.value, low, high);
        Some(self.valid(&digits.valid, held))
    }

    /// The operation that a formula is one of several numbers.
    pub(super) fn one_of(&mut self, formula: &Formula, numbers: &[Number]) -> Option<usize> {
        let digits = self.digits(formula)?;
        let mut any = Vec::new();
        for number in numbers {
            let range = NumberRange::of(Relation::Is, *number);
            let (low, high) = range.scaled(u8::try_from(digits.scale).ok()?);
            any.push(self.held(digits.value, low, high));
        }
        let any = self.fused.operation(Operation::Or(any));
        Some(self.valid(&digits.valid, any))
    }

    /// The operation that a formula is not empty.
    pub(super) fn present(&mut self, formula: &Formula) -> Option<usize> {
        let digits = self.digits(formula)?;
        let always = self.fused.operation(Operation::Constant(true));
        Some(self.valid(&digits.valid, always))
    }

    /// The operation that two formulas lie so to each other: by their difference.
    pub(super) fn compared(&mut self, left: &Formula, relation: Relation, right: &Formula) -> Option<usize> {
        let (left, right) = (self.digits(left)?, self.digits(right)?);
        let difference = self.sum(&left, &right, Arithmetic::Subtract)?;
        let (low, high) = NumberRange::of(relation, Number::ZERO).scaled(0);
        let held = self.held(difference.value, low, high);
        Some(self.valid(&difference.valid, held))
    }

    /// Whether a value of 64 bits, or an input of a width of its own, lies between two numbers.
    pub(super) fn held(&mut self, value: usize, low: i128, high: i128) -> usize {
        let width = match self.fused.values[value] {
            Value::Input(input) => match self.fused.inputs[input] {
                Input::Whole(_, width) => width,
                _ => 8,
            },
            _ => 8,
        };
        let (first, last) = ends(width);
        let (low, high) = (low.max(first), high.min(last));
        if low > high {
            return self.fused.operation(Operation::Constant(false));
        }
        self.fused.operation(Operation::Range(value, low as i64, high as i64))
    }

    /// The value of a whole column.
    pub(super) fn column(&mut self, attribute: AttributeId) -> Option<(usize, u8)> {
        match self.batch.attribute(attribute)?.values() {
            Values::Whole(whole, scale) if whole.width() <= 8 => {
                let input = self.fused.input(Input::Whole(attribute, whole.width()));
                Some((self.fused.value(Value::Input(input)), *scale))
            }
            _ => None,
        }
    }

    /// An operation where attributes are valid as well.
    pub(super) fn valid(&mut self, attributes: &[AttributeId], operation: usize) -> usize {
        let mut operands = vec![operation];
        for attribute in attributes {
            if self.batch.attribute(*attribute).is_some_and(|column| column.validity().is_some()) {
                let input = self.fused.input(Input::Valid(*attribute));
                operands.push(self.fused.operation(Operation::Bits(input)));
            }
        }
        if operands.len() == 1 { operation } else { self.fused.operation(Operation::And(operands)) }
    }

    fn digits(&mut self, formula: &Formula) -> Option<Digits> {
        match formula {
            Formula::Constant(number) => self.constant(number.mantissa(), number.scale()),
            Formula::Value(Subject::Attribute(attribute), _) => {
                let (value, scale) = self.column(*attribute)?;
                let (least, greatest) = self.batch.attribute(*attribute)?.reach().unwrap_or((0, 0));
                Some(Digits { value, scale: scale.into(), least, greatest, valid: vec![*attribute] })
            }
            Formula::Value(..) => None,
            Formula::Negate(operand) => {
                let (zero, operand) = (self.constant(0, 0)?, self.digits(operand)?);
                self.sum(&zero, &operand, Arithmetic::Subtract)
            }
            Formula::Apply(operator, left, right, _) => {
                let (left, right) = (self.digits(left)?, self.digits(right)?);
                match operator {
                    Arithmetic::Multiply => self.product(&left, &right),
                    sum => self.sum(&left, &right, *sum),
                }
            }
            Formula::Default(value, default) => {
                let value = self.digits(value)?;
                self.defaulting(value, *default)
            }
        }
    }

    /// A value of digits that are the same for all rows.
    fn constant(&mut self, digits: i128, scale: u32) -> Option<Digits> {
        let value = self.fused.value(Value::Constant(i64::try_from(digits).ok()?));
        Some(Digits { value, scale, least: digits, greatest: digits, valid: Vec::new() })
    }

    fn sum(&mut self, left: &Digits, right: &Digits, operator: Arithmetic) -> Option<Digits> {
        let scale = left.scale.max(right.scale);
        let (left, right) = (self.aligned(left, scale)?, self.aligned(right, scale)?);
        let (value, least, greatest) = match operator {
            Arithmetic::Subtract => (
                Value::Subtract(left.value, right.value),
                left.least.checked_sub(right.greatest)?,
                left.greatest.checked_sub(right.least)?,
            ),
            _ => (
                Value::Add(left.value, right.value),
                left.least.checked_add(right.least)?,
                left.greatest.checked_add(right.greatest)?,
            ),
        };
        self.computed(value, scale, least, greatest, &left, &right)
    }

    fn product(&mut self, left: &Digits, right: &Digits) -> Option<Digits> {
        let ends = [left.least, left.greatest].into_iter().flat_map(|one| {
            [right.least, right.greatest].into_iter().map(move |other| one.checked_mul(other))
        });
        let ends = ends.collect::<Option<Vec<i128>>>()?;
        let (least, greatest) = (ends.iter().min()?, ends.iter().max()?);
        let value = Value::Multiply(left.value, right.value);
        self.computed(value, left.scale + right.scale, *least, *greatest, left, right)
    }

    /// The same number at a larger scale.
    fn aligned(&mut self, digits: &Digits, scale: u32) -> Option<Digits> {
        if digits.scale == scale {
            return Some(digits.clone());
        }
        let power = self.constant(10_i128.checked_pow(scale - digits.scale)?, scale - digits.scale)?;
        self.product(digits, &power)
    }

    fn computed(
        &mut self,
        value: Value,
        scale: u32,
        least: i128,
        greatest: i128,
        left: &Digits,
        right: &Digits,
    ) -> Option<Digits> {
        let (first, last) = ends(8);
        if scale > PLACES || least < first || greatest > last {
            return None;
        }
        let valid = left.valid.iter().chain(&right.valid).copied().collect();
        Some(Digits { value: self.fused.value(value), scale, least, greatest, valid })
    }

    fn defaulting(&mut self, value: Digits, default: Number) -> Option<Digits> {
        let scale = value.scale.max(default.scale());
        let value = self.aligned(&value, scale)?;
        let otherwise = 10_i128.checked_pow(scale - default.scale())?.checked_mul(default.mantissa())?;
        let whole = i64::try_from(otherwise).ok()?;
        let always = self.fused.operation(Operation::Constant(true));
        let valid = self.valid(&value.valid, always);
        let chosen = self.fused.value(Value::Where(value.value, valid, whole));
        let (least, greatest) = (value.least.min(otherwise), value.greatest.max(otherwise));
        Some(Digits { value: chosen, scale, least, greatest, valid: Vec::new() })
    }
}

/// The first and the last number of so many bytes, which are 8 at most.
fn ends(width: u8) -> (i128, i128) {
    let half = 1_i128 << (u32::from(width.min(8)) * 8 - 1);
    (-half, half - 1)
}
