//! Where the unit of the calendar or the clock begins that a date or a moment lies in.
//!
//! | unit | of a date | of a moment |
//! | --- | --- | --- |
//! | years, months | their first day | the first instant of that day in the zone |
//! | weeks | Monday | the first instant of that day |
//! | days | the date | the first instant of the day |
//! | hours, minutes, seconds | an error | when clocks last showed the full unit; behind a gap in which they never did, its end |
//!
//! So the hour that is shown twice has two starts. A start beyond the years 1 to 9999 is an error.

use super::{Date, Instant, MICROS_PER_DAY, TimeError, TimeOfDay, Unit, Zone};

/// The first day of the unit that a date lies in.
pub fn start_of_date(date: Date, unit: Unit) -> Result<Date, TimeError> {
    let first = match unit {
        Unit::Years => Date::new(date.year(), 1, 1),
        Unit::Months => Date::new(date.year(), date.month(), 1),
        Unit::Weeks => date.plus_days(1 - date.weekday().number()),
        Unit::Days => Some(date),
        Unit::Hours | Unit::Minutes | Unit::Seconds => return Err(TimeError::NotWholeDays),
    };
    first.ok_or(TimeError::OutOfRange)
}

/// The first instant of the unit that a moment lies in.
pub fn start_of(instant: Instant, unit: Unit, zone: Zone) -> Result<Instant, TimeError> {
    if unit.is_calendar() {
        return start_of_date(zone.day(instant)?, unit).map(|date| zone.start_of_day(date));
    }
    let (date, time) = zone.local(instant);
    let since = time.micros() % unit.micros().unwrap_or(MICROS_PER_DAY);
    let full = TimeOfDay::from_micros(time.micros() - since).unwrap_or(TimeOfDay::MIDNIGHT);
    let start = instant.plus_micros(-since)?;
    zone.day(start)?;
    // Elsewhere clocks were changed within the unit.
    Ok(if zone.local(start) == (date, full) { start } else { zone.first_instant(date, full) })
}
