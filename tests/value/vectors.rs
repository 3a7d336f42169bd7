//! The tables, one test each.

use std::hash::Hasher;

use bourn::value::relative::{anniversary_matches, contacted_range, date_range, instant_range};
use bourn::value::time::{
    DatePattern, Locale, TextError, add_calendar, add_elapsed, add_to_date, month_number, parse_date,
    parse_datetime, parse_time, start_of, start_of_date,
};
use bourn::value::{
    Appointment, ArithmeticError, Date, DateOperator, Duration, Instant, InstantRange, KeyedHash, Moment,
    Number, TimeError, TimeOfDay, Unit, Value, Weekday, Zone, clock, edit, text, window,
};

use crate::table::check;

#[test]
fn arithmetic() {
    check("arithmetic.tsv", |input| shown(calculate(input[0], input[1], input[2])));
}

#[test]
fn number_text() {
    check("number-text.tsv", |input| shown(Number::parse(input[0])));
}

#[test]
fn folding() {
    check("folding.tsv", |input| text::fold(input[0]).into_owned());
}

#[test]
fn edit() {
    check("edit.tsv", |input| {
        let arguments: Vec<&str> = input[2].split('|').collect();
        edited(input[0], input[1], &arguments)
    });
}

#[test]
fn date_pattern() {
    check("date-pattern.tsv", |input| {
        let Some(locale) = Locale::parse(input[3]) else { return "no locale".to_owned() };
        let pattern = match DatePattern::parse(input[0]) {
            Ok(pattern) => pattern,
            Err(error) => return error.to_string(),
        };
        match (parse_date(input[1]), pattern.time_letters()) {
            (Ok(_), Some(letters)) => format!("a date has no `{letters}`"),
            (Ok(date), None) => pattern.date(date, locale),
            _ => pattern.moment(moment(input[1], Zone::UTC), zone(input[2]), locale),
        }
    });
}

#[test]
fn starts() {
    check("start-of.tsv", |input| {
        let unit = Unit::parse(input[0]).unwrap();
        match parse_date(input[2]) {
            Ok(date) => shown(start_of_date(date, unit)),
            // The year before the first is an instant, and no text.
            Err(TextError::NoSuchYear) => shown(start_of(Instant::FIRST, unit, zone(input[1]))),
            Err(_) => shown(start_of(moment(input[2], Zone::UTC), unit, zone(input[1]))),
        }
    });
}

#[test]
fn time_text() {
    check("time-text.tsv", |input| match input[0] {
        "date" => shown(parse_date(input[1])),
        "time" => shown(parse_time(input[1])),
        _ => shown(parse_datetime(input[1], zone("Europe/Zagreb"))),
    });
}

#[test]
fn local_to_instant() {
    check("local-to-instant.tsv", |input| {
        let (date, time) = input[1].split_once(' ').unwrap();
        zone(input[0]).instant(parse_date(date).unwrap(), parse_time(time).unwrap()).to_string()
    });
}

#[test]
fn instant_to_local() {
    check("instant-to-local.tsv", |input| {
        let (date, time) = zone(input[0]).local(moment(input[1], Zone::UTC));
        format!("{date} {time}")
    });
}

#[test]
fn calendar() {
    check("calendar.tsv", |input| {
        let zone = zone(input[3]);
        let local = |instant: Instant| Value::Datetime(instant).show(zone);
        let start = || moment(input[1], zone);
        match input[0] {
            "elapsed" => shown(add_elapsed(start(), duration(input[2]), zone).map(local)),
            "calendar" => shown(add_calendar(start(), duration(input[2]), zone).map(local)),
            "date" => shown(add_to_date(parse_date(input[1]).unwrap(), duration(input[2]))),
            _ => local(zone.start_of_day(parse_date(input[1]).unwrap())),
        }
    });
}

#[test]
fn relative() {
    check("relative.tsv", |input| {
        let (operator, duration, zone) = (operator(input[1]), duration(input[2]), zone(input[3]));
        let (now, value) = (moment(input[4], zone), input[5]);
        let dates = date_range(operator, duration, now, zone);
        let holds = match input[0] {
            "date" => dates.contains(parse_date(value).unwrap()),
            "anniversary" => anniversary_matches(dates, parse_date(value).unwrap()),
            "datetime" => instant_range(operator, duration, now, zone).contains(moment(value, zone)),
            _ => contacted_range(operator, duration, now, zone).contains(moment(value, zone)),
        };
        holds.to_string()
    });
}

#[test]
fn windows() {
    check("windows.tsv", |input| {
        let zone = zone(input[1]);
        let now = moment(input[2], zone);
        event_window(input[0], now, zone).contains(moment(input[3], zone)).to_string()
    });
}

#[test]
fn pauses() {
    check("pauses.tsv", |input| {
        let zone = zone(input[1]);
        let words: Vec<&str> = input[0].split(' ').collect();
        shown(pause(&words, moment(input[2], zone), zone))
    });
}

