//! Which kinds of events the flows of a program look at. The others change nothing, so they need not be stepped through.
//!
//! | a kind is looked at | since |
//! | --- | --- |
//! | that some selection counts or has follow what it counts, in a flow or anywhere else | a condition or a value may depend on it |
//! | that opens an entry, an exit or a wait | it moves people |
//! | that a channel makes of its messages | it moves who waits for what comes of them, and `last contacted` and caps count it |
//! | that changes profiles | it does |
//!
//! Behind *every* event, dates that are waited for and audiences are looked at again, and a message is evaluated with what led
//! to it. Where a program has such, all kinds count as looked at.

use super::profile::ProfileEvents;
use crate::program::{ElementKind, Entry, EventClause, EventId, EventSelection, Flow, Id, Program};

/// The kinds of events that are looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sight(Vec<bool>);

impl Sight {
    /// What the flows of a program look at.
    #[must_use]
    pub fn of(program: &Program) -> Sight {
        let mut sight = Sight(vec![program.flows.rows().iter().any(looks_at_all); program.events.len()]);
        let counted = program.selections.rows().iter().flat_map(EventSelection::kinds);
        counted.for_each(|event| sight.add(event));
        for flow in program.flows.rows() {
            clauses(flow).flat_map(|clause| &clause.events).for_each(|event| sight.add(*event));
        }
        for channel in program.channels.rows() {
            let outcomes = channel.outcomes.iter().map(|outcome| outcome.event);
            outcomes.chain(channel.sent).for_each(|event| sight.add(event));
        }
        let profile = ProfileEvents::of(program);
        program.events.ids().filter(|event| profile.changes(*event)).for_each(|event| sight.add(event));
        sight
    }

    fn add(&mut self, event: EventId) {
        self.0[event.index()] = true;
    }

    /// Whether events of a kind are looked at.
    #[must_use]
    pub fn sees(&self, event: EventId) -> bool {
        self.0[event.index()]
    }

    /// The kinds that are looked at.
    #[must_use]
    pub fn kinds(&self) -> Vec<EventId> {
        (0..self.0.len()).map(EventId::from_index).filter(|event| self.sees(*event)).collect()
    }
}

/// Whether something in a flow depends on events of whatever kind.
fn looks_at_all(flow: &Flow) -> bool {
    let entries = flow.entries.iter().any(|entry| matches!(entry, Entry::Date(_) | Entry::Audience(_)));
    let looks = |kind: &ElementKind| {
        matches!(kind, ElementKind::WaitForDate { .. } | ElementKind::EvaluateMessage(_))
    };
    entries || flow.elements.rows().iter().any(|element| looks(&element.kind))
}

/// The event conditions of a flow.
fn clauses(flow: &Flow) -> impl Iterator<Item = &EventClause> {
    let entries = flow.entries.iter().filter_map(|entry| match entry {
        Entry::Event(clause) => Some(clause),
        Entry::Date(_) | Entry::Audience(_) | Entry::Given(_) => None,
    });
    let waits = flow.elements.rows().iter().flat_map(|element| of_element(&element.kind));
    entries.chain(&flow.exits).chain(waits)
}

fn of_element(kind: &ElementKind) -> Vec<&EventClause> {
    match kind {
        ElementKind::WaitForEvent { arms, .. } => arms.iter().filter_map(|arm| arm.when.as_ref()).collect(),
        ElementKind::WaitForChange { change, .. } => vec![change],
        _ => Vec::new(),
    }
}
