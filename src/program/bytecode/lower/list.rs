//! Loops over the items of lists.
//!
//! Whoever only goes through the items of `orders.price where price > 10` needs no list of them: the loop over `orders` with the
//! condition in it is enough. So a list is made only where a value is wanted. And it is made where its condition may
//! fail and what is done with an item may fail too, since then all of the one comes before all of the other.

use super::super::part::{CursorId, FieldId, Label, Operand};
use super::super::{Cursor, Gather, Instruction, Source};
use super::Lowering;
use crate::program::{Aggregate, ExpressionId, ExpressionKind, Function, Id, Quantifier, Type};

/// An item at hand.
#[derive(Clone, Copy)]
struct Item {
    value: Operand,
    /// Where the next one is taken.
    next: Label,
    /// The outermost cursor of the loops, which gathers.
    cursor: CursorId,
}

/// What is done with an item. It ends with a jump.
type Body<'b, 'p> = &'b mut dyn FnMut(&mut Lowering<'p>, Item);

/// The items of a list that pass a condition, or what a field of theirs holds.
#[derive(Clone, Copy)]
pub(super) struct Filtered {
    pub(super) list: ExpressionId,
    pub(super) condition: Option<ExpressionId>,
    pub(super) field: Option<u32>,
}

impl<'p> Lowering<'p> {
    /// `any orders where price > 100`: what is known after each item is the result.
    pub(super) fn quantified(
        &mut self,
        quantifier: Quantifier,
        list: ExpressionId,
        condition: ExpressionId,
    ) -> Operand {
        let to = self.register(Type::Boolean).0;
        let (yes, no) = (self.literal(true.into()), self.literal(false.into()));
        let end = self.label();
        let is_pure = self.nature(condition).is_shareable();
        self.store(to, no);
        self.each(list, None, is_pure, &mut |this, item| match quantifier {
            Quantifier::Any => {
                this.jump_of(item.value, condition, false, item.next);
                this.store(to, yes);
                this.emit(Instruction::Jump { target: end });
            }
            Quantifier::All => {
                // An item before this one may have left its mark.
                this.store(to, no);
                this.jump_of(item.value, condition, false, end);
                this.store(to, yes);
                this.emit(Instruction::Jump { target: item.next });
            }
        });
        self.bind(end);
        Operand::Register(to)
    }

