//! Which events are looked for.

use super::bound::Persons;
use super::condition::Condition;
use super::test::Test;
use crate::columns::Batch;
use crate::columns::plan::{self, NodeId, Plan};
use crate::program::{EventId, Owner};
use crate::value::InstantRange;

/// What events are looked for, however old they are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Events {
    pub(super) kinds: Vec<EventId>,
    owner: Option<Owner>,
    /// What must hold of each.
    filter: Option<Condition>,
    /// The latest moment, in microseconds.
    pub(super) until: i64,
}

/// The same for the events of a batch.
#[derive(Debug)]
pub(super) struct Search {
    /// The place of the kinds among all that are looked for.
    pub(super) kinds: usize,
    owner: Option<Owner>,
    filter: Filter,
    /// The latest moment, in microseconds.
    pub(super) until: i64,
}

#[derive(Debug)]
enum Filter {
    None,
    Test(Test),
    /// The columns cannot tell.
    Unknown,
}

/// The sets of kinds that somebody looks for, each once.
#[derive(Debug, Default)]
pub(super) struct Kinds(pub(super) Vec<Vec<EventId>>);

impl Events {
    /// Nothing where the filter has a part that the fold has no form of.
    pub(super) fn of(
        plan: &Plan,
        kinds: &[EventId],
        owner: Option<Owner>,
        filter: Option<NodeId>,
        range: InstantRange,
    ) -> Option<Events> {
        let filter = match filter {
            Some(filter) => Some(Condition::of(plan, filter)?),
            None => None,
        };
        Some(Events { kinds: kinds.to_vec(), owner, filter, until: plan::micros(range).1 })
    }

    /// Those of which this holds, too.
    pub(super) fn with(mut self, condition: Condition) -> Events {
        self.filter = Some(Condition::All(self.filter.into_iter().chain([condition]).collect()));
        self
    }

    /// Whether the kind and the time of an event are all that matters.
    pub(super) fn is_plain(&self) -> bool {
        self.owner.is_none() && self.filter.is_none()
    }

    pub(super) fn bind(&self, batch: &Batch, kinds: &mut Kinds) -> Search {
        let filter = match &self.filter {
            None => Filter::None,
            Some(filter) => filter.bind(batch).map_or(Filter::Unknown, Filter::Test),
        };
        Search { kinds: kinds.place(&self.kinds), owner: self.owner, filter, until: self.until }
    }
}

impl Search {
    /// Whether an event of the kinds is one of those, whenever it happened; nothing where the columns cannot tell.
    #[inline]
    pub(super) fn takes(&self, place: usize, persons: &Persons) -> Option<bool> {
        if !self.owner.is_none_or(|owner| belongs(persons, place, owner)) {
            return Some(false);
        }
        match &self.filter {
            Filter::None => Some(true),
            Filter::Test(test) => Some(test.holds(place)),
            Filter::Unknown => None,
        }
    }
}

impl Kinds {
    /// The place of some kinds.
    pub(super) fn place(&mut self, wanted: &[EventId]) -> usize {
        self.0.iter().position(|known| known == wanted).unwrap_or_else(|| {
            self.0.push(wanted.to_vec());
            self.0.len() - 1
        })
    }
}

/// Whether what an event belongs to is the wanted element, or the wanted flow.
fn belongs(persons: &Persons, place: usize, wanted: Owner) -> bool {
    let found = persons.owners.and_then(|owners| owners[place]);
    found.is_some_and(|found| {
        found.flow == wanted.flow && (wanted.element.is_none() || wanted.element == found.element)
    })
}
