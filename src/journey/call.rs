//! API calls: the participant asks, and may wait for what comes back.
//!
//! A call whose response is waited for keeps the participant until an answer or the deadline. Without a response it is made
//! again, as often as it says; then it has no response. A call that nobody waits for is handed over, and that is all.

use super::element::Passage;
use super::request::Writer;
use super::step::{Scope, Step};
use super::{
    Answer, Answered, ArmTaken, Asked, Cause, Participant, Participation, Place, Request, Response, What,
};
use crate::program::{Branches, CallApi, ElementId, ElementKind, ResponseClass, Variable, VariableId};
use crate::program::{Id, Table};
use crate::value::time::add_elapsed;
use crate::value::{Duration, Instant, Text, Unit, Value};

/// How long a response is waited for unless a call says it, in seconds.
const TIMEOUT: i64 = 30;

impl Step<'_, '_> {
    /// Comes to a call.
    pub(super) fn call_api(
        &mut self,
        participant: &mut Participant,
        id: ElementId,
        call: &CallApi,
    ) -> Passage {
        let deadline = self.ask(Scope::of(participant, id), call, 1);
        if !call.waits {
            return Passage::To(self.flow(participant.flow).elements[id].next);
        }
        participant.asked = Some(Box::new(Asked { attempt: 1, inner: None }));
        self.stay(participant, id, deadline)
    }

    /// Hands a request over. Gives the moment until which a response is of use.
    pub(super) fn ask(&mut self, scope: Scope, call: &CallApi, attempt: u64) -> Option<Instant> {
        let mut writer = Writer::new(self, scope);
        let url = writer.url(call.url);
        let mut headers = writer.headers(&call.headers);
        let body = call.body.as_ref().map(|body| writer.body(body));
        if let Some((content_type, _)) = body
            && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        {
            headers.push(("Content-Type".into(), Text::from(content_type)));
        }
        let deadline = self.response_deadline(scope, call);
        let request = Request {
            method: call.method,
            url,
            headers,
            body: body.map(|(_, body)| body),
            key: self.key_of(scope.place),
            attempt,
            retries: call.retries.saturating_sub(attempt - 1),
            deadline,
            waits: call.waits,
        };
        self.record(scope.place, What::Called(Box::new(request)));
        deadline
    }

    fn response_deadline(&mut self, scope: Scope, call: &CallApi) -> Option<Instant> {
        let said = call.timeout.and_then(|timeout| self.length(scope, timeout));
        let timeout = said.or_else(|| Duration::of(TIMEOUT, Unit::Seconds).ok())?;
        let deadline = add_elapsed(self.now, timeout, self.flow(scope.place.flow).zone).ok();
        deadline.map(|deadline| deadline.max(self.now))
    }

    /// Takes an answer: whoever waits for it goes on.
    pub(super) fn answer(&mut self, answer: Answer) {
        let Answer { place, attempt, response } = answer;
        let waiting = self.person.inside.iter().position(|inside| waits_for(inside, place, attempt));
        let status = response.as_ref().map(|response| response.status);
        self.record(place, What::Answered(Answered { attempt, status, awaited: waiting.is_some() }));
        if let Some(at) = waiting {
            let participation = self.person.inside.remove(at);
            self.hear(participation, response.as_ref(), Cause::Answer);
            self.handle_made();
        }
    }

    /// Lets somebody who waited for a response go on with it, or without one.
    pub(super) fn hear(&mut self, waiting: Participation, response: Option<&Response>, cause: Cause) {
        let Participation { mut participant, position } = waiting;
        let id = position.element;
        let flow = self.flow(participant.flow);
        let asked = participant.asked.take();
        let passage = match (&flow.elements[id].kind, asked.map(|asked| *asked)) {
            (ElementKind::CallApi(call), Some(Asked { attempt, .. })) => {
                if response.is_none() && self.tries_again(call, attempt) {
                    let deadline = self.ask(Scope::of(&participant, id), call, attempt + 1);
                    participant.asked = Some(Box::new(Asked { attempt: attempt + 1, inner: None }));
                    self.stay(&participant, id, deadline)
                } else {
                    self.take_response(&mut participant, id, call, response, cause)
                }
            }
            (ElementKind::Use(used), Some(Asked { attempt, inner: Some(inner) })) => {
                self.hear_inside(&mut participant, id, used, (attempt, inner), (response, cause))
            }
            _ => Passage::To(flow.elements[id].next),
        };
        self.go_on(participant, passage);
    }

    /// Whether a call without a response is made again.
    pub(super) fn tries_again(&mut self, call: &CallApi, attempt: u64) -> bool {
        attempt <= call.retries && self.spend()
    }

    fn take_response(
        &mut self,
        participant: &mut Participant,
        id: ElementId,
        call: &CallApi,
        response: Option<&Response>,
        cause: Cause,
    ) -> Passage {
        let flow = self.flow(participant.flow);
        let place = participant.at(id);
        self.record(place, What::Left(cause));
        let target = self.respond(place, call, response, &flow.variables, &mut participant.variables);
        Passage::To(target.unwrap_or(flow.elements[id].next))
    }

    /// Records the arm of a response and stores what is taken from it. Gives the way that the arm leads, if there are arms.
    pub(super) fn respond(
        &mut self,
        place: Place,
        call: &CallApi,
        response: Option<&Response>,
        declared: &Table<VariableId, Variable>,
        variables: &mut [Value],
    ) -> Option<Option<ElementId>> {
        let target = call.branches.as_ref().map(|branches| {
            let (arm, target) = closest(branches, response.map(|response| response.status));
            self.record(place, What::Arm(arm));
            target
        });
        let values = self.mapped(place, &call.mappings, response, declared);
        for (variable, value) in &values {
            variables[variable.index()] = value.clone();
        }
        if !values.is_empty() {
            self.record(place, What::Set(values));
        }
        target
    }
}

/// Whether a participation waits for the answer to an attempt at a place.
fn waits_for(inside: &Participation, place: Place, attempt: u64) -> bool {
    let Participation { participant, position } = inside;
    let Some(asked) = &participant.asked else { return false };
    let here = Place {
        inner: asked.inner.as_ref().map(|inner| inner.element),
        ..participant.at(position.element)
    };
    here == place && asked.attempt == attempt
}

/// Whether a status is one of success.
pub(super) fn is_success(status: Option<u16>) -> bool {
    matches!(status, Some(200..=299))
}

/// The arm that says most closely what came of a call, and where it leads.
fn closest(branches: &Branches<ResponseClass>, status: Option<u16>) -> (ArmTaken, Option<ElementId>) {
    let ranked = branches.arms.iter().enumerate().filter_map(|(at, arm)| {
        let rank = distance(arm.when?, status)?;
        Some((rank, at, arm.target))
    });
    match ranked.min_by_key(|(rank, at, _)| (*rank, *at)) {
        Some((_, at, target)) => (ArmTaken::When(at), target),
        None => (ArmTaken::Otherwise, branches.otherwise),
    }
}

/// How far an outcome that an arm names is from what came of a call; nothing where it does not take it.
fn distance(class: ResponseClass, status: Option<u16>) -> Option<u8> {
    match (class, status) {
        (ResponseClass::Status(wanted), Some(status)) if wanted == status => Some(0),
        (ResponseClass::Success, status) if is_success(status) => Some(1),
        (ResponseClass::Class(digit), Some(status)) if u16::from(digit) == status / 100 => Some(1),
        (ResponseClass::NoResponse, None) => Some(1),
        (ResponseClass::Error, status) if !is_success(status) => Some(2),
        _ => None,
    }
}
