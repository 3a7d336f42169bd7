//! Why a person is where they are in a flow.

use serde::Serialize;

use super::reason::joined;
use super::{ChangeWords, Reason, Words};
use crate::eval::why::nearest;
use crate::eval::{Context, Event, Visible};
use crate::host::testing::record_in_words;
use crate::journey::{Decision, Person, Record, Stepper, What};
use crate::program::{Element, ElementKind, Entry, EventClause, EventId, Flow, FlowId};
use crate::value::Instant;

/// Where a person is in a flow, and how they came there.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowAnswer {
    /// Where they are.
    pub standing: Standing,
    /// What happened, in order.
    pub timeline: Vec<Moment>,
    /// Where they wait, once for each participation.
    pub waiting: Vec<Waiting>,
    /// What would let them in, or would have: the way with the fewest changes of those that were found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest_entry: Option<Vec<ChangeWords>>,
}

/// Where somebody is in a flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum Standing {
    /// They wait in it.
    Inside,
    /// They were in it.
    Gone {
        /// The reason of the latest exit.
        reason: &'static str,
        /// When.
        time: String,
    },
    /// They never were in it.
    Never {
        /// Why, as far as one reason can be told.
        because: String,
    },
}

/// Something that happened.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// When.
    pub time: String,
    /// What, in words; empty for a condition that was looked at and came to nothing.
    pub what: String,
    /// The conditions that decided it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Decided>,
}

/// A condition that was looked at.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decided {
    /// The arm, entry or exit condition, as it is written.
    pub at: String,
    /// Whether it counted: an event condition may hold without being made true by the event at hand.
    pub counts: bool,
    /// Why it holds or does not.
    pub reason: Reason,
    /// What would have turned it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Vec<ChangeWords>>,
}

/// Where somebody waits.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Waiting {
    /// The element.
    pub element: String,
    /// Since when.
    pub since: String,
    /// Until when at the latest; nothing is until the flow ends.
    pub until: Option<String>,
    /// What would let them go before: the heads of the arms and of the exit conditions.
    pub opens: Vec<String>,
}

/// Explains where a person is in a flow, of what an [explaining](Stepper::explaining) stepper reported and of what happened.
#[must_use]
pub fn explain_flow(
    words: Words,
    stepper: &Stepper,
    flow: FlowId,
    person: &Person,
    happened: &[Event],
    records: &[Record],
    until: Instant,
) -> FlowAnswer {
    let story = Story { words, flow: &words.program.flows[flow], id: flow };
    let timeline = story.timeline(happened, records);
    let waiting = story.waiting(person);
    let standing = story.standing(stepper, &waiting, records, happened, until);
    let nearest_entry = story.nearest_entry(records, person, until);
    FlowAnswer { standing, timeline, waiting, nearest_entry }
}

/// One flow's story of one person.
struct Story<'a> {
    words: Words<'a>,
    flow: &'a Flow,
    id: FlowId,
}

