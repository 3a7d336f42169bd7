//! Numbers of events: which ones are wanted, and how they are found without counting.
//!
//! Events go from the newest to the oldest. So there are at least `n` of them since a moment exactly if the `n`-th one is not
//! older: one look at one event, whatever the window. Every question about a number of events is made of such ones.

use super::bound::Persons;
use crate::columns::plan::{Check, NumberRange};
use crate::columns::{Since, WORD};
use crate::program::{Count, CountComparison};
use crate::value::Number;

/// Numbers of events: from one to another, both included, where [`u64::MAX`] is no end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Amounts(Vec<(u64, u64)>);

/// A question how many events there are.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    /// Which of the leaves it is.
    pub(super) leaf: usize,
    /// The numbers that are answered with yes: from a rung on, until a further one is reached.
    yes: Vec<(Option<usize>, Option<usize>)>,
}

/// Whether there are at least so many events, and at least one, since a moment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Rung {
    pub(super) least: u64,
    pub(super) from: i64,
}

/// Rungs in the order in which the newest events are passed.
#[derive(Clone, Debug, Default)]
pub(super) struct Ladder {
    steps: Vec<Step>,
}

/// A look at one event.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// How many further events are passed before it.
    passed: u32,
    /// Since when it must have happened.
    from: i64,
    /// The rung that is reached then.
    rung: usize,
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

    /// The rungs that must be looked at: how many events are needed to reach each.
    pub(super) fn rungs(&self) -> impl Iterator<Item = u64> {
        self.0.iter().flat_map(|amount| <[_; 2]>::from(ends(amount))).flatten()
    }

    /// The question of a leaf which of these numbers it is. `rung` gives the rung that so many events reach.
    pub(super) fn question(&self, leaf: usize, mut rung: impl FnMut(u64) -> usize) -> Counted {
        let yes = |amount| {
            let (low, high) = ends(amount);
            (low.map(&mut rung), high.map(&mut rung))
        };
        Counted { leaf, yes: self.0.iter().map(yes).collect() }
    }
}

/// How many events are just enough, where that is one at least, and how many are just too many.
fn ends((low, high): &(u64, u64)) -> (Option<u64>, Option<u64>) {
    (Some(*low).filter(|low| *low > 0), high.checked_add(1))
}

impl Counted {
    /// The rungs that it asks for.
    pub(super) fn rungs(&self) -> impl Iterator<Item = usize> {
        self.yes.iter().flat_map(|ends| <[_; 2]>::from(*ends)).flatten()
    }

    /// Who gets the answer yes, by who reaches each rung.
    pub(super) fn answer(&self, reached: &[u64]) -> u64 {
        let from = |low: Option<usize>| low.map_or(u64::MAX, |low| reached[low]);
        let until = |high: Option<usize>| high.map_or(u64::MAX, |high| !reached[high]);
        self.yes.iter().fold(0, |all, (low, high)| all | from(*low) & until(*high))
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

    /// When the window of each step begins.
    pub(super) fn starts(&self) -> impl Iterator<Item = i64> {
        self.steps.iter().map(|step| step.from)
    }

    /// How many further events are passed before each step, and which rung is reached there.
    pub(super) fn steps(&self) -> impl Iterator<Item = (u32, usize)> {
        self.steps.iter().map(|step| (step.passed, step.rung))
    }

    /// Which rungs are reached by events at these places, the newest first, where the windows of the steps begin so.
    pub(super) fn climb(&self, places: &[u32], starts: &[Since], persons: &Persons) -> u64 {
        let (mut left, mut reached) = (places, 0);
        for (step, since) in self.steps.iter().zip(starts) {
            left = left.get(step.passed as usize..).unwrap_or_default();
            let Some(place) = left.first() else { break };
            let is_within = persons.ticks.is_within(*place as usize, *since, persons.times);
            reached |= u64::from(is_within) << step.rung;
        }
        reached
    }

    /// How many events there must be to reach all rungs.
    pub(super) fn length(&self) -> u64 {
        u64::from(!self.steps.is_empty()) + self.steps.iter().map(|step| u64::from(step.passed)).sum::<u64>()
    }
}
