//! Values and formulas: their types, and their form in the program.

use super::aggregates::Aggregated;
use super::declaration::{Checker, NameKind, Target, Typed};
use super::lists::unfit_object;
use crate::diagnostic::{Diagnostic, Edit, Fix, List, Problem};
use crate::program::{self, Arithmetic, ChannelId, ExpressionKind, Id, SegmentId, TemplatePart, Type};
use crate::source::Span;
use crate::syntax::tree::{
    BinaryOperator, DeclarationKind, ExpressionId, ExpressionKind as Node, Followed, Follower, Literal, Name,
    TextPart,
};
use crate::value::{Unit, Value};

/// The most characters that an attribute holds, and so a text in a program.
const LONGEST_TEXT: usize = 4096;

/// What is wrong with a value of this type where a condition is wanted.
pub(super) fn not_a_condition(found: &Type) -> Problem {
    let hint = "compare it with something, for example with `is not empty`".to_owned();
    Problem::NotACondition { found: found.described(), hint }
}

impl Checker<'_> {
    /// Checks an expression of any type.
    pub(super) fn expression(&mut self, id: ExpressionId) -> Typed {
        let typed = self.unnoted(id);
        self.result.types[id.index()] = typed.r#type.clone();
        typed
    }

    /// Checks an expression that must be a condition.
    pub(super) fn condition(&mut self, id: ExpressionId) -> program::ExpressionId {
        let typed = self.expression(id);
        if !matches!(typed.r#type, Type::Boolean | Type::Error) {
            self.report(self.node(id).span, not_a_condition(&typed.r#type));
            return self.wrong(self.node(id).span).id;
        }
        typed.id
    }

    /// Checks an expression that must have a type; `role` says what it is in a message.
    pub(super) fn value_of(&mut self, id: ExpressionId, wanted: &Type, role: &str) -> Typed {
        let typed = self.expression(id);
        self.expect(&typed, wanted, self.node(id).span, role);
        typed
    }

    /// Reports a value that does not fit where it stands.
    pub(super) fn expect(&mut self, typed: &Typed, wanted: &Type, span: Span, role: &str) {
        if let Some(problem) = unfit_object(&typed.r#type, wanted, role) {
            self.report(span, problem);
        } else if !typed.r#type.fits(wanted) {
            let (expected, found) = (wanted.described(), typed.r#type.described());
            let problem = Problem::TypeMismatch { expected, found, role: role.to_owned() };
            let diagnostic = Diagnostic::new(self.at(span), problem);
            let is_number = *wanted == Type::Integer && typed.r#type == Type::Number;
            let is_computed = is_number && self.constant_value(typed.id).is_none();
            self.push(if is_computed { diagnostic.fix_all(self.rounding(span)) } else { diagnostic });
        }
    }

    /// What makes an integer of a number.
    fn rounding(&self, span: Span) -> Fix {
        let insert = |at: u32, text: &str| Edit {
            location: self.at(Span { start: at, end: at }),
            text: text.to_owned(),
        };
        let edits = vec![insert(span.start, "round("), insert(span.end, ")")];
        Fix { title: "round it: `round(…)`".to_owned(), edits, sure: false }
    }

    fn unnoted(&mut self, id: ExpressionId) -> Typed {
        let span = self.node(id).span;
        match &self.node(id).kind {
            Node::Literal(literal) => self.literal(literal, span),
            Node::Text(parts) => self.text(parts, span),
            Node::Name(name) => self.name(name),
            Node::Field { base, field } => self.field(*base, field, span),
            Node::Call { function, arguments } => self.call(function, arguments, span),
            Node::List(items) => self.list(items, span),
            Node::Object(fields) => self.object(fields, span),
            Node::Items { list, filter } => {
                let list = self.expression(*list);
                self.items(&list, *filter, span)
            }
            Node::Quantified { quantifier, list, filter } => {
                self.quantified(*quantifier, *list, *filter, span)
            }
            Node::Aggregate { function, event, property, filter, windows, followed } => {
                let (property, filter) = (property.as_ref(), *filter);
                self.aggregate(&Aggregated { function, event, property, filter, windows, followed }, span)
            }
            Node::Negate(operand) => self.negate(*operand, span),
            Node::Not(operand) => {
                let operand = self.condition(*operand);
                self.add(ExpressionKind::Not(operand), Type::Boolean, span)
            }
            Node::Binary { operator, operator_span, left, right } => {
                self.binary(*operator, *operator_span, *left, *right, span)
            }
            Node::Compare { operator, operator_span, left, operands, ignoring_year } => {
                self.compare(operator, *operator_span, *left, operands, *ignoring_year, span)
            }
            Node::If { condition, then, otherwise } => self.choice(*condition, *then, *otherwise, span),
            Node::InUnit { value, unit } => self.in_unit(*value, unit, span),
            Node::Happened(happened) => self.happened(happened, span),
            Node::Changed(changed) => self.changed(changed, span),
            Node::InSegment(name) => self.in_segment(name, span),
            Node::HasTag { tag, negated } => self.has_tag(*tag, *negated, span),
            Node::LastContacted(channel) => self.last_contacted(channel.as_ref(), span),
            Node::Bracket(inner) => self.expression(*inner),
            Node::Broken => self.wrong(span),
        }
    }

    /// A text, or a template where it has placeholders.
    fn text(&mut self, parts: &[TextPart], span: Span) -> Typed {
        self.single_braces(span);
        if parts.is_empty() {
            return self.constant(Value::Empty, Type::Text, span);
        }
        if let [TextPart::Literal(text)] = parts {
            let length = text.chars().count();
            // A file has a limit of its own.
            let is_file = matches!(self.declaration.kind, DeclarationKind::Template(_));
            if length > LONGEST_TEXT && !is_file {
                let what = "this text".to_owned();
                self.report(span, Problem::TooLong { what, length, limit: LONGEST_TEXT });
            }
            return self.constant(Value::Text(text.to_string().into()), Type::Text, span);
        }
        let parts = parts
            .iter()
            .map(|part| match part {
                TextPart::Literal(text) => {
                    let constant = Value::Text(text.to_string().into());
                    TemplatePart::Literal(self.result.fragment.constants.push(constant))
                }
                TextPart::Placeholder(value) => TemplatePart::Placeholder(self.placeholder(*value)),
            })
            .collect();
        self.add(ExpressionKind::Template(parts), Type::Text, span)
    }

    /// What stands in a text: anything but objects.
    fn placeholder(&mut self, value: ExpressionId) -> program::ExpressionId {
        let typed = self.expression(value);
        if typed.r#type.holds_objects() {
            let found = typed.r#type.described();
            self.report(self.node(value).span, Problem::ObjectInText { found });
        }
        typed.id
    }

    fn negate(&mut self, operand: ExpressionId, span: Span) -> Typed {
        // Without its sign, the least integer is none.
        if let Node::Literal(Literal::Integer(text)) = &self.node(operand).kind
            && let Ok(value) = format!("-{text}").parse::<i64>()
        {
            return self.constant(Value::Integer(value), Type::Integer, span);
        }
        let operand = self.expression(operand);
        match &operand.r#type {
            Type::Error => self.wrong(span),
            Type::Integer | Type::Number | Type::Duration | Type::Empty => {
                let r#type = operand.r#type.clone();
                let negated = self.add(ExpressionKind::Negate(operand.id), r#type, span);
                self.folded(negated, span)
            }
            other => {
                let found = other.described();
                self.report(
                    span,
                    Problem::TypeMismatch {
                        expected: "a number or a duration".to_owned(),
                        found,
                        role: "what stands behind `-`".to_owned(),
                    },
                );
                self.wrong(span)
            }
        }
    }

    fn binary(
        &mut self,
        operator: BinaryOperator,
        at: Span,
        left: ExpressionId,
        right: ExpressionId,
        span: Span,
    ) -> Typed {
        match operator {
            BinaryOperator::And | BinaryOperator::Or if self.is_second_choice(operator, [left, right]) => {
                self.wrong(span)
            }
            BinaryOperator::And | BinaryOperator::Or => {
                let behind = self.behind_filter(left, right);
                let left = self.condition(left);
                let outer = std::mem::replace(&mut self.scope.behind_filter, behind);
                let right = self.condition(right);
                self.scope.behind_filter = outer;
                let kind = match operator {
                    BinaryOperator::And => ExpressionKind::And(left, right),
                    _ => ExpressionKind::Or(left, right),
                };
                self.add(kind, Type::Boolean, span)
            }
            BinaryOperator::Default => self.default(left, right, span),
            BinaryOperator::Add => self.arithmetic(Arithmetic::Add, at, left, right, span),
            BinaryOperator::Subtract => self.arithmetic(Arithmetic::Subtract, at, left, right, span),
            BinaryOperator::Multiply => self.arithmetic(Arithmetic::Multiply, at, left, right, span),
            BinaryOperator::Divide => self.arithmetic(Arithmetic::Divide, at, left, right, span),
            BinaryOperator::Remainder => self.arithmetic(Arithmetic::Remainder, at, left, right, span),
        }
    }

    /// What brackets would have to enclose so that `right` belonged to the filter right before it.
    fn behind_filter(&self, left: ExpressionId, right: ExpressionId) -> Option<Span> {
        let last = match &self.node(left).kind {
            Node::Binary { operator: BinaryOperator::And | BinaryOperator::Or, right, .. } => *right,
            _ => left,
        };
        let Node::Happened(happened) = &self.node(last).kind else { return None };
        let filter = match happened.followed.last() {
            None if happened.count.is_none() && happened.windows.is_empty() => happened.filter?,
            Some(Followed { by: Follower::Event { filter, .. }, within: None, .. }) => (*filter)?,
            _ => return None,
        };
        let filter = self.node(filter);
        let bracketed = matches!(filter.kind, Node::Bracket(_));
        let end = self.node(right).span.end;
        (!bracketed).then_some(Span { start: filter.span.start, end })
    }

    fn default(&mut self, value: ExpressionId, default: ExpressionId, span: Span) -> Typed {
        let (left, right) = (self.expression(value), self.expression(default));
        match left.r#type.join(&right.r#type) {
            Some(Type::Error) => self.wrong(span),
            Some(r#type) => {
                self.add(ExpressionKind::Default { value: left.id, default: right.id }, r#type, span)
            }
            None => {
                let role = "the value behind `??`";
                self.expect(&right, &left.r#type, self.node(default).span, role);
                self.wrong(span)
            }
        }
    }

    fn choice(
        &mut self,
        condition: ExpressionId,
        then: ExpressionId,
        otherwise: ExpressionId,
        span: Span,
    ) -> Typed {
        let condition = self.condition(condition);
        let (yes, no) = (self.expression(then), self.expression(otherwise));
        match yes.r#type.join(&no.r#type) {
            Some(Type::Error) => self.wrong(span),
            Some(r#type) => {
                let kind = ExpressionKind::If { condition, then: yes.id, otherwise: no.id };
                self.add(kind, r#type, span)
            }
            None => {
                let role = "the value behind `else`";
                self.expect(&no, &yes.r#type, self.node(otherwise).span, role);
                self.wrong(span)
            }
        }
    }

    fn arithmetic(
        &mut self,
        operator: Arithmetic,
        at: Span,
        left: ExpressionId,
        right: ExpressionId,
        span: Span,
    ) -> Typed {
        let (left_node, right_node) = (left, right);
        let (left, right) = (self.expression(left), self.expression(right));
        if matches!(left.r#type, Type::Error) || matches!(right.r#type, Type::Error) {
            return self.wrong(span);
        }
        let Some(r#type) = arithmetic_type(operator, &left.r#type, &right.r#type) else {
            self.report(
                at,
                Problem::ArithmeticNotAvailable {
                    operator: operator.symbol().to_owned(),
                    left: left.r#type.described(),
                    right: right.r#type.described(),
                    available: List::of(pairs(operator).iter().map(|pair| format!("~{pair}"))),
                },
            );
            return self.wrong(span);
        };
        let moved = [(&left.r#type, right_node), (&right.r#type, left_node)];
        if moved.into_iter().any(|(moved, by)| self.has_hours_on_date(moved, by)) {
            return self.wrong(span);
        }
        if self.divides_by_zero(operator, &right) {
            let divisor = self.node(right_node).span;
            self.report(divisor, Problem::ConstantError { reason: "it divides by zero".to_owned() });
            return self.wrong(span);
        }
        let kind = ExpressionKind::Arithmetic { operator, left: left.id, right: right.id };
        let result = self.add(kind, r#type, span);
        self.folded(result, span)
    }

    fn divides_by_zero(&self, operator: Arithmetic, right: &Typed) -> bool {
        matches!(operator, Arithmetic::Divide | Arithmetic::Remainder)
            && match self.constant_value(right.id) {
                Some(Value::Integer(value)) => *value == 0,
                Some(Value::Number(value)) => value.is_zero(),
                _ => false,
            }
    }

    fn in_unit(&mut self, value: ExpressionId, unit: &Name, span: Span) -> Typed {
        let value_span = self.node(value).span;
        let value = self.value_of(value, &Type::Duration, "what is counted with `in`");
        match self.unit(unit) {
            Some(Unit::Months | Unit::Years) => {
                let duration = format!("a duration in {}", unit.text);
                self.report(unit.span, Problem::CalendarDuration { duration });
                self.wrong(span)
            }
            Some(_) if self.has_months(&value) => {
                let duration = "a duration in months or years".to_owned();
                self.report(value_span, Problem::CalendarDuration { duration });
                self.wrong(span)
            }
            Some(unit) => self.add(ExpressionKind::InUnit { value: value.id, unit }, Type::Number, span),
            None => self.wrong(span),
        }
    }

    /// Whether a value is known to be a duration without a fixed length.
    fn has_months(&self, value: &Typed) -> bool {
        matches!(self.constant_value(value.id), Some(Value::Duration(duration)) if duration.months() != 0)
    }

    fn in_segment(&mut self, name: &Name, span: Span) -> Typed {
        if self.scope.test.is_some() {
            return self.nobody_named(span, "in segment", "write `expect ana in segment …`");
        }
        match self.require(NameKind::Segment, name) {
            Some(at) => {
                let segment = SegmentId::from_index(at);
                self.resolve(name.span, Target::Segment(segment));
                self.add(ExpressionKind::InSegment(segment), Type::Boolean, span)
            }
            None => self.wrong(span),
        }
    }

    fn has_tag(&mut self, tag: ExpressionId, negated: bool, span: Span) -> Typed {
        if self.scope.test.is_some() {
            return self.nobody_named(span, "has tag", "write `expect ana tagged \"…\"`");
        }
        let tag = self.value_of(tag, &Type::Text, "a tag");
        let has = self.add(ExpressionKind::HasTag(tag.id), Type::Boolean, span);
        if negated { self.add(ExpressionKind::Not(has.id), Type::Boolean, span) } else { has }
    }

    fn last_contacted(&mut self, channel: Option<&Name>, span: Span) -> Typed {
        if self.scope.test.is_some() {
            return self.nobody_named(span, "last contacted", "write `expect reminder sent to ana`");
        }
        let channel = match channel {
            Some(name) => match self.require(NameKind::Channel, name) {
                Some(at) => {
                    let channel = ChannelId::from_index(at);
                    self.resolve(name.span, Target::Channel(channel));
                    Some(channel)
                }
                None => return self.wrong(span),
            },
            None => None,
        };
        self.add(ExpressionKind::LastContacted(channel), Type::Datetime, span)
    }
}

/// The type of a result, or nothing where the operator does not take these operands.
fn arithmetic_type(operator: Arithmetic, left: &Type, right: &Type) -> Option<Type> {
    use Arithmetic::{Add, Divide, Multiply, Remainder, Subtract};
    use Type::{Date, Datetime, Duration, Empty, Integer, Number, Text};
    Some(match (operator, left, right) {
        (_, Empty, other) | (_, other, Empty) => other.clone(),
        (Divide, left, right) if left.is_numeric() && right.is_numeric() => Number,
        (Add | Subtract | Multiply | Remainder, Integer, Integer) => Integer,
        (_, left, right) if left.is_numeric() && right.is_numeric() => Number,
        (Add, Text, Text) => Text,
        (Add | Subtract, Date | Datetime, Duration) => left.clone(),
        (Add, Duration, Date | Datetime) => right.clone(),
        (Add | Subtract, Duration, Duration) => Duration,
        (Subtract, Date, Date) | (Subtract, Datetime, Datetime) => Duration,
        (Multiply, Duration, Integer) | (Multiply, Integer, Duration) => Duration,
        _ => return None,
    })
}

/// What an arithmetic operator takes, for messages.
fn pairs(operator: Arithmetic) -> &'static [&'static str] {
    match operator {
        Arithmetic::Add => {
            &["two numbers", "two texts", "two durations", "a date or datetime and a duration"]
        }
        Arithmetic::Subtract => &[
            "two numbers",
            "two dates",
            "two datetimes",
            "two durations",
            "a date or datetime and a duration",
        ],
        Arithmetic::Multiply => &["two numbers", "a duration and an integer"],
        Arithmetic::Divide | Arithmetic::Remainder => &["two numbers"],
    }
}
