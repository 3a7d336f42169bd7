//! Values as their types have them.

use super::{Fields, Type};
use crate::value::{Number, Object, Value};

/// The value as its type has it: nothing but [`Value::Empty`] is empty, a number is no integer, and an object has the fields of
/// its type in their order. So it is with the items of lists and with what is in objects.
#[must_use]
pub fn conform(value: Value, r#type: &Type) -> Value {
    if conforms(&value, r#type) {
        return value;
    }
    match (value, r#type) {
        (value, _) if value.is_empty() => Value::Empty,
        (Value::Integer(value), Type::Number) => Value::Number(Number::from(value)),
        (Value::List(items), Type::List(item)) => {
            Value::List(items.iter().map(|value| conform(value.clone(), item)).collect())
        }
        (Value::Object(object), Type::Object(fields)) => arranged(&object, fields),
        (value, _) => value,
    }
}

/// The object with the fields of a type.
fn arranged(object: &Object, fields: &Fields) -> Value {
    let values = fields.iter().map(|field| conform(object.named(&field.name).clone(), &field.r#type));
    Object::new(fields.names().clone(), values).into()
}

/// Whether nothing has to change, which is so for most values and saves a copy of all lists.
fn conforms(value: &Value, r#type: &Type) -> bool {
    match (value, r#type) {
        (Value::Empty, _) => true,
        (value, _) if value.is_empty() => false,
        (Value::Integer(_), Type::Number) => false,
        (Value::List(items), Type::List(item)) => items.iter().all(|value| conforms(value, item)),
        (Value::Object(object), Type::Object(fields)) => {
            let mut pairs = object.fields().zip(fields.iter());
            object.names() == fields.names()
                && pairs.all(|((_, value), field)| conforms(value, &field.r#type))
        }
        _ => true,
    }
}
