//! Local times against an independent calendar, jiff, whose "compatible" rule for gaps and overlaps is ours.
//!
//! Only the time up to 2025 is drawn: the two bring different releases of the zone database, which differ about what
//! governments decided since, and only jiff continues the changes of clocks behind the year 2099.

use bourn::value::time::{Date, Instant, TimeOfDay, Zone, add_calendar, add_elapsed, start_of};
use bourn::value::{Duration, Unit, Weekday, clock};
use jiff::civil;
use jiff::tz::TimeZone;
use proptest::prelude::*;

const ZONES: [&str; 16] = [
    "UTC",
    "Europe/Zagreb",
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Havana",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Antarctica/Troll",
];

fn zones() -> impl Strategy<Value = (Zone, TimeZone)> {
    proptest::sample::select(&ZONES[..])
        .prop_map(|name| (Zone::parse(name).unwrap(), TimeZone::get(name).unwrap()))
}

/// Microseconds from 1970 to 2021; the tests move on by some years.
fn micros() -> impl Strategy<Value = i64> {
    0..1_609_459_200_000_000_i64
}

/// Clocks change at few instants, so half of the local times drawn are near one: within a day of a change.
fn near_a_change() -> impl Strategy<Value = (Zone, TimeZone, i64)> {
    (zones(), micros(), -86_400_000_000..86_400_000_000_i64).prop_map(|((ours, theirs), start, distance)| {
        let start_of_search = jiff::Timestamp::from_microsecond(start).unwrap();
        let change =
            theirs.following(start_of_search).next().map(|change| change.timestamp().as_microsecond());
        let micros = change.unwrap_or(start).min(1_609_459_200_000_000) + distance;
        (ours, theirs, micros)
    })
}

fn civil_of(date: Date, time: TimeOfDay) -> civil::DateTime {
    let part = |number: i64| i8::try_from(number).unwrap();
    civil::DateTime::new(
        i16::try_from(date.year()).unwrap(),
        part(i64::from(date.month())),
        part(i64::from(date.day())),
        part(time.hour()),
        part(time.minute()),
        part(time.second()),
        i32::try_from(time.fraction() * 1000).unwrap(),
    )
    .unwrap()
}

