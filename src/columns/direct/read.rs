//! What comes of all batches, and what there is to say of the files.

use super::chunks::Found;
use crate::data::Summary;

/// What was made of all batches, and what there is to say of the files.
#[derive(Debug)]
pub struct Read<T> {
    /// What was made of each batch, in the order of keys.
    pub results: Vec<T>,
    /// How many persons were read: all, where it is asked who there is.
    pub persons: u64,
    /// How many of them have events and no row of attributes; nobody where there are no such rows at all.
    pub without_row: u64,
    /// What there is to say of all events together: of those that are looked at, where it is not asked who there is. When they
    /// happened is told only where somebody looks at events.
    pub summary: Summary,
    /// The events that the project does not declare: name, file and number of each.
    pub undeclared: Vec<(String, String, u64)>,
    /// The columns that nothing takes, by file.
    pub ignored: Vec<(String, Vec<String>)>,
    /// How many bytes the files have.
    pub bytes: u64,
    /// How many bytes were put aside, where people or events were put in the order of their keys.
    pub aside: Option<u64>,
}

/// What came of a cell.
pub(super) struct Outcome<T> {
    pub(super) persons: u64,
    pub(super) without_row: u64,
    /// How many events stood behind later ones of another chunk.
    pub(super) late: u64,
    pub(super) results: Vec<T>,
}

impl<T> Read<T> {
    /// Notes what was found in events.
    pub(super) fn note(&mut self, found: &Found) {
        let summary = &mut self.summary;
        summary.events += found.events;
        summary.out_of_order += found.out_of_order;
        summary.first = summary.first.into_iter().chain(found.first).min();
        summary.last = summary.last.max(found.last);
    }

    /// Notes the events of a file that are not declared.
    pub(super) fn note_undeclared(&mut self, names: &[(String, u64)], file: &str) {
        let summary = &mut self.summary;
        for (name, rows) in names {
            summary.undeclared += rows;
            match self.undeclared.iter_mut().find(|(known, ..)| known == name) {
                Some(known) => known.2 += rows,
                None => self.undeclared.push((name.clone(), file.to_owned(), *rows)),
            }
        }
    }

    /// Adds what came of a cell. Where there are no people, nobody lacks a row.
    pub(super) fn add(&mut self, outcome: Outcome<T>, has_people: bool) {
        let Outcome { persons, without_row, late, results } = outcome;
        self.persons += persons;
        self.without_row += if has_people { without_row } else { 0 };
        self.summary.out_of_order += late;
        self.results.extend(results);
    }
}
