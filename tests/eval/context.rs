//! What an evaluation depends on: visibility, variables, the zone, what random results are made of.

use bourn::eval::{Context, Random, Visible, holds, matching, value};
use bourn::program::{EventSelection, ExpressionKind, Id, PropertySlot, SelectionId, Type, VariableId};
use bourn::value::{Instant, Number, Value, Zone};

use crate::person::{Person, read_owner};
use crate::world::World;

/// A person who paid on three days and got a message in between.
fn payer(world: &mut World) -> Person {
    let mut person = Person::default();
    for line in [
        "now 2026-11-30 13:00",
        "zero = 0",
        "lastSeen = 2026-11-30 00:30",
        "at 2026-11-01 10:00 paid { amount = 1 }",
        "at 2026-11-02 10:00 emailSent",
        "at 2026-11-03 10:00 paid { amount = 2 }",
        "at 2026-11-04 10:00 paid { amount = 4 }",
    ] {
        person.read(world, line);
    }
    person
}

/// The value of an expression about the payer, in a context that is changed first.
fn shown(expression: &str, change: impl FnOnce(&mut Context)) -> String {
    let mut world = World::new();
    let person = payer(&mut world);
    let expression = world.expression(expression);
    let mut context = person.context(&world);
    change(&mut context);
    value(&context, expression, &mut Vec::new()).literal(context.zone)
}

fn since(first: usize, since: &str) -> Visible {
    let time = bourn::value::time::parse_datetime(since, Zone::parse("Europe/Zagreb").unwrap()).unwrap();
    Visible::From { first, since: time }
}

#[test]
fn a_wait_sees_events_handled_later_whose_own_time_is_no_earlier() {
    let early = since(0, "2026-01-01");
    assert_eq!(shown("count(paid)", |context| context.visible = early), "3");
    assert_eq!(shown("count(paid)", |context| context.visible = since(1, "2026-01-01")), "2");
    assert_eq!(shown("count(paid)", |context| context.visible = since(0, "2026-11-03 10:00")), "2");
    assert_eq!(shown("count(paid)", |context| context.visible = since(3, "2026-11-04 10:01")), "0");
    assert_eq!(shown("happened paid", |context| context.visible = since(9, "2026-01-01")), "false");
    assert_eq!(shown("max(paid.amount)", |context| context.visible = since(9, "2026-01-01")), "empty");
}

#[test]
fn what_is_about_the_person_sees_all_events() {
    let blind = since(9, "2026-11-30");
    assert_eq!(shown("last contacted by email", |context| context.visible = blind), "2026-11-02 10:00");
    assert_eq!(shown("spent", |context| context.visible = blind), "7");
    assert_eq!(shown("in segment Payers", |context| context.visible = blind), "true");
}

#[test]
fn a_zone_of_its_own_is_for_the_flow_and_not_for_segments() {
    let elsewhere = Zone::parse("America/New_York").unwrap();
    assert_eq!(shown("lastSeen is today", |_| {}), "true");
    assert_eq!(shown("lastSeen is today", |context| context.zone = elsewhere), "false");
    assert_eq!(shown("in segment Today", |context| context.zone = elsewhere), "true");
    assert_eq!(shown("\"{{now()}}\"", |context| context.zone = elsewhere), "\"2026-11-30 07:00\"");
    assert_eq!(shown("happened paid after 2026-11-03", |context| context.zone = elsewhere), "true");
}

#[test]
fn variables_are_those_of_the_participation() {
    let mut world = World::new();
    let person = payer(&mut world);
    let number = world.add(ExpressionKind::Variable(VariableId::from_index(1)), Type::Number);
    let missing = world.add(ExpressionKind::Variable(VariableId::from_index(2)), Type::Text);
    let variables = [Value::Empty, Value::Integer(5)];
    let context = Context { variables: &variables, ..person.context(&world) };
    assert_eq!(value(&context, number, &mut Vec::new()), Value::Number(Number::from(5)));
    assert_eq!(value(&context, missing, &mut Vec::new()), Value::Empty);
}

#[test]
fn a_property_without_an_event_is_empty() {
    let mut world = World::new();
    let person = payer(&mut world);
    let property = world.add(ExpressionKind::Property(PropertySlot::Declared(0)), Type::Number);
    assert_eq!(value(&person.context(&world), property, &mut Vec::new()), Value::Empty);
}

#[test]
fn a_bare_boolean_means_is_true() {
    let mut world = World::new();
    let mut person = payer(&mut world);
    person.read(&mut world, "optIn = true");
    person.read(&mut world, "optOut = false");
    let [yes, no, unknown] = ["optIn", "optOut", "score"].map(|name| world.expression(name));
    let context = person.context(&world);
    assert!(holds(&context, yes, &mut Vec::new()));
    assert!(!holds(&context, no, &mut Vec::new()));
    assert!(!holds(&context, unknown, &mut Vec::new()));
}

