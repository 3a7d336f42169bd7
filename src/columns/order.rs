//! In which order the dear operands of a node are asked: those first that decide many rows for little.
//!
//! What each decides is looked up in some rows of the batch. Only operands are moved that cannot fail, so whatever is found there
//! changes how many rows are asked, and no answer and no error.

use super::Batch;
use super::bind::Way;
use super::plan::{Node, NodeId, Plan};
use crate::program::Id;

/// How many rows are looked at to find out how often a question holds.
const SAMPLE: usize = 128;

/// What is expected of a node.
#[derive(Clone, Copy)]
struct Expected {
    /// How long a row takes, in nanoseconds.
    time: f64,
    /// The share of rows for which it holds.
    share: f64,
}

/// What orders operands: a plan, and who answers its questions in a batch.
pub(super) struct Order<'a> {
    pub(super) plan: &'a Plan,
    pub(super) batch: &'a Batch,
    pub(super) ways: &'a [Way<'a>],
}

impl Order<'_> {
    /// Sorts operands of which all must hold, or one.
    pub(super) fn sort(&self, operands: &mut Vec<NodeId>, all: bool) {
        if operands.len() < 2 {
            return;
        }
        let mut ranked: Vec<(f64, NodeId)> =
            operands.iter().map(|operand| (self.node(*operand).rank(all), *operand)).collect();
        ranked.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        *operands = ranked.into_iter().map(|(_, operand)| operand).collect();
    }

    fn node(&self, node: NodeId) -> Expected {
        match &self.plan.nodes[node] {
            Node::Constant(holds) => Expected { time: 0.0, share: f64::from(u8::from(*holds)) },
            Node::Leaf(leaf) => self.way(&self.ways[leaf.index()]),
            Node::Not(operand) => self.node(*operand).opposite(),
            Node::All(operands) => self.all(operands.iter().map(|operand| self.node(*operand))),
            Node::Any(operands) => {
                self.all(operands.iter().map(|operand| self.node(*operand).opposite())).opposite()
            }
        }
    }

    /// What is expected of operands that must all hold, each of which is asked for those whom the ones before it leave.
    fn all(&self, operands: impl Iterator<Item = Expected>) -> Expected {
        operands.fold(Expected { time: 0.0, share: 1.0 }, |before, next| Expected {
            time: before.time + before.share * next.time,
            share: before.share * next.share,
        })
    }

    fn way(&self, way: &Way) -> Expected {
        Expected { time: way.time(), share: self.share(way).unwrap_or(0.5) }
    }

    /// For which share of some rows a question holds, where a row is easily asked.
    fn share(&self, way: &Way) -> Option<f64> {
        let rows = self.batch.rows();
        let count = rows.min(SAMPLE);
        let answers = (0..count).map(|at| way.holds(at * rows / count).map(usize::from));
        let holds = answers.sum::<Option<usize>>()?;
        (count > 0).then(|| holds as f64 / count as f64)
    }
}

impl Expected {
    fn opposite(self) -> Expected {
        Expected { share: 1.0 - self.share, ..self }
    }

    /// How long it takes to decide a row: operands are best asked in ascending order of this.
    fn rank(self, all: bool) -> f64 {
        let decided = if all { 1.0 - self.share } else { self.share };
        // Of what none of the rows shows, some others may.
        self.time / decided.max(0.5 / SAMPLE as f64)
    }
}

impl Way<'_> {
    /// About how long a row takes that is asked, in nanoseconds: as the figures of `docs/performance.md` have it, `cargo bench --bench
    /// order` and `fold`.
    fn time(&self) -> f64 {
        match self {
            Way::Unused | Way::Fused(_) => 0.1,
            Way::Present(_) | Way::Wide(..) => 2.0,
            Way::Text(_, test) if test.is_pattern() => 60.0,
            Way::Text(..) => 8.0,
            Way::Items(..) => 20.0,
            Way::Fold(_) => 15.0,
            Way::Unknown | Way::Row(_) => 500.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::StringArray;

    use super::*;
    use crate::columns::bind::Step;
    use crate::columns::plan::{Check, Question, Subject, TextCheck};
    use crate::columns::{Bound, Column, Keys, Values};
    use crate::program::{AttributeId, ExpressionId};

    /// Whether a text has some letters in it.
    fn contains(plan: &mut Plan, letters: &str) -> NodeId {
        let check = Check::Text(TextCheck::Contains(letters.into()));
        plan.check(Subject::Attribute(AttributeId::from_index(0)), check, ExpressionId::from_index(0))
    }

    /// In which order the operands of the only condition of a plan are asked, about people of whom all have an `a`, half a `b` and
    /// nobody a `c`.
    fn order(mut plan: Plan, root: NodeId) -> Vec<NodeId> {
        plan.roots = vec![(root, ExpressionId::from_index(0))];
        let rows = 1_000;
        let texts: StringArray = (0..rows).map(|at| Some(["a", "ab"][at / 3 % 2])).collect();
        let column = Column::new(Values::Text(texts), None);
        let keys = Keys::Whole((0..rows as i64).collect());
        let batch = Batch { keys, attributes: vec![Some(Arc::new(column))], ..Batch::default() };
        match &Bound::new(&plan, &batch).steps[root.index()] {
            Step::Joined { nodes, .. } => nodes.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn those_come_first_that_decide_most() {
        let mut plan = Plan::default();
        let [a, b, c] = ["a", "b", "c"].map(|letters| contains(&mut plan, letters));
        let (all, any) = (plan.all(vec![a, b, c]), plan.any(vec![c, b, a]));
        assert_eq!(order(plan.clone(), all), [c, b, a]);
        assert_eq!(order(plan.clone(), any), [a, b, c]);
        let (not_a, not_c) = (plan.not(a), plan.not(c));
        let complements = plan.all(vec![not_c, b, not_a]);
        assert_eq!(order(plan, complements), [not_a, b, not_c]);
    }

    #[test]
    fn what_may_fail_stays_where_it_is_with_all_before_it() {
        let mut plan = Plan::default();
        let [a, b, c] = ["a", "b", "c"].map(|letters| contains(&mut plan, letters));
        let failing = plan.leaf(Question::Row(ExpressionId::from_index(1)), ExpressionId::from_index(1));
        let all = plan.all(vec![a, failing, b, c]);
        assert_eq!(order(plan, all), [a, failing, c, b]);
    }
}
