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
    ("happened viewed followed by bought", "", &[], "1 viewed; 1 bought"),
    ("happened viewed followed by bought", "", &["2026-05-01 10:00 viewed page = a"], "1 bought"),
    ("happened viewed at least 3 times followed by bought", "", &[], "3 viewed; 1 bought"),
    (
        "happened viewed followed by bought where price > 10 within 1 day",
        "",
        &["2026-05-01 10:00 viewed page = a"],
        "1 viewed; 1 bought price = 11",
    ),
    ("happened viewed not followed by bought", "", &[], "1 viewed"),
    ("happened viewed not followed by bought", "", &["2026-05-01 10:00 viewed page = a"], "1 bought"),
    (
        "happened viewed not followed by bought within 1 day",
        "",
        &["2026-05-01 10:00 viewed page = a", "2026-05-01 11:00 bought item = a"],
        "1 viewed",
    ),
    (
        "happened viewed followed by bought",
        "",
        &["2026-05-01 10:00 viewed page = a", "2026-05-01 11:00 bought item = a"],
        "not viewed",
    ),
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

const FLOW: &str = r#"people { age: integer }
event bought { price: number }
event viewed { page: text }
segment Adults = age >= 18 and happened viewed at least 2 times
flow Care {
    enter when happened bought where price > 10 save price
    exit when happened bought where event.price > 1000
    choice: segment audience {
        when in segment Adults { add tag "adult" }
        when age is empty or age < 5 { exit }
        otherwise { }
    }
    answer: wait for event up to 3 days {
        when happened viewed where page contains "thanks" { add tag "thanked" }
        otherwise { add tag "silent" }
    }
}
flow Never { enter when happened viewed where page is "none"; add tag "x" }
flow Later {
    enter when happened bought
    schedule from 2026-06-02 00:00
    add tag "late"
}
"#;

const PEOPLE: &str = "personId,age\nana,15\nben,30\ncem,\ndora,40\n";

const EVENTS: &str = r#"{"personId": "ana", "name": "bought", "time": "2026-06-01 10:00", "price": 12}
{"personId": "ana", "name": "viewed", "time": "2026-06-01 11:00", "page": "/home"}
{"personId": "ben", "name": "viewed", "time": "2026-06-01 08:00", "page": "/home"}
{"personId": "ben", "name": "viewed", "time": "2026-06-01 09:00", "page": "/home"}
{"personId": "ben", "name": "bought", "time": "2026-06-01 10:00", "price": 20}
{"personId": "ben", "name": "viewed", "time": "2026-06-02 10:00", "page": "/thanks"}
{"personId": "cem", "name": "bought", "time": "2026-06-01 10:00", "price": 3}
"#;

/// Runs the verb over a small project.
fn bourn(arguments: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (project, people, events) =
        (write("care.flow", FLOW), write("people.csv", PEOPLE), write("events.jsonl", EVENTS));
    let data = ["--project", &project, "--people", &people, "--events", &events];
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_bourn"))
        .arg("why")
        .args(arguments)
        .args(data)
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

#[test]
fn answers_for_people() {
    let mut answers = String::new();
    for (about, name, person) in [
        ("segment", "Adults", "ana"),
        ("segment", "Adults", "ben"),
        ("flow", "Care", "ana"),
        ("flow", "Care", "ben"),
        ("flow", "Care", "cem"),
        ("flow", "Care", "dora"),
        ("flow", "Never", "ben"),
        ("flow", "Later", "ana"),
    ] {
        let moment = if about == "segment" { "--now" } else { "--until" };
        let (code, text) = bourn(&[about, name, "--person", person, moment, "2026-06-03"]);
        assert_eq!(code, 0, "{text}");
        answers.push_str(&format!("$ bourn why {about} {name} --person {person}\n{text}\n"));
    }
    insta::assert_snapshot!(answers);
}

#[test]
fn answers_for_programs_follow_their_schema() {
    let schema = std::fs::read_to_string("docs/schemas/why.schema.json").unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for (about, name) in [("segment", "Adults"), ("flow", "Care"), ("flow", "Never")] {
        for person in ["ana", "ben", "cem", "dora"] {
            let moment = if about == "segment" { "--now" } else { "--until" };
            let asked = [about, name, "--person", person, moment, "2026-06-03", "--format", "json"];
            let (code, text) = bourn(&asked);
            assert_eq!(code, 0, "{text}");
            let document = serde_json::from_str(&text).unwrap();
            let errors: Vec<String> = schema
                .iter_errors(&document)
                .map(|error| format!("{error} at {}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{about} {name} {person}: {errors:?}");
        }
    }
}

#[test]
fn unknown_names_are_told_with_the_nearest() {
    let (code, text) = bourn(&["flow", "Cares", "--person", "ana"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("E0508") && text.contains("did you mean `Care`?"), "{text}");
    let (code, text) = bourn(&["flow", "Care", "--person", "nobody"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("there is nobody with the id `nobody` in the data"), "{text}");
}

/// What comes back from outside is explained as in a run with the same files.
#[test]
fn answers_of_other_systems_count() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let flow = "event bought { }\nflow Ask {\n    enter when happened bought\n    enter from api (code: text = \"none\")\n    \
                ask: call api GET \"https://a.example\" {\n        wait for response\n        when success { exit }\n        \
                otherwise { pause 1 day }\n    }\n}\n";
    let project = write("ask.flow", flow);
    let events = write("e.csv", "personId,name,time\nana,bought,2026-06-01 10:00\n");
    let mocks = write("m.jsonl", "{ \"url\": \"https://a.example\", \"status\": 200 }\n");
    let why = |more: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_bourn"))
            .args(["why", "flow", "Ask", "--person", "ana", "--until", "2026-06-01 12:00"])
            .args(["--project", &project, "--events", &events])
            .args(more)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let alone = why(&[]);
    assert!(alone.starts_with("ana is in Ask") && alone.contains("takes `otherwise` of `ask`"), "{alone}");
    let answered = why(&["--api", &mocks]);
    assert!(answered.starts_with("ana left Ask at 2026-06-01 10:00: exit"), "{answered}");
    assert!(answered.contains("takes `success` of `ask`"), "{answered}");
}
