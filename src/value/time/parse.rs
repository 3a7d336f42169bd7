//! Dates and times as text: literals of the language and fields of data.
//!
//! | form | read as |
//! | --- | --- |
//! | `2026-11-30` | a date; where a moment is wanted, its 00:00 in the zone |
//! | `13:00`, `13:00:05`, `13:00:05.123` | a time of day |
//! | `2026-11-30 13:00`, `2026-11-30T13:00:05` | a local time of the zone |
//! | `2026-11-30T13:00:05Z`, `…+02:00`, `…+0200`, `…+02` | a moment, whatever the zone |
//!
//! Every number has exactly as many digits as shown, years are 0001 to 9999 and offsets at most 23:59. A fraction has one to
//! nine digits; those beyond the sixth are dropped, since data often come in nanoseconds and a moment holds microseconds.
//! Nothing is trimmed. `24:00` and a leap second (`:60`) are no times.

use super::{Date, Instant, MICROS_PER_MINUTE, TimeOfDay, Zone};

/// Why a text is no date, time or moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// The text has none of the forms.
    #[error("a date is written `2026-11-30`, a time `09:00`, both `2026-11-30 09:00`")]
    Malformed,
    /// The year is not 0001 to 9999.
    #[error("there is no year 0")]
    NoSuchYear,
    /// The month is not 01 to 12.
    #[error("there is no month {month}")]
    NoSuchMonth {
        /// The month as written.
        month: u32,
    },
    /// The month has no such day.
    #[error("{year:04}-{month:02} has no day {day}")]
    NoSuchDay {
        /// The year.
        year: i32,
        /// The month.
        month: u32,
        /// The day as written.
        day: u32,
    },
    /// The hour is over 23, or the minute or second over 59.
    #[error("a day has the times from 00:00 to 23:59")]
    NoSuchTime,
    /// The offset's hour is over 23 or its minute over 59.
    #[error("there is no such offset from UTC")]
    NoSuchOffset,
}

/// Reads a date: `2026-11-30`.
pub fn parse_date(text: &str) -> Result<Date, TextError> {
    let mut reader = Reader(text);
    let date = reader.date()?;
    reader.end(date)
}

/// Reads a time of day: `13:00`, `13:00:05`, `13:00:05.123`.
pub fn parse_time(text: &str) -> Result<TimeOfDay, TextError> {
    let mut reader = Reader(text);
    let time = reader.time()?;
    reader.end(time)
}

/// Reads a moment; without an offset it is a local time of `zone`, and a date alone its midnight there.
pub fn parse_datetime(text: &str, zone: Zone) -> Result<Instant, TextError> {
    let mut reader = Reader(text);
    let date = reader.date()?;
    if reader.0.is_empty() {
        return Ok(zone.instant(date, TimeOfDay::MIDNIGHT));
    }
    if !reader.accept(' ') && !reader.accept('T') {
        return Err(TextError::Malformed);
    }
    let time = reader.time()?;
    let instant = match reader.offset()? {
        Some(minutes) => at_offset(date, time, minutes),
        None => zone.instant(date, time),
    };
    reader.end(instant)
}

fn at_offset(date: Date, time: TimeOfDay, minutes: i64) -> Instant {
    let local = Zone::UTC.instant(date, time);
    Instant::from_micros(local.micros() - minutes * MICROS_PER_MINUTE)
}

/// What is left to be read.
struct Reader<'text>(&'text str);

impl Reader<'_> {
    fn date(&mut self) -> Result<Date, TextError> {
        let year = self.digits(4)?;
        self.expect('-')?;
        let month = self.digits(2)?;
        self.expect('-')?;
        let day = self.digits(2)?;
        let year = i32::try_from(year).map_err(|_| TextError::Malformed)?;
        if year == 0 {
            return Err(TextError::NoSuchYear);
        }
        if !(1..=12).contains(&month) {
            return Err(TextError::NoSuchMonth { month });
        }
        Date::new(year, month, day).ok_or(TextError::NoSuchDay { year, month, day })
    }

    fn time(&mut self) -> Result<TimeOfDay, TextError> {
        let hour = self.digits(2)?;
        self.expect(':')?;
        let minute = self.digits(2)?;
        let (mut second, mut fraction) = (0, 0);
        if self.accept(':') {
            second = self.digits(2)?;
            if self.accept('.') {
                fraction = self.fraction()?;
            }
        }
        let time = TimeOfDay::new(hour, minute, second).ok_or(TextError::NoSuchTime)?;
        TimeOfDay::from_micros(time.micros() + fraction).ok_or(TextError::NoSuchTime)
    }

    /// One to nine digits of a second, as whole microseconds.
    fn fraction(&mut self) -> Result<i64, TextError> {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=9).contains(&count) {
            return Err(TextError::Malformed);
        }
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        format!("{digits:0<6}")[..6].parse().map_err(|_| TextError::Malformed)
    }

    /// Minutes ahead of UTC, if an offset is written.
    fn offset(&mut self) -> Result<Option<i64>, TextError> {
        if self.accept('Z') {
            return Ok(Some(0));
        }
        let sign = if self.accept('+') {
            1
        } else if self.accept('-') {
            -1
        } else {
            return Ok(None);
        };
        let hours = self.digits(2)?;
        let minutes = if self.accept(':') || !self.0.is_empty() { self.digits(2)? } else { 0 };
        if hours > 23 || minutes > 59 {
            return Err(TextError::NoSuchOffset);
        }
        Ok(Some(sign * i64::from(hours * 60 + minutes)))
    }

    fn digits(&mut self, count: usize) -> Result<u32, TextError> {
        let digits = self.0.get(..count).ok_or(TextError::Malformed)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TextError::Malformed);
        }
        self.0 = &self.0[count..];
        digits.parse().map_err(|_| TextError::Malformed)
    }

    fn accept(&mut self, character: char) -> bool {
        let rest = self.0.strip_prefix(character);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn expect(&mut self, character: char) -> Result<(), TextError> {
        if self.accept(character) { Ok(()) } else { Err(TextError::Malformed) }
    }

    fn end<T>(&self, result: T) -> Result<T, TextError> {
        if self.0.is_empty() { Ok(result) } else { Err(TextError::Malformed) }
    }
}
