//! The arithmetic law: one table for every engine.
//!
//! A result is the exact mathematical result, rounded half away from zero to at most 28 significant digits and at most 28
//! places. Digits in front of the first non-zero one are no significant digits; the place limit is what binds there.
//! Afterwards trailing zeros are dropped.
//!
//! | operation | exact result | inexact when | fails when |
//! | --- | --- | --- | --- |
//! | `a + b`, `a - b` | scale `max(a, b)` | more than 28 digits are needed | the whole part has more than 28 digits: overflow |
//! | `a * b` | scale `a + b` | more than 28 digits or places are needed | overflow, as above |
//! | `a / b` | the quotient | it has no end within 28 digits and places | overflow; `b` is 0: division by zero |
//! | `a % b` | `a - b · trunc(a / b)`, scale `max(a, b)`, sign of `a` | never | `b` is 0: division by zero |
//! | `mod(a, b)` | `a - b · floor(a / b)`, scale `max(a, b)`, sign of `b` | more than 28 digits are needed | `b` is 0: division by zero |
//! | `-a` | the same digits | never | never |
//! | `round(a, places)` | nearest multiple of `10^-places`, halves away from zero | by its nature | the result has more than 28 digits: overflow |
//! | `floor(a)`, `ceiling(a)` | the whole number below, above | by its nature | never |
//! | integer `+ - * %`, `-` and `mod` | 64 bits | never | the result has more than 64 bits: overflow; `% 0`: division by zero |
//! | integer `/` | a number: both sides are converted, which is exact | as for numbers | `/ 0`: division by zero |
//!
//! A product or quotient that rounds to nothing is 0; that is no error. Numbers compare exactly, and an integer compares
//! with a number as the number that it is.
//!
//! Why not the arithmetic of `rust_decimal`: it rounds half to even, drops digits in silence where a sum needs more than 96
//! bits, and its precision depends on the mantissa's bits (28 or 29 digits). A rule that fits in one sentence can be promised
//! to every engine, and can be tested against a naive model.

use super::number::{DIGITS, Number};
use super::wide::Wide;

/// Why an operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArithmeticError {
    /// The result is too large.
    #[error("the result is too large")]
    Overflow,
    /// The right side of `/` or `%` is 0.
    #[error("division by zero")]
    DivisionByZero,
}

