//! Which events of some row groups matter: those of kinds that somebody looks at, at times when somebody does.
//!
//! Kinds are read first, since there are few of them; moments next, where they decide something. Whose the events are and what
//! their properties are is then read of those that are left alone.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, StringArray};

use super::chunks::{texts, times};
use super::{KEY, Looks, Unfit, VALUE, prune};
use crate::columns::{Codes, Times, Values, build};
use crate::data::{EventsHead, Table};
use crate::program::{EventId, Id, Program};

/// The events that matter.
pub(super) struct Kept {
    /// What happened.
    pub(super) codes: Codes,
    /// Where they stand, if others stand between them.
    pub(super) rows: Rows,
    /// When they happened, if that has been looked at.
    pub(super) times: Option<Times>,
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
        let mut kept = Kept::of_kinds(program, looks, &names)?;
        kept.rows = taken(rows, kept.rows);
        if let Some(ranges) = looks.times.as_ref().and_then(|times| times.of_kinds.as_deref()) {
            let moments = table.read(head.time, groups, kept.rows.as_deref()).ok_or(VALUE)?;
            kept.at(ranges, times(&moments, program.zone)?);
        }
        Ok(kept)
    }

    /// Those of the kinds that somebody looks at.
    fn of_kinds(program: &Program, looks: &Looks, names: &ArrayRef) -> Result<Kept, Unfit> {
        let rows = names.len();
        let (codes, names) = match texts(names)? {
            Values::Codes(codes, names) => (codes, names),
            Values::Text(texts) => {
                let (codes, names) = build::codes(texts.iter().flatten(), rows).ok_or(VALUE)?;
                (codes, Arc::new(names))
            }
            _ => return Err(KEY),
        };
        let declared: Vec<Option<EventId>> = names.iter().map(|name| program.event(name?)).collect();
        let mut undeclared = Vec::new();
        let is_kept = |event: &Option<EventId>| match (&looks.kinds, event) {
            (Some(wanted), Some(event)) => wanted[event.index()],
            (None, event) => event.is_some(),
            (Some(_), None) => false,
        };
        let is_kept: Vec<bool> = declared.iter().map(is_kept).collect();
        if looks.kinds.is_none() && is_kept.contains(&false) {
            undeclared = counted(&codes, &names, &declared);
        }
        let rows = is_kept.contains(&false).then(|| kept(&codes, &is_kept));
        let codes = match &rows {
            Some(rows) => codes.take(rows),
            None => codes,
        };
        // None is left that is not declared, so any code will do for it.
        let places: Vec<u32> =
            declared.iter().map(|event| event.map_or(0, |event| event.index() as u32)).collect();
        Ok(Kept { codes: codes.mapped(&places, program.events.len()), rows, times: None, undeclared })
    }

    /// Leaves out those that happened when nobody looks at their kind. `ranges` are first and last microseconds, by kind.
    fn at(&mut self, ranges: &[(i64, i64)], times: Times) {
        let matters = |row: usize| {
            let (from, to) = ranges[self.codes.get(row)];
            from <= times[row] && times[row] <= to
        };
        let left = places(times.len(), matters);
        if left.len() == times.len() {
            self.times = Some(times);
            return;
        }
        self.codes = self.codes.take(&left);
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

/// The rows for which something holds.
pub(super) fn places(rows: usize, holds: impl Fn(usize) -> bool) -> Vec<u32> {
    const AT_ONCE: usize = 1 << 10;
    // Every row is written down, and the next one over it if it is none of them: a branch would be guessed wrong.
    let (mut places, mut some) = (Vec::new(), [0; AT_ONCE]);
    for first in (0..rows).step_by(AT_ONCE) {
        let mut count = 0;
        for row in first..rows.min(first + AT_ONCE) {
            some[count % AT_ONCE] = row as u32;
            count += usize::from(holds(row));
        }
        places.extend_from_slice(&some[..count]);
    }
    places
}

/// How many events there are of each kind that is not declared.
fn counted(codes: &Codes, names: &StringArray, declared: &[Option<EventId>]) -> Vec<(String, u64)> {
    let mut counts = vec![0; names.len()];
    (0..codes.len()).for_each(|row| counts[codes.get(row)] += 1);
    let unknown = (0..names.len()).filter(|code| declared[*code].is_none() && counts[*code] > 0);
    unknown.map(|code| (names.value(code).to_owned(), counts[code])).collect()
}

/// The rows whose codes are to be kept.
fn kept(codes: &Codes, is_kept: &[bool]) -> Vec<u32> {
    if let Codes::U8(codes) = codes {
        // Every byte has a place here, so that none has to be compared with the end.
        let table: [bool; 256] = std::array::from_fn(|code| is_kept.get(code) == Some(&true));
        return places(codes.len(), |row| table[usize::from(codes[row])]);
    }
    places(codes.len(), |row| is_kept[codes.get(row)])
}
