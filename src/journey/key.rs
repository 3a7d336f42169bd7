//! What tells an effect from every other, so that a receiver that takes each key once does each thing once.

use std::fmt::Write;
use std::sync::Arc;

use super::step::Step;
use super::{Participant, Place};
use crate::program::ElementId;

impl Step<'_, '_> {
    /// The key of what an element hands to the outside: flow, element, entry, visit and person.
    ///
    /// A participant comes to an element once, since elements lead forward, so the visit is always the first. The person
    /// stands last and needs no escaping; in the names before, `/` and `%` are written as in addresses.
    pub(super) fn effect_key(&self, participant: &Participant, id: ElementId) -> Arc<str> {
        self.key_of(participant.at(id))
    }

    /// The same for a place, which may lie inside of a custom element: `Flow/join/call api 1/1.1/ana`.
    pub(super) fn key_of(&self, place: Place) -> Arc<str> {
        let program = self.stepper.program;
        let mut key = escaped(&program.flows[place.flow].name);
        let labels = [place.label(program), place.inner_label(program)];
        for label in labels.into_iter().flatten() {
            // Writing to a text cannot fail.
            let _ = write!(key, "/{}", escaped(label));
        }
        let _ = write!(key, "/{}.1/{}", place.entry.unwrap_or(0), self.person.key());
        key.into()
    }
}

fn escaped(name: &str) -> String {
    name.replace('%', "%25").replace('/', "%2F")
}
