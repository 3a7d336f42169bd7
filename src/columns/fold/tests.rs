//! The fold against loops that count and add as the specification says.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{Fold, can_answer};
use crate::columns::plan::{
    Amount, Check, LeafId, Link, Measure, Node, NumberRange, Plan, Subject, TextCheck,
};
use crate::columns::{Batch, Codes, Column, Events, Keys, LateTicks, Mask, Values, Whole};
use crate::program::{
    Aggregate, Count, CountComparison, EventId, ExpressionId, FlowId, Id, Owner, PropertySlot,
};
use crate::value::window::following;
use crate::value::{Duration, Instant, InstantRange, Number, Relation, Value, Zone, compare};

/// A stretch of time in which all events happen.
const SPAN: i64 = 1000;

/// Numbers that look drawn.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// People with no events, a few and some hundred, of five kinds, the later ones rarer, many at the same time.
fn batch(draw: &mut Draw, people: usize) -> Batch {
    let (mut starts, mut kinds, mut times, mut owners) = (vec![0], Vec::new(), Vec::new(), Vec::new());
    for _ in 0..people {
        let count = [0, 1, 5, 63, 64, 65, 300][draw.below(7) as usize];
        let mut own: Vec<i64> = (0..count).map(|_| draw.below(SPAN as u64) as i64).collect();
        own.sort_unstable();
        times.extend(own);
        kinds.extend((0..count).map(|_| draw.below(5).min(draw.below(5)) as u32));
        owners.extend((0..count).map(|_| Some(owner(draw.below(3) as usize)).filter(|_| draw.below(2) == 0)));
        starts.push(times.len() as u32);
    }
    let count = times.len();
    let prices: Vec<i64> = (0..count).map(|_| draw.below(2000) as i64 - 500).collect();
    let valid: Vec<bool> = (0..count).map(|_| draw.below(4) > 0).collect();
    let valid = Mask::of(count, |place| valid[place]);
    let price = Arc::new(Column::new(Values::Whole(Whole::I64(prices.into()), 2), Some(valid)));
    Batch {
        keys: Keys::Whole((0..people as i64).collect()),
        attributes: Vec::new(),
        events: Events {
            starts,
            kinds: Some(Codes::narrow(kinds, 5)),
            times: times.into(),
            properties: vec![vec![Some(price)]; 5],
            owners: Some(owners.into()),
            ticks: LateTicks::default(),
        },
    }
}

fn owner(flow: usize) -> Owner {
    Owner { flow: FlowId::from_index(flow), element: None }
}

fn leaf(plan: &mut Plan, measure: Measure, check: Check) -> LeafId {
    let node = plan.check(Subject::Measure(Box::new(measure)), check, ExpressionId::from_index(0));
    let Node::Leaf(leaf) = plan.nodes[node] else { panic!("no question") };
    assert!(can_answer(plan, leaf), "{:?}", plan.leaves[leaf]);
    leaf
}

/// The answers and doubts for all rows.
fn answers(plan: &Plan, leaves: &[LeafId], batch: &Batch) -> (Vec<Mask>, Vec<Mask>) {
    let asked = Mask::all(batch.rows());
    let asked: Vec<&[u64]> = leaves.iter().map(|_| asked.words()).collect();
    let (mut yes, mut unknown) = (vec![Vec::new(); leaves.len()], vec![Vec::new(); leaves.len()]);
    Fold::new(plan, leaves).bind(batch).run(0, &asked, &mut yes, &mut unknown);
    let masks = |words: Vec<Vec<u64>>| -> Vec<Mask> {
        words.into_iter().map(|words| Mask::from_words(words, batch.rows())).collect()
    };
    (masks(yes), masks(unknown))
}

