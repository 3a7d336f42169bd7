//! What is counted on both sides: entries, refusals and exits by flow, passages by element and arm.

use std::collections::BTreeMap;

use serde::Serialize;

use super::matching::{Matching, arm_words};
use super::{Pair, Side};
use crate::host::tally::Counted;
use crate::program::{ArmTaken, Element, ElementId, FlowId};

/// A number on either side, by reason.
type ByReason = BTreeMap<&'static str, Pair<u64>>;

/// The numbers of a flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct FlowCounts {
    pub(super) name: String,
    /// The only side that has it, if it is one.
    pub(super) only: Option<&'static str>,
    pub(super) entries: Pair<u64>,
    pub(super) refusals: ByReason,
    pub(super) elements: Vec<ElementCounts>,
    pub(super) exits: ByReason,
    pub(super) inside: Pair<u64>,
}

/// The numbers of an element.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct ElementCounts {
    pub(super) label: String,
    pub(super) kind: &'static str,
    /// The only side that has it, if it is one.
    pub(super) only: Option<&'static str>,
    pub(super) reached: Pair<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) arms: Vec<ArmCounts>,
}

/// The numbers of a way out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct ArmCounts {
    /// As it is written on either side.
    pub(super) arm: Pair<Option<String>>,
    pub(super) taken: Pair<u64>,
}

/// The numbers of all flows that took part on a side.
pub(super) fn flows(matching: &Matching, sides: Pair<Side>) -> Vec<FlowCounts> {
    let takes_part = |(side, id): (Side, Option<FlowId>)| id.filter(|id| side.flows.contains(id));
    let flows = matching.flows().into_iter().map(|pair| sides.zip(pair).map(takes_part));
    flows.filter_map(|pair| flow(matching, sides, pair)).collect()
}

fn flow(matching: &Matching, sides: Pair<Side>, flows: Pair<Option<FlowId>>) -> Option<FlowCounts> {
    let declared = matching.declared(flows);
    let of = |counted: fn(FlowId) -> Counted| count(sides, flows.map(|id| id.map(counted)));
    let elements = matching.elements(flows).into_iter();
    Some(FlowCounts {
        name: declared.newest()?.name.to_string(),
        only: only(flows),
        entries: of(Counted::Entered),
        refusals: by_reason(sides, flows, |counted| match counted {
            Counted::Refused(flow, refusal) => Some((flow, refusal.word())),
            _ => None,
        }),
        elements: elements.filter_map(|pair| element(matching, sides, flows, pair)).collect(),
        exits: by_reason(sides, flows, |counted| match counted {
            Counted::Exited(flow, reason) => Some((flow, reason.word())),
            _ => None,
        }),
        inside: of(|flow| Counted::Inside(flow, None)),
    })
}

fn element(
    matching: &Matching,
    sides: Pair<Side>,
    flows: Pair<Option<FlowId>>,
    ids: Pair<Option<ElementId>>,
) -> Option<ElementCounts> {
    let places = flows.zip(ids).map(|(flow, id)| flow.zip(id));
    let elements = sides
        .zip(places)
        .map(|(side, place)| place.map(|(flow, id)| &side.names.program.flows[flow].elements[id]));
    let of_arm = |arms: Pair<Option<ArmTaken>>| ArmCounts {
        arm: sides.zip(elements).zip(arms).map(|((side, element), arm)| words(side, element, arm)),
        taken: count(sides, places.zip(arms).map(|(place, arm)| arm_of(place, arm))),
    };
    Some(ElementCounts {
        label: elements.newest()?.label.to_string(),
        kind: elements.newest()?.kind.word(),
        only: only(ids),
        reached: count(sides, places.map(|place| place.map(|(flow, id)| Counted::Reached(flow, id)))),
        arms: matching.ways(flows, ids).into_iter().map(of_arm).collect(),
    })
}

fn arm_of(place: Option<(FlowId, ElementId)>, arm: Option<ArmTaken>) -> Option<Counted> {
    let (flow, element) = place?;
    Some(Counted::Arm(flow, element, arm?))
}

fn words(side: Side, element: Option<&Element>, arm: Option<ArmTaken>) -> Option<String> {
    Some(arm_words(side.names, element?, arm?))
}

/// How often something was done on either side; never where there is no such thing.
fn count(sides: Pair<Side>, counted: Pair<Option<Counted>>) -> Pair<u64> {
    sides.zip(counted).map(|(side, counted)| counted.map_or(0, |counted| side.run.tally.of(counted).times))
}

/// How often something was done in a flow, by reason.
fn by_reason(
    sides: Pair<Side>,
    flows: Pair<Option<FlowId>>,
    reason: impl Fn(Counted) -> Option<(FlowId, &'static str)>,
) -> ByReason {
    let numbers = sides.zip(flows).map(|(side, wanted)| {
        let of_flow = side.run.tally.iter().filter_map(|(counted, passages)| {
            let (flow, reason) = reason(counted)?;
            (Some(flow) == wanted).then_some((reason, passages.times))
        });
        of_flow.collect::<BTreeMap<_, _>>()
    });
    let reasons = numbers.old.keys().chain(numbers.new.keys());
    let number = |reason| numbers.as_ref().map(|side| side.get(reason).copied().unwrap_or(0));
    reasons.map(|reason| (*reason, number(reason))).collect()
}

/// The only side that has something.
fn only<T>(pair: Pair<Option<T>>) -> Option<&'static str> {
    match pair {
        Pair { old: Some(_), new: None } => Some("old"),
        Pair { old: None, new: Some(_) } => Some("new"),
        _ => None,
    }
}
