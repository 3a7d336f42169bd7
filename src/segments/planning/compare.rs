//! Comparisons.

use super::Planner;
use crate::columns::plan::{Check, NodeId, NumberRange, Question, Subject, TextCheck};
use crate::program::{Comparison, ExpressionId, ExpressionKind, Type};
use crate::value::moment::{date_relation_range, relation_range};
use crate::value::relative::{contacted_range, date_range, instant_range};
use crate::value::{Date, DateRange, Duration, InstantRange, Moment, Number, Relation, Text, Value, Zone};

impl Planner<'_> {
    /// The node of a comparison.
    pub(super) fn compare(
        &mut self,
        id: ExpressionId,
        comparison: Comparison,
        left: ExpressionId,
        operands: &[ExpressionId],
        ignoring_year: bool,
    ) -> NodeId {
        // What it is the complement of is asked, so both spellings of a question are one.
        if let Some(negated) = comparison.complement() {
            return match self.compared(id, negated, left, operands, ignoring_year) {
                Some(node) => self.plan.not(node),
                None => self.row(id),
            };
        }
        self.compared(id, comparison, left, operands, ignoring_year).unwrap_or_else(|| self.row(id))
    }

    fn compared(
        &mut self,
        id: ExpressionId,
        comparison: Comparison,
        left: ExpressionId,
        operands: &[ExpressionId],
        ignoring_year: bool,
    ) -> Option<NodeId> {
        let Some(subject) = self.subject(left) else {
            return self.of_formulas(id, comparison, left, operands);
        };
        if comparison == Comparison::IsEmpty {
            let present = self.plan.check(subject, Check::Present, id);
            return Some(self.plan.not(present));
        }
        let Some(values) = self.moment().constants(operands) else {
            return self.of_formulas(id, comparison, left, operands);
        };
        if comparison == Comparison::IsOneOf {
            return self.one_of(id, &subject, left, &values, ignoring_year);
        }
        if values.iter().any(Value::is_empty) {
            return Some(self.plan.constant(false));
        }
        if *self.r#type(left) == Type::Boolean {
            return self.of_boolean(id, subject, comparison, &values);
        }
        let check = self.check(left, comparison, &values, ignoring_year)?;
        Some(self.plan.check(subject, check, id))
    }

    /// The check that a comparison with these values is.
    fn check(
        &self,
        left: ExpressionId,
        comparison: Comparison,
        values: &[Value],
        ignoring_year: bool,
    ) -> Option<Check> {
        match self.r#type(left) {
            Type::Text => of_text(comparison, values).map(Check::Text),
            Type::Integer | Type::Number => of_number(comparison, values).map(Check::Numbers),
            Type::Date if !ignoring_year => self.of_date(comparison, values).map(Check::Days),
            Type::Datetime if !ignoring_year => {
                let contacted =
                    matches!(self.program.expressions[left].kind, ExpressionKind::LastContacted(_));
                self.of_datetime(comparison, values, contacted).map(Check::Instants)
            }
            _ => None,
        }
    }

    /// `is true`, `is false`
    fn of_boolean(
        &mut self,
        id: ExpressionId,
        subject: Subject,
        comparison: Comparison,
        values: &[Value],
    ) -> Option<NodeId> {
        let (Comparison::Is, [Value::Boolean(wanted)]) = (comparison, values) else { return None };
        let truth = self.plan.check(subject.clone(), Check::True, id);
        if *wanted {
            return Some(truth);
        }
        let (present, not) = (self.plan.check(subject, Check::Present, id), self.plan.not(truth));
        Some(self.plan.all(vec![present, not]))
    }

    /// `is one of`: the items of lists stand in one row with the others, and empty ones equal nothing.
    fn one_of(
        &mut self,
        id: ExpressionId,
        subject: &Subject,
        left: ExpressionId,
        values: &[Value],
        ignoring_year: bool,
    ) -> Option<NodeId> {
        let mut items = Vec::new();
        for value in values {
            match value {
                Value::List(list) => items.extend(list.iter().cloned()),
                single => items.push(single.clone()),
            }
        }
        items.retain(|item| !item.is_empty());
        let texts: Vec<Text> = items.iter().filter_map(text).collect();
        let numbers: Vec<Number> = items.iter().filter_map(number).collect();
        let check = match self.r#type(left) {
            _ if items.is_empty() => return Some(self.plan.constant(false)),
            Type::Boolean => {
                let is =
                    |item| self.of_boolean(id, subject.clone(), Comparison::Is, std::slice::from_ref(item));
                let nodes: Option<Vec<NodeId>> = items.iter().map(is).collect();
                return Some(self.plan.any(nodes?));
            }
            Type::Text if texts.len() == items.len() => Check::Text(TextCheck::OneOf(texts)),
            Type::Integer | Type::Number if numbers.len() == items.len() => one_of_numbers(numbers),
            Type::Date | Type::Datetime => {
                let checks: Option<Vec<Check>> = (items.iter())
                    .map(|item| self.check(left, Comparison::Is, std::slice::from_ref(item), ignoring_year))
                    .collect();
                let nodes =
                    checks?.into_iter().map(|check| self.plan.check(subject.clone(), check, id)).collect();
                return Some(self.plan.any(nodes));
            }
            _ => return None,
        };
        Some(self.plan.check(subject.clone(), check, id))
    }

    /// Comparisons of numbers that are computed, or not known before.
    fn of_formulas(
        &mut self,
        id: ExpressionId,
        comparison: Comparison,
        left: ExpressionId,
        operands: &[ExpressionId],
    ) -> Option<NodeId> {
        let formula = self.formula(left)?;
        if comparison == Comparison::IsEmpty {
            let present = self.plan.check(Subject::Formula(Box::new(formula)), Check::Present, id);
            return Some(self.plan.not(present));
        }
        if let Some(values) = self.moment().constants(operands)
            && let Some(numbers) = values.iter().map(number).collect::<Option<Vec<Number>>>()
        {
            let check = match comparison {
                Comparison::IsOneOf => one_of_numbers(numbers),
                _ => Check::Numbers(of_number(comparison, &values)?),
            };
            return Some(self.plan.check(Subject::Formula(Box::new(formula)), check, id));
        }
        let ([right], relation) = (operands, comparison.relation()?) else { return None };
        let right = self.formula(*right)?;
        Some(self.plan.leaf(Question::Compared(formula, relation, right), id))
    }

    fn of_date(&self, comparison: Comparison, values: &[Value]) -> Option<DateRange> {
        let zone = self.program.zone;
        let day = |value: &Value| match value {
            Value::Date(date) => Some(*date),
            Value::Datetime(instant) => Some(zone.date(*instant)),
            _ => None,
        };
        if let Some(operator) = comparison.relative() {
            return Some(date_range(operator, duration(values)?, self.now, zone));
        }
        match (comparison, values) {
            (Comparison::IsBetween, [first, last]) => {
                let (first, last) = (day(first)?, day(last)?);
                let (from, to) =
                    (date_relation_range(Relation::Since, first), date_relation_range(Relation::Until, last));
                Some(common(from, to))
            }
            (_, [value]) => Some(date_relation_range(comparison.relation()?, day(value)?)),
            _ => None,
        }
    }

    fn of_datetime(&self, comparison: Comparison, values: &[Value], contacted: bool) -> Option<InstantRange> {
        let zone: Zone = self.program.zone;
        if let Some(operator) = comparison.relative() {
            let range = if contacted { contacted_range } else { instant_range };
            return Some(range(operator, duration(values)?, self.now, zone));
        }
        let lies = |relation, value: &Value| Some(relation_range(relation, moment(value)?, zone));
        match (comparison, values) {
            (Comparison::IsBetween, [first, last]) => {
                Some(lies(Relation::Since, first)?.and(lies(Relation::Until, last)?))
            }
            (_, [value]) => lies(comparison.relation()?, value),
            _ => None,
        }
    }
}

