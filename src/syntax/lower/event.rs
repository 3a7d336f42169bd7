//! Event conditions, aggregates of events, and what is saved from an event.

use super::{Lowering, part, parts};
use crate::diagnostic::{List, Problem};
use crate::source::Span;
use crate::syntax::finding::Finding;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{
    Assignment, Count, CountComparison, EventClause, EventReference, ExpressionId, ExpressionKind, Followed,
    Follower, Happened, Name, Window, WindowKind,
};

impl Lowering<'_> {
    /// `happened pageView where url contains "/sale" at least 3 times within last 7 days`
    pub(super) fn happened(&mut self, node: &Node<'_>) -> ExpressionId {
        let reference = part(node, Rule::event_reference);
        let event = self.event_reference(&reference.unwrap_or_else(|| node.clone()), false);
        let filter = self.filter_in(node);
        let count = part(node, Rule::count).map(|count| self.count(&count));
        let windows = self.windows_in(node);
        let followed = self.followed_in(node);
        let parts = parts_of(filter, &windows, &followed);
        let happened = Happened { event, filter, count, windows, followed };
        self.add(ExpressionKind::Happened(happened), self.span(node), &parts)
    }

    /// `sum(itemPurchased.price where amount > 1 within last 90 days)`: what stands in the brackets.
    pub(super) fn aggregate(&mut self, function: Name, node: &Node<'_>, span: Span) -> ExpressionId {
        let explicit = part(node, Rule::kw_event).is_some();
        let target = part(node, Rule::aggregated_event).unwrap_or_else(|| node.clone());
        let event = self.event_reference(&target, explicit);
        let property = part(&target, Rule::property).map(|property| self.name_in(&property));
        let filter = self.filter_in(node);
        let windows = self.windows_in(node);
        let followed = self.followed_in(node);
        let parts = parts_of(filter, &windows, &followed);
        let kind = ExpressionKind::Aggregate { function, event, property, filter, windows, followed };
        self.add(kind, span, &parts)
    }

    fn event_reference(&self, node: &Node<'_>, explicit: bool) -> EventReference {
        let owner = part(node, Rule::owner).map(|owner| self.name_in(&owner));
        let version = part(node, Rule::flow_version).map(|version| self.amount_in(&version));
        EventReference { name: self.name_in(node), explicit, owner, version }
    }

    /// `where url contains "/sale"`: a comparison or a bracket.
    pub(super) fn filter_in(&mut self, node: &Node<'_>) -> Option<ExpressionId> {
        let clause = part(node, Rule::filter_clause)?;
        let filter = part(&clause, Rule::filter)?;
        let value = self.expression_in(&filter);
        if let Some(tail) = part(&filter, Rule::comparison_tail) {
            return Some(self.compare(value, &tail));
        }
        if !matches!(self.expressions[value].kind, ExpressionKind::Bracket(_)) {
            self.bare_filter(value);
        }
        Some(value)
    }

    /// `where paid`: neither a comparison nor a bracket.
    fn bare_filter(&mut self, value: ExpressionId) {
        let span = self.expressions[value].span;
        let text = self.piece.slice(span).to_owned();
        let expected = List::of(["~a comparison", "~a condition in brackets"]);
        let finding = Finding::unexpected(span, expected, format!("`{text}`"));
        self.find(finding.fix("put it in brackets", span, format!("({text})")));
    }

    pub(super) fn count(&self, node: &Node<'_>) -> Count {
        let has = |rule| part(node, rule).is_some();
        let comparison = match () {
            () if has(Rule::kw_exactly) => CountComparison::Exactly,
            () if has(Rule::kw_least) => CountComparison::AtLeast,
            () if has(Rule::kw_most) => CountComparison::AtMost,
            () if has(Rule::kw_more) => CountComparison::MoreThan,
            () => CountComparison::LessThan,
        };
        let times = part(node, Rule::amount).map_or("", |amount| amount.as_str()).into();
        Count { comparison, times, span: self.span(node) }
    }

    pub(super) fn windows_in(&mut self, node: &Node<'_>) -> Vec<Window> {
        let is_window = |part: &Node<'_>| matches!(part.as_rule(), Rule::window | Rule::window_by_age);
        let windows: Vec<Node<'_>> = node.clone().into_inner().filter(is_window).collect();
        windows.iter().filter_map(|window| self.window(window)).collect()
    }

    fn window(&mut self, node: &Node<'_>) -> Option<Window> {
        let inner = node.clone().into_inner().next()?;
        if inner.as_rule() == Rule::window_by_age {
            return self.window(&inner);
        }
        let values: Vec<Node<'_>> = parts(&inner, Rule::value).collect();
        let values: Vec<ExpressionId> = values.iter().map(|value| self.expression(value)).collect();
        let first = *values.first()?;
        let second = values.get(1).copied().unwrap_or(first);
        let kind = match inner.as_rule() {
            Rule::within_last => WindowKind::WithinLast(first),
            Rule::before_last => WindowKind::BeforeLast(first),
            Rule::between_last => WindowKind::BetweenLast(first, second),
            Rule::between_dates => WindowKind::Between(first, second),
            Rule::since_date => WindowKind::Since(first),
            Rule::until_date => WindowKind::Until(first),
            Rule::before_date => WindowKind::Before(first),
            _ => WindowKind::After(first),
        };
        Some(Window { kind, span: self.span(node) })
    }

    /// What stands behind `followed by`, link by link.
    pub(super) fn followed_in(&mut self, node: &Node<'_>) -> Vec<Followed> {
        let links: Vec<Node<'_>> = parts(node, Rule::followed).collect();
        links.iter().map(|link| self.followed(link)).collect()
    }

    fn followed(&mut self, node: &Node<'_>) -> Followed {
        let by = match part(node, Rule::event_reference) {
            Some(reference) => Follower::Event {
                event: self.event_reference(&reference, false),
                filter: self.filter_in(node),
            },
            None => Follower::Change(self.change_in(node)),
        };
        let lengths: Vec<Node<'_>> = parts(node, Rule::within).collect();
        let within = lengths.first().and_then(|within| self.optional_expression_in(within));
        for misplaced in parts(node, Rule::of_whole).chain(lengths.into_iter().skip(1)) {
            let clause = misplaced.as_str().trim().to_owned();
            self.find(Finding::new(self.span(&misplaced), Problem::ClauseOfFollower { clause }));
        }
        Followed { negated: part(node, Rule::kw_not).is_some(), by, within, span: self.span(node) }
    }

    /// The condition and what it saves, among the parts of a node.
    pub(super) fn event_clause_in(&mut self, node: &Node<'_>) -> Option<EventClause> {
        let clause = part(node, Rule::event_clause)?;
        let condition = self.expression_in(&clause);
        let saves = part(&clause, Rule::save).map_or_else(Vec::new, |save| self.saves(&save));
        Some(EventClause { condition, saves })
    }

    fn saves(&mut self, node: &Node<'_>) -> Vec<Assignment> {
        let saved: Vec<Node<'_>> = parts(node, Rule::saved).collect();
        saved.iter().map(|saved| self.assignment(saved)).collect()
    }

    /// `total = total + price`, or `total` alone behind `save`.
    pub(in crate::syntax) fn assignment(&mut self, node: &Node<'_>) -> Assignment {
        let (target, span) = (self.name_in(node), self.span(node));
        Assignment { target, value: self.optional_expression_in(node), span }
    }
}

/// The expressions below an event condition.
pub(super) fn parts_of(
    filter: Option<ExpressionId>,
    windows: &[Window],
    followed: &[Followed],
) -> Vec<ExpressionId> {
    let of_window = |window: &Window| match window.kind {
        WindowKind::BetweenLast(a, b) | WindowKind::Between(a, b) => vec![a, b],
        WindowKind::WithinLast(a)
        | WindowKind::BeforeLast(a)
        | WindowKind::Since(a)
        | WindowKind::Until(a)
        | WindowKind::Before(a)
        | WindowKind::After(a) => vec![a],
    };
    let of_link = |link: &Followed| {
        let below = match &link.by {
            Follower::Event { filter, .. } => Vec::from_iter(*filter),
            Follower::Change(change) => change.sides(),
        };
        below.into_iter().chain(link.within)
    };
    windows.iter().flat_map(of_window).chain(filter).chain(followed.iter().flat_map(of_link)).collect()
}
