//! The functions of the library. What they do, and examples of it, stand in `stdlib/functions.flow`.

use super::Context;
use super::context::Random;
use crate::diagnostic::Problem;
use crate::program::Function;
use crate::value::{KeyedHash, Number, Value, text};

/// How many digits a generated code may have.
const PIN_LENGTHS: std::ops::RangeInclusive<i64> = 1..=18;

/// Calls a function. Where an argument is empty, so is the result. `draws` counts the random results of the evaluation.
pub(super) fn call(
    function: Function,
    arguments: &[Value],
    context: &Context,
    draws: &mut u64,
) -> Result<Value, Problem> {
    Ok(match (function, arguments) {
        (Function::Len, [Value::Text(value)]) => text::length(value).into(),
        (Function::Find, [Value::Text(value), Value::Text(part)]) => text::find(value, part).into(),
        (Function::RoundToInteger, [value @ Value::Integer(_)]) => value.clone(),
        (Function::RoundToInteger, [Value::Number(value)]) => round_to_integer(*value)?.into(),
        (Function::Round, [Value::Integer(value), Value::Integer(places)]) => {
            round(Number::from(*value), *places)?.into()
        }
        (Function::Round, [Value::Number(value), Value::Integer(places)]) => round(*value, *places)?.into(),
        (Function::Now, []) => context.now.into(),
        (Function::GeneratePin, [Value::Integer(length)]) => generate_pin(*length, context, draws)?.into(),
        _ => Value::Empty,
    })
}

/// A number of things, as a value.
pub(super) fn count(things: usize) -> Value {
    i64::try_from(things).unwrap_or(i64::MAX).into()
}

fn round_to_integer(value: Number) -> Result<i64, Problem> {
    let rounded = value.round(0).ok().and_then(Number::to_integer);
    rounded.ok_or_else(|| Problem::Overflow { operation: format!("`round({value})`") })
}

fn round(value: Number, places: i64) -> Result<Number, Problem> {
    value.round(places).map_err(|_| Problem::Overflow { operation: format!("`round({value}, {places})`") })
}

fn generate_pin(length: i64, context: &Context, draws: &mut u64) -> Result<String, Problem> {
    let digits = usize::try_from(length).ok().filter(|_| PIN_LENGTHS.contains(&length));
    let Some(digits) = digits else {
        let (least, most) = (PIN_LENGTHS.start(), PIN_LENGTHS.end());
        let reason = format!("makes {least} to {most} digits, not {length}");
        return Err(Problem::InvalidArgument { function: Function::GeneratePin.name().to_owned(), reason });
    };
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
