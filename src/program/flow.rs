//! Flows as graphs of elements.
//!
//! The blocks of the source are gone: each element knows which one comes next, an arm where it leads, and the last
//! element of an arm leads to what stands behind the branching element. `None` is the end of the flow.

use std::sync::Arc;

use super::{
    AddToFlow, AttributeId, Branches, CallApi, CapsId, DateMoment, ElementId, Entry, EntrySource, EventId,
    ExpressionId, GivenEntry, Location, Notify, OptOut, Send, Table, Type, Use, VariableId,
};
use crate::value::{Instant, Unit, Weekday, Zone};

/// A flow.
#[derive(Clone, PartialEq, Debug)]
pub struct Flow {
    /// Its name.
    pub name: Arc<str>,
    /// What people call it.
    pub title: Option<Arc<str>>,
    /// Its zone: its own, or the account's.
    pub zone: Zone,
    /// Before this nobody gets in.
    pub from: Option<Instant>,
    /// At this moment it ends, and whoever is inside exits.
    pub until: Option<Instant>,
    /// Who may come in again.
    pub re_entry: ReEntry,
    /// Its version: what people entered, they stay in.
    pub version: u64,
    /// Whether it takes nobody in yet.
    pub draft: bool,
    /// Whether it runs in a phone call.
    pub voice_session: bool,
    /// How many messages its people get at most, together with those of other flows.
    pub caps: Option<CapsId>,
    /// What lets a person in: any of them.
    pub entries: Vec<Entry>,
    /// What makes a person leave at once: any of them.
    pub exits: Vec<EventClause>,
    /// Its variables, in source order: those declared and those that `save` makes.
    pub variables: Table<VariableId, Variable>,
    /// Its elements, in source order.
    pub elements: Table<ElementId, Element>,
    /// The element that a person comes to first.
    pub first: Option<ElementId>,
    /// Where it is declared.
    pub location: Location,
    /// Its settings as they are written, in source order, those that became `entries` and `exits` among them.
    pub settings: Vec<Location>,
}

impl Flow {
    /// The entry for those whom others send; there is at most one of each kind.
    #[must_use]
    pub fn entry_from(&self, source: EntrySource) -> Option<(&Entry, &GivenEntry)> {
        self.entries.iter().find_map(|entry| match entry {
            Entry::Given(given) if given.source == source => Some((entry, given)),
            _ => None,
        })
    }
}

/// A variable of a flow.
#[derive(Clone, PartialEq, Debug)]
pub struct Variable {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub r#type: Type,
    /// Its value at the entry, computed in source order behind what the entry saves. A variable that the entry itself saves
    /// keeps what was saved.
    pub initial: Option<ExpressionId>,
}

/// An event condition with what it saves.
#[derive(Clone, PartialEq, Debug)]
pub struct EventClause {
    /// The condition, over events only.
    pub condition: ExpressionId,
    /// The kinds of events that can make it true: it is looked at again when one of them arrives.
    pub events: Vec<EventId>,
    /// What is stored when it is true; all values are computed before the first is stored.
    pub saves: Vec<(VariableId, ExpressionId)>,
    /// Where it stands.
    pub location: Location,
}

/// Who may come in again.
#[derive(Clone, PartialEq, Debug)]
pub struct ReEntry {
    /// When.
    pub rule: ReEntryRule,
    /// How often.
    pub limits: Vec<Rate>,
}

/// When a person may come in again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReEntryRule {
    /// Never.
    Never,
    /// Once outside.
    AfterExit,
    /// Once outside for a while; a day is 24 hours.
    Later(ExpressionId),
    /// At any time; then several participations of one person run side by side.
    WhileInside,
}

/// `at most 2 times per week`: in any time as long as one unit, measured back from the moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    /// How often.
    pub times: u64,
    /// Within one of these.
    pub unit: Unit,
}

/// An element of a flow.
#[derive(Clone, PartialEq, Debug)]
pub struct Element {
    /// Its label, or its kind and ordinal: `reminder`, `pause 2`. Unique in the flow.
    pub label: Arc<str>,
    /// What it does.
    pub kind: ElementKind,
    /// The element behind it.
    pub next: Option<ElementId>,
    /// Its first line.
    pub location: Location,
    /// All of it, its arms included.
    pub extent: Location,
}

