//! Time zones: what clocks show at an instant, and which instant a clock time names.
//!
//! | local time | instant |
//! | --- | --- |
//! | shown once | that one |
//! | skipped, clocks were set forward | later by the gap: 02:30 becomes 03:30 |
//! | shown twice, clocks were set back | the earlier |
//! | the start of a day | its first instant, which is not 00:00 where midnight is skipped |
//!
//! The built-in database says what was law when it was released, and tells no change of clocks after the year 2099.
//!
//! Where clocks were set back across midnight (St John's until 2011) an hour of the old date follows minutes of the new one.
//! For ranges of days that hour belongs to the new day; [`Zone::date`] says what the calendar on the wall shows.

use std::fmt;
use std::hash::{Hash, Hasher};

use chrono::{NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::{GapInfo, TZ_VARIANTS, Tz};

use super::{Date, Instant, TimeError, TimeOfDay};

/// A time zone of the IANA database that is built in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

/// A name that is no time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a time zone")]
pub struct UnknownZone {
    /// The name as it was given.
    pub name: String,
    /// The zone that was most likely meant, if there is one like it.
    pub nearest: Option<String>,
}

/// The release of the IANA time zone database that is built in, such as `2025b`.
pub fn tz_version() -> &'static str {
    chrono_tz::IANA_TZDB_VERSION
}

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Zone = Zone(Tz::UTC);

    /// The zone with this IANA name, in exactly this case.
    pub fn parse(name: &str) -> Result<Zone, UnknownZone> {
        Zone::named(name).ok_or_else(|| UnknownZone { name: name.to_owned(), nearest: nearest(name) })
    }

    /// The same, for whoever does not ask which one was meant: to find that takes much longer than to find a zone.
    pub fn named(name: &str) -> Option<Zone> {
        name.parse().ok().map(Zone)
    }

    /// The IANA names of all zones, in their order.
    pub fn names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// The IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The instant that a local date and time names.
    pub fn instant(self, date: Date, time: TimeOfDay) -> Instant {
        let local = local_time(date, time);
        let offset = match self.0.offset_from_local_datetime(&local) {
            chrono::LocalResult::Single(offset) => seconds(&offset),
            // The larger offset from UTC names the earlier instant.
            chrono::LocalResult::Ambiguous(one, other) => seconds(&one).max(seconds(&other)),
            chrono::LocalResult::None => self.offset_before_gap(&local),
        };
        at_offset(local, offset)
    }

    /// The date and time that clocks show at an instant. Of one beyond the calendar the date lies there too: it is for
    /// showing and comparing, and no value is made of it; for that there is [`Zone::day`].
    pub fn local(self, instant: Instant) -> (Date, TimeOfDay) {
        let local = Instant::naive(instant) + TimeDelta::seconds(self.offset_seconds(instant));
        (Date::from_naive(local.date()), time_of_day(local))
    }

    /// The date that calendars show at an instant, for showing and comparing.
    pub fn date(self, instant: Instant) -> Date {
        self.local(instant).0
    }

    /// The date that calendars show at an instant, as a value.
    ///
    /// # Errors
    ///
    /// If it lies outside of the years 1 to 9999.
    pub fn day(self, instant: Instant) -> Result<Date, TimeError> {
        let date = self.date(instant);
        Date::from_days(date.days()).ok_or(TimeError::OutOfRange)
    }

    /// The first instant of a day; of a day that was skipped altogether, the first instant behind it.
    pub fn start_of_day(self, date: Date) -> Instant {
        self.first_instant(date, TimeOfDay::MIDNIGHT)
    }

    /// The instant that a local date and time names; of a skipped one, the first instant behind the gap.
    pub(super) fn first_instant(self, date: Date, time: TimeOfDay) -> Instant {
        let local = local_time(date, time);
        match GapInfo::new(&local, &self.0).and_then(|gap| gap.begin) {
            Some((begin, offset)) => at_offset(begin, seconds(&offset)),
            None => self.instant(date, time),
        }
    }

    /// How many seconds clocks are ahead of UTC at an instant.
    pub fn offset_seconds(self, instant: Instant) -> i64 {
        seconds(&self.0.offset_from_utc_datetime(&Instant::naive(instant)))
    }

    /// The offset before a skipped local time: by it the time is read, and so comes out later by the gap.
    fn offset_before_gap(self, local: &NaiveDateTime) -> i64 {
        match GapInfo::new(local, &self.0).and_then(|gap| gap.begin) {
            Some((_, offset)) => seconds(&offset),
            // Every gap has a time before it.
            None => 0,
        }
    }
}

fn local_time(date: Date, time: TimeOfDay) -> NaiveDateTime {
    date.naive().and_time(chrono::NaiveTime::MIN) + TimeDelta::microseconds(time.micros())
}

fn time_of_day(local: NaiveDateTime) -> TimeOfDay {
    let since_midnight = local - local.date().and_time(chrono::NaiveTime::MIN);
    since_midnight.num_microseconds().and_then(TimeOfDay::from_micros).unwrap_or(TimeOfDay::MIDNIGHT)
}

fn at_offset(local: NaiveDateTime, offset: i64) -> Instant {
    Instant::from_naive(local - TimeDelta::seconds(offset))
}

fn seconds(offset: &impl Offset) -> i64 {
    i64::from(offset.fix().local_minus_utc())
}

/// The most similar zone name: the same but for case, the city alone, or a few letters away.
fn nearest(name: &str) -> Option<String> {
    let wanted = name.to_lowercase().replace(' ', "_");
    let ranked =
        TZ_VARIANTS.iter().map(|zone| (distance_to_zone(&wanted, &zone.name().to_lowercase()), zone));
    let (distance, zone) = ranked.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + wanted.chars().count() / 4).then(|| zone.name().to_owned())
}

fn distance_to_zone(wanted: &str, zone: &str) -> usize {
    let city = zone.rsplit('/').next().unwrap_or(zone);
    // A city alone is a likely slip, but the whole name is the better match.
    edit_distance(wanted, zone).min(edit_distance(wanted, city) + 1)
}

/// How many letters must be put in, taken out or changed.
fn edit_distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, from) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, to) in right.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
