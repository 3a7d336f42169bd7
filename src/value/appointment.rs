//! The moment that lies so far from a date, or from its next anniversary: entries by date, `wait for date`.
//!
//! | date | moment |
//! | --- | --- |
//! | a date | the start of that day, or the time of day that is said |
//! | a datetime | that instant, or the time of day that is said on its day |
//! | so many days, weeks, months, years away | moved by the calendar, at the same time of day |
//! | so many hours, minutes, seconds away | moved by elapsed time |
//! | every year | the next such moment strictly later than now; 29 February is the 28th in common years |
//!
//! Days and times of day are those of the zone.

use super::Moment;
use super::time::{Date, Duration, Instant, TimeError, TimeOfDay, Zone, add_calendar, add_to_date};

/// How a moment is found from a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Appointment {
    /// How far from it; negative before it.
    pub shift: Duration,
    /// The time of day, if one is said.
    pub time: Option<TimeOfDay>,
}

impl Appointment {
    /// The moment for a date.
    pub fn of(self, date: Moment, zone: Zone) -> Result<Instant, TimeError> {
        match (date, self.time) {
            (Moment::Instant(instant), None) => add_calendar(instant, self.shift, zone),
            (Moment::Instant(instant), time) => self.on(zone.date(instant), time, zone),
            (Moment::Date(date), time) => self.on(date, time, zone),
        }
    }

    /// The next such moment behind `now`, whatever the year of the date.
    pub fn next(self, date: Moment, now: Instant, zone: Zone) -> Result<Instant, TimeError> {
        let near = add_calendar(now, self.shift.negate(), zone)?;
        let year = zone.date(near).year();
        for year in year - 1..=year + 2 {
            let Some(anniversary) = in_year(date, year, zone) else { continue };
            let moment = self.of(anniversary, zone)?;
            if moment > now {
                return Ok(moment);
            }
        }
        Err(TimeError::OutOfRange)
    }

    fn on(self, date: Date, time: Option<TimeOfDay>, zone: Zone) -> Result<Instant, TimeError> {
        let at = |date| time.map_or_else(|| zone.start_of_day(date), |time| zone.instant(date, time));
        if self.shift.micros() != 0 {
            return add_calendar(at(date), self.shift, zone);
        }
        Ok(at(add_to_date(date, self.shift)?))
    }
}

/// The same day, and time of day, in another year.
fn in_year(date: Moment, year: i32, zone: Zone) -> Option<Moment> {
    Some(match date {
        Moment::Date(date) => Moment::Date(date.in_year(year)?),
        Moment::Instant(instant) => {
            let (date, time) = zone.local(instant);
            Moment::Instant(zone.instant(date.in_year(year)?, time))
        }
    })
}
