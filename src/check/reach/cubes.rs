//! Conditions as sets of cubes: in how many ways a person can meet them.
//!
//! A cube says of some subjects which values they have; a person is in it who is like that in all of them. A formula
//! becomes the cubes that together are it (its disjunctive normal form), and cubes in which nobody can be are dropped. So
//! nobody meets a formula that has no cube.
//!
//! **Bounds.** A formula of more than [`MOST_CUBES`] cubes is not taken apart: nothing is claimed of it.

use std::collections::BTreeMap;

use super::domain::Domain;
use super::subject::{SubjectId, Subjects};

/// The most cubes that are looked at. Conditions as people write them have a handful.
const MOST_CUBES: usize = 64;

/// A condition, with every `not` moved into its leaves.
#[derive(Clone, Debug)]
pub(super) enum Formula {
    /// Everybody, or nobody.
    Constant(bool),
    /// Those of whom a subject has one of these values.
    Literal(SubjectId, Domain),
    All(Vec<Formula>),
    Any(Vec<Formula>),
}

/// Those who are like this in every subject named.
#[derive(Clone, PartialEq, Debug, Default)]
struct Cube(BTreeMap<SubjectId, Domain>);

/// Those who are in one of the cubes.
#[derive(Clone, Debug)]
pub(super) struct Cubes(Vec<Cube>);

impl Cubes {
    /// Everybody.
    pub(super) fn everybody() -> Cubes {
        Cubes(vec![Cube::default()])
    }

    /// Whether nobody is in them.
    pub(super) fn is_nobody(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of them who meet a formula; nothing where that takes too many cubes.
    pub(super) fn and(&self, formula: &Formula, subjects: &Subjects) -> Option<Cubes> {
        match formula {
            Formula::Constant(true) => Some(self.clone()),
            Formula::Constant(false) => Some(Cubes(Vec::new())),
            Formula::Literal(subject, domain) => {
                let met = self.0.iter().filter_map(|cube| cube.with(*subject, domain, subjects));
                Some(Cubes(met.collect()))
            }
            Formula::All(parts) => {
                parts.iter().try_fold(self.clone(), |cubes, part| cubes.and(part, subjects))
            }
            Formula::Any(parts) => {
                let mut met = Vec::new();
                for part in parts {
                    for cube in self.and(part, subjects)?.0 {
                        if !met.iter().any(|known| cube.lies_in(known)) {
                            met.push(cube);
                        }
                    }
                    if met.len() > MOST_CUBES {
                        return None;
                    }
                }
                Some(Cubes(met))
            }
        }
    }
}

impl Cube {
    /// Those in it of whom a subject has one of these values, if there can be any.
    fn with(&self, subject: SubjectId, domain: &Domain, subjects: &Subjects) -> Option<Cube> {
        let mut cube = self.clone();
        let known = cube.0.get(&subject).map_or_else(|| domain.clone(), |known| known.and(domain));
        cube.0.insert(subject, known);
        subjects.agree(subject, &cube.0).then_some(cube)
    }

    /// Whether everybody in it is certainly in another one, too.
    fn lies_in(&self, other: &Cube) -> bool {
        other.0.iter().all(|(subject, domain)| self.0.get(subject).is_some_and(|own| own.and(domain) == *own))
    }
}
