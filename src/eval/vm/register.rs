//! Registers and constants: how cells are read and written, and how what was made is kept.

use super::cell::Cell;
use super::machine::{Frame, Machine, type_of};
use crate::program::bytecode::{Operand, Register};
use crate::program::{Id, Type};
use crate::value::Value;

impl<'r> Machine<'r, '_> {
    /// What an operand stands for.
    #[inline]
    pub(super) fn read(&self, frame: &Frame<'r>, operand: Operand) -> Cell<'r> {
        match operand {
            Operand::Register(register) => self.memory.registers[frame.registers + register.index()],
            Operand::Literal(literal) => {
                frame.literals[literal].unwrap_or_else(|| Cell::Held(&frame.routine.literals[literal]))
            }
        }
    }

    /// The cell that an operand stands for, where it lies. A text or list among the constants has none.
    ///
    /// What was just written is looked at here and not copied: a copy takes 16 bytes at once, and has to wait until the parts of
    /// a cell, which are written one by one, have reached the cache.
    #[inline]
    pub(super) fn cell<'m>(&'m self, frame: &Frame<'r>, operand: Operand) -> Option<&'m Cell<'r>> {
        match operand {
            Operand::Register(register) => Some(&self.memory.registers[frame.registers + register.index()]),
            Operand::Literal(literal) => frame.literals[literal].as_ref(),
        }
    }

    #[inline]
    pub(super) fn is_true(&self, frame: &Frame<'r>, condition: Operand) -> bool {
        matches!(self.cell(frame, condition), Some(Cell::Boolean(true)))
    }

    /// Whether there is nothing. Texts and lists among the constants are something.
    #[inline]
    pub(super) fn is_empty(&self, frame: &Frame<'r>, value: Operand) -> bool {
        matches!(self.cell(frame, value), Some(Cell::Empty))
    }

    #[inline]
    pub(super) fn write(&mut self, frame: &Frame<'r>, to: Register, value: Cell<'r>) {
        self.memory.registers[frame.registers + to.index()] = value;
    }

    /// Writes a value of the facts as its register has it.
    #[inline]
    pub(super) fn load(&mut self, frame: &Frame<'r>, to: Register, value: &'r Value) {
        let r#type = type_of(frame, to);
        // The common kinds are written in place, see `cell`.
        match value {
            Value::Integer(value) if *r#type == Type::Integer => {
                self.write(frame, to, Cell::Integer(*value));
            }
            Value::Number(value) => self.write(frame, to, Cell::number(*value)),
            value => self.write(frame, to, Cell::of(value, r#type)),
        }
    }

    /// The value of a cell, to be kept.
    pub(super) fn to_value(&self, cell: Cell<'r>) -> Value {
        self.held(cell).cloned().unwrap_or_else(|| cell.to_scalar())
    }

    /// The text or list that a cell stands for.
    pub(super) fn held(&self, cell: Cell<'r>) -> Option<&Value> {
        match cell {
            Cell::Held(value) => Some(value),
            Cell::Made(place) => self.memory.kept.made.get(place as usize),
            _ => None,
        }
    }

    /// The text that a cell stands for.
    pub(super) fn text(&self, cell: Cell<'r>) -> Option<&str> {
        match self.held(cell) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A new value as its register has it.
    pub(super) fn keep(&mut self, value: Value, r#type: &Type) -> Cell<'r> {
        match Cell::scalar(&value) {
            Some(Cell::Integer(value)) if *r#type == Type::Number => Cell::number(value.into()),
            Some(scalar) => scalar,
            None if value.is_empty() => Cell::Empty,
            None => {
                self.memory.kept.made.push(value);
                Cell::Made((self.memory.kept.made.len() - 1) as u32)
            }
        }
    }
}
