//! How fast questions about events are answered: counts, aggregates, and many of both at once.
//!
//!     cargo bench --bench fold [-- PEOPLE]
//!
//! People have ten events on average, some of them many, of twenty kinds by Zipf's law within a year. The questions are those of
//! the comparison with other engines.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program that measures")]

use std::sync::Arc;
use std::time::Instant as Clock;

use bourn::columns::fold::Fold;
use bourn::columns::plan::{Amount, Check, LeafId, Measure, Node, NumberRange, Plan, Subject};
use bourn::columns::{BLOCK, Batch, Codes, Column, Events, Keys, LateTicks, Mask, Values, WORD, Whole};
use bourn::program::{Aggregate, Count, CountComparison, EventId, ExpressionId, Id, PropertySlot};
use bourn::value::{Instant, InstantRange, Number, Relation};

const DAY: i64 = 86_400_000_000;
const NOW: i64 = 20_000 * DAY;

/// How often everything is measured.
const TURNS: usize = 9;

/// The kinds, by how frequent they are.
const PAGE_VIEW: usize = 0;
const ITEM_VIEW: usize = 1;
const SEARCH: usize = 2;
const ADD_TO_CART: usize = 4;
const EMAIL_OPENED: usize = 6;
const LOGIN: usize = 7;
const PURCHASE: usize = 8;
const EMAIL_CLICKED: usize = 10;
const SUPPORT: usize = 18;
const KINDS: usize = 20;

fn main() {
    let people = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(2_000_000);
    let batch = batch(people);
    println!("{people} people, {} events", batch.events.times.len());
    println!("questions              time   an event   yes");
    let counts = [(ITEM_VIEW, 7, 3)].map(|(kind, days, times)| count(kind, days, times));
    measure("viewed 3 times", &batch, &counts);
    let counts =
        [(PURCHASE, 30, 1), (EMAIL_OPENED, 30, 1)].map(|(kind, days, times)| count(kind, days, times));
    measure("bought, opened", &batch, &counts);
    for (name, aggregate) in [
        ("sum", Aggregate::Sum),
        ("average", Aggregate::Average),
        ("max", Aggregate::Max),
        ("last", Aggregate::Last),
        ("distinct", Aggregate::Distinct),
    ] {
        measure(name, &batch, &[value(aggregate, ITEM_VIEW, 90, 60)]);
    }
    measure("twenty", &batch, &twenty());
}

type Asked = (Measure, Check);

/// As many questions, sixteen counts and four sums.
fn twenty() -> Vec<Asked> {
    let counts = [
        (ITEM_VIEW, 7, 3),
        (ITEM_VIEW, 30, 5),
        (ITEM_VIEW, 90, 10),
        (PAGE_VIEW, 7, 5),
        (PAGE_VIEW, 30, 20),
        (LOGIN, 14, 1),
        (LOGIN, 60, 4),
        (PURCHASE, 30, 1),
        (PURCHASE, 90, 2),
        (PURCHASE, 365, 5),
        (ADD_TO_CART, 7, 1),
        (ADD_TO_CART, 30, 3),
        (EMAIL_OPENED, 30, 2),
        (EMAIL_CLICKED, 90, 1),
        (SEARCH, 14, 4),
        (SUPPORT, 90, 2),
    ];
    let sums = [(PURCHASE, 90, 500), (PURCHASE, 180, 1000), (PURCHASE, 365, 250), (ADD_TO_CART, 90, 1000)];
    let counts = counts.into_iter().map(|(kind, days, times)| count(kind, days, times));
    counts.chain(sums.map(|(kind, days, more)| value(Aggregate::Sum, kind, days, more))).collect()
}

fn count(kind: usize, days: i64, times: u64) -> Asked {
    let check = Check::Count(Count { comparison: CountComparison::AtLeast, times });
    (about(kind, days, Amount::Count), check)
}

fn value(aggregate: Aggregate, kind: usize, days: i64, more_than: i64) -> Asked {
    let check = Check::Numbers(NumberRange::of(Relation::After, Number::from(more_than)));
    (about(kind, days, Amount::Of(aggregate, PropertySlot::Declared(0))), check)
}

