//! Expressions as text.

use super::{Show, name, names};
use crate::syntax::tree::{
    Count, CountComparison, EventReference, ExpressionId, ExpressionKind, Followed, Follower, Literal,
    ObjectField, Quantifier, TextPart, Window, WindowKind,
};

impl Show<'_> {
    pub(super) fn expression(&self, id: ExpressionId) -> String {
        match &self.declaration.expressions[id].kind {
            ExpressionKind::Literal(literal) => show_literal(literal),
            ExpressionKind::Text(parts) => self.text(parts),
            ExpressionKind::Name(found) => name(found),
            ExpressionKind::Field { base, field } => {
                format!("(. {} {})", self.expression(*base), name(field))
            }
            ExpressionKind::Call { function, arguments } => {
                format!("(call {}{})", name(function), self.expressions(arguments))
            }
            ExpressionKind::List(items) => format!("(list{})", self.expressions(items)),
            ExpressionKind::Object(fields) => {
                let field = |field: &ObjectField| {
                    format!(" ({} {})", name(&field.name), self.expression(field.value))
                };
                format!("(object{})", fields.iter().map(field).collect::<String>())
            }
            ExpressionKind::Items { list, filter } => {
                format!("(items {}{})", self.expression(*list), self.clauses(Some(*filter), &[]))
            }
            ExpressionKind::Quantified { quantifier, list, filter } => {
                let word = if *quantifier == Quantifier::Any { "any" } else { "all" };
                format!("({word} {}{})", self.expression(*list), self.clauses(Some(*filter), &[]))
            }
            ExpressionKind::Negate(operand) => format!("(- {})", self.expression(*operand)),
            ExpressionKind::Not(operand) => format!("(not {})", self.expression(*operand)),
            ExpressionKind::Binary { operator, left, right, .. } => {
                format!("({} {} {})", operator.symbol(), self.expression(*left), self.expression(*right))
            }
            ExpressionKind::Compare { operator, left, operands, ignoring_year, .. } => {
                let ignoring = if *ignoring_year { " ignoring year" } else { "" };
                format!("({operator:?} {}{}{ignoring})", self.expression(*left), self.expressions(operands))
            }
            ExpressionKind::If { condition, then, otherwise } => {
                format!("(if{})", self.expressions(&[*condition, *then, *otherwise]))
            }
            ExpressionKind::InUnit { value, unit } => {
                format!("(in-unit {} {})", self.expression(*value), name(unit))
            }
            ExpressionKind::InSegment(segment) => format!("(in segment {})", name(segment)),
            ExpressionKind::HasTag { tag, negated } => {
                format!("({} {})", if *negated { "has no tag" } else { "has tag" }, self.expression(*tag))
            }
            ExpressionKind::LastContacted(channel) => {
                format!("(last contacted{})", names(channel))
            }
            ExpressionKind::Bracket(inner) => format!("(bracket {})", self.expression(*inner)),
            ExpressionKind::Broken => "(broken)".to_owned(),
            kind => self.events(kind),
        }
    }

    /// Expressions about events.
    fn events(&self, kind: &ExpressionKind) -> String {
        match kind {
            ExpressionKind::Changed(changed) => self.changed(changed),
            ExpressionKind::Happened(happened) => {
                let count = count(happened.count.as_ref());
                let clauses = self.clauses(happened.filter, &happened.windows);
                let followed = self.followed(&happened.followed);
                format!("(happened {}{count}{clauses}{followed})", event_reference(&happened.event))
            }
            ExpressionKind::Aggregate { function, event, property, filter, windows, followed } => {
                let property =
                    property.as_ref().map_or_else(String::new, |property| format!(" .{}", name(property)));
                let clauses = self.clauses(*filter, windows) + &self.followed(followed);
                format!("(aggregate {} {}{property}{clauses})", name(function), event_reference(event))
            }
            _ => String::new(),
        }
    }

    pub(super) fn clauses(&self, filter: Option<ExpressionId>, windows: &[Window]) -> String {
        let filter =
            filter.map_or_else(String::new, |filter| format!(" (where {})", self.expression(filter)));
        let windows: String = windows.iter().map(|window| self.window(&window.kind)).collect();
        filter + &windows
    }

    pub(super) fn followed(&self, links: &[Followed]) -> String {
        let link = |link: &Followed| {
            let not = if link.negated { "not " } else { "" };
            let (by, filter) = match &link.by {
                Follower::Event { event, filter } => (event_reference(event), *filter),
                Follower::Change(change) => (self.change(change), None),
            };
            let length = |length| format!(" (within{})", self.expressions(&[length]));
            let within = link.within.map_or_else(String::new, length);
            format!(" ({not}followed by {by}{}{within})", self.clauses(filter, &[]))
        };
        links.iter().map(link).collect()
    }

    fn window(&self, kind: &WindowKind) -> String {
        let (words, values) = match *kind {
            WindowKind::WithinLast(a) => ("within last", vec![a]),
            WindowKind::BeforeLast(a) => ("before last", vec![a]),
            WindowKind::BetweenLast(a, b) => ("between last", vec![a, b]),
            WindowKind::Since(a) => ("since", vec![a]),
            WindowKind::Until(a) => ("until", vec![a]),
            WindowKind::Before(a) => ("before", vec![a]),
            WindowKind::After(a) => ("after", vec![a]),
            WindowKind::Between(a, b) => ("between", vec![a, b]),
        };
        format!(" ({words}{})", self.expressions(&values))
    }

    pub(super) fn expressions(&self, ids: &[ExpressionId]) -> String {
        ids.iter().map(|id| format!(" {}", self.expression(*id))).collect()
    }

    fn text(&self, parts: &[TextPart]) -> String {
        if let [TextPart::Literal(text)] = parts {
            return format!("{text:?}");
        }
        let part = |part: &TextPart| match part {
            TextPart::Literal(text) => format!(" {text:?}"),
            TextPart::Placeholder(expression) => format!(" {}", self.expression(*expression)),
        };
        let parts: String = parts.iter().map(part).collect();
        format!("(text{parts})")
    }
}

fn show_literal(literal: &Literal) -> String {
    match literal {
        Literal::Boolean(value) => value.to_string(),
        Literal::Integer(text) | Literal::Number(text) => text.to_string(),
        Literal::Date(text) => format!("(date {text})"),
        Literal::Datetime(text) => format!("(datetime {text})"),
        Literal::Time(text) => format!("(time {text})"),
        Literal::Duration { amount, unit } => format!("(duration {amount} {})", name(unit)),
        Literal::Empty => "empty".to_owned(),
    }
}

fn event_reference(event: &EventReference) -> String {
    let explicit = if event.explicit { "event " } else { "" };
    let owner = event.owner.as_ref().map_or_else(String::new, |owner| format!(" of {}", name(owner)));
    let version =
        event.version.as_ref().map_or_else(String::new, |version| format!(" version {}", version.text));
    format!("{explicit}{}{owner}{version}", name(&event.name))
}

pub(super) fn count(count: Option<&Count>) -> String {
    count.map_or_else(String::new, |count| {
        format!(" ({} {} times)", comparison(count.comparison), count.times)
    })
}

fn comparison(comparison: CountComparison) -> &'static str {
    match comparison {
        CountComparison::Exactly => "exactly",
        CountComparison::AtLeast => "at least",
        CountComparison::AtMost => "at most",
        CountComparison::MoreThan => "more than",
        CountComparison::LessThan => "less than",
    }
}
