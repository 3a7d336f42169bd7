//! Drawn expressions of every type over the world of `world.flow`, and drawn persons with data for it, extreme ones among them.
//!
//! Whatever evaluates programs is compared on these. An expression is drawn as source text, so that the checker sees it, too.

use bourn::eval::{Event, Sketch, Visible};
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
    let texts: &[&str] = match r#type {
        "boolean" => &["true", "false"],
        "text" => &["\"\"", "\"a\"", "\"ẞß\"", "\"(\"", "\"👍🏽\""],
        "integer" => &["0", "1", "7", "9223372036854775807"],
        "number" => &["0.0", "0.5", "0.0000000000000000000000000001", "9999999999999999999999999999.0"],
        "date" => &["0001-01-01", "2024-02-29", "9999-12-31"],
        "datetime" => &["0001-01-01 00:00", "2026-03-29 02:30", "2026-10-25 02:30", "9999-12-31 23:59"],
        "time" => &["00:00", "23:59:59.999999"],
        "list of text" => &["[\"a\", \"A\"]", "[\"ẞß\", empty]"],
        "list of integer" => &["[1, 0]", "[9223372036854775807]"],
        "list of number" => &["[0.5, 2]", "[0.0000000000000000000000000001, 9999999999999999999999999999.0]"],
        "list of boolean" => &["[true]", "[false, true, empty]"],
        "list of date" => &["[2024-02-29, 9999-12-31]"],
        "list of datetime" => &["[0001-01-01 00:00, 2026-03-29 02:30]"],
        _ => &["0 days", "1 second", "3 days", "9999 years", "1 month", "24 hours"],
    };
    select(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()).boxed()
}

pub(crate) fn names(r#type: &str) -> &'static [&'static str] {
    match r#type {
        "boolean" => &[
            "optIn",
            "optOut",
            "(in segment Adults)",
            "(happened paid)",
            "(has tag nick)",
            "last(paid.gift)",
        ],
        "text" => &["plan", "nick", "pin", "basket.note", "mostCommon(paid.shop)"],
        "integer" => &[
            "age",
            "points",
            "double",
            "count(paid)",
            "sum(paid.count)",
            "min(paid.count)",
            "distinct(paid.shop)",
            "count(orders)",
        ],
        "number" => &[
            "height",
            "score",
            "spent",
            "ratio",
            "sum(paid.amount)",
            "average(paid.count)",
            "basket.total",
            "sum(orders.price)",
        ],
        "date" => &["joined", "left", "joinedDay", "max(paid.due)", "first(orders).due"],
        "datetime" => &["trialExpiry", "lastSeen", "now()", "(last contacted)", "min(paid.time)"],
        "time" => &["opens", "closes"],
        "list of text" => &["words", "skus", "orders.sku", "orders.lines.item", "tags", "basket.lines.item"],
        "list of integer" => &["scores", "orders.pieces", "basket.lines.quantity"],
        "list of number" => &["prices", "orders.price", "nothing.price", "(nothing ?? orders).price"],
        "list of boolean" => &["flags", "orders.settled"],
        "list of date" => &["days", "orders.due"],
        "list of datetime" => &["moments"],
        _ => &["limit", "pause"],
    }
}

