//! A block of rows: conditions become words.
//!
//! The fused part is computed for all rows of the block at once. What is dearer is asked for the rows that are still
//! undecided, and for each row once, whichever conditions ask.

use super::bind::{Bound, Step, Way};
use super::mask::{add, clear_behind, is_empty, keep, rows, take_out};
use super::plan::{LeafId, NodeId};
use super::{Batch, Column, Values, WORD};
use crate::program::{ExpressionId, Id};

/// How many words a block has: few enough that all of it stays in the cache, and enough that what is done once for a block
/// costs nothing.
pub const BLOCK: usize = 256;

/// Answers for what columns cannot tell: whether a condition holds for a row of the batch. Nothing if something went wrong.
pub type AskRow<'r> = dyn FnMut(usize, ExpressionId) -> Option<bool> + 'r;

/// For whom a condition holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Decided {
    /// The rows for which it does, as far as that is known.
    pub holds: Vec<u64>,
    /// The rows for which the row engine has to be asked.
    pub unknown: Vec<u64>,
}

impl Decided {
    /// Nothing is known of some words of a batch.
    #[must_use]
    pub fn all_unknown(batch: &Batch, first_word: usize, count: usize) -> Decided {
        Decided { holds: vec![0; count], unknown: all(batch, first_word, count) }
    }
}

/// The rows that some words of a batch have.
fn all(batch: &Batch, first_word: usize, count: usize) -> Vec<u64> {
    let mut words = vec![u64::MAX; count];
    clear_behind(&mut words, (batch.rows() - first_word * WORD).min(count * WORD));
    words
}

/// Computes the outputs of the fused part, for rows from a word on.
pub type RunFused<'f> = dyn Fn(usize, &mut [Vec<u64>]) + Sync + 'f;

impl Bound<'_> {
    /// Decides every condition of the plan for some words of the batch.
    pub fn decide(
        &self,
        first_word: usize,
        count: usize,
        fused: &RunFused<'_>,
        ask: &mut AskRow<'_>,
    ) -> Vec<Decided> {
        let mut outputs = vec![vec![0; count]; self.fused.outputs.len()];
        if !outputs.is_empty() {
            fused(first_word, &mut outputs);
        }
        let leaves = self.ways.iter().map(|_| Answers::default()).collect();
        let mut block = Block { bound: self, first_word, count, outputs, leaves, ask };
        let active = all(self.batch, first_word, count);
        let roots = self.plan.roots.iter();
        roots
            .map(|(root, _)| {
                let mut unknown = vec![0; count];
                let mut holds = block.node(*root, &active, &mut unknown);
                take_out(&mut holds, &unknown);
                Decided { holds, unknown }
            })
            .collect()
    }
}

struct Block<'b, 'a> {
    bound: &'b Bound<'a>,
    first_word: usize,
    count: usize,
    outputs: Vec<Vec<u64>>,
    leaves: Vec<Answers>,
    ask: &'b mut AskRow<'b>,
}

/// The answers to a question. Each is empty until somebody asks.
#[derive(Clone, Debug, Default)]
struct Answers {
    asked: Vec<u64>,
    yes: Vec<u64>,
    unknown: Vec<u64>,
}

impl Block<'_, '_> {
    /// For which of the active rows a node holds.
    fn node(&mut self, node: NodeId, active: &[u64], unknown: &mut [u64]) -> Vec<u64> {
        let bound = self.bound;
        match &bound.steps[node.index()] {
            Step::Unused => vec![0; self.count],
            Step::Output(output) => both(active, &self.outputs[*output]),
            Step::Leaf(leaf) => {
                self.answer(*leaf, active);
                let answers = &self.leaves[leaf.index()];
                add(unknown, &both(active, &answers.unknown));
                both(active, &answers.yes)
            }
            Step::Not(operand) => {
                let holds = self.node(*operand, active, unknown);
                let mut left = active.to_vec();
                take_out(&mut left, &holds);
                left
            }
            Step::Joined { all: true, output, nodes } => {
                let mut left = active.to_vec();
                if let Some(output) = output {
                    keep(&mut left, &self.outputs[*output]);
                }
                for node in nodes {
                    if is_empty(&left) {
                        break;
                    }
                    left = self.node(*node, &left, unknown);
                }
                left
            }
            Step::Joined { all: false, output, nodes } => {
                let (mut left, mut found) = (active.to_vec(), vec![0; self.count]);
                if let Some(output) = output {
                    found = both(active, &self.outputs[*output]);
                    take_out(&mut left, &found);
                }
                for node in nodes {
                    if is_empty(&left) {
                        break;
                    }
                    let more = self.node(*node, &left, unknown);
                    add(&mut found, &more);
                    take_out(&mut left, &more);
                }
                found
            }
        }
    }

