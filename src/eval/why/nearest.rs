//! What would turn a condition round.
//!
//! The search follows the tree of the condition: all parts of an `and` that do not hold must be made to, of an `or` the
//! one that takes least; one part after the other, each for the person as the parts before have changed them. What a
//! comparison or a count needs is found by trying: each attribute and each event that it is about gets the values that the
//! condition names, and their neighbours. So what is found is small, and it has been tried; whether there is nothing
//! smaller is not proved.

use super::super::reference::{holds, matching, value};
use super::super::{Context, Event};
use super::candidates::{candidates, distance, tags};
use super::sequences::{asked, sequences};
use super::supposed::{Change, Supposed};
use crate::program::{AttributeId, ExpressionId, ExpressionKind, SelectionId};
use crate::value::Value;

/// How often something is supposed to have happened, or not to have, at the most.
const MOST_TIMES: usize = 32;

/// Changes that make a condition hold, or make it not hold; the nearest that were found, and none where it does so already.
/// Nothing where none was found: what depends on variables alone, or on nothing, cannot be changed.
#[must_use]
pub fn nearest(context: &Context, condition: ExpressionId, wanted: bool) -> Option<Vec<Change>> {
    let person = Supposed::of(context.program, context.facts);
    let found = turn(context, condition, wanted, &person)?;
    is(context, condition, wanted, &found).then(|| found.changes().to_vec())
}

/// The context with another person.
pub(super) fn about<'a>(context: &Context<'a>, person: &'a Supposed) -> Context<'a> {
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
            for filter in program.selections[selection].filters() {
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
    let mut best: Option<Supposed> = None;
    for events in sequences(context, person, selection, constants) {
        let least = person.cost() + events.len();
        let limit = best.as_ref().map_or(MOST_TIMES, |best| best.cost().saturating_sub(least));
        let more = (1..=limit).map(|times| happening(person, &events, times));
        best = more.into_iter().find(|person| is(context, leaf, wanted, person)).or(best);
    }
    best
}

/// The person to whom the first of these happened so many times, and then each of the others.
fn happening(person: &Supposed, events: &[Event], times: usize) -> Supposed {
    let mut person = person.clone();
    for (at, event) in events.iter().enumerate() {
        let times = if at == 0 { times } else { 1 };
        person = person.with(Change::Happen(event.clone(), times));
    }
    person
}

/// The person to whom the latest of what happened did not happen, as many as it takes.
fn by_undoing(
    context: &Context,
    leaf: ExpressionId,
    wanted: bool,
    person: &Supposed,
    selection: SelectionId,
) -> Option<Supposed> {
    let context_of_person = about(context, person);
    let links = asked(context, selection).into_iter().skip(1);
    let ways = std::iter::once(matching(&context_of_person, selection, &mut Vec::new()))
        .chain(links.map(|asked| asked.found(&context_of_person)));
    let turned = ways.filter_map(|found| {
        let latest: Vec<Event> = found.into_iter().rev().take(MOST_TIMES).cloned().collect();
        undone(context, leaf, wanted, person, latest)
    });
    turned.min_by_key(Supposed::cost)
}

fn undone(
    context: &Context,
    leaf: ExpressionId,
    wanted: bool,
    person: &Supposed,
    latest: Vec<Event>,
) -> Option<Supposed> {
    let mut person = person.clone();
    for event in latest {
        person = person.with(Change::Undo(event));
        if is(context, leaf, wanted, &person) {
            return Some(person);
        }
    }
    None
}
