//! What would turn a condition round.
//!
//! The search follows the tree of the condition: all parts of an `and` that do not hold must be made to, of an `or` the
//! one that takes least; one part after the other, each for the person as the parts before have changed them. What a
//! comparison or a count needs is found by trying: each attribute and each event that it is about gets the values that the
//! condition names, and their neighbours. So what is found is small, and it has been tried; whether there is nothing
//! smaller is not proved.

use std::sync::Arc;

use super::super::reference::{Evaluation, holds, matching, value};
use super::super::{Context, Event};
use super::candidates::{candidates, distance, tags};
use super::supposed::{Change, Supposed};
use crate::program::{AttributeId, ExpressionId, ExpressionKind, PropertySlot, SelectionId};
use crate::value::{Instant, Value};

/// How often something is supposed to have happened, or not to have, at the most.
const MOST_TIMES: usize = 32;

/// How many combinations of properties are tried for an event, at the most.
const MOST_EVENTS: usize = 256;

/// Changes that make a condition hold, or make it not hold; the nearest that were found, and none where it does so already.
/// Nothing where none was found: what depends on variables alone, or on nothing, cannot be changed.
#[must_use]
pub fn nearest(context: &Context, condition: ExpressionId, wanted: bool) -> Option<Vec<Change>> {
    let person = Supposed::of(context.program, context.facts);
    let found = turn(context, condition, wanted, &person)?;
    is(context, condition, wanted, &found).then(|| found.changes().to_vec())
}

/// The context with another person.
fn about<'a>(context: &Context<'a>, person: &'a Supposed) -> Context<'a> {
    Context { facts: person, ..*context }
}

fn is(context: &Context, condition: ExpressionId, wanted: bool, person: &Supposed) -> bool {
    holds(&about(context, person), condition, &mut Vec::new()) == wanted
}

/// The person with changes that turn a condition.
fn turn(context: &Context, condition: ExpressionId, wanted: bool, person: &Supposed) -> Option<Supposed> {
    if is(context, condition, wanted, person) {
        return Some(person.clone());
    }
    match (&context.program.expressions[condition].kind, wanted) {
        (ExpressionKind::And(left, right), true) | (ExpressionKind::Or(left, right), false) => {
            let left = turn(context, *left, wanted, person)?;
            turn(context, *right, wanted, &left)
        }
        (ExpressionKind::And(left, right), false) | (ExpressionKind::Or(left, right), true) => {
            let ways = [*left, *right].map(|part| turn(context, part, wanted, person));
            ways.into_iter().flatten().min_by_key(Supposed::cost)
        }
        (ExpressionKind::Not(part), _) => turn(context, *part, !wanted, person),
        (ExpressionKind::InSegment(segment), _) => {
            let condition = context.program.segments[*segment].condition;
            turn(&context.of_person(), condition, wanted, person)
        }
        _ => turn_leaf(context, condition, wanted, person),
    }
}

/// What a comparison or a count is about.
#[derive(Default)]
struct Subject {
    attributes: Vec<AttributeId>,
    selections: Vec<SelectionId>,
    constants: Vec<Value>,
}

fn turn_leaf(context: &Context, leaf: ExpressionId, wanted: bool, person: &Supposed) -> Option<Supposed> {
    let mut subject = Subject::default();
    subject.add(context, leaf);
    let mut ways = Vec::new();
    for &attribute in &subject.attributes {
        ways.extend(by_value(context, leaf, wanted, person, attribute, &subject.constants));
    }
    for &selection in &subject.selections {
        ways.extend(by_event(context, leaf, wanted, person, selection, &subject.constants));
        ways.extend(by_undoing(context, leaf, wanted, person, selection));
    }
    ways.into_iter().min_by_key(Supposed::cost)
}

impl Subject {
    /// Adds what an expression is about, in computed attributes too.
    fn add(&mut self, context: &Context, expression: ExpressionId) {
        let program = context.program;
        let kind = &program.expressions[expression].kind;
        match kind {
            ExpressionKind::Constant(constant) => self.constants.push(program.constants[*constant].clone()),
            ExpressionKind::Variable(_) => {
                self.constants.push(value(context, expression, &mut Vec::new()));
            }
            ExpressionKind::Attribute(attribute) => match program.attributes[*attribute].computed {
                Some(formula) => self.add(context, formula),
                None if !self.attributes.contains(attribute) => self.attributes.push(*attribute),
                None => {}
            },
            ExpressionKind::HasTag(_) => self.attributes.push(program.known.tags),
            ExpressionKind::InSegment(segment) => self.add(context, program.segments[*segment].condition),
            _ => {}
        }
        for operand in kind.operands() {
            self.add(context, operand);
        }
        if let Some(selection) = kind.selection()
            && !self.selections.contains(&selection)
        {
            self.selections.push(selection);
            if let Some(filter) = program.selections[selection].filter {
                self.add(context, filter);
            }
        }
    }
}

