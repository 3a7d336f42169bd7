//! What names mean. A bare name may be a property of the event at hand, a variable of the flow or an attribute of the
//! person; if two of them have it, nothing is guessed.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::declaration::{Checker, Home, NameKind, Target, Typed};
use super::test::TestScope;
use crate::diagnostic::{Diagnostic, Edit, Fix, List, Problem, nearest};
use crate::program::{AttributeId, EventId, ExpressionKind, Id, PropertySlot, SelectionId, Type, VariableId};
use crate::source::{Location, Span};
use crate::syntax::quote_name;
use crate::syntax::tree::{ExpressionId, ExpressionKind as Node, Name};
use crate::value::{Text, Value};

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
enum Reading {
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
    fn item(&mut self, name: &Name) -> Option<Typed> {
        let r#type = self.scope.items.last().filter(|_| &*name.text == "item")?.clone();
        Some(self.add(ExpressionKind::Item(0), r#type, name.span))
    }

    /// All that a bare name may mean.
    fn readings(&mut self, name: &str) -> Vec<Reading> {
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

    fn type_of_reading(&self, reading: &Reading) -> Type {
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

    /// `person.plan`, `event.itemId`, `flow.total`, `item.price`, `addedToCart.price`, `basket.total`.
    pub(super) fn field(&mut self, base: ExpressionId, field: &Name, span: Span) -> Typed {
        if self.scope.test.is_some() {
            return self.field_in_test(base, field, span);
        }
        match &self.node(base).kind {
            Node::Name(owner) => self.field_of_name(owner, field, span),
            _ => {
                let base = self.expression(base);
                self.field_of(&base, field, span)
            }
        }
    }

    /// Whether a custom element is checked, and no flow.
    fn in_custom_element(&self) -> bool {
        matches!(&self.scope.flow, Some(FlowScope { id: Home::CustomElement(_), .. }))
    }

    /// `secret.key`: a mark that the host replaces when it makes the request, so that no secret gets into state or traces.
    fn secret(&mut self, field: &Name, span: Span) -> Typed {
        let mark = format!("{{{{secret.{}}}}}", field.text);
        self.constant(Value::Text(Text::from(mark)), Type::Text, span)
    }

    /// What stands behind a name and a point.
    pub(super) fn field_of_name(&mut self, owner: &Name, field: &Name, span: Span) -> Typed {
        if let Some(item) = self.item(owner) {
            return self.field_of(&item, field, span);
        }
        match &*owner.text {
            "person" => self.person_field(field, span),
            "flow" => self.flow_field(field, span),
            "event" => self.event_field(field, span),
            "secret" if self.scope.secrets => self.secret(field, span),
            "secret" => {
                self.out_of_scope(format!("secret.{}", field.text), "`secret.…`", "inside `call api`", span)
            }
            _ => self.named_field(owner, field, span),
        }
    }

    /// Reports a value before a point that has no fields.
    pub(super) fn no_fields(&mut self, base: &Typed, span: Span) -> Typed {
        if base.r#type != Type::Error {
            let expected = "`person`, `flow`, `event`, the name of an event, or an object".to_owned();
            let role = "what stands before `.`".to_owned();
            self.report(span, Problem::TypeMismatch { expected, found: base.r#type.described(), role });
        }
        self.wrong(span)
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

    /// Reports a name that is none of the known ones: another case of one, near one, or far from all.
    pub(super) fn unknown_or_wrong_case(&mut self, kind: &str, name: &Name, known: &[&str], far: String) {
        self.push(unknown_name(self.at(name.span), kind, &name.text, known, far));
    }

    fn missing_hint(&self, kind: NameKind, name: &str) -> String {
        match kind {
            NameKind::Attribute => format!("declare it: `people {{ {}: … }}`", quote_name(name)),
            NameKind::Event if is_inbound(name) => {
                "what people write is the event `inboundMessage`".to_owned()
            }
            NameKind::Event => format!("declare it: `event {} {{ … }}`", quote_name(name)),
            NameKind::Sender => "declare it in `senders { … }`".to_owned(),
            NameKind::Caps => format!("declare them: `caps {} {{ … }}`", quote_name(name)),
            NameKind::Segment => format!("declare it: `segment {} = …`", quote_name(name)),
            NameKind::Flow => format!("declare it: `flow {} {{ … }}`", quote_name(name)),
            NameKind::CustomElement => format!("declare it: `element {}(…) {{ … }}`", quote_name(name)),
            NameKind::Channel | NameKind::Function | NameKind::Test => {
                format!("known are {}", List::of(self.symbols.names(kind)))
            }
        }
    }

    /// The variable with this name in the flow at hand.
    pub(super) fn variable(&self, name: &str) -> Option<VariableId> {
        self.scope.flow.as_ref()?.variable(name)
    }

    /// Reports a name with several meanings, one fix for each.
    pub(super) fn ambiguous(&mut self, name: &Name, qualified: Vec<String>) -> Typed {
        let at = self.at(name.span);
        let problem =
            Problem::AmbiguousName { name: name.text.to_string(), readings: List::of(qualified.clone()) };
        let mut diagnostic = Diagnostic::new(at, problem);
        for reading in qualified.into_iter().filter(|reading| !reading.starts_with('~')) {
            diagnostic = diagnostic.fix(false, format!("write `{reading}`"), at, reading);
        }
        self.push(diagnostic);
        self.wrong(name.span)
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

    fn event_readings(&self, name: &str) -> Vec<Reading> {
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

    fn qualified(&self, reading: &Reading, name: &str) -> String {
        let owner = match reading {
            Reading::Item(0, ..) => "item".to_owned(),
            Reading::Item(..) => return "~the field of an outer list".to_owned(),
            Reading::Property(..) => "event".to_owned(),
            Reading::Saved(..) if self.scope.saved.len() == 1 => "event".to_owned(),
            Reading::Saved(event, ..) => quote_name(&self.symbols.events[*event].name).into_owned(),
            Reading::Variable(_) => "flow".to_owned(),
            Reading::Attribute(_) => "person".to_owned(),
        };
        format!("{owner}.{}", quote_name(name))
    }

    fn read(&mut self, reading: Reading, span: Span, name: &str) -> Typed {
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

    fn read_variable(&mut self, variable: VariableId, span: Span, name: &str) -> Typed {
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

    fn person_field(&mut self, field: &Name, span: Span) -> Typed {
        match self.require(NameKind::Attribute, field) {
            Some(at) => self.read(Reading::Attribute(AttributeId::from_index(at)), span, &field.text),
            None => self.wrong(span),
        }
    }

    fn flow_field(&mut self, field: &Name, span: Span) -> Typed {
        let Some(flow) = &self.scope.flow else {
            return self.out_of_scope(format!("flow.{}", field.text), "`flow.…`", "inside a flow", span);
        };
        let known: Vec<String> = flow.variables.iter().map(|entry| entry.name.to_string()).collect();
        match flow.variable(&field.text) {
            Some(variable) => self.read_variable(variable, span, &field.text),
            None if flow.broken.contains(&field.text) => self.wrong(span),
            None => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let hint = format!("declare it: `variable {}: …`", quote_name(&field.text));
                self.unknown_or_wrong_case("variable", field, &known, hint);
                self.wrong(span)
            }
        }
    }

    /// `event.itemId`: a property of the event that a filter or a `save` is about.
    pub(super) fn event_field(&mut self, field: &Name, span: Span) -> Typed {
        let events: Vec<EventId> = match self.scope.event {
            Some(event) => vec![event],
            None => self.scope.saved.iter().map(|&(event, _)| event).collect(),
        };
        if events.is_empty() {
            return self.out_of_scope(
                format!("event.{}", field.text),
                "`event.…`",
                "in `where` and `save`",
                span,
            );
        }
        let readings = self.event_readings(&field.text);
        match readings.as_slice() {
            [] => {
                self.unknown_property(&events, field);
                self.wrong(span)
            }
            [reading] => self.read(reading.clone(), span, &field.text),
            several => {
                let qualified = several.iter().map(|reading| self.qualified(reading, &field.text)).collect();
                self.ambiguous(field, qualified)
            }
        }
    }

    /// `addedToCart.price`, or `basket.total`. Where both an event and a value with fields have the name, that is reported.
    fn named_field(&mut self, owner: &Name, field: &Name, span: Span) -> Typed {
        let readings = self.readings(&owner.text);
        let with_fields: Vec<&Reading> =
            readings.iter().filter(|reading| self.type_of_reading(reading).holds_objects()).collect();
        match (self.event(&owner.text), with_fields.is_empty()) {
            (Some(event), true) => self.named_event_field(event, owner, field, span),
            (Some(_), false) => {
                let values = with_fields.iter().map(|reading| self.qualified(reading, &owner.text));
                let qualified = values.chain(["event".to_owned()]);
                let name = Name { text: format!("{}.{}", owner.text, field.text).into(), span };
                let field = quote_name(&field.text);
                let qualified = qualified.map(|owner| format!("{owner}.{field}")).collect();
                self.ambiguous(&name, qualified)
            }
            (None, _) if self.symbols.is_broken(NameKind::Event, &owner.text) => self.wrong(span),
            (None, _) => {
                let base = self.name(owner);
                self.field_of(&base, field, span)
            }
        }
    }

    fn named_event_field(&mut self, event: EventId, owner: &Name, field: &Name, span: Span) -> Typed {
        self.resolve(owner.span, Target::Event(event));
        let saved = self.scope.saved.iter().find(|(known, _)| *known == event).copied();
        match (saved, self.symbols.property(event, &field.text)) {
            (_, None) => {
                self.unknown_property(&[event], field);
                self.wrong(span)
            }
            (Some((event, selection)), Some((slot, r#type))) => {
                self.read(Reading::Saved(event, selection, slot, r#type), span, &field.text)
            }
            (None, Some(_)) => self.out_of_scope(
                format!("{}.{}", owner.text, field.text),
                "a property of an event",
                "in `where`, in `save` and in aggregates such as `max(…)`",
                span,
            ),
        }
    }

    /// Reports a property that none of the events has.
    pub(super) fn unknown_property(&mut self, events: &[EventId], field: &Name) {
        let known: Vec<&str> = events.iter().flat_map(|&event| self.symbols.properties(event)).collect();
        let hint = format!("it has {}", List::of(known.iter().copied()));
        let events: Vec<String> =
            events.iter().map(|&event| format!("`{}`", self.symbols.events[event].name)).collect();
        let kind = format!("property of {} named", events.join(" or "));
        self.unknown_or_wrong_case(&kind, field, &known, hint);
    }

    fn out_of_scope(&mut self, name: String, scope: &str, place: &str, span: Span) -> Typed {
        self.report(span, Problem::NotInScope { name, scope: scope.to_owned(), place: place.to_owned() });
        self.wrong(span)
    }

    /// Reports a bare name that nothing in scope has.
    fn unknown_value(&mut self, name: &Name) -> Typed {
        let broken = self.symbols.is_broken(NameKind::Attribute, &name.text)
            || self.scope.flow.as_ref().is_some_and(|flow| flow.broken.contains(&name.text));
        if !broken && !self.is_outside_of_filter(name) {
            let symbols = self.symbols;
            let mut known: Vec<String> = Vec::new();
            if let Some(flow) = &self.scope.flow {
                known.extend(flow.variables.iter().map(|entry| entry.name.to_string()));
            }
            for item in &self.scope.items {
                if let Type::Object(fields) = item {
                    known.extend(fields.iter().map(|field| field.name.to_string()));
                }
            }
            let events = self.scope.event.into_iter().chain(self.scope.saved.iter().map(|&(event, _)| event));
            known.extend(events.flat_map(|event| symbols.properties(event)).map(str::to_owned));
            if !self.in_custom_element() {
                known.extend(symbols.names(NameKind::Attribute).into_iter().map(str::to_owned));
            }
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let (kind, hint) = self.kind_of_unknown(name);
            self.unknown_or_wrong_case(kind, name, &known, hint);
        }
        self.wrong(name.span)
    }

    /// What an unknown bare name was probably meant to be, and what to do about it.
    fn kind_of_unknown(&self, name: &Name) -> (&'static str, String) {
        let quoted = quote_name(&name.text);
        if let Some(meant) = word_of_others(&name.text) {
            ("attribute", meant.to_owned())
        } else if self.in_custom_element() {
            ("parameter or variable", format!("give it to the element, or write `person.{quoted}`"))
        } else if self.symbols.find(NameKind::Event, &name.text).is_some() {
            ("attribute", format!("`{quoted}` is an event: write `happened {quoted}`"))
        } else if self.symbols.find(NameKind::Segment, &name.text).is_some() {
            ("attribute", format!("`{quoted}` is a segment: write `in segment {quoted}`"))
        } else if let Some(event) = self.scope.event {
            let event = &self.symbols.events[event];
            let has = List::of(event.properties.iter().map(|property| &*property.name).chain(["time"]));
            ("property or attribute", format!("`{}` has {has}", event.name))
        } else if self.scope.flow.is_some() {
            ("attribute or variable", self.missing_hint(NameKind::Attribute, &name.text))
        } else {
            ("attribute", self.missing_hint(NameKind::Attribute, &name.text))
        }
    }

    /// Whether the name is a property of the event before, outside of whose filter it stands. That is reported.
    fn is_outside_of_filter(&mut self, name: &Name) -> bool {
        let Some(event) = self.event_before(&name.text) else { return false };
        let event = self.symbols.events[event].name.to_string();
        let problem = Problem::OutsideOfFilter { name: name.text.to_string(), event };
        let mut diagnostic = Diagnostic::new(self.at(name.span), problem);
        if let Some(whole) = self.scope.behind_filter {
            let edit = |at: u32, text: &str| Edit {
                location: self.at(Span { start: at, end: at }),
                text: text.to_owned(),
            };
            let edits = vec![edit(whole.start, "("), edit(whole.end, ")")];
            let title = "put the whole filter in brackets".to_owned();
            diagnostic.fixes.push(Fix { title, edits, sure: true });
        }
        self.push(diagnostic);
        true
    }

    /// The event of a filter before this name that has such a property: then an `and` was probably meant to go on with the
    /// filter.
    fn event_before(&self, name: &str) -> Option<EventId> {
        let selections = self.result.fragment.selections.rows().iter();
        let mut filtered =
            selections.filter(|selection| selection.filter.is_some()).map(|selection| selection.event);
        filtered.find(|&event| self.scope.event.is_none() && self.symbols.property(event, name).is_some())
    }
}

/// What to write instead of a word that other languages have.
fn word_of_others(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "null" | "nil" | "none" | "undefined" => "to ask for no value, write `is empty`",
        "yes" => "write `true`",
        "no" => "write `false`",
        "now" => "write `now()`",
        "today" => "compare with `is today`, or with `now()`",
        _ => return None,
    })
}

/// What is said of a name that is none of the known ones: another case of one, near one, or far from all.
pub(super) fn unknown_name(at: Location, kind: &str, name: &str, known: &[&str], far: String) -> Diagnostic {
    let wanted = name.to_lowercase();
    let same: Vec<&str> = known.iter().copied().filter(|known| known.to_lowercase() == wanted).collect();
    let near = nearest(name, known.iter().copied());
    let (kind, name) = (kind.to_owned(), name.to_owned());
    match (same.as_slice(), near) {
        ([right, others @ ..], _) => {
            let problem = Problem::WrongCase { kind, name, right: (*right).to_owned() };
            let sure = others.is_empty();
            Diagnostic::new(at, problem).fix(sure, format!("write `{right}`"), at, quote_name(right))
        }
        ([], Some(near)) => {
            let hint = format!("did you mean `{near}`?");
            let problem = Problem::UnknownName { kind, name, nearest: Some(near.to_owned()), hint };
            Diagnostic::new(at, problem).fix(false, format!("write `{near}`"), at, quote_name(near))
        }
        ([], None) => Diagnostic::new(at, Problem::UnknownName { kind, name, nearest: None, hint: far }),
    }
}

/// Whether the name of an event sounds like a message that somebody writes.
fn is_inbound(name: &str) -> bool {
    let name = name.to_lowercase();
    ["inbound", "received", "reply", "replied"].iter().any(|part| name.contains(part))
}
