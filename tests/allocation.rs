//! The machine allocates nothing for booleans, numbers, dates, events and loops over lists, once it is warm.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(unsafe_code, reason = "an allocator is one by an unsafe trait; this one only counts")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use bourn::eval::vm::Vm;
use bourn::eval::{Context, Event, Sketch, Visible};
use bourn::laws::World;
use bourn::program::{Id, Type};
use bourn::value::{Date, Duration, Instant, Number, Object, Unit, Value};

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps to the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps to the contract of `dealloc`.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const EXPRESSIONS: &[&str] = &[
    "age >= 18 and optIn and not optOut",
    "(points ?? 0) * 2 - age % 7",
    "round(score * 0.1, 2) + height / 3",
    "if score is between 1 and 100 then score else -height",
    "age is one of (1, 2, 3, 31) or score is one of (0.5, 1)",
    "joined + 3 days after left and year(joined) > 2000",
    "trialExpiry will be within 3 days or lastSeen was more than 2 weeks ago",
    "joined is today ignoring year or joined before 2026-01-01",
    "trialExpiry - lastSeen > limit * 2 and (limit in hours) > 1.5",
    "opens < closes",
    "plan is \"PRO\" and nick contains \"n\" and nick matches \"^A\" and len(nick) > 2",
    "in segment Adults and double > 10 and spent > 1",
    "count(paid where (amount > 10 and shop starts with \"z\") within last 9000 days) > 1",
    "sum(paid.amount) + average(paid.count) + (max(paid.amount) ?? 0) > 3",
    "happened paid where (due after 2026-01-01 and gift) at least 2 times between last 1 day and 900 weeks",
    "last contacted by email is empty or last contacted was more than 3 days ago",
    "count(paid where shop is \"Zagreb\") > 3",
    "sum(scores) + max(scores where item > 3) > 7 and average(prices) < 900",
    "any scores where (item * 2 > 7 and item is not points)",
    "all prices where (item > height or item is between 1 and 2)",
    "count(orders where item.price > 3) is 0 or sum(orders.lines.quantity where item.quantity < points) > 2",
];

fn value(r#type: &Type, at: usize) -> Value {
    match r#type {
        Type::Boolean => (at.is_multiple_of(2)).into(),
        Type::Text => ["Ana", "pro", "Zagreb"][at % 3].into(),
        Type::Integer => (at as i64 % 40).into(),
        Type::Number => Number::from_mantissa_scale(12_345 + at as i128, 2).unwrap().into(),
        Type::Date => Date::from_days(20_000 + at as i64 * 50).unwrap().into(),
        Type::Datetime => Instant::from_micros(1_790_000_000_000_000 + at as i64).into(),
        Type::Duration => Duration::of(at as i64, Unit::Hours).unwrap().into(),
        Type::List(item) => Value::List((0..5).map(|place| value(item, at + place)).collect()),
        Type::Object(fields) => {
            let values = fields.iter().map(|field| value(&field.r#type, at));
            Object::new(fields.names().clone(), values).into()
        }
        _ => Value::Empty,
    }
}

#[test]
fn numbers_booleans_dates_and_events_allocate_nothing() {
    for text in EXPRESSIONS {
        let mut world = World::new();
        let id = world.add(text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
        let program = world.program();
        let attributes =
            program.attributes.iter().map(|(id, found)| value(&found.r#type, id.index() + 3)).collect();
        let paid = program.event("paid").unwrap();
        let event = |at: usize| Event {
            time: Instant::from_micros(1_780_000_000_000_000 + at as i64),
            definition: paid,
            properties: program.events[paid]
                .properties
                .iter()
                .map(|known| value(&known.r#type, at))
                .collect(),
            owner: None,
            id: None,
        };
        let facts = Sketch { key: "p".to_owned(), attributes, events: (0..50).map(event).collect() };
        let context = Context {
            program,
            facts: &facts,
            now: Instant::from_micros(1_790_000_000_000_000),
            zone: program.zone,
            variables: &[],
            visible: Visible::All,
            random: None,
        };
        let vm = Vm::new(program);
        let mut faults = Vec::new();
        let first = vm.value(&context, id, &mut faults).unwrap();
        assert_eq!(faults, [], "{text}");
        let before = COUNT.with(Cell::get);
        let again = vm.value(&context, id, &mut faults).unwrap();
        assert_eq!(COUNT.with(Cell::get) - before, 0, "`{text}` allocates");
        assert_eq!(again, first);
    }
}
