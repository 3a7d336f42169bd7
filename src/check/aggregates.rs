//! Aggregates of events, and what else looks like them: `count(orders where price > 9)` is about events or about the items of a
//! list, which the name decides.

use super::declaration::{Checker, NameKind, Target, Typed};
use super::happened::Selected;
use crate::diagnostic::{List, Problem};
use crate::program::{Aggregate, EventId, ExpressionKind, Type};
use crate::source::Span;
use crate::syntax::quote_name;
use crate::syntax::tree::{self, EventReference, ExpressionId, ExpressionKind as Node, Name};

/// What a name before `where` or a time clause means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Event,
    Value,
    Both,
    Nothing,
}

/// An aggregate that shows by its form that it is one: `sum(E.property where …)`.
pub(super) struct Aggregated<'t> {
    pub(super) function: &'t Name,
    pub(super) event: &'t EventReference,
    pub(super) property: Option<&'t Name>,
    pub(super) filter: Option<ExpressionId>,
    pub(super) windows: &'t [tree::Window],
    pub(super) followed: &'t [tree::Followed],
}

impl<'a> Checker<'a> {
    /// `sum(E.property where …)`: of events, or of the items of a list.
    pub(super) fn aggregate(&mut self, written: &Aggregated<'_>, span: Span) -> Typed {
        let name = &written.event.name;
        let meaning = match written.event.explicit {
            true => Meaning::Event,
            false => self.meaning(name, written.property, Type::is_list_like),
        };
        match meaning {
            Meaning::Event => self.event_aggregate(written, span),
            Meaning::Value => self.list_aggregate(written, span),
            Meaning::Both => self.event_or_value(name),
            Meaning::Nothing => self.unknown_event_or_list(name, span),
        }
    }

    fn event_aggregate(&mut self, written: &Aggregated<'_>, span: Span) -> Typed {
        let selected = self.selection(written.event, written.filter, written.windows, written.followed);
        let function = written.function;
        let Some(aggregate) = Aggregate::named(&function.text) else {
            let hint = format!("known are {}", List::of(Aggregate::NAMES));
            self.unknown_or_wrong_case("aggregate", function, &Aggregate::NAMES, hint);
            return self.wrong(span);
        };
        match selected {
            Some(selected) => self.aggregated(aggregate, &selected, written.property, span),
            None => self.wrong(span),
        }
    }

