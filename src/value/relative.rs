//! The relative date operators, as ranges: an engine finds the range once and compares.
//!
//! **Days and more** (`days`, `weeks`, `months`, `years`) compare calendar dates, for a date and for the local date of a
//! moment. *Today* is the date of now in the zone; `D` moves it on the calendar, clamped to the month's end.
//!
//! | operator | dates |
//! | --- | --- |
//! | `will be in D` | today + D |
//! | `will be within D` | today … today + D |
//! | `will be more than D` | after today + D |
//! | `was D ago` | today - D |
//! | `was within D` | today - D … today |
//! | `was more than D ago` | before today - D |
//! | `was today` (`is today`) | today, at any hour |
//! | `is tomorrow`, `was yesterday` | today + 1, today - 1 |
//!
//! **Hours and less** compare elapsed time; `unit` is one hour, minute or second, the finest that the duration was written in.
//! For `last contacted` this table holds for days, weeks, months and years too: a day is a block of 24 hours back from now,
//! and `unit` is such a day.
//!
//! | operator | moments |
//! | --- | --- |
//! | `will be in D` | `now + D <= v < now + D + unit` |
//! | `will be within D` | `now <= v <= now + D` |
//! | `will be more than D` | `now + D < v` |
//! | `was D ago` | `now - D - unit < v <= now - D` |
//! | `was within D` | `now - D <= v <= now` |
//! | `was more than D ago` | `v < now - D` |
//! | today, tomorrow, yesterday (`last contacted` only) | as `was 0 days ago`, `will be in 1 day`, `was 1 day ago` |
//!
//! `within` and `more than` are complements on their own side of now. A negative duration (a formula may give one) holds for
//! nothing. An end beyond the calendar is open for `within` and holds for nothing in the others. Of a duration in hours or
//! less, a date (not a moment) takes the whole days in it.

use super::range::{DateRange, InstantRange};
use super::time::{Date, Duration, Instant, MICROS_PER_DAY, Zone, add_elapsed};

/// A relative operator on dates and moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateOperator {
    /// `will be in 3 days`
    WillBeIn,
    /// `will be within 3 days`
    WillBeWithin,
    /// `will be more than 3 days`
    WillBeMoreThan,
    /// `was 3 days ago`
    Was,
    /// `was within 3 days`
    WasWithin,
    /// `was more than 3 days ago`
    WasMoreThan,
    /// `was today`, `is today`; takes no duration
    WasToday,
    /// `is tomorrow`; takes no duration
    IsTomorrow,
    /// `was yesterday`, `is yesterday`; takes no duration
    IsYesterday,
}

/// The side of now that an operator looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Future,
    Past,
}

/// What an operator asks of the distance from now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Distance {
    Exactly,
    Within,
    MoreThan,
}

impl DateOperator {
    /// Whether a duration belongs to the operator; the others ignore theirs.
    pub fn takes_duration(self) -> bool {
        !matches!(self, DateOperator::WasToday | DateOperator::IsTomorrow | DateOperator::IsYesterday)
    }

    fn parts(self) -> (Side, Distance) {
        match self {
            DateOperator::WillBeIn | DateOperator::IsTomorrow => (Side::Future, Distance::Exactly),
            DateOperator::WillBeWithin => (Side::Future, Distance::Within),
            DateOperator::WillBeMoreThan => (Side::Future, Distance::MoreThan),
            DateOperator::Was | DateOperator::WasToday | DateOperator::IsYesterday => {
                (Side::Past, Distance::Exactly)
            }
            DateOperator::WasWithin => (Side::Past, Distance::Within),
            DateOperator::WasMoreThan => (Side::Past, Distance::MoreThan),
        }
    }

    /// The operator's own duration, or the one that it stands for.
    fn duration(self, given: Duration) -> Duration {
        match self {
            DateOperator::WasToday => Duration::ZERO_DAYS,
            DateOperator::IsTomorrow | DateOperator::IsYesterday => Duration::ONE_DAY,
            _ => given,
        }
    }
}