/// The places of the events that a measure is about, the oldest first.
fn places(measure: &Measure, batch: &Batch, row: usize) -> Vec<usize> {
    let events = &batch.events;
    let is_of = |place: usize| {
        let owners = events.owners.as_ref();
        measure.owner.is_none_or(|owner| owners.is_some_and(|owners| owners[place] == Some(owner)))
    };
    let within = |place: usize| measure.range.contains(Instant::from_micros(events.times[place]));
    let wanted =
        |place: &usize| measure.kinds.contains(&events.kind(*place)) && is_of(*place) && within(*place);
    events.places(row).filter(wanted).collect()
}

fn drawn(draw: &mut Draw, of: Amount) -> Measure {
    let kinds = (0..=draw.below(2)).map(|_| EventId::from_index(draw.below(6) as usize)).collect();
    let [one, other] = [0, 1].map(|_| Instant::from_micros(draw.below(SPAN as u64 + 50) as i64));
    let range = InstantRange::closed(one.min(other), one.max(other));
    let owner = Some(owner(draw.below(3) as usize)).filter(|_| draw.below(3) == 0);
    Measure { kinds, owner, filter: None, range, followed: Vec::new(), of }
}

#[test]
fn counts_are_those_of_a_loop() {
    let mut draw = Draw(1);
    let batch = batch(&mut draw, 150);
    let comparisons = [
        CountComparison::Exactly,
        CountComparison::AtLeast,
        CountComparison::AtMost,
        CountComparison::MoreThan,
        CountComparison::LessThan,
    ];
    let (mut plan, mut leaves, mut wanted) = (Plan::default(), Vec::new(), Vec::new());
    for _ in 0..300 {
        let measure = drawn(&mut draw, Amount::Count);
        let times = [0, 1, 2, 3, 9, 40, u64::MAX][draw.below(7) as usize];
        let count = Count { comparison: comparisons[draw.below(5) as usize], times };
        let of_row = |row: usize| count.holds(places(&measure, &batch, row).len() as u64);
        wanted.push(Mask::of(batch.rows(), of_row));
        leaves.push(leaf(&mut plan, measure, Check::Count(count)));
    }
    // Of many kinds of events, and of few.
    for together in [leaves.len(), 2, 1] {
        for (leaves, wanted) in leaves.chunks(together).zip(wanted.chunks(together)) {
            let (found, unknown) = answers(&plan, leaves, &batch);
            for (at, wanted) in wanted.iter().enumerate() {
                assert_eq!(&found[at], wanted, "{:?}", plan.leaves[leaves[at]]);
                assert_eq!(unknown[at].count(), 0);
            }
        }
    }
}

#[test]
fn large_numbers_are_counted_as_small_ones() {
    let mut one = batch(&mut Draw(5), 1);
    one.events.kinds = None;
    for count in [0, 1, 254, 255, 256, 257, 700] {
        one.events.times = (0..count).collect();
        one.events.starts = vec![0, count as u32];
        one.events.ticks = LateTicks::default();
        let (mut plan, mut leaves, mut wanted) = (Plan::default(), Vec::new(), Vec::new());
        // All events are of the first kind.
        for kind in 0..4 {
            for comparison in [CountComparison::AtLeast, CountComparison::Exactly, CountComparison::AtMost] {
                for times in 253..=258 {
                    let kinds = vec![EventId::from_index(kind)];
                    let range = InstantRange::up_to(Instant::from_micros(count));
                    let (filter, followed) = (None, Vec::new());
                    let measure = Measure { kinds, owner: None, filter, range, followed, of: Amount::Count };
                    let asked = Count { comparison, times };
                    wanted.push(kind == 0 && asked.holds(count as u64));
                    leaves.push(leaf(&mut plan, measure, Check::Count(asked)));
                }
            }
        }
        for asked in [leaves.len(), leaves.len() / 4] {
            let (found, _) = answers(&plan, &leaves[..asked], &one);
            let found: Vec<bool> = found.iter().map(|found| found.holds(0)).collect();
            assert_eq!(found, wanted[..asked], "of {count} events");
        }
    }
}

