//! The world of one test, and its steps.

use std::collections::BTreeMap;

use super::coverage::{Covered, Point};
use super::someone::{Said, Someone};
use super::timeline::{self, Line};
use super::{Failure, Timeline};
use crate::diagnostic::{Diagnostic, Problem};
use crate::eval::{self, Context, Event, Facts, Fault, Visible, conform};
use crate::host::crossing::with_contact;
use crate::host::outside::{Coming, Mock, OutcomeRule, Outside, Pattern};
use crate::host::queues::Queues;
use crate::host::silence;
use crate::journey::{Contact, Entrance, Input, Response, Stepper, What};
use crate::program::{
    AttributeId, ElementId, EntrySource, EventId, Expectation, ExpressionId, FlowId, Id, Method, Owner,
    PersonId, Program, ReadingSource, Table, Test, TestAnswer, TestStep, TestStepKind, VariableId,
};
use crate::source::{Location, Snapshot};
use crate::value::{Instant, Text, Value};

/// The world of one test.
pub(super) struct World<'p> {
    pub(super) program: &'p Program,
    snapshot: &'p Snapshot,
    pub(super) test: &'p Test,
    pub(super) stepper: Stepper<'p>,
    outside: Outside,
    /// Who goes when of those who share a queue.
    queues: Queues,
    pub(super) now: Instant,
    pub(super) people: Table<PersonId, Someone>,
    /// The latest activation of each flow.
    active: BTreeMap<FlowId, Instant>,
    /// What people came through.
    covered: Covered,
    /// Whether the first `at` has been.
    started: bool,
    /// What people have yet to say to others.
    said: BTreeMap<Said, (Contact, Entrance)>,
    /// What must not be so from here on, and was not so far.
    watched: Vec<(&'p Expectation, Location)>,
    /// What went wrong.
    failures: Vec<Failure>,
}

/// What comes first of what is due at one moment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Reply,
    Timer,
    Saying,
}

/// Why a step cannot be played.
type Unplayable = String;