#[test]
fn appointments() {
    check("appointments.tsv", |input| {
        let zone = zone(input[3]);
        let date =
            parse_date(input[0]).map_or_else(|_| Moment::Instant(moment(input[0], zone)), Moment::Date);
        let time = (input[2] != "-").then(|| parse_time(input[2]).unwrap());
        let appointment = Appointment { shift: duration(input[1]), time };
        shown(match input[4] {
            "-" => appointment.of(date, zone),
            now => appointment.next(date, moment(now, zone), zone),
        })
    });
}

#[test]
fn show() {
    check("show.tsv", |input| {
        let value = value(input[0], input[1]);
        let zone = zone("Europe/Zagreb");
        format!("{} | {}", value.show(zone), value.literal(zone)).trim_start().to_owned()
    });
}

#[test]
fn keyed_hash() {
    check("keyed-hash.tsv", |input| {
        let hash = KeyedHash::new(input[0]);
        let parts: Vec<&[u8]> = input[2].split('|').map(str::as_bytes).collect();
        let fields = if input[1] == "0" { &[] } else { &*parts };
        format!("{:016x} {} {}", hash.hash(fields), hash.percent(fields), hash.digits(fields, 8))
    });
}

/// The vectors that the authors of SipHash published: key 00 … 0f, message 00 … 0e for 64 bits, and no message for 128.
#[test]
fn siphash_is_the_published_one() {
    let bytes: [u8; 16] = std::array::from_fn(|index| u8::try_from(index).unwrap());
    let mut hasher = siphasher::sip::SipHasher24::new_with_key(&bytes);
    hasher.write(&bytes[..15]);
    assert_eq!(hasher.finish(), 0xa129_ca61_49be_45e5);
    let long = siphasher::sip128::SipHasher24::new_with_key(&bytes).hash(&[]);
    assert_eq!(long.as_bytes()[..8], [0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25, 0xa8, 0xe6]);
    assert_eq!(long.as_bytes()[8..], [0x6d, 0xf6, 0x72, 0x14, 0xc7, 0x55, 0x02, 0x93]);
}

#[test]
fn unknown_zones_name_the_nearest() {
    let nearest = |name| Zone::parse(name).unwrap_err().nearest;
    assert_eq!(nearest("europe/zagreb").as_deref(), Some("Europe/Zagreb"));
    assert_eq!(nearest("Europe/Zagrab").as_deref(), Some("Europe/Zagreb"));
    assert_eq!(nearest("Zagreb").as_deref(), Some("Europe/Zagreb"));
    assert_eq!(nearest("america/new york").as_deref(), Some("America/New_York"));
    assert_eq!(nearest("somewhere else entirely"), None);
    assert_eq!(nearest(""), None);
}

fn shown<T: ToString, E: ToString>(result: Result<T, E>) -> String {
    result.map_or_else(|error| error.to_string(), |value| value.to_string())
}

fn calculate(operation: &str, left: &str, right: &str) -> Result<Number, String> {
    let left = Number::parse(left).unwrap();
    let number = || Number::parse(right).unwrap();
    let result = match operation {
        "+" => left.add(number()),
        "-" => left.subtract(number()),
        "*" => left.multiply(number()),
        "/" => left.divide(number()),
        "%" => left.remainder(number()),
        "mod" => left.modulo(number()),
        _ => left.round(right.parse().unwrap()),
    };
    result.map_err(|error| match error {
        ArithmeticError::Overflow => "overflow".to_owned(),
        ArithmeticError::DivisionByZero => "division by zero".to_owned(),
    })
}

fn edited(function: &str, text: &str, arguments: &[&str]) -> String {
    match (function, arguments) {
        ("lower", _) => edit::lower(text),
        ("upper", _) => edit::upper(text),
        ("capitalize", _) => edit::capitalize(text),
        ("trim", _) => edit::trim(text).to_owned(),
        ("substring", [start, length]) => {
            edit::substring(text, start.parse().unwrap(), length.parse().ok()).to_owned()
        }
        ("replace", [part, by]) => edit::replace(text, part, by).unwrap(),
        ("split", [separator]) => edit::split(text, separator).collect::<Vec<_>>().join("|"),
        ("join", [separator]) => edit::join(&text.split('|').collect::<Vec<_>>(), separator).unwrap(),
        ("padLeft", [length, filling]) => edit::pad_left(text, length.parse().unwrap(), filling),
        ("urlEncode", _) => edit::url_encode(text),
        other => panic!("no function {other:?}"),
    }
}

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn moment(text: &str, zone: Zone) -> Instant {
    parse_datetime(text, zone).unwrap()
}

fn duration(text: &str) -> Duration {
    if text == "-" {
        return Duration::ZERO;
    }
    let part = |part: &str| {
        let (amount, unit) = part.split_once(' ').unwrap();
        Duration::of_number(Number::parse(amount).unwrap(), Unit::parse(unit).unwrap()).unwrap()
    };
    text.split(" + ").map(part).reduce(|one, other| one.add(other).unwrap()).unwrap()
}

