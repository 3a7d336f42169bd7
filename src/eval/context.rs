//! What an evaluation may depend on, and what it reports.

use super::{Event, Facts};
use crate::diagnostic::Problem;
use crate::program::{Location, Program};
use crate::value::{Instant, Value, Zone};

/// Everything that an evaluation may depend on: it is a pure function of the context.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The program that the expressions belong to.
    pub program: &'a Program,
    /// The person.
    pub facts: &'a dyn Facts,
    /// The one clock reading of the step.
    pub now: Instant,
    /// Whose clock and calendar are meant: the account's, or the flow's.
    pub zone: Zone,
    /// The variables of the participation, by id. Outside of flows there are none.
    pub variables: &'a [Value],
    /// Which events selections may see.
    pub visible: Visible,
    /// What random results are computed from. Outside of flows there is nothing but the seed and the person.
    pub random: Option<Random<'a>>,
}

/// Which of a person's events `happened`, aggregates and latest properties may see.
///
/// `last contacted` is about the person, not about events, and sees all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Visible {
    /// All up to now.
    All,
    /// Those that a wait or an exit condition has to do with.
    From {
        /// The place in [`Facts::events`] from which on events count.
        first: usize,
        /// They are not earlier than this either.
        since: Instant,
    },
}

/// What random results are computed from, beside the project's seed and the person.
///
/// The results are those of the keyed hash of: flow, element, person, entry, draw, and the place of the call among the
/// random calls of the evaluation, in the order in which they are made. The three numbers are 64 bits, little endian.
/// Without this, flow and element are empty and the numbers 0. So a repeated evaluation gives the same result, and two
/// calls in one expression do not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Random<'a> {
    /// The flow's name.
    pub flow: &'a str,
    /// The element's label.
    pub element: &'a str,
    /// Which of the person's entries into the flow this is.
    pub entry: u64,
    /// Which expression of the element this is, where it has several: the place of a field that is written.
    pub draw: u64,
}

/// Something that went wrong in an evaluation. The result is empty where it did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The expression that had no result.
    pub location: Location,
    /// What went wrong, with the values at hand.
    pub problem: Problem,
}

impl<'a> Context<'a> {
    /// The same step as named segments and computed attributes see it: in the account's zone, without variables, with
    /// all events. So at one instant a segment has one membership and an attribute one value.
    #[must_use]
    pub fn of_person(&self) -> Context<'a> {
        Context { zone: self.program.zone, variables: &[], visible: Visible::All, random: None, ..*self }
    }
}

impl Visible {
    /// Whether the event at this place among a person's events can be seen.
    #[must_use]
    pub fn sees(self, place: usize, event: &Event) -> bool {
        match self {
            Visible::All => true,
            Visible::From { first, since } => place >= first && event.time >= since,
        }
    }
}
