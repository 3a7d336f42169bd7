//! Laws over drawn expressions, persons and moments, extreme ones among them: an evaluation never panics, gives a value of
//! its type, and gives it again.

use bourn::diagnostic::{Level, Problem};
use bourn::eval::{Context, Random, Visible, value};
use bourn::laws::{CONDITIONS, LIST_TYPES};
use bourn::program::{ExpressionId, Type, functions};
use bourn::value::Value;
use proptest::prelude::*;
use proptest::sample::select;

use crate::drawn::{drawn, expression, instant, person, visible};
use crate::world::World;

fn typed_expression() -> impl Strategy<Value = (&'static str, String)> {
    let types: Vec<&str> = Type::NAMES.into_iter().chain(LIST_TYPES).collect();
    select(types).prop_flat_map(|name| (Just(name), expression(name, 4)))
}

#[test]
fn every_function_is_drawn() {
    let sources = include_str!("../../src/laws/forms.rs");
    for (name, ..) in functions() {
        let drawn = |before: &str| sources.contains(&format!("{before}{name}("));
        assert!(drawn("(\"") || drawn("(\"(") || drawn("\"join(") || name == &"now", "{name} is not drawn");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn an_evaluation_gives_a_value_of_its_type_and_gives_it_again(
        (name, source) in typed_expression(),
        facts in person(),
        now in instant(),
        visible in visible(),
    ) {
        let mut world = World::new();
        let Some(expression) = drawn_expression(&mut world, &source)? else { return Ok(()) };
        let context = Context {
            program: world.program(),
            facts: &facts,
            now,
            zone: world.program().zone,
            variables: &[],
            visible,
            random: Some(Random { flow: "F", element: "e", entry: 0, draw: 0 }),
        };
        let (mut faults, mut again) = (Vec::new(), Vec::new());
        let found = value(&context, expression, &mut faults);
        let r#type = &world.program().expressions[expression].r#type;
        prop_assert!(*r#type == Type::Empty || r#type.to_string() == name, "{source} is a {type}");
        prop_assert!(is_of(&found, r#type), "{source} is {found:?}");
        prop_assert_eq!(&found, &value(&context, expression, &mut again));
        prop_assert_eq!(faults, again);
    }

    #[test]
    fn a_condition_is_true_or_false(
        (form, operands) in select(CONDITIONS.to_vec()),
        facts in person(),
        now in instant(),
        seed in any::<u64>(),
    ) {
        let source = drawn(form, operands, seed);
        let mut world = World::new();
        let Some(condition) = drawn_expression(&mut world, &source)? else { return Ok(()) };
        let negation = world.expression(&format!("not {source}"));
        let context = Context {
            program: world.program(),
            facts: &facts,
            now,
            zone: world.program().zone,
            variables: &[],
            visible: Visible::All,
            random: None,
        };
        let holds = value(&context, condition, &mut Vec::new());
        prop_assert!(matches!(holds, Value::Boolean(_)), "{source} is {holds:?}");
        let denied = value(&context, negation, &mut Vec::new());
        prop_assert_eq!(denied, Value::Boolean(holds == Value::Boolean(false)));
    }
}

/// Adds a drawn expression, unless the checker sees already that its constants cannot be computed.
fn drawn_expression(world: &mut World, source: &str) -> Result<Option<ExpressionId>, TestCaseError> {
    match world.try_expression(source) {
        Ok(expression) => Ok(Some(expression)),
        Err(wrong) => {
            // Slips are told of beside the errors; by themselves they keep nothing from being evaluated.
            let errors = wrong.into_iter().filter(|diagnostic| diagnostic.level() == Level::Error);
            let problems: Vec<_> = errors.map(|diagnostic| diagnostic.problem).collect();
            let foreseen = problems.iter().all(|problem| {
                matches!(
                    problem,
                    // A filter is drawn without a look at those around it, which may have the same names.
                    Problem::AmbiguousName { .. }
                        | Problem::ConstantError { .. }
                        | Problem::InvalidPattern { .. }
                        | Problem::UnknownTimezone { .. }
                        | Problem::HoursOnDate { .. }
                        | Problem::CalendarDuration { .. }
                )
            });
            prop_assert!(foreseen, "{}: {:?}", source, problems);
            Ok(None)
        }
    }
}

/// Whether a value is of a type, with all that is in it. Nothing but the one empty value is empty.
fn is_of(value: &Value, r#type: &Type) -> bool {
    match (value, r#type) {
        (Value::Empty, _) => true,
        (value, _) if value.is_empty() => false,
        (Value::List(items), Type::List(item)) => items.iter().all(|value| is_of(value, item)),
        (Value::Object(object), Type::Object(fields)) => {
            let mut pairs = object.fields().zip(fields.iter());
            object.names() == fields.names() && pairs.all(|((_, value), field)| is_of(value, &field.r#type))
        }
        (value, r#type) => value.kind() == r#type.to_string(),
    }
}
