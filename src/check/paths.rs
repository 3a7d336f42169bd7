//! Definite assignment: which variables have a value on every path to a place.

use std::collections::{BTreeSet, HashMap};

use super::names::FlowScope;
use crate::program::VariableId;

/// What is known of the variables at a place.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    assigned: BTreeSet<VariableId>,
    gaps: HashMap<VariableId, String>,
}

impl State {
    /// What is known here.
    pub(super) fn of(flow: &FlowScope) -> State {
        State { assigned: flow.assigned.clone(), gaps: flow.gaps.clone() }
    }

    /// Goes on from a place.
    pub(super) fn enter(&self, flow: &mut FlowScope) {
        flow.assigned = self.assigned.clone();
        flow.gaps = self.gaps.clone();
    }

    /// What is known where several paths meet: a variable has a value if it has one on each. For the others the first
    /// path that leaves it out is remembered, by the words that describe it.
    pub(super) fn join(paths: &[(String, State)]) -> State {
        let Some((_, first)) = paths.first() else { return State::default() };
        let mut joined = first.clone();
        for (_, path) in &paths[1..] {
            joined.assigned.retain(|variable| path.assigned.contains(variable));
            joined.gaps.extend(path.gaps.iter().map(|(variable, gap)| (*variable, gap.clone())));
        }
        let somewhere: BTreeSet<VariableId> =
            paths.iter().flat_map(|(_, path)| path.assigned.iter().copied()).collect();
        for variable in somewhere.difference(&joined.assigned.clone()) {
            if let Some((words, _)) = paths.iter().find(|(_, path)| !path.assigned.contains(variable)) {
                joined.gaps.insert(*variable, format!("{words} does not set it"));
            }
        }
        joined
    }
}
