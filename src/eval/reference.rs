//! The reference evaluator: one function per form of expression, and nothing clever.
//!
//! | form | value |
//! | --- | --- |
//! | condition (comparison, `not`, `and`, `or`, `happened`, `in segment`, `has tag`, `any`, `all`) | true or false, never empty |
//! | bare boolean attribute, variable or property | as stored, maybe empty; as a condition it means `is true` |
//! | `a ?? b` | `a`; where that is empty, `b`, which is not evaluated otherwise |
//! | `if a then b else c` | one of the two, the other is not evaluated |
//! | template | its parts one after the other; an empty placeholder is no text at all |
//! | list, object, their fields and items | as `items` says |
//! | other formula | empty where an operand is; else as [`arithmetic`] and [`function`] say |
//!
//! * The texts and lists of nothing are empty: [`Value::Empty`] is the one empty value that comes out.
//! * A value is as its type has it ([`conform`]): an expression of type number has a number as its value, where an integer was
//!   given too.
//! * `and` and `or` leave out their right side where the left one decides. All other operands are evaluated, in source
//!   order, whether one of them is empty or not.
//! * Where an operation has no result, a [`Fault`] at its place says why, and the result is empty; a comparison does not
//!   hold. A fault that is in the list already is not added again.
//! * A named segment and a computed attribute are evaluated as [`Context::of_person`] says.

use super::comparison::{self, Setting};
use super::{Context, Event, Fault, arithmetic, function};
use crate::diagnostic::Problem;
use crate::program::{
    AttributeId, Comparison, Expression, ExpressionId, ExpressionKind, Id, SegmentId, SelectionId,
    TemplatePart, Window, conform,
};
use crate::value::{InstantRange, Value, text};

/// The value of an expression.
pub fn value(context: &Context, expression: ExpressionId, faults: &mut Vec<Fault>) -> Value {
    let mut draws = 0;
    Evaluation { context: *context, event: None, items: Vec::new(), faults, draws: &mut draws }
        .value(expression)
}

/// Whether a condition holds. A bare boolean means `is true`.
pub fn holds(context: &Context, condition: ExpressionId, faults: &mut Vec<Fault>) -> bool {
    value(context, condition, faults) == Value::Boolean(true)
}

/// The time that all windows have in common, up to now.
pub fn window_range(context: &Context, windows: &[Window], faults: &mut Vec<Fault>) -> InstantRange {
    let mut draws = 0;
    Evaluation { context: *context, event: None, items: Vec::new(), faults, draws: &mut draws }.range(windows)
}

/// The events that a selection takes, in the order of the person's events.
pub fn matching<'a>(
    context: &Context<'a>,
    selection: SelectionId,
    faults: &mut Vec<Fault>,
) -> Vec<&'a Event> {
    let mut draws = 0;
    Evaluation { context: *context, event: None, items: Vec::new(), faults, draws: &mut draws }
        .matching(selection)
}

/// How many events a selection would take if nothing had to follow them.
pub(super) fn candidates(context: &Context, selection: SelectionId) -> usize {
    let (mut draws, mut faults) = (0, Vec::new());
    Evaluation { context: *context, event: None, items: Vec::new(), faults: &mut faults, draws: &mut draws }
        .candidates(selection)
        .len()
}

/// Whether the last of the person's events is one that a selection takes, or is what follows such an event by the last link of
/// a sequence.
pub fn is_decided_by_last(context: &Context, selection: SelectionId) -> bool {
    let (mut draws, mut faults) = (0, Vec::new());
    Evaluation { context: *context, event: None, items: Vec::new(), faults: &mut faults, draws: &mut draws }
        .is_decided_by_last(selection)
}

/// One evaluation under way.
pub(super) struct Evaluation<'a, 'r> {
    pub(super) context: Context<'a>,
    /// The event that the filter at hand is about.
    pub(super) event: Option<&'a Event>,
    /// The items that the conditions at hand are about, the innermost last.
    pub(super) items: Vec<Value>,
    pub(super) faults: &'r mut Vec<Fault>,
    /// How many random results there were.
    pub(super) draws: &'r mut u64,
}

