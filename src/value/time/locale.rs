//! The names of months, weekdays and halves of a day in the languages of the world.
//!
//! The names are those of the GNU C library, which come with the program and not from the host. A locale is written
//! `hr-HR` or `hr_HR`, with another script as `sr-RS@latin`. A language alone means the country of the same letters (`de` is
//! `de-DE`) or the one of the table below. Upper and lower case are as the lists have them, which is mostly as in a text.

use pure_rust_locales::locale_match;

use super::Weekday;

/// A language and a country.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Locale(pure_rust_locales::Locale);

/// The countries of languages that are not spelled as their country is.
const COUNTRIES: [(&str, &str); 28] = [
    ("ar", "EG"),
    ("be", "BY"),
    ("bs", "BA"),
    ("ca", "ES"),
    ("cs", "CZ"),
    ("cy", "GB"),
    ("da", "DK"),
    ("el", "GR"),
    ("en", "US"),
    ("et", "EE"),
    ("eu", "ES"),
    ("fa", "IR"),
    ("ga", "IE"),
    ("gl", "ES"),
    ("he", "IL"),
    ("hi", "IN"),
    ("ja", "JP"),
    ("ko", "KR"),
    ("nb", "NO"),
    ("nn", "NO"),
    ("sl", "SI"),
    ("sq", "AL"),
    ("sr", "RS"),
    ("sv", "SE"),
    ("uk", "UA"),
    ("ur", "PK"),
    ("vi", "VN"),
    ("zh", "CN"),
];

impl Locale {
    /// English of the United States.
    pub const ENGLISH: Locale = Locale(pure_rust_locales::Locale::en_US);

    /// The locale with this name, in exactly this case.
    pub fn parse(name: &str) -> Option<Locale> {
        let written = name.replacen('-', "_", 1);
        let whole = if written.contains('_') { written } else { format!("{written}_{}", country(&written)) };
        pure_rust_locales::Locale::try_from(whole.as_str()).ok().map(Locale)
    }

    /// The name of a month from 1 to 12 in a date, where it may have another form than alone: `studenoga`.
    pub fn month(self, month: u32) -> &'static str {
        named(locale_match!(self.0 => LC_TIME::MON), month)
    }

    /// The short name of a month in a date.
    pub fn short_month(self, month: u32) -> &'static str {
        named(locale_match!(self.0 => LC_TIME::ABMON), month)
    }

    /// The name of a month without a day: `studeni`.
    pub fn month_alone(self, month: u32) -> &'static str {
        locale_match!(self.0 => LC_TIME::ALT_MON)
            .map_or_else(|| self.month(month), |names| named(names, month))
    }

    /// The short name of a month without a day.
    pub fn short_month_alone(self, month: u32) -> &'static str {
        let names = locale_match!(self.0 => LC_TIME::AB_ALT_MON);
        names.map_or_else(|| self.short_month(month), |names| named(names, month))
    }

    /// The name of a weekday.
    pub fn weekday(self, day: Weekday) -> &'static str {
        named(locale_match!(self.0 => LC_TIME::DAY), place(day))
    }

    /// The short name of a weekday.
    pub fn short_weekday(self, day: Weekday) -> &'static str {
        named(locale_match!(self.0 => LC_TIME::ABDAY), place(day))
    }

    /// The half of a day before or after noon; `AM` and `PM` for a language that has no words for it.
    pub fn half_day(self, after_noon: bool) -> &'static str {
        let names = locale_match!(self.0 => LC_TIME::AM_PM);
        let name = names.get(usize::from(after_noon)).copied().unwrap_or_default();
        match (name, after_noon) {
            ("", false) => "AM",
            ("", true) => "PM",
            (name, _) => name,
        }
    }
}

/// The place of a weekday in the lists, from 1. They all begin with Sunday.
fn place(day: Weekday) -> u32 {
    (day as u32 + 1) % 7 + 1
}

fn country(language: &str) -> String {
    let known = COUNTRIES.iter().find(|(known, _)| *known == language);
    known.map_or_else(|| language.to_uppercase(), |(_, country)| (*country).to_owned())
}

/// The name at a place from 1, without the blanks with which some lists make their columns even.
fn named(names: &'static [&'static str], place: u32) -> &'static str {
    let name = usize::try_from(place).ok().and_then(|place| names.get(place.checked_sub(1)?));
    name.map_or("", |name| name.trim())
}
