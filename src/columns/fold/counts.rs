//! Numbers of events: which ones are wanted, and how they are found without counting.
//!
//! Events go from the newest to the oldest. So there are at least `n` of them since a moment exactly if the `n`-th one is not
//! older: one look at one event, whatever the window. Every question about a number of events is made of such ones.

use crate::columns::WORD;
use crate::columns::plan::{Check, NumberRange};
use crate::program::{Count, CountComparison};
use crate::value::Number;

/// Numbers of events: from one to another, both included, where [`u64::MAX`] is no end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Amounts(pub(super) Vec<(u64, u64)>);

/// Whether there are at least so many events, and at least one, since a moment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Rung {
    pub(super) least: u64,
    pub(super) from: i64,
}

/// Rungs in the order in which the newest events are passed.
#[derive(Clone, Debug, Default)]
pub(super) struct Ladder {
    pub(super) steps: Vec<Step>,
}

/// A look at one event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// How many further events are passed before it.
    pub(super) passed: u32,
    /// Since when it must have happened.
    pub(super) from: i64,
    /// The rung that is reached then.
    pub(super) rung: usize,
}

impl Rung {
    /// As many as a word has bits.
    pub(super) const MOST: usize = WORD;
}

impl Amounts {
    /// Which numbers pass a check, if it is one of numbers and they do not need too many rungs.
    pub(super) fn of(check: &Check) -> Option<Amounts> {
        let amounts: Vec<(u64, u64)> = match check {
            Check::Count(count) => happened(*count).into_iter().collect(),
            Check::Numbers(range) => within(*range).into_iter().collect(),
            Check::OneOfNumbers(numbers) => {
                numbers.iter().filter_map(|number| within(exactly(*number))).collect()
            }
            Check::Present => vec![(0, u64::MAX)],
            _ => return None,
        };
        (2 * amounts.len() <= Rung::MOST).then_some(Amounts(amounts))
    }
}

/// As [`Count::holds`]: never for none.
fn happened(count: Count) -> Option<(u64, u64)> {
    let (low, high) = match count.comparison {
        CountComparison::Exactly => (count.times, count.times),
        CountComparison::AtLeast => (count.times, u64::MAX),
        CountComparison::AtMost => (1, count.times),
        CountComparison::MoreThan => (count.times.checked_add(1)?, u64::MAX),
        CountComparison::LessThan => (1, count.times.checked_sub(1)?),
    };
    let low = low.max(1);
    (low <= high).then_some((low, high))
}

fn within(range: NumberRange) -> Option<(u64, u64)> {
    let (low, high) = range.scaled(0);
    let (low, high) = (low.max(0), high.min(u64::MAX.into()));
    Some((u64::try_from(low).ok()?, u64::try_from(high).ok()?)).filter(|(low, high)| low <= high)
}

fn exactly(number: Number) -> NumberRange {
    NumberRange { low: Some((number, true)), high: Some((number, true)) }
}

impl Ladder {
    pub(super) fn new(rungs: &[Rung]) -> Ladder {
        let mut order: Vec<usize> = (0..rungs.len()).collect();
        order.sort_by_key(|rung| rungs[*rung]);
        let mut at = 1;
        let step = |rung: usize| {
            let Rung { least, from } = rungs[rung];
            let passed = u32::try_from(least - at).unwrap_or(u32::MAX);
            at = least;
            Step { passed, from, rung }
        };
        Ladder { steps: order.into_iter().map(step).collect() }
    }

    /// Which rungs are reached by events at these places, the newest first.
    pub(super) fn climb(&self, places: &[u32], times: &[i64]) -> u64 {
        let (mut left, mut reached) = (places, 0);
        for step in &self.steps {
            left = left.get(step.passed as usize..).unwrap_or_default();
            let Some(place) = left.first() else { break };
            reached |= u64::from(times[*place as usize] >= step.from) << step.rung;
        }
        reached
    }

    /// How many events there must be to reach all rungs.
    pub(super) fn length(&self) -> u64 {
        u64::from(!self.steps.is_empty()) + self.steps.iter().map(|step| u64::from(step.passed)).sum::<u64>()
    }
}
