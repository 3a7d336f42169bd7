//! What conditions are about, each thing once.

use std::collections::{BTreeMap, HashMap};

use super::domain::{Domain, Values};
use crate::program::{Comparison, Id, Table};
use crate::value::text;

/// One of the things that the conditions of a declaration are about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct SubjectId(u32);

impl Id for SubjectId {
    fn from_index(index: usize) -> SubjectId {
        SubjectId(index as u32)
    }

    fn index(self) -> usize {
        self.0 as usize
    }
}

impl std::fmt::Display for SubjectId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "subject{}", self.0)
    }
}

/// A thing that conditions are about.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    /// The value that it is an aspect of. The aspects of one value are empty together.
    pub(super) base: String,
    /// Which aspect.
    pub(super) aspect: Aspect,
    /// All that it can be.
    pub(super) universe: Domain,
}

/// What is looked at.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Aspect {
    /// The value itself.
    Value,
    /// How far it lies from now: in days, in months or in elapsed time.
    Distance(Axis),
    /// How it lies to another value.
    Relation,
    /// Whether it has a property that many values have, such as `starts with "a"`.
    Property(Comparison, String),
    /// How many events a filter takes, which are no more than without a filter.
    Count(Option<String>),
}

/// The scales on which a distance from now is measured. What a value is on one of them says nothing certain about the
/// others, since months have no fixed length and days none in hours.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Axis {
    Days,
    Months,
    Elapsed,
}

/// All subjects, found by what they are.
#[derive(Default, Debug)]
pub(super) struct Subjects {
    table: Table<SubjectId, Subject>,
    places: HashMap<(String, Aspect), SubjectId>,
}

impl Subjects {
    /// The subject for an aspect of a value.
    pub(super) fn of(&mut self, base: &str, aspect: Aspect, universe: Domain) -> SubjectId {
        let key = (base.to_owned(), aspect.clone());
        *self
            .places
            .entry(key)
            .or_insert_with(|| self.table.push(Subject { base: base.to_owned(), aspect, universe }))
    }

    pub(super) fn get(&self, id: SubjectId) -> &Subject {
        &self.table[id]
    }

    /// Whether a person can be like this in all aspects of the value that a subject is about. Yes where that is not known.
    pub(super) fn agree(&self, about: SubjectId, wanted: &BTreeMap<SubjectId, Domain>) -> bool {
        let base = &self.get(about).base;
        let group: Vec<(&Aspect, &Domain)> = wanted
            .iter()
            .map(|(id, domain)| (self.get(*id), domain))
            .filter(|(subject, _)| subject.base == *base)
            .map(|(subject, domain)| (&subject.aspect, domain))
            .collect();
        group.iter().all(|(_, domain)| domain.empty) || can_have_a_value(&group)
    }
}

/// Whether a value that is not empty can have all these aspects.
fn can_have_a_value(group: &[(&Aspect, &Domain)]) -> bool {
    group.iter().all(|(_, domain)| !domain.values.is_none()) && counts_agree(group) && texts_agree(group)
}

/// No filter takes more events than there are.
fn counts_agree(group: &[(&Aspect, &Domain)]) -> bool {
    let intervals = |wanted: bool| {
        group.iter().filter_map(move |(aspect, domain)| match (aspect, &domain.values) {
            (Aspect::Count(filter), Values::Ordered(intervals)) if filter.is_some() == wanted => {
                Some(intervals)
            }
            _ => None,
        })
    };
    intervals(true).all(|some| intervals(false).all(|all| !some.lies_above(all)))
}

/// Some text has all the properties: of a few texts each is tried, and two properties can contradict each other.
fn texts_agree(group: &[(&Aspect, &Domain)]) -> bool {
    let properties: Vec<(Comparison, &str, bool)> = group
        .iter()
        .filter_map(|(aspect, domain)| match aspect {
            Aspect::Property(comparison, right) => {
                Some((*comparison, right.as_str(), domain.values == Values::truth()))
            }
            _ => None,
        })
        .collect();
    let contradictory = |&(one, left, holds): &(Comparison, &str, bool)| {
        holds
            && properties.iter().any(|&(other, right, wanted)| {
                if wanted {
                    excludes((one, left), (other, right))
                } else {
                    implies((one, left), (other, right))
                }
            })
    };
    if properties.iter().any(contradictory) {
        return false;
    }
    group.iter().all(|(_, domain)| match &domain.values {
        Values::Texts { listed, all_but: false } => listed.iter().any(|folded| {
            properties.iter().all(|&(comparison, right, holds)| may_be(folded, comparison, right, holds))
        }),
        Values::Texts { listed, all_but: true } => !properties.iter().any(|&(comparison, right, holds)| {
            holds && comparison == Comparison::IsExactly && listed.contains(&*text::fold(right))
        }),
        Values::Ordered(_) => true,
    })
}

/// Whether a text of which only the folded form is known can have a property, or can lack it.
fn may_be(folded: &str, comparison: Comparison, right: &str, holds: bool) -> bool {
    match comparison {
        Comparison::Contains => text::contains(folded, right) == holds,
        Comparison::StartsWith => text::starts_with(folded, right) == holds,
        Comparison::EndsWith => text::ends_with(folded, right) == holds,
        Comparison::IsExactly => !holds || text::equal(folded, right),
        _ => true,
    }
}

/// Whether every text with the first property has the second.
fn implies((one, left): (Comparison, &str), (other, right): (Comparison, &str)) -> bool {
    match (one, other) {
        (one, other) if one == other && left == right => true,
        (Comparison::StartsWith | Comparison::IsExactly, Comparison::StartsWith) => {
            text::starts_with(left, right)
        }
        (Comparison::EndsWith | Comparison::IsExactly, Comparison::EndsWith) => text::ends_with(left, right),
        (
            Comparison::Contains | Comparison::StartsWith | Comparison::EndsWith | Comparison::IsExactly,
            Comparison::Contains,
        ) => text::contains(left, right),
        _ => false,
    }
}

/// Whether no text has both properties.
fn excludes((one, left): (Comparison, &str), (other, right): (Comparison, &str)) -> bool {
    match (one, other) {
        (Comparison::StartsWith, Comparison::StartsWith) => {
            !text::starts_with(left, right) && !text::starts_with(right, left)
        }
        (Comparison::EndsWith, Comparison::EndsWith) => {
            !text::ends_with(left, right) && !text::ends_with(right, left)
        }
        (Comparison::IsExactly, Comparison::IsExactly) => left != right,
        (Comparison::IsExactly, Comparison::StartsWith) => !text::starts_with(left, right),
        (Comparison::IsExactly, Comparison::EndsWith) => !text::ends_with(left, right),
        (Comparison::IsExactly, Comparison::Contains) => !text::contains(left, right),
        _ => false,
    }
}
