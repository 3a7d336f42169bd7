//! `docs/elements.md` has every sentence of the modelled system's page, and what it names exists.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../docs/elements.md");

/// The numbers of the page are these.
const NUMBERS: std::ops::RangeInclusive<u32> = 1..=366;

/// What stands for an implementation where there is nothing to implement.
const NOTHING: [&str; 2] = ["drawing", "reading"];

/// A line of the page.
struct Row {
    numbers: Vec<u32>,
    implemented: String,
    shown: String,
    line: usize,
}

/// `S001`, `S003, S004` and `S012–S020`.
fn numbers(written: &str) -> Vec<u32> {
    let number = |text: &str| text.trim().strip_prefix('S').unwrap().parse::<u32>().unwrap();
    let range = |text: &str| match text.split_once('–') {
        Some((first, last)) => (number(first)..=number(last)).collect(),
        None => vec![number(text)],
    };
    written.split(',').flat_map(range).collect()
}

fn rows() -> Vec<Row> {
    let lines = PAGE.lines().enumerate().filter(|(_, line)| line.starts_with("| S"));
    let row = |(at, line): (usize, &str)| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells.len(), 4, "line {}: a row has four cells", at + 1);
        let [written, _, implemented, shown] = cells[..] else { unreachable!() };
        Row { numbers: numbers(written), implemented: implemented.into(), shown: shown.into(), line: at + 1 }
    };
    lines.map(row).collect()
}

/// What stands in backticks.
fn named(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// Whether a file exists, and has the heading behind `#`.
fn exists(place: &str) -> bool {
    let (path, heading) =
        place.split_once('#').map_or((place, None), |(path, heading)| (path, Some(heading)));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let has = |heading: &str| {
        let text = fs::read_to_string(&path).unwrap_or_default();
        text.lines().any(|line| line.strip_prefix("## ").is_some_and(|found| found.trim() == heading))
    };
    heading.map_or_else(|| path.exists(), has)
}

/// The rules of the reference, each of which has specs by another test.
fn is_rule(tag: &str, reference: &str) -> bool {
    let rules = reference.split("<!-- rule:").skip(1).filter_map(|rest| rest.split("-->").next());
    rules.flat_map(|tags| tags.split([',', ' '])).any(|known| known.trim() == tag)
}

#[test]
fn every_sentence_has_its_row() {
    let mut lines: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for row in rows() {
        for number in row.numbers {
            lines.entry(number).or_default().push(row.line);
        }
    }
    let missing: Vec<u32> = NUMBERS.filter(|number| !lines.contains_key(number)).collect();
    assert!(missing.is_empty(), "without a row: {missing:?}");
    let repeated: Vec<_> =
        lines.iter().filter(|(number, lines)| lines.len() > 1 || !NUMBERS.contains(number)).collect();
    assert!(repeated.is_empty(), "in several rows, or no number of the page: {repeated:?}");
}

#[test]
fn what_is_named_exists() {
    let reference = include_str!("../docs/reference/language.md");
    let mut wrong = Vec::new();
    for Row { implemented, shown, line, .. } in rows() {
        let nothing = NOTHING.contains(&implemented.as_str());
        if nothing != shown.is_empty() || !nothing && named(&implemented).next().is_none() {
            wrong.push(format!("line {line}: an implementation is shown by something, and only that is"));
        }
        let places = named(&implemented).filter(|place| !exists(place));
        wrong.extend(places.map(|place| format!("line {line}: there is no `{place}`")));
        let shows = |shown: &str| if shown.contains('/') { exists(shown) } else { is_rule(shown, reference) };
        let shown = named(&shown).filter(|shown| !shows(shown));
        wrong.extend(shown.map(|shown| format!("line {line}: there is no `{shown}`")));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The words that programs are searched for: every element, entry and setting.
const FORMS: [&str; 57] = [
    "pause until",
    "segment audience",
    "wait for event up to",
    "wait for event indefinitely",
    "include events from entrance",
    "wait for change of",
    "wait for date",
    "is in",
    "was 1 day ago",
    "every year at",
    "evaluate inbound message",
    "split audience",
    "update profile",
    "set ",
    "add tag",
    "remove tag",
    "send email from",
    "send sms from",
    "send push",
    "send whatsapp from",
    "send voice",
    "body file",
    "window ",
    "speed ",
    "validity ",
    "shorten urls",
    "track clicks",
    "call api GET",
    "call api POST",
    "call api PUT",
    "call api DELETE",
    "call api PATCH",
    "body json",
    "body form",
    "body {",
    "timeout ",
    "retry ",
    "wait for response",
    "use ",
    "add to flow",
    "for person(",
    "notify sms to",
    "notify email to",
    "add to do not contact",
    "remove from do not contact",
    "start conversation tag",
    "exit when happened",
    "exit when change of",
    "enter audience when",
    "enter audience in real time when",
    "enter from api",
    "enter from flow",
    "schedule from",
    "timezone ",
    "caps ",
    "voice session",
    "draft",
];

#[test]
fn the_examples_use_every_element_and_setting() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/journeys");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let sources = files.filter(|path| path.extension().is_some_and(|extension| extension == "flow"));
    let text: String = sources.map(|path| fs::read_to_string(path).unwrap()).collect();
    let missing: Vec<&str> = FORMS.into_iter().filter(|form| !text.contains(form)).collect();
    assert!(missing.is_empty(), "no example has {missing:?}");
}