fn about(kind: usize, days: i64, of: Amount) -> Measure {
    let range = InstantRange::closed(Instant::from_micros(NOW - days * DAY), Instant::from_micros(NOW));
    Measure {
        kinds: vec![EventId::from_index(kind)],
        owner: None,
        filter: None,
        range,
        followed: Vec::new(),
        of,
    }
}

fn measure(name: &str, batch: &Batch, asked: &[Asked]) {
    let mut plan = Plan::default();
    let leaf = |(measure, check): &Asked| -> LeafId {
        let subject = Subject::Measure(Box::new(measure.clone()));
        let node = plan.check(subject, check.clone(), ExpressionId::from_index(0));
        if let Node::Leaf(leaf) = plan.nodes[node] { leaf } else { panic!("no question") }
    };
    let leaves: Vec<LeafId> = asked.iter().map(leaf).collect();
    let fold = Fold::new(&plan, &leaves);
    let (mut best, mut yes) = (f64::MAX, 0);
    for _ in 0..TURNS {
        let start = Clock::now();
        yes = run(&fold, leaves.len(), batch);
        best = best.min(start.elapsed().as_secs_f64());
    }
    let events = batch.events.times.len() as f64;
    println!("{name:<14} {:>9.1} ms {:>7.2} ns {yes:>8}", best * 1e3, best * 1e9 / events);
}

/// How many answers are yes.
fn run(fold: &Fold, leaves: usize, batch: &Batch) -> usize {
    let bound = fold.bind(batch);
    let (mut answers, mut doubts) = (vec![Vec::new(); leaves], vec![Vec::new(); leaves]);
    let words = batch.rows().div_ceil(WORD);
    let all = [u64::MAX; BLOCK];
    let mut yes = 0;
    for first in (0..words).step_by(BLOCK) {
        let asked = vec![&all[..BLOCK.min(words - first)]; leaves];
        bound.run(first * WORD, &asked, &mut answers, &mut doubts);
        yes += answers.iter().flatten().map(|word| word.count_ones() as usize).sum::<usize>();
    }
    yes
}

/// Numbers that look drawn.
struct Draw(u64);

impl Draw {
    /// From 0 to 1.
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 32) as f64 + 0.5) / (1_u64 << 32) as f64
    }
}

fn batch(people: usize) -> Batch {
    let mut draw = Draw(7);
    let weights: Vec<f64> = (0..people).map(|_| -draw.unit().ln() * draw.unit().powf(1.4)).collect();
    let total: f64 = weights.iter().sum();
    let (mut starts, mut kinds, mut times) = (vec![0], Vec::new(), Vec::new());
    for weight in &weights {
        let count = (weight / total * people as f64 * 10.0 + draw.unit()) as usize;
        let mut own: Vec<i64> = (0..count).map(|_| before(draw.unit())).collect();
        own.sort_unstable();
        times.extend(own);
        kinds.extend((0..count).map(|_| kind(draw.unit())));
        starts.push(times.len() as u32);
    }
    let prices: Vec<i64> = kinds.iter().map(|_| (draw.unit().powi(3) * 20_000.0) as i64).collect();
    let priced = |place: usize| matches!(kinds[place] as usize, ITEM_VIEW | ADD_TO_CART | PURCHASE);
    let valid = Mask::of(kinds.len(), priced);
    let price = Arc::new(Column::new(Values::Whole(Whole::I64(prices.into()), 2), Some(valid)));
    Batch {
        keys: Keys::Whole((0..people as i64).collect()),
        attributes: Vec::new(),
        events: Events {
            starts,
            kinds: Some(Codes::U8(kinds.into())),
            times: times.into(),
            properties: vec![vec![Some(price)]; KINDS],
            owners: None,
            ticks: LateTicks::default(),
        },
    }
}

/// A moment within the last year, more often a late one.
fn before(unit: f64) -> i64 {
    NOW - 1 - (unit.powf(1.7) * 365.0 * DAY as f64) as i64
}

fn kind(unit: f64) -> u8 {
    let weight = |kind: usize| 1.0 / (kind + 1) as f64;
    let mut left = unit * (0..KINDS).map(weight).sum::<f64>();
    for kind in 0..KINDS {
        left -= weight(kind);
        if left < 0.0 {
            return kind as u8;
        }
    }
    0
}
