//! What tells an effect from every other, so that a receiver that takes each key once does each thing once.

use std::fmt::Write;
use std::sync::Arc;

use super::Place;
use super::step::Step;

impl Step<'_, '_> {
    /// The key of what goes out at a place: flow, element, the one inside of it, entry, visit, which of several it is, person.
    /// `Flow/join/call api 1/1.1/ana`
    ///
    /// A participant comes to an element once, since elements lead forward, so the visit is always the first. The person
    /// stands last and needs no escaping; in the names before, `/` and `%` are written as in addresses.
    pub(super) fn key_of(&self, place: Place, which: Option<&str>) -> Arc<str> {
        let program = self.stepper.program;
        let mut key = escaped(&program.flows[place.flow].name);
        let labels = [place.label(program), place.inner_label(program)];
        for label in labels.into_iter().flatten() {
            // Writing to a text cannot fail.
            let _ = write!(key, "/{}", escaped(label));
        }
        let _ = write!(key, "/{}.1/", place.entry.unwrap_or(0));
        if let Some(which) = which {
            let _ = write!(key, "{}/", escaped(which));
        }
        key.push_str(self.person.key());
        key.into()
    }
}

fn escaped(name: &str) -> String {
    name.replace('%', "%25").replace('/', "%2F")
}
