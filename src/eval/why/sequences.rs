//! Events that are worth supposing: those that a selection counts, and those that follow them.

use std::sync::Arc;

use super::super::reference::Evaluation;
use super::super::selection::belongs;
use super::super::{Context, Event};
use super::candidates::candidates;
use super::nearest::about;
use super::supposed::Supposed;
use crate::program::{EventId, ExpressionId, ExpressionKind, Owner, PropertySlot, SelectionId};
use crate::value::{Instant, Value};

/// How many combinations of properties are tried for an event, at the most.
const MOST_EVENTS: usize = 256;

/// Events that a selection asks for: those that it counts, or those of a link.
pub(super) struct Asked {
    selection: SelectionId,
    negated: bool,
    event: EventId,
    owner: Option<Owner>,
    filter: Option<ExpressionId>,
}

/// What a selection asks for: what it counts, and then what its links are about.
pub(super) fn asked(context: &Context, selection: SelectionId) -> Vec<Asked> {
    let wanted = &context.program.selections[selection];
    let (event, owner, filter) = (wanted.event, wanted.owner, wanted.filter);
    let counted = Asked { selection, negated: false, event, owner, filter };
    let links = wanted.followed.iter().map(|link| Asked {
        selection,
        negated: link.negated,
        event: link.event,
        owner: link.owner,
        filter: link.filter,
    });
    std::iter::once(counted).chain(links).collect()
}

/// Events that may happen one after the other and change what a selection takes: one that it counts with those that follow
/// it, or only what follows one that is there. They happen at one moment, in their order.
pub(super) fn sequences(
    context: &Context,
    person: &Supposed,
    selection: SelectionId,
    constants: &[Value],
) -> Vec<Vec<Event>> {
    let asked = asked(context, selection);
    let mut found = Vec::new();
    for (at, first) in asked.iter().enumerate() {
        let time = if at == 0 { time_for(context, person, selection) } else { Some(context.now) };
        let Some(time) = time else { continue };
        let behind = asked[at + 1..].iter().take_while(|asked| !asked.negated);
        let behind = behind.map(|asked| asked.events(context, person, constants, time).into_iter().next());
        let Some(behind) = behind.collect::<Option<Vec<Event>>>() else { continue };
        let events = first.events(context, person, constants, time).into_iter();
        found.extend(events.map(|event| [vec![event], behind.clone()].concat()));
    }
    found
}

impl Asked {
    /// Events at a time with each combination of values that the filter lets pass, as far as they are tried.
    fn events(&self, context: &Context, person: &Supposed, constants: &[Value], time: Instant) -> Vec<Event> {
        let mut events = vec![Vec::new()];
        for property in &context.program.events[self.event].properties {
            let mut values = vec![Value::Empty];
            if self.reads(context, property_slot(events[0].len())) {
                values = candidates(&property.r#type, constants, context.now, context.zone);
            }
            let longer = |event: &Vec<Value>| {
                let event = event.clone();
                values.clone().into_iter().map(move |value| [event.as_slice(), &[value]].concat())
            };
            events = events.iter().flat_map(longer).take(MOST_EVENTS).collect();
        }
        let event = |properties: Vec<Value>| Event {
            time,
            definition: self.event,
            properties: Arc::from(properties),
            owner: self.owner,
            id: None,
        };
        let context = about(context, person);
        events.into_iter().map(event).filter(|event| self.passes(&context, event)).collect()
    }

    /// Those of a person's events up to now that pass.
    pub(super) fn found<'a>(&self, context: &Context<'a>) -> Vec<&'a Event> {
        let is_one = |event: &&Event| {
            belongs(event, self.event, self.owner) && event.time <= context.now && self.passes(context, event)
        };
        context.facts.events().iter().filter(is_one).collect()
    }

    /// Whether the filter takes an event.
    fn passes(&self, context: &Context, event: &Event) -> bool {
        let (mut faults, mut draws) = (Vec::new(), 0);
        let mut evaluation = Evaluation {
            context: *context,
            event: Some(event),
            items: Vec::new(),
            faults: &mut faults,
            draws: &mut draws,
        };
        self.filter.is_none_or(|filter| evaluation.holds(filter))
    }

    /// Whether the filter reads a property, or something else in the program reads it of what the selection takes.
    fn reads(&self, context: &Context, slot: PropertySlot) -> bool {
        let program = context.program;
        let reads = |id: ExpressionId| {
            let mut open = vec![id];
            while let Some(id) = open.pop() {
                let kind = &program.expressions[id].kind;
                if *kind == ExpressionKind::Property(slot) {
                    return true;
                }
                open.extend(kind.operands());
            }
            false
        };
        let aggregated = |kind: &ExpressionKind| match kind {
            ExpressionKind::Aggregate { selection, property, .. } => {
                *selection == self.selection && *property == Some(slot)
            }
            ExpressionKind::LatestProperty { selection, property } => {
                *selection == self.selection && *property == slot
            }
            _ => false,
        };
        self.filter.is_some_and(reads)
            || program.expressions.rows().iter().any(|expression| aggregated(&expression.kind))
    }
}

fn property_slot(at: usize) -> PropertySlot {
    PropertySlot::Declared(u32::try_from(at).unwrap_or(u32::MAX))
}

/// The latest time at which an event is one that a selection counts.
fn time_for(context: &Context, person: &Supposed, selection: SelectionId) -> Option<Instant> {
    let windows = &context.program.selections[selection].windows;
    let (mut faults, mut draws) = (Vec::new(), 0);
    let context = about(context, person);
    let range =
        Evaluation { context, event: None, items: Vec::new(), faults: &mut faults, draws: &mut draws }
            .range(windows);
    let last = range.until.and_then(|until| until.plus_micros(-1).ok());
    [Some(context.now), last, range.from].into_iter().flatten().find(|time| range.contains(*time))
}
