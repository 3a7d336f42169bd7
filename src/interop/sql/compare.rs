//! Comparisons. The negated forms are complements of what they negate; of `null` nothing else holds but `is empty`.

use super::condition::not;
use super::{Writer, text};
use crate::program::{Comparison, ExpressionId, ExpressionKind, Type};
use crate::value::moment::{between_range, date_relation_range, relation_range};
use crate::value::relative::{contacted_range, date_range, instant_range};
use crate::value::{
    Date, DateOperator, DateRange, Duration, Instant, InstantRange, Moment, Relation, Value, Zone,
};

impl Writer<'_> {
    pub(super) fn comparison(
        &mut self,
        comparison: Comparison,
        left: ExpressionId,
        operands: &[ExpressionId],
    ) -> String {
        match comparison {
            Comparison::IsEmpty => return self.is_empty(left),
            Comparison::IsNotEmpty => return format!("NOT {}", self.is_empty(left)),
            _ => {}
        }
        if let Some(negated) = comparison.complement() {
            return not(&self.comparison(negated, left, operands));
        }
        match self.moment.program.expressions[left].r#type {
            Type::Text => self.of_text(comparison, left, operands),
            Type::Date | Type::Datetime => self.of_time(comparison, left, operands),
            Type::Boolean | Type::Integer | Type::Number => self.of_order(comparison, left, operands),
            _ => self.refuse(left, "a comparison of such values", "SQL compares them in another way"),
        }
    }

    fn is_empty(&mut self, left: ExpressionId) -> String {
        let is_list = matches!(self.moment.program.expressions[left].r#type, Type::List(_));
        match self.stored(left) {
            Some(list) if is_list => format!("coalesce(len({list}), 0) = 0"),
            _ => format!("{} IS NULL", self.value(left)),
        }
    }

    fn of_text(&mut self, comparison: Comparison, left: ExpressionId, operands: &[ExpressionId]) -> String {
        let text = self.stored(left).unwrap_or_else(|| self.value(left));
        match comparison {
            Comparison::Is | Comparison::IsOneOf => self.equal_text(&text, operands),
            Comparison::Contains => self.search("contains", &text, operands[0]),
            Comparison::StartsWith => self.search("starts_with", &text, operands[0]),
            Comparison::EndsWith => self.search("ends_with", &text, operands[0]),
            Comparison::IsExactly => format!("{text} = {}", self.value(operands[0])),
            _ => {
                let what = format!("`{}`", comparison.phrase());
                self.refuse(left, &what, "DuckDB reads patterns in another way")
            }
        }
    }

    fn equal_text(&mut self, text: &str, operands: &[ExpressionId]) -> String {
        let sought: Vec<String> = operands.iter().flat_map(|&operand| self.needles(operand)).collect();
        self.is_folding = true;
        one_of(&format!("folded({text})"), &sought)
    }

    /// The texts that an operand of `is one of` stands for: a list for its items.
    fn needles(&mut self, operand: ExpressionId) -> Vec<String> {
        match self.moment.fixed(operand) {
            Some(Value::List(items)) => items
                .iter()
                .filter_map(|item| match item {
                    Value::Text(item) => self.folded(operand, item),
                    _ => None,
                })
                .collect(),
            _ => self.needle(operand).into_iter().collect(),
        }
    }

    fn search(&mut self, function: &str, text: &str, sought: ExpressionId) -> String {
        let needle = self.needle(sought).unwrap_or_default();
        self.is_folding = true;
        format!("{function}(folded({text}), {needle})")
    }

    fn of_order(&mut self, comparison: Comparison, left: ExpressionId, operands: &[ExpressionId]) -> String {
        let value = self.value(left);
        let right: Vec<String> = operands.iter().flat_map(|&operand| self.items(operand)).collect();
        match (comparison, &right[..]) {
            (Comparison::IsOneOf, _) => one_of(&value, &right),
            (Comparison::IsBetween, [first, last]) => format!("{value} BETWEEN {first} AND {last}"),
            (_, [right]) => match comparison.relation() {
                Some(relation) => format!("{value} {} {right}", symbol(relation)),
                None => {
                    self.refuse(left, &format!("`{}`", comparison.phrase()), "SQL has no such comparison")
                }
            },
            _ => "FALSE".to_owned(),
        }
    }

    /// The values that an operand stands for: a list for its items.
    fn items(&mut self, operand: ExpressionId) -> Vec<String> {
        match self.moment.fixed(operand) {
            Some(Value::List(items)) => items.iter().filter_map(text::literal).collect(),
            _ => vec![self.value(operand)],
        }
    }

    fn of_time(&mut self, comparison: Comparison, left: ExpressionId, operands: &[ExpressionId]) -> String {
        let value = self.value(left);
        let is_date = self.moment.program.expressions[left].r#type == Type::Date;
        if let Some(operator) = comparison.relative() {
            return self.relative(&value, is_date, operator, left, operands);
        }
        let fixed: Option<Vec<Value>> = operands.iter().map(|&operand| self.moment.fixed(operand)).collect();
        match fixed {
            Some(fixed) => self.with_fixed(&value, is_date, comparison, &fixed),
            None => self.with_varying(comparison, left, operands),
        }
    }

    /// Compared with now.
    fn relative(
        &mut self,
        value: &str,
        is_date: bool,
        operator: DateOperator,
        left: ExpressionId,
        operands: &[ExpressionId],
    ) -> String {
        let duration = match operands.first().map(|&operand| (operand, self.moment.fixed(operand))) {
            None => Duration::ZERO,
            Some((_, Some(Value::Duration(duration)))) => duration,
            Some((_, Some(_))) => return "FALSE".to_owned(),
            Some((operand, None)) => return self.refuse_length(operand),
        };
        let (now, zone) = (self.moment.now, self.moment.program.zone);
        if is_date {
            return in_dates(value, date_range(operator, duration, now, zone));
        }
        let contacted = matches!(self.kind(left), ExpressionKind::LastContacted(_));
        let range = if contacted { contacted_range } else { instant_range };
        in_instants(value, range(operator, duration, now, zone))
    }

    pub(super) fn refuse_length(&mut self, length: ExpressionId) -> String {
        let reason = "the calendar is asked beforehand, with a length that is the same for everybody";
        self.refuse(length, "a length of time that depends on the person", reason)
    }

    /// Compared with dates or moments that are known beforehand.
    fn with_fixed(&self, value: &str, is_date: bool, comparison: Comparison, operands: &[Value]) -> String {
        let zone = self.moment.program.zone;
        if comparison == Comparison::IsOneOf {
            let items = operands.iter().flat_map(|operand| match operand {
                Value::List(items) => items,
                single => std::slice::from_ref(single),
            });
            let found = items.filter_map(moment).map(|item| to_one(value, is_date, Relation::Is, item, zone));
            return any(found.collect());
        }
        let moments: Option<Vec<Moment>> = operands.iter().map(moment).collect();
        match (moments.as_deref(), comparison.relation()) {
            (Some([right]), Some(relation)) => to_one(value, is_date, relation, *right, zone),
            (Some([first, last]), None) if is_date => {
                let range = DateRange { first: Some(day(*first, zone)), last: Some(day(*last, zone)) };
                in_dates(value, range)
            }
            (Some([first, last]), None) => in_instants(value, between_range(*first, *last, zone)),
            _ => "FALSE".to_owned(),
        }
    }

    /// Compared with what the person or the event has.
    fn with_varying(
        &mut self,
        comparison: Comparison,
        left: ExpressionId,
        operands: &[ExpressionId],
    ) -> String {
        let wanted = self.moment.program.expressions[left].r#type.clone();
        let fits = |operand: &ExpressionId| self.moment.program.expressions[*operand].r#type == wanted;
        if !operands.iter().all(fits) {
            let reason =
                "which day a moment lies on is known to the time zone's rules, and DuckDB has its own";
            return self.refuse(left, "a comparison of a date with a datetime of the person", reason);
        }
        self.of_order(comparison, left, operands)
    }
}