fn drawn_link(draw: &mut Draw, plan: &mut Plan, negated: bool) -> Link {
    let kind = EventId::from_index(draw.below(6) as usize);
    let price = || Subject::Property(kind, 0);
    let dear = Check::Numbers(NumberRange::of(Relation::After, Number::from(5)));
    let id = ExpressionId::from_index(0);
    let filter = (draw.below(2) == 0).then(|| plan.check(price(), dear, id));
    let length = Duration::from_micros(draw.below(60) as i64 - 5).expect("a short length");
    Link {
        negated,
        kind,
        owner: Some(owner(draw.below(3) as usize)).filter(|_| draw.below(3) == 0),
        filter,
        range: InstantRange::up_to(Instant::from_micros(SPAN - draw.below(100) as i64)),
        within: Some((length, Zone::UTC)).filter(|_| draw.below(3) > 0),
    }
}

/// Whether the event at a place is followed as the links say.
fn is_followed(links: &[Link], place: usize, batch: &Batch, row: usize) -> bool {
    let Some((link, rest)) = links.split_first() else { return true };
    let events = &batch.events;
    let time = |place: usize| Instant::from_micros(events.times[place]);
    let measure = Measure {
        kinds: vec![link.kind],
        owner: link.owner,
        filter: None,
        range: link
            .within
            .map_or(link.range, |(length, zone)| link.range.and(following(length, time(place), zone))),
        followed: Vec::new(),
        of: Amount::Count,
    };
    let passes = |later: usize| {
        let Some(column) = events.property(link.kind, 0).filter(|_| link.filter.is_some()) else {
            return link.filter.is_none();
        };
        let Values::Whole(Whole::I64(prices), _) = column.values() else { return false };
        column.is_valid(later) && prices[later] > 500
    };
    let mut behind = places(&measure, batch, row).into_iter().filter(|later| *later > place);
    behind.any(|later| passes(later) && is_followed(rest, later, batch, row)) != link.negated
}

#[test]
fn sequences_are_those_of_a_loop() {
    let mut draw = Draw(4);
    let batch = batch(&mut draw, 130);
    let (mut plan, mut leaves, mut wanted) = (Plan::default(), Vec::new(), Vec::new());
    for _ in 0..150 {
        let mut measure = drawn(&mut draw, Amount::Count);
        let links = 1 + draw.below(3);
        let is_negated = draw.below(2) == 0;
        for link in 1..=links {
            measure.followed.push(drawn_link(&mut draw, &mut plan, is_negated && link == links));
        }
        let least = 1 + draw.below(3);
        let of_row = |row: usize| {
            let events = places(&measure, &batch, row).into_iter();
            let taken = events.filter(|place| is_followed(&measure.followed, *place, &batch, row));
            taken.count() as u64 >= least
        };
        wanted.push(Mask::of(batch.rows(), of_row));
        let count = Count { comparison: CountComparison::AtLeast, times: least };
        leaves.push(leaf(&mut plan, measure, Check::Count(count)));
    }
    let (found, unknown) = answers(&plan, &leaves, &batch);
    for (at, wanted) in wanted.iter().enumerate() {
        assert_eq!(&found[at], wanted, "{:?}", plan.leaves[leaves[at]]);
        assert_eq!(unknown[at].count(), 0);
    }
    assert!(wanted.iter().any(|wanted| wanted.count() > 0));
}

