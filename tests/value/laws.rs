//! Laws that hold for every input.

mod numbers;
mod ranges;
mod texts;

use bourn::value::Number;
use proptest::prelude::*;

/// Numbers of every size and scale, and such that provoke ties and carries.
pub(crate) fn numbers() -> impl Strategy<Value = Number> {
    let digits = (0..=28_u32).prop_flat_map(|digits| 0..10_i128.pow(digits));
    let edges =
        proptest::sample::select(vec![0, 1, 5, 10_i128.pow(28) - 1, 5 * 10_i128.pow(27), 10_i128.pow(27)]);
    let mantissas = prop_oneof![4 => digits, 1 => edges];
    (mantissas, 0..=28_u32, any::<bool>()).prop_map(|(mantissa, scale, negative)| {
        Number::from_mantissa_scale(if negative { -mantissa } else { mantissa }, scale).unwrap()
    })
}
