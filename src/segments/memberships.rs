//! Who is in which of several segments, put together from batches.

use super::Members;
use crate::columns::{Keys, Mask};
use crate::eval::Fault;
use crate::value::Text;

/// How many faults of a condition are kept.
pub const FAULTS: usize = 3;

/// Who satisfies which of several conditions.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Memberships {
    conditions: Vec<Membership>,
    people: usize,
    /// The batches with who is in what, where that is kept.
    parts: Vec<(Keys, Vec<Mask>)>,
}

/// How many satisfy a condition, and what went wrong.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Membership {
    /// How many persons do.
    pub count: usize,
    /// How many persons there were for whom something went wrong; what did is empty for them.
    pub faulty: u64,
    /// The first faults, each place once, with the person.
    pub faults: Vec<(Text, Fault)>,
}

/// What is kept of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    /// How many persons are in each.
    Counts,
    /// Who they are, too.
    Persons,
}

impl Memberships {
    /// Nobody yet, in so many conditions.
    #[must_use]
    pub fn new(conditions: usize) -> Memberships {
        Memberships { conditions: vec![Membership::default(); conditions], ..Memberships::default() }
    }

    /// Adds a batch. Batches come in the order of the persons.
    pub fn add(&mut self, keys: &Keys, members: Vec<Members>, keep: Keep) {
        self.people += keys.len();
        let mut masks = Vec::new();
        for (condition, members) in self.conditions.iter_mut().zip(members) {
            condition.count += members.rows.count();
            condition.faulty += members.faulty;
            for (person, fault) in members.faults {
                keep_fault(&mut condition.faults, person, fault);
            }
            if keep == Keep::Persons {
                masks.push(members.rows);
            }
        }
        if keep == Keep::Persons {
            let keys = if let Keys::Later(keys) = keys { keys.read() } else { keys.clone() };
            self.parts.push((keys, masks));
        }
    }

    /// How many persons were asked about.
    #[must_use]
    pub fn people(&self) -> usize {
        self.people
    }

    /// What was found, for each condition.
    #[must_use]
    pub fn conditions(&self) -> &[Membership] {
        &self.conditions
    }

    /// The keys of those who satisfy a condition, by bytes. They were to be kept.
    #[must_use]
    pub fn ids(&self, condition: usize) -> Vec<Text> {
        let of_part = |(keys, masks): &(Keys, Vec<Mask>)| {
            masks[condition].iter().map(|row| keys.get(row)).collect::<Vec<Text>>()
        };
        let mut ids: Vec<Text> = self.parts.iter().flat_map(of_part).collect();
        // Most data are in order already, and then this is one look at each.
        ids.sort_unstable();
        ids
    }

    /// The keys of those who satisfy a condition as the data have them, in the order of the batches. They were to be kept.
    #[must_use]
    pub fn keys(&self, condition: usize) -> Keys {
        let parts = || self.parts.iter().map(|(keys, masks)| (keys, &masks[condition]));
        if parts().all(|(keys, _)| matches!(keys, Keys::Whole(_))) {
            let mut found = Vec::with_capacity(self.conditions[condition].count);
            for (keys, mask) in parts() {
                if let Keys::Whole(keys) = keys {
                    found.extend(mask.iter().map(|row| keys[row]));
                }
            }
            return Keys::Whole(found.into());
        }
        Keys::Text(parts().flat_map(|(keys, mask)| mask.iter().map(|row| Some(keys.get(row)))).collect())
    }

    /// How many persons are in both of two conditions, for each pair. They were to be kept.
    #[must_use]
    pub fn overlap(&self, one: usize, other: usize) -> usize {
        self.parts.iter().map(|(_, masks)| masks[one].common(&masks[other])).sum()
    }

    /// Everybody with the conditions that hold for them, by bytes of the key. They were to be kept.
    pub fn persons(&self) -> impl Iterator<Item = (Text, Vec<bool>)> {
        let mut places: Vec<(Text, usize, usize)> = Vec::with_capacity(self.people);
        for (part, (keys, _)) in self.parts.iter().enumerate() {
            places.extend((0..keys.len()).map(|row| (keys.get(row), part, row)));
        }
        places.sort_unstable();
        places.into_iter().map(|(key, part, row)| {
            let holds = self.parts[part].1.iter().map(|mask| mask.holds(row)).collect();
            (key, holds)
        })
    }
}

/// Keeps a fault if its place has none yet and there is room.
pub(super) fn keep_fault(faults: &mut Vec<(Text, Fault)>, person: Text, fault: Fault) {
    let known = faults.iter().any(|(_, known)| known.location == fault.location);
    if !known && faults.len() < FAULTS {
        faults.push((person, fault));
    }
}
