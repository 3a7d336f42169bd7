//! What must hold of an event.

use std::sync::Arc;

use super::test::Test;
use crate::columns::plan::{Check, LeafId, Node, NodeId, Plan, Question, Subject};
use crate::columns::{Batch, Column, Values, Whole};
use crate::program::EventId;

/// What of an event is looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Cell {
    /// A property of a kind of event.
    Property(EventId, u32),
    /// When it happened.
    Time,
}

/// What must hold of an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Condition {
    Constant(bool),
    Check(Cell, Check),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Condition {
    /// The condition that a node of a plan is, if only checks of the event at hand are in it.
    pub(super) fn of(plan: &Plan, node: NodeId) -> Option<Condition> {
        let parts = |nodes: &[NodeId]| -> Option<Vec<Condition>> {
            nodes.iter().map(|node| Condition::of(plan, *node)).collect()
        };
        Some(match &plan.nodes[node] {
            Node::Constant(holds) => Condition::Constant(*holds),
            Node::Leaf(leaf) => Condition::of_leaf(plan, *leaf)?,
            Node::Not(node) => Condition::Not(Box::new(Condition::of(plan, *node)?)),
            Node::All(nodes) => Condition::All(parts(nodes)?),
            Node::Any(nodes) => Condition::Any(parts(nodes)?),
        })
    }

    fn of_leaf(plan: &Plan, leaf: LeafId) -> Option<Condition> {
        match &plan.leaves[leaf].question {
            Question::Check(_, Check::Count(_)) => None,
            Question::Check(Subject::Property(event, slot), check) => {
                Some(Condition::Check(Cell::Property(*event, *slot), check.clone()))
            }
            Question::Check(Subject::Time, check) => Some(Condition::Check(Cell::Time, check.clone())),
            _ => None,
        }
    }

    /// The condition for the events of a batch; nothing where its columns cannot tell.
    pub(super) fn bind(&self, batch: &Batch) -> Option<Test> {
        let parts = |parts: &[Condition]| -> Option<Vec<Test>> {
            parts.iter().map(|part| part.bind(batch)).collect()
        };
        Some(match self {
            Condition::Constant(holds) => Test::Constant(*holds),
            Condition::Check(cell, check) => match cell.column(batch) {
                Some(column) => Test::of(check, &column)?,
                None => Test::Constant(false),
            },
            Condition::Not(part) => Test::Not(Box::new(part.bind(batch)?)),
            Condition::All(conditions) => Test::All(parts(conditions)?),
            Condition::Any(conditions) => Test::Any(parts(conditions)?),
        })
    }
}

impl Cell {
    /// The column in a batch; nothing where there is none, and every value is empty.
    pub(super) fn column(self, batch: &Batch) -> Option<Arc<Column>> {
        match self {
            Cell::Property(event, slot) => batch.events.property(event, slot as usize).cloned(),
            Cell::Time => {
                let times = Values::Whole(Whole::I64(batch.events.times.clone()), 0);
                Some(Arc::new(Column::new(times, None)))
            }
        }
    }
}
