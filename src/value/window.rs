//! Event windows: which past events a condition takes in.
//!
//! Lengths are measured back from now in elapsed time, months on the calendar of the zone. Dates cover whole days of the
//! zone, moments are exact. Whatever the window, an event later than now never counts, and one at now does.
//!
//! | window | events at `t` |
//! | --- | --- |
//! | `within last D` | `now - D <= t <= now` |
//! | `before last D` | `t < now - D` |
//! | `between last D and E` | `now - longer <= t <= now - shorter` |
//! | `within D` of an event at `e` | `e <= t <= e + D` |
//! | `since`, `until`, `before`, `after`, `between` | as in [`crate::value::moment`], up to now |
//!
//! A length that reaches beyond the calendar takes in everything `within` and nothing `before`. A negative one takes in
//! nothing `within`; `before` it, everything.

use std::cmp::Ordering;

use super::moment::{Moment, Relation, between_range, relation_range};
use super::range::InstantRange;
use super::time::{Duration, Instant, Zone, add_elapsed};

/// `within last D`
pub fn within_last(duration: Duration, now: Instant, zone: Zone) -> InstantRange {
    InstantRange { from: back(now, duration, zone), until: None }.and(InstantRange::up_to(now))
}

/// `before last D`
pub fn before_last(duration: Duration, now: Instant, zone: Zone) -> InstantRange {
    let end = back(now, duration, zone).map_or(InstantRange::NEVER, InstantRange::before);
    end.and(InstantRange::up_to(now))
}

/// `between last D and E`, in either order.
pub fn between_last(one: Duration, other: Duration, now: Instant, zone: Zone) -> InstantRange {
    let (one, other) = (back(now, one, zone), back(now, other, zone));
    // No instant means beyond the calendar, which is earlier than any: the order of `Option` says the same.
    let (earlier, later) = if one.cmp(&other) == Ordering::Greater { (other, one) } else { (one, other) };
    let end = later.map_or(InstantRange::NEVER, InstantRange::up_to);
    InstantRange { from: earlier, until: None }.and(end).and(InstantRange::up_to(now))
}

/// `since DATE`
pub fn since(moment: Moment, now: Instant, zone: Zone) -> InstantRange {
    past(Relation::Since, moment, now, zone)
}

/// `until DATE`
pub fn until(moment: Moment, now: Instant, zone: Zone) -> InstantRange {
    past(Relation::Until, moment, now, zone)
}

/// `before DATE`
pub fn before(moment: Moment, now: Instant, zone: Zone) -> InstantRange {
    past(Relation::Before, moment, now, zone)
}

/// `after DATE`
pub fn after(moment: Moment, now: Instant, zone: Zone) -> InstantRange {
    past(Relation::After, moment, now, zone)
}

/// `between DATE and DATE`
pub fn between(first: Moment, last: Moment, now: Instant, zone: Zone) -> InstantRange {
    between_range(first, last, zone).and(InstantRange::up_to(now))
}

/// `followed by … within D`: from an event on, for so long.
pub fn following(duration: Duration, event: Instant, zone: Zone) -> InstantRange {
    match add_elapsed(event, duration, zone) {
        Ok(last) => InstantRange::closed(event, last),
        Err(_) if duration.is_negative() => InstantRange::NEVER,
        Err(_) => InstantRange::since(event),
    }
}

/// Every event up to now: a condition without a window.
pub fn lifetime(now: Instant) -> InstantRange {
    InstantRange::up_to(now)
}

fn past(relation: Relation, moment: Moment, now: Instant, zone: Zone) -> InstantRange {
    relation_range(relation, moment, zone).and(InstantRange::up_to(now))
}

/// The moment a length ago; none when that is before the calendar.
fn back(now: Instant, duration: Duration, zone: Zone) -> Option<Instant> {
    match add_elapsed(now, duration.negate(), zone) {
        Ok(instant) => Some(instant),
        Err(_) if duration.is_negative() => Some(Instant::LAST),
        Err(_) => None,
    }
}
