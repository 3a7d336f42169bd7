//! Where things are declared.

use super::view::View;
use crate::check::{Home, NameKind, Role, Target};
use crate::program::{PropertySlot, Type};
use crate::source::{FileId, Location, Place};
use crate::syntax::tree::DeclarationKind;

impl View {
    /// Where what a name at an offset means is declared: several places for a function with several signatures.
    #[must_use]
    pub fn definition(&self, file: FileId, offset: usize) -> Vec<Place> {
        if let Some(place) = self.file_named_at(file, offset) {
            return vec![place];
        }
        match self.name_at(file, offset) {
            Some((_, found)) => self.declarations_of(found.target),
            None => Vec::new(),
        }
    }

    /// Where the type of what is named at an offset is declared: the event of a property, the flow of a label, and where an
    /// attribute or a variable has an object, the declaration with its fields.
    #[must_use]
    pub fn type_definition(&self, file: FileId, offset: usize) -> Vec<Place> {
        let Some((_, found)) = self.name_at(file, offset) else { return Vec::new() };
        match found.target {
            Target::Property(event, _) => self.declarations_of(Target::Event(event)),
            Target::Element(Home::Flow(flow), _) => self.declarations_of(Target::Flow(flow)),
            Target::Element(Home::CustomElement(element), _) => {
                self.declarations_of(Target::CustomElement(element))
            }
            target => match super::names::type_of(self, target) {
                Some(r#type) if r#type.holds_objects() => self.declarations_of(target),
                Some(r#type) => self.operators_of(&r#type),
                None => self.declarations_of(target),
            },
        }
    }

    /// The places of the names that declare a target.
    #[must_use]
    pub fn declarations_of(&self, target: Target) -> Vec<Place> {
        let symbols = self.symbols();
        let location = match target {
            Target::Attribute(id) => symbols.attributes.get(id).map(|row| row.location),
            Target::Property(event, PropertySlot::Declared(at)) => {
                let event = symbols.events.get(event);
                event.and_then(|event| event.properties.get(at as usize)).map(|row| row.location)
            }
            Target::Property(event, PropertySlot::Time) | Target::Event(event) => {
                symbols.events.get(event).map(|row| row.location)
            }
            Target::Channel(id) => symbols.place(NameKind::Channel, &symbols.channels[id].name),
            Target::Sender(id) => {
                let sender = &symbols.senders[id];
                let key = format!("{} {}", symbols.channels[sender.channel].name, sender.name);
                symbols.place(NameKind::Sender, &key)
            }
            Target::Caps(id) => symbols.caps.get(id).map(|row| row.location),
            Target::Segment(id) => symbols.segments.get(id).map(|row| row.location),
            Target::Flow(id) => symbols.flows.get(id).map(|row| row.named.location),
            Target::CustomElement(id) => symbols.custom_elements.get(id).map(|row| row.named.location),
            Target::Person(at) | Target::CaseValue(at) => Some(at),
            Target::Fixture(at) => symbols.fixtures.get(at as usize).and_then(|node| match &node.kind {
                DeclarationKind::Fixture(fixture) => {
                    Some(Location { declaration: node.id, span: fixture.name.span })
                }
                _ => None,
            }),
            Target::Function(_) => return self.noted(target, None),
            Target::Element(home, _) | Target::Variable(home, _) => return self.noted(target, Some(home)),
            Target::Parameter(flow, _) => symbols.flows.get(flow).map(|row| row.named.location),
        };
        location.map(|location| self.place(location)).into_iter().collect()
    }

    /// The places where a name was noted as declaring the target.
    fn noted(&self, target: Target, home: Option<Home>) -> Vec<Place> {
        let Some(home) = home else {
            return self.all().flat_map(|one| self.declaring(one, target)).collect();
        };
        self.home(home).map(|one| self.declaring(one, target).collect()).unwrap_or_default()
    }

    fn declaring<'v>(
        &'v self,
        declared: super::view::Declared<'v>,
        target: Target,
    ) -> impl Iterator<Item = Place> + 'v {
        let is_it =
            move |found: &&crate::check::Resolution| found.target == target && found.role == Role::Declared;
        declared.resolutions.iter().filter(is_it).map(move |found| {
            let location = Location { declaration: declared.node.id, span: found.span };
            self.place(location)
        })
    }

    /// The tables of the operators that a type has.
    fn operators_of(&self, r#type: &Type) -> Vec<Place> {
        let tables = super::documents::operator_tables(self, r#type);
        tables
            .map(|(declared, operators)| {
                let first = operators.types.first().map_or(declared.node.span, |first| first.span);
                self.place(Location { declaration: declared.node.id, span: first })
            })
            .collect()
    }
}