/// All events of a kind that belong to an owner.
fn selected(world: &mut World, event: &str, owner: Option<&str>) -> SelectionId {
    let event = world.program().event(event).unwrap();
    let owner = owner.map(|owner| read_owner(world, owner));
    let selection = EventSelection { event, owner, filter: None, windows: Vec::new(), followed: Vec::new() };
    world.program_mut().selections.push(selection)
}

#[test]
fn matching_events_come_in_order() {
    let mut world = World::new();
    let person = payer(&mut world);
    let selection = selected(&mut world, "paid", None);
    let found = matching(&person.context(&world), selection, &mut Vec::new());
    let amounts: Vec<_> = found.iter().map(|event| event.properties[0].clone()).collect();
    assert_eq!(amounts, [1, 2, 4].map(Value::Integer));
}

#[test]
fn of_an_element_means_that_element_and_of_a_flow_all_of_it() {
    let mut world = World::new();
    let mut person = Person::default();
    person.read(&mut world, "now 2026-11-30 13:00");
    for owner in ["", " of Welcome.reminder", " of Welcome.offer", " of Other.reminder", " of Other"] {
        person.read(&mut world, &format!("at 2026-11-01 10:00 emailOpened{owner}"));
    }
    let mut count = |owner| {
        let selection = selected(&mut world, "emailOpened", owner);
        matching(&person.context(&world), selection, &mut Vec::new()).len()
    };
    assert_eq!(count(None), 5);
    assert_eq!(count(Some("Welcome")), 2);
    assert_eq!(count(Some("Welcome.reminder")), 1);
    assert_eq!(count(Some("Other")), 2);
    assert_eq!(count(Some("Other.reminder")), 1);
}

#[test]
fn the_latest_property_is_that_of_the_latest_event_even_if_it_lacks_it() {
    let mut world = World::new();
    let mut person = payer(&mut world);
    let selection = selected(&mut world, "paid", None);
    let [amount, time] = [PropertySlot::Declared(0), PropertySlot::Time]
        .map(|property| world.add(ExpressionKind::LatestProperty { selection, property }, Type::Empty));
    let shown = |person: &Person, expression| {
        let context = person.context(&world);
        value(&context, expression, &mut Vec::new()).literal(context.zone)
    };
    assert_eq!(shown(&person, amount), "4");
    let hidden = Context { visible: since(9, "2026-01-01"), ..person.context(&world) };
    assert_eq!(value(&hidden, amount, &mut Vec::new()), Value::Empty);
    person.read(&mut World::new(), "at 2026-11-05 10:00 paid { shop = \"Split\" }");
    assert_eq!(shown(&person, amount), "empty");
    assert_eq!(shown(&person, time), "2026-11-05 10:00");
    assert_eq!(shown(&Person::default(), amount), "empty");
}

#[test]
fn a_fault_names_its_place_and_is_recorded_once() {
    let mut world = World::new();
    let person = payer(&mut world);
    let expression = world.expression("1 / zero");
    let filter = world.expression("count(paid where 1 / zero > 1)");
    let context = person.context(&world);
    let mut faults = Vec::new();
    value(&context, expression, &mut faults);
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].location, world.program().expressions[expression].location);
    value(&context, expression, &mut faults);
    assert_eq!(faults.len(), 1);
    value(&context, filter, &mut faults);
    assert_eq!(faults.len(), 2);
}

/// The digits of `generatePin(6)` in a context.
fn pin(change: impl FnOnce(&mut Context)) -> String {
    shown("generatePin(6)", change)
}

fn random<'a>() -> Random<'a> {
    Random { flow: "Welcome", element: "code", entry: 1, draw: 0 }
}

#[test]
fn random_results_depend_on_every_field_and_on_nothing_else() {
    let plain = pin(|context| context.random = Some(random()));
    assert_eq!(plain, pin(|context| context.random = Some(random())));
    assert_eq!(
        plain,
        pin(|context| {
            context.random = Some(random());
            context.now = Instant::EPOCH;
        })
    );
    let mut all = vec![plain, pin(|_| {})];
    all.push(pin(|context| context.random = Some(Random { flow: "Other", ..random() })));
    all.push(pin(|context| context.random = Some(Random { element: "other", ..random() })));
    all.push(pin(|context| context.random = Some(Random { entry: 2, ..random() })));
    all.push(pin(|context| context.random = Some(Random { draw: 1, ..random() })));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 6);
}

#[test]
fn random_results_are_these_for_ever() {
    assert_eq!(pin(|context| context.random = Some(random())), "\"620144\"");
    assert_eq!(pin(|_| {}), "\"445446\"");
}

#[test]
fn calls_of_one_expression_differ_and_a_computed_attribute_is_the_same_everywhere() {
    let both = shown("generatePin(6) + generatePin(6)", |context| context.random = Some(random()));
    assert_ne!(both[1..7], both[7..13]);
    let computed = shown("pin", |context| context.random = Some(random()));
    assert_eq!(computed, shown("pin", |_| {}));
    let second = shown("\"{{generatePin(6)}}{{pin}}\"", |_| {});
    assert_eq!(second[7..13], computed[1..7]);
}
