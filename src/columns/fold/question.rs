//! What the leaves of a plan ask about events, sorted by the events that they ask about.
//!
//! Questions about the same events with several windows, numbers and aggregates are one group: its events are looked for once.

use super::condition::{Cell, Condition};
use super::counts::{Amounts, Ladder, Rung};
use super::events::Events;
use super::measure::{Pick, Wanted};
use super::sequence::Link;
use crate::columns::plan::{self, Amount, Check, LeafId, Plan, Question, Subject};
use crate::program::{Aggregate, EventId, PropertySlot};

/// Which events questions are about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Selection {
    pub(super) events: Events,
    /// What comes behind each.
    pub(super) followed: Vec<Link>,
}

/// All that is asked about the events of one selection.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) selection: Selection,
    /// How far back somebody looks.
    pub(super) earliest: i64,
    pub(super) rungs: Vec<Rung>,
    pub(super) ladder: Ladder,
    pub(super) counted: Vec<Counted>,
    pub(super) measured: Vec<Measured>,
}

/// A question how many events there are.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    /// Which of the leaves it is.
    pub(super) leaf: usize,
    /// The numbers that are answered with yes: from a rung on, until a further one is reached.
    pub(super) yes: Vec<(Option<usize>, Option<usize>)>,
}

/// A question about the values of events.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    /// Which of the leaves it is.
    pub(super) leaf: usize,
    pub(super) cell: Cell,
    pub(super) from: i64,
    pub(super) wanted: Wanted,
}

/// A question taken apart.
pub(super) struct Asked {
    selection: Selection,
    from: i64,
    of: Of,
}

enum Of {
    Count(Amounts),
    Value(Cell, Wanted),
}

impl Asked {
    /// What a leaf asks, if the fold can answer it.
    pub(super) fn of(plan: &Plan, leaf: LeafId) -> Option<Asked> {
        let Question::Check(Subject::Measure(measure), check) = &plan.leaves[leaf].question else {
            return None;
        };
        let plan::Measure { kinds, owner, filter, range, followed, of } = &**measure;
        let mut events = Events::of(plan, kinds, *owner, *filter, *range)?;
        let of = match *of {
            Amount::Count => Of::Count(Amounts::of(check)?),
            Amount::Of(Aggregate::Count, slot) => {
                events = events.with(Condition::Check(cell(kinds, slot)?, Check::Present));
                Of::Count(Amounts::of(check)?)
            }
            Amount::Of(aggregate, slot) => Of::Value(cell(kinds, slot)?, Wanted::of(aggregate, check)?),
        };
        let followed = followed.iter().map(|link| Link::of(plan, link)).collect::<Option<Vec<Link>>>()?;
        Some(Asked { selection: Selection { events, followed }, from: plan::micros(*range).0, of })
    }
}

/// What an aggregate looks at; properties are those of one kind.
fn cell(kinds: &[EventId], slot: PropertySlot) -> Option<Cell> {
    match (slot, kinds) {
        (PropertySlot::Time, _) => Some(Cell::Time),
        (PropertySlot::Declared(slot), [kind]) => Some(Cell::Property(*kind, slot)),
        _ => None,
    }
}

impl Selection {
    /// Whether the kind and the time of an event are all that matters.
    pub(super) fn is_plain(&self) -> bool {
        self.events.is_plain() && self.followed.is_empty()
    }
}

impl Group {
    /// These questions with their numbers, in groups.
    pub(super) fn all(asked: impl Iterator<Item = (usize, Asked)>) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (leaf, asked) in asked {
            let group = match groups.iter().position(|group| group.takes(&asked)) {
                Some(known) => &mut groups[known],
                None => groups.push_mut(Group::new(asked.selection.clone())),
            };
            group.add(leaf, asked);
        }
        groups.iter_mut().for_each(|group| group.ladder = Ladder::new(&group.rungs));
        groups
    }

    fn new(selection: Selection) -> Group {
        let (rungs, ladder, counted, measured) = Default::default();
        Group { selection, earliest: i64::MAX, rungs, ladder, counted, measured }
    }

    /// Whether a question belongs here. Where nothing but the kind and the time matters, events are counted without being
    /// gathered, so questions of the two sorts stay apart.
    fn takes(&self, asked: &Asked) -> bool {
        let alike = match &asked.of {
            Of::Count(amounts) => {
                self.rungs.len() + 2 * amounts.0.len() <= Rung::MOST
                    && (self.measured.is_empty() || !self.selection.is_plain())
            }
            Of::Value(..) => self.counted.is_empty() || !self.selection.is_plain(),
        };
        alike && self.selection == asked.selection
    }

    fn add(&mut self, leaf: usize, Asked { from, of, .. }: Asked) {
        self.earliest = self.earliest.min(from);
        match of {
            Of::Value(cell, wanted) => self.measured.push(Measured { leaf, cell, from, wanted }),
            Of::Count(Amounts(amounts)) => {
                let ends = amounts.into_iter().map(|(low, high)| {
                    let low = Some(low).filter(|low| *low > 0).map(|low| self.rung(low, from));
                    (low, high.checked_add(1).map(|more| self.rung(more, from)))
                });
                let yes = ends.collect();
                self.counted.push(Counted { leaf, yes });
            }
        }
    }

    fn rung(&mut self, least: u64, from: i64) -> usize {
        let rung = Rung { least, from };
        self.rungs.iter().position(|known| *known == rung).unwrap_or_else(|| {
            self.rungs.push(rung);
            self.rungs.len() - 1
        })
    }

    /// How many of the newest events are enough to answer everything.
    pub(super) fn depth(&self) -> usize {
        let measured = self.measured.iter().map(Measured::depth).max().unwrap_or(0);
        measured.max(usize::try_from(self.ladder.length()).unwrap_or(usize::MAX))
    }

    /// The leaves.
    pub(super) fn leaves(&self) -> impl Iterator<Item = usize> {
        let counted = self.counted.iter().map(|counted| counted.leaf);
        counted.chain(self.measured.iter().map(|measured| measured.leaf))
    }
}

impl Measured {
    fn depth(&self) -> usize {
        match (self.cell, &self.wanted) {
            (Cell::Time, Wanted::One(Pick::Last | Pick::Greatest, _)) => 1,
            _ => usize::MAX,
        }
    }
}
