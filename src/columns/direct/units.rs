//! Row groups, some of which are read at once.

use std::ops::Range;

use crate::data::Table;

/// Row groups of a file that are read at once.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) file: usize,
    pub(super) groups: Range<usize>,
}

/// The units of files: row groups, small ones together.
pub(super) fn units<'t>(tables: impl Iterator<Item = &'t Table>) -> Vec<Unit> {
    const ROWS: usize = 1 << 15;
    let mut units: Vec<Unit> = Vec::new();
    for (file, table) in tables.enumerate() {
        let (mut start, mut rows) = (0, 0);
        let groups = table.groups();
        for (at, more) in groups.iter().enumerate() {
            rows = more.saturating_add(rows);
            if rows >= ROWS || at + 1 == groups.len() {
                units.push(Unit { file, groups: start..at + 1 });
                (start, rows) = (at + 1, 0);
            }
        }
    }
    units
}

/// Units that are taken one after the other.
pub(super) struct Feed {
    units: Vec<Unit>,
    next: usize,
}

impl Feed {
    pub(super) fn of(units: Vec<Unit>) -> Feed {
        Feed { units, next: 0 }
    }

    pub(super) fn is_done(&self) -> bool {
        self.next == self.units.len()
    }

    pub(super) fn take(&mut self, count: usize) -> &[Unit] {
        let start = self.next;
        self.next = self.units.len().min(start + count);
        &self.units[start..self.next]
    }
}