fn operator(words: &str) -> DateOperator {
    match words {
        "will be in" => DateOperator::WillBeIn,
        "will be within" => DateOperator::WillBeWithin,
        "will be more than" => DateOperator::WillBeMoreThan,
        "was" => DateOperator::Was,
        "was within" => DateOperator::WasWithin,
        "was more than" => DateOperator::WasMoreThan,
        "was today" => DateOperator::WasToday,
        "is tomorrow" => DateOperator::IsTomorrow,
        "is yesterday" => DateOperator::IsYesterday,
        other => panic!("no operator `{other}`"),
    }
}

fn event_window(words: &str, now: Instant, zone: Zone) -> InstantRange {
    let point = |text: &str| match parse_date(text) {
        Ok(date) => Moment::Date(date),
        Err(TextError::Malformed) => Moment::Instant(moment(text, zone)),
        Err(error) => panic!("{error}"),
    };
    let (word, rest) = words.split_once(' ').unwrap();
    let last = rest.strip_prefix("last ");
    let both = |text: &str| text.split_once(" and ").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    match (word, last) {
        ("within", Some(length)) => window::within_last(duration(length), now, zone),
        ("before", Some(length)) => window::before_last(duration(length), now, zone),
        ("between", Some(lengths)) => {
            let (one, other) = both(lengths);
            window::between_last(duration(&one), duration(&other), now, zone)
        }
        ("since", None) => window::since(point(rest), now, zone),
        ("until", None) => window::until(point(rest), now, zone),
        ("before", None) => window::before(point(rest), now, zone),
        ("after", None) => window::after(point(rest), now, zone),
        _ => {
            let (first, last) = both(rest);
            window::between(point(&first), point(&last), now, zone)
        }
    }
}

fn pause(words: &[&str], now: Instant, zone: Zone) -> Result<Instant, TimeError> {
    let time: TimeOfDay = parse_time(words.last().unwrap()).unwrap();
    match *words {
        [_] => clock::next_time(now, zone, time),
        [weekday, _] => clock::next_weekday_at(now, zone, Weekday::parse(weekday).unwrap(), time),
        [days, "days", _] => clock::days_until(now, zone, days.parse().unwrap(), time),
        [day, month, _] => {
            clock::next_month_day(now, zone, month_number(month).unwrap(), day.parse().unwrap(), time)
        }
        _ => panic!("no pause {words:?}"),
    }
}

fn value(kind: &str, input: &str) -> Value {
    match kind {
        "text" => Value::from(input),
        "integer" => Value::Integer(input.parse().unwrap()),
        "number" => Value::Number(Number::parse(input).unwrap()),
        "date" => Value::Date(parse_date(input).unwrap()),
        "time" => Value::Time(parse_time(input).unwrap()),
        "datetime" => Value::Datetime(moment(input, Zone::UTC)),
        "duration" => Value::Duration(duration(input)),
        other => panic!("no kind `{other}`"),
    }
}

#[test]
fn dates_end_where_the_calendar_does() {
    assert_eq!(Date::new(10_000, 1, 1), None);
    assert_eq!(Date::LAST.plus_days(1), None);
    assert_eq!(Date::FIRST.plus_months(-1), None);
    assert_eq!(Date::from_days(i64::MAX), None);
    for name in ["Pacific/Kiritimati", "Etc/GMT+12", "America/New_York"] {
        let zone = zone(name);
        let last = TimeOfDay::from_micros(86_399_999_999).unwrap();
        assert_eq!(zone.local(zone.instant(Date::LAST, last)), (Date::LAST, last));
        assert_eq!(zone.local(zone.start_of_day(Date::FIRST)), (Date::FIRST, TimeOfDay::MIDNIGHT));
        assert_eq!(zone.day(zone.start_of_day(Date::FIRST)), Ok(Date::FIRST));
    }
}

#[test]
fn no_value_lies_on_a_day_beyond_the_calendar() {
    let (zagreb, west) = (zone("Europe/Zagreb"), zone("Etc/GMT+12"));
    let before = zagreb.start_of_day(Date::FIRST).plus_micros(-1).unwrap();
    let behind = west.instant(Date::LAST, TimeOfDay::MIDNIGHT).plus_micros(86_399_999_999).unwrap();
    for (zone, moment) in [(zagreb, before), (west, before), (zagreb, behind), (Zone::UTC, behind)] {
        assert_eq!(zone.day(moment), Err(TimeError::OutOfRange));
        for length in ["1 day", "-1 days", "1 month", "-1 months"] {
            assert_eq!(add_calendar(moment, duration(length), zone), Err(TimeError::OutOfRange));
        }
        for unit in Unit::ALL {
            assert_eq!(start_of(moment, unit, zone), Err(TimeError::OutOfRange));
        }
    }
    assert_eq!(west.day(behind), Ok(Date::LAST));
}
