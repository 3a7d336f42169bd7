//! Conditions: SQL that is true exactly where they hold, and elsewhere false or null.

use super::{Writer, text};
use crate::program::{ExpressionId, ExpressionKind};
use crate::value::Value;

/// What parts of a condition are joined by.
#[derive(Clone, Copy)]
enum Joint {
    And,
    Or,
}

impl Writer<'_> {
    /// What must hold all together.
    pub(super) fn clauses(&mut self, condition: ExpressionId) -> Vec<String> {
        self.joined(condition, Joint::And)
    }

    /// The parts of a condition that are joined by a word, and of those what is joined by the same word.
    fn joined(&mut self, condition: ExpressionId, by: Joint) -> Vec<String> {
        match (self.kind(condition), by) {
            (ExpressionKind::And(left, right), Joint::And) | (ExpressionKind::Or(left, right), Joint::Or) => {
                let mut parts = self.joined(left, by);
                parts.extend(self.joined(right, by));
                parts
            }
            _ => vec![self.condition(condition)],
        }
    }

    /// A condition. What is joined by `OR` stands in brackets; nothing else needs them inside of `AND` and `OR`.
    pub(super) fn condition(&mut self, condition: ExpressionId) -> String {
        match self.kind(condition) {
            ExpressionKind::And(..) => self.clauses(condition).join(" AND "),
            ExpressionKind::Or(..) => format!("({})", self.joined(condition, Joint::Or).join(" OR ")),
            ExpressionKind::Not(operand) if matches!(self.kind(operand), ExpressionKind::Happened { .. }) => {
                format!("NOT {}", self.condition(operand))
            }
            ExpressionKind::Not(operand) => not(&self.condition(operand)),
            ExpressionKind::Compare { comparison, left, operands, ignoring_year } if !ignoring_year => {
                self.comparison(comparison, left, &operands)
            }
            ExpressionKind::Compare { .. } => {
                self.refuse(condition, "`ignoring year`", "SQL has no anniversaries")
            }
            ExpressionKind::Happened { selection, count } => self.happened(condition, selection, count),
            ExpressionKind::InSegment(segment) => {
                let of_segment = self.moment.program.segments[segment].condition;
                self.condition(of_segment)
            }
            ExpressionKind::HasTag(tag) => self.has_tag(tag),
            ExpressionKind::Quantified { .. } => {
                self.refuse(condition, "a condition over a list", "the items of lists have no columns")
            }
            _ => self.value(condition),
        }
    }

    fn has_tag(&mut self, tag: ExpressionId) -> String {
        let program = self.moment.program;
        let tags = &program.attributes[program.known.tags];
        let tags = self.column("people", &tags.name, &tags.r#type);
        match self.needle(tag) {
            Some(needle) => {
                self.is_folding = true;
                format!("list_contains(list_transform({tags}, lambda tag: folded(tag)), {needle})")
            }
            None => "NULL".to_owned(),
        }
    }

    /// What is looked for without regard to case, as a literal; refused unless it is known beforehand and can be said.
    pub(super) fn needle(&mut self, sought: ExpressionId) -> Option<String> {
        match self.moment.fixed(sought) {
            Some(Value::Text(found)) => self.folded(sought, &found),
            Some(_) => Some("NULL".to_owned()),
            None => {
                let reason = "SQL ignores case for a text that is known beforehand only";
                self.refuse(sought, "a comparison of two texts of a person", reason);
                None
            }
        }
    }

    /// A text that is looked for without regard to case.
    pub(super) fn folded(&mut self, place: ExpressionId, sought: &str) -> Option<String> {
        if sought.is_empty() {
            return Some("NULL".to_owned());
        }
        if text::is_sayable(sought) {
            return Some(text::folded(sought));
        }
        let reason =
            "DuckDB folds the case of Latin letters as the language does, and of no others for certain";
        self.refuse(place, &format!("`{sought}` without regard to case"), reason);
        None
    }

    pub(super) fn kind(&self, expression: ExpressionId) -> ExpressionKind {
        self.moment.program.expressions[expression].kind.clone()
    }
}

/// The exact complement of what may be null.
pub(super) fn not(condition: &str) -> String {
    format!("NOT coalesce({condition}, FALSE)")
}
