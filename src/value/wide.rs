//! Unsigned numbers of 256 bits: the room that products and common scales of two decimal mantissas need.
//!
//! Mantissas stay below 10^28 and powers of ten up to 10^28 are multiplied in, so both factors of a product, and every
//! divisor, fit in 94 bits. The functions rely on that and check it in debug builds.

/// Factors and divisors are below this.
const LIMIT: u128 = 1 << 94;

/// `high · 2^128 + low`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wide {
    high: u128,
    low: u128,
}

impl From<u128> for Wide {
    fn from(low: u128) -> Wide {
        Wide { high: 0, low }
    }
}

impl Wide {
    /// The product of two numbers of at most 94 bits.
    pub(super) fn product(left: u128, right: u128) -> Wide {
        debug_assert!(left < LIMIT && right < LIMIT);
        if let Some(low) = left.checked_mul(right) {
            return Wide::from(low);
        }
        let (left_high, left_low) = (left >> 64, left & u128::from(u64::MAX));
        let (right_high, right_low) = (right >> 64, right & u128::from(u64::MAX));
        // Each upper half has at most 30 bits, so the sum of the cross products has at most 95.
        let cross = left_high * right_low + left_low * right_high;
        let (low, carry) = (left_low * right_low).overflowing_add(cross << 64);
        Wide { high: left_high * right_high + (cross >> 64) + u128::from(carry), low }
    }

    /// The sum; both sides are far below 2^255.
    pub(super) fn plus(self, other: Wide) -> Wide {
        let (low, carry) = self.low.overflowing_add(other.low);
        Wide { high: self.high + other.high + u128::from(carry), low }
    }

    /// The difference; `other` is not the larger one.
    pub(super) fn minus(self, other: Wide) -> Wide {
        debug_assert!(self >= other);
        let (low, borrow) = self.low.overflowing_sub(other.low);
        Wide { high: self.high - other.high - u128::from(borrow), low }
    }

    /// Quotient and remainder by a divisor of at most 94 bits; no quotient when it exceeds 128 bits.
    pub(super) fn divide(self, divisor: u128) -> Option<(u128, u128)> {
        debug_assert!(divisor > 0 && divisor < LIMIT);
        if self.high == 0 {
            return Some((self.low / divisor, self.low % divisor));
        }
        if self.high >= divisor {
            return None;
        }
        Some(long_division(self.high, self.low, divisor))
    }

    /// The remainder by a divisor of at most 94 bits.
    pub(super) fn modulo(self, divisor: u128) -> u128 {
        long_division(self.high % divisor, self.low, divisor).1
    }

    /// The value, if it fits in 128 bits.
    pub(super) fn narrow(self) -> Option<u128> {
        (self.high == 0).then_some(self.low)
    }
}

/// Schoolbook division in digits of 32 bits: a remainder below 2^94 and one more digit fit in 126 bits.
fn long_division(high: u128, low: u128, divisor: u128) -> (u128, u128) {
    let mut quotient = 0;
    let mut remainder = high;
    for shift in [96, 64, 32, 0] {
        let digit = (low >> shift) & u128::from(u32::MAX);
        let part = (remainder << 32) | digit;
        quotient = (quotient << 32) | (part / divisor);
        remainder = part % divisor;
    }
    (quotient, remainder)
}
