//! The functions of the library, a file by family. What they do, and examples of it, stand in `stdlib/functions.flow`.
//!
//! Where an argument is empty, so is the result, and nothing goes wrong; a few functions have something to say of emptiness.

mod conversion;
mod list;
mod number;
mod step;
mod text;
mod time;

use super::Context;
use crate::diagnostic::Problem;
use crate::program::{Family, Function};
use crate::value::{Value, Zone};

/// Calls a function. `draws` counts the random results of the evaluation.
pub(super) fn call(
    function: Function,
    arguments: &[Value],
    context: &Context,
    draws: &mut u64,
) -> Result<Value, Problem> {
    match function.family() {
        Family::Step => step::call(function, arguments, context, draws),
        _ => of_arguments(function, arguments, context.zone),
    }
}

/// Calls a function that depends on its arguments and the zone alone. Those that depend on the step give nothing here.
pub fn of_arguments(function: Function, arguments: &[Value], zone: Zone) -> Result<Value, Problem> {
    let empty = |(place, argument): (usize, &Value)| argument.is_empty() && !takes_empty(function, place);
    if arguments.iter().enumerate().any(empty) {
        return Ok(Value::Empty);
    }
    match function.family() {
        Family::Step => Ok(Value::Empty),
        Family::Text => text::call(function, arguments),
        Family::List => list::call(function, arguments),
        Family::Number => number::call(function, arguments, zone),
        Family::Time => time::call(function, arguments, zone),
        Family::Conversion => conversion::call(function, arguments, zone),
    }
}

/// Why a function can never take a constant at a place, whatever its other arguments are. `of_date` says that the first one
/// is a date, without a time of day.
pub fn refusal(function: Function, place: usize, constant: &Value, of_date: bool) -> Option<Problem> {
    match (function, place, constant) {
        (_, _, Value::Text(name)) if function.zone_parameter() == Some(place) => {
            time::zone(function, name).err()
        }
        (Function::Matches, 1, Value::Text(written)) => text::pattern(written).err(),
        (Function::Substring, 1, Value::Integer(start)) => text::place(*start).err(),
        (Function::Substring, 2, Value::Integer(length)) => text::size(*length).err(),
        (Function::PadLeft, 1, Value::Integer(length)) => text::filled(*length).err(),
        (Function::Mod, 1, divisor) => number::divisor(divisor).err(),
        (Function::StartOf, 1, Value::Text(name)) => time::unit(name, of_date).err(),
        (Function::FormatDate, 1, Value::Text(written)) => time::pattern(written, of_date).err(),
        (Function::FormatDate, 3, Value::Text(name)) => time::locale(name).err(),
        (Function::GeneratePin, 0, Value::Integer(length)) => step::digits(*length).err(),
        _ => None,
    }
}

/// Whether a function has something to say of an empty argument at a place.
fn takes_empty(function: Function, place: usize) -> bool {
    match function {
        Function::Count | Function::Sum | Function::Distinct | Function::Any | Function::All => true,
        Function::Matches => true,
        Function::Join => place == 1,
        Function::Replace => place == 2,
        _ => false,
    }
}

/// A number of things, as a value.
pub(super) fn count(things: usize) -> Value {
    i64::try_from(things).unwrap_or(i64::MAX).into()
}

/// An argument that a function cannot take.
fn invalid(function: Function, reason: String) -> Problem {
    Problem::InvalidArgument { function: function.name().to_owned(), reason }
}
