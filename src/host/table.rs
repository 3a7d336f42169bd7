//! The table of a run: for each flow its elements in source order, with how many persons came there and which way they
//! went, and how the journeys ended.
//!
//! `docs/schemas/run.schema.json` describes the JSON form.

mod goals;
mod human;

pub(super) use human::{Paint, counted, grouped, reason_words, refusal_words, shortened, withheld_words};

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::conversion::{Conversion, leads_to_a_goal};
use super::json_line::rfc3339;
use super::tally::{Counted, Passages, Tally};
use super::trace::Names;
use crate::program::{ElementId, ElementKind, Flow, FlowId, Id, Location, Way};
use crate::value::Instant;

/// The numbers of a run, with the names that they belong to.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    version: u32,
    from: Option<String>,
    until: String,
    people: u64,
    events: u64,
    entries: u64,
    /// By channel.
    messages: Map<String, Json>,
    /// Messages that did not go out, by reason.
    withheld: Map<String, Json>,
    /// How often a message was waited for in vain.
    unheard: u64,
    calls: Calls,
    /// By channel.
    notifications: Map<String, Json>,
    conversations: u64,
    /// By code.
    errors: Map<String, Json>,
    input: Input,
    flows: Vec<FlowRows>,
}

/// What is to be known of the data beside their number: none of it is an error, and some of it is a surprise.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// Events that stood behind a later one of the same person.
    pub out_of_order: u64,
    /// Events that came twice, by their ids.
    pub twice: u64,
    /// Events that are not declared.
    pub undeclared: u64,
    /// Events before anybody could enter: they count in windows alone.
    pub early: u64,
    /// Events behind the end of the run.
    pub late: u64,
    /// Rows that were left out since something was wrong with them.
    pub wrong_rows: u64,
    /// Persons who have events and no row among the people.
    pub people_without_row: u64,
}

/// The calls of other systems, each attempt for itself.
#[derive(Clone, Copy, Debug, Serialize)]
struct Calls {
    made: u64,
    /// Those that no mock matches, which get no response.
    unmatched: u64,
    /// The answers that nobody waited for any more.
    unawaited: u64,
}

#[derive(Clone, Debug, Serialize)]
struct FlowRows {
    name: String,
    title: Option<String>,
    entries: Numbers,
    refusals: Map<String, Json>,
    elements: Vec<ElementRow>,
    exits: Map<String, Json>,
    inside: Numbers,
}

#[derive(Clone, Debug, Serialize)]
struct ElementRow {
    label: String,
    kind: &'static str,
    reached: Numbers,
    inside: Numbers,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    arms: Vec<ArmRow>,
    /// The messages of the element that did not go out, by reason.
    #[serde(skip_serializing_if = "Map::is_empty")]
    withheld: Map<String, Json>,
    /// The arm that the element stands in: the place of its element, and that of the arm.
    #[serde(skip)]
    block: Option<Block>,
}

/// An arm of an element, by their places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Block {
    element: usize,
    arm: usize,
}

#[derive(Clone, Debug, Serialize)]
struct ArmRow {
    arm: String,
    /// The arm as it is written, where the source is known.
    source: Option<String>,
    #[serde(flatten)]
    taken: Numbers,
    /// Who reached the goal behind a branch of a split.
    #[serde(skip_serializing_if = "Option::is_none")]
    goal: Option<Conversion>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Numbers {
    times: u64,
    persons: u64,
}

impl From<Passages> for Numbers {
    fn from(Passages { times, persons }: Passages) -> Numbers {
        Numbers { times, persons }
    }
}

/// What a run covered.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    /// Its beginning, if one was set.
    pub from: Option<Instant>,
    /// Its end.
    pub until: Instant,
}

impl Table {
    /// The table of a run's numbers, with these flows.
    #[must_use]
    pub fn new(names: Names, tally: &Tally, period: Period, flows: &[FlowId]) -> Table {
        let rows: Vec<FlowRows> = flows.iter().map(|&id| flow_rows(names, tally, id)).collect();
        let mut messages = Map::new();
        let mut withheld = Map::new();
        let mut notifications = Map::new();
        let mut errors = Map::new();
        for (counted, passages) in tally.iter() {
            match counted {
                Counted::Sent(channel) => {
                    let name = names.program.channels[channel].name.to_string();
                    messages.insert(name, passages.times.into());
                }
                Counted::Notified(channel) => {
                    let name = names.program.channels[channel].name.to_string();
                    notifications.insert(name, passages.times.into());
                }
                Counted::Withheld(_, _, reason) => add(&mut withheld, reason.word(), passages.times),
                Counted::Dropped(..) => add(&mut withheld, DROPPED, passages.times),
                Counted::Error(code) => {
                    errors.insert(code.0.to_owned(), passages.times.into());
                }
                _ => {}
            }
        }
        Table {
            version: 1,
            from: period.from.map(rfc3339),
            until: rfc3339(period.until),
            people: tally.persons,
            events: tally.events,
            entries: rows.iter().map(|flow| flow.entries.times).sum(),
            messages,
            withheld,
            unheard: flows.iter().map(|&flow| unheard(names, tally, flow)).sum(),
            calls: Calls {
                made: tally.of(Counted::Called).times,
                unmatched: 0,
                unawaited: tally.of(Counted::Unawaited).times,
            },
            notifications,
            conversations: tally.of(Counted::Conversation).times,
            errors,
            input: Input { early: tally.early, ..Input::default() },
            flows: rows,
        }
    }

    /// The same, where so many calls were matched by no mock.
    #[must_use]
    pub fn with_unmatched(mut self, calls: u64) -> Table {
        self.calls.unmatched = calls;
        self
    }

