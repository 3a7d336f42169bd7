//! Runs against other runs: a program differs in nothing from itself, and a planted change is found for exactly those whom it
//! concerns.
//!
//! Whom it concerns is taken from the traces as text, which shares no code with the comparison.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use bourn::host::compare::{Comparison, Pair, Side, compare};
use bourn::host::replay::{Deeds, Done, Replay};
use bourn::host::simulate::{Run, Step};
use bourn::host::table::Period;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::{Program, Subject};

/// Compares a run with that of the same text further down in its file, where everything stands elsewhere.
pub(crate) fn differs_in_nothing(program: &Program, again: &Program, subjects: &[Subject], run: &Run) {
    let same = again.run(subjects);
    let programs = Pair { old: program, new: again };
    let found = compared(programs, Pair { old: run, new: &same }, Pair { old: subjects, new: subjects }, 3);
    assert!(!found.is_different(), "{}", found.json());
}

/// Compares by persons who are played again, and holds that to what the runs have kept.
fn compared(
    programs: Pair<&Program>,
    runs: Pair<&Run>,
    subjects: Pair<&[Subject]>,
    sample: usize,
) -> Comparison {
    let flows = programs.map(|program| program.program.flows.ids().collect::<Vec<_>>());
    let period = Period { from: None, until: programs.new.options.until };
    let compared =
        |deeds: Pair<&dyn Deeds>| {
            let sides =
                programs.zip(runs).zip(flows.as_ref()).zip(deeds).map(|(((program, run), flows), deeds)| {
                    Side { title: "side", names: program.names(), run, flows, deeds }
                });
            compare(sides, period, sample, &|| {})
        };
    let again = programs.zip(runs).zip(subjects);
    let again = again
        .map(|((program, run), subjects)| Replay::new(&program.program, subjects, &program.options, run));
    let found = compared(Pair { old: &again.old, new: &again.new });
    let kept = runs.map(Kept::of);
    assert_eq!(found, compared(Pair { old: &kept.old, new: &kept.new }));
    found
}

/// What a run has kept of its persons.
struct Kept<'a> {
    run: &'a Run,
    steps: Vec<Vec<Step>>,
}

impl<'a> Kept<'a> {
    fn of(run: &'a Run) -> Kept<'a> {
        let mut steps = vec![Vec::new(); run.keys.len()];
        run.trace.iter().for_each(|step| steps[step.person as usize].push(step.clone()));
        Kept { run, steps }
    }
}

impl Deeds for Kept<'_> {
    fn of(&self, person: usize) -> Done {
        let key = &*self.run.keys[person];
        let left = self.run.people.binary_search_by(|known| known.key().cmp(key));
        Done { steps: self.steps[person].clone(), person: left.ok().map(|at| self.run.people[at].clone()) }
    }
}

const FLOW: &str = r#"
people { age: integer }
event started { }
event looked { }
event bought { }

flow Offers {
    enter when happened started
    re-enter after exit
    exit when happened bought
    pause 2 hours
    hello: send email { subject "Hi"; body "Hello {{firstName ?? "friend"}}" }
    choice: segment audience {
        when age < 30 { add tag "young" }
        when age < 60 { middle: send sms { text "For you" } }
        otherwise { }
    }
    offer: split audience {
        50% control { }
        50% discounted { nudge: send sms { text "5 off" } }
    }
    wait for event up to 1 day {
        when happened looked { add tag "warm" }
        otherwise { }
    }
    last: send email { subject "Bye"; body "Bye" }
}
"#;

/// Persons with ages and events at whole hours of a week.
fn persons() -> impl Strategy<Value = Vec<(u8, Vec<(u16, u8)>)>> {
    prop::collection::vec((15_u8..80, prop::collection::vec((0_u16..24 * 7, 0_u8..4), 0..8)), 1..20)
}

/// A flow before and after a change, and what came of both.
struct Changed {
    lines: Pair<Vec<Value>>,
    effects: Pair<Vec<Value>>,
    found: Value,
}

impl Changed {
    fn new(persons: &[(u8, Vec<(u16, u8)>)], from: &str, to: &str) -> Changed {
        assert!(FLOW.contains(from), "{from}");
        let programs = Pair { old: FLOW.to_owned(), new: FLOW.replace(from, to) };
        let programs = programs.map(|text| Program::new("changed", &text, "until 2026-02-01"));
        let subjects = programs.as_ref().map(|program| subjects(program, persons));
        let runs = programs.as_ref().zip(subjects.as_ref()).map(|(program, subjects)| program.run(subjects));
        let written = programs.as_ref().zip(runs.as_ref());
        let lines = written.map(|(program, run)| written_by(|out| program.names().write_trace(run, out)));
        let effects = written.map(|(program, run)| written_by(|out| program.names().write_effects(run, out)));
        let found = compared(programs.as_ref(), runs.as_ref(), subjects.as_ref().map(Vec::as_slice), 1000);
        let schema: Value =
            serde_json::from_str(include_str!("../../docs/schemas/against.schema.json")).unwrap();
        let found: Value = serde_json::from_str(&found.json()).unwrap();
        assert!(jsonschema::is_valid(&schema, &found), "{found}");
        Changed { lines, effects, found }
    }

