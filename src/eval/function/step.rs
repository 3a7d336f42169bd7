//! Functions that depend on the step: its clock, and what random results are computed from.

use super::super::Context;
use super::super::context::Random;
use super::{invalid, time};
use crate::diagnostic::Problem;
use crate::program::Function;
use crate::value::{KeyedHash, Value};

/// How many digits a generated code may have.
const PIN_LENGTHS: std::ops::RangeInclusive<i64> = 1..=18;

pub(super) fn call(
    function: Function,
    arguments: &[Value],
    context: &Context,
    draws: &mut u64,
) -> Result<Value, Problem> {
    Ok(match (function, arguments) {
        (Function::Now, []) => context.now.into(),
        (Function::Today, []) => time::day(function, context.now, context.zone)?.into(),
        (Function::Today, [Value::Text(zone)]) => {
            time::day(function, context.now, time::zone(function, zone)?)?.into()
        }
        (Function::GeneratePin, [Value::Integer(length)]) => generate_pin(*length, context, draws)?.into(),
        _ => Value::Empty,
    })
}

fn generate_pin(length: i64, context: &Context, draws: &mut u64) -> Result<String, Problem> {
    let digits = digits(length)?;
    let random = context.random.unwrap_or(Random { flow: "", element: "", entry: 0, draw: 0 });
    let fields: [&[u8]; 6] = [
        random.flow.as_bytes(),
        random.element.as_bytes(),
        context.facts.person().as_bytes(),
        &random.entry.to_le_bytes(),
        &random.draw.to_le_bytes(),
        &draws.to_le_bytes(),
    ];
    let pin = KeyedHash::new(&context.program.seed).digits(&fields, digits);
    *draws += 1;
    Ok(pin)
}

/// The number of digits of a code.
pub(super) fn digits(length: i64) -> Result<usize, Problem> {
    let digits = usize::try_from(length).ok().filter(|_| PIN_LENGTHS.contains(&length));
    digits.ok_or_else(|| {
        let (least, most) = (PIN_LENGTHS.start(), PIN_LENGTHS.end());
        invalid(Function::GeneratePin, format!("makes {least} to {most} digits, not {length}"))
    })
}
