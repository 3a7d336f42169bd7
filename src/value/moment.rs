//! How a moment compares with a date, which stands for its whole day, or with another moment.
//!
//! | | against a date | against a moment |
//! | --- | --- | --- |
//! | `is` | on that day | the same instant |
//! | `before` | before the day begins | earlier |
//! | `until` | before the next day begins | earlier or the same |
//! | `since` | when the day begins or later | later or the same |
//! | `after` | when the next day begins or later | later |
//! | `between a and b` | from the beginning of `a` to the end of `b` | from `a` to `b`, both included |
//!
//! Days begin and end in the zone. `is not` is the complement of `is`.

use super::range::{DateRange, InstantRange};
use super::time::{Date, Instant, Zone};

/// A point on the time line: a whole day or an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// The whole day.
    Date(Date),
    /// The instant.
    Instant(Instant),
}

/// How something lies to a [`Moment`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// `is`
    Is,
    /// `before`
    Before,
    /// `until`
    Until,
    /// `since`
    Since,
    /// `after`
    After,
}

/// The instants that have this relation to a moment.
pub fn relation_range(relation: Relation, moment: Moment, zone: Zone) -> InstantRange {
    let whole = extent(moment, zone);
    match relation {
        Relation::Is => whole,
        Relation::Before => InstantRange { from: None, until: whole.from },
        Relation::Until => InstantRange { from: None, until: whole.until },
        Relation::Since => InstantRange { from: whole.from, until: None },
        Relation::After => whole.until.map_or(InstantRange::NEVER, InstantRange::since),
    }
}

/// The instants from one moment to another, both included.
pub fn between_range(first: Moment, last: Moment, zone: Zone) -> InstantRange {
    InstantRange { from: extent(first, zone).from, until: extent(last, zone).until }
}

/// The dates that have this relation to a date.
pub fn date_relation_range(relation: Relation, date: Date) -> DateRange {
    match relation {
        Relation::Is => DateRange::single(date),
        Relation::Before => {
            date.plus_days(-1).map_or(DateRange::NEVER, |last| DateRange { first: None, last: Some(last) })
        }
        Relation::Until => DateRange { first: None, last: Some(date) },
        Relation::Since => DateRange { first: Some(date), last: None },
        Relation::After => {
            date.plus_days(1).map_or(DateRange::NEVER, |first| DateRange { first: Some(first), last: None })
        }
    }
}

/// The instants that a moment stands for.
fn extent(moment: Moment, zone: Zone) -> InstantRange {
    match moment {
        Moment::Date(date) => DateRange::single(date).instants(zone),
        Moment::Instant(instant) => InstantRange::closed(instant, instant),
    }
}
