//! Which types the operands and results of instructions have.

use super::Verifier;
use crate::program::bytecode::part::{CursorId, Kind, Operand, Register, To, WindowKind};
use crate::program::bytecode::{Gather, Instruction, Source};
use crate::program::{AttributeId, Id, PropertySlot, Type};

impl<'r> Verifier<'r> {
    /// Checks 9, 10 and 11, for an instruction all of whose parts are there.
    pub(super) fn types(&mut self, place: usize, instruction: &Instruction) {
        use Instruction as I;
        let routine = self.routine;
        match instruction {
            I::Move { to, from } => {
                let found = routine.type_of(*from);
                self.result(place, *to, found.as_ref());
            }
            I::Attribute { to, attribute } => self.attribute(place, *to, *attribute, false),
            I::Computed { to, attribute } => self.attribute(place, *to, *attribute, true),
            I::Property { to, cursor, slot } | I::Latest { to, cursor, slot } => {
                let found = self.slot_type(*cursor, *slot);
                self.result(place, *to, found.as_ref());
            }
            // The checker joined the types of constants, which say less of the items of an empty list.
            I::Constant { .. } => {}
            I::List { to, items } => self.list(place, *to, items),
            I::Object { to, fields } => self.object(place, *to, fields),
            I::Field { to, object, place: field } => self.field(place, *to, *object, field.index()),
            I::Over { cursor, list } => self.over(place, *cursor, *list),
            I::Item { to, cursor } => self.result(place, *to, self.item_of(*cursor)),
            I::Gather { cursor, value } => self.gather(place, *cursor, *value),
            I::Contacted { to, .. } => self.result(place, *to, Some(&Type::Datetime)),
            I::Member { to, .. } => self.result(place, *to, Some(&Type::Boolean)),
            I::Widen { to, value } => {
                let found = routine.type_of(*value);
                self.result(place, *to, found.as_ref());
            }
            I::Not { to, condition: value } => self.test(place, *to, &[*value], &[Type::Boolean]),
            I::Empty { to, .. } | I::Compare { to, .. } => self.result(place, *to, Some(&Type::Boolean)),
            I::Tagged { to, tag, .. } => self.test(place, *to, &[*tag], &[Type::Text]),
            I::Text { to, text, .. } | I::Matches { to, text, .. } => {
                self.test(place, *to, &[*text], &[Type::Text]);
            }
            I::OneOf { to, value, .. } => {
                self.test(place, *to, &[*value], &[Type::Text, Type::Integer, Type::Number]);
            }
            I::Relate { to, kind, left, right, .. } => {
                self.test(place, *to, &[*left, *right], types_of(*kind))
            }
            I::Between { to, kind, value, first, last } => {
                self.test(place, *to, &[*value, *first, *last], types_of(*kind));
            }
            I::Arithmetic { to, kind, left, right, .. } => {
                self.operands(place, &[*left, *right], types_of(*kind));
                match kind {
                    Kind::Integer => self.register(place, to.0, &Type::Integer),
                    Kind::Number => self.register(place, to.0, &Type::Number),
                    Kind::Date | Kind::Datetime | Kind::Value => {}
                }
            }
            I::Negate { to, value } => {
                self.operand(place, *value, &[Type::Integer, Type::Number, Type::Duration]);
                let found = routine.type_of(*value);
                self.result(place, *to, found.as_ref());
            }
            I::InUnit { to, value, .. } => {
                self.operand(place, *value, &[Type::Duration]);
                self.result(place, *to, Some(&Type::Number));
            }
            I::Default { to, value, default } => {
                for operand in [value, default] {
                    let found = routine.type_of(*operand);
                    self.result(place, *to, found.as_ref());
                }
            }
            I::Template { to, .. } => self.result(place, *to, Some(&Type::Text)),
            I::JumpIf { condition, .. } | I::JumpUnless { condition, .. } => {
                self.operand(place, *condition, &[Type::Boolean]);
            }
            I::Narrow { window, bounds, .. } => self.window(place, *window, bounds),
            I::Follow { within, .. } => {
                if within.len() > 1 {
                    self.report(place, 9, format!("has {} lengths", within.len()));
                }
                self.operands(place, within, &[Type::Duration]);
            }
            I::Happened { to, .. } => self.result(place, *to, Some(&Type::Boolean)),
            I::Count { to, .. } => self.result(place, *to, Some(&Type::Integer)),
            I::Gathered { to, cursor } => {
                let found = routine.cursors[*cursor].gather.as_ref().map(Gather::result);
                if found.is_none() {
                    self.report(place, 9, format!("{cursor} gathers nothing"));
                }
                self.result(place, *to, found.as_ref());
            }
            I::Return { value } => {
                if !routine.type_of(*value).is_some_and(|found| found.fits(&routine.result)) {
                    self.report(place, 11, format!("returns no {}", routine.result));
                }
            }
            // Functions are typed by the library, and a variable is typed by its flow.
            I::Call { .. } | I::Variable { .. } => {}
            I::JumpFull { .. } | I::Jump { .. } | I::Open { .. } | I::Next { .. } | I::Take { .. } => {}
        }
    }

