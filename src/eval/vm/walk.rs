//! Walks through a person's events and through lists.

use super::cell::Cell;
use super::gather::{Gathered, counted, is_total, leaves_out_empty};
use super::machine::{Frame, Machine};
use crate::eval::Event;
use crate::eval::selection::belongs;
use crate::program::bytecode::{CursorId, Gather, Operand, Register, Source, WindowKind};
use crate::program::{ChannelId, Count, PropertySlot, Type};
use crate::value::window::{
    after, before, before_last, between, between_last, following, lifetime, since, until, within_last,
};
use crate::value::{Duration, InstantRange, Moment, Value};

/// Where a cursor stands, and what it has taken.
pub(super) struct Walk<'r> {
    way: Way<'r>,
    /// The event or item behind the one at which it stands.
    next: usize,
    range: InstantRange,
    taken: u64,
    latest: Option<usize>,
    gathered: Gathered,
    /// How much was made when the walk began: what is made for an event or an item is dropped at the next one.
    made: usize,
}

/// What a walk goes through.
#[derive(Clone, Copy)]
enum Way<'r> {
    Events(&'r [Event]),
    Items(&'r [Value]),
    /// The items of a list that was made, by its place.
    Made(u32),
}

impl Default for Walk<'_> {
    fn default() -> Self {
        Walk {
            way: Way::Events(&[]),
            next: 0,
            range: InstantRange::NEVER,
            taken: 0,
            latest: None,
            gathered: Gathered::default(),
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
    fn event(&self) -> Option<&'r Event> {
        self.next.checked_sub(1).and_then(|place| self.events().get(place))
    }

    fn events(&self) -> &'r [Event] {
        match self.way {
            Way::Events(events) => events,
            Way::Items(_) | Way::Made(_) => &[],
        }
    }

    /// A property of the event at hand.
    pub(super) fn property(&self, slot: PropertySlot, r#type: &Type) -> Cell<'r> {
        self.event().map_or(Cell::Empty, |event| property(event, slot, r#type))
    }

    /// A property of the last event that was taken.
    pub(super) fn latest_property(&self, slot: PropertySlot, r#type: &Type) -> Cell<'r> {
        let event = self.latest.and_then(|place| self.events().get(place));
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
        let made = self.memory.kept.made.len();
        *self.walk_mut(frame, cursor) = Walk {
            way: Way::Events(frame.context.facts.events()),
            range: lifetime(frame.context.now),
            made,
            ..Walk::default()
        };
    }

    /// Puts a cursor behind the event at which another one stands.
    pub(super) fn follow(
        &mut self,
        frame: &Frame<'r>,
        cursor: CursorId,
        behind: CursorId,
        within: &[Operand],
    ) {
        let (now, zone) = (frame.context.now, frame.context.zone);
        let (way, next, event) = {
            let walk = self.walk(frame, behind);
            (walk.way, walk.next, walk.event())
        };
        let range = match (within.first(), event) {
            (None, _) => InstantRange::ALWAYS,
            (Some(length), Some(event)) => {
                let length = self.length(frame, *length);
                length.map_or(InstantRange::NEVER, |length| following(length, event.time, zone))
            }
            (Some(_), None) => InstantRange::NEVER,
        };
        let made = self.memory.kept.made.len();
        *self.walk_mut(frame, cursor) =
            Walk { way, next, range: range.and(lifetime(now)), made, ..Walk::default() };
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

    /// Puts a cursor before the first item of a list.
    pub(super) fn over(&mut self, frame: &Frame<'r>, cursor: CursorId, list: Operand) {
        let way = match self.read(frame, list) {
            Cell::Held(Value::List(items)) => Way::Items(items),
            Cell::Made(place) => Way::Made(place),
            _ => Way::Items(&[]),
        };
        let made = self.memory.kept.made.len();
        *self.walk_mut(frame, cursor) = Walk { way, made, ..Walk::default() };
    }

    /// Moves to the next event in sight, or the next item; says whether there is one.
    pub(super) fn next(&mut self, frame: &Frame<'r>, cursor: CursorId) -> bool {
        let place = self.walk_place(frame, cursor);
        let walk = &mut self.memory.walks[place];
        let made = walk.made;
        let found = match (walk.way, &frame.routine.cursors[cursor].source) {
            (Way::Events(events), Source::Events { event, owner }) => {
                let (visible, range) = (frame.context.visible, walk.range);
                let is_wanted = |place: usize, found: &Event| {
                    belongs(found, *event, *owner) && visible.sees(place, found) && range.contains(found.time)
                };
                let rest = events.iter().enumerate().skip(walk.next);
                let next = rest.into_iter().find(|(place, found)| is_wanted(*place, found));
                walk.next = next.map_or(events.len(), |(place, _)| place + 1);
                next.is_some()
            }
            (Way::Items(items), _) => step(&mut walk.next, items.len()),
            (Way::Made(list), _) => {
                step(&mut walk.next, items(self.memory.kept.made.get(list as usize)).len())
            }
            (Way::Events(_), Source::Items(_)) => false,
        };
        self.memory.kept.made.truncate(made);
        found
    }

    /// The item at hand.
    pub(super) fn item(&mut self, frame: &Frame<'r>, cursor: CursorId, r#type: &Type) -> Cell<'r> {
        let walk = self.walk(frame, cursor);
        let Some(place) = walk.next.checked_sub(1) else { return Cell::Empty };
        match walk.way {
            Way::Items(items) => items.get(place).map_or(Cell::Empty, |item| Cell::of(item, r#type)),
            Way::Made(list) => {
                let item = items(self.memory.kept.made.get(list as usize)).get(place).cloned();
                item.map_or(Cell::Empty, |item| self.keep(item, r#type))
            }
            Way::Events(_) => Cell::Empty,
        }
    }

    /// Adds a value to what the cursor gathers.
    pub(super) fn gather(&mut self, frame: &Frame<'r>, cursor: CursorId, value: Operand) {
        let Some(gather) = &frame.routine.cursors[cursor].gather else { return };
        let value = self.read(frame, value);
        if !(value.is_empty() && leaves_out_empty(gather.aggregate)) {
            self.add(frame, cursor, gather, value);
        }
    }

    /// Takes the event at hand.
    pub(super) fn take(&mut self, frame: &Frame<'r>, cursor: CursorId) {
        let gather = frame.routine.cursors[cursor].gather.as_ref();
        let walk = self.walk_mut(frame, cursor);
        walk.taken += 1;
        walk.latest = walk.next.checked_sub(1);
        let Some((gather, slot)) = gather.and_then(|gather| Some((gather, gather.slot?))) else { return };
        let value = walk.property(slot, &gather.r#type);
        if !value.is_empty() {
            self.add(frame, cursor, gather, value);
        }
    }

    fn add(&mut self, frame: &Frame<'r>, cursor: CursorId, gather: &Gather, value: Cell<'r>) {
        if is_total(gather.aggregate) {
            let gathered = &mut self.walk_mut(frame, cursor).gathered;
            return value.as_number().into_iter().for_each(|number| gathered.add(number));
        }
        let value = self.to_value(value);
        self.walk_mut(frame, cursor).gathered.take(gather.aggregate, value);
    }

    pub(super) fn happened(&self, frame: &Frame<'r>, cursor: CursorId, count: Option<Count>) -> bool {
        let taken = self.walk(frame, cursor).taken;
        count.map_or(taken > 0, |count| count.holds(taken))
    }

    /// How many events were taken.
    pub(super) fn count(&self, frame: &Frame<'r>, cursor: CursorId) -> Cell<'r> {
        counted(self.walk(frame, cursor).taken)
    }

    /// What was gathered.
    pub(super) fn gathered(&mut self, frame: &Frame<'r>, to: Register, cursor: CursorId) -> Cell<'r> {
        let Some(gather) = &frame.routine.cursors[cursor].gather else { return Cell::Empty };
        let result = self.walk_mut(frame, cursor).gathered.result(gather);
        self.outcome(frame, to, result)
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

/// Moves to the next of so many places; says whether there is one.
fn step(next: &mut usize, end: usize) -> bool {
    let there_is = *next < end;
    *next += usize::from(there_is);
    there_is
}

/// The items of a value, if it is a list.
pub(super) fn items(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}
