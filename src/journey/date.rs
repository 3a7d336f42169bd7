//! Moments that a date of the person names, and waits for them.

use super::element::Passage;
use super::step::{Scope, Step};
use super::{Cause, Participant, Participation, Position};
use crate::program::{DateMoment, DateShift, ElementId, ElementKind, Outcome, Outcomes};
use crate::value::{Appointment, Duration, Instant, Moment, Value};

/// When the moment that a date names is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// At this moment.
    At(Instant),
    /// There is no date.
    Empty,
    /// At a moment that no calendar has, so never.
    Never,
}

impl Step<'_, '_> {
    /// Comes to a wait for a date: stays until then, or leaves at once.
    pub(super) fn wait_for_date(
        &mut self,
        participant: &Participant,
        id: ElementId,
        moment: &DateMoment,
        outcomes: &Outcomes,
    ) -> Passage {
        let scope = Scope::of(participant, id);
        let due = self.due(scope, moment);
        if due == Due::Never {
            self.beyond_calendar(scope);
        }
        match self.deadline_of(due) {
            Ok(deadline) => self.stay(participant, id, deadline),
            Err((outcome, cause)) => self.leave_by(participant, id, outcomes, Some(outcome), cause),
        }
    }

    /// Looks at the date of a wait again, behind an event that may have changed it. Another moment starts the wait again.
    pub(super) fn look_at_date(&mut self, at: usize) {
        let Some(Participation { participant, position }) = self.person.inside.get(at) else { return };
        let ElementKind::WaitForDate { moment, outcomes } =
            &self.flow(participant.flow).elements[position.element].kind
        else {
            return;
        };
        // A timer that is due already fires.
        if position.deadline.is_some_and(|deadline| deadline <= self.now) {
            return;
        }
        let (participant, Position { element, deadline: before, .. }) = (participant.clone(), *position);
        let due = self.due(Scope::of(&participant, element), moment);
        let passage = match self.deadline_of(due) {
            Ok(deadline) if deadline == before => return,
            Ok(deadline) => self.stay(&participant, element, deadline),
            Err((outcome, cause)) => self.leave_by(&participant, element, outcomes, Some(outcome), cause),
        };
        self.person.inside.remove(at);
        self.go_on(participant, passage);
    }

    /// The moment to stay until, or what comes of the wait at once.
    fn deadline_of(&self, due: Due) -> Result<Option<Instant>, (Outcome, Cause)> {
        match due {
            Due::At(moment) if moment > self.now => Ok(Some(moment)),
            Due::At(moment) if moment == self.now => Err((Outcome::Reached, Cause::Time)),
            Due::At(_) => Err((Outcome::Passed, Cause::Past)),
            Due::Empty => Err((Outcome::Empty, Cause::Empty)),
            Due::Never => Ok(None),
        }
    }

    /// When a moment is, as far as is known now.
    pub(super) fn due(&mut self, scope: Scope, moment: &DateMoment) -> Due {
        let date = match self.value(scope, moment.date) {
            Value::Date(date) => Moment::Date(date),
            Value::Datetime(instant) => Moment::Instant(instant),
            _ => return Due::Empty,
        };
        let Some(appointment) = self.appointment(scope, moment) else { return Due::Empty };
        let (now, zone) = (self.now, self.flow(scope.place.flow).zone);
        let found =
            if moment.every_year { appointment.next(date, now, zone) } else { appointment.of(date, zone) };
        found.map_or(Due::Never, Due::At)
    }

    /// How a moment is found from its date; nothing where the distance or the time of day is empty.
    fn appointment(&mut self, scope: Scope, moment: &DateMoment) -> Option<Appointment> {
        let shift = match moment.shift {
            DateShift::None => Duration::ZERO,
            DateShift::Before(length) => self.length(scope.draw(1), length)?.negate(),
            DateShift::Behind(length) => self.length(scope.draw(1), length)?,
        };
        let time = match moment.time {
            None => None,
            Some(time) => Some(self.time(scope.draw(2), Some(time))?),
        };
        Some(Appointment { shift, time })
    }
}
