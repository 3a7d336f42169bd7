//! Lists and objects.

use super::cell::Cell;
use super::machine::{Frame, Machine, type_of};
use crate::program::bytecode::{FieldId, Operand, Register};
use crate::program::{Id, Type, conform};
use crate::value::{Object, Value};

impl<'r> Machine<'r, '_> {
    /// `[a, b]`: an empty item keeps its place.
    pub(super) fn list(&mut self, frame: &Frame<'r>, to: Register, items: &[Operand]) -> Cell<'r> {
        let list = Value::List(items.iter().map(|item| self.to_value(self.read(frame, *item))).collect());
        self.conformed(list, type_of(frame, to))
    }

    /// `{ sku: "x" }`
    pub(super) fn object(&mut self, frame: &Frame<'r>, to: Register, fields: &[Operand]) -> Cell<'r> {
        let r#type = type_of(frame, to);
        let Type::Object(shape) = r#type else { return Cell::Empty };
        let values = fields.iter().map(|field| self.to_value(self.read(frame, *field)));
        let object = Object::new(shape.names().clone(), values);
        self.conformed(object.into(), r#type)
    }

    /// What a field of an object holds.
    pub(super) fn field(
        &mut self,
        frame: &Frame<'r>,
        to: Register,
        object: Operand,
        place: FieldId,
    ) -> Cell<'r> {
        let r#type = type_of(frame, to);
        match self.read(frame, object) {
            Cell::Held(Value::Object(object)) => Cell::of(object.field(place.index()), r#type),
            made @ Cell::Made(_) => match self.held(made) {
                Some(Value::Object(object)) => {
                    let value = object.field(place.index()).clone();
                    self.keep(value, r#type)
                }
                _ => Cell::Empty,
            },
            _ => Cell::Empty,
        }
    }

    /// A value as its register's type has it.
    pub(super) fn widened(&mut self, frame: &Frame<'r>, to: Register, value: Operand) -> Cell<'r> {
        let cell = self.read(frame, value);
        if let Some(number) = cell.as_number() {
            return Cell::number(number);
        }
        match cell {
            Cell::Held(held) => self.arranged(held, type_of(frame, to)),
            Cell::Made(_) => self.conformed(self.to_value(cell), type_of(frame, to)),
            scalar => scalar,
        }
    }

    /// A value of the program or the facts as a type has it: itself, as nearly always, or a new one.
    pub(super) fn arranged(&mut self, value: &'r Value, r#type: &Type) -> Cell<'r> {
        let conformed = conform(value.clone(), r#type);
        if conformed == *value { Cell::of(value, r#type) } else { self.keep(conformed, r#type) }
    }

    fn conformed(&mut self, value: Value, r#type: &Type) -> Cell<'r> {
        self.keep(conform(value, r#type), r#type)
    }
}
