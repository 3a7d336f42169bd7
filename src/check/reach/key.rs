//! Which expressions are the same, and what they depend on.
//!
//! Two expressions with one key have the same value wherever both are evaluated in one step. What is not known to be so
//! has a key of its own.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::Parts;
use crate::program::{
    AttributeId, Expression, ExpressionId, ExpressionKind, Family, Function, SelectionId, TemplatePart,
    VariableId, Window,
};

/// What an expression depends on.
#[derive(Clone, Default, Debug)]
pub(super) struct Reads {
    /// Attributes of the person.
    pub(super) attributes: BTreeSet<AttributeId>,
    /// Variables of the flow.
    pub(super) variables: BTreeSet<VariableId>,
    /// Whether it depends on more of the person: on events, tags, segments or computed attributes.
    pub(super) more: bool,
    /// Whether it depends on the clock.
    pub(super) now: bool,
}

/// The key of an expression, with what it depends on.
pub(super) fn key(parts: &Parts, id: ExpressionId) -> (String, Reads) {
    let mut writer = Writer { parts, text: String::new(), reads: Reads::default() };
    writer.expression(id);
    (writer.text, writer.reads)
}

/// The key of a selection of events by kind and time, and that of what takes fewer of them: the filter, and what must follow.
pub(super) fn selection_keys(parts: &Parts, id: SelectionId) -> (String, Option<String>) {
    let mut writer = Writer { parts, text: String::new(), reads: Reads::default() };
    writer.frame(id);
    let frame = std::mem::take(&mut writer.text);
    writer.narrowing(id);
    (frame, Some(writer.text).filter(|narrowing| !narrowing.is_empty()))
}

struct Writer<'a> {
    parts: &'a Parts<'a>,
    text: String,
    reads: Reads,
}

impl Writer<'_> {
    fn word(&mut self, word: impl std::fmt::Debug) {
        // Writing to a text does not fail.
        let _ = write!(self.text, "{word:?} ");
    }

    fn expressions(&mut self, ids: &[ExpressionId]) {
        self.text.push('(');
        for &id in ids {
            self.expression(id);
        }
        self.text.push(')');
    }

    fn expression(&mut self, id: ExpressionId) {
        let Expression { kind, .. } = &self.parts.expressions[id];
        match kind {
            ExpressionKind::Constant(constant) => self.word(&self.parts.constants[*constant]),
            ExpressionKind::Attribute(attribute) => {
                self.reads.attributes.insert(*attribute);
                self.reads.more |= self.parts.is_computed(*attribute);
                self.word(attribute);
            }
            ExpressionKind::Variable(variable) => {
                self.reads.variables.insert(*variable);
                self.word(variable);
            }
            ExpressionKind::Property(slot) => self.word(slot),
            ExpressionKind::Negate(a) => self.of("negate", &[*a]),
            ExpressionKind::Not(a) => self.of("not", &[*a]),
            ExpressionKind::And(a, b) => self.of("and", &[*a, *b]),
            ExpressionKind::Or(a, b) => self.of("or", &[*a, *b]),
            ExpressionKind::Default { value, default } => self.of("default", &[*value, *default]),
            ExpressionKind::If { condition, then, otherwise } => {
                self.of("if", &[*condition, *then, *otherwise])
            }
            ExpressionKind::Arithmetic { operator, left, right } => self.of(operator, &[*left, *right]),
            ExpressionKind::Compare { comparison, left, operands, ignoring_year } => {
                self.word((comparison, ignoring_year));
                self.reads.now |= comparison.is_relative();
                self.expression(*left);
                self.expressions(operands);
            }
            ExpressionKind::InUnit { value, unit } => self.of(unit, &[*value]),
            // Each call of it gives another result.
            ExpressionKind::Call { function: Function::GeneratePin, .. } => self.word(id),
            ExpressionKind::Call { function, arguments } => {
                self.reads.now |= function.family() == Family::Step;
                self.of(function, arguments);
            }
            ExpressionKind::Template(parts) => self.template(parts),
            other => {
                self.reads.more = true;
                self.of_events_and_more(id, other);
            }
        }
    }

    /// The forms that look at more of a person than attributes.
    fn of_events_and_more(&mut self, id: ExpressionId, kind: &ExpressionKind) {
        match kind {
            ExpressionKind::Happened { selection, count } => {
                self.word(count);
                self.selection(*selection);
            }
            ExpressionKind::Aggregate { aggregate, selection, property } => {
                self.word((aggregate, property));
                self.selection(*selection);
            }
            ExpressionKind::LatestProperty { selection, property } => {
                self.word(property);
                self.selection(*selection);
            }
            ExpressionKind::InSegment(segment) => self.word(segment),
            ExpressionKind::HasTag(tag) => self.of("tag", &[*tag]),
            ExpressionKind::LastContacted(channel) => self.word(("contacted", channel)),
            _ => self.word(id),
        }
    }

    fn of(&mut self, word: impl std::fmt::Debug, operands: &[ExpressionId]) {
        self.word(word);
        self.expressions(operands);
    }

    fn template(&mut self, parts: &[TemplatePart]) {
        for part in parts {
            match part {
                TemplatePart::Literal(constant) => self.word(&self.parts.constants[*constant]),
                TemplatePart::Placeholder(value) => self.expressions(&[*value]),
            }
        }
    }

    fn selection(&mut self, id: SelectionId) {
        self.frame(id);
        self.narrowing(id);
    }

    /// The kind and the time of a selection.
    fn frame(&mut self, id: SelectionId) {
        let selection = &self.parts.selections[id];
        self.word((selection.event, selection.owner));
        for window in &selection.windows {
            match *window {
                Window::WithinLast(a) => self.of("within last", &[a]),
                Window::BeforeLast(a) => self.of("before last", &[a]),
                Window::BetweenLast(a, b) => self.of("between last", &[a, b]),
                Window::Since(a) => self.of("since", &[a]),
                Window::Until(a) => self.of("until", &[a]),
                Window::Before(a) => self.of("before", &[a]),
                Window::After(a) => self.of("after", &[a]),
                Window::Between(a, b) => self.of("between", &[a, b]),
            }
        }
    }

    fn narrowing(&mut self, id: SelectionId) {
        let selection = &self.parts.selections[id];
        if let Some(filter) = selection.filter {
            self.of("where", &[filter]);
        }
        for link in &selection.followed {
            self.word(("followed", link.negated, link.event, link.owner, link.filter.is_some()));
            let parts: Vec<ExpressionId> = link.filter.into_iter().chain(link.within).collect();
            self.expressions(&parts);
        }
    }
}
