//! Selections of events, and what is made of them.
//!
//! A selection takes the events that
//!
//! 1. are of its kind,
//! 2. belong to its owner: to the element, or to the flow through whichever element,
//! 3. are visible in the context ([`Visible`](super::Visible)),
//! 4. are not later than now and lie in all its windows ([`window`](crate::value::window)),
//! 5. pass its filter, in which bare properties are those of the event at hand,
//! 6. are followed as its first link says: by an event of the link's kind, owner and filter that stands behind it among the
//!    person's events, is visible, is not later than now, lies [within](crate::value::window::following) the link's length of
//!    it and is itself followed as the next link says; or, for `not`, by none.
//!
//! The operands of windows and the lengths of links are evaluated first, once, outside of the event; an empty one makes a
//! window that holds nothing. Filters are evaluated for the events that pass what stands before them in this list, those of
//! links in the order of the events and until one follows.

use super::reference::Evaluation;
use super::{Context, Event, aggregate, function};
use crate::diagnostic::Problem;
use crate::program::{
    Aggregate, ChannelId, Count, EventId, EventSelection, ExpressionId, Followed, Owner, PropertySlot,
    SelectionId, Window, conform,
};
use crate::value::window::{
    after, before, before_last, between, between_last, following, lifetime, since, until, within_last,
};
use crate::value::{Duration, InstantRange, Moment, Value};

/// What events are wanted, whenever they happened.
struct Wanted {
    event: EventId,
    owner: Option<Owner>,
    filter: Option<ExpressionId>,
}

impl Wanted {
    fn of(selection: &EventSelection) -> Wanted {
        Wanted { event: selection.event, owner: selection.owner, filter: selection.filter }
    }
}

/// A link of a sequence whose length is known.
struct Link {
    negated: bool,
    wanted: Wanted,
    /// How much later; there may be a length, and it may be empty.
    within: Option<Option<Duration>>,
}

impl<'a> Evaluation<'a, '_> {
    /// The events that a selection takes, in the order of the person's events.
    pub(super) fn matching(&mut self, selection: SelectionId) -> Vec<&'a Event> {
        let selection = &self.context.program.selections[selection];
        let (range, links) = (self.range(&selection.windows), self.links(&selection.followed));
        self.chosen(selection, range, &links)
    }

    /// The events that it would take if nothing had to follow them.
    pub(super) fn candidates(&mut self, selection: SelectionId) -> Vec<&'a Event> {
        let selection = &self.context.program.selections[selection];
        let range = self.range(&selection.windows);
        self.chosen(selection, range, &[])
    }

    fn chosen(&mut self, selection: &EventSelection, range: InstantRange, links: &[Link]) -> Vec<&'a Event> {
        let events = self.context.facts.events();
        let wanted = Wanted::of(selection);
        let mut found = Vec::new();
        for (place, event) in events.iter().enumerate() {
            if self.takes(place, &wanted, range) && self.is_followed(place, links) {
                found.push(event);
            }
        }
        found
    }

    /// Whether the last of the person's events is one that a selection takes, or is what follows such an event by its last link.
    pub(super) fn is_decided_by_last(&mut self, selection: SelectionId) -> bool {
        let selection = &self.context.program.selections[selection];
        let (range, links) = (self.range(&selection.windows), self.links(&selection.followed));
        let wanted = Wanted::of(selection);
        let mut places = 0..self.context.facts.events().len();
        places.any(|place| self.takes(place, &wanted, range) && self.leads_to_last(place, &links))
    }

    /// Whether the last of the person's events is what follows an event by the last link.
    fn leads_to_last(&mut self, place: usize, links: &[Link]) -> bool {
        let end = self.context.facts.events().len();
        let Some((link, rest)) = links.split_first() else { return place + 1 == end };
        let range = self.behind(place, link);
        !link.negated
            && (place + 1..end)
                .any(|later| self.takes(later, &link.wanted, range) && self.leads_to_last(later, rest))
    }

    /// Whether what must come behind an event does.
    fn is_followed(&mut self, place: usize, links: &[Link]) -> bool {
        let Some((link, rest)) = links.split_first() else { return true };
        let (range, end) = (self.behind(place, link), self.context.facts.events().len());
        let comes = (place + 1..end)
            .any(|later| self.takes(later, &link.wanted, range) && self.is_followed(later, rest));
        comes != link.negated
    }

    /// Whether the event at a place is one of those that are wanted, and passes their filter.
    fn takes(&mut self, place: usize, wanted: &Wanted, range: InstantRange) -> bool {
        let event = &self.context.facts.events()[place];
        belongs(event, wanted.event, wanted.owner)
            && self.context.visible.sees(place, event)
            && range.contains(event.time)
            && self.passes(event, wanted.filter)
    }

    fn links(&mut self, followed: &[Followed]) -> Vec<Link> {
        let link = |link: &Followed| Link {
            negated: link.negated,
            wanted: Wanted { event: link.event, owner: link.owner, filter: link.filter },
            within: link.within.map(|length| self.duration(length)),
        };
        followed.iter().map(link).collect()
    }

    /// The time of what may follow the event at a place.
    fn behind(&self, place: usize, link: &Link) -> InstantRange {
        let Context { now, zone, facts, .. } = self.context;
        let range = match link.within {
            None => InstantRange::ALWAYS,
            Some(None) => InstantRange::NEVER,
            Some(Some(length)) => following(length, facts.events()[place].time, zone),
        };
        range.and(lifetime(now))
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
