//! The leaves of conditions: a subject, and those of its values that meet the leaf.

use super::Reader;
use super::cubes::Formula;
use super::domain::{Domain, Values};
use super::intervals::Intervals;
use super::key::{key, selection_keys};
use super::subject::{Aspect, Axis, SubjectId};
use super::values::{self, admitted, distance, flipped, universe};
use crate::program::{
    Aggregate, Arithmetic, Comparison, Count, CountComparison, ExpressionId, ExpressionKind, SelectionId,
    Type,
};
use crate::value::{Number, Relation, Value, text};

impl Reader<'_> {
    /// A condition that is no `and`, `or` or `not`.
    pub(super) fn leaf(&mut self, id: ExpressionId) -> Formula {
        let parts = self.parts;
        match &parts.expressions[id].kind {
            ExpressionKind::Constant(constant) => {
                Formula::Constant(parts.constants[*constant] == Value::Boolean(true))
            }
            ExpressionKind::Compare { comparison, left, operands, ignoring_year } => self
                .comparison(*comparison, *left, operands, *ignoring_year)
                .unwrap_or_else(|| self.proposition(id)),
            ExpressionKind::Happened { selection, count } => self.happened(*selection, *count),
            ExpressionKind::HasTag(tag) => match self.constant(*tag).cloned() {
                Some(Value::Text(tag)) => self.proposition_named(&format!("tag {}", text::fold(&tag))),
                _ => self.proposition(id),
            },
            ExpressionKind::Attribute(_)
            | ExpressionKind::Variable(_)
            | ExpressionKind::Property(_)
            | ExpressionKind::Default { .. } => {
                self.value_among(id, Values::truth()).unwrap_or_else(|| self.proposition(id))
            }
            _ => self.proposition(id),
        }
    }

    /// What of a subject's values is not admitted by a leaf.
    pub(super) fn negated(&self, leaf: Formula) -> Formula {
        match leaf {
            Formula::Constant(holds) => Formula::Constant(!holds),
            Formula::Literal(subject, domain) => {
                Formula::Literal(subject, domain.not().and(&self.subjects.get(subject).universe))
            }
            other => other,
        }
    }

    /// A condition of which only this is known: the same words say the same.
    fn proposition(&mut self, id: ExpressionId) -> Formula {
        let (key, _) = key(self.parts, id);
        self.proposition_named(&key)
    }

    fn proposition_named(&mut self, key: &str) -> Formula {
        let universe = Domain::of(universe(&Type::Boolean));
        let subject = self.subjects.of(&format!("whether {key}"), Aspect::Value, universe);
        Formula::Literal(subject, Domain::of(Values::truth()))
    }

    fn comparison(
        &mut self,
        comparison: Comparison,
        left: ExpressionId,
        operands: &[ExpressionId],
        ignoring_year: bool,
    ) -> Option<Formula> {
        if let Some(positive) = comparison.complement() {
            let positive = self.comparison(positive, left, operands, ignoring_year)?;
            return Some(self.negated(positive));
        }
        if self.constant(left).is_some() {
            // `18 <= age` says the same as `age >= 18`.
            let [right] = operands else { return None };
            self.constant(*right).is_none().then_some(())?;
            return self.comparison(flipped(comparison)?, *right, &[left], ignoring_year);
        }
        if comparison == Comparison::IsEmpty {
            return Some(self.emptiness(left));
        }
        let constants: Option<Vec<Value>> = operands.iter().map(|&id| self.constant(id).cloned()).collect();
        match constants {
            Some(constants) if ignoring_year => {
                let words = format!("{comparison:?} ignoring year {constants:?}");
                Some(self.aspect(left, Aspect::Property(comparison, words), Values::truth()))
            }
            Some(constants) => self.with_constants(comparison, left, constants),
            None => self.with_value(comparison, left, operands, ignoring_year),
        }
    }

    /// A value is empty.
    pub(super) fn emptiness(&mut self, left: ExpressionId) -> Formula {
        if let ExpressionKind::Default { value, default } = self.parts.expressions[left].kind
            && self.constant(default).is_some_and(Value::is_empty)
        {
            return self.emptiness(value);
        }
        let subject = self.value(left);
        let known = &self.subjects.get(subject).universe;
        if known.empty {
            let nothing = Domain { empty: true, values: known.values.none() };
            Formula::Literal(subject, nothing)
        } else {
            Formula::Constant(false)
        }
    }

    fn with_constants(
        &mut self,
        comparison: Comparison,
        left: ExpressionId,
        constants: Vec<Value>,
    ) -> Option<Formula> {
        if comparison != Comparison::IsOneOf && constants.iter().any(Value::is_empty) {
            return Some(Formula::Constant(false));
        }
        if let Some((axis, intervals)) = self.distance_of(comparison, left, &constants) {
            return Some(self.aspect(left, Aspect::Distance(axis), Values::Ordered(intervals)));
        }
        let of = &self.parts.expressions[left].r#type;
        if let (Type::Text, [Value::Text(right)]) = (of, constants.as_slice())
            && comparison != Comparison::Is
            && comparison != Comparison::IsOneOf
        {
            let right = match comparison {
                Comparison::IsExactly | Comparison::Matches => right.to_string(),
                _ => text::fold(right).into_owned(),
            };
            return Some(self.aspect(left, Aspect::Property(comparison, right), Values::truth()));
        }
        let admitted = admitted(comparison, of, &constants, self.parts.zone)?;
        self.value_among(left, admitted)
    }

    /// A relative operator, as a stretch on the scale that it measures on.
    fn distance_of(
        &self,
        comparison: Comparison,
        left: ExpressionId,
        constants: &[Value],
    ) -> Option<(Axis, Intervals)> {
        let left = &self.parts.expressions[left];
        let contacted = matches!(left.kind, ExpressionKind::LastContacted(_));
        distance(comparison, &left.r#type, contacted, constants)
    }

    /// The values of an expression are among these. `x ?? 3` admits an empty `x` where it admits 3.
    fn value_among(&mut self, id: ExpressionId, admitted: Values) -> Option<Formula> {
        let r#type = &self.parts.expressions[id].r#type;
        if *r#type == Type::Duration && !self.is_elapsed(id) {
            return None;
        }
        let (subject, empty) = match self.parts.expressions[id].kind {
            ExpressionKind::Default { value, default } => match self.constant(default).cloned() {
                Some(default) if !default.is_empty() && !matches!(r#type, Type::Duration) => {
                    let own = values::admitted(Comparison::Is, r#type, &[default], self.parts.zone)?;
                    let stands_in = Domain::of(own).and(&Domain::of(admitted.clone()));
                    (self.value(value), !stands_in.is_none())
                }
                _ => (self.value(id), false),
            },
            _ => (self.value(id), false),
        };
        let of = self.subject_type(id);
        let domain = Domain { empty, values: values::among(of, admitted) };
        Some(Formula::Literal(subject, domain.and(&self.subjects.get(subject).universe)))
    }

    /// The type of what [`Reader::value_among`] makes a subject of.
    fn subject_type(&self, id: ExpressionId) -> &Type {
        match self.parts.expressions[id].kind {
            ExpressionKind::Default { value, default }
                if self.constant(default).is_some_and(|default| !default.is_empty()) =>
            {
                &self.parts.expressions[value].r#type
            }
            _ => &self.parts.expressions[id].r#type,
        }
    }

    /// Whether a duration is one of elapsed time, so that it compares with every other one.
    fn is_elapsed(&self, id: ExpressionId) -> bool {
        let is_moment =
            |id: ExpressionId| matches!(self.parts.expressions[id].r#type, Type::Date | Type::Datetime);
        matches!(self.parts.expressions[id].kind,
            ExpressionKind::Arithmetic { operator: Arithmetic::Subtract, left, right }
                if is_moment(left) && is_moment(right))
    }

    /// How many events there are, as a subject.
    fn number_of(&mut self, selection: SelectionId) -> SubjectId {
        let (events, filter) = selection_keys(self.parts, selection);
        let universe = Domain::of(Values::Ordered(Intervals::below(Number::from(0)).not().whole()));
        self.subjects.of(&events, Aspect::Count(filter), universe)
    }

    /// An expression as a subject.
    fn value(&mut self, id: ExpressionId) -> SubjectId {
        if let ExpressionKind::Aggregate { aggregate: Aggregate::Count, selection, property: None } =
            self.parts.expressions[id].kind
        {
            return self.number_of(selection);
        }
        let (key, _) = key(self.parts, id);
        let universe = self.universe_of(id);
        self.subjects.of(&key, Aspect::Value, universe)
    }

    /// Another aspect of an expression that has some values.
    fn aspect(&mut self, id: ExpressionId, aspect: Aspect, admitted: Values) -> Formula {
        let (key, _) = key(self.parts, id);
        let kind = match aspect {
            Aspect::Distance(_) => Values::Ordered(Intervals::all()),
            _ => universe(&Type::Boolean),
        };
        let universe = Domain { empty: self.universe_of(id).empty, values: kind };
        Formula::Literal(self.subjects.of(&key, aspect, universe), Domain::of(admitted))
    }

    fn universe_of(&self, id: ExpressionId) -> Domain {
        let expression = &self.parts.expressions[id];
        let empty = match &expression.kind {
            ExpressionKind::Aggregate { aggregate, .. } => {
                !matches!(aggregate, Aggregate::Count | Aggregate::Sum)
            }
            ExpressionKind::Default { default, .. } => self.constant(*default).is_none_or(Value::is_empty),
            _ => true,
        };
        Domain { empty, values: values::universe_of(expression) }
    }

    /// Two values that lie somehow to each other: before, the same or behind.
    fn with_value(
        &mut self,
        comparison: Comparison,
        left: ExpressionId,
        operands: &[ExpressionId],
        ignoring_year: bool,
    ) -> Option<Formula> {
        let [right] = operands else { return None };
        let of = |id: ExpressionId| &self.parts.expressions[id].r#type;
        if ignoring_year || matches!(of(left), Type::Duration | Type::List(_)) || *of(left) == Type::Boolean {
            return None;
        }
        let wanted = comparison.relation()?;
        let (mut one, mut other) = (key(self.parts, left).0, key(self.parts, *right).0);
        let mut wanted = wanted;
        if one > other {
            (one, other, wanted) = (other, one, values::mirrored(wanted));
        }
        let lies = values::related(wanted, Number::from(0), Number::from(0));
        let base = format!("{one} to {other}");
        let universe = Domain {
            empty: true,
            values: Values::Ordered(Intervals::between(Number::from(-1), Number::from(1)).whole()),
        };
        let domain = Domain::of(Values::Ordered(lies.whole())).and(&universe);
        Some(Formula::Literal(self.subjects.of(&base, Aspect::Relation, universe), domain))
    }

    /// `happened` is a comparison of a number of events.
    fn happened(&mut self, selection: SelectionId, count: Option<Count>) -> Formula {
        let (times, relation) = count.map_or((1, CountComparison::AtLeast), |count| {
            (i64::try_from(count.times).unwrap_or(i64::MAX), count.comparison)
        });
        let times = Number::from(times);
        let counted = match relation {
            CountComparison::Exactly => Intervals::point(times),
            CountComparison::AtLeast => values::related(Relation::Since, times, times),
            CountComparison::AtMost => values::related(Relation::Until, times, times),
            CountComparison::MoreThan => values::related(Relation::After, times, times),
            CountComparison::LessThan => values::related(Relation::Before, times, times),
        };
        let some = Intervals::above(Number::from(0));
        let subject = self.number_of(selection);
        Formula::Literal(subject, Domain::of(Values::Ordered(counted.and(&some).whole())))
    }
}