impl<'p> World<'p> {
    pub(super) fn new(program: &'p Program, snapshot: &'p Snapshot, test: &'p Test) -> World<'p> {
        let first = test.steps.iter().find_map(|step| match step.kind {
            TestStepKind::Clock(instant) => Some(instant),
            _ => None,
        });
        let mut world = World {
            program,
            snapshot,
            test,
            stepper: Stepper::new(program),
            outside: Outside::default(),
            queues: Queues::default(),
            now: first.unwrap_or(Instant::FIRST),
            people: Table::new(),
            active: BTreeMap::new(),
            said: BTreeMap::new(),
            covered: Covered::new(),
            started: false,
            watched: Vec::new(),
            failures: Vec::new(),
        };
        for id in test.people.ids() {
            let someone = world.introduce(id);
            world.people.push(someone);
        }
        world
    }

    /// Plays all steps, up to one that cannot be played: what went wrong, and what people came through.
    pub(super) fn play(mut self) -> (Vec<Failure>, Covered) {
        for step in &self.test.steps {
            match self.step(step) {
                Ok(failure) => self.failures.extend(failure),
                Err(reason) => {
                    let failure = self.unplayable(step, reason);
                    self.failures.push(failure);
                    return (self.failures, self.covered);
                }
            }
            self.look();
        }
        // The last moment belongs to what is never to be so.
        if !self.watched.is_empty() {
            self.let_pass();
        }
        (self.failures, self.covered)
    }

    /// Looks whether something is so now that must never be. What was so once is not looked at again.
    fn look(&mut self) {
        let mut watched = std::mem::take(&mut self.watched);
        watched.retain(|(expectation, location)| {
            let failure = self.judge_never(expectation, *location);
            let is_well = failure.is_none();
            self.failures.extend(failure);
            is_well
        });
        self.watched = watched;
    }

    /// Lets everything of this moment happen.
    fn let_pass(&mut self) {
        let now = self.now;
        self.let_happen(|due| due <= now);
    }

    fn step(&mut self, step: &'p TestStep) -> Result<Option<Failure>, Unplayable> {
        match &step.kind {
            TestStepKind::Clock(instant) => {
                self.let_happen(|due| due < *instant);
                self.now = *instant;
                self.start();
            }
            TestStepKind::Event { person, event, owner, properties } => {
                self.event(*person, *event, *owner, properties)?;
            }
            TestStepKind::Change { person, values } => self.change(*person, values)?,
            TestStepKind::Takes { person, flow, split, branch } => {
                let key = self.test.people[*person].name.clone();
                self.stepper = self.stepper.clone().taking(key, *flow, *split, *branch);
            }
            TestStepKind::Listed { person, opt_outs } => {
                let person = &mut self.people[*person].person;
                opt_outs.iter().for_each(|&opt_out| self.stepper.list(person, opt_out));
            }
            TestStepKind::Draft(flow) => self.stepper = self.stepper.clone().without(*flow),
            TestStepKind::Expect(expectation) => {
                self.let_pass();
                if !expectation.never {
                    return Ok(self.judge(expectation, step.location));
                }
                self.watched.push((expectation, step.location));
            }
            TestStepKind::Enters { person, flow, source, arguments } => {
                self.enters(*person, *flow, *source, arguments)?;
            }
            TestStepKind::Fails { person, flow, message } => {
                let rule = self.failing(*person, *flow, *message);
                self.outside.outcomes.put_first(rule);
            }
            TestStepKind::Api { method, url, answer } => {
                self.outside.api.put_first(mock(*method, url, answer.as_ref()));
            }
        }
        Ok(None)
    }

    /// What makes a message to a person fail as soon as it is handed over.
    fn failing(&self, person: PersonId, flow: FlowId, message: ElementId) -> OutcomeRule {
        OutcomeRule {
            flow: Some(flow),
            element: Some(self.program.flows[flow].elements[message].label.clone()),
            channel: None,
            person: Some(self.test.people[person].name.clone()),
            comes: vec![Coming { outcome: "failed".into(), after: None, reason: Some("rejected".into()) }],
            share: None,
        }
    }

    /// A person as the test introduces them, before anything happened.
    fn introduce(&self, id: PersonId) -> Someone {
        let introduced = &self.test.people[id];
        let mut attributes = vec![Value::Empty; self.program.attributes.len()];
        for &(attribute, value) in &introduced.attributes {
            let mut faults = Vec::new();
            let nobody = eval::Sketch { key: introduced.name.to_string(), ..eval::Sketch::default() };
            let value = self.value_of(&nobody, &self.nothing_read(), value, &mut faults);
            attributes[attribute.index()] = conform(value, &self.program.attributes[attribute].r#type);
        }
        Someone::new(introduced.name.clone(), attributes)
    }

    /// At the first moment everybody becomes known, so that dates and audiences are watched.
    fn start(&mut self) {
        if !std::mem::replace(&mut self.started, true) {
            self.people.ids().for_each(|person| self.take(person, Input::Start));
        }
    }

    /// Something happens to a person at this moment.
    fn event(
        &mut self,
        person: PersonId,
        event: EventId,
        owner: Option<Owner>,
        given: &[(u32, ExpressionId)],
    ) -> Result<(), Unplayable> {
        let declared = &self.program.events[event];
        let mut properties = vec![Value::Empty; declared.properties.len()];
        for &(slot, value) in given {
            let r#type = &declared.properties[slot as usize].r#type;
            properties[slot as usize] = conform(self.step_value(person, value)?, r#type);
        }
        let line = timeline::of_event(self.program, event, owner);
        self.people[person].lines.push(Line { time: self.now, text: line });
        let event =
            Event { time: self.now, definition: event, properties: properties.into(), owner, id: None };
        self.take(person, Input::Event(event));
        Ok(())
    }

    /// A person is sent into a flow.
    fn enters(
        &mut self,
        person: PersonId,
        flow: FlowId,
        source: EntrySource,
        arguments: &[(VariableId, ExpressionId)],
    ) -> Result<(), Unplayable> {
        let mut values = Vec::new();
        for &(variable, value) in arguments {
            values.push((variable, self.step_value(person, value)?));
        }
        let entrance =
            Entrance { flow, source, values, attributes: Vec::new(), origin: None, creates: false };
        self.take(person, Input::Enter(Box::new(entrance)));
        Ok(())
    }

    /// A profile is changed from outside. All values are computed before the first is stored.
    fn change(&mut self, person: PersonId, values: &[(AttributeId, ExpressionId)]) -> Result<(), Unplayable> {
        let mut changes = Vec::new();
        for &(attribute, value) in values {
            changes.push((attribute, self.step_value(person, value)?));
        }
        for (attribute, value) in changes {
            let changed =
                self.stepper.changed_outside(&self.people[person].person, self.now, attribute, &value);
            changed.into_iter().for_each(|event| self.take(person, Input::Event(event)));
        }
        Ok(())
    }

    /// Lets everything happen that falls due: replies and timers by time, at one moment replies first and each by person, then
    /// what people say to each other, then flows that fell silent.
    fn let_happen(&mut self, falls_due: impl Fn(Instant) -> bool) {
        let now = self.now;
        while self.next_happens(&falls_due) {}
        self.now = now;
    }

    /// Lets the next thing happen; says whether there was one.
    fn next_happens(&mut self, falls_due: impl Fn(Instant) -> bool) -> bool {
        let next = self.people.ids().filter_map(|id| self.next_of(id)).min();
        let said =
            self.said.keys().next().map(|((time, _), ..)| (*time, Turn::Saying, PersonId::from_index(0)));
        let next = next.into_iter().chain(said).min().filter(|(due, ..)| falls_due(*due));
        let silence = self.first_silence().filter(|(due, _)| falls_due(*due));
        match (next, silence) {
            (Some((due, turn, person)), silence) if silence.is_none_or(|(silent, _)| due <= silent) => {
                self.now = due;
                if turn == Turn::Saying {
                    self.hear();
                    return true;
                }
                let reply = (turn == Turn::Reply).then(|| self.people[person].replies.take()).flatten();
                self.take(person, reply.unwrap_or(Input::Timer));
            }
            (_, Some((end, flow))) => {
                self.active.remove(&flow);
                self.stepper = self.stepper.clone().ending(flow, end);
            }
            _ => return false,
        }
        true
    }

    /// What comes next for a person without a step of the test, and when.
    fn next_of(&self, id: PersonId) -> Option<(Instant, Turn, PersonId)> {
        let someone = &self.people[id];
        let reply = someone.replies.next().map(|due| (due, Turn::Reply, id));
        let timer = self.stepper.next_timer(&someone.person).map(|due| (due, Turn::Timer, id));
        reply.into_iter().chain(timer).min()
    }

    /// Lets somebody hear what was said first. Whoever is not known yet is made.
    fn hear(&mut self) {
        let Some((((time, depth), ..), (contact, entrance))) = self.said.pop_first() else { return };
        let (person, creates) = match self.having(&contact) {
            Some(person) => (person, false),
            None => self.make(&contact),
        };
        let entrance = Entrance { creates, ..entrance };
        let someone = &mut self.people[person];
        if someone.depth != (time, depth) {
            (someone.depth, someone.spoken) = ((time, depth), 0);
        }
        self.take(person, Input::Enter(Box::new(entrance)));
    }

    /// The first by key of those who have a contact.
    fn having(&self, contact: &Contact) -> Option<PersonId> {
        let has = |id: &PersonId| {
            let value = self.people[*id].person.attribute(contact.attribute());
            Contact::new(self.program, contact.attribute(), &value).as_ref() == Some(contact)
        };
        self.people.ids().filter(has).min_by_key(|id| self.people[*id].name())
    }

    /// Makes a person, of whom nothing but a contact is known; says whether there was none with such a key.
    fn make(&mut self, contact: &Contact) -> (PersonId, bool) {
        let key = contact.key(self.program);
        let known = self.people.ids().find(|id| self.people[*id].person.key() == &*key);
        if let Some(known) = known {
            return (known, false);
        }
        let person = self.people.push(Someone::new(key, with_contact(self.program, contact)));
        self.take(person, Input::Start);
        (person, true)
    }

    /// The flow that ends by silence before all others, and when.
    fn first_silence(&self) -> Option<(Instant, FlowId)> {
        let ends = self.active.iter().filter_map(|(&flow, &last)| Some((silence::end(last)?, flow)));
        ends.min()
    }

    /// Takes a step of the journey, and remembers what was done.
    fn take(&mut self, person: PersonId, input: Input) {
        let someone = &mut self.people[person];
        if someone.depth.0 != self.now {
            (someone.depth, someone.spoken) = ((self.now, 0), 0);
        }
        for record in self.stepper.step(&mut someone.person, self.now, input) {
            if let Some((key, said)) = someone.says(&record) {
                self.said.insert(key, said);
            }
            if let (Some(place), true) = (record.place, silence::is_activation(&record.what)) {
                self.active.insert(place.flow, record.time);
            }
            let unmatched = someone.replies.mocked().unmatched;
            if let (Some(place), What::Queued(queued)) = (record.place, &record.what) {
                let moment = self.queues.place(place, queued, record.time);
                self.outside.others.release(queued.key.clone(), moment);
            }
            self.outside.reply(self.program, someone.person.key(), &record, &mut someone.replies);
            let time = record.time;
            self.covered.extend(Point::of(&record));
            someone.remember(self.program, record);
            if someone.replies.mocked().unmatched > unmatched {
                let text = "gets no response: no `api` step is about this call".to_owned();
                someone.lines.push(Line { time, text });
            }
        }
        self.look();
    }

    /// The value of an expression of a step.
    fn step_value(&self, person: PersonId, value: ExpressionId) -> Result<Value, Unplayable> {
        let mut faults = Vec::new();
        let value = self.value_of(&self.people[person].person, &self.read(), value, &mut faults);
        match faults.first() {
            None => Ok(value),
            Some(fault) => Err(format!("has a value that cannot be computed: {}", fault.problem.message())),
        }
    }

    fn value_of(
        &self,
        facts: &dyn eval::Facts,
        read: &[Value],
        value: ExpressionId,
        faults: &mut Vec<Fault>,
    ) -> Value {
        eval::value(&self.context(facts, read), value, faults)
    }

    /// What an expression of the test is looked at with; what it reads of people comes as variables.
    pub(super) fn context<'a>(&'a self, facts: &'a dyn eval::Facts, read: &'a [Value]) -> Context<'a> {
        Context {
            program: self.program,
            facts,
            now: self.now,
            zone: self.program.zone,
            variables: read,
            visible: Visible::All,
            random: None,
        }
    }

    /// Everything that the test reads of people, at this moment.
    pub(super) fn read(&self) -> Vec<Value> {
        let readings = self.test.readings.rows().iter();
        let value = |reading: &crate::program::Reading| {
            let someone = &self.people[reading.person];
            match reading.source {
                ReadingSource::Attribute(attribute) => {
                    eval::value(&self.context(&someone.person, &[]), attribute, &mut Vec::new())
                }
                ReadingSource::Variable(flow, variable) => someone.variable(flow, variable),
            }
        };
        readings.map(value).collect()
    }

    /// The same before anybody is there.
    fn nothing_read(&self) -> Vec<Value> {
        vec![Value::Empty; self.test.readings.len()]
    }

    /// What a person's timeline shows so far.
    pub(super) fn timeline(&self, person: PersonId) -> Timeline {
        let someone = &self.people[person];
        Timeline { person: someone.name(), lines: someone.lines.clone() }
    }

    fn unplayable(&self, step: &TestStep, reason: String) -> Failure {
        let problem = Problem::TestNotRun { step: self.written(step.location), reason };
        let diagnostic = Diagnostic::new(step.location, problem);
        Failure { diagnostic, values: Vec::new(), timelines: Vec::new() }
    }

    /// Source text on one line.
    pub(super) fn written(&self, location: Location) -> String {
        let text = self.snapshot.text(self.snapshot.place(location));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// What a step says that another system answers.
fn mock(method: Method, url: &str, answer: Option<&TestAnswer>) -> Mock {
    let response = answer.map(|answer| {
        let body = answer.body.as_deref().unwrap_or("");
        Response { status: answer.status, headers: Vec::new(), body: Text::from(body) }
    });
    let (method, url) = (Some(method), Pattern::new(url));
    Mock { method, url, flow: None, element: None, person: None, response, after: 0, times: None }
}