/// An expression with an operator or a function; `_` stand for operands of the types behind it.
fn operation(r#type: &'static str, depth: u32) -> BoxedStrategy<String> {
    let forms: &[(&str, &[&'static str])] = match r#type {
        "boolean" => CONDITIONS,
        "text" => &[
            ("(_ + _)", &["text", "text"]),
            ("\"{{_}}\"", &["datetime"]),
            ("\"a{{_}}{{_}}\"", &["number", "duration"]),
            ("\"{{_}}{{_}}\"", &["date", "boolean"]),
            ("generatePin(_)", &["integer"]),
            ("lower(_)", &["text"]),
            ("upper(_)", &["text"]),
            ("capitalize(_)", &["text"]),
            ("trim(_)", &["text"]),
            ("replace(_, _, _)", &["text", "text", "text"]),
            ("substring(_, _)", &["text", "integer"]),
            ("substring(_, _, _)", &["text", "integer", "integer"]),
            ("padLeft(_, _, _)", &["text", "integer", "text"]),
            ("urlEncode(_)", &["text"]),
            ("join(split(_, _), _)", &["text", "text", "text"]),
            ("join(_, _)", &["list of text", "text"]),
            ("join(words where item is not _, _)", &["text", "text"]),
            ("first(_)", &["list of text"]),
            ("first(orders where item.price > _).sku", &["number"]),
            ("last(tags ?? split(_, _))", &["text", "text"]),
            ("mostCommon(_)", &["list of text"]),
            ("mostCommon(paid.shop where amount > _)", &["number"]),
            ("\"{{_}}\"", &["list of number"]),
            ("toText(_)", &["boolean"]),
            ("toText(_)", &["integer"]),
            ("toText(_)", &["number"]),
            ("toText(_)", &["date"]),
            ("toText(_)", &["datetime"]),
            ("toText(_)", &["time"]),
            ("toText(_)", &["duration"]),
            ("formatDate(_, \"EEEE, d. MMMM yyyy\")", &["date"]),
            ("formatDate(_, \"EEE dd LLL yy HH:mm:ss.SSS h a XXX VV\")", &["datetime"]),
            ("formatDate(_, _)", &["datetime", "text"]),
            ("formatDate(_, \"dd.MM.yyyy\", _)", &["date", "text"]),
            ("formatDate(_, \"H:m\", \"Asia/Kolkata\", \"hr\")", &["datetime"]),
            ("inZone(_, \"Pacific/Apia\")", &["datetime"]),
            ("inZone(_, _)", &["datetime", "text"]),
        ],
        "integer" => &[
            ("(_ + _)", &["integer", "integer"]),
            ("(_ - _)", &["integer", "integer"]),
            ("(_ * _)", &["integer", "integer"]),
            ("(_ % _)", &["integer", "integer"]),
            ("(-_)", &["integer"]),
            ("len(_)", &["text"]),
            ("find(_, _)", &["text", "text"]),
            ("round(_)", &["number"]),
            ("floor(_)", &["number"]),
            ("ceil(_)", &["number"]),
            ("abs(_)", &["integer"]),
            ("min(_, _)", &["integer", "integer"]),
            ("max(_, _)", &["integer", "integer"]),
            ("clamp(_, _, _)", &["integer", "integer", "integer"]),
            ("mod(_, _)", &["integer", "integer"]),
            ("count(_)", &["list of text"]),
            ("count(orders where item.price < _)", &["number"]),
            ("count(scores where (item is empty or item > _))", &["integer"]),
            ("distinct(_)", &["list of number"]),
            ("distinct(orders where item.sku is not _)", &["text"]),
            ("sum(_)", &["list of integer"]),
            ("min(_)", &["list of integer"]),
            ("max(orders.lines.quantity where item.quantity < _)", &["integer"]),
            ("first(_)", &["list of integer"]),
            ("distinct(paid.count where count > _)", &["integer"]),
            ("year(_)", &["date"]),
            ("year(_)", &["datetime"]),
            ("month(_)", &["date"]),
            ("month(_, \"Pacific/Kiritimati\")", &["datetime"]),
            ("day(_)", &["date"]),
            ("day(_, _)", &["datetime", "text"]),
            ("hour(_)", &["time"]),
            ("hour(_, \"Canada/Newfoundland\")", &["datetime"]),
            ("minute(_)", &["datetime"]),
            ("second(_)", &["datetime"]),
            ("dayOfWeek(_)", &["date"]),
            ("dayOfWeek(_)", &["datetime"]),
            ("toInteger(_)", &["number"]),
            ("toInteger(_)", &["text"]),
        ],
        "number" => &[
            ("(_ + _)", &["number", "integer"]),
            ("(_ - _)", &["integer", "number"]),
            ("(_ * _)", &["number", "number"]),
            ("(_ / _)", &["integer", "integer"]),
            ("(_ / _)", &["number", "number"]),
            ("(_ % _)", &["number", "number"]),
            ("(-_)", &["number"]),
            ("round(_, _)", &["number", "integer"]),
            ("abs(_)", &["number"]),
            ("min(_, _)", &["number", "integer"]),
            ("max(_, _)", &["integer", "number"]),
            ("clamp(_, _, _)", &["integer", "number", "number"]),
            ("mod(_, _)", &["number", "integer"]),
            ("toNumber(_)", &["text"]),
            ("sum(_)", &["list of number"]),
            ("sum(orders.price where (all item.lines where item.quantity > _))", &["integer"]),
            ("average(_)", &["list of integer"]),
            ("min(_)", &["list of number"]),
            ("max([_, 2] where item < _)", &["number", "number"]),
            ("mostCommon(_)", &["list of number"]),
            ("(_ in hours)", &["duration"]),
            ("(_ in weeks)", &["duration"]),
        ],
        "date" => &[
            ("(_ + _)", &["date", "duration"]),
            ("(_ - _)", &["date", "duration"]),
            ("today()", &[]),
            ("today(_)", &["text"]),
            ("min(_, _)", &["date", "date"]),
            ("max(_, _)", &["date", "date"]),
            ("clamp(_, _, _)", &["date", "date", "date"]),
            ("startOf(_, \"week\")", &["date"]),
            ("startOf(_, _)", &["date", "text"]),
            ("toDate(_)", &["datetime"]),
            ("toDate(_)", &["text"]),
            ("max(_)", &["list of date"]),
            ("last(paid.due where count > _)", &["integer"]),
        ],
        "datetime" => &[
            ("(_ + _)", &["datetime", "duration"]),
            ("(_ - _)", &["datetime", "duration"]),
            ("min(_, _)", &["datetime", "datetime"]),
            ("max(_, _)", &["datetime", "datetime"]),
            ("clamp(_, _, _)", &["datetime", "datetime", "datetime"]),
            ("startOf(_, \"year\")", &["datetime"]),
            ("startOf(_, \"week\")", &["datetime"]),
            ("startOf(_, \"hour\", \"Australia/LHI\")", &["datetime"]),
            ("startOf(_, _)", &["datetime", "text"]),
            ("min(_)", &["list of datetime"]),
            ("toDatetime(_)", &["date"]),
            ("toDatetime(_)", &["text"]),
        ],
        "duration" => &[
            ("(_ - _)", &["datetime", "datetime"]),
            ("(_ - _)", &["date", "date"]),
            ("(_ + _)", &["duration", "duration"]),
            ("(_ - _)", &["duration", "duration"]),
            ("(_ * _)", &["duration", "integer"]),
            ("(-_)", &["duration"]),
            ("seconds(_)", &["number"]),
            ("minutes(_)", &["integer"]),
            ("hours(_)", &["number"]),
            ("days(_)", &["integer"]),
            ("weeks(_)", &["integer"]),
            ("months(_)", &["integer"]),
            ("years(_)", &["integer"]),
        ],
        list => LISTS.iter().find(|(name, _)| *name == list).map_or(&[], |(_, forms)| *forms),
    };
    if forms.is_empty() {
        return literal(r#type);
    }
    select(forms.to_vec()).prop_flat_map(move |(form, operands)| filled(form, operands, depth)).boxed()
}

/// The types of lists that are drawn.
pub(crate) const LIST_TYPES: [&str; 6] = [
    "list of text",
    "list of integer",
    "list of number",
    "list of boolean",
    "list of date",
    "list of datetime",
];

/// Forms of expressions: a text with an operand of one of the types for each `_`.
type Forms = &'static [(&'static str, &'static [&'static str])];

