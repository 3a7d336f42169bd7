//! Walks through a person's events, and what is made of those that are taken. Nothing is collected on the way
//! but for the values that differ, where those are asked for.

use std::cmp::Ordering;

use super::cell::Cell;
use super::machine::{Frame, Machine};
use crate::diagnostic::Problem;
use crate::eval::Event;
use crate::eval::selection::belongs;
use crate::program::bytecode::{CursorId, Gather, Operand, WindowKind};
use crate::program::{Aggregate, ChannelId, Count, PropertySlot, Type};
use crate::value::window::{
    after, before, before_last, between, between_last, lifetime, since, until, within_last,
};
use crate::value::{Duration, InstantRange, Moment, Number, Value, compare};

/// Where a cursor stands, and what it has taken.
pub(super) struct Walk<'r> {
    events: &'r [Event],
    /// The event behind the one at which it stands.
    next: usize,
    range: InstantRange,
    taken: u64,
    latest: Option<usize>,
    /// How many values were gathered, their total, and the least or greatest, the first or last.
    gathered: u64,
    total: Option<Number>,
    best: Cell<'r>,
    /// The values that differ, in the order in which they were seen, and how often each was there.
    seen: Vec<(Cell<'r>, u64)>,
    /// How much was made when the walk began: what a filter makes is dropped at the next event.
    made: usize,
}

impl Default for Walk<'_> {
    fn default() -> Self {
        Walk {
            events: &[],
            next: 0,
            range: InstantRange::NEVER,
            taken: 0,
            latest: None,
            gathered: 0,
            total: Some(Number::ZERO),
            best: Cell::Empty,
            seen: Vec::new(),
            made: 0,
        }
    }
}

impl<'r> Walk<'r> {
    /// The place of the last event that was taken.
    pub(super) fn latest(&self) -> Option<usize> {
        self.latest
    }

