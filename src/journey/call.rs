//! API calls: the participant asks, and may wait for what comes back.
//!
//! A call whose response is waited for keeps the participant until an answer or the deadline. Without a response it is made
//! again, as often as it says; then it has no response. A call that nobody waits for is handed over, and that is all.

use super::element::Passage;
use super::outbox::{Goods, Parcel};
use super::request::Writer;
use super::step::{Scope, Step};
use super::{
    Answer, Answered, ArmTaken, Asked, Cause, MOST_STEPS, Participant, Participation, Place, Request,
    Response, What,
};
use crate::diagnostic::Problem;
use crate::program::{Branches, CallApi, ElementId, ElementKind, ResponseClass, Variable, VariableId};
use crate::program::{Id, Table};
use crate::value::time::add_elapsed;
use crate::value::{Duration, Instant, Text, Unit, Value};

/// Behind how many expressions of a call those of its window and its timeout stand.
const WINDOW: usize = 1 << 16;

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

    /// Lets a request out, the first attempt as soon as its hours and its speed allow. Gives the moment until which a response
    /// is of use, if it went out at once.
    pub(super) fn ask(&mut self, scope: Scope, call: &CallApi, attempt: u64) -> Option<Instant> {
        let place = scope.place;
        let request = Box::new(self.request(scope, call, attempt));
        let deadline = self.response_deadline(place, request.timeout);
        if attempt > 1 || call.delivery.is_open() {
            self.make_call(place, request);
            return deadline;
        }
        let hours = self.hours(scope.draw(WINDOW), call.delivery.window.as_ref());
        let goods = Goods::Call(request);
        self.post(Parcel { place, goods, hours, goes: None, expires: None }, call.delivery.speed);
        deadline.filter(|_| !self.is_in_outbox(place))
    }

    fn request(&mut self, scope: Scope, call: &CallApi, attempt: u64) -> Request {
        let mut writer = Writer::new(self, scope);
        let url = writer.url(call.url);
        let mut headers = writer.headers(&call.headers);
        let body = call.body.as_ref().map(|body| writer.body(body));
        if let Some((content_type, _)) = body
            && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        {
            headers.push(("Content-Type".into(), Text::from(content_type)));
        }
        let timeout = call.timeout.and_then(|timeout| self.length(scope.draw(WINDOW + 2), timeout));
        let timeout = timeout.or_else(|| Duration::of(TIMEOUT, Unit::Seconds).ok());
        Request {
            method: call.method,
            url,
            headers,
            body: body.map(|(_, body)| body),
            key: self.key_of(scope.place, None),
            attempt,
            retries: call.retries.saturating_sub(attempt - 1),
            timeout: timeout.unwrap_or(Duration::ZERO),
            deadline: None,
            waits: call.waits,
        }
    }

    /// Hands a request over. Whoever waits for the response waits from now on.
    pub(super) fn make_call(&mut self, place: Place, mut request: Box<Request>) {
        request.deadline = self.response_deadline(place, request.timeout);
        let (attempt, deadline) = (request.attempt, request.deadline);
        self.record(place, What::Called(request));
        let waiting = self.person.inside.iter_mut().find(|inside| waits_for(inside, place, attempt));
        if let Some(inside) = waiting {
            inside.position.deadline = deadline;
            self.record(place, What::Waiting(deadline));
        }
    }

    fn response_deadline(&self, place: Place, timeout: Duration) -> Option<Instant> {
        let deadline = add_elapsed(self.now, timeout, self.flow(place.flow).zone).ok();
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
                if response.is_none() && self.tries_again(participant.at(id), call, attempt) {
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

    /// Whether a call without a response is made again. Where no time passes in between, that comes to an end.
    pub(super) fn tries_again(&mut self, place: Place, call: &CallApi, attempt: u64) -> bool {
        if attempt > call.retries || self.spend() {
            return attempt <= call.retries;
        }
        let location = place.location(self.stepper.program);
        self.error(place, location, Problem::EndlessLoop { limit: MOST_STEPS });
        false
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
    let here =
        Place { inner: asked.inner.as_ref().map(|inner| inner.element), ..participant.at(position.element) };
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
