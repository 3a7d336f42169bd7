//! What holds of `any`, `all` and `count` of one list and one condition, whoever evaluates.

use super::{Bytes, World, expression, instant, person};
use crate::eval::{Context, Engine, EngineKind, Sketch, Visible};
use crate::program::ExpressionId;
use crate::value::Value;

/// Lists, conditions on their items, in which `_` stands for an operand, and its type.
const LISTS: &[(&str, &str, &str)] = &[
    ("scores", "item > _", "integer"),
    ("scores", "points / item > _", "number"),
    ("words", "item contains _", "text"),
    ("prices", "(item is empty or item < _)", "number"),
    ("flags", "(item or _)", "boolean"),
    ("days", "item after _", "date"),
    ("moments", "item will be within _", "duration"),
    ("orders", "(item.price > _ or item.settled)", "number"),
    ("orders", "(any item.lines where item.quantity > _)", "integer"),
    ("orders.lines", "item.quantity % points > _", "integer"),
    ("basket.lines.item", "item is not _", "text"),
    ("nothing", "item.price is _", "number"),
];

/// Of any list and condition: some item passes exactly where the number of those that pass is above 0, and exactly where
/// there are items and not all fail; all items pass exactly where there are items and as many pass. Of an empty list neither
/// `any` nor `all` holds. Returns whether what is drawn can be checked.
///
/// # Panics
///
/// If the law is broken.
pub fn lists_are_consistent(bytes: &[u8]) -> bool {
    let mut bytes = Bytes::new(bytes);
    let (list, condition, operand) = *bytes.pick(LISTS);
    let condition = condition.replace('_', &expression(&mut bytes, operand, 2));
    let mut world = World::new();
    let formulas = [
        format!("any {list} where {condition}"),
        format!("all {list} where {condition}"),
        format!("all {list} where (not {condition})"),
        format!("count({list} where {condition})"),
        format!("count({list})"),
    ];
    let ids: Result<Vec<ExpressionId>, _> = formulas.iter().map(|formula| world.add(formula)).collect();
    let Ok(ids) = ids else { return false };
    let facts = person(&mut bytes, world.program());
    let now = instant(&mut bytes);
    for kind in [EngineKind::Reference, EngineKind::Vm] {
        let engine = Engine::new(kind, world.program());
        let context = context(&world, &facts, now);
        let values = ids.iter().map(|id| engine.value(&context, *id, &mut Vec::new()));
        let values: Vec<Value> = values.collect();
        let [Value::Boolean(any), Value::Boolean(all), Value::Boolean(none), passing, items] = &values[..]
        else {
            panic!("{formulas:?} are {values:?}")
        };
        let (nothing, wrong) = (Value::Integer(0), format!("{formulas:?} are {values:?} by {kind:?}"));
        assert_eq!(*any, *passing != nothing, "{wrong}");
        assert_eq!(*any, *items != nothing && !none, "{wrong}");
        assert_eq!(*all, *items != nothing && passing == items, "{wrong}");
    }
    true
}

fn context<'a>(world: &'a World, facts: &'a Sketch, now: crate::value::Instant) -> Context<'a> {
    let program = world.program();
    let zone = program.zone;
    Context { program, facts, now, zone, variables: &[], visible: Visible::All, random: None }
}
