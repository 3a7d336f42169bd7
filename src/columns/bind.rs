//! From a plan and a batch to what runs: which questions the fused part answers, which a kernel, which the fold over events,
//! and which the row engine.

use super::fold::{self, Fold};
use super::formula::Formulas;
use super::fused::{Buffer, CodeSet, Fused, Input, Operands, Operation};
use super::order::Order;
use super::plan::{Check, LeafId, Node, NodeId, NumberRange, Plan, Question, Subject, micros};
use super::text::TextTest;
use super::{Batch, Column, Values};
use crate::program::{AttributeId, ExpressionId, Id};
use crate::value::{Date, Relation};

/// A plan, made ready for a batch.
#[derive(Debug)]
pub struct Bound<'a> {
    pub(super) batch: &'a Batch,
    pub(super) plan: &'a Plan,
    /// What each node is, by id.
    pub(super) steps: Vec<Step>,
    /// Who answers each question, by id.
    pub(super) ways: Vec<Way<'a>>,
    /// The cheap part.
    pub fused: Fused,
    /// What the batch has for it.
    pub operands: Operands<'a>,
    /// The questions about events.
    pub(super) fold: fold::Bound<'a>,
    /// Which ones they are.
    pub(super) folded: Vec<LeafId>,
}

/// How a node is computed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// Nobody asks.
    Unused,
    /// The output of the fused part.
    Output(usize),
    /// By the answers to a question.
    Leaf(LeafId),
    /// By its operand.
    Not(NodeId),
    /// By its operands: outputs of the fused part first, then nodes one after the other, for the rows still undecided.
    Joined {
        /// Whether all must hold, or one.
        all: bool,
        /// What the fused part has of it, if it may come first.
        output: Option<usize>,
        /// The others, in the order in which they are computed.
        nodes: Vec<NodeId>,
    },
}

/// Who answers a question.
#[derive(Debug)]
pub(super) enum Way<'a> {
    /// Nobody asks.
    Unused,
    /// An operation of the fused part.
    Fused(usize),
    /// A text column, text by text.
    Text(&'a Column, TextTest),
    /// A list column: by what each item is.
    Items(&'a Column, TextTest),
    /// Which values of a column are not empty.
    Present(&'a Column),
    /// Whole numbers of 128 bits: whether they lie in one of several ranges, both ends included.
    Wide(&'a Column, Vec<(i128, i128)>),
    /// The fold over events, and which of its questions it is.
    Fold(usize),
    /// Nobody: whoever asks needs the row engine for the whole condition.
    Unknown,
    /// The row engine.
    Row(ExpressionId),
}

impl<'a> Bound<'a> {
    /// Makes a plan ready for a batch.
    #[must_use]
    pub fn new(plan: &'a Plan, batch: &'a Batch) -> Bound<'a> {
        let mut binder = Binder {
            plan,
            batch,
            fused: Fused::default(),
            sets: Vec::new(),
            ways: plan.leaves.ids().map(|_| Way::Unused).collect(),
            steps: plan.nodes.ids().map(|_| Step::Unused).collect(),
            operations: plan.nodes.ids().map(|_| None).collect(),
            folded: Vec::new(),
        };
        for (root, _) in &plan.roots {
            binder.node(*root);
            binder.step(*root);
        }
        let Binder { fused, sets, ways, steps, folded, .. } = binder;
        let buffers = fused.inputs.iter().filter_map(|input| Buffer::of(batch, *input)).collect();
        let fold = Fold::new(plan, &folded).bind(batch);
        Bound { batch, plan, steps, ways, fused, operands: Operands { buffers, sets }, fold, folded }
    }

    /// Who answers a question, in a word.
    #[must_use]
    pub fn answers(&self, leaf: LeafId) -> &'static str {
        match self.ways[leaf.index()] {
            Way::Unused => "nobody",
            Way::Fused(_) => "fused",
            Way::Text(..) => "texts",
            Way::Items(..) => "lists",
            Way::Present(_) => "presence",
            Way::Wide(..) => "wide numbers",
            Way::Fold(_) => "fold",
            Way::Unknown | Way::Row(_) => "rows",
        }
    }
}

impl Way<'_> {
    fn may_fail(&self) -> bool {
        matches!(self, Way::Unknown | Way::Row(_))
    }
}

struct Binder<'a> {
    plan: &'a Plan,
    batch: &'a Batch,
    fused: Fused,
    sets: Vec<CodeSet>,
    ways: Vec<Way<'a>>,
    steps: Vec<Step>,
    /// The operation that a node is, where all of it is fused.
    operations: Vec<Option<usize>>,
    /// The questions of the fold.
    folded: Vec<LeafId>,
}