#[test]
fn sums_are_those_of_a_loop() {
    let mut draw = Draw(2);
    let batch = batch(&mut draw, 150);
    let (mut plan, mut leaves, mut wanted) = (Plan::default(), Vec::new(), Vec::new());
    for _ in 0..200 {
        let mut measure = drawn(&mut draw, Amount::Of(Aggregate::Sum, PropertySlot::Declared(0)));
        measure.kinds.truncate(1);
        let limit = draw.below(4000) as i64 - 500;
        let limit_number = Number::from_mantissa_scale(limit.into(), 2).expect("a short number");
        let price = |place: usize| {
            let column = batch.events.property(measure.kinds[0], 0)?;
            let Values::Whole(Whole::I64(prices), _) = column.values() else { return None };
            column.is_valid(place).then(|| prices[place])
        };
        let sum = |row: usize| places(&measure, &batch, row).into_iter().filter_map(price).sum::<i64>();
        wanted.push(Mask::of(batch.rows(), |row| sum(row) > limit));
        let check = Check::Numbers(NumberRange::of(Relation::After, limit_number));
        leaves.push(leaf(&mut plan, measure, check));
    }
    let (found, unknown) = answers(&plan, &leaves, &batch);
    for (at, wanted) in wanted.iter().enumerate() {
        assert_eq!(&found[at], wanted, "{:?}", plan.leaves[leaves[at]]);
        assert_eq!(unknown[at].count(), 0);
    }
}

/// One person with these values of a property, one after the other.
fn person(column: Column) -> Batch {
    let count = column.rows();
    Batch {
        keys: Keys::Whole([0].into_iter().collect()),
        attributes: Vec::new(),
        events: Events {
            starts: vec![0, count as u32],
            kinds: None,
            times: (0..count as i64).collect(),
            properties: vec![vec![Some(Arc::new(column))]],
            owners: None,
            ticks: LateTicks::default(),
        },
    }
}

/// The answer about an aggregate of the one person's values; nothing where the columns cannot tell.
fn answer(column: Column, aggregate: Aggregate, check: Check) -> Option<bool> {
    let mut plan = Plan::default();
    let measure = Measure {
        kinds: vec![EventId::from_index(0)],
        owner: None,
        filter: None,
        range: InstantRange::ALWAYS,
        followed: Vec::new(),
        of: Amount::Of(aggregate, PropertySlot::Declared(0)),
    };
    let leaf = leaf(&mut plan, measure, check);
    let (yes, unknown) = answers(&plan, &[leaf], &person(column));
    (!unknown[0].holds(0)).then(|| yes[0].holds(0))
}

fn is(number: i64) -> Check {
    Check::Numbers(NumberRange::of(Relation::Is, Number::from(number)))
}

#[test]
fn a_sum_that_is_too_large_is_left_to_the_row_engine() {
    let integers = |numbers: &[i64]| Column::new(Values::Whole(Whole::I64(numbers.to_vec().into()), 0), None);
    assert_eq!(answer(integers(&[i64::MAX, 1]), Aggregate::Sum, is(0)), None);
    assert_eq!(answer(integers(&[i64::MAX, 1, -1]), Aggregate::Sum, is(i64::MAX)), Some(true));
    let wide = 10_i128.pow(28) - 1;
    let numbers =
        |numbers: &[i128]| Column::new(Values::Whole(Whole::I128(numbers.to_vec().into()), 2), None);
    assert_eq!(answer(numbers(&[wide, 1]), Aggregate::Sum, is(0)), None);
    assert_eq!(answer(numbers(&[wide, 1]), Aggregate::Average, is(0)), None);
    assert_eq!(answer(numbers(&[300, 200]), Aggregate::Sum, is(5)), Some(true));
}

#[test]
fn an_average_is_rounded_as_numbers_are() {
    let column = || Column::new(Values::Whole(Whole::I64(vec![1, 0, 0].into()), 0), None);
    let third = Number::parse("0.3333333333333333333333333333").expect("28 digits");
    let is_third = |relation| Check::Numbers(NumberRange::of(relation, third));
    assert_eq!(answer(column(), Aggregate::Average, is_third(Relation::Is)), Some(true));
    assert_eq!(answer(column(), Aggregate::Average, is_third(Relation::After)), Some(false));
    assert_eq!(answer(column(), Aggregate::Average, is(0)), Some(false));
}

