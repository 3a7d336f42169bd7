//! A naive model of decimal arithmetic: digits in a vector, school methods, no limits. Slow and obvious on purpose.

use std::cmp::Ordering;

use bourn::value::{ArithmeticError, Number};

/// A whole number of any size: decimal digits, the lowest first, no leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Whole(Vec<u8>);

impl Whole {
    pub(crate) fn new(mut value: u128) -> Whole {
        let mut digits = Vec::new();
        while value > 0 {
            digits.push(u8::try_from(value % 10).unwrap());
            value /= 10;
        }
        Whole(digits)
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    fn digits(&self) -> usize {
        self.0.len()
    }

    fn trimmed(mut digits: Vec<u8>) -> Whole {
        while digits.last() == Some(&0) {
            digits.pop();
        }
        Whole(digits)
    }

    /// Times `10^power`.
    fn shifted(&self, power: usize) -> Whole {
        Whole::trimmed([vec![0; power], self.0.clone()].concat())
    }

    fn digit(&self, index: usize) -> u8 {
        self.0.get(index).copied().unwrap_or(0)
    }

    fn plus(&self, other: &Whole) -> Whole {
        let mut carry = 0;
        let mut digits = Vec::new();
        for index in 0..=self.digits().max(other.digits()) {
            let sum = self.digit(index) + other.digit(index) + carry;
            digits.push(sum % 10);
            carry = sum / 10;
        }
        Whole::trimmed(digits)
    }

    fn minus(&self, other: &Whole) -> Whole {
        let mut borrow = 0;
        let mut digits = Vec::new();
        for index in 0..self.digits() {
            let taken = other.digit(index) + borrow;
            borrow = u8::from(self.digit(index) < taken);
            digits.push(self.digit(index) + 10 * borrow - taken);
        }
        Whole::trimmed(digits)
    }

    fn times(&self, other: &Whole) -> Whole {
        let mut total = Whole(Vec::new());
        for (power, digit) in other.0.iter().enumerate() {
            for _ in 0..*digit {
                total = total.plus(&self.shifted(power));
            }
        }
        total
    }

    fn compare(&self, other: &Whole) -> Ordering {
        let lengths = self.digits().cmp(&other.digits());
        lengths.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// Quotient and remainder, digit by digit.
    fn divide(&self, divisor: &Whole) -> (Whole, Whole) {
        let mut quotient = Vec::new();
        let mut rest = Whole(Vec::new());
        for digit in self.0.iter().rev() {
            rest = rest.shifted(1).plus(&Whole::new(u128::from(*digit)));
            let mut times = 0;
            while rest.compare(divisor) != Ordering::Less {
                rest = rest.minus(divisor);
                times += 1;
            }
            quotient.insert(0, times);
        }
        (Whole::trimmed(quotient), rest)
    }

    /// The number in decimal notation, with the last `places` digits behind the point.
    fn written(&self, places: usize) -> String {
        let digits = (0..self.digits().max(places + 1)).rev();
        let digits = digits.map(|index| char::from_digit(u32::from(self.digit(index)), 10).unwrap());
        let mut text: String = digits.collect();
        if places > 0 {
            text.insert(text.len() - places, '.');
        }
        text
    }
}

/// `± top / bottom`, exactly.
#[derive(Clone, Debug)]
pub(crate) struct Fraction {
    negative: bool,
    top: Whole,
    bottom: Whole,
}

impl Fraction {
    pub(crate) fn of(number: Number) -> Fraction {
        Fraction {
            negative: number.mantissa() < 0,
            top: Whole::new(number.mantissa().unsigned_abs()),
            bottom: Whole::new(1).shifted(number.scale() as usize),
        }
    }

    pub(crate) fn add(&self, other: &Fraction) -> Fraction {
        let left = self.top.times(&other.bottom);
        let right = other.top.times(&self.bottom);
        let bottom = self.bottom.times(&other.bottom);
        if self.negative == other.negative {
            return Fraction { negative: self.negative, top: left.plus(&right), bottom };
        }
        match left.compare(&right) {
            Ordering::Less => Fraction { negative: other.negative, top: right.minus(&left), bottom },
            _ => Fraction { negative: self.negative, top: left.minus(&right), bottom },
        }
    }

    pub(crate) fn negated(&self) -> Fraction {
        Fraction { negative: !self.negative, ..self.clone() }
    }

    pub(crate) fn multiply(&self, other: &Fraction) -> Fraction {
        Fraction {
            negative: self.negative != other.negative,
            top: self.top.times(&other.top),
            bottom: self.bottom.times(&other.bottom),
        }
    }

    pub(crate) fn divide(&self, other: &Fraction) -> Option<Fraction> {
        let inverse =
            Fraction { negative: other.negative, top: other.bottom.clone(), bottom: other.top.clone() };
        (!other.top.is_zero()).then(|| self.multiply(&inverse))
    }

    /// `self - other · trunc(self / other)`
    pub(crate) fn remainder(&self, other: &Fraction) -> Option<Fraction> {
        let quotient = self.divide(other)?;
        let whole = quotient.top.divide(&quotient.bottom).0;
        let truncated = Fraction { negative: quotient.negative, top: whole, bottom: Whole::new(1) };
        Some(self.add(&other.multiply(&truncated).negated()))
    }

    pub(crate) fn compare(&self, other: &Fraction) -> Ordering {
        let difference = self.add(&other.negated());
        match (difference.top.is_zero(), difference.negative) {
            (true, _) => Ordering::Equal,
            (false, true) => Ordering::Less,
            (false, false) => Ordering::Greater,
        }
    }

    /// The law: half away from zero, to 28 significant digits and 28 places.
    pub(crate) fn rounded(&self) -> Result<Number, ArithmeticError> {
        let whole = self.top.divide(&self.bottom).0;
        let places = 28_usize.checked_sub(whole.digits()).ok_or(ArithmeticError::Overflow)?;
        self.rounded_to(places)
    }

    /// Rounded half away from zero to so many places.
    pub(crate) fn rounded_to(&self, places: usize) -> Result<Number, ArithmeticError> {
        let (quotient, rest) = self.top.shifted(places).divide(&self.bottom);
        let up = rest.plus(&rest).compare(&self.bottom) != Ordering::Less;
        let quotient = if up { quotient.plus(&Whole::new(1)) } else { quotient };
        let sign = if self.negative { "-" } else { "" };
        // Rounding a number never needs more digits than the number had, but for a carry.
        Number::parse(&format!("{sign}{}", quotient.written(places))).map_err(|_| ArithmeticError::Overflow)
    }
}