    /// The persons of whom a line of either trace is not the same, but for until when they mean to wait.
    fn persons_on_other_ways(&self) -> BTreeSet<String> {
        let ways =
            self.lines.as_ref().map(|lines| by_person(lines.iter().filter(|line| is_of_the_way(line))));
        different(&ways)
    }

    /// The persons at the places where paths part, which are all of one kind.
    fn parted_at(&self, element: &str) -> BTreeSet<String> {
        let mut persons = BTreeSet::new();
        for row in self.found["partings"].as_array().unwrap() {
            assert_eq!(row["element"], *element, "{row}");
            persons
                .extend(row["sample"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()));
        }
        persons
    }

    /// The numbers of the effects of an element.
    fn effects_at(&self, element: &str) -> [u64; 5] {
        let rows = self.found["effects"].as_array().unwrap();
        let row = rows.iter().find(|row| row["element"] == *element);
        ["only_old", "only_new", "changed", "moved", "same"]
            .map(|name| row.map_or(0, |row| row[name].as_u64().unwrap()))
    }

    /// How many messages an element hands over.
    fn sends(&self, element: &str) -> Pair<u64> {
        let count =
            |lines: &Vec<Value>| lines.iter().filter(|line| line["element"] == *element).count() as u64;
        self.effects.as_ref().map(count)
    }
}

fn subjects(program: &Program, persons: &[(u8, Vec<(u16, u8)>)]) -> Vec<Subject> {
    let (mut people, mut happened) = (String::new(), String::new());
    for (at, (age, events)) in persons.iter().enumerate() {
        writeln!(people, "p{at:02} age = {age}").unwrap();
        let mut events = events.clone();
        events.sort_unstable();
        for (hour, kind) in events {
            let name = ["started", "started", "looked", "bought"][usize::from(kind)];
            let (day, hour) = (hour / 24 + 5, hour % 24);
            writeln!(happened, "p{at:02} 2026-01-{day:02} {hour:02}:00 {name}").unwrap();
        }
    }
    program.subjects(&people, &happened)
}

fn written_by(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> Vec<Value> {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn is_of_the_way(line: &Value) -> bool {
    ["entered", "refused", "reached", "left", "arm", "exited"].contains(&line["what"].as_str().unwrap())
}

fn by_person<'l>(lines: impl Iterator<Item = &'l Value>) -> BTreeMap<String, Vec<&'l Value>> {
    let mut persons: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for line in lines {
        persons.entry(line["person"].as_str().unwrap().to_owned()).or_default().push(line);
    }
    persons
}

fn different(lines: &Pair<BTreeMap<String, Vec<&Value>>>) -> BTreeSet<String> {
    let all = lines.old.keys().chain(lines.new.keys());
    all.filter(|person| lines.old.get(*person) != lines.new.get(*person)).cloned().collect()
}

