//! What each question of a set costs by itself, and for how many persons it holds.
//!
//! What runs asks many questions at once and few of everybody, so there a question has no time of its own. Here each is asked
//! alone and of everybody, without native code: that compares them, and nothing is measured where nobody wants to know.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Conditions;
use super::evaluation::People;
use crate::columns::plan::{LeafId, Plan};
use crate::columns::{BLOCK, Batch, Bound, WORD};

/// The questions of a set of conditions, while they are asked.
pub struct Profile<'p> {
    conditions: Conditions<'p>,
    questions: Mutex<Vec<Asked>>,
    timer: Timer,
    /// For each question, the plan that asks nothing else.
    plans: Vec<(LeafId, Plan)>,
}

/// Does something and says how long it took: the clock is outside.
pub type Timer = fn(&mut dyn FnMut()) -> Duration;

/// A question, and what came of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    /// Its name in the plan.
    pub name: String,
    /// What is asked.
    pub question: String,
    /// Who answers, in words; several where the columns of batches differ.
    pub by: BTreeSet<&'static str>,
    /// How long all persons took, added up over threads.
    pub time: Duration,
    /// For how many persons it holds.
    pub holds: u64,
    /// For how many the columns could not tell.
    pub unknown: u64,
}

impl<'p> Profile<'p> {
    /// Nobody has been asked yet.
    #[must_use]
    pub fn new(conditions: &Conditions<'p>, timer: Timer) -> Profile<'p> {
        let conditions = conditions.apart();
        let questions = conditions.plan().asked(conditions.program());
        let plans = questions.iter().map(|(leaf, _)| (*leaf, conditions.plan().alone(*leaf))).collect();
        let asked = |(leaf, question): (LeafId, String)| Asked {
            name: leaf.to_string(),
            question,
            ..Asked::default()
        };
        Profile {
            conditions,
            questions: Mutex::new(questions.into_iter().map(asked).collect()),
            timer,
            plans,
        }
    }

    /// Asks the persons of a batch.
    pub fn ask(&self, batch: &Batch) {
        let answers: Vec<Asked> =
            self.plans.iter().map(|(leaf, plan)| self.answers(batch, *leaf, plan)).collect();
        let mut questions = self.questions.lock().unwrap_or_else(PoisonError::into_inner);
        for (question, answers) in questions.iter_mut().zip(answers) {
            question.by.extend(answers.by);
            question.time += answers.time;
            question.holds += answers.holds;
            question.unknown += answers.unknown;
        }
    }

    /// The questions, in the order in which conditions ask them.
    #[must_use]
    pub fn finish(self) -> Vec<Asked> {
        self.questions.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn answers(&self, batch: &Batch, leaf: LeafId, plan: &Plan) -> Asked {
        let mut asked = Asked::default();
        let time = (self.timer)(&mut || asked = self.asked(batch, leaf, plan));
        Asked { time, ..asked }
    }

    fn asked(&self, batch: &Batch, leaf: LeafId, plan: &Plan) -> Asked {
        let bound = Bound::new(plan, batch);
        let mut asked = Asked { by: BTreeSet::from([bound.answers(leaf)]), ..Asked::default() };
        let mut people = People::new(&self.conditions, batch);
        let words = batch.rows().div_ceil(WORD);
        for first in (0..words).step_by(BLOCK) {
            let fused = |first, outputs: &mut [Vec<u64>]| bound.fused.run(&bound.operands, first, outputs);
            let mut ask = |row, expression| people.ask(row, expression);
            for decided in bound.decide(first, BLOCK.min(words - first), &fused, &mut ask) {
                let count =
                    |words: &[u64]| words.iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
                asked.holds += count(&decided.holds);
                asked.unknown += count(&decided.unknown);
            }
        }
        asked
    }
}