    /// The same with what is to be known of the data. What came too early is known by the table itself.
    #[must_use]
    pub fn with_input(mut self, input: Input) -> Table {
        self.input = Input { early: self.input.early, ..input };
        self
    }

    /// The table as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        // A tree of texts and numbers always has a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// How often somebody waited for what comes of a message until its validity ended.
fn unheard(names: Names, tally: &Tally, flow: FlowId) -> u64 {
    let elements = names.program.flows[flow].elements.iter();
    let sends = elements.filter(|(_, element)| matches!(element.kind, ElementKind::Send(_)));
    sends.map(|(id, _)| tally.of(Counted::TimedOut(flow, id)).times).sum()
}

fn flow_rows(names: Names, tally: &Tally, id: FlowId) -> FlowRows {
    let flow = &names.program.flows[id];
    let mut refusals = Map::new();
    let mut exits = Map::new();
    for (counted, passages) in tally.iter() {
        match counted {
            Counted::Refused(of, refusal) if of == id => insert(&mut refusals, refusal.word(), passages),
            Counted::Exited(of, reason) if of == id => insert(&mut exits, reason.word(), passages),
            _ => {}
        }
    }
    let elements = flow.elements.ids().zip(blocks(flow));
    FlowRows {
        name: flow.name.to_string(),
        title: flow.title.as_deref().map(str::to_owned),
        entries: tally.of(Counted::Entered(id)).into(),
        refusals,
        elements: elements.map(|(element, block)| element_row(names, tally, id, element, block)).collect(),
        exits,
        inside: tally.of(Counted::Inside(id, None)).into(),
    }
}

/// The word of messages that were dropped before they went out.
const DROPPED: &str = "dropped";

/// The messages of an element that did not go out.
fn withheld(tally: &Tally, flow: FlowId, element: ElementId) -> Map<String, Json> {
    let mut withheld = Map::new();
    for (counted, passages) in tally.iter() {
        match counted {
            Counted::Withheld(of, at, reason) if (of, at) == (flow, element) => {
                insert(&mut withheld, reason.word(), passages);
            }
            Counted::Dropped(of, at) if (of, at) == (flow, element) => {
                insert(&mut withheld, DROPPED, passages);
            }
            _ => {}
        }
    }
    withheld
}

/// Adds to a number by its name.
fn add(map: &mut Map<String, Json>, name: &str, times: u64) {
    let known = map.get(name).and_then(Json::as_u64).unwrap_or(0);
    map.insert(name.to_owned(), (known + times).into());
}

fn insert(map: &mut Map<String, Json>, name: &str, passages: Passages) {
    let numbers = serde_json::to_value(Numbers::from(passages)).unwrap_or_default();
    map.insert(name.to_owned(), numbers);
}

fn element_row(names: Names, tally: &Tally, flow: FlowId, id: ElementId, block: Option<Block>) -> ElementRow {
    let element = &names.program.flows[flow].elements[id];
    let has_goal = leads_to_a_goal(&names.program.flows[flow], id);
    let goal = |arm| {
        let persons = |counted| tally.of(counted).persons;
        Conversion::new(persons(Counted::Goal(flow, id, arm)), persons(Counted::Arm(flow, id, arm)))
    };
    let arms = element.kind.ways().into_iter().map(|way| ArmRow {
        arm: names.program.arm_name(&element.kind, way.arm),
        source: way.location.and_then(|location| source(names, location)),
        taken: tally.of(Counted::Arm(flow, id, way.arm)).into(),
        goal: has_goal.then(|| goal(way.arm)),
    });
    ElementRow {
        label: element.label.to_string(),
        kind: element.kind.word(),
        reached: tally.of(Counted::Reached(flow, id)).into(),
        inside: tally.of(Counted::Inside(flow, Some(id))).into(),
        arms: arms.collect(),
        withheld: withheld(tally, flow, id),
        block,
    }
}

/// The arm that each element stands in. The graph has no blocks, but a block begins where an arm leads and ends where
/// what stands behind its element begins.
fn blocks(flow: &Flow) -> Vec<Option<Block>> {
    let mut open: Vec<Block> = Vec::new();
    let ways: Vec<Vec<Way>> = flow.elements.rows().iter().map(|element| element.kind.ways()).collect();
    let mut blocks = Vec::with_capacity(flow.elements.len());
    for id in flow.elements.ids() {
        let behind = |block: &Block| flow.elements.rows()[block.element].next == Some(id);
        while open.last().is_some_and(behind) {
            open.pop();
        }
        // The first element of an arm ends the blocks within the arm before.
        let begins = |block: &Block| ways[block.element].iter().position(|way| way.target == Some(id));
        if let Some((at, arm)) =
            open.iter().enumerate().rev().find_map(|(at, block)| Some((at, begins(block)?)))
        {
            open.truncate(at + 1);
            open[at].arm = arm;
        }
        blocks.push(open.last().copied());
        if !ways[id.index()].is_empty() {
            open.push(Block { element: id.index(), arm: 0 });
        }
    }
    blocks
}

/// The first line of an arm without its block: `when in segment Gold`.
pub(super) fn source(names: Names, location: Location) -> Option<String> {
    let snapshot = names.snapshot?;
    let text = snapshot.text(snapshot.place(location));
    let line = text.lines().next()?.trim();
    let mut quoted = false;
    let block = line.char_indices().find(|&(_, character)| {
        quoted ^= matches!(character, '"' | '`');
        character == '{' && !quoted
    });
    let head = block.map_or(line, |(at, _)| &line[..at]).trim_end();
    (!head.is_empty()).then(|| head.to_owned())
}
