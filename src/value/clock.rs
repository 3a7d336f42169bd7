//! The next moment that a pause waits for: always strictly later than now.
//!
//! | pause | ends |
//! | --- | --- |
//! | `until monday at 13:00` | the next Monday at 13:00; today if it is a Monday before 13:00 |
//! | `until 13:00` | today at 13:00 if that is to come, else tomorrow |
//! | `3 days until 13:00` | 13:00 on the third day from today; with `0 days` as `until 13:00` |
//! | `until 30 november at 13:00` | the next 30 November at 13:00; 29 February is the 28th in common years |
//!
//! Clock times are those of the zone, by the rules of [`Zone::instant`]: of two equal ones the first counts, so at the second
//! the pause goes on to the next day; a skipped one is shifted.

use super::time::{Date, Instant, TimeError, TimeOfDay, Weekday, Zone};

/// The next such day of the week at that time.
pub fn next_weekday_at(
    now: Instant,
    zone: Zone,
    weekday: Weekday,
    time: TimeOfDay,
) -> Result<Instant, TimeError> {
    let today = zone.date(now);
    let ahead = (weekday.number() - today.weekday().number()).rem_euclid(7);
    first_after(now, zone, time, (0..).map(|week| today.plus_days(ahead + 7 * week)))
}

/// The next time that clocks show this.
pub fn next_time(now: Instant, zone: Zone, time: TimeOfDay) -> Result<Instant, TimeError> {
    days_until(now, zone, 0, time)
}

/// That time on the day `days` after today, or on the day after that if it is not later than now.
pub fn days_until(now: Instant, zone: Zone, days: i64, time: TimeOfDay) -> Result<Instant, TimeError> {
    let today = zone.date(now);
    // Days in the past hold nothing to come.
    let day = |more: i64| days.max(0).checked_add(more).and_then(|days| today.plus_days(days));
    first_after(now, zone, time, (0..).map(day))
}

/// The next such day of the year at that time.
pub fn next_month_day(
    now: Instant,
    zone: Zone,
    month: u32,
    day: u32,
    time: TimeOfDay,
) -> Result<Instant, TimeError> {
    // A leap year has every day that there is.
    let pattern = Date::new(2000, month, day).ok_or(TimeError::NoSuchDate)?;
    let year = zone.date(now).year();
    first_after(now, zone, time, (0..).map(|more| pattern.in_year(year + more)))
}

/// The first of these days on which that time is later than now.
fn first_after(
    now: Instant,
    zone: Zone,
    time: TimeOfDay,
    days: impl Iterator<Item = Option<Date>>,
) -> Result<Instant, TimeError> {
    for day in days {
        let moment = zone.instant(day.ok_or(TimeError::OutOfRange)?, time);
        if moment > now {
            return Ok(moment);
        }
    }
    Err(TimeError::OutOfRange)
}
