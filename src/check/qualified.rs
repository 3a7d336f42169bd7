//! Names behind a point: `person.plan`, `event.itemId`, `flow.total`, `item.price`, `addedToCart.price`, `basket.total`.

use super::declaration::{Checker, NameKind, Target, Typed};
use super::names::Reading;
use crate::diagnostic::Problem;
use crate::program::{AttributeId, EventId, ExpressionKind, Id, Type};
use crate::source::Span;
use crate::syntax::quote_name;
use crate::syntax::tree::{ExpressionId, ExpressionKind as Node, Name};
use crate::value::{Text, Value};

impl Checker<'_> {
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

    /// What stands behind a name and a point.
    pub(super) fn field_of_name(&mut self, owner: &Name, field: &Name, span: Span) -> Typed {
        if let Some(item) = self.item(owner).or_else(|| self.outer_item(owner)) {
            return self.field_of(&item, field, span);
        }
        if self.is_person(owner) {
            return self.field_of_person(owner, field, span);
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

    /// `secret.key`: a mark that the host replaces when it makes the request, so that no secret gets into state or traces.
    fn secret(&mut self, field: &Name, span: Span) -> Typed {
        let mark = format!("{{{{secret.{}}}}}", field.text);
        self.constant(Value::Text(Text::from(mark)), Type::Text, span)
    }

    /// `outer`, before a point: the item of the list around the one at hand.
    fn outer_item(&mut self, name: &Name) -> Option<Typed> {
        let around = self.scope.items.len().checked_sub(2)?;
        let r#type = self.scope.items.get(around).filter(|_| &*name.text == "outer")?.clone();
        Some(self.add(ExpressionKind::Item(1), r#type, name.span))
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
}
