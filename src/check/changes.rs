//! Changes of attributes as conditions.
//!
//! `change of plan to "pro"` is another way to ask for the event that the history keeps of every change: `happened
//! personAttributeChanged where (attributeName is "plan" and …)`. So it counts, has time clauses and saves as other events
//! do, and no evaluator knows of it. The event tells old and new value as texts; they are read as the attribute's type
//! before they are compared with what `from` and `to` say.

use super::declaration::{Checker, NameKind, Target, Typed};
use super::happened::{Events, Selected};
use crate::diagnostic::Problem;
use crate::program::{
    AttributeId, Comparison, EventClause, EventId, EventSelection, ExpressionId, ExpressionKind, Function,
    Id, PropertySlot, Type, Window,
};
use crate::source::Span;
use crate::syntax::tree::{Change, ChangeSide, Changed, Followed};
use crate::value::{Value, compare};

/// The event that the history keeps of a change, and the places of what it says.
#[derive(Clone, Copy)]
struct ChangeEvent {
    event: EventId,
    attribute: PropertySlot,
    from: PropertySlot,
    to: PropertySlot,
}

impl Checker<'_> {
    /// `change of plan to "pro" at least 2 times within last 30 days`
    pub(super) fn changed(&mut self, changed: &Changed, span: Span) -> Typed {
        let count = changed.count.as_ref().and_then(|count| self.count(count, span));
        let windows = changed.windows.iter().filter_map(|window| self.window(window)).collect();
        let events = self.changes(&changed.change);
        match self.changes_followed(events, windows, &changed.followed) {
            Some(selected) => {
                let kind = ExpressionKind::Happened { selection: selected.selection, count };
                self.add(kind, Type::Boolean, span)
            }
            None => self.wrong(span),
        }
    }

    /// A change as an event condition of its own.
    pub(super) fn change_clause(&mut self, change: &Change) -> EventClause {
        let events = self.changes(change);
        let selected = self.changes_followed(events, Vec::new(), &[]);
        let events = selected.iter().map(|selected| selected.event).collect();
        let condition = match selected {
            Some(Selected { selection, .. }) => {
                self.add(ExpressionKind::Happened { selection, count: None }, Type::Boolean, change.span)
            }
            None => self.wrong(change.span),
        };
        EventClause { condition: condition.id, events, saves: Vec::new(), location: self.at(change.span) }
    }

    /// The events of a change, added to the program.
    fn changes_followed(
        &mut self,
        events: Option<Events>,
        windows: Vec<Window>,
        followed: &[Followed],
    ) -> Option<Selected> {
        let followed = self.followed(followed);
        let Events { event, owner, filter } = events?;
        let selection = EventSelection { event, owner, filter, windows, followed: followed? };
        Some(Selected { event, selection: self.result.fragment.selections.push(selection) })
    }

    /// The events of a change, whenever they happened.
    pub(super) fn changes(&mut self, change: &Change) -> Option<Events> {
        let known = self.require(NameKind::Attribute, &change.attribute).map(AttributeId::from_index);
        let Some(attribute) = known else {
            for value in [&change.from, &change.to].into_iter().flatten().filter_map(ChangeSide::value) {
                self.expression(value);
            }
            return None;
        };
        self.resolve(change.attribute.span, Target::Attribute(attribute));
        let sides = self.sides(change, attribute);
        self.impossible_change(change, attribute, sides);
        let event = self.change_event()?;
        let filter = self.change_filter(change, attribute, event, sides);
        Some(Events { event: event.event, owner: None, filter: Some(filter) })
    }

    /// The event of changes, as the library declares it.
    fn change_event(&self) -> Option<ChangeEvent> {
        let event = self.symbols.find(NameKind::Event, "personAttributeChanged").map(EventId::from_index)?;
        let slot = |name| self.symbols.property(event, name).map(|(slot, _)| slot);
        Some(ChangeEvent { event, attribute: slot("attributeName")?, from: slot("from")?, to: slot("to")? })
    }

    /// The values behind `from` and `to`.
    fn sides(&mut self, change: &Change, attribute: AttributeId) -> [Option<ExpressionId>; 2] {
        [("from", &change.from), ("to", &change.to)].map(|(word, side)| {
            let value = side.as_ref().and_then(ChangeSide::value)?;
            let role = format!("what stands behind `{word}`");
            let wanted = self.symbols.attributes[attribute].r#type.clone();
            Some(self.value_of(value, &wanted, &role).id)
        })
    }

    /// What must hold of the event.
    fn change_filter(
        &mut self,
        change: &Change,
        attribute: AttributeId,
        event: ChangeEvent,
        [from, to]: [Option<ExpressionId>; 2],
    ) -> ExpressionId {
        let span = change.span;
        let name = Value::from(&*self.symbols.attributes[attribute].name);
        let name = self.constant(name, Type::Text, span).id;
        let attribute_name = self.property(event.attribute, span);
        let mut filter = self.comparison(Comparison::Is, attribute_name, vec![name], span);
        if let Some(difference) = self.difference(change, attribute, event) {
            filter = self.both(filter, difference, span);
        }
        for (slot, side, value) in [(event.from, &change.from, from), (event.to, &change.to, to)] {
            let text = self.property(slot, span);
            let condition = match (side, value) {
                (None, _) => continue,
                (Some(ChangeSide::Empty), _) => self.comparison(Comparison::IsEmpty, text, Vec::new(), span),
                (Some(ChangeSide::Value(_)), Some(value)) => self.side(attribute, text, value, span),
                _ => self.comparison(Comparison::IsNotEmpty, text, Vec::new(), span),
            };
            filter = self.both(filter, condition, span);
        }
        filter
    }

    /// That the old value is not the new one, as far as `from` and `to` do not say so themselves. Two empty ones are not told
    /// apart by `is not`. The texts are read first: from `1.0` to `1` is no change of a number.
    fn difference(
        &mut self,
        change: &Change,
        attribute: AttributeId,
        event: ChangeEvent,
    ) -> Option<ExpressionId> {
        let span = change.span;
        let [from, to] = [event.from, event.to].map(|slot| self.told_value(attribute, slot, span));
        Some(match (&change.from, &change.to) {
            (Some(ChangeSide::Empty), None) => self.comparison(Comparison::IsNotEmpty, to, Vec::new(), span),
            (None, Some(ChangeSide::Empty)) => {
                self.comparison(Comparison::IsNotEmpty, from, Vec::new(), span)
            }
            (Some(ChangeSide::Empty), _) | (_, Some(ChangeSide::Empty)) => return None,
            (None, None) => {
                let differ = self.comparison(Comparison::IsNot, from, vec![to], span);
                let was = self.comparison(Comparison::IsNotEmpty, from, Vec::new(), span);
                let is = self.comparison(Comparison::IsNotEmpty, to, Vec::new(), span);
                let either = self.add(ExpressionKind::Or(was, is), Type::Boolean, span).id;
                self.both(differ, either, span)
            }
            _ => self.comparison(Comparison::IsNot, from, vec![to], span),
        })
    }

    /// A text of the event, read as a value of the attribute where its type can be.
    fn told_value(&mut self, attribute: AttributeId, slot: PropertySlot, span: Span) -> ExpressionId {
        let r#type = self.symbols.attributes[attribute].r#type.clone();
        let text = self.property(slot, span);
        match reader(&r#type) {
            Some(function) => self.call_of(function, text, r#type, span),
            None => text,
        }
    }

    /// That a text of the event is a value of the attribute's type.
    fn side(
        &mut self,
        attribute: AttributeId,
        text: ExpressionId,
        value: ExpressionId,
        span: Span,
    ) -> ExpressionId {
        let r#type = self.symbols.attributes[attribute].r#type.clone();
        let (left, right) = match reader(&r#type) {
            Some(function) => (self.call_of(function, text, r#type, span), value),
            None if r#type == Type::Text => (text, value),
            None => (text, self.call_of(Function::ToText, value, Type::Text, span)),
        };
        self.comparison(Comparison::Is, left, vec![right], span)
    }

    /// Reports a change that never happens.
    fn impossible_change(
        &mut self,
        change: &Change,
        attribute: AttributeId,
        sides: [Option<ExpressionId>; 2],
    ) {
        let known = &self.symbols.attributes[attribute];
        let reason = if attribute == self.symbols.known.tags {
            "tags come and go by `personTagAdded` and `personTagDeleted`".to_owned()
        } else if self.symbols.computed.contains(&attribute) {
            format!("`{}` is computed, and what is computed makes no event", known.name)
        } else if self.is_same_value(change, sides) {
            "the old value and the new one are the same".to_owned()
        } else {
            return;
        };
        self.report(change.span, Problem::ImpossibleChange { reason });
    }

    /// Whether what stands behind `from` and behind `to` is known to be the same.
    fn is_same_value(&self, change: &Change, [from, to]: [Option<ExpressionId>; 2]) -> bool {
        match (from, to) {
            (Some(from), Some(to)) => {
                let (from, to) = (self.constant_value(from), self.constant_value(to));
                from.zip(to).is_some_and(|(from, to)| compare::equal(from, to))
            }
            _ => matches!((&change.from, &change.to), (Some(ChangeSide::Empty), Some(ChangeSide::Empty))),
        }
    }

    fn property(&mut self, slot: PropertySlot, span: Span) -> ExpressionId {
        self.add(ExpressionKind::Property(slot), Type::Text, span).id
    }

    fn call_of(
        &mut self,
        function: Function,
        argument: ExpressionId,
        r#type: Type,
        span: Span,
    ) -> ExpressionId {
        self.add(ExpressionKind::Call { function, arguments: vec![argument] }, r#type, span).id
    }

    fn comparison(
        &mut self,
        comparison: Comparison,
        left: ExpressionId,
        operands: Vec<ExpressionId>,
        span: Span,
    ) -> ExpressionId {
        let kind = ExpressionKind::Compare { comparison, left, operands, ignoring_year: false };
        self.add(kind, Type::Boolean, span).id
    }

    fn both(&mut self, left: ExpressionId, right: ExpressionId, span: Span) -> ExpressionId {
        self.add(ExpressionKind::And(left, right), Type::Boolean, span).id
    }
}

/// The function that reads a text as a value of a type. The other types compare as texts.
fn reader(r#type: &Type) -> Option<Function> {
    match r#type {
        Type::Integer => Some(Function::ToInteger),
        Type::Number => Some(Function::ToNumber),
        Type::Date => Some(Function::ToDate),
        Type::Datetime => Some(Function::ToDatetime),
        _ => None,
    }
}
