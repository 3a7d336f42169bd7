//! Conditions and aggregates over events: queries of their own, for the person of the row.

use super::compare::in_instants;
use super::{Writer, text};
use crate::program::{
    Aggregate, ChannelId, Count, CountComparison, EventId, ExpressionId, PropertySlot, SelectionId, Type,
    Window,
};
use crate::value::window::{
    after, before, before_last, between, between_last, lifetime, since, until, within_last,
};
use crate::value::{Duration, InstantRange, Moment, Value};

impl Writer<'_> {
    /// `happened …`
    pub(super) fn happened(
        &mut self,
        place: ExpressionId,
        selection: SelectionId,
        count: Option<Count>,
    ) -> String {
        let events = self.events(place, selection);
        match count.map(|count| (count.comparison, count.times)) {
            None | Some((CountComparison::AtLeast, 0 | 1)) | Some((CountComparison::MoreThan, 0)) => {
                format!("EXISTS (SELECT 1 {events})")
            }
            Some((comparison, times)) => {
                format!("(SELECT count(*) {events}) {}", how_many(comparison, times))
            }
        }
    }

    /// `sum(E.property …)` and its sisters.
    pub(super) fn aggregate(
        &mut self,
        place: ExpressionId,
        aggregate: Aggregate,
        selection: SelectionId,
        property: Option<PropertySlot>,
    ) -> String {
        let events = self.events(place, selection);
        let event = self.moment.program.selections[selection].event;
        let Some(property) = property else { return format!("(SELECT count(*) {events})") };
        let r#type = self.moment.program.events[event].property_type(property);
        let column = self.property_column(event, property);
        let is_text = r#type == Type::Text;
        let value = text::unless_empty(column, &r#type);
        let result = match aggregate {
            Aggregate::Count => format!("count({value})"),
            Aggregate::Distinct if !is_text => format!("count(DISTINCT {value})"),
            Aggregate::Sum if r#type == Type::Integer => {
                format!("TRY_CAST(coalesce(sum({value}), 0) AS BIGINT)")
            }
            Aggregate::Sum => format!("coalesce(sum({value}), 0)"),
            Aggregate::Min if !is_text => format!("min({value})"),
            Aggregate::Max if !is_text => format!("max({value})"),
            _ => return self.refuse_aggregate(place, aggregate),
        };
        format!("(SELECT {result} {events})")
    }

    fn refuse_aggregate(&mut self, place: ExpressionId, aggregate: Aggregate) -> String {
        let reason = match aggregate {
            Aggregate::Average => "DuckDB divides in binary",
            Aggregate::First | Aggregate::Last | Aggregate::MostCommon => {
                "tables do not say which of two events at one moment came first"
            }
            _ => "DuckDB folds the case of texts in another way",
        };
        self.refuse(place, &format!("`{}` of such values", aggregate.name()), reason)
    }

    /// When a message last went to the person.
    pub(super) fn last_contacted(&mut self, channel: Option<ChannelId>) -> String {
        let program = self.moment.program;
        let channels = program.channels.iter().filter(|(id, _)| channel.is_none_or(|wanted| wanted == *id));
        let names: Vec<String> = channels
            .filter_map(|(_, channel)| channel.sent)
            .map(|event| text::quoted(&program.events[event].name))
            .collect();
        let (name, time) = (self.event_name(), self.event_time());
        let window = in_instants(&time, lifetime(self.moment.now));
        let (key, names) = (&self.key, names.join(", "));
        format!(
            "(SELECT max({time}) FROM events AS event WHERE event.{key} = person.{key} AND {name} IN ({names}) AND {window})"
        )
    }

    /// The rows of a selection: `FROM … WHERE …`.
    fn events(&mut self, place: ExpressionId, selection: SelectionId) -> String {
        let selection = &self.moment.program.selections[selection];
        if selection.owner.is_some() {
            let reason = "which element an event belongs to is found by rules of its own";
            self.refuse(place, "an event of a flow or of an element", reason);
        }
        if !selection.followed.is_empty() {
            let reason = "tables do not say which of two events at one moment came first";
            self.refuse(place, "a sequence of events", reason);
        }
        let (name, time) = (self.event_name(), self.event_time());
        let kind = text::quoted(&self.moment.program.events[selection.event].name);
        let range = self.range(&selection.windows);
        let mut clauses = vec![
            format!("event.{0} = person.{0}", self.key),
            format!("{name} = {kind}"),
            in_instants(&time, range),
        ];
        if let Some(filter) = selection.filter {
            let outer = self.event.replace(selection.event);
            clauses.extend(self.clauses(filter));
            self.event = outer;
        }
        format!("FROM events AS event\n    WHERE {}", clauses.join("\n      AND "))
    }

    fn event_name(&mut self) -> String {
        self.column("events", "name", &Type::Text)
    }

    fn event_time(&mut self) -> String {
        self.column("events", "time", &Type::Datetime)
    }

    /// The column of a property of a kind of events.
    pub(super) fn property_column(&mut self, event: EventId, property: PropertySlot) -> String {
        let PropertySlot::Declared(place) = property else { return self.event_time() };
        match self.moment.program.events[event].properties.get(place as usize) {
            Some(property) => self.column("events", &property.name, &property.r#type),
            None => "NULL".to_owned(),
        }
    }

    /// The time that all windows have in common, up to now.
    fn range(&mut self, windows: &[Window]) -> InstantRange {
        let all = lifetime(self.moment.now);
        windows
            .iter()
            .fold(all, |range, window| range.and(self.window(*window).unwrap_or(InstantRange::NEVER)))
    }

    /// The time that a window takes in; nothing where a bound is empty or refused.
    fn window(&mut self, window: Window) -> Option<InstantRange> {
        let (now, zone) = (self.moment.now, self.moment.program.zone);
        Some(match window {
            Window::WithinLast(length) => within_last(self.length(length)?, now, zone),
            Window::BeforeLast(length) => before_last(self.length(length)?, now, zone),
            Window::BetweenLast(one, other) => {
                between_last(self.length(one)?, self.length(other)?, now, zone)
            }
            Window::Since(bound) => since(self.bound(bound)?, now, zone),
            Window::Until(bound) => until(self.bound(bound)?, now, zone),
            Window::Before(bound) => before(self.bound(bound)?, now, zone),
            Window::After(bound) => after(self.bound(bound)?, now, zone),
            Window::Between(first, last) => between(self.bound(first)?, self.bound(last)?, now, zone),
        })
    }

    fn length(&mut self, bound: ExpressionId) -> Option<Duration> {
        match self.known(bound)? {
            Value::Duration(length) => Some(length),
            _ => None,
        }
    }

    fn bound(&mut self, bound: ExpressionId) -> Option<Moment> {
        match self.known(bound)? {
            Value::Date(date) => Some(Moment::Date(date)),
            Value::Datetime(instant) => Some(Moment::Instant(instant)),
            _ => None,
        }
    }

    fn known(&mut self, bound: ExpressionId) -> Option<Value> {
        let known = self.moment.fixed(bound);
        if known.is_none() {
            let reason = "the calendar is asked beforehand, with times that are the same for everybody";
            self.refuse(bound, "a window that depends on the person", reason);
        }
        known
    }
}

/// The comparison of a number of events, of which there must be one.
fn how_many(comparison: CountComparison, times: u64) -> String {
    match comparison {
        CountComparison::Exactly => format!("= {times}"),
        CountComparison::AtLeast => format!(">= {times}"),
        CountComparison::AtMost => format!("BETWEEN 1 AND {times}"),
        CountComparison::MoreThan => format!("> {times}"),
        CountComparison::LessThan => format!("BETWEEN 1 AND {}", times.saturating_sub(1)),
    }
}
