//! The forms of expressions.

use super::super::part::{Kind, Operand};
use super::super::{Gather, Instruction};
use super::list::Filtered;
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
        if let Some(known) = self.at_hand(id) {
            return known;
        }
        let first = self.known.first(self.program, id);
        let expression = &self.program.expressions[id];
        let outer = self.location.replace(expression.location);
        let operand = self.of_kind(id, expression);
        self.location = outer;
        let scope = self.scope();
        self.known.add(first, scope, operand);
        operand
    }

    /// Where a value is that was computed before.
    pub(super) fn at_hand(&mut self, id: ExpressionId) -> Option<Operand> {
        let nature = self.nature(id);
        let first = self.known.first(self.program, id);
        let scope = self.scope();
        nature.is_shareable().then(|| self.known.find(first, nature, scope)).flatten()
    }

    /// The same as a value of a type.
    pub(super) fn value_as(&mut self, id: ExpressionId, wanted: &Type) -> Operand {
        let value = self.value(id);
        self.widened(value, &self.program.expressions[id].r#type, wanted)
    }

    /// The value of an expression that depends on constants only.
    pub(super) fn constant(&mut self, id: ExpressionId) -> Option<Value> {
        let expression = &self.program.expressions[id];
        if expression.r#type.holds_objects() {
            return None;
        }
        if let ExpressionKind::Constant(constant) = expression.kind {
            return Some(conform(self.program.constants[constant].clone(), &expression.r#type));
        }
        let nature = self.nature(id);
        (!nature.open && !nature.random).then(|| self.fold.constant(self.program, id)).flatten()
    }

    fn of_kind(&mut self, id: ExpressionId, expression: &Expression) -> Operand {
        let r#type = expression.r#type.clone();
        match &expression.kind {
            ExpressionKind::Constant(constant) => {
                let constant = *constant;
                self.compute(r#type, |to| Instruction::Constant { to, constant })
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
            ExpressionKind::List(items) => {
                let items = items.iter().map(|item| self.value(*item)).collect();
                self.compute(r#type, |to| Instruction::List { to, items })
            }
            ExpressionKind::Object(fields) => {
                let fields = fields.iter().map(|field| self.value(*field)).collect();
                self.compute(r#type, |to| Instruction::Object { to, fields })
            }
            ExpressionKind::Field { object, place } => self.field(*object, *place, r#type),
            ExpressionKind::Items { list, condition, field } => {
                let filtered = Filtered { list: *list, condition: *condition, field: *field };
                self.collected(filtered, r#type)
            }
            ExpressionKind::Quantified { quantifier, list, condition } => {
                self.quantified(*quantifier, *list, *condition)
            }
            ExpressionKind::Item(outer) => self.item(*outer),
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
                if let Some(found) = self.of_items(function, arguments, &r#type) {
                    return found;
                }
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
        let type_of = event.property_type(slot);
        let gather = Gather { aggregate: Some(aggregate), slot: Some(slot), r#type: type_of };
        let cursor = self.walk(selection, Some(gather), false);
        self.compute(r#type, |to| Instruction::Gathered { to, cursor })
    }
}
