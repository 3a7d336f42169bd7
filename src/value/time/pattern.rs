//! Patterns of dates: `dd.MM.yyyy HH:mm`.
//!
//! The letters are those of Java, as far as a message to people needs them:
//!
//! | letters | stand for |
//! | --- | --- |
//! | `y`, `yy`, `yyyy` | the year; its last two digits; with at least four |
//! | `M`, `MM` | the month: 3, 03 |
//! | `MMM`, `MMMM` | its name in a date, short and whole |
//! | `LLL`, `LLLL` | its name without a day, where the language has another form for that; `L` and `LL` are `M` and `MM` |
//! | `d`, `dd` | the day of the month |
//! | `E` to `EEE`, `EEEE` | the weekday, short and whole |
//! | `H`, `HH` | the hour, 0 to 23 |
//! | `h`, `hh`, `a` | the hour, 1 to 12, and the half of the day |
//! | `m`, `mm`, `s`, `ss` | the minute and the second |
//! | `S` to `SSSSSS` | so many digits of the second's fraction, cut off |
//! | `X`, `XX`, `XXX` | the distance from UTC: `+01` (with minutes where there are some), `+0100`, `+01:00`; `Z` for none |
//! | `VV` | the name of the time zone |
//! | `'…'`, `''` | the letters between the quotes; a quote |
//!
//! Every other letter from `A` to `Z` is an error, and so is another number of letters. All other characters stand for
//! themselves.

use std::iter::Peekable;
use std::str::Chars;

use super::{Date, Instant, Locale, TimeOfDay, Zone};

/// A pattern by which dates and moments are written.
#[derive(Clone, Debug, PartialEq)]
pub struct DatePattern(Vec<Piece>);

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// The letters mean nothing.
    #[error("`{letters}` stands for nothing")]
    Unknown {
        /// The letters.
        letters: String,
    },
    /// A quote without its partner.
    #[error("a single quote is never closed")]
    Unclosed,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    /// A letter, and how often it is written.
    Date(char, usize),
    Time(char, usize),
}

/// What clocks show, and where.
#[derive(Clone, Copy)]
struct Clock {
    time: TimeOfDay,
    offset: i64,
    zone: &'static str,
}

impl DatePattern {
    /// Reads a pattern.
    pub fn parse(text: &str) -> Result<DatePattern, PatternError> {
        let mut pieces = Vec::new();
        let mut rest = text.chars().peekable();
        while let Some(&next) = rest.peek() {
            pieces.push(match next {
                '\'' => Piece::Text(quoted(&mut rest)?),
                'A'..='Z' | 'a'..='z' => field(next, run(&mut rest, next))?,
                _ => Piece::Text(run_of_text(&mut rest)),
            });
        }
        Ok(DatePattern(pieces))
    }

    /// The first letters that ask for a time of day, which a date does not have.
    pub fn time_letters(&self) -> Option<String> {
        self.0.iter().find_map(|piece| match piece {
            Piece::Time(letter, count) => Some(letter.to_string().repeat(*count)),
            _ => None,
        })
    }

    /// Writes a date. What would show a time of day is left out; see [`DatePattern::time_letters`].
    pub fn date(&self, date: Date, locale: Locale) -> String {
        self.write(date, None, locale)
    }

    /// Writes a moment as calendars and clocks of a zone show it.
    pub fn moment(&self, instant: Instant, zone: Zone, locale: Locale) -> String {
        let (date, time) = zone.local(instant);
        let clock = Clock { time, offset: zone.offset_seconds(instant), zone: zone.name() };
        self.write(date, Some(clock), locale)
    }

    fn write(&self, date: Date, clock: Option<Clock>, locale: Locale) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match (piece, clock) {
                (Piece::Text(literal), _) => text.push_str(literal),
                (Piece::Date(letter, count), _) => text.push_str(&date_part(*letter, *count, date, locale)),
                (Piece::Time(letter, count), Some(clock)) => {
                    text.push_str(&time_part(*letter, *count, clock, locale));
                }
                (Piece::Time(..), None) => {}
            }
        }
        text
    }
}

/// How often a letter is repeated, which is then behind.
fn run(rest: &mut Peekable<Chars>, letter: char) -> usize {
    std::iter::from_fn(|| rest.next_if_eq(&letter)).count()
}

fn run_of_text(rest: &mut Peekable<Chars>) -> String {
    std::iter::from_fn(|| rest.next_if(|next| !next.is_ascii_alphabetic() && *next != '\'')).collect()
}

/// What stands between two quotes. Two in a row are one, inside of quotes and outside.
fn quoted(rest: &mut Peekable<Chars>) -> Result<String, PatternError> {
    rest.next();
    if rest.next_if_eq(&'\'').is_some() {
        return Ok("'".to_owned());
    }
    let mut text = String::new();
    loop {
        match rest.next() {
            None => return Err(PatternError::Unclosed),
            Some('\'') if rest.next_if_eq(&'\'').is_none() => return Ok(text),
            Some(character) => text.push(character),
        }
    }
}

fn field(letter: char, count: usize) -> Result<Piece, PatternError> {
    match (letter, count) {
        ('y', 1 | 2 | 4) | ('M' | 'L' | 'E', 1..=4) | ('d', 1 | 2) => Ok(Piece::Date(letter, count)),
        ('H' | 'h' | 'm' | 's', 1 | 2) | ('a', 1) | ('S', 1..=6) | ('X', 1..=3) | ('V', 2) => {
            Ok(Piece::Time(letter, count))
        }
        _ => Err(PatternError::Unknown { letters: letter.to_string().repeat(count) }),
    }
}

fn date_part(letter: char, count: usize, date: Date, locale: Locale) -> String {
    match (letter, count) {
        ('y', 2) => format!("{:02}", date.year().rem_euclid(100)),
        ('y', _) => format!("{:0count$}", date.year()),
        ('M', 3) => locale.short_month(date.month()).to_owned(),
        ('M', 4) => locale.month(date.month()).to_owned(),
        ('L', 3) => locale.short_month_alone(date.month()).to_owned(),
        ('L', 4) => locale.month_alone(date.month()).to_owned(),
        ('M' | 'L', _) => format!("{:0count$}", date.month()),
        ('E', 4) => locale.weekday(date.weekday()).to_owned(),
        ('E', _) => locale.short_weekday(date.weekday()).to_owned(),
        _ => format!("{:0count$}", date.day()),
    }
}

fn time_part(letter: char, count: usize, clock: Clock, locale: Locale) -> String {
    let time = clock.time;
    match letter {
        'H' => format!("{:0count$}", time.hour()),
        'h' => format!("{:0count$}", (time.hour() + 11) % 12 + 1),
        'a' => locale.half_day(time.hour() >= 12).to_owned(),
        'm' => format!("{:0count$}", time.minute()),
        's' => format!("{:0count$}", time.second()),
        'S' => format!("{:06}", time.fraction()).chars().take(count).collect(),
        'X' => offset(clock.offset, count),
        _ => clock.zone.to_owned(),
    }
}

/// A distance from UTC. Those of the time before standard time have seconds, which are left out.
fn offset(seconds: i64, count: usize) -> String {
    if seconds == 0 {
        return "Z".to_owned();
    }
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    match count {
        1 if minutes == 0 => format!("{sign}{hours:02}"),
        3 => format!("{sign}{hours:02}:{minutes:02}"),
        _ => format!("{sign}{hours:02}{minutes:02}"),
    }
}
