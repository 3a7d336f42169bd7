//! Files of cases: prose, a block that describes a person, blocks of cases about that person.
//!
//! A case is an expression and what comes of it, as `age + 1 // 32`. Behind the value stand the faults, if there are any:
//! `age / 0 // empty, …`, parted by `; `.

use std::fmt::Write;
use std::path::Path;

use bourn::eval::vm::Vm;
use bourn::eval::{Fault, value};

use bourn::program::ExpressionId;

use crate::person::Person;
use crate::world::World;

/// Runs all cases of a file and fails with all that come out differently.
#[track_caller]
pub(crate) fn check(file: &str) {
    let (mut wrong, mut cases) = (String::new(), 0);
    read(file, |world, person, case| {
        cases += 1;
        let expression = world.expression(case.expression);
        let found = outcome(world, person, expression);
        if found != case.expected {
            let Case { line, expression, expected } = case;
            writeln!(wrong, "{file}:{line}: {expression}\n  should be {expected}\n  is        {found}")
                .unwrap();
        }
    });
    assert!(cases > 0, "{file} has no cases");
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Shows all cases of a file, with what should come of them.
pub(crate) fn each(file: &str, mut see: impl FnMut(&World, ExpressionId, &str)) {
    read(file, |world, _, case| {
        let expression = world.expression(case.expression);
        see(world, expression, case.expected);
    });
}

struct Case<'t> {
    line: usize,
    expression: &'t str,
    expected: &'t str,
}

/// Reads a file of cases.
fn read(file: &str, mut run: impl FnMut(&mut World, &Person, Case)) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/eval").join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let (mut world, mut person, mut block) = (World::new(), Person::default(), "");
    for (line, text) in (1..).zip(text.lines()) {
        if let Some(kind) = text.strip_prefix("```") {
            block = kind;
            if block == "person" {
                person = Person::default();
            }
        } else if block == "person" {
            person.read(&mut world, text);
        } else if block == "cases" && !text.is_empty() {
            let (expression, expected) = text.rsplit_once(" // ").unwrap();
            run(&mut world, &person, Case { line, expression, expected });
        }
    }
}

/// What comes of an expression, by either engine: its value, then the faults.
fn outcome(world: &World, person: &Person, expression: ExpressionId) -> String {
    let context = person.context(world);
    let (mut faults, mut found) = (Vec::new(), Vec::new());
    let value = value(&context, expression, &mut faults);
    let vm = Vm::new(world.program());
    assert_eq!(vm.value(&context, expression, &mut found).as_ref(), Ok(&value), "the engines differ");
    assert_eq!(found, faults, "the engines differ");
    let value = value.literal(context.zone);
    if faults.is_empty() { value } else { format!("{value}, {}", messages(&faults)) }
}

fn messages(faults: &[Fault]) -> String {
    faults.iter().map(|fault| fault.problem.message()).collect::<Vec<_>>().join("; ")
}