/// The arms that persons took at their first visit of an element.
fn arms(lines: &[Value], element: &str) -> BTreeMap<String, String> {
    let mut arms = BTreeMap::new();
    for line in lines.iter().filter(|line| line["what"] == "arm" && line["element"] == *element) {
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        arms.entry(text("person")).or_insert_with(|| text("arm"));
    }
    arms
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn a_program_differs_in_nothing_from_itself(persons in persons()) {
        let same = Changed::new(&persons, "flow Offers", "// The same again.\nflow Offers");
        prop_assert_eq!(&same.found["different"], &json!(false));
    }

    /// Another text: each of the messages is changed in it, and nothing else is.
    #[test]
    fn another_text_changes_its_messages_alone(persons in persons()) {
        let changed = Changed::new(&persons, "Hello ", "Good day ");
        let sends = changed.sends("hello").old;
        prop_assert_eq!(&changed.found["different"], &json!(sends > 0));
        prop_assert_eq!(&changed.found["partings"], &json!([]));
        prop_assert_eq!(changed.effects_at("hello"), [0, 0, sends, 0, 0]);
        for other in ["middle", "nudge", "last"] {
            prop_assert_eq!(changed.effects_at(other), [0, 0, 0, 0, changed.sends(other).old]);
        }
        let receivers = &changed.found["receivers"];
        prop_assert_eq!(&receivers["more"], &json!(0));
        prop_assert_eq!(&receivers["fewer"], &json!(0));
        if sends > 0 {
            let hello = changed.found["effects"].as_array().unwrap().iter().find(|row| row["element"] == "hello").unwrap();
            prop_assert_eq!(&hello["fields"], &json!({ "body": sends }));
        }
    }

    /// Other percentages: those part whom the hash now sends another way, at the split.
    #[test]
    fn other_percentages_part_paths_at_the_split(persons in persons()) {
        let changed = Changed::new(&persons, "50% control { }\n        50% disc", "20% control { }\n        80% disc");
        let taken = changed.lines.as_ref().map(|lines| arms(lines, "offer"));
        let moved: BTreeSet<String> =
            taken.old.iter().filter(|(person, arm)| taken.new[*person] != **arm).map(|(person, _)| person.clone()).collect();
        prop_assert_eq!(changed.parted_at("offer"), moved);
        let Pair { old, new } = changed.sends("nudge");
        prop_assert_eq!(changed.effects_at("nudge"), [0, new - old, 0, 0, old]);
        for other in ["hello", "middle", "last"] {
            prop_assert_eq!(changed.effects_at(other), [0, 0, 0, 0, changed.sends(other).old]);
        }
    }

    /// Another pause: those part who come to its end, or leave meanwhile, and no message says something else.
    #[test]
    fn another_pause_parts_paths_at_the_pause(persons in persons()) {
        let changed = Changed::new(&persons, "pause 2 hours", "pause 30 hours");
        let others = changed.persons_on_other_ways();
        let parted: BTreeSet<String> = changed.found["partings"].as_array().unwrap().iter()
            .flat_map(|row| row["sample"].as_array().unwrap())
            .map(|person| person.as_str().unwrap().to_owned()).collect();
        prop_assert_eq!(&parted, &others);
        for element in ["hello", "middle", "nudge", "last"] {
            let [only_old, only_new, other, moved, same] = changed.effects_at(element);
            let Pair { old, new } = changed.sends(element);
            prop_assert_eq!(other, 0);
            prop_assert_eq!((only_old + moved + same, only_new + moved + same), (old, new));
        }
    }

    /// An arm that is gone: those part who took it, and go the way of the next one that holds.
    #[test]
    fn an_arm_that_is_gone_parts_those_who_took_it(persons in persons()) {
        let changed = Changed::new(&persons, "when age < 30 { add tag \"young\" }\n", "");
        let young: BTreeSet<String> = arms(&changed.lines.old, "choice").into_iter()
            .filter(|(_, arm)| arm == "when 1").map(|(person, _)| person).collect();
        prop_assert_eq!(changed.parted_at("choice"), young.clone());
        for row in changed.found["partings"].as_array().unwrap() {
            prop_assert_eq!(&row["old"]["name"], "when age < 30");
            prop_assert_eq!(&row["new"]["name"], "when age < 60");
        }
        let Pair { old, new } = changed.sends("middle");
        prop_assert_eq!(changed.effects_at("middle"), [0, new - old, 0, 0, old]);
        let tags: Vec<&Value> = changed.found["tags"].as_array().unwrap().iter().collect();
        prop_assert_eq!(tags.len(), usize::from(!young.is_empty()));
    }
}

/// A rename looks like one that is gone and one that is new; that it stands at the same place is told.
#[test]
fn a_renamed_label_is_told_as_one_gone_and_one_new() {
    let changed = Changed::new(&[(40, vec![(1, 0)])], "hello: send", "greeting: send");
    assert_eq!(changed.effects_at("hello"), [1, 0, 0, 0, 0]);
    assert_eq!(changed.effects_at("greeting"), [0, 1, 0, 0, 0]);
    let rename = json!([{ "flow": "Offers", "kind": "send", "name": { "old": "hello", "new": "greeting" } }]);
    assert_eq!(changed.found["renames"], rename);
    assert_eq!(changed.parted_at("pause 1").len(), 1);
}

/// An edited condition is the same arm: who takes it still goes the same way.
#[test]
fn an_arm_with_another_condition_is_the_same_arm() {
    let persons = [(40, vec![(1, 0)]), (58, vec![(1, 0)])];
    let changed = Changed::new(&persons, "age < 60", "age < 50");
    assert_eq!(changed.parted_at("choice"), BTreeSet::from(["p01".to_owned()]));
    let arms = changed.found["flows"][0]["elements"].as_array().unwrap().iter();
    let choice = arms.clone().find(|element| element["label"] == "choice").unwrap();
    let second = &choice["arms"][1];
    assert_eq!(second["arm"], json!({ "old": "when age < 60", "new": "when age < 50" }));
    assert_eq!(second["taken"], json!({ "old": 2, "new": 1 }));
}

/// Somebody who comes in more often has one more attempt, and the others are paired by their moments, whatever their numbers.
#[test]
fn one_entry_more_is_one_more_and_shifts_none() {
    let persons = [(70, vec![(0, 0), (1, 0), (60, 0)])];
    let changed = Changed::new(&persons, "re-enter after exit", "re-enter while inside");
    assert_eq!(changed.effects_at("hello"), [0, 1, 0, 0, 2]);
    let parting = &changed.found["partings"][0];
    assert_eq!(parting["old"], json!({ "what": "refused", "name": "PERSON_IN_FLOW" }));
    assert_eq!(parting["new"], json!({ "what": "entered" }));
    assert_eq!(parting["element"], Value::Null);
}
