//! Values: SQL that is null exactly where they are empty.

use super::{Writer, number, text};
use crate::program::{Arithmetic, AttributeId, ExpressionId, ExpressionKind, Function, Type};
use crate::value::{Duration, Value, Zone};

impl Writer<'_> {
    pub(super) fn value(&mut self, expression: ExpressionId) -> String {
        if let Some(fixed) = self.moment.fixed(expression) {
            let refusal =
                (format!("`{}`", fixed.literal(self.moment.program.zone)), "SQL has no such values here");
            return text::literal(&fixed).unwrap_or_else(|| self.refuse(expression, &refusal.0, refusal.1));
        }
        match self.kind(expression) {
            ExpressionKind::Attribute(attribute) => self.attribute(expression, attribute),
            ExpressionKind::Property(_) => self.property(expression),
            ExpressionKind::Negate(operand) => {
                let r#type = self.moment.program.expressions[expression].r#type.clone();
                let opposite = format!("-{}", self.operand(operand, &r#type));
                in_64_bits(&r#type, &opposite)
            }
            ExpressionKind::Arithmetic { operator, left, right } => {
                self.arithmetic(expression, operator, left, right)
            }
            ExpressionKind::Default { value, default } => {
                format!("coalesce({}, {})", self.value(value), self.value(default))
            }
            ExpressionKind::If { condition, then, otherwise } => {
                let (condition, then) = (self.condition(condition), self.value(then));
                format!("CASE WHEN {condition} THEN {then} ELSE {} END", self.value(otherwise))
            }
            ExpressionKind::Call { function, arguments } => self.call(expression, function, &arguments),
            ExpressionKind::Aggregate { aggregate, selection, property } => {
                self.aggregate(expression, aggregate, selection, property)
            }
            ExpressionKind::LastContacted(channel) => self.last_contacted(channel),
            kind => match unsayable(&kind) {
                Some((what, reason)) => self.refuse(expression, what, reason),
                // A condition as a value, which is never empty.
                None => format!("coalesce({}, FALSE)", self.condition(expression)),
            },
        }
    }

    /// The column that an attribute or a property is stored in, an empty text or list being what it is there.
    pub(super) fn stored(&mut self, expression: ExpressionId) -> Option<String> {
        let program = self.moment.program;
        match self.kind(expression) {
            ExpressionKind::Attribute(attribute) if program.attributes[attribute].computed.is_none() => {
                let attribute = &program.attributes[attribute];
                Some(self.column("people", &attribute.name, &attribute.r#type))
            }
            ExpressionKind::Property(slot) => {
                let event = self.event?;
                Some(self.property_column(event, slot))
            }
            _ => None,
        }
    }

    fn attribute(&mut self, expression: ExpressionId, attribute: AttributeId) -> String {
        match self.moment.program.attributes[attribute].computed {
            Some(formula) => self.value(formula),
            None => self.property(expression),
        }
    }

    /// What is stored in a column, with null for an empty text.
    fn property(&mut self, expression: ExpressionId) -> String {
        let r#type = &self.moment.program.expressions[expression].r#type;
        if r#type.is_list_like() || matches!(r#type, Type::Time | Type::Duration) {
            let what = format!("`{type}` as a value");
            return self.refuse(expression, &what, "SQL keeps such values in another way");
        }
        text::unless_empty(self.stored(expression).unwrap_or_default(), r#type)
    }

    /// An operand of arithmetic whose result has a type. Integers have more room than they need there, whatever the column has.
    fn operand(&mut self, operand: ExpressionId, result: &Type) -> String {
        let value = self.value(operand);
        match (&self.moment.program.expressions[operand].r#type, result) {
            (Type::Integer, Type::Integer) => format!("CAST({value} AS HUGEINT)"),
            (Type::Integer, _) => format!("CAST({value} AS DECIMAL(19, 0))"),
            _ => value,
        }
    }

    fn arithmetic(
        &mut self,
        expression: ExpressionId,
        operator: Arithmetic,
        left: ExpressionId,
        right: ExpressionId,
    ) -> String {
        match self.moment.program.expressions[expression].r#type {
            Type::Integer | Type::Number => self.of_numbers(expression, operator, left, right),
            Type::Date | Type::Datetime => self.moved(expression, operator, left, right),
            _ => self.refuse(expression, "such a formula", "SQL has no exact form of it"),
        }
    }

    fn of_numbers(
        &mut self,
        expression: ExpressionId,
        operator: Arithmetic,
        left: ExpressionId,
        right: ExpressionId,
    ) -> String {
        let r#type = self.moment.program.expressions[expression].r#type.clone();
        if operator == Arithmetic::Divide || operator == Arithmetic::Remainder {
            let what = format!("`{}`", operator.symbol());
            return self.refuse(expression, &what, "DuckDB divides in binary, and stops at a zero");
        }
        if r#type == Type::Number && !number::fits(self.moment.program, expression) {
            let reason = "it may need more digits than the language keeps, and DuckDB would not round";
            return self.refuse(expression, &format!("`{}` of such numbers", operator.symbol()), reason);
        }
        let (left, right) = (self.operand(left, &r#type), self.operand(right, &r#type));
        in_64_bits(&r#type, &format!("{left} {} {right}", operator.symbol()))
    }

    /// A date or a moment, moved by a length that is known beforehand.
    fn moved(
        &mut self,
        expression: ExpressionId,
        operator: Arithmetic,
        left: ExpressionId,
        right: ExpressionId,
    ) -> String {
        let is_length =
            |operand: ExpressionId| self.moment.program.expressions[operand].r#type == Type::Duration;
        let (start, length) = if is_length(left) { (right, left) } else { (left, right) };
        let Some(Value::Duration(length)) = self.moment.fixed(length) else {
            return self.refuse_length(length);
        };
        let length = if operator == Arithmetic::Subtract { length.negate() } else { length };
        let is_date = self.moment.program.expressions[expression].r#type == Type::Date;
        let on_calendar = length.months() != 0 || length.days() != 0;
        if !is_date && on_calendar && self.moment.program.zone != Zone::UTC {
            let reason = "clock times belong to a time zone, and DuckDB has its own rules for those";
            return self.refuse(expression, "a moment moved by days", reason);
        }
        let (start, interval) = (self.value(start), interval(length));
        let (moved, calendar) = match (is_date, on_calendar) {
            (true, _) => (format!("CAST({start} + {interval} AS DATE)"), "DATE"),
            (false, true) => {
                (format!("({start} AT TIME ZONE 'UTC' + {interval}) AT TIME ZONE 'UTC'"), "TIMESTAMPTZ")
            }
            (false, false) => (format!("{start} + {interval}"), "TIMESTAMPTZ"),
        };
        in_calendar(&moved, calendar)
    }

    fn call(&mut self, expression: ExpressionId, function: Function, arguments: &[ExpressionId]) -> String {
        let is_date =
            |argument: &ExpressionId| self.moment.program.expressions[*argument].r#type == Type::Date;
        match (function, arguments) {
            (Function::Len, [text]) => format!("length({})", self.value(*text)),
            (Function::Year | Function::Month | Function::Day, [date]) if is_date(date) => {
                format!("{}({})", function.name(), self.value(*date))
            }
            (Function::Matches, _) => {
                self.refuse(expression, "`matches`", "DuckDB reads patterns in another way")
            }
            _ => {
                let what = format!("`{}`", function.name());
                self.refuse(expression, &what, "SQL has no exact form of it")
            }
        }
    }
}

/// The result of arithmetic; an integer that does not fit into 64 bits is empty.
fn in_64_bits(r#type: &Type, result: &str) -> String {
    match r#type {
        Type::Integer => format!("TRY_CAST({result} AS BIGINT)"),
        _ => format!("({result})"),
    }
}

/// A length as an interval, whose months, days and time are added in this order.
fn interval(length: Duration) -> String {
    let mut parts = Vec::new();
    for (amount, unit) in
        [(length.months(), "MONTHS"), (length.days(), "DAYS"), (length.micros(), "MICROSECONDS")]
    {
        if amount != 0 {
            parts.push(format!("INTERVAL ({amount}) {unit}"));
        }
    }
    if parts.is_empty() { "INTERVAL (0) DAYS".to_owned() } else { parts.join(" + ") }
}

/// What lies beyond the years 1 to 9999 is empty.
fn in_calendar(moved: &str, r#type: &str) -> String {
    let (first, last) = match r#type {
        "DATE" => ("DATE '0001-01-01'", "DATE '9999-12-31'"),
        _ => ("TIMESTAMPTZ '0001-01-01 00:00+00'", "TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'"),
    };
    format!("list_filter([{moved}], lambda moved: moved BETWEEN {first} AND {last})[1]")
}

/// Forms that have no exact form in SQL, and why.
fn unsayable(kind: &ExpressionKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        ExpressionKind::LatestProperty { .. } => (
            "a property of the latest event",
            "tables do not say which of two events at one moment came first",
        ),
        ExpressionKind::Variable(_) => ("a variable", "it belongs to a flow"),
        ExpressionKind::Template(_) => ("a text with placeholders", "DuckDB writes values in another way"),
        ExpressionKind::InUnit { .. } => ("a length of time as a number", "DuckDB divides in binary"),
        ExpressionKind::List(_)
        | ExpressionKind::Object(_)
        | ExpressionKind::Field { .. }
        | ExpressionKind::Items { .. }
        | ExpressionKind::Item(_) => ("a list or an object", "the items of lists have no columns"),
        _ => return None,
    })
}