const LISTS: &[(&str, Forms)] = &[
    ("list of text", &[("[_, _]", &["text", "text"]), ("split(_, _)", &["text", "text"])]),
    ("list of integer", &[("[_]", &["integer"]), ("[_, _]", &["integer", "integer"])]),
    ("list of number", &[("[_, _]", &["number", "integer"]), ("[{ a: _, b: _ }].a", &["number", "text"])]),
    ("list of boolean", &[("[_, _]", &["boolean", "boolean"])]),
    ("list of date", &[("[_]", &["date"])]),
    ("list of datetime", &[("[_]", &["datetime"])]),
];

pub(crate) const CONDITIONS: &[(&str, &[&str])] = &[
    ("(_ and _)", &["boolean", "boolean"]),
    ("(_ or _)", &["boolean", "boolean"]),
    ("(not _)", &["boolean"]),
    ("((_) is _)", &["boolean", "boolean"]),
    ("((_) is not _)", &["text", "text"]),
    ("((_) contains _)", &["text", "text"]),
    ("((_) does not end with _)", &["text", "text"]),
    ("((_) is exactly _)", &["text", "text"]),
    ("((_) matches _)", &["text", "text"]),
    ("(matches(_, \"^[a-z]\") is true)", &["text"]),
    ("(matches(_, _) is not true)", &["text", "text"]),
    ("((_) is empty)", &["text"]),
    ("((_) < _)", &["number", "integer"]),
    ("((_) is one of (_, _))", &["integer", "integer", "number"]),
    ("((_) is not between _ and _)", &["number", "number", "number"]),
    ("((_) >= _)", &["duration", "duration"]),
    ("((_) > _)", &["time", "time"]),
    ("((_) before _)", &["date", "datetime"]),
    ("((_) after _)", &["datetime", "date"]),
    ("((_) is _ ignoring year)", &["date", "date"]),
    ("((_) is between _ and _)", &["datetime", "date", "datetime"]),
    ("((_) is between _ and _ ignoring year)", &["date", "date", "date"]),
    ("((_) will be in _)", &["date", "duration"]),
    ("((_) will be within _)", &["datetime", "duration"]),
    ("((_) will be more than _)", &["datetime", "duration"]),
    ("((_) was _ ago)", &["datetime", "duration"]),
    ("((_) was within _ ignoring year)", &["date", "duration"]),
    ("((_) was more than _ ago)", &["date", "duration"]),
    ("((_) is tomorrow)", &["datetime"]),
    ("(last contacted by email was _ ago)", &["duration"]),
    ("(has tag _)", &["text"]),
    ("any(_)", &["list of boolean"]),
    ("all(_)", &["list of boolean"]),
    ("(any orders where item.price > _)", &["number"]),
    ("(all orders where (item.settled or item.sku is _))", &["text"]),
    ("(any words where item starts with _)", &["text"]),
    ("(all scores where item >= _)", &["integer"]),
    ("(any orders where (any item.lines where item.quantity > _))", &["integer"]),
    ("(any basket.lines where item.item is _)", &["text"]),
    ("((_) is empty)", &["list of number"]),
    ("((basket) is not empty)", &[]),
    ("(happened paid where amount > _)", &["number"]),
    ("(happened paid where (due will be in _ or count is _) at most 2 times)", &["duration", "integer"]),
    ("(happened paid within last _)", &["duration"]),
    ("(happened paid between last _ and _)", &["duration", "duration"]),
    ("(happened paid before last _)", &["duration"]),
    ("(happened paid since _)", &["date"]),
    ("(happened paid after _)", &["datetime"]),
    ("(happened paid between _ and _)", &["date", "datetime"]),
];

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
pub(crate) fn datum(r#type: &Type) -> BoxedStrategy<Value> {
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
