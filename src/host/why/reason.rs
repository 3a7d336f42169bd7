//! Proofs and changes in words.

use serde::Serialize;

use super::Words;
use crate::eval::Event;
use crate::eval::why::{Change, Counted, Grounds, Proof, Reading};
use crate::program::{ExpressionId, ExpressionKind};
use crate::value::{Instant, Value};

/// Why a condition holds or does not, in words.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// The condition as it is written.
    pub condition: String,
    /// Whether it holds.
    pub holds: bool,
    /// What must hold of its parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<&'static str>,
    /// The values that decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Named>,
    /// The events that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<EventCount>,
    /// Why its parts hold or do not: those that decide.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Reason>,
}

/// A value with what it is of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Named {
    /// What was read, as it is written.
    pub name: String,
    /// The value, as source text would write it.
    pub value: String,
}

/// How many events counted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventCount {
    /// The kind of event.
    pub event: String,
    /// How many count.
    pub counted: usize,
    /// How many of the kind there were up to then, in other windows and with other properties too.
    pub of_kind: usize,
    /// Where something must or must not follow them: how many would count whatever follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidates: Option<usize>,
    /// The latest of those that count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<String>,
}

/// Something that might have been otherwise, in words.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase", tag = "change")]
pub enum ChangeWords {
    /// An attribute has another value.
    Attribute {
        /// The attribute.
        name: String,
        /// The value.
        value: String,
    },
    /// Something happens.
    Event {
        /// What.
        event: String,
        /// The properties that matter.
        properties: Vec<Named>,
        /// When, where not now.
        #[serde(skip_serializing_if = "Option::is_none")]
        time: Option<String>,
        /// How often.
        times: usize,
    },
    /// Something did not happen.
    NoEvent {
        /// What.
        event: String,
        /// When it happened.
        time: String,
    },
}

impl Words<'_> {
    /// A proof in words.
    pub(super) fn reason(&self, proof: &Proof) -> Reason {
        let (mut values, mut events) = (Vec::new(), None);
        match &proof.grounds {
            Grounds::Values(readings) => {
                values = readings.iter().map(|reading| self.reading(reading)).collect();
            }
            Grounds::Events(counted) => events = Some(self.counted(counted)),
            Grounds::All(_) | Grounds::Any(_) | Grounds::Not(_) | Grounds::Segment(..) => {}
        }
        let needs = match &proof.grounds {
            Grounds::All(_) => Some("all"),
            Grounds::Any(_) => Some("one"),
            Grounds::Not(_) => Some("none"),
            Grounds::Segment(..) => Some("segment"),
            Grounds::Events(_) | Grounds::Values(_) => None,
        };
        Reason {
            condition: self.condition(proof.condition),
            holds: proof.holds,
            needs,
            values,
            events,
            parts: proof.deciding().into_iter().map(|part| self.reason(part)).collect(),
        }
    }

    fn condition(&self, condition: ExpressionId) -> String {
        self.source(self.program.expressions[condition].location)
    }

    fn reading(&self, reading: &Reading) -> Named {
        Named { name: self.name(reading.expression), value: reading.value.literal(self.zone) }
    }

    /// What was read: the name of an attribute or a variable, whatever form it was named in; else the source text.
    fn name(&self, expression: ExpressionId) -> String {
        match self.program.expressions[expression].kind {
            ExpressionKind::Attribute(attribute) => self.program.attributes[attribute].name.to_string(),
            _ => self.condition(expression),
        }
    }

    fn counted(&self, counted: &Counted) -> EventCount {
        let event = self.program.selections[counted.selection].event;
        EventCount {
            event: self.program.events[event].name.to_string(),
            counted: counted.matching.len(),
            of_kind: counted.of_kind,
            candidates: counted.candidates,
            latest: counted.matching.iter().map(|event| event.time).max().map(|time| self.moment(time)),
        }
    }

    /// Changes in words; what happens at `now` has no time.
    pub(super) fn changes(&self, changes: &[Change], now: Instant) -> Vec<ChangeWords> {
        changes.iter().map(|change| self.change(change, now)).collect()
    }

    fn change(&self, change: &Change, now: Instant) -> ChangeWords {
        match change {
            Change::Set(attribute, value) => ChangeWords::Attribute {
                name: self.program.attributes[*attribute].name.to_string(),
                value: value.literal(self.zone),
            },
            Change::Happen(event, times) => ChangeWords::Event {
                event: self.event_name(event),
                properties: self.properties(event),
                time: (event.time != now).then(|| self.moment(event.time)),
                times: *times,
            },
            Change::Undo(event) => {
                ChangeWords::NoEvent { event: self.event_name(event), time: self.moment(event.time) }
            }
        }
    }

    /// The properties of an event that are not empty.
    pub(super) fn properties(&self, event: &Event) -> Vec<Named> {
        let declared = &self.program.events[event.definition].properties;
        let filled = declared.iter().zip(event.properties.iter()).filter(|(_, value)| !value.is_empty());
        filled
            .map(|(property, value)| Named {
                name: property.name.to_string(),
                value: value.literal(self.zone),
            })
            .collect()
    }

    /// `emailOpened of reminder`
    pub(super) fn event_name(&self, event: &Event) -> String {
        let name = &self.program.events[event.definition].name;
        let Some(owner) = event.owner else { return name.to_string() };
        let flow = &self.program.flows[owner.flow];
        let owner = owner.element.map_or(&flow.name, |element| &flow.elements[element].label);
        format!("{name} of {owner}")
    }

    pub(super) fn moment(&self, moment: Instant) -> String {
        Value::Datetime(moment).show(self.zone)
    }
}

