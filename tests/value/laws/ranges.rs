//! Ranges of operators and windows: which of them exclude, and which complete, each other.

use bourn::value::moment::{between_range, relation_range};
use bourn::value::relative::{contacted_range, date_range, instant_range};
use bourn::value::time::{
    Date, Duration, Instant, TimeOfDay, Unit, Zone, parse_date, parse_datetime, parse_time,
};
use bourn::value::{DateOperator, InstantRange, KeyedHash, Moment, Relation, Value, clock, window};
use proptest::prelude::*;

const PAST: [DateOperator; 2] = [DateOperator::WasWithin, DateOperator::WasMoreThan];
const FUTURE: [DateOperator; 2] = [DateOperator::WillBeWithin, DateOperator::WillBeMoreThan];

fn zones() -> impl Strategy<Value = Zone> {
    let names =
        ["UTC", "Europe/Zagreb", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo"];
    proptest::sample::select(names.to_vec()).prop_map(|name| Zone::parse(name).unwrap())
}

/// Within some years around 2026.
fn instants() -> impl Strategy<Value = Instant> {
    (1_600_000_000_000_000..1_900_000_000_000_000_i64).prop_map(Instant::from_micros)
}

fn durations() -> impl Strategy<Value = Duration> {
    (0..40_i64, proptest::sample::select(&Unit::ALL[..]))
        .prop_map(|(amount, unit)| Duration::of(amount, unit).unwrap())
}

/// A moment near now, where the ends of ranges are.
fn near(now: Instant, distance: i64) -> Instant {
    now.plus_micros(distance).unwrap()
}

fn distances() -> impl Strategy<Value = i64> {
    let day = 86_400_000_000_i64;
    prop_oneof![
        -60 * day..60 * day,
        -2 * day..2 * day,
        (-60..60_i64).prop_map(move |days| days * day),
        -3..3_i64
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn within_and_more_than_part_their_side(now in instants(), duration in durations(), zone in zones(), distance in distances()) {
        let date = zone.date(near(now, distance));
        let today = zone.date(now);
        let holds = |operator| date_range(operator, duration, now, zone).contains(date);
        prop_assert_eq!(PAST.into_iter().filter(|operator| holds(*operator)).count(), usize::from(date <= today));
        prop_assert_eq!(FUTURE.into_iter().filter(|operator| holds(*operator)).count(), usize::from(date >= today));
        prop_assert!(!holds(DateOperator::Was) || holds(DateOperator::WasWithin));
        prop_assert!(!holds(DateOperator::WillBeIn) || holds(DateOperator::WillBeWithin));
    }

    #[test]
    fn moments_part_their_side_too(now in instants(), duration in durations(), zone in zones(), distance in distances()) {
        let value = near(now, distance);
        let today = zone.date(now);
        let (past, future) = if duration.is_calendar() {
            (zone.date(value) <= today, zone.date(value) >= today)
        } else {
            (value <= now, value >= now)
        };
        let holds = |operator| instant_range(operator, duration, now, zone).contains(value);
        prop_assert_eq!(PAST.into_iter().filter(|operator| holds(*operator)).count(), usize::from(past));
        prop_assert_eq!(FUTURE.into_iter().filter(|operator| holds(*operator)).count(), usize::from(future));
    }

    #[test]
    fn a_moment_in_days_means_its_date(now in instants(), days in 0..40_i64, zone in zones(), distance in distances()) {
        let (value, duration) = (near(now, distance), Duration::of(days, Unit::Days).unwrap());
        let operators = [DateOperator::WillBeIn, DateOperator::Was, DateOperator::WasToday, DateOperator::IsTomorrow, DateOperator::IsYesterday];
        for operator in operators.into_iter().chain(PAST).chain(FUTURE) {
            let by_date = date_range(operator, duration, now, zone).contains(zone.date(value));
            prop_assert_eq!(instant_range(operator, duration, now, zone).contains(value), by_date);
        }
    }

    #[test]
    fn every_contact_was_some_days_ago(now in instants(), zone in zones(), distance in 0..30 * 86_400_000_000_i64) {
        let value = near(now, -distance);
        let holds = |days: i64| {
            let duration = Duration::of(days, Unit::Days).unwrap();
            contacted_range(DateOperator::Was, duration, now, zone).contains(value)
        };
        let blocks: Vec<i64> = (0..=30).filter(|days| holds(*days)).collect();
        prop_assert_eq!(blocks, vec![distance / 86_400_000_000]);
    }

    #[test]
    fn every_moment_of_the_past_was_some_hours_ago(now in instants(), zone in zones(), distance in 0..30 * 3_600_000_000_i64) {
        let value = near(now, -distance);
        let holds = |hours: i64| {
            let duration = Duration::of(hours, Unit::Hours).unwrap();
            instant_range(DateOperator::Was, duration, now, zone).contains(value)
        };
        let hours: Vec<i64> = (0..=30).filter(|hours| holds(*hours)).collect();
        prop_assert_eq!(hours, vec![distance / 3_600_000_000]);
    }

    #[test]
    fn windows_part_the_past(now in instants(), duration in durations(), zone in zones(), distance in distances()) {
        let value = near(now, distance);
        let within = window::within_last(duration, now, zone).contains(value);
        let before = window::before_last(duration, now, zone).contains(value);
        prop_assert_eq!(usize::from(within) + usize::from(before), usize::from(value <= now));
        let between = window::between_last(duration, Duration::ZERO, now, zone);
        prop_assert_eq!(between.contains(value), within);
    }

    #[test]
    fn relations_part_the_time_line(value in instants(), distance in distances(), zone in zones(), whole_day in any::<bool>()) {
        let point = near(value, distance);
        let moment = if whole_day { Moment::Date(zone.date(point)) } else { Moment::Instant(point) };
        let holds = |relation| relation_range(relation, moment, zone).contains(value);
        prop_assert!(holds(Relation::Before) != holds(Relation::Since));
        prop_assert!(holds(Relation::Until) != holds(Relation::After));
        prop_assert_eq!(holds(Relation::Is), holds(Relation::Until) && holds(Relation::Since));
        prop_assert_eq!(between_range(moment, moment, zone).contains(value), holds(Relation::Is));
        if whole_day {
            prop_assert_eq!(holds(Relation::Is), zone.date(value) == zone.date(point));
        }
    }

    #[test]
    fn days_meet_without_a_gap(days in 0..40_000_i64, zone in zones()) {
        let date = Date::from_days(days).unwrap();
        let next = date.plus_days(1).unwrap();
        prop_assert!(zone.start_of_day(date) <= zone.start_of_day(next));
        let last = zone.start_of_day(next).plus_micros(-1).unwrap();
        prop_assert!(zone.date(last) < next);
    }

    #[test]
    fn pauses_end_later_and_on_time(now in instants(), zone in zones(), micros in 0..86_400_000_000_i64) {
        let time = TimeOfDay::from_micros(micros).unwrap();
        let end = clock::next_time(now, zone, time).unwrap();
        prop_assert!(end > now);
        // At most a skipped day and an hour that was repeated beside the next day.
        prop_assert!(end.micros_since(now) <= 50 * 3_600_000_000);
        for weekday in bourn::value::Weekday::ALL {
            let end = clock::next_weekday_at(now, zone, weekday, time).unwrap();
            prop_assert!(end > now && end.micros_since(now) <= (8 * 24 + 2) * 3_600_000_000);
        }
    }

    #[test]
    fn literals_read_back(micros in Instant::FIRST.micros() + 200_000_000_000..Instant::LAST.micros() - 200_000_000_000, zone in zones()) {
        let instant = Instant::from_micros(micros);
        let literal = Value::Datetime(instant).literal(zone);
        prop_assert_eq!(parse_datetime(&literal, zone), Ok(instant));
        let (date, time) = zone.local(instant);
        prop_assert_eq!(parse_date(&date.to_string()), Ok(date));
        prop_assert_eq!(parse_time(&time.to_string()), Ok(time));
    }

    #[test]
    fn reading_never_panics(text in "[-+0-9TZ: .]{0,36}", zone in zones()) {
        let _ = (parse_date(&text), parse_time(&text), parse_datetime(&text, zone));
    }

    #[test]
    fn any_text_can_be_read(text in "\\PC{0,12}", zone in zones()) {
        let _ = (parse_date(&text), parse_time(&text), parse_datetime(&text, zone));
    }

    #[test]
    fn nothing_leaves_the_calendar(now in any::<i64>(), amount in any::<i64>(), unit in proptest::sample::select(&Unit::ALL[..]), zone in zones()) {
        let now = Instant::from_micros(now);
        if let Ok(duration) = Duration::of(amount, unit) {
            for operator in PAST.into_iter().chain(FUTURE).chain([DateOperator::Was, DateOperator::WillBeIn]) {
                let _ = date_range(operator, duration, now, zone);
                let _ = instant_range(operator, duration, now, zone);
                let _ = contacted_range(operator, duration, now, zone);
            }
            let _ = (window::within_last(duration, now, zone), window::before_last(duration, now, zone));
        }
        let _ = clock::days_until(now, zone, amount, TimeOfDay::MIDNIGHT);
        let _ = Value::Datetime(now).literal(zone);
    }

    #[test]
    fn hashes_depend_on_how_fields_are_parted(seed in "[a-z]{0,8}", one in "[a-z]{0,8}", other in "[a-z]{1,8}") {
        let hash = KeyedHash::new(&seed);
        let joined = format!("{one}{other}");
        prop_assert_ne!(hash.hash(&[one.as_bytes(), other.as_bytes()]), hash.hash(&[joined.as_bytes()]));
        prop_assert!(hash.percent(&[one.as_bytes()]) < 100);
        prop_assert!(hash.digits(&[one.as_bytes()], 6).starts_with(&hash.digits(&[one.as_bytes()], 4)));
    }
}

#[test]
fn shares_are_even() {
    let hash = KeyedHash::new("seed");
    let mut counts = [0_i64; 100];
    for person in 0..100_000_u32 {
        counts[hash.percent(&[b"flow", b"offer", &person.to_le_bytes()]) as usize] += 1;
    }
    // 1000 each are expected; five standard deviations are 158.
    assert!(counts.iter().all(|count| (count - 1000).abs() < 158), "{counts:?}");
}

#[test]
fn ranges_at_the_ends_of_time() {
    assert!(InstantRange::after(Instant::LAST).is_never());
    assert!(InstantRange::up_to(Instant::LAST).contains(Instant::LAST));
    assert!(!InstantRange::NEVER.contains(Instant::LAST) && !InstantRange::NEVER.contains(Instant::FIRST));
    assert!(InstantRange::ALWAYS.and(InstantRange::NEVER).is_never());
}
