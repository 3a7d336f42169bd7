//! Calendar dates, clock times, weekdays and months.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::{MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND};

/// A date of the proleptic Gregorian calendar.
///
/// Every date that is a value has a year from 1 to 9999. What a zone shows of a moment at the very end of that range may lie
/// a day or two outside; it is compared and shown, and [`super::Zone::day`] refuses it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

/// A time of day, in microseconds since midnight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(i64);

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// The first day of the week.
    Monday,
    /// The second day.
    Tuesday,
    /// The third day.
    Wednesday,
    /// The fourth day.
    Thursday,
    /// The fifth day.
    Friday,
    /// The sixth day.
    Saturday,
    /// The last day.
    Sunday,
}

impl Date {
    /// The first date, 0001-01-01.
    pub const FIRST: Date = Date(naive(1, 1, 1));
    /// The last date, 9999-12-31.
    pub const LAST: Date = Date(naive(9999, 12, 31));

    /// The date, if it exists and its year is 1 to 9999.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Date> {
        NaiveDate::from_ymd_opt(year, month, day).and_then(Date::within_range)
    }

    /// The date so many days after 1970-01-01, if its year is 1 to 9999.
    pub fn from_days(days: i64) -> Option<Date> {
        let days = i32::try_from(days).ok()?;
        NaiveDate::from_epoch_days(days).and_then(Date::within_range)
    }

    /// How many days this is after 1970-01-01.
    pub fn days(self) -> i64 {
        i64::from(self.0.to_epoch_days())
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The day of the year, 1 to 366.
    pub fn day_of_year(self) -> u32 {
        self.0.ordinal()
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        Weekday::ALL[self.0.weekday().num_days_from_monday() as usize % 7]
    }

    /// The date so many days later, if its year is 1 to 9999.
    pub fn plus_days(self, days: i64) -> Option<Date> {
        self.days().checked_add(days).and_then(Date::from_days)
    }

    /// The same day so many months later, or the last day of that month if it is shorter.
    pub fn plus_months(self, months: i64) -> Option<Date> {
        let since_year_zero = i64::from(self.year()) * 12 + i64::from(self.month()) - 1;
        let target = since_year_zero.checked_add(months)?;
        let year = i32::try_from(target.div_euclid(12)).ok()?;
        let month = u32::try_from(target.rem_euclid(12)).ok()? + 1;
        Date::clamped(year, month, self.day())
    }

    /// This date's day and month in another year. 29 February is 28 February in common years.
    pub fn in_year(self, year: i32) -> Option<Date> {
        Date::clamped(year, self.month(), self.day())
    }

    /// The date, or the last of its month if the month is too short.
    fn clamped(year: i32, month: u32, day: u32) -> Option<Date> {
        (28..=day).rev().chain([day]).find_map(|day| Date::new(year, month, day))
    }

    fn within_range(date: NaiveDate) -> Option<Date> {
        (1..=9999).contains(&date.year()).then_some(Date(date))
    }

    /// Any date of the calendar library, for the local dates of moments.
    pub(super) fn from_naive(date: NaiveDate) -> Date {
        Date(date)
    }

    /// The date of the calendar library.
    pub(super) fn naive(self) -> NaiveDate {
        self.0
    }
}

impl TimeOfDay {
    /// 00:00.
    pub const MIDNIGHT: TimeOfDay = TimeOfDay(0);

    /// The time, if a day has it.
    pub fn new(hour: u32, minute: u32, second: u32) -> Option<TimeOfDay> {
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let (hour, minute, second) = (i64::from(hour), i64::from(minute), i64::from(second));
        Some(TimeOfDay(hour * MICROS_PER_HOUR + minute * MICROS_PER_MINUTE + second * MICROS_PER_SECOND))
    }

    /// The time so many microseconds after midnight, if a day has it.
    pub fn from_micros(micros: i64) -> Option<TimeOfDay> {
        (0..MICROS_PER_DAY).contains(&micros).then_some(TimeOfDay(micros))
    }

    /// Microseconds since midnight.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// The hour, 0 to 23.
    pub fn hour(self) -> i64 {
        self.0 / MICROS_PER_HOUR
    }

    /// The minute, 0 to 59.
    pub fn minute(self) -> i64 {
        self.0 / MICROS_PER_MINUTE % 60
    }

    /// The second, 0 to 59.
    pub fn second(self) -> i64 {
        self.0 / MICROS_PER_SECOND % 60
    }

    /// The microseconds behind the second.
    pub fn fraction(self) -> i64 {
        self.0 % MICROS_PER_SECOND
    }
}

impl Weekday {
    /// The week, beginning with Monday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// The day with this name, as source text writes it: `monday`.
    pub fn parse(name: &str) -> Option<Weekday> {
        Weekday::ALL.into_iter().find(|day| day.name() == name)
    }

    /// The name as source text writes it.
    pub fn name(self) -> &'static str {
        match self {
            Weekday::Monday => "monday",
            Weekday::Tuesday => "tuesday",
            Weekday::Wednesday => "wednesday",
            Weekday::Thursday => "thursday",
            Weekday::Friday => "friday",
            Weekday::Saturday => "saturday",
            Weekday::Sunday => "sunday",
        }
    }

    /// 1 for Monday to 7 for Sunday.
    pub fn number(self) -> i64 {
        self as i64 + 1
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The number of the month with this name, as source text writes it: 11 for `november`.
pub fn month_number(name: &str) -> Option<u32> {
    (1..).zip(MONTHS).find(|(_, month)| *month == name).map(|(number, _)| number)
}

/// The name of a month from 1 to 12, as source text writes it.
pub fn month_name(number: u32) -> Option<&'static str> {
    MONTHS.get(usize::try_from(number.checked_sub(1)?).ok()?).copied()
}

const fn naive(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl fmt::Display for TimeOfDay {
    /// `13:00`; seconds, and their fraction, only when they are not zero.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}:{:02}", self.hour(), self.minute())?;
        if self.second() != 0 || self.fraction() != 0 {
            write!(formatter, ":{:02}", self.second())?;
        }
        if self.fraction() != 0 {
            let digits = format!("{:06}", self.fraction());
            write!(formatter, ".{}", digits.trim_end_matches('0'))?;
        }
        Ok(())
    }
}

impl fmt::Debug for TimeOfDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
