//! Exact decimal numbers: what they are, how they are read and written.
//!
//! A number is `mantissa · 10^-scale` with a mantissa of at most 28 digits and a scale of 0 to 28. It is always kept without
//! trailing zeros and without a negative zero, so equal numbers are the same bits, hash alike and print alike.
//!
//! | text | result |
//! | --- | --- |
//! | `1.50`, `+1.5`, `01.5` | 1.5 |
//! | `-0` | 0 |
//! | `.5`, `5.`, `1e3`, `1,000`, ` 1`, empty | malformed |
//! | more than 28 digits before the point | too large |
//! | more than 28 significant digits, or 28 places, after dropping trailing zeros | too precise |

use std::fmt;

use rust_decimal::Decimal;

/// The largest count of significant digits, and of places behind the point.
pub const DIGITS: u32 = 28;

/// An exact decimal number of at most 28 significant digits and 28 places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(Decimal);

/// A number in 13 bytes: the scale with the sign in its highest bit, and the digits in 96 bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed {
    pub(crate) scale: u8,
    pub(crate) high: u32,
    pub(crate) low: u64,
}

impl Packed {
    const SIGN: u8 = 1 << 7;
}

/// Why a text or a binary number is no [`Number`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The text has another form than digits with at most one point between them.
    #[error("not a number")]
    Malformed,
    /// Digits would be lost.
    #[error("more than 28 significant digits or 28 decimal places")]
    TooPrecise,
    /// The whole part has more than 28 digits.
    #[error("more than 28 digits before the decimal point")]
    TooLarge,
    /// A binary infinity or not-a-number.
    #[error("not a finite number")]
    NotFinite,
}

impl Number {
    /// 0.
    pub const ZERO: Number = Number(Decimal::ZERO);
    /// 1.
    pub const ONE: Number = Number(Decimal::ONE);

    /// Reads a decimal number exactly: an optional sign, digits, and a point only with digits on both sides.
    pub fn parse(text: &str) -> Result<Number, NumberError> {
        Parts::read(text)?.number(0)
    }

    /// Reads a decimal number with an optional exponent, as JSON writes it: `1.5e3`.
    pub fn parse_with_exponent(text: &str) -> Result<Number, NumberError> {
        let Some((digits, exponent)) = text.split_once(['e', 'E']) else { return Number::parse(text) };
        let parts = Parts::read(digits)?;
        parts.number(read_exponent(exponent)?)
    }

    /// The shortest decimal number that reads back as this binary one: 0.1 is one tenth.
    pub fn from_f64_shortest(value: f64) -> Result<Number, NumberError> {
        if !value.is_finite() {
            return Err(NumberError::NotFinite);
        }
        match Number::of_few_digits(value) {
            Some(number) => Ok(number),
            None => Number::parse_with_exponent(&format!("{value:e}")),
        }
    }

    /// The same for numbers with few digits, which prices are, without a text in between.
    fn of_few_digits(value: f64) -> Option<Number> {
        const POWERS: [f64; 5] = [1.0, 10.0, 100.0, 1_000.0, 10_000.0];
        // No two decimals of fifteen digits are read as the same binary number, so one that is read as this one is the
        // shortest; and a quotient is rounded as a text is.
        const FIFTEEN_DIGITS: f64 = 1e15;
        let (scale, mantissa) = POWERS.iter().enumerate().find_map(|(scale, power)| {
            let mantissa = (value * power).round();
            (mantissa.abs() < FIFTEEN_DIGITS && mantissa / power == value).then_some((scale, mantissa))
        })?;
        Number::from_mantissa_scale(mantissa as i128, scale as u32).ok()
    }

    /// `mantissa · 10^-scale`, exactly. Trailing zeros may exceed the limits, digits may not.
    pub fn from_mantissa_scale(mantissa: i128, scale: u32) -> Result<Number, NumberError> {
        if mantissa == 0 {
            return Ok(Number::ZERO);
        }
        let (magnitude, scale) = without_trailing_zeros(mantissa.unsigned_abs(), scale);
        let digits = magnitude.ilog10() + 1;
        if digits.saturating_sub(scale) > DIGITS {
            return Err(NumberError::TooLarge);
        }
        if scale > DIGITS || digits > DIGITS {
            return Err(NumberError::TooPrecise);
        }
        Ok(Number::from_parts(mantissa < 0, magnitude, scale))
    }

    /// All digits, as a whole number with the sign.
    pub fn mantissa(self) -> i128 {
        self.0.mantissa()
    }

    /// How many of the digits stand behind the point.
    pub fn scale(self) -> u32 {
        self.0.scale()
    }

    /// The number taken apart, for whoever has 13 bytes for one.
    pub(crate) fn take_apart(self) -> Packed {
        let parts = self.0.unpack();
        let sign = if parts.negative { Packed::SIGN } else { 0 };
        Packed {
            scale: sign | parts.scale as u8,
            high: parts.hi,
            low: (u64::from(parts.mid) << u32::BITS) | u64::from(parts.lo),
        }
    }

