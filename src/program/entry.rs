//! What lets people into flows, and the moments that entries and waits are about.

use super::{EventClause, ExpressionId, Location, VariableId};

/// What lets a person in.
#[derive(Clone, PartialEq, Debug)]
pub enum Entry {
    /// An event condition that becomes true.
    Event(EventClause),
    /// A moment.
    Date(DateMoment),
    /// A condition over the person.
    Audience(Audience),
    /// Somebody else's word.
    Given(GivenEntry),
}

/// `enter audience once when …`
#[derive(Clone, PartialEq, Debug)]
pub struct Audience {
    /// Whether it takes people in whenever they match, and not only those who do when the flow starts.
    pub in_real_time: bool,
    /// Who matches.
    pub condition: ExpressionId,
    /// Where it stands.
    pub location: Location,
}

/// `enter from flow (…)`, `enter from api (…)`
#[derive(Clone, PartialEq, Debug)]
pub struct GivenEntry {
    /// Who hands people over.
    pub source: EntrySource,
    /// What comes with them, in source order.
    pub parameters: Vec<EntryParameter>,
    /// Where it stands.
    pub location: Location,
}

/// Who hands people over to an entry.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EntrySource {
    /// Another flow.
    Flow,
    /// The outside.
    Api,
}

/// A variable that an entry is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EntryParameter {
    /// The variable.
    pub variable: VariableId,
    /// Its value where none is given; without one, it must be given.
    pub default: Option<ExpressionId>,
}

/// A moment that is so far from a date of the person, or from its next anniversary.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DateMoment {
    /// The date or datetime.
    pub date: ExpressionId,
    /// How far from it: days and longer by the calendar, hours and shorter in elapsed time.
    pub shift: DateShift,
    /// The time of day; that of the datetime, or 00:00, unless said.
    pub time: Option<ExpressionId>,
    /// Whether the year is left out of account: the next such moment is meant, and none has passed.
    pub every_year: bool,
    /// Where it stands.
    pub location: Location,
}

/// How far a moment is from a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateShift {
    /// It is the date.
    None,
    /// So long before it.
    Before(ExpressionId),
    /// So long behind it.
    Behind(ExpressionId),
}

impl Entry {
    /// Where it stands.
    #[must_use]
    pub fn location(&self) -> Location {
        match self {
            Entry::Event(clause) => clause.location,
            Entry::Date(moment) => moment.location,
            Entry::Audience(audience) => audience.location,
            Entry::Given(given) => given.location,
        }
    }
}
