//! Clauses about attributes.

use super::Writer;
use super::json::Json;
use crate::program::{Comparison, ExpressionId, ExpressionKind, Quantifier, Type};
use crate::value::{DateOperator, Duration, Value};

impl Writer<'_> {
    /// A condition, or its complement.
    pub(super) fn clause(&mut self, condition: ExpressionId, negated: bool) -> Option<Json> {
        match self.kind(condition) {
            ExpressionKind::And(left, right) => {
                self.both(if negated { "#or" } else { "#and" }, [left, right], negated)
            }
            ExpressionKind::Or(left, right) => {
                self.both(if negated { "#and" } else { "#or" }, [left, right], negated)
            }
            ExpressionKind::Not(operand) => self.clause(operand, !negated),
            ExpressionKind::InSegment(segment) => {
                self.clause(self.moment.program.segments[segment].condition, negated)
            }
            ExpressionKind::Compare { ignoring_year: true, .. } => {
                self.refuse(condition, "`ignoring year`", "it has no anniversaries")
            }
            ExpressionKind::Compare { comparison, left, operands, .. } => {
                self.comparison(condition, comparison, left, &operands, negated)
            }
            ExpressionKind::HasTag(tag) => self.has_tag(tag, negated),
            ExpressionKind::Quantified { quantifier, list, condition: of_item } => {
                self.quantified(condition, quantifier, list, of_item, negated)
            }
            ExpressionKind::Happened { .. } => self.refuse(
                condition,
                "an event beside other alternatives",
                "its clauses about events are joined by `and` only",
            ),
            ExpressionKind::Attribute(_) | ExpressionKind::Field { .. } => {
                let truth = Json::Value(Value::Boolean(true));
                let subject = self.subject(condition)?;
                Some(Json::pair(&subject, if negated { Json::pair("#ne", truth) } else { truth }))
            }
            _ => self.refuse(
                condition,
                "such a condition",
                "it compares attributes with values, and nothing else",
            ),
        }
    }

    /// Two conditions, or their complements, and those that are joined in the same way within.
    fn both(&mut self, word: &str, sides: [ExpressionId; 2], negated: bool) -> Option<Json> {
        let mut clauses = Vec::new();
        for side in sides {
            add(word, self.clause(side, negated), &mut clauses);
        }
        Some(Json::pair(word, Json::List(clauses)))
    }

    fn comparison(
        &mut self,
        place: ExpressionId,
        comparison: Comparison,
        left: ExpressionId,
        operands: &[ExpressionId],
        negated: bool,
    ) -> Option<Json> {
        let (comparison, negated) = match comparison.complement() {
            Some(positive) => (positive, !negated),
            None => (comparison, negated),
        };
        let subject = self.subject(left)?;
        if let Some(operator) = comparison.relative() {
            return self.relative(place, &subject, operator, operands, negated);
        }
        let mut values = Vec::new();
        for &operand in operands {
            values.extend(self.items(operand)?);
        }
        if values.iter().any(Value::is_empty) {
            return self.refuse(place, "a comparison with nothing", "it compares with values only");
        }
        if comparison == Comparison::IsBetween && !negated {
            let bounds = ["#gte", "#lte"].iter().zip(values);
            let clauses =
                bounds.map(|(word, bound)| Json::pair(&subject, Json::pair(word, Json::Value(bound))));
            return Some(Json::pair("#and", Json::List(clauses.collect())));
        }
        let Some(word) = word(comparison, negated) else {
            let negation = if negated { "the complement of " } else { "" };
            return self.refuse(
                place,
                &format!("{negation}`{}`", comparison.phrase()),
                "it has no operator that means this",
            );
        };
        let operand = match (comparison, values.pop()) {
            (Comparison::IsEmpty, _) => Json::Value(Value::Boolean(true)),
            (Comparison::IsOneOf, last) => {
                Json::List(values.into_iter().chain(last).map(Json::Value).collect())
            }
            (_, Some(value)) => Json::Value(value),
            (_, None) => return None,
        };
        Some(Json::pair(&subject, if word == "#eq" { operand } else { Json::pair(word, operand) }))
    }

    fn relative(
        &mut self,
        place: ExpressionId,
        subject: &str,
        operator: DateOperator,
        operands: &[ExpressionId],
        negated: bool,
    ) -> Option<Json> {
        if negated {
            return self.refuse(
                place,
                "the complement of a comparison with now",
                "it has no operator that means this",
            );
        }
        let given = operands.first().map(|&operand| self.moment.fixed(operand));
        let (days, one) =
            (Duration::of(0, crate::value::Unit::Days), Duration::of(1, crate::value::Unit::Days));
        let length = match (operator, given) {
            (DateOperator::WasToday, _) => days.ok()?,
            (DateOperator::IsTomorrow | DateOperator::IsYesterday, _) => one.ok()?,
            (_, Some(Some(Value::Duration(length)))) => length,
            _ => {
                return self.refuse(
                    place,
                    "a length of time that depends on the person",
                    "it takes lengths that are the same for everybody",
                );
            }
        };
        let (word, sign) = relation_to_now(operator);
        let Some(period) = period(length, sign) else {
            return self.refuse(
                place,
                "a length of hours or less",
                "its relative dates are days, weeks and months",
            );
        };
        let now = Json::pair("#relNow", Json::text(&period));
        Some(Json::pair(subject, Json::pair(word, now)))
    }

    fn has_tag(&mut self, tag: ExpressionId, negated: bool) -> Option<Json> {
        self.attributes += 1;
        let word = if negated { "#notContain" } else { "#contains" };
        match self.moment.fixed(tag) {
            Some(tag @ Value::Text(_)) => Some(Json::pair("tags", Json::pair(word, Json::Value(tag)))),
            _ => self.refuse(tag, "a tag that is not known beforehand", "it compares with values only"),
        }
    }

    fn quantified(
        &mut self,
        place: ExpressionId,
        quantifier: Quantifier,
        list: ExpressionId,
        condition: ExpressionId,
        negated: bool,
    ) -> Option<Json> {
        if negated {
            return self.refuse(
                place,
                "the complement of a condition over a list",
                "it has no operator that means this",
            );
        }
        let subject = self.subject(list)?;
        let word = match quantifier {
            Quantifier::Any => "#any",
            Quantifier::All => "#all",
        };
        let of_item = self.clause(condition, false)?;
        Some(Json::pair(&subject, Json::pair(word, of_item)))
    }

    /// What a clause is about, by the name that the API has for it.
    fn subject(&mut self, left: ExpressionId) -> Option<String> {
        self.attributes += 1;
        let program = self.moment.program;
        match self.kind(left) {
            ExpressionKind::Attribute(attribute) => {
                let attribute = &program.attributes[attribute];
                if attribute.computed.is_some() {
                    let what = format!("`{}`", attribute.name);
                    self.refuse(left, &what, "it is computed here, and no profile of the API has it");
                    return None;
                }
                let own = if attribute.standard { "" } else { "data\u{1}" };
                Some(format!("{own}{}", attribute.name))
            }
            ExpressionKind::Field { object, place }
                if matches!(self.kind(object), ExpressionKind::Item(0)) =>
            {
                match &program.expressions[object].r#type {
                    Type::Object(fields) => {
                        fields.iter().nth(place as usize).map(|field| field.name.to_string())
                    }
                    _ => None,
                }
            }
            _ => {
                self.refuse(
                    left,
                    "a comparison of something else than an attribute",
                    "it compares attributes with values, and nothing else",
                );
                None
            }
        }
    }

    /// The values that an operand stands for: a list for its items.
    pub(super) fn items(&mut self, operand: ExpressionId) -> Option<Vec<Value>> {
        match self.moment.fixed(operand) {
            Some(Value::List(items)) => Some(items.to_vec()),
            Some(value) => Some(vec![value]),
            None => {
                self.refuse(
                    operand,
                    "a value that depends on the person",
                    "it compares with values that are known beforehand",
                );
                None
            }
        }
    }
}

