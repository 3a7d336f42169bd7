//! Stretches of time that were worked out lately: `will be within 3 days` is the same one for all persons at one moment, and
//! to find it asks the database of time zones.

use crate::value::relative::{contacted_range, date_range, instant_range};
use crate::value::{DateOperator, DateRange, Duration, Instant, InstantRange, Zone};

/// How many are kept. More than most expressions have, and few enough to look through.
const KEPT: usize = 8;

/// What a stretch follows from.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Question {
    pub(super) operator: DateOperator,
    pub(super) duration: Duration,
    pub(super) now: Instant,
    pub(super) zone: Zone,
    /// Whether it is about a last contact.
    pub(super) contacted: bool,
}

/// The stretches of the last questions.
#[derive(Default)]
pub(super) struct Recent {
    dates: Ring<DateRange>,
    instants: Ring<InstantRange>,
}

struct Ring<T> {
    kept: Vec<(Question, T)>,
    oldest: usize,
}

impl<T> Default for Ring<T> {
    fn default() -> Self {
        Ring { kept: Vec::new(), oldest: 0 }
    }
}

impl Recent {
    /// The dates for which an operator holds.
    pub(super) fn dates(&mut self, question: Question) -> DateRange {
        let Question { operator, duration, now, zone, .. } = question;
        self.dates.answer(question, || date_range(operator, duration, now, zone))
    }

    /// The moments for which an operator holds.
    pub(super) fn instants(&mut self, question: Question) -> InstantRange {
        let Question { operator, duration, now, zone, contacted } = question;
        let range = if contacted { contacted_range } else { instant_range };
        self.instants.answer(question, || range(operator, duration, now, zone))
    }
}

impl<T: Copy> Ring<T> {
    fn answer(&mut self, question: Question, work_out: impl FnOnce() -> T) -> T {
        if let Some((_, known)) = self.kept.iter().find(|(known, _)| *known == question) {
            return *known;
        }
        let answer = work_out();
        if self.kept.len() < KEPT {
            self.kept.push((question, answer));
        } else {
            self.kept[self.oldest] = (question, answer);
            self.oldest = (self.oldest + 1) % KEPT;
        }
        answer
    }
}
