//! Which kinds of events the flows of a program look at, and which of their properties. The others change nothing, so they
//! need not be stepped through.
//!
//! | a kind is looked at | since |
//! | --- | --- |
//! | that some selection counts, or asks for behind what it counts, in a flow that runs or outside of flows | a condition or a value may depend on it |
//! | that opens an entry, an exit or a wait of such a flow | it moves people |
//! | that a channel makes of its messages | it moves who waits for what comes of them, and `last contacted` and caps count it |
//! | that changes profiles | it does |
//!
//! Behind *every* event, dates that are waited for and audiences are looked at again, and a message is evaluated with what led
//! to it. Where a flow that runs has such, all kinds count as looked at.
//!
//! Of the kinds that a project declares, a property counts as read where a filter, an aggregate or a latest value names it. Of
//! those of the standard library all do: what changes profiles or tells of messages is read by the engine itself.

use super::profile::ProfileEvents;
use crate::program::{
    Category, ElementKind, Entry, EventClause, EventId, EventSelection, Expression, ExpressionId,
    ExpressionKind, Flow, FlowId, Id, Program, PropertySlot, SelectionId,
};

/// The kinds of events that are looked at, and what is read of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sight {
    kinds: Vec<Kind>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Kind {
    is_seen: bool,
    /// For each property, whether it is read.
    reads: Vec<bool>,
}

impl Sight {
    /// What all flows of a program look at.
    #[must_use]
    pub fn of(program: &Program) -> Sight {
        Sight::of_flows(program, |_| true)
    }

    /// What those flows of a program look at that run.
    #[must_use]
    pub fn of_flows(program: &Program, runs: impl Fn(FlowId) -> bool) -> Sight {
        let flows: Vec<&Flow> =
            program.flows.iter().filter(|(id, _)| runs(*id)).map(|(_, flow)| flow).collect();
        let all = flows.iter().any(|flow| looks_at_all(flow));
        let kind = |event: &crate::program::Event| {
            let engine_reads = !matches!(event.category, Category::External | Category::Template);
            Kind { is_seen: all, reads: vec![engine_reads; event.properties.len()] }
        };
        let mut sight = Sight { kinds: program.events.rows().iter().map(kind).collect() };
        sight.add_expressions(program, runs);
        for clause in flows.iter().flat_map(|flow| clauses(flow)) {
            clause.events.iter().for_each(|event| sight.add(*event));
        }
        for channel in program.channels.rows() {
            let outcomes = channel.outcomes.iter().map(|outcome| outcome.event);
            outcomes.chain(channel.sent).for_each(|event| sight.add(event));
        }
        let profile = ProfileEvents::of(program);
        program.events.ids().filter(|event| profile.changes(*event)).for_each(|event| sight.add(event));
        sight
    }

    /// Adds what expressions count and read, but for those that stand in flows that do not run.
    fn add_expressions(&mut self, program: &Program, runs: impl Fn(FlowId) -> bool) {
        let idle: Vec<_> = program
            .flows
            .iter()
            .filter(|(id, _)| !runs(*id))
            .map(|(_, flow)| flow.location.declaration)
            .collect();
        for expression in program.expressions.rows() {
            if !idle.contains(&expression.location.declaration) {
                self.add_expression(program, expression);
            }
        }
    }

    fn add_expression(&mut self, program: &Program, expression: &Expression) {
        let Some(selection) = expression.kind.selection() else { return };
        let EventSelection { event, filter, followed, .. } = &program.selections[selection];
        self.add(*event);
        match &expression.kind {
            ExpressionKind::LatestProperty { property, .. } => self.read(*event, *property),
            ExpressionKind::Aggregate { property: Some(property), .. } => self.read(*event, *property),
            _ => {}
        }
        if let Some(filter) = filter {
            self.add_filter(program, *event, *filter);
        }
        for link in followed {
            self.add(link.event);
            link.filter.iter().for_each(|filter| self.add_filter(program, link.event, *filter));
        }
    }

    /// Adds the properties of an event that a part of a filter is about.
    fn add_filter(&mut self, program: &Program, event: EventId, part: ExpressionId) {
        let kind = &program.expressions[part].kind;
        if let ExpressionKind::Property(property) = kind {
            self.read(event, *property);
        }
        let bounds = |selection: SelectionId| program.selections[selection].bounds();
        let bounds = kind.selection().map(bounds).unwrap_or_default();
        for inner in kind.operands().into_iter().chain(bounds) {
            self.add_filter(program, event, inner);
        }
    }

    fn read(&mut self, event: EventId, property: PropertySlot) {
        if let PropertySlot::Declared(at) = property
            && let Some(is_read) = self.kinds[event.index()].reads.get_mut(at as usize)
        {
            *is_read = true;
        }
    }

    fn add(&mut self, event: EventId) {
        self.kinds[event.index()].is_seen = true;
    }

    /// Whether events of a kind are looked at.
    #[must_use]
    pub fn sees(&self, event: EventId) -> bool {
        self.kinds[event.index()].is_seen
    }

    /// The kinds that are looked at, each with the places of the properties that are read.
    #[must_use]
    pub fn kinds(&self) -> Vec<(EventId, Vec<usize>)> {
        let seen = self.kinds.iter().enumerate().filter(|(_, kind)| kind.is_seen);
        let read = |kind: &Kind| (0..kind.reads.len()).filter(|&at| kind.reads[at]).collect();
        seen.map(|(at, kind)| (EventId::from_index(at), read(kind))).collect()
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
