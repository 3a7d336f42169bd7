//! The stepper: a program, made ready to be stepped through.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::attention::Attention;
use super::profile::ProfileEvents;
use super::step::Step;
use super::{Answer, Entrance, Person, Record, Sight};
use crate::eval::{Engine, EngineKind, Event};
use crate::program::{ElementId, Entry, EventId, Flow, FlowId, Id, Program};
use crate::value::{Instant, KeyedHash};

/// What moves a person on.
#[derive(Clone, PartialEq, Debug)]
pub enum Input {
    /// Something happened. Events that change the profile do so.
    Event(Event),
    /// What came of the message that a participant was sent: the channel's event.
    Outcome {
        /// The event.
        event: Event,
        /// The participant's entry into the flow that the event belongs to.
        entry: u32,
    },
    /// What stands in a queue under this key may go out.
    Release(Arc<str>),
    /// Time passed: the first timer that is due fires.
    Timer,
    /// Another system answered a call, or could not be reached.
    Answer(Box<Answer>),
    /// Somebody else lets the person into a flow.
    Enter(Box<Entrance>),
    /// The person becomes known: from now on, dates and audiences are watched. Once for each person.
    Start,
}

/// A program, made ready to be stepped through.
#[derive(Clone, Debug)]
pub struct Stepper<'p> {
    /// The program.
    pub(super) program: &'p Program,
    /// Who evaluates expressions.
    pub(super) engine: Arc<Engine<'p>>,
    /// The hash behind splits.
    pub(super) hash: KeyedHash,
    /// The events that change profiles.
    pub(super) profile: ProfileEvents,
    /// The events that are looked at.
    pub(super) sight: Sight,
    /// Which of them are looked at inside of flows.
    attention: Attention,
    /// Whether decisions are reported with their reasons.
    explains: bool,
    /// From when to when each flow takes part.
    schedules: Vec<Schedule>,
    /// The branches of splits that persons take whatever the hash says, by the person's key.
    chosen: BTreeMap<(Arc<str>, FlowId, ElementId), usize>,
    /// The flows that an event may let a person into, in order, by kind of event.
    triggers: Vec<Vec<FlowId>>,
    /// The entries that no event opens by itself, in order: the flow, and the place among its entries.
    pub(super) watched: Vec<(FlowId, u32)>,
}

/// From when to when a flow takes part.
#[derive(Clone, Copy, Debug)]
struct Schedule {
    /// Whether it takes part at all.
    on: bool,
    /// Nobody gets in before this.
    from: Option<Instant>,
    /// At this moment whoever is inside leaves.
    end: Option<Instant>,
}

impl<'p> Stepper<'p> {
    /// A stepper in which every flow takes part as it says itself.
    #[must_use]
    pub fn new(program: &'p Program) -> Stepper<'p> {
        let sight = Sight::of(program);
        let schedule = |flow: &Flow| Schedule { on: !flow.draft, from: flow.from, end: flow.until };
        Stepper {
            program,
            engine: Arc::new(Engine::new(EngineKind::default(), program)),
            hash: KeyedHash::new(&program.seed),
            profile: ProfileEvents::of(program),
            attention: Attention::of(program, &sight),
            sight,
            explains: false,
            schedules: program.flows.rows().iter().map(schedule).collect(),
            chosen: BTreeMap::new(),
            triggers: triggers(program),
            watched: watched(program),
        }
    }

    /// The same, where this engine evaluates expressions. It belongs to the program.
    #[must_use]
    pub fn with_engine(mut self, engine: Engine<'p>) -> Stepper<'p> {
        self.engine = Arc::new(engine);
        self
    }

    /// The same, where each condition that is looked at is reported, with why it came out so and what would turn it. What happens
    /// is the same; it takes longer.
    #[must_use]
    pub fn explaining(mut self) -> Stepper<'p> {
        self.explains = true;
        self
    }

    /// Whether decisions are reported.
    pub(super) fn explains(&self) -> bool {
        self.explains
    }

    /// The same, where only these flows take part: nobody enters the others.
    #[must_use]
    pub fn only(mut self, flows: &[FlowId]) -> Stepper<'p> {
        for flow in self.program.flows.ids() {
            self.schedules[flow.index()].on &= flows.contains(&flow);
        }
        self.sight = Sight::of_flows(self.program, |flow| flows.contains(&flow));
        self.attention = Attention::of(self.program, &self.sight);
        self
    }

