//! The engines at work: what they execute, when they stop, and that whole runs are the same with both.

use bourn::eval::vm::{OutOfFuel, Vm};
use bourn::eval::{Context, Engine, EngineKind, Sketch, Visible};
use bourn::laws::World;
use bourn::value::{Instant, Value};

fn at<'a>(world: &'a World, facts: &'a Sketch) -> Context<'a> {
    Context {
        program: world.program(),
        facts,
        now: Instant::EPOCH,
        zone: world.program().zone,
        variables: &[],
        visible: Visible::All,
        random: None,
    }
}

#[test]
fn the_machine_counts_what_it_executes() {
    let mut world = World::new();
    let id = world.add("age >= 18 and age < 65").unwrap();
    let (facts, mut faults) = (Sketch::default(), Vec::new());
    let vm = Engine::new(EngineKind::Vm, world.program());
    assert_eq!(vm.executed(), 0);
    assert_eq!(vm.value(&at(&world, &facts), id, &mut faults), Value::Boolean(false));
    // Load, move, compare, jump, return: the age is missing, so the rest is left out.
    assert_eq!(vm.executed(), 5);
    let reference = Engine::new(EngineKind::Reference, world.program());
    assert_eq!(reference.value(&at(&world, &facts), id, &mut faults), Value::Boolean(false));
    assert_eq!(reference.executed(), 0);
}

#[test]
fn fuel_bounds_an_evaluation() {
    let mut world = World::new();
    let id = world.add("count(seen) + len(nick ?? \"abc\")").unwrap();
    let facts = Sketch::default();
    let run = |fuel| {
        let vm = Vm::new(world.program()).with_fuel(fuel);
        let value = vm.value(&at(&world, &facts), id, &mut Vec::new());
        (value, vm.executed())
    };
    let (value, needed) = run(u64::MAX);
    assert_eq!(value, Ok(Value::Integer(3)));
    assert_eq!(run(needed), (Ok(Value::Integer(3)), needed));
    assert_eq!(run(needed - 1).0, Err(OutOfFuel));
    assert_eq!(run(0).0, Err(OutOfFuel));
}

#[test]
fn an_evaluation_after_one_that_was_stopped_starts_afresh() {
    let mut world = World::new();
    let id = world.add("\"{{nick ?? \"a\"}}{{count(seen)}}\"").unwrap();
    let facts = Sketch::default();
    assert_eq!(
        Vm::new(world.program()).with_fuel(3).value(&at(&world, &facts), id, &mut Vec::new()),
        Err(OutOfFuel)
    );
    assert_eq!(
        Vm::new(world.program()).value(&at(&world, &facts), id, &mut Vec::new()),
        Ok(Value::from("a0"))
    );
}
