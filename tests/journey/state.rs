//! States as bytes, and without what nothing looks at any more: the person goes on as before.

use bourn::eval::Facts;
use bourn::host::play::Keeper;
use bourn::host::simulate::Run;
use bourn::journey::state::{Horizon, StateError, StateFormat};
use bourn::journey::{Input, Person, Stepper};
use bourn::value::{Instant, KeyedHash};
use proptest::prelude::*;

use super::laws::{FLOWS, events, happening};
use super::support::{Program, Subject, at};

/// What may become of a person between two steps without a difference.
pub(crate) const KEEPERS: [Keeper; 2] = [through_bytes, trimmed];

fn through_bytes(program: &bourn::program::Program, person: Person, _: Instant) -> Person {
    let format = StateFormat::new(program);
    let read = format.read(&format.write(&person)).unwrap();
    assert_eq!(read, person);
    read
}

fn trimmed(program: &bourn::program::Program, mut person: Person, now: Instant) -> Person {
    Horizon::of(program).trim(&mut person, now);
    person
}

/// Checks that a run is the same whatever becomes of persons between steps.
pub(crate) fn keeps(program: &mut Program, subjects: &[Subject], run: &Run) {
    for keeper in KEEPERS {
        program.options.keeper = Some(keeper);
        let again = program.run(subjects);
        assert_eq!(again.keys, run.keys);
        assert_eq!(again.trace, run.trace);
    }
    program.options.keeper = None;
}

/// A person in the middle of several flows.
fn somebody(program: &Program) -> Person {
    let lines = "ana 2026-01-05 09:00 viewed page = cart\nana 2026-01-05 09:30 personTagAdded addedTag = buyer #7\n\
                 ana 2026-01-06 09:00 personAttributeChanged attributeName = plan, to = pro\n";
    let run = program.run(&program.subjects("ana score = 2.50, trial = 2026-03-01", lines));
    run.people[0].clone()
}

#[test]
fn a_state_is_read_as_it_was_written() {
    let program = Program::new("state", FLOWS, "until 2026-01-06 10:00");
    let person = somebody(&program);
    assert!(person.inside().len() > 1 && person.events().len() > 5, "{person:?}");
    let format = StateFormat::new(&program.program);
    assert_eq!(format.read(&format.write(&person)).unwrap(), person);
    let nobody = Person::new("", Vec::new());
    assert_eq!(format.read(&format.write(&nobody)).unwrap(), nobody);
}

#[test]
fn what_was_not_written_is_not_read() {
    let program = Program::new("state", FLOWS, "until 2026-01-06 10:00");
    let format = StateFormat::new(&program.program);
    let bytes = format.write(&somebody(&program));
    for length in 0..bytes.len() {
        let error = format.read(&bytes[..length]).unwrap_err();
        assert!(matches!(error, StateError::NoState | StateError::Damaged), "{length}: {error}");
    }
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << bit;
            assert!(format.read(&damaged).is_err(), "bit {bit} of byte {at}");
        }
    }
}