impl<'a> Binder<'a> {
    /// Finds the ways of all questions below a node, and the operations of the nodes that are fused as a whole.
    fn node(&mut self, node: NodeId) -> Option<usize> {
        if let Some(known) = self.operations[node.index()] {
            return Some(known);
        }
        let operation = match &self.plan.nodes[node] {
            Node::Constant(holds) => Some(Operation::Constant(*holds)),
            Node::Leaf(leaf) => {
                if matches!(self.ways[leaf.index()], Way::Unused) {
                    self.ways[leaf.index()] = self.way(*leaf);
                }
                let Way::Fused(operation) = self.ways[leaf.index()] else { return None };
                self.operations[node.index()] = Some(operation);
                return Some(operation);
            }
            Node::Not(operand) => self.node(*operand).map(Operation::Not),
            Node::All(operands) => self.joined(operands).map(Operation::And),
            Node::Any(operands) => self.joined(operands).map(Operation::Or),
        };
        let operation = self.fused.operation(operation?);
        self.operations[node.index()] = Some(operation);
        Some(operation)
    }

    fn joined(&mut self, operands: &[NodeId]) -> Option<Vec<usize>> {
        // All of them are looked at, whether the first is fused or not.
        let operations: Vec<Option<usize>> = operands.iter().map(|operand| self.node(*operand)).collect();
        operations.into_iter().collect()
    }

    /// Decides how a node is computed.
    fn step(&mut self, node: NodeId) {
        if self.steps[node.index()] != Step::Unused {
            return;
        }
        let step = match (self.operations[node.index()], &self.plan.nodes[node]) {
            (Some(operation), _) => Step::Output(self.output(operation)),
            (None, Node::Leaf(leaf)) => Step::Leaf(*leaf),
            (None, Node::Not(operand)) => {
                self.step(*operand);
                Step::Not(*operand)
            }
            (None, Node::All(operands)) => self.joint(operands, true),
            (None, Node::Any(operands)) => self.joint(operands, false),
            (None, Node::Constant(holds)) => {
                let operation = self.fused.operation(Operation::Constant(*holds));
                Step::Output(self.output(operation))
            }
        };
        self.steps[node.index()] = step;
    }

    /// What comes up to the last operand that may fail keeps its order, and everything behind it waits for it. Without such an
    /// operand the cheap ones come first, and of the others those that decide most for what they cost.
    fn joint(&mut self, operands: &[NodeId], all: bool) -> Step {
        let fixed = operands.iter().rposition(|operand| self.may_fail(*operand)).map_or(0, |last| last + 1);
        let (ordered, free) = operands.split_at(fixed);
        let (fused, mut dear): (Vec<NodeId>, Vec<NodeId>) =
            free.iter().partition(|operand| self.operations[operand.index()].is_some());
        Order { plan: self.plan, batch: self.batch, ways: &self.ways }.sort(&mut dear, all);
        let mut nodes = ordered.to_vec();
        let mut output = None;
        if fixed == 0 && !fused.is_empty() {
            let operations = fused.iter().filter_map(|operand| self.operations[operand.index()]).collect();
            let joined = if all { Operation::And(operations) } else { Operation::Or(operations) };
            let joined = self.fused.operation(joined);
            output = Some(self.output(joined));
        } else {
            nodes.extend(fused);
        }
        nodes.extend(dear);
        nodes.iter().for_each(|node| self.step(*node));
        Step::Joined { all, output, nodes }
    }

    fn output(&mut self, operation: usize) -> usize {
        let known = self.fused.outputs.iter().position(|known| *known == operation);
        known.unwrap_or_else(|| {
            self.fused.outputs.push(operation);
            self.fused.outputs.len() - 1
        })
    }

    fn may_fail(&self, node: NodeId) -> bool {
        match &self.plan.nodes[node] {
            Node::Constant(_) => false,
            Node::Leaf(leaf) => self.ways[leaf.index()].may_fail(),
            Node::Not(operand) => self.may_fail(*operand),
            Node::All(operands) | Node::Any(operands) => operands.iter().any(|node| self.may_fail(*node)),
        }
    }

