//! What names mean. A bare name may be a property of the event at hand, a variable of the flow or an attribute of the
//! person; if two of them have it, nothing is guessed.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::declaration::{Checker, Home, NameKind, Target, Typed};
use super::test::TestScope;
use crate::diagnostic::Problem;
use crate::program::{AttributeId, EventId, ExpressionKind, Id, PropertySlot, SelectionId, Type, VariableId};
use crate::source::Span;
use crate::syntax::quote_name;
use crate::syntax::tree::Name;

/// What bare names may mean at a place.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// The event that a filter is about.
    pub(super) event: Option<EventId>,
    /// What the items are that the conditions at hand are about, the innermost list's last.
    pub(super) items: Vec<Type>,
    /// The events that a condition asks for, where its properties are saved.
    pub(super) saved: Vec<(EventId, SelectionId)>,
    /// The flow.
    pub(super) flow: Option<FlowScope>,
    /// Whether secrets may be named.
    pub(super) secrets: bool,
    /// The test, where names are those of its people.
    pub(super) test: Option<TestScope>,
    /// Where a condition stands right behind the filter of an event: from the start of the filter to the end of the
    /// condition.
    pub(super) behind_filter: Option<Span>,
}

/// The variables of a flow, as far as the check has come.
#[derive(Clone, Debug)]
pub(super) struct FlowScope {
    pub(super) id: Home,
    pub(super) variables: Vec<VariableEntry>,
    /// Those that have a value on every path to here.
    pub(super) assigned: BTreeSet<VariableId>,
    /// Why others have none: the path that leaves them out.
    pub(super) gaps: HashMap<VariableId, String>,
    /// Names that broken statements probably declare.
    pub(super) broken: Vec<Arc<str>>,
}

/// A variable that was declared or saved.
#[derive(Clone, Debug)]
pub(super) struct VariableEntry {
    pub(super) name: Arc<str>,
    pub(super) r#type: Type,
    pub(super) span: Span,
}

impl FlowScope {
    /// The variable with this name.
    pub(super) fn variable(&self, name: &str) -> Option<VariableId> {
        self.variables.iter().position(|entry| &*entry.name == name).map(VariableId::from_index)
    }
}

/// One thing that a name may mean.
#[derive(Clone, Debug)]
pub(super) enum Reading {
    /// A field of the item of the innermost list, or of one so many lists further out.
    Item(u32, u32, Type),
    Property(EventId, PropertySlot, Type),
    Saved(EventId, SelectionId, PropertySlot, Type),
    Variable(VariableId),
    Attribute(AttributeId),
}

