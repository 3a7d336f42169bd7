//! Arithmetic against the naive model, and the laws of algebra that survive rounding.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use bourn::value::{ArithmeticError, Number, NumberError, integer};
use proptest::prelude::*;

use super::numbers;
use crate::model::Fraction;

const DIVISION_BY_ZERO: Result<Number, ArithmeticError> = Err(ArithmeticError::DivisionByZero);

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn sums_follow_the_law(left in numbers(), right in numbers()) {
        prop_assert_eq!(left.add(right), Fraction::of(left).add(&Fraction::of(right)).rounded());
        prop_assert_eq!(left.subtract(right), Fraction::of(left).add(&Fraction::of(right).negated()).rounded());
    }

    #[test]
    fn products_follow_the_law(left in numbers(), right in numbers()) {
        prop_assert_eq!(left.multiply(right), Fraction::of(left).multiply(&Fraction::of(right)).rounded());
    }

    #[test]
    fn quotients_follow_the_law(left in numbers(), right in numbers()) {
        let model = Fraction::of(left).divide(&Fraction::of(right));
        prop_assert_eq!(left.divide(right), model.map_or(DIVISION_BY_ZERO, |exact| exact.rounded()));
    }

    #[test]
    fn remainders_are_exact(left in numbers(), right in numbers()) {
        let model = Fraction::of(left).remainder(&Fraction::of(right));
        prop_assert_eq!(left.remainder(right), model.map_or(DIVISION_BY_ZERO, |exact| exact.rounded_to(28)));
    }

    #[test]
    fn modulo_has_the_sign_of_its_right_side(left in numbers(), right in numbers()) {
        let Ok(modulo) = left.modulo(right) else {
            prop_assert!(right.is_zero());
            return Ok(());
        };
        prop_assert!(modulo.is_zero() || modulo.is_negative() == right.is_negative());
        prop_assert!(modulo.absolute() <= right.absolute());
        if left.is_negative() == right.is_negative() {
            prop_assert_eq!(Ok(modulo), left.remainder(right));
        }
    }

    #[test]
    fn rounding_follows_the_model(number in numbers(), places in 0..=28_usize) {
        let rounded = number.round(i64::try_from(places).unwrap());
        prop_assert_eq!(rounded, Fraction::of(number).rounded_to(places));
    }

    #[test]
    fn rounding_to_tens_is_rounding_a_shifted_number(number in numbers(), power in 1..=28_u32) {
        let unit = Number::from_mantissa_scale(10_i128.pow(power - 1), 0).unwrap().multiply(Number::from(10));
        if let Ok(unit) = unit {
            let count = Fraction::of(number).divide(&Fraction::of(unit)).unwrap().rounded_to(0).unwrap();
            prop_assert_eq!(number.round(-i64::from(power)), count.multiply(unit));
        }
    }

    #[test]
    fn order_is_that_of_exact_values(left in numbers(), right in numbers()) {
        let order = left.cmp(&right);
        prop_assert_eq!(order, Fraction::of(left).compare(&Fraction::of(right)));
        prop_assert_eq!(left == right, order.is_eq());
        if left == right {
            prop_assert_eq!(hash(left), hash(right));
        }
    }

    #[test]
    fn sums_and_products_commute(left in numbers(), right in numbers()) {
        prop_assert_eq!(left.add(right), right.add(left));
        prop_assert_eq!(left.multiply(right), right.multiply(left));
        prop_assert_eq!(left.subtract(right), right.subtract(left).and_then(Number::negate));
    }

    #[test]
    fn neutral_elements(number in numbers()) {
        prop_assert_eq!(number.add(Number::ZERO), Ok(number));
        prop_assert_eq!(number.multiply(Number::ONE), Ok(number));
        prop_assert_eq!(number.divide(Number::ONE), Ok(number));
        prop_assert_eq!(number.subtract(number), Ok(Number::ZERO));
        prop_assert_eq!(number.negate().and_then(Number::negate), Ok(number));
    }

    #[test]
    fn floor_and_ceiling_enclose(number in numbers()) {
        let (floor, ceiling) = (number.floor(), number.ceiling());
        prop_assert!(floor <= number && number <= ceiling);
        prop_assert!(floor.scale() == 0 && ceiling.scale() == 0);
        let distance = ceiling.subtract(floor).unwrap();
        prop_assert_eq!(distance, if number.scale() == 0 { Number::ZERO } else { Number::ONE });
    }

    #[test]
    fn parsing_reads_what_display_writes(number in numbers()) {
        prop_assert_eq!(Number::parse(&number.to_string()), Ok(number));
    }

    #[test]
    fn numbers_are_always_normal(left in numbers(), right in numbers()) {
        for number in [left, left.add(right).unwrap_or(left), left.multiply(right).unwrap_or(left)] {
            prop_assert!(number.scale() == 0 || number.mantissa() % 10 != 0);
            prop_assert!(number.mantissa().unsigned_abs() < 10_u128.pow(28) && number.scale() <= 28);
            prop_assert_eq!(Number::from_mantissa_scale(number.mantissa(), number.scale()), Ok(number));
            prop_assert!(!number.to_string().starts_with("-0") || number.is_negative());
        }
    }

    #[test]
    fn parsing_never_panics(text in "[-+0-9.e]{0,70}") {
        let plain = Number::parse(&text);
        let scientific = Number::parse_with_exponent(&text);
        prop_assert!(plain.is_err() || plain == scientific);
    }

    #[test]
    fn binary_numbers_keep_their_shortest_form(value in prop_oneof![any::<f64>(), short_numbers()]) {
        if value.is_finite() {
            let long_way = Number::parse_with_exponent(&format!("{value:e}"));
            prop_assert_eq!(Number::from_f64_shortest(value), long_way);
        }
        match Number::from_f64_shortest(value) {
            Ok(number) => prop_assert_eq!(number.to_string().parse::<f64>().unwrap(), value),
            Err(NumberError::NotFinite) => prop_assert!(!value.is_finite()),
            Err(NumberError::TooLarge) => prop_assert!(value.abs() >= 1e28),
            Err(error) => prop_assert!(error == NumberError::TooPrecise && value.abs() < 1e-10),
        }
    }

    #[test]
    fn integers_are_the_same_as_numbers(left in any::<i64>(), right in any::<i64>()) {
        let (wide_left, wide_right) = (Number::from(left), Number::from(right));
        prop_assert_eq!(left.cmp(&right), wide_left.cmp(&wide_right));
        prop_assert_eq!(integer::add(left, right).ok(), wide_left.add(wide_right).unwrap().to_integer());
        prop_assert_eq!(integer::subtract(left, right).ok(), wide_left.subtract(wide_right).unwrap().to_integer());
        prop_assert_eq!(integer::remainder(left, right).map(Number::from), wide_left.remainder(wide_right));
        prop_assert_eq!(integer::modulo(left, right).map(Number::from), wide_left.modulo(wide_right));
        prop_assert_eq!(integer::divide(left, right), wide_left.divide(wide_right));
        let product = wide_left.multiply(wide_right);
        prop_assert_eq!(integer::multiply(left, right).ok(), product.ok().and_then(Number::to_integer));
    }
}