/// The person with another value of an attribute, the nearest that was found.
fn by_value(
    context: &Context,
    leaf: ExpressionId,
    wanted: bool,
    person: &Supposed,
    attribute: AttributeId,
    constants: &[Value],
) -> Option<Supposed> {
    let now = value_of(person, attribute);
    let r#type = &context.program.attributes[attribute].r#type;
    let tried: Vec<Value> = if attribute == context.program.known.tags {
        let texts = constants.iter().filter_map(|constant| match constant {
            Value::Text(tag) => Some(tags(&now, tag)),
            _ => None,
        });
        texts.collect()
    } else {
        candidates(r#type, constants, context.now, context.zone)
    };
    let tried = tried.into_iter().map(|value| (distance(&now, &value), Change::Set(attribute, value)));
    let turned = tried.map(|(far, change)| (far, person.with(change)));
    // Of those that have no distance the first will do; they come behind those that have one.
    let turned = turned.filter(|(_, person)| is(context, leaf, wanted, person));
    let far = |far: &Option<f64>| far.unwrap_or(f64::INFINITY);
    turned.min_by(|(one, _), (other, _)| far(one).total_cmp(&far(other))).map(|(_, person)| person)
}

fn value_of(person: &Supposed, attribute: AttributeId) -> Value {
    super::super::Facts::attribute(person, attribute)
}

/// The person to whom something more happened, as often as it takes.
fn by_event(
    context: &Context,
    leaf: ExpressionId,
    wanted: bool,
    person: &Supposed,
    selection: SelectionId,
    constants: &[Value],
) -> Option<Supposed> {
    let events = events_for(context, person, selection, constants);
    let mut best: Option<Supposed> = None;
    for event in events {
        let limit = best.as_ref().map_or(MOST_TIMES, |best| best.cost().saturating_sub(person.cost() + 1));
        let more = (1..=limit).map(|times| person.with(Change::Happen(event.clone(), times)));
        best = more.into_iter().find(|person| is(context, leaf, wanted, person)).or(best);
    }
    best
}

/// Events that a selection takes: in its time, and with each combination of values that its filter lets pass, as far as they
/// are tried.
fn events_for(
    context: &Context,
    person: &Supposed,
    selection: SelectionId,
    constants: &[Value],
) -> Vec<Event> {
    let program = context.program;
    let wanted = &program.selections[selection];
    let declared = &program.events[wanted.event].properties;
    let Some(time) = time_for(context, person, selection) else { return Vec::new() };
    let mut events = vec![Vec::new()];
    for property in declared {
        let mut values = vec![Value::Empty];
        if is_read(context, selection, property_slot(events[0].len())) {
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
        definition: wanted.event,
        properties: Arc::from(properties),
        owner: wanted.owner,
        id: None,
    };
    let count = |person: &Supposed| matching(&about(context, person), selection, &mut Vec::new()).len();
    let before = count(person);
    let counts = |event: &Event| count(&person.with(Change::Happen(event.clone(), 1))) > before;
    events.into_iter().map(event).filter(counts).collect()
}

fn property_slot(at: usize) -> PropertySlot {
    PropertySlot::Declared(u32::try_from(at).unwrap_or(u32::MAX))
}

/// Whether the filter of a selection reads a property, or something else in the program does where there is no filter.
fn is_read(context: &Context, selection: SelectionId, slot: PropertySlot) -> bool {
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
        ExpressionKind::Aggregate { selection: of, property, .. } => {
            *of == selection && *property == Some(slot)
        }
        ExpressionKind::LatestProperty { selection: of, property } => *of == selection && *property == slot,
        _ => false,
    };
    program.selections[selection].filter.is_some_and(reads)
        || program.expressions.rows().iter().any(|expression| aggregated(&expression.kind))
}

/// The latest time at which an event is taken by a selection.
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

/// The person to whom the latest of what happened did not happen, as many as it takes.
fn by_undoing(
    context: &Context,
    leaf: ExpressionId,
    wanted: bool,
    person: &Supposed,
    selection: SelectionId,
) -> Option<Supposed> {
    let found = matching(&about(context, person), selection, &mut Vec::new());
    let latest: Vec<Event> = found.into_iter().rev().take(MOST_TIMES).cloned().collect();
    let mut person = person.clone();
    for event in latest {
        person = person.with(Change::Undo(event));
        if is(context, leaf, wanted, &person) {
            return Some(person);
        }
    }
    None
}
