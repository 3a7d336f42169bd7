//! How many of those who go one way reach the goal of a flow, and what that says about others like them.
//!
//! The goal is `exit when`. Persons are counted and not visits: a person takes the same branch of a split at each re-entry, so
//! visits of one person say little about another.
//!
//! The interval is the score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
//! Journal of the American Statistical Association 22 (1927), pages 209–212. With `x` of `n` persons, `p = x / n` and
//! `z = 1.959964` (the 97.5 % point of the normal distribution) its ends are
//!
//! ```text
//! (p + z²/2n ± z · √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
//! ```
//!
//! Unlike `p ± z · √(p(1 − p)/n)` it never leaves 0 to 1, and it is no point where nobody or everybody reaches the goal.

use serde::Serialize;

use crate::program::{ElementId, ElementKind, Flow, Id};

/// Of fewer persons nothing is said: the interval would be wider than a third of everything that is possible.
pub const LEAST: u64 = 30;

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// How many of some persons reached a goal.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Conversion {
    /// How many did.
    pub persons: u64,
    /// Of how many.
    pub of: u64,
    /// What follows from that; nothing where there are fewer than [`LEAST`].
    pub estimate: Option<Estimate>,
}

/// A share with the interval that holds it in 95 of 100 cases.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Estimate {
    /// The share, from 0 to 1, with four decimals.
    pub rate: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Conversion {
    /// So many of so many.
    #[must_use]
    pub fn new(persons: u64, of: u64) -> Conversion {
        Conversion { persons, of, estimate: (of >= LEAST).then(|| Estimate::new(persons, of)) }
    }
}

impl Estimate {
    #[allow(clippy::cast_precision_loss, reason = "there are fewer persons than a float has whole numbers")]
    fn new(persons: u64, of: u64) -> Estimate {
        let (x, n) = (persons as f64, of as f64);
        let share = x / n;
        let middle = share + Z * Z / (2.0 * n);
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + Z * Z / n;
        let end = |end: f64| rounded((end / whole).clamp(0.0, 1.0));
        Estimate { rate: rounded(share), low: end(middle - half), high: end(middle + half) }
    }
}

fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

/// Whether somebody may reach the goal of the flow behind a branch of the element: it is a split, and somewhere behind it
/// somebody stays for a while.
#[must_use]
pub fn leads_to_a_goal(flow: &Flow, split: ElementId) -> bool {
    if flow.exits.is_empty() || !matches!(flow.elements[split].kind, ElementKind::SplitAudience(_)) {
        return false;
    }
    let mut seen = vec![false; flow.elements.len()];
    let mut open = flow.elements[split].leads_to();
    while let Some(id) = open.pop() {
        if flow.elements[id].kind.takes_time() {
            return true;
        }
        if !std::mem::replace(&mut seen[id.index()], true) {
            open.extend(flow.elements[id].leads_to());
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked out with decimals of 50 digits, in exact arithmetic: `tests/oracle/wilson.py`.
    #[test]
    fn intervals_are_wilsons() {
        let cases = include_str!("../../tests/oracle/wilson.csv").lines().skip(1);
        for case in cases {
            let fields: Vec<&str> = case.split(',').collect();
            let count = |at: usize| fields[at].parse::<u64>().unwrap();
            let share = |at: usize| fields[at].parse::<f64>().unwrap();
            let found = Estimate::new(count(0), count(1));
            assert_eq!(found, Estimate { rate: share(2), low: share(3), high: share(4) }, "{case}");
        }
    }

    #[test]
    fn of_few_persons_nothing_is_said() {
        assert_eq!(Conversion::new(29, 29).estimate, None);
        assert_eq!(Conversion::new(0, 0).estimate, None);
        assert!(Conversion::new(0, LEAST).estimate.is_some());
    }
}