impl<'a> Evaluation<'a, '_> {
    /// The value of an expression. What goes wrong is recorded, and the value is empty then.
    pub(super) fn value(&mut self, expression: ExpressionId) -> Value {
        let program = self.context.program;
        let expression = &program.expressions[expression];
        match self.compute(expression) {
            Ok(value) => conform(value, &expression.r#type),
            Err(problem) => {
                self.record(expression, problem);
                Value::Empty
            }
        }
    }

    /// Whether a condition holds.
    pub(super) fn holds(&mut self, condition: ExpressionId) -> bool {
        self.value(condition) == Value::Boolean(true)
    }

    /// The values of several expressions, in order.
    pub(super) fn values(&mut self, expressions: &[ExpressionId]) -> Vec<Value> {
        expressions.iter().map(|&expression| self.value(expression)).collect()
    }

    /// Notes what went wrong, once.
    fn record(&mut self, expression: &Expression, problem: Problem) {
        let fault = Fault { location: expression.location, problem };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn compute(&mut self, expression: &'a Expression) -> Result<Value, Problem> {
        Ok(match &expression.kind {
            ExpressionKind::Constant(constant) => self.context.program.constants[*constant].clone(),
            ExpressionKind::Attribute(attribute) => self.attribute(*attribute),
            ExpressionKind::Variable(variable) => {
                self.context.variables.get(variable.index()).cloned().unwrap_or(Value::Empty)
            }
            ExpressionKind::Property(slot) => self.event.map_or(Value::Empty, |event| event.property(*slot)),
            ExpressionKind::LatestProperty { selection, property } => {
                let latest = self.matching(*selection).pop();
                latest.map_or(Value::Empty, |event| event.property(*property))
            }
            ExpressionKind::List(items) => self.list(items),
            ExpressionKind::Object(fields) => self.object(fields, &expression.r#type),
            ExpressionKind::Field { object, place } => self.field(*object, *place),
            ExpressionKind::Items { list, condition, field } => self.items(*list, *condition, *field),
            ExpressionKind::Quantified { quantifier, list, condition } => {
                self.quantified(*quantifier, *list, *condition).into()
            }
            ExpressionKind::Item(outer) => self.item(*outer),
            ExpressionKind::Template(parts) => self.template(parts).into(),
            ExpressionKind::Negate(operand) => {
                let operand = self.value(*operand);
                arithmetic::negate(&operand, self.context.zone)?
            }
            ExpressionKind::Arithmetic { operator, left, right } => {
                let (left, right) = (self.value(*left), self.value(*right));
                arithmetic::apply(*operator, &left, &right, self.context.zone)?
            }
            ExpressionKind::Default { value, default } => {
                let value = self.value(*value);
                if value.is_empty() { self.value(*default) } else { value }
            }
            ExpressionKind::Not(operand) => (!self.holds(*operand)).into(),
            ExpressionKind::And(left, right) => (self.holds(*left) && self.holds(*right)).into(),
            ExpressionKind::Or(left, right) => (self.holds(*left) || self.holds(*right)).into(),
            ExpressionKind::If { condition, then, otherwise } => {
                let chosen = if self.holds(*condition) { then } else { otherwise };
                self.value(*chosen)
            }
            ExpressionKind::Compare { comparison, left, operands, ignoring_year } => {
                self.compare(expression, *comparison, *left, operands, *ignoring_year).into()
            }
            ExpressionKind::Call { function, arguments } => {
                let arguments = self.values(arguments);
                function::call(*function, &arguments, &self.context, self.draws)?
            }
            ExpressionKind::InUnit { value, unit } => {
                let value = self.value(*value);
                arithmetic::in_unit(&value, *unit, self.context.zone)?
            }
            ExpressionKind::Happened { selection, count } => self.happened(*selection, *count).into(),
            ExpressionKind::Aggregate { aggregate, selection, property } => {
                self.aggregate(*aggregate, *selection, *property)?
            }
            ExpressionKind::InSegment(segment) => self.in_segment(*segment).into(),
            ExpressionKind::HasTag(tag) => self.has_tag(*tag).into(),
            ExpressionKind::LastContacted(channel) => self.last_contacted(*channel),
        })
    }

    /// The stored or computed value of an attribute.
    fn attribute(&mut self, attribute: AttributeId) -> Value {
        match self.context.program.attributes[attribute].computed {
            Some(formula) => value(&self.context.of_person(), formula, self.faults),
            None => self.context.facts.attribute(attribute),
        }
    }

    fn template(&mut self, parts: &[TemplatePart]) -> String {
        let mut text = String::new();
        for part in parts {
            let value = match *part {
                TemplatePart::Literal(characters) => self.context.program.constants[characters].clone(),
                TemplatePart::Placeholder(expression) => self.value(expression),
            };
            text.push_str(&value.show(self.context.zone));
        }
        text
    }

    fn compare(
        &mut self,
        expression: &Expression,
        comparison: Comparison,
        left: ExpressionId,
        operands: &[ExpressionId],
        ignoring_year: bool,
    ) -> bool {
        let kind = &self.context.program.expressions[left].kind;
        let setting = Setting {
            now: self.context.now,
            zone: self.context.zone,
            ignoring_year,
            contacted: matches!(kind, ExpressionKind::LastContacted(_)),
        };
        let (left, operands) = (self.value(left), self.values(operands));
        comparison::holds(comparison, &left, &operands, setting).unwrap_or_else(|problem| {
            self.record(expression, problem);
            false
        })
    }

    fn in_segment(&mut self, segment: SegmentId) -> bool {
        let condition = self.context.program.segments[segment].condition;
        holds(&self.context.of_person(), condition, self.faults)
    }

    /// Tags are texts, and texts compare without regard to case.
    fn has_tag(&mut self, tag: ExpressionId) -> bool {
        let tag = self.value(tag);
        match (self.attribute(self.context.program.known.tags), tag) {
            (Value::List(tags), Value::Text(tag)) => {
                tags.iter().any(|known| matches!(known, Value::Text(known) if text::equal(known, &tag)))
            }
            _ => false,
        }
    }
}
