//! A block of rows: conditions become words.
//!
//! The fused part is computed for all rows of the block at once. What is dearer is asked for the rows that are still
//! undecided, and for each row once, whichever conditions ask.

use super::bind::{Bound, Step, Way};
use super::mask::{add, clear_behind, is_empty, keep, rows, set, take_out};
use super::plan::{LeafId, NodeId};
use super::text::TextTest;
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
    /// The rows for which the row engine has to be asked; no words where there are none.
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
    /// How many words are decided at once. What is done once for a block takes longer than a few tests of its rows, so where
    /// there is nothing else to do blocks are large.
    #[must_use]
    pub fn block(&self) -> usize {
        let is_fused =
            |(root, _): &(NodeId, ExpressionId)| matches!(self.steps[root.index()], Step::Output(_));
        let few = self.plan.roots.len() <= 4;
        if few && self.plan.roots.iter().all(is_fused) { 16 * BLOCK } else { BLOCK }
    }

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
        let active = all(self.batch, first_word, count);
        let mut block = Block { bound: self, first_word, count, outputs, leaves, has_folded: false, ask };
        let roots = self.plan.roots.iter();
        roots
            .map(|(root, _)| {
                if let Step::Output(output) = self.steps[root.index()] {
                    return Decided { holds: both(&active, &block.outputs[output]), unknown: Vec::new() };
                }
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
    /// Whether the fold has been asked everything at once.
    has_folded: bool,
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
        if matches!(self.bound.ways[leaf.index()], Way::Fold(_)) {
            return self.fold(leaf, due);
        }
        add(&mut answers.asked, &due);
        let first = self.first_word * WORD;
        match &self.bound.ways[leaf.index()] {
            Way::Unused | Way::Fused(_) | Way::Fold(_) => {}
            Way::Unknown => add(&mut answers.unknown, &due),
            Way::Text(column, test) => {
                if let Values::Text(texts) = column.values() {
                    let valid = column.validity().map(|valid| &valid.words()[self.first_word..]);
                    let due = valid.map_or_else(|| due.clone(), |valid| both(&due, valid));
                    test.find(texts, first, &due, &mut answers.yes);
                }
            }
            Way::Items(column, test) => {
                set(&mut answers.yes, &due, |row| has_item(column, test, first + row))
            }
            Way::Present(column) => set(&mut answers.yes, &due, |row| is_present(column, first + row)),
            Way::Wide(column, ranges) => {
                set(&mut answers.yes, &due, |row| lies_within(column, ranges, first + row))
            }
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

/// Questions about events are asked all at once, since most of the work is to go through the events.
impl Block<'_, '_> {
    /// Answers a question about events for these rows and, the first time, all such questions for whom they may concern.
    fn fold(&mut self, leaf: LeafId, due: Vec<u64>) {
        let mut asked = vec![Vec::new(); self.bound.folded.len()];
        if !std::mem::replace(&mut self.has_folded, true) {
            asked = self.concerned();
        }
        let folded = self.bound.folded.iter().position(|folded| *folded == leaf);
        if let Some(own) = folded.map(|folded| &mut asked[folded]) {
            own.resize(self.count, 0);
            add(own, &due);
        }
        let (mut yes, mut unknown) = (vec![Vec::new(); asked.len()], vec![Vec::new(); asked.len()]);
        let words: Vec<&[u64]> = asked.iter().map(Vec::as_slice).collect();
        self.bound.fold.run(self.first_word * WORD, &words, &mut yes, &mut unknown);
        let found = asked.into_iter().zip(yes).zip(unknown);
        for (leaf, ((asked, yes), unknown)) in self.bound.folded.iter().zip(found) {
            let answers = &mut self.leaves[leaf.index()];
            for (known, words) in
                [(&mut answers.asked, asked), (&mut answers.yes, yes), (&mut answers.unknown, unknown)]
            {
                known.resize(self.count, 0);
                add(known, &words);
            }
        }
    }

    /// For each question about events the rows that it may concern: those that the fused part leaves undecided.
    fn concerned(&self) -> Vec<Vec<u64>> {
        let Bound { plan, batch, steps, folded, .. } = self.bound;
        let mut active: Vec<Option<Vec<u64>>> = vec![None; steps.len()];
        for (root, _) in &plan.roots {
            active[root.index()] = Some(all(batch, self.first_word, self.count));
        }
        let mut concerned = vec![vec![0; self.count]; folded.len()];
        // Operands stand before what they are operands of.
        for (node, step) in steps.iter().enumerate().rev() {
            let Some(mut rows) = active[node].take() else { continue };
            match step {
                Step::Unused | Step::Output(_) => {}
                Step::Leaf(leaf) => {
                    if let Way::Fold(question) = self.bound.ways[leaf.index()] {
                        add(&mut concerned[question], &rows);
                    }
                }
                Step::Not(operand) => reach(&mut active[operand.index()], &rows),
                Step::Joined { all, output, nodes } => {
                    match output.map(|output| &self.outputs[output]) {
                        Some(decided) if *all => keep(&mut rows, decided),
                        Some(decided) => take_out(&mut rows, decided),
                        None => {}
                    }
                    // Of a single condition the first question leaves fewer persons for the next one. Many are asked at once.
                    let asked = if plan.roots.len() == 1 { &nodes[..nodes.len().min(1)] } else { &nodes[..] };
                    asked.iter().for_each(|node| reach(&mut active[node.index()], &rows));
                }
            }
        }
        concerned
    }
}

fn reach(active: &mut Option<Vec<u64>>, rows: &[u64]) {
    match active {
        Some(known) => add(known, rows),
        None => *active = Some(rows.to_vec()),
    }
}

impl Way<'_> {
    /// Whether it holds for a row, where a column is all there is to look at.
    pub(super) fn holds(&self, row: usize) -> Option<bool> {
        Some(match self {
            Way::Text(column, test) => text(column, row).is_some_and(|text| test.passes(text)),
            Way::Items(column, test) => has_item(column, test, row),
            Way::Present(column) => is_present(column, row),
            Way::Wide(column, ranges) => lies_within(column, ranges, row),
            Way::Unused | Way::Fused(_) | Way::Fold(_) | Way::Unknown | Way::Row(_) => return None,
        })
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

/// Whether one of the texts of a list passes.
fn has_item(column: &Column, test: &TextTest, row: usize) -> bool {
    items(column, row).any(|text| test.passes(text))
}

/// Whether a number lies in one of these ranges.
fn lies_within(column: &Column, ranges: &[(i128, i128)], row: usize) -> bool {
    let Values::Whole(whole, _) = column.values() else { return false };
    let number = whole.get(row);
    column.is_valid(row) && ranges.iter().any(|(low, high)| (*low..=*high).contains(&number))
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
