//! Selections of events, and what is made of them.
//!
//! A selection takes the events that
//!
//! 1. are of its kind,
//! 2. belong to its owner: to the element, or to the flow through whichever element,
//! 3. are visible in the context ([`Visible`](super::Visible)),
//! 4. are not later than now and lie in all its windows ([`window`](crate::value::window)),
//! 5. pass its filter, in which bare properties are those of the event at hand.
//!
//! The operands of windows are evaluated first, once, outside of the event; an empty one makes a window that holds nothing.
//! The filter is evaluated for the events that pass everything else.

use super::reference::Evaluation;
use super::{Event, aggregate, function};
use crate::diagnostic::Problem;
use crate::program::{
    Aggregate, ChannelId, Count, EventId, ExpressionId, Owner, PropertySlot, SelectionId, Window, conform,
};
use crate::value::window::{
    after, before, before_last, between, between_last, lifetime, since, until, within_last,
};
use crate::value::{Duration, InstantRange, Moment, Value};

impl<'a> Evaluation<'a, '_> {
    /// The events that a selection takes, in the order of the person's events.
    pub(super) fn matching(&mut self, selection: SelectionId) -> Vec<&'a Event> {
        let selection = &self.context.program.selections[selection];
        let range = self.range(&selection.windows);
        let facts = self.context.facts;
        let mut found = Vec::new();
        for (place, event) in facts.events().iter().enumerate() {
            if belongs(event, selection.event, selection.owner)
                && self.context.visible.sees(place, event)
                && range.contains(event.time)
                && self.passes(event, selection.filter)
            {
                found.push(event);
            }
        }
        found
    }

    /// `happened …`: at least once, or as often as the count says.
    pub(super) fn happened(&mut self, selection: SelectionId, count: Option<Count>) -> bool {
        let found = self.matching(selection).len() as u64;
        count.map_or(found > 0, |count| count.holds(found))
    }

    /// An aggregate of events, or of a property of theirs.
    pub(super) fn aggregate(
        &mut self,
        aggregate: Aggregate,
        selection: SelectionId,
        property: Option<PropertySlot>,
    ) -> Result<Value, Problem> {
        let events = self.matching(selection);
        let Some(slot) = property else { return Ok(function::count(events.len())) };
        let program = self.context.program;
        let r#type = program.events[program.selections[selection].event].property_type(slot);
        let values = events.iter().map(|event| conform(event.property(slot), &r#type));
        let values: Vec<Value> = values.filter(|value| !value.is_empty()).collect();
        aggregate::of(aggregate, &values)
    }

    /// When a message last went to the person on the channel, or on any.
    pub(super) fn last_contacted(&self, channel: Option<ChannelId>) -> Value {
        let channels = &self.context.program.channels;
        let sent: Vec<EventId> = match channel {
            Some(channel) => channels[channel].sent.into_iter().collect(),
            None => channels.rows().iter().filter_map(|channel| channel.sent).collect(),
        };
        let events = self.context.facts.events().iter();
        let contacts =
            events.filter(|event| sent.contains(&event.definition) && event.time <= self.context.now);
        contacts.map(|event| event.time).max().map_or(Value::Empty, Value::from)
    }

    /// Whether the filter holds of the event.
    fn passes(&mut self, event: &'a Event, filter: Option<ExpressionId>) -> bool {
        let Some(filter) = filter else { return true };
        let outer = self.event.replace(event);
        let passes = self.holds(filter);
        self.event = outer;
        passes
    }

    /// The time that all windows have in common, up to now.
    pub(super) fn range(&mut self, windows: &[Window]) -> InstantRange {
        let all = lifetime(self.context.now);
        windows
            .iter()
            .fold(all, |range, window| range.and(self.window(*window).unwrap_or(InstantRange::NEVER)))
    }

    /// The time that a window takes in; nothing where an operand is empty.
    fn window(&mut self, window: Window) -> Option<InstantRange> {
        let (now, zone) = (self.context.now, self.context.zone);
        Some(match window {
            Window::WithinLast(length) => within_last(self.duration(length)?, now, zone),
            Window::BeforeLast(length) => before_last(self.duration(length)?, now, zone),
            Window::BetweenLast(one, other) => {
                let (one, other) = (self.duration(one), self.duration(other));
                between_last(one?, other?, now, zone)
            }
            Window::Since(moment) => since(self.moment(moment)?, now, zone),
            Window::Until(moment) => until(self.moment(moment)?, now, zone),
            Window::Before(moment) => before(self.moment(moment)?, now, zone),
            Window::After(moment) => after(self.moment(moment)?, now, zone),
            Window::Between(first, last) => {
                let (first, last) = (self.moment(first), self.moment(last));
                between(first?, last?, now, zone)
            }
        })
    }

    fn duration(&mut self, expression: ExpressionId) -> Option<Duration> {
        match self.value(expression) {
            Value::Duration(duration) => Some(duration),
            _ => None,
        }
    }

    fn moment(&mut self, expression: ExpressionId) -> Option<Moment> {
        match self.value(expression) {
            Value::Date(date) => Some(Moment::Date(date)),
            Value::Datetime(instant) => Some(Moment::Instant(instant)),
            _ => None,
        }
    }
}

/// Whether the event is of a kind and belongs to its owner.
pub(super) fn belongs(event: &Event, kind: EventId, owner: Option<Owner>) -> bool {
    event.definition == kind && owner.is_none_or(|owner| is_of(event.owner, owner))
}

/// Whether what an event belongs to is the wanted element, or the wanted flow.
fn is_of(found: Option<Owner>, wanted: Owner) -> bool {
    found.is_some_and(|found| {
        found.flow == wanted.flow && (wanted.element.is_none() || wanted.element == found.element)
    })
}