    /// The event at hand.
    pub(super) fn event(&self) -> Option<&'r Event> {
        self.next.checked_sub(1).and_then(|place| self.events.get(place))
    }

    /// A property of the event at hand.
    pub(super) fn property(&self, slot: PropertySlot, r#type: &Type) -> Cell<'r> {
        self.event().map_or(Cell::Empty, |event| property(event, slot, r#type))
    }

    /// A property of the last event that was taken.
    pub(super) fn latest_property(&self, slot: PropertySlot, r#type: &Type) -> Cell<'r> {
        let event = self.latest.and_then(|place| self.events.get(place));
        event.map_or(Cell::Empty, |event| property(event, slot, r#type))
    }
}

fn property<'r>(event: &'r Event, slot: PropertySlot, r#type: &Type) -> Cell<'r> {
    match slot {
        PropertySlot::Time => Cell::Datetime(event.time),
        PropertySlot::Declared(at) => {
            event.properties.get(at as usize).map_or(Cell::Empty, |value| Cell::of(value, r#type))
        }
    }
}

impl<'r> Machine<'r, '_> {
    pub(super) fn walk(&self, frame: &Frame<'r>, cursor: CursorId) -> &Walk<'r> {
        &self.memory.walks[self.walk_place(frame, cursor)]
    }

    fn walk_mut(&mut self, frame: &Frame<'r>, cursor: CursorId) -> &mut Walk<'r> {
        let place = self.walk_place(frame, cursor);
        &mut self.memory.walks[place]
    }

    pub(super) fn open(&mut self, frame: &Frame<'r>, cursor: CursorId) {
        let made = self.memory.made.len();
        *self.walk_mut(frame, cursor) = Walk {
            events: frame.context.facts.events(),
            range: lifetime(frame.context.now),
            made,
            ..Walk::default()
        };
    }

    pub(super) fn narrow(
        &mut self,
        frame: &Frame<'r>,
        cursor: CursorId,
        window: WindowKind,
        bounds: &[Operand],
    ) {
        let window = self.window(frame, window, bounds).unwrap_or(InstantRange::NEVER);
        let walk = self.walk_mut(frame, cursor);
        walk.range = walk.range.and(window);
    }

    /// The time that a window takes in; nothing where a bound is empty.
    fn window(&self, frame: &Frame<'r>, window: WindowKind, bounds: &[Operand]) -> Option<InstantRange> {
        let (now, zone) = (frame.context.now, frame.context.zone);
        let length = |place: usize| self.length(frame, *bounds.get(place)?);
        let moment = |place: usize| self.moment(frame, *bounds.get(place)?);
        Some(match window {
            WindowKind::WithinLast => within_last(length(0)?, now, zone),
            WindowKind::BeforeLast => before_last(length(0)?, now, zone),
            WindowKind::BetweenLast => between_last(length(0)?, length(1)?, now, zone),
            WindowKind::Since => since(moment(0)?, now, zone),
            WindowKind::Until => until(moment(0)?, now, zone),
            WindowKind::Before => before(moment(0)?, now, zone),
            WindowKind::After => after(moment(0)?, now, zone),
            WindowKind::Between => between(moment(0)?, moment(1)?, now, zone),
        })
    }

    fn length(&self, frame: &Frame<'r>, bound: Operand) -> Option<Duration> {
        self.read(frame, bound).to_duration()
    }

    fn moment(&self, frame: &Frame<'r>, bound: Operand) -> Option<Moment> {
        match self.read(frame, bound) {
            Cell::Date(date) => Some(Moment::Date(date)),
            Cell::Datetime(instant) => Some(Moment::Instant(instant)),
            _ => None,
        }
    }

    /// Moves to the next event in sight; says whether there is one.
    pub(super) fn next(&mut self, frame: &Frame<'r>, cursor: CursorId) -> bool {
        let wanted = &frame.routine.cursors[cursor];
        let visible = frame.context.visible;
        let walk = self.walk_mut(frame, cursor);
        let made = walk.made;
        let mut found = false;
        while let Some(event) = walk.events.get(walk.next).filter(|_| !found) {
            found = belongs(event, wanted.event, wanted.owner)
                && visible.sees(walk.next, event)
                && walk.range.contains(event.time);
            walk.next += 1;
        }
        self.memory.made.truncate(made);
        found
    }

    /// Takes the event at hand.
    pub(super) fn take(&mut self, frame: &Frame<'r>, cursor: CursorId) {
        let gather = frame.routine.cursors[cursor].gather.as_ref();
        let walk = self.walk_mut(frame, cursor);
        walk.taken += 1;
        walk.latest = walk.next.checked_sub(1);
        let Some(gather) = gather else { return };
        let value = walk.property(gather.slot, &gather.r#type);
        if !value.is_empty() {
            walk.gathered += 1;
            self.gather(frame, cursor, gather.aggregate, value);
        }
    }

    fn gather(&mut self, frame: &Frame<'r>, cursor: CursorId, aggregate: Aggregate, value: Cell<'r>) {
        let wanted = match aggregate {
            Aggregate::Count => return,
            Aggregate::Sum | Aggregate::Average => {
                let walk = self.walk_mut(frame, cursor);
                if let Some(number) = value.to_number() {
                    // Once too large, it stays so.
                    walk.total = walk.total.and_then(|total| total.add(number).ok());
                }
                return;
            }
            Aggregate::Min => Ordering::Less,
            Aggregate::Max => Ordering::Greater,
            Aggregate::First | Aggregate::Last => {
                let walk = self.walk_mut(frame, cursor);
                if aggregate == Aggregate::Last || walk.best.is_empty() {
                    walk.best = value;
                }
                return;
            }
            Aggregate::Distinct | Aggregate::MostCommon => return self.see(frame, cursor, value),
        };
        let best = self.walk(frame, cursor).best;
        if best.is_empty() || self.order(value, best) == Some(wanted) {
            self.walk_mut(frame, cursor).best = value;
        }
    }

    /// Counts a value among those that are equal to it.
    fn see(&mut self, frame: &Frame<'r>, cursor: CursorId, value: Cell<'r>) {
        let seen = &self.walk(frame, cursor).seen;
        let known = seen.iter().position(|(known, _)| self.is_same(*known, value));
        let seen = &mut self.walk_mut(frame, cursor).seen;
        match known {
            Some(place) => seen[place].1 += 1,
            None => seen.push((value, 1)),
        }
    }

    fn is_same(&self, one: Cell<'r>, other: Cell<'r>) -> bool {
        match (self.held(one), self.held(other)) {
            (Some(one), Some(other)) => compare::equal(one, other),
            (None, None) => compare::equal(&one.to_scalar(), &other.to_scalar()),
            _ => false,
        }
    }

    fn order(&self, left: Cell<'r>, right: Cell<'r>) -> Option<Ordering> {
        match (left, right) {
            (Cell::Integer(left), Cell::Integer(right)) => Some(left.cmp(&right)),
            _ => match (self.held(left), self.held(right)) {
                (Some(left), Some(right)) => compare::order(left, right),
                _ => compare::order(&left.to_scalar(), &right.to_scalar()),
            },
        }
    }

    pub(super) fn happened(&self, frame: &Frame<'r>, cursor: CursorId, count: Option<Count>) -> bool {
        let taken = self.walk(frame, cursor).taken;
        count.map_or(taken > 0, |count| count.holds(taken))
    }

    /// How many events were taken.
    pub(super) fn count(&self, frame: &Frame<'r>, cursor: CursorId) -> Cell<'r> {
        number_of(self.walk(frame, cursor).taken)
    }

    /// What was gathered, as [`aggregate`](crate::eval::aggregate) says.
    pub(super) fn gathered(&mut self, frame: &Frame<'r>, cursor: CursorId) -> Cell<'r> {
        let Some(Gather { aggregate, r#type, .. }) = &frame.routine.cursors[cursor].gather else {
            return Cell::Empty;
        };
        let walk = self.walk(frame, cursor);
        let result = match aggregate {
            Aggregate::Count => Some(number_of(walk.gathered)),
            Aggregate::Min | Aggregate::Max | Aggregate::First | Aggregate::Last => Some(walk.best),
            Aggregate::Distinct => Some(number_of(walk.seen.len() as u64)),
            Aggregate::MostCommon => Some(most_common(&walk.seen)),
            Aggregate::Sum if *r#type == Type::Integer => {
                walk.total.and_then(Number::to_integer).map(Cell::Integer)
            }
            Aggregate::Sum => walk.total.map(Cell::number),
            Aggregate::Average if walk.gathered == 0 => Some(Cell::Empty),
            Aggregate::Average => {
                let count = Number::from(i64::try_from(walk.gathered).unwrap_or(i64::MAX));
                walk.total.and_then(|total| total.divide(count).ok()).map(Cell::number)
            }
        };
        result.unwrap_or_else(|| {
            self.fault(frame, Problem::Overflow { operation: format!("`{}`", aggregate.name()) });
            Cell::Empty
        })
    }

    /// When a message last went to the person on the channel, or on any.
    pub(super) fn contacted(&self, frame: &Frame<'r>, channel: Option<ChannelId>) -> Cell<'r> {
        let channels = &self.vm.program().channels;
        let is_contact = |event: &&Event| {
            event.time <= frame.context.now
                && match channel {
                    Some(channel) => channels[channel].sent == Some(event.definition),
                    None => channels.rows().iter().any(|channel| channel.sent == Some(event.definition)),
                }
        };
        let contacts = frame.context.facts.events().iter().filter(is_contact);
        contacts.map(|event| event.time).max().map_or(Cell::Empty, Cell::Datetime)
    }
}

/// The value that is there most often; of several the first.
fn most_common<'r>(seen: &[(Cell<'r>, u64)]) -> Cell<'r> {
    let best = seen.iter().reduce(|best, next| if best.1 < next.1 { next } else { best });
    best.map_or(Cell::Empty, |(value, _)| *value)
}

fn number_of(things: u64) -> Cell<'static> {
    Cell::Integer(i64::try_from(things).unwrap_or(i64::MAX))
}

/// The tags of a person, if a value is a list of them.
pub(super) fn items(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}
