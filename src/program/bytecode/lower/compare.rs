//! Comparisons: each becomes the narrowest instruction that its types allow.

use super::super::part::{Kind, Manner, Operand, TextTest};
use super::super::{Instruction, Pattern, Set};
use super::{Lowering, kind};
use crate::program::{Comparison, ExpressionId, ExpressionKind, Type};
use crate::value::Value;
use crate::value::text::Needle;

impl Lowering<'_> {
    /// The value of a comparison.
    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        left: ExpressionId,
        operands: &[ExpressionId],
        ignoring_year: bool,
    ) -> Operand {
        let contacted = matches!(self.program.expressions[left].kind, ExpressionKind::LastContacted(_));
        let types: Vec<&Type> =
            [left].iter().chain(operands).map(|id| &self.program.expressions[*id].r#type).collect();
        let manner = match (ignoring_year, contacted) {
            (true, _) => Manner::Yearly,
            (false, true) => Manner::Contacted,
            (false, false) => Manner::Plain,
        };
        let left = self.value(left);
        let operands: Vec<Operand> = operands.iter().map(|operand| self.value(*operand)).collect();
        let positive = comparison.complement().unwrap_or(comparison);
        let holds = self.positive(positive, manner, left, &operands, &types);
        if positive == comparison {
            return holds;
        }
        self.compute(Type::Boolean, |to| Instruction::Not { to, condition: holds })
    }

    fn positive(
        &mut self,
        comparison: Comparison,
        manner: Manner,
        left: Operand,
        operands: &[Operand],
        types: &[&Type],
    ) -> Operand {
        if comparison == Comparison::IsEmpty {
            return self.compute(Type::Boolean, |to| Instruction::Empty { to, value: left });
        }
        if manner != Manner::Yearly
            && let Some(narrow) = self.narrow(comparison, left, operands, types)
        {
            return narrow;
        }
        let operands = operands.into();
        self.compute(Type::Boolean, |to| Instruction::Compare { to, comparison, manner, left, operands })
    }

    /// The comparison by an instruction made for its types or its constants, if there is one.
    fn narrow(
        &mut self,
        comparison: Comparison,
        left: Operand,
        operands: &[Operand],
        types: &[&Type],
    ) -> Option<Operand> {
        if comparison == Comparison::IsOneOf {
            return self.one_of(left, operands, types);
        }
        let kind = kind(types);
        match (comparison.relation(), operands) {
            (Some(relation), [right]) if kind != Kind::Value => {
                let right = *right;
                Some(self.compute(Type::Boolean, |to| Instruction::Relate {
                    to,
                    kind,
                    relation,
                    left,
                    right,
                }))
            }
            (None, [first, last]) if comparison == Comparison::IsBetween && kind != Kind::Value => {
                let (value, first, last) = (left, *first, *last);
                Some(self.compute(Type::Boolean, |to| Instruction::Between { to, kind, value, first, last }))
            }
            (_, [right]) if *types[0] == Type::Text => self.of_text(comparison, left, *right),
            _ => None,
        }
    }

    /// A text against a constant one.
    fn of_text(&mut self, comparison: Comparison, text: Operand, right: Operand) -> Option<Operand> {
        let Operand::Literal(literal) = right else { return None };
        let Value::Text(wanted) = self.routine.literals[literal].clone() else { return None };
        if comparison == Comparison::Matches {
            let pattern = Pattern::new(literal, &Value::Text(wanted))?;
            let pattern = self.routine.patterns.push(pattern);
            return Some(self.compute(Type::Boolean, |to| Instruction::Matches { to, text, pattern }));
        }
        let test = match comparison {
            Comparison::Is => TextTest::Is,
            Comparison::Contains => TextTest::Contains,
            Comparison::StartsWith => TextTest::StartsWith,
            Comparison::EndsWith => TextTest::EndsWith,
            _ => return None,
        };
        let needle = self.routine.needles.push((literal, Needle::new(wanted)));
        Some(self.compute(Type::Boolean, |to| Instruction::Text { to, test, text, needle }))
    }

    /// A value against a set of constants.
    fn one_of(&mut self, value: Operand, operands: &[Operand], types: &[&Type]) -> Option<Operand> {
        if *types[0] != Type::Text && !types[0].is_numeric() {
            return None;
        }
        let literal = |operand: &Operand| match operand {
            Operand::Literal(literal) => Some(*literal),
            Operand::Register(_) => None,
        };
        let members = operands.iter().map(literal).collect::<Option<Vec<_>>>()?;
        let set = Set::new(members, &self.routine.literals)?;
        let set = self.routine.sets.push(set);
        Some(self.compute(Type::Boolean, |to| Instruction::OneOf { to, value, set }))
    }
}