/// The kinds of elements.
#[derive(Clone, PartialEq, Debug)]
pub enum ElementKind {
    /// Waits for a while or until a moment.
    Pause(Pause),
    /// Goes the way of the first arm whose condition holds.
    SegmentAudience(Vec<Arm<ExpressionId>>),
    /// Waits until an event condition becomes true.
    WaitForEvent {
        /// How long; nothing waits until the flow ends. A day is 24 hours.
        limit: Option<ExpressionId>,
        /// Whether events since the entry count, and not only those since the element was reached.
        from_entrance: bool,
        /// The conditions.
        arms: Vec<Arm<EventClause>>,
        /// Where it leads when the time is over.
        otherwise: Option<ElementId>,
    },
    /// Waits until an attribute changes.
    WaitForChange {
        /// How long; nothing waits until the flow ends. A day is 24 hours.
        limit: Option<ExpressionId>,
        /// The change, as an event condition.
        change: EventClause,
        /// The ways out.
        outcomes: Outcomes,
    },
    /// Waits until a moment that a date of the person names.
    WaitForDate {
        /// The moment.
        moment: DateMoment,
        /// The ways out.
        outcomes: Outcomes,
    },
    /// Goes the way of the first arm whose condition on the latest message of the person since the entrance holds.
    EvaluateMessage(Vec<Arm<ExpressionId>>),
    /// Goes one of several ways by a stable hash.
    SplitAudience(Vec<Share>),
    /// Writes attributes; all values are computed before the first is stored.
    UpdateProfile(Vec<(AttributeId, ExpressionId)>),
    /// Writes variables; all values are computed before the first is stored.
    Set(Vec<(VariableId, ExpressionId)>),
    /// Adds a tag.
    AddTag(ExpressionId),
    /// Removes a tag.
    RemoveTag(ExpressionId),
    /// Hands a message over.
    Send(Send),
    /// Asks another system.
    CallApi(Box<CallApi>),
    /// Does what a custom element does.
    Use(Use),
    /// Lets the person, or somebody else, into another flow.
    AddToFlow(AddToFlow),
    /// Tells people of the company itself.
    Notify(Notify),
    /// Keeps messages from the person.
    AddToDoNotContact(Vec<OptOut>),
    /// Allows messages to the person again.
    RemoveFromDoNotContact(Vec<OptOut>),
    /// Hands the person over to an agent, with a tag that says what it is about.
    StartConversation(ExpressionId),
    /// Leaves the flow.
    Exit,
}

impl Element {
    /// The elements that somebody may come to next.
    #[must_use]
    pub fn leads_to(&self) -> Vec<ElementId> {
        let targets: Vec<Option<ElementId>> = match &self.kind {
            ElementKind::SegmentAudience(arms) => arms.iter().map(|arm| arm.target).collect(),
            ElementKind::WaitForEvent { arms, otherwise, .. } => {
                arms.iter().map(|arm| arm.target).chain([*otherwise]).collect()
            }
            ElementKind::SplitAudience(shares) => shares.iter().map(|share| share.target).collect(),
            ElementKind::EvaluateMessage(arms) => arms.iter().map(|arm| arm.target).collect(),
            ElementKind::WaitForChange { outcomes, .. } | ElementKind::WaitForDate { outcomes, .. } => {
                // Without `otherwise`, or without any arm, people may go on behind the element.
                outcomes.arms.iter().map(|arm| arm.target).chain([self.next]).collect()
            }
            ElementKind::Send(send) => targets(send.branches.as_ref(), self.next),
            ElementKind::CallApi(call) => targets(call.branches.as_ref(), self.next),
            ElementKind::Use(used) => targets(used.branches.as_ref(), self.next),
            ElementKind::AddToFlow(add) => targets(add.branches.as_ref(), self.next),
            ElementKind::Exit => Vec::new(),
            ElementKind::Pause(_)
            | ElementKind::UpdateProfile(_)
            | ElementKind::Set(_)
            | ElementKind::AddTag(_)
            | ElementKind::RemoveTag(_)
            | ElementKind::Notify(_)
            | ElementKind::AddToDoNotContact(_)
            | ElementKind::RemoveFromDoNotContact(_)
            | ElementKind::StartConversation(_) => vec![self.next],
        };
        targets.into_iter().flatten().collect()
    }
}

/// The word of an element kind in labels, traces and tables: `segment audience`.
impl ElementKind {
    /// The words that start the element in source text.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            ElementKind::Pause(_) => "pause",
            ElementKind::SegmentAudience(_) => "segment audience",
            ElementKind::WaitForEvent { .. } => "wait for event",
            ElementKind::WaitForChange { .. } => "wait for change",
            ElementKind::WaitForDate { .. } => "wait for date",
            ElementKind::EvaluateMessage(_) => "evaluate inbound message",
            ElementKind::SplitAudience(_) => "split audience",
            ElementKind::UpdateProfile(_) => "update profile",
            ElementKind::Set(_) => "set",
            ElementKind::AddTag(_) => "add tag",
            ElementKind::RemoveTag(_) => "remove tag",
            ElementKind::Send(_) => "send",
            ElementKind::CallApi(_) => "call api",
            ElementKind::Use(_) => "use",
            ElementKind::AddToFlow(_) => "add to flow",
            ElementKind::Notify(_) => "notify",
            ElementKind::AddToDoNotContact(_) => "add to do not contact",
            ElementKind::RemoveFromDoNotContact(_) => "remove from do not contact",
            ElementKind::StartConversation(_) => "start conversation",
            ElementKind::Exit => "exit",
        }
    }
}

