//! Timers: the ends of flows, what waits to go out, pauses and waits, and entries by dates and audiences.
//!
//! At one moment they fire in order of the flow's name, then the flow's end before what goes out of it, that before the
//! deadlines in it and those before its entries, then the number of the entry.

use super::step::Step;
use super::{Alarm, ExitReason, Parcel, Participation, Person, Stepper};
use crate::program::FlowId;
use crate::value::Instant;

/// A timer of a participation. Timers fire in the order of these fields.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Timer {
    time: Instant,
    flow: FlowId,
    kind: Kind,
    entry: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Kind {
    /// The flow ends.
    End,
    /// Something may go out, or it is too late for it.
    Outbox,
    /// The pause ends, or the time of the wait is over.
    Deadline,
    /// An entry that is watched is to be looked at.
    Alarm,
}

impl Stepper<'_> {
    /// When the next timer of a person is due.
    #[must_use]
    pub fn next_timer(&self, person: &Person) -> Option<Instant> {
        self.first_timer(person).map(|timer| timer.time)
    }

    /// The first timer of a person. It is asked for behind every step, and most persons have one timer or none.
    fn first_timer(&self, person: &Person) -> Option<Timer> {
        let mut first = None;
        let mut hear = |timer: Option<Timer>| {
            if let Some(timer) = timer
                && first.is_none_or(|first| timer < first)
            {
                first = Some(timer);
            }
        };
        person.inside.iter().for_each(|participation| hear(self.timer(participation)));
        person.outbox.iter().for_each(|parcel| hear(of_parcel(parcel)));
        person.alarms.iter().for_each(|alarm| hear(self.alarm(alarm)));
        first
    }

    /// When an entry that is watched is to be looked at; never where the flow takes nobody in then.
    fn alarm(&self, alarm: &Alarm) -> Option<Timer> {
        let time = alarm.due.filter(|&due| self.is_open(alarm.flow, due))?;
        Some(Timer { time, flow: alarm.flow, kind: Kind::Alarm, entry: alarm.entry })
    }

    /// What comes first for a participation.
    fn timer(&self, participation: &Participation) -> Option<Timer> {
        let (flow, entry) = participation.order();
        let timer = |kind| move |time| Timer { time, flow, kind, entry };
        let end = self.end(flow).map(timer(Kind::End));
        let deadline = participation.position.deadline.map(timer(Kind::Deadline));
        end.into_iter().chain(deadline).min()
    }
}

impl Step<'_, '_> {
    /// Fires the first timer that is due, if one is.
    pub(super) fn fire(&mut self) {
        let Some(timer) = self.stepper.first_timer(self.person).filter(|timer| timer.time <= self.now) else {
            return;
        };
        let order = (timer.flow, timer.entry);
        if timer.kind == Kind::Alarm {
            let is_it = |alarm: &Alarm| (alarm.flow, alarm.entry) == order;
            if let Some(at) = self.person.alarms.iter().position(is_it) {
                self.go_off(at);
            }
            return self.handle_made();
        }
        if timer.kind == Kind::Outbox {
            if let Some(at) = self.person.outbox.iter().position(|parcel| of_parcel(parcel) == Some(timer)) {
                self.parcel_is_due(at);
            }
            return self.handle_made();
        }
        let Ok(at) = self.person.inside.binary_search_by_key(&order, Participation::order) else { return };
        let participation = self.person.inside.remove(at);
        if timer.kind == Kind::End {
            let element = participation.position.element;
            self.leave(&participation.participant, Some(element), ExitReason::FlowEnded);
        } else {
            self.release(participation);
        }
        self.handle_made();
    }
}

/// What comes first for something that waits to go out.
fn of_parcel(parcel: &Parcel) -> Option<Timer> {
    let (flow, entry) = (parcel.place.flow, parcel.place.entry.unwrap_or(0));
    Some(Timer { time: parcel.due()?, flow, kind: Kind::Outbox, entry })
}
