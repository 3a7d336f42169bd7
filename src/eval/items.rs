//! Lists and objects: what is taken from them, and what holds of the items of a list.
//!
//! A condition over items is evaluated for one item after the other, in the list's order. Where `any` and `all` are decided,
//! the rest is not looked at. Items that are empty are items, too: a condition over such an item sees empty fields.

use std::ops::ControlFlow;

use super::reference::Evaluation;
use crate::program::{ExpressionId, Quantifier, Type};
use crate::value::{Object, Value};

impl Evaluation<'_, '_> {
    /// `[a, b]`: an empty item keeps its place.
    pub(super) fn list(&mut self, items: &[ExpressionId]) -> Value {
        Value::List(self.values(items).into())
    }

    /// `{ sku: "x" }`
    pub(super) fn object(&mut self, fields: &[ExpressionId], r#type: &Type) -> Value {
        let Type::Object(shape) = r#type else { return Value::Empty };
        Object::new(shape.names().clone(), self.values(fields)).into()
    }

    /// `basket.total`
    pub(super) fn field(&mut self, object: ExpressionId, place: u32) -> Value {
        field(&self.value(object), place)
    }

    /// `orders.price where price > 10`
    pub(super) fn items(
        &mut self,
        list: ExpressionId,
        condition: Option<ExpressionId>,
        taken: Option<u32>,
    ) -> Value {
        let Value::List(items) = self.value(list) else { return Value::Empty };
        let mut found = Vec::new();
        for item in &*items {
            if condition.is_some_and(|condition| !self.holds_of(item, condition)) {
                continue;
            }
            match taken.map(|place| field(item, place)) {
                None => found.push(item.clone()),
                Some(Value::List(inner)) => found.extend(inner.iter().cloned()),
                Some(value) if value.is_empty() => {}
                Some(value) => found.push(value),
            }
        }
        Value::List(found.into())
    }

    /// `any orders where price > 100`
    pub(super) fn quantified(
        &mut self,
        quantifier: Quantifier,
        list: ExpressionId,
        condition: ExpressionId,
    ) -> bool {
        let Value::List(items) = self.value(list) else { return false };
        let deciding = quantifier == Quantifier::Any;
        let end = items.iter().try_for_each(|item| match self.holds_of(item, condition) == deciding {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        });
        end.is_break() == deciding && !items.is_empty()
    }

    /// The item of the innermost list, or of one further out.
    pub(super) fn item(&self, outer: u32) -> Value {
        let place = self.items.len().checked_sub(outer as usize + 1);
        place.and_then(|place| self.items.get(place)).cloned().unwrap_or(Value::Empty)
    }

    /// Whether a condition holds of an item.
    fn holds_of(&mut self, item: &Value, condition: ExpressionId) -> bool {
        self.items.push(item.clone());
        let holds = self.holds(condition);
        self.items.pop();
        holds
    }
}

/// What a field of an object holds.
fn field(object: &Value, place: u32) -> Value {
    match object {
        Value::Object(object) => object.field(place as usize).clone(),
        _ => Value::Empty,
    }
}