/// Adds a clause to those that a word joins. What the same word joins within it stands beside them.
pub(super) fn add(word: &str, clause: Option<Json>, clauses: &mut Vec<Json>) {
    match clause {
        Some(Json::Object(mut parts)) if parts[0].0 == word => {
            if let Json::List(within) = parts.remove(0).1 {
                clauses.extend(within);
            }
        }
        clause => clauses.extend(clause),
    }
}

/// The operator that is a comparison, or its complement.
fn word(comparison: Comparison, negated: bool) -> Option<&'static str> {
    Some(match (comparison, negated) {
        (Comparison::Is, false) => "#eq",
        (Comparison::Is, true) => "#ne",
        (Comparison::Contains, false) => "#contains",
        (Comparison::Contains, true) => "#notContain",
        (Comparison::IsOneOf, false) => "#in",
        (Comparison::IsOneOf, true) => "#notIn",
        (Comparison::IsEmpty, false) => "#notExist",
        (Comparison::IsEmpty, true) => "#exist",
        (Comparison::StartsWith, false) => "#startsWith",
        (Comparison::EndsWith, false) => "#endsWith",
        (Comparison::LessThan | Comparison::Before, false) => "#lt",
        (Comparison::LessThanOrEqual | Comparison::Until, false) => "#lte",
        (Comparison::GreaterThanOrEqual | Comparison::Since, false) => "#gte",
        (Comparison::GreaterThan | Comparison::After, false) => "#gt",
        _ => return None,
    })
}

fn relation_to_now(operator: DateOperator) -> (&'static str, &'static str) {
    match operator {
        DateOperator::WillBeIn | DateOperator::IsTomorrow | DateOperator::WasToday => ("#eq", ""),
        DateOperator::WillBeWithin => ("#lt", ""),
        DateOperator::WillBeMoreThan => ("#gt", ""),
        DateOperator::Was | DateOperator::IsYesterday => ("#eq", "-"),
        DateOperator::WasWithin => ("#gt", "-"),
        DateOperator::WasMoreThan => ("#lt", "-"),
    }
}

/// A length of days, weeks or months by ISO 8601, with the sign where the API has it.
fn period(length: Duration, sign: &str) -> Option<String> {
    match (length.months(), length.days(), length.micros()) {
        (0, days, 0) if days >= 0 => Some(format!("P{sign}{days}D")),
        (months, 0, 0) if months > 0 => Some(format!("P{sign}{months}M")),
        _ => None,
    }
}
