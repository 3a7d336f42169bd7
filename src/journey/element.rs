//! What elements do.

use super::step::{Scope, Step};
use super::{ArmTaken, ExitReason, MOST_STEPS, Participant, Participation, Position, What};
use crate::diagnostic::Problem;
use crate::eval::{Visible, conform};
use crate::program::{Arm, ElementId, ElementKind, EventClause, ExpressionId, Id, Share, VariableId};

/// What becomes of a participant at an element.
pub(super) enum Passage {
    /// The participant goes on.
    To(Option<ElementId>),
    /// The participant stays.
    Stay(Position),
    /// The participant leaves the flow.
    Exit,
    /// The person is in another flow now as well, and goes as far as that leads before the participant goes on.
    Aside {
        /// Who goes first.
        other: Participant,
        /// Where the participant goes on.
        target: Option<ElementId>,
    },
}

impl<'p> Step<'_, 'p> {
    /// Runs elements until the participant, and whoever is put before the participant on the way, waits or leaves.
    ///
    /// Who is under way stands on a stack of our own: flows add to flows as deep as anybody likes.
    pub(super) fn run(&mut self, participant: Participant, next: Option<ElementId>) {
        self.under_way.push((participant, next));
        while let Some((participant, next)) = self.under_way.pop() {
            self.running = Some(participant.flow);
            self.proceed(participant, next);
        }
        self.running = None;
    }

    /// Runs elements until the participant waits, leaves or lets somebody go first.
    ///
    /// Elements lead forward, so each runs once at the most. The limit holds for programs that no checker made.
    fn proceed(&mut self, mut participant: Participant, mut next: Option<ElementId>) {
        let flow = self.flow(participant.flow);
        for _ in 0..flow.elements.len() {
            let Some(element) = next else { break };
            self.spend();
            self.record(participant.at(element), What::Reached);
            match self.element(&mut participant, element) {
                Passage::To(target) => next = target,
                Passage::Stay(position) => {
                    return self.person.put(Participation { participant, position });
                }
                Passage::Exit => return self.leave(&participant, Some(element), ExitReason::Exit),
                Passage::Aside { other, target } => {
                    let first = self.flow(other.flow).first;
                    self.under_way.extend([(participant, target), (other, first)]);
                    return;
                }
            }
        }
        if let Some(element) = next {
            let problem = Problem::EndlessLoop { limit: MOST_STEPS };
            self.error(participant.at(element), flow.elements[element].location, problem);
        }
        self.leave(&participant, None, ExitReason::End);
    }

    fn element(&mut self, participant: &mut Participant, id: ElementId) -> Passage {
        let element = &self.flow(participant.flow).elements[id];
        match &element.kind {
            ElementKind::Pause(pause) => return self.pause(participant, id, pause),
            ElementKind::WaitForEvent { .. } => return self.wait(participant, id),
            ElementKind::WaitForChange { limit, outcomes, .. } => {
                return self.wait_for_change(participant, id, *limit, outcomes);
            }
            ElementKind::WaitForDate { moment, outcomes } => {
                return self.wait_for_date(participant, id, moment, outcomes);
            }
            ElementKind::SegmentAudience(arms) => {
                return self.first_arm(Scope::of(participant, id), participant, id, arms);
            }
            ElementKind::EvaluateMessage(arms) => {
                let scope = Scope::of(participant, id).seeing(participant.entered.with_what_led_here());
                return self.first_arm(scope, participant, id, arms);
            }
            ElementKind::SplitAudience(shares) => return self.split(participant, id, shares),
            ElementKind::AddToFlow(add) => return self.add_to_flow(participant, id, add),
            ElementKind::Send(send) => return self.send(participant, id, send),
            ElementKind::AddToDoNotContact(opt_outs) => self.opt_out(participant, id, opt_outs),
            ElementKind::RemoveFromDoNotContact(opt_outs) => self.opt_in(participant, id, opt_outs),
            ElementKind::CallApi(call) => return self.call_api(participant, id, call),
            ElementKind::Use(used) => return self.use_element(participant, id, used),
            ElementKind::Exit => return Passage::Exit,
            ElementKind::UpdateProfile(fields) => self.update(participant, id, fields),
            ElementKind::Set(fields) => self.set(participant, id, fields),
            ElementKind::AddTag(tag) => self.add_tag(participant, id, *tag),
            ElementKind::RemoveTag(tag) => self.remove_tag(participant, id, *tag),
            ElementKind::Notify(notify) => self.notify(participant, id, notify),
            ElementKind::StartConversation(tag) => self.start_conversation(participant, id, *tag),
        }
        Passage::To(element.next)
    }

    /// Goes the way of the first arm that holds; behind the element if there is none.
    fn first_arm(
        &mut self,
        scope: Scope,
        participant: &Participant,
        id: ElementId,
        arms: &[Arm<ExpressionId>],
    ) -> Passage {
        for (at, arm) in arms.iter().enumerate() {
            let taken = match arm.when {
                None => ArmTaken::Otherwise,
                Some(condition) => {
                    let holds = self.holds(scope.draw(at), condition);
                    self.explain(scope.draw(at), arm.location, condition, holds);
                    if !holds {
                        continue;
                    }
                    ArmTaken::When(at)
                }
            };
            self.record(scope.place, What::Arm(taken));
            return Passage::To(arm.target);
        }
        Passage::To(self.flow(participant.flow).elements[id].next)
    }

    /// Goes one of several ways by a hash of project seed, flow, element and person: the same at every entry.
    fn split(&mut self, participant: &Participant, id: ElementId, shares: &[Share]) -> Passage {
        let flow = self.flow(participant.flow);
        let element = &flow.elements[id];
        if let Some(at) = self.stepper.chosen(self.person.key(), participant.flow, id)
            && let Some(share) = shares.get(at)
        {
            self.record(participant.at(id), What::Arm(ArmTaken::Share(at)));
            return Passage::To(share.target);
        }
        let fields = [flow.name.as_bytes(), element.label.as_bytes(), self.person.key().as_bytes()];
        let percent = self.stepper.hash.percent(&fields);
        let mut upper = 0;
        for (at, share) in shares.iter().enumerate() {
            upper += share.percent;
            if percent < upper {
                self.record(participant.at(id), What::Arm(ArmTaken::Share(at)));
                return Passage::To(share.target);
            }
        }
        Passage::To(element.next)
    }

    /// Writes variables; all values are computed before the first is stored.
    fn set(&mut self, participant: &mut Participant, id: ElementId, fields: &[(VariableId, ExpressionId)]) {
        self.assign_variables(participant, Some(id), fields, Visible::All);
    }

    /// Stores what a condition saves.
    pub(super) fn save(
        &mut self,
        participant: &mut Participant,
        element: Option<ElementId>,
        clause: &EventClause,
        visible: Visible,
    ) {
        self.assign_variables(participant, element, &clause.saves, visible);
    }

    fn assign_variables(
        &mut self,
        participant: &mut Participant,
        element: Option<ElementId>,
        fields: &[(VariableId, ExpressionId)],
        visible: Visible,
    ) {
        let flow = self.flow(participant.flow);
        let place = super::Place { element, ..participant.in_flow() };
        let scope = Scope { place, variables: &participant.variables, visible, draw: 0 };
        let mut values = Vec::with_capacity(fields.len());
        for (at, &(variable, expression)) in fields.iter().enumerate() {
            let value = self.value(scope.draw(at), expression);
            values.push((variable, conform(value, &flow.variables[variable].r#type)));
        }
        for (variable, value) in &values {
            participant.variables[variable.index()] = value.clone();
        }
        if element.is_some() && !values.is_empty() {
            self.record(place, What::Set(values));
        }
    }
}
