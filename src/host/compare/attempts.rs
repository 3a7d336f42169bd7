//! The attempts of a person to enter flows: entries with all that is done in them, and refusals.
//!
//! Entries are numbered, but a number says little where one side lets somebody in more often. What happens at the same moment
//! is the same attempt, whatever comes of it; between two such, entries are paired in order.

use std::collections::BTreeMap;

use super::align::align;
use super::{Pair, Side};
use crate::host::simulate::Step;
use crate::journey::What;
use crate::value::Instant;

/// An attempt to enter a flow.
pub(super) struct Attempt<'a> {
    /// The flow's name.
    pub(super) flow: &'a str,
    /// Which of the person's entries it is; nothing for a refusal.
    pub(super) entry: Option<u32>,
    /// When it was made.
    pub(super) moment: Instant,
    /// What was done, in order.
    pub(super) steps: Vec<&'a Step>,
}

/// The attempts of a person on both sides, paired.
pub(super) fn attempts<'a>(sides: Pair<Side<'a>>, steps: Pair<&'a [Step]>) -> Vec<Pair<Option<Attempt<'a>>>> {
    let mut by_flow: BTreeMap<&str, Pair<Vec<Attempt>>> = BTreeMap::new();
    for attempt in of_side(sides.old, steps.old) {
        by_flow.entry(attempt.flow).or_default().old.push(attempt);
    }
    for attempt in of_side(sides.new, steps.new) {
        by_flow.entry(attempt.flow).or_default().new.push(attempt);
    }
    by_flow.into_values().flat_map(paired).collect()
}

fn paired<'a>(attempts: Pair<Vec<Attempt<'a>>>) -> Vec<Pair<Option<Attempt<'a>>>> {
    let same = |old: &Attempt, new: &Attempt| old.moment == new.moment;
    let alike = |old: &Attempt, new: &Attempt| old.entry.is_some() && new.entry.is_some();
    let pairs = align(&attempts.old, &attempts.new, same, alike);
    let mut attempts = attempts.map(|side| side.into_iter().map(Some).collect::<Vec<_>>());
    let take = |side: &mut Vec<Option<Attempt<'a>>>, at: Option<usize>| at.and_then(|at| side[at].take());
    let pair = |at: Pair<Option<usize>>| Pair {
        old: take(&mut attempts.old, at.old),
        new: take(&mut attempts.new, at.new),
    };
    pairs.into_iter().map(pair).collect()
}

/// The attempts of a person on one side, by flow and in order.
fn of_side<'a>(side: Side<'a>, steps: &'a [Step]) -> Vec<Attempt<'a>> {
    let mut attempts: Vec<Attempt> = Vec::new();
    for step in steps {
        let Some(place) = step.record.place else { continue };
        let is_refusal = matches!(step.record.what, What::Refused(_) | What::Rejected(_));
        if place.entry.is_none() && !is_refusal {
            continue;
        }
        let flow = &*side.names.program.flows[place.flow].name;
        let known = attempts.iter_mut().find(|known| known.flow == flow && known.entry == place.entry);
        match known.filter(|_| !is_refusal) {
            Some(known) => known.steps.push(step),
            None => attempts.push(Attempt {
                flow,
                entry: place.entry,
                moment: step.record.time,
                steps: vec![step],
            }),
        }
    }
    attempts
}
