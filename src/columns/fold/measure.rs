//! Aggregates of the values of events.
//!
//! | aggregate | how |
//! | --- | --- |
//! | sum, average | added as whole numbers of the column's scale, which is exact below 10^28; beyond, the row engine is asked |
//! | min, max, first, last, most common | the event whose value it is, and then a check of that event |
//! | distinct | the values in order, and how often the next one differs |
//!
//! Events are handed in newest first. Of equal values the one that was seen first stands for all, which is the last one here.

use std::cmp::Ordering;
use std::sync::Arc;

use super::condition::{Cell, Condition};
use super::order::Order;
use super::test::{Test, whole};
use crate::columns::plan::{Check, NumberRange};
use crate::columns::{Batch, Column, Values, Whole, column::for_whole};
use crate::program::Aggregate;
use crate::value::Number;

/// What is made of the values of events, and what is asked of it.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    Sum(Numbers),
    Average(Numbers),
    Distinct(Numbers),
    /// One of the values.
    One(Pick, Check),
}

/// Which of several values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pick {
    Least,
    Greatest,
    First,
    Last,
    MostCommon,
}

/// Numbers that are wanted.
#[derive(Clone, Debug)]
pub(super) enum Numbers {
    All,
    Within(NumberRange),
    OneOf(Vec<Number>),
}

/// An aggregate for the events of a batch.
#[derive(Debug)]
pub(super) struct Measure {
    column: Arc<Column>,
    present: Test,
    how: How,
}

#[derive(Debug)]
enum How {
    Sum(Wholes),
    Average(Numbers, Wholes),
    Distinct(Wholes, Order),
    One(Pick, Test, Order),
}

/// What the values of a person's events come to: of the newest ones, as far as somebody asked.
#[derive(Default)]
pub(super) struct Total {
    /// How many events are in it.
    events: usize,
    /// How many values.
    count: i128,
    sum: i128,
    /// The sum of sizes, where it can be too large.
    size: u128,
}

/// Whole numbers that are wanted: digits of numbers of a column's scale.
#[derive(Debug)]
enum Wholes {
    Within(i128, i128),
    OneOf(Vec<i128>),
}

/// A measure of a batch that can be taken.
#[derive(Debug)]
pub(super) enum Bound {
    /// There are no values.
    Nothing,
    Values(Measure),
}

/// The digits that numbers have room for.
const LIMIT: u128 = 10_u128.pow(crate::value::number::DIGITS);

impl Wanted {
    pub(super) fn of(aggregate: Aggregate, check: &Check) -> Option<Wanted> {
        let one = |pick| Some(Wanted::One(pick, check.clone()));
        match aggregate {
            Aggregate::Count => None,
            Aggregate::Sum => Numbers::of(check).map(Wanted::Sum),
            Aggregate::Average => Numbers::of(check).map(Wanted::Average),
            Aggregate::Distinct => Numbers::of(check).map(Wanted::Distinct),
            Aggregate::Min => one(Pick::Least),
            Aggregate::Max => one(Pick::Greatest),
            Aggregate::First => one(Pick::First),
            Aggregate::Last => one(Pick::Last),
            Aggregate::MostCommon => one(Pick::MostCommon),
        }
    }

    /// The answer where there is no value.
    pub(super) fn of_nothing(&self) -> bool {
        match self {
            Wanted::Sum(numbers) | Wanted::Distinct(numbers) => numbers.contain(Number::ZERO),
            Wanted::Average(_) | Wanted::One(..) => false,
        }
    }

    /// The measure for a batch; nothing where its columns cannot tell.
    pub(super) fn bind(&self, cell: Cell, batch: &Batch) -> Option<Bound> {
        let Some(column) = cell.column(batch) else { return Some(Bound::Nothing) };
        let present = Condition::Check(cell, Check::Present).bind(batch)?;
        let scale = match column.values() {
            Values::Whole(_, scale) => Some(*scale),
            _ => None,
        };
        let how = match self {
            Wanted::Sum(numbers) => How::Sum(numbers.scaled(scale?)),
            Wanted::Average(numbers) => How::Average(numbers.clone(), numbers.scaled(scale?)),
            Wanted::Distinct(numbers) => How::Distinct(numbers.scaled(0), Order::of(&column)?),
            Wanted::One(pick @ (Pick::First | Pick::Last), check) => {
                How::One(*pick, Test::of(check, &column)?, Order::Places)
            }
            Wanted::One(pick, check) => How::One(*pick, Test::of(check, &column)?, Order::of(&column)?),
        };
        Some(Bound::Values(Measure { column, present, how }))
    }
}

impl Numbers {
    fn of(check: &Check) -> Option<Numbers> {
        match check {
            Check::Present => Some(Numbers::All),
            Check::Numbers(range) => Some(Numbers::Within(*range)),
            Check::OneOfNumbers(numbers) => Some(Numbers::OneOf(numbers.clone())),
            _ => None,
        }
    }

    fn contain(&self, number: Number) -> bool {
        match self {
            Numbers::All => true,
            Numbers::Within(range) => range.contains(number),
            Numbers::OneOf(numbers) => numbers.contains(&number),
        }
    }

    fn scaled(&self, scale: u8) -> Wholes {
        match self {
            Numbers::All => Wholes::Within(i128::MIN, i128::MAX),
            Numbers::Within(range) => {
                let (low, high) = range.scaled(scale);
                Wholes::Within(low, high)
            }
            Numbers::OneOf(numbers) => Wholes::OneOf(whole(numbers, scale)),
        }
    }
}