    /// A number that was taken apart, put together again: nothing is checked and nothing is brought into shape.
    pub(crate) fn put_together(parts: Packed) -> Number {
        let Packed { scale, high, low } = parts;
        let (lower, middle) = (low as u32, (low >> u32::BITS) as u32);
        let negative = scale & Packed::SIGN != 0;
        let number =
            Number(Decimal::from_parts(lower, middle, high, negative, u32::from(scale & !Packed::SIGN)));
        debug_assert_eq!(
            Ok(number),
            Number::from_mantissa_scale(number.mantissa(), number.scale()),
            "not the parts of a number"
        );
        number
    }

    /// Whether this is 0.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether this is below 0.
    pub fn is_negative(self) -> bool {
        self.mantissa() < 0
    }

    /// The number without its sign.
    #[must_use]
    pub fn absolute(self) -> Number {
        Number(self.0.abs())
    }

    /// The number as a 64-bit integer, if it is exactly one.
    pub fn to_integer(self) -> Option<i64> {
        (self.scale() == 0).then(|| i64::try_from(self.mantissa()).ok()).flatten()
    }

    /// The nearest binary number, for charts and statistics; never for results.
    pub fn to_f64_lossy(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// A number from parts that keep the limits: at most 28 digits and 28 places, trailing zeros allowed.
    ///
    /// # Panics
    ///
    /// If the parts do not keep them, which is a fault of the caller.
    pub(super) fn from_parts(negative: bool, magnitude: u128, scale: u32) -> Number {
        let (magnitude, scale) = without_trailing_zeros(magnitude, scale);
        debug_assert!(magnitude < 10_u128.pow(DIGITS));
        let mantissa = magnitude.cast_signed();
        Number(Decimal::from_i128_with_scale(if negative { -mantissa } else { mantissa }, scale))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number(Decimal::from(value))
    }
}

impl Default for Number {
    fn default() -> Number {
        Number::ZERO
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Number({self})")
    }
}

/// A decimal text taken apart, leading and trailing zeros dropped.
struct Parts<'text> {
    negative: bool,
    whole: &'text str,
    fraction: &'text str,
}

impl<'text> Parts<'text> {
    fn read(text: &'text str) -> Result<Parts<'text>, NumberError> {
        let negative = text.starts_with('-');
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        if !is_digits(whole) || !is_digits(fraction) {
            return Err(NumberError::Malformed);
        }
        Ok(Parts { negative, whole: whole.trim_start_matches('0'), fraction: fraction.trim_end_matches('0') })
    }

    /// The number with its point moved to the right by `exponent` places.
    fn number(&self, exponent: i64) -> Result<Number, NumberError> {
        let digits = format!("{}{}", self.whole, self.fraction);
        let significant = digits.trim_matches('0');
        if significant.is_empty() {
            return Ok(Number::ZERO);
        }
        let trailing = digits.len() - digits.trim_end_matches('0').len();
        let places = length(self.fraction) - length(&digits[..trailing]) - exponent;
        let limit = i64::from(DIGITS);
        if length(significant) - places > limit {
            return Err(NumberError::TooLarge);
        }
        if length(significant) > limit || places > limit {
            return Err(NumberError::TooPrecise);
        }
        let magnitude: u128 = significant.parse().map_err(|_| NumberError::TooPrecise)?;
        Ok(place(self.negative, magnitude, places))
    }
}

/// Drops zeros behind the point.
fn without_trailing_zeros(magnitude: u128, scale: u32) -> (u128, u32) {
    // Most numbers fit in 64 bits, where a division takes a fraction of the time.
    if let Ok(small) = u64::try_from(magnitude) {
        let (mut small, mut scale) = (small, if small == 0 { 0 } else { scale });
        while scale > 0 && small.is_multiple_of(10) {
            small /= 10;
            scale -= 1;
        }
        return (u128::from(small), scale);
    }
    let (mut magnitude, mut scale) = (magnitude, scale);
    while scale > 0 && magnitude.is_multiple_of(10) {
        magnitude /= 10;
        scale -= 1;
    }
    (magnitude, scale)
}

/// The number of these digits with `places` of them behind the point; a negative count appends zeros.
fn place(negative: bool, magnitude: u128, places: i64) -> Number {
    match u32::try_from(places) {
        Ok(scale) => Number::from_parts(negative, magnitude, scale),
        Err(_) => {
            let zeros = u32::try_from(places.unsigned_abs()).unwrap_or(0);
            Number::from_parts(negative, magnitude * 10_u128.pow(zeros), 0)
        }
    }
}

fn read_exponent(text: &str) -> Result<i64, NumberError> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !is_digits(unsigned) {
        return Err(NumberError::Malformed);
    }
    // An exponent of more than nine digits is beyond the limits in any case.
    let size = unsigned.parse::<i64>().unwrap_or(999_999_999).min(999_999_999);
    Ok(if text.starts_with('-') { -size } else { size })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}