    /// `sum(orders.price where paid is true)`
    fn list_aggregate(&mut self, written: &Aggregated<'_>, span: Span) -> Typed {
        let name = &written.event.name;
        let list_span = written.property.map_or(name.span, |property| name.span.to(property.span));
        let list = match written.property {
            Some(property) => self.field_of_name(name, property, list_span),
            None => self.name(name),
        };
        let clause = written.windows.first().map(|window| window.span);
        let clause = clause.or(written.followed.first().map(|link| link.span));
        if let Some(clause) = clause.or(written.event.owner.as_ref().map(|owner| owner.span)) {
            if list.r#type != Type::Error {
                self.report(clause, Problem::ListClause { list: quote_name(&name.text).into_owned() });
            }
            return self.wrong(span);
        }
        let items = match written.filter {
            Some(filter) => self.items(&list, filter, list_span),
            None => list,
        };
        self.applied(written.function, &[(items, list_span)], span)
    }

    /// `sum(paid.price)`, `count(pageView)`: an aggregate if the argument names an event, else nothing.
    pub(super) fn plain_aggregate(
        &mut self,
        aggregate: Aggregate,
        argument: ExpressionId,
        span: Span,
    ) -> Option<Typed> {
        let (name, property) = self.name_and_field(argument)?;
        match self.meaning(name, property, |_| true) {
            Meaning::Event => {
                let reference =
                    EventReference { name: name.clone(), explicit: false, owner: None, version: None };
                Some(match self.selection(&reference, None, &[], &[]) {
                    Some(selected) => self.aggregated(aggregate, &selected, property, span),
                    None => self.wrong(span),
                })
            }
            Meaning::Value => None,
            Meaning::Both => Some(self.event_or_value(name)),
            Meaning::Nothing => Some(self.unknown_event_or_list(name, span)),
        }
    }

    /// What a name means, behind which a property may stand. Of values that share their name with an event, only those count
    /// that are `rival`s of it.
    fn meaning(&mut self, name: &Name, property: Option<&Name>, rival: fn(&Type) -> bool) -> Meaning {
        let is_scope = property.is_some() && matches!(&*name.text, "person" | "flow" | "event" | "secret");
        if is_scope || self.is_person(name) || &*name.text == "item" && !self.scope.items.is_empty() {
            return Meaning::Value;
        }
        let meanings = self.meanings(&name.text);
        let is_rival = |r#type: &Type| rival(r#type) && (property.is_none() || r#type.holds_objects());
        match self.event(&name.text) {
            Some(_) if meanings.iter().any(is_rival) => Meaning::Both,
            Some(_) => Meaning::Event,
            None if meanings.is_empty() => Meaning::Nothing,
            None => Meaning::Value,
        }
    }

    /// Reports a name that an event and a value have.
    fn event_or_value(&mut self, name: &Name) -> Typed {
        let mut qualified = vec![format!("event {}", quote_name(&name.text))];
        qualified.extend(self.qualified_meanings(&name.text));
        self.ambiguous(name, qualified)
    }

    fn unknown_event_or_list(&mut self, name: &Name, span: Span) -> Typed {
        let symbols = self.symbols;
        let is_broken = |kind| symbols.is_broken(kind, &name.text);
        if !is_broken(NameKind::Event) && !is_broken(NameKind::Attribute) {
            let mut known = symbols.names(NameKind::Event);
            let lists =
                symbols.attributes.rows().iter().filter(|attribute| attribute.r#type.item().is_some());
            known.extend(lists.map(|attribute| &*attribute.name));
            known.sort_unstable();
            let hint = format!("declare it: `event {} {{ … }}`", quote_name(&name.text));
            self.unknown_or_wrong_case("event or list", name, &known, hint);
        }
        self.wrong(span)
    }

    /// The event that an argument names, by itself or before a property.
    pub(super) fn event_named(&mut self, argument: ExpressionId) -> Option<EventId> {
        let (name, _) = self.name_and_field(argument)?;
        self.event(&name.text)
    }

    /// `paid` or `paid.price`.
    fn name_and_field(&self, id: ExpressionId) -> Option<(&'a Name, Option<&'a Name>)> {
        match &self.node(id).kind {
            Node::Name(name) => Some((name, None)),
            Node::Field { base, field } => match &self.node(*base).kind {
                Node::Name(name) => Some((name, Some(field))),
                _ => None,
            },
            _ => None,
        }
    }

    fn aggregated(
        &mut self,
        aggregate: Aggregate,
        selected: &Selected,
        property: Option<&Name>,
        span: Span,
    ) -> Typed {
        let (slot, of) = match property {
            Some(name) => match self.symbols.property(selected.event, &name.text) {
                Some((slot, r#type)) => {
                    self.resolve(name.span, Target::Property(selected.event, slot));
                    (Some(slot), Some(r#type))
                }
                None => {
                    self.unknown_property(&[selected.event], name);
                    return self.wrong(span);
                }
            },
            None => (None, None),
        };
        let Some(r#type) = aggregate_type(aggregate, of.as_ref()) else {
            return self.not_aggregated(
                aggregate,
                selected.event,
                of,
                property.map_or(span, |name| name.span),
            );
        };
        let kind = ExpressionKind::Aggregate { aggregate, selection: selected.selection, property: slot };
        self.add(kind, r#type, span)
    }

    fn not_aggregated(
        &mut self,
        aggregate: Aggregate,
        event: EventId,
        of: Option<Type>,
        span: Span,
    ) -> Typed {
        let wanted = match aggregate {
            Aggregate::Min | Aggregate::Max => "a number, a date or a datetime",
            Aggregate::Distinct | Aggregate::First | Aggregate::Last | Aggregate::MostCommon => "a property",
            _ => "a number",
        };
        let found = of.map_or_else(|| "an event".to_owned(), |r#type| r#type.described());
        if found != Type::Error.described() {
            let event = &self.symbols.events[event].name;
            let role = format!("what `{}` is computed of (`{event}.…`)", aggregate.name());
            self.report(span, Problem::TypeMismatch { expected: wanted.to_owned(), found, role });
        }
        self.wrong(span)
    }
}

/// The type of an aggregate over values of a type, or over events; nothing if it cannot be computed.
fn aggregate_type(aggregate: Aggregate, of: Option<&Type>) -> Option<Type> {
    match (aggregate, of) {
        (Aggregate::Count, _) | (Aggregate::Distinct, Some(_)) => Some(Type::Integer),
        (Aggregate::First | Aggregate::Last | Aggregate::MostCommon, Some(r#type)) => Some(r#type.clone()),
        (Aggregate::Sum, Some(r#type)) if r#type.is_numeric() => Some(r#type.clone()),
        (Aggregate::Average, Some(r#type)) if r#type.is_numeric() => Some(Type::Number),
        (Aggregate::Min | Aggregate::Max, Some(r#type))
            if r#type.is_numeric() || matches!(r#type, Type::Date | Type::Datetime) =>
        {
            Some(r#type.clone())
        }
        _ => None,
    }
}
