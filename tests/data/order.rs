//! The one order of persons and events.

use bourn::data::Options;
use proptest::prelude::*;

use super::{load, loaded, program, shown};

const SHOP: &str = "event bought { n: integer? }";

fn row(person: &str, second: u32, n: usize, id: &str) -> String {
    format!("{person},bought,2026-01-01T00:{:02}:{:02}Z,{n},{id}\n", second / 60, second % 60)
}

fn file(rows: &[String]) -> String {
    format!("personId,name,time,n,eventId\n{}", rows.concat())
}

#[test]
fn persons_are_sorted_by_the_bytes_of_their_keys() {
    let people = "personId\nb\nž\nB\n10\n9\n";
    assert_eq!(loaded(&program(SHOP), &[("p.csv", people.as_bytes())], &[]), "10\n9\nB\nb\nž\n");
}

#[test]
fn of_events_with_the_same_id_the_first_in_time_counts() {
    let rows = [
        row("p", 9, 1, "a"),
        row("p", 3, 2, "a"),
        row("q", 1, 3, "a"),
        row("p", 5, 4, ""),
        row("p", 5, 5, ""),
        row("p", 9, 6, "b"),
        row("p", 9, 7, "b"),
    ];
    assert_eq!(
        loaded(&program(SHOP), &[], &[("e.csv", file(&rows).as_bytes())]),
        "p\n  2026-01-01T00:00:03Z bought n=2\n  2026-01-01T00:00:05Z bought n=4\n  2026-01-01T00:00:05Z bought n=5\n  \
         2026-01-01T00:00:09Z bought n=6\nq\n  2026-01-01T00:00:01Z bought n=3\n"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Distinct times: neither the order of rows nor that of files matters.
    #[test]
    fn events_are_sorted_by_time(seconds in Just((0..40_u32).collect::<Vec<_>>()).prop_shuffle(), cut in 0..40_usize) {
        let program = program(SHOP);
        let person = |second: u32| if second.is_multiple_of(3) { "a" } else { "b" };
        let rows: Vec<String> = seconds.iter().map(|&s| row(person(s), s, s as usize, "")).collect();
        let sorted: Vec<String> = (0..40).map(|s| row(person(s), s, s as usize, "")).collect();
        let wanted = loaded(&program, &[], &[("e.csv", file(&sorted).as_bytes())]);
        let (one, other) = (file(&rows[..cut]), file(&rows[cut..]));
        prop_assert_eq!(&loaded(&program, &[], &[("1.csv", one.as_bytes()), ("2.csv", other.as_bytes())]), &wanted);
        prop_assert_eq!(&loaded(&program, &[], &[("2.csv", other.as_bytes()), ("1.csv", one.as_bytes())]), &wanted);
    }

    /// Events of one moment stay in the order in which they were given.
    #[test]
    fn ties_are_broken_by_the_order_of_the_input(seconds in prop::collection::vec(0..4_u32, 1..60), cut in 0..60_usize) {
        let program = program(SHOP);
        let cut = cut.min(seconds.len());
        let rows: Vec<String> = seconds.iter().enumerate().map(|(n, &s)| row("p", s, n, "")).collect();
        let (one, other) = (file(&rows[..cut]), file(&rows[cut..]));
        let files = [("2.csv", one.as_bytes()), ("1.csv", other.as_bytes())];
        let population = load(&program, &Options::default(), &[], &files).unwrap().population;
        let mut wanted: Vec<(u32, usize)> = seconds.iter().enumerate().map(|(n, &s)| (s, n)).collect();
        wanted.sort_unstable();
        let wanted: Vec<String> = wanted.iter().map(|(_, n)| format!("n={n}")).collect();
        let text = shown(&program, &population);
        let found: Vec<&str> = text.lines().skip(1).map(|line| line.rsplit(' ').next().unwrap()).collect();
        prop_assert_eq!(found, wanted);
    }
}
