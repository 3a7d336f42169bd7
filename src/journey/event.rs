//! What happens at one event: it is recorded with its profile changes, then exit conditions, then waits, then triggers.
//!
//! Events that the engine makes are handled behind the current one, in the order in which they were made, each in the
//! same way.

use std::sync::Arc;

use super::step::{Made, Scope, Step};
use super::{ExitReason, Participant, Participation, Place};
use crate::eval::{Event, Visible};
use crate::program::{Entry, EventClause, EventId, FlowId, Owner, Program};
use crate::value::Value;

/// The properties of an event by name; those it does not declare are left out.
pub(super) fn properties(program: &Program, event: EventId, values: &[(&str, Value)]) -> Arc<[Value]> {
    let declared = &program.events[event].properties;
    let value = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    declared.iter().map(|property| value(&property.name).unwrap_or(Value::Empty)).collect()
}

impl Step<'_, '_> {
    /// Takes an event that came from outside, unless it came before.
    pub(super) fn take(&mut self, event: Event) {
        if let Some(id) = &event.id
            && !self.person.ids.insert(id.clone())
        {
            return;
        }
        let event = self.change_profile(event);
        self.handle(event);
        self.handle_made();
    }

    /// Makes an event of this moment, to be handled behind the current one.
    pub(super) fn make(&mut self, definition: EventId, properties: Arc<[Value]>, owner: Option<Owner>) {
        let event = Event { time: self.now, definition, properties, owner, id: None };
        self.made.push_back(Made { event, message_of: None });
    }

    /// Makes the event of what came of a message.
    pub(super) fn make_outcome(&mut self, definition: EventId, properties: Arc<[Value]>, place: Place) {
        let owner = Some(Owner { flow: place.flow, element: place.element });
        let event = Event { time: self.now, definition, properties, owner, id: None };
        self.made.push_back(Made { event, message_of: place.entry });
    }

    /// Handles what the step itself made, until nothing more comes of it.
    pub(super) fn handle_made(&mut self) {
        while let Some(Made { event, message_of }) = self.made.pop_front() {
            self.message_of = message_of;
            self.handle(event);
        }
    }

    fn handle(&mut self, event: Event) {
        let definition = event.definition;
        // An event that nobody looks at is no work, so that it makes no difference whether it is stepped through.
        if self.stepper.sight.sees(definition) && !self.stepper.ignores(self.person, &event) {
            self.spend();
        }
        self.person.events.push(event);
        self.exits(definition);
        self.waits(definition);
        self.triggers(definition);
        self.watch();
    }

    /// Lets out who has an exit condition that the event makes true.
    fn exits(&mut self, event: EventId) {
        let mut at = 0;
        while let Some(participation) = self.person.inside.get(at) {
            let flow = self.flow(participation.participant.flow);
            if flow.exits.iter().any(|clause| self.ends(at, clause, event)) {
                let Participation { participant, position } = self.person.inside.remove(at);
                self.leave(&participant, Some(position.element), ExitReason::ExitWhen);
            } else {
                at += 1;
            }
        }
    }

    /// Whether an exit condition of a participation becomes true at the event.
    fn ends(&mut self, at: usize, clause: &EventClause, event: EventId) -> bool {
        if !clause.events.contains(&event) {
            return false;
        }
        self.looking_as(at, |step, participant| {
            let visible = participant.entered.visible();
            let scope =
                Scope { place: participant.in_flow(), variables: &participant.variables, visible, draw: 0 };
            step.becomes_true(scope, clause, event)
        })
    }

    /// Looks at something as a participant sees it who waits at a place of the order. What the participant holds is lent
    /// out meanwhile, and not copied: a look asks for no participation.
    pub(super) fn looking_as<T>(&mut self, at: usize, look: impl FnOnce(&mut Self, &Participant) -> T) -> T {
        let waiting = &mut self.person.inside[at].participant;
        let (variables, asked) = (std::mem::take(&mut waiting.variables), waiting.asked.take());
        let participant = Participant { variables, asked, ..*waiting };
        let result = look(self, &participant);
        self.person.inside[at].participant = participant;
        result
    }

    /// Moves on who waits for the event.
    fn waits(&mut self, event: EventId) {
        let mut at = 0;
        while let Some(order) = self.person.inside.get(at).map(Participation::order) {
            self.offer(at, event);
            // Whoever moved on waits again at the same place of the order or nowhere, and may have entered other flows.
            at = self.person.inside.partition_point(|other| other.order() <= order);
        }
    }

    /// Lets the person into the flows whose conditions became true.
    fn triggers(&mut self, event: EventId) {
        for &flow in self.stepper.triggered(event) {
            if self.stepper.is_open(flow, self.now)
                && let Some(clause) = self.trigger(flow, event)
            {
                self.enter(flow, clause);
            }
        }
    }

    /// The first of a flow's entry conditions that become true at the event.
    fn trigger(&mut self, flow: FlowId, event: EventId) -> Option<usize> {
        let place = Place::outside(flow);
        let scope = Scope { place, variables: &[], visible: Visible::All, draw: 0 };
        self.flow(flow).entries.iter().position(|entry| match entry {
            Entry::Event(clause) => self.becomes_true(scope, clause, event),
            Entry::Date(_) | Entry::Audience(_) | Entry::Given(_) => false,
        })
    }
}