impl Number {
    /// `self + other`.
    #[expect(
        clippy::should_implement_trait,
        reason = "the operators of Rust cannot say that there is no result"
    )]
    pub fn add(self, other: Number) -> Result<Number, ArithmeticError> {
        let scale = self.scale().max(other.scale());
        let (left, right) = (aligned(self, scale), aligned(other, scale));
        if self.is_negative() == other.is_negative() {
            return rounded(self.is_negative(), left.plus(right), scale);
        }
        if left >= right {
            rounded(self.is_negative(), left.minus(right), scale)
        } else {
            rounded(other.is_negative(), right.minus(left), scale)
        }
    }

    /// `self - other`.
    pub fn subtract(self, other: Number) -> Result<Number, ArithmeticError> {
        self.add(opposite(other))
    }

    /// `self * other`.
    pub fn multiply(self, other: Number) -> Result<Number, ArithmeticError> {
        let product = Wide::product(magnitude(self), magnitude(other));
        rounded(self.is_negative() != other.is_negative(), product, self.scale() + other.scale())
    }

    /// `self / other`.
    pub fn divide(self, other: Number) -> Result<Number, ArithmeticError> {
        if other.is_zero() {
            return Err(ArithmeticError::DivisionByZero);
        }
        let places = DIGITS.checked_sub(whole_digits(whole_quotient(self, other)?));
        let places = places.ok_or(ArithmeticError::Overflow)?;
        // With as many places as there is room for, this power is never negative: see the digits of a quotient.
        let power = (places + other.scale()).saturating_sub(self.scale());
        let (quotient, remainder) = shifted_quotient(magnitude(self), power, magnitude(other))?;
        let quotient = quotient + u128::from(remainder >= magnitude(other) - remainder);
        bounded(self.is_negative() != other.is_negative(), quotient, places)
    }

    /// `self % other`, with the sign of `self`. Always exact.
    pub fn remainder(self, other: Number) -> Result<Number, ArithmeticError> {
        if other.is_zero() {
            return Err(ArithmeticError::DivisionByZero);
        }
        let scale = self.scale().max(other.scale());
        // A divisor that is too wide for 94 bits is larger than the left side, whose digits were not moved.
        let result = match aligned(other, scale).narrow().filter(|divisor| *divisor < LIMIT) {
            Some(divisor) => aligned(self, scale).modulo(divisor),
            None => magnitude(self),
        };
        Ok(Number::from_parts(self.is_negative(), result, scale))
    }

    /// The remainder that has the sign of `other`: `mod(self, other)`.
    pub fn modulo(self, other: Number) -> Result<Number, ArithmeticError> {
        let remainder = self.remainder(other)?;
        if remainder.is_zero() || remainder.is_negative() == other.is_negative() {
            return Ok(remainder);
        }
        remainder.add(other)
    }

    /// `-self`. It never fails; the type is that of the other operations so that they can be used alike.
    pub fn negate(self) -> Result<Number, ArithmeticError> {
        Ok(opposite(self))
    }

    /// The nearest number with at most `places` places, halves away from zero; negative places round to tens, hundreds, ….
    pub fn round(self, places: i64) -> Result<Number, ArithmeticError> {
        let Some(dropped) = dropped_digits(self, places) else { return Ok(self) };
        let Some(unit) = 10_u128.checked_pow(dropped).filter(|_| dropped <= DIGITS) else {
            return Ok(Number::ZERO);
        };
        let (quotient, remainder) = (magnitude(self) / unit, magnitude(self) % unit);
        let quotient = quotient + u128::from(remainder >= unit - remainder);
        match u32::try_from(places) {
            Ok(scale) => bounded(self.is_negative(), quotient, scale),
            Err(_) => {
                let unit = 10_u128.pow(dropped - self.scale());
                bounded(self.is_negative(), quotient * unit, 0)
            }
        }
    }

    /// The largest whole number that is not above this one.
    #[must_use]
    pub fn floor(self) -> Number {
        self.whole(self.is_negative())
    }

    /// The smallest whole number that is not below this one.
    #[must_use]
    pub fn ceiling(self) -> Number {
        self.whole(!self.is_negative())
    }

    /// The whole part, moved away from zero if there is a fraction and `away` says so.
    fn whole(self, away: bool) -> Number {
        let unit = 10_u128.pow(self.scale());
        let whole = magnitude(self) / unit + u128::from(away && self.scale() > 0);
        Number::from_parts(self.is_negative(), whole, 0)
    }
}

/// The operations of integers: 64 bits, checked.
pub mod integer {
    use super::{ArithmeticError, Number};

    /// `left + right`.
    pub fn add(left: i64, right: i64) -> Result<i64, ArithmeticError> {
        left.checked_add(right).ok_or(ArithmeticError::Overflow)
    }

    /// `left - right`.
    pub fn subtract(left: i64, right: i64) -> Result<i64, ArithmeticError> {
        left.checked_sub(right).ok_or(ArithmeticError::Overflow)
    }

    /// `left * right`.
    pub fn multiply(left: i64, right: i64) -> Result<i64, ArithmeticError> {
        left.checked_mul(right).ok_or(ArithmeticError::Overflow)
    }

    /// `left / right`, a number.
    pub fn divide(left: i64, right: i64) -> Result<Number, ArithmeticError> {
        Number::from(left).divide(Number::from(right))
    }

    /// `left % right`, with the sign of `left`.
    pub fn remainder(left: i64, right: i64) -> Result<i64, ArithmeticError> {
        if right == 0 {
            return Err(ArithmeticError::DivisionByZero);
        }
        // The least integer modulo -1 is 0; only the processor's way of finding it overflows.
        Ok(left.wrapping_rem(right))
    }

    /// The remainder that has the sign of `right`: `mod(left, right)`.
    pub fn modulo(left: i64, right: i64) -> Result<i64, ArithmeticError> {
        let remainder = remainder(left, right)?;
        // Their signs differ, so the sum is nearer to 0 than `right`.
        Ok(if remainder != 0 && (remainder < 0) != (right < 0) { remainder + right } else { remainder })
    }

    /// `-value`.
    pub fn negate(value: i64) -> Result<i64, ArithmeticError> {
        value.checked_neg().ok_or(ArithmeticError::Overflow)
    }
}

