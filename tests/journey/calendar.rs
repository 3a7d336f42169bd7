//! Journeys of pauses across changes of clocks and ends of months, against an independent calendar, jiff.
//!
//! Only the time up to 2024 is drawn: the two bring different releases of the zone database, which differ about what
//! governments decided since.

use bourn::eval::Event;
use bourn::host::simulate::Run;
use bourn::journey::What;
use bourn::value::Instant;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, civil};
use proptest::prelude::*;

use super::support::{Program, Subject};

const ZONES: [&str; 12] = [
    "UTC",
    "Europe/Zagreb",
    "Europe/Dublin",
    "America/New_York",
    "America/Havana",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Antarctica/Troll",
];

const DAY: i64 = 86_400_000_000;
/// 2020-01-01, from where the longest journey ends before 2025.
const LAST: i64 = 1_577_836_800_000_000;

/// What is written, and when somebody who comes there at a moment goes on.
type Pause = (&'static str, fn(&TimeZone, i64) -> i64);

const PAUSES: [Pause; 8] = [
    ("1 day", |_, now| now + DAY),
    ("36 hours", |_, now| now + DAY * 3 / 2),
    ("1 month", |zone, now| named(zone, local(zone, now).checked_add(Span::new().months(1)).unwrap())),
    ("until 02:30", |zone, now| next(zone, now, 2, |_, _| true)),
    ("2 days until 02:30", |zone, now| next(zone, now, 2, |ahead, _| ahead >= 2)),
    ("until sunday at 01:30", |zone, now| {
        next(zone, now, 1, |_, day| day.weekday() == civil::Weekday::Sunday)
    }),
    ("until 29 february at 02:30", |zone, now| next(zone, now, 2, |_, day| is_leap_day(day))),
    ("until 31 march at 01:30", |zone, now| next(zone, now, 1, |_, day| (day.month(), day.day()) == (3, 31))),
];

fn local(zone: &TimeZone, micros: i64) -> civil::DateTime {
    Timestamp::from_microsecond(micros).unwrap().to_zoned(zone.clone()).datetime()
}

fn named(zone: &TimeZone, local: civil::DateTime) -> i64 {
    zone.to_ambiguous_zoned(local).compatible().unwrap().timestamp().as_microsecond()
}

/// The 29th, or in common years the 28th.
fn is_leap_day(day: civil::Date) -> bool {
    (day.month(), day.day()) == (2, if day.in_leap_year() { 29 } else { 28 })
}

/// The first moment behind one at which it is half past an hour on a wanted day; days are counted from today.
fn next(zone: &TimeZone, now: i64, hour: i8, wanted: fn(i64, civil::Date) -> bool) -> i64 {
    let today = local(zone, now).date();
    let days = (0..).map(|ahead| (ahead, today.checked_add(Span::new().days(ahead)).unwrap()));
    let moments = days.filter(|(ahead, day)| wanted(*ahead, *day));
    moments.map(|(_, day)| named(zone, day.at(hour, 30, 0, 0))).find(|moment| *moment > now).unwrap()
}

/// A moment near which the clocks of a zone are changed, if they ever are behind the one that is drawn.
fn near_a_change() -> impl Strategy<Value = (&'static str, i64)> {
    (prop::sample::select(&ZONES[..]), 0..LAST, -2 * DAY..2 * DAY).prop_map(|(name, start, distance)| {
        let zone = TimeZone::get(name).unwrap();
        let change = zone.following(Timestamp::from_microsecond(start).unwrap()).next();
        let change = change.map_or(start, |change| change.timestamp().as_microsecond());
        (name, (change.min(LAST) + distance).max(0))
    })
}

/// A flow that is a row of pauses.
fn program(zone: &str, pauses: &[Pause]) -> Program {
    let lines: String = pauses.iter().map(|(words, _)| format!("    pause {words}\n")).collect();
    let text = format!(
        "event began {{ }}\nflow A {{\n    enter when happened began\n    re-enter while inside\n{lines}}}\n"
    );
    Program::new("calendar", &text, &format!("zone {zone}"))
}

/// When somebody begins, and somebody else again and again, so that the flow never falls silent.
fn subjects(program: &Program, start: i64, end: i64) -> Vec<Subject> {
    let began = program.event("2026-01-01 00:00 began");
    let at = |micros| Event { time: Instant::from_micros(micros), ..began.clone() };
    let mut subjects = program.subjects("ana\nben", "");
    subjects[0].events = vec![at(start)];
    subjects[1].events =
        (0..).map(|count| start + count * 100 * DAY).take_while(|time| *time <= end).map(at).collect();
    subjects
}

/// When somebody left the pauses.
fn left(run: &Run, key: &str) -> Vec<i64> {
    let person = run.keys.iter().position(|known| &**known == key).unwrap() as u32;
    let steps = run.trace.iter().filter(|step| step.person == person);
    steps
        .filter(|step| matches!(step.record.what, What::Left(_)))
        .map(|step| step.record.time.micros())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn journeys_take_as_long_as_the_calendar_says(
        (zone, start) in near_a_change(), pauses in prop::collection::vec(prop::sample::select(&PAUSES[..]), 1..6),
    ) {
        let theirs = TimeZone::get(zone).unwrap();
        let moments = pauses.iter().scan(start, |now, (_, pause)| {
            *now = pause(&theirs, *now);
            Some(*now)
        });
        let expected: Vec<i64> = moments.collect();
        let end = expected.last().unwrap() + DAY;
        let mut program = program(zone, &pauses);
        program.options.until = Instant::from_micros(end);
        let run = program.run(&subjects(&program, start, end));
        prop_assert_eq!(left(&run, "ana"), expected);
    }
}
