//! The reference evaluator against the machine, expression by expression, and what it costs to make code.
//!
//! ```text
//! cargo bench --bench eval
//! cargo bench --bench eval -- integers        # only what has this in its name
//! ```
//!
//! Each figure is the least of many rounds. Both engines take turns, so that a busy machine is busy for both, and a round is
//! shorter than a turn of the processor, so that some of them were not interrupted.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops at what is wrong"
)]

use std::hint::black_box;
use std::time::{Duration, Instant as Clock};

use bourn::eval::vm::{Vm, code_of};
use bourn::eval::{Context, Engine, EngineKind, Event, Sketch, Visible};
use bourn::laws::World;
use bourn::program::{ExpressionId, Id, Program, Type};
use bourn::value::{Date, Instant, Number, Object, Value};

const ROUNDS: usize = 300;
/// A round repeats an evaluation for about so long.
const ROUND: Duration = Duration::from_micros(200);

const EXPRESSIONS: &[(&str, &str)] = &[
    ("one comparison", "age >= 18"),
    ("four comparisons", "age >= 18 and optIn and score > 10.5 and not optOut"),
    ("integers", "(points ?? 0) * 2 - age % 7 + 1"),
    ("decimals", "round(score * 0.1, 2) + height / 3"),
    ("texts", "plan is \"Pro\" and nick contains \"an\" and nick does not start with \"x\""),
    ("a set of texts", "plan is one of (\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"pro\")"),
    ("a pattern", "nick matches \"^A[a-z]+$\""),
    ("a template", "\"{{nick}} from {{plan}}: {{points}}\""),
    ("dates", "joined after 2020-01-01 and joined + 1 year before 2040-01-01"),
    ("dates from now", "trialExpiry will be within 3 days or lastSeen was more than 2 weeks ago"),
    ("50 events, any", "happened paid"),
    (
        "50 events, filtered",
        "happened paid where (amount > 124 and count > 3) at least 3 times within last 9000 days",
    ),
    ("50 events, a sum", "sum(paid.amount within last 9000 days) > 100"),
    ("a list, any", "any prices where item > 1000"),
    ("a list of objects, filtered", "count(orders where (item.price > 130 and item.sku is not \"x\")) > 1"),
    ("a list of objects, a sum", "sum(orders.lines.quantity where item.quantity > 20) > 100"),
    ("segments and computed", "in segment GrownPayers and spent > 100 and double > 10"),
];

/// The time of one evaluation in nanoseconds, over a round.
fn measure(repeated: u32, mut work: impl FnMut()) -> f64 {
    let start = Clock::now();
    (0..repeated).for_each(|_| work());
    nanoseconds(start.elapsed()) / f64::from(repeated)
}

fn nanoseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e9
}

fn value(r#type: &Type, at: usize) -> Value {
    match r#type {
        Type::Boolean => (at.is_multiple_of(2)).into(),
        Type::Text => ["Ana", "Pro", "Zagreb"][at % 3].into(),
        Type::Integer => (at as i64 % 40 + 18).into(),
        Type::Number => Number::from_mantissa_scale(12_345 + at as i128, 2).unwrap().into(),
        Type::Date => Date::from_days(20_000 + at as i64).unwrap().into(),
        Type::Datetime => Instant::from_micros(1_790_000_000_000_000 + at as i64).into(),
        Type::List(item) => Value::List((0..10).map(|place| value(item, at + place)).collect()),
        Type::Object(fields) => {
            let values = fields.iter().map(|field| value(&field.r#type, at));
            Object::new(fields.names().clone(), values).into()
        }
        _ => Value::Empty,
    }
}

fn person(program: &Program) -> Sketch {
    let paid = program.event("paid").unwrap();
    let event = |at: usize| Event {
        time: Instant::from_micros(1_780_000_000_000_000 + at as i64 * 1_000_000),
        definition: paid,
        properties: program.events[paid].properties.iter().map(|known| value(&known.r#type, at)).collect(),
        owner: None,
        id: None,
    };
    let attributes = program.attributes.iter().map(|(id, found)| value(&found.r#type, id.index())).collect();
    Sketch { key: "p".to_owned(), attributes, events: (0..50).map(event).collect() }
}

fn compare(what: &str, text: &str) -> f64 {
    let mut world = World::new();
    let id = world.add(text).unwrap();
    let program = world.program();
    let facts = person(program);
    let now = Instant::from_micros(1_790_000_000_000_000);
    let context = Context {
        program,
        facts: &facts,
        now,
        zone: program.zone,
        variables: &[],
        visible: Visible::All,
        random: None,
    };
    let engines = [EngineKind::Reference, EngineKind::Vm].map(|kind| Engine::new(kind, program));
    let mut faults = Vec::new();
    let [wanted, found] = [0, 1].map(|at| engines[at].value(&context, id, &mut faults));
    assert_eq!(wanted, found, "{text}");
    let mut best = [f64::MAX; 2];
    for _ in 0..ROUNDS {
        for (engine, best) in engines.iter().zip(&mut best) {
            // The first rounds are single evaluations: how many make up a round is not known before.
            let repeated = (nanoseconds(ROUND) / *best).clamp(1.0, 10_000.0) as u32;
            *best = best.min(measure(repeated, || {
                black_box(engine.holds(black_box(&context), id, &mut faults));
            }));
        }
    }
    let [reference, vm] = best;
    println!("| {what} | {reference:.0} | {vm:.0} | {:.1} |", reference / vm);
    reference / vm
}

/// What it costs to lower every root expression of the world, a flow and its segments among them.
fn compile() {
    let world = World::new();
    let program = world.program();
    let roots: Vec<ExpressionId> = program.expressions.ids().collect();
    let best = (0..ROUNDS).map(|_| {
        let start = Clock::now();
        let code: usize = roots.iter().map(|id| code_of(program, *id).code.len()).sum();
        (nanoseconds(start.elapsed()), code)
    });
    let (time, code) = best.min_by(|one, other| one.0.total_cmp(&other.0)).unwrap();
    let (time, count) = (time / 1000.0, roots.len());
    println!(
        "\n{count} expressions become {code} instructions in {time:.0} µs: {:.2} µs each",
        time / count as f64
    );
    let start = Clock::now();
    let vm = Vm::new(program);
    println!("a machine is ready in {:.1} µs", nanoseconds(start.elapsed()) / 1000.0);
    black_box(vm.executed());
}

fn main() {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with("--")).unwrap_or_default();
    println!("| expression | reference, ns | machine, ns | ratio |\n| --- | --- | --- | --- |");
    let chosen = EXPRESSIONS.iter().filter(|(what, _)| what.contains(&wanted));
    let ratios: Vec<f64> = chosen.map(|(what, text)| compare(what, text)).collect();
    let mean = (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
    println!("\nthe geometric mean of the ratios is {mean:.1}");
    compile();
}