/// Divisors of the wide numbers are below this.
const LIMIT: u128 = 10_u128.pow(DIGITS);

fn magnitude(number: Number) -> u128 {
    number.mantissa().unsigned_abs()
}

fn opposite(number: Number) -> Number {
    Number::from_parts(!number.is_negative(), magnitude(number), number.scale())
}

/// The digits of a number, written with `scale` places.
fn aligned(number: Number, scale: u32) -> Wide {
    Wide::product(magnitude(number), 10_u128.pow(scale - number.scale()))
}

/// How many digits a whole number has; none for 0.
fn whole_digits(whole: u128) -> u32 {
    whole.checked_ilog10().map_or(0, |power| power + 1)
}

/// The whole part of a quotient.
fn whole_quotient(left: Number, right: Number) -> Result<u128, ArithmeticError> {
    match right.scale().checked_sub(left.scale()) {
        Some(power) => Ok(shifted_quotient(magnitude(left), power, magnitude(right))?.0),
        None => {
            let unit = 10_u128.pow(left.scale() - right.scale());
            Ok(magnitude(left) / unit / magnitude(right))
        }
    }
}

/// Quotient and remainder of `left · 10^power / right`.
///
/// The power may reach 56 when the left side is small; then it is multiplied in in two steps, the first of which is exact
/// because a quotient of at most 28 digits leaves room.
fn shifted_quotient(left: u128, power: u32, right: u128) -> Result<(u128, u128), ArithmeticError> {
    let first = power.min(DIGITS);
    let (quotient, remainder) =
        Wide::product(left, 10_u128.pow(first)).divide(right).ok_or(ArithmeticError::Overflow)?;
    let second = power - first;
    if second == 0 {
        return Ok((quotient, remainder));
    }
    let unit = 10_u128.pow(second);
    let (more, remainder) = Wide::product(remainder, unit).divide(right).ok_or(ArithmeticError::Overflow)?;
    let quotient = quotient.checked_mul(unit).ok_or(ArithmeticError::Overflow)?;
    Ok((quotient + more, remainder))
}

/// The number of these digits with `scale` of them behind the point, rounded by the law.
fn rounded(negative: bool, digits: Wide, scale: u32) -> Result<Number, ArithmeticError> {
    if let Some(magnitude) = digits.narrow().filter(|magnitude| *magnitude < LIMIT && scale <= DIGITS) {
        return Ok(Number::from_parts(negative, magnitude, scale));
    }
    let whole = whole_part(digits, scale)?;
    let places = DIGITS.checked_sub(whole_digits(whole)).ok_or(ArithmeticError::Overflow)?;
    // A mantissa has fewer than 57 digits, of which `scale + whole digits - 28` are dropped: never more than 28.
    let dropped = scale.saturating_sub(places);
    let unit = 10_u128.pow(dropped);
    let (quotient, remainder) = digits.divide(unit).ok_or(ArithmeticError::Overflow)?;
    bounded(negative, quotient + u128::from(remainder >= unit - remainder), scale - dropped)
}

/// The whole part of digits with `scale` of them behind the point. The scale of a product may reach 56.
fn whole_part(digits: Wide, scale: u32) -> Result<u128, ArithmeticError> {
    let first = scale.min(DIGITS);
    let (quotient, _) = digits.divide(10_u128.pow(first)).ok_or(ArithmeticError::Overflow)?;
    Ok(quotient / 10_u128.pow(scale - first))
}

/// The number of rounded digits. Rounding may have carried into a 29th digit, which is a zero unless it is a whole one.
fn bounded(negative: bool, magnitude: u128, scale: u32) -> Result<Number, ArithmeticError> {
    if magnitude < LIMIT {
        return Ok(Number::from_parts(negative, magnitude, scale));
    }
    match scale.checked_sub(1) {
        Some(scale) if magnitude == LIMIT => Ok(Number::from_parts(negative, magnitude / 10, scale)),
        _ => Err(ArithmeticError::Overflow),
    }
}

/// How many digits rounding to `places` drops; nothing when it drops none.
fn dropped_digits(number: Number, places: i64) -> Option<u32> {
    let dropped = i64::from(number.scale()).saturating_sub(places);
    if dropped <= 0 || number.is_zero() {
        return None;
    }
    Some(u32::try_from(dropped).unwrap_or(u32::MAX))
}