impl ElementKind {
    /// Whether somebody may stay at the element for a time that matters: responses of other systems take none.
    #[must_use]
    pub fn takes_time(&self) -> bool {
        match self {
            ElementKind::Pause(_)
            | ElementKind::WaitForEvent { .. }
            | ElementKind::WaitForChange { .. }
            | ElementKind::WaitForDate { .. } => true,
            ElementKind::Send(send) => send.branches.is_some(),
            _ => false,
        }
    }
}

/// A way out of a branching element.
#[derive(Clone, PartialEq, Debug)]
pub struct Arm<C> {
    /// Its condition; nothing for `otherwise`.
    pub when: Option<C>,
    /// Where it leads.
    pub target: Option<ElementId>,
    /// Its first line.
    pub location: Location,
}

/// What may come of an element that names its ways out by that.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Outcome {
    /// The attribute changed.
    Changed,
    /// The moment came.
    Reached,
    /// The moment had passed before.
    Passed,
    /// There is no such moment.
    Empty,
}

impl Outcome {
    /// Its word in source texts and traces.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Changed => "changed",
            Outcome::Reached => "reached",
            Outcome::Passed => "passed",
            Outcome::Empty => "empty",
        }
    }
}

/// The ways out of an element by what came of it. Without any the element does not branch.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Outcomes {
    /// The arms.
    pub arms: Vec<Arm<Outcome>>,
}

impl Outcomes {
    /// The arm that is taken: the one of the outcome, or else `otherwise`.
    #[must_use]
    pub fn arm(&self, outcome: Option<Outcome>) -> Option<&Arm<Outcome>> {
        let named = self.arms.iter().find(|arm| outcome.is_some() && arm.when == outcome);
        named.or_else(|| self.arms.iter().find(|arm| arm.when.is_none()))
    }
}

/// A branch of a split.
#[derive(Clone, PartialEq, Debug)]
pub struct Share {
    /// The percentage of people.
    pub percent: u32,
    /// Its name.
    pub name: Arc<str>,
    /// Where it leads.
    pub target: Option<ElementId>,
}

/// The kinds of pauses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pause {
    /// For a while; a day is 24 hours.
    For(ExpressionId),
    /// Until a time of day on the day that lies a number of days ahead; `13:00` alone has no duration and is the next such time.
    ForUntil {
        /// How many days ahead, as a duration.
        duration: ExpressionId,
        /// The time of day.
        time: ExpressionId,
    },
    /// Until the next such time of day.
    UntilTime(ExpressionId),
    /// Until the next such day of the week.
    UntilWeekday {
        /// The day.
        weekday: Weekday,
        /// The time of day; midnight unless said.
        time: Option<ExpressionId>,
    },
    /// Until the next such day of the year.
    UntilDay {
        /// The month, from 1.
        month: u32,
        /// The day of the month, from 1.
        day: u32,
        /// The time of day; midnight unless said.
        time: Option<ExpressionId>,
    },
    /// Until a date or an instant; ends at once where that has passed.
    Until(ExpressionId),
}

/// A line of a message.
#[derive(Clone, PartialEq, Debug)]
pub struct Content {
    /// Its name, as the channel declares it.
    pub name: Arc<str>,
    /// Its text.
    pub value: ContentValue,
}

/// The text of a line.
#[derive(Clone, PartialEq, Debug)]
pub enum ContentValue {
    /// An expression.
    Value(ExpressionId),
    /// A file of the project.
    File {
        /// Its path.
        path: Arc<str>,
        /// What it holds, as a text.
        text: ExpressionId,
    },
}

impl ContentValue {
    /// The text.
    #[must_use]
    pub fn text(&self) -> ExpressionId {
        match self {
            ContentValue::Value(text) | ContentValue::File { text, .. } => *text,
        }
    }

    /// The text, to be moved to another place in the program.
    pub fn text_mut(&mut self) -> &mut ExpressionId {
        match self {
            ContentValue::Value(text) | ContentValue::File { text, .. } => text,
        }
    }
}

/// Where the ways out of an element lead; behind it where it has none.
fn targets<O>(branches: Option<&Branches<O>>, next: Option<ElementId>) -> Vec<Option<ElementId>> {
    branches.map_or_else(|| vec![next], Branches::targets)
}
