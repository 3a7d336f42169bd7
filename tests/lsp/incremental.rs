//! An edit reads and checks what it can change, and no more; and what comes out is what a check from scratch finds.

use bourn::analysis::{Base, Counters, Settings};
use bourn::check::Stop;

const PEOPLE: &str = "people {\n    plan: text\n    age: integer\n}\n\nsegment Adults = age >= 18\n";
const FLOWS: &str = "flow First {\n    enter when happened addedToCart\n    hello: send sms { text \"Hi {{plan ?? \"\"}}\" }\n}\n\nflow Second {\n    enter when happened itemPurchased\n    segment audience { when in segment Adults { add tag \"a\" } otherwise { } }\n}\n\ntest \"hello\" {\n    person ana { age = 3 }\n    at 2026-12-01 09:00\n    ana addedToCart { itemId = 1 }\n    expect hello sent to ana\n}\n";

fn base() -> Base {
    let mut base = Base::new(Settings::default());
    base.set("flows.flow", FLOWS);
    base.set("people.flow", PEOPLE);
    let _ = base.view(&|_| None);
    base
}

/// What a change of a text costs.
fn cost(base: &mut Base, path: &str, text: &str) -> (usize, usize) {
    let before: Counters = base.counters();
    base.set(path, text);
    let _ = base.view(&|_| None);
    let after = base.counters();
    assert_eq!(after.rounds, before.rounds + 1);
    (after.read - before.read, after.checked - before.checked)
}

#[test]
fn an_edit_costs_what_depends_on_it() {
    let mut base = base();
    assert!(base.view(&|_| None).diagnostics().is_empty());
    // A remark between declarations, and a longer pause: nothing, and one declaration.
    assert_eq!(cost(&mut base, "flows.flow", &format!("// remark\n\n{FLOWS}")), (0, 0));
    let edited = FLOWS.replace("add tag \"a\"", "add tag \"b\"");
    assert_eq!(cost(&mut base, "flows.flow", &edited), (1, 1));
    // A condition of a segment: whoever asks who is in it need not know.
    assert_eq!(cost(&mut base, "people.flow", &PEOPLE.replace(">= 18", ">= 21")), (1, 1));
    // A type: the declaration, and all that names the attribute.
    let edited = PEOPLE.replace(">= 18", ">= 21").replace("age: integer", "age: number");
    assert_eq!(cost(&mut base, "people.flow", &edited), (1, 3));
    // The text that is there already.
    let before = base.counters();
    base.set("people.flow", &edited);
    let _ = base.view(&|_| None);
    assert_eq!(base.counters(), before);
}

#[test]
fn what_an_edit_has_cost_has_names() {
    let mut base = base();
    cost(&mut base, "people.flow", &PEOPLE.replace("age: integer", "age: number"));
    let mut last = base.cost();
    last.checked.sort();
    assert_eq!(last.read, ["people.flow"]);
    assert_eq!(
        last.checked,
        ["flows.flow: test \"hello\"", "people.flow: people", "people.flow: segment Adults"]
    );
    // A change of one file and of what it says: each of both costs itself.
    base.set("people.flow", PEOPLE);
    base.set("flows.flow", &FLOWS.replace("\"a\"", "\"b\""));
    let _ = base.view(&|_| None);
    assert_eq!(base.cost().read, ["flows.flow", "people.flow"]);
    assert!(base.cost().checked.contains(&"flows.flow: flow Second".to_owned()));
}

/// A new name in the middle takes no name's place: those who name what stands behind it are not checked again.
#[test]
fn what_is_new_concerns_those_who_name_it() {
    let cases = [
        ("people.flow", "    plan: text\n", "    alone: text\n    plan: text\n", 1),
        ("people.flow", "segment Adults", "segment Aaa = age < 18\n\nsegment Adults", 1),
        ("flows.flow", "flow First", "flow Aaa {\n}\n\nflow First", 1),
        ("flows.flow", "test \"hello\"", "fixture aaa {\n    person eva { }\n}\n\ntest \"hello\"", 1),
        (
            "flows.flow",
            "flow First",
            "event aaa { }\n\ncaps Aaa { email at most 3 times per week }\n\nflow First",
            2,
        ),
        // A line that is only begun is one that cannot be read: it is typed, and what is not there was named by nobody.
        ("people.flow", "    plan: text\n", "    alone\n    plan: text\n", 1),
    ];
    for (path, from, to, checked) in cases {
        let mut base = base();
        let text = if path == "people.flow" { PEOPLE } else { FLOWS };
        assert_eq!(cost(&mut base, path, &text.replacen(from, to, 1)).1, checked, "{to}");
        assert!(cost(&mut base, path, text).1 <= 1, "and back: {to}");
    }
}

/// An attribute that is typed key by key before others concerns nobody, however little of it can be read; but for those who name
/// what stands behind it, as long as both are on one line.
#[test]
fn an_attribute_is_typed_by_the_key() {
    let people =
        "people {\n    /// The tariff.\n    plan: text\n    age: integer\n}\n\nsegment Adults = age >= 18\n";
    let mut base = base();
    cost(&mut base, "people.flow", people);
    let typed = "    newAttribute: text\n";
    for key in 0..2 * typed.len() {
        let new = people.replace("{\n", &format!("{{\n{}", &typed[..=key % typed.len()]));
        cost(&mut base, "people.flow", &new);
        let checked = base.cost().checked;
        let is_meant = |one: &String| one == "people.flow: people" || one == "flows.flow: flow First";
        assert!(checked.iter().all(is_meant), "{new}\n{checked:?}");
    }
}

