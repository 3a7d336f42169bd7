//! Pauses: when they end.

use super::element::Passage;
use super::step::{Scope, Step};
use super::{Cause, Mark, Participant, Place, Position, What};
use crate::diagnostic::Problem;
use crate::program::{ElementId, ExpressionId, Pause};
use crate::value::time::{add_calendar, add_elapsed};
use crate::value::{Duration, Instant, TimeError, TimeOfDay, Value, Zone, clock};

/// When a pause ends.
pub(super) enum End {
    /// At this moment.
    At(Instant),
    /// There is no moment to wait for.
    Empty,
    /// At a moment that no calendar has, so never by itself.
    Never,
}

impl From<Result<Instant, TimeError>> for End {
    fn from(moment: Result<Instant, TimeError>) -> End {
        moment.map_or(End::Never, End::At)
    }
}

impl Step<'_, '_> {
    pub(super) fn pause(&mut self, participant: &Participant, id: ElementId, pause: &Pause) -> Passage {
        let scope = Scope::of(participant, id);
        let end = self.end_of_pause(scope, pause);
        match self.deadline(scope, end) {
            Ok(deadline) => self.stay(participant, id, deadline),
            Err(cause) => {
                self.record(scope.place, What::Left(cause));
                Passage::To(self.flow(participant.flow).elements[id].next)
            }
        }
    }

    /// Keeps the participant at an element until a moment, or until the flow ends.
    pub(super) fn stay(
        &mut self,
        participant: &Participant,
        element: ElementId,
        deadline: Option<Instant>,
    ) -> Passage {
        self.stay_since(participant, element, self.mark(), deadline)
    }

    /// The same, where what happened from another point in the person's history on counts.
    pub(super) fn stay_since(
        &mut self,
        participant: &Participant,
        element: ElementId,
        reached: Mark,
        deadline: Option<Instant>,
    ) -> Passage {
        self.stay_at(participant.at(element), element, reached, deadline)
    }

    /// The same, where the trace names another place: one inside of the element.
    pub(super) fn stay_at(
        &mut self,
        place: Place,
        element: ElementId,
        reached: Mark,
        deadline: Option<Instant>,
    ) -> Passage {
        self.record(place, What::Waiting(deadline));
        Passage::Stay(Position { element, reached, deadline })
    }

    /// The moment to stay until, or why there is no staying.
    fn deadline(&mut self, scope: Scope, end: End) -> Result<Option<Instant>, Cause> {
        match end {
            End::At(moment) if moment > self.now => Ok(Some(moment)),
            End::At(_) => Err(Cause::Past),
            End::Empty => {
                self.nothing_to_wait_for(scope);
                Err(Cause::Empty)
            }
            End::Never => {
                self.beyond_calendar(scope);
                Ok(None)
            }
        }
    }

    pub(super) fn nothing_to_wait_for(&mut self, scope: Scope) {
        let element = self.label(scope);
        self.element_error(scope, Problem::NothingToWaitFor { element });
    }

    pub(super) fn beyond_calendar(&mut self, scope: Scope) {
        let operation = format!("`{}`", self.label(scope));
        self.element_error(scope, Problem::CalendarRange { operation });
    }

    fn label(&self, scope: Scope) -> String {
        let flow = self.flow(scope.place.flow);
        scope.place.element.map_or_else(String::new, |element| flow.elements[element].label.to_string())
    }

    /// Reports something that went wrong with an element as a whole.
    pub(super) fn element_error(&mut self, scope: Scope, problem: Problem) {
        let flow = self.flow(scope.place.flow);
        let location = scope.place.element.map_or(flow.location, |element| flow.elements[element].location);
        self.error(scope.place, location, problem);
    }

    fn end_of_pause(&mut self, scope: Scope, pause: &Pause) -> End {
        let (now, zone) = (self.now, self.flow(scope.place.flow).zone);
        match *pause {
            Pause::For(length) => {
                self.length(scope, length).map_or(End::Empty, |length| add_elapsed(now, length, zone).into())
            }
            Pause::ForUntil { duration, time } => {
                match (self.length(scope, duration), self.time(scope.draw(1), Some(time))) {
                    (Some(length), Some(time)) => days_until(now, zone, length, time).into(),
                    _ => End::Empty,
                }
            }
            Pause::UntilTime(time) => {
                self.at_time(scope, Some(time), |time| clock::next_time(now, zone, time))
            }
            Pause::UntilWeekday { weekday, time } => {
                self.at_time(scope, time, |time| clock::next_weekday_at(now, zone, weekday, time))
            }
            Pause::UntilDay { month, day, time } => {
                self.at_time(scope, time, |time| clock::next_month_day(now, zone, month, day, time))
            }
            Pause::Until(moment) => match self.value(scope, moment) {
                Value::Datetime(moment) => End::At(moment),
                Value::Date(date) => End::At(zone.start_of_day(date)),
                _ => End::Empty,
            },
        }
    }

    fn at_time(
        &mut self,
        scope: Scope,
        time: Option<ExpressionId>,
        moment: impl FnOnce(TimeOfDay) -> Result<Instant, TimeError>,
    ) -> End {
        self.time(scope, time).map_or(End::Empty, |time| moment(time).into())
    }

    /// The value of a time of day; midnight where none is said.
    pub(super) fn time(&mut self, scope: Scope, time: Option<ExpressionId>) -> Option<TimeOfDay> {
        let Some(time) = time else { return Some(TimeOfDay::MIDNIGHT) };
        match self.value(scope, time) {
            Value::Time(time) => Some(time),
            _ => None,
        }
    }

    /// The value of a length of time.
    pub(super) fn length(&mut self, scope: Scope, length: ExpressionId) -> Option<Duration> {
        match self.value(scope, length) {
            Value::Duration(length) => Some(length),
            _ => None,
        }
    }
}

/// That time on the day that lies a length ahead.
fn days_until(now: Instant, zone: Zone, length: Duration, time: TimeOfDay) -> Result<Instant, TimeError> {
    let day = zone.date(add_calendar(now, length, zone)?);
    clock::days_until(now, zone, day.days() - zone.date(now).days(), time)
}