/// `=` or `IN`.
fn one_of(value: &str, sought: &[String]) -> String {
    match sought {
        [] => "FALSE".to_owned(),
        [one] => format!("{value} = {one}"),
        several => format!("{value} IN ({})", several.join(", ")),
    }
}

fn any(alternatives: Vec<String>) -> String {
    match &alternatives[..] {
        [] => "FALSE".to_owned(),
        [one] => one.clone(),
        several => format!("({})", several.join(" OR ")),
    }
}

pub(super) fn symbol(relation: Relation) -> &'static str {
    match relation {
        Relation::Is => "=",
        Relation::Before => "<",
        Relation::Until => "<=",
        Relation::Since => ">=",
        Relation::After => ">",
    }
}

fn to_one(value: &str, is_date: bool, relation: Relation, right: Moment, zone: Zone) -> String {
    if is_date {
        return in_dates(value, date_relation_range(relation, day(right, zone)));
    }
    match right {
        Moment::Instant(right) => format!("{value} {} {}", symbol(relation), text::instant(right)),
        Moment::Date(_) => in_instants(value, relation_range(relation, right, zone)),
    }
}

fn moment(value: &Value) -> Option<Moment> {
    match value {
        Value::Date(date) => Some(Moment::Date(*date)),
        Value::Datetime(instant) => Some(Moment::Instant(*instant)),
        _ => None,
    }
}

fn day(moment: Moment, zone: Zone) -> Date {
    match moment {
        Moment::Date(date) => date,
        Moment::Instant(instant) => zone.date(instant),
    }
}

fn in_dates(value: &str, range: DateRange) -> String {
    match (range.first, range.last) {
        _ if range.is_never() => "FALSE".to_owned(),
        (Some(first), Some(last)) if first == last => format!("{value} = DATE '{first}'"),
        (Some(first), Some(last)) => format!("{value} BETWEEN DATE '{first}' AND DATE '{last}'"),
        (Some(first), None) => format!("{value} >= DATE '{first}'"),
        (None, Some(last)) => format!("{value} <= DATE '{last}'"),
        (None, None) => format!("{value} IS NOT NULL"),
    }
}

/// The end of a range is not in it. A beginning before the calendar bounds nothing, since no value lies there.
pub(super) fn in_instants(value: &str, range: InstantRange) -> String {
    let from = range.from.filter(|&from| Zone::UTC.date(from) >= Date::FIRST);
    match (from, range.until) {
        _ if range.is_never() => "FALSE".to_owned(),
        (Some(from), Some(until)) => {
            format!("{value} >= {} AND {value} {}", text::instant(from), end(until))
        }
        (Some(from), None) => format!("{value} >= {}", text::instant(from)),
        (None, Some(until)) => format!("{value} {}", end(until)),
        (None, None) => format!("{value} IS NOT NULL"),
    }
}

/// The end of a range: the first instant that is not in it, or the last that is where that one has no fraction of a second.
fn end(until: Instant) -> String {
    match until.plus_micros(-1) {
        Ok(last) if last.micros() % 1_000_000 == 0 => format!("<= {}", text::instant(last)),
        _ => format!("< {}", text::instant(until)),
    }
}
