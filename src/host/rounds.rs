//! What depends on all persons, found in rounds.
//!
//! Each person is played alone. Where persons share something, such as a queue, a play assumes what comes of it; when all have
//! been played, what they wished is put together, and those for whom something else comes of it are played again with that,
//! until it comes as assumed for everybody.
//!
//! What comes of a wish depends on wishes before it alone: earlier ones, or at the same moment those of persons before in the
//! order of keys. So each round settles at least the first wish that was not settled, and the rounds end.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::outside::{Others, Outside};
use super::queues::Queues;
use crate::journey::{Record, What};

/// The wishes of persons, by their place in the order of keys: the records of what depends on others, as they were made.
pub type Wishes = BTreeMap<usize, Vec<Record>>;

/// Whether what comes of something done depends on other persons.
#[must_use]
pub fn is_wish(what: &What) -> bool {
    matches!(what, What::Queued(_))
}

/// Plays rounds until nothing changes. Returns the outside that comes of them; nothing if the first one was right.
pub fn settle(
    mut wishes: Wishes,
    first: &Outside,
    play: impl Fn(usize, &Outside) -> Vec<Record> + Sync,
) -> Option<Outside> {
    let mut settled: Option<Outside> = None;
    loop {
        let assumed = settled.as_ref().unwrap_or(first);
        let others = together(&wishes);
        let differs = |record: &Record| others.moment(record) != assumed.others.moment(record);
        let surprised: Vec<usize> =
            wishes.iter().filter(|(_, records)| records.iter().any(differs)).map(|(rank, _)| *rank).collect();
        if surprised.is_empty() {
            return settled;
        }
        let outside = Outside { others, ..assumed.clone() };
        let again: Vec<_> = surprised.into_par_iter().map(|rank| (rank, play(rank, &outside))).collect();
        wishes.extend(again);
        settled = Some(outside);
    }
}

/// The outside that comes of the wishes of all, if it is not the one that was assumed.
#[must_use]
pub fn surprise(wishes: &Wishes, assumed: &Outside) -> Option<Outside> {
    let others = together(wishes);
    let differs = |record: &Record| others.moment(record) != assumed.others.moment(record);
    let surprised = wishes.values().flatten().any(differs);
    surprised.then(|| Outside { others, ..assumed.clone() })
}

/// What comes of all wishes: in order of time, then of the persons' keys, then as they were made.
fn together(wishes: &Wishes) -> Others {
    let mut order: Vec<&Record> = wishes.values().flatten().collect();
    order.sort_by_key(|record| record.time);
    let mut queues = Queues::default();
    let mut others = Others::default();
    for record in order {
        if let (Some(place), What::Queued(queued)) = (record.place, &record.what) {
            others.release(queued.key.clone(), queues.place(place, queued, record.time));
        }
    }
    others
}
