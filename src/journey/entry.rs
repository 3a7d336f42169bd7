//! Who gets in, and what happens at the entry.

use super::step::{Scope, Step};
use super::{MOST_STEPS, Participant, Place, Refusal, What};
use crate::diagnostic::Problem;
use crate::eval::{Visible, conform};
use crate::program::{Entry, ExpressionId, Flow, FlowId, Id, Location, Owner, Rate, ReEntryRule, VariableId};
use crate::value::time::add_elapsed;
use crate::value::{Duration, Instant, Value};

impl Step<'_, '_> {
    /// Lets the person into a flow by one of its entries, unless something speaks against it.
    pub(super) fn enter(&mut self, flow: FlowId, entry: usize) {
        let entry = &self.flow(flow).entries[entry];
        if self.may_enter(flow, entry.location(), What::Refused) {
            let participant = self.admit(flow, entry, &[]);
            self.run(participant, self.flow(flow).first);
        }
    }

    /// Whether the person may come into a flow, and there may be one more entry at this moment. If not, that is reported.
    pub(super) fn may_enter(
        &mut self,
        flow: FlowId,
        location: Location,
        told: impl FnOnce(Refusal) -> What,
    ) -> bool {
        let place = Place::outside(flow);
        if let Some(refusal) = self.refusal(place) {
            self.record(place, told(refusal));
            return false;
        }
        let may = self.spend();
        if !may && !std::mem::replace(&mut self.person.effort.reported, true) {
            self.error(place, location, Problem::EndlessLoop { limit: MOST_STEPS });
        }
        may
    }

    /// Lets the person in, as far as before the first element. `given` are the parameters of the entry that have a value.
    pub(super) fn admit(&mut self, id: FlowId, by: &Entry, given: &[(VariableId, Value)]) -> Participant {
        let flow = self.flow(id);
        let entered = self.mark();
        let past = self.person.past_mut(id);
        past.entries.push(entered.since);
        let entry = u32::try_from(past.entries.len()).unwrap_or(u32::MAX);
        let variables = vec![Value::Empty; flow.variables.len()];
        let mut participant = Participant { flow: id, entry, entered, variables, asked: None };
        let set: Vec<VariableId> = match by {
            Entry::Event(clause) => {
                self.save(&mut participant, None, clause, Visible::All);
                clause.saves.iter().map(|(variable, _)| *variable).collect()
            }
            Entry::Given(entry) => self.take_parameters(&mut participant, entry, given),
            Entry::Date(_) | Entry::Audience(_) => Vec::new(),
        };
        self.initialise(&mut participant, flow, &set);
        self.record(participant.in_flow(), What::Entered(filled(&participant)));
        let owner = Owner { flow: id, element: None };
        let program = self.stepper.program;
        let known = program.known.person_entered_flow;
        let version = i64::try_from(flow.version).unwrap_or(i64::MAX);
        let properties = super::event::properties(program, known, &[("version", Value::Integer(version))]);
        self.make(known, properties, Some(owner));
        participant
    }

    /// Computes the first values of the variables that the entry does not set, in source order.
    fn initialise(&mut self, participant: &mut Participant, flow: &Flow, set: &[VariableId]) {
        for (id, variable) in flow.variables.iter() {
            if let Some(initial) = variable.initial.filter(|_| !set.contains(&id)) {
                self.set_first(participant, id, initial);
            }
        }
    }

    /// Gives a variable its first value, made of those before it.
    pub(super) fn set_first(
        &mut self,
        participant: &mut Participant,
        variable: VariableId,
        value: ExpressionId,
    ) {
        let place = participant.in_flow();
        let scope = Scope { place, variables: &participant.variables, visible: Visible::All, draw: 0 };
        let value = self.value(scope.draw(variable.index()), value);
        let declared = &self.flow(participant.flow).variables[variable];
        participant.variables[variable.index()] = conform(value, &declared.r#type);
    }

    /// Why the person may not come in now.
    fn refusal(&mut self, place: Place) -> Option<Refusal> {
        let flow = self.flow(place.flow);
        let rule = flow.re_entry.rule;
        if rule != ReEntryRule::WhileInside && self.is_inside(place.flow) {
            return Some(Refusal::PersonInFlow);
        }
        let limits = &flow.re_entry.limits;
        let allowed =
            self.rule_allows(rule, place) && limits.iter().all(|limit| self.limit_allows(*limit, place));
        (!allowed).then_some(Refusal::NotAllowedToReenter)
    }

    /// Whether the person waits anywhere in a flow, or is on the way through it.
    fn is_inside(&self, flow: FlowId) -> bool {
        let mut under_way = self.under_way.iter();
        self.running == Some(flow)
            || under_way.any(|(participant, _)| participant.flow == flow)
            || self.person.is_inside(flow)
    }

    fn rule_allows(&mut self, rule: ReEntryRule, place: Place) -> bool {
        let Some(past) = self.person.past(place.flow) else { return true };
        match rule {
            ReEntryRule::AfterExit | ReEntryRule::WhileInside => true,
            ReEntryRule::Never => past.entries.is_empty(),
            ReEntryRule::Later(delay) => {
                let Some(last_exit) = past.last_exit else { return true };
                let scope = Scope { place, variables: &[], visible: Visible::All, draw: 0 };
                let Value::Duration(delay) = self.value(scope, delay) else { return true };
                let zone = self.flow(place.flow).zone;
                // What lies beyond the calendar never comes.
                add_elapsed(last_exit, delay, zone).is_ok_and(|again| again <= self.now)
            }
        }
    }

    /// Whether one more entry keeps the limit. An entry exactly one unit ago is in the past.
    fn limit_allows(&self, limit: Rate, place: Place) -> bool {
        let Some(past) = self.person.past(place.flow) else { return true };
        let zone = self.flow(place.flow).zone;
        let unit = Duration::of(-1, limit.unit).and_then(|unit| add_elapsed(self.now, unit, zone));
        let since = unit.unwrap_or(Instant::FIRST);
        let recent = past.entries.iter().filter(|&&entry| entry > since).count();
        (recent as u64) < limit.times
    }
}

/// The variables that have a value.
fn filled(participant: &Participant) -> Vec<(VariableId, Value)> {
    let values = participant.variables.iter().enumerate().filter(|(_, value)| !value.is_empty());
    values.map(|(at, value)| (VariableId::from_index(at), value.clone())).collect()
}
