//! The hours in which something may go out.

use super::step::{Scope, Step};
use crate::program::DeliveryWindow;
use crate::value::{Date, Instant, TimeOfDay, Weekday, Zone};

/// Hours in which something may go out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hours {
    /// When they begin.
    pub from: TimeOfDay,
    /// When they end, that moment not included. No later than the beginning means on the next day.
    pub to: TimeOfDay,
    /// The days on which they begin; every day if there are none.
    pub days: Vec<Weekday>,
    /// The zone whose clocks count.
    pub zone: Zone,
}

impl Hours {
    /// The first moment from this one on that lies within the hours; nothing where the calendar ends before.
    #[must_use]
    pub fn opening(&self, moment: Instant) -> Option<Instant> {
        let today = self.zone.date(moment);
        // What began yesterday may go on. A week further than one, since the hours of a day may be skipped by the clocks.
        (-1..=14).find_map(|ahead| {
            let (open, close) = self.on(today.plus_days(ahead)?)?;
            (open < close && moment < close).then(|| moment.max(open))
        })
    }

    /// When they begin and end that begin on a day.
    fn on(&self, day: Date) -> Option<(Instant, Instant)> {
        if !self.days.is_empty() && !self.days.contains(&day.weekday()) {
            return None;
        }
        let last = if self.from < self.to { day } else { day.plus_days(1)? };
        Some((self.zone.instant(day, self.from), self.zone.instant(last, self.to)))
    }
}

impl Step<'_, '_> {
    /// The hours that a window means here. A window of which a time is empty is none, which is reported.
    pub(super) fn hours(&mut self, scope: Scope, window: Option<&DeliveryWindow>) -> Option<Hours> {
        let DeliveryWindow { from, to, days, zone } = window?;
        let next = Scope { draw: scope.draw + 1, ..scope };
        let (from, to) = (self.time(scope, Some(*from)), self.time(next, Some(*to)));
        let Some((from, to)) = from.zip(to) else {
            self.nothing_to_wait_for(scope);
            return None;
        };
        let zone = zone.unwrap_or(self.flow(scope.place.flow).zone);
        Some(Hours { from, to, days: days.clone(), zone })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::time::{parse_datetime, parse_time};

    fn opening(hours: &str, days: &[Weekday], zone: &str, moment: &str) -> String {
        let zone = Zone::parse(zone).unwrap();
        let (from, to) = hours.split_once(' ').unwrap();
        let (from, to) = (parse_time(from).unwrap(), parse_time(to).unwrap());
        let hours = Hours { from, to, days: days.to_vec(), zone };
        let opening = hours.opening(parse_datetime(moment, zone).unwrap()).unwrap();
        crate::value::Value::Datetime(opening).show(zone)
    }

    #[test]
    fn hours_open_and_close() {
        let day = |moment| opening("09:00 20:00", &[], "UTC", moment);
        assert_eq!(day("2026-01-05 08:59"), "2026-01-05 09:00");
        assert_eq!(day("2026-01-05 09:00"), "2026-01-05 09:00");
        assert_eq!(day("2026-01-05 19:59"), "2026-01-05 19:59");
        assert_eq!(day("2026-01-05 20:00"), "2026-01-06 09:00");
    }

    #[test]
    fn hours_over_midnight_belong_to_the_day_on_which_they_begin() {
        let night = |moment| opening("20:00 06:00", &[Weekday::Monday], "UTC", moment);
        assert_eq!(night("2026-01-05 05:00"), "2026-01-05 20:00");
        assert_eq!(night("2026-01-06 05:59"), "2026-01-06 05:59");
        assert_eq!(night("2026-01-06 06:00"), "2026-01-12 20:00");
        assert_eq!(night("2026-01-06 21:00"), "2026-01-12 20:00");
    }

    #[test]
    fn clocks_that_change_move_the_hours() {
        let early = |moment| opening("02:15 02:45", &[Weekday::Sunday], "Europe/Zagreb", moment);
        // Put forward, from 02:00 to 03:00: both ends are shifted by the hour.
        assert_eq!(early("2026-03-28 12:00"), "2026-03-29 03:15");
        let gap = |moment| opening("02:30 03:00", &[Weekday::Sunday], "Europe/Zagreb", moment);
        assert_eq!(gap("2026-03-28 12:00"), "2026-04-05 02:30", "these hours are skipped altogether");
        // Put back, from 03:00 to 02:00: the first of the two counts.
        assert_eq!(early("2026-10-24 12:00"), "2026-10-25 02:15");
    }
}
