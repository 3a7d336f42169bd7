//! Waits for events.

use super::element::Passage;
use super::step::{Scope, Step};
use super::{ArmTaken, Cause, ExitReason, Mark, Participant, Participation, What};
use crate::program::{Arm, ElementId, ElementKind, EventClause, EventId, ExpressionId, Outcome};
use crate::value::Instant;
use crate::value::time::add_elapsed;

/// What a wait is made of.
#[derive(Clone, Copy)]
struct Wait<'p> {
    limit: Option<ExpressionId>,
    from_entrance: bool,
    arms: &'p [Arm<EventClause>],
    otherwise: Option<ElementId>,
}

/// The wait that an element is.
fn wait_of(kind: &ElementKind) -> Option<Wait<'_>> {
    match kind {
        ElementKind::WaitForEvent { limit, from_entrance, arms, otherwise } => {
            Some(Wait { limit: *limit, from_entrance: *from_entrance, arms, otherwise: *otherwise })
        }
        _ => None,
    }
}

impl Wait<'_> {
    /// The point in the person's history from which on events count.
    fn counts_from(&self, participant: &Participant, reached: Mark) -> Mark {
        if self.from_entrance { participant.entered } else { reached }
    }
}

impl Step<'_, '_> {
    /// Comes to a wait: passes at once where the past counts and opens an arm, else stays.
    pub(super) fn wait(&mut self, participant: &mut Participant, id: ElementId) -> Passage {
        let element = &self.flow(participant.flow).elements[id];
        let Some(wait) = wait_of(&element.kind) else { return Passage::To(element.next) };
        if wait.from_entrance
            && let Some(arm) = self.open_arm(participant, id, wait, participant.entered, None)
        {
            return self.pass(participant, id, wait, arm, participant.entered);
        }
        let Some(limit) = wait.limit else { return self.stay(participant, id, None) };
        match self.time_limit(Scope::of(participant, id), limit) {
            Some(deadline) => self.stay(participant, id, deadline),
            None => self.time_out(participant, id, wait, Cause::Empty),
        }
    }

    /// When the time behind `up to` is over, if the calendar has that; nothing where the time is empty. Both are reported.
    pub(super) fn time_limit(&mut self, scope: Scope, limit: ExpressionId) -> Option<Option<Instant>> {
        let Some(limit) = self.length(scope, limit) else {
            self.nothing_to_wait_for(scope);
            return None;
        };
        let deadline = add_elapsed(self.now, limit, self.flow(scope.place.flow).zone).ok();
        if deadline.is_none() {
            self.beyond_calendar(scope);
        }
        Some(deadline)
    }

    /// Shows an event, which is recorded, to the participation at a place of the order.
    pub(super) fn offer(&mut self, at: usize, event: EventId) {
        let Some(Participation { participant, position }) = self.person.inside.get(at) else { return };
        match &self.flow(participant.flow).elements[position.element].kind {
            ElementKind::WaitForEvent { .. } => self.offer_to_wait(at, event),
            ElementKind::WaitForChange { .. } => self.offer_to_change(at, event),
            ElementKind::WaitForDate { .. } => self.look_at_date(at),
            ElementKind::Send(_) => self.offer_to_send(at, event),
            _ => {}
        }
    }

    fn offer_to_wait(&mut self, at: usize, event: EventId) {
        let Some(Participation { participant, position }) = self.person.inside.get(at) else { return };
        let Some(wait) = wait_of(&self.flow(participant.flow).elements[position.element].kind) else {
            return;
        };
        if !wait.arms.iter().any(|arm| concerns(arm, event)) {
            return;
        }
        let position = *position;
        let from = wait.counts_from(participant, position.reached);
        let arm = self.looking_as(at, |step, participant| {
            step.open_arm(participant, position.element, wait, from, Some(event))
        });
        if let Some(arm) = arm {
            let mut participant = self.person.inside.remove(at).participant;
            let passage = self.pass(&mut participant, position.element, wait, arm, from);
            self.go_on(participant, passage);
        }
    }

    /// Lets a participant on whose time is over.
    pub(super) fn release(&mut self, waiting: Participation) {
        if waiting.participant.asked.is_some() {
            return self.hear(waiting, None, Cause::Time);
        }
        let Participation { mut participant, position } = waiting;
        let element = &self.flow(participant.flow).elements[position.element];
        let (id, time) = (position.element, Cause::Time);
        let passage = match (&element.kind, wait_of(&element.kind)) {
            (ElementKind::Send(send), _) => return self.give_up(participant, id, send),
            (_, Some(wait)) => self.time_out(&mut participant, id, wait, time),
            (ElementKind::WaitForChange { outcomes, .. }, _) => {
                self.leave_by(&participant, id, outcomes, None, time)
            }
            (ElementKind::WaitForDate { outcomes, .. }, _) => {
                self.leave_by(&participant, id, outcomes, Some(Outcome::Reached), time)
            }
            _ => {
                self.record(participant.at(position.element), What::Left(Cause::Time));
                Passage::To(element.next)
            }
        };
        self.go_on(participant, passage);
    }

    /// The first arm that becomes true at an event; without one, the first that holds.
    fn open_arm(
        &mut self,
        participant: &Participant,
        id: ElementId,
        wait: Wait,
        from: Mark,
        event: Option<EventId>,
    ) -> Option<usize> {
        let scope = Scope::of(participant, id).seeing(from.visible());
        wait.arms.iter().enumerate().position(|(at, arm)| match (&arm.when, event) {
            (Some(clause), Some(event)) => self.becomes_true(scope.draw(at), clause, event),
            (Some(clause), None) => self.holds(scope.draw(at), clause.condition),
            (None, _) => false,
        })
    }

    /// Leaves a wait by an arm, and stores what it saves.
    fn pass(
        &mut self,
        participant: &mut Participant,
        id: ElementId,
        wait: Wait,
        arm: usize,
        from: Mark,
    ) -> Passage {
        self.record(participant.at(id), What::Left(Cause::Event));
        self.record(participant.at(id), What::Arm(ArmTaken::When(arm)));
        if let Some(clause) = &wait.arms[arm].when {
            self.save(participant, Some(id), clause, from.visible());
        }
        Passage::To(wait.arms[arm].target)
    }

    /// Leaves a wait by `otherwise`.
    fn time_out(
        &mut self,
        participant: &mut Participant,
        id: ElementId,
        wait: Wait,
        cause: Cause,
    ) -> Passage {
        self.record(participant.at(id), What::Left(cause));
        self.record(participant.at(id), What::Arm(ArmTaken::Otherwise));
        Passage::To(wait.otherwise)
    }

    /// Lets somebody who was taken out of the wait go the way that it ends, or stay on until another moment.
    pub(super) fn go_on(&mut self, participant: Participant, passage: Passage) {
        match passage {
            Passage::To(target) => self.run(participant, target),
            Passage::Stay(position) => self.person.put(Participation { participant, position }),
            Passage::Exit => self.leave(&participant, None, ExitReason::Exit),
            // No wait ends so.
            Passage::Aside { other, target } => {
                let first = self.flow(other.flow).first;
                self.under_way.push((participant, target));
                self.run(other, first);
            }
        }
    }
}

/// Whether an event can make an arm's condition true.
fn concerns(arm: &Arm<EventClause>, event: EventId) -> bool {
    arm.when.as_ref().is_some_and(|clause| clause.events.contains(&event))
}
