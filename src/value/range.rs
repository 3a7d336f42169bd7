//! Stretches of the calendar and of time, which may be open at either end.
//!
//! Dates come with both ends included, since a day has no instant after it. Instants come with the end excluded, so that a
//! day and the next one meet without a gap.

use super::time::{Date, Instant, Zone};

/// Dates from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// The first date; without one there is no lower end.
    pub first: Option<Date>,
    /// The last date; without one there is no upper end.
    pub last: Option<Date>,
}

/// Instants from `from`, included, to `until`, excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InstantRange {
    /// The first instant; without one there is no lower end.
    pub from: Option<Instant>,
    /// The first instant that is not in it any more; without one there is no upper end.
    pub until: Option<Instant>,
}

impl DateRange {
    /// Every date.
    pub const ALWAYS: DateRange = DateRange { first: None, last: None };
    /// No date.
    pub const NEVER: DateRange = DateRange { first: Some(Date::LAST), last: Some(Date::FIRST) };

    /// This date alone.
    pub fn single(date: Date) -> DateRange {
        DateRange { first: Some(date), last: Some(date) }
    }

    /// Whether the date is in it.
    pub fn contains(&self, date: Date) -> bool {
        self.first.is_none_or(|first| first <= date) && self.last.is_none_or(|last| date <= last)
    }

    /// Whether no date is in it.
    pub fn is_never(&self) -> bool {
        matches!((self.first, self.last), (Some(first), Some(last)) if first > last)
    }

    /// The instants of these days in a zone.
    pub fn instants(&self, zone: Zone) -> InstantRange {
        if self.is_never() {
            return InstantRange::NEVER;
        }
        InstantRange {
            from: self.first.map(|date| zone.start_of_day(date)),
            until: self.last.and_then(|date| date.plus_days(1)).map(|date| zone.start_of_day(date)),
        }
    }
}

impl InstantRange {
    /// Every instant.
    pub const ALWAYS: InstantRange = InstantRange { from: None, until: None };
    /// No instant.
    pub const NEVER: InstantRange = InstantRange { from: Some(Instant::LAST), until: Some(Instant::FIRST) };

    /// From one instant to another, both included.
    pub fn closed(from: Instant, to: Instant) -> InstantRange {
        InstantRange { from: Some(from), until: just_after(to) }
    }

    /// From an instant on.
    pub fn since(from: Instant) -> InstantRange {
        InstantRange { from: Some(from), until: None }
    }

    /// Everything before an instant.
    pub fn before(until: Instant) -> InstantRange {
        InstantRange { from: None, until: Some(until) }
    }

    /// Everything up to an instant, which is included.
    pub fn up_to(to: Instant) -> InstantRange {
        InstantRange { from: None, until: just_after(to) }
    }

    /// Everything after an instant, which is excluded.
    pub fn after(instant: Instant) -> InstantRange {
        just_after(instant).map_or(InstantRange::NEVER, InstantRange::since)
    }

    /// Whether the instant is in it.
    pub fn contains(&self, instant: Instant) -> bool {
        self.from.is_none_or(|from| from <= instant) && self.until.is_none_or(|until| instant < until)
    }

    /// Whether no instant is in it.
    pub fn is_never(&self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if from >= until)
    }

    /// What is in both.
    #[must_use]
    pub fn and(&self, other: InstantRange) -> InstantRange {
        InstantRange {
            from: self.from.max(other.from),
            until: match (self.until, other.until) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            },
        }
    }

    /// Everything from the first instant of both to the last.
    #[must_use]
    pub fn hull(&self, other: InstantRange) -> InstantRange {
        match (self.is_never(), other.is_never()) {
            (true, _) => other,
            (_, true) => *self,
            _ => InstantRange {
                from: self.from.zip(other.from).map(|(one, other)| one.min(other)),
                until: self.until.zip(other.until).map(|(one, other)| one.max(other)),
            },
        }
    }
}

/// The next instant; none after the last one.
fn just_after(instant: Instant) -> Option<Instant> {
    instant.plus_micros(1).ok()
}