    /// The same, where nobody enters this flow.
    #[must_use]
    pub fn without(mut self, flow: FlowId) -> Stepper<'p> {
        self.schedules[flow.index()].on = false;
        self
    }

    /// The same, where a person takes one branch of a split, whatever the hash says: for tests, which name the branch.
    #[must_use]
    pub fn taking(mut self, person: Arc<str>, flow: FlowId, split: ElementId, branch: usize) -> Stepper<'p> {
        self.chosen.insert((person, flow, split), branch);
        self
    }

    /// The same, where nobody enters any flow before a moment: what happened before it counts in windows only.
    #[must_use]
    pub fn from(mut self, moment: Instant) -> Stepper<'p> {
        for schedule in &mut self.schedules {
            schedule.from = schedule.from.max(Some(moment));
        }
        self
    }

    /// The same, where a flow ends at a moment, unless it ends earlier by itself.
    ///
    /// That a flow ends after 365 days of silence depends on all persons, so it is the host that knows when.
    #[must_use]
    pub fn ending(mut self, flow: FlowId, moment: Instant) -> Stepper<'p> {
        let end = &mut self.schedules[flow.index()].end;
        *end = Some(end.map_or(moment, |end| end.min(moment)));
        self
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &'p Program {
        self.program
    }

    /// Takes one step: the person's state becomes the next one, and what was done is returned in order.
    ///
    /// Inputs of a person come in order of time; at one moment first those that [change the
    /// profile](Stepper::changes_profile), then the other events, then answers, then timers.
    pub fn step(&self, person: &mut Person, now: Instant, input: Input) -> Vec<Record> {
        let mut records = Vec::new();
        self.step_into(person, now, input, &mut records);
        records
    }

    /// The same, where what was done is put behind other records.
    pub fn step_into(&self, person: &mut Person, now: Instant, input: Input, records: &mut Vec<Record>) {
        let mut step = Step::new(self, person, now, records);
        match input {
            Input::Event(event) => step.take(event),
            Input::Outcome { event, entry } => step.take_outcome(event, entry),
            Input::Release(key) => step.release_parcel(&key),
            Input::Timer => step.fire(),
            Input::Answer(answer) => step.answer(*answer),
            Input::Enter(entrance) => step.enter_given(&entrance),
            Input::Start => step.start(),
        }
    }

    /// Whether an event is nothing to a person, now and later, so that it need not be [stepped](Stepper::step) through: nobody
    /// looks at such events but waits and exits, and none of those behind which the person stands.
    #[must_use]
    pub fn ignores(&self, person: &Person, event: &Event) -> bool {
        self.attention.ignores(person, event)
    }

    /// Whether events of a kind change the profile, and so come before others of the same moment.
    #[must_use]
    pub fn changes_profile(&self, event: EventId) -> bool {
        self.profile.changes(event)
    }

    /// The branch of a split that a person takes whatever the hash says.
    pub(super) fn chosen(&self, person: &str, flow: FlowId, split: ElementId) -> Option<usize> {
        if self.chosen.is_empty() {
            return None;
        }
        self.chosen.get(&(person.into(), flow, split)).copied()
    }

    /// The first moment of a flow, if it has one: nobody gets in before.
    #[must_use]
    pub fn start_of(&self, flow: FlowId) -> Option<Instant> {
        self.schedules[flow.index()].from
    }

    /// The moment before which nobody gets into any flow, if there is one.
    #[must_use]
    pub fn opens(&self) -> Option<Instant> {
        let schedules = self.schedules.iter().filter(|schedule| schedule.on);
        // A flow that has no first moment counts before all others.
        schedules.map(|schedule| schedule.from).min().flatten()
    }

    /// When the flow ends, if that is known.
    pub(super) fn end(&self, flow: FlowId) -> Option<Instant> {
        self.schedules[flow.index()].end
    }

    /// Whether the flow takes somebody in at this moment: from its first moment up to its end, that not included.
    #[must_use]
    pub fn is_open(&self, flow: FlowId, now: Instant) -> bool {
        let Schedule { on, from, end } = self.schedules[flow.index()];
        on && from.is_none_or(|from| from <= now) && end.is_none_or(|end| now < end)
    }

    /// The flows that an event of this kind may let a person into, in order.
    pub(super) fn triggered(&self, event: EventId) -> &[FlowId] {
        self.triggers.get(event.index()).map_or(&[], Vec::as_slice)
    }
}

/// The flows that events may let a person into, by kind of event.
fn triggers(program: &Program) -> Vec<Vec<FlowId>> {
    let mut triggers = vec![Vec::new(); program.events.len()];
    for (id, flow) in program.flows.iter() {
        let clauses = flow.entries.iter().filter_map(|entry| match entry {
            Entry::Event(clause) => Some(clause),
            _ => None,
        });
        for event in clauses.flat_map(|clause| &clause.events) {
            let flows: &mut Vec<FlowId> = &mut triggers[event.index()];
            if flows.last() != Some(&id) {
                flows.push(id);
            }
        }
    }
    triggers
}

/// The entries that are watched.
fn watched(program: &Program) -> Vec<(FlowId, u32)> {
    let mut watched = Vec::new();
    for (id, flow) in program.flows.iter() {
        for (at, entry) in (0..).zip(&flow.entries) {
            if matches!(entry, Entry::Date(_) | Entry::Audience(_)) {
                watched.push((id, at));
            }
        }
    }
    watched
}
