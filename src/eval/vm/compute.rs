//! Formulas: the fast ways for integers and numbers, and the common functions for all else.

use super::cell::Cell;
use super::machine::{Frame, Machine};
use crate::eval::{arithmetic, function};
use crate::program::bytecode::{Kind, Operand, Register};
use crate::program::{Arithmetic, Function};
use crate::value::time::{add_calendar, add_to_date};
use crate::value::{Number, Unit, Zone, integer};

impl<'r> Machine<'r, '_> {
    pub(super) fn arithmetic(
        &mut self,
        frame: &Frame<'r>,
        to: Register,
        kind: Kind,
        operator: Arithmetic,
        operands: [Operand; 2],
    ) {
        if kind == Kind::Integer
            && let Some(result) = self.of_integers(frame, operator, operands)
        {
            return self.write(frame, to, Cell::Integer(result));
        }
        if kind == Kind::Number
            && let Some(result) = self.of_numbers(frame, operator, operands)
        {
            return self.write(frame, to, Cell::number(result));
        }
        let result = self.of_values(frame, to, operator, operands);
        self.write(frame, to, result);
    }

    /// Nothing where there is no result: then the common function says why.
    #[inline]
    fn of_integers(&self, frame: &Frame<'r>, operator: Arithmetic, operands: [Operand; 2]) -> Option<i64> {
        let [Some(Cell::Integer(left)), Some(Cell::Integer(right))] =
            operands.map(|operand| self.cell(frame, operand))
        else {
            return None;
        };
        let result = match operator {
            Arithmetic::Add => integer::add(*left, *right),
            Arithmetic::Subtract => integer::subtract(*left, *right),
            Arithmetic::Multiply => integer::multiply(*left, *right),
            Arithmetic::Remainder => integer::remainder(*left, *right),
            Arithmetic::Divide => return None,
        };
        result.ok()
    }

    /// The same for numbers. Two integers stay integers, but for their quotient.
    fn of_numbers(&self, frame: &Frame<'r>, operator: Arithmetic, operands: [Operand; 2]) -> Option<Number> {
        let [Some(left), Some(right)] = operands.map(|operand| self.cell(frame, operand)) else {
            return None;
        };
        if operator != Arithmetic::Divide && matches!((left, right), (Cell::Integer(_), Cell::Integer(_))) {
            return None;
        }
        let (left, right) = (left.as_number()?, right.as_number()?);
        let result = match operator {
            Arithmetic::Add => Number::add(left, right),
            Arithmetic::Subtract => left.subtract(right),
            Arithmetic::Multiply => left.multiply(right),
            Arithmetic::Divide => left.divide(right),
            Arithmetic::Remainder => left.remainder(right),
        };
        result.ok()
    }

    fn of_values(
        &mut self,
        frame: &Frame<'r>,
        to: Register,
        operator: Arithmetic,
        operands: [Operand; 2],
    ) -> Cell<'r> {
        let [left, right] = operands.map(|operand| self.read(frame, operand));
        if left.is_empty() || right.is_empty() {
            return Cell::Empty;
        }
        moved(operator, left, right, frame.context.zone).unwrap_or_else(|| {
            let (left, right) = (self.to_value(left), self.to_value(right));
            let outcome = arithmetic::apply(operator, &left, &right, frame.context.zone);
            self.outcome(frame, to, outcome)
        })
    }

    pub(super) fn negate(&mut self, frame: &Frame<'r>, to: Register, value: Operand) -> Cell<'r> {
        let value = self.to_value(self.read(frame, value));
        let outcome = arithmetic::negate(&value, frame.context.zone);
        self.outcome(frame, to, outcome)
    }

    pub(super) fn in_unit(
        &mut self,
        frame: &Frame<'r>,
        to: Register,
        unit: Unit,
        value: Operand,
    ) -> Cell<'r> {
        let value = self.to_value(self.read(frame, value));
        let outcome = arithmetic::in_unit(&value, unit, frame.context.zone);
        self.outcome(frame, to, outcome)
    }

    pub(super) fn function(
        &mut self,
        frame: &mut Frame<'r>,
        to: Register,
        function: Function,
        arguments: &[Operand],
    ) -> Cell<'r> {
        if let Some(rounded) = self.rounded(frame, function, arguments) {
            return Cell::number(rounded);
        }
        let values = self.arguments(frame, arguments);
        let outcome = function::call(function, &values, &frame.context, &mut frame.draws);
        self.put_back(values);
        self.outcome(frame, to, outcome)
    }

    /// A number, rounded to some places; nothing for all other functions, and where there is no result.
    fn rounded(&self, frame: &Frame<'r>, function: Function, arguments: &[Operand]) -> Option<Number> {
        let (Function::Round, [value, places]) = (function, arguments) else { return None };
        let Some(Cell::Integer(places)) = self.cell(frame, *places) else { return None };
        self.cell(frame, *value)?.as_number()?.round(*places).ok()
    }

    /// A text made of values; an empty one is no text at all.
    pub(super) fn template(&mut self, frame: &Frame<'r>, parts: &[Operand]) -> Cell<'r> {
        let mut made = String::new();
        for part in parts {
            let cell = self.read(frame, *part);
            match self.text(cell) {
                Some(text) => made.push_str(text),
                None => made.push_str(&self.to_value(cell).show(frame.context.zone)),
            }
        }
        self.keep(made.into(), &crate::program::Type::Text)
    }
}

/// A date or a moment, moved by a length.
fn moved(operator: Arithmetic, left: Cell, right: Cell, zone: Zone) -> Option<Cell<'static>> {
    let length = match operator {
        Arithmetic::Add => right.to_duration()?,
        Arithmetic::Subtract => right.to_duration()?.negate(),
        _ => return None,
    };
    match left {
        Cell::Date(date) => add_to_date(date, length).ok().map(Cell::Date),
        Cell::Datetime(moment) => add_calendar(moment, length, zone).ok().map(Cell::Datetime),
        _ => None,
    }
}
