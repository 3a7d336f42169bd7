//! Why conditions hold, and what would change that: by law over drawn conditions, and by a table of planted ones.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

#[path = "journey/support.rs"]
mod support;

use bourn::check::{Settings, Wanted, check};
use bourn::eval::why::{Change, nearest};
use bourn::eval::{Context, Sketch, Visible, holds};
use bourn::laws::{Found, reasons_are_right};
use bourn::source::Snapshot;
use bourn::syntax::parse;
use bourn::value::time::parse_datetime;
use bourn::value::{Value, Zone};
use proptest::prelude::*;
use support::Program;

#[test]
fn reasons_and_changes_are_right() {
    let mut found = [0; 3];
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 600,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let count = std::cell::RefCell::new(&mut found);
    runner
        .run(&proptest::collection::vec(any::<u8>(), 0..400), |bytes| {
            count.borrow_mut()[reasons_are_right(&bytes) as usize] += 1;
            Ok(())
        })
        .unwrap();
    let conditions = found[Found::NoChange as usize] + found[Found::Change as usize];
    // Many drawn conditions are constant, or about results of functions that no value on the list leads to.
    println!("{conditions} conditions, {} turned", found[Found::Change as usize]);
    assert!(conditions > 200 && found[Found::Change as usize] > 60, "{found:?}");
}

const DECLARED: &str =
    "people { plan: text, age: integer, points: number, vip: boolean, trial: datetime, born: date
    loans: list of { title: text }
    computed gold: boolean = points >= 1000 }
event bought { item: text, price: number? }
event viewed { page: text }
segment Adults \"Grown-ups\" = age >= 18
segment Fans = in segment Adults and happened bought at least 2 times
";

/// A condition, the person, what happened to them, and what would turn it.
const CASES: &[(&str, &str, &[&str], &str)] = &[
    ("age >= 18", "age = 15", &[], "age = 18"),
    ("age >= 18", "age = 30", &[], "age = 17"),
    ("age is between 20 and 30", "age = 35", &[], "age = 30"),
    ("plan is \"pro\"", "", &[], "plan = \"pro\""),
    ("plan is not \"pro\"", "", &[], "plan = \"pro\""),
    ("plan is one of (\"a\", \"b\")", "plan = x", &[], "plan = \"a\""),
    ("points > 10.5", "points = 3", &[], "points = 10.6"),
    ("vip", "", &[], "vip = true"),
    ("not vip", "vip = true", &[], "vip = false"),
    ("gold", "points = 12", &[], "points = 1000"),
    ("has tag \"x\"", "", &[], "tags = [\"x\"]"),
    ("trial will be within 3 days", "", &[], "trial = 2026-06-04 12:00"),
    ("born is today ignoring year", "", &[], "born = 2026-06-01"),
    ("age >= 18 and plan is \"pro\"", "age = 15", &[], "age = 18; plan = \"pro\""),
    ("age >= 18 or plan is \"pro\"", "age = 15", &[], "age = 18"),
    ("age > 18 and age is not 19", "age = 3", &[], "age = 20"),
    ("happened bought", "", &[], "1 bought"),
    ("happened bought", "", &["2026-05-01 10:00 bought item = a"], "not bought"),
    ("happened bought at least 3 times", "", &["2026-05-01 10:00 bought item = a"], "2 bought"),
    ("happened bought exactly 1 times", "", &["2026-05-01 10:00 bought item = a"], "1 bought"),
    ("happened bought where (item is \"a\" and price > 10)", "", &[], "1 bought item = \"a\", price = 11"),
    (
        "happened viewed where page contains \"/sale\" within last 7 days",
        "",
        &[],
        "1 viewed page = \"/sale\"",
    ),
    ("happened viewed before last 7 days", "", &[], "1 viewed at 2026-05-25 11:59:59.999999"),
    ("sum(bought.price) > 200", "", &["2026-05-01 10:00 bought price = 150"], "1 bought price = 200"),
    ("in segment Adults", "age = 15", &[], "age = 18"),
    ("in segment Fans", "age = 15", &["2026-05-01 10:00 bought item = a"], "age = 18; 1 bought"),
    ("1 > 2", "", &[], "none"),
];

#[test]
fn planted_conditions_are_turned_by_the_least() {
    let mut wrong = Vec::new();
    for (condition, person, events, expected) in CASES {
        let found = turned(condition, person, events);
        if found != *expected {
            wrong.push(format!("{condition}: {found}, and not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What would turn a condition, in words.
fn turned(condition: &str, person: &str, events: &[&str]) -> String {
    let world = Program::new("why", DECLARED, "");
    let events: Vec<String> = events.iter().map(|event| format!("ana {event}")).collect();
    let subject = world.subjects(&format!("ana {person}"), &events.join("\n")).remove(0);
    let facts = Sketch { key: "ana".into(), attributes: subject.attributes, events: subject.events };

    let mut snapshot = Snapshot::new();
    let file = snapshot.add("why.flow", DECLARED);
    let (tree, _) = parse(&mut snapshot, file);
    let mut checked = check(&mut snapshot, &[tree], &Settings::default());
    let condition = checked.formula(&mut snapshot, "condition", condition, Wanted::Condition).unwrap();
    let program = &checked.program;
    let now = parse_datetime("2026-06-01 12:00", Zone::UTC).unwrap();
    let context = Context {
        program,
        facts: &facts,
        now,
        zone: Zone::UTC,
        variables: &[],
        visible: Visible::All,
        random: None,
    };
    let wanted = !holds(&context, condition, &mut Vec::new());
    let Some(changes) = nearest(&context, condition, wanted) else { return "none".to_owned() };
    let words = changes.iter().map(|change| match change {
        Change::Set(attribute, value) => {
            format!("{} = {}", program.attributes[*attribute].name, value.literal(Zone::UTC))
        }
        Change::Happen(event, times) => {
            let declared = &program.events[event.definition];
            let filled = declared.properties.iter().zip(event.properties.iter());
            let filled = filled.filter(|(_, value)| !value.is_empty());
            let filled =
                filled.map(|(property, value)| format!("{} = {}", property.name, value.literal(Zone::UTC)));
            let properties = filled.collect::<Vec<_>>().join(", ");
            let at = if event.time == now {
                String::new()
            } else {
                format!("at {}", Value::Datetime(event.time).show(Zone::UTC))
            };
            format!("{times} {} {properties}{at}", declared.name).trim().to_owned()
        }
        Change::Undo(event) => format!("not {}", program.events[event.definition].name),
    });
    words.collect::<Vec<_>>().join("; ")
}
