//! Lengths of time.

use std::cmp::Ordering;
use std::fmt;

use super::{MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND, TimeError};
use crate::value::{ArithmeticError, Number};

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// 60 seconds.
    Minutes,
    /// 60 minutes.
    Hours,
    /// Days: of the calendar or of 24 hours, as the place says.
    Days,
    /// 7 days.
    Weeks,
    /// Months of the calendar.
    Months,
    /// 12 months.
    Years,
}

/// A length of time: months, days and elapsed time, kept apart.
///
/// It remembers the finest unit it was written in. That says how it is shown (`90 minutes`, not `1 hour and a half`) and how
/// wide `was 60 minutes ago` is: a minute, where `was 1 hour ago` is an hour wide. `==` is structural and tells the two
/// apart; the language compares with [`Duration::compare`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Duration {
    months: i32,
    days: i32,
    micros: i64,
    unit: Unit,
}

/// More months than the calendar has; with it no sum of two lengths overflows.
const MONTH_LIMIT: i64 = 12 * 10_000;
/// More days than the calendar has.
const DAY_LIMIT: i64 = 366 * 10_000;
/// More microseconds than the calendar has.
const MICRO_LIMIT: i64 = DAY_LIMIT * MICROS_PER_DAY;

impl Unit {
    /// All units, the smallest first.
    pub const ALL: [Unit; 7] =
        [Unit::Seconds, Unit::Minutes, Unit::Hours, Unit::Days, Unit::Weeks, Unit::Months, Unit::Years];

    /// The unit with this name, in the singular or the plural: `day`, `days`.
    pub fn parse(name: &str) -> Option<Unit> {
        Unit::ALL.into_iter().find(|unit| unit.name() == name || unit.singular() == name)
    }

    /// The name in the plural.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Seconds => "seconds",
            Unit::Minutes => "minutes",
            Unit::Hours => "hours",
            Unit::Days => "days",
            Unit::Weeks => "weeks",
            Unit::Months => "months",
            Unit::Years => "years",
        }
    }

    /// The name in the singular.
    pub fn singular(self) -> &'static str {
        let name = self.name();
        &name[..name.len() - 1]
    }

    /// Whether the unit is counted on the calendar: days and more.
    pub fn is_calendar(self) -> bool {
        self >= Unit::Days
    }

    /// The microseconds of one, where they are always the same; days count as 24 hours.
    pub(crate) fn micros(self) -> Option<i64> {
        match self {
            Unit::Seconds => Some(MICROS_PER_SECOND),
            Unit::Minutes => Some(MICROS_PER_MINUTE),
            Unit::Hours => Some(MICROS_PER_HOUR),
            Unit::Days => Some(MICROS_PER_DAY),
            Unit::Weeks => Some(7 * MICROS_PER_DAY),
            Unit::Months | Unit::Years => None,
        }
    }
}

impl Duration {
    /// No time at all.
    pub const ZERO: Duration = Duration { months: 0, days: 0, micros: 0, unit: Unit::Seconds };

    /// So many of a unit.
    pub fn of(amount: i64, unit: Unit) -> Result<Duration, TimeError> {
        let times = |size: i64| amount.checked_mul(size).ok_or(TimeError::OutOfRange);
        match unit {
            Unit::Years => Duration::new(times(12)?, 0, 0, unit),
            Unit::Months => Duration::new(amount, 0, 0, unit),
            Unit::Weeks => Duration::new(0, times(7)?, 0, unit),
            Unit::Days => Duration::new(0, amount, 0, unit),
            Unit::Hours => Duration::new(0, 0, times(MICROS_PER_HOUR)?, unit),
            Unit::Minutes => Duration::new(0, 0, times(MICROS_PER_MINUTE)?, unit),
            Unit::Seconds => Duration::new(0, 0, times(MICROS_PER_SECOND)?, unit),
        }
    }

    /// So many of a unit, where a fraction is fine for seconds, minutes and hours as long as it is whole in microseconds.
    pub fn of_number(amount: Number, unit: Unit) -> Result<Duration, TimeError> {
        if let Some(amount) = amount.to_integer() {
            return Duration::of(amount, unit);
        }
        if amount.scale() == 0 {
            return Err(TimeError::OutOfRange);
        }
        let size = unit.micros().filter(|_| !unit.is_calendar()).ok_or(TimeError::NotWhole)?;
        let micros = amount.multiply(Number::from(size)).map_err(|_| TimeError::OutOfRange)?;
        if micros.scale() > 0 {
            return Err(TimeError::NotWhole);
        }
        Duration::new(0, 0, micros.to_integer().ok_or(TimeError::OutOfRange)?, unit)
    }

    /// So many microseconds of elapsed time, shown in the largest unit that fits.
    pub fn from_micros(micros: i64) -> Result<Duration, TimeError> {
        let fits = |unit: &Unit| unit.micros().is_some_and(|size| micros % size == 0);
        let unit = [Unit::Hours, Unit::Minutes].into_iter().find(fits).unwrap_or(Unit::Seconds);
        Duration::new(0, 0, micros, unit)
    }

    /// The length of these parts, shown in this unit.
    pub fn from_parts(months: i64, days: i64, micros: i64, unit: Unit) -> Result<Duration, TimeError> {
        Duration::new(months, days, micros, unit)
    }

    /// The months; a year has 12.
    pub fn months(self) -> i64 {
        i64::from(self.months)
    }

    /// The days; a week has 7.
    pub fn days(self) -> i64 {
        i64::from(self.days)
    }

    /// The microseconds beside months and days.
    pub fn micros(self) -> i64 {
        self.micros
    }

