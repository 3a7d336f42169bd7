//! Whether a person that was read fits the program: what can only be looked at once the person is whole.

use super::StateError;
use super::bytes::malformed;
use crate::journey::{Asked, Mark, Participant, Participation, Person, Place};
use crate::program::{ElementId, FlowId, Id, Owner, Program};

/// Holds a person against the program.
pub(super) fn person(person: &Person, program: &Program) -> Result<(), StateError> {
    let elements = |flow: FlowId| program.flows[flow].elements.len();
    let known = |owner: &Owner| owner.element.is_none_or(|element| element.index() < elements(owner.flow));
    let marked = |mark: Mark| mark.first <= person.events.len();
    let inside = |participant: &Participant, element: ElementId, asked: &Asked| {
        let Some(inner) = &asked.inner else { return true };
        let place =
            Place { element: Some(element), inner: Some(inner.element), ..Place::outside(participant.flow) };
        place.innermost(program).is_some() && place.variables(program).len() == inner.variables.len()
    };
    let fits = |Participation { participant, position }: &Participation| {
        participant.variables.len() == program.flows[participant.flow].variables.len()
            && position.element.index() < elements(participant.flow)
            && marked(participant.entered)
            && marked(position.reached)
            && participant.asked.as_ref().is_none_or(|asked| inside(participant, position.element, asked))
    };
    let stands = |place: &Place| place.innermost(program).is_some();
    let entry = |flow: FlowId, entry: u32| (entry as usize) < program.flows[flow].entries.len();
    let wrong = [
        (person.attributes.len() > program.attributes.len(), "more attributes than there are"),
        (person.past.len() > program.flows.len(), "a past of more flows than there are"),
        (!person.events.iter().flat_map(|event| &event.owner).all(known), "an event of no element"),
        (!person.outbox.iter().all(|parcel| stands(&parcel.place)), "a message of no element"),
        (!person.inside.iter().all(fits), "a participation that no flow has"),
        (!person.inside.is_sorted_by_key(Participation::order), "participations without order"),
        (!person.alarms.iter().all(|alarm| entry(alarm.flow, alarm.entry)), "an entry that no flow has"),
    ];
    match wrong.into_iter().find(|(is_wrong, _)| *is_wrong) {
        Some((_, what)) => Err(malformed(what)),
        None => Ok(()),
    }
}
