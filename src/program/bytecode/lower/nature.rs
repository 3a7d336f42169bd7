//! What can be said of an expression without evaluating it.

use std::ops::BitOrAssign;

use super::Lowering;
use crate::program::{
    Aggregate, Arithmetic, Comparison, Expression, ExpressionId, ExpressionKind, Family, Function, Type,
};

/// What the value of an expression depends on, and whether it may fail.
#[derive(Clone, Copy, Default)]
pub(super) struct Nature {
    /// Something may go wrong, and be reported at its place.
    pub(super) fallible: bool,
    /// It is another one each time.
    pub(super) random: bool,
    /// It depends on the event at hand.
    pub(super) of_event: bool,
    /// It depends on the item at hand.
    pub(super) of_item: bool,
    /// It depends on more than constants: the person, the clock, the zone.
    pub(super) open: bool,
}

impl Nature {
    /// Whether a value that was computed before will do.
    pub(super) fn is_shareable(self) -> bool {
        !self.fallible && !self.random
    }
}

impl BitOrAssign for Nature {
    fn bitor_assign(&mut self, other: Nature) {
        self.fallible |= other.fallible;
        self.random |= other.random;
        self.of_event |= other.of_event;
        self.of_item |= other.of_item;
        self.open |= other.open;
    }
}

impl Lowering<'_> {
    /// The nature of an expression with everything in it.
    pub(super) fn nature(&mut self, id: ExpressionId) -> Nature {
        if let Some(known) = self.natures.get(&id) {
            return *known;
        }
        let expression = &self.program.expressions[id];
        let mut nature = own(self.program.expressions.rows(), expression);
        for operand in expression.kind.operands() {
            nature |= self.nature(operand);
        }
        if let Some(selection) = expression.kind.selection() {
            let selection = &self.program.selections[selection];
            for bound in selection.bounds() {
                nature |= self.nature(bound);
            }
            // Filters are about events of their own.
            for filter in selection.filters() {
                nature |= Nature { of_event: false, ..self.nature(filter) };
            }
        }
        self.natures.insert(id, nature);
        nature
    }
}

/// The nature of an expression apart from its operands.
fn own(expressions: &[Expression], expression: &Expression) -> Nature {
    use crate::program::Id;
    let is = |operand: &ExpressionId, wanted: &Type| expressions[operand.index()].r#type == *wanted;
    let fallible = match &expression.kind {
        ExpressionKind::Negate(operand) => !is(operand, &Type::Number) && !is(operand, &Type::Duration),
        ExpressionKind::Arithmetic { operator, left, right } => {
            *operator != Arithmetic::Add || !is(left, &Type::Text) || !is(right, &Type::Text)
        }
        ExpressionKind::Call { function, arguments } => {
            let of_moment = arguments.first().is_some_and(|value| is(value, &Type::Datetime));
            is_fallible(*function, arguments.len(), of_moment)
        }
        ExpressionKind::Compare { comparison, .. } => *comparison == Comparison::Matches,
        ExpressionKind::Aggregate { aggregate, .. } => {
            matches!(aggregate, Aggregate::Sum | Aggregate::Average)
        }
        ExpressionKind::InUnit { .. } => true,
        _ => false,
    };
    Nature {
        fallible,
        random: matches!(&expression.kind, ExpressionKind::Call { function: Function::GeneratePin, .. }),
        of_event: matches!(&expression.kind, ExpressionKind::Property(_)),
        of_item: matches!(&expression.kind, ExpressionKind::Item(_)),
        open: is_open(expression),
    }
}

/// Whether the form itself depends on more than its operands. How moments compare and look depends on a zone.
fn is_open(expression: &Expression) -> bool {
    let by_kind = match &expression.kind {
        ExpressionKind::Constant(_)
        | ExpressionKind::Template(_)
        | ExpressionKind::Negate(_)
        | ExpressionKind::Arithmetic { .. }
        | ExpressionKind::Default { .. }
        | ExpressionKind::Not(_)
        | ExpressionKind::And(..)
        | ExpressionKind::Or(..)
        | ExpressionKind::If { .. }
        | ExpressionKind::InUnit { .. } => false,
        ExpressionKind::Compare { comparison, .. } => comparison.relative().is_some(),
        ExpressionKind::Call { function, .. } => function.family() == Family::Step,
        _ => true,
    };
    by_kind || matches!(expression.r#type, Type::Datetime | Type::List(_))
}

/// Whether a function may have no result for so many arguments. A moment may lie on a day beyond the calendar.
fn is_fallible(function: Function, arguments: usize, of_moment: bool) -> bool {
    match function {
        Function::Now
        | Function::Len
        | Function::Find
        | Function::Lower
        | Function::Upper
        | Function::Capitalize
        | Function::Trim
        | Function::UrlEncode
        | Function::Count
        | Function::First
        | Function::Last
        | Function::Min
        | Function::Max
        | Function::ToText => false,
        Function::Year | Function::Month | Function::Day | Function::DayOfWeek => arguments > 1 || of_moment,
        Function::Hour | Function::Minute | Function::Second => arguments > 1,
        _ => true,
    }
}
