//! A reason is that of the evaluation, and a change that is offered does what it says.

use super::{Bytes, World, expression, instant, person};
use crate::eval::why::{Change, Grounds, Proof, nearest, prove};
use crate::eval::{Context, Event, Facts, Sketch, Visible, holds};
use crate::program::{AttributeId, ExpressionId, Id};
use crate::value::Value;

/// What came of a condition that was drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// The drawn text is no condition.
    Nothing,
    /// No change was found.
    NoChange,
    /// A change was found, and it turns the condition.
    Change,
}

/// Draws a condition, a person and a moment. The proof says what the evaluator says, at every part, and follows from its
/// parts; the change that is found turns the condition.
///
/// # Panics
///
/// If the law is broken.
pub fn reasons_are_right(bytes: &[u8]) -> Found {
    let mut bytes = Bytes::new(bytes);
    let text = expression(&mut bytes, "boolean", 3);
    let mut world = World::new();
    let Ok(condition) = world.add(&text) else { return Found::Nothing };
    let program = world.program();
    let facts = person(&mut bytes, program);
    let (now, zone, visible) = (instant(&mut bytes), program.zone, Visible::All);
    let context = Context { program, facts: &facts, now, zone, variables: &[], visible, random: None };
    let proof = prove(&context, condition);
    sound(&context, &proof, &text);
    match nearest(&context, condition, !proof.holds) {
        None => Found::NoChange,
        Some(changes) => {
            let changed = changes.iter().fold(facts.clone(), changed);
            let context = Context { facts: &changed, ..context };
            let turned = holds(&context, condition, &mut Vec::new());
            assert_ne!(turned, proof.holds, "`{text}` is not turned by {changes:?}");
            Found::Change
        }
    }
}

/// Holds each part of a proof against the evaluator, and a whole against its parts.
fn sound(context: &Context, proof: &Proof, text: &str) {
    assert_eq!(proof.holds, is_true(context, proof.condition), "a part of `{text}`");
    let follows = match &proof.grounds {
        Grounds::All(parts) => parts.iter().all(|part| part.holds),
        Grounds::Any(parts) => parts.iter().any(|part| part.holds),
        Grounds::Not(part) => !part.holds,
        Grounds::Segment(_, part) => part.holds,
        Grounds::Events(_) | Grounds::Values(_) => proof.holds,
    };
    assert_eq!(follows, proof.holds, "`{text}` does not follow from its parts");
    match &proof.grounds {
        Grounds::All(parts) | Grounds::Any(parts) => parts.iter().for_each(|part| sound(context, part, text)),
        Grounds::Not(part) => sound(context, part, text),
        Grounds::Segment(_, part) => sound(&context.of_person(), part, text),
        Grounds::Events(_) | Grounds::Values(_) => {}
    }
    assert!(proof.deciding().len() <= 64, "`{text}` has too many parts");
}

fn is_true(context: &Context, condition: ExpressionId) -> bool {
    holds(context, condition, &mut Vec::new())
}

/// A person with a change, made without what the search makes them with.
fn changed(mut person: Sketch, change: &Change) -> Sketch {
    match change {
        Change::Set(attribute, value) => set(&mut person, *attribute, value.clone()),
        Change::Happen(event, times) => {
            (0..*times).for_each(|_| person.events.push(Event { id: None, ..event.clone() }));
            person.events.sort_by_key(|event| event.time);
        }
        Change::Undo(event) => {
            let at = person.events().iter().rposition(|known| known == event);
            person.events.remove(at.expect("what is undone had happened"));
        }
    }
    person
}

fn set(person: &mut Sketch, attribute: AttributeId, value: Value) {
    if person.attributes.len() <= attribute.index() {
        person.attributes.resize(attribute.index() + 1, Value::Empty);
    }
    person.attributes[attribute.index()] = value;
}
