//! Points in time.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, TimeDelta};

use super::{TimeError, Zone};

/// A point in time, in microseconds since 1970-01-01T00:00:00Z.
///
/// Every local time of the years 1 to 9999, in any zone, is an instant: the range goes one day beyond those years in UTC.
/// That is an invariant of the type, so no later calculation can leave the calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The first instant, 0000-12-31T00:00:00Z.
    pub const FIRST: Instant = Instant(-62_135_683_200_000_000);
    /// The last instant, 10000-01-01T23:59:59.999999Z.
    pub const LAST: Instant = Instant(253_402_387_199_999_999);
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Instant = Instant(0);

    /// The instant so many microseconds after 1970-01-01T00:00:00Z. What lies beyond the range becomes its end.
    pub fn from_micros(micros: i64) -> Instant {
        Instant(micros.clamp(Instant::FIRST.0, Instant::LAST.0))
    }

    /// The instant so many microseconds after 1970-01-01T00:00:00Z, if it lies in the range.
    pub fn checked_from_micros(micros: i64) -> Option<Instant> {
        (Instant::FIRST.0..=Instant::LAST.0).contains(&micros).then_some(Instant(micros))
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// The instant so many microseconds later.
    pub fn plus_micros(self, micros: i64) -> Result<Instant, TimeError> {
        self.0.checked_add(micros).and_then(Instant::checked_from_micros).ok_or(TimeError::OutOfRange)
    }

    /// The microseconds from `earlier` to this instant.
    pub fn micros_since(self, earlier: Instant) -> i64 {
        self.0 - earlier.0
    }

    /// The instant of a date and time of the calendar library in UTC.
    pub(super) fn from_naive(utc: NaiveDateTime) -> Instant {
        Instant::from_micros(utc.and_utc().timestamp_micros())
    }

    /// Date and time of the calendar library in UTC.
    pub(super) fn naive(self) -> NaiveDateTime {
        DateTime::UNIX_EPOCH.naive_utc() + TimeDelta::microseconds(self.0)
    }
}

impl fmt::Display for Instant {
    /// As in source text, in UTC: `2026-11-30T13:00Z`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = Zone::UTC.local(*self);
        write!(formatter, "{date}T{time}Z")
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
