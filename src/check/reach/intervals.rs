//! Unions of intervals: which numbers, days or moments a condition admits.
//!
//! Everything ordered is a [`Number`] here: a date is its day, a moment its microsecond, `true` is 1 and `false` 0. Where
//! there is nothing between two neighbours (integers, days), every end is moved to the next whole number, so that
//! `3 < x < 4` comes out as nothing.

use crate::value::Number;

/// A place between numbers, or before or behind all of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Cut {
    Start,
    /// Right before the number, or right behind it.
    At(Number, Side),
    End,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Side {
    Before,
    Behind,
}

/// A set of numbers: disjoint stretches from one cut to another, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Intervals(Vec<(Cut, Cut)>);

impl Intervals {
    /// Every number.
    pub(super) fn all() -> Intervals {
        Intervals(vec![(Cut::Start, Cut::End)])
    }

    /// No number.
    pub(super) fn none() -> Intervals {
        Intervals(Vec::new())
    }

    /// One number.
    pub(super) fn point(at: Number) -> Intervals {
        Intervals::between(at, at)
    }

    /// From one number to another, both included.
    pub(super) fn between(first: Number, last: Number) -> Intervals {
        Intervals::stretch(Cut::At(first, Side::Before), Cut::At(last, Side::Behind))
    }

    /// The numbers below.
    pub(super) fn below(end: Number) -> Intervals {
        Intervals::stretch(Cut::Start, Cut::At(end, Side::Before))
    }

    /// The numbers above.
    pub(super) fn above(start: Number) -> Intervals {
        Intervals::stretch(Cut::At(start, Side::Behind), Cut::End)
    }

    fn stretch(from: Cut, to: Cut) -> Intervals {
        if from < to { Intervals(vec![(from, to)]) } else { Intervals::none() }
    }

    pub(super) fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The same set among whole numbers.
    #[must_use]
    pub(super) fn whole(&self) -> Intervals {
        let mut whole = Intervals::none();
        for &(from, to) in &self.0 {
            whole = whole.or(&Intervals::stretch(whole_cut(from), whole_cut(to)));
        }
        whole
    }

    /// What is in both.
    #[must_use]
    pub(super) fn and(&self, other: &Intervals) -> Intervals {
        let mut common = Vec::new();
        for &(from, to) in &self.0 {
            for &(other_from, other_to) in &other.0 {
                let (from, to) = (from.max(other_from), to.min(other_to));
                if from < to {
                    common.push((from, to));
                }
            }
        }
        Intervals(common)
    }

    /// What is in one of them.
    #[must_use]
    pub(super) fn or(&self, other: &Intervals) -> Intervals {
        self.not().and(&other.not()).not()
    }

    /// What is not in it.
    #[must_use]
    pub(super) fn not(&self) -> Intervals {
        let mut gaps = Vec::new();
        let mut start = Cut::Start;
        for &(from, to) in &self.0 {
            if start < from {
                gaps.push((start, from));
            }
            start = to;
        }
        if start < Cut::End {
            gaps.push((start, Cut::End));
        }
        Intervals(gaps)
    }

    /// The same set on the other side of 0.
    #[must_use]
    pub(super) fn mirrored(&self) -> Intervals {
        Intervals(self.0.iter().rev().map(|&(from, to)| (mirrored(to), mirrored(from))).collect())
    }

    /// Whether every number in it is above all numbers of another set.
    pub(super) fn lies_above(&self, other: &Intervals) -> bool {
        match (self.0.first(), other.0.last()) {
            (Some((start, _)), Some((_, end))) => end <= start,
            _ => false,
        }
    }
}

/// The cut between whole numbers that parts them in the same way.
fn whole_cut(cut: Cut) -> Cut {
    let Cut::At(number, side) = cut else { return cut };
    let next = match side {
        Side::Before => Ok(number.ceiling()),
        Side::Behind => number.floor().add(Number::from(1)),
    };
    // Beyond the largest number there is nothing to part.
    next.map_or(Cut::End, |next| Cut::At(next, Side::Before))
}

fn mirrored(cut: Cut) -> Cut {
    match cut {
        Cut::Start => Cut::End,
        Cut::End => Cut::Start,
        // The largest number and the smallest differ in the sign alone, so there is always such a number.
        Cut::At(number, Side::Before) => {
            number.negate().map_or(Cut::End, |number| Cut::At(number, Side::Behind))
        }
        Cut::At(number, Side::Behind) => {
            number.negate().map_or(Cut::Start, |number| Cut::At(number, Side::Before))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: i64) -> Number {
        Number::from(value)
    }

    #[test]
    fn nothing_lies_between_neighbouring_integers() {
        let gap = Intervals::above(number(3)).and(&Intervals::below(number(4)));
        assert!(!gap.is_none());
        assert!(gap.whole().is_none());
    }

    #[test]
    fn a_set_and_its_complement_share_nothing_and_are_everything() {
        let set = Intervals::between(number(1), number(5)).or(&Intervals::point(number(9)));
        assert!(set.and(&set.not()).is_none());
        assert_eq!(set.or(&set.not()), Intervals::all());
        assert_eq!(set.not().not(), set);
    }

    #[test]
    fn ends_that_touch_become_one_stretch() {
        let halves = Intervals::below(number(2)).or(&Intervals::below(number(2)).not());
        assert_eq!(halves, Intervals::all());
        let integers = Intervals::between(number(1), number(2)).or(&Intervals::between(number(3), number(4)));
        assert_eq!(integers.whole(), Intervals::between(number(1), number(4)).whole());
    }
}
