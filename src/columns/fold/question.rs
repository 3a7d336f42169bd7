//! What the leaves of a plan ask about events, sorted by the events that they ask about.
//!
//! Questions about the same events with several windows, numbers and aggregates are one group: its events are looked for once.

use std::cmp::Reverse;

use super::condition::{Cell, Condition};
use super::counts::{Amounts, Counted, Ladder, Rung};
use super::events::Events;
use super::measure::{Pick, Wanted};
use super::sequence::Link;
use super::tally::Tally;
use crate::columns::plan::{self, Amount, Check, LeafId, Plan, Question, Subject};
use crate::program::{Aggregate, EventId, PropertySlot};

/// Which events questions are about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Selection {
    pub(super) events: Events,
    /// What comes behind each.
    pub(super) followed: Vec<Link>,
}

/// All questions, sorted by how they are answered.
#[derive(Default)]
pub(super) struct Questions {
    pub(super) tallies: Vec<Tally>,
    pub(super) groups: Vec<Group>,
}

/// All that is asked about the events of one selection, but for what a tally counts.
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

impl Asked {
    /// The kinds of events that are counted, where nothing else matters but when they happened.
    fn plainly_counted(&self) -> impl Iterator<Item = EventId> {
        let is_plain = matches!(self.of, Of::Count(_)) && self.selection.is_plain();
        self.selection.events.kinds.iter().copied().filter(move |_| is_plain)
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

impl Questions {
    /// These questions with their numbers, sorted.
    pub(super) fn new(asked: impl Iterator<Item = (usize, Asked)>) -> Questions {
        /// About so many kinds of events counting is faster than to look at the newest ones of each.
        const KINDS: usize = 4;
        let asked: Vec<(usize, Asked)> = asked.collect();
        let mut kinds: Vec<EventId> = asked.iter().flat_map(|(_, asked)| asked.plainly_counted()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let mut questions = Questions::default();
        for (leaf, asked) in asked {
            if kinds.len() < KINDS || !questions.count(leaf, &asked) {
                questions.group(leaf, asked);
            }
        }
        questions.groups.iter_mut().for_each(Group::sort);
        questions
    }

    /// Adds a question that can be answered by counting.
    fn count(&mut self, leaf: usize, Asked { selection, from, of }: &Asked) -> bool {
        let Of::Count(amounts) = of else { return false };
        let mut add = |tally: &mut Tally| tally.add(leaf, &selection.events, *from, amounts);
        if !selection.is_plain() {
            return false;
        }
        self.tallies.iter_mut().any(&mut add) || {
            let mut tally = Tally::default();
            let is_added = add(&mut tally);
            self.tallies.extend(Some(tally).filter(|_| is_added));
            is_added
        }
    }

    fn group(&mut self, leaf: usize, asked: Asked) {
        let group = match self.groups.iter().position(|group| group.takes(&asked)) {
            Some(known) => &mut self.groups[known],
            None => self.groups.push_mut(Group::new(asked.selection.clone())),
        };
        group.add(leaf, asked);
    }
}

impl Group {
    fn new(selection: Selection) -> Group {
        let (rungs, ladder, counted, measured) = Default::default();
        Group { selection, earliest: i64::MAX, rungs, ladder, counted, measured }
    }

    /// Sorts what is asked so that further questions about the same go on where the one before ended.
    fn sort(&mut self) {
        self.ladder = Ladder::new(&self.rungs);
        self.measured.sort_by_key(|measured| (measured.cell, Reverse(measured.from)));
    }

    /// Whether a question belongs here. Where nothing but the kind and the time matters, events are counted without being
    /// gathered, so questions of the two sorts stay apart.
    fn takes(&self, asked: &Asked) -> bool {
        let is_alike = match &asked.of {
            Of::Count(amounts) => {
                self.rungs.len() + amounts.rungs().count() <= Rung::MOST
                    && (self.measured.is_empty() || !self.selection.is_plain())
            }
            Of::Value(..) => self.counted.is_empty() || !self.selection.is_plain(),
        };
        is_alike && self.selection == asked.selection
    }

    fn add(&mut self, leaf: usize, Asked { from, of, .. }: Asked) {
        self.earliest = self.earliest.min(from);
        match of {
            Of::Value(cell, wanted) => self.measured.push(Measured { leaf, cell, from, wanted }),
            Of::Count(amounts) => {
                let question = amounts.question(leaf, |least| self.rung(least, from));
                self.counted.push(question);
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
