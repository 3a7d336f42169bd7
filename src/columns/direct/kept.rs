//! Which events of some row groups matter: those of kinds that somebody looks at, at times when somebody does.
//!
//! Kinds are read first, since there are few of them; moments next, where they decide something. Whose the events are and what
//! their properties are is then read of those that are left alone.

use std::ops::Range;

use super::kinds::Kinds;
use super::persons::places;
use super::rows::times;
use super::{Looks, Unfit, VALUE, prune};
use crate::columns::{Codes, Times};
use crate::data::{EventsHead, Table};
use crate::program::Program;

/// The events that matter.
pub(super) struct Kept {
    /// What happened.
    pub(super) kinds: Codes,
    /// Where they stand, if others stand between them.
    pub(super) rows: Rows,
    /// When they happened, if that has been looked at.
    pub(super) times: Option<Times>,
    /// The names that are not declared, each with its number.
    pub(super) undeclared: Vec<(String, u64)>,
}

/// Rows, ascending; nothing is all of them.
type Rows = Option<Vec<u32>>;

impl Kept {
    pub(super) fn read(
        program: &Program,
        table: &Table,
        head: &EventsHead,
        looks: &Looks,
        groups: Range<usize>,
    ) -> Result<Kept, Unfit> {
        let hull = looks.times.as_ref().map(|times| times.hull);
        let rows = hull.and_then(|hull| prune::events(program, table, head, groups.clone(), hull));
        let names = table.read(head.name, groups.clone(), rows.as_deref()).ok_or(VALUE)?;
        let Kinds { codes: kinds, kept, undeclared } = Kinds::of(program, looks, &names)?;
        let mut kept = Kept { kinds, rows: taken(rows, kept), times: None, undeclared };
        if let Some(ranges) = looks.times.as_ref().and_then(|times| times.of_kinds.as_deref()) {
            let moments = table.read(head.time, groups, kept.rows.as_deref()).ok_or(VALUE)?;
            kept.at(ranges, times(&moments, program.zone)?);
        }
        Ok(kept)
    }

    /// Leaves out those that happened when nobody looks at their kind. `ranges` are first and last microseconds, by kind.
    fn at(&mut self, ranges: &[(i64, i64)], times: Times) {
        let matters = |row: usize| {
            let (from, to) = ranges[self.kinds.get(row)];
            from <= times[row] && times[row] <= to
        };
        let left = places(times.len(), matters);
        if left.len() == times.len() {
            self.times = Some(times);
            return;
        }
        self.kinds = self.kinds.take(&left);
        self.times = Some(left.iter().map(|row| times[*row as usize]).collect());
        self.rows = taken(self.rows.take(), Some(left));
    }
}

/// Of these rows those at some places.
fn taken(rows: Rows, places: Rows) -> Rows {
    match (rows, places) {
        (Some(rows), Some(places)) => Some(places.into_iter().map(|place| rows[place as usize]).collect()),
        (rows, places) => rows.or(places),
    }
}