impl Story<'_> {
    /// Events and what was done, by time; at one moment what happened comes before what was done about it.
    fn timeline(&self, happened: &[Event], records: &[Record]) -> Vec<Moment> {
        let concerned = self.concerned();
        let is_concerned = |event: &&Event| {
            concerned.contains(&event.definition)
                && event.owner.is_none_or(|owner| owner.flow == self.id || owner.element.is_none())
        };
        let mut lines: Vec<TimedLine> = happened
            .iter()
            .filter(is_concerned)
            .map(|event| (event.time, false, self.event(event)))
            .collect();
        let of_flow = |record: &&Record| record.place.is_some_and(|place| place.flow == self.id);
        let mut looked = Looked::default();
        for record in records.iter().filter(of_flow) {
            if let What::Decided(decision) = &record.what {
                lines.extend(looked.add(record.time, self.decided(decision, record.time), self.words));
            } else if let Some(what) = record_in_words(self.words.program, record) {
                lines.extend(looked.end_before(record.time, self.words));
                lines.push((record.time, true, self.moment(record.time, what, looked.take())));
            }
        }
        lines.extend(looked.end(self.words));
        lines.sort_by_key(|(time, done, _)| (*time, *done));
        lines.into_iter().map(|(.., moment)| moment).collect()
    }

    fn event(&self, event: &Event) -> Moment {
        let properties = self.words.properties(event);
        let properties: Vec<String> =
            properties.iter().map(|named| format!("{} = {}", named.name, named.value)).collect();
        let name = self.words.event_name(event);
        let what =
            if properties.is_empty() { name } else { format!("{name} {{ {} }}", properties.join(", ")) };
        self.moment(event.time, what, Vec::new())
    }

    fn moment(&self, time: Instant, what: String, because: Vec<Decided>) -> Moment {
        Moment { time: self.words.moment(time), what, because }
    }

    fn decided(&self, decision: &Decision, now: Instant) -> Decided {
        let head = self.words.source(decision.location);
        Decided {
            at: head.split(" {").next().unwrap_or_default().to_owned(),
            counts: decision.counts,
            reason: self.words.reason(&decision.proof),
            nearest: decision.nearest.as_ref().map(|changes| self.words.changes(changes, now)),
        }
    }

    /// The kinds of events that the flow's conditions are about.
    fn concerned(&self) -> Vec<EventId> {
        let mut events = Vec::new();
        let mut add = |clause: &EventClause| events.extend(clause.events.iter().copied());
        for entry in &self.flow.entries {
            if let Entry::Event(clause) = entry {
                add(clause);
            }
        }
        self.flow.exits.iter().for_each(&mut add);
        for element in self.flow.elements.rows() {
            clauses(element).into_iter().for_each(&mut add);
        }
        events
    }

    fn waiting(&self, person: &Person) -> Vec<Waiting> {
        let here = person.inside().iter().filter(|inside| inside.participant.flow == self.id);
        let waiting = here.map(|inside| {
            let element = &self.flow.elements[inside.position.element];
            let exits = self.flow.exits.iter();
            Waiting {
                element: element.label.to_string(),
                since: self.words.moment(inside.position.reached.since),
                until: inside.position.deadline.map(|deadline| self.words.moment(deadline)),
                opens: clauses(element)
                    .into_iter()
                    .chain(exits)
                    .map(|clause| self.condition(clause))
                    .collect(),
            }
        });
        waiting.collect()
    }

    fn condition(&self, clause: &EventClause) -> String {
        self.words.source(self.words.program.expressions[clause.condition].location)
    }

    fn standing(
        &self,
        stepper: &Stepper,
        waiting: &[Waiting],
        records: &[Record],
        happened: &[Event],
        until: Instant,
    ) -> Standing {
        if !waiting.is_empty() {
            return Standing::Inside;
        }
        let of_flow = records.iter().filter(|record| record.place.is_some_and(|place| place.flow == self.id));
        let exit = of_flow.clone().rev().find_map(|record| match record.what {
            What::Exited(reason) => Some((reason.word(), record.time)),
            _ => None,
        });
        if let Some((reason, time)) = exit {
            return Standing::Gone { reason, time: self.words.moment(time) };
        }
        let refusal = of_flow.rev().find_map(|record| match record.what {
            What::Refused(refusal) => {
                Some(format!("{} refused: {}", self.words.moment(record.time), refusal.word()))
            }
            _ => None,
        });
        Standing::Never { because: refusal.unwrap_or_else(|| self.why_never(stepper, happened, until)) }
    }

    /// Why nobody tried to let the person in.
    fn why_never(&self, stepper: &Stepper, happened: &[Event], until: Instant) -> String {
        if self.flow.draft {
            return "it is a draft, and takes nobody in".to_owned();
        }
        if let Some(from) = stepper.start_of(self.id).filter(|from| *from > until) {
            return format!("it takes people in from {}", self.words.moment(from));
        }
        let (mut missing, mut seen) = (Vec::new(), Vec::new());
        for entry in &self.flow.entries {
            if let Entry::Event(clause) = entry {
                let is_one =
                    |event: &&Event| clause.events.contains(&event.definition) && event.time <= until;
                seen.extend(happened.iter().filter(is_one).map(|event| event.time));
                missing.push(format!("`{}`", self.condition(clause)));
            }
        }
        match missing.as_slice() {
            [] => "nothing let them in".to_owned(),
            _ if !seen.is_empty() => self.why_not_by(stepper, &seen),
            missing => format!("nothing happened that {} is about", missing.join(" or ")),
        }
    }

    /// Why events at these moments did not let the person in.
    fn why_not_by(&self, stepper: &Stepper, moments: &[Instant]) -> String {
        if moments.iter().any(|moment| stepper.is_open(self.id, *moment)) {
            return "its entry conditions did not become true".to_owned();
        }
        match stepper.start_of(self.id).filter(|from| moments.iter().all(|moment| moment < from)) {
            Some(from) => {
                format!(
                    "it takes people in from {}, and what it asks for happened before",
                    self.words.moment(from)
                )
            }
            None => "what it asks for happened while it took nobody in".to_owned(),
        }
    }

    /// The fewest changes that would let the person in by an event now, or would have done so when one was looked at last.
    fn nearest_entry(&self, records: &[Record], person: &Person, until: Instant) -> Option<Vec<ChangeWords>> {
        if person.inside().iter().any(|inside| inside.participant.flow == self.id) {
            return None;
        }
        let looked = records.iter().rev().find_map(|record| match &record.what {
            What::Decided(decision) if self.is_entry(record) && !decision.proof.holds => {
                Some((decision.nearest.as_ref()?, record.time))
            }
            _ => None,
        });
        if let Some((changes, time)) = looked {
            return Some(self.words.changes(changes, time));
        }
        self.flow.entries.iter().find_map(|entry| match entry {
            Entry::Event(clause) => {
                let context = self.context(person, until);
                Some(self.words.changes(&nearest(&context, clause.condition, true)?, until))
            }
            _ => None,
        })
    }

    /// What entry conditions are looked at with.
    fn context<'p>(&'p self, person: &'p Person, now: Instant) -> Context<'p> {
        let (program, zone) = (self.words.program, self.flow.zone);
        Context { program, facts: person, now, zone, variables: &[], visible: Visible::All, random: None }
    }

    fn is_entry(&self, record: &Record) -> bool {
        record.place.is_some_and(|place| place.flow == self.id && place.entry.is_none())
    }
}

