//! Waits for changes of attributes, and ways out that are named by what came of an element.

use super::element::Passage;
use super::step::{Scope, Step};
use super::{ArmTaken, Cause, Mark, Participant, Participation, What};
use crate::program::{ElementId, ElementKind, EventId, ExpressionId, Outcome, Outcomes};

impl Step<'_, '_> {
    /// Comes to a wait for a change.
    pub(super) fn wait_for_change(
        &mut self,
        participant: &Participant,
        id: ElementId,
        limit: Option<ExpressionId>,
        outcomes: &Outcomes,
    ) -> Passage {
        let scope = Scope::of(participant, id);
        let deadline = match limit.map(|limit| self.time_limit(scope, limit)) {
            None => None,
            Some(Some(deadline)) => deadline,
            Some(None) => return self.leave_by(participant, id, outcomes, None, Cause::Empty),
        };
        // What was changed on the way here is told behind this, and came before the wait all the same.
        let here = self.mark();
        let reached = Mark { first: here.first + self.made.len(), ..here };
        self.stay_since(participant, id, reached, deadline)
    }

    /// Shows an event, which is recorded, to a participation that waits for a change.
    pub(super) fn offer_to_change(&mut self, at: usize, event: EventId) {
        let Some(Participation { participant, position }) = self.person.inside.get(at) else { return };
        let element = &self.flow(participant.flow).elements[position.element];
        let ElementKind::WaitForChange { change, outcomes, .. } = &element.kind else { return };
        if !change.events.contains(&event) {
            return;
        }
        let (participant, position) = (participant.clone(), *position);
        let scope = Scope::of(&participant, position.element).seeing(position.reached.visible());
        if self.becomes_true(scope, change, event) {
            self.person.inside.remove(at);
            let changed = Some(Outcome::Changed);
            let passage = self.leave_by(&participant, position.element, outcomes, changed, Cause::Event);
            self.go_on(participant, passage);
        }
    }

    /// Leaves an element by the arm of an outcome, or by `otherwise`; behind it where it has no arms.
    pub(super) fn leave_by(
        &mut self,
        participant: &Participant,
        id: ElementId,
        outcomes: &Outcomes,
        outcome: Option<Outcome>,
        cause: Cause,
    ) -> Passage {
        self.record(participant.at(id), What::Left(cause));
        let Some(arm) = outcomes.arm(outcome) else {
            return Passage::To(self.flow(participant.flow).elements[id].next);
        };
        let taken = arm.when.map_or(ArmTaken::Otherwise, ArmTaken::Outcome);
        self.record(participant.at(id), What::Arm(taken));
        Passage::To(arm.target)
    }
}
