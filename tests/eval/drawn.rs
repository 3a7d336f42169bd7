//! Drawn expressions of every type over the world of `world.flow`, and drawn persons with data for it, extreme ones among them.
//!
//! Whatever evaluates programs is compared on these. An expression is drawn as source text, so that the checker sees it, too.

use bourn::eval::{Event, Sketch, Visible};
use bourn::laws::{forms, literals, names};
use bourn::program::{EventId, Fields, Type};
use bourn::value::{Date, Duration, Instant, Number, Object, TimeOfDay, Unit, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::world::World;

/// The source text of an expression of a type.
pub(crate) fn expression(r#type: &'static str, depth: u32) -> BoxedStrategy<String> {
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
        Type::Object(fields) => object(fields),
        Type::Empty | Type::Error | Type::Any => Just(Value::Empty).boxed(),
    };
    prop_oneof![1 => Just(Value::Empty), 4 => full].boxed()
}

fn object(fields: &Fields) -> BoxedStrategy<Value> {
    let names = fields.names().clone();
    let values: Vec<_> = fields.iter().map(|field| datum(&field.r#type)).collect();
    values.prop_map(move |values| Object::new(names.clone(), values).into()).boxed()
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

pub(crate) fn instant() -> BoxedStrategy<Instant> {
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

pub(crate) fn person() -> BoxedStrategy<Sketch> {
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

pub(crate) fn visible() -> impl Strategy<Value = Visible> {
    prop_oneof![
        Just(Visible::All),
        (0..3_usize, instant()).prop_map(|(first, since)| Visible::From { first, since }),
    ]
}

/// A form with plain names for operands.
pub(crate) fn drawn(form: &str, operands: &[&'static str], seed: u64) -> String {
    let mut text = form.to_owned();
    for (place, operand) in operands.iter().enumerate() {
        let known = names(operand);
        let at = usize::try_from(seed >> (place * 8)).unwrap_or_default() % known.len();
        text = text.replacen('_', known[at], 1);
    }
    text
}
