//! Time: moments, dates, clock times, zones and lengths.
//!
//! * An [`Instant`] is a point in time, the same everywhere. A [`Date`] and a [`TimeOfDay`] are what a calendar and a clock
//!   show; a [`Zone`] parts them.
//! * A local time that a clock skips is shifted forward by the gap: 02:30 becomes 03:30. Of two equal local times the earlier
//!   one is meant. The zone of the host is never asked.
//! * A [`Duration`] keeps months, days and elapsed time apart, since only a calendar can say how long the first two are.
//!
//! | part of a duration | pauses, waits, event windows: [`add_elapsed`] | `datetime + 3 days`: [`add_calendar`] | `date + 3 days`: [`add_to_date`] |
//! | --- | --- | --- | --- |
//! | months, years | on the calendar of the zone, same clock time, clamped to the month's end | the same | clamped to the month's end |
//! | days, weeks | 24 hours each | calendar days, same clock time | calendar days |
//! | hours, minutes, seconds | elapsed | elapsed | an error |
//!
//! The parts are added in this order: months, days, time. Years run from 1 to 9999.
//!
//! Where a day, a week or an hour begins is told by [`start_of`], how a date is written in a language by [`DatePattern`].

mod calendar;
mod date;
mod duration;
mod instant;
mod locale;
mod parse;
mod pattern;
mod start;
mod zone;

pub use calendar::{add_calendar, add_elapsed, add_to_date};
pub use date::{Date, TimeOfDay, Weekday, month_name, month_number};
pub use duration::{Duration, Unit};
pub use instant::Instant;
pub use locale::Locale;
pub use parse::{TextError, parse_date, parse_datetime, parse_time};
pub use pattern::{DatePattern, PatternError};
pub use start::{start_of, start_of_date};
pub use zone::{UnknownZone, Zone, tz_version};

/// Why a calculation with times has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The result lies outside of the years 1 to 9999, or is a length that no such years hold.
    #[error("the result lies outside of the years 1 to 9999")]
    OutOfRange,
    /// A date was moved by something that is not a whole number of days.
    #[error("a date moves by whole days only")]
    NotWholeDays,
    /// The length is not a whole number of its unit, or of microseconds.
    #[error("not a whole number of the unit")]
    NotWhole,
    /// No month has such a day, or there is no such month.
    #[error("there is no such date")]
    NoSuchDate,
}

/// A microsecond is the unit of all clock times.
pub(crate) const MICROS_PER_SECOND: i64 = 1_000_000;
/// Microseconds in a minute.
pub(crate) const MICROS_PER_MINUTE: i64 = 60 * MICROS_PER_SECOND;
/// Microseconds in an hour.
pub(crate) const MICROS_PER_HOUR: i64 = 60 * MICROS_PER_MINUTE;
/// Microseconds in 24 hours.
pub(crate) const MICROS_PER_DAY: i64 = 24 * MICROS_PER_HOUR;
