//! Conditions in front of jumps, and the forms that choose.

use super::super::Instruction;
use super::super::part::{Label, Operand};
use super::Lowering;
use super::known::Mark;
use crate::program::{ExpressionId, ExpressionKind, Type};
use crate::value::Value;

impl Lowering<'_> {
    /// Goes on at `target` if the condition holds, or if it does not, as `holds` says. Returns how much of what is known
    /// then holds at the target too.
    pub(super) fn jump(&mut self, condition: ExpressionId, holds: bool, target: Label) -> Mark {
        if let Some(known) = self.decided(condition) {
            if known == holds {
                self.emit(Instruction::Jump { target });
            }
            return self.known.mark();
        }
        match &self.program.expressions[condition].kind {
            ExpressionKind::Not(operand) => self.jump(*operand, !holds, target),
            ExpressionKind::And(left, right) => self.jump_both(*left, *right, holds, false, target),
            ExpressionKind::Or(left, right) => self.jump_both(*left, *right, holds, true, target),
            _ => {
                let condition = self.value(condition);
                self.jump_on(condition, holds, target);
                self.known.mark()
            }
        }
    }

    /// `left` decides the whole where it is `decisive`.
    fn jump_both(
        &mut self,
        left: ExpressionId,
        right: ExpressionId,
        holds: bool,
        decisive: bool,
        target: Label,
    ) -> Mark {
        if self.decided(left).is_some() {
            return self.jump(right, holds, target);
        }
        if holds == decisive {
            let mark = self.jump(left, holds, target);
            self.jump(right, holds, target);
            return mark;
        }
        let past = self.label();
        let mark = self.jump(left, decisive, past);
        self.jump(right, holds, target);
        self.known.forget(mark);
        self.bind(past);
        mark
    }

    /// Whether a condition holds, where its constants alone decide that.
    fn decided(&mut self, condition: ExpressionId) -> Option<bool> {
        match &self.program.expressions[condition].kind {
            ExpressionKind::Not(operand) => self.decided(*operand).map(|known| !known),
            ExpressionKind::And(left, right) => match self.decided(*left)? {
                true => self.decided(*right),
                false => Some(false),
            },
            ExpressionKind::Or(left, right) => match self.decided(*left)? {
                true => Some(true),
                false => self.decided(*right),
            },
            _ => self.constant(condition).map(|value| value == Value::Boolean(true)),
        }
    }

    fn jump_on(&mut self, condition: Operand, holds: bool, target: Label) {
        match self.known_value(condition) {
            Some(value) if (*value == Value::Boolean(true)) == holds => {
                self.emit(Instruction::Jump { target })
            }
            Some(_) => {}
            None if holds => self.emit(Instruction::JumpIf { condition, target }),
            None => self.emit(Instruction::JumpUnless { condition, target }),
        }
    }

    /// The value of a condition that is made of others.
    pub(super) fn condition(&mut self, condition: ExpressionId) -> Operand {
        if let Some(known) = self.decided(condition) {
            return self.literal(known.into());
        }
        let to = self.register(Type::Boolean).0;
        let (yes, no) = (self.literal(true.into()), self.literal(false.into()));
        let end = self.label();
        self.store(to, no);
        let mark = self.jump(condition, false, end);
        self.store(to, yes);
        self.known.forget(mark);
        self.bind(end);
        Operand::Register(to)
    }

    /// `if condition then … else …`
    pub(super) fn choice(
        &mut self,
        condition: ExpressionId,
        then: ExpressionId,
        otherwise: ExpressionId,
        r#type: &Type,
    ) -> Operand {
        if let Some(holds) = self.decided(condition) {
            return self.value_as(if holds { then } else { otherwise }, r#type);
        }
        let to = self.register(r#type.clone()).0;
        let (other, end) = (self.label(), self.label());
        let mark = self.jump(condition, false, other);
        let value = self.value_as(then, r#type);
        self.store(to, value);
        self.emit(Instruction::Jump { target: end });
        self.known.forget(mark);
        self.bind(other);
        let value = self.value_as(otherwise, r#type);
        self.store(to, value);
        self.known.forget(mark);
        self.bind(end);
        Operand::Register(to)
    }

    /// `value ?? default`
    pub(super) fn default(&mut self, value: ExpressionId, default: ExpressionId, r#type: &Type) -> Operand {
        let value = self.value_as(value, r#type);
        if let Some(constant) = self.known_value(value) {
            return if constant.is_empty() { self.value_as(default, r#type) } else { value };
        }
        if self.is_plain(default) {
            let default = self.value_as(default, r#type);
            return self.compute(r#type.clone(), |to| Instruction::Default { to, value, default });
        }
        let to = self.register(r#type.clone()).0;
        let end = self.label();
        self.store(to, value);
        self.emit(Instruction::JumpFull { value: Operand::Register(to), target: end });
        let mark = self.known.mark();
        let default = self.value_as(default, r#type);
        self.store(to, default);
        self.known.forget(mark);
        self.bind(end);
        Operand::Register(to)
    }

    /// Whether to evaluate an expression costs less than to jump over it, and cannot be noticed.
    fn is_plain(&mut self, expression: ExpressionId) -> bool {
        match self.program.expressions[expression].kind {
            ExpressionKind::Constant(_) | ExpressionKind::Variable(_) => true,
            ExpressionKind::Attribute(attribute) => self.program.attributes[attribute].computed.is_none(),
            _ => !self.nature(expression).open && self.constant(expression).is_some(),
        }
    }
}
