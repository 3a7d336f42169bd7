//! Event clauses: what waits, entries and `exit when` are decided by, and what they save.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::declaration::{Checker, Role, Target, Typed};
use super::names::VariableEntry;
use crate::diagnostic::{Diagnostic, Origin, Problem, nearest};
use crate::program::{self, EventClause, EventId, ExpressionKind, Id, SelectionId, Type, VariableId};
use crate::source::Span;
use crate::syntax::tree::{
    self, Assignment, BinaryOperator, Changed, ExpressionId, ExpressionKind as Node, Happened, Name,
    StatementKind,
};

impl Checker<'_> {
    /// Checks an event clause of a flow; `place` says in messages what it is.
    pub(super) fn event_clause(&mut self, clause: &tree::EventClause, place: &str) -> EventClause {
        let condition = self.condition(clause.condition);
        let only_events = self.events_only(clause.condition, place);
        if only_events && !self.is_driven(clause.condition, true) {
            let span = self.node(clause.condition).span;
            self.report(span, Problem::OnlyNotHappened { place: place.to_owned() });
        }
        let events = self.events_of(condition);
        let saves = self.saves(clause, condition);
        let location = self.at(self.node(clause.condition).span);
        EventClause { condition, events, saves, location }
    }

    /// Whether a condition consists of event conditions alone. The first thing that is none is reported.
    fn events_only(&mut self, id: ExpressionId, place: &str) -> bool {
        match &self.node(id).kind {
            Node::Happened(Happened { followed, .. }) | Node::Changed(Changed { followed, .. }) => {
                self.no_negated_link(followed, place);
                true
            }
            Node::Broken => true,
            Node::Not(inner) | Node::Bracket(inner) => self.events_only(*inner, place),
            Node::Binary { operator: BinaryOperator::And | BinaryOperator::Or, left, right, .. } => {
                self.events_only(*left, place) && self.events_only(*right, place)
            }
            _ => {
                // What has a mistake of its own may have been meant as an event.
                let span = self.node(id).span;
                if !self.is_reported(span) {
                    self.report(span, Problem::EventsOnly { place: place.to_owned() });
                }
                false
            }
        }
    }

    /// Whether something is wrong with what stands at a place.
    pub(super) fn is_reported(&self, span: Span) -> bool {
        self.result.diagnostics.iter().any(|diagnostic| match &diagnostic.origin {
            Origin::Source(location) => {
                let inside = span.start <= location.span.start && location.span.end <= span.end;
                inside && location.declaration == self.declaration.id
            }
            _ => false,
        })
    }

    /// Whether some event makes the condition true at a moment: every `or` alternative needs a `happened` that is not
    /// negated. `wanted` turns over below each `not`.
    fn is_driven(&self, id: ExpressionId, wanted: bool) -> bool {
        match &self.node(id).kind {
            Node::Happened(_) | Node::Changed(_) => wanted,
            Node::Not(inner) => self.is_driven(*inner, !wanted),
            Node::Bracket(inner) => self.is_driven(*inner, wanted),
            Node::Binary { operator, left, right, .. } => {
                let (left, right) = (self.is_driven(*left, wanted), self.is_driven(*right, wanted));
                // Below a `not`, `and` and `or` change places.
                let any = (*operator == BinaryOperator::And) == wanted;
                if any { left || right } else { left && right }
            }
            _ => true,
        }
    }

    /// The kinds of events that a condition asks for, those that follow others included, each once.
    fn events_of(&self, condition: program::ExpressionId) -> Vec<EventId> {
        let mut events = Vec::new();
        for selection in self.selections_of(condition) {
            for event in self.result.fragment.selections[selection].kinds() {
                if !events.contains(&event) {
                    events.push(event);
                }
            }
        }
        events
    }

    fn selections_of(&self, condition: program::ExpressionId) -> Vec<SelectionId> {
        let mut found = Vec::new();
        self.collect_selections(condition, &mut found);
        found
    }

    fn collect_selections(&self, condition: program::ExpressionId, found: &mut Vec<SelectionId>) {
        match &self.result.fragment.expressions[condition].kind {
            ExpressionKind::Happened { selection, .. } => found.push(*selection),
            ExpressionKind::Not(inner) => self.collect_selections(*inner, found),
            ExpressionKind::And(left, right) | ExpressionKind::Or(left, right) => {
                self.collect_selections(*left, found);
                self.collect_selections(*right, found);
            }
            _ => {}
        }
    }

    /// The events that the condition asks for and does not negate: their properties can be saved.
    fn saveable(&self, condition: program::ExpressionId) -> Vec<(EventId, SelectionId)> {
        let mut found = Vec::new();
        self.collect_positive(condition, &mut found);
        let mut seen = BTreeSet::new();
        found
            .into_iter()
            .map(|selection| (self.result.fragment.selections[selection].event, selection))
            .filter(|(event, _)| seen.insert(*event))
            .collect()
    }

    fn collect_positive(&self, condition: program::ExpressionId, found: &mut Vec<SelectionId>) {
        match &self.result.fragment.expressions[condition].kind {
            ExpressionKind::Happened { selection, .. } => found.push(*selection),
            ExpressionKind::And(left, right) | ExpressionKind::Or(left, right) => {
                self.collect_positive(*left, found);
                self.collect_positive(*right, found);
            }
            _ => {}
        }
    }

    fn saves(
        &mut self,
        clause: &tree::EventClause,
        condition: program::ExpressionId,
    ) -> Vec<(VariableId, program::ExpressionId)> {
        let saveable = self.saveable(condition);
        // Where the condition itself has an error, what it saves is unknown, and saying so again helps nobody.
        let unknown = saveable.is_empty();
        let outer = std::mem::replace(&mut self.scope.saved, saveable);
        let values: Vec<(&Assignment, Typed)> = clause
            .saves
            .iter()
            .map(|save| {
                let value = match save.value {
                    _ if unknown => self.wrong(save.span),
                    Some(value) => self.expression(value),
                    None => self.saved_property(&save.target),
                };
                (save, value)
            })
            .collect();
        self.scope.saved = outer;
        self.saved_twice(clause);
        values
            .into_iter()
            .filter_map(|(save, value)| Some((self.save_into(save, &value)?, value.id)))
            .collect()
    }

    /// `save itemId`: the property of that name. Where none has it, the one that was probably meant names a variable that
    /// exists, so that its uses are not reported as well.
    fn saved_property(&mut self, name: &Name) -> Typed {
        let value = self.event_field(name, name.span);
        if value.r#type == Type::Error {
            let events: Vec<EventId> = self.scope.saved.iter().map(|&(event, _)| event).collect();
            let known = events.into_iter().flat_map(|event| self.symbols.properties(event));
            let meant = nearest(&name.text, known).map(Arc::from);
            if let (Some(meant), Some(flow)) = (meant, &mut self.scope.flow) {
                flow.broken.push(meant);
            }
        }
        value
    }

    fn saved_twice(&mut self, clause: &tree::EventClause) {
        for (at, save) in clause.saves.iter().enumerate() {
            let first = clause.saves[..at].iter().find(|first| first.target.text == save.target.text);
            if let Some(first) = first {
                self.duplicate("saved variable", &save.target.text, save.target.span, first.target.span);
            }
        }
    }

    /// The variable that a save goes to; it is declared with the type that it brings, unless it is there already.
    fn save_into(&mut self, save: &Assignment, value: &Typed) -> Option<VariableId> {
        let name = &save.target;
        let known = self.variable(&name.text);
        let role = if known.is_some() { Role::Written } else { Role::Declared };
        let flow = self.scope.flow.as_mut()?;
        let variable = match known {
            Some(variable) => variable,
            None => {
                let r#type = value.r#type.clone();
                flow.variables.push(VariableEntry { name: name.text.clone(), r#type, span: name.span });
                VariableId::from_index(flow.variables.len() - 1)
            }
        };
        flow.assigned.insert(variable);
        let (id, wanted) = (flow.id, flow.variables[variable.index()].r#type.clone());
        self.note(name.span, Target::Variable(id, variable), role);
        self.expect(value, &wanted, save.span, &format!("what is saved as `{}`", name.text));
        Some(variable)
    }

    /// Reports a name that was declared before.
    pub(super) fn duplicate(&mut self, kind: &str, name: &str, span: Span, first: Span) {
        let problem = Problem::DuplicateName { kind: kind.to_owned(), name: name.to_owned() };
        let first = self.at(first);
        self.push(Diagnostic::new(self.at(span), problem).label(first, "declared here first"));
    }

    /// Whether an element's arms hold something that could not be read, a head included: then what seems missing may be
    /// there.
    pub(super) fn has_broken_arm(&self, statement: &tree::Statement) -> bool {
        let arms = match &statement.kind {
            StatementKind::SegmentAudience(arms)
            | StatementKind::WaitForEvent { arms, .. }
            | StatementKind::EvaluateMessage(arms) => arms.as_slice(),
            _ => &[],
        };
        let is_broken = |clause: &tree::EventClause| matches!(self.node(clause.condition).kind, Node::Broken);
        let outcomes = super::statements::outcome_arms(&statement.kind);
        arms.iter().any(|arm| arm.when.as_ref().is_some_and(is_broken))
            || outcomes.iter().any(|arm| arm.when.as_ref().is_some_and(|when| when.text.is_empty()))
            || super::statements::blocks(&statement.kind)
                .into_iter()
                .flatten()
                .any(|inner| matches!(inner.kind, StatementKind::Broken { .. }) || self.has_broken_arm(inner))
    }
}
