//! Custom elements: their bodies are gone through with variables of their own.
//!
//! What happens inside is recorded with its place there. A custom element succeeds where each of its calls did; a call that
//! nobody waits for cannot fail.

use super::call::is_success;
use super::element::Passage;
use super::step::{Scope, Step};
use super::{ArmTaken, Asked, Cause, Inner, Participant, Place, Response, What};
use crate::eval::{Visible, conform};
use crate::program::{
    CallApi, CustomElement, ElementId, ElementKind, ExpressionId, Id, Use, UseOutcome, VariableId,
};
use crate::value::Value;

/// A custom element that somebody comes to, and where.
#[derive(Clone, Copy)]
struct Visit<'p> {
    /// The element of the flow.
    id: ElementId,
    used: &'p Use,
    custom: &'p CustomElement,
}

impl Visit<'_> {
    /// A place inside.
    fn at(&self, participant: &Participant, inner: ElementId) -> Place {
        Place { inner: Some(inner), ..participant.at(self.id) }
    }
}

impl Inner {
    /// What its expressions are looked at with.
    fn scope(&self, place: Place) -> Scope<'_> {
        Scope { place, variables: &self.variables, visible: Visible::All, draw: 0 }
    }
}

impl<'p> Step<'_, 'p> {
    /// Comes to a custom element.
    pub(super) fn use_element(
        &mut self,
        participant: &mut Participant,
        id: ElementId,
        used: &'p Use,
    ) -> Passage {
        let custom = &self.stepper.program.custom_elements[used.element];
        let visit = Visit { id, used, custom };
        let inner = self.begin(participant, visit);
        self.go_through(participant, visit, inner, custom.first)
    }

    /// Goes on inside with a response, or without one.
    pub(super) fn hear_inside(
        &mut self,
        participant: &mut Participant,
        id: ElementId,
        used: &'p Use,
        (attempt, mut inner): (u64, Inner),
        (response, cause): (Option<&Response>, Cause),
    ) -> Passage {
        let custom = &self.stepper.program.custom_elements[used.element];
        let visit = Visit { id, used, custom };
        let element = &custom.elements[inner.element];
        let ElementKind::CallApi(call) = &element.kind else {
            return self.go_through(participant, visit, inner, element.next);
        };
        let place = visit.at(participant, inner.element);
        if response.is_none() && self.tries_again(place, call, attempt) {
            return self.call_inside(participant, visit, inner, call, attempt + 1);
        }
        self.record(place, What::Left(cause));
        inner.failed |= !is_success(response.map(|response| response.status));
        let target = self.respond(place, call, response, &custom.variables, &mut inner.variables);
        self.go_through(participant, visit, inner, target.unwrap_or(element.next))
    }

    /// The variables at the start: parameters have what is given, the others their first values.
    fn begin(&mut self, participant: &Participant, visit: Visit) -> Inner {
        let Visit { id, used, custom } = visit;
        let mut variables = vec![Value::Empty; custom.variables.len()];
        for (at, (parameter, argument)) in used.arguments.iter().enumerate() {
            let value = self.value(Scope::of(participant, id).draw(at), *argument);
            variables[parameter.index()] = conform(value, &custom.variables[*parameter].r#type);
        }
        let mut inner = Inner { element: custom.first.unwrap_or(id), variables, failed: false };
        for (variable, declared) in custom.variables.iter() {
            let Some(initial) = declared.initial else { continue };
            let scope = inner.scope(participant.at(id)).draw(used.arguments.len() + variable.index());
            let value = self.value(scope, initial);
            inner.variables[variable.index()] = conform(value, &declared.r#type);
        }
        inner
    }

    /// Runs what is inside, until a response is waited for or nothing is left.
    ///
    /// As in flows, elements lead forward, so each runs once at the most.
    fn go_through(
        &mut self,
        participant: &mut Participant,
        visit: Visit<'p>,
        mut inner: Inner,
        mut next: Option<ElementId>,
    ) -> Passage {
        for _ in 0..visit.custom.elements.len() {
            let Some(id) = next else { break };
            let element = &visit.custom.elements[id];
            self.spend();
            inner.element = id;
            let place = visit.at(participant, id);
            self.record(place, What::Reached);
            next = element.next;
            match &element.kind {
                ElementKind::CallApi(call) if call.waits => {
                    return self.call_inside(participant, visit, inner, call, 1);
                }
                ElementKind::CallApi(call) => {
                    self.ask(inner.scope(place), call, 1);
                }
                ElementKind::Set(fields) => self.set_inside(visit, &mut inner, place, fields),
                // The checker lets nothing else in.
                _ => {}
            }
        }
        self.leave_custom(participant, visit, &inner)
    }

    fn call_inside(
        &mut self,
        participant: &mut Participant,
        visit: Visit,
        inner: Inner,
        call: &CallApi,
        attempt: u64,
    ) -> Passage {
        let place = visit.at(participant, inner.element);
        let deadline = self.ask(inner.scope(place), call, attempt);
        participant.asked = Some(Box::new(Asked { attempt, inner: Some(inner) }));
        self.stay_at(place, visit.id, self.mark(), deadline)
    }

    /// Writes variables of the custom element; all values are computed before the first is stored.
    fn set_inside(
        &mut self,
        visit: Visit,
        inner: &mut Inner,
        place: Place,
        fields: &[(VariableId, ExpressionId)],
    ) {
        let mut values = Vec::with_capacity(fields.len());
        for (at, &(variable, expression)) in fields.iter().enumerate() {
            let value = self.value(inner.scope(place).draw(at), expression);
            values.push((variable, conform(value, &visit.custom.variables[variable].r#type)));
        }
        for (variable, value) in &values {
            inner.variables[variable.index()] = value.clone();
        }
        if !values.is_empty() {
            self.record(place, What::Set(values));
        }
    }

    /// Leaves a custom element: by an arm, with what is saved of its variables.
    fn leave_custom(&mut self, participant: &mut Participant, visit: Visit, inner: &Inner) -> Passage {
        let Visit { id, used, .. } = visit;
        let (flow, place) = (self.flow(participant.flow), participant.at(id));
        let mut target = flow.elements[id].next;
        if let Some(branches) = &used.branches {
            let outcome = if inner.failed { UseOutcome::Error } else { UseOutcome::Success };
            let at = branches.arms.iter().position(|arm| arm.when == Some(outcome));
            self.record(place, What::Arm(at.map_or(ArmTaken::Otherwise, ArmTaken::When)));
            target = at.map_or(branches.otherwise, |at| branches.arms[at].target);
        }
        let mut values = Vec::with_capacity(used.saves.len());
        for &(variable, result) in &used.saves {
            let value = inner.variables[result.index()].clone();
            values.push((variable, conform(value, &flow.variables[variable].r#type)));
        }
        for (variable, value) in &values {
            participant.variables[variable.index()] = value.clone();
        }
        if !values.is_empty() {
            self.record(place, What::Set(values));
        }
        Passage::To(target)
    }
}
