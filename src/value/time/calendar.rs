//! Moving moments and dates by lengths. The table stands in the module above.

use super::{Date, Duration, Instant, TimeError, Zone};

/// The moment a length later, with days of 24 hours: pauses, waits, event windows, re-entry.
pub fn add_elapsed(instant: Instant, duration: Duration, zone: Zone) -> Result<Instant, TimeError> {
    let start = if duration.months() == 0 { instant } else { add_months(instant, duration.months(), zone)? };
    let days = Duration::of(duration.days(), super::Unit::Days)?.elapsed().unwrap_or(0);
    start.plus_micros(days.checked_add(duration.micros()).ok_or(TimeError::OutOfRange)?)
}

/// The moment a length later, with calendar days at the same clock time: `datetime + 3 days`.
pub fn add_calendar(instant: Instant, duration: Duration, zone: Zone) -> Result<Instant, TimeError> {
    let mut moved = instant;
    // Without whole days nothing is read off a clock, so the second of two equal clock times stays what it is.
    if duration.months() != 0 || duration.days() != 0 {
        let (date, time) = (zone.day(instant)?, zone.local(instant).1);
        moved = zone.instant(shifted(date, duration)?, time);
    }
    moved.plus_micros(duration.micros())
}

/// The date a length later.
pub fn add_to_date(date: Date, duration: Duration) -> Result<Date, TimeError> {
    if duration.micros() != 0 {
        return Err(TimeError::NotWholeDays);
    }
    shifted(date, duration)
}

fn add_months(instant: Instant, months: i64, zone: Zone) -> Result<Instant, TimeError> {
    let (date, time) = (zone.day(instant)?, zone.local(instant).1);
    let date = date.plus_months(months).ok_or(TimeError::OutOfRange)?;
    Ok(zone.instant(date, time))
}

fn shifted(date: Date, duration: Duration) -> Result<Date, TimeError> {
    let date = date.plus_months(duration.months()).ok_or(TimeError::OutOfRange)?;
    date.plus_days(duration.days()).ok_or(TimeError::OutOfRange)
}
