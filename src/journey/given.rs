//! Entries that others open: another flow, and the outside by its API.

use super::profile::Source;
use super::step::Step;
use super::{Participant, Place, Refusal, What};
use crate::program::{AttributeId, Entry, EntrySource, FlowId, GivenEntry, Id, VariableId, conform};
use crate::value::Value;

/// Somebody else's word that the person is to enter a flow.
#[derive(Clone, PartialEq, Debug)]
pub struct Entrance {
    /// The flow.
    pub flow: FlowId,
    /// Which of its entries.
    pub source: EntrySource,
    /// What the parameters of the entry are given. Those that are left out take their defaults.
    pub values: Vec<(VariableId, Value)>,
    /// What is written to the profile before.
    pub attributes: Vec<(AttributeId, Value)>,
    /// The flow that says so, if one does.
    pub origin: Option<FlowId>,
    /// Whether the person is made by it, of which there is an event.
    pub creates: bool,
}

impl Entrance {
    /// How a refusal is told: a request from outside is answered, whatever else.
    fn told(&self) -> fn(Refusal) -> What {
        match self.source {
            EntrySource::Api => What::Rejected,
            EntrySource::Flow => What::Refused,
        }
    }

    /// Who changes the profile.
    fn by(&self) -> Source {
        match (self.source, self.origin) {
            (EntrySource::Flow, Some(flow)) => Source::Flow(flow),
            _ => Source::Api,
        }
    }
}

impl<'p> Step<'_, 'p> {
    /// Lets the person in whom somebody else sends.
    pub(super) fn enter_given(&mut self, entrance: &Entrance) {
        if entrance.creates {
            self.tell_created(entrance.by());
        }
        self.write_given(entrance);
        if let Some(entry) = self.opened(entrance.flow, entrance.source, &entrance.values, entrance.told()) {
            let participant = self.admit(entrance.flow, entry, &entrance.values);
            self.run(participant, self.flow(entrance.flow).first);
        }
        self.handle_made();
    }

    /// The entry by which the person may come in with these values; a refusal is reported.
    pub(super) fn opened(
        &mut self,
        flow: FlowId,
        source: EntrySource,
        values: &[(VariableId, Value)],
        told: fn(Refusal) -> What,
    ) -> Option<&'p Entry> {
        match self.given_entry(flow, source, values) {
            Ok(entry) => self.may_enter(flow, entry.location(), told).then_some(entry),
            Err(refusal) => {
                self.record(Place::outside(flow), told(refusal));
                None
            }
        }
    }

    /// The entry for those whom others send, if it stands open for what is given.
    pub(super) fn given_entry(
        &self,
        id: FlowId,
        source: EntrySource,
        values: &[(VariableId, Value)],
    ) -> Result<&'p Entry, Refusal> {
        let (entry, given) = self.flow(id).entry_from(source).ok_or(Refusal::FlowErrorUnknown)?;
        if !self.stepper.is_open(id, self.now) {
            return Err(Refusal::FlowErrorUnknown);
        }
        let has = |wanted: VariableId| values.iter().any(|(variable, _)| *variable == wanted);
        let complete = given.parameters.iter().all(|known| known.default.is_some() || has(known.variable));
        if complete { Ok(entry) } else { Err(Refusal::AttributeMissed) }
    }

    /// Stores what comes with an entry, and computes what is left out. Gives the variables that are set by that.
    pub(super) fn take_parameters(
        &mut self,
        participant: &mut Participant,
        entry: &GivenEntry,
        given: &[(VariableId, Value)],
    ) -> Vec<VariableId> {
        let flow = self.flow(participant.flow);
        for (variable, value) in given {
            let r#type = &flow.variables[*variable].r#type;
            participant.variables[variable.index()] = conform(value.clone(), r#type);
        }
        for parameter in &entry.parameters {
            let is_given = given.iter().any(|(variable, _)| *variable == parameter.variable);
            if let Some(default) = parameter.default.filter(|_| !is_given) {
                self.set_first(participant, parameter.variable, default);
            }
        }
        entry.parameters.iter().map(|parameter| parameter.variable).collect()
    }

    /// Writes what comes for the profile. The events of the changes come before the entry's own.
    fn write_given(&mut self, entrance: &Entrance) {
        let mut changes = Vec::new();
        for (attribute, value) in &entrance.attributes {
            let location = self.stepper.program.attributes[*attribute].location;
            if let Some(written) = self.write(None, location, *attribute, value.clone()) {
                self.tell_change(entrance.by(), *attribute, &written);
                changes.push((*attribute, written.new));
            }
        }
        if !changes.is_empty() {
            self.record(None, What::Updated(changes));
        }
    }
}
