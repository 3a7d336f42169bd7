//! The calls of APIs that a test's people made.

use std::collections::BTreeMap;

use super::someone::{Call, Someone};
use super::world::World;
use crate::host::outside::Pattern;
use crate::program::{Method, PersonId};

/// Of more addresses than this nobody reads the list.
const MOST_CALLS: usize = 5;

impl World<'_> {
    /// Whether an address was called, and that often where it is said.
    pub(super) fn was_called(
        &self,
        person: Option<PersonId>,
        method: Method,
        url: &str,
        times: Option<u64>,
    ) -> bool {
        let url = Pattern::new(url);
        let is_meant = |call: &&Call| call.method == method && url.matches(&call.url);
        let callers = self.callers(person).into_iter();
        let made = callers.flat_map(|id| &self.people[id].calls).filter(is_meant).count();
        times.map_or(made > 0, |times| u64::try_from(made) == Ok(times))
    }

    /// Whose calls count: those of one person, or of all.
    pub(super) fn callers(&self, person: Option<PersonId>) -> Vec<PersonId> {
        person.map_or_else(|| self.people.ids().collect(), |person| vec![person])
    }

    /// The calls that were made, for a person or for all.
    pub(super) fn calls_made(&self, person: Option<PersonId>) -> String {
        let callers = self.callers(person).into_iter().map(|id| &self.people[id]);
        let made: Vec<String> = callers.filter_map(calls_of).collect();
        match person {
            _ if !made.is_empty() => made.join("; "),
            Some(person) => format!("no call was made for `{}`", self.people[person].name()),
            None => "no call was made".to_owned(),
        }
    }
}

/// The calls made for one person; nothing where there are none.
fn calls_of(someone: &Someone) -> Option<String> {
    let mut made: BTreeMap<String, u64> = BTreeMap::new();
    for call in &someone.calls {
        *made.entry(format!("{} {}", call.method, call.url)).or_default() += 1;
    }
    let mut listed: Vec<String> =
        made.iter().take(MOST_CALLS).map(|(call, times)| counted(call, *times)).collect();
    if made.len() > MOST_CALLS {
        listed.push(format!("{} more", made.len() - MOST_CALLS));
    }
    (!listed.is_empty()).then(|| format!("for `{}` there was {}", someone.name(), listed.join(", ")))
}

fn counted(call: &str, times: u64) -> String {
    match times {
        1 => format!("`{call}`"),
        times => format!("`{call}` {times} times"),
    }
}
