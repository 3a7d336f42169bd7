//! Who gets in, and what happens at the entry.

use super::step::{Scope, Step};
use super::{MOST_STEPS, Participant, Place, Refusal, What};
use crate::diagnostic::Problem;
use crate::eval::{Visible, conform};
use crate::program::{Entry, ExpressionId, Flow, FlowId, Id, Owner, Rate, ReEntryRule, VariableId};
use crate::value::time::add_elapsed;
use crate::value::{Duration, Instant, Value};

impl Step<'_, '_> {
    /// Lets the person into a flow by one of its entries, unless something speaks against it.
    pub(super) fn enter(&mut self, flow: FlowId, entry: usize) {
        let place = Place::outside(flow);
        let entry = &self.flow(flow).entries[entry];
        if let Some(refusal) = self.refusal(place) {
            self.record(place, What::Refused(refusal));
        } else if self.spend() {
            self.admit(flow, entry);
        } else if !self.person.effort.reported {
            self.person.effort.reported = true;
            self.error(place, entry.location(), Problem::EndlessLoop { limit: MOST_STEPS });
        }
    }

    fn admit(&mut self, id: FlowId, by: &Entry) {
        let flow = self.flow(id);
        let entered = self.mark();
        let past = self.person.past_mut(id);
        past.entries.push(entered.since);
        let entry = u32::try_from(past.entries.len()).unwrap_or(u32::MAX);
        let variables = vec![Value::Empty; flow.variables.len()];
        let mut participant = Participant { flow: id, entry, entered, variables, asked: None };
        let saves = match by {
            Entry::Event(clause) => {
                self.save(&mut participant, None, clause, Visible::All);
                clause.saves.as_slice()
            }
            Entry::Date(_) | Entry::Audience(_) | Entry::Given(_) => &[],
        };
        self.initialise(&mut participant, flow, saves);
        self.record(participant.in_flow(), What::Entered(filled(&participant)));
        let owner = Owner { flow: id, element: None };
        let program = self.stepper.program;
        let known = program.known.person_entered_flow;
        let version = i64::try_from(flow.version).unwrap_or(i64::MAX);
        let properties = super::event::properties(program, known, &[("version", Value::Integer(version))]);
        self.make(known, properties, Some(owner));
        self.run(participant, flow.first);
    }

    /// Computes the first values of the variables that the entry does not save, in source order.
    fn initialise(
        &mut self,
        participant: &mut Participant,
        flow: &Flow,
        saves: &[(VariableId, ExpressionId)],
    ) {
        for (id, variable) in flow.variables.iter() {
            let saved = saves.iter().any(|(saved, _)| *saved == id);
            if let Some(initial) = variable.initial.filter(|_| !saved) {
                let place = participant.in_flow();
                let scope =
                    Scope { place, variables: &participant.variables, visible: Visible::All, draw: 0 };
                let value = self.value(scope.draw(id.index()), initial);
                participant.variables[id.index()] = conform(value, &variable.r#type);
            }
        }
    }

    /// Why the person may not come in now.
    fn refusal(&mut self, place: Place) -> Option<Refusal> {
        let flow = self.flow(place.flow);
        let rule = flow.re_entry.rule;
        if rule != ReEntryRule::WhileInside && self.person.is_inside(place.flow) {
            return Some(Refusal::PersonInFlow);
        }
        let limits = &flow.re_entry.limits;
        let allowed =
            self.rule_allows(rule, place) && limits.iter().all(|limit| self.limit_allows(*limit, place));
        (!allowed).then_some(Refusal::NotAllowedToReenter)
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
