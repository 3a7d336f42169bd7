//! One person on both sides.

use std::sync::Arc;

use super::attempts::attempts;
use super::effects::{Effects, Source, differing, effects};
use super::matching::Matching;
use super::parting::{Parting, parting};
use super::profile::{Left, profile};
use super::{Pair, Side};
use crate::host::replay::Done;

/// What is not the same for a person, and what is.
pub(super) struct Compared {
    /// The person's key.
    pub(super) key: Arc<str>,
    /// How many messages go out.
    pub(super) messages: Pair<u64>,
    /// What is handed over, in order of where it comes from.
    pub(super) effects: Vec<(Source, Effects, Verdict)>,
    /// Where the paths part first.
    pub(super) parting: Option<Parting>,
    /// What is not the same in the profile in the end.
    pub(super) profile: Vec<Left>,
}

/// How an effect compares.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Verdict {
    /// It is the same.
    Same,
    /// It says the same at another time.
    Moved,
    /// It says something else, in these fields.
    Changed(Vec<String>),
    /// The new side has it not.
    OnlyOld,
    /// The old side has it not.
    OnlyNew,
}

pub(super) fn compare(matching: &Matching, sides: Pair<Side>, key: &Arc<str>, done: &Pair<Done>) -> Compared {
    let steps = done.as_ref().map(|done| done.steps.as_slice());
    let attempts = attempts(sides, steps);
    let attempts = || attempts.iter().map(|pair| pair.as_ref().map(Option::as_ref));
    let found = attempts().flat_map(|pair| effects(matching, sides, key, pair));
    let effects: Vec<_> = found
        .map(|(source, pair)| {
            let verdict = verdict(&pair);
            (source, pair, verdict)
        })
        .collect();
    let partings = attempts().filter_map(|pair| parting(matching, sides, pair));
    let first = partings.min_by_key(|(moment, _)| *moment);
    Compared {
        key: key.clone(),
        messages: messages(&effects),
        effects,
        parting: first.map(|(_, parting)| parting),
        profile: profile(sides, done),
    }
}

fn verdict(effects: &Effects) -> Verdict {
    match (&effects.old, &effects.new) {
        (Some(old), Some(new)) => match differing(Pair { old, new }) {
            fields if !fields.is_empty() => Verdict::Changed(fields),
            _ if old.time == new.time => Verdict::Same,
            _ => Verdict::Moved,
        },
        (Some(_), None) => Verdict::OnlyOld,
        (None, _) => Verdict::OnlyNew,
    }
}

fn messages(effects: &[(Source, Effects, Verdict)]) -> Pair<u64> {
    let sends = || effects.iter().filter(|(source, ..)| source.effect == "send");
    Pair {
        old: sends().filter(|(_, pair, _)| pair.old.is_some()).count() as u64,
        new: sends().filter(|(_, pair, _)| pair.new.is_some()).count() as u64,
    }
}
