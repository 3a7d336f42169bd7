//! What holds where flows add other people: the number of threads changes nothing, and who is not spoken to is alone.

use proptest::prelude::*;

use super::laws::traced;
use super::state::keeps;
use super::support::{Program, Subject};

const FLOWS: &str = r#"
people { plan: text, friend: text, points: integer }
event bought { amount: number }
event viewed { }

flow Buy {
    enter when happened bought save amount
    re-enter while inside
    add to flow Gift(amount = amount, from = firstName) for person(phone = friend, plan = "friend of {{firstName}}") {
        when added { }
        otherwise { add tag "alone" }
    }
    add to flow Gift(amount = amount) { when added { } otherwise { add tag "not again" } }
    wait for event up to 1 day { when happened viewed { add tag "viewer" } otherwise { } }
}
flow Gift {
    enter from flow (amount: number, from: text = "nobody")
    enter from api (amount: number, from: text = "api")
    re-enter 1 day after exit
    exit when happened bought at least 2 times
    pause 6 hours
    update profile { points = (points ?? 0) + 1 }
    segment audience {
        when amount > 0 {
            add to flow Gift(amount = amount - 1) for person(phone = friend) { when added { } otherwise { } }
        }
        otherwise { }
    }
}
flow Move {
    enter when happened personAttributeChanged where attributeName is "points"
    re-enter while inside, at most 2 times per day
    segment audience {
        when friend is not empty { update profile { phone = "{{toText(points)}}" } }
        otherwise { }
    }
}
"#;

#[derive(Clone, Debug)]
struct Doing {
    person: usize,
    hour: i64,
    amount: i64,
    views: bool,
}

fn doing() -> impl Strategy<Value = Doing> {
    (0_usize..5, 0_i64..200, 0_i64..4, any::<bool>()).prop_map(|(person, hour, amount, views)| Doing {
        person,
        hour,
        amount,
        views,
    })
}

/// Five people, of whom each has the next but one as a friend; the last has none whom anybody knows.
const PEOPLE: &str = "p0 phone = 0, friend = 2, firstName = A\np1 phone = 1, friend = 3\np2 phone = 2, friend = 0\n\
                      p3 phone = 3, friend = 9\np4 firstName = E\n";

fn events(doings: &[Doing]) -> String {
    let line = |Doing { person, hour, amount, views }: &Doing| {
        let (day, hour) = (1 + hour / 24, hour % 24);
        let event = if *views { "viewed".to_owned() } else { format!("bought amount = {amount}") };
        format!("p{person} 2026-01-{day:02} {hour:02}:00 {event}\n")
    };
    doings.iter().map(line).collect()
}

const REQUESTS: &str = "phone 0 2026-01-02 09:00 Gift amount = 2\nphone 77 2026-01-03 09:00 Gift amount = 1; friend = \"0\"\n\
                        phone x 2026-01-03 09:00 Gift amount = 1\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn a_run_in_which_people_cross_is_the_same_on_any_number_of_threads(
        doings in prop::collection::vec(doing(), 0..30),
        threads in 2_usize..5,
        turn in 0_usize..5,
    ) {
        let mut program = Program::new("crossing", FLOWS, "until 2026-03-01");
        program.options.requests = program.requests(REQUESTS);
        let mut subjects: Vec<Subject> = program.subjects(PEOPLE, &events(&doings));
        program.options.threads = Some(1);
        let first = program.run(&subjects);
        subjects.rotate_left(turn);
        program.options.threads = Some(threads);
        let second = program.run(&subjects);
        prop_assert_eq!(traced(&program, &first), traced(&program, &second));
        prop_assert_eq!(&first.tally, &second.tally);
        prop_assert_eq!(&first.people, &second.people);
        keeps(&mut program, &subjects, &first);
    }

    #[test]
    fn who_is_not_spoken_to_does_the_same_alone(doings in prop::collection::vec(doing(), 0..30)) {
        let program = Program::new("crossing", FLOWS, "until 2026-03-01");
        let subjects: Vec<Subject> = program.subjects(PEOPLE, &events(&doings));
        let run = program.run(&subjects);
        // Nobody knows a contact of the last one, who has none.
        let of = |run: &bourn::host::simulate::Run| {
            let at = run.keys.iter().position(|key| &**key == "p4").unwrap();
            let records = run.trace.iter().filter(|step| step.person as usize == at);
            records.map(|step| step.record.clone()).collect::<Vec<_>>()
        };
        let last = subjects.iter().find(|subject| &*subject.key == "p4").unwrap().clone();
        prop_assert_eq!(of(&run), of(&program.run(&[last])));
    }
}

#[test]
fn people_who_add_each_other_without_end_are_named() {
    let text = "event bought { }\nflow A {\n    enter when happened bought\n    enter from flow\n    re-enter while inside, \
        at most 100000 times per day\n    add to flow B for person(phone = \"2\") { when added { } otherwise { } }\n}\n\
        flow B {\n    enter from flow\n    re-enter while inside, at most 100000 times per day\n    \
        add to flow A for person(phone = \"1\") { when added { } otherwise { } }\n}\n";
    let program = Program::new("endless", text, "until 2026-03-01");
    let subjects = program.subjects("ana phone = 1\nbob phone = 2", "ana 2026-01-01 09:00 bought");
    let endless = program.try_run(&subjects).unwrap_err().describe(&program.program);
    assert!(endless.starts_with("flows add people to each other without end: "), "{endless}");
    assert!(endless.contains("`A`") || endless.contains("`B`"), "{endless}");
}
