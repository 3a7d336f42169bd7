//! Whether what is expected holds, and what is found where it does not.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::someone::Someone;
use super::timeline::opt_out;
use super::world::World;
use super::{Failure, Timeline};
use crate::diagnostic::{Diagnostic, Problem};
use crate::eval::{self, Facts, Fault};
use crate::journey::Listed;
use crate::program::{
    ElementId, ExitReason, Expectation, ExpectationKind, ExpressionId, FlowId, Id, OptOut, PersonId,
    VariableId,
};
use crate::source::Location;
use crate::value::{Instant, Value};

impl World<'_> {
    /// Judges an expectation; nothing if it holds.
    pub(super) fn judge(&self, expectation: &Expectation, location: Location) -> Option<Failure> {
        let read = self.read();
        let mut faults = Vec::new();
        if self.is_so(expectation, &read, &mut faults) {
            return None;
        }
        let values = self.values(expectation, &read);
        let mut found = self.found(&expectation.kind, &values);
        for fault in faults {
            found.push_str(&format!("; {}", fault.problem.message()));
        }
        Some(self.failure(expectation, location, found, values))
    }

    /// Judges what must never be so at this moment; nothing if it is not.
    pub(super) fn judge_never(&self, expectation: &Expectation, location: Location) -> Option<Failure> {
        let read = self.read();
        if !self.is_so(expectation, &read, &mut Vec::new()) {
            return None;
        }
        let values = self.values(expectation, &read);
        let moment = Value::Datetime(self.now).show(self.program.zone);
        let found = format!("at {moment} it was so: {}", self.found(&expectation.kind, &values));
        Some(self.failure(expectation, location, found, values))
    }

    fn is_so(&self, expectation: &Expectation, read: &[Value], faults: &mut Vec<Fault>) -> bool {
        let holds = match &expectation.kind {
            // Nobody is on a part of the list who is expected not to be on it.
            ExpectationKind::Listed { person, opt_outs } if expectation.negated => {
                opt_outs.iter().any(|&opt_out| self.is_listed(*person, opt_out))
            }
            kind => self.holds(kind, read, faults),
        };
        holds != expectation.negated
    }

    /// What an expectation reads, and the values as source text would write them.
    fn values(&self, expectation: &Expectation, read: &[Value]) -> Vec<(Arc<str>, String)> {
        let value = |id: &VariableId| {
            (self.test.readings[*id].written.clone(), read[id.index()].literal(self.program.zone))
        };
        expectation.reads.iter().map(value).collect()
    }

    fn failure(
        &self,
        expectation: &Expectation,
        location: Location,
        found: String,
        values: Vec<(Arc<str>, String)>,
    ) -> Failure {
        let problem = Problem::ExpectationFailed { expectation: self.written(location), found };
        let timelines = self.timelines(expectation);
        Failure { diagnostic: Diagnostic::new(location, problem), values, timelines }
    }

    fn holds(&self, kind: &ExpectationKind, read: &[Value], faults: &mut Vec<Fault>) -> bool {
        match kind {
            ExpectationKind::Called { method, url, person, times } => {
                self.was_called(*person, *method, url, *times)
            }
            ExpectationKind::Conversation { person, tag } => {
                self.people[*person].conversations.iter().any(|known| **known == **tag)
            }
            ExpectationKind::Sent { person, flow, message: element, times }
            | ExpectationKind::Notified { person, flow, element, times } => {
                let sent = self.people[*person].sent.get(&(*flow, *element)).map_or(0, |(sent, _)| *sent);
                times.map_or(sent > 0, |times| sent == times)
            }
            ExpectationKind::Tagged { person, condition, .. }
            | ExpectationKind::Member { person, condition, .. } => {
                self.condition(&self.people[*person].person, read, *condition, faults)
            }
            ExpectationKind::At { person, flow, element } => self.people[*person]
                .person
                .inside()
                .iter()
                .any(|inside| inside.participant.flow == *flow && inside.position.element == *element),
            ExpectationKind::Exited { person, flow, reason } => {
                let by = self.latest_exit(*person, *flow).map(|(_, _, by)| by);
                self.has_exited(*person, *flow) && reason.is_none_or(|reason| by == Some(reason))
            }
            ExpectationKind::Listed { person, opt_outs } => {
                opt_outs.iter().all(|&opt_out| self.is_listed(*person, opt_out))
            }
            ExpectationKind::Condition(condition) => {
                self.condition(&eval::Sketch::default(), read, *condition, faults)
            }
        }
    }

    fn condition(
        &self,
        facts: &dyn Facts,
        read: &[Value],
        condition: ExpressionId,
        faults: &mut Vec<Fault>,
    ) -> bool {
        eval::holds(&self.context(facts, read), condition, faults)
    }

    fn is_listed(&self, person: PersonId, opt_out: OptOut) -> bool {
        self.stepper.is_listed(&self.people[person].person, opt_out)
    }

    /// What of a person is on the list.
    fn list_of(&self, person: PersonId) -> String {
        let someone = &self.people[person];
        let line = |listed: &Listed| {
            let by = opt_out(self.program, listed.opt_out);
            listed.contact.as_ref().map_or_else(|| by.clone(), |contact| format!("{by} to {contact}"))
        };
        let lines: Vec<String> = someone.person.do_not_contact().iter().map(line).collect();
        let name = someone.name();
        if lines.is_empty() {
            format!("nothing of `{name}` is on the list")
        } else {
            format!("of `{name}` there is {}", lines.join(" and "))
        }
    }

    /// Whether a person was in a flow, or in any, and is no more.
    fn has_exited(&self, person: PersonId, flow: Option<FlowId>) -> bool {
        let person = &self.people[person].person;
        let entered = |flow| person.past(flow).is_some_and(|past| !past.entries.is_empty());
        let is_meant = |other: FlowId| flow.is_none_or(|flow| flow == other);
        let mut flows = self.program.flows.ids().filter(|&flow| is_meant(flow));
        flows.any(entered) && !person.inside().iter().any(|inside| is_meant(inside.participant.flow))
    }

    /// The latest exit of a person from a flow, or from any.
    fn latest_exit(&self, person: PersonId, flow: Option<FlowId>) -> Option<(Instant, FlowId, ExitReason)> {
        let is_meant = |exit: &&(Instant, FlowId, ExitReason)| flow.is_none_or(|flow| flow == exit.1);
        self.people[person].exits.iter().rev().find(is_meant).copied()
    }

    /// What is found in place of what is expected.
    fn found(&self, kind: &ExpectationKind, values: &[(Arc<str>, String)]) -> String {
        match kind {
            ExpectationKind::Called { person, .. } => self.calls_made(*person),
            ExpectationKind::Conversation { person, .. } => conversations(&self.people[*person]),
            ExpectationKind::Sent { person, flow, message: element, .. }
            | ExpectationKind::Notified { person, flow, element, .. } => {
                self.sendings(&self.people[*person], (*flow, *element))
            }
            ExpectationKind::Tagged { person, .. } => self.tags(&self.people[*person]),
            ExpectationKind::At { person, .. } => self.whereabouts(&self.people[*person]),
            ExpectationKind::Exited { person, flow, .. } => self.past_of(*person, *flow),
            ExpectationKind::Member { person, segment, .. } => {
                let someone = &self.people[*person];
                let (name, segment) = (someone.name(), &self.program.segments[*segment].name);
                let inside = self.holds(kind, &[], &mut Vec::new());
                format!("`{name}` is {}in `{segment}`", if inside { "" } else { "not " })
            }
            ExpectationKind::Listed { person, .. } => self.list_of(*person),
            ExpectationKind::Condition(_) if values.is_empty() => "it reads nothing of anybody".to_owned(),
            ExpectationKind::Condition(_) => {
                let values: Vec<String> =
                    values.iter().map(|(name, value)| format!("`{name}` is {value}")).collect();
                values.join(", ")
            }
        }
    }

    /// How often something was sent, and when last.
    fn sendings(&self, someone: &Someone, element: (FlowId, ElementId)) -> String {
        let Some((times, last)) = someone.sent.get(&element) else {
            return format!("it was not; {}", self.whereabouts(someone));
        };
        let last = Value::Datetime(*last).show(self.program.zone);
        match times {
            1 => format!("it was sent at {last}"),
            times => format!("it was sent {times} times, the last time at {last}"),
        }
    }

    /// Where a person waits.
    fn whereabouts(&self, someone: &Someone) -> String {
        let place = |inside: &crate::journey::Participation| {
            let flow = &self.program.flows[inside.participant.flow];
            format!("at `{}` of `{}`", flow.elements[inside.position.element].label, flow.name)
        };
        let places: Vec<String> = someone.person.inside().iter().map(place).collect();
        let name = someone.name();
        if places.is_empty() {
            format!("`{name}` is in no flow")
        } else {
            format!("`{name}` is {}", places.join(" and "))
        }
    }

    fn past_of(&self, person: PersonId, flow: Option<FlowId>) -> String {
        let someone = &self.people[person];
        let is_new = |flow: FlowId| someone.person.past(flow).is_none_or(|past| past.entries.is_empty());
        match flow {
            Some(flow) if is_new(flow) => {
                format!("`{}` was never in `{}`", someone.name(), self.program.flows[flow].name)
            }
            None if self.program.flows.ids().all(is_new) => {
                format!("`{}` was never in a flow", someone.name())
            }
            _ if self.has_exited(person, flow) => self.exit_of(person, flow),
            _ => self.whereabouts(someone),
        }
    }

    /// When and by what a person left.
    fn exit_of(&self, person: PersonId, flow: Option<FlowId>) -> String {
        let someone = &self.people[person];
        let Some((time, flow, reason)) = self.latest_exit(person, flow) else {
            return self.whereabouts(someone);
        };
        let (flow, time) = (&self.program.flows[flow].name, Value::Datetime(time).show(self.program.zone));
        format!("`{}` left `{flow}` by `{}` at {time}", someone.name(), reason.words())
    }

    fn tags(&self, someone: &Someone) -> String {
        match someone.person.attribute(self.program.known.tags) {
            Value::List(tags) if !tags.is_empty() => {
                let tags: Vec<String> = tags.iter().map(|tag| tag.literal(self.program.zone)).collect();
                format!("`{}` has the tags {}", someone.name(), tags.join(", "))
            }
            _ => format!("`{}` has no tags", someone.name()),
        }
    }

    /// What happened to the people whom an expectation is about.
    fn timelines(&self, expectation: &Expectation) -> Vec<Timeline> {
        let read = expectation.reads.iter().map(|id| self.test.readings[*id].person);
        let about = match &expectation.kind {
            ExpectationKind::Called { person, .. } => self.callers(*person),
            kind => kind.person().into_iter().collect(),
        };
        let people: BTreeSet<PersonId> = about.into_iter().chain(read).collect();
        people.into_iter().map(|person| self.timeline(person)).collect()
    }
}

/// The conversations that were started.
fn conversations(someone: &Someone) -> String {
    let tags: Vec<String> = someone.conversations.iter().map(|tag| format!("\"{tag}\"")).collect();
    if tags.is_empty() {
        format!("no conversation was started for `{}`", someone.name())
    } else {
        format!("for `{}` there was {}", someone.name(), tags.join(", "))
    }
}
