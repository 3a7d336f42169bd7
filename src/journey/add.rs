//! `add to flow`: the person, or somebody else, enters another flow.
//!
//! The person enters right there: what the other flow does at once is done before the next element here. What happens to
//! somebody else is no matter of this person's step. It is decided by what is known without them: a flow that stands open
//! and a valid contact are `added`. What speaks against it on their side, such as `re-enter`, is recorded there.

use super::element::Passage;
use super::step::{Scope, Step};
use super::{Addition, ArmTaken, Contact, OtherPerson, Participant, Place, Refusal, What};
use crate::program::{self, AddToFlow, ElementId, EntrySource, ExpressionId, FlowId, VariableId};
use crate::value::Value;

impl Step<'_, '_> {
    /// Adds the person or somebody else to a flow, and goes the way of what came of it.
    pub(super) fn add_to_flow(
        &mut self,
        participant: &Participant,
        id: ElementId,
        add: &AddToFlow,
    ) -> Passage {
        let values = self.handed_over(participant, id, add);
        match &add.person {
            None => self.add_person(participant, id, add, values),
            Some(other) => {
                let added = self.add_other(participant, id, add.flow, other, values);
                Passage::To(self.leave_added(participant, id, add, added))
            }
        }
    }

    /// What the other flow is given.
    fn handed_over(
        &mut self,
        participant: &Participant,
        id: ElementId,
        add: &AddToFlow,
    ) -> Vec<(VariableId, Value)> {
        let Some((_, entry)) = self.flow(add.flow).entry_from(EntrySource::Flow) else { return Vec::new() };
        let scope = Scope::of(participant, id);
        let mut values = Vec::with_capacity(add.arguments.len());
        for (at, &(parameter, value)) in add.arguments.iter().enumerate() {
            if let Some(parameter) = entry.parameters.get(parameter) {
                values.push((parameter.variable, self.value(scope.draw(at), value)));
            }
        }
        values
    }

    fn add_person(
        &mut self,
        participant: &Participant,
        id: ElementId,
        add: &AddToFlow,
        values: Vec<(VariableId, Value)>,
    ) -> Passage {
        let Some(entry) = self.opened(add.flow, EntrySource::Flow, &values, What::Refused) else {
            return Passage::To(self.leave_added(participant, id, add, false));
        };
        let addition = Addition { flow: add.flow, variables: values.clone(), person: None };
        self.record(participant.at(id), What::Added(Box::new(addition)));
        let target = self.leave_added(participant, id, add, true);
        let other = self.admit(add.flow, entry, &values);
        Passage::Aside { other, target }
    }

    /// Reports that somebody else is to enter; says whether the person is added as far as is known here.
    fn add_other(
        &mut self,
        participant: &Participant,
        id: ElementId,
        flow: FlowId,
        other: &program::OtherPerson,
        values: Vec<(VariableId, Value)>,
    ) -> bool {
        let (attribute, contact) = other.contact;
        let scope = Scope::of(participant, id);
        let mut draw = values.len();
        let mut value = |step: &mut Self, expression: ExpressionId| {
            draw += 1;
            step.value(scope.draw(draw - 1), expression)
        };
        let contact = value(self, contact);
        let attributes =
            other.attributes.iter().map(|&(attribute, expression)| (attribute, value(self, expression)));
        let attributes = attributes.collect();
        let contact = Contact::new(self.stepper.program, attribute, &contact);
        let open = self.given_entry(flow, EntrySource::Flow, &values).map(|_| ());
        match open.and_then(|()| contact.ok_or(Refusal::InvalidContact)) {
            Ok(contact) => {
                let key = self.key_of(participant.at(id), None);
                let person = Some(OtherPerson { contact, attributes, key });
                let addition = Addition { flow, variables: values, person };
                self.record(scope.place, What::Added(Box::new(addition)));
                true
            }
            Err(refusal) => {
                self.record(Place::outside(flow), What::Refused(refusal));
                false
            }
        }
    }

    /// Goes on by `added` or by `otherwise`; behind the element where it has neither.
    fn leave_added(
        &mut self,
        participant: &Participant,
        id: ElementId,
        add: &AddToFlow,
        added: bool,
    ) -> Option<ElementId> {
        let Some(branches) = &add.branches else { return self.flow(participant.flow).elements[id].next };
        let arm = branches.arms.iter().position(|arm| arm.when.is_some()).filter(|_| added);
        let (taken, target) = match arm {
            Some(at) => (ArmTaken::When(at), branches.arms[at].target),
            None => (ArmTaken::Otherwise, branches.otherwise),
        };
        self.record(participant.at(id), What::Arm(taken));
        target
    }
}
