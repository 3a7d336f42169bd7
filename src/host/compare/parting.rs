//! Where paths part: the first step of a person that is not the same on both sides.

use serde::Serialize;

use super::attempts::Attempt;
use super::matching::{Arms, Elements, Matching, arm_words};
use super::{Pair, Side};
use crate::host::simulate::Step;
use crate::host::trace::word;
use crate::journey::{Cause, What};
use crate::value::Instant;

/// A place in a flow at which paths part, and what is done there on either side.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub(super) struct Parting {
    /// The flow.
    pub(super) flow: String,
    /// The last element that the person came to on both sides; nothing at the entry.
    pub(super) element: Option<String>,
    /// What is done on the old side.
    pub(super) old: Turn,
    /// What is done on the new side.
    pub(super) new: Turn,
}

/// What somebody does who stands at a place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub(super) struct Turn {
    /// The word of the trace, or `absent` of an attempt that is not made, or `stays`.
    pub(super) what: &'static str,
    /// The arm, the element or the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// Whether this is what the other side does too, but before or after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) when: Option<&'static str>,
}

/// What is done in a step, told in the same way for both sides.
#[derive(PartialEq)]
enum Did<'a> {
    Entered,
    Refused(&'static str),
    Reached(u32, &'a str),
    Left(Cause),
    Took(Option<u32>),
    Withheld(&'static str),
    Dropped,
    Exited(&'static str),
}

/// Somewhere on the path of an attempt.
struct Stop<'a> {
    did: Did<'a>,
    step: &'a Step,
}

/// Where the paths of an attempt part, and when; nothing where they are one.
pub(super) fn parting(
    matching: &Matching,
    sides: Pair<Side>,
    attempts: Pair<Option<&Attempt>>,
) -> Option<(Instant, Parting)> {
    let flow = attempts.newest()?.flow;
    let paths = attempts.zip(matching.known().zip(matching.arms()));
    let paths = paths.map(|(attempt, known)| path(known, attempt));
    let mut element = None;
    for at in 0..paths.old.len().max(paths.new.len()) {
        let stops = paths.as_ref().map(|path| path.get(at));
        match stops.both() {
            Some(Pair { old, new }) if old.did == new.did && old.time() == new.time() => {
                if let Did::Reached(_, label) = old.did {
                    element = Some(label.to_owned());
                }
            }
            _ => return Some(parted(sides, attempts, stops, flow, element)),
        }
    }
    None
}

fn parted(
    sides: Pair<Side>,
    attempts: Pair<Option<&Attempt>>,
    stops: Pair<Option<&Stop>>,
    flow: &str,
    element: Option<String>,
) -> (Instant, Parting) {
    let turns = sides.zip(attempts).zip(stops).map(|((side, attempt), stop)| match stop {
        Some(stop) => Turn { what: word(&stop.step.record.what), name: name(side, stop), when: None },
        None => Turn { what: if attempt.is_some() { "stays" } else { "absent" }, name: None, when: None },
    });
    let same = stops.both().filter(|stops| stops.old.did == stops.new.did);
    let when = same.map(|stops| if stops.new.time() < stops.old.time() { "earlier" } else { "later" });
    let moments = [stops.old, stops.new].into_iter().flatten().map(Stop::time);
    let parting = Parting { flow: flow.to_owned(), element, old: turns.old, new: Turn { when, ..turns.new } };
    (moments.min().unwrap_or(Instant::FIRST), parting)
}

fn path<'a>(known: (&'a Elements, &Arms), attempt: Option<&Attempt<'a>>) -> Vec<Stop<'a>> {
    let steps = attempt.map_or(&[][..], |attempt| &attempt.steps);
    let stop = |&step: &&'a Step| Some(Stop { did: did(known, step)?, step });
    steps.iter().filter_map(stop).collect()
}

/// What a step does to the path; nothing if it is not about it.
fn did<'a>((elements, arms): (&'a Elements, &Arms), step: &'a Step) -> Option<Did<'a>> {
    // What is done inside of a custom element shows in what comes of it.
    let place = step.record.place.filter(|place| place.inner.is_none())?;
    Some(match &step.record.what {
        What::Entered(_) => Did::Entered,
        What::Refused(refusal) => Did::Refused(refusal.word()),
        What::Rejected(refusal) => Did::Refused(refusal.rejection()),
        What::Reached => {
            let known = elements.get(&(place.flow, place.element?))?;
            Did::Reached(known.number, &known.label)
        }
        What::Left(cause) => Did::Left(*cause),
        What::Arm(arm) => Did::Took(arms.get(&(place.flow, place.element?, *arm)).copied()),
        What::Withheld(_, reason) => Did::Withheld(reason.word()),
        What::Dropped => Did::Dropped,
        What::Exited(reason) => Did::Exited(reason.word()),
        // What is handed over is compared by itself. What is stored shows in what comes of it, and how long somebody
        // means to stay in when the person goes on.
        _ => return None,
    })
}

/// The name of what somebody comes to, takes or is told.
fn name(side: Side, stop: &Stop) -> Option<String> {
    let place = stop.step.record.place?;
    match (&stop.did, &stop.step.record.what) {
        (Did::Reached(_, name) | Did::Refused(name) | Did::Exited(name), _) => Some((*name).to_owned()),
        (Did::Left(cause), _) => Some(cause.word().to_owned()),
        (_, What::Arm(arm)) => {
            let element = &side.names.program.flows[place.flow].elements[place.element?];
            Some(arm_words(side.names, element, *arm))
        }
        _ => None,
    }
}

impl Stop<'_> {
    fn time(&self) -> Instant {
        self.step.record.time
    }
}
