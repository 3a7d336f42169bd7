//! Laws over drawn expressions, persons and moments, extreme ones among them: an evaluation never panics, gives a value of
//! its type, and gives it again.

use bourn::diagnostic::Problem;
use bourn::eval::{Context, Event, Random, Sketch, Visible, value};
use bourn::laws::{CONDITIONS, forms, literals, names};
use bourn::program::{EventId, ExpressionId, Type, functions};
use bourn::value::{Date, Duration, Instant, Number, TimeOfDay, Unit, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::world::World;

/// The source text of an expression of a type.
fn expression(r#type: &'static str, depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![3 => literal(r#type), 3 => select(names(r#type)).prop_map(str::to_owned)];
    if depth == 0 {
        return leaf.boxed();
    }
    let same = move || expression(r#type, depth - 1);
    let choice = (expression("boolean", depth - 1), same(), same())
        .prop_map(|(condition, yes, no)| format!("(if {condition} then {yes} else {no})"));
    let default = (same(), same()).prop_map(|(value, default)| format!("({value} ?? {default})"));
    prop_oneof![2 => leaf, 1 => choice, 1 => default, 6 => operation(r#type, depth - 1)].boxed()
}

fn literal(r#type: &str) -> BoxedStrategy<String> {
    select(literals(r#type)).prop_map(str::to_owned).boxed()
}

/// An expression with an operator or a function; `_` stand for operands of the types behind it.
fn operation(r#type: &'static str, depth: u32) -> BoxedStrategy<String> {
    let forms = forms(r#type);
    if forms.is_empty() {
        return literal(r#type);
    }
    select(forms.to_vec()).prop_flat_map(move |(form, operands)| filled(form, operands, depth)).boxed()
}

/// A form with an operand for each `_`.
fn filled(
    form: &'static str,
    operands: &'static [&'static str],
    depth: u32,
) -> impl Strategy<Value = String> + use<> {
    let operands: Vec<_> = operands.iter().map(|operand| expression(operand, depth)).collect();
    operands.prop_map(move |operands| {
        let mut pieces = form.split('_');
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.zip(operands).fold(first, |text, (piece, operand)| text + &operand + piece)
    })
}

/// A value of a type as data may have it; now and then there is none.
fn datum(r#type: &Type) -> BoxedStrategy<Value> {
    let full = match r#type {
        Type::Boolean => any::<bool>().prop_map(Value::Boolean).boxed(),
        Type::Text => ".{0,6}".prop_map(Value::from).boxed(),
        Type::Integer => integer().prop_map(Value::Integer).boxed(),
        Type::Number => number().prop_map(Value::Number).boxed(),
        Type::Date => date().prop_map(Value::Date).boxed(),
        Type::Datetime => instant().prop_map(Value::Datetime).boxed(),
        Type::Time => (0..86_400_000_000_i64)
            .prop_map(|micros| TimeOfDay::from_micros(micros).map_or(Value::Empty, Value::Time))
            .boxed(),
        Type::Duration => duration().prop_map(Value::Duration).boxed(),
        Type::List(item) => vec(datum(item), 0..3).prop_map(|items| Value::List(items.into())).boxed(),
        Type::Empty | Type::Error => Just(Value::Empty).boxed(),
    };
    prop_oneof![1 => Just(Value::Empty), 4 => full].boxed()
}

fn integer() -> BoxedStrategy<i64> {
    prop_oneof![select(vec![i64::MIN, i64::MAX, -1, 0, 1, 18]), any::<i64>(), -20..20_i64].boxed()
}

fn number() -> BoxedStrategy<Number> {
    let limit = 10_i128.pow(28) - 1;
    let mantissa = prop_oneof![select(vec![limit, -limit, 0]), -limit..=limit, -1000..1000_i128];
    (mantissa, 0..=28_u32)
        .prop_map(|(mantissa, scale)| Number::from_mantissa_scale(mantissa, scale).unwrap_or_default())
        .boxed()
}

fn date() -> BoxedStrategy<Date> {
    let days = Date::FIRST.days()..=Date::LAST.days();
    let drawn = days.prop_map(|days| Date::from_days(days).unwrap_or(Date::LAST));
    prop_oneof![Just(Date::FIRST), Just(Date::LAST), drawn].boxed()
}

fn instant() -> BoxedStrategy<Instant> {
    let drawn = Instant::FIRST.micros()..=Instant::LAST.micros();
    let near = -100_000_000_000_000..100_000_000_000_000_i64;
    prop_oneof![
        select(vec![Instant::FIRST, Instant::LAST, Instant::EPOCH]),
        drawn.prop_map(Instant::from_micros),
        near.prop_map(Instant::from_micros),
    ]
    .boxed()
}

fn duration() -> BoxedStrategy<Duration> {
    let amount = prop_oneof![-5..5_i64, -120_000..=120_000_i64];
    (amount, select(Unit::ALL.to_vec()))
        .prop_map(|(amount, unit)| Duration::of(amount, unit).unwrap_or(Duration::ZERO))
        .boxed()
}

fn event(world: &World) -> BoxedStrategy<Event> {
    let kinds: Vec<EventId> =
        ["paid", "seen", "emailSent"].map(|name| world.program().event(name).unwrap()).into();
    let properties = world.program().events[kinds[0]].properties.clone();
    let values: Vec<_> = properties.iter().map(|property| datum(&property.r#type)).collect();
    (select(kinds), instant(), values)
        .prop_map(|(definition, time, values)| Event {
            time,
            definition,
            properties: values.into(),
            owner: None,
            id: None,
        })
        .boxed()
}

fn person() -> BoxedStrategy<Sketch> {
    let world = World::new();
    let attributes: Vec<_> =
        world.program().attributes.iter().map(|(_, attribute)| datum(&attribute.r#type)).collect();
    (attributes, vec(event(&world), 0..5), ".{0,3}")
        .prop_map(|(attributes, mut events, key)| {
            events.sort_by_key(|event| event.time);
            Sketch { key, attributes, events }
        })
        .boxed()
}

const TYPES: [&str; 8] = Type::NAMES;

fn typed_expression() -> impl Strategy<Value = (&'static str, String)> {
    select(TYPES.to_vec()).prop_flat_map(|name| (Just(name), expression(name, 4)))
}

fn visible() -> impl Strategy<Value = Visible> {
    prop_oneof![
        Just(Visible::All),
        (0..3_usize, instant()).prop_map(|(first, since)| Visible::From { first, since }),
    ]
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
        prop_assert!(found == Value::Empty || found.kind() == name, "{source} is {found:?}");
        prop_assert!(found == Value::Empty || !found.is_empty(), "{source} is {found:?}");
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
            let problems: Vec<_> = wrong.into_iter().map(|diagnostic| diagnostic.problem).collect();
            let foreseen = problems.iter().all(|problem| {
                matches!(
                    problem,
                    Problem::ConstantError { .. }
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

/// A form with plain names for operands.
fn drawn(form: &str, operands: &[&'static str], seed: u64) -> String {
    let mut text = form.to_owned();
    for (place, operand) in operands.iter().enumerate() {
        let known = names(operand);
        let at = usize::try_from(seed >> (place * 8)).unwrap_or_default() % known.len();
        text = text.replacen('_', known[at], 1);
    }
    text
}
