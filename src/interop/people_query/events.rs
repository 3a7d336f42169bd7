//! Clauses about events.
//!
//! | language | `timelineCondition` |
//! | --- | --- |
//! | no window | `EMPTY` |
//! | `within last 7 days`, `before last 7 days` | `AFTER`, `BEFORE` with `start` and `units` |
//! | `between last 3 days and 7 days` | `BETWEEN` with the longer as `start` and the shorter as `end` |
//! | `since`, `until`, `before`, `after`, `between` dates | `AFTER_ABS`, `BEFORE_ABS`, `BETWEEN_ABS` in Unix seconds; what begins at the end is not in it |

use super::Writer;
use super::json::Json;
use crate::program::{
    Comparison, Count, CountComparison, EventId, ExpressionId, ExpressionKind, PropertySlot, SelectionId,
    Window,
};
use crate::value::window::{after, before, between, since, until};
use crate::value::{Duration, Instant, InstantRange, Moment, Value, Zone};

/// A microsecond is the unit of instants.
const MICROS_PER_SECOND: i64 = 1_000_000;

impl Writer<'_> {
    /// `happened …`, or `not happened …`.
    pub(super) fn event(
        &mut self,
        place: ExpressionId,
        selection: SelectionId,
        count: Option<Count>,
        negated: bool,
    ) -> Option<Json> {
        let selection = &self.moment.program.selections[selection];
        if selection.owner.is_some() {
            return self.refuse(
                place,
                "an event of a flow or of an element",
                "its clauses take events of all flows",
            );
        }
        if !selection.followed.is_empty() {
            return self.refuse(place, "a sequence of events", "its clauses look at one kind of event each");
        }
        if negated && count.is_some() {
            return self.refuse(place, "`not` of a number of events", "it has no clause that means this");
        }
        let name = &self.moment.program.events[selection.event].name;
        let mut parts = vec![("definitionId".to_owned(), Json::text(name))];
        if let Some(count) = count {
            parts.push(("occurrenceCondition".to_owned(), occurrence(count)));
        }
        parts.push(("timelineCondition".to_owned(), self.timeline(place, &selection.windows, negated)?));
        if let Some(filter) = selection.filter {
            let mut conditions = Vec::new();
            self.payload(selection.event, filter, &mut conditions)?;
            parts.push(("payloadConditions".to_owned(), Json::List(conditions)));
        }
        Some(Json::Object(parts))
    }

    fn timeline(&mut self, place: ExpressionId, windows: &[Window], negated: bool) -> Option<Json> {
        let occurred = ("occurred".to_owned(), Json::text(if negated { "NOT" } else { "ALL" }));
        let mut parts = vec![occurred];
        match windows {
            [] => parts.push(("operator".to_owned(), Json::text("EMPTY"))),
            [window] => parts.extend(self.window(place, *window)?),
            _ => {
                self.refuse(place, "an event in several windows", "its clauses have one each")?;
            }
        }
        Some(Json::Object(parts))
    }

    fn window(&mut self, place: ExpressionId, window: Window) -> Option<Vec<(String, Json)>> {
        match window {
            Window::WithinLast(length) => self.lengths("AFTER", &[length]),
            Window::BeforeLast(length) => self.lengths("BEFORE", &[length]),
            Window::BetweenLast(one, other) => self.lengths("BETWEEN", &[one, other]),
            dated => {
                let range = self.dated(dated)?;
                let bound = |instant: Instant| {
                    Json::Value(Value::Integer(instant.micros().div_euclid(MICROS_PER_SECOND)))
                };
                // Every window ends at now, which the API knows by itself.
                let until = range.until.filter(|until| *until <= self.moment.now);
                let (operator, start, end) = match (range.from, until) {
                    _ if range.is_never() => {
                        self.refuse(place, "a window that takes in nothing", "its windows do");
                        return None;
                    }
                    (Some(from), Some(until)) => ("BETWEEN_ABS", Some(from), Some(until)),
                    (Some(from), None) => ("AFTER_ABS", Some(from), None),
                    (None, Some(until)) => ("BEFORE_ABS", Some(until), None),
                    (None, None) => ("EMPTY", None, None),
                };
                let mut parts = vec![("operator".to_owned(), Json::text(operator))];
                parts.extend(start.map(|start| ("start".to_owned(), bound(start))));
                parts.extend(end.map(|end| ("end".to_owned(), bound(end))));
                Some(parts)
            }
        }
    }

    /// A window back from now, in the largest unit that says all of its lengths.
    fn lengths(&mut self, operator: &str, lengths: &[ExpressionId]) -> Option<Vec<(String, Json)>> {
        let mut minutes = Vec::new();
        for &length in lengths {
            let known = match self.items(length)?.first() {
                Some(Value::Duration(length)) => in_minutes(*length),
                _ => None,
            };
            let Some(known) = known else {
                self.refuse(
                    length,
                    "a window of such a length",
                    "its windows are whole days, hours or minutes",
                );
                return None;
            };
            minutes.push(known);
        }
        minutes.sort_unstable_by(|one, other| other.cmp(one));
        let units = [("DAYS", 24 * 60), ("HOURS", 60), ("MINUTES", 1)];
        let (name, size) =
            units.into_iter().find(|(_, size)| minutes.iter().all(|length| length % size == 0))?;
        let mut parts = vec![("operator".to_owned(), Json::text(operator))];
        for (name, length) in ["start", "end"].iter().zip(minutes) {
            parts.push(((*name).to_owned(), Json::Value(Value::Integer(length / size))));
        }
        parts.push(("units".to_owned(), Json::text(name)));
        Some(parts)
    }

    fn dated(&mut self, window: Window) -> Option<InstantRange> {
        let mut bounds = Vec::new();
        for bound in window.bounds() {
            bounds.push(match self.items(bound)?.first() {
                Some(Value::Date(date)) => Moment::Date(*date),
                Some(Value::Datetime(instant)) => Moment::Instant(*instant),
                _ => return Some(InstantRange::NEVER),
            });
        }
        let (now, zone): (Instant, Zone) = (self.moment.now, self.moment.program.zone);
        Some(match (window, &bounds[..]) {
            (Window::Since(_), [bound]) => since(*bound, now, zone),
            (Window::Until(_), [bound]) => until(*bound, now, zone),
            (Window::Before(_), [bound]) => before(*bound, now, zone),
            (Window::After(_), [bound]) => after(*bound, now, zone),
            (_, [first, last]) => between(*first, *last, now, zone),
            _ => InstantRange::NEVER,
        })
    }

    /// What a filter asks of properties, joined by `and`.
    fn payload(&mut self, event: EventId, filter: ExpressionId, conditions: &mut Vec<Json>) -> Option<()> {
        match self.kind(filter) {
            ExpressionKind::And(left, right) => {
                let left = self.payload(event, left, conditions);
                left.and(self.payload(event, right, conditions))
            }
            ExpressionKind::Compare { comparison, left, operands, ignoring_year: false } => {
                let words = payload_words(comparison);
                if words.is_empty() {
                    let what = format!("`{}` in a filter of events", comparison.phrase());
                    self.refuse(filter, &what, "it has no operator that means this");
                    return None;
                }
                let property = self.property(event, left)?;
                for (word, operand) in words.iter().zip(operands) {
                    let value = self.items(operand)?.first()?.show(Zone::UTC);
                    conditions.push(payload(&property, word, &value));
                }
                Some(())
            }
            ExpressionKind::Property(_) => {
                let property = self.property(event, filter)?;
                conditions.push(payload(&property, "EQ", "true"));
                Some(())
            }
            _ => {
                self.refuse(
                    filter,
                    "such a filter of events",
                    "it compares properties with values, joined by `and`",
                );
                None
            }
        }
    }

    fn property(&mut self, event: EventId, left: ExpressionId) -> Option<String> {
        let properties = &self.moment.program.events[event].properties;
        match self.kind(left) {
            ExpressionKind::Property(PropertySlot::Declared(place)) => {
                properties.get(place as usize).map(|property| property.name.to_string())
            }
            _ => {
                self.refuse(
                    left,
                    "a filter of something else than a property",
                    "it compares properties with values, joined by `and`",
                );
                None
            }
        }
    }
}

