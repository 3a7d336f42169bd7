//! What is to be declared.

use crate::program::{Category, Program, Type};
use crate::value::text::fold;

/// Attributes of people and kinds of events, in the order in which they turned up.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Schema {
    /// The attributes.
    pub attributes: Vec<Field>,
    /// The events.
    pub events: Vec<EventSchema>,
}

/// A kind of event.
#[derive(Clone, PartialEq, Debug)]
pub struct EventSchema {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: Option<String>,
    /// What it is, for the lines before it.
    pub documentation: Option<String>,
    /// What it carries.
    pub properties: Vec<Field>,
}

/// An attribute, or a property of an event.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type.
    pub r#type: Type,
    /// Whether it may be missing.
    pub optional: bool,
    /// What there is to say about it, for a remark behind it.
    pub remark: Option<String>,
}

impl Schema {
    /// Whether there is nothing to declare.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.events.is_empty()
    }

    /// Takes in what another file says. What both say stays as it is here, and a property that one of them lacks may be
    /// missing.
    pub fn add(&mut self, other: Schema) {
        for attribute in other.attributes {
            if !self.attributes.iter().any(|known| same(&known.name, &attribute.name)) {
                self.attributes.push(attribute);
            }
        }
        for event in other.events {
            match self.events.iter_mut().find(|known| same(&known.name, &event.name)) {
                Some(known) => known.add(event),
                None => self.events.push(event),
            }
        }
    }

    /// Leaves out what a program knows already, and says what that is. A template event stays where it would be declared in
    /// another way.
    pub fn leave_out(&mut self, program: &Program) -> Vec<String> {
        let mut known = Vec::new();
        self.attributes.retain(|attribute| {
            let is_new = program.attribute_for_column(&attribute.name).is_none();
            if !is_new {
                known.push(attribute.name.clone());
            }
            is_new
        });
        self.events.retain(|event| {
            let is_new = !event.is_known(program);
            if !is_new {
                known.push(event.name.clone());
            }
            is_new
        });
        known
    }
}

impl EventSchema {
    fn add(&mut self, other: EventSchema) {
        for property in &mut self.properties {
            property.optional |= !other.properties.iter().any(|known| same(&known.name, &property.name));
        }
        for mut property in other.properties {
            if !self.properties.iter().any(|known| same(&known.name, &property.name)) {
                property.optional = true;
                self.properties.push(property);
            }
        }
    }

    /// Whether a program has this event with these properties, or must not declare it.
    fn is_known(&self, program: &Program) -> bool {
        let Some(known) = program.events.rows().iter().find(|known| same(&known.name, &self.name)) else {
            return false;
        };
        let fits = |property: &Field| {
            let declared = known.properties.iter().find(|declared| same(&declared.name, &property.name));
            declared.is_some_and(|declared| property.r#type.fits(&declared.r#type))
        };
        known.category != Category::Template || self.properties.iter().all(fits)
    }
}

/// Names of attributes and properties match without regard to case.
fn same(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}