#[test]
fn a_label_costs_the_tests_that_name_it() {
    let mut base = base();
    let edited = FLOWS.replace("hello: send", "greeting: send");
    let (read, checked) = cost(&mut base, "flows.flow", &edited);
    assert_eq!((read, checked), (1, 2));
    assert_eq!(base.view(&|_| None).diagnostics().len(), 1);
    assert_eq!(cost(&mut base, "flows.flow", FLOWS), (1, 2));
    assert!(base.view(&|_| None).diagnostics().is_empty());
}

#[test]
fn templates_count_with_what_sends_them() {
    let flow = "flow F {\n    enter when happened addedToCart\n    send email { subject \"a\"; body file \"a.html\" }\n}\n";
    let mut base = Base::new(Settings::default());
    base.set("a.flow", flow);
    let found = |base: &mut Base, text: &'static str| {
        base.files_changed();
        base.view(&move |_| Some(Ok(text.into()))).diagnostics().len()
    };
    assert_eq!(found(&mut base, "Hi {{firstName ?? \"\"}}"), 0);
    assert_eq!(found(&mut base, "Hi {{frstName}}"), 1);
    // One that is not there any more, and that comes back.
    base.files_changed();
    assert_eq!(base.view(&|_| None).diagnostics().len(), 1);
    assert_eq!(found(&mut base, "Hi {{firstName ?? \"\"}}"), 0);
    assert_eq!(found(&mut base, "Hi {{firstName ?? \"\"}}"), 0);
}

/// Flows that name what `people.flow` declares, so many that they are not checked at once with the file at hand.
fn many() -> (Base, String) {
    let mut base = Base::new(Settings::default());
    let people = "people {\n    plan: text\n    age: integer\n}\n".to_owned();
    base.set("people.flow", &people);
    for at in 0..20 {
        let text = format!(
            "flow F{at} {{\n    enter when happened addedToCart\n    segment audience {{ when plan is \"a\" {{ add tag \"a\" }} otherwise {{ }} }}\n}}\n"
        );
        base.set(&format!("flow{at}.flow"), &text);
    }
    base.set("test.flow", "test \"t\" {\n    person ana { age = 3 }\n    at 2026-12-01 09:00\n    ana addedToCart { itemId = 1 }\n    expect ana.age is 3\n}\n");
    let _ = base.view(&|_| None);
    (base, people)
}

#[test]
fn the_file_at_hand_is_checked_first() {
    let (mut base, people) = many();
    let before = base.counters();
    base.set("people.flow", &people.replace("plan: text", "plan: integer"));
    let (view, rest) = base.look(&|_| None, |path| path == "people.flow");
    let checked = base.counters().checked - before.checked;
    assert!(!view.is_whole() && checked == 1, "{checked}");
    assert!(view.knows(view.file("people.flow").unwrap()));
    assert!(!view.knows(view.file("flow3.flow").unwrap()));
    let view = base.take(rest.unwrap().run(&Stop::default())).unwrap();
    assert!(view.is_whole());
    assert_eq!(view.diagnostics().len(), 20, "each flow compares a number with a text");
    // The test names what it named before; it waits for the flows, and is not checked again.
    assert_eq!(base.counters().checked - before.checked, 21);
    assert_eq!(base.counters().whole, before.whole + 1);
}

#[test]
fn what_was_checked_before_a_stop_counts() {
    let (mut base, people) = many();
    let changed = people.replace("plan: text", "plan: integer");
    base.set("people.flow", &changed);
    let (_, rest) = base.look(&|_| None, |path| path == "people.flow");
    let stop = Stop::default();
    stop.set();
    assert!(base.take(rest.unwrap().run(&stop)).is_none(), "it was stopped");
    // A remark changes nothing, so the flows are left from before.
    base.set("people.flow", &format!("// remark\n{changed}"));
    let before = base.counters();
    let (view, rest) = base.look(&|_| None, |path| path == "flow3.flow");
    assert!(view.knows(view.file("flow3.flow").unwrap()));
    assert_eq!(base.counters().checked - before.checked, 1);
    base.take(rest.unwrap().run(&Stop::default()));
    assert_eq!(base.counters().checked - before.checked, 20);
    // What is of texts that were there before is not what is known now.
    base.set("people.flow", &people);
    let (_, rest) = base.look(&|_| None, |path| path == "people.flow");
    base.set("people.flow", &changed);
    base.take(rest.unwrap().run(&Stop::default()));
    assert_eq!(base.view(&|_| None).diagnostics().len(), 20);
}

#[test]
fn only_what_changes_gives_a_new_signature() {
    let mut base = base();
    let before = base.counters().outlined;
    cost(&mut base, "flows.flow", &FLOWS.replace("add tag \"a\"", "add tag \"b\""));
    assert_eq!(base.counters().outlined - before, 1);
    cost(&mut base, "people.flow", &PEOPLE.replace(">= 18", ">= 21"));
    assert_eq!(base.counters().outlined - before, 1);
}