impl Wholes {
    fn contain(&self, number: i128) -> bool {
        match self {
            Wholes::Within(low, high) => *low <= number && number <= *high,
            Wholes::OneOf(numbers) => numbers.binary_search(&number).is_ok(),
        }
    }

    /// Whether the quotient of a total and a count is one of them, where no division is needed to tell: it lies between two
    /// of them, or beyond the last one by a whole or more.
    fn contain_quotient(&self, total: i128, count: i128) -> Option<bool> {
        let Wholes::Within(low, high) = self else { return None };
        let times = |end: i128| end.saturating_mul(count);
        if times(*low) <= total && total <= times(*high) {
            return Some(true);
        }
        let beyond = total <= times(low.saturating_sub(1)) || total >= times(high.saturating_add(1));
        beyond.then_some(false)
    }
}

impl Measure {
    /// The answer for the values of events at these places, the newest first; nothing where the columns cannot tell. The total
    /// has the first ones of them. `room` is kept from one person to the next.
    pub(super) fn answer(&self, places: &[u32], total: &mut Total, room: &mut Vec<u32>) -> Option<bool> {
        match &self.how {
            How::Sum(numbers) => {
                let (sum, _) = self.add(places, total)?;
                let fits = self.scale() > 0 || i64::try_from(sum).is_ok();
                fits.then(|| numbers.contain(sum))
            }
            How::Average(numbers, wholes) => match self.add(places, total)? {
                (_, 0) => Some(false),
                (total, count) => match wholes.contain_quotient(total, count) {
                    None => self.quotient(total, count).map(|average| numbers.contain(average)),
                    known => known,
                },
            },
            How::Distinct(numbers, order) => {
                self.sort(places, order, room);
                let differ = |pair: &&[u32]| order.compare(&self.column, pair[0], pair[1]).is_ne();
                let changes = room.windows(2).filter(differ).count();
                Some(numbers.contain((changes + usize::from(!room.is_empty())) as i128))
            }
            How::One(pick, test, order) => {
                let place = self.pick(*pick, places, order, room);
                Some(place.is_some_and(|place| test.holds(place as usize)))
            }
        }
    }

    /// Brings the numbers at these places near.
    pub(super) fn bring_near(&self, places: &[u32]) {
        if let Values::Whole(whole, _) = self.column.values() {
            for_whole!(whole, numbers => bring_near(numbers, places));
        }
    }

    fn scale(&self) -> u8 {
        match self.column.values() {
            Values::Whole(_, scale) => *scale,
            _ => 0,
        }
    }

    /// Adds the values that are not in a total yet: the sum of all and how many there are, if no part of the sum can be too
    /// large.
    #[expect(clippy::useless_conversion, reason = "one of the widths is the widest")]
    fn add(&self, places: &[u32], total: &mut Total) -> Option<(i128, i128)> {
        let Values::Whole(whole, _) = self.column.values() else { return None };
        let further = places.get(total.events..).unwrap_or_default();
        let valid = |place: &&u32| self.column.is_valid(**place as usize);
        for_whole!(whole, numbers => for place in further.iter().filter(valid) {
            let number = i128::from(numbers[*place as usize]);
            total.count += 1;
            total.sum = total.sum.wrapping_add(number);
            // Only the widest numbers can come to so much.
            if let Whole::I128(_) = whole {
                total.size = total.size.saturating_add(number.unsigned_abs());
            }
        });
        total.events = total.events.max(places.len());
        (total.size < LIMIT).then_some((total.sum, total.count))
    }

    fn quotient(&self, total: i128, count: i128) -> Option<Number> {
        let total = Number::from_mantissa_scale(total, self.scale().into()).ok()?;
        total.divide(Number::from(i64::try_from(count).ok()?)).ok()
    }

    fn pick(&self, pick: Pick, places: &[u32], order: &Order, room: &mut Vec<u32>) -> Option<u32> {
        let mut present = places.iter().copied().filter(|place| self.present.holds(*place as usize));
        let extreme = |unwanted: Ordering| {
            move |best: u32, place: u32| {
                if order.compare(&self.column, place, best) == unwanted { best } else { place }
            }
        };
        match pick {
            Pick::Last => present.next(),
            Pick::First => present.next_back(),
            Pick::Least => present.reduce(extreme(Ordering::Greater)),
            Pick::Greatest => present.reduce(extreme(Ordering::Less)),
            Pick::MostCommon => {
                drop(present);
                self.sort(places, order, room);
                let equal = |one: &u32, other: &u32| order.compare(&self.column, *one, *other).is_eq();
                let runs = room.chunk_by(equal).map(|run| (run.len(), run[0]));
                let rank = |(times, first): &(usize, u32)| (*times, std::cmp::Reverse(*first));
                runs.max_by_key(rank).map(|(_, first)| first)
            }
        }
    }

    /// The places that have a value, by their values and then by age, the oldest first.
    fn sort(&self, places: &[u32], order: &Order, room: &mut Vec<u32>) {
        room.clear();
        room.extend(places.iter().filter(|place| self.present.holds(**place as usize)));
        room.sort_unstable_by(|one, other| order.compare(&self.column, *one, *other).then(one.cmp(other)));
    }
}

/// Brings numbers at these places near: nothing stands between one look and the next, so that they overlap.
pub(super) fn bring_near<N: Copy + Into<i128>>(numbers: &[N], places: &[u32]) {
    let seen = places.iter().fold(0, |seen, place| seen ^ numbers[*place as usize].into());
    std::hint::black_box(seen);
}
