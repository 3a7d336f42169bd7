//! Objects: values with names.

use std::sync::Arc;

use super::Value;

/// The names of an object's fields, shared by all objects of a type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Names(Arc<[Arc<str>]>);

impl Names {
    /// The names, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<str>> {
        self.0.iter()
    }

    /// The place of a name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|known| &**known == name)
    }
}

impl FromIterator<Arc<str>> for Names {
    fn from_iter<I: IntoIterator<Item = Arc<str>>>(names: I) -> Names {
        Names(names.into_iter().collect())
    }
}

/// An object: a value for each of its names, an empty one where there is none.
///
/// The names belong to its type, so engines reach a field by its place and never by its name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Object {
    names: Names,
    values: Box<[Value]>,
}

impl Object {
    /// The object with these values, one for each name; those that are not given are empty.
    pub fn new(names: Names, values: impl IntoIterator<Item = Value>) -> Object {
        let mut values: Vec<Value> = values.into_iter().collect();
        values.resize(names.0.len(), Value::Empty);
        Object { names, values: values.into() }
    }

    /// Its names.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The value at a place; empty where there is none.
    pub fn field(&self, place: usize) -> &Value {
        self.values.get(place).unwrap_or(&Value::Empty)
    }

    /// The value with a name; empty where there is none.
    pub fn named(&self, name: &str) -> &Value {
        self.names.position(name).map_or(&Value::Empty, |place| self.field(place))
    }

    /// The names and their values, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&Arc<str>, &Value)> {
        self.names.iter().zip(&*self.values)
    }

    /// Whether nothing is in it: all its values are empty.
    pub fn is_empty(&self) -> bool {
        self.values.iter().all(Value::is_empty)
    }
}