/// With a sum that fits, everything behind it is looked at: whatever stands there is a person or an error.
#[test]
fn no_bytes_are_a_panic() {
    let program = Program::new("state", FLOWS, "until 2026-01-06 10:00");
    let format = StateFormat::new(&program.program);
    let stepper = Stepper::new(&program.program);
    let bytes = format.write(&somebody(&program));
    let mut read = 0;
    for at in 11..bytes.len() - 8 {
        for value in [0, 1, 0x7f, 0x80, 0xff, bytes[at] ^ 1, bytes[at].wrapping_add(1)] {
            let mut changed = bytes[..bytes.len() - 8].to_vec();
            changed[at] = value;
            let sum = KeyedHash::new("bourn state").hash(&[&changed]);
            changed.extend(sum.to_le_bytes());
            match format.read(&changed) {
                Ok(mut person) => {
                    read += 1;
                    let viewed = program.event("2026-01-07 09:00 viewed page = cart");
                    stepper.step(&mut person, at_noon(), Input::Event(viewed));
                }
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }
    assert!(read > 0, "nothing was read");
}

fn at_noon() -> Instant {
    at("2026-01-07 12:00")
}

#[test]
fn a_state_of_another_program_or_version_is_refused() {
    let program = Program::new("state", FLOWS, "until 2026-01-06 10:00");
    let other = Program::new("state", &FLOWS.replace("pause 2 hours", "halt: pause 2 hours"), "");
    let bytes = StateFormat::new(&program.program).write(&somebody(&program));
    let format = StateFormat::new(&other.program);
    assert_eq!(format.read(&bytes), Err(StateError::OtherProgram));
    let mut later = bytes.clone();
    later[2] += 1;
    let error = format.read(&later).unwrap_err();
    assert_eq!(error.to_string(), "the state is of version 3, and version 2 is known");
    assert_eq!(format.read(b"{\"person\": \"ana\"}"), Err(StateError::NoState));
}

#[test]
fn what_nothing_looks_at_is_forgotten() {
    let text = "event viewed { page: text? }\nevent bought { }\nevent idle { }\nflow A {\n    \
        enter when happened viewed where page is \"x\" within last 3 days\n    re-enter while inside\n    \
        wait for event { when happened bought at least 2 times { } }\n}\n";
    let program = Program::new("trim", text, "until 2026-02-01");
    let events = "ana 2026-01-01 09:00 viewed page = y\nana 2026-01-02 09:00 bought\nana 2026-01-03 09:00 idle\n\
                  ana 2026-01-04 09:00 viewed page = x\nana 2026-01-05 09:00 bought\n";
    let run = program.run(&program.subjects("", events));
    let mut person = run.people[0].clone();
    assert_eq!(person.inside().len(), 1);
    Horizon::of(&program.program).trim(&mut person, at("2026-01-10"));
    let kept: Vec<&str> =
        person.events().iter().map(|event| &*program.program.events[event.definition].name).collect();
    // The view of January 4th led into the flow at its moment, so it stays as long as that participation.
    assert_eq!(kept, ["bought", "viewed", "bought"]);
}

#[test]
fn what_may_follow_is_kept_as_long_as_what_it_follows() {
    let text = "event viewed { page: text? }\nevent bought { }\nflow A {\n    \
        enter when happened viewed within last 3 days followed by bought\n    re-enter while inside\n}\n";
    let program = Program::new("trim", text, "until 2026-02-01");
    let events = "ana 2026-01-01 09:00 bought\nana 2026-01-02 09:00 viewed\nana 2026-01-08 09:00 viewed\n\
                  ana 2026-01-08 09:00 bought\n";
    let run = program.run(&program.subjects("", events));
    let mut person = run.people[0].clone();
    Horizon::of(&program.program).trim(&mut person, at("2026-01-10"));
    let kept: Vec<String> = person.events().iter().map(|event| event.time.to_string()).collect();
    assert_eq!(kept, ["2026-01-08T09:00Z", "2026-01-08T09:00Z"]);
}

/// How many bytes a state takes: of somebody who waits, without and with what happened before. The figures stand in
/// `docs/performance.md`.
#[test]
fn a_state_is_small() {
    let program = Program::new("state", FLOWS, "until 2026-01-06 10:00");
    let format = StateFormat::new(&program.program);
    let empty = format.write(&Person::new("ana", Vec::new())).len();
    let mut person = somebody(&program);
    let whole = format.write(&person).len();
    let inside = person.inside().len();
    Horizon::of(&program.program).trim(&mut person, at("2026-06-01"));
    let trimmed = format.write(&person).len();
    println!("nobody {empty}, whole {whole}, trimmed {trimmed}, {inside} participations");
    assert!(empty <= 40 && trimmed <= whole && whole < 700, "{empty} {trimmed} {whole}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn persons_go_on_alike_written_down_and_trimmed(
        histories in prop::collection::vec(prop::collection::vec(happening(), 0..40), 1..3),
    ) {
        let mut program = Program::new("laws", FLOWS, "until 2026-06-01\nzone Europe/Zagreb");
        let subjects: Vec<Subject> = program.subjects("", &events(&histories));
        let run = program.run(&subjects);
        keeps(&mut program, &subjects, &run);
    }
}