    fn attribute(&mut self, place: usize, to: To, attribute: AttributeId, computed: bool) {
        let declared = &self.program.attributes[attribute];
        if declared.computed.is_some() != computed {
            let how = if computed { "not computed" } else { "computed" };
            self.report(place, 10, format!("`{}` is {how}", declared.name));
        }
        self.result(place, to, Some(&declared.r#type));
    }

    /// A test: its operands, and that its result is a condition.
    fn test(&mut self, place: usize, to: To, operands: &[Operand], wanted: &[Type]) {
        self.operands(place, operands, wanted);
        self.result(place, to, Some(&Type::Boolean));
    }

    fn window(&mut self, place: usize, window: WindowKind, bounds: &[Operand]) {
        use WindowKind as W;
        let (count, lengths) = match window {
            W::WithinLast | W::BeforeLast => (1, true),
            W::BetweenLast => (2, true),
            W::Since | W::Until | W::Before | W::After => (1, false),
            W::Between => (2, false),
        };
        if bounds.len() != count {
            self.report(place, 9, format!("has {} bounds and not {count}", bounds.len()));
        }
        let moments = [Type::Date, Type::Datetime];
        self.operands(place, bounds, if lengths { &[Type::Duration] } else { &moments });
    }

    fn operands(&mut self, place: usize, operands: &[Operand], wanted: &[Type]) {
        operands.iter().for_each(|operand| self.operand(place, *operand, wanted));
    }

    /// An operand must have one of these types; no type at all means any.
    fn operand(&mut self, place: usize, operand: Operand, wanted: &[Type]) {
        let fits = |found: Type| wanted.is_empty() || wanted.iter().any(|wanted| found.fits(wanted));
        if !self.routine.type_of(operand).is_some_and(fits) {
            self.report(place, 9, format!("{operand} has a wrong type"));
        }
    }

    /// A register must have exactly this type.
    fn register(&mut self, place: usize, register: Register, wanted: &Type) {
        if self.routine.registers[register] != *wanted {
            self.report(place, 9, format!("{register} has a wrong type"));
        }
    }

    /// What an instruction computes must fit its register.
    fn result(&mut self, place: usize, to: To, found: Option<&Type>) {
        let wanted = &self.routine.registers[to.0];
        if found.is_some_and(|found| !found.fits(wanted)) {
            self.report(place, 9, format!("{} has a wrong type", to.0));
        }
    }

    fn list(&mut self, place: usize, to: To, items: &[Operand]) {
        match self.routine.registers[to.0].item().cloned() {
            Some(item) => self.operands(place, items, &[item]),
            None => self.report(place, 9, format!("{} is no list", to.0)),
        }
    }

    fn object(&mut self, place: usize, to: To, values: &[Operand]) {
        let Type::Object(fields) = self.routine.registers[to.0].clone() else {
            return self.report(place, 9, format!("{} is no object", to.0));
        };
        if fields.iter().count() != values.len() {
            self.report(place, 9, format!("gives {} values", values.len()));
        }
        for (field, value) in fields.iter().zip(values) {
            self.operand(place, *value, std::slice::from_ref(&field.r#type));
        }
    }

    fn field(&mut self, place: usize, to: To, object: Operand, field: usize) {
        let Some(Type::Object(fields)) = self.routine.type_of(object) else {
            return self.report(place, 9, format!("{object} is no object"));
        };
        match fields.iter().nth(field) {
            Some(field) => self.result(place, to, Some(&field.r#type)),
            None => self.report(place, 9, format!("{object} has no field {field}")),
        }
    }

    fn over(&mut self, place: usize, cursor: CursorId, list: Operand) {
        let wanted = self.item_of(cursor).cloned().unwrap_or(Type::Empty);
        self.operand(place, list, &[Type::List(Box::new(wanted))]);
    }

    /// A value must be of the type that the cursor gathers.
    fn gather(&mut self, place: usize, cursor: CursorId, value: Operand) {
        match self.routine.cursors[cursor].gather.as_ref().map(|gather| gather.r#type.clone()) {
            Some(wanted) => self.operand(place, value, &[wanted]),
            None => self.report(place, 9, format!("{cursor} gathers nothing")),
        }
    }

    /// The type of the items that a cursor walks through.
    fn item_of(&self, cursor: CursorId) -> Option<&'r Type> {
        match &self.routine.cursors[cursor].source {
            Source::Items(item) => Some(item),
            Source::Events { .. } => None,
        }
    }

    fn slot_type(&self, cursor: CursorId, slot: PropertySlot) -> Option<Type> {
        let event = self.program.events.get(self.routine.cursors[cursor].event()?)?;
        Some(event.property_type(slot))
    }
}

/// The types that a kind is made for; none for any.
fn types_of(kind: Kind) -> &'static [Type] {
    match kind {
        Kind::Integer => &[Type::Integer],
        Kind::Number => &[Type::Number],
        Kind::Date => &[Type::Date],
        Kind::Datetime => &[Type::Datetime],
        Kind::Value => &[],
    }
}
