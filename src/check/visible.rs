//! What names may be used at a place: what completion in editors offers. The check itself says it, when it comes to the
//! place, so there is no second set of scopes.

use std::sync::Arc;

use super::declaration::{Checker, DeclarationCheck, Home, Target, run};
use super::signatures::take_elements;
use super::symbols::Symbols;
use crate::program::{AttributeId, Id, PropertySlot, Type, VariableId};
use crate::source::Span;
use crate::syntax::tree::Declaration;

/// The names that may be used at a place.
#[derive(Clone, Debug, Default)]
pub struct Visible {
    /// The names, the innermost scope's first.
    pub names: Vec<VisibleName>,
    /// Whether an event is at hand, so that `event.…` may be written.
    pub event: bool,
    /// Whether items of a list are at hand, so that `item` may be written.
    pub items: bool,
    /// Whether it is in a flow or a custom element, so that `flow.…` may be written.
    pub flow: bool,
    /// Whether secrets may be named.
    pub secrets: bool,
    /// The people of the test, where it is one.
    pub people: Option<Vec<Arc<str>>>,
}

/// A name that may be used.
#[derive(Clone, Debug)]
pub struct VisibleName {
    /// The name.
    pub name: Arc<str>,
    /// The type of its value.
    pub r#type: Type,
    /// What it means; nothing for a field of the items of a list.
    pub target: Option<Target>,
}

/// Checks declarations with other texts than the signatures know, one after the other.
#[derive(Debug)]
pub struct Probe {
    symbols: Symbols,
}

impl Probe {
    /// A probe among these signatures.
    #[must_use]
    pub fn new(symbols: &Symbols) -> Probe {
        Probe { symbols: symbols.clone() }
    }

    /// The check of another text of the same declaration as before, and what may stand where a name stands at `place` in it, if
    /// the check comes to it.
    pub fn check(
        &mut self,
        declaration: &Arc<Declaration>,
        place: Span,
    ) -> (DeclarationCheck, Option<Visible>) {
        take_elements(&mut self.symbols, declaration);
        let mut checker = Checker::new(&self.symbols, declaration, self.symbols.zone);
        checker.probe = Some((place, None));
        let mut checked = run(checker);
        let scope = checked.probe.take().and_then(|(_, scope)| scope);
        let visible = scope.map(|scope| {
            checked.scope = scope;
            checked.visible()
        });
        (checked.result, visible)
    }
}

impl Checker<'_> {
    /// Keeps the scope where it is asked for.
    pub(super) fn note_scope(&mut self, span: Span) {
        if self.probe.as_ref().is_some_and(|(wanted, _)| *wanted == span) {
            self.probe = Some((span, Some(self.scope.clone())));
        }
    }

    fn visible(&self) -> Visible {
        let scope = &self.scope;
        let people = scope.test.as_ref().map(|test| test.people().map(Into::into).collect());
        let mut names = self.visible_items();
        names.extend(self.visible_properties());
        names.extend(self.visible_variables());
        if !self.in_custom_element() && people.is_none() {
            names.extend(self.visible_attributes());
        }
        Visible {
            names,
            event: scope.event.is_some() || scope.saved.len() == 1,
            items: !scope.items.is_empty(),
            flow: scope.flow.is_some(),
            secrets: scope.secrets,
            people,
        }
    }

    fn visible_items(&self) -> Vec<VisibleName> {
        let fields = self.scope.items.iter().rev().filter_map(|item| match item {
            Type::Object(fields) => Some(fields),
            _ => None,
        });
        let named = fields.flat_map(|fields| fields.iter());
        let visible = named.map(|field| VisibleName {
            name: field.name.clone(),
            r#type: field.r#type.clone(),
            target: None,
        });
        visible.collect()
    }

    fn visible_properties(&self) -> Vec<VisibleName> {
        let events = self.scope.event.into_iter().chain(self.scope.saved.iter().map(|(event, _)| *event));
        let mut found = Vec::new();
        for event in events {
            for name in self.symbols.properties(event) {
                let Some((slot, r#type)) = self.symbols.property(event, name) else { continue };
                let target = Some(Target::Property(event, slot));
                found.push(VisibleName { name: name.into(), r#type, target });
            }
        }
        // `time` last: it is there with every event, and rarely what is looked for.
        found.sort_by_key(|one| matches!(one.target, Some(Target::Property(_, PropertySlot::Time))));
        found
    }

    fn visible_variables(&self) -> Vec<VisibleName> {
        let Some(flow) = &self.scope.flow else { return Vec::new() };
        let home: Home = flow.id;
        let one = |(at, entry): (usize, &super::names::VariableEntry)| VisibleName {
            name: entry.name.clone(),
            r#type: entry.r#type.clone(),
            target: Some(Target::Variable(home, VariableId::from_index(at))),
        };
        flow.variables.iter().enumerate().map(one).collect()
    }

    fn visible_attributes(&self) -> Vec<VisibleName> {
        let one = |(id, attribute): (AttributeId, &crate::program::Attribute)| VisibleName {
            name: attribute.name.clone(),
            r#type: attribute.r#type.clone(),
            target: Some(Target::Attribute(id)),
        };
        self.symbols.attributes.iter().map(one).collect()
    }
}
