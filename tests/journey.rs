//! What happens to persons in flows, told by scenarios: `tests/journey/*.md`.
//!
//! A scenario is a second-level heading, prose, and blocks:
//!
//! * `flow`: declarations; those of the blocks above the first scenario of a file hold for all of them;
//! * `file mail.html`: a file that messages are made from;
//! * `run`: settings, one a line: `until 2026-03-01 09:00`, `from …`, `zone Europe/Zagreb`, `seed x`;
//! * `people`: `ana city = "Zagreb", age = 31`, one a line; everybody has an `email` and a `phone` unless they are given;
//!   `further phone = 385911` is a contact beside the one in the attribute;
//! * `events`: `ana 2026-01-05 09:00 bought amount = 10`, with ` of Flow` or ` of Flow.label` behind the name, one a line;
//!   `#7` behind all that is the event's outside id;
//! * `api`: what other systems answer, as the lines of a file of mocks;
//! * `requests`: `email ana@example.com 2026-01-05 09:00 Flow parameter = 1; city = "Zagreb"`, one a line;
//! * `outcomes`: what comes of messages, as `bourn run --outcomes` reads it;
//! * `trace`: the lines of the trace that are expected. Words behind `trace` in the first line pick some kinds of lines;
//! * `effects`: the messages, calls and notifications that are expected.
//!
//! Times are local to the zone where they are given, and UTC in traces. `UPDATE=1 cargo test --test journey` writes what
//! comes out into the files, to be read before it is kept.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "journey/calendar.rs"]
mod calendar;
#[path = "journey/comparing.rs"]
mod comparing;
#[path = "journey/crossing.rs"]
mod crossing;
#[path = "journey/laws.rs"]
mod laws;
#[path = "journey/sending.rs"]
mod sending;
#[path = "journey/state.rs"]
mod state;
#[path = "journey/support.rs"]
mod support;

use std::fs;
use std::path::Path;

use bourn::journey::{Answer, Answered, Input, Person, Record, Stepper, What};
use bourn::program::{FlowId, Id};
use support::{Program, Subject, at};