impl Reason {
    /// For people: a line for each condition, with what decided it behind it; parts are indented.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        self.add_lines(0, &mut lines);
        lines
    }

    fn add_lines(&self, depth: usize, lines: &mut Vec<String>) {
        let (indent, verdict) = ("     ".repeat(depth), if self.holds { "yes  " } else { "no   " });
        let because = self.because();
        let because = if because.is_empty() { because } else { format!("   ({because})") };
        // Parts repeat what a chain of them says.
        let condition = match (self.needs, self.holds) {
            (Some("all"), true) => "all of",
            (Some("all"), false) => "not all of: these do not hold",
            (Some("one"), true) => "one of",
            (Some("one"), false) => "none of",
            _ => &self.condition,
        };
        lines.push(format!("{indent}{verdict}{condition}{because}"));
        self.parts.iter().for_each(|part| part.add_lines(depth + 1, lines));
    }

    /// What decided it, where that is no condition.
    fn because(&self) -> String {
        if let Some(events) = &self.events {
            return events.words();
        }
        let values = self.values.iter().map(|Named { name, value }| format!("`{name}` is {value}"));
        values.collect::<Vec<_>>().join(", ")
    }
}

impl ChangeWords {
    /// What would be, behind "if": `age` were 18.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            ChangeWords::Attribute { name, value } => format!("`{name}` were {value}"),
            ChangeWords::Event { event, properties, time, times } => {
                let properties: Vec<String> =
                    properties.iter().map(|Named { name, value }| format!("{name} = {value}")).collect();
                let properties = if properties.is_empty() {
                    String::new()
                } else {
                    format!(" {{ {} }}", properties.join(", "))
                };
                let time = time.as_ref().map_or_else(String::new, |time| format!(" at {time}"));
                let times = match times {
                    1 => "once more".to_owned(),
                    2 => "twice more".to_owned(),
                    times => format!("{times} times more"),
                };
                format!("`{event}{properties}` happened {times}{time}")
            }
            ChangeWords::NoEvent { event, time } => format!("`{event}` at {time} had not happened"),
        }
    }
}

/// Changes behind one another, for people.
#[must_use]
pub fn joined(changes: &[ChangeWords]) -> String {
    let words: Vec<String> = changes.iter().map(ChangeWords::words).collect();
    words.join(", and ")
}

impl EventCount {
    /// `2 of 5, the latest 2026-05-01 10:00`. Of those that were looked at, as many as `whatever follows` says would count if
    /// nothing had to follow.
    fn words(&self) -> String {
        let EventCount { event, counted, of_kind, candidates, latest } = self;
        let latest = latest.as_ref().map_or_else(String::new, |time| format!(", the latest {time}"));
        let candidates = candidates.filter(|candidates| candidates != counted);
        let candidates = candidates.map_or_else(String::new, |count| format!(", {count} whatever follows"));
        match (counted, of_kind) {
            (_, 0) => format!("no `{event}`"),
            (counted, of_kind) if counted == of_kind => format!("{counted}{latest}"),
            _ => format!("{counted} of {of_kind}{candidates}{latest}"),
        }
    }
}