    /// A list as a value: `orders.price where price > 10`.
    pub(super) fn collected(&mut self, filtered: Filtered, r#type: Type) -> Operand {
        let item = r#type.item().cloned().unwrap_or(Type::Empty);
        let gather = Gather { aggregate: None, slot: None, r#type: item };
        let cursor = self.each_of(filtered, Some(gather), true, &mut |this, item| this.gather(item));
        self.compute(r#type, |to| Instruction::Gathered { to, cursor })
    }

    /// A function of the library that goes through a list, if this is one.
    pub(super) fn of_items(
        &mut self,
        function: Function,
        arguments: &[ExpressionId],
        r#type: &Type,
    ) -> Option<Operand> {
        let [list] = *arguments else { return None };
        let item = self.item_type(list);
        let (aggregate, always) = aggregate(function)?;
        if matches!(item, Type::Empty | Type::Any | Type::Error) || !(always || self.filtered(list).is_some())
        {
            return None;
        }
        let gather = Gather { aggregate: Some(aggregate), slot: None, r#type: item };
        let end = self.label();
        // No item behind the first matters, unless it has something to report.
        let is_first = aggregate == Aggregate::First && self.nature(list).is_shareable();
        let cursor = self.each(list, Some(gather), true, &mut |this, item| {
            let (cursor, value) = (item.cursor, item.value);
            this.emit(Instruction::Gather { cursor, value });
            this.emit(Instruction::Jump { target: if is_first { end } else { item.next } });
        });
        self.bind(end);
        Some(self.compute(r#type.clone(), |to| Instruction::Gathered { to, cursor }))
    }

    /// The item of the innermost list, or of one further out.
    pub(super) fn item(&mut self, outer: u32) -> Operand {
        let place = self.items.len().checked_sub(outer as usize + 1);
        match place.and_then(|place| self.items.get(place)) {
            Some(item) => item.0,
            None => self.literal(crate::value::Value::Empty),
        }
    }

    /// `basket.total`
    pub(super) fn field(&mut self, object: ExpressionId, place: u32, r#type: Type) -> Operand {
        let from = &self.program.expressions[object].r#type;
        let object = self.value(object);
        match from {
            Type::Object(_) => self.field_of(object, place, r#type),
            _ => self.literal(crate::value::Value::Empty),
        }
    }

    fn field_of(&mut self, object: Operand, place: u32, r#type: Type) -> Operand {
        let place = FieldId::from_index(place as usize);
        self.compute(r#type, |to| Instruction::Field { to, object, place })
    }

    /// Goes through the items of a list. A body that `is_pure` reports nothing.
    fn each(
        &mut self,
        list: ExpressionId,
        gather: Option<Gather>,
        is_pure: bool,
        body: Body<'_, 'p>,
    ) -> CursorId {
        if self.at_hand(list).is_none()
            && let Some(filtered) = self.filtered(list)
            && (is_pure || filtered.condition.is_none_or(|condition| self.nature(condition).is_shareable()))
        {
            return self.each_of(filtered, gather, is_pure, body);
        }
        let item = self.item_type(list);
        let list = self.value(list);
        self.over(list, item, gather, body)
    }

    fn each_of(
        &mut self,
        filtered: Filtered,
        gather: Option<Gather>,
        is_pure: bool,
        body: Body<'_, 'p>,
    ) -> CursorId {
        let is_pure =
            is_pure && filtered.condition.is_none_or(|condition| self.nature(condition).is_shareable());
        let from = self.item_type(filtered.list);
        self.each(filtered.list, gather, is_pure, &mut |this, item| {
            if let Some(condition) = filtered.condition {
                this.jump_of(item.value, condition, false, item.next);
            }
            match filtered.field {
                Some(place) => this.each_in_field(item, &from, place, body),
                None => body(this, item),
            }
        })
    }

    /// What a field of an item holds: nothing, an item, or several.
    fn each_in_field(&mut self, item: Item, from: &Type, place: u32, body: Body<'_, 'p>) {
        let field = match from {
            Type::Object(fields) => fields.iter().nth(place as usize),
            _ => None,
        };
        let Some(field) = field else { return self.emit(Instruction::Jump { target: item.next }) };
        let value = self.field_of(item.value, place, field.r#type.clone());
        if let Type::List(inner) = &field.r#type {
            let inner = (**inner).clone();
            self.over(value, inner, None, &mut |this, found| {
                body(this, Item { cursor: item.cursor, ..found })
            });
            return self.emit(Instruction::Jump { target: item.next });
        }
        let full = self.label();
        self.emit(Instruction::JumpFull { value, target: full });
        self.emit(Instruction::Jump { target: item.next });
        self.bind(full);
        body(self, Item { value, ..item });
    }

    /// The loop itself.
    fn over(&mut self, list: Operand, item: Type, gather: Option<Gather>, body: Body<'_, 'p>) -> CursorId {
        let cursor = self.routine.cursors.push(Cursor { source: Source::Items(item.clone()), gather });
        self.emit(Instruction::Over { cursor, list });
        let (next, end) = (self.label(), self.label());
        self.bind(next);
        self.emit(Instruction::Next { cursor, otherwise: end });
        let mark = self.known.mark();
        let value = self.compute(item, |to| Instruction::Item { to, cursor });
        body(self, Item { value, next, cursor });
        self.known.forget(mark);
        self.bind(end);
        cursor
    }

    fn gather(&mut self, item: Item) {
        self.emit(Instruction::Gather { cursor: item.cursor, value: item.value });
        self.emit(Instruction::Jump { target: item.next });
    }

    /// Goes on at `target` if a condition about an item holds, or if it does not.
    fn jump_of(&mut self, item: Operand, condition: ExpressionId, holds: bool, target: Label) {
        self.scopes += 1;
        self.items.push((item, self.scopes));
        self.jump(condition, holds, target);
        self.items.pop();
    }

    fn filtered(&self, list: ExpressionId) -> Option<Filtered> {
        match self.program.expressions[list].kind {
            ExpressionKind::Items { list, condition, field } => Some(Filtered { list, condition, field }),
            _ => None,
        }
    }

    fn item_type(&self, list: ExpressionId) -> Type {
        self.program.expressions[list].r#type.item().cloned().unwrap_or(Type::Empty)
    }
}

/// What a function gathers of a list, and whether a loop is better than a call where there is a list at hand.
fn aggregate(function: Function) -> Option<(Aggregate, bool)> {
    Some(match function {
        Function::Count => (Aggregate::Count, false),
        Function::First => (Aggregate::First, false),
        Function::Last => (Aggregate::Last, false),
        Function::Sum => (Aggregate::Sum, true),
        Function::Average => (Aggregate::Average, true),
        Function::Smallest => (Aggregate::Min, true),
        Function::Largest => (Aggregate::Max, true),
        Function::Distinct => (Aggregate::Distinct, true),
        Function::MostCommon => (Aggregate::MostCommon, true),
        _ => return None,
    })
}