/// A line with its time, and whether it is about something that was done.
type TimedLine = (Instant, bool, Moment);

/// Conditions that were looked at, until it is known what came of them.
#[derive(Default)]
struct Looked {
    time: Option<Instant>,
    decided: Vec<Decided>,
}

impl Looked {
    /// Adds one; those of another moment came to nothing.
    fn add(&mut self, time: Instant, decided: Decided, words: Words) -> Option<TimedLine> {
        let before = self.end_before(time, words);
        self.time = Some(time);
        self.decided.push(decided);
        before
    }

    /// What came to nothing before a moment.
    fn end_before(&mut self, time: Instant, words: Words) -> Option<TimedLine> {
        if self.time.is_some_and(|known| known < time) { self.end(words) } else { None }
    }

    /// What came to nothing.
    fn end(&mut self, words: Words) -> Option<TimedLine> {
        let time = self.time?;
        let because = self.take();
        let moment = Moment { time: words.moment(time), what: String::new(), because };
        (!moment.because.is_empty()).then_some((time, true, moment))
    }

    fn take(&mut self) -> Vec<Decided> {
        std::mem::take(&mut self.decided)
    }
}

/// The event conditions of an element.
fn clauses(element: &Element) -> Vec<&EventClause> {
    match &element.kind {
        ElementKind::WaitForEvent { arms, .. } => arms.iter().filter_map(|arm| arm.when.as_ref()).collect(),
        ElementKind::WaitForChange { change, .. } => vec![change],
        _ => Vec::new(),
    }
}

impl Decided {
    /// For people: the condition's tree, and what would have turned it.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.reason.lines();
        if self.reason.holds && !self.counts {
            lines.push("     which holds, but not by this event".to_owned());
        }
        if let Some(changes) =
            self.nearest.as_ref().filter(|changes| !self.reason.holds && !changes.is_empty())
        {
            lines.push(format!("     it would hold if {}", joined(changes)));
        }
        lines
    }
}
