//! The machine means what the reference evaluator means.

use super::{Bytes, LIST_TYPES, World, expression, instant, person, value};
use crate::eval::vm::Vm;
use crate::eval::{self, Context, Random, Visible};
use crate::program::bytecode::{read, verify};
use crate::program::{ExpressionId, Id, PropertySlot, SelectionId, Type, VariableId};
use crate::value::Zone;

/// Draws an expression, a person and a moment, and compares the two engines on value, emptiness and errors, in their order.
/// The routine passes the verifier, and its text form is read back as the same routine. Returns whether the drawn text is
/// an expression: the checker may refuse it, since it sees that its constants cannot be computed.
///
/// # Panics
///
/// If the law is broken.
pub fn vm_agrees(bytes: &[u8]) -> bool {
    let mut bytes = Bytes::new(bytes);
    let types: Vec<&str> = Type::NAMES.into_iter().chain(LIST_TYPES).collect();
    let r#type = *bytes.pick(&types);
    let text = expression(&mut bytes, r#type, 4);
    let mut world = World::new();
    let Ok(id) = world.add(&text) else { return false };
    let others = others(&mut bytes, &mut world);
    let program = world.program();
    let vm = Vm::new(program);
    others.iter().chain([&id]).for_each(|id| sound(&vm, *id, &text));
    // Several persons, so that nothing of one is left for the next.
    for _ in 0..3 {
        let facts = person(&mut bytes, program);
        let zone = [program.zone, Zone::UTC][bytes.below(2)];
        let visible = match bytes.below(4) {
            0 => Visible::From { first: bytes.below(3), since: instant(&mut bytes) },
            _ => Visible::All,
        };
        let random =
            Some(Random { flow: "F", element: "e", entry: 1, draw: 2 }).filter(|_| bytes.below(2) == 0);
        let now = instant(&mut bytes);
        let variables = [value(&mut bytes, &Type::Number), value(&mut bytes, &Type::Integer)];
        let context = Context { program, facts: &facts, now, zone, variables: &variables, visible, random };
        others.iter().chain([&id]).for_each(|id| compare(&vm, &context, *id, &text));
        program.selections.ids().skip(program.selections.len().saturating_sub(2)).for_each(|selection| {
            compare_latest(&vm, &context, selection, &text);
        });
    }
    true
}

/// Expressions that no formula has: what `save` takes of an event, and variables, one with an integer for a number.
fn others(bytes: &mut Bytes, world: &mut World) -> Vec<ExpressionId> {
    let slot = [PropertySlot::Time, PropertySlot::Declared(0)][bytes.below(2)];
    let last = world.program().selections.ids().last();
    let latest = last.map(|selection| world.add_latest(selection, slot));
    let variable = world.add_variable(VariableId::from_index(bytes.below(3)), Type::Number);
    latest.into_iter().chain([variable]).collect()
}

fn compare_latest(vm: &Vm, context: &Context, selection: SelectionId, text: &str) {
    let (mut expected, mut found) = (Vec::new(), Vec::new());
    let latest = eval::matching(context, selection, &mut expected).pop();
    assert_eq!(vm.latest(context, selection, &mut found), Ok(latest), "the events of `{text}`");
    assert_eq!(found, expected, "the errors of the events of `{text}`");
}

fn sound(vm: &Vm, id: ExpressionId, text: &str) {
    let routine = vm.routine(id);
    let program = vm.program();
    assert_eq!(verify(routine, program), Ok(()), "`{text}` is lowered to\n{routine}");
    let again = read(&routine.to_string(), program.expressions[id].location);
    assert_eq!(again.as_ref(), Ok(routine), "`{text}` is lowered to\n{routine}");
}

fn compare(vm: &Vm, context: &Context, id: ExpressionId, text: &str) {
    let (mut expected, mut found) = (Vec::new(), Vec::new());
    let wanted = eval::value(context, id, &mut expected);
    let routine = vm.routine(id);
    assert_eq!(
        vm.value(context, id, &mut found),
        Ok(wanted),
        "`{text}` at {} in {}, lowered to\n{routine}",
        context.now,
        context.zone
    );
    assert_eq!(found, expected, "the errors of `{text}`, lowered to\n{routine}");
}