#[test]
fn of_equal_texts_the_first_stands_for_all() {
    let texts = |texts: &[&str]| Column::new(Values::Text(texts.to_vec().into()), None);
    let coded = |codes: &[u8], texts: &[&str]| {
        let codes = Codes::U8(codes.to_vec().into());
        Column::new(Values::Codes(codes, Arc::new(texts.to_vec().into())), None)
    };
    let exactly = |text: &str| Check::Text(TextCheck::Exactly(text.into()));
    for aggregate in [Aggregate::Min, Aggregate::Max, Aggregate::MostCommon, Aggregate::First] {
        let plain = texts(&["Pro", "pro", "PRO", ""]);
        assert_eq!(answer(plain, aggregate, exactly("Pro")), Some(true), "{aggregate:?}");
        let coded = coded(&[1, 0, 2, 3], &["pro", "Pro", "PRO", ""]);
        assert_eq!(answer(coded, aggregate, exactly("Pro")), Some(true), "{aggregate:?}");
    }
    assert_eq!(answer(texts(&["Pro", "pro", "a", ""]), Aggregate::Distinct, is(2)), Some(true));
    assert_eq!(answer(texts(&["a", "Pro", ""]), Aggregate::Last, exactly("Pro")), Some(true));
    assert_eq!(answer(texts(&["b", "a", "a", "b"]), Aggregate::MostCommon, exactly("b")), Some(true));
}

/// As `eval::aggregate` says, of values that are not empty, the oldest first.
fn chosen(aggregate: Aggregate, values: &[Value]) -> Option<Value> {
    let further = |wanted: Ordering| {
        move |best: Value, value: Value| {
            if compare::order(&value, &best) == Some(wanted) { value } else { best }
        }
    };
    let mut values = values.iter().cloned();
    match aggregate {
        Aggregate::Min => values.reduce(further(Ordering::Less)),
        Aggregate::Max => values.reduce(further(Ordering::Greater)),
        Aggregate::First => values.next(),
        Aggregate::Last => values.next_back(),
        _ => {
            let mut seen: Vec<(Value, usize)> = Vec::new();
            for value in values {
                match seen.iter_mut().find(|(known, _)| compare::equal(known, &value)) {
                    Some((_, times)) => *times += 1,
                    None => seen.push((value, 1)),
                }
            }
            let more = |best: (Value, usize), next: (Value, usize)| if best.1 < next.1 { next } else { best };
            seen.into_iter().reduce(more).map(|(value, _)| value)
        }
    }
}

#[test]
fn values_are_chosen_as_by_a_loop() {
    let mut draw = Draw(3);
    let texts = ["Pro", "pro", "Maß", "MASS", "", "a"];
    let aggregates =
        [Aggregate::Min, Aggregate::Max, Aggregate::First, Aggregate::Last, Aggregate::MostCommon];
    for turn in 0..400 {
        let count = 1 + draw.below(70) as usize;
        let codes: Vec<u8> = (0..count).map(|_| draw.below(6) as u8).collect();
        let drawn: Vec<&str> = codes.iter().map(|code| texts[*code as usize]).collect();
        let values: Vec<Value> =
            drawn.iter().filter(|text| !text.is_empty()).map(|text| Value::from(*text)).collect();
        for aggregate in aggregates {
            let wanted = chosen(aggregate, &values);
            let plain = Column::new(Values::Text(drawn.clone().into()), None);
            let table = Arc::new(texts.to_vec().into());
            let coded = Column::new(Values::Codes(Codes::U8(codes.clone().into()), table), None);
            for text in texts.iter().filter(|text| !text.is_empty()) {
                let check = || Check::Text(TextCheck::Exactly((*text).into()));
                let yes = Some(wanted == Some(Value::from(*text)));
                assert_eq!(
                    answer(plain.clone(), aggregate, check()),
                    yes,
                    "{turn}: {aggregate:?} of {drawn:?}"
                );
                assert_eq!(
                    answer(coded.clone(), aggregate, check()),
                    yes,
                    "{turn}: {aggregate:?} of {drawn:?}"
                );
            }
        }
    }
}