    /// The finest unit that this was written in.
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// Whether this is no time at all.
    pub fn is_zero(self) -> bool {
        self.months == 0 && self.days == 0 && self.micros == 0
    }

    /// Whether a part of this is negative.
    pub fn is_negative(self) -> bool {
        self.months < 0 || self.days < 0 || self.micros < 0
    }

    /// Whether this is counted in days or more, and so on the calendar where a place knows one.
    pub fn is_calendar(self) -> bool {
        self.unit.is_calendar()
    }

    /// The elapsed microseconds, with days of 24 hours; none when months are in it.
    pub fn elapsed(self) -> Option<i64> {
        (self.months == 0).then(|| self.days() * MICROS_PER_DAY + self.micros)
    }

    /// The same length backwards.
    #[must_use]
    pub fn negate(self) -> Duration {
        Duration { months: -self.months, days: -self.days, micros: -self.micros, unit: self.unit }
    }

    /// Both lengths together, in the finer unit of the two.
    #[expect(
        clippy::should_implement_trait,
        reason = "the operators of Rust cannot say that there is no result"
    )]
    pub fn add(self, other: Duration) -> Result<Duration, TimeError> {
        Duration::new(
            self.months() + other.months(),
            self.days() + other.days(),
            self.micros + other.micros,
            finer(self, other),
        )
    }

    /// This length less the other.
    pub fn subtract(self, other: Duration) -> Result<Duration, TimeError> {
        self.add(other.negate())
    }

    /// This length so many times.
    pub fn multiply(self, times: i64) -> Result<Duration, TimeError> {
        let scaled = |part: i64| part.checked_mul(times).ok_or(TimeError::OutOfRange);
        Duration::new(scaled(self.months())?, scaled(self.days())?, scaled(self.micros)?, self.unit)
    }

    /// Which length is longer, with days of 24 hours. Months do not compare with elapsed time: then there is no answer.
    pub fn compare(self, other: Duration) -> Option<Ordering> {
        let rest = |duration: Duration| duration.days() * MICROS_PER_DAY + duration.micros;
        if self.months == other.months {
            return Some(rest(self).cmp(&rest(other)));
        }
        (rest(self) == rest(other)).then(|| self.months.cmp(&other.months))
    }

    /// How many of a unit this is: `d in hours`. Months and years count months, the other units elapsed time.
    pub fn in_unit(self, unit: Unit) -> Result<Number, TimeError> {
        let (amount, size) = match (unit.micros(), self.elapsed()) {
            (Some(size), Some(elapsed)) => (elapsed, size),
            (None, _) if self.days == 0 && self.micros == 0 => {
                (self.months(), if unit == Unit::Years { 12 } else { 1 })
            }
            _ => return Err(TimeError::NotWhole),
        };
        Number::from(amount).divide(Number::from(size)).map_err(|error| match error {
            ArithmeticError::Overflow | ArithmeticError::DivisionByZero => TimeError::OutOfRange,
        })
    }

    /// A few days, where no error can arise.
    pub(in crate::value) const fn whole_days(days: i8) -> Duration {
        Duration { months: 0, days: days as i32, micros: 0, unit: Unit::Days }
    }

    fn new(months: i64, days: i64, micros: i64, unit: Unit) -> Result<Duration, TimeError> {
        let within = |part: i64, limit: i64| (-limit..=limit).contains(&part);
        let fits = within(months, MONTH_LIMIT) && within(days, DAY_LIMIT) && within(micros, MICRO_LIMIT);
        let months = i32::try_from(months).ok().filter(|_| fits).ok_or(TimeError::OutOfRange)?;
        let days = i32::try_from(days).ok().ok_or(TimeError::OutOfRange)?;
        Ok(Duration { months, days, micros, unit })
    }
}

fn finer(one: Duration, other: Duration) -> Unit {
    match (one.is_zero(), other.is_zero()) {
        (true, false) => other.unit,
        (false, true) => one.unit,
        _ => one.unit.min(other.unit),
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl fmt::Display for Duration {
    /// As source text writes it: `3 days`, `1 day`, `-90 minutes`; parts of different kinds are joined by ` + `.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> =
            [self.month_part(), self.day_part(), self.time_part()].into_iter().flatten().collect();
        if parts.is_empty() {
            return write!(formatter, "0 {}", self.unit);
        }
        formatter.write_str(&parts.join(" + "))
    }
}

impl Duration {
    fn month_part(self) -> Option<String> {
        let months = self.months();
        let years = months % 12 == 0 && self.unit != Unit::Months;
        let (amount, unit) = if years { (months / 12, Unit::Years) } else { (months, Unit::Months) };
        (months != 0).then(|| counted(Number::from(amount), unit))
    }

    fn day_part(self) -> Option<String> {
        let days = self.days();
        let weeks = days % 7 == 0 && self.unit == Unit::Weeks;
        let (amount, unit) = if weeks { (days / 7, Unit::Weeks) } else { (days, Unit::Days) };
        (days != 0).then(|| counted(Number::from(amount), unit))
    }

    fn time_part(self) -> Option<String> {
        let unit = self.unit.min(Unit::Hours);
        let exact = [unit, Unit::Minutes, Unit::Seconds].into_iter().filter(|candidate| *candidate <= unit);
        let written = |unit: Unit| {
            let amount = Number::from(self.micros).divide(Number::from(unit.micros()?)).ok()?;
            let whole = amount.scale() == 0 || unit == Unit::Seconds;
            whole.then(|| counted(amount, unit))
        };
        (self.micros != 0).then(|| exact.into_iter().find_map(written)).flatten()
    }
}

fn counted(amount: Number, unit: Unit) -> String {
    let name = if amount.absolute() == Number::ONE { unit.singular() } else { unit.name() };
    format!("{amount} {name}")
}
