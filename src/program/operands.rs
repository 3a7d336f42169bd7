//! The operands of expressions, for whoever walks them without asking what they mean.

use super::{EventId, EventSelection, ExpressionId, ExpressionKind, SelectionId, TemplatePart, Window};

impl ExpressionKind {
    /// The expressions that this one is made of, in the order in which they are evaluated. Those of its selection are not
    /// among them.
    #[must_use]
    pub fn operands(&self) -> Vec<ExpressionId> {
        let mut operands = Vec::new();
        self.clone().each_operand(&mut |operand| operands.push(*operand));
        operands
    }

    /// Shows each operand to `visit`, which may put another in its place.
    pub fn each_operand(&mut self, visit: &mut impl FnMut(&mut ExpressionId)) {
        match self {
            ExpressionKind::Constant(_)
            | ExpressionKind::Attribute(_)
            | ExpressionKind::Variable(_)
            | ExpressionKind::Property(_)
            | ExpressionKind::LatestProperty { .. }
            | ExpressionKind::Happened { .. }
            | ExpressionKind::Aggregate { .. }
            | ExpressionKind::InSegment(_)
            | ExpressionKind::Item(_)
            | ExpressionKind::LastContacted(_) => {}
            ExpressionKind::List(items) | ExpressionKind::Object(items) => items.iter_mut().for_each(visit),
            ExpressionKind::Field { object, .. } => visit(object),
            ExpressionKind::Items { list, condition, .. } => {
                visit(list);
                condition.iter_mut().for_each(visit);
            }
            ExpressionKind::Quantified { list, condition, .. } => {
                visit(list);
                visit(condition);
            }
            ExpressionKind::Negate(operand)
            | ExpressionKind::Not(operand)
            | ExpressionKind::HasTag(operand) => {
                visit(operand);
            }
            ExpressionKind::InUnit { value, .. } => visit(value),
            ExpressionKind::And(left, right)
            | ExpressionKind::Or(left, right)
            | ExpressionKind::Arithmetic { left, right, .. }
            | ExpressionKind::Default { value: left, default: right } => {
                visit(left);
                visit(right);
            }
            ExpressionKind::If { condition, then, otherwise } => {
                visit(condition);
                visit(then);
                visit(otherwise);
            }
            ExpressionKind::Compare { left, operands, .. } => {
                visit(left);
                operands.iter_mut().for_each(visit);
            }
            ExpressionKind::Call { arguments, .. } => arguments.iter_mut().for_each(visit),
            ExpressionKind::Template(parts) => parts.iter_mut().for_each(|part| match part {
                TemplatePart::Literal(_) => {}
                TemplatePart::Placeholder(value) => visit(value),
            }),
        }
    }

    /// The events that it is about, if it is about events.
    #[must_use]
    pub fn selection(&self) -> Option<SelectionId> {
        match self {
            ExpressionKind::LatestProperty { selection, .. }
            | ExpressionKind::Happened { selection, .. }
            | ExpressionKind::Aggregate { selection, .. } => Some(*selection),
            _ => None,
        }
    }

    /// The same about other events.
    pub fn set_selection(&mut self, new: SelectionId) {
        match self {
            ExpressionKind::LatestProperty { selection, .. }
            | ExpressionKind::Happened { selection, .. }
            | ExpressionKind::Aggregate { selection, .. } => *selection = new,
            _ => {}
        }
    }
}

impl EventSelection {
    /// The expressions that say when the events happened, in the order in which they are evaluated.
    #[must_use]
    pub fn bounds(&self) -> Vec<ExpressionId> {
        let lengths = self.followed.iter().filter_map(|link| link.within);
        self.windows.iter().flat_map(|window| window.bounds()).chain(lengths).collect()
    }

    /// The conditions on the events, and on those that follow them.
    #[must_use]
    pub fn filters(&self) -> Vec<ExpressionId> {
        self.filter.into_iter().chain(self.followed.iter().filter_map(|link| link.filter)).collect()
    }

    /// The kinds of events, of its own and of those that follow, that have a condition.
    pub fn filtered(&self) -> impl Iterator<Item = EventId> {
        let own = self.filter.map(|_| self.event);
        let following = self.followed.iter().filter(|link| link.filter.is_some());
        own.into_iter().chain(following.map(|link| link.event))
    }

    /// The kinds of the events, and of those that follow them.
    #[must_use]
    pub fn kinds(&self) -> Vec<EventId> {
        std::iter::once(self.event).chain(self.followed.iter().map(|link| link.event)).collect()
    }

    /// Shows each expression in it to `visit`, which may put another in its place.
    pub fn each_operand(&mut self, visit: &mut impl FnMut(&mut ExpressionId)) {
        self.windows.iter_mut().for_each(|window| window.each_bound(visit));
        self.filter.iter_mut().for_each(&mut *visit);
        for link in &mut self.followed {
            link.within.iter_mut().chain(&mut link.filter).for_each(&mut *visit);
        }
    }
}

impl Window {
    /// Its expressions, one or two, in the order in which they are evaluated.
    #[must_use]
    pub fn bounds(mut self) -> Vec<ExpressionId> {
        let mut bounds = Vec::new();
        self.each_bound(&mut |bound| bounds.push(*bound));
        bounds
    }

    fn each_bound(&mut self, visit: &mut impl FnMut(&mut ExpressionId)) {
        match self {
            Window::WithinLast(bound)
            | Window::BeforeLast(bound)
            | Window::Since(bound)
            | Window::Until(bound)
            | Window::Before(bound)
            | Window::After(bound) => visit(bound),
            Window::BetweenLast(one, other) | Window::Between(one, other) => {
                visit(one);
                visit(other);
            }
        }
    }
}