/// The dates for which an operator holds.
pub fn date_range(operator: DateOperator, duration: Duration, now: Instant, zone: Zone) -> DateRange {
    let duration = operator.duration(duration);
    if duration.is_negative() {
        return DateRange::NEVER;
    }
    let (side, distance) = operator.parts();
    let today = zone.date(now);
    let Some(target) = moved_date(today, duration, side) else { return beyond_dates(side, distance, today) };
    match (distance, side) {
        (Distance::Exactly, _) => DateRange::single(target),
        (Distance::Within, Side::Future) => DateRange { first: Some(today), last: Some(target) },
        (Distance::Within, Side::Past) => DateRange { first: Some(target), last: Some(today) },
        (Distance::MoreThan, Side::Future) => match target.plus_days(1) {
            Some(first) => DateRange { first: Some(first), last: None },
            None => DateRange::NEVER,
        },
        (Distance::MoreThan, Side::Past) => match target.plus_days(-1) {
            Some(last) => DateRange { first: None, last: Some(last) },
            None => DateRange::NEVER,
        },
    }
}

/// The moments for which an operator holds.
pub fn instant_range(operator: DateOperator, duration: Duration, now: Instant, zone: Zone) -> InstantRange {
    if operator.duration(duration).is_calendar() {
        return date_range(operator, duration, now, zone).instants(zone);
    }
    elapsed_range(operator, duration, now, zone)
}

/// The moments of a last contact for which an operator holds: a day is a block of 24 hours.
pub fn contacted_range(operator: DateOperator, duration: Duration, now: Instant, zone: Zone) -> InstantRange {
    elapsed_range(operator, operator.duration(duration), now, zone)
}

/// Whether the anniversary of a date, in some year, is in a range: `ignoring year`.
///
/// 29 February counts as 28 February in common years. A range that is open at an end holds an anniversary of every date.
pub fn anniversary_matches(range: DateRange, date: Date) -> bool {
    if range.is_never() {
        return false;
    }
    let (Some(first), Some(last)) = (range.first, range.last) else { return true };
    // Any two years in a row hold an anniversary in every range that is longer than one.
    let years = first.year()..=last.year().min(first.year() + 2);
    years.filter_map(|year| date.in_year(year)).any(|anniversary| range.contains(anniversary))
}

fn elapsed_range(operator: DateOperator, duration: Duration, now: Instant, zone: Zone) -> InstantRange {
    if duration.is_negative() {
        return InstantRange::NEVER;
    }
    let (side, distance) = operator.parts();
    let signed = if side == Side::Future { duration } else { duration.negate() };
    let Ok(target) = add_elapsed(now, signed, zone) else { return beyond_instants(side, distance, now) };
    let width = duration.unit().micros().unwrap_or(MICROS_PER_DAY).min(MICROS_PER_DAY);
    match (distance, side) {
        (Distance::Exactly, Side::Future) => {
            InstantRange { from: Some(target), until: target.plus_micros(width).ok() }
        }
        (Distance::Exactly, Side::Past) => {
            InstantRange { from: target.plus_micros(1 - width).ok(), ..InstantRange::up_to(target) }
        }
        (Distance::Within, Side::Future) => InstantRange::closed(now, target),
        (Distance::Within, Side::Past) => InstantRange::closed(target, now),
        (Distance::MoreThan, Side::Future) => InstantRange::after(target),
        (Distance::MoreThan, Side::Past) => InstantRange::before(target),
    }
}

fn moved_date(today: Date, duration: Duration, side: Side) -> Option<Date> {
    let sign = if side == Side::Future { 1 } else { -1 };
    let days = duration.days() + duration.micros() / MICROS_PER_DAY;
    today.plus_months(sign * duration.months())?.plus_days(sign * days)
}

fn beyond_dates(side: Side, distance: Distance, today: Date) -> DateRange {
    match (distance, side) {
        (Distance::Within, Side::Future) => DateRange { first: Some(today), last: None },
        (Distance::Within, Side::Past) => DateRange { first: None, last: Some(today) },
        _ => DateRange::NEVER,
    }
}

fn beyond_instants(side: Side, distance: Distance, now: Instant) -> InstantRange {
    match (distance, side) {
        (Distance::Within, Side::Future) => InstantRange::since(now),
        (Distance::Within, Side::Past) => InstantRange::up_to(now),
        _ => InstantRange::NEVER,
    }
}

impl Duration {
    const ZERO_DAYS: Duration = Duration::whole_days(0);
    const ONE_DAY: Duration = Duration::whole_days(1);
}
