//! The forms of expressions.

use super::super::part::{Kind, Operand};
use super::super::{Gather, Instruction};
use super::{Lowering, kind};
use crate::program::{
    Aggregate, Arithmetic, AttributeId, Expression, ExpressionId, ExpressionKind, PropertySlot, SelectionId,
    TemplatePart, Type, conform,
};
use crate::value::Value;

impl Lowering<'_> {
    /// Where the value of an expression is, once the code so far has run.
    pub(super) fn value(&mut self, id: ExpressionId) -> Operand {
        if let Some(constant) = self.constant(id) {
            return self.literal(constant);
        }
        let nature = self.nature(id);
        let first = self.known.first(self.program, id);
        let depth = self.loops.len();
        if let Some(known) =
            nature.is_shareable().then(|| self.known.find(first, depth, nature.of_event)).flatten()
        {
            return known;
        }
        let expression = &self.program.expressions[id];
        let outer = self.location.replace(expression.location);
        let operand = self.of_kind(id, expression);
        self.location = outer;
        self.known.add(first, depth, operand);
        operand
    }

    /// The same as a value of a type.
    pub(super) fn value_as(&mut self, id: ExpressionId, wanted: &Type) -> Operand {
        let value = self.value(id);
        self.widened(value, &self.program.expressions[id].r#type, wanted)
    }

    /// The value of an expression that depends on constants only.
    pub(super) fn constant(&mut self, id: ExpressionId) -> Option<Value> {
        let expression = &self.program.expressions[id];
        if let ExpressionKind::Constant(constant) = expression.kind
            && !is_form(expression)
        {
            return Some(conformed(&self.program.constants[constant], &expression.r#type));
        }
        if is_form(expression) {
            return None;
        }
        let nature = self.nature(id);
        (!nature.open && !nature.random).then(|| self.fold.constant(self.program, id)).flatten()
    }

    fn of_kind(&mut self, id: ExpressionId, expression: &Expression) -> Operand {
        let r#type = expression.r#type.clone();
        if is_form(expression) {
            return self.form(id, r#type);
        }
        match &expression.kind {
            ExpressionKind::Constant(constant) => {
                let value = conformed(&self.program.constants[*constant], &r#type);
                self.literal(value)
            }
            ExpressionKind::Attribute(attribute) => self.attribute(*attribute, r#type),
            ExpressionKind::Variable(variable) => {
                let variable = *variable;
                self.compute(r#type, |to| Instruction::Variable { to, variable })
            }
            ExpressionKind::Property(slot) => self.property(*slot, r#type),
            ExpressionKind::LatestProperty { selection, property } => {
                let (cursor, slot) = (self.walk(*selection, None, false), *property);
                self.compute(r#type, |to| Instruction::Latest { to, cursor, slot })
            }
            ExpressionKind::List(_)
            | ExpressionKind::Object(_)
            | ExpressionKind::Field { .. }
            | ExpressionKind::Items { .. }
            | ExpressionKind::Quantified { .. }
            | ExpressionKind::Item(_) => self.form(id, r#type),
            ExpressionKind::Template(parts) => self.template(parts),
            ExpressionKind::Negate(operand) => {
                let value = self.value(*operand);
                self.compute(r#type, |to| Instruction::Negate { to, value })
            }
            ExpressionKind::Arithmetic { operator, left, right } => {
                self.arithmetic(*operator, *left, *right, r#type)
            }
            ExpressionKind::Default { value, default } => self.default(*value, *default, &r#type),
            ExpressionKind::Not(operand) => {
                let condition = self.value(*operand);
                self.compute(r#type, |to| Instruction::Not { to, condition })
            }
            ExpressionKind::And(..) | ExpressionKind::Or(..) => self.condition(id),
            ExpressionKind::If { condition, then, otherwise } => {
                self.choice(*condition, *then, *otherwise, &r#type)
            }
            ExpressionKind::Compare { comparison, left, operands, ignoring_year } => {
                self.compare(*comparison, *left, operands, *ignoring_year)
            }
            ExpressionKind::Call { function, arguments } => {
                let function = *function;
                let arguments = arguments.iter().map(|argument| self.value(*argument)).collect();
                self.compute(r#type, |to| Instruction::Call { to, function, arguments })
            }
            ExpressionKind::InUnit { value, unit } => {
                let (value, unit) = (self.value(*value), *unit);
                self.compute(r#type, |to| Instruction::InUnit { to, unit, value })
            }
            ExpressionKind::Happened { selection, count } => {
                let (cursor, count) = (self.walk(*selection, None, count.is_none()), *count);
                self.compute(r#type, |to| Instruction::Happened { to, cursor, count })
            }
            ExpressionKind::Aggregate { aggregate, selection, property } => {
                self.aggregate(*aggregate, *selection, *property, r#type)
            }
            ExpressionKind::InSegment(segment) => {
                let segment = *segment;
                self.compute(r#type, |to| Instruction::Member { to, segment })
            }
            ExpressionKind::HasTag(tag) => {
                let tag = self.value(*tag);
                let known = self.program.known.tags;
                let tags = self.attribute(known, self.program.attributes[known].r#type.clone());
                self.compute(r#type, |to| Instruction::Tagged { to, tags, tag })
            }
            ExpressionKind::LastContacted(channel) => {
                let channel = *channel;
                self.compute(r#type, |to| Instruction::Contacted { to, channel })
            }
        }
    }

    fn attribute(&mut self, attribute: AttributeId, r#type: Type) -> Operand {
        let computed = self.program.attributes[attribute].computed.is_some();
        self.compute(r#type, |to| {
            if computed {
                Instruction::Computed { to, attribute }
            } else {
                Instruction::Attribute { to, attribute }
            }
        })
    }

    /// A form of lists and objects, about the event at hand if there is one.
    fn form(&mut self, expression: ExpressionId, r#type: Type) -> Operand {
        match self.loops.last().copied() {
            Some(cursor) => self.compute(r#type, |to| Instruction::FormOf { to, expression, cursor }),
            None => self.compute(r#type, |to| Instruction::Form { to, expression }),
        }
    }

    /// A property of the event at hand; outside of filters there is none.
    fn property(&mut self, slot: PropertySlot, r#type: Type) -> Operand {
        match self.loops.last().copied() {
            Some(cursor) => self.compute(r#type, |to| Instruction::Property { to, cursor, slot }),
            None => self.literal(Value::Empty),
        }
    }

    fn template(&mut self, parts: &[TemplatePart]) -> Operand {
        let mut operands = Vec::with_capacity(parts.len());
        for part in parts {
            operands.push(match *part {
                TemplatePart::Literal(constant) => {
                    let characters = self.program.constants[constant].clone();
                    self.literal(characters)
                }
                TemplatePart::Placeholder(value) => self.value(value),
            });
        }
        self.compute(Type::Text, |to| Instruction::Template { to, parts: operands.into() })
    }

    fn arithmetic(
        &mut self,
        operator: Arithmetic,
        left: ExpressionId,
        right: ExpressionId,
        r#type: Type,
    ) -> Operand {
        let types = [left, right].map(|side| &self.program.expressions[side].r#type);
        let kind = match kind(&types) {
            Kind::Integer if operator == Arithmetic::Divide => Kind::Number,
            Kind::Integer => Kind::Integer,
            Kind::Number => Kind::Number,
            _ => Kind::Value,
        };
        let (left, right) = (self.value(left), self.value(right));
        self.compute(r#type, |to| Instruction::Arithmetic { to, kind, operator, left, right })
    }

    fn aggregate(
        &mut self,
        aggregate: Aggregate,
        selection: SelectionId,
        property: Option<PropertySlot>,
        r#type: Type,
    ) -> Operand {
        let Some(slot) = property else {
            let cursor = self.walk(selection, None, false);
            return self.compute(r#type, |to| Instruction::Count { to, cursor });
        };
        let event = &self.program.events[self.program.selections[selection].event];
        let gather = Gather { aggregate, slot, r#type: event.property_type(slot) };
        let cursor = self.walk(selection, Some(gather), false);
        self.compute(r#type, |to| Instruction::Gathered { to, cursor })
    }
}

/// A constant as its type has it.
fn conformed(value: &Value, r#type: &Type) -> Value {
    conform(value.clone(), r#type)
}

/// Whether an expression is a form of lists or objects that has no instructions of its own: a constant that holds objects, or a
/// choice among lists, whose items may have to become what the type wants.
fn is_form(expression: &Expression) -> bool {
    match expression.kind {
        ExpressionKind::Constant(_) => expression.r#type.holds_objects(),
        ExpressionKind::Default { .. } | ExpressionKind::If { .. } => expression.r#type.is_list_like(),
        _ => false,
    }
}
