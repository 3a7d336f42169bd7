//! Domains: the values of one thing that a condition admits, emptiness among them.

use std::collections::BTreeSet;

use super::intervals::Intervals;

/// A set of values of one kind. Emptiness is a value of its own: a comparison leaves it out, and its negation, being the
/// exact complement, takes it in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Domain {
    /// Whether no value is admitted.
    pub(super) empty: bool,
    /// The other values.
    pub(super) values: Values,
}

/// Values that are not empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Values {
    /// Numbers and whatever is ordered like them.
    Ordered(Intervals),
    /// Texts, folded: these ones, or all but these.
    Texts { listed: BTreeSet<String>, all_but: bool },
}

impl Domain {
    /// Values that do not include emptiness.
    pub(super) fn of(values: Values) -> Domain {
        Domain { empty: false, values }
    }

    /// Whether nothing at all is admitted.
    pub(super) fn is_none(&self) -> bool {
        !self.empty && self.values.is_none()
    }

    /// What is in both.
    #[must_use]
    pub(super) fn and(&self, other: &Domain) -> Domain {
        Domain { empty: self.empty && other.empty, values: self.values.and(&other.values) }
    }

    /// What is in neither, which may be more than the thing in question can be.
    #[must_use]
    pub(super) fn not(&self) -> Domain {
        Domain { empty: !self.empty, values: self.values.not() }
    }
}

impl Values {
    /// These texts, whatever their case.
    pub(super) fn texts(texts: impl IntoIterator<Item = String>) -> Values {
        Values::Texts { listed: texts.into_iter().collect(), all_but: false }
    }

    /// The value 1 of those that are 0 or 1: what is true.
    pub(super) fn truth() -> Values {
        Values::Ordered(Intervals::point(crate::value::Number::from(1)).whole())
    }

    pub(super) fn is_none(&self) -> bool {
        match self {
            Values::Ordered(intervals) => intervals.is_none(),
            Values::Texts { listed, all_but } => listed.is_empty() && !all_but,
        }
    }

    /// No value of the same kind.
    #[must_use]
    pub(super) fn none(&self) -> Values {
        match self {
            Values::Ordered(_) => Values::Ordered(Intervals::none()),
            Values::Texts { .. } => Values::texts([]),
        }
    }

    /// What is in both. Kinds are never mixed, since each thing has one.
    fn and(&self, other: &Values) -> Values {
        match (self, other) {
            (Values::Ordered(one), Values::Ordered(other)) => Values::Ordered(one.and(other)),
            (
                Values::Texts { listed: one, all_but: false },
                Values::Texts { listed: other, all_but: false },
            ) => Values::texts(one.intersection(other).cloned()),
            (Values::Texts { listed, all_but: false }, Values::Texts { listed: without, .. })
            | (Values::Texts { listed: without, .. }, Values::Texts { listed, all_but: false }) => {
                Values::texts(listed.difference(without).cloned())
            }
            (Values::Texts { listed: one, .. }, Values::Texts { listed: other, .. }) => {
                Values::Texts { listed: one.union(other).cloned().collect(), all_but: true }
            }
            (one, _) => one.none(),
        }
    }

    fn not(&self) -> Values {
        match self {
            Values::Ordered(intervals) => Values::Ordered(intervals.not()),
            Values::Texts { listed, all_but } => Values::Texts { listed: listed.clone(), all_but: !all_but },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(texts: &[&str], all_but: bool) -> Domain {
        let listed = texts.iter().map(|&text| text.to_owned()).collect();
        Domain::of(Values::Texts { listed, all_but })
    }

    #[test]
    fn texts_are_finite_or_all_but_a_few() {
        let pair = listed(&["a", "b"], false);
        assert_eq!(pair.and(&listed(&["b", "c"], false)), listed(&["b"], false));
        assert_eq!(pair.and(&listed(&["b"], true)), listed(&["a"], false));
        assert_eq!(listed(&["a"], true).and(&listed(&["b"], true)), listed(&["a", "b"], true));
        assert!(pair.and(&listed(&["c"], false)).is_none());
    }

    #[test]
    fn emptiness_belongs_to_the_complement() {
        let free = listed(&["free"], false);
        assert!(free.not().empty);
        assert!(free.and(&free.not()).is_none());
        assert_eq!(free.not().not(), free);
    }
}
