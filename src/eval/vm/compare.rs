//! Comparisons: the fast ways for the types that an instruction was made for, and the common function for all else.

use super::cell::Cell;
use super::machine::{Frame, Machine};
use super::recent::Question;
use super::walk::items;
use crate::eval::comparison::{self, Setting, lies};
use crate::program::Comparison;
use crate::program::bytecode::{Kind, Manner, NeedleId, Operand, PatternId, SetId, TextTest};
use crate::value::moment::{date_relation_range, relation_range};
use crate::value::text::equal;
use crate::value::{DateOperator, Duration, Moment, Relation, Value};

impl<'r> Machine<'r, '_> {
    pub(super) fn relate(
        &mut self,
        frame: &Frame<'r>,
        kind: Kind,
        relation: Relation,
        left: Operand,
        right: Operand,
    ) -> bool {
        let quick = self.quick(frame, kind, relation, left, right);
        quick.unwrap_or_else(|| {
            self.compare(frame, comparison_of(relation), Manner::Plain, left, &[right]).is_true()
        })
    }

    pub(super) fn between(
        &mut self,
        frame: &Frame<'r>,
        kind: Kind,
        value: Operand,
        first: Operand,
        last: Operand,
    ) -> Cell<'r> {
        let since = self.quick(frame, kind, Relation::Since, value, first);
        let until = self.quick(frame, kind, Relation::Until, value, last);
        match since.zip(until) {
            Some((since, until)) => Cell::Boolean(since && until),
            None => self.compare(frame, Comparison::IsBetween, Manner::Plain, value, &[first, last]),
        }
    }

    /// Whether one value lies so to another, if they are of the kind, or one is empty.
    fn quick(
        &self,
        frame: &Frame<'r>,
        kind: Kind,
        relation: Relation,
        left: Operand,
        right: Operand,
    ) -> Option<bool> {
        match (kind, self.cell(frame, left)?, self.cell(frame, right)?) {
            (_, Cell::Empty, _) | (_, _, Cell::Empty) => Some(false),
            (Kind::Integer | Kind::Number, Cell::Integer(left), Cell::Integer(right)) => {
                Some(lies(relation, left.cmp(right)))
            }
            (Kind::Number, left, right) => Some(lies(relation, left.as_number()?.cmp(&right.as_number()?))),
            (Kind::Date, Cell::Date(left), Cell::Date(right)) => {
                Some(date_relation_range(relation, *right).contains(*left))
            }
            (Kind::Datetime, Cell::Datetime(left), Cell::Datetime(right)) => {
                let range = relation_range(relation, Moment::Instant(*right), frame.context.zone);
                Some(range.contains(*left))
            }
            _ => None,
        }
    }

    pub(super) fn text_test(
        &mut self,
        frame: &Frame<'r>,
        test: TextTest,
        text: Operand,
        needle: NeedleId,
    ) -> Cell<'r> {
        let needle = &frame.routine.needles[needle].1;
        let cell = self.read(frame, text);
        Cell::Boolean(self.text(cell).is_some_and(|text| match test {
            TextTest::Is => needle.equals(text),
            TextTest::Contains => needle.is_in(text),
            TextTest::StartsWith => needle.begins(text),
            TextTest::EndsWith => needle.ends(text),
        }))
    }

    pub(super) fn matches(&self, frame: &Frame<'r>, text: Operand, pattern: PatternId) -> Cell<'r> {
        let regex = &frame.routine.patterns[pattern].regex;
        let cell = self.read(frame, text);
        Cell::Boolean(self.text(cell).is_some_and(|text| regex.is_match(text)))
    }

    pub(super) fn one_of(&mut self, frame: &Frame<'r>, value: Operand, set: SetId) -> Cell<'r> {
        let set = &frame.routine.sets[set];
        let cell = self.read(frame, value);
        Cell::Boolean(match cell.as_number() {
            Some(number) => set.has_number(number),
            None => self.text(cell).is_some_and(|text| set.has_text(text)),
        })
    }

    /// Whether a list of tags has one; tags are texts, and texts compare without regard to case.
    pub(super) fn tagged(&self, frame: &Frame<'r>, tags: Operand, tag: Operand) -> Cell<'r> {
        let (tags, tag) = (self.read(frame, tags), self.read(frame, tag));
        let Some(tag) = self.text(tag) else { return Cell::Boolean(false) };
        let is_it = |known: &Value| matches!(known, Value::Text(known) if equal(known, tag));
        Cell::Boolean(items(self.held(tags)).iter().any(is_it))
    }

    /// Any comparison of any values.
    pub(super) fn compare(
        &mut self,
        frame: &Frame<'r>,
        comparison: Comparison,
        manner: Manner,
        left: Operand,
        operands: &[Operand],
    ) -> Cell<'r> {
        if let (Some(operator), false) = (comparison.relative(), manner == Manner::Yearly)
            && let Some(holds) = self.relative(frame, operator, manner, left, operands)
        {
            return Cell::Boolean(holds);
        }
        let setting = Setting {
            now: frame.context.now,
            zone: frame.context.zone,
            ignoring_year: manner == Manner::Yearly,
            contacted: manner == Manner::Contacted,
        };
        let left = self.to_value(self.read(frame, left));
        let values = self.arguments(frame, operands);
        let outcome = comparison::holds(comparison, &left, &values, setting);
        self.put_back(values);
        Cell::Boolean(outcome.unwrap_or_else(|problem| {
            self.fault(frame, problem);
            false
        }))
    }

    /// Whether a date or a moment lies so to now.
    fn relative(
        &mut self,
        frame: &Frame<'r>,
        operator: DateOperator,
        manner: Manner,
        left: Operand,
        operands: &[Operand],
    ) -> Option<bool> {
        let duration = match operands {
            [] => Duration::ZERO,
            [duration] => self.read(frame, *duration).to_duration()?,
            _ => return None,
        };
        let (now, zone) = (frame.context.now, frame.context.zone);
        let question = Question { operator, duration, now, zone, contacted: manner == Manner::Contacted };
        match self.read(frame, left) {
            Cell::Date(date) => Some(self.memory.kept.recent.dates(question).contains(date)),
            Cell::Datetime(moment) => Some(self.memory.kept.recent.instants(question).contains(moment)),
            _ => None,
        }
    }

    /// The values of several operands, in memory that is kept.
    pub(super) fn arguments(&mut self, frame: &Frame<'r>, operands: &[Operand]) -> Vec<Value> {
        let mut values = std::mem::take(&mut self.memory.kept.arguments);
        values.extend(operands.iter().map(|operand| self.to_value(self.read(frame, *operand))));
        values
    }

    /// Gives the memory of [`Machine::arguments`] back.
    pub(super) fn put_back(&mut self, mut values: Vec<Value>) {
        values.clear();
        self.memory.kept.arguments = values;
    }
}

/// A comparison that asks for this relation.
fn comparison_of(relation: Relation) -> Comparison {
    match relation {
        Relation::Is => Comparison::Is,
        Relation::Before => Comparison::Before,
        Relation::Until => Comparison::Until,
        Relation::Since => Comparison::Since,
        Relation::After => Comparison::After,
    }
}