/// Binary numbers near those of few digits: prices, and what comes of computing with prices.
fn short_numbers() -> impl Strategy<Value = f64> {
    let mantissas = prop_oneof![any::<i32>().prop_map(i64::from), -10_i64.pow(16)..10_i64.pow(16)];
    (mantissas, 0..7_i32, -1..2_i64).prop_map(|(mantissa, scale, off)| {
        let value = mantissa as f64 / 10_f64.powi(scale);
        f64::from_bits(value.to_bits().saturating_add_signed(off))
    })
}

#[test]
fn integers_at_their_ends() {
    assert_eq!(integer::negate(i64::MIN), Err(ArithmeticError::Overflow));
    assert_eq!(integer::remainder(i64::MIN, -1), Ok(0));
    assert_eq!(integer::modulo(i64::MIN, -1), Ok(0));
    assert_eq!(integer::modulo(i64::MIN, i64::MAX), Ok(i64::MAX - 1));
    assert_eq!(integer::divide(i64::MIN, -1).unwrap().to_string(), "9223372036854775808");
    assert_eq!(integer::multiply(i64::MIN, -1), Err(ArithmeticError::Overflow));
    assert_eq!(Number::parse("9223372036854775808").unwrap().to_integer(), None);
    assert_eq!(Number::parse("-9223372036854775808").unwrap().to_integer(), Some(i64::MIN));
}

#[test]
fn binary_numbers_by_example() {
    let number = |value| Number::from_f64_shortest(value).map(|number| number.to_string());
    assert_eq!(number(0.1).as_deref(), Ok("0.1"));
    assert_eq!(number(-0.0).as_deref(), Ok("0"));
    assert_eq!(number(1e21).as_deref(), Ok("1000000000000000000000"));
    assert_eq!(number(1.5e-10).as_deref(), Ok("0.00000000015"));
    assert_eq!(number(1e300), Err(NumberError::TooLarge));
    assert_eq!(number(1e-300), Err(NumberError::TooPrecise));
    assert_eq!(number(f64::NAN), Err(NumberError::NotFinite));
    assert_eq!(Number::parse_with_exponent("1.5E+3"), Ok(Number::from(1500)));
    assert_eq!(Number::parse_with_exponent("0e99999999999999999999"), Ok(Number::ZERO));
    assert_eq!(Number::parse_with_exponent("1e99999999999999999999"), Err(NumberError::TooLarge));
    assert_eq!(Number::parse_with_exponent("1e-99999999999999999999"), Err(NumberError::TooPrecise));
    assert_eq!(Number::parse_with_exponent("1e"), Err(NumberError::Malformed));
}

fn hash(number: Number) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}