fn payload(property: &str, operator: &str, value: &str) -> Json {
    let parts = [("property", property), ("operator", operator), ("value", value)];
    Json::Object(parts.map(|(name, text)| (name.to_owned(), Json::text(text))).to_vec())
}

/// The operators of filters, one for each operand.
fn payload_words(comparison: Comparison) -> &'static [&'static str] {
    match comparison {
        Comparison::Is => &["EQ"],
        Comparison::IsNot => &["NE"],
        Comparison::Contains => &["CON"],
        Comparison::StartsWith => &["SW"],
        Comparison::EndsWith => &["EW"],
        Comparison::LessThan | Comparison::Before => &["LT"],
        Comparison::LessThanOrEqual | Comparison::Until => &["LTE"],
        Comparison::GreaterThanOrEqual | Comparison::Since => &["GTE"],
        Comparison::GreaterThan | Comparison::After => &["GT"],
        Comparison::IsBetween => &["GTE", "LTE"],
        _ => &[],
    }
}

fn occurrence(count: Count) -> Json {
    let operator = match count.comparison {
        CountComparison::Exactly => "IS",
        CountComparison::AtLeast => "GREATER_OR_EQUAL",
        CountComparison::AtMost => "LESS_OR_EQUAL",
        CountComparison::MoreThan => "GREATER_THAN",
        CountComparison::LessThan => "LESS_THAN",
    };
    let times = i64::try_from(count.times).unwrap_or(i64::MAX);
    let parts = [("operator", Json::text(operator)), ("times", Json::Value(Value::Integer(times)))];
    Json::Object(parts.map(|(name, part)| (name.to_owned(), part)).to_vec())
}

/// A length in minutes, days having 24 hours; none for months and for what is no whole number of them.
fn in_minutes(length: Duration) -> Option<i64> {
    let micros = length.elapsed()?;
    (micros > 0 && micros % (60 * MICROS_PER_SECOND) == 0).then_some(micros / (60 * MICROS_PER_SECOND))
}