#[test]
fn scenarios() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journey");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut count = 0;
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "md")) {
        let text = fs::read_to_string(file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let (played, scenarios) = play_file(&name, &text);
        count += scenarios;
        if played != text {
            if std::env::var_os("UPDATE").is_some() {
                fs::write(file, &played).unwrap();
            } else {
                wrong.push(difference(&name, &text, &played));
            }
        }
    }
    assert!(count >= 25, "only {count} scenarios were found");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

const PAUSE: &str =
    "event viewed { }\nflow A {\n    enter when happened viewed\n    pause 1 day\n    add tag \"over\"\n}\n";

#[test]
fn a_timer_fires_once_it_is_due_and_not_before() {
    let program = Program::new("timers", PAUSE, "");
    let stepper = Stepper::new(&program.program);
    let mut person = Person::new("ana", Vec::new());
    let viewed = program.event("2026-01-05 09:00 viewed");
    stepper.step(&mut person, at("2026-01-05 09:00"), Input::Event(viewed));
    assert_eq!(stepper.next_timer(&person), Some(at("2026-01-06 09:00")));
    let before = person.clone();
    assert!(stepper.step(&mut person, at("2026-01-06 08:59"), Input::Timer).is_empty());
    assert_eq!(person.inside(), before.inside());
    // A host that was away for a day fires what is overdue, at the moment that its clock shows.
    let records = stepper.step(&mut person, at("2026-01-07 10:00"), Input::Timer);
    assert!(records.iter().all(|record| record.time == at("2026-01-07 10:00")));
    assert!(person.inside().is_empty());
    assert_eq!(stepper.next_timer(&person), None);
}

#[test]
fn a_step_ends_even_where_elements_lead_back() {
    let mut program = Program::new("circle", PAUSE, "");
    let flow = &mut program.program.flows[FlowId::from_index(0)];
    let last = flow.elements.ids().last().unwrap();
    flow.elements[last].next = Some(last);
    let stepper = Stepper::new(&program.program);
    let mut person = Person::new("ana", Vec::new());
    let viewed = program.event("2026-01-05 09:00 viewed");
    stepper.step(&mut person, at("2026-01-05 09:00"), Input::Event(viewed));
    let records = stepper.step(&mut person, at("2026-01-06 09:00"), Input::Timer);
    assert!(
        records
            .iter()
            .any(|record| matches!(&record.what, What::Error(fault) if fault.problem.code().0 == "E0705"))
    );
    assert!(person.inside().is_empty());
}

#[test]
fn who_cannot_be_reached_is_asked_again_at_once() {
    let flow = "event viewed { }\nflow A {\n    enter when happened viewed\n    call api GET \"https://a.example\" { \
        retry 1 times; wait for response; when no response { add tag \"silent\" }; otherwise { } }\n}\n";
    let program = Program::new("unreachable", flow, "");
    let stepper = Stepper::new(&program.program);
    let mut person = Person::new("ana", Vec::new());
    let now = at("2026-01-05 09:00");
    let records = stepper.step(&mut person, now, Input::Event(program.event("2026-01-05 09:00 viewed")));
    let is_call = |record: &&Record| matches!(record.what, What::Called(_));
    let place = records.iter().find(is_call).unwrap().place.unwrap();
    let mut unreachable = |attempt| {
        let answer = Answer { place, attempt, response: None };
        stepper.step(&mut person, now, Input::Answer(Box::new(answer)))
    };
    assert_eq!(unreachable(1).iter().filter(is_call).count(), 1);
    let late = unreachable(1);
    assert!(matches!(late[..], [Record { what: What::Answered(Answered { awaited: false, .. }), .. }]));
    let last = unreachable(2);
    assert!(
        last.iter().any(|record| matches!(record.what, What::Tagged(_)))
            && !last.iter().any(|one| is_call(&one))
    );
    assert!(person.inside().is_empty());
}

#[test]
fn outcomes_that_fit_nothing_are_told_with_row_and_column() {
    let flow = "event viewed { }\nflow A { enter when happened viewed; mail: send push { text \"T\" } }\n";
    let program = Program::new("outcomes", flow, "");
    let rows = [
        r#"{ "outcome": "delivered", "element": "mail", "after": "1 minute", "share": 50 }"#,
        r#"{ "outcome": "lost" }"#,
        r#"{ "outcome": "failed", "flow": "B" }"#,
        r#"{ "outcome": "failed", "after": "soon" }"#,
        r#"{ "outcome": "failed", "share": 101 }"#,
        r#"{ "element": "mail" }"#,
        r#"{ "outcome": "failed", "colour": "red" }"#,
        r#"{ "outcomes": [] }"#,
        r#"{ "outcomes": [{ "outcome": "delivered" }], "after": "1 hour" }"#,
        r#"{ "outcomes": [{ "outcome": "delivered" }, { "after": "1 hour" }] }"#,
        r#"{ "outcomes": [{ "outcome": "delivered", "share": 3 }] }"#,
        r#"{ "outcomes": ["delivered"] }"#,
    ];
    let wrong = program.outcomes(&rows.join("\n")).unwrap_err();
    let wrong: Vec<String> = wrong.iter().map(|wrong| wrong.problem.message()).collect();
    assert_eq!(
        wrong,
        [
            "`lost` is not an outcome of a channel",
            "`B` is not the name of a flow",
            "`soon` is not a time such as `5 minutes`",
            "`101` is not a whole number from 0 to 100",
            "the outcome is missing",
            "the row cannot be read: there is no field `colour`",
            "`[]` is not a list of outcomes",
            "the row cannot be read: each of `outcomes` has its own `after`, the line has none",
            "the outcome is missing",
            "the row cannot be read: there is no field `share`",
            "`\"delivered\"` is not an object with an `outcome`",
        ]
    );
}

/// The text of a file with what comes out in its blocks, and how many scenarios it has.
fn play_file(name: &str, text: &str) -> (String, usize) {
    let mut parts = text.split("\n## ");
    let head = parts.next().unwrap();
    let shared: String = blocks(head).filter(|block| block.kind == "flow").map(|block| block.body).collect();
    let mut played = head.to_owned();
    let mut count = 0;
    for part in parts {
        count += 1;
        played.push_str("\n## ");
        played.push_str(&play(name, &shared, part));
    }
    (played, count)
}

/// The text of a scenario with what comes out in its blocks.
fn play(name: &str, shared: &str, text: &str) -> String {
    let title = text.lines().next().unwrap_or_default();
    let body = |kind: &str| -> String {
        blocks(text).filter(|block| block.kind == kind).map(|block| block.body).collect::<Vec<_>>().join("")
    };
    let templates = blocks(text).filter(|block| block.kind == "file");
    let templates: Vec<(&str, &str)> = templates.map(|block| (block.words, block.body)).collect();
    let (title, source) = (format!("{name}, {title}"), format!("{shared}{}", body("flow")));
    let prepared = |source: &str| {
        let mut program = Program::with_templates(&title, source, &body("run"), &templates);
        program.mock(&body("api"));
        program.options.outside.outcomes = program.outcomes(&body("outcomes")).unwrap();
        program.options.requests = program.requests(&body("requests"));
        program
    };
    let mut program = prepared(&source);
    let subjects: Vec<Subject> = program.subjects(&body("people"), &body("events"));
    let run = program.run(&subjects);
    state::keeps(&mut program, &subjects, &run);
    comparing::differs_in_nothing(
        &program,
        &prepared(&format!("// Further down.\n\n{source}")),
        &subjects,
        &run,
    );
    let mut result = text.to_owned();
    for block in blocks(text).filter(|block| matches!(block.kind, "trace" | "effects")) {
        let lines =
            if block.kind == "trace" { program.trace(&run, block.words) } else { program.effects(&run) };
        let whole = format!("```{}\n{}```", block.head, block.body);
        result = result.replacen(&whole, &format!("```{}\n{lines}```", block.head), 1);
    }
    result
}

struct Block<'t> {
    head: &'t str,
    kind: &'t str,
    words: &'t str,
    body: &'t str,
}

/// The fenced blocks of a text.
fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find("```")? + 3;
        let (head, after) = rest[start..].split_once('\n')?;
        let end = after.find("```")?;
        let body = &after[..end];
        rest = &after[end + 3..];
        let (kind, words) = head.split_once(' ').unwrap_or((head, ""));
        Some(Block { head, kind, words, body })
    })
}

fn difference(name: &str, expected: &str, found: &str) -> String {
    let mut lines = vec![format!("{name}: what comes out differs (-: expected, +: found)")];
    let (expected, found): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    let mut at = 0;
    let mut other = 0;
    while at < expected.len() || other < found.len() {
        if expected.get(at) == found.get(other) {
            at += 1;
            other += 1;
            continue;
        }
        // The next line that both have ends the difference.
        let meet = (other..found.len()).find_map(|to| {
            (at..expected.len()).find(|&from| expected[from] == found[to]).map(|from| (from, to))
        });
        let (from, to) = meet.unwrap_or((expected.len(), found.len()));
        lines.extend(expected[at..from].iter().map(|line| format!("  {}: - {line}", at + 1)));
        lines.extend(found[other..to].iter().map(|line| format!("  {}: + {line}", at + 1)));
        (at, other) = (from, to);
    }
    lines.join("\n")
}