/// The dates that are in both ranges.
fn common(one: DateRange, other: DateRange) -> DateRange {
    let latest = |one: Option<Date>, other: Option<Date>| one.max(other);
    let earliest = |one: Option<Date>, other: Option<Date>| match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    DateRange { first: latest(one.first, other.first), last: earliest(one.last, other.last) }
}

/// The length of a relative operator; those without an operand have none.
fn duration(values: &[Value]) -> Option<Duration> {
    match values {
        [] => Some(Duration::ZERO),
        [Value::Duration(duration)] => Some(*duration),
        _ => None,
    }
}

fn moment(value: &Value) -> Option<Moment> {
    match value {
        Value::Date(date) => Some(Moment::Date(*date)),
        Value::Datetime(instant) => Some(Moment::Instant(*instant)),
        _ => None,
    }
}

fn text(value: &Value) -> Option<Text> {
    match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// The number that an integer or a number is.
pub(super) fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Integer(integer) => Some(Number::from(*integer)),
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

fn of_text(comparison: Comparison, values: &[Value]) -> Option<TextCheck> {
    let [Value::Text(wanted)] = values else { return None };
    let wanted = wanted.clone();
    Some(match comparison {
        Comparison::Is => TextCheck::OneOf(vec![wanted]),
        Comparison::IsExactly => TextCheck::Exactly(wanted),
        Comparison::Contains => TextCheck::Contains(wanted),
        Comparison::StartsWith => TextCheck::StartsWith(wanted),
        Comparison::EndsWith => TextCheck::EndsWith(wanted),
        Comparison::Matches if crate::value::pattern::compiled(&wanted).is_ok() => TextCheck::Matches(wanted),
        _ => return None,
    })
}

/// Each of several numbers once, in order, so that the same ones are one question.
fn one_of_numbers(mut numbers: Vec<Number>) -> Check {
    numbers.sort_unstable();
    numbers.dedup();
    Check::OneOfNumbers(numbers)
}

fn of_number(comparison: Comparison, values: &[Value]) -> Option<NumberRange> {
    match (comparison, values) {
        (Comparison::IsBetween, [first, last]) => {
            Some(NumberRange { low: Some((number(first)?, true)), high: Some((number(last)?, true)) })
        }
        (_, [value]) => Some(NumberRange::of(comparison.relation()?, number(value)?)),
        _ => None,
    }
}
