//! One step: what it is made of, and how it looks at expressions.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::person::Effort;
use super::{ExitReason, MOST_STEPS, Mark, Participant, Person, Place, Record, Stepper, What};
use crate::diagnostic::Problem;
use crate::eval::{Context, Event, Fault, Random, Visible, conform};
use crate::program::{ElementId, Expression, ExpressionId, ExpressionKind, Flow, FlowId, Location, Owner};
use crate::value::{Instant, Value};

/// A step that is being taken.
pub(super) struct Step<'s, 'p> {
    /// What is stepped through.
    pub(super) stepper: &'s Stepper<'p>,
    /// Who.
    pub(super) person: &'s mut Person,
    /// The one clock reading.
    pub(super) now: Instant,
    /// Where what is done is put.
    records: &'s mut Vec<Record>,
    /// The events that the step itself made and that are still to be handled, in the order in which they were made.
    pub(super) made: VecDeque<Made>,
    /// The entry whose message the event at hand is about, where that is known.
    pub(super) message_of: Option<u32>,
    /// The flow whose elements are being run.
    pub(super) running: Option<FlowId>,
    /// Those who go on once the one who runs waits or has left, the last first.
    pub(super) under_way: Vec<(Participant, Option<ElementId>)>,
}

/// An event that a step made.
pub(super) struct Made {
    /// The event.
    pub(super) event: Event,
    /// The entry whose message it is about, if it is about one.
    pub(super) message_of: Option<u32>,
}

/// What an expression is looked at with, beside the person.
#[derive(Clone, Copy)]
pub(super) struct Scope<'v> {
    /// Where it belongs to.
    pub(super) place: Place,
    /// The variables.
    pub(super) variables: &'v [Value],
    /// The events that may be seen.
    pub(super) visible: Visible,
    /// Which expression of the element it is.
    pub(super) draw: u64,
}

impl<'v> Scope<'v> {
    /// An element's expressions as a participant sees them: with the whole history.
    pub(super) fn of(participant: &'v Participant, element: ElementId) -> Scope<'v> {
        let place = participant.at(element);
        Scope { place, variables: &participant.variables, visible: Visible::All, draw: 0 }
    }

    /// The same with a part of the history.
    pub(super) fn seeing(self, visible: Visible) -> Scope<'v> {
        Scope { visible, ..self }
    }

    /// The same for the element's expression at this place.
    pub(super) fn draw(self, place: usize) -> Scope<'v> {
        Scope { draw: place as u64, ..self }
    }
}

impl Participant {
    /// A place in the participant's flow.
    pub(super) fn at(&self, element: ElementId) -> Place {
        Place { element: Some(element), ..self.in_flow() }
    }

    /// The participant's flow as a whole.
    pub(super) fn in_flow(&self) -> Place {
        Place { flow: self.flow, entry: Some(self.entry), element: None, inner: None }
    }
}

impl<'s, 'p> Step<'s, 'p> {
    pub(super) fn new(
        stepper: &'s Stepper<'p>,
        person: &'s mut Person,
        now: Instant,
        records: &'s mut Vec<Record>,
    ) -> Step<'s, 'p> {
        if person.effort.moment != now {
            person.effort = Effort { moment: now, steps: 0, reported: false };
        }
        Step {
            stepper,
            person,
            now,
            records,
            made: VecDeque::new(),
            running: None,
            under_way: Vec::new(),
            message_of: None,
        }
    }

    /// The flow with this id.
    pub(super) fn flow(&self, flow: FlowId) -> &'p Flow {
        &self.stepper.program.flows[flow]
    }

    /// This point in the person's history.
    pub(super) fn mark(&self) -> Mark {
        Mark { first: self.person.events.len(), since: self.now }
    }

    /// Reports something done.
    pub(super) fn record(&mut self, place: impl Into<Option<Place>>, what: What) {
        self.records.push(Record { time: self.now, place: place.into(), what });
    }

    /// Reports something that went wrong.
    pub(super) fn error(&mut self, place: impl Into<Option<Place>>, location: Location, problem: Problem) {
        self.record(place, What::Error(Box::new(Fault { location, problem })));
    }

    /// The value of an expression. Most lengths, tags and texts are constants, which need no engine.
    pub(super) fn value(&mut self, scope: Scope, expression: ExpressionId) -> Value {
        let program = self.stepper.program;
        let Expression { kind, r#type, .. } = &program.expressions[expression];
        if let ExpressionKind::Constant(constant) = kind {
            return conform(program.constants[*constant].clone(), r#type);
        }
        let engine = &self.stepper.engine;
        self.evaluate(scope, |context, faults| engine.value(context, expression, faults))
    }

    /// Whether a condition holds.
    pub(super) fn holds(&mut self, scope: Scope, condition: ExpressionId) -> bool {
        let engine = &self.stepper.engine;
        self.evaluate(scope, |context, faults| engine.holds(context, condition, faults))
    }

    pub(super) fn evaluate<T>(
        &mut self,
        scope: Scope,
        look: impl FnOnce(&Context, &mut Vec<Fault>) -> T,
    ) -> T {
        let mut faults = Vec::new();
        let result = self.look(scope, |context| look(context, &mut faults));
        for fault in faults {
            self.record(scope.place, What::Error(Box::new(fault)));
        }
        result
    }

    /// Looks at the person as a scope shows them.
    pub(super) fn look<T>(&self, scope: Scope, look: impl FnOnce(&Context) -> T) -> T {
        let flow = self.flow(scope.place.flow);
        let label = self.whole_label(scope.place);
        let random = Random {
            flow: &flow.name,
            element: &label,
            entry: scope.place.entry.unwrap_or(0).into(),
            draw: scope.draw,
        };
        look(&Context {
            program: self.stepper.program,
            facts: &*self.person,
            now: self.now,
            zone: flow.zone,
            variables: scope.variables,
            visible: scope.visible,
            random: Some(random),
        })
    }

    /// The label of the element at a place: `join`, or `join/call api 1` inside of a custom element.
    fn whole_label(&self, place: Place) -> Cow<'p, str> {
        let program = self.stepper.program;
        let label = place.label(program).unwrap_or("");
        match place.inner_label(program) {
            None => label.into(),
            Some(inner) => format!("{label}/{inner}").into(),
        }
    }

    /// Counts something done at this moment; says whether there may be more.
    pub(super) fn spend(&mut self) -> bool {
        let effort = &mut self.person.effort;
        effort.steps = effort.steps.saturating_add(1);
        effort.steps <= MOST_STEPS
    }

    /// Lets a participant, who waits nowhere any more, out of the flow. `element` is where that happens.
    pub(super) fn leave(
        &mut self,
        participant: &Participant,
        element: Option<ElementId>,
        reason: ExitReason,
    ) {
        let place = Place { element, ..participant.in_flow() };
        if matches!(reason, ExitReason::ExitWhen | ExitReason::FlowEnded) {
            self.drop_parcels(participant);
        }
        self.record(place, What::Exited(reason));
        self.person.past_mut(participant.flow).last_exit = Some(self.now);
        let program = self.stepper.program;
        let known = program.known.person_exited_flow;
        let version = i64::try_from(self.flow(participant.flow).version).unwrap_or(i64::MAX);
        let values = [("reason", Value::from(reason.word())), ("version", Value::Integer(version))];
        let properties = super::event::properties(program, known, &values);
        self.make(known, properties, Some(Owner { flow: participant.flow, element: None }));
    }
}
