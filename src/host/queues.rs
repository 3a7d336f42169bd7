//! Queues of messages with a speed: who goes when, over all persons.
//!
//! A queue lets so many out within any time as long as the unit of its speed. Each message gets its moment when it arrives:
//! the first at which its hours are open and one more is not too many. So a moment depends on what arrived before and on
//! nothing else, and nobody overtakes. A moment that comes too late is given to nobody, and one that was given is not given
//! again, even if the message has been dropped meanwhile.

use std::collections::BTreeMap;

use crate::journey::{Place, Queued};
use crate::program::{ElementId, FlowId, Speed};
use crate::value::time::add_elapsed;
use crate::value::{Duration, Instant, Zone};

/// The queues of all elements.
#[derive(Clone, Debug, Default)]
pub struct Queues(BTreeMap<Stop, Queue>);

/// An element with a speed: its flow, itself, and what stands inside of it, where that is a custom element.
type Stop = (FlowId, Option<ElementId>, Option<ElementId>);

/// The queue of an element: the moments that were given, in order.
#[derive(Clone, Debug, Default)]
struct Queue {
    given: Vec<Instant>,
}

impl Queues {
    /// Puts something that arrives at a moment, no earlier than all before, into the queue of its element. Returns when it
    /// goes out; nothing if it is too late by then.
    pub fn place(&mut self, place: Place, queued: &Queued, arrived: Instant) -> Option<Instant> {
        let queue = self.0.entry((place.flow, place.element, place.inner)).or_default();
        let moment = queue.moment(queued, arrived)?;
        let at = queue.given.partition_point(|given| *given <= moment);
        queue.given.insert(at, moment);
        Some(moment)
    }
}

impl Queue {
    fn moment(&self, queued: &Queued, arrived: Instant) -> Option<Instant> {
        let in_time = |moment: &Instant| queued.expires.is_none_or(|expires| *moment <= expires);
        let mut moment = first_moment(queued, arrived).filter(in_time)?;
        while let Some(later) = self.crowded_until(moment, queued.speed) {
            moment = first_moment(queued, later?).filter(in_time)?;
        }
        Some(moment)
    }

    /// If one more at a moment would be too many, the next one at which that may be otherwise, unless the calendar ends.
    fn crowded_until(&self, moment: Instant, speed: Speed) -> Option<Option<Instant>> {
        let amount = usize::try_from(speed.amount).unwrap_or(usize::MAX);
        let at = self.given.partition_point(|given| *given <= moment);
        let last = at.min(self.given.len().checked_sub(amount)?);
        // Each run of as many as are allowed that the moment would stand in, or at an end of.
        (at.saturating_sub(amount)..=last).find_map(|start| {
            let (first, last) = (self.given[start], self.given[start + amount - 1]);
            let free = a_unit_after(first.min(moment), speed);
            free.is_none_or(|free| last.max(moment) < free).then(|| a_unit_after(first, speed))
        })
    }
}

/// When something could go out that comes to the front of its queue at a moment.
#[must_use]
pub fn first_moment(queued: &Queued, moment: Instant) -> Option<Instant> {
    match &queued.hours {
        Some(hours) => hours.opening(moment),
        None => Some(moment),
    }
}

fn a_unit_after(moment: Instant, speed: Speed) -> Option<Instant> {
    add_elapsed(moment, Duration::of(1, speed.unit).ok()?, Zone::UTC).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Id;
    use crate::value::Unit;

    const MINUTE: i64 = 60_000_000;

    /// When what arrives at these seconds goes out, at two a minute and within so many seconds of the beginning.
    fn moments(arrivals: &[i64], within: i64) -> Vec<Option<i64>> {
        let place = Place { entry: Some(1), ..Place::outside(FlowId::from_index(0)) };
        let expires = Some(Instant::from_micros(within * 1_000_000));
        let speed = Speed { amount: 2, unit: Unit::Minutes };
        let queued = Queued { key: "key".into(), speed, hours: None, expires };
        let mut queues = Queues::default();
        let mut place = |at: &i64| queues.place(place, &queued, Instant::from_micros(at * 1_000_000));
        arrivals.iter().map(|at| place(at).map(|moment| moment.micros() * 60 / MINUTE)).collect()
    }

    #[test]
    fn no_unit_of_time_holds_more_than_the_speed_allows() {
        let all = |seconds: [i64; 5]| seconds.map(Some).to_vec();
        assert_eq!(moments(&[0, 0, 0, 0, 0], 1000), all([0, 0, 60, 60, 120]));
        assert_eq!(moments(&[0, 50, 59, 60, 200], 1000), all([0, 50, 60, 110, 200]));
        assert_eq!(moments(&[0, 100, 200, 300, 400], 1000), all([0, 100, 200, 300, 400]));
    }

    #[test]
    fn what_would_be_too_late_takes_no_place() {
        assert_eq!(moments(&[0, 0, 0, 55, 60], 59), [Some(0), Some(0), None, None, None]);
        assert_eq!(moments(&[0, 0, 0, 0], 60), [Some(0), Some(0), Some(60), Some(60)]);
    }
}
