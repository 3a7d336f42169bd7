//! When flows fall silent: a flow in which nothing is activated for 365 days ends.
//!
//! An activation is an entry, or an element that is reached or left. Silence is measured from an activation, so a flow
//! that nobody ever entered does not end by it.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use crate::journey::{Record, What};
use crate::program::FlowId;
use crate::value::Instant;

/// 365 days of 24 hours.
const YEAR: i64 = 365 * DAY;
const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// The activations of flows: for each day on which there were any, the first and the last.
///
/// Within a day nothing falls silent, so this is all that is needed, however many persons there are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Activity(HashMap<(FlowId, i64), (Instant, Instant), FixedState>);

impl Activity {
    /// Notes the activations among what was done.
    pub fn add(&mut self, records: &[Record]) {
        let active = records.iter().filter(|record| is_activation(&record.what));
        let moments = active.filter_map(|record| Some((record.place?.flow, record.time)));
        // Much is done in one flow on one day, one thing after the other.
        let mut last: Option<(FlowId, Instant, Instant)> = None;
        for (flow, time) in moments {
            last = match last {
                Some((known, first, last)) if known == flow && day(first) == day(time) => {
                    Some((flow, first.min(time), last.max(time)))
                }
                _ => {
                    self.note_all(last);
                    Some((flow, time, time))
                }
            };
        }
        self.note_all(last);
    }

    fn note_all(&mut self, activations: Option<(FlowId, Instant, Instant)>) {
        if let Some((flow, first, last)) = activations {
            self.note(flow, first, last);
        }
    }

    /// Notes the activations of other persons.
    pub fn merge(&mut self, other: Activity) {
        for ((flow, _), (first, last)) in other.0 {
            self.note(flow, first, last);
        }
    }

    /// Notes a first and a last activation of one day.
    fn note(&mut self, flow: FlowId, first: Instant, last: Instant) {
        let known = self.0.entry((flow, day(first))).or_insert((first, last));
        *known = (known.0.min(first), known.1.max(last));
    }

    /// The flow that ends by silence before all others, of those not in `known`, and when.
    #[must_use]
    pub fn first_silence(&self, until: Instant, known: &[FlowId]) -> Option<(FlowId, Instant)> {
        let mut ends = Vec::new();
        let in_order: BTreeMap<_, _> = self.0.iter().collect();
        let mut days = in_order.into_iter().peekable();
        while let Some((&(flow, _), &(_, last))) = days.next() {
            let next = days.peek().filter(|((other, _), _)| *other == flow).map(|(_, (first, _))| *first);
            // An activation at the very end of the 365 days keeps the flow alive.
            if let Some(end) = end(last)
                && next.is_none_or(|next| end < next)
                && end <= until
                && !known.contains(&flow)
            {
                ends.push((end, flow));
            }
        }
        ends.into_iter().min().map(|(end, flow)| (flow, end))
    }
}

fn day(moment: Instant) -> i64 {
    moment.micros().div_euclid(DAY)
}

/// Whether something done keeps a flow alive.
#[must_use]
pub fn is_activation(what: &What) -> bool {
    matches!(what, What::Entered(_) | What::Reached | What::Left(_))
}

/// When a flow ends that nothing activates after a moment.
#[must_use]
pub fn end(last: Instant) -> Option<Instant> {
    last.plus_micros(YEAR).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Id;

    fn activity(days: &[i64]) -> Activity {
        let mut activity = Activity::default();
        for day in days {
            let moment = Instant::from_micros(day * DAY);
            activity.note(FlowId::from_index(0), moment, moment);
        }
        activity
    }

    #[test]
    fn more_than_365_days_of_silence_end_a_flow() {
        let end = |days: &[i64], until: i64| {
            let silence = activity(days).first_silence(Instant::from_micros(until * DAY), &[]);
            silence.map(|(_, end)| end.micros() / DAY)
        };
        assert_eq!(end(&[0, 100], 400), None);
        assert_eq!(end(&[0, 100], 465), Some(465));
        assert_eq!(end(&[0, 365], 700), None);
        assert_eq!(end(&[0, 366], 800), Some(365));
        assert_eq!(end(&[], 800), None);
    }
}