    /// Who answers a question.
    fn way(&mut self, leaf: LeafId) -> Way<'a> {
        let plan = self.plan;
        match &plan.leaves[leaf].question {
            Question::Row(expression) => Way::Row(*expression),
            Question::Compared(left, relation, right) => {
                self.fused_or_unknown(|formulas| formulas.compared(left, *relation, right))
            }
            Question::Check(Subject::Formula(formula), check) => {
                self.fused_or_unknown(|formulas| match check {
                    Check::Numbers(range) => formulas.within(formula, range),
                    Check::OneOfNumbers(numbers) => formulas.one_of(formula, numbers),
                    Check::Present => formulas.present(formula),
                    _ => None,
                })
            }
            Question::Check(Subject::Attribute(attribute), check) => self.attribute(*attribute, check),
            Question::Check(Subject::Item(attribute), check) => self.items(*attribute, check),
            Question::Check(Subject::Measure(_), _) if fold::can_answer(plan, leaf) => {
                self.folded.push(leaf);
                Way::Fold(self.folded.len() - 1)
            }
            Question::Check(Subject::Measure(_), _) => Way::Unknown,
            Question::Check(Subject::Property(..) | Subject::Time, _) => Way::Unknown,
        }
    }

    fn fused_or_unknown(&mut self, find: impl FnOnce(&mut Formulas) -> Option<usize>) -> Way<'a> {
        find(&mut Formulas { fused: &mut self.fused, batch: self.batch }).map_or(Way::Unknown, Way::Fused)
    }

    fn constant(&mut self, holds: bool) -> Way<'a> {
        Way::Fused(self.fused.operation(Operation::Constant(holds)))
    }

    fn attribute(&mut self, attribute: AttributeId, check: &Check) -> Way<'a> {
        // What no file has is empty for everybody, and no check is passed by that.
        let Some(column) = self.batch.attribute(attribute) else { return self.constant(false) };
        match (check, column.values()) {
            (_, Values::Rows(_)) if *check != Check::Present => Way::Unknown,
            (Check::Present, Values::Boolean(_) | Values::Whole(..)) => self.valid(attribute),
            (Check::Present, Values::Codes(_, texts)) => {
                let is_there = |code: usize| !texts.value(code).is_empty();
                let count = arrow_array::Array::len(&**texts);
                // Most data have nothing, and not the empty text, where there is nothing.
                if (0..count).all(is_there) {
                    return self.valid(attribute);
                }
                self.codes(attribute, CodeSet::of(count, is_there))
            }
            (Check::Present, _) => Way::Present(column),
            (Check::True, Values::Boolean(_)) => {
                let input = self.fused.input(Input::True(attribute));
                Way::Fused(self.fused.operation(Operation::Bits(input)))
            }
            (Check::Text(check), Values::Codes(_, texts)) => {
                let test = TextTest::new(check);
                let set =
                    CodeSet::of(arrow_array::Array::len(&**texts), |code| test.passes(texts.value(code)));
                self.codes(attribute, set)
            }
            (Check::Text(check), Values::Text(_)) => Way::Text(column, TextTest::new(check)),
            (check, Values::Whole(..)) => self.whole(attribute, column, check),
            _ => Way::Unknown,
        }
    }

    fn valid(&mut self, attribute: AttributeId) -> Way<'a> {
        self.fused_or_unknown(|formulas| {
            let always = formulas.fused.operation(Operation::Constant(true));
            Some(formulas.valid(&[attribute], always))
        })
    }

    fn codes(&mut self, attribute: AttributeId, set: CodeSet) -> Way<'a> {
        let Some(Values::Codes(codes, _)) = self.batch.attribute(attribute).map(|column| column.values())
        else {
            return Way::Unknown;
        };
        let input = self.fused.input(Input::Codes(attribute, codes.width()));
        // Each question has a set of its own. Which of them are the same hangs on the dictionary, and every dictionary would have
        // another layout.
        self.sets.push(set);
        let held = self.fused.operation(Operation::Code(input, self.sets.len() - 1));
        self.fused_or_unknown(|formulas| Some(formulas.valid(&[attribute], held)))
    }

    /// Checks of whole numbers: ranges of them.
    fn whole(&mut self, attribute: AttributeId, column: &'a Column, check: &Check) -> Way<'a> {
        let Values::Whole(whole, scale) = column.values() else { return Way::Unknown };
        let ranges: Vec<(i128, i128)> = match check {
            Check::Numbers(range) => vec![range.scaled(*scale)],
            Check::OneOfNumbers(numbers) => {
                let range = |number| NumberRange::of(Relation::Is, number).scaled(*scale);
                numbers.iter().map(|number| range(*number)).collect()
            }
            Check::Days(range) => {
                let day = |date: Option<Date>, otherwise| date.map_or(otherwise, |date| date.days().into());
                vec![(day(range.first, i128::MIN), day(range.last, i128::MAX))]
            }
            Check::Instants(range) => {
                let (from, to) = micros(*range);
                vec![(from.into(), to.into())]
            }
            _ => return Way::Unknown,
        };
        if whole.width() > 8 {
            return Way::Wide(column, ranges);
        }
        self.fused_or_unknown(|formulas| {
            let (value, _) = formulas.column(attribute)?;
            let mut held: Vec<usize> = Vec::new();
            for (low, high) in ranges {
                held.push(formulas.held(value, low, high));
            }
            let held = match held[..] {
                [single] => single,
                _ => formulas.fused.operation(Operation::Or(held)),
            };
            Some(formulas.valid(&[attribute], held))
        })
    }

    fn items(&mut self, attribute: AttributeId, check: &Check) -> Way<'a> {
        let Some(column) = self.batch.attribute(attribute) else { return self.constant(false) };
        match (check, column.values()) {
            (Check::Text(check), Values::List(..)) => Way::Items(column, TextTest::new(check)),
            _ => Way::Unknown,
        }
    }
}