impl Checker<'_> {
    /// A bare name as a value.
    pub(super) fn name(&mut self, name: &Name) -> Typed {
        self.note_scope(name.span);
        let is_field = matches!(self.scope.items.last(), Some(Type::Object(fields)) if fields.find(&name.text).is_some());
        let is_item = is_field || &*name.text == "item" && !self.scope.items.is_empty();
        if self.scope.test.is_some() && !is_item {
            return self.name_in_test(name);
        }
        if let Some(item) = self.item(name).filter(|_| !is_field) {
            return item;
        }
        let readings = self.readings(&name.text);
        match readings.as_slice() {
            [] => self.unknown_value(name),
            [reading] => self.read(reading.clone(), name.span, &name.text),
            several => {
                let qualified: Vec<String> =
                    several.iter().map(|reading| self.qualified(reading, &name.text)).collect();
                self.ambiguous(name, qualified)
            }
        }
    }

    /// `item`: what a condition over the items of a list is about.
    pub(super) fn item(&mut self, name: &Name) -> Option<Typed> {
        let r#type = self.scope.items.last().filter(|_| &*name.text == "item")?.clone();
        Some(self.add(ExpressionKind::Item(0), r#type, name.span))
    }

    /// All that a bare name may mean.
    pub(super) fn readings(&mut self, name: &str) -> Vec<Reading> {
        let mut readings = self.item_readings(name);
        readings.extend(self.event_readings(name));
        readings.extend(self.variable(name).map(Reading::Variable));
        // What a custom element needs of a person, it is given, or it says `person.…`. In a test there may be several people.
        if !self.in_custom_element() && self.scope.test.is_none() {
            readings.extend(self.attribute(name).map(Reading::Attribute));
        }
        readings
    }

    /// The types of all that a bare name may mean, events left out.
    pub(super) fn meanings(&mut self, name: &str) -> Vec<Type> {
        let readings = self.readings(name);
        readings.iter().map(|reading| self.type_of_reading(reading)).collect()
    }

    /// How each of them is written where the bare name will not do.
    pub(super) fn qualified_meanings(&mut self, name: &str) -> Vec<String> {
        let readings = self.readings(name);
        readings.iter().map(|reading| self.qualified(reading, name)).collect()
    }

    pub(super) fn type_of_reading(&self, reading: &Reading) -> Type {
        match reading {
            Reading::Item(_, _, r#type)
            | Reading::Property(_, _, r#type)
            | Reading::Saved(_, _, _, r#type) => r#type.clone(),
            Reading::Variable(variable) => {
                let flow = self.scope.flow.as_ref();
                flow.map_or(Type::Error, |flow| flow.variables[variable.index()].r#type.clone())
            }
            Reading::Attribute(attribute) => self.symbols.attributes[*attribute].r#type.clone(),
        }
    }

    /// Whether a custom element is checked, and no flow.
    pub(super) fn in_custom_element(&self) -> bool {
        matches!(&self.scope.flow, Some(FlowScope { id: Home::CustomElement(_), .. }))
    }

    /// The attribute with this name, noting that it was asked for.
    pub(super) fn attribute(&mut self, name: &str) -> Option<AttributeId> {
        self.look_up(NameKind::Attribute, name).map(AttributeId::from_index)
    }

    /// The event with this name, noting that it was asked for.
    pub(super) fn event(&mut self, name: &str) -> Option<EventId> {
        self.look_up(NameKind::Event, name).map(EventId::from_index)
    }

    /// The place of a name in its table, noting that it was asked for.
    pub(super) fn look_up(&mut self, kind: NameKind, name: &str) -> Option<usize> {
        self.result.lookups.insert((kind, Arc::from(name)));
        self.symbols.find(kind, name)
    }

    /// The place of a name in its table; an unknown one is reported, unless its declaration is only broken.
    pub(super) fn require(&mut self, kind: NameKind, name: &Name) -> Option<usize> {
        let found = self.look_up(kind, &name.text);
        if found.is_none() && !self.symbols.is_broken(kind, &name.text) {
            let known = self.symbols.names(kind);
            let hint = self.missing_hint(kind, &name.text);
            self.unknown_or_wrong_case(kind.word(), name, &known, hint);
        }
        found
    }

    /// The variable with this name in the flow at hand.
    pub(super) fn variable(&self, name: &str) -> Option<VariableId> {
        self.scope.flow.as_ref()?.variable(name)
    }

    fn item_readings(&self, name: &str) -> Vec<Reading> {
        let field = |(outer, item): (usize, &Type)| match item {
            Type::Object(fields) => {
                let (place, field) = fields.find(name)?;
                Some(Reading::Item(outer as u32, place as u32, field.r#type.clone()))
            }
            _ => None,
        };
        self.scope.items.iter().rev().enumerate().filter_map(field).collect()
    }

    pub(super) fn event_readings(&self, name: &str) -> Vec<Reading> {
        let property = |event: EventId| self.symbols.property(event, name);
        match self.scope.event {
            Some(event) => property(event)
                .map(|(slot, r#type)| Reading::Property(event, slot, r#type))
                .into_iter()
                .collect(),
            None => {
                let saved = self.scope.saved.iter();
                saved
                    .filter_map(|&(event, selection)| {
                        let (slot, r#type) = property(event)?;
                        Some(Reading::Saved(event, selection, slot, r#type))
                    })
                    .collect()
            }
        }
    }

    pub(super) fn qualified(&self, reading: &Reading, name: &str) -> String {
        let owner = match reading {
            Reading::Item(0, ..) => "item".to_owned(),
            Reading::Item(1, ..) => "outer".to_owned(),
            Reading::Item(..) => return "~the field of a list further out".to_owned(),
            Reading::Property(..) => "event".to_owned(),
            Reading::Saved(..) if self.scope.saved.len() == 1 => "event".to_owned(),
            Reading::Saved(event, ..) => quote_name(&self.symbols.events[*event].name).into_owned(),
            Reading::Variable(_) => "flow".to_owned(),
            Reading::Attribute(_) => "person".to_owned(),
        };
        format!("{owner}.{}", quote_name(name))
    }

    pub(super) fn read(&mut self, reading: Reading, span: Span, name: &str) -> Typed {
        match reading {
            Reading::Item(outer, place, r#type) => {
                let item = self.scope.items[self.scope.items.len() - 1 - outer as usize].clone();
                let object = self.add(ExpressionKind::Item(outer), item, span).id;
                self.add(ExpressionKind::Field { object, place }, r#type, span)
            }
            Reading::Property(event, property, r#type) => {
                self.resolve(span, Target::Property(event, property));
                if r#type.is_list_like() {
                    let (property, found) = (name.to_owned(), r#type.described());
                    self.report(span, Problem::ListInFilter { property, found });
                    return self.wrong(span);
                }
                self.add(ExpressionKind::Property(property), r#type, span)
            }
            Reading::Saved(event, selection, property, r#type) => {
                self.resolve(span, Target::Property(event, property));
                self.add(ExpressionKind::LatestProperty { selection, property }, r#type, span)
            }
            Reading::Variable(variable) => self.read_variable(variable, span, name),
            Reading::Attribute(attribute) => {
                self.resolve(span, Target::Attribute(attribute));
                let r#type = self.symbols.attributes[attribute].r#type.clone();
                self.add(ExpressionKind::Attribute(attribute), r#type, span)
            }
        }
    }

    pub(super) fn read_variable(&mut self, variable: VariableId, span: Span, name: &str) -> Typed {
        let Some(flow) = &self.scope.flow else { return self.wrong(span) };
        let (id, r#type) = (flow.id, flow.variables[variable.index()].r#type.clone());
        if !flow.assigned.contains(&variable) {
            let path = flow.gaps.get(&variable).cloned();
            let path = path.unwrap_or_else(|| "nothing before this sets it".to_owned());
            self.report(span, Problem::UnsetVariable { name: name.to_owned(), path });
        }
        self.resolve(span, Target::Variable(id, variable));
        self.add(ExpressionKind::Variable(variable), r#type, span)
    }
}
