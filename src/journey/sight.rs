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
//! A kind that nothing looks at but waits and exits is looked at behind entries alone: those see what is behind the mark of an
//! arrival or an entry, and there is none before some event has opened a flow. Where something else than an event may let
//! people in, all kinds count as looked at from the start.
//!
//! Of the kinds that a project declares, a property counts as read where a filter, an aggregate or a latest value names it. Of
//! those of the standard library all do: what changes profiles or tells of messages is read by the engine itself.

use std::collections::{BTreeSet, HashSet};

use super::profile::ProfileEvents;
use crate::eval::Looked;
use crate::program::{
    Category, ElementKind, Entry, EntrySource, EventClause, EventId, EventSelection, Expression,
    ExpressionId, ExpressionKind, Flow, FlowId, Id, Program, PropertySlot, SelectionId,
};

/// The kinds of events that are looked at, and what is read of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sight {
    kinds: Vec<Kind>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Kind {
    is_seen: bool,
    /// Whether something else than waits and exits looks at it.
    is_seen_outside: bool,
    /// Whether it opens an entry.
    opens: bool,
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
        let anybody = all || flows.iter().any(|flow| takes_anybody(flow));
        let kind = |event: &crate::program::Event| {
            let engine_reads = !matches!(event.category, Category::External | Category::Template);
            let reads = vec![engine_reads; event.properties.len()];
            Kind { is_seen: all, is_seen_outside: anybody, opens: false, reads }
        };
        let mut sight = Sight { kinds: program.events.rows().iter().map(kind).collect() };
        let clauses: Vec<&EventClause> = flows.iter().flat_map(|flow| inside(flow)).collect();
        sight.add_expressions(program, runs, &conditions(program, &clauses));
        for event in clauses.iter().flat_map(|clause| &clause.events) {
            sight.kinds[event.index()].is_seen = true;
        }
        for event in flows.iter().flat_map(|flow| opening(flow)).flat_map(|clause| &clause.events) {
            sight.add(*event);
            sight.kinds[event.index()].opens = true;
        }
        for channel in program.channels.rows() {
            let outcomes = channel.outcomes.iter().map(|outcome| outcome.event);
            outcomes.chain(channel.sent).for_each(|event| sight.add(event));
        }
        let profile = ProfileEvents::of(program);
        program.events.ids().filter(|event| profile.changes(*event)).for_each(|event| sight.add(event));
        sight
    }

    /// Adds what expressions count and read, but for those that stand in flows that do not run. Those `within` conditions of
    /// waits and exits see nothing from before an entry.
    fn add_expressions(
        &mut self,
        program: &Program,
        runs: impl Fn(FlowId) -> bool,
        within: &HashSet<ExpressionId>,
    ) {
        let idle: Vec<_> = program
            .flows
            .iter()
            .filter(|(id, _)| !runs(*id))
            .map(|(_, flow)| flow.location.declaration)
            .collect();
        for (id, expression) in program.expressions.iter() {
            if !idle.contains(&expression.location.declaration) {
                self.add_expression(program, expression, within.contains(&id));
            }
        }
    }

    fn add_expression(&mut self, program: &Program, expression: &Expression, is_within: bool) {
        let Some(selection) = expression.kind.selection() else { return };
        let EventSelection { event, filter, followed, .. } = &program.selections[selection];
        for event in program.selections[selection].kinds() {
            self.kinds[event.index()].is_seen = true;
            self.kinds[event.index()].is_seen_outside |= !is_within;
        }
        match &expression.kind {
            ExpressionKind::LatestProperty { property, .. } => self.read(*event, *property),
            ExpressionKind::Aggregate { property: Some(property), .. } => self.read(*event, *property),
            _ => {}
        }
        if let Some(filter) = filter {
            self.add_filter(program, *event, *filter);
        }
        for link in followed {
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
        self.kinds[event.index()].is_seen_outside = true;
    }

    /// Whether events of a kind are looked at.
    #[must_use]
    pub fn sees(&self, event: EventId) -> bool {
        self.kinds[event.index()].is_seen
    }

    /// Whether waits and exits alone look at events of a kind.
    pub(super) fn sees_inside_alone(&self, event: EventId) -> bool {
        let kind = &self.kinds[event.index()];
        kind.is_seen && !kind.is_seen_outside
    }

    /// The kinds that are looked at, and how.
    #[must_use]
    pub fn kinds(&self) -> Vec<Looked> {
        let seen = self.kinds.iter().enumerate().filter(|(_, kind)| kind.is_seen);
        let looked = |(at, kind): (usize, &Kind)| Looked {
            event: EventId::from_index(at),
            properties: (0..kind.reads.len()).filter(|&at| kind.reads[at]).collect(),
            opens: kind.opens,
            only_behind: !kind.is_seen_outside,
        };
        seen.map(looked).collect()
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

/// Whether people may come into a flow, or through it into another one, by no event of theirs.
fn takes_anybody(flow: &Flow) -> bool {
    let is_asked = |entry: &Entry| matches!(entry, Entry::Given(given) if given.source == EntrySource::Api);
    let adds = |kind: &ElementKind| matches!(kind, ElementKind::AddToFlow(add) if add.person.is_some());
    flow.entries.iter().any(is_asked) || flow.elements.rows().iter().any(|element| adds(&element.kind))
}

/// The event conditions that open a flow.
fn opening(flow: &Flow) -> impl Iterator<Item = &EventClause> {
    flow.entries.iter().filter_map(|entry| match entry {
        Entry::Event(clause) => Some(clause),
        Entry::Date(_) | Entry::Audience(_) | Entry::Given(_) => None,
    })
}

/// The event conditions that are looked at for those inside of a flow.
fn inside(flow: &Flow) -> impl Iterator<Item = &EventClause> {
    flow.exits.iter().chain(flow.elements.rows().iter().flat_map(|element| of_element(&element.kind)))
}

/// The kinds of events that the conditions of clauses count, those among them that nobody may have done.
pub(super) fn kinds_in(program: &Program, clauses: &[&EventClause]) -> Vec<EventId> {
    let parts = conditions(program, clauses);
    let selections = parts.iter().filter_map(|part| program.expressions[*part].kind.selection());
    let counted = selections.flat_map(|selection| program.selections[selection].kinds());
    let kinds: BTreeSet<EventId> =
        counted.chain(clauses.iter().flat_map(|clause| clause.events.iter().copied())).collect();
    kinds.into_iter().collect()
}

/// Everything that the conditions of clauses are made of.
fn conditions(program: &Program, clauses: &[&EventClause]) -> HashSet<ExpressionId> {
    let mut found = HashSet::new();
    let mut open: Vec<ExpressionId> = clauses.iter().map(|clause| clause.condition).collect();
    while let Some(part) = open.pop() {
        if found.insert(part) {
            let kind = &program.expressions[part].kind;
            open.extend(kind.operands());
            let selection = kind.selection().map(|selection| &program.selections[selection]);
            open.extend(
                selection
                    .into_iter()
                    .flat_map(|selection| selection.bounds().into_iter().chain(selection.filters())),
            );
        }
    }
    found
}

fn of_element(kind: &ElementKind) -> Vec<&EventClause> {
    match kind {
        ElementKind::WaitForEvent { arms, .. } => arms.iter().filter_map(|arm| arm.when.as_ref()).collect(),
        ElementKind::WaitForChange { change, .. } => vec![change],
        _ => Vec::new(),
    }
}