fn compatible(theirs: &TimeZone, local: civil::DateTime) -> i64 {
    theirs.to_ambiguous_zoned(local).compatible().unwrap().timestamp().as_microsecond()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2048, ..ProptestConfig::default() })]

    #[test]
    fn clocks_show_the_same((ours, theirs, micros) in near_a_change()) {
        let (date, time) = ours.local(Instant::from_micros(micros));
        let shown = jiff::Timestamp::from_microsecond(micros).unwrap().to_zoned(theirs).datetime();
        prop_assert_eq!(civil_of(date, time), shown);
    }

    #[test]
    fn local_times_name_the_same_moment((ours, theirs, micros) in near_a_change()) {
        // As a local time this may be skipped or shown twice.
        let (date, time) = Zone::UTC.local(Instant::from_micros(micros + ours.offset_seconds(Instant::from_micros(micros)) * 1_000_000));
        prop_assert_eq!(ours.instant(date, time).micros(), compatible(&theirs, civil_of(date, time)));
    }

    #[test]
    fn days_start_at_the_same_moment((ours, theirs, micros) in near_a_change()) {
        let date = ours.date(Instant::from_micros(micros));
        let midday = civil_of(date, TimeOfDay::new(12, 0, 0).unwrap());
        let start = theirs.to_ambiguous_zoned(midday).compatible().unwrap().start_of_day().unwrap();
        prop_assert_eq!(ours.start_of_day(date).micros(), start.timestamp().as_microsecond());
    }

    #[test]
    fn hours_start_when_clocks_show_them_full((ours, theirs, micros) in near_a_change(), unit in proptest::sample::select(&[Unit::Hours, Unit::Minutes, Unit::Seconds][..])) {
        let instant = Instant::from_micros(micros);
        let start = start_of(instant, unit, ours).unwrap();
        prop_assert!(start <= instant);
        prop_assert_eq!(start_of(start, unit, ours).unwrap(), start);
        let zoned = jiff::Timestamp::from_microsecond(micros).unwrap().to_zoned(theirs);
        let steady = zoned.time_zone().preceding(zoned.timestamp()).next();
        // Where clocks were not changed for a day, the rule is a plain one.
        if steady.is_none_or(|change| change.timestamp().as_microsecond() < micros - 86_400_000_000) {
            let size = match unit { Unit::Hours => 3600, Unit::Minutes => 60, _ => 1 } * 1_000_000;
            let offset = i64::from(zoned.offset().seconds()) * 1_000_000;
            prop_assert_eq!(start.micros(), micros - (micros + offset).rem_euclid(size));
        }
    }

    #[test]
    fn months_and_days_move_alike((ours, theirs, micros) in near_a_change(), months in -30..30_i64, days in -60..60_i64) {
        let length = Duration::of(months, Unit::Months).unwrap().add(Duration::of(days, Unit::Days).unwrap()).unwrap();
        let zoned = jiff::Timestamp::from_microsecond(micros).unwrap().to_zoned(theirs);
        let step = |months: i64, days: i64| jiff::Span::new().months(months).days(days);
        let moved = zoned.datetime().checked_add(step(months, 0)).unwrap().checked_add(step(0, days)).unwrap();
        if months != 0 || days != 0 {
            let expected = compatible(zoned.time_zone(), moved);
            prop_assert_eq!(add_calendar(Instant::from_micros(micros), length, ours).unwrap().micros(), expected);
        }
        if months != 0 {
            let moved = zoned.datetime().checked_add(step(months, 0)).unwrap();
            let expected = compatible(zoned.time_zone(), moved) + days * 86_400_000_000;
            prop_assert_eq!(add_elapsed(Instant::from_micros(micros), length, ours).unwrap().micros(), expected);
        }
    }

    #[test]
    fn weekdays_and_leap_years_agree(days in -700_000..2_900_000_i64) {
        let date = Date::from_days(days).unwrap();
        let theirs = civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        prop_assert_eq!(civil_of(date, TimeOfDay::MIDNIGHT).date(), theirs);
        prop_assert_eq!(date.weekday().number(), i64::from(theirs.weekday().to_monday_one_offset()));
        prop_assert_eq!(i64::from(date.day_of_year()), i64::from(theirs.day_of_year()));
    }

    /// What a pause waits for: found here by going through the days one by one.
    #[test]
    fn pauses_end_at_the_same_moment((ours, theirs, micros) in near_a_change(), seconds in 0..86_400_i64, choice in 0..1000_u32) {
        let now = Instant::from_micros(micros);
        let time = TimeOfDay::from_micros(seconds * 1_000_000).unwrap();
        let first = |wanted: &dyn Fn(usize, civil::Date) -> bool| next_day(&theirs, micros, time, wanted);

        prop_assert_eq!(clock::next_time(now, ours, time).unwrap().micros(), first(&|_, _| true));
        let days = choice % 40;
        let found = clock::days_until(now, ours, i64::from(days), time).unwrap().micros();
        prop_assert_eq!(found, first(&|ahead, _| ahead >= days as usize));
        let weekday = Weekday::ALL[(choice % 7) as usize];
        let found = clock::next_weekday_at(now, ours, weekday, time).unwrap().micros();
        let number = weekday.number();
        prop_assert_eq!(found, first(&|_, day| i64::from(day.weekday().to_monday_one_offset()) == number));
        let day_of_year = civil::date(2000, 1, 1).checked_add(jiff::Span::new().days(choice % 366)).unwrap();
        let (month, day) = (day_of_year.month(), day_of_year.day());
        let found = clock::next_month_day(now, ours, u32::from(month.unsigned_abs()), u32::from(day.unsigned_abs()), time);
        let is_it = |_, date: civil::Date| {
            (date.month(), date.day()) == (month, day)
                || (month, day) == (2, 29) && (date.month(), date.day()) == (2, 28) && !date.in_leap_year()
        };
        prop_assert_eq!(found.unwrap().micros(), first(&is_it));
    }
}

/// The first moment later than now at which clocks show a time on a wanted day; days are counted from today.
fn next_day(
    theirs: &TimeZone,
    now: i64,
    time: TimeOfDay,
    wanted: &dyn Fn(usize, civil::Date) -> bool,
) -> i64 {
    let today = jiff::Timestamp::from_microsecond(now).unwrap().to_zoned(theirs.clone()).date();
    let shown = civil_of(Date::FIRST, time).time();
    let days = (0..).map(|ahead: usize| {
        let span = jiff::Span::new().days(i64::try_from(ahead).unwrap());
        (ahead, today.checked_add(span).unwrap())
    });
    let moments = days.filter(|(ahead, day)| wanted(*ahead, *day));
    moments.map(|(_, day)| compatible(theirs, day.to_datetime(shown))).find(|moment| *moment > now).unwrap()
}
