//! Timers: the ends of flows, pauses and waits.
//!
//! At one moment they fire in order of the flow's name, then the flow's end before the deadlines in it, then the entry.

use super::step::Step;
use super::{Participation, Person, Reason, Stepper};
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
    /// The pause ends, or the time of the wait is over.
    Deadline,
}

impl Stepper<'_> {
    /// When the next timer of a person is due.
    #[must_use]
    pub fn next_timer(&self, person: &Person) -> Option<Instant> {
        self.first_timer(person).map(|timer| timer.time)
    }

    fn first_timer(&self, person: &Person) -> Option<Timer> {
        person.inside.iter().filter_map(|participation| self.timer(participation)).min()
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
        let Ok(at) = self.person.inside.binary_search_by_key(&order, Participation::order) else { return };
        let participation = self.person.inside.remove(at);
        match timer.kind {
            Kind::Deadline => self.release(participation),
            Kind::End => {
                let element = participation.position.element;
                self.leave(&participation.participant, Some(element), Reason::FlowEnded);
            }
        }
        self.handle_made();
    }
}