    /// Answers a question for rows that it has not been answered for.
    fn answer(&mut self, leaf: LeafId, active: &[u64]) {
        let answers = &mut self.leaves[leaf.index()];
        for words in [&mut answers.asked, &mut answers.yes, &mut answers.unknown] {
            words.resize(self.count, 0);
        }
        let mut due = active.to_vec();
        take_out(&mut due, &answers.asked);
        if is_empty(&due) {
            return;
        }
        add(&mut answers.asked, &due);
        let first = self.first_word * WORD;
        match &self.bound.ways[leaf.index()] {
            Way::Unused | Way::Fused(_) | Way::Fold => {}
            Way::Unknown => add(&mut answers.unknown, &due),
            Way::Text(column, test) => set(&mut answers.yes, &due, |row| {
                text(column, first + row).is_some_and(|text| test.passes(text))
            }),
            Way::Items(column, test) => {
                set(&mut answers.yes, &due, |row| items(column, first + row).any(|text| test.passes(text)))
            }
            Way::Present(column) => set(&mut answers.yes, &due, |row| is_present(column, first + row)),
            Way::Wide(column, low, high) => set(&mut answers.yes, &due, |row| {
                let Values::Whole(whole, _) = column.values() else { return false };
                column.is_valid(first + row) && (*low..=*high).contains(&whole.get(first + row))
            }),
            Way::Row(expression) => {
                for row in rows(&due) {
                    let words = match (self.ask)(first + row, *expression) {
                        Some(true) => &mut answers.yes,
                        Some(false) => continue,
                        None => &mut answers.unknown,
                    };
                    words[row / WORD] |= 1 << (row % WORD);
                }
            }
        }
    }
}

/// Sets the bits of the rows that are due and for which `holds` says so.
fn set(words: &mut [u64], due: &[u64], holds: impl Fn(usize) -> bool) {
    for row in rows(due).filter(|row| holds(*row)) {
        words[row / WORD] |= 1 << (row % WORD);
    }
}

fn both(one: &[u64], other: &[u64]) -> Vec<u64> {
    one.iter().zip(other).map(|(one, other)| one & other).collect()
}

/// The text of a row; nothing where there is none.
fn text(column: &Column, row: usize) -> Option<&str> {
    if !column.is_valid(row) {
        return None;
    }
    match column.values() {
        Values::Text(texts) => Some(texts.value(row)),
        Values::Codes(codes, texts) => Some(texts.value(codes.get(row))),
        _ => None,
    }
}

/// The texts of a list.
fn items(column: &Column, row: usize) -> impl Iterator<Item = &str> {
    let list = match column.values() {
        Values::List(offsets, items) if column.is_valid(row) => {
            Some((offsets[row] as usize..offsets[row + 1] as usize, items))
        }
        _ => None,
    };
    list.into_iter().flat_map(|(places, items)| places.filter_map(|place| text(items, place)))
}

fn is_present(column: &Column, row: usize) -> bool {
    column.is_valid(row)
        && match column.values() {
            Values::Boolean(_) | Values::Whole(..) => true,
            Values::Text(_) | Values::Codes(..) => text(column, row).is_some_and(|text| !text.is_empty()),
            Values::List(offsets, _) => offsets[row] < offsets[row + 1],
            Values::Rows(values) => !values[row].is_empty(),
        }
}
