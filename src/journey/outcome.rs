//! What comes of messages: the events of the channel `of` the element, and the arms that wait for them.
//!
//! An event that comes with the entry whose message it is about concerns that participant alone. A recorded event does not
//! tell; then, of several participants who wait at the element, the one who entered first goes on.

use super::element::Passage;
use super::step::Step;
use super::{ArmTaken, Cause, Participant, Participation, Position, What};
use crate::eval::Event;
use crate::program::{ElementId, ElementKind, EventId, Owner, Send};

impl Step<'_, '_> {
    /// Takes what came of a message of this entry.
    pub(super) fn take_outcome(&mut self, event: Event, entry: u32) {
        self.message_of = Some(entry);
        self.take(event);
    }

    /// Shows an event, which is recorded, to a participation that waits for what comes of a message.
    ///
    /// A message that failed can come to nothing else, so without an arm for that the participant goes by `otherwise`.
    pub(super) fn offer_to_send(&mut self, at: usize, event: EventId) {
        let Some(Participation { participant, position }) = self.person.inside.get(at) else { return };
        let element = &self.flow(participant.flow).elements[position.element];
        let ElementKind::Send(Send { channel, branches: Some(branches), .. }) = &element.kind else { return };
        let arm = branches.arms.iter().position(|arm| arm.when == Some(event));
        let failed = self.stepper.program.channels[*channel].failed() == Some(event);
        if arm.is_none() && !failed || !self.is_about(participant, position) {
            return;
        }
        let Participation { participant, position } = self.person.inside.remove(at);
        // Nobody else goes on by this event.
        self.message_of = Some(participant.entry);
        let target = arm.map_or(branches.otherwise, |arm| branches.arms[arm].target);
        let taken = arm.map_or(ArmTaken::Otherwise, ArmTaken::When);
        self.leave_send(participant, position.element, (Cause::Event, taken), target);
    }

    /// The validity of a message is over, and nothing came that an arm names.
    pub(super) fn give_up(&mut self, participant: Participant, id: ElementId, send: &Send) {
        let otherwise = send.branches.as_ref().and_then(|branches| branches.otherwise);
        self.leave_send(participant, id, (Cause::Time, ArmTaken::Otherwise), otherwise);
    }

    /// Whether the event that was handled last is about the message that a participant waits for.
    fn is_about(&self, participant: &Participant, position: &Position) -> bool {
        let owner = Owner { flow: participant.flow, element: Some(position.element) };
        let newest = self.person.events.last();
        newest.is_some_and(|event| event.owner == Some(owner) && event.time >= position.reached.since)
            && self.message_of.is_none_or(|entry| entry == participant.entry)
            && !self.is_in_outbox(participant.at(position.element))
    }

    fn leave_send(
        &mut self,
        participant: Participant,
        id: ElementId,
        (cause, arm): (Cause, ArmTaken),
        target: Option<ElementId>,
    ) {
        self.record(participant.at(id), What::Left(cause));
        self.record(participant.at(id), What::Arm(arm));
        self.go_on(participant, Passage::To(target));
    }
}
