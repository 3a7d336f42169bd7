//! An edit reads and checks what it can change, and no more; and what comes out is what a check from scratch finds.

use bourn::analysis::{Base, Counters, Settings};

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
    assert_eq!(found(&mut base, "Hi {{firstName ?? \"\"}}"), 0);
}
